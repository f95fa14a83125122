"""One problem of a practice session as a state machine: (turn, typed line, time) → reply.

It knows no terminal, file or clock, so that a test, a pipe or another program can drive it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.steps import Prose
from calcdrill.lessons import LessonPage
from calcdrill.practice.events import (
    AnswerShown,
    Event,
    Explained,
    Graded,
    HintShown,
    LineJudged,
    Noted,
    Skipped,
    StepShown,
    Taught,
)
from calcdrill.practice.grade import Ask, Grade, Verdict, grade
from calcdrill.practice.offers import AFTER_WRONG, HELP, offer, way_on
from calcdrill.practice.schedule import Rating
from calcdrill.practice.working import grade_working
from calcdrill.problem import Problem

__all__ = ["COMMANDS", "WORDS", "Draft", "Reply", "Turn", "example_prose", "take"]


@dataclass(frozen=True, slots=True)
class Turn:
    """Where one problem stands. ``about`` and ``reason`` are told when the learner asks why; ``lesson`` makes the page.

    ``rating`` is set once the schedule has heard of this problem. ``state`` is open, right, shown or skipped.
    ``asked`` counts how often an answer was asked back ("Did you mean …?"); ``typed`` is the last answer.
    ``lines`` are the lines of the working so far, None where answers alone are graded. ``conventions`` are the signs
    in which answers are read.
    """

    problem: Problem
    started: datetime
    reason: str = ""
    about: tuple[Prose, ...] = ()
    lesson: Callable[[], LessonPage] | None = None
    hints: int = 0
    steps: int = 0
    tries: int = 0
    rating: Rating | None = None
    verdict: Verdict | None = None
    state: str = "open"
    asked: int = 0
    typed: str = ""
    lines: tuple[str, ...] | None = None
    conventions: Conventions = DEFAULT

    @property
    def is_open(self) -> bool:
        """Whether an answer is still awaited."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the history is to keep of one line; the loop adds who, when and which problem."""

    event: str
    rating: Rating | None = None
    text: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a line led to. ``leave`` says that the learner wants to end the session, ``undo`` that the last answer is
    to be taken back; ``mark`` is "know" or "forget" and a skill.
    """

    turn: Turn
    events: tuple[Event, ...] = ()
    draft: Draft | None = None
    leave: bool = False
    undo: bool = False
    mark: tuple[str, str] | None = None


def take(turn: Turn, line: str, when: datetime) -> Reply:
    """The reply to a line that the learner typed: a command, or an answer to be graded."""
    word = line.strip().lstrip(":/").strip().rstrip("?!.").strip().casefold()
    suggestion = _suggestion(turn)
    if suggestion and word in {"", "yes", "y"}:
        return _answer(turn, suggestion)
    if suggestion and word in {"no", "n"}:
        return _answer(turn, turn.typed, Ask.NEVER)
    verb, _, rest = word.partition(" ")
    if verb in {"know", "forget"}:
        return Reply(turn, mark=(verb, rest.strip() or turn.problem.concept or ""))
    if word in COMMANDS:
        return COMMANDS[word](turn, when)
    if line.strip() == "?":
        return _help(turn, when)
    if not line.strip():
        return Reply(turn, (Noted("Type your answer, or help for the commands."),))
    if not turn.is_open:
        return Reply(turn, (Noted("This problem is done: press Enter for the next one."),))
    if way_on(line):
        return Reply(turn, (Noted(way_on(line)),))
    if turn.lines is not None:
        return _line(turn, line, word)
    return _answer(turn, line)


def _line(turn: Turn, text: str, word: str) -> Reply:
    """A line of the working: judged at once; the right answer, or ``done`` after any line, ends the problem."""
    lines = turn.lines or ()
    if word == "done":
        return _answer(turn, lines[-1]) if lines else Reply(turn, (Noted("Type a line of your working first."),))
    lines = (*lines, text.strip())
    after = replace(turn, lines=lines)
    is_answer = grade(turn.problem, text, ask=Ask.NEVER, conventions=turn.conventions, budget=0.0).correct
    working = grade_working(turn.problem, lines, turn.conventions)
    if not working.lines:
        return Reply(after)
    if is_answer and working.first_false is None:
        return _answer(after, text)
    return Reply(after, (LineJudged(len(lines), working.lines[-1]),))


MOST_ASKED: Final = 2
"""How often an answer to one problem is asked back; then the standard reading counts, so that asking betrays little."""


def _suggestion(turn: Turn) -> str | None:
    """What Enter takes: another reading of the text that was asked back last."""
    return turn.verdict.suggestion if turn.is_open and turn.verdict is not None else None


def _answer(turn: Turn, line: str, ask: Ask = Ask.WHERE_RIGHT) -> Reply:
    ask = ask if turn.asked < MOST_ASKED else Ask.NEVER
    verdict = grade(turn.problem, line, ask=ask, conventions=turn.conventions)
    rating = _rating(turn, verdict)
    after = replace(
        turn,
        tries=turn.tries + 1,
        verdict=verdict,
        rating=turn.rating or rating,
        state="right" if verdict.correct else "open",
        asked=turn.asked + (verdict.suggestion is not None),
        typed=line,
    )
    draft = Draft("answer", rating, line.strip(), verdict)
    words = AFTER_WRONG if verdict.correct is False else ""
    if verdict.grade is Grade.UNREADABLE:
        words = offer(line, WORDS)
    return Reply(after, (Graded(verdict, after.tries, words, line.strip()),), draft)


def _rating(turn: Turn, verdict: Verdict) -> Rating | None:
    """The first answer that was right or wrong counts; help makes a right one hard."""
    if turn.rating is not None or verdict.correct is None:
        return None
    if not verdict.correct:
        return Rating.AGAIN
    return Rating.HARD if turn.hints or turn.steps else Rating.GOOD


# -- commands


def _hint(turn: Turn, when: datetime) -> Reply:
    hints = turn.problem.hints
    if turn.hints >= len(hints):
        words = "There are no more hints" if hints else "There is no hint for this problem"
        return Reply(turn, (Noted(f"{words}; steps shows the first step."),))
    event = HintShown(turn.hints + 1, len(hints), hints[turn.hints])
    return Reply(replace(turn, hints=turn.hints + 1), (event,))


def _step(turn: Turn, when: datetime) -> Reply:
    steps = turn.problem.solution.steps
    if turn.steps + 1 >= len(steps):
        return _solution(turn, when)
    event = StepShown(turn.steps + 1, len(steps), steps[turn.steps])
    return Reply(replace(turn, steps=turn.steps + 1), (event,))


def _solution(turn: Turn, when: datetime) -> Reply:
    """The steps that were not shown yet, then the answer."""
    steps = turn.problem.solution.steps
    shown = tuple(StepShown(number + 1, len(steps), step) for number, step in enumerate(steps) if number >= turn.steps)
    reply = _show(replace(turn, steps=len(steps)), when)
    return replace(reply, events=(*shown, *reply.events))


def _show(turn: Turn, when: datetime) -> Reply:
    event = AnswerShown(turn.problem.answer)
    if not turn.is_open:
        return Reply(turn, (event,))
    rating = Rating.AGAIN if turn.rating is None else None
    after = replace(turn, state="shown", rating=turn.rating or rating)
    return Reply(after, (event,), Draft("gave-up", rating))


def _skip(turn: Turn, when: datetime) -> Reply:
    if not turn.is_open:
        return Reply(turn)
    return Reply(replace(turn, state="skipped"), (Skipped(),), Draft("skip"))


def _why(turn: Turn, when: datetime) -> Reply:
    return Reply(turn, (Explained((*_why_verdict(turn), *turn.about, *_in_short(turn))),))


def _in_short(turn: Turn) -> tuple[Prose, ...]:
    """The formulas of the skill, and an example."""
    if turn.lesson is None:
        return ()
    page = turn.lesson()
    formulas: list[Prose] = [("Formula: ", formula) for formula in page.formulas]
    return (*formulas, *(() if page.example is None else example_prose(page.example)))


def example_prose(problem: Problem) -> tuple[Prose, ...]:
    """A problem with its answer, in two sentences."""
    return ("For example: ", *problem.statement.prose), ("Answer: ", problem.answer)


def _lesson(turn: Turn, when: datetime) -> Reply:
    if turn.lesson is None:
        return Reply(turn, (Noted("There is no lesson for this problem."),))
    return Reply(turn, (Taught(turn.lesson(), whole=True),))


def _why_verdict(turn: Turn) -> tuple[Prose, ...]:
    verdict = turn.verdict
    if verdict is None:
        return ()
    if verdict.correct is not False or verdict.read_as is None:
        return ((verdict.message,),)
    return (verdict.message,), (f"Your answer was read as {write_text(verdict.read_as, turn.conventions)}.",)


def _quit(turn: Turn, when: datetime) -> Reply:
    return Reply(turn, leave=True)


def _undo(turn: Turn, when: datetime) -> Reply:
    return Reply(turn, undo=True)


def _help(turn: Turn, when: datetime) -> Reply:
    return Reply(turn, (Noted(HELP),))


Command = Callable[[Turn, datetime], Reply]

COMMANDS: Final[Mapping[str, Command]] = MappingProxyType(
    {
        "hint": _hint,
        "step": _step,
        "steps": _step,
        "solution": _solution,
        "answer": _show,
        "skip": _skip,
        "why": _why,
        "explain": _lesson,
        "lesson": _lesson,
        "undo": _undo,
        "help": _help,
        "quit": _quit,
        "exit": _quit,
    }
)
"""What may be typed instead of an answer, also with a colon in front."""

WORDS: Final = (*COMMANDS, "know", "forget")
"""What the Tab key completes."""
