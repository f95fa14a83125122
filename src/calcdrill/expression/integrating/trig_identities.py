"""Integrands written anew with an identity of trigonometry."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    ONE,
    TWO,
    Call,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    times,
    transform,
)

__all__ = ["identities"]


def identities(node: Node) -> Iterator[tuple[str, Node]]:
    """The integrand written anew with one identity of trigonometry."""
    for rule, change in (
        ("half-angle identity", _half_angle),
        ("identity", _pythagoras),
        ("product to sum", _to_sum),
    ):
        new = transform(node, change)
        if new != node:
            yield rule, tidy(new)


def _half_angle(node: Node) -> Node:
    match node:
        case Power(
            base=Call(function="sin" | "cos" as name, arguments=(u,)), exponent=Number(value=int(n))
        ) if n % 2 == 0:
            double = Call("cos", (tidy(times(TWO, u)),))
            half = Quotient(Sum((ONE, double if name == "cos" else Negative(double))), TWO)
            return half if n == 2 else Power(half, Number(n // 2))
    return node


def _pythagoras(node: Node) -> Node:
    match node:
        case Call(function="tan" | "cot" as name, arguments=(u,)):
            waves = (Call("sin", (u,)), Call("cos", (u,)))
            return Quotient(*(waves if name == "tan" else waves[::-1]))
        case Call(function="sinh" | "cosh" as name, arguments=(u,)):
            second = Call("exp", (tidy(Negative(u)),))
            return Quotient(Sum((Call("exp", (u,)), Negative(second) if name == "sinh" else second)), TWO)
    return node


def _to_sum(node: Node) -> Node:
    """sin a · cos b and its kin as half a sum of waves."""
    if not isinstance(node, Product):
        return node
    waves = [f for f in node.factors if isinstance(f, Call) and f.function in {"sin", "cos"}]
    if len(waves) != 2:
        return node
    rest = [f for f in node.factors if f not in waves]
    one, two = sorted(waves, key=lambda wave: wave.function, reverse=True)
    a, b = one.arguments[0], two.arguments[0]
    less, more = tidy(Sum((a, Negative(b)))), tidy(Sum((a, b)))
    if one.function == "sin" and two.function == "cos":
        both = Sum((Call("sin", (less,)), Call("sin", (more,))))
    elif one.function == "sin":
        both = Sum((Call("cos", (less,)), Negative(Call("cos", (more,)))))
    else:
        both = Sum((Call("cos", (less,)), Call("cos", (more,))))
    return times(*rest, Quotient(both, TWO))
