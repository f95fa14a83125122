"""One flat row for a problem, of constant types, so that tables (Arrow, Parquet, pandas) take it.

What differs in shape from kind to kind (the task, the mistakes) is JSON in the one text field ``metadata``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from calcdrill import __version__
from calcdrill.choices import choice_letter, right_place
from calcdrill.export.jsonl import task_to_dict, write_line
from calcdrill.export.view import Line, worked_lines
from calcdrill.expression.notation.latex import RELATION_SIGNS
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.notation.prose import prose_text, write_prose
from calcdrill.expression.tree import Node, Text
from calcdrill.problem import Problem, Prose

__all__ = ["FIELDS", "formula_text", "prompt_text", "row_bytes", "row_of", "sentence_text", "with_place"]

FIELDS: Final[Mapping[str, type[Any]]] = MappingProxyType(
    {
        "id": str,
        "key": str,
        "prompt": str,
        "answer": str,
        "answer_latex": str,
        "solution": str,
        "topic": str,
        "concept": str,
        "kind": str,
        "level": int,
        "seed": int,
        "index": int,
        "split": str,
        "metadata": str,
    }
)
"""The fields of a row in their order, with their types."""


def row_of(problem: Problem) -> dict[str, Any]:
    """The row of a problem; its ``key`` and ``split`` are empty, since a problem alone does not know them."""
    return {
        "id": f"{problem.id}/{problem.seed}/{problem.index}",
        "key": "",
        "prompt": prompt_text(problem),
        "answer": problem.answer_text,
        "answer_latex": print_latex(problem.answer),
        "solution": "\n".join(_solution(problem)),
        "topic": problem.topic or "",
        "concept": problem.concept or "",
        "kind": problem.task.kind,
        "level": problem.difficulty or 0,
        "seed": problem.seed or 0,
        "index": problem.index or 0,
        "split": "",
        "metadata": json.dumps(_metadata(problem), ensure_ascii=False, separators=(",", ":")),
    }


def row_bytes(problem: Problem) -> bytes:
    """The row as a line of JSON, as a worker hands it over."""
    return write_line(row_of(problem)).encode()


def with_place(line: bytes, key: bytes, split: str) -> bytes:
    """A worker's line with the key of its task and the name of its split, in its ``working`` rows too."""
    row: dict[str, Any] = json.loads(line)
    place = {"key": key.hex(), "split": split}
    working = {"working": [{**one, **place} for one in row["working"]]} if "working" in row else {}
    return write_line({**row, **place, **working}).encode()


def _metadata(problem: Problem) -> dict[str, Any]:
    certificate = problem.certificate
    place = right_place(problem.statement, problem.answer)
    return {
        "exercise": problem.id,
        **({"story": problem.story} if problem.story else {}),
        "task": task_to_dict(problem.task),
        "text": problem.text,
        **({} if place is None else {"letter": choice_letter(place)}),
        "hints": [sentence_text(hint) for hint in problem.hints],
        "mistakes": [
            {"id": mistake.id, "answer": prose_text((mistake.answer,)), "feedback": sentence_text(mistake.feedback)}
            for mistake in problem.mistakes
        ],
        "certificate": {"answer": certificate.answer, "routes": list(certificate.routes)},
        "calcdrill": __version__,
    }


def prompt_text(problem: Problem) -> str:
    """The statement with formulas between dollars; choices follow, a line each."""
    choices = enumerate(problem.statement.choices)
    lines = (f"{choice_letter(place)}) {sentence_text(choice)}" for place, choice in choices)
    return "\n".join((sentence_text(problem.statement.prose), *lines))


def _solution(problem: Problem) -> Iterator[str]:
    """The worked lines with their formulas between dollars, the finer ones further in, and the answer."""
    for line in worked_lines(problem.solution.steps, "full"):
        note = f" ({sentence_text(line.note)})" if line.note else ""
        yield f"{'  ' * line.depth}{line.rule}: {_equation(line)}{note}"
    yield f"Answer: {formula_text(problem.answer)}"


def _equation(line: Line) -> str:
    if line.right is None:
        return "" if line.left is None else formula_text(line.left)
    left = "" if line.left is None else f"{print_latex(line.left)} "
    return f"${left}{RELATION_SIGNS[line.sign]} {print_latex(line.right)}$"


def sentence_text(prose: Prose) -> str:
    """Words with formulas between dollars."""
    return write_prose(prose, lambda node: f"${print_latex(node)}$", lambda words: words.replace("$", r"\$"))


def formula_text(node: Node) -> str:
    """A formula between dollars, or words."""
    return node.text if isinstance(node, Text) else f"${print_latex(node)}$"
