"""Further wrong answers that grading knows by name, beside the mistakes of each kind: they are never printed.

Each kind's record takes its own from here; ``FEEDBACK`` has a sentence for each that the kind's own feedback lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import factorial
from types import MappingProxyType
from typing import Any, Final

from calcdrill.errors import Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.solving.zeros import zeros
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy
from calcdrill.kinds.common import by_entry, equation, optional_point, slopes, together, value_at
from calcdrill.kinds.fields import as_point
from calcdrill.problem import Solution, Task

__all__ = ["FEEDBACK"]

Wrong = Iterator[tuple[str, t.Node]]


def _minus(one: t.Node, two: t.Node) -> t.Node:
    return tidy(t.Sum((one, t.Negative(two))))


# -- derivatives in several variables


def partial(task: Task, solution: Solution) -> Wrong:
    function, wrt, point = task["function"], task["wrt"], optional_point(task)
    if len(wrt) > 1:
        yield "first-derivative-skipped", value_at(differentiate(function, wrt[-1]), point)
        return
    for other in task["variables"]:
        if other != wrt[0]:
            both = differentiate(differentiate(function, wrt[0]), other)
            yield "differentiated-by-both", value_at(both, point)


def gradient(task: Task, solution: Solution) -> Wrong:
    point = optional_point(task)
    yield "value-instead-of-gradient", value_at(task["function"], point) if point else task["function"]


def directional(task: Task, solution: Solution) -> Wrong:
    point = as_point(task["at"], task["variables"])
    entries = [value_at(differentiate(task["function"], name), point) for name in task["variables"]]
    yield "gradient-only", t.Vector(tuple(entries))
    vector = task["direction"]
    direction = vector.entries if isinstance(vector, t.Vector) else tuple(vector)
    length: t.Node = t.ONE
    if task["normalise"]:
        length = t.Call("sqrt", (t.total(*(t.Power(entry, t.TWO) for entry in direction)),))
    products = (tidy(t.Quotient(t.times(a, b), length)) for a, b in zip(entries, direction, strict=True))
    yield "entries-not-added", t.Vector(tuple(products))


def hessian(task: Task, solution: Solution) -> Wrong:
    firsts = [value_at(slope, optional_point(task)) for slope in slopes(task["function"], task["variables"])]
    wrong = by_entry(solution.answer, lambda i, j, entry: firsts[i] if i == j else entry)
    yield "gradient-on-the-diagonal", wrong


def tangent(task: Task, solution: Solution) -> Wrong:
    assert isinstance(solution.answer, t.Relation)
    left, right = solution.answer.sides
    names = sorted(t.names(right) - t.CONSTANTS)
    if len(names) == 1:
        yield "slope-only", equation(left, tidy(differentiate(right, names[0])))
    yield "height-only", equation(left, _height(task))


def _height(task: Task) -> t.Node:
    names = task["variables"] or (task.fields.get("variable") or "x",)
    return value_at(task["function"], as_point(task["at"], tuple(names)))


def implicit(task: Task, solution: Solution) -> Wrong:
    left, right = task["equation"].sides
    function = t.Sum((left, t.Negative(right)))
    x, y = task["x"], task["y"]
    by_x, by_y = slopes(function, (x, y))
    terms = function.terms[0].terms if isinstance(function.terms[0], t.Sum) else (function.terms[0],)
    alone = t.total(*(term for term in terms if y not in t.names(term)), t.ZERO)
    one_sided = t.Negative(t.Quotient(tidy(differentiate(alone, x)), by_y))
    wrong: list[tuple[str, t.Node]] = [("product-rule-forgotten", one_sided)]
    if by_x != t.ZERO:
        wrong.append(("ratio-inverted", t.Quotient(by_y, by_x)))
    point = None if task["at"] is None else as_point(task["at"], (x, y))
    for name, node in wrong:
        yield name, value_at(node, point)


# -- steps of methods


def descent(task: Task, steps: Sequence[Any]) -> Wrong:
    """``steps`` are the iterates: of each the point before, the gradient, the velocity and the point after."""
    rate, names = task["learning_rate"], task["variables"]
    last = steps[-1]
    yield "step-only", together([tidy(t.Negative(t.times(rate, v))) for v in last.velocity])
    yield "gradient-only", together(last.gradient)
    place = dict(zip(names, last.before, strict=True))
    if len(names) == 1:
        move = t.times(rate, value_at(task["function"], place))
        yield "function-instead-of-gradient", _minus(last.before[0], move)
    if len(steps) > 1:
        first = steps[0]
        moves = [t.times(t.Number(len(steps)), rate, g) for g in first.gradient]
        yield "first-gradient-kept", together([_minus(p, m) for p, m in zip(first.before, moves, strict=True)])
    partials = slopes(task["function"], names)
    climbed = list(steps[0].before)
    for _ in steps:
        spot = dict(zip(names, climbed, strict=True))
        moves = [t.times(rate, value_at(part, spot)) for part in partials]
        climbed = [tidy(t.Sum((p, move))) for p, move in zip(climbed, moves, strict=True)]
    yield "climbs", together(climbed)
    after = dict(zip(names, last.after, strict=True))
    further = [t.times(rate, value_at(part, after)) for part in partials]
    yield "one-step-too-many", together([_minus(p, m) for p, m in zip(last.after, further, strict=True)])


def newton(task: Task, solution: Solution) -> Wrong:
    names = task["variables"]
    if len(names) > 1:
        return
    function = task["function"] if task["goal"] == "root" else tidy(differentiate(task["function"], names[0]))
    rate = tidy(differentiate(function, names[0]))
    (point,) = as_point(task["start"], names).values()
    for _ in range(task["steps"]):
        place = {names[0]: point}
        value, slope = value_at(function, place), value_at(rate, place)
        before, point = point, _minus(point, t.Quotient(value, slope))
    point = before
    yield "ratio-inverted", tidy(t.Quotient(t.Negative(slope), value)) if value != t.ZERO else t.ZERO
    yield "ratio-inverted", tidy(t.Quotient(slope, value)) if value != t.ZERO else t.ZERO
    yield "ratio-only", tidy(t.Negative(t.Quotient(value, slope)))
    yield "slope-forgotten", _minus(point, value)
    if task["goal"] == "minimum" and value != t.ZERO:
        height = value_at(task["function"], {task["variables"][0]: point})
        yield "root-step-instead", _minus(point, t.Quotient(height, value))


# -- series, integrals, limits, points


def taylor(task: Task, solution: Solution) -> Wrong:
    (variable, *others) = task["variables"] or (task["variable"],)
    if others or task["by"] == "series":
        return
    (centre,) = as_point(task["at"], (variable,)).values()
    values, function = [], task["function"]
    for _ in range(task["order"] + 2):
        values.append(value_at(function, {variable: centre}))
        function = differentiate(function, variable)
    distance = t.Name(variable) if centre == t.ZERO else t.Sum((t.Name(variable), t.Negative(centre)))

    def series(numbers: Sequence[t.Node]) -> t.Node:
        powers = (t.times(n, t.Power(distance, t.Number(k))) for k, n in enumerate(numbers))
        return t.total(*(t.Quotient(power, t.Number(factorial(k))) for k, power in enumerate(powers)))

    right = values[:-1]
    yield "series-of-the-derivative", series(values[1:])
    yield "series-of-the-derivative", series(values[1:-1])
    yield "signs-of-the-derivatives-alone", series([_sign(value) for value in right])
    yield "one-degree-too-many", series(values)
    slope = _inner_slope(task["function"], variable)
    if slope is not None and centre == t.ZERO:
        yield "inner-factor-lost", series([t.Quotient(v, t.Power(slope, t.Number(k))) for k, v in enumerate(right)])
        once = [v if k < 2 else t.Quotient(v, t.Power(slope, t.Number(k - 1))) for k, v in enumerate(right)]
        yield "inner-factor-not-raised", series(once)


def _sign(value: t.Node) -> t.Node:
    number = t.value_of(value)
    return t.ZERO if number == 0 else t.ONE if number is None or number > 0 else t.number(-1)


def _inner_slope(function: t.Node, variable: str) -> t.Node | None:
    """a of f(a·x), where that is the function's inside."""
    for inner in t.walk(function):
        if isinstance(inner, t.Call) and len(inner.arguments) == 1:
            with suppress(Unsolved):
                slope = tidy(differentiate(inner.arguments[0], variable))
                if not t.names(slope) and slope not in {t.ZERO, t.ONE}:
                    return slope
    return None


