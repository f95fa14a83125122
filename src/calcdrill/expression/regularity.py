"""Where a tree may fail to be smooth, continuous or defined: the one account of it, read off the table of functions.

``suspects(tree, "x")`` lists the equations ``inner = level`` (or level + k·period) at which something may happen:

    |u|, max, sign, floor, relu     u = 0, two arguments equal, each whole number
    cbrt, u^(p/q)                   u = 0: a cusp, a vertical tangent, the end of the domain
    1/u, tan, ln, log(u, b), arcsin poles, ends of the domain; for the base of a logarithm 0 and 1
    cases                           the borders of the conditions
    compositions                    those of their definition, and of everything inside

They are sound: on a connected piece of the line on which no suspect's equation holds, the tree is smooth (all its
derivatives exist) everywhere, or it is nowhere defined. So one point of each piece tells which. An equation that holds
everywhere, as that of |0·x| does, leaves no such piece. A suspect need not be a fault: x·|x| has a slope at 0, and
√(x² + 1) is suspected where x² + 1 = 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import combinations
from typing import Final

from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add, divide, multiply, subtract
from calcdrill.expression.exact import exact_value
from calcdrill.expression.functions import FUNCTIONS

__all__ = ["Failing", "Suspect", "suspects"]


class Failing(IntEnum):
    """What may fail first at a place; what is not continuous is not smooth either."""

    SMOOTH = 1
    CONTINUOUS = 2
    DEFINED = 3


@dataclass(frozen=True, slots=True)
class Suspect:
    """The places where ``inner`` = ``level``, or with a ``period`` = level + k·period for a whole k."""

    fails: Failing
    inner: t.Node
    level: t.Node = t.ZERO
    period: t.Node | None = None

    def equation(self, k: int = 0) -> t.Node:
        """A tree that is 0 where ``inner`` is at the level number k."""
        level = self.level if self.period is None else add(self.level, multiply(t.number(k), self.period))
        return subtract(self.inner, level)

    def raised(self, fails: Failing) -> Suspect:
        """The same places, at which at least so much may fail."""
        return replace(self, fails=max(fails, self.fails))

    @property
    def zero(self) -> t.Node:
        """One tree that is 0 at all the places and nowhere else: with a period, a sine."""
        if self.period is None:
            return self.equation()
        if self.period == _PI and self.level == divide(_PI, t.TWO):
            return t.Call("cos", (self.inner,))
        turned = self.equation() if self.period == _PI else multiply(_PI, divide(self.equation(), self.period))
        return t.Call("sin", (turned,))

    @property
    def is_everywhere(self) -> bool:
        """Whether nothing is known of the tree at all."""
        return self == _EVERYWHERE


_PI: Final = t.Name("pi")
_EVERYWHERE: Final = Suspect(Failing.DEFINED, t.ZERO)


def suspects(tree: t.Node, variable: str | None = None) -> tuple[Suspect, ...]:
    """The suspects of a tree along ``variable``, the other names being numbers; None: along every name.

    An equation in which the variable does not stand is left out, since it holds on the whole line or nowhere. Where
    nothing is known, as of f(x), there is the suspect 0 = 0, which ``is_everywhere``.
    """
    worst: dict[Suspect, Failing] = {}
    for suspect in _suspects(tree):
        names = t.free_variables(suspect.inner) | t.free_variables(suspect.level)
        if suspect.is_everywhere or (names if variable is None else variable in names):
            place = replace(suspect, fails=Failing.SMOOTH)
            worst[place] = max(suspect.fails, worst.get(place, Failing.SMOOTH))
    return tuple(place.raised(fails) for place, fails in worst.items())


def _suspects(node: t.Node) -> Iterator[Suspect]:
    match node:
        case t.At(body=body, point=point):
            yield from _suspects(t.substitute(body, dict(point)))
        case t.Integral() | t.Limit() | t.Apply():
            yield from _unfinished(node)
        case t.Derivative(body=body):
            yield from (s.raised(Failing.DEFINED) for s in _suspects(body))
        case t.Piecewise(branches=branches, otherwise=otherwise):
            inside = [s for child in node.children for s in _suspects(child)]
            yield from inside
            is_total = otherwise is not None and all(s.fails < Failing.DEFINED for s in inside)
            yield from _borders([condition for _, condition in branches], is_total)
        case _:
            own = tuple(_own(node))
            yield from own
            # A jump inside may be a jump over the end of the domain.
            ends = any(s.fails is Failing.DEFINED for s in own)
            for child in node.children:
                for inner in _suspects(child):
                    yield inner.raised(Failing.DEFINED) if ends and inner.fails >= Failing.CONTINUOUS else inner


def _borders(conditions: Sequence[t.Node], is_total: bool) -> Iterator[Suspect]:
    """The borders of the cases; a condition that itself jumps makes one where it jumps."""
    fails = Failing.CONTINUOUS if is_total else Failing.DEFINED
    for condition in conditions:
        yield from _ties(condition.children, fails)
        yield from (inner.raised(fails) for inner in _suspects(condition))


def _own(node: t.Node) -> Iterator[Suspect]:
    """What happens at the node itself, its parts being smooth."""
    match node:
        case t.Call():
            yield from _of_call(node)
        case t.Quotient(denominator=below):
            yield Suspect(Failing.DEFINED, below)
        case t.Power():
            yield from _of_power(node)


def _ties(sides: Iterable[t.Node], fails: Failing) -> Iterator[Suspect]:
    for left, right in combinations(sides, 2):
        yield Suspect(fails, subtract(left, right))


def _of_call(node: t.Call) -> Iterator[Suspect]:
    row, arguments = FUNCTIONS.get(node.function), node.arguments
    if row is None or row.is_discrete:
        yield _EVERYWHERE
    elif row.has_ties:
        yield from _ties(arguments, Failing.SMOOTH)
    elif facts.points(row.name, "poles") is None or facts.domain(row.name) is None:
        yield from _suspects(facts.expanded(node))
    else:
        (inner,) = arguments
        for column, fails in _COLUMNS.items():
            for place in facts.points(row.name, column) or ():
                yield Suspect(fails, inner, place.start, place.period)
        for part in facts.domain(row.name) or ():
            for end in (part.low, part.high):
                if end is not None and not _is_out_of_reach(inner, end):
                    yield Suspect(Failing.DEFINED, inner, end)


_COLUMNS: Final = {"poles": Failing.DEFINED, "jumps": Failing.CONTINUOUS, "kinks": Failing.SMOOTH}


def _is_out_of_reach(inner: t.Node, level: t.Node) -> bool:
    """Whether the level 0 is surely not reached: by an exponential, say."""
    return level == t.ZERO and isinstance(inner, t.Call) and facts.is_never_zero(inner.function)


def _of_power(node: t.Power) -> Iterator[Suspect]:
    base, exponent = node.base, node.exponent
    power = exact_value(exponent)
    if isinstance(power, int):
        if power < 0:
            yield Suspect(Failing.DEFINED, base)
    elif power is not None:
        is_odd_root = power.denominator % 2 == 1 and power > 0
        yield Suspect(Failing.SMOOTH if is_odd_root else Failing.DEFINED, base)
    elif t.names(base):
        yield Suspect(Failing.DEFINED, base)
    elif not _is_surely_positive(base):
        yield _EVERYWHERE


def _is_surely_positive(base: t.Node) -> bool:
    """Whether a number without variables is positive at sight."""
    exact = exact_value(base)
    if exact is not None:
        return exact > 0
    match base:
        case t.Name():
            return base.name in t.CONSTANTS
        case t.Call(function=function):
            return facts.is_positive(function)
        case t.Sum() | t.Product() | t.Quotient():
            return all(map(_is_surely_positive, base.children))
    return False


def _unfinished(node: t.Node) -> Iterator[Suspect]:
    """An integral up to x is as smooth as its integrand is continuous; of anything else nothing is known."""
    match node:
        case t.Integral(body=body, variable=variable, lower=t.Node() as lower, upper=t.Node() as upper):
            inside = tuple(_suspects(body))
            is_fixed = t.free_variables(body) <= {variable}
            is_proper = t.Name("oo") not in (*t.walk(lower), *t.walk(upper))
            is_open = any(s.is_everywhere or s.fails is Failing.DEFINED for s in inside)
            if is_open or not (is_fixed or (is_proper and not inside)):
                yield _EVERYWHERE
                return
            for end in (lower, upper):
                yield from _suspects(end)
                for s in inside:
                    inner, level = (t.substitute(part, {variable: end}) for part in (s.inner, s.level))
                    yield Suspect(Failing.SMOOTH, inner, level, s.period)
        case _:
            yield _EVERYWHERE
