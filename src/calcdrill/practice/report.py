"""Statistics and marked exams, written for a terminal and as self-contained HTML pages that print well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from html import escape
from typing import Any

from calcdrill.columns import in_columns
from calcdrill.export.html import guarded
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.expression.notation.mathml import write_mathml
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.unicode import write_prose_unicode, write_unicode
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node, Relation, Text
from calcdrill.practice.exam import Mark, Result
from calcdrill.practice.layout import set_words
from calcdrill.practice.plots import bar, columns_svg, shares_svg, sparkline
from calcdrill.practice.stats import Stats
from calcdrill.practice.wording import plural
from calcdrill.practice.working import Working

__all__ = [
    "exam_heading",
    "exam_page",
    "exam_text",
    "fact_lines",
    "method_words",
    "stats_page",
    "stats_svg",
    "stats_text",
    "stats_to_dict",
]

Titles = Mapping[str, str]
"""Skill → its title; a skill that is not there stands for itself."""


# -- statistics


def fact_lines(stats: Stats) -> list[tuple[str, str]]:
    """The figures of the summary, each with its name."""
    share = f", {_percent(stats.right / stats.reviews)} right at the first try" if stats.reviews else ""
    facts = [
        ("Due today", str(stats.due)),
        ("Streak", plural(stats.streak, "day")),
        ("Skills", f"{stats.known} known, {stats.learning} being learnt"),
        ("Reviews", f"{stats.reviews}{share}"),
    ]
    if stats.retention is not None:
        facts.append(("Retention", f"{_percent(stats.retention)} of what was known, in the last 30 days"))
    return facts


def stats_text(stats: Stats, titles: Titles) -> Iterator[str]:
    """The lines for a terminal."""
    for name, value in fact_lines(stats):
        yield f"{name:<18} {value}"
    if not stats.reviews:
        return
    yield ""
    yield f"Reviews, 30 days   {sparkline([day.reviews for day in stats.days])}│ today"
    coming = f"{stats.ahead[0]} today, {sum(stats.ahead)} in {len(stats.ahead)} days"
    yield f"Due, next days     │{sparkline(stats.ahead)}  {coming}"
    if stats.weakest:
        yield ""
        yield "Weakest skills"
    width = max((len(titles.get(one.skill, one.skill)) for one in stats.weakest), default=0)
    for one in stats.weakest:
        name, share = titles.get(one.skill, one.skill), _percent(one.share)
        yield f"  {name:<{width}}  {bar(one.share, 20)} {share:>5}   {one.right} of {one.reviews} right"
    if stats.mistakes:
        yield ""
        yield "Most frequent mistakes"
        for mistake in stats.mistakes:
            skill = titles.get(mistake.skill, mistake.skill)
            yield f"  {mistake.count:>4} ×  {_in_words(mistake.mistake)}  ({skill})"


def _in_words(mistake: str) -> str:
    """``inner-derivative-missing`` as it is said."""
    return mistake.replace("-", " ")


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def stats_to_dict(stats: Stats) -> dict[str, Any]:
    """The statistics as JSON has them."""
    return asdict(stats)


def _day_plot(stats: Stats) -> str:
    labels = [day.day[5:] if index % 7 == 1 else "" for index, day in enumerate(stats.days)]
    values, parts = [day.reviews for day in stats.days], [day.right for day in stats.days]
    words = f"{sum(values)} reviews in 30 days, {sum(parts)} of them right"
    return columns_svg(values, parts, labels, "Reviews per day; the filled part was right", words)


def _weak_plot(stats: Stats, titles: Titles) -> str:
    rows = [(titles.get(one.skill, one.skill), one.share, _percent(one.share)) for one in stats.weakest]
    words = "; ".join(f"{name}: {text}" for name, _, text in rows)
    return shares_svg(rows, "The weakest skills: estimated chance of a right first answer", words)


def stats_svg(stats: Stats) -> str:
    """The reviews of the last 30 days as an SVG file."""
    return _day_plot(stats) + "\n"


def stats_page(stats: Stats, titles: Titles) -> str:
    """The whole as one HTML page."""
    rows = "".join(
        f"<tr><th scope=row>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in fact_lines(stats)
    )
    mistakes = "".join(
        f"<li>{one.count} × {escape(_in_words(one.mistake))} ({escape(titles.get(one.skill, one.skill))})</li>"
        for one in stats.mistakes
    )
    parts = [f"<h1>Practice up to {stats.day}</h1><table>{rows}</table>"]
    if stats.reviews:
        parts.append(f"<h2>Reviews a day</h2><figure>{_day_plot(stats)}</figure>")
        parts.append(f"<h2>Weakest skills</h2><figure>{_weak_plot(stats, titles)}</figure>")
    if mistakes:
        parts.append(f"<h2>Most frequent mistakes</h2><ol>{mistakes}</ol>")
    return _page(f"Practice up to {stats.day}", "".join(parts))


# -- exams


def exam_text(result: Result, width: int = 80) -> Iterator[str]:
    """The marked exam for a terminal of so many columns."""
    for index, line in enumerate(_exam_lines(result)):
        text, indent = line.lstrip(), 7 if index else 0
        first = " " * (len(line) - len(text))
        for place, part in enumerate(set_words(text, max(20, width - indent))):
            yield (" " * indent if place else first) + part


def exam_heading(result: Result) -> str:
    """The exam's title, score and time."""
    return f"{result.title}: {result.score} of {len(result.marks)} ({result.percent} %), {_time(result)}"


