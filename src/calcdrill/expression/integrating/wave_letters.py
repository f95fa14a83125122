"""Waves and their hyperbolic kin as new letters.

sin, cos and their kin of one argument   u = tan w where two signs cancel, u = tan(w/2) otherwise
roots of tan w or cot w                  u = tan w, which leaves roots of a line
sinh, cosh and their kin, e^(kx)         u = e^w
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.integrating.integral_table import slope_of
from calcdrill.expression.integrating.root_letters import roots
from calcdrill.expression.integrating.turned import Turned, is_rational
from calcdrill.expression.put_in import put_in
from calcdrill.expression.tidy import tidy
from calcdrill.expression.waves import BOWS, WAVES, multiple, wave_of

__all__ = ["by_bows", "by_tangent", "by_waves"]

_MULTIPLES: Final = range(1, 8)
_S, _C = t.Name("s_"), t.Name("c_")


def by_waves(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """tan w, or tan(w/2)."""
    inside = _in_one_argument(node, variable, WAVES)
    if inside is None:
        return
    argument, body, slope = inside
    if tidy(t.substitute(body, {"s_": t.Negative(_S), "c_": t.Negative(_C)})) == tidy(body):
        turned = _without_odd(tidy(t.substitute(body, {"s_": t.times(u, _C)})), put_in("1 + u^2", u=u))
        if turned is not None:
            new = tidy(put_in("f/(k*(1 + u^2))", f=turned, k=slope, u=u))
            if is_rational(new, u):
                yield Turned(t.Call("tan", (argument,)), new)
    halved = t.substitute(body, {"s_": put_in("2*u/(1 + u^2)", u=u), "c_": put_in("(1 - u^2)/(1 + u^2)", u=u)})
    new = tidy(put_in("2*f/(k*(1 + u^2))", f=halved, k=slope, u=u))
    if is_rational(new, u):
        yield Turned(t.Call("tan", (tidy(put_in("w/2", w=argument)),)), new)


def by_tangent(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """Roots of tan w and cot w, beside even powers of sec w and csc w."""
    kin = [part for part in t.walk(node) if isinstance(part, t.Call) and part.function in _BY_TANGENT]
    arguments = {part.arguments[0] for part in kin}
    if len(arguments) != 1:
        return
    (argument,) = arguments
    slope = slope_of(argument, variable)
    if slope is None or not any(variable in t.names(base) for base in roots(node, variable)):
        return
    new = {name: put_in(text, u=u) for name, text in _BY_TANGENT.items()}

    def change(part: t.Node) -> t.Node:
        match part:
            case t.Power(base=t.Call(function="sec" | "csc" as name), exponent=t.Number(value=int(n))) if n % 2 == 0:
                return t.Power(new[name], t.number(n // 2))
            case t.Call(function="tan" | "cot" as name):
                return new[name]
        return part

    changed = t.transform_down(node, change)
    body = tidy(put_in("f/(k*(1 + u^2))", f=changed, k=slope, u=u))
    if t.names(body) <= {u.name} | (t.names(node) - {variable}):
        yield Turned(t.Call("tan", (argument,)), body)


_BY_TANGENT: Final = {"tan": "u", "cot": "1/u", "sec": "1 + u^2", "csc": "(1 + u^2)/u^2"}
"""tan w and cot w by u = tan w; of sec w and csc w the squares."""


def _without_odd(body: t.Node, square: t.Node) -> t.Node | None:
    """The body with c² as 1/(1 + u²); None where c stands in an odd power."""

    def change(part: t.Node) -> t.Node:
        match part:
            case t.Power(base=base, exponent=t.Number(value=int(n))) if base == _C and n % 2 == 0:
                return t.Power(square, t.number(-(n // 2)))
        return part

    new = t.transform(body, change)
    return None if _C.name in t.names(new) else new


def _in_one_argument(node: t.Node, variable: str, kin: frozenset[str]) -> tuple[t.Node, t.Node, t.Node] | None:
    """The argument, the tree as a rational function of its sine s_ and cosine c_, and its slope."""
    arguments = {p.arguments[0] for p in t.walk(node) if isinstance(p, t.Call) and p.function in kin}
    moving = [argument for argument in arguments if variable in t.names(argument)]
    if not moving:
        return None
    argument = min(moving, key=lambda one: abs(float(t.value_of(slope_of(one, variable) or t.ZERO) or 9)))
    slope = slope_of(argument, variable)
    if slope is None:
        return None
    sign = -1 if kin is WAVES else 1

    def change(part: t.Node) -> t.Node:
        if not (isinstance(part, t.Call) and part.function in kin):
            return part
        times = t.value_of(tidy(t.Quotient(part.arguments[0], argument)))
        if times is None or times not in _MULTIPLES:
            return part
        return wave_of(part.function, *multiple(_S, _C, int(times), sign))

    body = t.transform(node, change)
    return None if variable in t.names(body) else (argument, body, slope)


def by_bows(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """e^w for the hyperbolic functions of w."""
    inside = _in_one_argument(_exponentials_out(node, variable), variable, BOWS)
    if inside is None:
        return
    argument, body, slope = inside
    raised = t.substitute(body, {"s_": put_in("(u - 1/u)/2", u=u), "c_": put_in("(u + 1/u)/2", u=u)})
    new = tidy(put_in("f/(k*u)", f=raised, k=slope, u=u))
    if is_rational(new, u):
        yield Turned(t.Call("exp", (argument,)), new)


def _exponentials_out(node: t.Node, variable: str) -> t.Node:
    """e^w beside sinh and its kin as cosh w + sinh w."""

    def change(part: t.Node) -> t.Node:
        match part:
            case t.Call(function="exp", arguments=(u,)) if slope_of(u, variable) is not None:
                return put_in("cosh(u) + sinh(u)", u=u)
        return part

    return node if BOWS.isdisjoint(t.functions(node)) else t.transform(node, change)
