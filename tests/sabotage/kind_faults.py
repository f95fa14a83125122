"""Faults in solvers, steps, statements, mistakes and the sampler."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import calcdrill.instances as instances
import calcdrill.kinds.common as common
import calcdrill.sampling as sampling
import calcdrill.tasks as tasks
from calcdrill.expression.read import read
from calcdrill.expression.tree import (
    ONE,
    ZERO,
    Name,
    Negative,
    Sum,
)
from calcdrill.kinds import find, kind_names
from calcdrill.problem import Solution, Task
from calcdrill.sampling import Parameters
from sabotage import layers as at
from sabotage.fault import Fault, Patch, to

X = Name("x")


# -- solvers, steps, statements, mistakes


def broken_kind(name: str, **changes: Any) -> Callable[[Patch], None]:
    """The kind with other functions; a change may be made from the right function by ``_from``."""

    def inject(patch: Patch) -> None:
        right = find(name)
        made = {
            key: change.make(getattr(right, key)) if isinstance(change, _From) else change
            for key, change in changes.items()
        }
        broken = replace(right, **made)
        for module in (instances, at):
            before = module.find  # type: ignore[attr-defined]
            patch.setattr(module, "find", lambda asked, before=before: broken if asked == name else before(asked))

    return inject


@dataclass(frozen=True)
class _From:
    make: Callable[[Any], Any]


def _solves_wrong(solve: Callable[[Task], Solution]) -> Callable[[Task], Solution]:
    def wrong(task: Task) -> Solution:
        solution = solve(task)
        answer = at.corrupted(solution.answer)
        steps = solution.steps
        return Solution(answer, (*steps[:-1], replace(steps[-1], after=answer)) if steps else ())

    return wrong


def _steps(change: Callable[[Any], Any]) -> _From:
    return _From(lambda solve: lambda task: (lambda s: replace(s, steps=change(s.steps)))(solve(task)))


def solver_faults() -> Iterator[Fault]:
    for kind in kind_names():
        wrong = broken_kind(kind, solve=_From(_solves_wrong))
        yield Fault("the solver of a kind", f"{kind}: 1 too much", wrong, at.making(kind), at.ROUTE)
    layer = at.solving(at.TASK)
    negated = to(common, "tidy", lambda node: Negative(node))
    yield Fault("steps", "tidying turns the sign", negated, layer, at.ROUTE)
    for words, change, caught in (
        ("the last line is another one", lambda steps: (*steps, replace(steps[-1], before=ONE, after=ONE)), at.LAST),
        ("the last line is missing", lambda steps: steps[:-1], at.LAST),
        ("the first line is wrong", lambda steps: (replace(steps[0], after=X), *steps[1:]), at.STEPS),
    ):
        yield Fault("steps", words, broken_kind("derivative", solve=_steps(change)), layer, caught)
    other = _steps(lambda steps: (replace(steps[0], after=read("1 + u + u^2")), *steps[1:]))
    words, layer = "a line with ≈ has another coefficient", at.solving(at.SERIES)
    yield Fault("steps", words, broken_kind("taylor", solve=other), layer, at.STEPS)
    none = broken_kind("derivative", solve=_steps(lambda steps: ()))
    yield Fault("steps", "there are none", none, at.has_steps, "law: every problem has worked steps")


def statement_faults() -> Iterator[Fault]:
    part, caught = "statements", "law: the statement says what the task is"

    def asked(**fields: Any) -> _From:
        return _From(lambda statement: lambda task: statement(replace(task, fields={**task.fields, **fields})))

    rows = [
        ("derivative: by another variable", "derivative", asked(variable="t")),
        ("derivative: of another function", "derivative", asked(function=read("x^9"))),
        ("partial: by the other variable", "partial", asked(wrt=("y",))),
        ("gradient: the variables change places", "gradient", asked(variables=("y", "x"))),
        ("taylor: of another function", "taylor", asked(function=read("x^9"))),
        ("definite_integral: of another function", "definite_integral", asked(function=read("x^9"))),
    ]
    for words, kind, change in rows:
        yield Fault(part, words, broken_kind(kind, statement=change), at.statement_is_task, caught)

    def equal(mistakes: Any) -> Any:
        return lambda task, solution: itertools.chain(
            [("chain-forgotten", Sum((solution.answer, ZERO)))], mistakes(task, solution)
        )

    offered = broken_kind("derivative", mistakes=_From(equal))
    yield Fault("mistakes", "a mistake equals the answer", offered, at.offering_mistakes, at.MISTAKE)


# -- the sampler


def _draws(change: Callable[..., tuple[int, int, int]]) -> Callable[[Patch], None]:
    right = Parameters.picks

    def picks(self: Parameters, seed: int, index: int, attempt: int = 0) -> tuple[int, ...]:
        return right(self, *change(seed, index, attempt))

    return lambda patch: patch.setattr(Parameters, "picks", picks)


def sampler_faults() -> Iterator[Fault]:
    part, count = "the sampler", itertools.count()
    alike, apart = "law: a set has no two alike", "law: neighbouring seeds share nothing"
    rows: list[tuple[str, Callable[[Patch], None], at.Layer, str]] = [
        ("the seed is ignored", _draws(lambda s, i, a: (0, i, a)), at.seeds_differ, apart),
        ("the index is ignored", _draws(lambda s, i, a: (s, 0, a)), at.places_differ, alike),
        ("the attempt is ignored", _draws(lambda s, i, a: (s, i, 0)), at.drawing, at.BOUND),
        (
            "draws depend on earlier draws",
            _draws(lambda s, i, a: (s, i + next(count), a)),
            at.place_is_kept,
            "law: a problem is a function of its place",
        ),
        (
            "constraints are ignored",
            to(sampling, "_test", lambda constraints, exact: None),
            at.constraints_hold,
            "law: every draw satisfies its constraints",
        ),
        (
            "every task has a key of its own",
            to(tasks, "canonical_key", lambda task: next(count).to_bytes(8)),
            at.no_two_alike,
            alike,
        ),
    ]
    for words, inject, layer, caught in rows:
        yield Fault(part, words, inject, layer, caught)
