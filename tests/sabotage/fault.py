"""What a fault is, and how a table or a function is broken."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import pytest

from sabotage.layers import Layer

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Fault:
    """A fault: the ``part`` of the program, the fault in ``words``, how to ``inject`` it, and what must see it.

    ``layer`` is None without the fault and ``caught`` with it.
    """

    part: str
    words: str
    inject: Callable[[Patch], None]
    layer: Layer
    caught: str


def open_table(table: Mapping[Any, Any]) -> MutableMapping[Any, Any]:
    """What lies under a table that is closed to changes."""
    if isinstance(table, MutableMapping):
        return table
    (inside,) = gc.get_referents(table)
    return inside  # type: ignore[no-any-return]


def to(module: Any, name: str, value: Any) -> Callable[[Patch], None]:
    """Put ``value`` in the place of ``module.name``."""
    return lambda patch: patch.setattr(module, name, value)
