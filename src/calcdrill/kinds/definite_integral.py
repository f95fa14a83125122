"""The integral between two limits, which may be infinite: by an antiderivative, checked by ball integration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from flint import arb

from calcdrill.errors import TaskError, Undecided, Unsolved, Wrong
from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import subtract
from calcdrill.expression.balls.ball import value, working
from calcdrill.expression.balls.ball_values import UNDEFINED
from calcdrill.expression.balls.convergence import exists_at
from calcdrill.expression.balls.definedness import find_gap
from calcdrill.expression.balls.limiting import limit
from calcdrill.expression.comparing.comparison import agree
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.comparing.periods import period
from calcdrill.expression.comparing.shared import Shared
from calcdrill.expression.integrating.breaks import breaks, on_piece
from calcdrill.expression.integrating.closed_limits import INFINITE, end_value, plain_logarithms
from calcdrill.expression.integrating.fundamental import between_limits, swings_at_an_end
from calcdrill.expression.integrating.integral_words import TRIED
from calcdrill.expression.integrating.roots_of_squares import with_bars
from calcdrill.expression.integrating.undetermined.trial import tried
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import Basis, Evidence, Kind, _slips
from calcdrill.kinds._integral_with_letters import check_with_letters, solve_with_letters
from calcdrill.kinds._letters import conditions, letters_of
from calcdrill.kinds.common import ORDINALS, evidence
from calcdrill.kinds.fields import Field
from calcdrill.kinds.integral import worked
from calcdrill.problem import Figure, Solution, Statement, Task

DIVERGES: Final = t.Text("diverges")
_SECONDS: Final = 4.0


def statement(task: Task) -> Statement:
    if _improper(task):
        words: Prose = ("Work out the improper integral, or say that it diverges.",)
    else:
        words = ("Work out the integral.",)
    return Statement(words, (_whole(task), *conditions(task), "."))


def _letters(task: Task) -> tuple[str, ...]:
    return letters_of(task, "function", "lower", "upper")


def _whole(task: Task) -> t.Integral:
    return t.Integral(task["function"], task["variable"], task["lower"], task["upper"])


def _improper(task: Task) -> bool:
    return task["lower"] in INFINITE or task["upper"] in INFINITE


def solve(task: Task) -> Solution:
    letters = _letters(task)
    if letters:
        return solve_with_letters(task, letters)
    _require_values(task)
    return _of_squares(task) or _solve(task)


def _solve(task: Task) -> Solution:
    pieces = _pieces(task)
    try:
        return _on_pieces(task, pieces) if len(pieces) > 1 else _without_bars(task)
    except Unsolved:
        if not _never_settles(task):
            raise
        note: Prose = ("the integrand is periodic and not 0: each period adds or removes the same area",)
        return Solution(DIVERGES, (Step("diverges", _whole(task), DIVERGES, note, check="none"),))


def _of_squares(task: Task) -> Solution | None:
    """Roots of squares written with bars, where there are any."""
    function, facts_ = with_bars(task["function"], task["variable"])
    if not facts_:
        return None
    part = replace(task, fields={**task.fields, "function": function})
    solution = _solve(part)
    note: Prose = ("the expression under the root is a square",)
    first = Step("root of a square", _whole(task), _whole(part), note, check="none", proof=facts_)
    return Solution(solution.answer, (first, *solution.steps))


def _never_settles(task: Task) -> bool:
    """Whether the range is infinite, and the integrand repeats itself and is not 0 somewhere."""
    x, function = task["variable"], task["function"]
    if not _improper(task) or period((function,), x) is None:
        return False
    samples = (value(function, {x: t.Number(place)}) for place in _PLACES)
    return any(ball.is_finite() and 0 not in ball for ball in samples)


_PLACES: Final = (Fraction(3, 7), Fraction(17, 11), Fraction(31, 13))


def _without_bars(task: Task) -> Solution:
    """|u| and its kin as what they are all over the range, if they are there."""
    part = _piece(task, task["lower"], task["upper"])
    if part["function"] == task["function"] or not any(map(_is_bent, t.walk(task["function"]))):
        return _on_one(task)
    part = replace(part, fields={**part.fields, "answer": task["answer"]})
    solution = _on_one(part)
    note: Prose = ("between these limits the integrand is ", part["function"])
    first = Step("one form", _whole(task), _whole(part), note, check=_how(task))
    return Solution(solution.answer, (first, *solution.steps))


def _is_bent(node: t.Node) -> bool:
    if isinstance(node, t.Call):
        return node.function in {"max", "min"} or facts.sides(node.function) is not None
    return isinstance(node, t.Piecewise)


def _how(task: Task) -> str:
    """How a line with this integral is checked: not by itself where balls find no value of it."""
    enclosure = value(_whole(task), {})
    return "value" if enclosure.is_finite() and enclosure.rad() < _NARROW else "none"


_NARROW: Final = arb(2) ** -90


def _require_values(task: Task) -> None:
    """Raises TaskError where the integrand has no real values on part of the range."""
    x, low, high = task["variable"], task["lower"], task["upper"]
    for start, end in _blocks(low, high):
        gap = find_gap(task["function"], x, start, end, {})
        if gap is not None:
            place = float(gap.mid())
            raise TaskError(
                f"the integrand has no real values on part of the range, near {x} = {place:.6g}: choose other limits",
                "function",
            )


_FAR: Final = (-(2**60), -(2**20), -(2**8), 0, 2**8, 2**20, 2**60)


def _blocks(low: t.Node, high: t.Node) -> list[tuple[arb, arb]]:
    """The range in blocks, infinite ends cut off far out; empty where an end has no value."""
    far = {INFINITE[1]: arb(_FAR[0]), INFINITE[0]: arb(_FAR[-1])}
    one, other = (far[end] if end in far else value(end, {}) for end in (low, high))
    if not (one.is_finite() and other.is_finite()):
        return []
    start, stop = (one, other) if one < other else (other, one)
    inner = [arb(k) for k in _FAR if start < k < stop and (low in INFINITE or high in INFINITE)]
    return list(pairwise([start, *inner, stop]))


def _pieces(task: Task) -> tuple[tuple[t.Node, t.Node], ...]:
    """The range, split where the integrand changes its form or has a pole."""
    low, high = task["lower"], task["upper"]
    return tuple(pairwise((low, *breaks(task["function"], task["variable"], low, high), high)))


def _on_pieces(task: Task, pieces: tuple[tuple[t.Node, t.Node], ...]) -> Solution:
    tasks = [_piece(task, low, high) for low, high in pieces]
    parts: list[t.Node] = [_whole(part) for part in tasks]
    solutions = [_on_one(part) for part in tasks]
    after = t.Sum(tuple(parts))
    has_pole = any(_is_open_end(task["function"], part, "upper") for part in tasks[:-1])
    how = "none" if has_pole else _how(task)
    note: Prose = ("where the integrand changes its form, or has a pole",)
    steps = [Step("split the range", _whole(task), after, note, check=how)]
    for place, (part, solution) in enumerate(zip(tasks, solutions, strict=True)):
        if solution.answer == DIVERGES:
            last = Step(
                "diverges",
                after,
                DIVERGES,
                ("one of the parts has no finite value",),
                solution.steps,
                2,
                "none",
            )
            return Solution(DIVERGES, (*steps, last))
        before, parts[place] = after, solution.answer
        after = t.Sum(tuple(parts))
        check = how if how == "none" else _how(part)
        steps.append(Step(f"{ORDINALS[place + 1]} part", before, after, (), solution.steps, check=check))
    answer = tidy(task["answer"] if task["answer"] is not None else after)
    return Solution(answer, (*steps, Step("add up", after, answer, weight=1)))


def _piece(task: Task, low: t.Node, high: t.Node) -> Task:
    function = on_piece(task["function"], task["variable"], low, high)
    fields = {**task.fields, "function": function, "lower": low, "upper": high, "answer": None}
    return Task(task.kind, fields, task.domain)


def _on_one(task: Task) -> Solution:
    try:
        lines = worked(task["function"], task["variable"], task.domain)
    except Unsolved:
        return _directly(task)
    plain = tidy(lines[-1].after)
    jumps = breaks(plain, task["variable"], task["lower"], task["upper"])
    if jumps:
        smooth = _without_jumps(task)
        if smooth is not None:
            lines, plain, jumps = (smooth,), smooth.after, ()
    if jumps:
        return _over_jumps(task, plain, lines, tuple(pairwise((task["lower"], *jumps, task["upper"]))))
    if _improper(task) or any(_is_open_end(plain, task, end) for end in ("lower", "upper")):
        return _by_limits(task, plain, lines)
    return _by_values(task, plain, lines)


def _without_jumps(task: Task) -> Step | None:
    """The line to an antiderivative in the functions of the integrand, if it has no breaks of its own in the range."""
    x = task["variable"]
    primitive = tried(task["function"], x)
    if primitive is None or breaks(primitive, x, task["lower"], task["upper"]):
        return None
    return Step("undetermined coefficients", t.Integral(task["function"], x), primitive, TRIED, check="antiderivative")


def _over_jumps(
    task: Task, plain: t.Node, lines: tuple[Step, ...], pieces: tuple[tuple[t.Node, t.Node], ...]
) -> Solution:
    """The integrand has no breaks there but the antiderivative has: it is used between them only."""
    tasks = [replace(task, fields={**task.fields, "lower": low, "upper": high, "answer": None}) for low, high in pieces]
    parts: list[t.Node] = [_whole(part) for part in tasks]
    after = t.Sum(tuple(parts))
    note: Prose = ("the antiderivative ", plain, " is continuous only between its breaks")
    how = _how(task)
    steps = [Step("split the range", _whole(task), after, note, _shown(lines), check=how)]
    for place, part in enumerate(tasks):
        solution = _by_limits(part, plain, lines)
        before, parts[place] = after, solution.answer
        after = t.Sum(tuple(parts))
        steps.append(Step(f"{ORDINALS[place + 1]} part", before, after, (), solution.steps, check=how))
    answer = tidy(task["answer"] if task["answer"] is not None else plain_logarithms(after))
    return Solution(answer, (*steps, Step("add up", after, answer, weight=1)))


def _by_values(task: Task, plain: t.Node, lines: tuple[Step, ...]) -> Solution:
    x, low, high = task["variable"], task["lower"], task["upper"]
    bars = t.Sum((t.At(plain, ((x, high),)), t.Negative(t.At(plain, ((x, low),)))))
    above, below = (tidy(t.substitute(plain, {x: end})) for end in (high, low))
    values = subtract(above, below)
    answer = tidy(task["answer"] if task["answer"] is not None else plain_logarithms(values))
    steps = [
        Step("antiderivative", _whole(task), bars, _FTC, _shown(lines), check=_how(task)),
        Step("put the limits in", bars, values),
    ]
    if values != answer:
        steps.append(Step("work it out", values, answer, weight=1))
    return Solution(answer, tuple(steps))


_FTC: Final[Prose] = ("the upper limit put into an antiderivative, minus the lower one",)


def _shown(lines: tuple[Step, ...]) -> tuple[Step, ...]:
    """The lines, ending in the antiderivative's textbook form."""
    last = lines[-1]
    neat = tidy(last.after)
    if neat == last.after:
        return lines
    if len(lines) == 1 and last.weight < 2:
        return (replace(last, after=neat),)
    return (*lines, Step("simplify", last.after, neat, weight=0))


def _is_open_end(plain: t.Node, task: Task, end: str) -> bool:
    """Whether the antiderivative has no value at the limit itself."""
    there = t.substitute(plain, {task["variable"]: task[end]})
    return compare(there, t.Number(0)).verdict not in {Verdict.EQUAL, Verdict.DIFFERENT}


def _by_limits(task: Task, plain: t.Node, lines: tuple[Step, ...]) -> Solution:
    x = task["variable"]
    if any(_has_no_limit(task, plain, end) for end in ("upper", "lower")):
        return _divergent(task, plain, lines, "oscillates without a limit")
    parts = [_part(task, plain, end) for end in ("upper", "lower")]
    if any(value in INFINITE for _, value in parts):
        return _divergent(task, plain, lines)
    waiting = t.Sum((parts[0][0], t.Negative(parts[1][0])))
    values = subtract(parts[0][1], parts[1][1])
    answer = tidy(task["answer"] if task["answer"] is not None else values)
    note: Prose = ("at an end that cannot be put in, take the limit of the antiderivative in ", t.Name(x))
    if compare(waiting, values).verdict is Verdict.EQUAL:
        first = Step("antiderivative", _whole(task), waiting, note, _shown(lines), check=_how(task))
        steps = [first, Step("take the limits", waiting, values)]
    else:
        note = ("the limits of the antiderivative ", plain, " at both ends, one minus the other")
        steps = [Step("antiderivative", _whole(task), values, note, _shown(lines), check=_how(task))]
    if values != answer:
        steps.append(Step("work it out", values, answer, weight=1))
    return Solution(answer, tuple(steps))


