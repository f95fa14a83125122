"""What a session works with besides problems."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.profiles import PROFILES
from calcdrill.practice.history import History
from calcdrill.practice.schedule import Calendar

__all__ = ["Clock", "Desk"]

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Desk:
    """What the session works with besides problems: history, clock, the learner's time zone.

    ``new_id`` gives each answer an id of its own. ``requires`` is the graph of prerequisites, ``titles``
    are the names of the skills. ``session`` and ``mode`` are kept with every answer.
    """

    history: History
    clock: Clock
    zone: tzinfo
    new_id: Callable[[], str]
    requires: Mapping[str, Collection[str]]
    session: str = ""
    mode: str = "practice"
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        """The learner's days."""
        return Calendar(self.zone, self.history.settings.rollover)

    @property
    def conventions(self) -> Conventions:
        """The signs in which problems are shown and answers are read."""
        return PROFILES.get(self.history.settings.notation, DEFAULT)

    def day(self, when: datetime) -> str:
        """The learner's date; a day begins at the rollover hour."""
        return self.calendar.day(when).isoformat()
