"""Why an answer is wrong: the named mistakes of the problem, then probes that fit any problem.

named      the problem's own mistakes, all that its kind knows, each entry of a gradient or matrix by the
           mal-rules of differentiation
probes     sign, constant factor, constant difference, not differentiated, integrated instead, wrong
order, another point, entries in another order, transposed
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from calcdrill.errors import InputError
from calcdrill.expression.equality import Checker, Verdict
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import (
    ONE,
    ZERO,
    At,
    Derivative,
    Integral,
    Matrix,
    Negative,
    Node,
    Points,
    Relation,
    Text,
    Vector,
    names,
    number,
    substitute,
    times,
    total,
)
from calcdrill.expression.unicode import write_prose_unicode, write_unicode
from calcdrill.practice.judge import POINTS, Judgement, Outcome, judge
from calcdrill.practice.reading import constant_letters, needs_constant, variables_of
from calcdrill.practice.sampling import constant_difference, constant_ratio
from calcdrill.problem import Problem

__all__ = ["PROBES", "Finding", "diagnose", "load_kind"]

MOST_NAMES: Final = 2

PROBES: Final = {
    "sign": "Only the sign is wrong.",
    "constant-factor": "Your answer is {number} times the right one.",
    "constant-difference": "Your answer differs from the right one by a constant.",
    "not-differentiated": "This is the function itself: it is not differentiated yet.",
    "not-evaluated": "This is the derivative as a function: put the point in.",
    "value-not-derivative": "This is the value of the function at the point, not that of its derivative.",
    "another-point": "This is the value at another point.",
    "order-too-low": "One more derivative is to be taken.",
    "order-too-high": "You have differentiated once too often.",
    "integrated": "You have integrated; the task is to differentiate.",
    "differentiated": "You have differentiated; the task is to integrate.",
    "reversed-order": "The entries are right, but in another order.",
    "transposed": "This is the transpose of the right matrix.",
}
"""The sentences of the probes, by the id of the mistake that they name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A named mistake with the sentence that tells the learner about it."""

    mistake: str
    message: str


def diagnose(
    problem: Problem, typed: Node, judgement: Judgement, checker: Checker, has_time: Callable[[], bool]
) -> tuple[Finding, ...]:
    """The mistakes, two at most, that explain a wrong answer; ``has_time`` is asked before each look."""
    found: list[Finding] = []
    for finder in (_named, _probes_of_entries, _named_entries, _probes):
        for finding in finder(problem, typed, judgement, checker, has_time):
            if all(finding.mistake != other.mistake for other in found):
                found.append(finding)
            if len(found) == MOST_NAMES:
                break
        if found:
            break
    return tuple(found)


def _is(problem: Problem, wrong: Node, typed: Node, checker: Checker) -> bool:
    return judge(problem, wrong, typed, checker).outcome >= Outcome.WHERE_DEFINED


# -- named mistakes


def _named(
    problem: Problem, typed: Node, judgement: Judgement, checker: Checker, has_time: Callable[[], bool]
) -> Iterator[Finding]:
    own = {mistake.id for mistake in problem.mistakes}
    for mistake in problem.mistakes:
        if not has_time():
            return
        if _is(problem, mistake.answer, typed, checker):
            yield Finding(mistake.id, write_prose_unicode(mistake.feedback))
            return
    for name, wrong, feedback in _candidates(problem):
        if not has_time():
            return
        if name not in own and _is(problem, wrong, typed, checker):
            yield Finding(name, write_prose_unicode(feedback))


def load_kind(problem: Problem) -> None:
    """Import the problem's kind, so that this does not take from the time of the search."""
    from calcdrill.kinds import find

    with suppress(InputError):
        find(problem.task.kind)


def _candidates(problem: Problem) -> Iterator[tuple[str, Node, Prose]]:
    """All mistakes that the problem's kind knows.

    A kind may come from anyone. A fault in it costs the learner the name of a mistake, never the verdict.
    """
    from calcdrill.kinds import find

    try:
        kind = find(problem.task.kind)
        feedback = {**kind.feedback, **kind.own_feedback(problem.task)}
        for name, wrong in kind.mistakes(problem.task, problem.solution):
            if name in feedback:
                yield name, wrong, feedback[name]
    except Exception:
        return


