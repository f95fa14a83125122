"""Whether a typed answer is the exact one with its numbers rounded: ``0.866`` for √3/2, also inside a vector."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import evaluate
from calcdrill.expression.exact import exact_value
from calcdrill.practice.outcome import half_unit

__all__ = ["is_rounded"]

PLACES: Final = (Fraction(7, 9), Fraction(13, 11), Fraction(29, 13))
"""Where functions are compared."""

Sides = tuple[t.Node, t.Node]


def is_rounded(answer: t.Node, typed: t.Node) -> bool:
    """Whether the two agree but for the rounding of decimals with two significant digits or more."""
    pairs = _pairs(answer, typed)
    if not pairs:
        return False
    agreements = [_agree(one, two) for one, two in pairs]
    return "" not in agreements and "rounded" in agreements


def _pairs(answer: t.Node, typed: t.Node) -> list[Sides]:
    """The scalar parts that stand in the same places; none where the forms differ."""
    match answer, typed:
        case (t.Vector() | t.Matrix(), t.Vector() | t.Matrix()):
            same = type(answer) is type(typed) and len(answer.children) == len(typed.children)
            return list(zip(answer.children, typed.children, strict=True)) if same else []
        case t.Relation(sides=one, operators=operators), t.Relation(sides=two, operators=others):
            same = operators == others and one[0] == two[0] and len(one) == 2
            return [(one[1], two[1])] if same else []
        case t.Relation(sides=(_, right), operators=("=",)), _:
            return [(right, typed)]
        case t.Points(), t.Points():
            return list(_matched(answer, typed))
    if isinstance(answer, t.Text) or isinstance(typed, t.Text | t.Relation | t.Points | t.Vector | t.Matrix):
        return []
    return [(answer, typed)]


def _matched(answer: t.Points, typed: t.Points) -> Iterator[Sides]:
    rest = list(typed.items)
    if len(rest) != len(answer.items):
        return
    for values, kind in answer.items:
        match = next((item for item in rest if item[1] == kind and _same_place(values, item[0])), None)
        if match is None:
            yield t.ZERO, t.ONE
            return
        rest.remove(match)
        yield from zip(values, match[0], strict=True)


def _same_place(one: tuple[t.Node, ...], two: tuple[t.Node, ...]) -> bool:
    return len(one) == len(two) and all(_agree(a, b) for a, b in zip(one, two, strict=True))


def _agree(answer: t.Node, typed: t.Node) -> str:
    """``equal``, ``rounded``, or nothing."""
    if t.names(answer) - t.CONSTANTS != t.names(typed) - t.CONSTANTS:
        return ""
    free = sorted(t.names(answer) - t.CONSTANTS)
    decimals = list(dict.fromkeys(_decimals(typed)))
    agreements = {
        _agree_at(answer, typed, decimals, {name: place + Fraction(i, 5) for i, name in enumerate(free)})
        for place in (PLACES if free else PLACES[:1])
    }
    return "" if "" in agreements else "rounded" if "rounded" in agreements else "equal"


def _agree_at(answer: t.Node, typed: t.Node, decimals: list[t.Number], point: Mapping[str, Fraction]) -> str:
    wanted, given = _value(answer, point), _value(typed, point)
    if wanted is None or given is None:
        return ""
    distance = abs(wanted - given)
    exact = exact_value(answer), exact_value(typed)
    if exact[0] is not None and exact[0] == exact[1]:
        return "equal"
    if not decimals:
        return "equal" if distance <= 1e-13 * max(1.0, abs(wanted)) else ""
    if distance <= 1e-13 * max(1.0, abs(wanted)):
        return "rounded"
    return "rounded" if distance <= _tolerance(typed, given, decimals, point) or _is_cut(wanted, typed) else ""


def _tolerance(typed: t.Node, value: float, decimals: list[t.Number], point: Mapping[str, Fraction]) -> float:
    """By how much the value moves when each decimal moves by half a unit of its last digit."""
    moved = 0.0
    for decimal in decimals:
        shifted = t.Number(Fraction(decimal.value) + half_unit(decimal), decimal=True)
        other = _value(_replaced(typed, decimal, shifted), point)
        moved += abs(other - value) if other is not None else 0.0
    return moved * 1.000001


def _replaced(node: t.Node, old: t.Node, new: t.Node) -> t.Node:
    return t.transform(node, lambda inner: new if inner == old else inner)


def _is_cut(wanted: float, typed: t.Node) -> bool:
    """Whether a plain decimal of three digits or more is the value with its further digits cut off."""
    inner = typed.argument if isinstance(typed, t.Negative) else typed
    if not isinstance(inner, t.Number) or not inner.decimal or _digits(inner) < 3:
        return False
    unit = 2 * half_unit(inner)
    whole = math.floor(Fraction(abs(wanted)) / unit + Fraction(1, 10**6))
    return whole == inner.value / unit and (wanted < 0) == isinstance(typed, t.Negative)


def _decimals(node: t.Node) -> Iterator[t.Number]:
    for inner in t.walk(node):
        if isinstance(inner, t.Number) and inner.decimal and half_unit(inner) and _digits(inner) >= 2:
            yield inner


def _digits(number: t.Number) -> int:
    """How many significant digits a decimal has."""
    return len(str(int(Fraction(number.value) / (2 * half_unit(number)))))


def _value(node: t.Node, point: Mapping[str, Fraction]) -> float | None:
    enclosure = evaluate(node, point)
    try:
        value = float(enclosure.mid() if hasattr(enclosure, "mid") else enclosure)
    except (TypeError, OverflowError, ValueError):
        return None
    return value if abs(value) < 1e300 else None
