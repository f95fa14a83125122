"""Decimals stay decimals: what is given in decimals is worked and answered in decimals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from calcdrill.expression import tree as t
from calcdrill.expression.steps import Prose, Step

__all__ = ["as_decimals", "has_decimals", "prose_in_decimals", "steps_in_decimals"]

MOST_PLACES: Final = 5
"""A number with more decimal places than this stays a fraction."""


def has_decimals(value: Any) -> bool:
    """Whether a decimal is written in a tree, or in the trees of a task's field."""
    stack = [value]
    while stack:
        current = stack.pop()
        kind = type(current)
        if kind is t.Number:
            if current.decimal:
                return True
        elif kind is tuple:
            stack.extend(current)
        elif kind in _WITHOUT_NUMBERS:
            continue
        elif isinstance(current, t.Node):
            stack.extend(current.children)
        elif isinstance(current, Mapping):
            stack.extend(current.values())
    return False


_WITHOUT_NUMBERS: Final = frozenset({t.Name, t.Text, str, int, bool, type(None)})


def as_decimals(node: t.Node) -> t.Node:
    """The tree with its fractions of whole numbers as decimals; as it is if one of them has too many places.

    Exponents stay fractions: x^(1/2) is a root.
    """
    fractions = _fractions(node)
    if not fractions or any(_places(value) > MOST_PLACES for value in fractions):
        return node
    return _written(node)


def steps_in_decimals(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Worked lines with their fractions as decimals; a line that only wrote a decimal as a fraction goes."""
    rounded: list[Step] = []
    for step in steps:
        line = _line_in_decimals(step)
        rewrites = step.before != step.after and line.before == line.after
        if not (rewrites and rounded and rounded[-1].after == line.before):
            rounded.append(line)
    return tuple(rounded)


def _line_in_decimals(step: Step) -> Step:
    return replace(
        step,
        before=as_decimals(step.before),
        after=as_decimals(step.after),
        note=prose_in_decimals(step.note),
        substeps=steps_in_decimals(step.substeps),
    )


def prose_in_decimals(prose: Prose) -> Prose:
    """Words with the fractions of their formulas as decimals."""
    return tuple(as_decimals(part) if isinstance(part, t.Node) else part for part in prose)


def _fraction(node: t.Node) -> Fraction | None:
    """The value of a number that is written as a fraction."""
    if type(node) is t.Number and type(node.value) is Fraction and not node.decimal:
        return node.value
    if type(node) is not t.Quotient:
        return None
    top, bottom = node.numerator, node.denominator
    if type(top) is t.Number and type(bottom) is t.Number and type(top.value) is type(bottom.value) is int:
        return Fraction(top.value, bottom.value) if bottom.value else None
    return None


def _fractions(node: t.Node) -> list[Fraction]:
    found: list[Fraction] = []
    stack = [node]
    while stack:
        part = stack.pop()
        value = _fraction(part)
        if value is not None:
            found.append(value)
        elif type(part) is t.Power:
            stack.append(part.base)
        else:
            stack.extend(part.children)
    return found


def _places(value: Fraction) -> int:
    """How many decimal places the number has; more than are allowed if it has no end."""
    for places in range(MOST_PLACES + 1):
        if 10**places % value.denominator == 0:
            return places
    return MOST_PLACES + 1


def _written(node: t.Node) -> t.Node:
    value = _fraction(node)
    if value is not None:
        return t.Number(value if value.denominator > 1 else int(value), value.denominator > 1)
    if type(node) is t.Power:
        return t.Power(_written(node.base), node.exponent)
    children = node.children
    return node.with_children(tuple(map(_written, children))) if children else node