def _named_entries(
    problem: Problem, typed: Node, judgement: Judgement, checker: Checker, has_time: Callable[[], bool]
) -> Iterator[Finding]:
    """The mal-rules that explain every wrong entry of a gradient or Jacobian; else those of the first one."""
    wrong = [index for index, outcome in enumerate(judgement.parts) if outcome is Outcome.WRONG]
    parts = _differentiated(problem)
    if not wrong or len(parts) != len(judgement.parts) or len(typed.children) != len(parts):
        return
    shared: dict[str, Prose] | None = None
    for index in wrong:
        function, variable = parts[index]
        found = dict(_bugs(problem, function, variable, typed.children[index], checker, has_time))
        kept = found if shared is None else {name: note for name, note in shared.items() if name in found}
        shared = kept or shared
    for name, note in (shared or {}).items():
        yield Finding(name, f"In {_place(problem, wrong)}: {write_prose_unicode(note)}")


def _differentiated(problem: Problem) -> list[tuple[Node, str]]:
    """(function, variable) of each entry, where the entries are first partial derivatives."""
    fields, variables = problem.task.fields, variables_of(problem)
    function, functions = fields.get("function"), fields.get("functions")
    if problem.task.kind == "gradient" and isinstance(function, Node):
        return [(function, variable) for variable in variables]
    if problem.task.kind == "jacobian":
        rows = functions.entries if isinstance(functions, Vector) else functions
        if isinstance(rows, tuple) and all(isinstance(row, Node) for row in rows):
            return [(row, variable) for row in rows for variable in variables]
    return []


def _bugs(
    problem: Problem,
    function: Node,
    variable: str,
    typed: Node,
    checker: Checker,
    has_time: Callable[[], bool],
) -> Iterator[tuple[str, Prose]]:
    from calcdrill.expression.malrules import MALRULES, wrong_derivatives

    others = tuple(name for name in variables_of(problem) if name != variable)
    point = _point(problem)
    for name, wrong in wrong_derivatives(function, variable, others):
        if not has_time():
            return
        if point is not None:
            wrong = substitute(wrong, point)
        if checker.compare(wrong, typed, POINTS).verdict is Verdict.EQUAL:
            yield name, MALRULES[name]


def _place(problem: Problem, wrong: Sequence[int]) -> str:
    answer = problem.answer
    if isinstance(answer, Matrix):
        width = len(answer.rows[0])
        spots = [f"row {index // width + 1}, column {index % width + 1}" for index in wrong]
        return "; ".join(spots)
    ordinals = [str(index + 1) for index in wrong]
    return f"entr{'y' if len(ordinals) == 1 else 'ies'} {' and '.join(ordinals)}"


# -- probes


def _probes(
    problem: Problem, typed: Node, judgement: Judgement, checker: Checker, has_time: Callable[[], bool]
) -> Iterator[Finding]:
    answer = problem.answer
    if isinstance(answer, Relation) and isinstance(typed, Relation):
        answer, typed = answer.sides[-1], typed.sides[-1]
    if isinstance(answer, Text | Points | Relation) or isinstance(typed, Text | Points | Relation):
        return
    if needs_constant(problem):
        without = dict.fromkeys(constant_letters(problem), ZERO)
        answer, typed = substitute(answer, without), substitute(typed, without)
    yield from _probed((_probe_task, _probe_scale), problem, answer, typed, checker, has_time)


def _probes_of_entries(
    problem: Problem, typed: Node, judgement: Judgement, checker: Checker, has_time: Callable[[], bool]
) -> Iterator[Finding]:
    answer = problem.answer
    if isinstance(answer, Vector | Matrix) and type(answer) is type(typed):
        yield from _probed((_probe_order, _probe_scale), problem, answer, typed, checker, has_time)


Probe = Callable[[Problem, Node, Node, Checker], str | None]
"""(problem, answer, typed, checker) → a mistake's id, perhaps with a detail behind a space, or None."""


def _probed(
    probes: Sequence[Probe],
    problem: Problem,
    answer: Node,
    typed: Node,
    checker: Checker,
    has_time: Callable[[], bool],
) -> Iterator[Finding]:
    for probe in probes:
        found = probe(problem, answer, typed, checker) if has_time() else None
        if found:
            name, _, detail = found.partition(" ")
            yield Finding(name, PROBES[name].format(number=detail))
            return


def _probe_order(problem: Problem, answer: Node, typed: Node, checker: Checker) -> str | None:
    if isinstance(answer, Matrix) and isinstance(typed, Matrix):
        turned = Matrix(tuple(zip(*typed.rows, strict=True)))
        if _is(problem, answer, turned, checker):
            return "transposed"
    if not isinstance(answer, Vector | Matrix) or type(answer) is not type(typed):
        return None
    rest = list(answer.children)
    if len(rest) != len(typed.children):
        return None
    for entry in typed.children:
        match = next((k for k, other in enumerate(rest) if _is(problem, other, entry, checker)), None)
        if match is None:
            return None
        del rest[match]
    return "reversed-order"


