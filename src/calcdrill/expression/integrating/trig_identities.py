"""Integrands written anew with an identity of trigonometry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.put_in import put_in
from calcdrill.expression.tidy import tidy

__all__ = ["identities"]


def identities(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    """The integrand written anew with one identity of trigonometry."""
    beside = "exp" in t.functions(node)
    for rule, change in (
        ("half-angle identity", _half_angle),
        ("power reduction", lambda part: _half_angle(part, beside)),
        ("identity", _by(_PLAIN)),
        ("definition", _by(_DEFINITIONS)),
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
            return put_in("(3*w - v)/4" if name == "sin" else "(3*w + v)/4", w=wave, v=triple)
        case t.Power(base=t.Call(function="sin" | "cos" as name, arguments=(u,)), exponent=t.Number(value=int(n))) if (
            n % 2 == 0
        ):
            double = t.Call("cos", (tidy(t.times(t.TWO, u)),))
            half = put_in("(1 + v)/2" if name == "cos" else "(1 - v)/2", v=double)
            return half if n == 2 else t.Power(half, t.Number(n // 2))
    return node


def _by(table: Mapping[str, str]) -> Callable[[t.Node], t.Node]:
    """Calls of the functions in the table as they are written there; v is −u."""

    def change(node: t.Node) -> t.Node:
        match node:
            case t.Call(function=name, arguments=(u,)) if name in table:
                return put_in(table[name], u=u, v=tidy(t.Negative(u)))
        return node

    return change


_PLAIN: Final = {
    "tan": "sin(u)/cos(u)",
    "cot": "cos(u)/sin(u)",
    "sinh": "(exp(u) - exp(v))/2",
    "cosh": "(exp(u) + exp(v))/2",
}
_DEFINITIONS: Final = {
    "sec": "1/cos(u)",
    "csc": "1/sin(u)",
    "sech": "1/cosh(u)",
    "csch": "1/sinh(u)",
    "tanh": "sinh(u)/cosh(u)",
    "coth": "cosh(u)/sinh(u)",
}


def _double_angle(whole: t.Node) -> Callable[[t.Node], t.Node]:
    """sin 2u and cos 2u by waves of u, where u stands in the integrand as well."""
    calls = [part for part in t.walk(whole) if isinstance(part, t.Call) and part.function in {"sin", "cos"}]
    waves = {call.arguments[0] for call in calls}

    def change(node: t.Node) -> t.Node:
        match node:
            case t.Call(function="sin" | "cos" as name, arguments=(u,)):
                half = tidy(t.Quotient(u, t.TWO))
                if half in waves:
                    return put_in("2*sin(u)*cos(u)" if name == "sin" else "1 - 2*sin(u)^2", u=half)
        return node

    return change


def _conjugate(node: t.Node) -> t.Node:
    """1/(√a ± √b) as (√a ∓ √b)/(a − b)."""
    match node:
        case t.Quotient(numerator=top, denominator=t.Sum(terms=(one, other))) if _has_root(one) or _has_root(other):
            turned = t.Sum((one, other.argument if isinstance(other, t.Negative) else t.Negative(other)))
            below = tidy(put_in("a^2 - b^2", a=one, b=other))
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
    half = put_in(
        _SUMS[one.function, two.function], u=tidy(put_in("a - b", a=a, b=b)), v=tidy(put_in("a + b", a=a, b=b))
    )
    return t.times(*rest, half)


_SUMS: Final = {
    ("sin", "cos"): "(sin(u) + sin(v))/2",
    ("sin", "sin"): "(cos(u) - cos(v))/2",
    ("cos", "cos"): "(cos(u) + cos(v))/2",
}
"""The product of two waves, of a and of b, by u = a − b and v = a + b."""
