"""A proved mistake put into a worked solution and carried through the lines after it.

    right lines + (line, wrong result) ─► carried ─► the lines as somebody writes them who makes that one mistake

Each line of a worked solution says ``before = after``. When one result is wrong, it stands wherever the right one
stood in later lines, and these are worked out again; where one cannot be, there is no such working (None). Every
carried line is proved to follow from its own left side, and the last one to differ from the answer. *Find the error*,
process data and marks for working all use these functions:

* ``wrong_results(problem, index)``: what may be wrong in a line, by name, proved different from what is right there;
* ``carried(problem, index, wrong)``: the lines with that mistake;
* ``spoiled(problem, source)``: both, at a line that ``source`` chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from random import Random

from calcdrill.errors import CalcdrillError, Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.comparing.equality import Checker, Verdict
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy
from calcdrill.kinds import find
from calcdrill.problem import Problem

__all__ = [
    "Carried",
    "Line",
    "Standing",
    "WrongResult",
    "carried",
    "lines_after",
    "results_after",
    "spoiled",
    "wrong_results",
]

MOST_POINTS = 6
_SHAPED = (t.Text, t.Points, t.Relation)


class Standing(Enum):
    """How a line stands to the truth and to the lines before it."""

    HOLDS = "holds"
    FALSE = "false"
    FOLLOWS = "follows from a false one"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working: ``before`` = ``after`` by the rule, and how it stands."""

    rule: str
    before: t.Node
    after: t.Node
    standing: Standing


@dataclass(frozen=True, slots=True)
class WrongResult:
    """A wrong right-hand side for a line: the mistake's id, the tree, and a sentence about it."""

    mistake: str
    after: t.Node
    feedback: Prose = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """A working with one mistake: its lines, which of them is the first false one, and the answer it ends in."""

    lines: tuple[Line, ...]
    first_false: int
    wrong: WrongResult

    @property
    def answer(self) -> t.Node:
        """What the working ends in; of ``x = 3`` the value."""
        last = self.lines[-1]
        return Step(last.rule, last.before, last.after).result


# -- the mistakes of a line


def wrong_results(problem: Problem, index: int) -> Iterator[WrongResult]:
    """The mistakes that the line of that number invites, most telling first; each is proved different by value."""
    step = problem.solution.steps[index]
    if step.check != "value" or isinstance(step.after, _SHAPED) or isinstance(step.before, _SHAPED):
        return
    checker = Checker(problem.task.domain, 1)
    seen: set[t.Node] = {step.after}
    with suppress(CalcdrillError):
        for wrong in (*_misconceptions(step), *_slips(step.after)):
            if find(problem.task.kind).up_to_constant and not _is_seen(step, wrong.after, problem):
                continue
            if wrong.after not in seen and _differ(step.after, wrong.after, checker):
                seen.add(wrong.after)
                yield wrong


def _is_seen(step: Step, wrong: t.Node, problem: Problem) -> bool:
    """Whether an antiderivative is wrong by more than its constant."""
    variable = str(problem.task["variable"])
    rates = [t.Derivative(node, (variable,)) for node in (step.after, wrong)]
    return _differ(rates[0], rates[1], Checker(problem.task.domain, 1))


def _misconceptions(step: Step) -> Iterator[WrongResult]:
    """The mal-rules of differentiation, where the line is a derivative."""
    from calcdrill.expression.differentiating.malrules import MALRULES, derivatives_wrong_once

    match step.before:
        case t.Derivative(body=body, variables=(variable,)):
            with suppress(Unsolved):
                for bug, wrong in derivatives_wrong_once(body, variable):
                    yield WrongResult(bug, tidy(wrong), MALRULES[bug])


def _slips(right: t.Node) -> Iterator[WrongResult]:
    """A sign of a term, a term left out, a number miscounted."""
    if isinstance(right, t.Vector):
        for index, entry in enumerate(right.entries):
            for slip in _slips(entry):
                entries = (*right.entries[:index], slip.after, *right.entries[index + 1 :])
                yield replace(slip, after=t.Vector(entries))
        return
    if isinstance(right, t.Matrix):
        return
    terms = right.terms if isinstance(right, t.Sum) else ()
    for index, term in enumerate(terms):
        turned = (*terms[:index], tidy(t.Negative(term)), *terms[index + 1 :])
        yield WrongResult("sign-of-a-term", t.Sum(turned), ("The sign of a term is wrong.",))
    if not terms and right != t.ZERO:
        yield WrongResult("sign", tidy(t.Negative(right)), ("The sign is wrong.",))
    if len(terms) > 1 and not isinstance(terms[-1], t.Name):
        yield WrongResult("term-dropped", t.total(*terms[:-1]), ("A term is missing.",))
    number = t.value_of(right)
    if number is not None:
        yield WrongResult("arithmetic", t.number(number + 1), ("The number is miscounted.",))
    elif not terms:
        yield WrongResult("arithmetic", tidy(t.times(t.TWO, right)), ("A factor is miscounted.",))


def _differ(one: t.Node, two: t.Node, checker: Checker) -> bool:
    try:
        return checker.compare(one, two, MOST_POINTS).verdict is Verdict.DIFFERENT
    except (CalcdrillError, ValueError):
        return False


# -- carried through


