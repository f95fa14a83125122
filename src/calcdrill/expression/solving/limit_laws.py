"""Limits by the laws of the school: numbers and ∓∞ put together; None where that stays open.

    at a number     the value there, where the function is continuous
    at ∓∞           ∞ + c = ∞, c/∞ = 0, e^(−∞) = 0, arctan ∞ = π/2 …;  ∞ − ∞, 0·∞, ∞/∞, 0/0, 1^∞ stay open

Nothing is proved here: the kind ``limit`` checks what comes out by ball arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from flint import arb

from calcdrill.errors import CalcdrillError
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.infinite import MINUS_OO, OO, is_infinite
from calcdrill.expression.exact import exact_value, holds
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.solving.zeros import sign_of
from calcdrill.expression.tidy import tidy

__all__ = ["far_out", "has_branches", "near", "value_there"]

_FAR: Final = 10**9


def value_there(body: t.Node, variable: str, to: t.Node) -> t.Node | None:
    """The function's value at a number in textbook form, None where it has none."""
    for node in t.walk(body):
        # 0^0 has a value by convention, but x^y is not continuous there.
        raised = isinstance(node, t.Power) and variable in t.names(node.exponent)
        if raised and value(t.substitute(node.children[0], {variable: to}), {}).contains(0):
            return None
    there = tidy(t.substitute(body, {variable: to}))
    try:
        ball = value(t.substitute(body, {variable: to}), {})
    except CalcdrillError:
        return None
    return there if ball.is_finite() else None


# -- branches


def has_branches(body: t.Node) -> bool:
    """Whether the function may be given by different formulas on the two sides of a point."""
    return t.contains(body, t.Piecewise) or not _SIDED.isdisjoint(t.functions(body))


def near(body: t.Node, variable: str, to: t.Node, sign: int) -> t.Node | None:
    """The formula just above (sign 1) or below (−1) the point, or far out; None where that is not known."""
    beside = _Beside(body, variable, to, sign)
    known = True

    def choose(node: t.Node) -> t.Node:
        nonlocal known
        chosen = beside.branch(node)
        known = known and chosen is not None
        return node if chosen is None else chosen

    chosen = t.transform(body, choose)
    return chosen if known else None


class _Beside:
    """What a tree is on one side of a point, or far out: by its value at a place close by, else by its limit."""

    def __init__(self, body: t.Node, variable: str, to: t.Node, sign: int) -> None:
        self.variable, self.to = variable, to
        self.side = "" if is_infinite(to) else "+" if sign > 0 else "-"
        far = _FAR * _largest_number(body) ** 2
        if is_infinite(to):
            at: int | Fraction | None = far if to == OO else -far
        else:
            at = exact_value(to)
            at = None if at is None else at + Fraction(sign, far)
        self.place: Mapping[str, int | Fraction] = {} if at is None else {variable: at}

    def branch(self, node: t.Node) -> t.Node | None:
        """The node itself, or that of its formulas which holds there; None where that is not known."""
        match node:
            case t.Piecewise(branches=branches, otherwise=otherwise):
                for branch, condition in branches:
                    is_told = self.place and isinstance(condition, t.Relation)
                    truth = holds(condition, self.place) if is_told else None
                    if truth is None or truth:
                        return branch if truth else None
                return otherwise
            case t.Call(function=function, arguments=(argument,)) if (formulas := facts.sides(function)) is not None:
                sign = self._sign(argument)
                return None if sign is None else formulas[sign > 0](argument)
            case t.Call(function="max" | "min" as function, arguments=(best, *others)):
                for other in others:
                    sign = self._sign(t.Sum((other, t.Negative(best))))
                    if sign is None:
                        return None
                    best = other if sign == (1 if function == "max" else -1) else best
                return best
            case t.Call(function="floor", arguments=(argument,)):
                return self._floor(argument)
        return node

    def _sign(self, node: t.Node) -> int | None:
        size = self._exact(node)
        if size is not None:
            return (size > 0) - (size < 0)
        sign = self._limit(t.Call("sign", (node,)))
        return None if sign is None else 1 if sign > 0 else -1 if sign < 0 else 0

    def _floor(self, inner: t.Node) -> t.Node | None:
        # A floor has no one formula where its inside grows beyond all bounds.
        if is_infinite(self.to) or self._limit(inner) is None:
            return None
        size = self._exact(inner)
        if size is not None:
            return t.number(math.floor(size))
        step = self._limit(t.Call("floor", (inner,)))
        whole = None if step is None else step.unique_fmpz()
        return None if whole is None else t.number(int(whole))

    def _exact(self, node: t.Node) -> int | Fraction | None:
        return exact_value(node, self.place) if self.place else None

    def _limit(self, node: t.Node) -> arb | None:
        found = limit(node, self.variable, self.to, self.side)
        return found if type(found) is arb and found.is_finite() else None


