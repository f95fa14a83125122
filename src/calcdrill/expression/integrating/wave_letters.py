"""Waves and their hyperbolic kin as new letters.

sin, cos and their kin of one argument   u = tan w where two signs cancel, u = tan(w/2) otherwise
roots of tan w or cot w                  u = tan w, which leaves roots of a line
sinh, cosh and their kin, e^(kx)         u = e^w
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.integrating.integral_table import slope_of
from calcdrill.expression.integrating.root_letters import roots
from calcdrill.expression.integrating.turned import Turned, is_rational
from calcdrill.expression.tidy import tidy

__all__ = ["by_bows", "by_tangent", "by_waves"]

_WAVES: Final = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_BOWS: Final = frozenset({"sinh", "cosh", "tanh", "coth", "sech", "csch"})
_MULTIPLES: Final = range(1, 8)
_S, _C = t.Name("s_"), t.Name("c_")


def by_waves(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """tan w, or tan(w/2)."""
    inside = _in_one_argument(node, variable, _WAVES)
    if inside is None:
        return
    argument, body, slope = inside
    if tidy(t.substitute(body, {"s_": t.Negative(_S), "c_": t.Negative(_C)})) == tidy(body):
        square = t.Sum((t.ONE, t.Power(u, t.TWO)))
        turned = _without_odd(tidy(t.substitute(body, {"s_": t.times(u, _C)})), square)
        if turned is not None:
            new = tidy(t.Quotient(turned, t.times(slope, square)))
            if is_rational(new, u):
                yield Turned(t.Call("tan", (argument,)), new)
    square = t.Sum((t.ONE, t.Power(u, t.TWO)))
    sin = t.Quotient(t.times(t.TWO, u), square)
    cos = t.Quotient(t.Sum((t.ONE, t.Negative(t.Power(u, t.TWO)))), square)
    new = tidy(t.Quotient(t.times(t.TWO, t.substitute(body, {"s_": sin, "c_": cos})), t.times(slope, square)))
    if is_rational(new, u):
        yield Turned(t.Call("tan", (tidy(t.Quotient(argument, t.TWO)),)), new)


def by_tangent(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """Roots of tan w and cot w, beside even powers of sec w and csc w."""
    kin = [part for part in t.walk(node) if isinstance(part, t.Call) and part.function in _TANGENTS]
    arguments = {part.arguments[0] for part in kin}
    if len(arguments) != 1:
        return
    (argument,) = arguments
    slope = slope_of(argument, variable)
    if slope is None or not any(variable in t.names(base) for base in roots(node, variable)):
        return
    square = t.Sum((t.ONE, t.Power(u, t.TWO)))
    squares = {"sec": square, "csc": t.Quotient(square, t.Power(u, t.TWO))}
    plain = {"tan": u, "cot": t.Quotient(t.ONE, u)}

    def put(part: t.Node) -> t.Node:
        match part:
            case t.Power(base=t.Call(function="sec" | "csc" as name), exponent=t.Number(value=int(n))) if n % 2 == 0:
                return t.Power(squares[name], t.number(n // 2))
            case t.Call(function="tan" | "cot" as name):
                return plain[name]
        return part if not part.children else part.with_children(tuple(map(put, part.children)))

    body = tidy(t.Quotient(put(node), t.times(slope, square)))
    if t.names(body) <= {u.name} | (t.names(node) - {variable}):
        yield Turned(t.Call("tan", (argument,)), body)


_TANGENTS: Final = frozenset({"tan", "cot", "sec", "csc"})


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
    make = _wave_of if kin is _WAVES else _bow_of

    def change(part: t.Node) -> t.Node:
        if not (isinstance(part, t.Call) and part.function in kin):
            return part
        times = t.value_of(tidy(t.Quotient(part.arguments[0], argument)))
        return make(part.function, int(times)) if times is not None and times in _MULTIPLES else part

    body = t.transform(node, change)
    return None if variable in t.names(body) else (argument, body, slope)


def _wave_of(name: str, times: int) -> t.Node:
    sin, cos = _multiple(times, -1)
    return _kin(name, sin, cos)


def _bow_of(name: str, times: int) -> t.Node:
    sin, cos = _multiple(times, 1)
    return _kin(name.removesuffix("h"), sin, cos)


def _kin(name: str, sin: t.Node, cos: t.Node) -> t.Node:
    forms: dict[str, Callable[[], t.Node]] = {
        "sin": lambda: sin,
        "cos": lambda: cos,
        "tan": lambda: t.Quotient(sin, cos),
        "cot": lambda: t.Quotient(cos, sin),
        "sec": lambda: t.Quotient(t.ONE, cos),
        "csc": lambda: t.Quotient(t.ONE, sin),
    }
    return forms[name]()


def _multiple(times: int, sign: int) -> tuple[t.Node, t.Node]:
    """Sine and cosine of a multiple; ``sign`` −1 for waves, 1 for their hyperbolic kin."""
    sin: t.Node = _S
    cos: t.Node = _C
    for _ in range(times - 1):
        product = t.Product((sin, _S))
        sin, cos = (
            t.Sum((t.Product((sin, _C)), t.Product((cos, _S)))),
            t.Sum((t.Product((cos, _C)), t.Negative(product) if sign < 0 else product)),
        )
    return sin, cos


def by_bows(node: t.Node, variable: str, u: t.Name) -> Iterator[Turned]:
    """e^w for the hyperbolic functions of w."""
    inside = _in_one_argument(_exponentials_out(node, variable), variable, _BOWS)
    if inside is None:
        return
    argument, body, slope = inside
    over = t.Quotient(t.ONE, u)
    sinh = t.Quotient(t.Sum((u, t.Negative(over))), t.TWO)
    cosh = t.Quotient(t.Sum((u, over)), t.TWO)
    new = tidy(t.Quotient(t.substitute(body, {"s_": sinh, "c_": cosh}), t.times(slope, u)))
    if is_rational(new, u):
        yield Turned(t.Call("exp", (argument,)), new)


def _exponentials_out(node: t.Node, variable: str) -> t.Node:
    """e^w beside sinh and its kin as cosh w + sinh w."""

    def change(part: t.Node) -> t.Node:
        match part:
            case t.Call(function="exp", arguments=(u,)) if slope_of(u, variable) is not None:
                return t.Sum((t.Call("cosh", (u,)), t.Call("sinh", (u,))))
        return part

    has_bows = any(isinstance(part, t.Call) and part.function in _BOWS for part in t.walk(node))
    return t.transform(node, change) if has_bows else node
