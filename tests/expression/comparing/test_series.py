"""Functions and polynomials that agree up to an order."""

from __future__ import annotations

import pytest

from calcdrill.expression.comparing.equality import Verdict
from calcdrill.expression.comparing.series import compare_series
from calcdrill.expression.read import read
from calcdrill.expression.steps import Expansion

CASES = [
    ("exp(x)", "1 + x + x^2/2", "0", 2, Verdict.EQUAL),
    ("exp(x)", "1 + x + x^2/2 + x^3", "0", 2, Verdict.EQUAL),
    ("exp(x)", "1 + x + x^2/2", "0", 3, Verdict.DIFFERENT),
    ("exp(x)", "1 + x + x^2", "0", 2, Verdict.DIFFERENT),
    ("exp(x)", "1 - x + x^2/2", "0", 2, Verdict.DIFFERENT),
    ("exp(x)", "2 + x + x^2/2", "0", 2, Verdict.DIFFERENT),
    ("ln(x)", "(x - 1) - (x - 1)^2/2", "1", 2, Verdict.EQUAL),
    ("ln(x)", "(x - 1) - (x - 1)^2/2", "2", 2, Verdict.DIFFERENT),
    ("1/(1 + 2*x^2)", "1 - 2*x^2 + (-2*x^2)^2", "0", 5, Verdict.EQUAL),
    ("exp(x)", "1 + x + 0.4999999999*x^2", "0", 2, Verdict.DIFFERENT),
    ("ln(x)", "x", "0", 2, Verdict.UNDECIDED),
    ("abs(x)", "x", "0", 1, Verdict.UNDECIDED),
]


@pytest.mark.parametrize(("left", "right", "centre", "order", "verdict"), CASES)
def test_both_ways_round(left: str, right: str, centre: str, order: int, verdict: Verdict) -> None:
    about = Expansion("x", read(centre), order)
    for one, two in ((left, right), (right, left)):
        assert compare_series(read(one), read(two), about).verdict is verdict
