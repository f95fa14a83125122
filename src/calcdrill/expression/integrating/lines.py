"""The lines of an integral that is worked out, and how they stand inside a larger formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add, divide, multiply, negate
from calcdrill.expression.comparing.antiderivative import has_open_integral
from calcdrill.expression.steps import Prose, Step

__all__ = ["Line", "Work", "embedded", "minus", "scaled", "terms_of"]


@dataclass(frozen=True)
class Line:
    """One line: what stands after it, and the words beside it."""

    rule: str
    after: t.Node
    note: Prose = ()
    substeps: tuple[Step, ...] = ()
    weight: int = 2


@dataclass(frozen=True)
class Work:
    """An integral and the lines that lead to what it is."""

    pending: t.Node
    lines: tuple[Line, ...]

    @property
    def result(self) -> t.Node:
        return self.lines[-1].after

    def steps(self) -> tuple[Step, ...]:
        steps, before = [], self.pending
        for line in self.lines:
            if line.after != before:
                check = "antiderivative" if has_open_integral(before) else "value"
                steps.append(Step(line.rule, before, line.after, line.note, line.substeps, line.weight, check))
            before = line.after
        return tuple(steps)


def embedded(line: Line, put: Callable[[t.Node], t.Node]) -> Line:
    """The line inside a larger formula."""
    return Line(line.rule, put(line.after), line.note, line.substeps, line.weight)


def minus(node: t.Node) -> t.Node:
    """The tree with its sign changed, term by term."""
    return add(*(negate(term) for term in node.terms)) if isinstance(node, t.Sum) else negate(node)


def scaled(constant: t.Node, node: t.Node) -> t.Node:
    """constant · node, with fractions drawn together."""
    if isinstance(constant, t.Negative):
        return minus(scaled(constant.argument, node))
    if isinstance(constant, t.Quotient) and constant.numerator == t.ONE:
        below = constant.denominator
        match node, below:
            case t.Quotient(numerator=top, denominator=t.Number(value=one)), t.Number(value=other):
                return divide(top, t.Number(one * other))
        return divide(node, below)
    if isinstance(node, t.Quotient) and not isinstance(constant, t.Quotient):
        return divide(multiply(constant, node.numerator), node.denominator)
    return multiply(constant, node)


def terms_of(node: t.Node) -> tuple[t.Node, ...]:
    """The terms of a sum, also of one over a number."""
    if isinstance(node, t.Sum):
        return node.terms
    if isinstance(node, t.Quotient) and isinstance(node.numerator, t.Sum) and not t.names(node.denominator):
        return tuple(divide(term, node.denominator) for term in node.numerator.terms)
    return (node,)
