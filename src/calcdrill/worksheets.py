"""From a recipe, or from words, to the problem sets of a worksheet: one set a version, alike in all but the numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from calcdrill.catalog.values import Exercise, Recipe
from calcdrill.errors import Unsatisfiable
from calcdrill.generating import take
from calcdrill.problem import Problem, ProblemSet

if TYPE_CHECKING:
    from calcdrill.export.sheet import Sheet

COUNT: Final = 20


def version_sets(
    title: str,
    counts: Mapping[str, int],
    exercises: Sequence[Exercise],
    seed: int,
    versions: Sequence[str],
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, ProblemSet]:
    """For each version its set: ``counts`` problems of each exercise, no problem twice in all versions together.

    Raises Unsatisfiable, with the number that exist, where an exercise has too few different problems.
    """
    made: dict[str, list[Problem]] = {version: [] for version in versions}
    seen: set[bytes] = set()
    for exercise in exercises:
        count = counts.get(exercise.id, 0)
        drawn = list(take(exercise, seed, count * len(versions), seen))
        if len(drawn) < count * len(versions):
            raise Unsatisfiable(
                f"{exercise.id}: {count * len(versions)} different problems are needed for "
                f"{len(versions)} versions, but only {len(drawn)} exist"
            )
        for k, version in enumerate(versions):
            made[version].extend(drawn[k * count : (k + 1) * count])
        progress(sum(map(len, made.values())))
    return {version: ProblemSet(title, tuple(problems), seed) for version, problems in made.items()}


def fair_counts(exercises: Sequence[Exercise], n: int, seed: int, versions: int) -> dict[str, int]:
    """How many of ``n`` problems each exercise gives to each version, evenly over the concepts, then the exercises."""
    from calcdrill.ladder import ladder_counts

    if not exercises:
        raise Unsatisfiable("no exercise fits: the topics, concepts or difficulties that were asked for hold none")
    return ladder_counts(exercises, [{"difficulty": (1, 5), "count": n}], seed, versions)


def sheet_options(recipe: Recipe | None) -> dict[str, Any]:
    """A recipe's ``worksheet`` mapping as ``export.sheet`` reads it."""
    if recipe is None:
        return {}
    notation = {"notation": recipe.notation} if recipe.notation else {}
    return {"title": recipe.title, **notation, **(recipe.worksheet or {}), "recipe": recipe.id}


def read_sheet_of(
    recipe: Recipe | None,
    settings: Sequence[str],
    extra: Mapping[str, Any],
    themes: Sequence[Path] = (),
    usual: Mapping[str, Any] = MappingProxyType({}),
) -> Sheet:
    """The sheet's options: the recipe's, then those of the command line, then ``--set``.

    ``themes`` are folders in which a theme's name is looked up before the shipped ones; ``usual`` are a format's own
    defaults.
    """
    from calcdrill.export.sheet import read_sheet

    return read_sheet({**sheet_options(recipe), **extra}, settings, themes, usual)
