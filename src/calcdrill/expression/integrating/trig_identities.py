"""Integrands written anew with an identity of trigonometry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from calcdrill.expression import tree as t
from calcdrill.expression.tidy import tidy

__all__ = ["identities"]


def identities(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    """The integrand written anew with one identity of trigonometry."""
    beside = _has_exponential(node)
    for rule, change in (
        ("half-angle identity", _half_angle),
        ("power reduction", lambda part: _half_angle(part, beside)),
        ("identity", _pythagoras),
        ("definition", _definition),
        ("double-angle identity", _double_angle(node)),
        ("rationalise the denominator", _conjugate),
        ("product to sum", _to_sum),
    ):
        new = t.transform(node, change)
        if new != node:
            yield rule, tidy(new)


def _half_angle(node: t.Node, beside: bool = False) -> t.Node:
    """sin² and cos² by the double angle, their cubes by the triple one where they stand ``beside`` an exponential."""
    match node:
        case t.Power(
            base=t.Call(function="sin" | "cos" as name, arguments=(u,)) as wave, exponent=t.Number(value=3)
        ) if beside:
            triple = t.Call(name, (tidy(t.times(t.Number(3), u)),))
            turned = t.Negative(triple) if name == "sin" else triple
            return t.Quotient(t.Sum((t.times(t.Number(3), wave), turned)), t.Number(4))
        case t.Power(base=t.Call(function="sin" | "cos" as name, arguments=(u,)), exponent=t.Number(value=int(n))) if (
            n % 2 == 0
        ):
            double = t.Call("cos", (tidy(t.times(t.TWO, u)),))
            half = t.Quotient(t.Sum((t.ONE, double if name == "cos" else t.Negative(double))), t.TWO)
            return half if n == 2 else t.Power(half, t.Number(n // 2))
    return node


def _has_exponential(node: t.Node) -> bool:
    return any(isinstance(part, t.Call) and part.function == "exp" for part in t.walk(node))


def _pythagoras(node: t.Node) -> t.Node:
    match node:
        case t.Call(function="tan" | "cot" as name, arguments=(u,)):
            waves = (t.Call("sin", (u,)), t.Call("cos", (u,)))
            return t.Quotient(*(waves if name == "tan" else waves[::-1]))
        case t.Call(function="sinh" | "cosh" as name, arguments=(u,)):
            second = t.Call("exp", (tidy(t.Negative(u)),))
            return t.Quotient(t.Sum((t.Call("exp", (u,)), t.Negative(second) if name == "sinh" else second)), t.TWO)
    return node


def _definition(node: t.Node) -> t.Node:
    match node:
        case t.Call(function="sec" | "csc" as name, arguments=(u,)):
            return t.Quotient(t.ONE, t.Call("cos" if name == "sec" else "sin", (u,)))
        case t.Call(function="sech" | "csch" as name, arguments=(u,)):
            return t.Quotient(t.ONE, t.Call("cosh" if name == "sech" else "sinh", (u,)))
        case t.Call(function="tanh" | "coth" as name, arguments=(u,)):
            bows = (t.Call("sinh", (u,)), t.Call("cosh", (u,)))
            return t.Quotient(*(bows if name == "tanh" else bows[::-1]))
    return node


def _double_angle(whole: t.Node) -> Callable[[t.Node], t.Node]:
    """sin 2u and cos 2u by waves of u, where u stands in the integrand as well."""
    calls = [part for part in t.walk(whole) if isinstance(part, t.Call) and part.function in {"sin", "cos"}]
    waves = {call.arguments[0] for call in calls}

    def change(node: t.Node) -> t.Node:
        match node:
            case t.Call(function="sin" | "cos" as name, arguments=(u,)):
                half = tidy(t.Quotient(u, t.TWO))
                if half in waves:
                    sin, cos = t.Call("sin", (half,)), t.Call("cos", (half,))
                    if name == "sin":
                        return t.times(t.TWO, sin, cos)
                    return t.Sum((t.ONE, t.Negative(t.times(t.TWO, t.Power(sin, t.TWO)))))
        return node

    return change


def _conjugate(node: t.Node) -> t.Node:
    """1/(√a ± √b) as (√a ∓ √b)/(a − b)."""
    match node:
        case t.Quotient(numerator=top, denominator=t.Sum(terms=(one, other))) if _has_root(one) or _has_root(other):
            turned = t.Sum((one, other.argument if isinstance(other, t.Negative) else t.Negative(other)))
            below = tidy(t.Sum((t.Power(one, t.TWO), t.Negative(t.Power(other, t.TWO)))))
            return t.Quotient(t.times(top, turned), below)
    return node


def _has_root(node: t.Node) -> bool:
    match node:
        case t.Negative(argument=inner):
            return _has_root(inner)
        case t.Product(factors=factors):
            return any(map(_has_root, factors))
    return isinstance(node, t.Call) and node.function == "sqrt"


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
