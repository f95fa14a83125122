"""The problems as JSON objects, one a line (``docs/json.md``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calcdrill.export.formats import Files, Format

if TYPE_CHECKING:
    from calcdrill.export.view import Page
    from calcdrill.problem import Problem


def write(page: Page, part: str) -> Files:
    """The problems with the numbers under which they are printed; they hold their answers, so there is no key."""
    from calcdrill.export.jsonl import problem_to_dict, write_line

    if part == "key":
        return {}
    return "".join(write_line({"number": item.number, **problem_to_dict(item.problem)}) for item in page.items)


def line(problem: Problem) -> bytes:
    """One problem as one line."""
    from calcdrill.export.jsonl import problem_line

    return problem_line(problem)


FORMAT = Format(name="json", suffix="jsonl", title="one object a line, for programs", write=write, line=line)
