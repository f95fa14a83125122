"""The choices of a multiple-choice problem: what each one says as an answer, and their order."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.tree import Node, Text
from calcdrill.problem import Problem, Prose, Statement, choice_letter

__all__ = ["choice_label", "choice_letter", "lettered_answer", "right_place", "shuffled"]


def choice_label(choice: Prose) -> Node:
    """A choice as an answer: its formula if it is nothing else, otherwise its words."""
    if len(choice) == 1 and isinstance(choice[0], Node):
        return choice[0]
    return Text(prose_text(choice))


def right_place(statement: Statement, answer: Node) -> int | None:
    """Where the answer stands among the choices, counted from 0; None where it is none of them."""
    labels = [choice_label(choice) for choice in statement.choices]
    return labels.index(answer) if answer in labels else None


def lettered_answer(problem: Problem) -> Prose:
    """The answer to print: of a choice its letter and its own words and formulas, else the formula."""
    place = right_place(problem.statement, problem.answer)
    return (problem.answer,) if place is None else (f"{choice_letter(place)}) ", *problem.statement.choices[place])


def shuffled(statement: Statement, source: str) -> Statement:
    """The statement with its choices in the order that ``source`` decides, so that no place is the right one."""
    choices = list(statement.choices)
    Random(f"{source}/choices").shuffle(choices)
    return replace(statement, choices=tuple(choices))
