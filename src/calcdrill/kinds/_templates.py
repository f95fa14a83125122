"""Tasks with parameters in their fields, into which what was drawn is put."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import Any

from calcdrill.errors import TaskError
from calcdrill.expression.instantiate import Made, Plan
from calcdrill.expression.tree import Node, value_of
from calcdrill.kinds._field_values import Field
from calcdrill.problem import Task


def resolve(kind: str, fields: Sequence[Field], values: Mapping[str, Any], drawn: Mapping[str, Node]) -> Task:
    """The task with the ``drawn`` values in place of the parameters; raises TaskError where they do not fit."""
    return Template(kind, fields, values, tuple(drawn)).task(drawn)


class Blanks:
    """Values with ``parameters`` in their trees, ready to have what is drawn put in many times over."""

    def __init__(self, values: Mapping[str, Any], parameters: Sequence[str]) -> None:
        self._plain = dict(values)
        self._plan = Plan(parameters)
        puts = ((name, _put_into(value, self._plan)) for name, value in values.items())
        self._puts = [(name, put) for name, put in puts if put is not None]

    def filled(self, drawn: Mapping[str, Node]) -> dict[str, Any]:
        """The values with what is drawn put in."""
        finished = dict(self._plain)
        made = self._plan.worked_out(drawn)
        for name, put in self._puts:
            finished[name] = put(made)
        return finished


class Template:
    """A task with ``parameters`` in its fields, ready to have values put in many times over."""

    def __init__(
        self, kind: str, fields: Sequence[Field], values: Mapping[str, Any], parameters: Sequence[str]
    ) -> None:
        self.kind = kind
        self._blanks = Blanks({field.name: values[field.name] for field in fields}, parameters)
        self._whole = [f for f in fields if f.type == "integer" and isinstance(values[f.name], Node)]

    def task(self, drawn: Mapping[str, Node]) -> Task:
        """The task with the ``drawn`` values in it; raises TaskError where they do not fit."""
        finished = self._blanks.filled(drawn)
        for field in self._whole:
            finished[field.name] = _whole(field, value_of(finished[field.name]))
        domain = finished.pop("domain", ())
        return Task(self.kind, finished, tuple(domain))


def _whole(field: Field, exact: int | Fraction | None) -> int:
    if not isinstance(exact, int) or not field.least <= exact <= field.most:
        raise TaskError(f"{field.name} is a whole number from {field.least} to {field.most}", field.name)
    return exact


_Put = Callable[[Made], Any]


def _put_into(value: Any, plan: Plan) -> _Put | None:
    """How a value is made of the subtrees that are worked out; None where it stays as it is."""
    if isinstance(value, Node):
        place = plan.place(value)
        return None if place is None else itemgetter(place)
    if isinstance(value, Mapping):
        inside = _put_into(tuple(value.values()), plan)
        return inside and (lambda made: dict(zip(value, inside(made), strict=True)))
    if type(value) is not tuple:
        return None
    every = ((k, _put_into(item, plan)) for k, item in enumerate(value))
    puts = [(k, put) for k, put in every if put is not None]

    def put_into_items(made: Made) -> tuple[Any, ...]:
        new = list(value)
        for k, put in puts:
            new[k] = put(made)
        return tuple(new)

    return put_into_items if puts else None
