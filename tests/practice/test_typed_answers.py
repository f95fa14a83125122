"""Answers as students, phones and language models write them: 949 texts to 65 problems, each with its verdict."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from calcdrill import solve
from calcdrill.expression.notation.conventions import Conventions
from calcdrill.expression.notation.latex import write_latex
from calcdrill.practice.grade import Ask, Grade, grade, taken_down
from calcdrill.practice.session import Turn, take
from calcdrill.practice.verdicts import Verdict
from calcdrill.problem import Problem

COMMA = Conventions(decimal=",")
CASES = [json.loads(line) for line in Path(__file__).with_name("typed_answers.jsonl").read_text().splitlines()]


@cache
def _solved(task: str) -> Problem:
    return solve(json.loads(task))


def problem_of(task: dict[str, Any]) -> Problem:
    return _solved(json.dumps(task))


def derivative(function: str, **fields: Any) -> Problem:
    return problem_of({"kind": "derivative", "function": function, "variable": "x", **fields})


def verdicts(want: str) -> list[tuple[str, Verdict]]:
    cases = [case for case in CASES if case["want"] == want]
    return [(case["typed"], grade(problem_of(case["task"]), case["typed"])) for case in cases]


def test_right_ones_are_accepted_or_asked_back() -> None:
    found = verdicts("right")
    assert len(found) > 600
    assert [text for text, verdict in found if verdict.correct is False] == []
    asked = [text for text, verdict in found if verdict.correct is None]
    assert len(asked) <= 0.05 * len(found), asked
    assert all(verdict.grade is Grade.ASKED for _, verdict in found if verdict.correct is None)


def test_wrong_ones_are_never_accepted() -> None:
    found = verdicts("not right")
    assert len(found) > 250
    assert [text for text, verdict in found if verdict.correct] == []


def test_what_may_be_asked_is_not_wrong() -> None:
    found = verdicts("right or asked again")
    assert len(found) > 30
    assert [text for text, verdict in found if verdict.correct is False] == []


def test_a_suggestion_is_right_when_it_is_taken() -> None:
    asked = [(case, grade(problem_of(case["task"]), case["typed"])) for case in CASES]
    suggested = [(case, verdict.suggestion) for case, verdict in asked if verdict.suggestion is not None]
    assert len(suggested) > 8
    for case, suggestion in suggested:
        assert grade(problem_of(case["task"]), suggestion).correct is True, (case["typed"], suggestion)


EXTRA = """
x^2*sin(x) | 2x sinx+x^2 cosx | right
x^2*sin(x) | np.cos(x)*x**2 + 2*x*np.sin(x) | right
x*exp(x) | x e^x + e^x, | right
cos(x)*exp(x) | cosx e^x - sinx e^x | right
x*sqrt(2) | sqrt2 | right
sqrt(2)*x^2/2 | sqrt2 x | right
sqrt(2)*x^2/2 | √2 x | right
sqrt(2*x)*x | 3√2x/2 | asked
exp(2*x) | 2e^2x | asked
exp(x*3)/3 | e^3x | asked
(4/3)*x^(3/4) | x^-1/4 | asked
(4/3)*x^(3/4) | 1/x^1/4 | asked
x*e^2 | e^2 | right
x^3/3 | x2 | asked
ln(x+1) | 1/x+1 | asked
sin(x)^2 | 2sin x cos x | right
x^2 | 2X | right
log(x, 10) | 1/(x ln(10)) | right
x*log(x, 10) - x/ln(10) | lg x | right
x*log(x, 10) - x/ln(10) | log_{10}(x) | right
-cos(x) | \\operatorname{sin}x | right
-cos(x) | \\text{ sin } x | right
x^2/3 | \\frac23x | right
x^2/3 | \\frac 2 3 x | right
x^2/3 | **2x/3** | right
x^2/3 | \\boxed{\\frac{2x}{3}} | right
x^2/3 | \\[f'(x) = \\dfrac{2x}{3}\\] | right
x^2/3 | \\frac{dy}{dx} = \\frac{2x}{3} | right
x^2/3 | \\frac{d}{dx}\\left(\\frac{x^2}{3}\\right) = \\tfrac{2}{3}\\,x | right
x^3 | y = 5 = 3x^2 | wrong
x^3 | f'(x) = 3*x*x = 3x^2 | right
x^3 | 5 = 3x^2 | wrong
""".strip()


@pytest.mark.parametrize("row", EXTRA.splitlines())
def test_more_of_the_same(row: str) -> None:
    function, typed, want = row.rsplit(" | ", 2)
    verdict = grade(derivative(function), typed)
    found = {True: "right", False: "wrong", None: "asked" if verdict.suggestion else "none"}[verdict.correct]
    assert found == want, verdict


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("The derivative is $f'(x) = \\frac{2x}{3}$, since the power rule gives \\boxed{\\frac{2x}{3}}.", True),
        ("We use the power rule.\n\nf'(x) = 2x/3", True),
        ("First $x^2$ becomes $2x$. So the answer is $\\dfrac{2}{3}x$.", True),
        ("**Answer:** $2x$", False),
        ("\\boxed{\\boxed{\\dfrac{2}{3}x}}", True),
        ("I do not know", None),
    ],
)
def test_an_answer_in_free_text(text: str, want: bool | None) -> None:
    assert grade(derivative("x^2/3"), text, extract=True).correct is want


def test_a_decimal_comma_by_setting() -> None:
    problem = derivative("617*x^2/1000", at="x = 1")
    assert grade(problem, "1,234", conventions=COMMA).correct is True
    assert grade(problem, "1,234").suggestion is not None
    thousands = derivative("617*x^2", at="x = 1")
    for text in ("1.234", "1 234", "1\u202f234", "1 234,0"):
        assert grade(thousands, text, conventions=COMMA).correct is True, text
    assert grade(thousands, "1,234").correct is True


def test_an_exam_asks_alike() -> None:
    for function in ("exp(2*x)/2", "exp(2)*x^2/2"):
        verdict = taken_down(derivative(function), "e^2x")
        assert verdict.grade is Grade.ASKED
        assert verdict.suggestion == "e^(2x)"
        assert grade(derivative(function), "e^2x", ask=Ask.ALIKE).suggestion == "e^(2x)"
    assert taken_down(derivative("exp(2*x)/2"), "e^(2x)").suggestion is None


@pytest.mark.parametrize(
    ("equation", "typed", "want"),
    [
        ("x^2+y^2=25", "-x*y/(25-x^2)", True),
        ("x^2+x*y=6", "-1-6/x^2", True),
        ("exp(y)+x*y=3", "-y/(x+3-x*y)", True),
        ("x^2+y^2=25", "-x/sqrt(25-x^2)", False),
        ("x^2+x*y=6", "-2x", False),
    ],
)
def test_an_implicit_answer_may_use_the_curve(equation: str, typed: str, want: bool) -> None:
    problem = problem_of({"kind": "implicit_derivative", "equation": equation})
    assert grade(problem, typed).correct is want


LISTS = [
    (
        {"kind": "hessian", "function": "x^2+3*x*y+y^2"},
        ["np.array([[2,3],[3,2]])", "2 3\n3 2", "\\begin{bmatrix}2&3\\\\3&2\\end{bmatrix}"],
    ),
    (
        {"kind": "hessian", "function": "exp(-x) + 2*y^2"},
        ["[[exp((-1) (x)), 0], [0, (2) (2)]]", "[exp((-1) (x)), 0] [0, 4]", "((exp((-1) (x)), 0)((0), 4))"],
    ),
    ({"kind": "gradient", "function": "x^2*y+y"}, ["\\langle 2xy, x^2+1\\rangle", "(2xy|x²+1)", "2xy î + (x²+1) ĵ"]),
    (
        {"kind": "critical_points", "function": "x^3-3*x"},
        ["maximum x=-1 minimum x=1", "(−1 max) (1 min)", "max: x = -1; min: x = 1"],
    ),
    ({"kind": "tangent_line", "function": "x^2", "at": 1}, ["y(x) = 2x − 1", "T: y = 2x-1"]),
    ({"kind": "integral", "function": "2*x"}, ["x^2 + const", "x^2 + C₁", "X^2+C"]),
]


@pytest.mark.parametrize(("task", "texts"), LISTS, ids=[task["kind"] for task, _ in LISTS])
def test_lists_and_labels(task: dict[str, Any], texts: list[str]) -> None:
    assert [text for text in texts if grade(problem_of(task), text).correct is not True] == []


def test_a_comma_between_coordinates_is_not_decimal() -> None:
    problem = problem_of({"kind": "critical_points", "function": "x^2-y^2+2*x"})
    assert grade(problem, "(-1,0) saddle, (0,0) min").correct is False


@pytest.mark.parametrize("extra", ["max(0,|x|-20)", "relu(|x-1|-40)", "floor(|x|/50)", "sign(|x|-60)+1"])
def test_kinks_inside_kinks_are_seen(extra: str) -> None:
    assert grade(derivative("x^3-2*x^2"), f"3x^2-4x+{extra}").correct is False


def test_a_session_asks_twice_and_then_counts() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    start = Turn(derivative("exp(2*x)/2"), now)
    asked = take(start, "e^2x", now).turn
    assert asked.verdict is not None and asked.verdict.suggestion == "e^(2x)"
    assert asked.rating is None
    for line in ("", "yes"):
        assert take(asked, line, now).turn.state == "right"
    assert take(asked, "no", now).turn.verdict.correct is False  # type: ignore[union-attr]
    third = take(take(asked, "e^2x", now).turn, "e^2x", now).turn
    assert third.verdict is not None and third.verdict.correct is False


def test_own_latex_reads_back() -> None:
    problem = derivative("x^2*exp(2*x)/ln(x)")
    assert grade(problem, f"$${write_latex(problem.answer)}$$").correct is True


@pytest.mark.parametrize(
    "text", ["3 cos x * (sin x + 3)^2", r"3 \cos x \cdot \left(\sin x + 3\right)^{2}", "3cos x·(sin x + 3)²"]
)
def test_a_sign_before_a_bracket_ends_the_argument(text: str) -> None:
    assert grade(derivative("(sin(x) + 3)^3"), text, ask=Ask.ALIKE).correct


@pytest.mark.parametrize("text", ["3 cos x*x", "sin 2*(x + 1)", "cos x/2"])
def test_a_sign_before_a_letter_or_after_a_number_may_not_end_it(text: str) -> None:
    assert grade(derivative("(sin(x) + 3)^3"), text, ask=Ask.ALIKE).grade is Grade.ASKED
