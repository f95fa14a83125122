"""YAML → validated topics, concepts, exercises and recipes; every mistake at its file:line:column.

file ─► yaml_source (data with places) ─► models (shape) ─► topics, exercises, recipes (what it means)
     ─► read (ids, prerequisites and recipes across files) ─► Catalog
"""

from __future__ import annotations

from calcdrill.catalog.read import load_catalog
from calcdrill.catalog.select import concept_record, select
from calcdrill.catalog.values import Card, Catalog, Concept, Exercise, Recipe, Topic

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
