"""A catalog as JSON that is read back without reading YAML: a table of values, of which later ones name earlier ones.

What is read can only become text, numbers, containers, paths, and the records of the modules named here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from calcdrill import draws
from calcdrill.catalog import values
from calcdrill.catalog.values import Catalog
from calcdrill.expression import tree

__all__ = ["pack_catalog", "unpack_catalog"]

_RECORDS: Final = {
    kind.__name__: kind
    for module in (tree, draws, values)
    for kind in vars(module).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
}
_ATOM, _TUPLE, _LIST, _DICT, _FRACTION, _PATH = range(6)
_FIRST: Final = 6
"""The code of the first record; those before it are the codes of what else there is."""


def pack_catalog(catalog: Catalog) -> bytes:
    """The catalog as JSON; equal parts are written once."""
    table: list[list[Any]] = []
    names: dict[str, int] = {}
    places: dict[tuple[int, Any], int] = {}

    def put(code: int, content: Any, key: Any) -> int:
        place = places.setdefault((code, key), len(table))
        if place == len(table):
            table.append([code, content])
        return place

    def pack(value: Any) -> int:
        kind = type(value)
        if kind in (str, int, float, bool, type(None)):
            return put(_ATOM, value, (kind, value))
        if kind is Fraction:
            return put(_FRACTION, [value.numerator, value.denominator], value)
        if isinstance(value, Path):
            return put(_PATH, str(value), value)
        if isinstance(value, Mapping):
            inner = [pack(part) for pair in value.items() for part in pair]
            return put(_DICT, inner, tuple(inner))
        if kind in (tuple, list):
            inner = [pack(part) for part in value]
            return put(_TUPLE if kind is tuple else _LIST, inner, tuple(inner))
        if _RECORDS.get(kind.__name__) is not kind:
            raise TypeError(f"a catalog holds no {kind.__name__}")
        code = _FIRST + names.setdefault(kind.__name__, len(names))
        inner = [pack(getattr(value, item.name)) for item in fields(value)]
        return put(code, inner, tuple(inner))

    pack(catalog)
    return json.dumps({"records": list(names), "table": table}, separators=(",", ":")).encode()


def unpack_catalog(content: bytes) -> Catalog:
    """The catalog of such bytes; raises ValueError, TypeError or LookupError for others."""
    record = json.loads(content)
    made: list[Any] = []
    build: list[Callable[..., Any]] = [_RECORDS[name] for name in record["records"]]
    look = made.__getitem__
    for code, inner in record["table"]:
        if code >= _FIRST:
            made.append(build[code - _FIRST](*map(look, inner)))
        elif code == _TUPLE:
            made.append(tuple(map(look, inner)))
        elif code == _ATOM:
            made.append(inner)
        else:
            made.append(_other(code, inner, look))
    catalog = made[-1]
    if not isinstance(catalog, Catalog):
        raise ValueError("this is not a catalog")
    return catalog


def _other(code: int, inner: Any, look: Callable[[int], Any]) -> Any:
    if code == _DICT:
        parts = [look(place) for place in inner]
        return dict(zip(parts[::2], parts[1::2], strict=True))
    if code == _LIST:
        return [look(place) for place in inner]
    return Fraction(*inner) if code == _FRACTION else Path(inner)
