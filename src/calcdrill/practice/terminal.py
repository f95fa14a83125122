"""Events → lines for a terminal: formulas in Unicode, in two dimensions where it helps, words around them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from calcdrill.carrying import Standing
from calcdrill.choices import choice_letter
from calcdrill.expression.notation.boxes import Box, beside, line
from calcdrill.expression.notation.unicode import layout, needs_block, write_unicode
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Node, Relation
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
from calcdrill.practice.rounding import asks_for_values
from calcdrill.practice.wording import plural
from calcdrill.practice.working import GradedLine
from calcdrill.problem import Statement

__all__ = ["Look", "render", "set_prose", "set_statement", "set_step"]


@dataclass(frozen=True, slots=True)
class Look:
    """How wide the terminal is, and whether it shows colours."""

    width: int = 80
    colour: bool = False

    def bold(self, text: str) -> str:
        return self._styled("1", text)

    def dim(self, text: str) -> str:
        return self._styled("2", text)

    def green(self, text: str) -> str:
        return self._styled("32", text)

    def red(self, text: str) -> str:
        return self._styled("31", text)

    def yellow(self, text: str) -> str:
        return self._styled("33", text)

    def _styled(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def set_formula(node: Node, width: int) -> Box:
    """A formula as a block if it needs one and fits, on one line otherwise."""
    if needs_block(node):
        block = layout(node)
        if block.width <= width:
            return block
    return line(write_unicode(node))


def set_prose(prose: Prose, width: int, indent: str = "") -> list[str]:
    """The lines of a sentence: words flow, formulas stand level with them."""
    room = max(20, width - len(indent))
    rows: list[list[Box]] = [[]]
    used = 0
    for box in _pieces(prose, room):
        if box == _SPACE and not used:
            continue
        if used + box.width > room and used:
            rows.append([])
            used = 0
            if box == _SPACE:
                continue
        rows[-1].append(box)
        used += box.width
    lines: list[str] = []
    for row in rows:
        if row:
            block = beside(*row)
            lines.extend((indent + text).rstrip() for text in block.lines)
    return lines


_SPACE = line(" ")


def _pieces(prose: Prose, room: int) -> Iterator[Box]:
    """Words, spaces and formulas; what clings to a formula (a full stop) stays with it."""
    pending: Box | None = None
    for part in prose:
        if isinstance(part, Node):
            box = set_formula(part, room)
            pending = box if pending is None else beside(pending, box)
            continue
        words = part.replace("\n", " ").split(" ")
        for index, word in enumerate(words):
            if index:
                if pending is not None:
                    yield pending
                    pending = None
                yield _SPACE
            if word:
                pending = line(word) if pending is None else beside(pending, line(word))
    if pending is not None:
        yield pending


# -- events


def render(event: Event, look: Look) -> str:
    """The lines of an event, joined; an empty string where there is nothing to show."""
    match event:
        case Asked():
            return "\n".join(_asked(event, look))
        case LineJudged(number=number, line=line):
            return "\n".join(_line_judged(number, line, look))
        case Taught(page=page, whole=whole):
            from calcdrill.practice.lesson_text import first_lines, lesson_lines

            return "\n" + "\n".join(lesson_lines(page, look) if whole else first_lines(page, look))
        case Graded(verdict=verdict, help=words):
            return "\n".join([*_graded(verdict, look), *_dim_lines(words, look)])
        case HintShown(number=number, of=of, hint=hint):
            head = f"Hint {number} of {of}: " if of > 1 else "Hint: "
            return "\n".join(set_prose((head, *hint), look.width, "  "))
        case StepShown(number=number, of=of, step=step):
            return "\n".join(set_step(step, look, f"{number}/{of} "))
        case AnswerShown(answer=answer):
            return "\n".join(set_prose(("Answer: ", answer), look.width, "  "))
        case Explained(lines=lines):
            return "\n".join(text for prose in lines for text in set_prose(prose, look.width, "  "))
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
    stars = "·" * (problem.difficulty or 0)
    yield ""
    yield look.bold(f"{event.number}{of}. {event.title}") + look.dim(f"  {stars} {event.reason}".rstrip())
    yield ""
    yield from set_statement(problem.statement, look)
    if asks_for_values(problem):
        yield look.dim("  Give exact values.")
    yield from _dim_lines(event.help, look)
    yield ""


def _dim_lines(text: str, look: Look) -> Iterator[str]:
    """A remark, wrapped; columns set with spaces stay where they fit."""
    parts = [text] if len(text) + 2 <= look.width else textwrap.wrap(text, max(20, look.width - 2))
    yield from (look.dim(f"  {part}") for part in parts if part)


def set_statement(statement: Statement, look: Look) -> Iterator[str]:
    """The lines of a statement with its choices."""
    if statement.context:
        yield from set_prose(statement.context, look.width, "  ")
    yield from set_prose(statement.instruction, look.width, "  ")
    if statement.given:
        yield ""
        yield from set_prose(statement.given, look.width, "    ")
    for place, choice in enumerate(statement.choices):
        yield from set_prose((f"{choice_letter(place)}) ", *choice), look.width, "    ")


def _graded(verdict: Verdict, look: Look) -> Iterator[str]:
    if verdict.shown:
        yield look.dim(f"  read as {verdict.shown}")
    mark, colour = _MARKS[verdict.grade]
    for index, text in enumerate(textwrap.wrap(verdict.message, max(20, look.width - 4)) or [""]):
        yield f"{getattr(look, colour)(mark) if index == 0 else ' '} {text}"


def _line_judged(number: int, line: GradedLine, look: Look) -> Iterator[str]:
    mark, colour = _STANDINGS[line.standing]
    words = f"line {number} {line.standing.value}. {line.message}".strip()
    for index, text in enumerate(textwrap.wrap(words, max(20, look.width - 4))):
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


def set_step(step: Step, look: Look, number: str = "") -> Iterator[str]:
    """The lines of a worked step: its rule, the equation, the note."""
    yield "  " + look.dim(number) + look.bold(step.rule)
    equation: Prose = (step.after,)
    if step.check != "none" and step.before != step.after:
        equation = (Relation((step.before, step.after), (step.sign,)),)
        if step.sign == "=>":
            equation = (step.before, "  ⇒  ", step.after)
    yield from set_prose(equation, look.width, "      ")
    if step.note:
        yield from set_prose(step.note, look.width, "      ")


def _tally(event: DayDone | Finished) -> str:
    """"7 problems, 4 right at the first try (57 %), 2 new skills"."""
    share = f" ({round(100 * event.right / event.asked)} %)"
    new = f", {plural(event.new, 'new skill')}" if event.new else ""
    return f"{plural(event.asked, 'problem')}, {event.right} right at the first try{share}{new}"


def _day_done(event: DayDone, look: Look) -> Iterator[str]:
    done = f": {_tally(event)}" if event.asked else ""
    words = f"Done for today{done}. Go on ahead? yes goes on, Enter ends the session."
    for text in textwrap.wrap(words, max(20, look.width)):
        yield look.bold(text)


def _finished(event: Finished, look: Look) -> str:
    if not event.asked:
        return look.dim(_dues(event))
    return look.bold(f"{_tally(event)}.") + " " + look.dim(_dues(event))


def _dues(event: Finished) -> str:
    return f"Due today: {event.due_now} more, tomorrow: {event.due_tomorrow}."
