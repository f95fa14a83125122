"""The closed form of a limit of an antiderivative at an end: found by looking, confirmed by the limit's ball."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from flint import arb

from calcdrill.errors import Unsolved
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.exact import exact_value
from calcdrill.expression.tidy import tidy

__all__ = ["INFINITE", "end_value", "plain_logarithms"]

INFINITE: Final = (t.Name("oo"), t.Negative(t.Name("oo")))

_SECONDS: Final = 4.0
_MOST: Final = 60


def end_value(body: t.Node, variable: str, to: t.Node, side: str = "") -> t.Node:
    """The limit as a closed form: a fraction, the far values of arctan and erf, or ∓oo. Raises Unsolved."""
    body = _without_bars(body, variable, to, side)
    ball = limit(body, variable, to, side)
    if isinstance(ball, arb) and not ball.is_nan():
        if not ball.is_finite():
            return INFINITE[0 if ball > 0 else 1]
        value = _fraction(ball)
        if value is not None:
            return value
    target = t.Limit(body, variable, to, side)
    for guess in _guesses(body, variable, to, side):
        if compare(target, guess).verdict is Verdict.EQUAL:
            return guess
    return _by_sympy(body, variable, to, side)


def plain_logarithms(node: t.Node) -> t.Node:
    """The tree with logarithms of square roots as halves of logarithms: ln(√2/2) is −ln(2)/2."""

    def change(part: t.Node) -> t.Node:
        if not (isinstance(part, t.Call) and part.function == "ln") or t.names(part):
            return part
        (argument,) = part.arguments
        square = exact_value(tidy(t.Power(argument, t.TWO)))
        if square is None or square <= 0 or exact_value(argument) is not None:
            return part
        above = t.Call("ln", (t.number(max(square, 1 / Fraction(square))),))
        return t.Quotient(above if square > 1 else t.Negative(above), t.TWO)

    return t.transform(node, change)


def _without_bars(body: t.Node, variable: str, to: t.Node, side: str) -> t.Node:
    """|u| as u or −u, whichever it is near the end."""

    def change(part: t.Node) -> t.Node:
        if isinstance(part, t.Call) and part.function == "abs":
            inner = part.arguments[0]
            for sign in (inner, t.Negative(inner)):
                sign_there = limit(sign, variable, to, side)
                if isinstance(sign_there, arb) and sign_there > 0:
                    return sign
        return part

    return t.transform(body, change)


def _fraction(ball: arb) -> t.Node | None:
    for bottom in range(1, _MOST + 1):
        whole = (ball * bottom).unique_fmpz()
        if whole is not None and abs(ball * bottom - whole) < arb(2) ** -100:
            return t.number(Fraction(int(whole), bottom))
    return None


def _guesses(body: t.Node, variable: str, to: t.Node, side: str) -> Iterator[t.Node]:
    """The tree with each bounded function at its far value and what dies away left out."""

    def change(part: t.Node) -> t.Node:
        if isinstance(part, t.Call) and variable in t.names(part):
            inner = limit(part.arguments[0], variable, to, side)
            if isinstance(inner, arb) and not inner.is_finite() and not inner.is_nan():
                return facts.level(part.function, bool(inner > 0)) or part
        return part

    guess = tidy(t.transform(body, change))
    if variable not in t.names(guess):
        yield guess
    else:
        yield tidy(_without(guess, variable))


def _without(node: t.Node, variable: str) -> t.Node:
    if isinstance(node, t.Sum):
        return t.total(*(term for term in node.terms if variable not in t.names(term)))
    return node


def _by_sympy(body: t.Node, variable: str, to: t.Node, side: str) -> t.Node:
    from calcdrill.expression.bridge import sympy_limit
    from calcdrill.worker import run_bounded

    closed = run_bounded(sympy_limit, body, variable, to, side, seconds=_SECONDS)
    if not isinstance(closed, t.Node) or isinstance(closed, t.Text):
        raise Unsolved("the antiderivative has no limit at an end")
    return closed
