"""What a deck or a site shows of an exercise: its instances; and the recipe that is meant by a name."""

from __future__ import annotations

from pathlib import Path

from calcdrill.catalog.values import Catalog, Exercise, Recipe
from calcdrill.errors import Unsatisfiable
from calcdrill.generating import take
from calcdrill.problem import Problem

VARIANTS = 12
Made = dict[tuple[str, int, int], list[Problem]]


def instances(exercise: Exercise, seed: int, count: int) -> list[Problem]:
    """``count`` different problems of the exercise, or all there are."""
    problems = list(take(exercise, seed, count, set()))
    if not problems:
        raise Unsatisfiable(f"{exercise.id} has no instance")
    return problems


def find_recipe(catalog: Catalog, name: str) -> Recipe | None:
    """The recipe of that id, or of the file that is named (``mine/quiz.yaml``), if there is one."""
    if name.endswith(".yaml"):
        from calcdrill.catalog.read import recipe_at

        return recipe_at(catalog, Path(name))
    return next((recipe for recipe in catalog.recipes if recipe.id == name), None)
