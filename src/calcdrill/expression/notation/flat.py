"""Trees in one line, their numbers apart: two trees of one form are compared at the speed of two lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final

from calcdrill.expression import tree as t

_Fields = Callable[[Any], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Flat:
    """A tree's classes and words in one line, and its numbers: a whole number by its value, a decimal as its node."""

    form: list[object]
    numbers: list[Any]


def _fields_of(kind: type[Any]) -> _Fields:
    names = [field.name for field in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda node: (getattr(node, names[0]),)


FIELDS: Final[Mapping[type[object], _Fields]] = {
    kind: _fields_of(kind)
    for kind in (
        *(t.Text, t.Quotient, t.Power, t.Call, t.Apply, t.Relation, t.Piecewise, t.Vector, t.Matrix),
        *(t.Derivative, t.Integral, t.Limit, t.At, t.Points),
    )
}
"""What stands in a node, in the order of its fields."""


def flatten(node: t.Node) -> Flat:
    """The tree in one line, from its end; a fraction is the quotient as which it is printed."""
    form: list[object] = []
    numbers: list[Any] = []
    rest: list[Any] = [node]
    while rest:
        part = rest.pop()
        kind = type(part)
        if kind is t.Number:
            value = part.value
            form.append(kind)
            if type(value) is int or part.decimal or value.denominator == 1:
                numbers.append(part if part.decimal else int(value))
            else:
                form[-1:] = (t.Quotient, kind, kind)
                numbers += (value.denominator, value.numerator)
        elif kind is t.Name:
            form.append(part.name)
        elif kind is t.Sum or kind is t.Product:
            inside = part.children
            form += kind, len(inside)
            rest += inside
        elif kind is t.Negative:
            form.append(kind)
            rest.append(part.argument)
        elif kind in FIELDS:
            form.append(kind)
            rest += FIELDS[kind](part)
        elif kind is tuple:
            form.append(len(part))
            rest += part
        else:
            form.append(part)
    return Flat(form, numbers)