def _part(task: Task, plain: t.Node, end: str) -> tuple[t.Node, t.Node]:
    """What stands for one end, and its value."""
    x, to = task["variable"], task[end]
    if to not in INFINITE and not _is_open_end(plain, task, end):
        return t.At(plain, ((x, to),)), tidy(t.substitute(plain, {x: to}))
    side = _side(task, end)
    return t.Limit(plain, x, to, side), end_value(plain, x, to, side)


def _side(task: Task, end: str) -> str:
    return "" if task[end] in INFINITE else "-" if end == "upper" else "+"


def _has_no_limit(task: Task, plain: t.Node, end: str) -> bool:
    """Whether the antiderivative is proved to have no limit at the end, not even an infinite one."""
    return limit(plain, task["variable"], task[end], _side(task, end)) is UNDEFINED


def _divergent(task: Task, plain: t.Node, lines: tuple[Step, ...], words: str = "grows beyond all bounds") -> Solution:
    note: Prose = ("the antiderivative ", plain, f" {words}")
    last = Step("take the limit", _whole(task), DIVERGES, note, check="none")
    return Solution(DIVERGES, (*_shown(lines), last))


_NO_FORM: Final = (
    "no closed form of the integral in known functions was found: split the range where the integrand changes its "
    "form, or give the answer that you expect, and it is checked"
)