def _exam_lines(result: Result) -> Iterator[str]:
    yield exam_heading(result)
    for number, mark in enumerate(result.marks, 1):
        sign = "✓" if mark.is_right else "✗" if mark.verdict is not None else "–"
        problem = in_columns(mark.problem, result.conventions)
        answer = write_unicode(problem.answer, result.conventions)
        yield f"{sign} {number:>2}. {write_prose_unicode(mark.problem.statement.prose, result.conventions)}"
        if not mark.is_right:
            given = f"you: {mark.text}; " if mark.text else ""
            yield f"       {given}answer: {answer}"
        if mark.verdict is not None and mark.verdict.message not in {"Right.", ""}:
            yield f"       {mark.verdict.message}"
        if mark.working is not None:
            yield f"       {method_words(mark.working)}"


def _time(result: Result) -> str:
    used = int(result.used.total_seconds())
    text = f"{used // 60}:{used % 60:02}"
    if result.limit is None:
        return f"{text} minutes"
    limit = int(result.limit.total_seconds())
    return f"{text} of {limit // 60}:{limit % 60:02} minutes"


def exam_page(result: Result) -> str:
    """The marked exam as one HTML page, for the screen and for paper."""
    day = result.started.astimezone().strftime("%Y-%m-%d %H:%M")
    head = (
        f"<h1>{escape(result.title)}</h1>"
        f"<p class=score><strong>{result.score} of {len(result.marks)}</strong> ({result.percent} %)"
        f" · {escape(_time(result))} · {day}</p>"
    )
    problems = "".join(_marked(mark, result.conventions) for mark in result.marks)
    return _page(result.title, f"{head}<ol class=problems>{problems}</ol>")


def method_words(working: Working) -> str:
    """Marks for method, and where the working goes wrong."""
    marks, of = working.method_marks
    place = working.first_false
    where = "" if place is None else f"; line {place + 1} is the first false one"
    return f"method: {marks} of {of} lines{where}"


def _marked(mark: Mark, conventions: Conventions) -> str:
    problem, verdict = in_columns(mark.problem, conventions), mark.verdict
    answered = ("✗", "wrong") if verdict is not None else ("–", "no answer")
    sign, words = ("✓", "right") if mark.is_right else answered
    statement = problem.statement
    parts = [f"<p>{_prose((*statement.context, ' ', *statement.instruction), conventions)}</p>"]
    parts.append(f"<p>{_prose(statement.given, conventions)}</p>" if statement.given else "")
    if statement.choices:
        choices = "".join(f"<li>{_prose(choice, conventions)}</li>" for choice in statement.choices)
        parts.append(f"<ol type=a>{choices}</ol>")
    if mark.text:
        read = verdict.read_as if verdict is not None else None
        shown = _formula(read, conventions) if read is not None else escape(mark.text)
        parts.append(f"<p>Your answer: {shown}</p>")
    if not mark.is_right:
        parts.append(f"<p>Answer: {_formula(problem.answer, conventions)}</p>")
        steps = problem.solution.steps
        lines = "".join(f"<li>{escape(step.rule)}: {_line(step, conventions)}</li>" for step in steps)
        parts.append(f"<details open><summary>Worked steps</summary><ol>{lines}</ol></details>" if lines else "")
    if verdict is not None and verdict.message != "Right.":
        parts.append(f"<p class=note>{escape(verdict.message)}</p>")
    if mark.working is not None:
        parts.append(f"<p class=note>{escape(method_words(mark.working).capitalize())}.</p>")
    label = f'<span class=mark role=img aria-label="{words}">{sign}</span>'
    return f"<li class={words.replace(' ', '-')}>{label}{''.join(parts)}</li>"


def _line(step: Step, conventions: Conventions) -> str:
    if isinstance(step.after, Relation) or step.before == step.after:
        return _formula(step.after, conventions)
    return _formula(Relation((step.before, step.after), (step.sign,)), conventions)


def _prose(prose: Prose, conventions: Conventions) -> str:
    return "".join(escape(part) if isinstance(part, str) else _formula(part, conventions) for part in prose)


def _formula(node: Node, conventions: Conventions) -> str:
    if isinstance(node, Text):
        return escape(node.text)
    written = write_mathml(node, conventions=conventions)
    return f'<math displaystyle="true" alttext="{escape(write_speech(node))}">{written}</math>'


_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;
padding:0 1rem;color:#111;background:#fff}
@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}}
th{text-align:left;padding-right:1.5rem;font-weight:600}figure{margin:0}svg{max-width:100%;height:auto}
.problems>li{position:relative;margin:0 0 1rem;break-inside:avoid;padding-right:2rem}
.mark{position:absolute;right:0;top:0;font-size:1.4rem;font-weight:700}
.note{border-left:3px solid;padding-left:.6rem}
@media print{body{margin:0;max-width:none;color:#000;background:#fff}}
"""


def _page(title: str, body: str) -> str:
    return guarded(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )
