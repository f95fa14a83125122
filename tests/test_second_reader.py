"""The printed LaTeX, read by a program that knows nothing of calcdrill, has the values that were meant."""

from __future__ import annotations

import pytest
from oracles.second_reader import AGREED, OTHER, judge, read_all, sample

from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.read import read

pytest.importorskip("latex2sympy2_extended")


def test_a_sample_has_no_other_value() -> None:
    """Every exercise in full: ``python -m oracles.second_reader``."""
    found = read_all(sample(instances=2, every=40, seed=3))
    print(dict(found.verdicts))
    assert found.different == []
    assert found.verdicts[AGREED] > 0.7 * found.verdicts.total() > 100


@pytest.mark.parametrize(
    ("meant", "printed"),
    [
        ("x^2 - 3*x", "x^2 + 3*x"),
        ("2*(x + 1)", "2*x + 1"),
        ("f(x) = x^3", "f(x) = x^2"),
        ("(x, x^2)", "(x, x^3)"),
        ("[[1, x], [2, 3]]", "[[1, 2], [x, 3]]"),
        ("x < 2", "x < 3"),
        ("integral(x^2, x, 0, 1)", "integral(x^2, x, 1, 0)"),
        ("limit(1/x, x, 2)", "limit(1/x, x, 3)"),
        ("diff(x^3, x)", "diff(x^2, x)"),
        ("3/4", "4/3"),
        ("sin(2*x)", "2*sin(x)"),
    ],
)
def test_another_print_is_found(meant: str, printed: str) -> None:
    tree, latex = read(meant), write_latex(read(printed))
    assert judge(tree, write_latex(tree)) == AGREED
    assert judge(tree, latex) == OTHER


def test_a_function_before_a_dot_is_asked_with_brackets() -> None:
    tree = read("-6*sin(x)*(2*cos(x)^2 - 1)")
    assert judge(tree, write_latex(tree)) == AGREED
    assert judge(tree, write_latex(read("-6*sin(x)*(2*cos(x)^2 + 1)"))) == OTHER


def test_what_it_cannot_read_is_no_agreement() -> None:
    assert judge(read("sigmoid(x)"), write_latex(read("sigmoid(x)"))).startswith("refused")
    assert judge(read("x < 2"), write_latex(read("x > 2"))).startswith("refused")
