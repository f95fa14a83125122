"""Whether a typed answer means the right one: by ball arithmetic, for every shape that an answer can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction
from itertools import pairwise

from calcdrill.expression.equality import Checker, Comparison, Verdict
from calcdrill.expression.exact import exact_value
from calcdrill.expression.normal import normal_form
from calcdrill.expression.shapes import Misfit, expand
from calcdrill.expression.tree import (
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Points,
    Relation,
    Text,
    Vector,
    number,
    times,
    total,
    value_of,
)
from calcdrill.practice.sampling import constant_ratio
from calcdrill.problem import Problem

__all__ = ["Judgement", "Outcome", "judge"]

POINTS = 10
"""How many points are to agree before an answer is right."""


class Outcome(IntEnum):
    """What was found, worst first: the whole is as good as its worst part."""

    WRONG = 0
    UNDECIDED = 1
    WHERE_DEFINED = 2
    RIGHT = 3


_INFINITE = frozenset({Name("oo"), Negative(Name("oo"))})
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
    typed, so that the answer is neither right nor wrong yet.
    """

    outcome: Outcome
    note: str = ""
    parts: tuple[Outcome, ...] = ()
    comparison: Comparison | None = None
    incomplete: bool = False


def judge(problem: Problem, answer: Node, typed: Node, checker: Checker) -> Judgement:
    """How ``typed`` stands to ``answer``, which is the problem's own or a mistake's."""
    try:
        typed = expand(typed)
    except Misfit as error:
        return Judgement(Outcome.WRONG, f"This cannot be worked out: {error}.")
    if typed == answer or normal_form(typed) == normal_form(answer):
        return Judgement(Outcome.RIGHT)
    if isinstance(answer, Text) or isinstance(typed, Text):
        return _words(answer, typed)
    match answer:
        case Vector(entries=entries):
            return _vector(problem, entries, typed, checker)
        case Matrix(rows=rows):
            return _matrix(problem, rows, typed, checker)
        case Relation():
            return _relation(answer, typed, checker)
        case Points():
            return _points(answer, typed, checker)
    if isinstance(typed, Vector | Matrix | Relation | Points):
        return Judgement(Outcome.WRONG, "One expression is asked for, not several.")
    if problem.task.kind == "integral":
        variable = str(problem.task["variable"])
        return _judged(checker.compare_antiderivative(answer, typed, variable, POINTS))
    return _scalar(answer, typed, checker)


def _scalar(answer: Node, typed: Node, checker: Checker) -> Judgement:
    if _INFINITE & {answer, typed}:
        return Judgement(Outcome.RIGHT if answer == typed else Outcome.WRONG)
    one, two = exact_value(answer), exact_value(typed)
    if one is not None and two is not None:
        return Judgement(Outcome.RIGHT if one == two else Outcome.WRONG)
    return _judged(checker.compare(answer, typed, POINTS))


def _judged(comparison: Comparison) -> Judgement:
    return Judgement(_OUTCOMES[comparison.verdict], comparison=comparison)


def _words(answer: Node, typed: Node) -> Judgement:
    if isinstance(answer, Text) and isinstance(typed, Text):
        same = " ".join(answer.text.split()).casefold() == " ".join(typed.text.split()).casefold()
        return Judgement(Outcome.RIGHT if same else Outcome.WRONG)
    return Judgement(Outcome.WRONG)


# -- vectors and matrices


def _vector(problem: Problem, entries: Sequence[Node], typed: Node, checker: Checker) -> Judgement:
    if not isinstance(typed, Vector):
        return Judgement(Outcome.WRONG, f"A vector with {len(entries)} entries is asked for.")
    if len(typed.entries) != len(entries):
        count = len(typed.entries)
        return Judgement(Outcome.WRONG, f"The answer has {len(entries)} entries, yours has {count}.")
    return _entrywise(problem, entries, typed.entries, checker)


