"""The fields of an exercise that belong to its kind; every fault in them is put at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from calcdrill.catalog.faults import Collector, unknown_field
from calcdrill.catalog.prose import rewrite
from calcdrill.catalog.yaml_source import Route
from calcdrill.errors import TaskError
from calcdrill.kinds import Kind
from calcdrill.kinds.fields import read_fields

COMMON: Final = frozenset(
    {"id", "kind", "difficulty", "draw", "require", "domain", "context", "hints", "mistakes", "allow"}
    | {"let", "limited", "figure", "also", "family"}
)
"""The fields that every exercise may have; all others belong to its kind."""


class FieldReading:
    """The kind's fields of one exercise; the reading goes on after a fault, so that all of them are told."""

    def __init__(
        self, collector: Collector, kind: Kind, raw: dict[str, Any], route: Route, parameters: frozenset[str]
    ) -> None:
        self.collector, self.raw, self.route, self.parameters = collector, raw, route, parameters
        self.fields = list(kind.fields)
        self.kind = kind
        self.complete = True
        self.values: dict[str, Any] = {}

    def read(self) -> None:
        self._require_variables()
        raw = dict(self.raw)
        for _ in range(len(raw) + len(self.fields) + 1):
            try:
                self.values = read_fields(self.fields, raw, self.parameters)
                return
            except TaskError as error:
                self.complete = False
                self._report(error)
                if error.field is None or self._binds(error.field):
                    return
                raw.pop(error.field, None)
                self.fields = [replace(f, default=None) if f.name == error.field else f for f in self.fields]

    @property
    def variables(self) -> frozenset[str] | None:
        """The variables of the task; None where a fault leaves them unknown."""
        variables: set[str] = set()
        for field in self.kind.fields:
            if field.has_variables:
                if field.name not in self.values:
                    return None
                value = self.values[field.name]
                variables.update([value] if isinstance(value, str) else value or ())
        return frozenset(variables)

    def _binds(self, name: str) -> bool:
        return any(field.name == name and field.has_variables for field in self.kind.fields)

    def _require_variables(self) -> None:
        """With parameters in play a mistyped one would become a variable; so the variables are named."""
        for field in self.kind.fields:
            if field.type == "variables" and field.default is None and self.parameters and not self.raw.get(field.name):
                self.complete = False
                self.collector.add(
                    f"this exercise draws parameters: say which names are {field.name}: [x, y]", self.route
                )

    def _report(self, error: TaskError) -> None:
        name = error.field
        if name is None or name not in self.raw:
            if not (name and self._binds(name)):
                self.collector.add(_missing(error, self.raw, self.kind), self.route)
            return
        if not any(field.name == name for field in self.kind.fields):
            others = {field.name for field in self.kind.fields} | COMMON
            where = f"in the kind {self.kind.name}"
            message = unknown_field(name, others - set(self.raw), where, most=0)
            self.collector.add(message, (*self.route, name), key=True)
            return
        place, offset = _locate(self.raw[name], error, (*self.route, name))
        written = error.text if error.text is not None else self.raw[name]
        hint = rewrite(written) if error.position is not None and isinstance(written, str) else ""
        self.collector.add(f"{error.message}{hint}", place, offset=offset)


def _missing(error: TaskError, raw: Mapping[str, Any], kind: Kind) -> str:
    if error.field and "missing" in error.message:
        return f"the kind {kind.name} needs the field {error.field!r}"
    return error.message


def _leaves(raw: Any, route: Route) -> Iterator[tuple[str, Route]]:
    if isinstance(raw, Mapping):
        for name, value in raw.items():
            yield from _leaves(value, (*route, name))
    elif isinstance(raw, list):
        for k, value in enumerate(raw):
            yield from _leaves(value, (*route, k))
    elif raw is not None:
        yield str(raw), route


def _locate(raw: Any, error: TaskError, route: Route) -> tuple[Route, int | None]:
    """Where in the field's value the fault stands: the text that was read, or the name that is not known."""
    unknown = re.search(r"name '(\w+)' is not known", error.message)
    for text, place in _leaves(raw, route):
        if error.text and error.position is not None and error.text in text:
            return place, text.find(error.text) + error.position
        match = re.search(rf"(?<!\w){re.escape(unknown[1])}(?!\w)", text) if unknown else None
        if match and not error.text:
            return place, match.start()
    return route, error.position if isinstance(raw, str | int) else None
