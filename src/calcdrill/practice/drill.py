"""The practice loop: the next problem by the schedule, lines in, events out, every answer kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from calcdrill import __version__
from calcdrill.catalog.values import Catalog, Exercise
from calcdrill.errors import TooSlow, Unsatisfiable
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.steps import Prose
from calcdrill.lessons import LessonPage, lesson_of
from calcdrill.practice.desk import Desk
from calcdrill.practice.events import Asked, DayDone, Event, Finished, Graded, Noted, Taught
from calcdrill.practice.marks import mark, take_back
from calcdrill.practice.offers import first_help
from calcdrill.practice.order import Choice, Course, Limits, choose, course_of
from calcdrill.practice.records import Answer
from calcdrill.practice.schedule import Rating, doubted, encompassed
from calcdrill.practice.session import Draft, Turn, take
from calcdrill.problem import Problem

__all__ = ["Desk", "Queue", "Source", "run"]

Show = Callable[[Event], None]

REASONS = {
    "due": "it is due for review",
    "new": "it is new, and you know its prerequisites",
    "learning": "you have started it and do not know it yet",
    "foundation": "skills that build on it went wrong often, and it is their weakest prerequisite",
    "between": "so that two problems of one skill do not follow each other",
    "ahead": "nothing is due, and of all you know it is the most likely to fade",
}


@dataclass(frozen=True)
class Next:
    """A problem to ask, and why."""

    problem: Problem
    title: str
    reason: str
    about: tuple[Prose, ...] = ()
    lesson: Callable[[], LessonPage] | None = None
    of: int | None = None


class Source(ABC):
    """Where problems come from."""

    @abstractmethod
    def next(self, when: datetime) -> Next | None:
        """The next problem, None when there is no more."""

    def told(self, state: str) -> None:  # noqa: B027  most sources need not know
        """How the last problem ended (a state of ``Turn``)."""

    def go_on(self, is_wanted: bool = True) -> bool:
        """Ask for more than the day's work, if it ``is_wanted``; False where there is no more."""
        return False


@dataclass
class Queue(Source):
    """The problems that the schedule asks for, among the chosen exercises; ``most`` of them at most.

    ``ahead`` also asks for what is not due; ``may_go_on`` lets the learner ask for that when the day's work is done.
    """

    catalog: Catalog
    exercises: Sequence[Exercise]
    desk: Desk
    seed: int
    limits: Limits = field(default_factory=Limits)
    ahead: bool = False
    may_go_on: bool = True
    most: int | None = None
    given: int = 0
    recent: list[str] = field(default_factory=list)
    aside: set[str] = field(default_factory=set)
    course: Course = field(init=False)

    def __post_init__(self) -> None:
        self.course = course_of(self.catalog, {exercise.concept for exercise in self.exercises})

    def next(self, when: datetime) -> Next | None:
        """The problem that the schedule asks for at ``when``."""
        while self.most is None or self.given < self.most:
            choice = self.choose(when)
            if choice is None:
                return None
            problem = self.problem_of(choice.skill)
            if problem is None:
                self.course = self.course.without(choice.skill)
                continue
            self.recent.append(choice.skill)
            self.given += 1
            concept = self.catalog.concepts[choice.skill]
            why: Prose = (f"This skill comes now because {REASONS[choice.reason]}.",)
            about = tuple(line for line in (concept.summary, concept.why, why) if line)
            return Next(problem, concept.title, choice.reason, about, partial(lesson_of, self.catalog, concept.id))
        return None

    def told(self, state: str) -> None:
        """What was skipped does not come again in this session."""
        if state == "skipped" and self.recent:
            self.aside.add(self.recent[-1])

    def go_on(self, is_wanted: bool = True) -> bool:
        """From here on, what is likeliest to fade is practised before it is due."""
        if self.ahead or not self.may_go_on or (self.most is not None and self.given >= self.most):
            return False
        self.ahead = is_wanted
        return True

    def choose(self, when: datetime) -> Choice | None:
        """The skill that comes next, within the limits of the day."""
        history = self.desk.history
        today = history.today(self.desk.day(when))
        reviews = self.limits.reviews
        return choose(
            history.memories(),
            self.course,
            when,
            days=self.desk.calendar,
            new_left=self.limits.new - today.new,
            reviews_left=None if reviews is None else reviews - today.reviews,
            ahead=self.ahead,
            recent=self.recent,
            aside=self.aside,
        )

    def problem_of(self, skill: str) -> Problem | None:
        """A fresh problem of the skill's exercise that was asked least; None if none can be made."""
        from calcdrill.instances import make_problem

        asked = self.desk.history.times_asked(skill)
        own = [exercise for exercise in self.exercises if exercise.concept == skill]
        for exercise in sorted(own, key=lambda one: (asked.get(one.id, 0), one.difficulty)):
            index = self.desk.history.take_index(exercise.id, self.seed)
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
    number = 0
    before = desk.history.today(desk.day(desk.clock())).new
    leave = False
    while not leave:
        following = source.next(desk.clock())
        if following is None:
            if _goes_on(source, lines, show, desk, before):
                continue
            break
        number += 1
        turn, leave = _ask(following, number, lines, show, desk, pause, working)
        source.told(turn.state)
    finished = _finished(desk, before)
    show(finished)
    return finished


