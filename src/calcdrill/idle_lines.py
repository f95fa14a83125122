"""Worked lines whose two sides are printed alike, as 1/5 = 1/5: they say nothing, and nobody is to read them twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.steps import Step
from calcdrill.expression.tree import At, Derivative, Integral, Limit, Name, Node, Number, Relation, walk
from calcdrill.problem import Solution

__all__ = ["is_idle", "without_idle_lines"]


def without_idle_lines(solution: Solution) -> Solution:
    """The solution without such lines; one with a note, or the last one, keeps one of its sides."""
    kept = _kept(solution.steps, solution.steps[-1:])
    return solution if kept is solution.steps else replace(solution, steps=kept)


def is_idle(step: Step) -> bool:
    """Whether both sides of a line are printed alike."""
    if step.check == "none":
        return False
    parts = zip_longest(_parts(step.before), _parts(step.after))
    return all(one == other for one, other in parts) and write_latex(step.before) == write_latex(step.after)


def _kept(steps: tuple[Step, ...], last: tuple[Step, ...] = ()) -> tuple[Step, ...]:
    kept: list[Step] = []
    for step in steps:
        if not is_idle(step):
            inner = _kept(step.substeps)
            kept.append(step if inner is step.substeps else replace(step, substeps=inner))
        elif step.note or step in last:
            fact = () if step.before == step.after else (Relation((step.before, step.after), ("=",)),)
            kept.append(replace(step, before=step.after, check="none", proof=(*fact, *step.proof)))
    same = len(kept) == len(steps) and all(new is old for new, old in zip(kept, steps, strict=True))
    return steps if same else tuple(kept)


def _parts(node: Node) -> Iterator[object]:
    """The names, numbers and operators in the order in which they are printed: a quick look, before it is printed."""
    for part in walk(node):
        if type(part) is Name:
            yield part.name
        elif type(part) is Number:
            value = part.value
            yield from (value,) if part.decimal or isinstance(value, int) else (value.numerator, value.denominator)
        elif type(part) in _OPERATORS:
            yield type(part)


_OPERATORS: Final = frozenset({Derivative, Integral, Limit, At})
