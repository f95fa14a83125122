"""``let:`` of an exercise: a formula gets a name, under which several fields use it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from calcdrill.catalog.draws import names_in
from calcdrill.catalog.faults import Collector
from calcdrill.catalog.prose import read_formula
from calcdrill.catalog.yaml_source import Route
from calcdrill.errors import near
from calcdrill.expression import tree as t
from calcdrill.kinds import Kind


def read_lets(
    collector: Collector, raw: Mapping[str, Any], route: Route, parameters: Collection[str]
) -> dict[str, t.Node]:
    """Name → formula; a formula may use those above it. What is wrong is in the collector."""
    formulas: dict[str, t.Node] = {}
    for name, text in raw.items():
        place = (*route, name)
        if name in parameters:
            collector.add(f"{name!r} is a parameter here: choose another name for the formula", place, key=True)
            continue
        formula = read_formula(collector, text, place, None)
        if formula is None:
            continue
        if name in t.names(formula):
            collector.add(f"the formula {name!r} uses its own name", place)
            continue
        formulas[name] = put_in(formula, formulas)
    return formulas


def put_in(value: Any, lets: Mapping[str, t.Node]) -> Any:
    """The value (a tree, or trees in tuples and mappings) with each formula in the place of its name, as if written
    there in brackets; a variable of the formula may be bound where it stands."""
    if not lets:
        return value
    if isinstance(value, t.Name):
        return lets.get(value.name, value)
    if isinstance(value, t.Node):
        children = tuple(put_in(child, lets) for child in value.children)
        return value if children == value.children else value.with_children(children)
    if isinstance(value, Mapping):
        return {name: put_in(item, lets) for name, item in value.items()}
    return tuple(put_in(item, lets) for item in value) if type(value) is tuple else value


def put_in_fields(kind: Kind, values: Mapping[str, Any], lets: Mapping[str, t.Node]) -> dict[str, Any]:
    """The fields of the kind with the formulas in them; a name alone may stand for a whole list."""
    replaced = {name: put_in(value, lets) for name, value in values.items()}
    for field in kind.fields if lets else ():
        match replaced.get(field.name):
            case (t.Vector(entries=entries),) if field.type == "expressions":
                replaced[field.name] = entries
            case t.Vector(entries=(t.Vector() as inner,)) if field.type == "vector":
                replaced[field.name] = inner
            case t.Vector(entries=entries) if field.type == "point":
                replaced[field.name] = entries
    return replaced


def check_use_of_lets(collector: Collector, raw: Mapping[str, Any], route: Route, written: tuple[Any, ...]) -> None:
    """Each formula's name stands in what is ``written`` (trees before the formulas are put in) or in another."""
    used = names_in(written)
    for name in raw:
        others = (str(text) for other, text in raw.items() if other != name)
        if name not in used and not any(_place(name, text) for text in others):
            collector.add(f"the formula {name!r} is defined but never used", (*route, name), key=True)


def _place(name: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)


def check_names_of_lets(
    collector: Collector,
    lets: Mapping[str, t.Node],
    raw: Mapping[str, Any],
    route: Route,
    task: tuple[Any, ...],
    known: Collection[str],
) -> None:
    """No formula brings a strange name into the ``task``, the trees with the formulas in them; a bound one is none."""
    free = _free(task)
    for name, tree in lets.items():
        for strange in sorted((t.free_variables(tree) & free) - frozenset(known))[:1]:
            place = _place(strange, str(raw[name]))
            offset = place.start() if place else None
            others = frozenset(known) - lets.keys()
            message = f"the name {strange!r} is not known here{near(strange, others)}"
            collector.add(message, (*route, name), offset=offset)


def _free(value: Any) -> frozenset[str]:
    return frozenset(name for tree in _trees(value) for name in t.free_variables(tree))


def _trees(value: Any) -> Iterator[t.Node]:
    if isinstance(value, t.Node):
        yield value
    elif isinstance(value, Mapping):
        yield from _trees(tuple(value.values()))
    elif isinstance(value, tuple):
        for item in value:
            yield from _trees(item)