def _matrix(problem: Problem, rows: Sequence[Sequence[Node]], typed: Node, checker: Checker) -> Judgement:
    wanted = f"{len(rows)} × {len(rows[0])}"
    if not isinstance(typed, Matrix):
        return Judgement(Outcome.WRONG, f"A {wanted} matrix is asked for, such as [[1, 2], [3, 4]].")
    if (len(typed.rows), len(typed.rows[0])) != (len(rows), len(rows[0])):
        found = f"{len(typed.rows)} × {len(typed.rows[0])}"
        return Judgement(Outcome.WRONG, f"The matrix is {wanted}, yours is {found}.")
    return _entrywise(problem, [entry for row in rows for entry in row], typed.children, checker)


def _entrywise(
    problem: Problem, answers: Sequence[Node], typed: Sequence[Node], checker: Checker
) -> Judgement:
    found = [judge(problem, one, two, checker) for one, two in zip(answers, typed, strict=True)]
    worst = min(found, key=lambda one: one.outcome)
    return replace(worst, parts=tuple(one.outcome for one in found))


# -- equations and inequalities


def _relation(answer: Relation, typed: Node, checker: Checker) -> Judgement:
    if answer.operators == ("=",):
        return _equation(answer.sides[0], answer.sides[1], typed, checker)
    if answer.operators == ("~",):
        return _approximation(answer.sides[1], typed, checker)
    if not isinstance(typed, Relation):
        return _interval(answer, typed, checker)
    return _inequality(answer, typed, checker)


def _equation(left: Node, right: Node, typed: Node, checker: Checker) -> Judgement:
    if not isinstance(typed, Relation):
        if isinstance(typed, Vector | Matrix | Points) != isinstance(right, Vector | Matrix | Points):
            return Judgement(Outcome.WRONG, "An equation is asked for.")
        return _judged(checker.compare(right, typed, POINTS))
    if typed.operators != ("=",):
        return Judgement(Outcome.WRONG, "One equation is asked for, with one sign =.")
    if typed.sides[0] == left:
        return _judged(checker.compare(right, typed.sides[1], POINTS))
    return _same_line(total(left, Negative(right)), total(typed.sides[0], Negative(typed.sides[1])), checker)


def _same_line(one: Node, two: Node, checker: Checker) -> Judgement:
    """Two equations, each as one side = 0, are the same where the sides differ by a constant factor."""
    factor = constant_ratio(two, one, checker)
    if factor is None or factor == 0:
        found = checker.compare(one, two, POINTS)
        return _judged(found)
    return _judged(checker.compare(times(number(factor), one), two, POINTS))


def _approximation(right: Node, typed: Node, checker: Checker) -> Judgement:
    node = typed.sides[-1] if isinstance(typed, Relation) else typed
    wanted, found = value_of(right), exact_value(node)
    if wanted is None or found is None:
        return _judged(checker.compare(right, node, POINTS))
    near = abs(Fraction(found) - Fraction(wanted)) <= half_unit(right)
    return Judgement(Outcome.RIGHT if near else Outcome.WRONG)


def half_unit(node: Node) -> Fraction:
    """Half a unit of the last digit that a decimal number is printed with; 0 for any other tree."""
    inner = node.argument if isinstance(node, Negative) else node
    if not isinstance(inner, Number) or not inner.decimal:
        return Fraction(0)
    places, bottom = 0, Fraction(inner.value).denominator
    while 10**places % bottom:
        places += 1
    return Fraction(1, 2 * 10**places)


Bound = tuple[Node, Node, str]
"""(smaller side, larger side, < or <=)"""


def _bounds(relation: Relation) -> list[Bound] | None:
    found: list[Bound] = []
    for (left, right), operator in zip(pairwise(relation.sides), relation.operators, strict=True):
        if operator[0] not in "<>":
            return None
        small, large = (left, right) if operator[0] == "<" else (right, left)
        found.append((small, large, operator.replace(">", "<")))
    return found


