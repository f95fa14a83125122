"""What a textbook would not print: a product that nobody works out, powers that rise, a domain that nobody needs.

Each is a look at the printed trees alone; no rule of ``tidy`` is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from math import isfinite
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.figures.floats import Curve, function_of
from calcdrill.problem import Problem
from calcdrill.verify import all_steps

__all__ = ["falls", "needs_its_domain", "shows_a_domain", "unworked"]

_GRID: Final = (-3.7, -2.0, -1.3, -0.6, -0.2, 0.3, 0.7, 1.4, 2.6, 5.3)
_STEP: Final = 1e-5


# -- products that are left


def unworked(problem: Problem) -> Iterator[t.Node]:
    """The products that stand in the answer, or at the end of a line and in no line after that works them out."""
    yield from _open_products(problem.answer)
    lines = list(all_steps(problem.steps))
    for line in lines:
        for left in _open_products(line.after):
            if not any(left in t.walk(other.before) for other in lines if other is not line):
                yield left


def _open_products(node: t.Node) -> Iterator[t.Node]:
    """Two numbers side by side, x·x, a minus or a bracket without a sum inside a product, - -, a minus under a bar."""
    for inner in t.walk(node):
        match inner:
            case t.Product(factors=factors) if not any(isinstance(f, t.Vector | t.Matrix) for f in factors):
                if _is_open(factors):
                    yield inner
            case t.Negative(argument=t.Negative()) | t.Quotient(denominator=t.Negative()):
                yield inner
            case t.Quotient(numerator=t.Negative()):
                yield inner
            case t.Sum(terms=terms) if t.ZERO in terms:
                yield inner


def _is_open(factors: Sequence[t.Node]) -> bool:
    bases = [factor.base if isinstance(factor, t.Power) else factor for factor in factors]
    varying = [base for base in bases if t.value_of(base) is None]
    numbers = sum(t.value_of(factor) is not None for factor in factors)
    has_inner = any(isinstance(factor, t.Negative | t.Product) or factor in (t.ZERO, t.ONE) for factor in factors)
    return has_inner or numbers > 1 or len(set(varying)) < len(varying)


# -- falling powers


def falls(node: t.Node) -> bool:
    """Whether no polynomial in one variable that is a whole answer rises; c - x^n may."""
    if isinstance(node, t.Relation | t.Vector | t.Matrix):
        return all(map(falls, node.children))
    if not isinstance(node, t.Sum) or len(t.names(node) - {"C"}) != 1:
        return True
    degrees = [_degree(term) for term in node.terms if term != t.Name("C")]
    if None in degrees or (len(degrees) == 2 and degrees[0] == 0 and _is_bare(node.terms[1])):
        return True
    return all(one > other for one, other in pairwise(degrees))  # type: ignore[operator]


def _is_bare(term: t.Node) -> bool:
    """-x or -x^n."""
    return isinstance(term, t.Negative) and isinstance(term.argument, t.Name | t.Power)


def _degree(term: t.Node) -> int | None:
    """The degree of a number times a power of a name; None for anything else."""
    match term:
        case t.Negative(argument=inner):
            return _degree(inner)
        case t.Name():
            return 1
        case t.Power(base=t.Name(), exponent=t.Number(value=int() as exponent)):
            return exponent
        case t.Quotient(numerator=top, denominator=t.Number()):
            return _degree(top)
        case t.Product(factors=(number, power)) if t.value_of(number) is not None:
            return _degree(power)
    return 0 if t.value_of(term) is not None else None


# -- domains


def shows_a_domain(problem: Problem) -> bool:
    """Whether the statement ends in a condition on the variables of its function."""
    given = problem.statement.given
    return "function" in problem.task.fields and any(node in given for node in problem.task.domain)


def needs_its_domain(problem: Problem) -> bool:
    """Whether outside the domain the function has values where the answer has none, or another one.

    Of critical points: whether the function has values outside at all, so that more points may be found there.
    """
    task = problem.task
    names = tuple(sorted(set().union(*map(t.names, (*task.domain, task["function"])))))
    try:
        function = function_of(task["function"], names)
        conditions = [_holds(condition, names) for condition in task.domain]
        outside = [point for point in product(_GRID, repeat=len(names)) if not all(c(point) for c in conditions)]
        known = [point for point in outside if isfinite(function(*point))]
        return any(not _is_right(problem, function, names, point) for point in known)
    except Unwritable:
        return True


def _holds(condition: t.Node, names: tuple[str, ...]) -> Curve:
    assert isinstance(condition, t.Relation)
    sides = [function_of(side, names) for side in condition.sides]
    order = {"<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b}

    def holds(point: tuple[float, ...]) -> bool:
        values = [side(*point) for side in sides]
        return all(order[sign](*pair) for sign, pair in zip(condition.operators, pairwise(values), strict=True))

    return holds


def _is_right(problem: Problem, function: Curve, names: tuple[str, ...], point: tuple[float, ...]) -> bool:
    """Whether a first derivative or an antiderivative is right at the point, by a quotient of differences."""
    task, kind = problem.task, problem.task.kind
    if kind not in {"derivative", "partial", "integral"}:
        return False
    answer = function_of(t.substitute(problem.answer, {"C": t.ZERO}), names)
    above, below = (function, answer) if kind != "integral" else (answer, function)
    variables = task["wrt"] if kind == "partial" else (task["variable"],) * (task.fields.get("order") or 1)
    slope = above
    for variable in variables:
        slope = _slope(slope, names.index(variable))
    value, wanted = below(*point), slope(*point)
    return isfinite(value) and (not isfinite(wanted) or abs(value - wanted) <= 1e-2 * (1 + abs(value)))


def _slope(function: Curve, place: int) -> Curve:
    def at(*point: float) -> float:
        ends = [[*point[:place], point[place] + side * h, *point[place + 1 :]] for side in (1, -1)]
        return (function(*ends[0]) - function(*ends[1])) / (2 * h)

    h = _STEP**0.5
    return at
