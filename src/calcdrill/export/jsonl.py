"""Problems as JSON objects, one a line: the names of the contract in ``docs/json.md``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from calcdrill import __version__
from calcdrill.choices import choice_label, choice_letter
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.notation.prose import prose_latex, prose_text
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.sympy_syntax import sympy_value
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.typst import write_typst
from calcdrill.expression.tree import Node, Text
from calcdrill.grading import grading_record
from calcdrill.kinds import find
from calcdrill.problem import Problem, Prose, Statement, Step, Task

FORMAT = 1
PLACE = ("id", "concept", "topic", "seed", "index", "difficulty", "story", "part")
"""What a problem knows of where it comes from."""


def problem_to_dict(problem: Problem) -> dict[str, Any]:
    """The JSON object of one problem; the keys that a task from ``solve`` does not have are left out."""
    place = {name: getattr(problem, name) for name in PLACE}
    certificate = problem.certificate
    value = partial(find(problem.task.kind).value, problem.task)
    return {
        **{name: value for name, value in place.items() if value is not None},
        "task": task_to_dict(problem.task),
        "statement": statement_to_dict(problem.statement, problem.answer),
        "answer": formula_to_dict(problem.answer, value(problem.answer)),
        "steps": [step_to_dict(step) for step in problem.solution.steps],
        "hints": [prose_text(hint) for hint in problem.hints],
        "mistakes": [
            {
                "id": mistake.id,
                "answer": formula_to_dict(mistake.answer, value(mistake.answer)),
                "feedback": prose_text(mistake.feedback),
            }
            for mistake in problem.mistakes
        ],
        "certificate": {"answer": certificate.answer, **vars(certificate), "routes": list(certificate.routes)},
        "format": FORMAT,
        "calcdrill": __version__,
    }


def formula_to_dict(node: Node, value: Node | None = None) -> dict[str, Any]:
    """A formula in every notation: ``sympy`` is text, or lists of text for vectors, matrices and points.

    ``value`` is what the SymPy text means, where that is less than what is written (no constant of integration).
    """
    return {
        "text": node.text if isinstance(node, Text) else write_text(node),
        "sympy": sympy_value(node if value is None else value),
        "latex": print_latex(node),
        "typst": write_typst(node),
        "speech": write_speech(node),
    }


def statement_to_dict(statement: Statement, answer: Node) -> dict[str, Any]:
    """The statement in words with plain formulas (``text``) and with formulas between dollars (``latex``).

    Choices stand in the order shown, each with its letter; the one that is the ``answer`` is marked.
    """
    sentence = statement.prose
    record: dict[str, Any] = {"text": prose_text(sentence), "latex": prose_latex(sentence)}
    if statement.choices:
        record["choices"] = [_choice(place, choice, answer) for place, choice in enumerate(statement.choices)]
    return record


def _choice(place: int, choice: Prose, answer: Node) -> dict[str, Any]:
    named = {"letter": choice_letter(place), "text": prose_text(choice), "latex": prose_latex(choice)}
    return {**named, "correct": True} if choice_label(choice) == answer else {**named}


def step_to_dict(step: Step) -> dict[str, Any]:
    """One worked step with its substeps."""
    record: dict[str, Any] = {
        "rule": step.rule,
        "before": _short(step.before),
        "after": _short(step.after),
        "note": prose_text(step.note),
    }
    if step.sign != "=":
        record["sign"] = step.sign
    if step.substeps:
        record["substeps"] = [step_to_dict(inner) for inner in step.substeps]
    return record


def _short(node: Node) -> dict[str, str]:
    return {"text": node.text if isinstance(node, Text) else write_text(node), "latex": print_latex(node)}


def task_to_dict(task: Task) -> dict[str, Any]:
    """The task's record with its formulas as text: what ``solve`` takes; defaults are left out, but not variables."""
    record: dict[str, Any] = {"kind": task.kind}
    for field in find(task.kind).fields:
        value = task.fields.get(field.name)
        if value not in (None, ()) and (value != field.default or field.type in {"variable", "variables"}):
            record[field.name] = _plain(value, field.type in _WORDED)
    if task.domain:
        record["domain"] = [write_text(condition) for condition in task.domain]
    return record


_WORDED = frozenset({"prose", "words", "lines", "options"})
"""Types of fields whose values hold prose."""


def _plain(value: Any, worded: bool = False) -> Any:
    """A field's value as what ``solve`` reads again: formulas as text, prose with its formulas in backticks."""
    if isinstance(value, Node):
        text = write_text(value)
        return int(text) if text.lstrip("-").isdigit() else text
    if isinstance(value, Mapping):
        kept = {name: item for name, item in value.items() if item not in (None, (), "")}
        return {name: _plain(item, worded and name != "proof") for name, item in kept.items()}
    if isinstance(value, tuple):
        if worded and all(isinstance(part, str | Node) for part in value):
            return "".join(part if isinstance(part, str) else f"`{write_text(part)}`" for part in value)
        return [_plain(item, worded) for item in value]
    return value


def write_line(record: Mapping[str, Any]) -> str:
    """One record as one line of JSON, the same bytes for the same record."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def problem_line(problem: Problem) -> bytes:
    """One problem as one line of a JSONL file."""
    return write_line(problem_to_dict(problem)).encode()


def graded_line(problem: Problem) -> bytes:
    """As ``problem_line``, with the record that ``grader.js`` judges typed answers by."""
    return write_line(graded_dict(problem)).encode()


def graded_dict(problem: Problem) -> dict[str, Any]:
    """As ``problem_to_dict``, with ``grading``."""
    return {**problem_to_dict(problem), "grading": grading_record(problem)}


def write_jsonl(problems: Iterable[Problem]) -> Iterable[str]:
    """The lines of a JSONL file, one a problem, made as they are asked for."""
    return (write_line(problem_to_dict(problem)) for problem in problems)