def _largest_number(body: t.Node) -> int:
    """The largest numerator or denominator in the tree: far out, and near to a point, is beyond what it can hide."""
    known = (exact_value(part) for part in t.walk(body) if isinstance(part, t.Number | t.Power) and not t.names(part))
    sizes = [Fraction(size) for size in known if size is not None]
    return max((max(abs(size.numerator), size.denominator) for size in sizes), default=1) or 1


_SIDED: Final = facts.named(
    lambda name: facts.sides(name) is not None or FUNCTIONS[name].has_ties or bool(facts.points(name, "jumps"))
)


# -- far out


def far_out(node: t.Node, variable: str, to: t.Node) -> t.Node | None:
    """What the tree tends to as the variable tends to ``to`` (``oo`` or ``-oo``); None: it stays open."""
    if variable not in t.names(node):
        return tidy(node)
    if isinstance(node, t.Name):
        return to
    if isinstance(node, t.Power) and node.base == t.ONE:
        return t.ONE
    parts = [far_out(child, variable, to) for child in node.children]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if isinstance(node, t.Call):
        return _call(node.function, known[0]) if len(known) == 1 else None
    rule = _RULES.get(type(node))
    return None if rule is None else rule(*known)


def _minus(found: t.Node) -> t.Node:
    return (MINUS_OO if found == OO else OO) if is_infinite(found) else tidy(t.Negative(found))


def _sum(*terms: t.Node) -> t.Node | None:
    endless = {term for term in terms if is_infinite(term)}
    if endless:
        return endless.pop() if len(endless) == 1 else None
    return tidy(t.Sum(terms))


def _sign(node: t.Node) -> int:
    return (1 if node == OO else -1) if is_infinite(node) else sign_of(node)


def _product(*factors: t.Node) -> t.Node | None:
    if not any(is_infinite(factor) for factor in factors):
        return tidy(t.Product(factors))
    sign = 1
    for factor in factors:
        sign *= _sign(factor)
    return None if sign == 0 else OO if sign > 0 else MINUS_OO


def _quotient(top: t.Node, bottom: t.Node) -> t.Node | None:
    if is_infinite(bottom):
        return None if is_infinite(top) else t.ZERO
    sign = sign_of(bottom)
    if sign == 0:
        return None
    if is_infinite(top):
        return OO if (top == OO) == (sign > 0) else MINUS_OO
    return tidy(t.Quotient(top, bottom))


def _power(base: t.Node, exponent: t.Node) -> t.Node | None:
    power = t.value_of(exponent)
    if is_infinite(exponent):
        return _raised_without_end(base, exponent)
    if is_infinite(base):
        if base == MINUS_OO:
            if not isinstance(power, int) or power == 0:
                return None
            return t.ZERO if power < 0 else MINUS_OO if power % 2 else OO
        sign = sign_of(exponent)
        return None if sign == 0 else OO if sign > 0 else t.ZERO
    if sign_of(base) == 0 and sign_of(exponent) <= 0:
        return None
    return tidy(t.Power(base, exponent))


def _raised_without_end(base: t.Node, exponent: t.Node) -> t.Node | None:
    if is_infinite(base):
        return None if base == MINUS_OO else OO if exponent == OO else t.ZERO
    beyond_one = sign_of(t.Sum((base, t.Negative(t.ONE))))
    if sign_of(base) <= 0 or beyond_one == 0:
        return None
    return OO if (beyond_one > 0) == (exponent == OO) else t.ZERO


def _call(function: str, inner: t.Node) -> t.Node | None:
    if is_infinite(inner):
        return facts.end(function, inner == OO)
    image = tidy(t.Call(function, (inner,)))
    return image if value(t.Call(function, (inner,)), {}).is_finite() else None


_RULES: Final[Mapping[type[t.Node], Callable[..., t.Node | None]]] = {
    t.Negative: _minus,
    t.Sum: _sum,
    t.Product: _product,
    t.Quotient: _quotient,
    t.Power: _power,
}