def _directly(task: Task) -> Solution:
    """An integral without an elementary antiderivative: sympy's value, which the check confirms or not."""
    from calcdrill.expression.bridge import sympy_integrate
    from calcdrill.worker import run_bounded

    if task["answer"] is not None:
        result = task["answer"]
    else:
        arguments = (task["function"], task["variable"], task["lower"], task["upper"], task.domain)
        try:
            result = run_bounded(sympy_integrate, *arguments, seconds=_SECONDS)
        except Unsolved as error:
            raise Unsolved(_NO_FORM) from error
    answer = tidy(result)
    if any(isinstance(part, t.Integral) for part in (answer, *answer.children)):
        raise Unsolved(_NO_FORM)
    note: Prose = ("there is no elementary antiderivative; the value is confirmed by ball integration",)
    return Solution(answer, (Step("known value", _whole(task), answer, note),))


def check(task: Task, solution: Solution, shared: Shared | None = None) -> Evidence:
    """Ball integration; where that finds no bound, an antiderivative with all that the fundamental theorem asks for."""
    if _letters(task):
        return check_with_letters(task, solution, shared=shared)
    plain, facts_ = with_bars(task["function"], task["variable"])
    if facts_ and all(compare(fact.sides[0], fact.sides[1], shared=shared).holds for fact in facts_):
        task = replace(task, fields={**task.fields, "function": plain})
    if solution.answer == DIVERGES:
        return _check_divergence(task, solution)
    x, parts = task["variable"], _pieces(task)
    truth = t.total(*(t.Integral(task["function"], x, low, high) for low, high in parts))
    comparison = compare(truth, solution.answer, task.domain, shared=shared)
    if comparison.verdict is not Verdict.UNDECIDED:
        # Balls enclose the integral over the whole range.
        return evidence("ball integration", comparison._replace(witness=None, basis=Basis.PROVED))
    return _check_by_antiderivative(task, solution, parts)