def _inequality(answer: Relation, typed: Relation, checker: Checker) -> Judgement:
    wanted, found = _bounds(answer), _bounds(typed)
    if wanted is None or found is None:
        if answer.operators != typed.operators:
            return Judgement(Outcome.WRONG)
        return _judged(checker.compare(answer, typed, POINTS))
    rest = list(found)
    loose = False
    for small, large, operator in wanted:
        match = next((bound for bound in rest if _same_bound((small, large), bound, checker)), None)
        if match is None:
            return Judgement(Outcome.WRONG, "" if len(found) >= len(wanted) else "A bound is missing.")
        loose = loose or match[2] != operator
        rest.remove(match)
    if rest:
        return Judgement(Outcome.WRONG, "There is one bound too many.")
    return Judgement(Outcome.WRONG, "Look at the ends: < or ≤?") if loose else Judgement(Outcome.RIGHT)


def _same_bound(wanted: tuple[Node, Node], bound: Bound, checker: Checker) -> bool:
    if all(_is_same(a, b, checker) for a, b in zip(wanted, bound[:2], strict=True)):
        return True
    one = total(wanted[1], Negative(wanted[0]))
    two = total(bound[1], Negative(bound[0]))
    factor = constant_ratio(two, one, checker)
    return factor is not None and factor > 0 and _is_same(times(number(factor), one), two, checker)


def _interval(answer: Relation, typed: Node, checker: Checker) -> Judgement:
    """``(0, 2)`` for ``0 < eta < 2``."""
    if isinstance(typed, Vector) and len(typed.entries) == 2 and answer.operators == ("<", "<"):
        ends = (answer.sides[0], answer.sides[2])
        if all(_is_same(one, two, checker) for one, two in zip(ends, typed.entries, strict=True)):
            return Judgement(Outcome.RIGHT)
    return Judgement(Outcome.WRONG, "An inequality is asked for, such as 0 < x < 2.")


def _is_same(one: Node, two: Node, checker: Checker) -> bool:
    if isinstance(one, Vector | Matrix | Text) or isinstance(two, Vector | Matrix | Text | Relation | Points):
        return one == two
    return _scalar(one, two, checker).outcome >= Outcome.WHERE_DEFINED


# -- critical points


def _points(answer: Points, typed: Node, checker: Checker) -> Judgement:
    if not isinstance(typed, Points):
        return Judgement(Outcome.WRONG, "Points are asked for.")
    rest = list(typed.items)
    kinds: list[tuple[str, str]] = []
    for values, kind in answer.items:
        match = next((item for item in rest if _same_place(values, item[0], checker)), None)
        if match is None:
            return Judgement(Outcome.WRONG, _missing(answer, typed))
        rest.remove(match)
        kinds.append((kind, match[1]))
    if rest:
        count = len(answer.items)
        words = f"Only {count} of these are right." if len(rest) > 1 else "There is one point too many."
        return Judgement(Outcome.WRONG, words)
    wrong = sum(1 for right, found in kinds if right and found and right != found)
    if wrong:
        return Judgement(Outcome.WRONG, "The points are right; look again at their types.")
    if any(right and not found for right, found in kinds):
        words = ", ".join(sorted({right for right, _ in kinds} | {"min", "max", "saddle"} - {""}))
        return Judgement(Outcome.UNDECIDED, f"Say the type of each point too ({words}).", incomplete=True)
    return Judgement(Outcome.RIGHT)


def _missing(answer: Points, typed: Points) -> str:
    if not answer.items:
        return "There is no such point."
    count = len(answer.items)
    if len(typed.items) < count:
        return f"There {'are' if count > 1 else 'is'} {count} point{'s' if count > 1 else ''}."
    return ""


def _same_place(one: Sequence[Node], two: Sequence[Node], checker: Checker) -> bool:
    return len(one) == len(two) and all(_is_same(a, b, checker) for a, b in zip(one, two, strict=True))


def is_plain_number(node: Node) -> bool:
    """Whether nothing is left to be worked out: an integer, a fraction in lowest terms, a decimal."""
    inner = node.argument if isinstance(node, Negative) else node
    return isinstance(normal_form(inner), Number)
