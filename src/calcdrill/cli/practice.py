"""``calcdrill practice``: typed answers, graded and diagnosed; FSRS decides what comes next."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calcdrill.cli.common import catalog_of, content_option, difficulty_option
from calcdrill.errors import InputError

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog
    from calcdrill.practice.drill import Desk
    from calcdrill.practice.events import Event
    from calcdrill.practice.history import History
    from calcdrill.practice.schedule import Settings
    from calcdrill.problem import Problem


def profile_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--profile`` and ``--data``: whose history, and where it is."""
    for option in (
        click.option(
            "--data",
            type=click.Path(file_okay=False, path_type=Path),
            envvar="CALCDRILL_DATA",
            help="The folder of the histories (default: your data folder).",
        ),
        click.option("--profile", default="default", show_default=True, help="Whose history."),
    ):
        command = option(command)
    return command


@click.command("practice")
@click.argument("what", nargs=-1)
@click.option(
    "--due", is_flag=True, help="Only what is due for review: no new skills, nothing ahead of time."
)
@click.option("--new", "new", type=click.IntRange(0), default=10, show_default=True, help="New skills a day.")
@click.option("--limit", type=click.IntRange(0), help="Reviews a day (default: no limit).")
@click.option("-n", "--count", type=click.IntRange(1), help="Stop after so many problems.")
@difficulty_option
@click.option("--seed", type=int, help="Which numbers come (default: the profile's own).")
@click.option(
    "--retention",
    type=click.FloatRange(0.7, 0.97),
    default=0.9,
    show_default=True,
    help="Share known when due.",
)
@click.option(
    "--credit/--no-credit", default=True, help="Whether a right answer counts in part for prerequisites."
)
@click.option("--exam", is_flag=True, help="A set with a score at the end instead; WHAT may be a recipe.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="The time of an exam.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The exam's report, as HTML."
)
@click.option(
    "--sheet",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Enter what was wrong on a worksheet (its JSON).",
)
@click.option(
    "--export",
    "export",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="Write the history as JSONL and stop.",
)
@click.option(
    "--import",
    "import_",
    type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True),
    help="Add an exported history and stop.",
)
@click.option("--json", "json_", is_flag=True, help="Events as JSON, one a line, for programs.")
@profile_options
@content_option
def command(
    what: tuple[str, ...], profile: str, data: Path | None, content: tuple[Path, ...], **options: Any
) -> None:
    """Practise WHAT (default: all), one fresh problem after the other.

    Type an answer, or: hint, steps, solution, answer, why, skip, quit.
    """
    from calcdrill.practice.schedule import Settings

    settings = Settings(retention=options["retention"], credit=options["credit"])
    with open_profile(data, profile, settings) as history:
        if options["export"] or options["import_"]:
            _move(history, options["export"], options["import_"])
            return
        catalog = catalog_of(content)
        desk = _desk(history, catalog)
        if options["sheet"]:
            _enter_sheet(catalog, desk, options["sheet"], options["json_"])
        elif options["exam"]:
            _exam(catalog, desk, what, options)
        else:
            _practise(catalog, desk, what, options)


def open_profile(data: Path | None, profile: str, settings: Settings | None = None) -> History:
    """The history of a profile; what there is to say about the file goes to standard error."""
    from calcdrill.practice.history import default_folder, history_path, open_history
    from calcdrill.practice.schedule import DEFAULT

    path = history_path(data or default_folder(), profile)
    return open_history(path, settings or DEFAULT, lambda message: click.echo(message, err=True))


def weakest(
    data: Path | None,
    profile: str,
    catalog: Catalog,
    what: tuple[str, ...],
    difficulty: tuple[int, int],
    most: int = 5,
) -> tuple[str, ...]:
    """The ids of a learner's weakest skills among those that ``what`` names (all by default)."""
    from datetime import UTC, datetime

    from calcdrill.catalog.select import select
    from calcdrill.practice.stats import weakest_skills

    inside = {exercise.concept for exercise in select(catalog, what or ("all",), difficulty)}
    with open_profile(data, profile) as history:
        ranked = weakest_skills(history, datetime.now(UTC), len(catalog.concepts))
    found = tuple(skill for skill in ranked if skill in inside)[:most]
    if not found:
        raise InputError("there is no practice yet to make a sheet from: calcdrill practice comes first")
    return found


def _desk(history: History, catalog: Catalog, mode: str = "practice") -> Desk:
    import uuid
    from datetime import UTC, datetime

    from calcdrill.practice.drill import Desk

    zone = datetime.now().astimezone().tzinfo or UTC
    requires = {concept.id: concept.requires for concept in catalog.concepts.values()}
    session = uuid.uuid4().hex
    return Desk(history, lambda: datetime.now(UTC), zone, lambda: uuid.uuid4().hex, requires, session, mode)


