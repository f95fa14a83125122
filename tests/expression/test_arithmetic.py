"""Sums, products and powers without silly forms."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcdrill.expression.arithmetic import (
    add,
    divide,
    less_one,
    multiply,
    negate,
    rational,
    rebuild,
    square,
    subtract,
    to_the,
)
from calcdrill.expression.exact import exact_value
from calcdrill.expression.read import read
from calcdrill.expression.tree import Name, Negative, Node, Number, Product, Quotient, Sum, value_of


@pytest.mark.parametrize(
    ("make", "parts", "expected"),
    [
        (add, ["x", "0", "y + 1"], "x + y + 1"),
        (add, ["0", "0"], "0"),
        (add, [], "0"),
        (add, ["0", "x"], "x"),
        (subtract, ["x", "-y"], "x + y"),
        (subtract, ["x", "0"], "x"),
        (negate, ["-x"], "x"),
        (negate, ["0"], "0"),
        (multiply, ["1", "x", "2*y"], "x*2*y"),
        (multiply, ["x", "0", "y"], "0"),
        (multiply, ["-x", "3", "-y"], "x*3*y"),
        (multiply, ["-x", "y"], "-(x*y)"),
        (multiply, ["-1", "x"], "-x"),
        (multiply, [], "1"),
        (divide, ["x", "1"], "x"),
        (divide, ["0", "x"], "0"),
        (divide, ["-x", "y"], "-(x/y)"),
        (divide, ["-x", "-y"], "x/y"),
        (to_the, ["x", "0"], "1"),
        (to_the, ["x", "1"], "x"),
        (to_the, ["1", "x"], "1"),
        (to_the, ["x", "n"], "x^n"),
        (square, ["(x + 1)^3"], "(x + 1)^6"),
        (square, ["sqrt(x)"], "x"),
        (square, ["cos(x)"], "cos(x)^2"),
        (square, ["x^n"], "(x^n)^2"),
        (less_one, ["3"], "2"),
        (less_one, ["0"], "-1"),
        (less_one, ["-3"], "-4"),
        (less_one, ["1/2"], "-1/2"),
        (less_one, ["7/2"], "5/2"),
        (less_one, ["2.5"], "1.5"),
        (less_one, ["0.5"], "-0.5"),
        (less_one, ["n + 1"], "n + 1 - 1"),
        (rebuild, ["1*x^1 + 0*y - -(2*1)/1"], "x + 2"),
    ],
)
def test_put_together(make: Callable[..., Node], parts: list[str], expected: str) -> None:
    assert make(*map(read, parts)) == read(expected)


@given(st.fractions(max_denominator=50))
def test_an_exact_number_has_one_tree(value: Fraction) -> None:
    assert value_of(rational(value)) == value
    assert read("1/2") == rational(Fraction(1, 2))


def test_decimals_stay_decimals() -> None:
    assert rational(Fraction(1, 4), decimal=True) == read("0.25")
    assert rational(Fraction(2), decimal=True) == Number(2)


LEAVES = st.one_of(st.just(Name("x")), st.just(Name("y")), st.integers(0, 3).map(Number))
TREES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: Sum(tuple(terms))),
        st.lists(inner, min_size=2, max_size=3).map(lambda factors: Product(tuple(factors))),
        st.tuples(inner, inner).map(lambda pair: Quotient(*pair)),
        inner.map(Negative),
    ),
    max_leaves=8,
)


@given(TREES)
def test_the_value_stays(node: Node) -> None:
    point = {"x": Fraction(3, 7), "y": Fraction(-5, 2)}
    before = exact_value(node, point)
    if before is not None:
        assert exact_value(rebuild(node), point) == before
