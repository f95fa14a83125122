"""Tasks with parameters in their fields, into which what was drawn is put."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from calcdrill.errors import TaskError
from calcdrill.expression.instantiate import plan
from calcdrill.expression.tree import Node, value_of
from calcdrill.kinds._field_values import Field
from calcdrill.problem import Task


def resolve(kind: str, fields: Sequence[Field], values: Mapping[str, Any], drawn: Mapping[str, Node]) -> Task:
    """The task with the ``drawn`` values in place of the parameters; raises TaskError where they do not fit."""
    return Template(kind, fields, values, drawn).task(drawn)


class Template:
    """A task with ``parameters`` in its fields, ready to have values put in many times over."""

    def __init__(
        self, kind: str, fields: Sequence[Field], values: Mapping[str, Any], parameters: Collection[str]
    ) -> None:
        self.kind = kind
        self._plain = {field.name: values[field.name] for field in fields}
        plans = ((field.name, _plan(field, values[field.name], parameters)) for field in fields)
        self._puts = [(name, put) for name, put in plans if put is not None]

    def task(self, drawn: Mapping[str, Node]) -> Task:
        """The task with the ``drawn`` values in it; raises TaskError where they do not fit."""
        finished = dict(self._plain)
        for name, put in self._puts:
            finished[name] = put(drawn)
        domain = finished.pop("domain", ())
        return Task(self.kind, finished, tuple(domain))


_Put = Callable[[Mapping[str, Node]], Any]
"""Gives a value of a task with what was drawn put in."""


def _plan(field: Field, value: Any, parameters: Collection[str]) -> _Put | None:
    """How a field's value is made from what is drawn; None where it stays as it is."""
    put = _plan_inside(value, parameters)
    if field.type == "integer" and isinstance(value, Node):
        return lambda drawn: _whole(field, value_of(put(drawn) if put else value))
    return put


def _whole(field: Field, exact: int | Fraction | None) -> int:
    if not isinstance(exact, int) or not field.least <= exact <= field.most:
        raise TaskError(f"{field.name} is a whole number from {field.least} to {field.most}", field.name)
    return exact


def _plan_inside(value: Any, parameters: Collection[str]) -> _Put | None:
    if isinstance(value, Node):
        return plan(value, parameters)
    if isinstance(value, Mapping):
        inside = _plan_inside(tuple(value.values()), parameters)
        return inside and (lambda drawn: dict(zip(value, inside(drawn), strict=True)))
    if type(value) is not tuple:
        return None
    puts = [_plan_inside(item, parameters) for item in value]
    if not any(puts):
        return None
    pairs = tuple(zip(value, puts, strict=True))
    return lambda drawn: tuple([item if put is None else put(drawn) for item, put in pairs])
