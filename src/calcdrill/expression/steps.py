"""Worked steps and prose: what stands between a statement and its answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Apply, Name, Node, Relation, Vector

Prose = tuple[str | Node, ...]
"""Words with formulas among them, in reading order; a writer turns each formula into its notation."""


def listed(items: Iterable[str | Node]) -> Prose:
    """The items as a list in words: ``a``, ``a and b``, ``a, b and c``."""
    *first, last = items
    words: list[str | Node] = []
    for item in first:
        words += [", ", item] if words else [item]
    return (*words, " and ", last) if words else (last,)


@dataclass(frozen=True, slots=True)
class Expansion:
    """How far two sides agree: their Taylor coefficients about ``centre`` are the same up to ``order``."""

    variable: str
    centre: Node
    order: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a worked solution: ``before`` = ``after`` (or ≈, see ``sign``), a statement that is checked.

    ``rule`` is the rule's name in words ("chain rule"). ``note`` says what is substituted or why. ``substeps`` are
    the lines that a reader may unfold. ``weight``: 0 trivial, 1 a table look-up, 2 a rule that combines.
    ``check`` names how the line is checked: "value" (both sides at points), "antiderivative" (both sides
    differentiated), "series" (the Taylor coefficients of both sides, as far as ``expansion`` says), "dual" (the same
    for dual numbers: equal but for terms with the square of ``expansion.variable``), "solution" (what ``after`` says
    of the unknowns makes ``before`` true), "none" (a line in words only, such as "name the parts"). ``proof`` has
    facts that are checked beside the line and not printed: what its printed sides alone do not prove.
    """

    rule: str
    before: Node
    after: Node
    note: Prose = ()
    substeps: tuple[Step, ...] = ()
    weight: int = 2
    check: str = "value"
    expansion: Expansion | None = None
    proof: tuple[Node, ...] = ()

    def __repr__(self) -> str:
        return f"<Step {self.rule}: {write_text(self.before)} {self.sign} {write_text(self.after)}>"

    @property
    def sign(self) -> str:
        """What stands between the sides: = where they are equal, ~ up to an order, => from equation to equation."""
        if isinstance(self.before, Relation) or isinstance(self.after, Relation):
            return "=>"
        return "~" if self.check == "series" else "="

    @property
    def result(self) -> Node:
        """What the line ends in; of ``x = 3``, ``[x, y] = [1, 2]`` or ``y′ = 2x`` after an equation, the value."""
        match self.before, self.after:
            case Relation(), Relation(sides=(Name() | Apply() | Vector(), value), operators=("=",)):
                return value
        return self.after
