"""A small hand-made set: every kind of thing that a sheet prints, without the generator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calcdrill.expression.read import read, read_prose
from calcdrill.problem import (
    Certificate,
    Figure,
    Mistake,
    Problem,
    ProblemSet,
    Solution,
    Statement,
    Step,
    Task,
)

CERTIFICATE = Certificate(("named rules", "arb jets"), 6, "1e-60", 2, True)


def make_problem(
    instruction: str,
    given: str,
    answer: str,
    steps: tuple[tuple[str, str, str, str], ...] = (),
    kind: str = "derivative",
    difficulty: int = 2,
    mistakes: tuple[str, ...] = (),
    context: str = "",
    index: int = 0,
    figure: Figure | None = None,
    fields: Mapping[str, Any] | None = None,
) -> Problem:
    """A problem from text in the safe language; steps are (rule, before, after, note)."""
    return Problem(
        task=Task(kind, fields or {}),
        statement=Statement(read_prose(instruction), read_prose(given), read_prose(context)),
        solution=Solution(
            read(answer),
            tuple(Step(rule, read(before), read(after), read_prose(note)) for rule, before, after, note in steps),
        ),
        certificate=CERTIFICATE,
        mistakes=tuple(
            Mistake(f"mistake-{number}", read(text), ("Look again.",)) for number, text in enumerate(mistakes)
        ),
        id=f"sample/{kind}",
        concept="sample",
        topic="chain-rule",
        seed=7,
        index=index,
        difficulty=difficulty,
        figure=figure,
    )


def chain(a: int, index: int) -> Problem:
    return make_problem(
        "Differentiate with respect to `x`.",
        f"`f(x) = exp({a}*x^2 - x)`.",
        f"({2 * a}*x - 1)*exp({a}*x^2 - x)",
        (
            (
                "chain rule",
                f"diff(exp({a}*x^2 - x), x)",
                f"exp({a}*x^2 - x)*diff({a}*x^2 - x, x)",
                f"outside `exp(u)`, inside `u = {a}*x^2 - x`",
            ),
            ("power rule", f"exp({a}*x^2 - x)*diff({a}*x^2 - x, x)", f"exp({a}*x^2 - x)*({2 * a}*x - 1)", ""),
            ("simplify", f"exp({a}*x^2 - x)*({2 * a}*x - 1)", f"({2 * a}*x - 1)*exp({a}*x^2 - x)", ""),
        ),
        index=index,
        mistakes=(f"exp({a}*x^2 - x)", f"exp({2 * a}*x - 1)", f"({2 * a}*x)*exp({a}*x^2 - x)"),
    )


def gradient(a: int, index: int) -> Problem:
    return make_problem(
        "Find the gradient at the given point.",
        f"`f(x, y) = x^2*y - {a}*ln(y)/x` at `(x, y) = (1, 2)`.",
        f"[4 + {a}*ln(2), 1 - {a}/2]",
        (
            (
                "partial derivative",
                f"partial(x^2*y - {a}*ln(y)/x, x)",
                f"2*x*y + {a}*ln(y)/x^2",
                "treat `y` as a constant",
            ),
            ("partial derivative", f"partial(x^2*y - {a}*ln(y)/x, y)", f"x^2 - {a}/(x*y)", "treat `x` as a constant"),
            (
                "substitute",
                f"at([2*x*y + {a}*ln(y)/x^2, x^2 - {a}/(x*y)], x = 1, y = 2)",
                f"[4 + {a}*ln(2), 1 - {a}/2]",
                "",
            ),
        ),
        kind="gradient",
        difficulty=3,
        index=index,
        fields={
            "function": read(f"x^2*y - {a}*ln(y)/x"),
            "variables": ("x", "y"),
            "at": {"x": read("1"), "y": read("2")},
        },
    )


def hessian(index: int) -> Problem:
    return make_problem(
        "Find the Hessian matrix.",
        "`f(x, y) = x^3 - 3*x*y + y^2`.",
        "[[6*x, -3], [-3, 2]]",
        (
            (
                "gradient",
                "[partial(x^3 - 3*x*y + y^2, x), partial(x^3 - 3*x*y + y^2, y)]",
                "[3*x^2 - 3*y, 2*y - 3*x]",
                "",
            ),
        ),
        kind="hessian",
        difficulty=4,
        index=index,
    )


def saddle(index: int) -> Problem:
    return make_problem(
        "Find and classify all critical points.",
        "`f(x, y) = x^3 - 3*x*y + y^3`.",
        "{(x, y) = (0, 0): saddle; (x, y) = (1, 1): min}",
        kind="critical_points",
        difficulty=5,
        index=index,
        context="A loss has the shape below.",
    )


def tangent(index: int) -> Problem:
    figure = Figure(
        "tangent",
        {"function": read("x^3/3 - x"), "variable": "x", "at": read("2"), "line": read("3*x - 16/3")},
        read_prose("The graph of `x^3/3 - x` with its tangent line at `x = 2`."),
    )
    return make_problem(
        "Find the equation of the tangent line at the given point.",
        "`f(x) = x^3/3 - x` at `x = 2`.",
        "y = 3*x - 16/3",
        (("slope", "at(diff(x^3/3 - x, x), x = 2)", "3", ""), ("point", "f(2)", "2/3", "")),
        kind="tangent_line",
        difficulty=3,
        index=index,
        figure=figure,
    )


def sample_set(seed: int = 7, title: str = "Chain rule and gradients") -> ProblemSet:
    problems = [chain(a + seed % 5, number) for number, a in enumerate(range(2, 8))]
    problems += [gradient(a + seed % 5, number) for number, a in enumerate(range(2, 6))]
    problems += [hessian(0), tangent(0), saddle(0)]
    return ProblemSet(title, tuple(problems), seed)
