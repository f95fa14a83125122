"""YAML → validated topics, concepts, exercises and recipes; every mistake at its file:line:column.

file ─► yaml_source (data with places) ─► models (shape) ─► topics, exercises, recipes (what it means)
     ─► read (ids, prerequisites and recipes across files) ─► Catalog
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calcdrill.catalog.select import concept_record, select
from calcdrill.catalog.values import Card, Catalog, Concept, Exercise, Recipe, Topic

if TYPE_CHECKING:
    from calcdrill.catalog.read import load_catalog

__all__ = [
    "Card",
    "Catalog",
    "Concept",
    "Exercise",
    "Recipe",
    "Topic",
    "concept_record",
    "load_catalog",
    "select",
]


def __getattr__(name: str) -> Any:
    """``load_catalog``, whose models take long to import: a catalog that was kept needs none of them."""
    if name != "load_catalog":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from calcdrill.catalog.read import load_catalog

    return load_catalog
