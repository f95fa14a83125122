"""The defect report of a catalog: as JSON, as pages with the worst on top, and as a short text for a repository."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from calcdrill import __version__
from calcdrill.audit import ExerciseReport, summary
from calcdrill.export.html import escape
from calcdrill.export.markdown import escape as escape_markdown
from calcdrill.export.preview import document
from calcdrill.files import write_file

__all__ = ["markdown", "page", "preview_name", "worst_first", "write_report"]

COLUMNS: Final = (
    ("instances", "instances"),
    ("wrong", "wrong"),
    ("undecided", "undecided"),
    ("repeated", "duplicate"),
    ("degenerate", "degenerate refused"),
    ("duplicates", "duplicate refused"),
    ("unread", "unread"),
    ("misread", "misread"),
    ("ugly", "ugly"),
    ("steps", "steps"),
    ("steps_unchecked", "steps unchecked"),
    ("by_algebra", "settled by algebra"),
    ("granted_wrongly", "refuted by balls"),
    ("sympy_confirmed", "confirmed by SymPy"),
    ("sympy_different", "different in SymPy"),
    ("sympy_no_result", "no result in SymPy"),
    ("sympy_not_asked", "not asked of SymPy"),
    ("coinciding", "mistakes coinciding"),
    ("with_two_mistakes", "with two mistakes"),
    ("acceptance", "accepted"),
    ("distinct", "distinct"),
    ("seconds", "seconds"),
)
WORST: Final = 20
PREVIEWS: Final = "preview"


def write_report(
    folder: Path,
    reports: Sequence[ExerciseReport],
    totals: Mapping[str, Any],
    seed: int,
    previews: Iterable[tuple[str, str]] = (),
) -> None:
    """Write ``report.json``, ``report.html``, ``report.md`` and a page for each (exercise id, preview page)."""
    names = [report.exercise for report in reports]
    record = {
        "calcdrill": __version__,
        "seed": seed,
        "summary": dict(totals),
        "exercises": [report.to_dict() for report in reports],
    }
    shown = set()
    for name, made in previews:
        write_file(folder / preview_name(name), made.encode())
        shown.add(name)
    write_file(folder / "report.json", (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())
    write_file(folder / "report.html", page(reports, totals, seed, shown & set(names)).encode())
    write_file(folder / "report.md", markdown(reports, totals, seed).encode())


def preview_name(exercise: str) -> str:
    """The file of an exercise's preview, from the report's folder."""
    return f"{PREVIEWS}/{exercise.replace('/', '.')}.html"


def worst_first(reports: Iterable[ExerciseReport]) -> list[ExerciseReport]:
    """Exercises with faults first, then with notes; among equals those that refuse most draws."""
    return sorted(reports, key=lambda r: (-len(r.faults), -len(r.warnings), r.acceptance, r.exercise))


# -- HTML


def page(reports: Sequence[ExerciseReport], totals: Mapping[str, Any], seed: int, shown: Iterable[str] = ()) -> str:
    """The report as one self-contained page; the exercises in ``shown`` are links to their previews."""
    shown = set(shown)
    heads = "".join(f"<th>{escape(words)}</th>" for _, words in COLUMNS)
    rows = "".join(_row(report, report.exercise in shown) for report in worst_first(reports))
    return document(
        "calcdrill: defect report",
        f"<h1>Defect report</h1><p>{escape(_opening(totals, seed))}</p>"
        f"<table><thead><tr><th>exercise</th>{heads}</tr></thead><tbody>{rows}</tbody></table>",
    )


def _opening(totals: Mapping[str, Any], seed: int) -> str:
    sums = ", ".join(f"{value:,} {_words(name)}" for name, value in totals.items())
    return f"calcdrill {__version__}, seed {seed}: {sums}."


def _words(name: str) -> str:
    return dict(COLUMNS).get(name, name.replace("_", " "))


def _row(report: ExerciseReport, has_preview: bool) -> str:
    mark = ' class="fault"' if report.faults else ' class="note"' if report.warnings else ""
    name = escape(report.exercise)
    link = f'<a href="{escape(preview_name(report.exercise))}">{name}</a>' if has_preview else name
    refused = (f"{count} draws refused: {reason}" for reason, count in report.refusals.items())
    said = "".join(f"<small>{escape(line)}</small>" for line in (*report.faults, *report.warnings))
    why = "".join(f"<small>{escape(line)}</small>" for line in refused)
    details = f"<details><summary>refusals</summary>{why}</details>" if why else ""
    cells = "".join(f"<td>{escape(_cell(report, column))}</td>" for column, _ in COLUMNS)
    return f"<tr{mark}><td>{link}{said}{details}</td>{cells}</tr>"


def _cell(report: ExerciseReport, name: str) -> str:
    value = getattr(report, name)
    if name == "acceptance":
        return f"{value:.0%}"
    if name == "distinct":
        return f"{value:,}" if report.distinct_exact else f"{value:,}+"
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


# -- Markdown


def markdown(reports: Sequence[ExerciseReport], totals: Mapping[str, Any], seed: int) -> str:
    """Totals, each topic, and the worst exercises: short enough to be kept beside the sources."""
    samples = max((report.samples for report in reports), default=0)
    topics = dict.fromkeys(report.topic for report in reports)
    by_topic = [(topic, summary([report for report in reports if report.topic == topic])) for topic in topics]
    worst = worst_first(reports)[:WORST]
    totals_table = _table(("in all", ""), ((_words(name), f"{value:,}") for name, value in totals.items()))
    heads = ("topic", *map(_words, totals))
    rows = ((topic or "–", *(f"{sums[name]:,}" for name in totals)) for topic, sums in by_topic)
    return (
        f"# Defect report\n\nMade by `calcdrill check … --samples {samples} --seed {seed} --report DIR` with "
        f"calcdrill {__version__}. What the columns mean is said in `docs/verification.md`.\n\n{totals_table}\n\n"
        f"## By topic\n\n{_table(heads, rows)}\n\n## The {len(worst)} worst exercises\n\n{_worst(worst)}\n"
    )


def _worst(reports: Sequence[ExerciseReport]) -> str:
    heads = ("exercise", *(words for _, words in COLUMNS), "what was said")
    rows = (
        (
            f"`{report.exercise}`",
            *(_cell(report, name) for name, _ in COLUMNS),
            escape_markdown("; ".join((*report.faults, *report.warnings)) or "–"),
        )
        for report in reports
    )
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    align = ("---", *("---:" for _ in heads[1:]))
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, align, *rows))
