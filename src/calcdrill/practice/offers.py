"""What is said about typing: an example of the answer's form, the commands, an offer for words that are none."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from calcdrill.choices import choice_letter
from calcdrill.expression import tree as t
from calcdrill.expression.notation.text import write_text
from calcdrill.problem import Problem

__all__ = ["AFTER_WRONG", "HELP", "first_help", "offer", "typing_examples", "way_on"]

AFTER_WRONG: Final = "Try again, or: hint, steps, why, answer, skip, help."

HELP: Final = (
    "Type your answer, such as 2x sin(3x), e^(2x), x^2/3, (1, 2), [[1, 2], [3, 4]], x = 1 min, or the letter of a"
    " choice. Or a command:\n"
    "hint      the next hint\n"
    "steps     the next worked step\n"
    "solution  all steps and the answer\n"
    "answer    the answer\n"
    "why       the idea and the formula\n"
    "explain   the whole lesson\n"
    "skip      leave this problem\n"
    "undo      take back the last answer\n"
    "know      you know this skill already\n"
    "forget    begin this skill again\n"
    "quit      end the session"
)

_STUCK: Final = {"idk", "dunno", "no idea", "i don't know", "i dont know", "i do not know", "not sure", "stuck"}
_ONWARD: Final = {"next", "pass", "continue", "more"}


def typing_examples(problem: Problem) -> tuple[str, ...]:
    """Texts of the answer's form, as they are typed: ``2x`` and ``x^2/3``, ``(1, 2)``; none for words."""
    if problem.statement.choices:
        return tuple(choice_letter(place) for place in range(len(problem.statement.choices)))
    answer = problem.answer
    free = sorted(t.names(answer) - t.CONSTANTS)
    match answer:
        case t.Text():
            return ()
        case t.Vector(entries=entries):
            return (f"({_counted(1, len(entries))})",)
        case t.Matrix(rows=rows):
            width = len(rows[0])
            return (f"[{', '.join(f'[{_counted(1 + width * place, width)}]' for place in range(len(rows)))}]",)
        case t.Points(variables=variables, items=items):
            kind = " min" if any(kind for _, kind in items) else ""
            return (", ".join(f"{name} = {place}" for place, name in enumerate(variables, 1)) + kind,)
        case t.Relation(sides=sides):
            return (f"{write_text(sides[0])} = 2{_variable(sides[-1])} - 1",)
    return (f"2{free[0]}", f"{free[0]}^2/3") if free else ("-3", "2/5", "sqrt(2)")


def _counted(first: int, count: int) -> str:
    return ", ".join(map(str, range(first, first + count)))


def _variable(node: t.Node) -> str:
    return next(iter(sorted(t.names(node) - t.CONSTANTS)), "x")


def first_help(problem: Problem) -> str:
    """What can be typed, in a line: answers of the problem's form, and the commands."""
    examples = typing_examples(problem)
    if problem.statement.choices:
        answer = f"Type a letter, {examples[0]} to {examples[-1]}."
    elif examples:
        *most, last = examples
        answer = f"Type your answer, such as {', '.join(most)}{' or ' if most else ''}{last}."
    else:
        answer = "Type your answer."
    return f"{answer} Also: hint, steps, answer, why, explain, skip, help, quit."


def way_on(line: str) -> str:
    """What helps who is stuck (``idk``) or wants to leave the problem (``next``); empty for any other line."""
    if _said(line) in _STUCK:
        return "hint gives a hint, steps shows the first step, answer the answer."
    return "skip leaves this problem, answer shows the answer." if _said(line) in _ONWARD else ""


def _said(line: str) -> str:
    return line.strip().strip("?!.:/").casefold().replace("’", "'")


def offer(line: str, commands: tuple[str, ...]) -> str:
    """What may help who typed words that cannot be read; empty for what looks like a formula."""
    said = _said(line)
    words = said.split()
    if not words or not all(character.isalpha() or character in " '" for character in said):
        return ""
    if words[0] == "q":
        return "Did you mean quit?"
    near = get_close_matches(words[0], commands, 1, 0.75)
    return f"Did you mean the command {near[0]}?" if near else "help says what can be typed."