def _goes_on(source: Source, lines: Iterator[str], show: Show, desk: Desk, before: int) -> bool:
    """Say that the day's work is done, and ask whether the learner wants more."""
    if not source.go_on(is_wanted=False):
        show(Noted("That is all for now."))
        return False
    finished = _finished(desk, before)
    show(DayDone(finished.asked, finished.right, finished.new))
    wanted = next(lines, "").strip().lstrip(":/").casefold() in {"y", "yes", "ahead", "more"}
    return wanted and source.go_on()


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
    if following.lesson is not None and following.reason in {"new", "foundation"}:
        show(Taught(following.lesson()))
    words = first_help(problem) if number == 1 else ""
    show(Asked(number, problem, following.title, following.reason, following.of, words))
    turn = Turn(
        problem,
        desk.clock(),
        following.reason,
        following.about,
        following.lesson,
        lines=() if working else None,
        conventions=desk.conventions,
    )
    earlier: list[Turn] = []
    for line in lines:
        if not turn.is_open and line.strip().lstrip(":/").casefold() in {"", "next", "n"}:
            return turn, False
        when = desk.clock()
        reply = take(turn, line, when)
        if reply.undo:
            show(take_back(desk))
            turn = earlier.pop() if earlier else turn
            continue
        if reply.mark is not None:
            show(mark(*reply.mark, desk))
            if reply.mark[1] == problem.concept:
                return replace(turn, state="skipped"), False
            continue
        if reply.draft is not None:
            earlier.append(turn)
            desk.history.record(record(reply.draft, reply.turn, when, desk))
        for event in reply.events:
            show(_with_due(event, reply.draft, problem.concept or "", desk))
        turn = reply.turn
        if reply.leave:
            return turn, True
        if not turn.is_open and (not pause or turn.state == "skipped"):
            return turn, False
        if not turn.is_open and number == 1 and reply.draft is not None:
            show(Noted("Press Enter for the next problem. why and steps explain this one, undo takes the answer back."))
    return turn, True


def _with_due(event: Event, draft: Draft | None, skill: str, desk: Desk) -> Event:
    """A verdict that counts, with its rating and the date when the skill comes again."""
    if not isinstance(event, Graded) or draft is None or draft.rating is None:
        return event
    memory = desk.history.memories().get(skill)
    due = None if memory is None else desk.calendar.day(memory.due).isoformat()
    return replace(event, rating=int(draft.rating), due=due)


def record(draft: Draft, turn: Turn, when: datetime, desk: Desk) -> Answer:
    """What the history keeps of one line."""
    problem, verdict = turn.problem, draft.verdict
    skill = problem.concept or ""
    shares = _shares(draft.rating, skill, desk)
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


def _shares(rating: Rating | None, skill: str, desk: Desk) -> dict[str, float]:
    """The other skills that the answer says something of: below for a right one, above for a failure."""
    if rating is None or rating == Rating.HARD:
        return {}
    if rating == Rating.AGAIN:
        begun = desk.history.memories()
        return {above: share for above, share in doubted(skill, desk.requires).items() if above in begun}
    return encompassed(skill, desk.requires)


def _correct(draft: Draft) -> bool | None:
    if draft.verdict is not None:
        return draft.verdict.correct
    return False if draft.event == "gave-up" else None


def _finished(desk: Desk, before: int) -> Finished:
    now = desk.clock()
    asked, right = desk.history.tally(desk.session)
    today = desk.calendar.day(now)
    ahead = [(desk.calendar.day(memory.due) - today).days for memory in desk.history.memories().values()]
    due_now, tomorrow = sum(days <= 0 for days in ahead), sum(days == 1 for days in ahead)
    return Finished(asked, right, desk.history.today(desk.day(now)).new - before, due_now, tomorrow)
