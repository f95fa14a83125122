"""The parameters of an exercise: how each is drawn, what a draw must meet, and whether each is of use."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from calcdrill.catalog.faults import Collector
from calcdrill.catalog.prose import with_routes
from calcdrill.catalog.yaml_source import Route
from calcdrill.conditions import read_condition
from calcdrill.draws import Draw, read_draw
from calcdrill.errors import ReadError, near
from calcdrill.expression.functions import ALIASES, FUNCTIONS
from calcdrill.expression.tree import CONSTANTS, Node, names

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")
_cached_draw = lru_cache(maxsize=4096)(read_draw)


def read_draws(collector: Collector, raw: Any, route: Route) -> tuple[tuple[str, Draw], ...]:
    if raw is None:
        return ()
    if not isinstance(raw, dict):
        collector.add("draw is a mapping from each parameter to how it is drawn, such as {a: nonzero -5..5}", route)
        return ()
    draws: list[tuple[str, Draw]] = []
    for name, text in raw.items():
        fault = _name_fault(name)
        if fault:
            collector.add(fault, (*route, name), key=True)
            continue
        earlier = frozenset(known for known, _ in draws)
        draw = _draw(collector, text, (*route, name), earlier)
        draws.append((name, draw or Draw("choice", str(text))))
    return tuple(draws)


def _name_fault(name: str) -> str | None:
    if re.match(r"[-\d]", name):
        return f'{name!r} cannot be a parameter\'s name: put a draw with commas in quotes, {{b: "one of 1/2, 3/4"}}'
    if not _NAME.fullmatch(name):
        return f"{name!r} cannot be a parameter's name: letters first, then digits, such as a or x1"
    if name in FUNCTIONS or name in ALIASES or name in CONSTANTS or name == "log":
        return f"{name!r} already has a meaning: choose another name for the parameter"
    return None


def _draw(collector: Collector, text: Any, route: Route, earlier: frozenset[str]) -> Draw | None:
    if isinstance(text, list) and all(isinstance(item, str | int) and not isinstance(item, bool) for item in text):
        return _choice(collector, text, route)
    if isinstance(text, bool) or not isinstance(text, str | int):
        collector.add("a draw is text such as nonzero -5..5, or a list of values", route)
        return None
    try:
        return _cached_draw(str(text), earlier)
    except ReadError as error:
        collector.add(error.message, route, offset=error.position)
        return None


def _choice(collector: Collector, items: list[Any], route: Route) -> Draw | None:
    for k, item in enumerate(items):
        try:
            read_draw([item])
        except ReadError as error:
            collector.add(error.message, (*route, k), offset=error.position)
            return None
    try:
        return read_draw(items)
    except ReadError as error:
        collector.add(error.message, route)
        return None


def check_parameters(
    collector: Collector, draws: Sequence[tuple[str, Draw]], variables: Collection[str], route: Route
) -> None:
    earlier: set[str] = set()
    for name, draw in draws:
        if name in variables:
            collector.add(
                f"{name!r} is a variable here: choose another name for the parameter", (*route, name), key=True
            )
        for value in draw.values:
            strange = sorted(names(value) - set(variables) - earlier)
            if strange and variables:
                known = near(strange[0], variables)
                collector.add(f"the name {strange[0]!r} in this choice is not a variable{known}", (*route, name))
        earlier.add(name)


def check_use(
    collector: Collector,
    draws: Sequence[tuple[str, Draw]],
    used: frozenset[str],
    route: Route,
    beside: frozenset[str],
    conditions: frozenset[str] = frozenset(),
) -> None:
    """Each parameter reaches the task, if only through one that is worked out from it.

    What is not drawn but worked out may also be used ``beside`` it: in hints and wrong answers; or in ``conditions``
    alone, where what it is worked out from must reach the task in another way.
    """
    wanted = set(used)
    for name, draw in reversed(draws):
        if name in wanted or (name in beside and not draw.is_drawn):
            wanted |= names_in((draw.low, draw.high, draw.values))
        elif draw.is_drawn or name not in conditions:
            collector.add(f"the parameter {name!r} is drawn but never used in the task", (*route, name), key=True)


def read_conditions(collector: Collector, raw: Any, route: Route, parameters: frozenset[str]) -> tuple[Node, ...]:
    conditions = []
    for item, place in with_routes(raw, route):
        if item is None:
            continue
        try:
            conditions.append(read_condition(str(item), parameters))
        except ReadError as error:
            collector.add(error.message, place, offset=error.position)
    return tuple(conditions)


def names_in(value: Any) -> frozenset[str]:
    """The names in all trees inside ``value``."""
    if isinstance(value, Node):
        return names(value)
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, tuple | list):
        return frozenset()
    return frozenset().union(*map(names_in, value))
