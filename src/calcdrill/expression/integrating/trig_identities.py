"""Integrands written anew with an identity of trigonometry."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.expression import tree as t
from calcdrill.expression.tidy import tidy

__all__ = ["identities"]


def identities(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    """The integrand written anew with one identity of trigonometry."""
    for rule, change in (
        ("half-angle identity", _half_angle),
        ("identity", _pythagoras),
        ("product to sum", _to_sum),
    ):
        new = t.transform(node, change)
        if new != node:
            yield rule, tidy(new)


def _half_angle(node: t.Node) -> t.Node:
    match node:
        case t.Power(
            base=t.Call(function="sin" | "cos" as name, arguments=(u,)), exponent=t.Number(value=int(n))
        ) if n % 2 == 0:
            double = t.Call("cos", (tidy(t.times(t.TWO, u)),))
            half = t.Quotient(t.Sum((t.ONE, double if name == "cos" else t.Negative(double))), t.TWO)
            return half if n == 2 else t.Power(half, t.Number(n // 2))
    return node


def _pythagoras(node: t.Node) -> t.Node:
    match node:
        case t.Call(function="tan" | "cot" as name, arguments=(u,)):
            waves = (t.Call("sin", (u,)), t.Call("cos", (u,)))
            return t.Quotient(*(waves if name == "tan" else waves[::-1]))
        case t.Call(function="sinh" | "cosh" as name, arguments=(u,)):
            second = t.Call("exp", (tidy(t.Negative(u)),))
            return t.Quotient(t.Sum((t.Call("exp", (u,)), t.Negative(second) if name == "sinh" else second)), t.TWO)
    return node


def _to_sum(node: t.Node) -> t.Node:
    """sin a · cos b and its kin as half a sum of waves."""
    if not isinstance(node, t.Product):
        return node
    waves = [f for f in node.factors if isinstance(f, t.Call) and f.function in {"sin", "cos"}]
    if len(waves) != 2:
        return node
    rest = [f for f in node.factors if f not in waves]
    one, two = sorted(waves, key=lambda wave: wave.function, reverse=True)
    a, b = one.arguments[0], two.arguments[0]
    less, more = tidy(t.Sum((a, t.Negative(b)))), tidy(t.Sum((a, b)))
    if one.function == "sin" and two.function == "cos":
        both = t.Sum((t.Call("sin", (less,)), t.Call("sin", (more,))))
    elif one.function == "sin":
        both = t.Sum((t.Call("cos", (less,)), t.Negative(t.Call("cos", (more,)))))
    else:
        both = t.Sum((t.Call("cos", (less,)), t.Call("cos", (more,))))
    return t.times(*rest, t.Quotient(both, t.TWO))
