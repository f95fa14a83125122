"""Where two trees in two variables are both 0, by isolation: how many places there are, each in a box of balls.

    polynomials                 both resultants have their real zeros isolated; a pair of zeros at which a ball of
                                either polynomial misses 0 is no solution
    one tree in one variable    its zeros by ``find_roots``, and at each of them those of the other tree

This proves that a list of solutions is complete; it is the check of what ``systems`` finds in closed form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flint import arb, ctx, fmpq_poly

from calcdrill.errors import Undecided, Unsolved
from calcdrill.expression.balls.ball import Evaluator, value, working
from calcdrill.expression.balls.isolate import polynomial_roots
from calcdrill.expression.facts import is_unit
from calcdrill.expression.solving.factoring import Ring, monomials
from calcdrill.expression.solving.roots import find_roots
from calcdrill.expression.solving.systems import is_outside, only_zero_of
from calcdrill.expression.tree import Node, Number, Product, names

__all__ = ["boxes", "meet", "without_units"]

Box = tuple[arb, arb]
_PRECISION: Final = 384


def boxes(left: Node, right: Node, variables: Sequence[str], domain: tuple[Node, ...] = ()) -> list[Box]:
    """Boxes that hold all common zeros, one at most in each; raises Undecided where that cannot be proved.

    ``domain``: factors that are 0 only outside of it may be left out.
    """
    left, right = without_units(left), without_units(right)
    polynomials, ring = _polynomials(left, right, variables)
    if polynomials is not None:
        with working(_PRECISION):
            return _isolated(ring, polynomials, variables, domain)
    for one, other in ((left, right), (right, left)):
        inside = sorted(names(one) & set(variables))
        if len(inside) == 1:
            return _one_after_the_other(one, other, inside[0], variables)
    raise Undecided("it is not proved that there are no other solutions")


def _polynomials(left: Node, right: Node, variables: Sequence[str]) -> tuple[list[Any] | None, Ring]:
    """The numerators where they are rational polynomials times exponentials, else None; with their ring."""
    ring = Ring((left, right), variables)
    try:
        numerators = [ring.ratio(node)[0] for node in (left, right)]
    except Unsolved as error:
        raise Undecided(str(error)) from None
    plain = [_without_exponentials(ring, polynomial) for polynomial in numerators]
    return (None if None in plain else plain), ring


def without_units(node: Node) -> Node:
    """The tree without factors that are never 0."""
    if not isinstance(node, Product):
        return node
    kept = tuple(f for f in node.factors if not is_unit(getattr(f, "function", "")))
    return Product(kept) if len(kept) > 1 else kept[0] if kept else Number(1)


def _without_exponentials(ring: Ring, polynomial: Any) -> Any:
    """The polynomial without the factors that are never 0; None where other functions are left."""
    if len(ring.trees) == 2 or not polynomial:
        return polynomial
    content = polynomial.term_content()
    rest = polynomial / content
    units = [tree for tree, degree in zip(ring.trees[2:], content.degrees()[2:], strict=True) if degree]
    if any(rest.degrees()[2:]) or not all(is_unit(getattr(tree, "function", "")) for tree in units):
        return None
    return rest * _plain_content(ring, content)


def _plain_content(ring: Ring, content: Any) -> Any:
    """The variables' part of a monomial."""
    exponents = monomials(content)[0][0]
    return ring.context.from_dict({(*exponents[:2], *(0 for _ in exponents[2:])): 1})


def _isolated(ring: Ring, pair: Sequence[Any], variables: Sequence[str], domain: tuple[Node, ...]) -> list[Box]:
    shared = pair[0].gcd(pair[1])
    extra: list[Box] = []
    if not shared.is_constant():
        pair = [polynomial / shared for polynomial in pair]
        for factor, _ in shared.factor()[1]:
            if is_outside(ring.tree(factor), variables, domain):
                continue
            for place in only_zero_of(ring.tree(factor), variables):
                with working(ctx.prec):
                    x, y = (Evaluator({}, 1).column(c)[0] for c in place)
                    extra.append((arb(x), arb(y)))
    columns = [_roots(pair[0].resultant(pair[1], 1 - k), k) for k in (0, 1)]
    boxes = [(x, y) for x in columns[0] for y in columns[1] if all(0 in _at(p, x, y) for p in pair)]
    new = [box for box in extra if not any(meet(box, other) for other in boxes)]
    return [*boxes, *new]


def meet(one: Sequence[arb], other: Sequence[arb]) -> bool:
    """Whether two boxes may have a point in common."""
    return all(a.overlaps(b) for a, b in zip(one, other, strict=True))


def _roots(resultant: Any, place: int) -> list[arb]:
    if not resultant:
        raise Undecided("the equations share a factor")
    plain: dict[int, Any] = {exponents[place]: c for exponents, c in monomials(resultant)}
    line = fmpq_poly([plain.get(k, 0) for k in range(max(plain) + 1)])
    return [root.ball for root in polynomial_roots(line)] if line.degree() > 0 else []


def _at(polynomial: Any, x: arb, y: arb) -> arb:
    total = arb(0)
    for exponents, c in monomials(polynomial):
        total += arb(c) * x ** exponents[0] * y ** exponents[1]
    return total


def _is_never_zero(node: Node) -> bool:
    if names(node):
        return False
    enclosure = value(node, {})
    return bool(enclosure > 0 or enclosure < 0)


def _one_after_the_other(one: Node, other: Node, name: str, variables: Sequence[str]) -> list[Box]:
    rest = variables[1 - variables.index(name)]
    boxes: list[Box] = []
    for root in find_roots(one, name):
        known = root.ball if root.exact is None else root.exact
        if rest not in names(other) and _is_never_zero(other):
            return []
        if rest not in names(other):
            raise Undecided("the solutions are not isolated")
        for second in find_roots(other, rest, point={name: known}):
            boxes.append((root.ball, second.ball) if variables[0] == name else (second.ball, root.ball))
    return boxes
