"""Statements, steps and answers as plain lines; the ASCII form of a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from calcdrill.choices import choice_letter
from calcdrill.expression.notation.glyphs import SUBSCRIPTS, SUPERSCRIPTS
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node
from calcdrill.problem import Statement

__all__ = ["Say", "answer_line", "statement_lines", "step_line", "to_ascii"]

Say = Callable[[Prose], str]

_LEVEL: Final = {raised: plain for plain, raised in reversed(SUPERSCRIPTS.items())}
_BELOW: Final = {lowered: plain for plain, lowered in SUBSCRIPTS.items()}
_RAISED: Final = re.compile(f"[{''.join(_LEVEL)}]+")
_LOWERED: Final = re.compile(f"[{''.join(_BELOW)}]+")
_SIGNS: Final = dict(zip("–—−·×′’“”", "---*x''\"\"", strict=True))
_WORDS: Final = {"✓": "right", "✗": "wrong", "√": "sqrt", "∞": "oo", "π": "pi"}
_RUNS: Final = {"…": "...", "→": "->", "≤": "<=", "≥": ">=", "≠": "!="}
_ASCII: Final = str.maketrans({**_SIGNS, **_WORDS, **_RUNS})


def to_ascii(text: str) -> str:
    """The text in ASCII; what has no usual form there is a question mark."""
    text = _RAISED.sub(lambda found: _raised("".join(map(_LEVEL.__getitem__, found[0]))), text)
    text = _LOWERED.sub(lambda found: "_" + "".join(map(_BELOW.__getitem__, found[0])), text)
    return text.translate(_ASCII).encode("ascii", "replace").decode()


def _raised(text: str) -> str:
    return f"^{text}" if len(text) == 1 else f"^({text})"


def statement_lines(statement: Statement, say: Say) -> Iterator[str]:
    """The question in one line, then a line for each choice."""
    parts = (statement.context, statement.instruction, statement.given)
    yield " ".join(say(part) for part in parts if part)
    for place, choice in enumerate(statement.choices):
        yield f"{choice_letter(place)}: {say(choice)}"


def step_line(number: int, of: int, step: Step, say: Say) -> str:
    """A step with its rule and its remark."""
    return f"Step {number} of {of}, {step.rule}: {say(_equation(step))}. {say(step.note)}".strip()


def answer_line(answer: Node, say: Say) -> str:
    """The answer in a sentence."""
    return f"The answer is {say((answer,))}."


def _equation(step: Step) -> Prose:
    if step.check == "none" or step.before == step.after:
        return (step.after,)
    return step.before, " gives " if step.sign == "=>" else " equals ", step.after
