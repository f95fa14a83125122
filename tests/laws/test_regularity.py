"""Laws of the account of smoothness: whatever ball arithmetic finds at a point, a suspect stands at that point."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcdrill.expression.balls.ball import evaluate, value
from calcdrill.expression.balls.ball_values import STUCK, UNDEFINED, Hole
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.read import read
from calcdrill.expression.regularity import Failing, suspects
from calcdrill.expression.tree import Call, Derivative, Name, Negative, Node, Piecewise, Power, Quotient, Relation, Sum
from calcdrill.expression.tree import number as number_of

X = Name("x")
POINTS = [Fraction(k, 2) for k in range(-6, 7)]
NEAR = Fraction(1, 10**6)
SINGLE = [name for name, row in FUNCTIONS.items() if row.least == 1 and not row.is_discrete]
MANY = ["max", "min", "log"]


def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    exponents = st.sampled_from(["2/3", "1/3", "5/3", "1/2", "-1", "3", "-2/5", "x"]).map(read)
    return st.one_of(
        st.builds(lambda name, u: Call(name, (u,)), st.sampled_from(SINGLE), inner),
        st.builds(lambda name, u, v: Call(name, (u, v)), st.sampled_from(MANY), inner, inner),
        st.builds(lambda u, v: Sum((u, Negative(v))), inner, inner),
        st.builds(Power, inner, exponents),
        st.builds(Quotient, inner, inner),
        st.builds(lambda u, v, w: Piecewise(((u, Relation((v, number_of(0)), ("<",))),), w), inner, inner, inner),
    )


TREES = st.recursive(st.sampled_from([X, X, read("2*x - 1"), read("x^2 - 1"), number_of(2)]), larger, max_leaves=5)


def may_vanish(node: Node, x: Fraction) -> bool:
    found = evaluate(node, {"x": x})
    return isinstance(found, Hole) or not (found > 0 or found < 0)


def is_suspected(node: Node, x: Fraction, least: Failing) -> bool:
    """Whether a suspect of at least that weight stands at x, or the tree is nowhere defined around it."""
    return any(s.fails >= least and may_vanish(s.zero, x) for s in suspects(node, "x"))


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_every_fault_that_balls_find_is_suspected(node: Node) -> None:
    for x in POINTS:
        found = evaluate(node, {"x": x})
        sides = [evaluate(node, {"x": x + sign * NEAR}) for sign in (-1, 1)]
        if found is UNDEFINED:
            if any(not isinstance(side, Hole) for side in sides):
                assert is_suspected(node, x, Failing.DEFINED), (x, sides)
        elif not isinstance(found, Hole):
            if any(side is UNDEFINED for side in sides):
                assert is_suspected(node, x, Failing.DEFINED), x
            slope = evaluate(Derivative(node, ("x",)), {"x": x})
            if slope is STUCK or slope is UNDEFINED:
                assert is_suspected(node, x, Failing.SMOOTH), x
            heights = [value(node, {"x": x + sign * NEAR}) for sign in (-1, 0, 1)]
            is_small = all(height.is_finite() and abs(height) < 10 for height in heights)
            if is_small and any(abs(height - heights[1]) > 0.5 for height in heights):
                assert is_suspected(node, x, Failing.CONTINUOUS), x


CASES = """
x^(2/3)                             SMOOTH      x
x^(-2/3)                            DEFINED     x
abs(sin(x))                         SMOOTH      sin(x)
tan(2*x)                            DEFINED     cos(2*x)
cot(x/3)                            DEFINED     sin(x/3)
log(5, x)                           DEFINED     x; ln(x)
floor(3*x)                          CONTINUOUS  sin(pi*3*x)
max(x, x^2)                         SMOOTH      x - x^2
cbrt(x - 4)                         SMOOTH      x - 4
sqrt(exp(x))                        -
gelu(3*x)                           -
arccsc(x)                           DEFINED     x + 1; x - 1
piecewise(x, x < 1, 2)              CONTINUOUS  x - 1
diff(abs(x), x)                     DEFINED     x
integral(abs(t - 1), t, 0, x)       SMOOTH      x - 1
integral(exp(x*t), t, 0, 1)         -
at(abs(y), y = x + 2)               SMOOTH      x + 2
2^x                                 -
abs(y)                              -
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines(), ids=lambda line: line.split("  ")[0])
def test_the_suspects_of(line: str) -> None:
    text, rest = line.split("  ", 1)
    wanted = rest.split()[0]
    found = suspects(read(text), "x")
    zeros = {read(part) for part in rest.strip().split("  ", 1)[1].split(";")} if wanted != "-" else set()
    assert {s.zero for s in found} == zeros
    assert {s.fails.name for s in found} == ({wanted} if zeros else set())


@pytest.mark.parametrize("text", ["f(x)", "x!", "gcd(x, 2)", "(-2)^x", "integral(1/t, t, 1, x)", "limit(x*y, y, 0)"])
def test_where_nothing_is_known_everything_is_suspected(text: str) -> None:
    assert any(s.is_everywhere for s in suspects(read(text), "x"))
