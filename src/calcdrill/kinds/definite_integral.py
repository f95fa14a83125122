"""The integral between two limits, which may be infinite: by an antiderivative, checked by ball integration."""

from __future__ import annotations

from collections.abc import Iterator

from calcdrill.errors import Unsolved
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.integrating.roots_of_squares import with_bars
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Kind, _slips
from calcdrill.kinds._definite_check import check
from calcdrill.kinds._definite_lines import on_one, on_pieces
from calcdrill.kinds._definite_range import (
    DIVERGES,
    how_checked,
    is_improper,
    letters_in,
    never_settles,
    piece,
    pieces_of,
    require_values,
    whole,
    with_fields,
)
from calcdrill.kinds._integral_with_letters import solve_with_letters
from calcdrill.kinds._letters import conditions
from calcdrill.kinds.fields import Field
from calcdrill.problem import Figure, Solution, Statement, Task


def statement(task: Task) -> Statement:
    if is_improper(task):
        words: Prose = ("Evaluate the improper integral, or say that it diverges.",)
    else:
        words = ("Evaluate the integral.",)
    return Statement(words, (whole(task), *conditions(task), "."))


def solve(task: Task) -> Solution:
    letters = letters_in(task)
    if letters:
        return solve_with_letters(task, letters)
    require_values(task)
    return _of_squares(task) or _solve(task)


def _solve(task: Task) -> Solution:
    pieces = pieces_of(task)
    try:
        return on_pieces(task, pieces) if len(pieces) > 1 else _without_bars(task)
    except Unsolved:
        if not never_settles(task):
            raise
        note: Prose = ("the integrand is periodic and not 0: each period adds or removes the same area",)
        return Solution(DIVERGES, (Step("diverges", whole(task), DIVERGES, note, check="none"),))


def _of_squares(task: Task) -> Solution | None:
    """Roots of squares written with bars, where there are any."""
    function, facts_ = with_bars(task["function"], task["variable"])
    if not facts_:
        return None
    part = with_fields(task, function=function)
    solution = _solve(part)
    note: Prose = ("the expression under the root is a square",)
    first = Step("root of a square", whole(task), whole(part), note, check="none", proof=facts_)
    return Solution(solution.answer, (first, *solution.steps))


def _without_bars(task: Task) -> Solution:
    """|u| and its kin as what they are all over the range, if they are there."""
    if not any(map(_is_bent, t.walk(task["function"]))):
        return on_one(task)
    part = piece(task, task["lower"], task["upper"])
    if part["function"] == task["function"]:
        return on_one(task)
    part = with_fields(part, answer=task["answer"])
    solution = on_one(part)
    note: Prose = ("between these limits the integrand is ", part["function"])
    first = Step("one form", whole(task), whole(part), note, check=how_checked(task))
    return Solution(solution.answer, (first, *solution.steps))


def _is_bent(node: t.Node) -> bool:
    if isinstance(node, t.Call):
        return node.function in {"max", "min"} or facts.sides(node.function) is not None
    return isinstance(node, t.Piecewise)


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    if solution.answer == DIVERGES:
        return
    if is_improper(task):
        yield "infinite-area", DIVERGES
    yield "limits-swapped", tidy(t.Negative(solution.answer))
    bars = solution.steps[0].after
    if isinstance(bars, t.Sum) and all(isinstance(_bare(term), t.At) for term in bars.terms):
        x, low, high = task["variable"], task["lower"], task["upper"]
        above, below = (
            tidy(t.substitute(_bare(term).children[0], {x: end}))
            for term, end in zip(bars.terms, (high, low), strict=True)
        )
        yield "lower-limit-ignored", above
        yield "limits-added", tidy(t.Sum((above, below)))
        if any(isinstance(inner, t.Call) and inner.function == "exp" for inner in t.walk(task["function"])):
            return  # an exponential without its factor looks the same
        ends = [t.substitute(task["function"], {x: end}) for end in (high, low)]
        yield "integrand-difference", tidy(t.Sum((ends[0], t.Negative(ends[1]))))


def _bare(node: t.Node) -> t.Node:
    return node.argument if isinstance(node, t.Negative) else node


FEEDBACK: dict[str, Prose] = {
    "limits-swapped": ("The sign is wrong: take the value at the upper limit minus the value at the lower limit.",),
    "lower-limit-ignored": ("The antiderivative at the lower limit need not be 0: subtract it.",),
    "limits-added": ("The value at the lower limit is subtracted, not added.",),
    "integrand-difference": ("Put the limits into an antiderivative, not into the integrand.",),
    "infinite-area": ("An unbounded region can have a finite area: take the limit before you decide.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    if solution.answer == t.Number(0):
        return "the integral is 0"
    if task["lower"] == task["upper"]:
        return "the limits are equal"
    return None if t.names(task["function"]) else "the integrand is constant"


def figure(task: Task, solution: Solution) -> Figure | None:
    """The region between the curve and the axis; none where letters stand for its numbers."""
    if letters_in(task):
        return None
    data = {name: task[name] for name in ("function", "variable", "lower", "upper")}
    ends: Prose = (" from ", task["lower"], " to ", task["upper"], ".")
    return Figure("area", data, ("The region between the graph of ", task["function"], " and the axis", *ends))


KIND = Kind(
    name="definite_integral",
    title="Definite integral",
    fields=(
        Field("function", help="the integrand"),
        Field("variable", "variable", "x", "the variable of integration"),
        Field("lower", help="the lower limit, or -oo"),
        Field("upper", help="the upper limit, or oo"),
        Field("answer", default=None, help="the form of the answer that is wanted"),
    ),
    sample={"function": "6*x^2 + 1", "lower": 0, "upper": 2},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.definite,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    height=4.6,
    has_constants=True,
    figure=figure,
)
