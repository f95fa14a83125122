"""Events → plain lines, one each: in spoken words for a screen reader, or in ASCII for a terminal without more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from calcdrill.choices import choice_letter
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.notation.speech import speak_prose
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node
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
from calcdrill.practice.session import example_prose
from calcdrill.practice.wording import plural
from calcdrill.problem import Statement

__all__ = ["Say", "answer_line", "plain", "spoken", "statement_lines", "step_line", "to_ascii"]

Say = Callable[[Prose], str]

_ASCII = str.maketrans(
    {
        "✓": "right",
        "✗": "wrong",
        "…": "...",
        "–": "-",
        "—": "-",
        "·": "*",
        "′": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "→": "->",
    }
)


def to_ascii(text: str) -> str:
    """The text in ASCII; what has no usual form there is a question mark."""
    return text.translate(_ASCII).encode("ascii", "replace").decode()


def spoken(event: Event) -> str:
    """The lines of an event in spoken words."""
    return "\n".join(_lines(event, speak_prose))


def plain(event: Event, conventions: Conventions = DEFAULT) -> str:
    """The lines of an event in ASCII, formulas as they are typed."""
    return to_ascii("\n".join(_lines(event, partial(prose_text, conventions=conventions))))


def _lines(event: Event, say: Say) -> Iterator[str]:
    match event:
        case Asked(number=number, problem=problem, title=title, help=words):
            yield f"Problem {number}: {title}."
            yield from statement_lines(problem.statement, say)
            yield from [words] if words else []
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
