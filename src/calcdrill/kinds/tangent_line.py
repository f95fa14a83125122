"""The tangent line y = f(a) + f′(a)(x − a); with two variables or more, the tangent plane."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import (
    ZERO,
    Derivative,
    Name,
    Negative,
    Node,
    Relation,
    Sum,
    names,
    times,
    total,
)
from calcdrill.kinds import Evidence, Kind, _slips
from calcdrill.kinds.common import at, definition, derived, equation, evidence, given, point_relation, slopes, value_at
from calcdrill.kinds.fields import Field, as_point
from calcdrill.problem import Figure, Solution, Statement, Task


def statement(task: Task) -> Statement:
    flat = "line" if len(variables(task)) == 1 else "plane"
    words: Prose = (f"Find the tangent {flat} at the given point, in the form ", _form(task), ".")
    return Statement(words, given(definition(variables(task), task["function"]), _point(task), task.domain))


def variables(task: Task) -> tuple[str, ...]:
    """The variables of the function, in order."""
    names: tuple[str, ...] = task["variables"]
    return names


def _form(task: Task) -> Node:
    if len(variables(task)) == 1:
        return equation(_left(task), Sum((times(Name("m"), Name(variables(task)[0])), Name("b"))))
    terms = (times(Name(letter), Name(name)) for letter, name in zip("abcd", variables(task), strict=False))
    return equation(_left(task), Sum((*terms, Name("k"))))


def _left(task: Task) -> Node:
    """The name of the height: y, or z over a plane, or one that is not taken by a variable."""
    order = "yzst" if len(variables(task)) == 1 else "zyst"
    return Name(next(name for name in order if name not in variables(task)))


def _point(task: Task) -> dict[str, Node]:
    return as_point(task["at"], variables(task))


def _raised(height: Node, slopes: tuple[Node, ...], point: dict[str, Node]) -> Node:
    """height + Σ slope · (variable − value)."""
    moves = (Sum((Name(name), Negative(value))) for name, value in point.items())
    return total(height, *(times(slope, tidy(move)) for slope, move in zip(slopes, moves, strict=True)))


def _line(task: Task, height: Node, slopes: tuple[Node, ...]) -> Node | None:
    """m·x + b, in this order; None for a plane, and where the line is level or goes through the origin."""
    if len(slopes) > 1 or slopes[0] == ZERO:
        return None
    ((name, place),) = _point(task).items()
    rest = tidy(Sum((height, Negative(times(slopes[0], place)))))
    return None if rest == ZERO else Sum((tidy(times(slopes[0], Name(name))), rest))


def solve(task: Task) -> Solution:
    point = _point(task)
    partial = len(point) > 1
    height = value_at(task["function"], point)
    steps = [Step("height", at(task["function"], point), height, ("the value at the point",), weight=1)]
    steep = []
    for name in point:
        derivative, lines = derived(task["function"], name, partial)
        steep.append(value_at(derivative, point))
        symbol = Derivative(task["function"], (name,), partial)
        inner = Step("differentiate", symbol, derivative, (), lines)
        words: Prose = ("the slope in ", Name(name), ": ") if partial else ()
        note = (*words, "differentiate, then put the point in")
        steps.append(Step("slope", at(symbol, point), steep[-1], note, (inner,)))
    raw = _raised(height, tuple(steep), point)
    answer = equation(_left(task), _line(task, height, tuple(steep)) or tidy(raw))
    steps.append(Step("assemble", equation(_left(task), raw), answer, ("height plus slope times distance",)))
    return Solution(answer, tuple(steps))


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    point = _point(task)
    symbols = (Derivative(task["function"], (name,), len(point) > 1) for name in point)
    truth = _raised(at(task["function"], point), tuple(at(symbol, point) for symbol in symbols), point)
    assert isinstance(solution.answer, Relation)
    return evidence("arb jets", compare(truth, solution.answer.sides[1], shared=shared))


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, Node]]:
    point = _point(task)
    height = value_at(task["function"], point)
    general = slopes(task["function"], variables(task))
    steep = tuple(value_at(slope, point) for slope in general)
    climb = [times(slope, Name(name)) for slope, name in zip(steep, point, strict=True)]
    candidates = {
        "through-the-origin": total(*climb),
        "point-not-subtracted": total(height, *climb),
        "general-slope": _raised(height, general, point),
        "sign-of-the-point": _raised(height, steep, {name: tidy(Negative(v)) for name, v in point.items()}),
        "slope-missing": _raised(height, (height,) * len(steep), point),
    }
    for name, wrong in candidates.items():
        yield name, equation(_left(task), tidy(wrong))


FEEDBACK: dict[str, Prose] = {
    "general-slope": ("The slope is a number: the point must be put into the derivative.",),
    "through-the-origin": ("The line must pass through the point of contact, not through the origin.",),
    "point-not-subtracted": ("The slope multiplies the distance from the point, not the variable itself.",),
    "sign-of-the-point": ("The distance is the variable minus the point's coordinate.",),
    "slope-missing": ("The slope is the derivative at the point, not the value of the function.",),
}


def figure(task: Task, solution: Solution) -> Figure | None:
    if len(variables(task)) != 1:
        return None
    assert isinstance(solution.answer, Relation)
    data = {
        "function": task["function"],
        "variable": variables(task)[0],
        "at": _point(task)[variables(task)[0]],
        "line": solution.answer.sides[1],
    }
    place = point_relation({data["variable"]: data["at"]})
    alt: Prose = ("The graph of ", task["function"], " with its tangent line at ", place, ".")
    return Figure("tangent", data, alt)


def degenerate(task: Task, solution: Solution) -> str | None:
    assert isinstance(solution.answer, Relation)
    if solution.answer.sides[1] == task["function"]:
        return "the function is its own tangent"
    return None if names(solution.answer.sides[1]) else "the tangent is horizontal"


KIND = Kind(
    name="tangent_line",
    title="Tangent line or plane",
    fields=(
        Field("function", help="the function"),
        Field("variable", "variable", None, "its variable (default: the name in the function)"),
        Field("variables", "variables", None, "its variables, for a tangent plane"),
        Field("at", "point", help="the point of contact"),
    ),
    sample={"function": "x^2 + 3*x", "at": 1},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.tangent,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    figure=figure,
    height=4.2,
    has_constants=True,
)
