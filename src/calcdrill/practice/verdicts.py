"""What a typed answer is worth, as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from calcdrill.errors import Unwritable
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.expression.tree import Node

__all__ = ["Ask", "Grade", "Verdict", "written"]


class Grade(Enum):
    """How an answer was found: the first three are right, ``WRONG`` counts against the learner, the rest do
    not."""

    RIGHT = "right"
    FORM = "right, not in the asked form"
    DOMAIN = "right where both are defined"
    WRONG = "wrong"
    ASKED = "asked back"
    MISSHAPEN = "another form is asked for"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"


class Ask(Enum):
    """When a text that can be read in several ways is asked back."""

    WHERE_RIGHT = "where another reading than the standard one is right"
    ALIKE = "wherever two usual readings differ, right or not"
    NEVER = "never: the standard reading counts"


_CORRECT: Final = {Grade.RIGHT: True, Grade.FORM: True, Grade.DOMAIN: True, Grade.WRONG: False}


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """What a typed answer is worth.

    ``mistake`` is the id of the mistake that explains a wrong answer; ``also`` the id of a second one that
    does. ``read_as`` is the answer as it was read. ``suggestion`` is another reading of it, to be typed instead
    ("Did you mean …?"). ``notes`` are remarks on form and domain, also part of ``message``. ``position`` says
    where an unreadable text stops making sense, counted from 0.
    """

    grade: Grade
    message: str
    mistake: str | None = None
    also: str | None = None
    read_as: Node | None = None
    notes: tuple[str, ...] = ()
    position: int | None = None
    suggestion: str | None = None

    def __repr__(self) -> str:
        mistake = f" ({self.mistake})" if self.mistake else ""
        return f"<Verdict {self.grade.value}{mistake}: {self.message}>"

    def __bool__(self) -> bool:
        """Whether the answer is right: ``if grade(problem, text)`` means what it says."""
        return self.correct is True

    @property
    def correct(self) -> bool | None:
        """True, False, or None for what was not understood, is to be typed again or could not be decided."""
        return _CORRECT.get(self.grade)

    @property
    def shown(self) -> str:
        """How the answer was read, on one line; empty if it was not."""
        return "" if self.read_as is None else written(self.read_as)

    def to_dict(self) -> dict[str, Any]:
        """The verdict as JSON has it."""
        return {
            "correct": self.correct,
            "grade": self.grade.value,
            "message": self.message,
            "mistake": self.mistake,
            "also": self.also,
            "read_as": None if self.read_as is None else written(self.read_as, DEFAULT, write_text),
            "notes": list(self.notes),
            "position": self.position,
            "suggestion": self.suggestion,
        }


def written(
    node: Node,
    conventions: Conventions = DEFAULT,
    writer: Callable[[Node, Conventions], str] = write_unicode,
) -> str:
    """The tree as text; nothing where the writer has no form for it."""
    try:
        return writer(node, conventions)
    except Unwritable:
        return ""
