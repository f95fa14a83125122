"""Every error that calcdrill raises on purpose.

    CalcdrillError
    ├── InputError              the user's text, YAML, options: one line that says where and what
    │   ├── ReadError           an expression that cannot be read (position in the text)
    │   ├── TaskError           a task whose fields do not fit its kind
    │   ├── HistoryError        a practice history that cannot be read or written
    │   ├── CatalogError        one or many faults in YAML files (file:line:column each)
    │   ├── DeckError           a deck that would break the collections of those who have it already
    │   ├── PushError           the running Anki did not take a deck
    │   └── NotFound            a name that is no topic, concept, exercise, recipe or kind
    ├── Reject                  one draw is refused, by name; the sampler tries the next
    ├── Unsatisfiable           the draws give out: which constraint refuses how much
    ├── TooSlow                 one problem takes longer than any may
    ├── Unsolved                no answer was found (or not in time)
    ├── CheckFailed             the answer was found and the independent route does not confirm it
    │   ├── Wrong               the routes differ
    │   └── Undecided           the routes cannot be compared at enough points
    ├── WorkerLost              worker processes died, or the cluster went away, and the work cannot be done again
    └── Unwritable              a notation has no form for a node

Anything else is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


class CalcdrillError(Exception):
    """The root of all errors raised on purpose."""


class InputError(CalcdrillError):
    """Something that the user wrote cannot be used."""


class ReadError(InputError):
    """An expression cannot be read; ``position`` counts characters from 0 in ``text``."""

    def __init__(self, message: str, text: str = "", position: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.position = position


class TaskError(InputError):
    """A task's field is missing, unknown or of the wrong form; ``field`` names it.

    ``position`` counts characters from 0 inside the field's text, where the fault is one of reading; ``text`` is what
    was read there, if the field holds several texts.
    """

    def __init__(
        self, message: str, field: str | None = None, position: int | None = None, text: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.position = position
        self.text = text


class HistoryError(InputError):
    """The practice history cannot be opened, read or written; the message says what to do."""


class DeckError(InputError):
    """A deck cannot be built so that those who have it already keep their history; the message names the key."""


class PushError(InputError):
    """Anki did not take a deck; the message says what to do."""


class NotFound(InputError):
    """A name that was asked for does not exist."""


@dataclass(frozen=True)
class Fault:
    """One fault in a file; ``line`` and ``column`` count from 1, ``excerpt`` shows the place."""

    file: str
    line: int
    column: int
    message: str
    excerpt: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class CatalogError(InputError):
    """All faults of the files that were read, in the order of the files."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class Reject(CalcdrillError):
    """One draw is refused; ``reason`` is short and the same for the same cause, so that it can be counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unsatisfiable(CalcdrillError):
    """No acceptable draw was found, or fewer exist than were asked for."""


class TooSlow(CalcdrillError):
    """One problem takes longer than its bound: the exercise is too hard, whatever is drawn next."""


class Unsolved(CalcdrillError):
    """The solver has no answer to the task."""


class CheckFailed(CalcdrillError):
    """An independent route does not confirm the answer or a step."""


class Wrong(CheckFailed):
    """The independent route gives another value; ``example`` says both values, where they are known."""

    def __init__(self, message: str, example: str = "") -> None:
        super().__init__(message)
        self.example = example


class Undecided(CheckFailed):
    """The routes could be compared at too few points."""


class WorkerLost(CalcdrillError):
    """The processes or the cluster that did the work are gone; the message says what to do."""


class Unwritable(CalcdrillError):
    """A notation has no form for a node of the tree."""


def near(word: str, known: Collection[str], most: int = 8) -> str:
    """`` (did you mean …?)``, or the known words if there are no more than ``most``, or nothing."""
    from difflib import get_close_matches

    matches = get_close_matches(word, sorted(known), 1)
    if matches:
        return f" (did you mean {matches[0]}?)"
    return f"; there are: {', '.join(sorted(known))}" if known and len(known) <= most else ""
