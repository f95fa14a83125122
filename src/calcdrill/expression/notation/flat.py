"""Trees in one line, their numbers apart: two trees of one form are compared at the speed of two lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
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
class Open(Node):
    """A number that is left open: the place where it stands."""

    place: int
    decimal: bool


@dataclass(frozen=True, slots=True)
class Flat:
    """A tree's classes and words in one line, and its numbers; of an open number the place."""

    form: list[object]
    numbers: list[Any]


_ONE_FIELD: Final[Mapping[type[object], _Field]] = MappingProxyType(
    {kind: attrgetter(fields(kind)[0].name) for kind in (Text, Negative, Sum, Product, Vector, Matrix)}
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
            _add_number(part, form, numbers)
        elif kind is Name:
            form.append(part.name)
        elif kind is tuple:
            form.append(len(part))
            rest += part
        elif kind in _ONE_FIELD:
            form.append(kind)
            rest.append(_ONE_FIELD[kind](part))
        elif kind in _FIELDS:
            form.append(kind)
            rest += _FIELDS[kind](part)
        elif kind is Open:
            form.append(Fraction if part.decimal else int)
            numbers.append(part.place)
        else:
            form.append(part)
    return Flat(form, numbers)


def _add_number(node: Number, form: list[object], numbers: list[Any]) -> None:
    value = node.value
    if node.decimal:
        form.append(Fraction)
        numbers.append(value)
    elif value.denominator == 1:
        form.append(int)
        numbers.append(value)
    else:
        form += (Quotient, int, int)
        numbers += (value.denominator, value.numerator)
