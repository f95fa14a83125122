"""Worked steps: true equations, one after the other, in few lines, ending in the derivative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcdrill.errors import Unsolved
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.differentiating import derivation as module
from calcdrill.expression.differentiating.derivation import MOST_DEPTH, MOST_LINES, derivation
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.differentiating.malrules import method
from calcdrill.expression.differentiating.rules import RULES
from calcdrill.expression.read import read, read_prose
from calcdrill.expression.steps import Step
from calcdrill.expression.tree import (
    Call,
    Derivative,
    Name,
    Node,
    Number,
    Power,
    Quotient,
    number,
    times,
    total,
    walk,
)

_FUNCTIONS = """
    7  x  5*x  3*x^4-2*x+7  x^2+sin(5*x)+ln(x)  sin(2*x)+cos(3*x)  exp(x)+sin(x)  -2*cos(x)  (x^2+1)/5
    exp(3*x^2-x)  x^2*sin(5*x)  (x^2+1)^3/(x-5)  1/x^3  3/(4*x)  1/sqrt(x)  5/(x^2+1)  1/exp(2*x)
    x^(3/2)  sin(exp(2*x))  (1+exp(3*x))^4  ln((x^2+1)/(x^2+4))  sqrt(1+sqrt(x^2+1))  x^x  (x^2+1)^sin(x)
    log(x,3)  log(3,x)  2^x*x^2  tan(x)*sec(x)  arctan(2*x)*(x^2+1)  x*exp(-x)*cos(x)
    x^2*sin(x)*exp(x)*ln(x)  sigmoid(2*x-1)^2  relu(3*x-1)  max(0,x^2-1)  abs(x^2-2)*x  sign(x)*x
    softplus(x)-x*sigmoid(x)  swish(x)  erf(x/2)  x/x  (2*x)^2  x*exp(2*x)+ln(x^2+1)-4*x^2
    cosh(x)^2-sinh(x)^2  arcsin(x/2)/x  u*v*x^2  u*exp(v*x)*x  piecewise(x^2,x<0,sin(3*x))
    max(x^2,x^3,1-x)  x^2*sin(x)*exp(x)*ln(x)*cos(x)*sqrt(x)*tan(x)*arctan(x)*sinh(x)*x
    sqrt(2+sin(cos(ln(x^2+1))))*exp(x^2*sin(3*x))/(x^3+2*cos(2*x))^4
