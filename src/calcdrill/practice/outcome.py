"""What a comparison of a typed answer found, and the comparison of two scalar trees."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Final

from calcdrill.expression.comparing.equality import Checker, Comparison, Verdict
from calcdrill.expression.exact import exact_value
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.tree import Matrix, Name, Negative, Node, Number, Points, Relation, Text, Vector

__all__ = ["INFINITE", "POINTS", "Judgement", "Outcome", "half_unit", "is_plain_number", "is_same", "judged", "scalar"]

POINTS: Final = 10
"""How many points are to agree before an answer is right."""


class Outcome(IntEnum):
    """What was found, worst first: the whole is as good as its worst part."""

    WRONG = 0
    UNDECIDED = 1
    WHERE_DEFINED = 2
    RIGHT = 3


INFINITE = frozenset({Name("oo"), Negative(Name("oo"))})
_OUTCOMES = {
    Verdict.DIFFERENT: Outcome.WRONG,
    Verdict.UNDECIDED: Outcome.UNDECIDED,
    Verdict.EQUAL_WHERE_DEFINED: Outcome.WHERE_DEFINED,
    Verdict.EQUAL: Outcome.RIGHT,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome with a sentence about it.

    ``parts`` are the outcomes of the entries of a vector or matrix.
    ``comparison`` is the evidence of a scalar. ``incomplete`` says that something the task asks for was not
    typed, so that the answer is neither right nor wrong yet. ``again`` says which form is asked for, where the
    answer has another one.
    """

    outcome: Outcome
    note: str = ""
    parts: tuple[Outcome, ...] = ()
    comparison: Comparison | None = None
    incomplete: bool = False
    again: str = ""

    @classmethod
    def misshapen(cls, wanted: str) -> Judgement:
        """Of another form than the one asked for: neither right nor wrong."""
        return cls(Outcome.WRONG, again=wanted)


def scalar(answer: Node, typed: Node, checker: Checker) -> Judgement:
    if INFINITE & {answer, typed}:
        return Judgement(Outcome.RIGHT if answer == typed else Outcome.WRONG)
    one, two = exact_value(answer), exact_value(typed)
    if one is not None and two is not None:
        return Judgement(Outcome.RIGHT if one == two else Outcome.WRONG)
    return judged(checker.compare(answer, typed, POINTS))


def judged(comparison: Comparison) -> Judgement:
    return Judgement(_OUTCOMES[comparison.verdict], comparison=comparison)


def is_same(one: Node, two: Node, checker: Checker) -> bool:
    if isinstance(one, Vector | Matrix | Text) or isinstance(two, Vector | Matrix | Text | Relation | Points):
        return one == two
    return scalar(one, two, checker).outcome >= Outcome.WHERE_DEFINED


def half_unit(node: Node) -> Fraction:
    """Half a unit of the last digit that a decimal number is printed with; 0 for any other tree."""
    inner = node.argument if isinstance(node, Negative) else node
    if not isinstance(inner, Number) or not inner.decimal:
        return Fraction(0)
    places, bottom = 0, Fraction(inner.value).denominator
    while 10**places % bottom:
        places += 1
    return Fraction(1, 2 * 10**places)


def is_plain_number(node: Node) -> bool:
    """Whether nothing is left to be worked out: an integer, a fraction in lowest terms, a decimal."""
    inner = node.argument if isinstance(node, Negative) else node
    return isinstance(normal_form(inner), Number)