def _check_by_antiderivative(task: Task, solution: Solution, parts: tuple[tuple[t.Node, t.Node], ...]) -> Evidence:
    x, whole = task["variable"], arb(0)
    candidates = dict.fromkeys(_antiderivatives(solution.steps))
    for low, high in parts:
        function = on_piece(task["function"], x, low, high)
        balls = (_by_one(function, x, low, high, antiderivative) for antiderivative in candidates)
        ball = next((ball for ball in balls if ball is not None), None)
        if ball is None:
            raise Undecided(_NOT_PROVED)
        with working(192):
            whole += ball
    same = agree(whole, value(solution.answer, {}))
    if same is None:
        raise Undecided(_NOT_PROVED)
    if not same:
        raise Wrong("the antiderivative's limits at the ends give another value")
    error = float((whole - value(solution.answer, {})).abs_upper())
    return Evidence("differentiated back, limits at the ends", 1, error)


_NOT_PROVED: Final = (
    "the value could not be proved, nor that the integral exists; if it does, split the range or choose other limits"
)


def _by_one(function: t.Node, x: str, low: t.Node, high: t.Node, found: t.Node) -> arb | None:
    total = arb(0)
    for start, end in pairwise((low, *breaks(found, x, low, high), high)):
        ball = between_limits(function, x, start, end, found)
        if ball is None:
            return None
        with working(192):
            total += ball
    return total


def _antiderivatives(steps: tuple[Step, ...]) -> Iterator[t.Node]:
    """What the lines use as an antiderivative."""
    for step in steps:
        if step.substeps and step.rule in {"antiderivative", "split the range"}:
            yield step.substeps[-1].after
        if step.rule == "take the limit":
            yield from (part for part in step.note if isinstance(part, t.Node))
        yield from _antiderivatives(step.substeps)


def _check_divergence(task: Task, solution: Solution) -> Evidence:
    """At one end of one piece the integrand grows too fast, or falls too slowly, or an antiderivative has no limit."""
    for low, high in _pieces(task):
        for end, side in ((low, "+"), (high, "-")):
            if low != high and exists_at(task["function"], task["variable"], end, side) is False:
                return Evidence("growth at an end", 1, 0.0, Basis.PROVED)
    if _never_settles(task):
        return Evidence("repeats itself for ever", 1, 0.0, Basis.PROVED)
    for antiderivative in _antiderivatives(solution.steps):
        for low, high in _pieces(task):
            if swings_at_an_end(task["function"], task["variable"], low, high, antiderivative):
                return Evidence("differentiated back, no limit at an end", 1, 0.0)
    raise Undecided("it is not proved that the integral diverges: nothing at its ends shows it; split the range")


def mistakes(task: Task, solution: Solution) -> Iterator[tuple[str, t.Node]]:
    if solution.answer == DIVERGES:
        return
    if _improper(task):
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
    "infinite-area": ("A region without end may have a finite area: take the limit before you say so.",),
}


def degenerate(task: Task, solution: Solution) -> str | None:
    if solution.answer == t.Number(0):
        return "the integral is 0"
    if task["lower"] == task["upper"]:
        return "the limits are equal"
    return None if t.names(task["function"]) else "the integrand is constant"


def figure(task: Task, solution: Solution) -> Figure | None:
    """The region between the curve and the axis; none where letters stand for its numbers."""
    if _letters(task):
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
