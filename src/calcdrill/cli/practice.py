"""``calcdrill practice``: typed answers, graded and diagnosed; FSRS decides what comes next."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calcdrill.cli.common import FILE, NEW_FILE, catalog_of, content_option, difficulty_option, write_and_tell
from calcdrill.cli.learner import (
    any_seed,
    desk_of,
    echo_plain,
    exam_lines,
    is_typed,
    learner_lines,
    open_profile,
    plain_say,
    profile_options,
    shower,
)
from calcdrill.errors import InputError
from calcdrill.expression.notation.profiles import PROFILES

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog
    from calcdrill.practice.drill import Desk
    from calcdrill.practice.history import History
    from calcdrill.problem import Problem

MOST_BYTES = 256 << 20
PLACEMENT_WORDS = ("skip", "quit", "exit", "yes", "no")
SHEET_WORDS = ("done", "stop", "right", "undo", "help", "quit", "exit")
EXAM_WORDS = ("next", "back", "go", "skip", "time", "finish", "help", "quit", "exit", "yes", "no")


@click.command("practice")
@click.argument("what", nargs=-1)
@click.option("--due", is_flag=True, help="Only what is due for review: no new skills, nothing ahead of time.")
@click.option("--new", "new", type=click.IntRange(0), help="New skills a day, from now on. [at first: 10]")
@click.option("--limit", type=click.IntRange(0), help="Reviews a day, from now on. [at first: 60]")
@click.option("--rollover", type=click.IntRange(0, 12), help="The hour at which a day begins. [at first: 4]")
@click.option(
    "--notation", type=click.Choice(list(PROFILES)), help="The signs of formulas, from now on. [at first: us]"
)
@click.option("-n", "--count", type=click.IntRange(1), help="Stop after this many problems.")
@difficulty_option
@click.option("--seed", type=int, help="Which numbers are drawn (default: the profile's own).")
@click.option("--retention", type=click.FloatRange(0.7, 0.97), help="Share right when a review is due. [at first: 0.9]")
@click.option(
    "--credit/--no-credit", default=None, help="Whether an answer counts in part for prerequisites. [at first: yes]"
)
@click.option("--exam", is_flag=True, help="A set with a score at the end instead; WHAT may be a recipe.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="The time of an exam.")
@click.option("-o", "--output", type=NEW_FILE, help="The exam's report, as HTML.")
@click.option("--sheet", type=FILE, help="Enter what was wrong on a worksheet (its JSON).")
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
@click.option("--place", is_flag=True, help="A short test that marks what you know already, and stop.")
@click.option("--know", multiple=True, metavar="SKILL", help="Mark a skill and its base as known, and stop.")
@click.option("--forget", multiple=True, metavar="SKILL", help="Begin a skill again, and stop.")
@click.option("--rescue", type=FILE, metavar="FILE", help="Add what can be read of a damaged history, and stop.")
@click.option("--mend-clock", is_flag=True, help="Move answers from the future (a wrong clock) to now, and stop.")
@click.option("--working", is_flag=True, help="Grade the lines of the working too, each as it is typed.")
@click.option("--plain", is_flag=True, help="In spoken words, line by line, for screen readers.")
@click.option("--weak", is_flag=True, help="Only your five weakest skills.")
@click.option("--json", "json_", is_flag=True, help="Events as JSON, one per line, for programs.")
@profile_options
@content_option
def command(what: tuple[str, ...], profile: str, data: Path | None, content: tuple[Path, ...], **options: Any) -> None:
    """Practise WHAT (default: all), one fresh problem after the other.

    Type an answer, or: hint, steps, answer, why, explain, undo, know, skip, quit.
    """
    is_read = bool(options["export"]) and not options["import_"]
    with open_profile(data, profile, is_read) as history:
        if not is_read:
            _keep_settings(history, options)
        if options["export"] or options["import_"]:
            _move(history, options["export"], options["import_"])
            return
        catalog = catalog_of(content)
        desk = desk_of(history, catalog)
        if options["rescue"] or options["mend_clock"]:
            _mend(desk, options["rescue"], options["mend_clock"])
        elif options["know"] or options["forget"]:
            _mark(desk, options["know"], options["forget"])
        elif options["sheet"]:
            _enter_sheet(catalog, desk, options["sheet"], options["json_"])
        elif options["exam"]:
            _exam(catalog, desk, what, options)
        else:
            _practise(catalog, desk, what, options)


def _keep_settings(history: History, options: dict[str, Any]) -> None:
    """What was said of the profile's settings is kept for later sessions."""
    from dataclasses import replace

    names = ("new", "limit", "retention", "credit", "rollover", "notation")
    fields = {"limit": "reviews"}
    said = {fields.get(name, name): options[name] for name in names if options[name] is not None}
    if said and replace(history.settings, **said) != history.settings:
        history.keep_settings(replace(history.settings, **said))


