"""An exercise's own figure: data → a ``Drawing``, its formulas read with the exercise's parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calcdrill.catalog.faults import Collector
from calcdrill.catalog.prose import read_formula, read_prose_at
from calcdrill.catalog.values import Drawing
from calcdrill.catalog.yaml_source import Route

__all__ = ["read_drawing"]

_NAMES = frozenset({"variable", "variables"})


def read_drawing(collector: Collector, raw: Any, route: Route) -> bool | Drawing:
    """True or false as it stands; a mapping as a drawing, its faults in the collector."""
    if not isinstance(raw, Mapping):
        return raw is not False
    alt = read_prose_at(collector, raw.get("alt"), (*route, "alt"))
    data = {name: _read(collector, name, value, (*route, name)) for name, value in raw.items() if name not in _OWN}
    return Drawing(str(raw.get("kind")), data, alt)


_OWN = frozenset({"kind", "alt"})


def _read(collector: Collector, name: str, value: Any, route: Route) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return tuple(_read(collector, name, item, (*route, k)) for k, item in enumerate(value))
    return str(value) if name in _NAMES else read_formula(collector, value, route, None)
