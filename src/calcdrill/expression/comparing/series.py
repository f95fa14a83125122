"""Whether two trees have the same Taylor polynomial: what the sign ≈ between a function and its polynomial says."""

from __future__ import annotations

from functools import lru_cache

from calcdrill.expression.balls.jets import taylor_coefficients
from calcdrill.expression.comparing.comparison import Comparison, Verdict, agree
from calcdrill.expression.steps import Expansion
from calcdrill.expression.tree import Node

__all__ = ["compare_series"]


@lru_cache(maxsize=256)
def compare_series(left: Node, right: Node, expansion: Expansion) -> Comparison:
    """Compare the coefficients of both sides about the centre, each up to the order, by jets in ball arithmetic."""
    variable, centre, order = expansion.variable, expansion.centre, expansion.order
    lefts = taylor_coefficients(left, variable, centre, order)
    rights = taylor_coefficients(right, variable, centre, order)
    agreed = [agree(one, two) for one, two in zip(lefts, rights, strict=True)]
    if False in agreed:
        return Comparison(Verdict.DIFFERENT)
    if None in agreed:
        return Comparison(Verdict.UNDECIDED)
    return Comparison(Verdict.EQUAL, order + 1, max(float(ball.rad()) for ball in (*lefts, *rights)))