def carried(problem: Problem, index: int, wrong: WrongResult) -> Carried | None:
    """The lines with that result in place of the right one; None where a later line cannot be worked out again."""
    steps = problem.solution.steps
    lines = [Line(step.rule, step.before, step.after, Standing.HOLDS) for step in steps[:index]]
    lines.append(Line(steps[index].rule, steps[index].before, wrong.after, Standing.FALSE))
    rest = _carry(problem, index, wrong.after)
    if rest is None:
        return None
    derivation = Carried((*lines, *rest), index, wrong)
    if derivation.lines[-1].after == steps[-1].after:
        return None  # the last line does not use the wrong result
    checker = Checker(problem.task.domain, 1)
    return derivation if _differ(_value(problem.answer), derivation.answer, checker) else None


def _value(answer: t.Node) -> t.Node:
    """Of ``z = 2x + y`` the right-hand side, as ``Step.result`` has it."""
    return Step("", answer, answer).result


def results_after(problem: Problem, index: int, wrong: t.Node) -> tuple[t.Node, ...]:
    """What the sides of the lines after that one become, as far as they can be worked out again."""
    return tuple(side for line in lines_after(problem, index, wrong) for side in (line.before, line.after))


def lines_after(problem: Problem, index: int, wrong: t.Node) -> tuple[Line, ...]:
    """The lines after that one with its wrong result carried on, as far as they can be worked out again."""
    return tuple(_carry(problem, index, wrong, partly=True) or ())


def _carry(problem: Problem, index: int, wrong: t.Node, partly: bool = False) -> list[Line] | None:
    steps = problem.solution.steps
    changed: dict[t.Node, t.Node] = {steps[index].after: wrong}
    given = frozenset(_numbers_of(problem))
    checker = Checker(problem.task.domain, 1, seeks_gaps=False)
    lines: list[Line] = []
    for step in steps[index + 1 :]:
        before = _replaced(step.before, changed, given)
        if before == step.before:
            lines.append(Line(step.rule, step.before, step.after, Standing.HOLDS))
            continue
        after = _worked_again(step, before, changed, checker)
        if after is None:
            return lines if partly else None
        changed[step.after] = after
        lines.append(Line(step.rule, before, after, Standing.FOLLOWS))
    return lines


def _worked_again(step: Step, before: t.Node, changed: Mapping[t.Node, t.Node], checker: Checker) -> t.Node | None:
    """The right-hand side that belongs to a changed left-hand side, proved equal to it."""
    if step.check != "value" or isinstance(step.after, _SHAPED) or isinstance(before, _SHAPED):
        return None
    for after in _attempts(step, before, changed):
        with suppress(CalcdrillError, ValueError):
            if after != before and checker.compare(before, after, MOST_POINTS).verdict is Verdict.EQUAL:
                return after
    return None


def _attempts(step: Step, before: t.Node, changed: Mapping[t.Node, t.Node]) -> Iterator[t.Node]:
    """The right line with the wrong results in it; else the left side worked out."""
    written = _replaced(step.after, changed)
    if written != step.after:
        yield written
    with suppress(CalcdrillError, ValueError):
        worked = _evaluated(before)
        yield tidy(worked)
        yield worked


def _evaluated(node: t.Node) -> t.Node:
    """Derivatives taken and points put in. Raises Unsolved."""
    children = tuple(_evaluated(child) for child in node.children)
    whole = node.with_children(children) if children else node
    match whole:
        case t.Derivative(body=body, variables=variables):
            for variable in variables:
                body = differentiate(body, variable)
            return tidy(body)
        case t.At(body=body, point=point):
            return tidy(t.substitute(body, dict(point)))
        case t.Integral() | t.Limit():
            raise Unsolved("an integral or a limit is not worked out again")
    return whole


def _replaced(node: t.Node, changed: Mapping[t.Node, t.Node], given: frozenset[t.Node] = frozenset()) -> t.Node:
    """The tree with wrong results where the right ones stood.

    A plain number may stand there for another reason: it is a result only where it is the whole, the place at which
    something is evaluated, or found once and not among the numbers of the task.
    """
    if node in changed:
        return changed[node]
    nodes = list(t.walk(node))
    parts = {
        old: new for old, new in changed.items() if not _is_small(old) or (given and _is_result(old, nodes, given))
    }

    def put_in(inner: t.Node) -> t.Node:
        if isinstance(inner, t.At):
            inner = t.At(inner.body, tuple((name, changed.get(value, value)) for name, value in inner.point))
        return parts.get(inner, inner)

    return t.transform(node, put_in)


def _is_result(number: t.Node, found: Sequence[t.Node], given: frozenset[t.Node]) -> bool:
    return not isinstance(number, t.Name) and number not in given and found.count(number) == 1


def _numbers_of(problem: Problem) -> Iterator[t.Node]:
    """The numbers that the task itself holds, and 0, 1, 2."""
    yield from (t.ZERO, t.ONE, t.TWO)
    for value in problem.task.fields.values():
        for tree in value if isinstance(value, tuple) else (value,):
            if isinstance(tree, t.Node):
                yield from (inner for inner in t.walk(tree) if isinstance(inner, t.Number | t.Negative))


def _is_small(node: t.Node) -> bool:
    """A tree that may stand in a line for another reason: a number or a bare letter."""
    return isinstance(node, t.Name | t.Number) or (
        isinstance(node, t.Negative) and isinstance(node.argument, t.Name | t.Number)
    )


# -- a working at random


def spoiled(problem: Problem, source: Random) -> Carried | None:
    """One mistake in a line that ``source`` chooses, carried to the end; None where no line allows one."""
    places = list(range(len(problem.solution.steps)))
    source.shuffle(places)
    for index in places:
        wrongs: Sequence[WrongResult] = list(wrong_results(problem, index))[:8]
        for wrong in source.sample(wrongs, len(wrongs)):
            derivation = carried(problem, index, wrong)
            if derivation is not None:
                return derivation
    return None
