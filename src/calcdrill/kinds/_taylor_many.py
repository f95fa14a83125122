"""The Taylor polynomial in several variables: Σ ∂^k f(a)/k! · (x − a)^k over all exponents up to an order."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from flint import arb

from calcdrill.errors import TaskError, Undecided, Unsolved, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.jets import taylor_coefficients_of_many
from calcdrill.expression.comparing.equality import agree
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Basis, Evidence
from calcdrill.kinds._taylor_terms import power_of_distance, scaled
from calcdrill.kinds.common import definition, point_relation
from calcdrill.kinds.fields import as_point
from calcdrill.problem import Solution, Statement, Task

MOST_VARIABLES = 3
MOST_ORDER = 5
_MOST_NODES = 400
Exponents = tuple[int, ...]
Values = dict[Exponents, t.Node]


def centre(task: Task) -> dict[str, t.Node]:
    """The point around which the polynomial is made; a plain 0 is the origin."""
    given = task["at"]
    point = dict.fromkeys(task["variables"], t.ZERO) if given == t.ZERO else as_point(given, task["variables"])
    if any(t.names(value) for value in point.values()):
        raise TaskError("the centre of a Taylor polynomial is a point of numbers", "at")
    return {name: tidy(value) for name, value in point.items()}


def statement(task: Task) -> Statement:
    words: Prose = (f"Find the Taylor polynomial of order {task['order']} about the given point.",)
    shown = definition(task["variables"], task["function"])
    return Statement(words, (shown, " about ", point_relation(centre(task)), "."))


def _exponents(count: int, order: int) -> list[Exponents]:
    """All exponents up to the order, by their sum, the first variable's powers first."""
    every = product(range(order + 1), repeat=count)
    return sorted((k for k in every if sum(k) <= order), key=lambda k: (sum(k), [-n for n in k]))


@lru_cache(maxsize=64)
def _partials(function: t.Node, variables: tuple[str, ...], order: int) -> Mapping[Exponents, t.Node]:
    partials: dict[Exponents, t.Node] = {(0,) * len(variables): function}
    for exponents in _exponents(len(variables), order)[1:]:
        place = next(k for k, n in enumerate(exponents) if n)
        lower = tuple(n - (k == place) for k, n in enumerate(exponents))
        partials[exponents] = tidy(differentiate(partials[lower], variables[place]))
        if t.size(partials[exponents]) > _MOST_NODES:
            raise Unsolved("the derivatives become too long to work out by hand")
    return partials


def _values(task: Task) -> Values:
    point = centre(task)
    partials = _partials(task["function"], task["variables"], task["order"])
    return {exponents: tidy(t.substitute(partial, point)) for exponents, partial in partials.items()}


def solve(task: Task) -> Solution:
    if not 2 <= len(task["variables"]) <= MOST_VARIABLES or task["order"] > MOST_ORDER:
        raise TaskError(f"with several variables: at most {MOST_VARIABLES} of them, and order {MOST_ORDER}", "order")
    if task["by"] != "derivatives":
        raise TaskError("with several variables the polynomial is worked out from derivatives", "by")
    values = _values(task)
    steps = [_level_step(task, values, level) for level in range(task["order"] + 1)]
    raw = _raw(task, values)
    answer = polynomial(task, values)
    note: Prose = ("each value over the factorials of its orders, times the powers of the distances",)
    if task["order"] == 2:
        note = ("value, slopes, half the pure second derivatives, and the mixed one once",)
    steps.append(Step("assemble", raw, answer, note))
    return Solution(answer, tuple(steps))


def _level_step(task: Task, values: Values, level: int) -> Step:
    """The derivatives of one order, then the centre put in."""
    function, variables = task["function"], task["variables"]
    place = tuple(centre(task).items())
    if level == 0:
        return Step("value at the centre", t.At(function, place), values[(0,) * len(variables)], weight=1)
    partials = _partials(function, variables, task["order"])
    if level == 2:
        return _hessian_step(task, values)
    row = [exponents for exponents in values if sum(exponents) == level]
    symbols = t.Vector(tuple(t.Derivative(function, _names(variables, k), True) for k in row))
    worked = t.Vector(tuple(partials[k] for k in row))
    rule = "gradient at the centre" if level == 1 else f"derivatives of order {level} at the centre"
    inner = (Step("differentiate", symbols, worked),)
    return Step(rule, t.At(worked, place), t.Vector(tuple(values[k] for k in row)), (), inner)