"""
FUNCTIONS = [
    *_FUNCTIONS.split(),
    "sin(2*x) + " * 11 + "x",
    "sin(2*x)*cos(3*x)" + " + x^2*exp(4*x)" * 6,
    "sin(" * 12 + "x^2" + ")" * 12,
    "exp(x^2)*" * 7 + "ln(x^2+1)",
]


def all_steps(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from all_steps(step.substeps)


def deepest(steps: tuple[Step, ...]) -> int:
    return 1 + max((deepest(step.substeps) for step in steps), default=0) if steps else 0


def assert_sound(
    steps: tuple[Step, ...], node: Node, variable: str, partial: bool = False, most: int = MOST_LINES
) -> None:
    assert steps[0].before == Derivative(node, (variable,), partial)
    assert steps[-1].after == differentiate(node, variable)
    for left, right in pairwise(steps):
        assert left.after == right.before
    assert len(steps) <= most
    assert deepest(steps) <= MOST_DEPTH
    for step in steps[:-1]:
        assert any(isinstance(inner, Derivative) for inner in walk(step.after))


def assert_true(steps: tuple[Step, ...]) -> None:
    """Every line is an equation, and its right side is defined wherever its left side is."""
    for step in all_steps(steps):
        comparison = compare(step.before, step.after, points=4)
        assert comparison.verdict in {Verdict.EQUAL, Verdict.EQUAL_WHERE_DEFINED}, step
        assert comparison.right_gap is None, step


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_line_is_an_equation_that_follows_on_the_one_before(function: str) -> None:
    node = read(function)
    steps = derivation(node, "x")
    assert_sound(steps, node, "x")
    assert_true(steps)


def lines(function: str, variable: str = "x", **options: object) -> list[tuple[str, str]]:
    """Rule and right-hand side of each visible line, in the language."""
    return [(step.rule, step.after) for step in derivation(read(function), variable, **options)]  # type: ignore[misc]


def test_product_with_chain() -> None:
    assert lines("x^2*sin(5*x)") == [
        ("product rule", read("diff(x^2, x)*sin(5*x) + x^2*diff(sin(5*x), x)")),
        ("power rule", read("2*x*sin(5*x) + x^2*diff(sin(5*x), x)")),
        ("chain rule", read("2*x*sin(5*x) + x^2*cos(5*x)*5")),
    ]


def test_the_notes_say_what_is_substituted() -> None:
    steps = derivation(read("x^2*sin(5*x)"), "x")
    assert steps[0].note == read_prose("factors `u = x^2`, `v = sin(5*x)`")
    assert steps[1].note == read_prose("the exponent `2` comes down as a factor and goes down by one")
    assert steps[2].note == read_prose("outer `sin(u)`, inner `u = 5*x` with `u' = 5`")
    (look_up,) = steps[2].substeps
    assert (look_up.before, look_up.after) == (Derivative(read("sin(u)"), ("u",)), read("cos(u)"))


def test_letters_in_the_notes_are_not_those_of_the_function() -> None:
    steps = derivation(read("u*exp(v*x^2)"), "x")
    assert steps[0].note == read_prose("outer `exp(w)`, inner `w = v*x^2`")
    for letters in ("u v w s t p q r", "u v w s t p q r u_1 v_1"):
        node = Call("exp", (times(*(Name(letter) for letter in letters.split()), Name("x")),))
        assert_sound(derivation(node, "x"), node, "x")


def test_simple_terms_come_in_one_line_that_unfolds() -> None:
    (line,) = derivation(read("3*x^2 - 4*x + x^5"), "x")
    assert (line.rule, line.after) == ("power rule", read("3*2*x - 4 + 5*x^4"))
    assert [step.after for step in line.substeps] == [read("3*2*x"), read("5*x^4")]
    (line,) = derivation(read("exp(x) + sin(x)"), "x")
    assert line.rule == "sum rule" and len(line.substeps) == 2


def test_hard_terms_get_lines_of_their_own() -> None:
    assert lines("x^2 + sin(5*x) + ln(x)") == [
        ("sum rule", read("2*x + diff(sin(5*x), x) + 1/x")),
        ("chain rule", read("2*x + cos(5*x)*5 + 1/x")),
    ]


def test_rewriting_comes_first() -> None:
    assert lines("1/x^3")[0] == ("negative exponent", read("diff(x^(-3), x)"))
    assert lines("x^x")[0] == ("logarithmic differentiation", read("x^x*diff(x*ln(x), x)"))
    assert lines("log(3, x)")[0] == ("change of base", read("diff(ln(3)/ln(x), x)"))
    assert lines("5/(x^2+1)")[0] == ("reciprocal rule", read("-(5*diff(x^2+1, x)/(x^2+1)^2)"))


def test_constants_have_a_line_when_there_is_nothing_else() -> None:
    assert lines("7") == [("constant rule", read("0"))]
    assert lines("5*x") == [("constant multiple rule", read("5"))]


def test_nothing_is_left_to_do_beside_a_factor_zero() -> None:
    assert [rule for rule, _ in lines("0*x*x", focus={"constant multiple rule"})] == ["constant multiple rule"]
    assert lines("(x^2 + 1)^0") == [("chain rule", read("0"))]


def test_partial_derivatives_name_the_constants_first() -> None:
    steps = derivation(read("x^2*y*z + exp(x*y)"), "x", partial=True)
    assert_sound(steps, read("x^2*y*z + exp(x*y)"), "x", partial=True)
    assert steps[0].note[:5] == read_prose("treat `y` and `z` as constants; ")[:4] + steps[0].note[4:5]
    assert all(inner.partial for inner in walk(steps[0].after) if isinstance(inner, Derivative))
    (only,) = derivation(read("x*y"), "y", partial=True)
    assert only.note[:3] == ("treat ", Name("x"), " as a constant")
    assert_true(steps)


def test_rules_in_focus_are_always_shown() -> None:
    shown = lines("3*x^2 - 4*x + 7", focus={"sum rule", "constant multiple rule", "constant rule"})
    assert shown[0] == ("sum rule", read("diff(3*x^2, x) + diff(-4*x, x) + diff(7, x)"))
    assert [rule for rule, _ in shown].count("constant multiple rule") >= 2
    assert shown[-1][1] == read("3*2*x - 4")
    assert len(lines("x^2 + x^3")) == 1 < len(lines("x^2 + x^3", focus={"power rule"}))


def test_what_is_known_is_folded() -> None:
    function = "exp(x^2)*ln(x^2+1)"
    open_ = derivation(read(function), "x")
    folded = derivation(read(function), "x", known={"chain rule", "power rule"})
    assert len(folded) < len(open_)
    assert [step.rule for step in folded] == ["product rule", "chain rule", "chain rule"]
    assert [step.rule for step in folded[1].substeps] == ["chain rule", "power rule"]
    assert_sound(folded, read(function), "x")
    assert_true(folded)


@pytest.mark.parametrize("most", [2, 3, 5])
@pytest.mark.parametrize("function", FUNCTIONS[-8:])
def test_as_few_lines_as_are_asked_for(function: str, most: int) -> None:
    node = read(function)
    steps = derivation(node, "x", most=most)
    assert_sound(steps, node, "x", most=most)


def test_the_lightest_parts_are_folded_first() -> None:
    steps = derivation(read("exp(sin(x^2))*ln(x^2+1)"), "x", most=4)
    assert [step.rule for step in steps] == ["product rule", "chain rule", "chain rule", "chain rule"]
    assert [len(step.substeps) for step in steps] == [0, 1, 2, 2]


def test_no_steps_without_a_rule() -> None:
    with pytest.raises(Unsolved):
        derivation(read("x*factorial(x)"), "x")


def test_a_bugged_rule_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage: steps made with a wrong formula are no equations."""
    monkeypatch.setattr(module, "BORDERED", method("product-minus"))
    steps = derivation(read("x^2*sin(5*x)"), "x")
    assert compare(steps[0].before, steps[0].after).verdict is Verdict.DIFFERENT


