"""Worked solutions with a known first false line, as flat rows: the right working of a problem, and a wrong one.

A wrong working has one mistake in one line, carried through the lines after it (``carrying``). Its label is proved:
the lines before it are the checked ones, the marked line's two sides have different values, and each later line follows
from its own left side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from types import MappingProxyType
from typing import Any, Final

from calcdrill.carrying import Carried, Line, Standing, spoiled
from calcdrill.errors import CalcdrillError
from calcdrill.export.jsonl import write_line
from calcdrill.export.rows import formula_text, prompt_text, row_of, sentence_text
from calcdrill.expression import tree as t
from calcdrill.expression.notation.latex import RELATION_SIGNS
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.notation.prose import prose_text
from calcdrill.problem import Problem

__all__ = ["WORKING_FIELDS", "row_bytes_with_working", "working_rows", "wrong_working"]

WORKING_FIELDS: Final[Mapping[str, type[Any]]] = MappingProxyType(
    {
        "id": str,
        "key": str,
        "prompt": str,
        "steps": list,
        "label": int,
        "standings": list,
        "answer": str,
        "right_step": str,
        "mistake": str,
        "feedback": str,
        "topic": str,
        "concept": str,
        "kind": str,
        "level": int,
        "split": str,
    }
)
"""The fields of a row in their order, with their types; lists are of texts."""


def working_rows(problem: Problem) -> Iterator[dict[str, Any]]:
    """The row of the right working, and that of a wrong one where the problem has one; none without two lines."""
    steps = problem.solution.steps
    if len(steps) < 2:
        return
    right = [Line(step.rule, step.before, step.after, Standing.HOLDS) for step in steps]
    signs = [step.sign for step in steps]
    yield {**_common(problem, "right", right, signs), "label": -1, "answer": problem.answer_text}
    wrong = wrong_working(problem)
    if wrong is not None:
        texts = _texts(right, signs)
        yield {
            **_common(problem, "wrong", wrong.lines, signs),
            "label": wrong.first_false,
            "answer": prose_text((wrong.answer,)),
            "right_step": texts[wrong.first_false],
            "mistake": wrong.wrong.mistake,
            "feedback": sentence_text(wrong.wrong.feedback),
        }


def row_bytes_with_working(problem: Problem) -> bytes:
    """A problem's row with its ``working`` rows in it, as a line of JSON, as a worker hands it over."""
    return write_line({**row_of(problem), "working": list(working_rows(problem))}).encode()


def wrong_working(problem: Problem) -> Carried | None:
    """A wrong working whose lines all can be written, chosen by the problem's place."""
    try:
        derivation = spoiled(problem, Random(f"{problem.id}/{problem.seed}/{problem.index}/working"))
        if derivation is not None:
            _texts(derivation.lines, ["="] * len(derivation.lines))
    except CalcdrillError:
        return None
    return derivation


def _common(problem: Problem, which: str, lines: Iterable[Line], signs: list[str]) -> dict[str, Any]:
    values = {
        "id": f"{problem.id}/{problem.seed}/{problem.index}/{which}",
        "prompt": prompt_text(problem),
        "steps": _texts(lines, signs),
        "standings": [line.standing.value for line in lines],
        "topic": problem.topic or "",
        "concept": problem.concept or "",
        "kind": problem.task.kind,
        "level": problem.difficulty or 0,
    }
    return {name: values.get(name, type_()) for name, type_ in WORKING_FIELDS.items()}


def _texts(lines: Iterable[Line], signs: list[str]) -> list[str]:
    return [f"{line.rule}: {_equation(line.before, line.after, sign)}" for line, sign in zip(lines, signs, strict=True)]


def _equation(before: t.Node, after: t.Node, sign: str) -> str:
    if before == after:
        return formula_text(after)
    if isinstance(before, t.Text) or isinstance(after, t.Text):
        return f"{formula_text(before)} {sign} {formula_text(after)}"
    return f"${print_latex(before)} {RELATION_SIGNS[sign]} {print_latex(after)}$"
