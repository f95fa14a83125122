"""The largest or smallest value of a function on a closed interval: critical points against the ends."""

from __future__ import annotations

from collections.abc import Iterator

from flint import arb, fmpq_poly

from calcdrill.errors import TaskError, Undecided, Unsolved, Wrong
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.isolate import Root, polynomial_roots
from calcdrill.expression.comparing.comparison import agree
from calcdrill.expression.comparing.equality import compare
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.exact import exact_value
from calcdrill.expression.integrating.roots_of_squares import with_bars
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.polynomial import polynomial
from calcdrill.expression.searching.extremum import largest, smallest
from calcdrill.expression.solving.corners import require_continuous
from calcdrill.expression.solving.irregular import Fault, Irregularity, irregularities
from calcdrill.expression.solving.recognise import plain_number, zeros_inside
from calcdrill.expression.solving.roots import find_roots
from calcdrill.expression.solving.stationary_line import smooth_pieces
from calcdrill.expression.solving.zeros import sign_of
from calcdrill.expression.steps import Prose, Step, listed
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Basis, Evidence, Kind, _slips
from calcdrill.kinds.common import definition, equation, value_at
from calcdrill.kinds.critical_points import factored
from calcdrill.kinds.fields import Field
from calcdrill.problem import Figure, Solution, Statement, Task

PRECISION_OF_PLACES = 512
"""Bits for the isolated zeros: the heights there are to be narrow enough for a comparison."""


def statement(task: Task) -> Statement:
    words: Prose = (f"Find the {_word(task)} value of the function on the closed interval.",)
    shown = definition((task["variable"],), task["function"])
    return Statement(words, (shown, ", for ", *_between(task), "."))


def _word(task: Task) -> str:
    return "largest" if task["goal"] == "max" else "smallest"


def solve(task: Task) -> Solution:
    variable, function = task["variable"], task["function"]
    _require_interval(task)
    places = _inside(task)
    derivative = tidy(differentiate(function, variable))
    steps = [Step("differentiate", t.Derivative(function, (variable,)), derivative)]
    if t.names(derivative):
        steps.append(Step("set the slope to 0", derivative, factored(derivative, (variable,)), _found(task, places)))
    candidates = (task["lower"], *(place for place, _ in places), task["upper"])
    values = [plain_number(value_at(function, {variable: place})) for place in candidates]
    before = t.Vector(tuple(t.At(function, ((variable, place),)) for place in candidates))
    note: Prose = ("both ends and every critical point between them",)
    steps.append(Step("work out the candidates", before, t.Vector(tuple(values)), note))
    answer = tidy(t.transform(_best(values, task["goal"]), _without_ties))
    steps.append(Step(f"take the {_word(task)}", t.Call(task["goal"], tuple(values)), answer, weight=1))
    return Solution(answer, tuple(steps))


def _gap(left: t.Node, right: t.Node) -> int:
    """The sign of left − right."""
    return sign_of(t.Sum((left, t.Negative(right))))


def _inside(task: Task) -> list[tuple[t.Node, bool]]:
    """The critical points strictly inside the interval, in order, each with whether there is a slope (which is 0)."""
    function, variable = task["function"], task["variable"]
    between = _between(task)
    corners, parts = smooth_pieces(function, variable, between)
    for corner in corners:
        if not _has_value(function, variable, corner):
            raise Unsolved(_no_value(task, corner))
        require_continuous(function, variable, corner, [part for part in parts if corner in (part.low, part.high)])
    inside = dict.fromkeys(corners, False)
    for part in parts:
        slope = tidy(differentiate(part.function, variable))
        if t.names(slope):
            for zero in zeros_inside(slope, variable, (*between, *part.ends(variable))):
                if part.holds(zero) and _has_value(function, variable, zero):
                    inside.setdefault(zero, True)
    lower, upper = task["lower"], task["upper"]
    within = [(place, smooth) for place, smooth in inside.items() if _gap(place, lower) > 0 and _gap(upper, place) > 0]
    return sorted(within, key=lambda pair: float(value(pair[0], {}).mid()))


def _has_value(function: t.Node, variable: str, place: t.Node) -> bool:
    """Whether the function is defined at a place; balls alone cannot tell what a root is at an irrational zero."""
    here = {variable: place}
    return value(function, here).is_finite() or value(value_at(function, here), {}).is_finite()


def _no_value(task: Task, place: t.Node | str) -> str:
    shown = place if isinstance(place, str) else write_text(place)
    return (
        f"the function has no value at {task['variable']} = {shown}: on such an interval there need not be a"
        f" {_word(task)} value"
    )


