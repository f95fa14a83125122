"""Instances of one exercise on one self-contained page, with everything that a learner may see and what was checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from calcdrill import __version__
from calcdrill.audit import ExerciseReport, findings
from calcdrill.catalog.values import Exercise
from calcdrill.errors import TooSlow, Unsatisfiable
from calcdrill.export.html import content, drawing, equation, escape, formula, guarded
from calcdrill.export.view import worked_lines
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.steps import Prose
from calcdrill.generating import take
from calcdrill.problem import Problem

__all__ = ["STYLE", "author_page", "document", "preview_page"]

STYLE = (
    ":root{color-scheme:light dark;--line:#d0d7de;--quiet:#57606a;--fault:#b3261e;--note:#8a5a00;--box:#f6f8fa}"
    "@media(prefers-color-scheme:dark){:root{--line:#3d444d;--quiet:#9198a1;--fault:#ff8a80;--note:#e3b341;--box:#161b22}}"
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:88rem;padding:0 1rem}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}.quiet,small{color:var(--quiet)}"
    "math{font-family:'New Computer Modern Math','Latin Modern Math','STIX Two Math','Cambria Math',math;"
    "font-size:1.1em}"
    "table{border-collapse:collapse;font-size:13px}th,td{text-align:right;padding:.2rem .4rem;vertical-align:top;"
    "border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}"
    "td:first-child{min-width:17rem}thead th{position:sticky;top:0;background:Canvas;vertical-align:bottom}"
    "th:first-child,td:first-child{text-align:left}td small{display:block}.fault td:first-child{color:var(--fault)}"
    ".note td:first-child{color:var(--note)}"
    "article{border:1px solid var(--line);border-radius:6px;padding:.6rem 1rem;margin:1rem 0;overflow-x:auto}"
    "article>header{display:flex;justify-content:space-between;gap:1rem;flex-wrap:wrap}"
    "dl{display:grid;grid-template-columns:13rem minmax(0,1fr);gap:.35rem 1rem;margin:.6rem 0;align-items:baseline}"
    "dt{color:var(--quiet)}dd{margin:0;overflow-x:auto;overflow-y:hidden}dd small{display:block}"
    ".answer{display:inline-block;background:var(--box);border-radius:4px;padding:.2rem .5rem}"
    "summary{cursor:pointer;color:var(--quiet)}"
    ".found{color:var(--fault)}figure{margin:.6rem 0}figure svg{max-width:100%;height:auto}ol{margin:.3rem 0}"
    "@media(max-width:40em){dl{grid-template-columns:minmax(0,1fr)}dd{margin-bottom:.4rem}}"
)


def preview_page(exercise: Exercise, count: int, seed: int) -> str:
    """``count`` instances (or all there are): those with findings first, then the longest."""
    about, instances = _instances(exercise, count, seed, ' · <a href="../report.html">report</a>')
    return document(exercise.id, f"<h1>{escape(exercise.id)}</h1>{about}{instances}")


def author_page(title: str, reports: Sequence[tuple[Exercise, ExerciseReport]], count: int, seed: int) -> str:
    """The exercises of a file on one page: what the check says of each, then ``count`` instances."""
    names = "".join(f'<li><a href="#{escape(one.id)}">{escape(one.id)}</a></li>' for one, _ in reports)
    body = [f"<h1>{escape(title)}</h1><ul>{names}</ul>"]
    for exercise, report in reports:
        about, instances = _instances(exercise, count, seed)
        body.append(f'<h2 id="{escape(exercise.id)}">{escape(exercise.id)}</h2>{about}{_said(report)}{instances}')
    return document(title, "".join(body))


def _instances(exercise: Exercise, count: int, seed: int, more: str = "") -> tuple[str, str]:
    """A sentence about the instances, and the instances."""
    try:
        problems = list(islice(take(exercise, seed, count, set()), count))
        said = ""
    except (Unsatisfiable, TooSlow) as error:
        problems, said = [], f'<p class="found">{escape(str(error))}</p>'
    worst_first = sorted(problems, key=lambda problem: (-len(findings(problem)), -_length(problem), problem.index or 0))
    about = (
        f"<p>{len(problems)} instances of kind {escape(exercise.kind)}, difficulty {exercise.difficulty} of 5, "
        f"seed {seed}; those with findings first, then the longest. "
        f"calcdrill {escape(__version__)}{more}</p>"
    )
    return about, said + "".join(map(_instance, worst_first))


def _said(report: ExerciseReport) -> str:
    """How many instances there are, what is wrong, and which draws were refused."""
    distinct = f"{report.distinct}{'' if report.distinct_exact else ' or more'}"
    counts = f"<p>{distinct} different instances; {report.acceptance:.0%} of the draws are accepted.</p>"
    faults = "".join(f'<p class="found">{escape(words)}</p>' for words in report.faults)
    notes = "".join(f"<li>{escape(words)}</li>" for words in report.warnings)
    refusals = "".join(
        f"<li>{times} draws refused: {escape(reason)}</li>" for reason, times in list(report.refusals.items())[:8]
    )
    return f"{counts}{faults}<ul>{notes}{refusals}</ul>"


def document(title: str, body: str) -> str:
    """A whole page in the report's style, readable by day and by night."""
    return guarded(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>\n"
    )


