"""Multiple choice: the right answer among wrong ones, each wrong one with the mistake that leads to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from calcdrill.choices import choice_label
from calcdrill.errors import DeckError
from calcdrill.expression.steps import Prose
from calcdrill.problem import Problem

__all__ = ["Choice", "choices_of", "suits_choice"]

_WRONG: Final = 3
"""How many wrong answers stand beside the right one, where the problem has no choices of its own."""


@dataclass(frozen=True)
class Choice:
    """One choice; ``id`` is "right", a mistake's id, or a number where a wrong choice has no named cause."""

    id: str
    text: Prose
    right: bool
    feedback: Prose = ()


def suits_choice(problem: Problem) -> bool:
    """Whether the problem has choices of its own, or enough wrong answers with a cause."""
    return bool(problem.statement.choices) or len(problem.mistakes) >= _WRONG


def choices_of(problem: Problem, key: str) -> tuple[Choice, ...]:
    """The choices in an order that looks shuffled and is always the same (the card shuffles them anew)."""
    offered = _own(problem, key) if problem.statement.choices else _from_mistakes(problem, key)
    salt = f"{key}/{problem.seed}/{problem.index}"
    return tuple(sorted(offered, key=lambda choice: hashlib.sha256(f"{salt}/{choice.id}".encode()).digest()))


def _own(problem: Problem, key: str) -> tuple[Choice, ...]:
    causes = {mistake.answer: mistake for mistake in problem.mistakes}
    own = []
    for place, text in enumerate(problem.statement.choices):
        label = choice_label(text)
        cause = causes.get(label)
        if label == problem.answer:
            own.append(Choice("right", text, True))
        else:
            own.append(Choice(cause.id if cause else str(place), text, False, cause.feedback if cause else ()))
    if sum(choice.right for choice in own) != 1:
        raise DeckError(f"{key}: not exactly one choice is the answer")
    return tuple(own)


def _from_mistakes(problem: Problem, key: str) -> tuple[Choice, ...]:
    if len(problem.mistakes) < _WRONG:
        raise DeckError(f"{key}: only {len(problem.mistakes)} wrong answers to choose from")
    wrong = (Choice(one.id, (one.answer,), False, one.feedback) for one in problem.mistakes[:_WRONG])
    return (Choice("right", (problem.answer,), True), *wrong)