def antiderivatives(function: t.Node, variable: str) -> Wrong:
    """Wrong turns of integration, without a constant."""
    x = t.Name(variable)
    match function:
        case t.Power(base=base, exponent=t.Number() as n) if base == x:
            yield from _of_power(x, t.ONE, n.value)
        case t.Product(factors=(t.Number() as c, t.Power(base=base, exponent=t.Number() as n))) if base == x:
            yield from _of_power(x, c, n.value)
        case t.Quotient(numerator=t.Number() as c, denominator=t.Power(base=base, exponent=t.Number() as n)) if (
            base == x
        ):
            yield from _of_power(x, c, -n.value)
        case t.Call(function="exp", arguments=(inner,)):
            higher = t.Sum((inner, t.ONE))
            yield "power-rule-on-exponential", t.Quotient(t.Call("exp", (higher,)), higher)
        case t.Product(factors=factors):
            first, rest = factors[0], t.times(*factors[1:])
            with suppress(Unsolved):
                whole = _integrated(rest, variable)
                yield "second-integral-forgotten", t.times(first, whole)
                yield "product-of-integrals", t.times(_integrated(first, variable), whole)
            if len(factors) == 3 and isinstance(first, t.Number):
                with suppress(Unsolved):
                    inner_whole = _integrated(factors[2], variable)
                    yield "product-of-integrals", t.times(first, _integrated(factors[1], variable), inner_whole)


