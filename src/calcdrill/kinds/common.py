"""Words and small results that many kinds share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from calcdrill.errors import CalcdrillError, Undecided, Unsolved, Wrong
from calcdrill.expression.arithmetic import rational
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.antiderivative import open_variable
from calcdrill.expression.comparing.comparison import weakest
from calcdrill.expression.comparing.equality import Comparison, Verdict
from calcdrill.expression.comparing.points import ranges
from calcdrill.expression.comparing.solutions import solves
from calcdrill.expression.differentiating.derivation import derivation
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.steps import Expansion, Prose, Step, listed
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    ONE,
    ZERO,
    Apply,
    At,
    Derivative,
    Matrix,
    Name,
    Node,
    Piecewise,
    Relation,
    Sum,
    Vector,
    names,
    substitute,
)
from calcdrill.kinds import Evidence
from calcdrill.kinds.fields import as_point
from calcdrill.problem import Figure, Solution, Task


def equation(left: Node, right: Node) -> Relation:
    """left = right."""
    return Relation((left, right), ("=",))


def together(entries: Sequence[Node]) -> Node:
    """One number, or a vector of them."""
    return entries[0] if len(entries) == 1 else Vector(tuple(entries))


def definition(variables: Sequence[str], body: Node) -> Node:
    """f(x, y) = body."""
    return equation(Apply("f", tuple(map(Name, variables))), body)


def point_relation(point: Mapping[str, Node]) -> Node:
    """x = 1, or (x, y) = (1, 2)."""
    return equation(together([Name(name) for name in point]), together(tuple(point.values())))


def given(definition_: Node, point: Mapping[str, Node] | None = None, domain: Sequence[Node] = ()) -> Prose:
    """``f(x) = … at x = 1, for x > 0.``"""
    words: list[str | Node] = [definition_]
    if point:
        words += [" at ", point_relation(point)]
    if domain:
        words += [", for ", *listed(domain)]
    return (*words, ".")


def optional_point(task: Task) -> dict[str, Node] | None:
    """The task's ``at`` as a mapping, None where there is none."""
    return None if task["at"] is None else as_point(task["at"], task["variables"])


def value_at(node: Node, point: Mapping[str, Node] | None) -> Node:
    """The node's textbook form with the point's numbers put in, where there is a point."""
    return tidy(substitute(node, point) if point else node)


def at(node: Node, point: Mapping[str, Node] | None) -> Node:
    """The node at the point, still to be worked out; as it is where there is no point."""
    return At(node, tuple(point.items())) if point else node


def partials(function: Node, variables: Sequence[str]) -> tuple[Node, ...]:
    """The partial derivatives, still to be worked out."""
    return tuple(Derivative(function, (name,), partial=True) for name in variables)


@lru_cache(maxsize=128)
def slopes(function: Node, variables: tuple[str, ...]) -> tuple[Node, ...]:
    """The partial derivatives in textbook form."""
    return tuple(tidy(differentiate(function, name)) for name in variables)


def solution_at(
    point: Mapping[str, Node] | None, found: Node, steps: Sequence[Step], note: Prose = (), weight: int = 2
) -> Solution:
    """The solution that ends in what was found, or in its value at the point, where there is one."""
    if not point:
        return Solution(found, tuple(steps))
    answer = value_at(found, point)
    if isinstance(answer, Piecewise):
        raise Unsolved("no derivative is found at this point, where two cases of the function meet")
    return Solution(answer, (*steps, Step("substitute", at(found, point), answer, note, weight=weight)))


def by_entry(matrix: Node, change: Callable[[int, int, Node], Node]) -> Matrix:
    """The matrix with ``change(row, column, entry)`` in place of each entry."""
    assert isinstance(matrix, Matrix)
    return Matrix(tuple(tuple(change(i, j, entry) for j, entry in enumerate(row)) for i, row in enumerate(matrix.rows)))


def diagonal_of(matrix: Node) -> Matrix:
    """The matrix with zeros beside its diagonal."""
    return by_entry(matrix, lambda i, j, entry: entry if i == j else ZERO)


def evidence(route: str, *comparisons: Comparison, example: str = "") -> Evidence:
    """What the comparisons show together; raises Wrong (with the ``example``) or Undecided if one does not hold."""
    for comparison in comparisons:
        if comparison.verdict is Verdict.DIFFERENT:
            raise Wrong(f"the answer is not what {route} found{_place(comparison)}", example)
        if comparison.verdict is Verdict.UNDECIDED:
            raise Undecided(f"{route} could not tell at enough points whether the answer is right: narrow the domain")
    points, bounds = [one.points for one in comparisons], [one.bound for one in comparisons]
    return Evidence(route, min(points), max(bounds), weakest(one.basis for one in comparisons))