# -- any tree

LEAVES = st.one_of(st.just(Name("x")), st.just(Name("x")), st.just(Name("y")), st.integers(-3, 4).map(number))
UNARY = st.sampled_from(["exp", "sin", "cos", "arctan", "sigmoid", "abs", "sqrt", "ln", "relu"])
TREES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda terms: total(*terms)),
        st.lists(inner, min_size=2, max_size=3).map(lambda factors: times(*factors)),
        st.tuples(inner, inner).map(lambda pair: Quotient(*pair)),
        st.tuples(inner, st.integers(2, 4).map(Number)).map(lambda pair: Power(*pair)),
        st.tuples(UNARY, inner).map(lambda pair: Call(pair[0], (pair[1],))),
    ),
    max_leaves=14,
)
RULE_NAMES = st.sets(st.sampled_from(sorted({rule.name for rule in RULES.values()} | {"power rule"})), max_size=4)


@settings(deadline=None)
@given(TREES, st.integers(2, 8), RULE_NAMES, RULE_NAMES)
def test_any_tree(node: Node, most: int, known: set[str], focus: set[str]) -> None:
    assert_sound(derivation(node, "x", most=most), node, "x", most=most)
    assert_sound(derivation(node, "x", known=known, focus=focus), node, "x")


@settings(deadline=None, max_examples=25)
@given(TREES)
def test_no_step_of_any_tree_is_wrong(node: Node) -> None:
    for step in all_steps(derivation(node, "x")):
        assert compare(step.before, step.after, points=4).verdict is not Verdict.DIFFERENT
