"""Trees in one line, their numbers apart: two trees of one form are compared at the speed of two lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

from calcdrill.expression.tree import (
    Apply,
    At,
    Call,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Piecewise,
    Points,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Text,
    Vector,
)

_Field = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Flat:
    """A tree's classes and words in one line, and its numbers: a whole number by its value, a decimal as its node."""

    form: list[object]
    numbers: list[Any]


_ONE_FIELD: Final[Mapping[type[object], _Field]] = MappingProxyType(
    {kind: attrgetter(fields(kind)[0].name) for kind in (Text, Negative, Vector, Matrix)}
)
_FIELDS: Final[Mapping[type[object], _Field]] = MappingProxyType(
    {
        kind: attrgetter(*[field.name for field in fields(kind)])
        for kind in (Quotient, Power, Call, Apply, Relation, Piecewise, Derivative, Integral, Limit, At, Points)
    }
)


def flatten(node: Node) -> Flat:
    """The tree in one line, from its end; a fraction is the quotient as which it is printed."""
    form: list[object] = []
    numbers: list[Any] = []
    rest: list[Any] = [node]
    while rest:
        part = rest.pop()
        kind = type(part)
        if kind is Number:
            value = part.value
            form.append(kind)
            if type(value) is int or part.decimal or value.denominator == 1:
                numbers.append(part if part.decimal else int(value))
            else:
                form[-1:] = (Quotient, kind, kind)
                numbers += (value.denominator, value.numerator)
        elif kind is Name:
            form.append(part.name)
        elif kind is Sum or kind is Product:
            inside = part.children
            form += kind, len(inside)
            rest += inside
        elif kind in _FIELDS:
            form.append(kind)
            rest += _FIELDS[kind](part)
        elif kind in _ONE_FIELD:
            form.append(kind)
            rest.append(_ONE_FIELD[kind](part))
        elif kind is tuple:
            form.append(len(part))
            rest += part
        else:
            form.append(part)
    return Flat(form, numbers)
