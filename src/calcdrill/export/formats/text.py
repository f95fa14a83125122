"""Plain text for a terminal or a file: the problems first, then the answers."""

from calcdrill.export.formats import Format
from calcdrill.export.text import write_set, write_solution
from calcdrill.export.view import Page
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.problem import Problem


def write(page: Page, part: str) -> str:
    """The numbered problems, their answers with or without steps, or both."""
    problems = [item.problem for item in page.items]
    lines = write_set(problems, page.sheet.solutions != "none", part, page.sheet.notation)
    return "".join(f"{line}\n" for line in lines)


def solution(problem: Problem, conventions: Conventions) -> str:
    """Statement, steps, answer, and what was checked."""
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
