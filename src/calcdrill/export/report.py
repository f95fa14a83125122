"""The defect report of a catalog: what every exercise showed, as JSON and as a page with the worst on top."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from calcdrill import __version__
from calcdrill.audit import ExerciseReport
from calcdrill.files import write_file

_COLUMNS = (
    ("instances", "instances"),
    ("wrong", "wrong"),
    ("undecided", "undecided"),
    ("unread", "unread"),
    ("ugly", "ugly"),
    ("steps", "steps"),
    ("steps_unchecked", "in words only"),
    ("with_two_mistakes", "two mistakes"),
    ("acceptance", "accepted"),
    ("distinct", "distinct"),
    ("seconds", "seconds"),
)
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:right;padding:.2rem .5rem;border-bottom:1px solid #ddd}"
    "th:first-child,td:first-child{text-align:left}.fault{font-weight:bold}.note{font-style:italic}"
    "td small{display:block;color:#555}"
)


def write_report(folder: Path, reports: Sequence[ExerciseReport], totals: Mapping[str, Any], seed: int) -> None:
    """Write ``report.json`` and ``report.html`` into the folder."""
    record = {
        "calcdrill": __version__,
        "seed": seed,
        "summary": dict(totals),
        "exercises": [report.to_dict() for report in reports],
    }
    write_file(folder / "report.json", (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())
    write_file(folder / "report.html", page(reports, totals, seed).encode())


def page(reports: Sequence[ExerciseReport], totals: Mapping[str, Any], seed: int) -> str:
    """The report as one self-contained HTML page: exercises with faults first, then notes, then the rest."""
    worst_first = sorted(reports, key=lambda report: (-len(report.faults), -len(report.warnings), report.exercise))
    sums = ", ".join(f"{value} {escape(name.replace('_', ' '))}" for name, value in totals.items())
    heads = "".join(f"<th>{escape(words)}</th>" for _, words in _COLUMNS)
    rows = "".join(map(_row, worst_first))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>calcdrill: defect report</title>'
        f"<style>{_STYLE}</style><h1>Defect report</h1>"
        f"<p>calcdrill {escape(__version__)}, seed {seed}: {sums}.</p>"
        f"<table><thead><tr><th>exercise</th>{heads}</tr></thead><tbody>{rows}</tbody></table></html>\n"
    )


def _row(report: ExerciseReport) -> str:
    mark = ' class="fault"' if report.faults else ' class="note"' if report.warnings else ""
    said = "".join(f"<small>{escape(line)}</small>" for line in (*report.faults, *report.warnings))
    cells = "".join(f"<td>{_cell(report, name)}</td>" for name, _ in _COLUMNS)
    return f"<tr{mark}><td>{escape(report.exercise)}{said}</td>{cells}</tr>"


def _cell(report: ExerciseReport, name: str) -> str:
    value = getattr(report, name)
    if name == "acceptance":
        return f"{value:.0%}"
    if name == "distinct":
        return f"{value}" if report.distinct_exact else f"{value}+"
    return f"{value}"
