"""The Python interface: what a person writes becomes a task, a set or a problem."""

from __future__ import annotations

import json
import pickle
import shlex
import subprocess
import sys
from fractions import Fraction

import pytest
import sympy

from calcdrill import CalcdrillError, Problem, ProblemSet, Score, generate, generate_set, grade, load_catalog, solve
from calcdrill.asking import example_of, task_of, task_of_words, typed_formula
from calcdrill.choices import choice_letter, right_place
from calcdrill.errors import InputError, NotFound, TaskError
from calcdrill.kinds import find, kind_names

x, y = sympy.symbols("x y")


def test_a_set_is_a_sequence() -> None:
    problems = generate("chain-exp", n=5, seed=3)
    assert len(problems) == 5 and list(problems) == [problems[k] for k in range(5)]
    assert isinstance(problems[1:3], ProblemSet) and list(problems[1:3]) == [problems[1], problems[2]]
    assert problems[-1] in problems and problems[:2].seed == 3
    assert pickle.loads(pickle.dumps(problems)) == problems


def test_one_string_is_one_name_and_an_int_is_a_level() -> None:
    catalog = load_catalog()
    assert generate_set(catalog, "chain-exp", 3) == generate_set(catalog, ["chain-exp"], 3)
    assert {problem.difficulty for problem in generate_set(catalog, "chain-rule", 8, difficulty=3)} == {3}
    with pytest.raises(NotFound, match="chain-exp"):
        generate("chain-ex", n=1)


@pytest.mark.parametrize("difficulty", [0, 6, (3, 2), (0, 5)])
def test_a_level_that_is_none_is_an_error(difficulty: int | tuple[int, int]) -> None:
    with pytest.raises(InputError, match="from 1 to 5"):
        generate("chain-exp", n=1, difficulty=difficulty)


def test_the_parts_of_a_problem_are_those_of_its_json() -> None:
    for problem in generate(["chain-exp", "gradient", "antiderivative-basic"], n=12, seed=1):
        record = problem.to_dict()
        assert problem.text.split("\na) ")[0] == record["statement"]["text"]
        assert problem.latex.split("\na) ")[0] == record["statement"]["latex"]
        assert problem.answer_text == record["answer"]["text"]
        assert problem.answer_latex == record["answer"]["latex"]
        assert len(repr(problem)) < 200 and problem.steps == problem.solution.steps
        assert len({problem, problem}) == 1


def test_a_problem_is_made_again_from_its_json() -> None:
    for problem in generate("all", n=12, seed=5):
        record = json.loads(json.dumps(problem.to_dict()))
        assert Problem.from_dict(record) == problem
    own = Problem.from_dict({**record, "id": "own/exercise"})
    assert (
        own.id == "own/exercise" and own.answer == problem.answer and own.statement.choices == problem.statement.choices
    )
    with pytest.raises(TaskError):
        Problem.from_dict({"id": "chain-exp/exp-of-quadratic"})


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (x**2 * sympy.sin(x), x**2 * sympy.cos(x) + 2 * x * sympy.sin(x)),
        (sympy.Rational(1, 2) * x**2, x),
        (sympy.exp(-(x**2)) / x, sympy.diff(sympy.exp(-(x**2)) / x, x)),
        (sympy.log(x + 1) ** 3, 3 * sympy.log(x + 1) ** 2 / (x + 1)),
        (sympy.cbrt(x), sympy.diff(sympy.cbrt(x), x)),
    ],
)
def test_a_sympy_expression_goes_in_and_comes_out(expression: sympy.Expr, wanted: sympy.Expr) -> None:
    problem = solve("derivative", expression)
    assert sympy.simplify(problem.answer_sympy.subs(x, 3) - wanted.subs(x, 3)).evalf() == 0
    assert problem.answer_sympy.free_symbols <= {x}
    assert grade(problem, wanted).correct and grade(problem, wanted + 1).correct is False


def test_points_vectors_matrices_and_equations_of_sympy() -> None:
    found = solve("gradient", x**2 * y, at={x: 1, y: sympy.Rational(1, 2)})
    assert found.answer_sympy == sympy.Matrix([1, 1]) and grade(found, sympy.Matrix([1, 1])).correct
    assert grade(found, (1, Fraction(1))).correct and grade(found, (1, 2)).correct is False
    assert solve("jacobian", sympy.Matrix([x * y, x + y])).answer_sympy == sympy.Matrix([[y, x], [1, 1]])
    assert solve("hessian", x**2 * y).answer_sympy == sympy.hessian(x**2 * y, (x, y))
    assert solve("implicit_derivative", sympy.Eq(x**2 + y**2, 25)).answer_sympy == -x / y
    assert solve("critical_points", x**3 - 3 * x).answer_sympy == [({x: -1}, "max"), ({x: 1}, "min")]
    assert solve("integral", 2 * x).answer_sympy == x**2


HOSTILE = [
    0.5 * x,
    sympy.I * x,
    sympy.Integral(x, x),
    sympy.Function("f")(x),
    sympy.Function("f"),
    sympy.besselj(1, x),
    sympy.Symbol("x); import os") ** 2,
    sympy.Symbol("x + 1"),
    sympy.Symbol("e") * x,
    sympy.Symbol("sin") * x,
    sympy.zoo,
    sympy.nan,
    sympy.S.Reals,
    sympy.Pow(x, 10**9, evaluate=False) ** 10**9,
]