def _integrated(node: t.Node, variable: str) -> t.Node:
    from calcdrill.expression.integrating.integration import antiderivative

    return antiderivative(node, variable)


def _of_power(x: t.Node, c: t.Node, n: int | Fraction) -> Wrong:
    up, down = t.number(n + 1), t.number(n - 1)
    raised = t.Power(x, up)
    yield "multiplied-by-the-new-exponent", t.times(c, up, raised)
    if n != 0:
        yield "divided-by-the-old-exponent", t.Quotient(t.times(c, raised), t.number(n))
    if n != 1:
        yield "exponent-lowered", t.Quotient(t.times(c, t.Power(x, down)), down)


def integral(task: Task, solution: Solution) -> Wrong:
    letters = sorted(t.names(solution.answer) - t.names(task["function"]) - t.CONSTANTS)
    constant = t.Name(letters[0]) if letters else t.Name("C")
    for name, wrong in antiderivatives(task["function"], task["variable"]):
        yield name, t.Sum((wrong, constant))


def definite(task: Task, solution: Solution) -> Wrong:
    """The wrong turns of the antiderivative, with the limits put in rightly."""
    from calcdrill.expression.integrating.integration import wrong_turns

    if isinstance(solution.answer, t.Text) or t.Name("oo") in (*t.walk(task["lower"]), *t.walk(task["upper"])):
        return
    function, variable = task["function"], task["variable"]
    slips: list[tuple[str, t.Node]] = []
    with suppress(Unsolved):
        slips.extend(wrong_turns(function, variable))
    slips += [*antiderivatives(function, variable), ("differentiated", differentiate(function, variable))]
    for name, wrong in slips:
        above, below = (t.substitute(wrong, {variable: end}) for end in (task["upper"], task["lower"]))
        yield name, t.Sum((above, t.Negative(below)))
    yield "sign-of-the-antiderivative", t.Negative(solution.answer)


def limit(task: Task, solution: Solution) -> Wrong:
    number = t.value_of(solution.answer)
    if number:
        yield "upside-down", t.number(1 / Fraction(number))


