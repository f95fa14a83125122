"""The Taylor polynomial about any centre, with exact coefficients.

Worked by derivatives here, by a known series in ``_taylor_series``, in several variables in ``_taylor_many``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

from flint import arb

from calcdrill.errors import Undecided, Unsolved, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.jets import taylor_coefficients
from calcdrill.expression.comparing.comparison import agree, all_agree
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.steps import Expansion, Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Basis, Evidence, Kind, _slips, _taylor_many, _taylor_removable, _taylor_series
from calcdrill.kinds._letters import for_letters, letters_of, with_numbers
from calcdrill.kinds._taylor_terms import in_powers, power_of_distance
from calcdrill.kinds.common import definition, point_relation
from calcdrill.kinds.fields import Field, as_point
from calcdrill.problem import Figure, Solution, Statement, Task

MOST_NODES = 400


def _has_many(task: Task) -> bool:
    return len(task["variables"]) > 1


def statement(task: Task) -> Statement:
    if _has_many(task):
        return _taylor_many.statement(task)
    words: Prose = (f"Find the Taylor polynomial of order {task['order']} about the given centre.",)
    centre = _centre(task)
    if centre == t.ZERO:
        words = (f"Find the Maclaurin polynomial (centre 0) of order {task['order']}.",)
    shown = definition((task["variable"],), task["function"])
    about: Prose = () if centre == t.ZERO else (" about ", t.Relation((t.Name(task["variable"]), centre), ("=",)))
    return Statement(words, (shown, *about, "."))


def _centre(task: Task) -> t.Node:
    (centre,) = as_point(task["at"], (task["variable"],)).values()
    if t.names(centre):
        raise Unsolved("the centre of a Taylor polynomial is a number")
    return tidy(centre)


def _about(task: Task) -> Expansion:
    return Expansion(task["variable"], _centre(task), task["order"])


@lru_cache(maxsize=64)
def derivatives(function: t.Node, variable: str, order: int) -> tuple[t.Node, ...]:
    """f, f′ … f⁽ⁿ⁾ in textbook form; Unsolved if they grow beyond reading."""
    in_turn = [function]
    for _ in range(order):
        in_turn.append(tidy(differentiate(in_turn[-1], variable)))
        if t.size(in_turn[-1]) > MOST_NODES:
            raise Unsolved("the derivatives become too long to work out by hand")
    return tuple(in_turn)


def _values(task: Task, centre: t.Node) -> list[t.Node]:
    """The value of each derivative at the centre."""
    functions = derivatives(task["function"], task["variable"], task["order"])
    return [tidy(t.substitute(function, {task["variable"]: centre})) for function in functions]


def solve(task: Task) -> Solution:
    if _has_many(task):
        return _taylor_many.solve(task)
    if task["by"] == "series":
        return _taylor_series.solve(task["function"], _about(task))
    if not letters_of(task, "function") and _taylor_removable.is_removable(task["function"], _about(task)):
        return _taylor_removable.solve(task["function"], _about(task))
    variable, centre = task["variable"], _centre(task)
    functions, values = derivatives(task["function"], variable, task["order"]), _values(task, centre)
    place = ((variable, centre),)
    steps = [_value_step(variable, k, functions, place, value) for k, value in enumerate(values)]
    raw = t.total(*(_raw_term(value, k, variable, centre) for k, value in enumerate(values)))
    answer = polynomial(values, variable, centre)
    steps.append(Step("assemble", raw, answer, ("each value over its factorial, times the power of the distance",)))
    return Solution(answer, tuple(steps))


def _value_step(
    variable: str, order: int, functions: tuple[t.Node, ...], point: tuple[tuple[str, t.Node], ...], value: t.Node
) -> Step:
    if order == 0:
        return Step("value at the centre", t.At(functions[0], point), value, weight=1)
    derivative = t.Derivative(functions[0], (variable,) * order)
    shown = t.Derivative(functions[order - 1], (variable,))
    inner = (
        Step("differentiate", shown, functions[order]),
        Step("substitute", t.At(functions[order], point), value, weight=1),
    )
    note: Prose = (f"derivative of order {order}, then the centre put in",)
    return Step("derivative at the centre", t.At(derivative, point), value, note, inner)


def _raw_term(value: t.Node, order: int, variable: str, centre: t.Node) -> t.Node:
    if order == 0:
        return value
    divided = value if order == 1 else t.Quotient(value, t.Call("factorial", (t.number(order),)))
    return t.times(divided, power_of_distance(variable, centre, order))


def polynomial(values: list[t.Node], variable: str, centre: t.Node) -> t.Node:
    """Σ value_k / k! · (x − a)^k in rising order, terms of value 0 left out."""
    return in_powers(((_divided(value, k), k) for k, value in enumerate(values)), variable, centre)


def _divided(value: t.Node, order: int) -> t.Node:
    return tidy(t.Quotient(value, t.number(math.factorial(order)))) if order > 1 else value


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """The coefficients of the function's jet against those of the answer's, and no higher power in the answer."""
    if _has_many(task):
        return _taylor_many.check(task, solution, shared=shared)
    letters = letters_of(task, "function")
    if not letters:
        return _check_numbers(task, solution)
    try:
        evidences = [_check_numbers(*with_numbers(task, solution, numbers)) for numbers in for_letters(task, letters)]
    except Undecided as error:
        names = ", ".join(letters)
        raise Undecided(f"for some {names}: {error}, or narrow the domain, such as domain: {letters[0]} > 0") from None
    return Evidence("arb jets", len(evidences), max(one.bound for one in evidences), Basis.POINTS)


def _check_numbers(task: Task, solution: Solution) -> Evidence:
    order, centre = task["order"], _centre(task)
    truth = taylor_coefficients(task["function"], task["variable"], centre, order)
    if not all(c.is_finite() for c in truth):
        truth = _taylor_removable.coefficients(task["function"], _about(task)) or truth
    coefficients = taylor_coefficients(solution.answer, task["variable"], centre, order + 2)
    expected = (*truth, arb(0), arb(0))
    if all_agree(coefficients, expected) is None:
        for k, pair in enumerate(zip(coefficients, expected, strict=True)):
            agreed = agree(*pair)
            if agreed is None:
                raise Undecided(f"the coefficient of order {k} is undecided" if pair[1].is_finite() else _unknown(task))
            if not agreed:
                raise Wrong(f"the coefficient of order {k} differs")
    bound = max(map(float, map(arb.rad, (*truth, *coefficients))))
    return Evidence("arb jets", order + 1, bound, Basis.POINTS if bound else Basis.PROVED)


def _unknown(task: Task) -> str:
    """Why no series is known at the centre."""
    if _taylor_removable.is_removable(task["function"], _about(task)):
        return "the fraction is 0/0 at this centre, and its series there is not proved: choose another one"
    return "the function has no Taylor series at this centre: it has no value or slope there; choose another one"


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    if _has_many(task):
        yield from _taylor_many.mistakes(task, solution)
        return
    if task["by"] == "series":
        yield from _taylor_series.mistakes(task["function"], _about(task))
        return
    if not letters_of(task, "function") and _taylor_removable.is_removable(task["function"], _about(task)):
        return
    variable, centre = task["variable"], _centre(task)
    values = _values(task, centre)
    factorials = [t.number(math.factorial(k)) for k in range(len(values))]
    # Each list is handed to ``polynomial``, which divides by k!: what is multiplied here is what is forgotten.
    yield "no-factorial", polynomial(_scaled(values, factorials), variable, centre)
    by_order = [t.Quotient(factor, t.Number(max(k, 1))) for k, factor in enumerate(factorials)]
    yield "order-instead-of-factorial", polynomial(_scaled(values, by_order), variable, centre)
    if centre != t.ZERO:
        yield "powers-of-x", polynomial(values, variable, t.ZERO)
        yield "wrong-sign-in-distance", polynomial(values, variable, tidy(t.Negative(centre)))
    yield "one-degree-short", polynomial(values[:-1], variable, centre)
    yield "constant-term-missing", polynomial([t.ZERO, *values[1:]], variable, centre)


def _scaled(values: Sequence[t.Node], factors: Sequence[t.Node]) -> list[t.Node]:
    return [tidy(t.times(value, factor)) for value, factor in zip(values, factors, strict=True)]


FEEDBACK: dict[str, Prose] = {
    **_taylor_many.FEEDBACK,
    **_taylor_series.FEEDBACK,
    "no-factorial": ("Each derivative is divided by the factorial of its order.",),
    "order-instead-of-factorial": ("The divisor is ", t.Name("k"), " factorial, not ", t.Name("k"), "."),
    "powers-of-x": ("The powers are those of the distance from the centre, not of the variable itself.",),
    "wrong-sign-in-distance": ("The distance is the variable minus the centre.",),
    "one-degree-short": ("The order is the highest power that may occur.",),
    "constant-term-missing": ("The polynomial begins with the function's own value at the centre.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    if not t.names(solution.answer):
        return "the polynomial is constant"
    if solution.answer == task["function"]:
        return "the polynomial is the function itself"
    return None


def figure(task: Task, solution: Solution) -> Figure | None:
    """The graph of the function and its polynomial, in one variable."""
    if task["variables"] or letters_of(task, "function") or isinstance(solution.answer, (t.Vector, t.Points)):
        return None
    data = {name: task[name] for name in ("function", "variable", "at")}
    near = (" about ", point_relation({task["variable"]: task["at"]}), ".")
    alt = ("The graph of ", task["function"], " and its Taylor polynomial ", solution.answer, *near)
    return Figure("taylor", {**data, "polynomials": (solution.answer,)}, alt)


KIND = Kind(
    name="taylor",
    is_truncated=True,
    title="Taylor polynomial",
    fields=(
        Field("function", help="the function, such as exp(2*x)"),
        Field("variable", "variable", "x", "its variable"),
        Field("variables", "variables", (), "its variables, if there are several"),
        Field("at", "point", t.ZERO, "the centre: a number, or a point such as {x: 1, y: 2}"),
        Field("order", "integer", help="the highest power, 1 to 8", least=1, most=8),
        Field(
            "by",
            "choice",
            "derivatives",
            "how it is worked, in one variable",
            choices=("derivatives", "series"),
            asks=False,
        ),
    ),
    sample={"function": "exp(2*x)", "order": 3},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.taylor,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    height=5.6,
    has_constants=True,
    figure=figure,
)
