"""``calcdrill worksheet``: a printable sheet with its key, in versions, in several formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

import click

from calcdrill.cli.common import (
    FILE,
    NEW_FILE,
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
from calcdrill.cli.learner import profile_options, weakest, wrong_on_paper
from calcdrill.cli.written import write_files
from calcdrill.errors import InputError
from calcdrill.export.formats import find_format, format_names, format_of_suffix
from calcdrill.files import read_text

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog, Exercise, Recipe
    from calcdrill.export.sheet import Sheet
    from calcdrill.practice.sheet import SheetProblem
    from calcdrill.problem import ProblemSet


MOST_BYTES = 64 << 20
"""Of a sheet's JSON and of a class's list."""


@dataclass(frozen=True)
class Asked:
    """Which problems a sheet is to hold: WHAT and how many, or an earlier sheet; for one or for a class."""

    what: Sequence[str] = ()
    count: int | None = None
    seed: int | None = None
    difficulty: tuple[int, int] = (1, 5)
    exclude: Sequence[str] = ()
    earlier: Path | None = None
    replaced: str | None = None
    resit: str | None = None
    roster: Path | None = None


@dataclass(frozen=True)
class Look:
    """How it is to look: the options of the command line, ``--set``, the format, own templates, themes, fonts."""

    extra: Mapping[str, Any]
    settings: Sequence[str] = ()
    format: str = "pdf"
    templates: Path | None = None
    themes: Sequence[Path] = ()


def _letters(context: click.Context, parameter: click.Parameter, versions: str | None) -> list[str]:
    """``A,B,C``, or ``3`` for the first three letters."""
    if not versions:
        return []
    count = int(versions) if versions.isdecimal() else 0
    return list(ascii_uppercase[:count]) if 1 <= count <= len(ascii_uppercase) else versions.split(",")


@click.command("worksheet")
@click.argument("what", nargs=-1)
@click.option("-n", "count", type=click.IntRange(1, 5000), help="How many problems. [default: the recipe's, or 20]")
@click.option("--exclude", multiple=True, metavar="WHAT", help="Leave these out (repeatable).")
@click.option("--seed", type=int, help="The same seed, the same sheet. [default: the recipe's, or 0]")
@click.option("--versions", callback=_letters, help="Versions with other numbers: A,B,C, or 3 for three of them.")
@click.option("--together", is_flag=True, help="All versions in one file.")
@click.option("--roster", type=FILE, help="A class (CSV): a version for each.")
@click.option("--from", "earlier", type=FILE, help="The problems of an earlier sheet, from its JSON (-o quiz.jsonl).")
@click.option("--replace", "replaced", metavar="NUMBERS", help="With --from: new problems for these, such as 3,7.")
@click.option(
    "--resit", metavar="NUMBERS", help="With --from: new problems for these alone; wrong: those entered as wrong."
)
@click.option("--key", type=click.Choice(["separate", "append", "none"]), help="Where the answers go.")
@click.option("--solutions", flag_value="full", help="Worked solutions in the key.")
@format_option()
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="The paper. [default: the recipe's, or a4]")
@notation_option
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Any option, such as columns=1.")
@click.option("--fonts", metavar="DIR", help="A folder with more fonts; system: those of this computer.")
@click.option(
    "--templates", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A folder of your own templates."
)
@click.option("-o", "--output", required=True, type=NEW_FILE, help="The file to write.")
@click.option("--weak", is_flag=True, help="From your weakest skills.")
@watch_option
@profile_options
@difficulty_option
@content_option
def command(what: tuple[str, ...], output: Path, content: tuple[Path, ...], **options: Any) -> None:
    """Make a worksheet from a RECIPE (or its file), or from WHAT (topics, concepts, exercises, all).

    WHAT:3 asks for three of it. With versions or a separate key, more files are written next to FILE: FILE-A.pdf,
    FILE-A-key.pdf …
    """
    _require_one_source(what, options)
    names = ("key", "paper", "versions", "solutions", "together", "notation")
    extra = {name: options[name] for name in names if options[name]}
    settings = (*options["settings"], *([f"fonts={options['fonts']}"] if options["fonts"] else []))
    themes, templates, earlier = theme_folders(content), options["templates"], options["earlier"]
    learner = options["data"], options["profile"]

    def build() -> None:
        catalog = catalog_of(content)
        words = weakest(*learner, catalog, what, options["difficulty"]) if options["weak"] else what
        again = wrong_on_paper(*learner, _places(earlier)) if options["resit"] == "wrong" else options["resit"]
        chosen = (words, options["count"], options["seed"], options["difficulty"], options["exclude"])
        asked = Asked(*chosen, earlier, options["replaced"], again, options["roster"])
        look = Look(extra, settings, _format(options["format_"], output), templates, themes)
        write_files(output, look.format, make(catalog, asked, look))

    run_watched((*content, *themes, *([templates] if templates else [])), build, options["watch"])


def _require_one_source(what: Sequence[str], options: Mapping[str, Any]) -> None:
    """Refuse words that say two things at once, or nothing."""
    earlier, replaced, resit = options["earlier"], options["replaced"], options["resit"]
    weak, roster, versions = options["weak"], options["roster"], options["versions"]
    if earlier is None and (replaced or resit):
        raise click.UsageError("--replace and --resit change an earlier sheet: name its JSON with --from FILE")
    if earlier is not None and (what or weak or roster or versions):
        raise click.UsageError(
            "--from takes the problems of that sheet: leave WHAT, --weak, --versions and --roster out"
        )
    if replaced and resit:
        raise click.UsageError("give --replace or --resit, not both")
    if roster is not None and versions:
        raise click.UsageError("give --roster (a version for each student) or --versions, not both")
    if not what and not weak and earlier is None:
        raise click.UsageError("name a recipe, topics, concepts or exercises, or give --weak or --from FILE")


def _format(format_: str | None, output: Path) -> str:
    """The format that is named, or that the file's ending says; raises InputError where the two differ."""
    said = format_of_suffix(output.suffix)
    if format_ is None and said is None:
        own = (format for format in map(find_format, format_names()) if not format.shares_suffix)
        suffixes = ", ".join(f".{format.suffix}" for format in own)
        raise InputError(f"{output}: say the format with --format, or end the name in {suffixes}")
    if format_ and said and said.suffix != find_format(format_).suffix:
        suffix = find_format(format_).suffix
        raise InputError(f"{output} ends like a file of format {said.name}: end it in .{suffix}, or leave --format out")
    return format_ or (said.name if said else "")


