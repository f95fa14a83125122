"""Events → plain lines, one each: in spoken words for a screen reader, or in ASCII for a terminal without more."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from calcdrill.exactness import WORDS, asks_for_values
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.notation.speech import speak_prose
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
from calcdrill.practice.plain_lines import Say, answer_line, statement_lines, step_line, to_ascii
from calcdrill.practice.plain_pages import plain_lesson
from calcdrill.practice.session import example_prose
from calcdrill.practice.wording import plural

__all__ = ["plain", "spoken"]


def spoken(event: Event) -> str:
    """The lines of an event in spoken words."""
    return "\n".join(_lines(event, speak_prose))


def plain(event: Event, conventions: Conventions = DEFAULT) -> str:
    """The lines of an event in ASCII, formulas as they are typed."""
    return to_ascii("\n".join(_lines(event, partial(prose_text, conventions=conventions))))


def _lines(event: Event, say: Say) -> Iterator[str]:
    match event:
        case Asked(number=number, problem=problem, title=title, reason=reason, of=of, help=words):
            yield f"Problem {number}{f' of {of}' if of else ''}: {title}. {reason.capitalize()}."
            yield from statement_lines(problem.statement, say)
            yield from [WORDS] if asks_for_values(problem) else []
            yield from [words] if words else []
        case Taught(page=page, whole=True):
            yield from plain_lesson(page, say)
        case Taught(page=page):
            yield f"New: {page.concept.title}."
            yield say(page.words.get("what", page.concept.summary))
            yield from (say(("Formula: ", formula)) for formula in page.formulas)
            yield from () if page.example is None else map(say, example_prose(page.example))
        case Graded(verdict=verdict, help=words):
            named = "" if verdict.message.startswith("Not right") else f"{verdict.grade.value.capitalize()}. "
            yield f"{named}{verdict.message}"
            yield from [words] if words else []
        case LineJudged(number=number, line=line):
            yield f"Line {number} {line.standing.value}. {line.message}"
        case HintShown(number=number, of=of, hint=hint):
            yield f"Hint {number} of {of}: {say(hint)}"
        case StepShown(number=number, of=of, step=step):
            yield step_line(number, of, step, say)
        case AnswerShown(answer=answer):
            yield answer_line(answer, say)
        case Explained(lines=lines):
            yield from map(say, lines)
        case Skipped():
            yield "Skipped; it does not count."
        case Noted(text=text):
            yield from text.split("\n")
        case DayDone(asked=asked, right=right):
            yield f"Done for today: {plural(asked, 'problem')}, {right} right at the first try. Go on ahead? yes or no."
        case Finished(asked=asked, right=right, due_now=now, due_tomorrow=tomorrow):
            yield f"{plural(asked, 'problem')}, {right} right at the first try. Due today {now}, tomorrow {tomorrow}."