def _practise(catalog: Catalog, desk: Desk, what: tuple[str, ...], options: dict[str, Any]) -> None:
    from calcdrill.catalog.select import select, select_recipe
    from calcdrill.decks import find_recipe
    from calcdrill.practice.drill import Queue, run
    from calcdrill.practice.order import Limits
    from calcdrill.practice.preview import Previewer
    from calcdrill.practice.session import WORDS
    from calcdrill.practice.stats import weakest_skills

    recipe = find_recipe(catalog, what[0]) if len(what) == 1 else None
    if recipe is not None:
        exercises = select_recipe(catalog, recipe)
    else:
        exercises = select(catalog, what or ("all",), options["difficulty"])
    if options["weak"]:
        worst = weakest_skills(desk.history, desk.clock())[:5]
        exercises = tuple(exercise for exercise in exercises if exercise.concept in worst)
        if not exercises:
            raise InputError("none of these skills is weak yet: practise first")
    if not exercises:
        raise InputError("no exercise has that difficulty")
    seed = options["seed"]
    queue = Queue(
        catalog,
        exercises,
        desk,
        desk.history.own_seed(any_seed) if seed is None else seed,
        Limits(0 if options["due"] else desk.history.settings.new, desk.history.settings.reviews),
        may_go_on=not options["due"],
        most=options["count"],
    )
    if options["place"]:
        from calcdrill.practice.place import run_placement

        lines = learner_lines(options["json_"], desk, PLACEMENT_WORDS)
        run_placement(queue, lines, shower(options["json_"], options["plain"], desk.conventions), desk)
        return
    words = (*WORDS, "yes", "no", *(("done",) if options["working"] else ()))
    previewer = Previewer(words, desk.conventions)
    run(
        queue,
        learner_lines(options["json_"], desk, words, previewer.text),
        previewer.watching(shower(options["json_"], options["plain"], desk.conventions)),
        desk,
        pause=is_typed(options["json_"]),
        working=options["working"],
    )


# -- the other uses


def _mend(desk: Desk, file: Path | None, is_clock: bool) -> None:
    from calcdrill.practice.wording import plural

    if file is not None:
        added, known = desk.history.rescue(file)
        click.echo(f"{plural(added, 'answer')} added, {known} here already")
    if is_clock:
        now = desk.clock()
        click.echo(f"{plural(desk.history.mend_clock(now, desk.day(now)), 'answer')} moved to now")


def _mark(desk: Desk, known: tuple[str, ...], forgotten: tuple[str, ...]) -> None:
    from calcdrill.practice.marks import mark

    for verb, skills in (("know", known), ("forget", forgotten)):
        for skill in skills:
            if skill not in desk.requires:
                raise InputError(mark(verb, skill, desk).text)
            click.echo(mark(verb, skill, desk).text)


def _move(history: History, export: Path | None, import_: Path | None) -> None:
    from calcdrill.practice.wording import plural

    if import_:
        added, known = history.bring_in(_imported(import_), str(import_))
        click.echo(f"{plural(added, 'answer')} added, {known} here already", err=True)
    if export:
        if str(export) == "-":
            history.export(sys.stdout)
            return
        import io

        from calcdrill.files import write_file

        text = io.StringIO()
        count = history.export(text)
        write_file(export, text.getvalue().encode(), private=True)
        click.echo(f"{plural(count, 'answer')} written to {export}", err=True)