def _hessian_step(task: Task, values: Values) -> Step:
    function, variables = task["function"], task["variables"]
    partials = _partials(function, variables, task["order"])
    count = range(len(variables))

    def matrix(entry: Mapping[Exponents, t.Node]) -> t.Matrix:
        return t.Matrix(tuple(tuple(entry[_pair(a, b, len(variables))] for b in count) for a in count))

    symbols = t.Matrix(tuple(tuple(t.Derivative(function, (a, b), True) for b in variables) for a in variables))
    inner = (Step("differentiate twice", symbols, matrix(partials)),)
    return Step("Hessian at the centre", t.At(matrix(partials), tuple(centre(task).items())), matrix(values), (), inner)


def _pair(a: int, b: int, count: int) -> Exponents:
    return tuple((k == a) + (k == b) for k in range(count))


def _names(variables: tuple[str, ...], exponents: Exponents) -> tuple[str, ...]:
    return tuple(name for name, n in zip(variables, exponents, strict=True) for _ in range(n))


def _powers(point: Mapping[str, t.Node], exponents: Exponents) -> list[t.Node]:
    return [power_of_distance(*item, n) for item, n in zip(point.items(), exponents, strict=True) if n]


def _raw(task: Task, values: Values) -> t.Node:
    point = centre(task)
    terms = []
    for exponents, value in values.items():
        divisor = math.prod(map(math.factorial, exponents))
        powers = _powers(point, exponents)
        scaled = value if divisor == 1 else t.Quotient(value, t.number(divisor))
        if value != t.ZERO:
            terms.append(t.times(*(powers if scaled == t.ONE and powers else (scaled, *powers))))
    return t.total(*terms)


def polynomial(task: Task, values: Values, at: Mapping[str, t.Node] | None = None) -> t.Node:
    """Σ value/k! · (x − a)^k in rising order, terms of value 0 left out."""
    point = centre(task) if at is None else at
    terms = []
    for exponents, value in values.items():
        coefficient = tidy(t.Quotient(value, t.number(math.prod(map(math.factorial, exponents)))))
        powers = _powers(point, exponents)
        if coefficient != t.ZERO:
            terms.append(scaled(coefficient, t.times(*powers)) if powers else coefficient)
    return t.total(*terms)


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """All coefficients by jets of the function against those of the answer, and none beyond the order."""
    order, point = task["order"], centre(task)
    truth = taylor_coefficients_of_many(task["function"], task["variables"], point, order)
    coefficients = taylor_coefficients_of_many(solution.answer, task["variables"], point, order + 1)
    for exponents, coefficient in coefficients.items():
        agreed = agree(coefficient, truth.get(exponents, arb(0)))
        if agreed is None:
            raise Undecided(f"the coefficient of order {exponents} is undecided")
        if not agreed:
            raise Wrong(f"the coefficient of order {exponents} differs")
    bound = max(float(coefficient.rad()) for coefficient in (*truth.values(), *coefficients.values()))
    return Evidence("arb jets", len(truth), bound, Basis.POINTS if bound else Basis.PROVED)


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    values = _values(task)

    def changed(change: Mapping[Exponents, t.Node]) -> t.Node:
        return polynomial(task, {**values, **change})

    mixed = [k for k in values if sum(n > 0 for n in k) > 1]
    yield "mixed-term-halved", changed({k: tidy(t.Quotient(values[k], t.Number(2))) for k in mixed})
    yield "mixed-term-missing", changed(dict.fromkeys(mixed, t.ZERO))
    whole = {k: tidy(t.times(v, t.number(math.prod(map(math.factorial, k))))) for k, v in values.items()}
    yield "no-factorial", polynomial(task, whole)
    point = centre(task)
    if any(value != t.ZERO for value in point.values()):
        yield "powers-of-x", polynomial(task, values, dict.fromkeys(point, t.ZERO))
    yield "one-degree-short", polynomial(task, {k: v for k, v in values.items() if sum(k) < task["order"]})
    yield "constant-term-missing", changed({(0,) * len(point): t.ZERO})


FEEDBACK: dict[str, Prose] = {
    "mixed-term-halved": ("The mixed derivative appears twice in the Hessian, which cancels the factor 1/2.",),
    "mixed-term-missing": ("The mixed derivatives give a term too.",),
}