def _practise(catalog: Catalog, desk: Desk, what: tuple[str, ...], options: dict[str, Any]) -> None:
    from calcdrill.catalog.select import select
    from calcdrill.practice.drill import Queue, run
    from calcdrill.practice.schedule import Limits
    from calcdrill.practice.session import COMMANDS

    exercises = select(catalog, what or ("all",), options["difficulty"])
    if not exercises:
        raise InputError("no exercise is of that difficulty")
    seed = options["seed"]
    queue = Queue(
        catalog,
        exercises,
        desk,
        desk.history.own_seed(_any_seed) if seed is None else seed,
        Limits(0 if options["due"] else options["new"], options["limit"]),
        ahead=not options["due"],
        most=options["count"],
    )
    run(
        queue,
        _lines(options["json_"], desk, tuple(COMMANDS)),
        _shower(options["json_"]),
        desk,
        pause=_is_typed(options["json_"]),
    )


def _any_seed() -> int:
    import secrets

    return secrets.randbelow(2**31)


# -- in and out


def _is_typed(json_: bool) -> bool:
    return not json_ and sys.stdin.isatty() and sys.stdout.isatty()


def _lines(json_: bool, desk: Desk, words: tuple[str, ...]) -> Iterator[str]:
    from calcdrill.practice.lines import json_lines, piped_lines, stdin_lines, typed_lines

    if json_:
        return json_lines(stdin_lines())
    if _is_typed(json_):
        return typed_lines("> ", desk.history.path.with_suffix(".lines"), words)
    return piped_lines(stdin_lines(), lambda line: click.echo(f"> {line}"))


def _shower(json_: bool) -> Callable[[Event], None]:
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    if json_:
        from calcdrill.export.jsonl import write_line
        from calcdrill.practice.events import event_to_dict

        def write(event: Event) -> None:
            sys.stdout.write(write_line(event_to_dict(event)))
            sys.stdout.flush()

        return write

    from shutil import get_terminal_size

    from calcdrill.practice.terminal import Look, render

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

    def draw(event: Event) -> None:
        look = Look(min(get_terminal_size().columns, 100), colour)
        click.echo(render(event, look), color=colour)
        sys.stdout.flush()

    return draw


# -- the other uses


def _move(history: History, export: Path | None, import_: Path | None) -> None:
    if import_:
        with click.open_file(str(import_), encoding="utf-8", errors="replace") as stream:
            added, known = history.bring_in(stream, str(import_))
        click.echo(f"{added} answers added, {known} were here already", err=True)
    if export:
        if str(export) == "-":
            history.export(sys.stdout)
            return
        import io

        from calcdrill.files import write_file

        text = io.StringIO()
        count = history.export(text)
        write_file(export, text.getvalue().encode())
        click.echo(f"{count} answers written to {export}", err=True)


def _enter_sheet(catalog: Catalog, desk: Desk, path: Path, json_: bool) -> None:
    from calcdrill.practice.sheet import enter, read_sheet

    places = read_sheet(path.read_text(encoding="utf-8", errors="replace"), str(path))
    show = _shower(json_)
    count = enter(places, catalog, _lines(json_, desk, ("done", "stop")), show, desk)
    click.echo(f"{count} problems entered", err=True)


def _exam(catalog: Catalog, desk: Desk, what: tuple[str, ...], options: dict[str, Any]) -> None:
    from dataclasses import replace
    from datetime import timedelta

    from calcdrill.files import write_file
    from calcdrill.practice.exam import run_exam
    from calcdrill.practice.report import exam_page, exam_text

    title, problems = _exam_problems(catalog, desk, what, options)
    limit = timedelta(minutes=options["minutes"]) if options["minutes"] else None
    lines = _lines(options["json_"], desk, ("next", "back", "time", "finish"))
    result = run_exam(title, problems, limit, lines, _shower(options["json_"]), replace(desk, mode="exam"))
    if options["json_"]:
        from calcdrill.export.jsonl import write_line

        marks = [
            {"text": mark.text, "verdict": mark.verdict and mark.verdict.to_dict()} for mark in result.marks
        ]
        click.echo(
            write_line({"event": "result", "score": result.score, "of": len(marks), "marks": marks}), nl=False
        )
    else:
        click.echo("\n".join(exam_text(result)))
    if options["output"]:
        write_file(options["output"], exam_page(result).encode())
        click.echo(f"wrote {options['output']}", err=True)


def _exam_problems(
    catalog: Catalog, desk: Desk, what: tuple[str, ...], options: dict[str, Any]
) -> tuple[str, list[Problem]]:
    """The exam's title and problems: by a recipe's worksheet, or an even share of what is named."""
    from calcdrill.catalog.select import select
    from calcdrill.cli.worksheet import problem_counts
    from calcdrill.decks import find_recipe
    from calcdrill.worksheets import version_sets

    recipe = find_recipe(catalog, what[0]) if len(what) == 1 else None
    exercises = (
        select(catalog, recipe.include, recipe.difficulty)
        if recipe
        else select(catalog, what or ("all",), options["difficulty"])
    )
    seed = options["seed"] if options["seed"] is not None else _any_seed()
    count = options["count"] or (None if recipe else 10)
    counts = problem_counts(recipe, exercises, count, seed, 1)
    title = recipe.title if recipe else "Exam"
    return title, list(version_sets(title, counts, exercises, seed, ("A",))["A"].problems)