def _length(problem: Problem) -> int:
    return len(print_latex(problem.answer)) + sum(len(print_latex(step.after)) for step in problem.solution.steps)


def _instance(problem: Problem) -> str:
    faults = "".join(f'<p class="found">{escape(words)}</p>' for words in findings(problem))
    statement = problem.statement
    words = " ".join(content(part) for part in (statement.context, statement.instruction) if part)
    return (
        f'<article id="instance-{problem.index}"><header><b>Instance {problem.index}</b>'
        f'<span class="quiet">{escape(_checked(problem))}</span></header>{faults}'
        f"<p>{words}</p><p>{content(statement.given, display=True)}</p>{_choices(statement.choices)}"
        f"{drawing(problem.figure) if problem.figure else ''}"
        f'<p><span class="answer">{formula(problem.answer)}</span></p>{_parts(problem)}</article>'
    )


def _checked(problem: Problem) -> str:
    proof = problem.certificate
    routes = " / ".join(proof.routes)
    steps = f"{proof.steps_checked} step{'' if proof.steps_checked == 1 else 's'}"
    return f"{routes}, {proof.points} points, bound {proof.bound}, {steps} checked"


def _choices(choices: Sequence[Prose]) -> str:
    items = "".join(f"<li>{content(choice)}</li>" for choice in choices)
    return f'<ol type="A">{items}</ol>' if items else ""


def _parts(problem: Problem) -> str:
    """The worked solution, the hints and the mistakes."""
    hints = (("", content(hint)) for hint in problem.hints)
    mistakes = (
        (escape(mistake.id), f"{formula(mistake.answer)}<small>{content(mistake.feedback)}</small>")
        for mistake in problem.mistakes
    )
    return (
        _section("Worked solution", _steps(problem), "open")
        + _section(f"Hints ({len(problem.hints)})", hints)
        + _section(f"Mistakes ({len(problem.mistakes)})", mistakes, "open")
    )


def _steps(problem: Problem) -> Iterator[tuple[str, str]]:
    for line in worked_lines(problem.solution.steps, "full"):
        note = f"<small>{content(line.note)}</small>" if line.note else ""
        yield f"{'· ' * line.depth}{escape(line.rule)}", f"{equation(line)}{note}"


def _section(title: str, rows: Iterable[tuple[str, str]], state: str = "") -> str:
    items = "".join(f"<dt>{name}</dt><dd>{said}</dd>" for name, said in rows)
    return f"<details {state}><summary>{title}</summary><dl>{items}</dl></details>" if items else ""