def _imported(path: Path) -> Iterator[str]:
    from io import BytesIO

    from calcdrill.files import read_file

    stream = sys.stdin.buffer if str(path) == "-" else BytesIO(read_file(path, MOST_BYTES))
    read = 0
    for line in stream:
        read += len(line)
        if read > MOST_BYTES:
            raise InputError(f"{path}: an import is at most {MOST_BYTES >> 20} MiB")
        yield line.decode("utf-8", errors="replace")


def _enter_sheet(catalog: Catalog, desk: Desk, path: Path, json_: bool) -> None:
    from calcdrill.files import read_file
    from calcdrill.practice.sheet import enter, read_sheet
    from calcdrill.practice.wording import plural

    places = read_sheet(read_file(path, MOST_BYTES).decode("utf-8", errors="replace"), str(path))
    show = shower(json_, conventions=desk.conventions)
    count = enter(places, catalog, learner_lines(json_, desk, SHEET_WORDS), show, desk)
    click.echo(f"{plural(count, 'problem')} entered", err=True)


def _exam(catalog: Catalog, desk: Desk, what: tuple[str, ...], options: dict[str, Any]) -> None:
    from dataclasses import replace
    from datetime import timedelta
    from functools import partial
    from shutil import get_terminal_size

    from calcdrill.instances import generate_problem
    from calcdrill.practice.exam import begin
    from calcdrill.practice.exam_file import begin_file, resume
    from calcdrill.practice.exam_run import run_exam
    from calcdrill.practice.plain_pages import plain_exam
    from calcdrill.practice.report import exam_page, exam_text

    path = desk.history.path.with_suffix(".exam")
    resumed = resume(path, partial(generate_problem, catalog))
    if resumed is None:
        title, problems = _exam_problems(catalog, desk, what, options)
        limit = timedelta(minutes=options["minutes"]) if options["minutes"] else None
        exam, _ = begin(title, problems, desk.clock(), limit, desk.history.settings.notation)
        file = begin_file(path, desk.new_id(), exam)
    else:
        exam, file = resumed

    def seconds_left() -> float | None:
        left = exam.left(desk.clock())
        return None if left is None else left.total_seconds()

    lines = exam_lines(options["json_"], desk, EXAM_WORDS, seconds_left)
    show = shower(options["json_"], options["plain"], exam.conventions)
    result = run_exam(exam, lines, show, replace(desk, mode="exam"), file)
    if result is None:
        return
    if options["json_"]:
        from calcdrill.export.jsonl import write_line

        marks = [
            {"text": mark.text, "verdict": None if mark.verdict is None else mark.verdict.to_dict()}
            for mark in result.marks
        ]
        click.echo(write_line({"event": "result", "score": result.score, "of": len(marks), "marks": marks}), nl=False)
    elif say := plain_say(options["plain"], exam.conventions):
        echo_plain(plain_exam(result, say))
    else:
        click.echo("\n".join(exam_text(result, min(get_terminal_size().columns, 100))))
    if options["output"]:
        write_and_tell(options["output"], exam_page(result))


def _exam_problems(
    catalog: Catalog, desk: Desk, what: tuple[str, ...], options: dict[str, Any]
) -> tuple[str, list[Problem]]:
    """The exam's title and problems: by a recipe's worksheet, or an even share of what is named."""
    from calcdrill.catalog.select import select, select_recipe
    from calcdrill.cli.worksheet import problem_counts
    from calcdrill.decks import find_recipe
    from calcdrill.worksheets import version_sets

    recipe = find_recipe(catalog, what[0]) if len(what) == 1 else None
    exercises = select_recipe(catalog, recipe) if recipe else select(catalog, what or ("all",), options["difficulty"])
    seed = options["seed"] if options["seed"] is not None else any_seed()
    count = options["count"] or (None if recipe else 10)
    counts = problem_counts(recipe, exercises, count, seed, 1)
    title = recipe.title if recipe else "Exam"
    return title, list(version_sets(title, counts, exercises, seed, ("A",))["A"].problems)