def _probe_scale(problem: Problem, answer: Node, typed: Node, checker: Checker) -> str | None:
    """One factor for all entries, or one difference."""
    pairs = _pairs(answer, typed)
    if pairs is None:
        return None
    factors = {constant_ratio(two, one, checker) for one, two in pairs if one != ZERO}
    factor = factors.pop() if len(factors) == 1 else None
    if factor and _is(problem, _scaled(answer, factor), typed, checker):
        if factor == -1:
            return "sign"
        if names(answer) or _is_simple(factor):
            return f"constant-factor {write_unicode(number(factor))}"
    if len(pairs) == 1 and problem.task.kind != "integral":
        shift = constant_difference(typed, answer, checker)
        if shift and _is(problem, total(answer, number(shift)), typed, checker):
            return "constant-difference"
    return None


def _pairs(answer: Node, typed: Node) -> list[tuple[Node, Node]] | None:
    if isinstance(answer, Vector | Matrix):
        if type(answer) is not type(typed) or len(answer.children) != len(typed.children):
            return None
        return list(zip(answer.children, typed.children, strict=True))
    return None if isinstance(typed, Vector | Matrix) else [(answer, typed)]


def _is_simple(factor: Fraction) -> bool:
    return abs(factor) in {2, 3, 4, 10} or 1 / abs(factor) in {2, 3, 4, 10}


def _scaled(node: Node, factor: Fraction) -> Node:
    if isinstance(node, Vector | Matrix):
        return node.with_children(tuple(_scaled(entry, factor) for entry in node.children))
    return Negative(node) if factor == -1 else times(number(factor), node)


_DERIVATIVES: Final = frozenset({"derivative", "partial"})


def _probe_task(problem: Problem, answer: Node, typed: Node, checker: Checker) -> str | None:
    """What is done to the function instead of what was asked."""
    function, variables = problem.task.fields.get("function"), _by(problem)
    if not isinstance(function, Node) or not variables or isinstance(typed, Vector | Matrix):
        return None
    if problem.task.kind == "integral":
        slope = Derivative(function, variables[:1])
        return "differentiated" if _equal(slope, typed, checker) else None
    if problem.task.kind not in _DERIVATIVES:
        return None
    for name, wrong in _instead(problem, function, variables):
        if _equal(wrong, typed, checker):
            return name
    if names(typed) and _point(problem) is None and len(variables) == 1:
        found = checker.compare_antiderivative(Integral(function, variables[0]), typed, variables[0], POINTS)
        return "integrated" if found.verdict is Verdict.EQUAL else None
    return None


def _by(problem: Problem) -> tuple[str, ...]:
    """The variables by which the task differentiates or integrates, one for each time."""
    fields = problem.task.fields
    wrt, order = fields.get("wrt"), fields.get("order")
    if isinstance(wrt, tuple | list) and wrt:
        return tuple(str(name) for name in wrt)
    variables = variables_of(problem)[:1]
    return variables * order if isinstance(order, int) and 1 <= order <= 6 else variables


def _instead(problem: Problem, function: Node, variables: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    point = _point(problem)
    wanted = Derivative(function, variables)
    if point is None:
        yield "not-differentiated", function
        for count in range(1, len(variables)):
            yield "order-too-low", Derivative(function, variables[:count])
        yield "order-too-high", Derivative(function, (*variables, variables[-1]))
        return
    place = tuple(point.items())
    yield "not-evaluated", wanted
    yield "value-not-derivative", At(function, place)
    yield "not-differentiated", function
    moves: tuple[Callable[[Node], Node], ...] = (Negative, lambda value: ZERO, lambda value: ONE)
    for move in moves:
        moved = tuple((name, move(value)) for name, value in place)
        if moved != place:
            yield "another-point", At(wanted, moved)


def _point(problem: Problem) -> dict[str, Node] | None:
    from calcdrill.kinds.fields import as_point

    at = problem.task.fields.get("at")
    if at is None:
        return None
    try:
        return as_point(at, variables_of(problem))
    except InputError:
        return None


def _equal(one: Node, two: Node, checker: Checker) -> bool:
    return checker.compare(one, two, POINTS).verdict is Verdict.EQUAL
