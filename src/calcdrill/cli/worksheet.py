"""``calcdrill worksheet``: a printable sheet with its key, in versions, in several formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calcdrill.cli.common import (
    catalog_of,
    content_option,
    difficulty_option,
    format_option,
    notation_option,
    progress_bar,
    run_watched,
    theme_folders,
    warn,
    watch_option,
)
from calcdrill.cli.learner import profile_options, weakest
from calcdrill.errors import InputError
from calcdrill.export.formats import find_format, format_names, format_of_suffix
from calcdrill.files import write_file

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog, Exercise, Recipe


@click.command("worksheet")
@click.argument("what", nargs=-1)
@click.option("-n", "count", type=click.IntRange(1, 5000), help="How many problems. [default: the recipe's, or 20]")
@click.option("--seed", type=int, help="The same seed, the same sheet. [default: the recipe's, or 0]")
@click.option("--versions", help="Versions with other numbers, such as A,B,C.")
@click.option("--key", type=click.Choice(["separate", "append", "none"]), help="Where the answers go.")
@click.option("--solutions", is_flag=True, help="Worked solutions in the key.")
@format_option()
@click.option("--paper", type=click.Choice(["a4", "letter"]))
@notation_option
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Any option, such as columns=1.")
@click.option("--templates", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Own templates.")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Write this file.")
@click.option("--weak", is_flag=True, help="From the skills of your practice that go worst.")
@watch_option
@profile_options
@difficulty_option
@content_option
def command(
    what: tuple[str, ...],
    count: int | None,
    seed: int | None,
    versions: str | None,
    key: str | None,
    solutions: bool,
    format_: str | None,
    paper: str | None,
    notation: str | None,
    settings: tuple[str, ...],
    templates: Path | None,
    output: Path,
    watch: bool,
    difficulty: tuple[int, int],
    content: tuple[Path, ...],
    weak: bool,
    profile: str,
    data: Path | None,
) -> None:
    """Make a worksheet from a RECIPE, or from WHAT (topics, concepts, exercises, all).

    With versions or a separate key, more files stand beside FILE: FILE-A.pdf, FILE-A-key.pdf …
    """
    extra: dict[str, Any] = {
        "key": key,
        "paper": paper,
        "notation": notation,
        "versions": versions.split(",") if versions else None,
    }
    extra = {name: value for name, value in extra.items() if value is not None}
    if solutions:
        extra["solutions"] = "full"
    if not what and not weak:
        raise click.UsageError("name a recipe, topics, concepts or exercises, or give --weak")
    themes = theme_folders(content)

    def build() -> None:
        catalog = catalog_of(content)
        words = weakest(data, profile, catalog, what, difficulty) if weak else what
        how = (extra, settings, _format(format_, output), templates, themes)
        _write(output, how[2], make(catalog, words, count, seed, difficulty, *how))

    if watch:
        run_watched((*content, *themes, *([templates] if templates else [])), build)
    else:
        build()


def _write(output: Path, format_: str, files: Mapping[str, bytes]) -> None:
    """The sheet under the name that was given, the other files beside it; a name without an ending gets one."""
    own = f".{find_format(format_).suffix}"
    stem = output.with_suffix("")
    for ending, made in files.items():
        path = output if ending == own and output.suffix else stem.with_name(stem.name + ending)
        write_file(path, made)
        click.echo(f"wrote {path}", err=True)


def _format(format_: str | None, output: Path) -> str:
    """The format that is named, or that the file's ending says; raises InputError where the two differ."""
    said = format_of_suffix(output.suffix)
    if format_ is None and said is None:
        suffixes = ", ".join(dict.fromkeys(f".{find_format(name).suffix}" for name in format_names()))
        raise InputError(f"{output}: say the format with --format, or end the name in {suffixes}")
    if format_ and said and said.suffix != find_format(format_).suffix:
        suffix = find_format(format_).suffix
        raise InputError(
            f"{output} ends as a file of the format {said.name}: end it in .{suffix}, or leave --format out"
        )
    return format_ or (said.name if said else "")


def make(
    catalog: Catalog,
    what: Sequence[str],
    count: int | None,
    seed: int | None,
    difficulty: tuple[int, int],
    extra: Mapping[str, Any],
    settings: Sequence[str],
    format_: str,
    templates: Path | None = None,
    themes: Sequence[Path] = (),
) -> dict[str, bytes]:
    """The sheet's files by the end of their names."""
    from calcdrill.catalog.select import select
    from calcdrill.decks import find_recipe
    from calcdrill.export.worksheet import make_worksheet
    from calcdrill.worksheets import read_sheet_of, version_sets

    recipe = find_recipe(catalog, what[0]) if len(what) == 1 else None
    extra = extra if recipe or "title" in extra else {"title": _title(catalog, what), **extra}
    sheet = read_sheet_of(recipe, settings, extra, themes, find_format(format_).sheet)
    exercises = select(catalog, recipe.include, recipe.difficulty) if recipe else select(catalog, what, difficulty)
    seed = seed if seed is not None else recipe.seed if recipe else 0
    counts = problem_counts(recipe, exercises, count, seed, len(sheet.versions))
    total = sum(counts.values()) * len(sheet.versions)
    with progress_bar("making problems", total) as progress:
        sets = version_sets(sheet.title, counts, exercises, seed, sheet.versions, progress)
    return make_worksheet(sets, sheet, format_, templates, warn)


def problem_counts(
    recipe: Recipe | None, exercises: Sequence[Exercise], count: int | None, seed: int, versions: int
) -> dict[str, int]:
    """How many problems of each exercise: by the recipe's ladder, or an even share of the count."""
    from calcdrill.worksheets import COUNT, fair_counts

    options = recipe.worksheet or {} if recipe else {}
    if count is None and options.get("ladder"):
        from calcdrill.ladder import ladder_counts

        return ladder_counts(exercises, options["ladder"], seed, versions, options.get("each_concept", False))
    return fair_counts(exercises, count or options.get("count") or COUNT, seed, versions)


def _title(catalog: Catalog, what: Sequence[str]) -> str:
    names = {topic.id: topic.title for topic in catalog.topics}
    names["all"] = "Calculus for machine learning"
    names |= {concept.id: concept.title for concept in catalog.concepts.values()}
    return ", ".join(dict.fromkeys(names.get(word, names.get(word.partition("/")[0], word)) for word in what))
