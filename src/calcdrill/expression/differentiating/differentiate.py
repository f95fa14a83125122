"""The derivative by named rules, right or with a named bug."""

from __future__ import annotations

from calcdrill.expression.differentiating.borders import BORDERED
from calcdrill.expression.differentiating.malrules import method
from calcdrill.expression.differentiating.rules import derive
from calcdrill.expression.tree import Node

__all__ = ["differentiate"]


def differentiate(node: Node, variable: str, bug: str | None = None) -> Node:
    """The derivative of ``node`` by ``variable``, readable but not simplified: each rule's formula as it is.

    With ``bug``, a mal-rule of ``malrules.MALRULES``, it is the wrong answer of a learner who has this
    misconception throughout. Raises Unsolved where no rule fits (factorial), NotFound for an unknown bug.
    """
    return derive(node, variable, BORDERED if bug is None else method(bug))
