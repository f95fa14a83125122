"""``calcdrill check``: lint the YAML and stress-test every exercise."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter

import click

from calcdrill.audit import ExerciseReport, audit, summary
from calcdrill.catalog.values import Catalog, Exercise
from calcdrill.cli.bar import named_bar
from calcdrill.cli.common import FOLDER, content_option, jobs_option, progress_bar, seed_option
from calcdrill.parallel import map_items
from calcdrill.practice.wording import plural
from calcdrill.problem import Problem


@click.command("check")
@click.argument("what", nargs=-1)
@click.option("--samples", type=click.IntRange(1), default=50, show_default=True, help="Instances of each exercise.")
@click.option("--json", "as_json", is_flag=True, help="One report per exercise, one per line, then the summary.")
@click.option(
    "--report",
    type=FOLDER,
    help="Write report.json, report.html, report.md and a preview of each exercise into this folder.",
)
@click.option(
    "--preview", type=click.IntRange(0), default=20, show_default=True, help="Instances in each preview of a report."
)
@click.option("--judge", type=click.Choice(["sympy"]), help="Have SymPy work every task as well: slow.")
@click.option("--mutate", is_flag=True, help="Put faults into each exercise, and say which check notices each.")
@seed_option
@jobs_option
@content_option
def command(
    what: tuple[str, ...],
    samples: int,
    as_json: bool,
    report: Path | None,
    preview: int,
    judge: str | None,
    mutate: bool,
    seed: int,
    jobs: int,
    content: tuple[Path, ...],
) -> None:
    """Check YAML FILES, or the exercises that WHAT names (default: your own, or all). Exit 1 on a fault."""
    if mutate and (as_json or judge or report is not None):
        raise click.UsageError("--mutate goes with none of --json, --judge and --report")
    exercises = chosen(what, content)
    if mutate:
        _mutate_all(exercises, samples, seed, jobs)
        return
    reports = _audit_all(exercises, samples, seed, jobs, as_json, judge)
    totals = summary(reports)
    if report is not None:
        from calcdrill.export.report import write_report

        write_report(report, reports, totals, seed, _previews(exercises, preview, seed, jobs))
        click.echo(f"wrote {report / 'report.html'}", err=True)
    if as_json:
        click.echo(json.dumps({"summary": totals}))
    else:
        click.echo(_sentence(totals))
        if judge:
            click.echo(_judged(totals))
    if totals["faults"]:
        sys.exit(1)


def _mutate_all(exercises: tuple[Exercise, ...], samples: int, seed: int, jobs: int) -> None:
    """Say of each fault which check notices it; that one is not noticed is no fault of the exercise."""
    from calcdrill.mutation import faults_of

    tried = noticed = 0
    for exercise, faults in zip(exercises, map_items(faults_of, exercises, (samples, seed), jobs), strict=True):
        click.echo(exercise.id)
        for fault in faults:
            click.echo(f"    {'noticed    ' if fault.noticed else 'NOT NOTICED'}  {fault.change}")
            if fault.noticed:
                click.echo(f"                 by: {fault.noticed}")
        tried += len(faults)
        noticed += sum(bool(fault.noticed) for fault in faults)
    click.echo(f"{len(exercises)} exercises, {tried} faults put in: {noticed} noticed, {tried - noticed} not noticed")


def chosen(what: tuple[str, ...], content: tuple[Path, ...]) -> tuple[Exercise, ...]:
    """The exercises of the files among the words, and those that the other words name.

    Without words: those of the user's own content, or all where there is none.
    """
    from calcdrill.catalog.select import select

    files = [Path(word).resolve() for word in what if Path(word).is_file()]
    words = [word for word in what if not Path(word).is_file()]
    catalog = _catalog(content, files)
    own = [exercise for exercise in catalog.exercises.values() if exercise.file and exercise.file.resolve() in files]
    if not what and content:
        folders = [folder.resolve() for folder in content]
        return tuple(one for one in catalog.exercises.values() if one.file and _lies_in(one.file.resolve(), folders))
    if words or not files:
        own.extend(select(catalog, words or ["all"]))
    return tuple(own)


def _lies_in(file: Path, folders: Iterable[Path]) -> bool:
    return any(file.is_relative_to(folder) for folder in folders)


def _catalog(content: tuple[Path, ...], files: Sequence[Path]) -> Catalog:
    """All content with the files; in a checkout of calcdrill its own is the shipped content, whatever is installed."""
    from calcdrill.catalog.content import is_checkout
    from calcdrill.cli.kept import kept_catalog

    checkout = next((folder for file in files for folder in file.parents[1:2] if is_checkout(folder)), None)
    if checkout is not None:
        return kept_catalog((checkout, *content), files=files, shipped=False)
    return kept_catalog(content, files=files)


def _audit_all(
    exercises: tuple[Exercise, ...], samples: int, seed: int, jobs: int, as_json: bool, judge: str | None
) -> list[ExerciseReport]:
    reports: list[ExerciseReport] = []
    asked: Callable[[Problem], str] | None = None
    if judge:
        from calcdrill.kinds._sympy_judge import sympy_verdict

        asked = sympy_verdict
    options = (samples, seed, perf_counter, asked)
    names = [exercise.id for exercise in exercises]
    with named_bar("checking", len(exercises)) as bar:
        bar.at(0, names[0] if names else "")
        for done, report in enumerate(map_items(audit, exercises, options, jobs), start=1):
            reports.append(report)
            bar.show(json.dumps(report.to_dict(), ensure_ascii=False) if as_json else "\n".join(_report_lines(report)))
            bar.at(done, names[done] if done < len(names) else "")
    return reports


def _previews(exercises: tuple[Exercise, ...], count: int, seed: int, jobs: int) -> Iterator[tuple[str, str]]:
    """The pages of all exercises, made one after the other."""
    from calcdrill.export.preview import preview_page

    if not count:
        return
    with progress_bar("making previews", len(exercises)) as progress:
        pages = map_items(preview_page, exercises, (count, seed), jobs)
        for done, (exercise, made) in enumerate(zip(exercises, pages, strict=True), start=1):
            progress(done)
            yield exercise.id, made


def _report_lines(report: ExerciseReport) -> Iterator[str]:
    distinct = f"{report.distinct}" if report.distinct_exact else f"{report.distinct}+"
    mark = "FAULT" if report.faults else "note" if report.warnings else "ok"
    yield (
        f"{mark:5} {report.exercise:44} {report.instances:5} instances, {distinct:>7} distinct, "
        f"{report.acceptance:6.1%} accepted, {report.seconds:6.2f} s"
    )
    for line in (*report.faults, *report.warnings):
        yield f"        {line}"
    for reason, count in list(report.refusals.items())[:5]:
        yield f"        {count} draws refused: {reason}"


def _judged(totals: dict[str, object]) -> str:
    """What SymPy found."""
    counts = (f"{totals[f'sympy_{word}']} {word.replace('_', ' ')}" for word in _VERDICTS)
    return f"SymPy: {', '.join(counts)}"


_VERDICTS = ("confirmed", "different", "no_result", "not_asked")


def _sentence(totals: Mapping[str, int]) -> str:
    exercises, instances, steps = (plural(totals[f"{noun}s"], noun) for noun in ("exercise", "instance", "step"))
    faults, notes = plural(totals["faults"], "fault"), plural(totals["warnings"], "note")
    wrong = ", ".join(f"{totals[name]} {name}" for name in ("wrong", "undecided", "unread", "ugly"))
    return f"{exercises}, {instances}, {steps}: {wrong}; {faults}, {notes}"
