"""Plain text for a terminal or a file: the problems first, then the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calcdrill.export.formats import Files, Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page
    from calcdrill.expression.notation.conventions import Conventions
    from calcdrill.problem import Problem


def write(page: Page, part: str) -> Files:
    """The numbered problems, their answers with or without steps, or both."""
    from calcdrill.export.text import write_set

    problems = [item.problem for item in page.items]
    return "".join(
        f"{line}\n" for line in write_set(problems, page.sheet.solutions != "none", part, page.sheet.notation)
    )


def solution(problem: Problem, conventions: Conventions) -> str:
    """Statement, steps, answer, and what was checked."""
    from calcdrill.export.text import write_solution

    return "".join(f"{line}\n" for line in write_solution(problem, conventions))


FORMAT = Format(
    name="text",
    suffix="txt",
    title="plain text for a terminal",
    write=write,
    sheet={"order": "given"},
    solution=solution,
    is_plain=True,
)
