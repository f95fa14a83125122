"""One recipe file: YAML → a ``Recipe``, or all its faults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calcdrill.catalog.faults import Collector, structure_faults
from calcdrill.catalog.prose import read_prose_at
from calcdrill.catalog.values import Recipe
from calcdrill.catalog.yaml_source import YamlSource
from calcdrill.errors import Fault

if TYPE_CHECKING:
    from calcdrill.catalog.recipe_models import RecipeModel
    from calcdrill.catalog.sheet_models import WorksheetModel


@dataclass(frozen=True)
class RecipeFile:
    """What one file gave: its recipe if nothing is wrong, and its faults."""

    source: YamlSource
    recipe: Recipe | None
    faults: tuple[Fault, ...]


def read_recipe(source: YamlSource, path: Path) -> RecipeFile:
    """The recipe of a source; its id is the file's name."""
    from calcdrill.catalog.models import ID_PATTERN
    from calcdrill.catalog.recipe_models import RecipeModel

    collector = Collector(source)
    model, _ = structure_faults(collector, RecipeModel, source.data)
    if not re.fullmatch(ID_PATTERN, path.stem):
        collector.add("a recipe file is named after its id, such as first-steps.yaml")
    elif path.stem == "all":
        collector.add("the name 'all' means everything: choose another")
    worksheet = source.data.get("worksheet") if isinstance(source.data, dict) else None
    if isinstance(worksheet, dict) and isinstance(worksheet.get("intro"), str):
        read_prose_at(collector, worksheet["intro"], ("worksheet", "intro"))
    if model is None or collector.faults:
        return RecipeFile(source, None, tuple(collector.in_order()))
    return RecipeFile(source, _recipe(path.stem, model), ())


def _recipe(name: str, model: RecipeModel) -> Recipe:
    values: dict[str, Any] = model.model_dump()
    return Recipe(
        id=name,
        title=values["title"],
        description=values["description"] or "",
        include=tuple(values["include"]),
        exclude=tuple(values["exclude"] or ()),
        seed=values["seed"],
        difficulty=values["difficulty"],
        deck=_deck(values["deck"]),
        worksheet=_worksheet(model.worksheet, values["title"]),
        notation=values["notation"],
        site=values["site"],
    )


def _deck(options: dict[str, Any] | None) -> dict[str, Any] | None:
    if options is not None and options["variants"] is None and options["fixed"] is None:
        options["variants"] = 12
    return options


def _worksheet(model: WorksheetModel | None, title: str) -> dict[str, Any] | None:
    """What the author wrote, and no more: the rest is for the theme, the preset and the sheet's defaults."""
    if model is None:
        return None
    options = model.model_dump(exclude_unset=True)
    options["title"] = options.get("title") or title
    if options.get("count") is None:
        options["count"] = sum(rung["count"] for rung in options.get("ladder") or ()) or 20
    return options