@pytest.mark.parametrize("expression", HOSTILE, ids=str)
def test_what_has_no_form_in_the_language_is_one_error(expression: object) -> None:
    with pytest.raises(CalcdrillError) as caught:
        solve("derivative", expression)
    assert "\n" not in str(caught.value)
    assert not grade(solve("derivative", "x^2"), expression).correct


def test_a_deep_sympy_expression_is_an_error() -> None:
    deep = x
    for _ in range(400):
        deep = sympy.sin(deep, evaluate=False)
    with pytest.raises(CalcdrillError):
        solve("derivative", deep)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("x^2*sin(x)", "x^2*sin(x)"),
        ("2x sin x", "2*x*sin(x)"),
        ("sinx", "sin(x)"),
        ("3xy + x^2", "3*x*y + x^2"),
        ("ax^n", "a*x^n"),
        ("rate*t", "rate*t"),
        ("2 theta^2", "2*theta^2"),
        (r"\frac{x^2}{2}", "x^2/2"),
        ("np.exp(x)", "exp(x)"),
        ("x^2 + y^2 = 25", "x^2 + y^2 = 25"),
        ("2x1 + x2", "2*x1 + x2"),
        ("sin(x", None),
        ("foo(x)", None),
        ("x = y = 2z", None),
        ("__import__('os')", None),
    ],
)
def test_formulas_are_read_as_in_practice(text: str, read: str | None) -> None:
    assert typed_formula(text) == read


def test_a_kind_and_its_function_may_be_one_phrase() -> None:
    assert task_of_words(["integral of x^2"]) == {"kind": "integral", "function": "x^2"}
    assert task_of_words(["the gradient of x^2*y"]) == {"kind": "gradient", "function": "x^2*y"}
    with pytest.raises(NotFound, match="slope"):
        task_of_words(["slope of x^2"])


def test_a_formula_alone_is_differentiated() -> None:
    assert task_of("2x sin x") == {"kind": "derivative", "function": "2*x*sin(x)"}
    assert task_of("derivative", "lr^2", {"variable": "lr"})["function"] == "lr^2"
    assert solve(x**3).answer_text == "3*x^2"
    with pytest.raises(NotFound, match="did you mean derivative"):
        solve("derivatve", "x")
    with pytest.raises(TaskError, match="given twice"):
        solve("derivative", "x", function="x")
    assert solve({"kind": "derivative", "function": "x^2"}, at=3).answer_text == "6"


@pytest.mark.parametrize("name", kind_names())
def test_the_example_of_a_kind_is_a_task(name: str) -> None:
    words = shlex.split(example_of(find(name)))
    assert words[:2] == ["calcdrill", "solve"]
    assert solve(task_of_words(words[2:])).answer


def test_the_package_is_loaded_when_it_is_used() -> None:
    code = (
        "import sys, calcdrill; from calcdrill import *\n"
        "problem = generate('chain-exp', n=1)[0]; problem.text; solve('derivative', 'x^2')\n"
        "print([name for name in ('sympy', 'IPython', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_notebook_shows_the_problem() -> None:
    for problem in generate("all", n=6, seed=2):
        page = problem._repr_html_()
        assert "<math" in page and "<summary>Answer</summary>" in page and "<script" not in page
        assert "$" in problem._repr_latex_() or not any(map(str.isdigit, problem.text))
    numbered = generate("chain-exp", n=2)
    assert numbered._repr_markdown_().startswith("1. ") and numbered._repr_html_().count("<ol><li><div") == 1
    assert numbered._repr_html_().count("<li><div") == 2


def test_a_notebook_letters_the_choices_and_the_answer() -> None:
    problem = next(one for one in generate("all", n=40, seed=5) if one.kind == "choice")
    place = right_place(problem.statement, problem.answer)
    assert place is not None
    page, answer = problem._repr_html_().split("<summary>Answer</summary>")
    assert "list-style:lower-alpha" in page and f"<p>{choice_letter(place)}) " in answer


def test_a_kind_and_its_function_may_stand_in_one_pair_of_quotes() -> None:
    assert task_of_words(["integral x^2"]) == {"kind": "integral", "function": "x^2"}
    assert task_of_words(["integral - x^2"])["kind"] == "derivative"


def test_a_verdict_and_a_score_are_true_where_the_answer_is_right() -> None:
    problem = solve("x^2")
    assert grade(problem, "2x") and not grade(problem, "3x") and not grade(problem, "2x +")
    assert grade(problem, "3x").correct is False and grade(problem, "2x +").correct is None
    assert Score("right", "right", "") and not Score("wrong", "wrong", "") and not Score("undecided", "unreadable", "")


def test_a_step_is_shown_as_its_line() -> None:
    assert repr(solve("x^2").steps[0]) == "<Step power rule: diff(x^2, x) = 2*x>"
    assert all(repr(step) for problem in generate("all", n=60, seed=4) for step in problem.steps)
