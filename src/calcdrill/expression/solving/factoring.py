"""A tree as a product of polynomials, by flint: it is 0 where one of its factors is.

The generators are the variables and whatever else the tree holds: exp(u), ln(u), √u, and constants such as π. Powers
of one exponential share a generator (e^(2x) is the square of e^x), and an exponential alone is never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, NamedTuple

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from calcdrill.errors import Unsolved
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import to_the
from calcdrill.expression.balls.ball import value
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.powers import base_and_power
from calcdrill.expression.rationals import common_divisor, fraction, rational
from calcdrill.expression.tidy import tidy

__all__ = ["Part", "Ring", "Split", "coefficients", "monomials", "plain_factors", "scaled", "split", "without_roots"]

_MOST_TERMS: Final = 3000
_MOST_EXPONENT: Final = 24
Ratio = tuple[Any, Any]


@dataclass(frozen=True)
class Part:
    """One factor. ``atom``: the only thing in it that holds the variables, if it is no polynomial in them; it is then
    ``in_atom``, a polynomial in ``name``."""

    tree: t.Node
    atom: t.Node | None = None
    in_atom: t.Node = t.ZERO
    name: str = ""


class Split(NamedTuple):
    """The factors that may be 0, each once, and the whole tree put together again from all its factors."""

    parts: tuple[Part, ...]
    whole: t.Node


def split(node: t.Node, variables: Sequence[str]) -> Split:
    """Raises Unsolved where ``node`` is 0 everywhere, or a factor mixes a variable with what it is inside of."""
    return _split(node, tuple(variables))


@lru_cache(maxsize=128)
def _split(node: t.Node, variables: tuple[str, ...]) -> Split:
    ring = Ring((node,), variables)
    top, bottom = ring.ratio(node)
    if not top:
        raise Unsolved(f"{write_text(node)} is 0 everywhere")
    content, factors = top.factor()
    trees = [ring.tree(factor) for factor, _ in factors]
    parts = [ring.part(factor, tree) for (factor, _), tree in zip(factors, trees, strict=True)]
    pieces = [t.Power(tree, t.Number(n)) if n > 1 else tree for (_, n), tree in zip(factors, trees, strict=True)]
    whole = scaled(fraction(fmpq(content)), pieces)
    kept = tuple([part for part in parts if part is not None])
    return Split(kept, whole if bottom == 1 else _over(whole, ring.tree(bottom)))


def _over(whole: t.Node, bottom: t.Node) -> t.Node:
    """whole/bottom, a minus in front of the fraction."""
    if isinstance(whole, t.Negative):
        return t.Negative(t.Quotient(whole.argument, bottom))
    return t.Quotient(whole, bottom)


def without_roots(node: t.Node, variable: str) -> t.Node | None:
    """A polynomial that is 0 wherever a tree with roots is, and perhaps elsewhere; None where that is not all it has.

    Each root s = u^(p/q) is eliminated by the resultant with s^q − u^p.
    """
    ring = Ring((node,), (variable,))
    top, _ = ring.ratio(node)
    parts = [(k, *base_and_power(tree)) for k, tree in enumerate(ring.trees)]
    roots = [(k, base, exponent) for k, base, exponent in parts if base is not None]
    if not roots or any(not _is_polynomial(base) or t.names(base) != {variable} for _, base, _ in roots):
        return None
    for k, base, exponent in roots:
        above, below = ring.ratio(base)
        p, q = abs(exponent.numerator), exponent.denominator
        if exponent < 0:
            above, below = below, above
        top = top.resultant(ring.generators[k] ** q * below**p - above**p, k)
        if not top:
            return None
    tree = ring.tree(top)
    return tree if t.names(tree) == {variable} and _is_polynomial(tree) else None


def _is_polynomial(node: t.Node) -> bool:
    return all(
        isinstance(inner, t.Number | t.Name | t.Negative | t.Sum | t.Product)
        or (isinstance(inner, t.Quotient) and isinstance(inner.denominator, t.Number))
        or (isinstance(inner, t.Power) and isinstance(t.value_of(inner.exponent), int))
        for inner in t.walk(node)
    )


def plain_factors(node: t.Node, variables: Sequence[str]) -> tuple[t.Node, ...]:
    """The factors that may be 0 and hold a variable, whatever stands in them; Unsolved where there is no such form."""
    ring = Ring((node,), variables)
    top, _ = ring.ratio(node)
    if not top:
        raise Unsolved(f"{write_text(node)} is 0 everywhere")
    trees = [ring.tree(factor) for factor, _ in top.factor()[1]]
    return tuple(tree for tree in trees if not (t.names(tree).isdisjoint(variables) or ring.is_never_zero(tree)))


def scaled(factor: Fraction, pieces: Sequence[t.Node]) -> t.Node:
    """factor · pieces as it is printed: no factor 1, a minus and a denominator around the whole."""
    top = t.times(*(() if abs(factor.numerator) == 1 else (t.Number(abs(factor.numerator)),)), *pieces)
    whole = top if factor.denominator == 1 else t.Quotient(top, t.Number(factor.denominator))
    return t.Negative(whole) if factor < 0 else whole


def coefficients(node: t.Node, variable: str) -> list[t.Node]:
    """c₀, c₁ … of a polynomial in ``variable`` whose coefficients are constants. Raises Unsolved for anything else."""
    ring = Ring((node,), (variable,))
    top, bottom = ring.ratio(node)
    if any(variable in t.names(atom) for atom in ring.trees[1:]) or not bottom.is_constant():
        raise Unsolved(f"{write_text(node)} is no polynomial")
    by_power: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for exponents, c in monomials(top):
        by_power.setdefault(exponents[0], {})[(0, *exponents[1:])] = c
    degree = max(by_power, default=0)
    return [tidy(ring.tree(ring.context.from_dict(by_power.get(k, {})))) for k in range(degree + 1)]


class Ring:
    """Polynomials in the variables and in what else stands in the trees."""

    def __init__(self, nodes: Sequence[t.Node], variables: Sequence[str]) -> None:
        self.variables = tuple(variables)
        self.trees: list[t.Node] = [t.Name(name) for name in variables]
        self.powers: dict[t.Node, tuple[int, int]] = {name: (k, 1) for k, name in enumerate(self.trees)}
        exponents: dict[t.Node, None] = {}
        for node in nodes:
            self._collect(node, exponents)
        self._add_exponentials(list(exponents))
        names_ = tuple(f"g{k}" for k in range(len(self.trees)))
        self.context: Any = fmpq_mpoly_ctx.get(names_, Ordering.lex)
        self.generators = self.context.gens()

    def _collect(self, node: t.Node, exponents: dict[t.Node, None]) -> None:
        match node:
            case t.Number():
                return
            case t.Sum() | t.Product() | t.Negative() | t.Quotient():
                for child in node.children:
                    self._collect(child, exponents)
            case t.Power(base=base, exponent=exponent) if isinstance(t.value_of(exponent), int):
                self._collect(base, exponents)
            case t.Call(function="exp", arguments=(argument,)) if t.names(argument):
                exponents[argument] = None
            case _ if node not in self.powers:
                self.powers[node] = (len(self.trees), 1)
                self.trees.append(node)

    def _add_exponentials(self, arguments: list[t.Node]) -> None:
        """exp(u) and exp(3u/2) are powers of one generator."""
        while arguments:
            first = arguments[0]
            ratios = {u: t.value_of(tidy(t.Quotient(u, first))) for u in arguments}
            alike = {u: Fraction(r) for u, r in ratios.items() if r is not None} or {first: Fraction(1)}
            step = common_divisor(alike.values())
            for u, r in alike.items():
                self.powers[t.Call("exp", (u,))] = (len(self.trees), int(r / step))
            self.trees.append(t.Call("exp", (tidy(t.times(t.number(step), first)),)))
            arguments = [u for u in arguments if u not in alike]

    # -- trees to polynomials

    def ratio(self, node: t.Node) -> Ratio:
        """Numerator and denominator."""
        one = self.context.constant(1)
        match node:
            case t.Number(value=found):
                return self.context.constant(rational(found)), one
            case t.Negative(argument=argument):
                top, bottom = self.ratio(argument)
                return -top, bottom
            case t.Sum(terms=terms):
                return self._sum([self.ratio(term) for term in terms])
            case t.Product(factors=factors):
                top, bottom = one, one
                for factor in map(self.ratio, factors):
                    top, bottom = self._reduced(top * factor[0], bottom * factor[1])
                return top, bottom
            case t.Quotient(numerator=above, denominator=below):
                top, bottom = self.ratio(above), self.ratio(below)
                if not bottom[0]:
                    raise Unsolved(f"{write_text(node)} is not defined")
                return self._reduced(top[0] * bottom[1], top[1] * bottom[0])
            case t.Power(base=base, exponent=exponent) if isinstance(power := t.value_of(exponent), int):
                return self._power(self.ratio(base), power)
        index, power = self.powers[node]
        generator = self.generators[index]
        return (generator**power, one) if power > 0 else (one, generator**-power)

    def _sum(self, terms: list[Ratio]) -> Ratio:
        top, bottom = terms[0]
        for above, below in terms[1:]:
            if below == bottom:
                top = top + above
            else:
                top, bottom = self._reduced(top * below + above * bottom, bottom * below)
        return self._reduced(top, bottom)

    def _reduced(self, top: Any, bottom: Any) -> Ratio:
        if len(top) > _MOST_TERMS or len(bottom) > _MOST_TERMS:
            raise Unsolved("the polynomials become too long")
        if not top:
            return top, self.context.constant(1)
        if not bottom.is_constant():
            shared = top.gcd(bottom)
            top, bottom = top / shared, bottom / shared
        scale = bottom.leading_coefficient()
        return (top, bottom) if scale == 1 else (top / scale, bottom / scale)

    def _power(self, base: Ratio, power: int) -> Ratio:
        if abs(power) > _MOST_EXPONENT:
            raise Unsolved("the polynomials become too long")
        top, bottom = base if power >= 0 else (base[1], base[0])
        if not bottom:
            raise Unsolved("a power of 0 is not defined")
        return self._reduced(top ** abs(power), bottom ** abs(power))

    # -- and back

    def tree(self, polynomial: Any) -> t.Node:
        """The polynomial in textbook form."""
        return _written(polynomial, self.trees)

    def part(self, factor: Any, tree: t.Node) -> Part | None:
        """The factor, which is written as ``tree``, as a ``Part``; None where it is never 0."""
        used = [k for k, degree in enumerate(factor.degrees()) if degree]
        moving = [k for k in used if not t.names(self.trees[k]).isdisjoint(self.variables)]
        if not moving:
            enclosure = value(tree, {})
            if not (enclosure > 0 or enclosure < 0):
                raise Unsolved(f"it cannot be told whether {write_text(tree)} is 0")
            return None
        if moving[-1] < len(self.variables):
            return Part(tree)
        atom = self.trees[moving[0]]
        if len(moving) > 1:
            plain = self._without_two_roots(factor, moving)
            if plain is not None:
                return Part(plain)
            raise Unsolved(f"the equation {write_text(tree)} = 0 has no closed solution here")
        if factor == self.generators[moving[0]] and self.is_never_zero(atom):
            return None
        name = next(f"u{k}" for k in range(99) if f"u{k}" not in t.names(tree))
        return Part(tree, atom, _with_name(self, factor, moving[0], name), name)

    def _without_two_roots(self, factor: Any, moving: list[int]) -> t.Node | None:
        """√u − c·√v as u − c²·v, and ∛u − c·∛v as u − c³·v; the sum of two squares of roots as that of u² and v²."""
        atoms = [_base_and_index(self.trees[k]) for k in moving]
        terms = monomials(factor)
        if len(moving) != 2 or len(terms) != 2 or atoms[0][1] != atoms[1][1] or atoms[0][1] < 2:
            return None
        if any(sum(exponents[k] for k in moving) != sum(exponents) for exponents, _ in terms):
            return None
        powers = {tuple(exponents[k] for k in moving): fraction(c) for exponents, c in terms}
        (u, index), (v, _) = atoms
        if set(powers) == {(2, 0), (0, 2)} and powers[2, 0] * powers[0, 2] > 0:
            return tidy(t.Sum((t.Power(u, t.TWO), t.Power(v, t.TWO))))
        if set(powers) != {(1, 0), (0, 1)}:
            return None
        ratio = -powers[0, 1] / powers[1, 0]
        if index % 2 == 0 and ratio < 0:
            return tidy(t.Sum((t.Power(u, t.TWO), t.Power(v, t.TWO))))
        return tidy(t.Sum((u, t.Negative(t.times(t.number(ratio**index), v)))))

    def is_never_zero(self, atom: t.Node) -> bool:
        """Whether what stands for a generator has no zero."""
        if isinstance(atom, t.Power):
            return bool(t.names(atom.exponent)) or (isinstance(atom.base, t.Number) and atom.base.value > 0)
        return isinstance(atom, t.Call) and facts.is_never_zero(atom.function)


def _base_and_index(atom: t.Node) -> tuple[t.Node, int]:
    """uᵐ and n of u^(m/n); n is 1 for what is no root."""
    match atom:
        case t.Call(function="sqrt" | "cbrt" as name, arguments=(inner,)):
            return inner, 2 if name == "sqrt" else 3
        case t.Power(base=base, exponent=exponent) if (power := t.value_of(exponent)) is not None and power > 0:
            return (tidy(t.Power(base, t.number(power.numerator))), power.denominator)
    return atom, 1


def _with_name(ring: Ring, factor: Any, index: int, name: str) -> t.Node:
    return _written(factor, [t.Name(name) if k == index else tree for k, tree in enumerate(ring.trees)])


def _written(polynomial: Any, trees: Sequence[t.Node]) -> t.Node:
    terms = []
    for exponents, c in monomials(polynomial):
        powers = [to_the(tree, t.number(k)) for tree, k in zip(trees, exponents, strict=True) if k]
        terms.append(t.times(t.number(fraction(c)), *powers))
    return tidy(t.total(*terms))


def monomials(polynomial: Any) -> list[tuple[tuple[int, ...], fmpq]]:
    """(exponents, coefficient) of each term."""
    return [(tuple(map(int, exponents)), c) for exponents, c in polynomial.to_dict().items()]
