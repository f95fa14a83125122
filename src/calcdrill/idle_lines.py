"""Worked lines whose two sides are printed alike, as 1/5 = 1/5: they say nothing, and nobody is to read them twice."""

from __future__ import annotations

from dataclasses import replace
from operator import is_
from typing import Any, Final

from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.steps import Step
from calcdrill.expression.tree import (
    Apply,
    At,
    Call,
    Derivative,
    Integral,
    Limit,
    Name,
    Number,
    Power,
    Quotient,
    Relation,
)
from calcdrill.problem import Solution

__all__ = ["is_idle", "without_idle_lines"]


def without_idle_lines(solution: Solution) -> Solution:
    """The solution without such lines; one with a note, or the last one, keeps one of its sides."""
    kept = _kept(solution.steps, solution.steps[-1:])
    return solution if kept is solution.steps else replace(solution, steps=kept)


def is_idle(step: Step) -> bool:
    """Whether both sides of a line are printed alike."""
    first, second = type(step.before), type(step.after)
    if step.check == "none" or (first is not second and not (first in _TWINS and second in _TWINS)):
        return False
    # A quick look, before anything is printed: most lines differ in the first part.
    before, after = [step.before], [step.after]
    part = _next(before)
    while part == _next(after):
        if part is None:
            return write_latex(step.before) == write_latex(step.after)
        part = _next(before)
    return False


def _kept(steps: tuple[Step, ...], last: tuple[Step, ...] = ()) -> tuple[Step, ...]:
    kept: list[Step] = []
    for step in steps:
        if not is_idle(step):
            inner = _kept(step.substeps) if step.substeps else step.substeps
            kept.append(step if inner is step.substeps else replace(step, substeps=inner))
        elif step.note or step in last:
            fact = () if step.before == step.after else (Relation((step.before, step.after), ("=",)),)
            kept.append(replace(step, before=step.after, check="none", proof=(*fact, *step.proof)))
    same = len(kept) == len(steps) and all(map(is_, kept, steps))
    return steps if same else tuple(kept)


def _next(stack: list[Any]) -> object:
    """The next name, number or operator in the order in which they are printed; None where there is no more."""
    while stack:
        part = stack.pop()
        kind = type(part)
        if kind is Name:
            return part.name
        if kind is Number:
            value = part.value
            if part.decimal or type(value) is int or value.denominator == 1:
                return value
            stack.append(Number(value.denominator))
            return value.numerator
        stack.extend(part.children[::-1])
        if kind in _OPERATORS:
            return kind
    return None


_OPERATORS: Final = frozenset({Derivative, Integral, Limit, At})
_TWINS: Final = frozenset({Number, Quotient, Power, Call, Apply})
"""Only trees of these classes may be printed as one of another class is: 3/4, e^x, a function that has no rules."""
