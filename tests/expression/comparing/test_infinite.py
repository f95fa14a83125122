"""Comparing with infinity."""

from __future__ import annotations

import pytest

from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.comparing.infinite import is_infinite
from calcdrill.expression.read import read
from calcdrill.expression.tree import Text


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("oo", "oo", Verdict.EQUAL),
        ("-oo", "-oo", Verdict.EQUAL),
        ("oo", "-oo", Verdict.DIFFERENT),
        ("oo", "6", Verdict.DIFFERENT),
        ("pi", "-oo", Verdict.DIFFERENT),
        ("limit(1/x^2, x, 0)", "oo", Verdict.EQUAL),
        ("limit(x^3, x, -oo)", "oo", Verdict.DIFFERENT),
        ("limit(1/x, x, oo)", "oo", Verdict.DIFFERENT),
        ("limit(x^2, x, oo)", "limit(x^2 + 1, x, oo)", Verdict.EQUAL),
        ("limit(x^2, x, oo)", "limit(-x^2, x, oo)", Verdict.DIFFERENT),
        ("limit(1/x, x, 0)", "oo", Verdict.UNDECIDED),
        ("x", "oo", Verdict.UNDECIDED),
    ],
)
def test_infinite_comparisons(left: str, right: str, verdict: Verdict) -> None:
    assert compare(read(left), read(right)).verdict is verdict
    assert compare(read(right), read(left)).verdict is verdict


def test_words_are_not_infinite() -> None:
    assert compare(read("oo"), Text("does not exist")).verdict is Verdict.DIFFERENT
    assert is_infinite(read("-oo")) and not is_infinite(read("oo + 1"))