def _between(task: Task) -> tuple[t.Node, ...]:
    return (t.Relation((task["lower"], t.Name(task["variable"]), task["upper"]), ("<=", "<=")),)


def _found(task: Task, critical: list[tuple[t.Node, bool]]) -> Prose:
    level = [place for place, smooth in critical if smooth]
    corners = [place for place, smooth in critical if not smooth]
    if not critical:
        return ("no critical point lies inside the interval",)
    words: list[str | t.Node] = []
    if level:
        words += ["inside the interval lies " if len(level) == 1 else "inside the interval lie "]
        words += _places(task, level)
    if corners:
        words += ["; there is no slope at " if level else "inside the interval the derivative does not exist at "]
        words += _places(task, corners)
    return tuple(words)


def _places(task: Task, places: list[t.Node]) -> Prose:
    return listed(equation(t.Name(task["variable"]), place) for place in places)


def _without_ties(node: t.Node) -> t.Node:
    """max(u, u) as u: at a kink both sides are the same."""
    is_tie = isinstance(node, t.Call) and node.function in {"max", "min"} and len(set(node.arguments)) == 1
    return node.children[0] if is_tie else node


def _best(values: list[t.Node], goal: str) -> t.Node:
    best = values[0]
    for candidate in values[1:]:
        sign = _gap_or_tie(candidate, best)
        if sign and (sign > 0) == (goal == "max"):
            best = candidate
    return best


def _gap_or_tie(left: t.Node, right: t.Node) -> int:
    """As ``_gap``, and 0 where the values are the same as far as can be seen: either is the best then."""
    try:
        return _gap(left, right)
    except Undecided:
        difference = value(t.Sum((left, t.Negative(right))), {}, _TIE_BITS)
        if difference.is_finite() and 0 in difference:
            return 0
        raise


_TIE_BITS = 4096


def _require_interval(task: Task) -> None:
    """The theorem needs two ends and a continuous function between them: no pole, no jump, a value everywhere."""
    function, variable = task["function"], task["variable"]
    for end in ("lower", "upper"):
        if not value(task[end], {}).is_finite():
            raise TaskError("an end of the interval must be a number", end)
    if _gap(task["upper"], task["lower"]) <= 0:
        raise TaskError("the upper end must be above the lower one", "upper")
    for place in irregularities(function, frozenset({variable})):
        if place.fault is Fault.POLE or (place.fault is Fault.JUMP and place.repeats):
            _require_none(task, place)
    for end in ("lower", "upper"):
        if not _has_value(function, variable, task[end]):
            raise Unsolved("the function is not defined at an end of the interval")


def _require_none(task: Task, place: Irregularity) -> None:
    """Raises Unsolved where a pole or a jump lies on the interval."""
    try:
        roots = find_roots(place.inside, task["variable"], task["lower"], task["upper"])
    except Undecided:
        try:
            roots = [Root(value(zero, {})) for zero in zeros_inside(place.inside, task["variable"], _between(task))]
        except Unsolved:
            what = "jump" if place.fault is Fault.JUMP else "have no value"
            raise Unsolved(f"the function may {what} on the interval: choose one on which it is continuous") from None
    for root in roots:
        near = str(root.exact) if root.exact is not None else f"{float(root.ball.mid()):.4g}"
        has_value = root.exact is not None and value(task["function"], {task["variable"]: root.exact}).is_finite()
        no_value = _no_value(task, near)
        jumps = "jumps" if place.fault is Fault.JUMP else "may jump"
        raise Unsolved(no_value.replace("has no value", jumps) if has_value else no_value)


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """The extreme value between two bounds: of a polynomial by all zeros of its slope, else by a search of cells."""
    function, variable = task["function"], task["variable"]
    right = value(solution.answer, {}, PRECISION_OF_PLACES)
    with working(PRECISION_OF_PLACES):
        plain, facts_ = with_bars(function, variable)
        if all(compare(fact.sides[0], fact.sides[1], shared=shared).holds for fact in facts_):
            function = plain
        # What is as small as exp(−1000) is looked at in its own size.
        size = _scale(right)
        if size > 1:
            function, right = t.Product((t.number(size), function)), right * size
        exact = polynomial(function, variable, {})
        if exact is not None:
            best, cells = _best_of_polynomial(exact, task)
        else:
            search = largest if task["goal"] == "max" else smallest
            best, cells = search(function, variable, task["lower"], task["upper"]), 1
        same, gap = agree(best, right), float((best - right).abs_upper())
    if same is None:
        raise Undecided("the search leaves too wide a ball")
    if not same:
        raise Wrong("a search of the interval gives another value")
    route = "isolated zeros" if exact is not None else "search of the interval"
    return Evidence(route, cells, gap, Basis.PROVED)


