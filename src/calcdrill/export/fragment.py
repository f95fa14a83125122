"""One problem as a piece of HTML with native MathML, for a notebook: hints, worked lines and answer to unfold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calcdrill.choices import lettered_answer
from calcdrill.export.html import content, drawing, equation, escape
from calcdrill.export.view import worked_lines
from calcdrill.problem import Problem, Prose

__all__ = ["problem_to_html"]


def problem_to_html(problem: Problem) -> str:
    """The problem as one ``<div>``; it needs no script and no network."""
    statement = problem.statement
    words = " ".join(content(part) for part in (statement.context, statement.instruction) if part)
    given = f"<p>{content(statement.given, display=True)}</p>" if statement.given else ""
    return (
        f'<div class="calcdrill-problem" style="margin:0.5em 0 1em">'
        f"<p>{words}</p>{given}{_choices(statement.choices)}"
        f"{_folded('Hints', _items(problem.hints))}{_folded('Worked solution', _lines(problem))}"
        f"{_folded('Answer', _answer(problem))}</div>\n"
    )


def _answer(problem: Problem) -> str:
    """The answer and its figure, which gives it away."""
    figure = drawing(problem.figure) if problem.figure else ""
    return f"<p>{content(lettered_answer(problem), display=True)}</p>{figure}"


def _choices(choices: Sequence[Prose]) -> str:
    items = "".join(f"<li>{content(choice)}</li>" for choice in choices)
    lettered = "list-style:lower-alpha"  # as a style, since notebooks number what a list's type letters
    return f'<ol style="{lettered}">{items}</ol>' if items else ""


def _items(hints: Sequence[Prose]) -> str:
    return "".join(f"<p>{content(hint)}</p>" for hint in hints)


def _lines(problem: Problem) -> str:
    return "".join(_line_items(problem))


def _line_items(problem: Problem) -> Iterator[str]:
    for line in worked_lines(problem.solution.steps, "full"):
        note = f" <small>{content(line.note)}</small>" if line.note else ""
        indent = f' style="margin-left:{1.5 * line.depth:g}em"' if line.depth else ""
        yield f"<p{indent}><em>{escape(line.rule)}:</em> {equation(line)}{note}</p>"


def _folded(title: str, inner: str) -> str:
    return f"<details><summary>{title}</summary>{inner}</details>" if inner else ""