def make(catalog: Catalog, asked: Asked, look: Look) -> dict[str, bytes]:
    """The sheet's files by the end of their names; for a class also their codes."""
    from calcdrill.decks import find_recipe
    from calcdrill.export.worksheet import make_worksheet
    from calcdrill.requests import split_counts
    from calcdrill.worksheets import read_sheet_of

    words, counts = split_counts(asked.what)
    asked = replace(asked, what=words)
    recipe = find_recipe(catalog, words[0]) if len(words) == 1 and not counts else None
    title = {} if recipe or "title" in look.extra else {"title": _title(catalog, _words_of(catalog, asked))}
    order = {"order": "given"} if asked.earlier else {}
    sheet = read_sheet_of(
        recipe, look.settings, {**title, **order, **look.extra}, look.themes, find_format(look.format).sheet
    )
    if asked.roster is not None:
        sets, students, codes = _class(catalog, asked, recipe, counts, sheet)
        return {**make_worksheet(sets, sheet, look.format, look.templates, warn, students), ".codes.jsonl": codes}
    sets = _earlier_set(catalog, asked, sheet) if asked.earlier else _sets(catalog, asked, recipe, counts, sheet)
    return make_worksheet(sets, sheet, look.format, look.templates, warn)


def _sets(
    catalog: Catalog, asked: Asked, recipe: Recipe | None, counts: Mapping[str, int], sheet: Sheet
) -> dict[str, ProblemSet]:
    from calcdrill.worksheets import version_sets

    exercises, seed, shares = _shares(catalog, asked, recipe, counts, len(sheet.versions))
    total = sum(shares.values()) * len(sheet.versions)
    with progress_bar("making problems", total) as progress:
        return version_sets(sheet.title, shares, exercises, seed, sheet.versions, progress)


def _shares(
    catalog: Catalog, asked: Asked, recipe: Recipe | None, counts: Mapping[str, int], versions: int
) -> tuple[Sequence[Exercise], int, dict[str, int]]:
    """The exercises, the seed, and how many problems of each exercise a version has."""
    from calcdrill.catalog.select import select
    from calcdrill.requests import word_counts

    words, levels = (recipe.include, recipe.difficulty) if recipe else (asked.what, asked.difficulty)
    exercises = select(catalog, words, levels, (*(recipe.exclude if recipe else ()), *asked.exclude))
    seed = asked.seed if asked.seed is not None else recipe.seed if recipe else 0
    options = recipe.worksheet or {} if recipe else {}
    own = {**options.get("counts", {}), **counts}
    if own:
        total = asked.count or options.get("count")
        return exercises, seed, word_counts(catalog, words, own, exercises, total, seed, versions)
    return exercises, seed, problem_counts(recipe, exercises, asked.count, seed, versions)


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


def _places(earlier: Path) -> tuple[SheetProblem, ...]:
    from calcdrill.practice.sheet import read_sheet

    return tuple(sorted(read_sheet(read_text(earlier, MOST_BYTES), str(earlier)), key=lambda place: place.number))


def _earlier_set(catalog: Catalog, asked: Asked, sheet: Sheet) -> dict[str, ProblemSet]:
    """The problems of an earlier sheet, changed as the command says."""
    from calcdrill.problem import ProblemSet
    from calcdrill.requests import numbers_of, renewed

    assert asked.earlier is not None
    places = _places(asked.earlier)
    replaced = numbers_of(asked.replaced, len(places), "--replace") if asked.replaced else ()
    only = numbers_of(asked.resit, len(places), "--resit") if asked.resit else ()
    problems = renewed(catalog, places, replaced, only)
    return {sheet.versions[0]: ProblemSet(sheet.title, problems, places[0].seed)}


def _class(
    catalog: Catalog, asked: Asked, recipe: Recipe | None, counts: Mapping[str, int], sheet: Sheet
) -> tuple[dict[str, ProblemSet], dict[str, str], bytes]:
    """The sets of a class by code, the names by code, and the lines of the codes."""
    from calcdrill.export.view import lay_out
    from calcdrill.problem import ProblemSet
    from calcdrill.rosters import code_of, entry_line, read_roster, student_sets

    assert asked.roster is not None
    names = read_roster(read_text(asked.roster, MOST_BYTES), str(asked.roster))
    exercises, seed, shares = _shares(catalog, asked, recipe, counts, 1)
    made, shared = student_sets(exercises, shares, seed, len(names))
    for exercise in shared:
        warn(f"{exercise} has too few different problems for the class: some students get the same ones")
    sets: dict[str, ProblemSet] = {}
    students: dict[str, str] = {}
    lines: list[str] = []
    for place, (name, problems) in enumerate(zip(names, made, strict=True)):
        code = code_of(problems, place, students)
        sets[code], students[code] = ProblemSet(sheet.title, tuple(problems), seed), name
        by_place = {(problem.id, problem.seed, problem.index): problem for problem in problems}
        shown = (item.problem for item in lay_out(sets[code], sheet).items)
        printed = [by_place[problem.id, problem.seed, problem.index] for problem in shown]
        lines.append(entry_line(code, name, sheet.title, printed, sheet.choices))
    return sets, students, "".join(lines).encode()


def _words_of(catalog: Catalog, asked: Asked) -> Sequence[str]:
    """WHAT; of an earlier sheet its topics, or all where there are many."""
    if asked.earlier is None:
        return asked.what
    exercises = (catalog.exercises.get(place.problem) for place in _places(asked.earlier))
    topics = tuple(dict.fromkeys(exercise.topic for exercise in exercises if exercise))
    return topics if len(topics) <= 2 else ("all",)


def _title(catalog: Catalog, what: Sequence[str]) -> str:
    names = {topic.id: topic.title for topic in catalog.topics}
    names["all"] = "Calculus for machine learning"
    names |= {concept.id: concept.title for concept in catalog.concepts.values()}
    return shortened(
        ", ".join(dict.fromkeys(names.get(word, names.get(word.partition("/")[0], word)) for word in what))
    )


def shortened(title: str, most: int = 120) -> str:
    """A title of many parts, cut at a part's end."""
    if len(title) <= most:
        return title
    kept = title[:most].rpartition(", ")[0] or title[:most]
    return f"{kept}, …"