def _scale(number: arb) -> int:
    """A power of 2 that brings a small number near 1; 1 for any other."""
    if not number.is_finite() or 0 in number:
        return 1
    mantissa, exponent = number.mid().man_exp()
    bits = int(abs(mantissa)).bit_length() + int(exponent)
    return 2**-bits if -_MOST_SCALED < bits < -_SMALL_BITS else 1


_SMALL_BITS = 16
_MOST_SCALED = 100_000


def _best_of_polynomial(function: fmpq_poly, task: Task) -> tuple[arb, int]:
    ends = [value(task[end], {}, PRECISION_OF_PLACES) for end in ("lower", "upper")]
    slope = function.derivative()
    zeros = [] if not slope else [root.ball for root in polynomial_roots(slope)]
    places = [*ends, *(zero for zero in zeros if not (zero < ends[0] or zero > ends[1]))]
    heights = [_height(function, place) for place in places]
    best = heights[0]
    for height in heights[1:]:
        best = best.max(height) if task["goal"] == "max" else best.min(height)
    return best, len(places)


def _height(function: fmpq_poly, at: arb) -> arb:
    total = arb(0)
    for c in reversed(function.coeffs()):
        total = total * at + arb(c)
    return total


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    function, variable = task["function"], task["variable"]
    critical = [place for place, _ in _inside(task)]
    ends = [task["lower"], task["upper"]]

    def height(place: t.Node) -> t.Node:
        return value_at(function, {variable: place})

    if critical:
        yield "ends-forgotten", _best([height(place) for place in critical], task["goal"])
        yield "ends-only", _best([height(end) for end in ends], task["goal"])
    place = next(place for place in (*critical, *ends) if _gap(height(place), solution.answer) == 0)
    yield "place-instead-of-value", place
    other = "min" if task["goal"] == "max" else "max"
    yield "other-extremum", _best([height(place) for place in (*critical, *ends)], other)


FEEDBACK: dict[str, Prose] = {
    "ends-forgotten": ("The ends of the interval are candidates too.",),
    "ends-only": ("Inside the interval there are critical points; they are candidates too.",),
    "place-instead-of-value": ("This is where it occurs; the question asks for the value of the function there.",),
    "other-extremum": ("This is the other extreme value.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    places = [*(place for place, _ in _inside(task)), task["lower"], task["upper"]]
    if len(places) == 2:
        return "no critical point lies inside"
    values = (value_at(task["function"], {task["variable"]: place}) for place in places)
    if sum(_gap(height, solution.answer) == 0 for height in values) > 1:
        return "the extreme value is attained twice"
    return None


def figure(task: Task, solution: Solution) -> Figure | None:
    if any(exact_value(task[end]) is None for end in ("lower", "upper")):
        return None
    data = {name: task[name] for name in ("function", "variable", "lower", "upper")}
    marks = _where(solution)
    where: Prose = ("; it is ", _word(task), " at ", *listed(marks)) if marks else (", ends included",)
    alt: Prose = ("The graph of ", task["function"], " from ", task["lower"], " to ", task["upper"], *where, ".")
    return Figure("graph", {**data, "marks": marks, "is_closed": True}, alt)


def _where(solution: Solution) -> tuple[t.Node, ...]:
    """The places at which the answer is taken, from the line that works the candidates out."""
    line = next(step for step in solution.steps if step.rule == "work out the candidates")
    pairs = zip(line.before.children, line.after.children, strict=True)
    return tuple(at.point[0][1] for at, height in pairs if isinstance(at, t.At) and height == solution.answer)


KIND = Kind(
    name="interval_extremum",
    title="Largest or smallest value on an interval",
    fields=(
        Field("function", help="the function, such as x^3 - 3*x"),
        Field("variable", "variable", "x", "its variable"),
        Field("lower", "number", help="the lower end"),
        Field("upper", "number", help="the upper end"),
        Field("goal", "choice", "max", "the largest value or the smallest", choices=("max", "min")),
    ),
    sample={"function": "x^3 - 3*x", "lower": 0, "upper": 3},
    statement=statement,
    solve=solve,
    check=check,
    slips=_slips.interval,
    mistakes=mistakes,
    feedback=FEEDBACK,
    degenerate=degenerate,
    figure=figure,
    solver="candidates compared",
)
