"""The stress test of an exercise: what it counts, it would notice."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

import pytest

from calcdrill import instances, load_catalog
from calcdrill.audit import ExerciseReport, audit, lines_by_algebra, misread_formulas
from calcdrill.errors import Unsolved
from calcdrill.expression.comparing.equality import Verdict
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.notation.read_back import LatexTemplate
from calcdrill.expression.tree import ONE, Number, Sum
from calcdrill.instances import make_problem
from calcdrill.verify import all_steps

EXERCISE = load_catalog().exercises["chain-exp/exp-of-quadratic"]


def test_lines_that_algebra_settles_hold_by_balls() -> None:
    problem = make_problem(EXERCISE, 1, 0)
    found = lines_by_algebra(problem)
    assert len(found) == len(list(all_steps(problem.solution.steps))) > 1
    assert set(found) <= {Verdict.EQUAL, Verdict.EQUAL_WHERE_DEFINED}


def test_a_line_that_algebra_grants_wrongly_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make_problem(EXERCISE, 1, 0)
    *before, last = problem.solution.steps
    broken = replace(last, after=Sum((last.after, ONE)))
    monkeypatch.setattr(Interpretation, "same", lambda *given: True)
    worse = replace(problem, solution=replace(problem.solution, steps=(*before, broken)))
    assert lines_by_algebra(worse).count(Verdict.DIFFERENT) == 1


def test_a_formula_that_says_something_else_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not misread_formulas(make_problem(EXERCISE, 1, 0))
    monkeypatch.setattr(LatexTemplate, "fill", lambda template, numbers: "x + 1")
    report = audit(EXERCISE, 3)
    assert report.misread == 3
    assert any("says something else" in fault for fault in report.faults)


def test_the_report_counts_them() -> None:
    report = audit(EXERCISE, 10)
    assert report.by_algebra == report.steps > 10
    assert report.granted_wrongly == 0


def test_an_exercise_of_very_different_work_is_reported() -> None:
    exercise = load_catalog().exercises["nth-derivative-pattern/wave"]
    (draw,) = [draw for name, draw in exercise.draws if name == "n"]

    def audited(low: int) -> ExerciseReport:
        orders = replace(draw, low=Number(low))
        return audit(replace(exercise, draws=tuple((n, orders if n == "n" else one) for n, one in exercise.draws)), 20)

    even, uneven = audited(3), audited(1)
    assert even.fewest_steps < even.most_steps <= 2 * even.fewest_steps
    assert not any("worked lines" in warning for warning in even.warnings)
    assert uneven.most_steps > 2 * uneven.fewest_steps
    said = f"from {uneven.fewest_steps} to {uneven.most_steps} worked lines"
    assert any(warning.startswith(said) for warning in uneven.warnings) and not uneven.faults


def test_an_exercise_of_which_nothing_is_accepted_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> NoReturn:
        raise Unsolved("too hard")

    monkeypatch.setattr(instances, "_verified", refuse)
    report = audit(EXERCISE, 50)
    assert report.refusals["unsolved: too hard"] == 20
    assert any("stopped: 20 tasks running" in fault for fault in report.faults)


def test_unfit_draws_do_not_count_as_refusals_running() -> None:
    tally = instances.Tally(patience=2)
    for is_unfit in (True, True, False, True):
        tally.refuse("any", is_unfit)
        assert not tally.is_hopeless
    tally.refuse("any", False)
    assert tally.is_hopeless
    tally.accepted = 1
    assert not tally.is_hopeless
