"""The choices of a multiple-choice problem: what each one says as an answer, and their order."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.tree import Node, Text
from calcdrill.problem import Prose, Statement, choice_letter

__all__ = ["choice_label", "choice_letter", "shuffled"]


def choice_label(choice: Prose) -> Node:
    """A choice as an answer: its formula if it is nothing else, otherwise its words."""
    if len(choice) == 1 and isinstance(choice[0], Node):
        return choice[0]
    return Text(prose_text(choice))


def shuffled(statement: Statement, source: str) -> Statement:
    """The statement with its choices in the order that ``source`` decides, so that no place is the right one."""
    choices = list(statement.choices)
    Random(f"{source}/choices").shuffle(choices)
    return replace(statement, choices=tuple(choices))
