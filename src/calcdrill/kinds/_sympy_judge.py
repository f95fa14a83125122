"""SymPy works the tasks of problems from their formulas, in a process of its own, and says whether it agrees."""

from __future__ import annotations

from typing import Final

from calcdrill.errors import CalcdrillError
from calcdrill.expression import tree as t
from calcdrill.kinds import find
from calcdrill.kinds._questions import answer_side, question
from calcdrill.problem import Problem
from calcdrill.worker import run_bounded

__all__ = ["NOT_ASKED", "sympy_verdict"]

NOT_ASKED: Final = "not asked"
_SECONDS: Final = 4.0


def sympy_verdict(problem: Problem, seconds: float = _SECONDS) -> str:
    """One of confirmed, different, no result, not asked."""
    from calcdrill.expression.bridge import judging

    task = problem.task
    answer = answer_side(find(task.kind).value(task, problem.answer))
    if isinstance(answer, t.Text):
        return NOT_ASKED
    try:
        if task.kind == "critical_points" and isinstance(answer, t.Points):
            verdict = run_bounded(judging.stationary_verdict, task["function"], answer, task.domain, seconds=seconds)
        elif task.kind == "interval_extremum":
            ends = (task["lower"], task["upper"])
            verdict = run_bounded(
                judging.extremum_verdict,
                *(task["function"], task["variable"], ends, task["goal"], answer),
                seconds=seconds,
            )
        else:
            tree = question(task)
            if tree is None:
                return NOT_ASKED
            verdict = run_bounded(judging.verdict, tree, answer, task.domain, seconds=seconds)
    except CalcdrillError:
        return judging.NO_RESULT
    return str(verdict)
