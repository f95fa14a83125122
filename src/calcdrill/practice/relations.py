"""Whether a typed equation or inequality means the right one."""

from __future__ import annotations

from fractions import Fraction

from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import Checker
from calcdrill.expression.exact import exact_value
from calcdrill.practice.outcome import POINTS, Judgement, Outcome, half_unit, is_same, judged
from calcdrill.practice.sampling import constant_ratio

__all__ = ["judge_relation"]


def judge_relation(answer: t.Relation, typed: t.Node, checker: Checker) -> Judgement:
    if answer.operators == ("=",):
        return _equation(answer.sides[0], answer.sides[1], typed, checker)
    if answer.operators == ("~",):
        return _approximation(answer.sides[1], typed, checker)
    if not isinstance(typed, t.Relation):
        return _interval(answer, typed, checker)
    return _inequality(answer, typed, checker)


def _equation(left: t.Node, right: t.Node, typed: t.Node, checker: Checker) -> Judgement:
    if not isinstance(typed, t.Relation):
        if isinstance(typed, t.Vector | t.Matrix | t.Points) != isinstance(right, t.Vector | t.Matrix | t.Points):
            return Judgement.misshapen("An equation is asked for.")
        return judged(checker.compare(right, typed, POINTS))
    if typed.operators != ("=",):
        return Judgement.misshapen("One equation is asked for, with one sign =.")
    if typed.sides[0] == left:
        return judged(checker.compare(right, typed.sides[1], POINTS))
    return _same_line(t.total(left, t.Negative(right)), t.total(typed.sides[0], t.Negative(typed.sides[1])), checker)


def _same_line(one: t.Node, two: t.Node, checker: Checker) -> Judgement:
    """Two equations, each as one side = 0, are the same where the sides differ by a constant factor."""
    factor = constant_ratio(two, one, checker)
    if factor is None or factor == 0:
        comparison = checker.compare(one, two, POINTS)
        return judged(comparison)
    return judged(checker.compare(t.times(t.number(factor), one), two, POINTS))


def _approximation(right: t.Node, typed: t.Node, checker: Checker) -> Judgement:
    node = typed.sides[-1] if isinstance(typed, t.Relation) else typed
    wanted, given = t.value_of(right), exact_value(node)
    if wanted is None or given is None:
        return judged(checker.compare(right, node, POINTS))
    near = abs(Fraction(given) - Fraction(wanted)) <= half_unit(right)
    return Judgement(Outcome.RIGHT if near else Outcome.WRONG)


Bound = tuple[t.Node, t.Node, str]
"""(smaller side, larger side, < or <=)"""


def _bounds(relation: t.Relation) -> list[Bound] | None:
    bounds = [(small, large, "<" if is_strict else "<=") for small, large, is_strict in relation.inequalities]
    return bounds if len(bounds) == len(relation.operators) else None


def _inequality(answer: t.Relation, typed: t.Relation, checker: Checker) -> Judgement:
    wanted, given = _bounds(answer), _bounds(typed)
    if wanted is None or given is None:
        if answer.operators != typed.operators:
            return Judgement(Outcome.WRONG)
        return judged(checker.compare(answer, typed, POINTS))
    rest = list(given)
    loose = False
    for small, large, operator in wanted:
        match = next((bound for bound in rest if _same_bound((small, large), bound, checker)), None)
        if match is None:
            return Judgement(Outcome.WRONG, "" if len(given) >= len(wanted) else "A bound is missing.")
        loose = loose or match[2] != operator
        rest.remove(match)
    if rest:
        return Judgement(Outcome.WRONG, "There is one bound too many.")
    return Judgement(Outcome.WRONG, "Look at the ends: < or ≤?") if loose else Judgement(Outcome.RIGHT)


def _same_bound(wanted: tuple[t.Node, t.Node], bound: Bound, checker: Checker) -> bool:
    if all(is_same(a, b, checker) for a, b in zip(wanted, bound[:2], strict=True)):
        return True
    one = t.total(wanted[1], t.Negative(wanted[0]))
    two = t.total(bound[1], t.Negative(bound[0]))
    factor = constant_ratio(two, one, checker)
    return factor is not None and factor > 0 and is_same(t.times(t.number(factor), one), two, checker)


def _interval(answer: t.Relation, typed: t.Node, checker: Checker) -> Judgement:
    """``(0, 2)`` for ``0 < eta < 2``."""
    if isinstance(typed, t.Vector) and len(typed.entries) == 2 and answer.operators == ("<", "<"):
        ends = (answer.sides[0], answer.sides[2])
        if all(is_same(one, two, checker) for one, two in zip(ends, typed.entries, strict=True)):
            return Judgement(Outcome.RIGHT)
    if isinstance(typed, t.Vector) and len(typed.entries) == 2:
        return Judgement(Outcome.WRONG, "An inequality is asked for, such as 0 < x < 2.")
    return Judgement.misshapen("An inequality is asked for, such as 0 < x < 2.")