def both_values(comparison: Comparison, names: tuple[str, str], sides: tuple[Node, Node]) -> str:
    """``the quantity is 3.2, the answer 5``, where a comparison found two numbers to differ; else nothing."""
    shown = [_shown(side, comparison.witness or {}) for side in sides]
    return f"{names[0]} is {shown[0]}, {names[1]} {shown[1]}" if all(shown) and shown[0] != shown[1] else ""


def _shown(node: Node, point: Mapping[str, Any]) -> str:
    try:
        number = value(node, point)
    except (CalcdrillError, ValueError, KeyError, TypeError, AttributeError):
        return ""
    return f"{float(number):.6g}" if number.is_finite() else ""


def _place(comparison: Comparison) -> str:
    """at x = 84/11, or nothing where there is no letter to choose."""
    places = (comparison.witness or {}).items()
    return f" at {', '.join(f'{name} = {number}' for name, number in places)}" if places else ""


def ends_of(task: Task) -> dict[str, Node]:
    """``lower`` and ``upper`` of the numbers that the domain allows the variable: further a graph is not drawn."""
    low, high = ranges(task.domain).get(task["variable"], (None, None))
    ends = {"lower": low, "upper": high}
    return {name: rational(end) for name, end in ends.items() if end is not None}


@lru_cache(maxsize=128)
def derived(function: Node, variable: str, partial: bool = False) -> tuple[Node, tuple[Step, ...]]:
    """The derivative in textbook form, and the worked lines that end in it."""
    lines = derivation(function, variable, partial=partial)
    answer = tidy(lines[-1].after)
    last = lines[-1]
    if has_the_same_terms(last.after, answer):
        lines = (*lines[:-1], replace(last, after=answer))
    elif last.after != answer:
        lines = (*lines, Step("simplify", last.after, answer, weight=0))
    return answer, lines


def has_the_same_terms(line: Node, answer: Node) -> bool:
    """Does ``answer`` only put the terms of the sum ``line`` in another order? That is no line of its own."""
    if not (isinstance(line, Sum) and isinstance(answer, Sum)) or len(line.terms) != len(answer.terms):
        return False
    rest = list(answer.terms)
    for term in line.terms:
        if term not in rest:
            return False
        rest.remove(term)
    return True


def worked_partials(function: Node, variables: Sequence[str]) -> tuple[tuple[Node, ...], tuple[Step, ...]]:
    """The partial derivatives in textbook form, and one line for each that unfolds into its rules."""
    worked = [derived(function, name, partial=True) for name in variables]
    steps = (
        Step(f"partial derivative with respect to {name}", Derivative(function, (name,), True), partial, (), lines)
        for name, (partial, lines) in zip(variables, worked, strict=True)
    )
    return tuple(partial for partial, _ in worked), tuple(steps)


def derived_in_turn(function: Node, variables: Sequence[str], partial: bool) -> tuple[Node, tuple[Step, ...]]:
    """The derivative by several variables in turn; each further one starts from the textbook form of the one before.

    With more than one, each derivative is one line that unfolds.
    """
    if len(variables) == 1:
        return derived(function, variables[0], partial)
    current, steps = function, []
    for count, variable in enumerate(variables, start=1):
        after, lines = derived(current, variable, partial)
        before = Derivative(current, (variable,), partial)
        steps.append(Step(f"{ORDINALS[count]} derivative", before, after, (), lines))
        current = after
    return current, tuple(steps)


def line_step(line: Mapping[str, Any], before: Node, after: Node, dual: str | None = None) -> Step:
    """A line that the YAML gives as a step with the check that fits it; ``dual`` is the unit whose square is 0."""
    expansion: Expansion | None = None
    if dual is not None and dual in names(before) | names(after):
        check, expansion = "dual", Expansion(dual, ZERO, 1)
    elif open_variable(before):
        check = "antiderivative"
    else:
        check = "solution" if solves(before, after) else "value"
    return Step(line["rule"], before, after, line["note"], check=check, expansion=expansion, proof=line["proof"])


def last_function(solution: Solution) -> Node:
    """What the last derivative was taken of, in a solution by ``derived_in_turn``."""
    return next(step.before.body for step in reversed(solution.steps) if isinstance(step.before, Derivative))


def in_turn(*candidates: Iterable[tuple[str, Node]]) -> Iterator[tuple[str, Node]]:
    """The candidates for mistakes, the first of each list, then the second of each, …"""
    return (pair for pairs in zip_longest(*candidates) for pair in pairs if pair is not None)


def level_lines(task: Task, solution: Solution) -> Figure | None:
    """Level lines of a function of two variables, with its gradient at a point."""
    if len(task["variables"]) != 2:
        return None
    at = task["at"]
    point = (ONE, ONE) if at is None else tuple(as_point(at, task["variables"]).values())
    data = {"function": task["function"], "variables": task["variables"], "at": point}
    place = point_relation(dict(zip(task["variables"], point, strict=True)))
    return Figure("contour", data, ("Level lines of ", task["function"], " with the gradient at ", place, "."))


ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
MOST_ORDER = len(ORDINALS) - 1