def critical(task: Task, solution: Solution) -> Wrong:
    if len(task["variables"]) != 1:
        return
    variable, function = task["variables"][0], task["function"]
    for name, tree in (
        ("zeros-of-the-function", function),
        ("zeros-of-the-second-derivative", tidy(differentiate(differentiate(function, variable), variable))),
    ):
        with suppress(Unsolved):
            places = zeros(tree, variable)
            for kind in ("", "neither") if task["classify"] else ("",):
                yield name, t.Points((variable,), tuple(((place,), kind) for place in places))


def interval(task: Task, solution: Solution) -> Wrong:
    for end in (task["lower"], task["upper"]):
        yield "the-other-end", value_at(task["function"], {task["variable"]: end})


FEEDBACK: Final[Mapping[str, Prose]] = MappingProxyType(
    {
        "differentiated-by-both": ("Only one derivative is asked for, with respect to one variable.",),
        "first-derivative-skipped": ("Both derivatives are to be taken, one after the other.",),
        "value-instead-of-gradient": ("This is the value of the function; the gradient has its partial derivatives.",),
        "gradient-only": ("This is the gradient; it is only halfway to the answer.",),
        "entries-not-added": ("A dot product is one number: the products of the entries are added up.",),
        "gradient-on-the-diagonal": ("The diagonal has second derivatives: differentiate once more.",),
        "slope-only": ("This is the slope; the tangent is the line with that slope through the point.",),
        "height-only": ("This is the height at the point; the tangent is a line through it.",),
        "product-rule-forgotten": ("A product of both variables needs the product rule: it gives two terms.",),
        "function-instead-of-gradient": ("The move needs the slope there, not the value of the function.",),
        "first-gradient-kept": ("The gradient changes along the way: work it out again at each point.",),
        "one-step-too-many": ("That is one step too many.",),
        "slope-forgotten": ("The value is divided by the derivative before it is subtracted.",),
        "series-of-the-derivative": ("This is the series of the derivative.",),
        "signs-of-the-derivatives-alone": ("Use the values of the derivatives, not just their signs.",),
        "one-degree-too-many": ("The order is the highest power that may occur.",),
        "inner-factor-lost": ("The inner factor is missing: each derivative brings it once more.",),
        "inner-factor-not-raised": ("The inner factor is raised to the power of its term.",),
        "power-rule-on-exponential": ("The power rule needs the variable in the base, not in the exponent.",),
        "second-integral-forgotten": ("Integration by parts leaves a second integral, which is subtracted.",),
        "product-of-integrals": ("The integral of a product is not the product of the integrals.",),
        "multiplied-by-the-new-exponent": (
            "Integrating a power divides by the new exponent; multiplying differentiates.",
        ),
        "divided-by-the-old-exponent": ("Divide by the new exponent, the one that is raised by one.",),
        "exponent-lowered": ("Integrating raises the exponent by one; lowering it differentiates.",),
        "power-not-divided": ("Raise the exponent by one, and divide by the new exponent.",),
        "factor-not-divided": ("Differentiate to check: the inner derivative appears as a factor, so divide by it.",),
        "multiplied-by-slope": ("Differentiating multiplies by the inner slope; integrating divides by it.",),
        "sign-of-trig": ("Check the sign: the antiderivative of the sine is minus the cosine.",),
        "logarithm-of-power": ("Only the power −1 gives a logarithm; other powers follow the power rule.",),
        "parts-sign": ("In integration by parts, the second integral is subtracted.",),
        "differentiated": ("That is the derivative; integrate instead.",),
        "sign-of-the-antiderivative": ("Only the sign is wrong.",),
        "upside-down": ("That is upside down: numerator and denominator are swapped.",),
        "zeros-of-the-function": ("These are zeros of the function; the derivative has to be 0.",),
        "zeros-of-the-second-derivative": ("There the second derivative is 0; the first one has to be.",),
        "the-other-end": ("This is the value at an end, but not the one that is asked for.",),
    }
)
