"""The practice loop: the next problem by the schedule, lines in, events out, every answer kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from calcdrill import __version__
from calcdrill.catalog.values import Catalog, Exercise
from calcdrill.errors import TooSlow, Unsatisfiable
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.steps import Prose
from calcdrill.practice.events import Asked, Event, Finished, Noted
from calcdrill.practice.history import History
from calcdrill.practice.records import Answer
from calcdrill.practice.schedule import Choice, Limits, choose, encompassed
from calcdrill.practice.session import Draft, Turn, take
from calcdrill.problem import Problem

__all__ = ["Desk", "Queue", "Source", "run"]

Clock = Callable[[], datetime]
Show = Callable[[Event], None]

REASONS = {
    "due": "it is due for review",
    "new": "it is new, and what it builds on is known",
    "ahead": "nothing is due, and of what you know this is the most likely to fade",
}


@dataclass(frozen=True)
class Desk:
    """What the session works with besides problems: history, clock, the learner's time zone.

    ``new_id`` gives each answer an id of its own. ``requires`` is the graph of prerequisites. ``session`` and
    ``mode`` are kept with every answer.
    """

    history: History
    clock: Clock
    zone: tzinfo
    new_id: Callable[[], str]
    requires: Mapping[str, Collection[str]]
    session: str = ""
    mode: str = "practice"

    def day(self, when: datetime) -> str:
        """The learner's date."""
        return when.astimezone(self.zone).date().isoformat()


@dataclass(frozen=True)
class Next:
    """A problem to ask, and why."""

    problem: Problem
    title: str
    reason: str
    about: tuple[Prose, ...] = ()
    of: int | None = None


class Source(Protocol):
    """Where problems come from."""

    def next(self, when: datetime) -> Next | None:
        """The next problem, None when there is no more."""


@dataclass
class Queue:
    """The problems that the schedule asks for, among the chosen exercises; ``most`` of them at most."""

    catalog: Catalog
    exercises: Sequence[Exercise]
    desk: Desk
    seed: int
    limits: Limits = field(default_factory=Limits)
    ahead: bool = True
    most: int | None = None
    given: int = 0
    last: str | None = None
    broken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.skills = tuple(dict.fromkeys(exercise.concept for exercise in self.exercises))

    def next(self, when: datetime) -> Next | None:
        """The problem that the schedule asks for at ``when``."""
        while self.most is None or self.given < self.most:
            choice = self.choose(when)
            if choice is None:
                return None
            problem = self._problem(choice.skill)
            if problem is None:
                self.broken.add(choice.skill)
                continue
            self.last, self.given = choice.skill, self.given + 1
            concept = self.catalog.concepts[choice.skill]
            why: Prose = (f"{concept.title} comes now because {REASONS[choice.reason]}.",)
            about = tuple(line for line in (concept.summary, concept.why, why) if line)
            return Next(problem, concept.title, choice.reason, about)
        return None

    def choose(self, when: datetime) -> Choice | None:
        """The skill that comes next, within the limits of the day."""
        history = self.desk.history
        today = history.today(self.desk.day(when))
        reviews = self.limits.reviews
        return choose(
            history.memories(),
            [skill for skill in self.skills if skill not in self.broken],
            self.desk.requires,
            when,
            new_left=self.limits.new - today.new,
            reviews_left=None if reviews is None else reviews - today.reviews,
            ahead=self.ahead,
            last=self.last,
        )

    def _problem(self, skill: str) -> Problem | None:
        """A fresh problem of the skill's exercise that was asked least; None if none can be made."""
        from calcdrill.instances import make_problem

        asked = self.desk.history.times_asked(skill)
        own = [exercise for exercise in self.exercises if exercise.concept == skill]
        for exercise in sorted(own, key=lambda one: (asked.get(one.id, 0), one.difficulty)):
            index = self.desk.history.next_index(exercise.id, self.seed)
            try:
                return make_problem(exercise, self.seed, index)
            except (Unsatisfiable, TooSlow):
                continue
        return None


def run(
    source: Source, lines: Iterator[str], show: Show, desk: Desk, *, pause: bool = False, working: bool = False
) -> Finished:
    """Ask, read lines, show events and keep the answers until the lines or the problems end.

    ``pause`` waits for a line after each problem that is done, so that a learner can look at its steps.
    ``working`` takes the lines of the working too, not the answer alone.
    """
    asked = right = 0
    before = desk.history.today(desk.day(desk.clock())).new
    leave = False
    while not leave:
        following = source.next(desk.clock())
        if following is None:
            show(Noted("That is all for now."))
            break
        asked += 1
        turn, leave = _ask(following, asked, lines, show, desk, pause, working)
        right += turn.state == "right" and turn.rating is not None and turn.rating > 1
        if leave and turn.tries == 0 and turn.is_open:
            asked -= 1
    finished = _finished(desk, asked, right, before)
    show(finished)
    return finished


def _ask(
    following: Next,
    number: int,
    lines: Iterator[str],
    show: Show,
    desk: Desk,
    pause: bool,
    working: bool = False,
) -> tuple[Turn, bool]:
    """One problem from its statement to its end; True if the learner leaves."""
    problem = following.problem
    show(Asked(number, problem, following.title, following.reason, following.of))
    turn = Turn(problem, desk.clock(), following.reason, following.about, lines=() if working else None)
    for line in lines:
        if not turn.is_open and not line.strip():
            return turn, False
        when = desk.clock()
        reply = take(turn, line, when)
        if reply.draft is not None:
            desk.history.record(record(reply.draft, reply.turn, when, desk))
        for event in reply.events:
            show(event)
        turn = reply.turn
        if reply.leave:
            return turn, True
        if not turn.is_open and (not pause or turn.state == "skipped"):
            return turn, False
    return turn, True


def record(draft: Draft, turn: Turn, when: datetime, desk: Desk) -> Answer:
    """What the history keeps of one line."""
    problem, verdict = turn.problem, draft.verdict
    skill = problem.concept or ""
    shares = encompassed(skill, desk.requires) if draft.rating is not None and draft.rating >= 3 else {}
    return Answer(
        id=desk.new_id(),
        at=when,
        day=desk.day(when),
        problem=problem.id or "",
        seed=problem.seed or 0,
        index=problem.index or 0,
        skill=skill,
        topic=problem.topic or "",
        difficulty=problem.difficulty,
        session=desk.session,
        mode=desk.mode,
        event=draft.event,
        text=draft.text,
        read_as="" if verdict is None or verdict.read_as is None else write_text(verdict.read_as),
        correct=_correct(draft),
        message="" if verdict is None else verdict.message,
        mistake=None if verdict is None else verdict.mistake,
        rating=None if draft.rating is None else int(draft.rating),
        hints=turn.hints + turn.steps,
        seconds=round((when - turn.started).total_seconds(), 3),
        shares=shares,
        version=__version__,
    )


def _correct(draft: Draft) -> bool | None:
    if draft.verdict is not None:
        return draft.verdict.correct
    return False if draft.event == "gave-up" else None


def _finished(desk: Desk, asked: int, right: int, before: int) -> Finished:
    now = desk.clock()
    dues = [memory.due for memory in desk.history.memories().values()]
    due_now = sum(due <= now for due in dues)
    tomorrow = sum(due <= now + timedelta(days=1) for due in dues) - due_now
    return Finished(asked, right, desk.history.today(desk.day(now)).new - before, due_now, tomorrow)
