"""The functions that a formula is made of, as letters: the formula and all their slopes are fractions in them.

    x·e^(2x)·√(1 + x²)/ln x   →   x·a²·b/c   with a = e^x, b² = 1 + x², c = ln x

The letters of sin and cos of one angle, and of sinh and cosh, stand side by side; multiples of an angle are polynomials
in them. A letter comes after those that stand in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any, Final

from flint import Ordering, fmpq_mpoly, fmpq_mpoly_ctx

from calcdrill.errors import Unsolved
from calcdrill.expression import rationals
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import rational, root
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.integrating.integral_table import constant_and_rest
from calcdrill.expression.powers import base_and_power
from calcdrill.expression.tidy import tidy
from calcdrill.expression.waves import BOWS, WAVES

__all__ = ["Letter", "Ratio", "Tower", "degrees", "terms"]

Ratio = tuple[fmpq_mpoly, fmpq_mpoly]
"""Top and bottom of a fraction in the letters."""

_MOST_LETTERS: Final = 10
_MOST_TERMS: Final = 600
_MOST_POWER: Final = 24
_PRIMITIVE: Final = frozenset({"ln", "arctan", "arcsin", "arccos", "arsinh", "arcosh", "artanh"})


@dataclass(frozen=True)
class Letter:
    """What a letter stands for. ``kind``: variable, exponential, wave, bow, root (of ``degree``) or primitive."""

    kind: str
    tree: t.Node
    inside: t.Node
    degree: int = 0


@dataclass
class Tower:
    """The letters of a formula in one variable. Raises Unsolved where something else stands in it, or too much."""

    node: t.Node
    variable: str
    letters: list[Letter] = field(default_factory=list)
    places: dict[t.Node, int] = field(default_factory=dict)
    """What a letter stands for, and where it is."""

    angles: dict[tuple[frozenset[str], t.Node], t.Node] = field(default_factory=dict)
    """Kind and argument of a wave → the argument that it is a multiple of."""

    rates: dict[t.Node, Fraction] = field(default_factory=dict)
    """A term of an exponent without its number → the number that all its numbers are multiples of."""

    def __post_init__(self) -> None:
        if t.names(self.node) != {self.variable}:
            raise Unsolved("a formula in one variable is wanted")
        self._share(self.node)
        self._enter(Letter("variable", t.Name(self.variable), t.ONE))
        self._collect(self.node)
        names = tuple(f"g{k}" for k in range(len(self.letters)))
        self.context: Any = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self.generators = self.context.gens()
        self.one = self.context.from_dict({(0,) * len(names): 1})
        self.fraction = self.read(self.node)
        self.slopes = [self.read(self._slope(letter)) for letter in self.letters]
        self.insides = [self.read(letter.inside) for letter in self.letters]

    def _slope(self, letter: Letter) -> t.Node:
        return tidy(differentiate(letter.tree, self.variable))

    # -- the letters

    def _share(self, node: t.Node) -> None:
        """What all angles, and all exponents, are multiples of."""
        angles: dict[tuple[frozenset[str], t.Node], list[tuple[t.Node, Fraction]]] = {}
        rates: dict[t.Node, list[Fraction]] = defaultdict(list)
        for part in t.walk(node):
            if not isinstance(part, t.Call) or self.variable not in t.names(part):
                continue
            kin = next((kin for kin in (WAVES, BOWS) if part.function in kin), None)
            if kin is not None:
                (u,) = part.arguments
                for (other, base), multiples in angles.items():
                    ratio = _exact(t.Quotient(u, base)) if other == kin else None
                    if ratio is not None:
                        multiples.append((u, ratio))
                        break
                else:
                    angles[kin, u] = [(u, Fraction(1))]
            if part.function == "exp":
                for number, rest in self._exponents(part.arguments[0]):
                    rates[rest].append(number)
        self.rates = {rest: rationals.common_divisor(numbers) for rest, numbers in rates.items()}
        for (kin, base), multiples in angles.items():
            lowest = tidy(t.times(rational(rationals.common_divisor(ratio for _, ratio in multiples)), base))
            self.angles |= {(kin, u): lowest for u, _ in multiples}

    def _exponents(self, node: t.Node) -> Iterator[tuple[Fraction, t.Node]]:
        """The terms of an exponent, each as a number and the rest."""
        node = tidy(node)
        for term in node.terms if isinstance(node, t.Sum) else (node,):
            constant, rest = constant_and_rest(term, self.variable)
            number = _exact(constant)
            yield (Fraction(1), term) if number is None else (number, rest)

    def _enter(self, letter: Letter) -> None:
        if letter.tree in self.places:
            return
        self.places[letter.tree] = len(self.letters)
        self.letters.append(letter)
        if len(self.letters) > _MOST_LETTERS:
            raise Unsolved("too many functions")
        if letter.kind == "primitive":
            self._collect(self._slope(letter))

    def _collect(self, node: t.Node) -> None:
        for child in node.children:
            self._collect(child)
        if isinstance(node, t.Call) and self.variable not in t.names(node):
            raise Unsolved("an irrational number")
        match node:
            case t.Call(function="exp", arguments=(u,)):
                for _, rest in self._exponents(u):
                    inside = tidy(t.times(rational(self.rates[rest]), rest))
                    self._enter(Letter("exponential", t.Call("exp", (inside,)), inside))
            case t.Call(function=name, arguments=(u,)) if name in WAVES or name in BOWS:
                kind, kin = ("wave", WAVES) if name in WAVES else ("bow", BOWS)
                w = self.angles[kin, u]
                for one in ("sin", "cos") if kind == "wave" else ("sinh", "cosh"):
                    self._enter(Letter(kind, t.Call(one, (w,)), w))
            case t.Call(function=name, arguments=(u,)) if name in _PRIMITIVE:
                u = tidy(u)
                self._enter(Letter("primitive", t.Call(name, (u,)), u))
            case t.Call(function="sqrt" | "cbrt") | t.Power():
                base, power = base_and_power(node)
                if base is not None and power.denominator > 1 and self.variable in t.names(base):
                    self._enter_root(tidy(base), power.denominator)

    def _enter_root(self, base: t.Node, degree: int) -> None:
        place = next((k for k, one in enumerate(self.letters) if one.kind == "root" and one.inside == base), None)
        if place is None:
            self._enter(Letter("root", root(base, degree), base, degree))
            return
        both = lcm(degree, self.letters[place].degree)
        self.letters[place] = Letter("root", root(base, both), base, both)

    # -- fractions in the letters

    def read(self, node: t.Node) -> Ratio:
        """The tree as a fraction in the letters."""
        top, bottom = self._read(node)
        if not bottom or max(len(terms(top)), len(terms(bottom))) > _MOST_TERMS:
            raise Unsolved("no fraction, or too long a one")
        return self._reduced(top, bottom)

    def _reduced(self, top: fmpq_mpoly, bottom: fmpq_mpoly) -> Ratio:
        shared = top.gcd(bottom)
        return top // shared, bottom // shared

    def _read(self, node: t.Node) -> Ratio:
        match node:
            case t.Number(value=value):
                return self.one * rationals.rational(value), self.one
            case t.Name(name=name) if name == self.variable:
                return self.generators[0], self.one
            case t.Negative(argument=argument):
                top, bottom = self.read(argument)
                return -top, bottom
            case t.Sum(terms=parts):
                above, below = self.one * 0, self.one
                for top, bottom in map(self.read, parts):
                    above, below = self._reduced(above * bottom + top * below, below * bottom)
                return above, below
            case t.Product(factors=parts):
                above, below = self.one, self.one
                for top, bottom in map(self.read, parts):
                    above, below = self._reduced(above * top, below * bottom)
                return above, below
            case t.Quotient(numerator=one, denominator=other):
                (above, below), (top, bottom) = self.read(one), self.read(other)
                return above * bottom, below * top
            case t.Call(function="exp", arguments=(u,)):
                return self._exponential(u)
            case t.Call(function=name, arguments=(u,)) if name in WAVES or name in BOWS:
                return self._wave(name, u)
            case t.Call(function=name, arguments=(u,)) if name in _PRIMITIVE:
                return self._at(t.Call(name, (tidy(u),))), self.one
            case t.Call(function="sqrt" | "cbrt") | t.Power():
                return self._power(node)
        raise Unsolved("a function that this method does not know")

    def _at(self, tree: t.Node) -> fmpq_mpoly:
        place = self.places.get(tree)
        if place is None:
            raise Unsolved("a function that this method does not know")
        return self.generators[place]

    def _exponential(self, u: t.Node) -> Ratio:
        top, bottom = self.one, self.one
        for number, rest in self._exponents(u):
            if rest not in self.rates:
                raise Unsolved("an exponent of its own")
            count = number / self.rates[rest]
            letter = self._at(t.Call("exp", (tidy(t.times(rational(self.rates[rest]), rest)),)))
            if count.denominator != 1 or abs(count) > _MOST_POWER:
                raise Unsolved("an exponent of its own")
            top, bottom = (top * letter ** int(count), bottom) if count > 0 else (top, bottom * letter ** int(-count))
        return top, bottom

    def _wave(self, name: str, u: t.Node) -> Ratio:
        is_wave = name in WAVES
        w = self.angles.get((WAVES if is_wave else BOWS, u))
        times = None if w is None else _exact(t.Quotient(u, w))
        if w is None or times is None or times.denominator != 1 or abs(times) > _MOST_POWER:
            raise Unsolved("an angle of its own")
        s, c = (self._at(t.Call(one, (w,))) for one in (("sin", "cos") if is_wave else ("sinh", "cosh")))
        sin, cos = s * 0, self.one
        for _ in range(abs(int(times))):
            sin, cos = sin * c + cos * s, cos * c + sin * s * (-1 if is_wave else 1)
            cos = self._plain(cos)
        if times < 0:
            sin = -sin
        form = name if is_wave else name.removesuffix("h")
        forms: dict[str, tuple[Any, Any]] = {"sin": (sin, 1), "cos": (cos, 1), "tan": (sin, cos), "cot": (cos, sin)}
        above, below = forms.get(form, (1, cos if form == "sec" else sin))
        return self.one * above, self.one * below

    def _power(self, node: t.Node) -> Ratio:
        base, power = base_and_power(node)
        if base is None or abs(power) > _MOST_POWER:
            raise Unsolved("an exponent of its own, or too high a one")
        if power.denominator == 1:
            top, bottom = self.read(base)
            count = int(power)
            return (top**count, bottom**count) if count >= 0 else (bottom**-count, top**-count)
        place = next((k for k, one in enumerate(self.letters) if one.kind == "root" and one.inside == tidy(base)), None)
        if place is None:
            raise Unsolved("a root of its own")
        count = int(power * self.letters[place].degree)
        letter = self.generators[place]
        return (letter**count, self.one) if count > 0 else (self.one, letter**-count)

    # -- the relations

    def _plain(self, poly: fmpq_mpoly) -> fmpq_mpoly:
        """Without squares of cos and cosh."""
        for k, letter in enumerate(self.letters):
            if isinstance(letter.tree, t.Call) and letter.tree.function in {"cos", "cosh"} and letter.kind != "root":
                square = self.generators[k - 1] ** 2
                poly = self._lowered(poly, k, 2, self.one - square if letter.kind == "wave" else self.one + square)
        return poly

    def _lowered(self, poly: fmpq_mpoly, place: int, degree: int, value: fmpq_mpoly) -> fmpq_mpoly:
        """The polynomial with ``value`` for a power of a letter."""
        if not poly or degrees(poly)[place] < degree:
            return poly
        layers: dict[tuple[int, int], dict[tuple[int, ...], Any]] = defaultdict(dict)
        for powers, number in terms(poly).items():
            high, low = divmod(powers[place], degree)
            layers[high, low][*powers[:place], low, *powers[place + 1 :]] = number
        lowered = self.one * 0
        for (high, _), layer in layers.items():
            lowered += self.context.from_dict(layer) * value**high
        return lowered

    def lowered(self, top: fmpq_mpoly, bottom: fmpq_mpoly) -> Ratio:
        """The fraction with cos² and powers of roots put in, and no single root as a factor of the bottom."""
        for k in reversed(range(len(self.letters))):
            letter = self.letters[k]
            if letter.kind != "root":
                continue
            above, below = self.insides[k]
            count = min(powers[k] for powers in terms(bottom)) if bottom else 0
            if count:
                fill = -count % letter.degree
                high = (count + fill) // letter.degree
                top, bottom = top * self.generators[k] ** fill, bottom // self.generators[k] ** count
                top, bottom = top * below**high, bottom * above**high
            high = degrees(top)[k] // letter.degree if top else 0
            if high and below.total_degree() == 0:
                top = self._lowered(top, k, letter.degree, above / below.leading_coefficient())
        return self._reduced(self._plain(top), self._plain(bottom))


def degrees(poly: fmpq_mpoly) -> tuple[int, ...]:
    """The highest power of each letter."""
    return tuple(map(int, poly.degrees()))


def terms(poly: fmpq_mpoly) -> dict[tuple[int, ...], Any]:
    """The terms of a polynomial: the powers of the letters, and the number in front."""
    return {tuple(map(int, powers)): number for powers, number in poly.to_dict().items()}


def _exact(node: t.Node) -> Fraction | None:
    value = t.value_of(tidy(node))
    return None if value is None else Fraction(value)
