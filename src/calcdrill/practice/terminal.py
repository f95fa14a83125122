"""Events → lines for a terminal: formulas in Unicode, in two dimensions where it helps, words around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from calcdrill.carrying import Standing
from calcdrill.columns import in_columns
from calcdrill.exactness import WORDS, asks_for_values
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.practice.events import (
    AnswerShown,
    Asked,
    DayDone,
    Event,
    Explained,
    Finished,
    Graded,
    HintShown,
    LineJudged,
    Noted,
    Skipped,
    StepShown,
    Taught,
)
from calcdrill.practice.grade import Grade, Verdict
from calcdrill.practice.layout import Look, heading, set_prose, set_statement, set_step, set_words
from calcdrill.practice.lesson_text import first_lines, lesson_lines
from calcdrill.practice.verdicts import written
from calcdrill.practice.wording import plural
from calcdrill.practice.working import GradedLine
from calcdrill.problem import Problem

__all__ = ["in_forms", "render"]


# -- events

Show = Callable[[Event], None]


def in_forms(show: Show, conventions: Conventions) -> Show:
    """``show``, with the steps and answers of the problem that is asked in the forms of a notation."""
    asked: list[Problem] = []

    def shown(event: Event) -> None:
        if isinstance(event, Asked):
            asked[:] = [in_columns(event.problem, conventions)]
        for problem in asked:
            if isinstance(event, StepShown):
                event = replace(event, step=problem.solution.steps[event.number - 1])
            elif isinstance(event, AnswerShown):
                event = replace(event, answer=problem.answer)
        show(event)

    return shown


def render(event: Event, look: Look) -> str:
    """The lines of an event, joined; an empty string where there is nothing to show."""
    match event:
        case Asked():
            return "\n".join(_asked(event, look))
        case LineJudged(number=number, line=line):
            return "\n".join(_line_judged(number, line, look))
        case Taught(page=page, whole=whole):
            return "\n" + "\n".join(lesson_lines(page, look) if whole else first_lines(page, look))
        case Graded(verdict=verdict, help=words, typed=typed):
            return "\n".join([*_graded(verdict, typed, look), *_dim_lines(words, look)])
        case HintShown(number=number, of=of, hint=hint):
            head = f"Hint {number} of {of}: " if of > 1 else "Hint: "
            return "\n".join(set_prose((head, *hint), look, "  "))
        case StepShown(number=number, of=of, step=step):
            return "\n".join(set_step(step, look, f"{number}/{of} "))
        case AnswerShown(answer=answer):
            return "\n".join(set_prose(("Answer: ", answer), look, "  "))
        case Explained(lines=lines):
            return "\n".join(text for prose in lines for text in set_prose(prose, look, "  "))
        case Skipped():
            return look.dim("  Skipped; it does not count.")
        case Noted(text=text):
            return "\n".join(line for part in text.split("\n") for line in _dim_lines(part, look))
        case DayDone():
            return "\n" + "\n".join(_day_done(event, look))
        case Finished():
            return "\n" + _finished(event, look)


def _asked(event: Asked, look: Look) -> Iterator[str]:
    problem = event.problem
    of = f" of {event.of}" if event.of else ""
    level = f" · level {problem.difficulty}" if problem.difficulty else ""
    yield ""
    yield from heading(f"{event.number}{of}. {event.title}", f"{event.reason}{level}", look)
    yield ""
    yield from set_statement(problem.statement, look)
    if asks_for_values(problem):
        yield look.dim(f"  {WORDS}")
    yield from _dim_lines(event.help, look)
    yield ""


def _dim_lines(text: str, look: Look) -> Iterator[str]:
    """A remark, wrapped; columns set with spaces stay where they fit."""
    parts = [text] if len(text) + 2 <= look.width else set_words(text, max(20, look.width - 2))
    yield from (look.dim(f"  {part}") for part in parts if part)


def _graded(verdict: Verdict, typed: str, look: Look) -> Iterator[str]:
    shown = "" if verdict.read_as is None else written(verdict.read_as, look.conventions)
    if shown and _bare(shown) != _bare(typed):
        yield from _dim_lines(f"read as {shown}", look)
    mark, colour = _MARKS[verdict.grade]
    for index, text in enumerate(set_words(verdict.message, max(20, look.width - 4))):
        yield f"{getattr(look, colour)(mark) if index == 0 else ' '} {text}"


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("−", "-")


def _line_judged(number: int, line: GradedLine, look: Look) -> Iterator[str]:
    mark, colour = _STANDINGS[line.standing]
    words = f"line {number} {line.standing.value}. {line.message}".strip()
    for index, text in enumerate(set_words(words, max(20, look.width - 4))):
        yield f"{getattr(look, colour)(mark) if index == 0 else ' '} {text}"


_STANDINGS = {
    Standing.HOLDS: ("✓", "green"),
    Standing.FALSE: ("✗", "red"),
    Standing.FOLLOWS: ("↳", "yellow"),
    Standing.UNDECIDED: ("?", "yellow"),
}
_MARKS = {
    Grade.RIGHT: ("✓", "green"),
    Grade.FORM: ("✓", "green"),
    Grade.DOMAIN: ("✓", "green"),
    Grade.WRONG: ("✗", "red"),
    Grade.ASKED: ("?", "yellow"),
    Grade.MISSHAPEN: ("?", "yellow"),
    Grade.UNREADABLE: ("?", "yellow"),
    Grade.UNDECIDED: ("?", "yellow"),
}


def _tally(event: DayDone | Finished) -> str:
    """ "7 problems, 4 right at the first try (57 %), 2 new skills"."""
    share = f" ({round(100 * event.right / event.asked)} %)"
    new = f", {plural(event.new, 'new skill')}" if event.new else ""
    return f"{plural(event.asked, 'problem')}, {event.right} right at the first try{share}{new}"


def _day_done(event: DayDone, look: Look) -> Iterator[str]:
    done = f": {_tally(event)}" if event.asked else ""
    words = f"Done for today{done}. Go on ahead? yes goes on, Enter ends the session."
    for text in set_words(words, max(20, look.width)):
        yield look.bold(text)


def _finished(event: Finished, look: Look) -> str:
    if not event.asked:
        return look.dim(_dues(event))
    return "\n".join(heading(f"{_tally(event)}.", _dues(event), look))


def _dues(event: Finished) -> str:
    return f"Due today: {event.due_now} more, tomorrow: {event.due_tomorrow}."
