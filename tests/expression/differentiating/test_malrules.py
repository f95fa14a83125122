"""Mal-rules: the wrong answers that learners give, none of which passes the check."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcdrill.expression.comparing.equality import Verdict, check_partial, compare
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.differentiating.malrule_formulas import FORMULA_MALRULES
from calcdrill.expression.differentiating.malrule_slips import SLIPS
from calcdrill.expression.differentiating.malrule_slopes import SLOPE_MALRULES
from calcdrill.expression.differentiating.malrules import MALRULES, derivatives_wrong_once, wrong_derivatives
from calcdrill.expression.differentiating.rules import RULES
from calcdrill.expression.differentiating.slopes import SLOPES
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.read_latex import read_latex
from calcdrill.expression.read import read
from calcdrill.expression.tree import Call, Name, Node, Power, Quotient, number, times, total

ONE_VARIABLE = {**FORMULA_MALRULES, **SLOPE_MALRULES}


EXAMPLES = """
product-of-derivatives              x^2*sin(x)          2*x*cos(x)
product-of-derivatives              x*exp(3*x)          3*exp(3*x)
product-one-term                    x^2*sin(x)          2*x*sin(x)
product-minus                       x^2*sin(x)          2*x*sin(x) - x^2*cos(x)
product-minus                       x*sin(x)*exp(x)     sin(x)*exp(x) - x*cos(x)*exp(x) - x*sin(x)*exp(x)
product-sum-of-derivatives          x^2*sin(x)          2*x + cos(x)
quotient-of-derivatives             (x+7)/(x-5)         1
quotient-swapped                    (x+7)/(x-5)         12/(x-5)^2
quotient-plus                       (x+7)/(x-5)         (2*x+2)/(x-5)^2
quotient-denominator-not-squared    (x+7)/(x-5)         -12/(x-5)
quotient-denominator-not-squared    3/(x^2+1)           -6*x/(x^2+1)
quotient-over-derivative-squared    (x+7)/(x^2-5)       ((x^2-5) - (x+7)*2*x)/(2*x)^2
denominator-differentiated          1/x^3               1/(3*x^2)
denominator-differentiated          3/(x^2+1)           3/(2*x)
reciprocal-sign-lost                1/x^3               3/x^4
reciprocal-sign-lost                1/ln(x)             1/(x*ln(x)^2)
forgot-inner-derivative             (x^2+1)^3           3*(x^2+1)^2
forgot-inner-derivative             exp(3*x^2-x)        exp(3*x^2-x)
forgot-inner-derivative             sqrt(x^2+9)         1/(2*sqrt(x^2+9))
forgot-inner-derivative             x*exp(3*x)          exp(3*x) + x*exp(3*x)
forgot-inner-derivative             relu(3*x-1)         piecewise(1, 3*x-1 > 0, 0, 3*x-1 < 0)
outer-at-inner-derivative           (x^2+1)^3           3*(2*x)^2
outer-at-inner-derivative           sin(4*x)            cos(4)
outer-of-inner-derivative           sqrt(x^2+9)         sqrt(2*x)
outer-of-inner-derivative           ln(x^2+3)           ln(2*x)
outer-of-inner-derivative           exp(-3*x)           exp(-3)
inner-derivative-added              (x^2+1)^3           3*(x^2+1)^2 + 2*x
outer-kept-times-inner              sin(x^2)            2*x*sin(x^2)
innermost-derivative-missing        sin(exp(2*x))       exp(2*x)*cos(exp(2*x))
outer-slope-at-variable             ln(5*x)             5/x
power-rule-on-x-to-x                x^x                 x*x^(x-1)
exponential-rule-on-x-to-x          x^x                 x^x*ln(x)
product-other-term                  x^2*sin(x)          x^2*cos(x)
denominator-forgotten               (x+7)/(x-5)         -12
inner-function-as-factor            exp(x^2)            x^2*exp(x^2)
power-rule-on-exponential-whole     exp(3*x)            3*x*exp(3*x-1)
tan-like-sec                        tan(x)              sec(x)*tan(x)
tan-like-cot                        tan(x)              -csc(x)^2
sigmoid-plus                        sigmoid(x)          sigmoid(x)*(1 + sigmoid(x))
tanh-plus                           tanh(x)             1 + tanh(x)^2
inner-not-squared-whole             arctan(2*x)         2/(1+2*x^2)
constant-coefficient-dropped        3*sin(x)            cos(x)
constant-coefficient-dropped        sin(x)/4            cos(x)
constant-kept                       3*x^2-4*x+7         6*x - 4 + 7
constant-kept                       5                   5
constant-derivative-one             5                   1
constant-derivative-one             x^2+5               2*x + 1
variable-kept                       3*x^2-4*x+7         6*x - 4*x
variable-kept                       x                   x
minus-sign-lost                     3*x^2-4*x+7         6*x + 4
last-term-dropped                   x^2+sin(x)          2*x
inactive-piece-ignored              relu(2*x-1)         2
power-exponent-not-reduced          3*x^5               15*x^5
power-coefficient-dropped           3*x^5               3*x^4
power-divides-like-integral         3*x^5               x^6/2
power-divides-like-integral         x^(-1)              ln(x)
power-exponent-increased            3*x^5               15*x^6
power-exponent-increased            1/x^3               -3*x^(-2)
sqrt-half-missing                   sqrt(x)             1/sqrt(x)
sqrt-half-missing                   sqrt(x^2+9)         2*x/sqrt(x^2+9)
sqrt-halved                         sqrt(x)             sqrt(x)/2
power-rule-on-exponential           2^x                 x*2^(x-1)
power-rule-on-exp                   exp(x)              x*exp(x-1)
exponential-log-missing             2^x                 2^x
exponential-divides-by-log          2^x                 2^x/ln(2)
log-is-itself                       ln(x)               ln(x)
log-reciprocal-function             ln(x)               1/ln(x)
log-base-ignored                    log(x,2)            1/x
trig-sign                           3*sin(x)+2*cos(x)   3*cos(x) + 2*sin(x)
sine-sign                           3*sin(x)+2*cos(x)   -3*cos(x) - 2*sin(x)
trig-integrates                     3*sin(x)+2*cos(x)   -3*cos(x) + 2*sin(x)
tan-is-sec                          tan(x)              sec(x)
tan-termwise                        tan(x)              -cot(x)
sec-tan-mixed-up                    sec(x)              tan(x)^2
sec-tan-mixed-up                    cot(x)              csc(x)^2
hyperbolic-sign                     cosh(x)             -sinh(x)
arc-is-reciprocal                   arcsin(x)           -cos(x)/sin(x)^2
arc-is-reciprocal                   arccos(x)           sin(x)/cos(x)^2
arc-is-reciprocal                   arctan(x)           -1/sin(x)^2
arc-root-missing                    arcsin(x)           1/(1-x^2)
arc-root-missing                    arccos(x)           -1/(1-x^2)
arc-sign                            arccos(x)           1/sqrt(1-x^2)
arctan-with-root                    arctan(x)           1/sqrt(1+x^2)
abs-dropped                         abs(x)              1
abs-dropped                         abs(x^2-1)          2*x
sigmoid-one-factor                  sigmoid(x)          1 - sigmoid(x)
sigmoid-squared                     sigmoid(x)          sigmoid(x)^2
tanh-like-sigmoid                   tanh(x)             tanh(x)*(1 - tanh(x))
tanh-not-squared                    tanh(x)             1 - tanh(x)
softplus-inner-missing              softplus(x)         1/(1+exp(x))
swish-like-sigmoid                  swish(x)            sigmoid(x)*(1-sigmoid(x))
erf-factor-missing                  erf(x)              exp(-x^2)
step-has-slope                      sign(x)             1
others-set-to-zero                  x^2*y               0
others-set-to-zero                  x^2*y+3*x           3
others-set-to-one                   x^2*y               2*x
wrong-variable                      x^2*y               x^2
wrong-variable                      exp(x*y)            x*exp(x*y)
differentiates-all-variables        x^2*y               2*x*y + x^2
others-derivative-one               x^2*y               2*x*y + 1
terms-with-others-dropped           x^2+sin(x+y)        2*x
constant-kept                       x^2*y^3+5*y         2*x*y^3 + 5*y
"""


def examples() -> Iterator[tuple[str, Node, Node]]:
    for line in EXAMPLES.strip().splitlines():
        bug, function, wrong = line.split(maxsplit=2)
        yield bug, read(function), read(wrong)


TABLE = list(examples())
IDS = [" ".join(line.split()[:2]) for line in EXAMPLES.strip().splitlines()]


def found(function: Node, bug: str) -> Node:
    if bug in SLIPS:
        return dict(derivatives_wrong_once(function, "x"))[bug]
    if bug in ONE_VARIABLE:
        return differentiate(function, "x", bug=bug)
    return dict(wrong_derivatives(function, "x", ["y"]))[bug]


@pytest.mark.parametrize(("bug", "function", "wrong"), TABLE, ids=IDS)
def test_the_mal_rule_gives_the_wrong_answer_of_the_table(bug: str, function: Node, wrong: Node) -> None:
    assert compare(found(function, bug), wrong).verdict is Verdict.EQUAL


@pytest.mark.parametrize(("bug", "function", "wrong"), TABLE, ids=IDS)
def test_the_check_refuses_it(bug: str, function: Node, wrong: Node) -> None:
    """Sabotage: with this bug in the rules, the jets say no."""
    assert check_partial(function, wrong, ["x"]).verdict is Verdict.DIFFERENT
    assert check_partial(function, differentiate(function, "x"), ["x"]).verdict is Verdict.EQUAL


def test_every_mal_rule_has_an_example() -> None:
    assert {bug for bug, _, _ in TABLE} == set(MALRULES)


def test_every_mal_rule_changes_a_rule_that_exists() -> None:
    for bug, malrule in ONE_VARIABLE.items():
        assert malrule.changes and set(malrule.changes) <= set(RULES) | set(SLOPES), bug


def test_the_feedback_is_a_sentence_with_formulas_that_can_be_printed() -> None:
    assert len(MALRULES) == len(set(map(str, MALRULES.values())))
    for feedback in MALRULES.values():
        words = "".join(part if isinstance(part, str) else "x" for part in feedback)
        assert words[0].isupper() or isinstance(feedback[0], Node)
        assert words.endswith(".") and len(words) < 140
        for part in feedback:
            if isinstance(part, Node):
                assert read_latex(write_latex(part)) is not None


@pytest.mark.parametrize(
    ("function", "first"),
    [
        ("x^2*sin(5*x)", ["product-of-derivatives", "forgot-inner-derivative", "power-exponent-not-reduced"]),
        ("exp(3*x^2-x)", ["forgot-inner-derivative", "power-rule-on-exp"]),
        ("(x+7)/(x-5)", ["quotient-of-derivatives", "quotient-swapped"]),
        ("3*x^5", ["power-exponent-not-reduced", "power-coefficient-dropped"]),
        ("sin(exp(2*x))", ["forgot-inner-derivative", "trig-integrates"]),
    ],
)
def test_the_most_telling_come_first(function: str, first: list[str]) -> None:
    names = [bug for bug, _ in wrong_derivatives(read(function), "x")]
    assert names[: len(first)] == first


def test_mistakes_of_partial_derivatives_take_turns_with_the_others() -> None:
    names = [bug for bug, _ in wrong_derivatives(read("x^2*y^3 + 5*y"), "x", ["x", "y", "z"])]
    expected = [
        "differentiates-all-variables",
        "constant-kept",
        "wrong-variable",
        "power-exponent-not-reduced",
    ]
    assert names[:4] == expected
    assert not {"wrong-variable"} & {bug for bug, _ in wrong_derivatives(read("x^2"), "x", ["x", "y"])}


def test_only_what_applies() -> None:
    names = {bug for bug, _ in wrong_derivatives(read("3*x^5"), "x")}
    assert not {name for name in names if name.startswith(("product", "quotient", "trig", "sqrt", "wrong"))}


def test_no_division_by_zero() -> None:
    names = {bug for bug, _ in wrong_derivatives(read("x/y"), "x", ["y"])}
    assert "others-set-to-zero" not in names and "wrong-variable" in names


def test_most_functions_invite_three_mistakes_or_more() -> None:
    texts = """
        x^2*sin(x) exp(3*x^2-x) (x^2+1)^3 sin(4*x) ln(x^2+3) sqrt(x^2+9) 2^x x^x 1/x^3 3*x^2-4*x+7
        (x+7)/(x-5) x*ln(x) tan(x) arctan(2*x) sigmoid(3*x-1) tanh(x)^2 x*exp(-x) cos(x^2)
        5/(x^2+1) 4*sqrt(x)
    """
    counts = []
    for text in texts.split():
        node = read(text)
        kept: list[Node] = [differentiate(node, "x")]
        for _, wrong in wrong_derivatives(node, "x"):
            if all(compare(wrong, other).verdict is Verdict.DIFFERENT for other in kept):
                kept.append(wrong)
        counts.append(len(kept) - 1)
    assert sum(count >= 3 for count in counts) >= 0.85 * len(counts), counts


# -- any tree

TREES: st.SearchStrategy[Node] = st.recursive(
    st.one_of(st.just(Name("x")), st.just(Name("y")), st.integers(-3, 4).map(number)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: total(*terms)),
        st.lists(inner, min_size=2, max_size=3).map(lambda factors: times(*factors)),
        st.tuples(inner, inner).map(lambda pair: Quotient(*pair)),
        st.tuples(inner, inner).map(lambda pair: Power(*pair)),
        st.tuples(st.sampled_from(["exp", "sin", "ln", "sqrt", "relu", "abs"]), inner).map(
            lambda pair: Call(pair[0], (pair[1],))
        ),
    ),
    max_leaves=10,
)


@settings(deadline=None)
@given(TREES)
def test_wrong_derivatives_of_any_tree_are_trees_of_their_own(node: Node) -> None:
    wrong = list(wrong_derivatives(node, "x", ["y"]))
    trees = [tree for _, tree in wrong]
    assert len(set(trees)) == len(trees)
    assert differentiate(node, "x") not in trees
    assert {bug for bug, _ in wrong} <= set(MALRULES)
    assert wrong == list(wrong_derivatives(node, "x", ["y"]))
