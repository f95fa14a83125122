"""The derivative as the limit of the difference quotient, for polynomials, fractions and roots."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from flint import fmpq

from calcdrill.errors import Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.comparing.equality import check_partial, compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.instantiate import instantiate
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.solving.factoring import Ring, monomials, scaled
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Evidence, Kind
from calcdrill.kinds.common import definition, evidence, given, value_at
from calcdrill.kinds.fields import Field, as_point
from calcdrill.problem import Figure, Solution, Statement, Task


def statement(task: Task) -> Statement:
    x, h = t.Name(task["variable"]), t.Name(_small(task))
    place = x if task["at"] is None else _place(task)
    moved = t.Apply("f", (t.Sum((place, h)),))
    quotient = t.Quotient(t.Sum((moved, t.Negative(t.Apply("f", (place,))))), h)
    shown = t.Limit(quotient, h.name, t.ZERO)
    words: Prose = ("Find ", t.Apply("f", (place,), 1), " from its definition, ", shown, ".")
    return Statement(words, given(definition((x.name,), task["function"]), None, task.domain))


def _small(task: Task) -> str:
    return "h" if task["variable"] != "h" else "k"


def _place(task: Task) -> t.Node:
    """Where the slope is taken: a number, or the variable itself."""
    variable = task["variable"]
    return t.Name(variable) if task["at"] is None else as_point(task["at"], (variable,))[variable]


def solve(task: Task) -> Solution:
    function, h, place = task["function"], t.Name(_small(task)), _place(task)
    moved = _put(task, _plus(place, h))
    start = tidy(_put(task, place)) if task["at"] is not None else function
    raw = t.Quotient(t.Sum((*(moved.terms if isinstance(moved, t.Sum) else (moved,)), t.Negative(start))), h)
    put_in: Prose = ("put the function in",)
    steps = [Step("difference quotient", _wanted(task), t.Limit(raw, h.name, t.ZERO), put_in, weight=1)]
    rooted = _without_root(function)
    lines = _by_algebra(raw, h) if rooted is None else _by_conjugate(rooted, moved, start, h)
    for rule, after, note in lines:
        steps.append(Step(rule, steps[-1].after, t.Limit(after, h.name, t.ZERO), note))
    answer = value_at(lines[-1][1], {h.name: t.ZERO})
    last: Prose = ("now ", h, " may become 0")
    steps.append(Step(f"let {h.name} go to 0", steps[-1].after, answer, last, weight=1))
    return Solution(answer, tuple(steps))


def _wanted(task: Task) -> t.Node:
    derivative = t.Derivative(task["function"], (task["variable"],))
    return derivative if task["at"] is None else t.At(derivative, ((task["variable"], _place(task)),))


def _put(task: Task, value: t.Node) -> t.Node:
    return instantiate(task["function"], {task["variable"]: value})


def _plus(place: t.Node, h: t.Node) -> t.Node:
    return h if place == t.ZERO else t.Sum((place, h))


Line = tuple[str, t.Node, Prose]


def _by_algebra(raw: t.Quotient, h: t.Name) -> list[Line]:
    """Multiplied out (or over one denominator), then h taken out of the top and cancelled."""
    free = t.names(raw)
    ring = Ring((raw,), (h.name, *sorted(free - {h.name})))
    if len(ring.trees) > len(free):
        raise Unsolved("from the definition only polynomials, their quotients and square roots are worked out")
    top, bottom = ring.ratio(raw.numerator)
    small: Any = ring.generators[0]
    if not top:
        return [("simplify", t.ZERO, ("the top is 0 whatever ", h, " is"))]
    rest, power = top, 0
    while not rest % small:
        rest, power = rest // small, power + 1
    content, factors = bottom.factor()
    # One whole number in front of the denominator instead of fractions on top.
    scale = math.lcm(*(int(fmpq(c).q) for _, c in monomials(top)))
    below = scaled(_fraction(content) * scale, [_raised(ring.tree(f), int(n)) for f, n in factors])
    expanded, left = ring.tree(top * scale), _raised_times(ring.tree(rest * scale), h, power - 1)
    if below == t.ONE:
        said: Prose = ("all terms without ", h, " cancel")
        return [("multiply out", _over(expanded, h), said), ("cancel", left, ("every term has a factor ", h))]
    said = ("bring the two fractions together; the terms without ", h, " cancel")
    parts = below.factors if isinstance(below, t.Product) else (below,)
    numbers = sum(isinstance(part, t.Number) for part in parts)
    over_one = _over(expanded, t.times(*parts[:numbers], h, *parts[numbers:]))
    cancelled: Prose = ("cancel the common factor ", h)
    return [("common denominator", over_one, said), ("cancel", _over(left, below), cancelled)]


def _fraction(c: Any) -> Fraction:
    exact = fmpq(c)
    return Fraction(int(exact.p), int(exact.q))


def _over(top: t.Node, bottom: t.Node) -> t.Node:
    if isinstance(top, t.Negative):
        return t.Negative(t.Quotient(top.argument, bottom))
    return t.Quotient(top, bottom)


def _raised(base: t.Node, exponent: int) -> t.Node:
    return base if exponent == 1 else t.Power(base, t.Number(exponent))


def _raised_times(body: t.Node, h: t.Name, exponent: int) -> t.Node:
    if exponent == 0:
        return body
    return _raised(h, exponent) if body == t.ONE else t.Product((body, _raised(h, exponent)))


def _without_root(function: t.Node) -> tuple[t.Node, t.Node] | None:
    """(c, u) of c·√u with a polynomial u; None for anything else."""
    factors = function.factors if isinstance(function, t.Product) else (function,)
    if isinstance(function, t.Negative):
        inner = _without_root(function.argument)
        return inner and (tidy(t.Negative(inner[0])), inner[1])
    roots = [factor for factor in factors if isinstance(factor, t.Call) and factor.function == "sqrt"]
    rest = [factor for factor in factors if factor not in roots]
    if len(roots) != 1 or any(t.names(factor) for factor in rest):
        return None
    return t.times(*rest), roots[0].arguments[0]


def _by_conjugate(rooted: tuple[t.Node, t.Node], moved: t.Node, start: t.Node, h: t.Name) -> list[Line]:
    factor, inside = rooted
    (variable,) = t.names(inside)
    if polynomial(inside, variable, {}) is None:
        raise Unsolved("from the definition only the root of a polynomial is worked out")
    new, old = (_inside_root(tree, factor) for tree in (moved, start))
    difference = t.Sum((new, t.Negative(old)))
    ring = Ring((difference,), (h.name, *sorted(t.names(difference) - {h.name})))
    change, _ = ring.ratio(difference)
    roots = t.Sum((t.Call("sqrt", (new,)), tidy(t.Call("sqrt", (old,)))))
    top = tidy(t.times(factor, ring.tree(change)))
    rest = tidy(t.times(factor, ring.tree(change // ring.generators[0])))
    note: Prose = ("difference times sum of two roots: the numerator has no roots left",)
    return [
        ("multiply by the conjugate", t.Quotient(top, t.Product((h, roots))), note),
        ("cancel", t.Quotient(rest, roots), ("cancel the common factor ", h)),
    ]


def _inside_root(tree: t.Node, factor: t.Node) -> t.Node:
    inside = _without_root(tree)
    if inside is not None:
        return inside[1]
    return tidy(t.Power(t.Quotient(tree, factor), t.TWO))


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    if task["at"] is None:
        variables = (task["variable"],)
        return evidence(
            "arb jets", check_partial(task["function"], solution.answer, variables, task.domain, shared=shared)
        )
    return evidence("arb jets", compare(_wanted(task), solution.answer, shared=shared))


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    variable, place = task["variable"], _place(task)
    here = {variable: place}
    whole = polynomial(task["function"], variable, {})
    if whole is not None and whole.degree() > 1:
        yield "cross-term-forgotten", t.number(_fraction(whole[1]))
    yield "h-not-cancelled", t.ZERO
    yield "value-instead-of-slope", value_at(task["function"], here)
    last = solution.steps[-1].before
    if isinstance(last, t.Limit):
        yield "h-left-standing", tidy(last.body)
    yield "sign-lost", tidy(t.Negative(solution.answer))


FEEDBACK: dict[str, Prose] = {
    "cross-term-forgotten": ("The power of a sum has mixed terms; the slope comes from them.",),
    "h-not-cancelled": ("Cancel first; with 0 put in too early the quotient is 0 over 0.",),
    "value-instead-of-slope": ("This is the value of the function, not its slope.",),
    "h-left-standing": ("After cancelling, the small step still has to go to 0.",),
    "sign-lost": ("Check the sign of the difference in the numerator.",),
}


def _neighbour(task: Task, place: t.Node) -> t.Node:
    """A place beside the point at which the function has a value, too."""
    for offset in (t.ONE, t.Negative(t.ONE), t.Quotient(t.ONE, t.TWO)):
        near = tidy(t.Sum((place, offset)))
        if value(task["function"], {task["variable"]: near}).is_finite():
            return near
    return tidy(t.Sum((place, t.Quotient(t.ONE, t.Number(10)))))


def figure(task: Task, solution: Solution) -> Figure | None:
    if task["at"] is None:
        return None
    place = _place(task)
    data = {
        "function": task["function"],
        "variable": task["variable"],
        "points": (place, _neighbour(task, place)),
    }
    alt: Prose = ("The graph of ", task["function"], " with the secant through its points at ", data["points"][0])
    alt = (*alt, " and ", data["points"][1], ".")
    return Figure("secant", data, alt)


KIND = Kind(
    name="derivative_by_definition",
    title="Derivative from the definition",
    fields=(
        Field("function", help="the function, such as 2*x^2 + 3*x"),
        Field("variable", "variable", "x", "its variable"),
        Field("at", "point", None, "a number, to give the slope there"),
    ),
    sample={"function": "2*x^2 + 3*x"},
    statement=statement,
    solve=solve,
    check=check,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=lambda task, solution: "the slope is 0" if solution.answer == t.ZERO else None,
    figure=figure,
    solver="difference quotient",
    has_constants=True,
)
