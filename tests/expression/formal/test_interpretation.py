"""Equality by algebra in a finite field: what it grants holds by balls too, and it grants what is needed."""

from __future__ import annotations

from collections import defaultdict
from typing import get_args

import pytest
from hypothesis import given, settings

from calcdrill import load_catalog
from calcdrill.errors import Reject
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.formal.field import NoMeaning
from calcdrill.expression.formal.functions import FUNCTIONS
from calcdrill.expression.formal.interpretation import Interpretation
from calcdrill.expression.formal.logarithms import Apart
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import ONE, TWO, Call, Derivative, Name, Node, Product, Sum, walk
from calcdrill.instances import make_problem
from expression.small_trees import small_trees
from strategies import real_expressions

X = Name("x")
WITHOUT_DERIVATIVE = {"abs", "sign", "floor", "relu", "factorial"}

SAME = """
(x + 1)^3                            x^3 + 3*x^2 + 3*x + 1
sin(x)^2 + cos(x)^2                  1
exp(-2*x)*exp(2*x)                   1
sqrt(t)*t                            t^(3/2)
1/sqrt(t) + t^(-1/2)                 2/t^(1/2)
sigmoid(x)*(1 - sigmoid(x))          exp(x)/(1 + exp(x))^2
x^x                                  exp(x*ln(x))
log(x, 2)                            ln(x)/ln(2)
diff(x^2*sin(3*x), x)                2*x*sin(3*x) + 3*x^2*cos(3*x)
diff(exp(x)/x, x, x)                 exp(x)*(x^2 - 2*x + 2)/x^3
partial(exp(x*y), x, y)              (1 + x*y)*exp(x*y)
partial(partial(x^3*y^2, x), y, y)   6*x^2
diff(sin(2*x), x, x, x)              -8*cos(2*x)
diff(x*diff(x + y, y), x)            1
partial(x*partial(x*y^2, x, y), x)   2*y
diff((x + a)^0 + 1/x^2, x)           -2*x^(-3)
diff(x*integral(t, t, 0, 1), x)      integral(t, t, 0, 1)
diff(atan(x)*x^x, x)                 x^x/(1 + x^2) + atan(x)*x^x*(ln(x) + 1)
at(diff(x^3, x), x = 2)              12
at(diff(f(t)*t, f), t = x)           at(diff(f(t)*t, f), t = x)
limit(x*(1 + 1/x), x, a)             limit(x + 1, x, a)
diff(sqrt(x^2 + 1), x)               x/sqrt(x^2 + 1)
limit(sin(2*x)/x, x, 0)              limit(2*sin(2*x)/(2*x), x, 0)
integral(x*(x + a), x, 0, 1)         integral(x^2 + a*x, x, 0, 1)
(1, x) + 2*(x, 1)                    (1 + 2*x, x + 2)
dot((x, 2), (3, y))                  3*x + 2*y
y = 2*(x - 1)                        y = 2*x - 2
f(x + x)                             f(2*x)
4!/2!                                12
max(-11, 74) + abs(-3) + sqrt(9/1)   80
1/(1 + exp(-ln(4)))                  4/5
at(diff(sigmoid(z), z), z = ln(4/7))  28/121
ln(exp(x^2 + 1))                     x^2 + 1
ln(1/exp(x))                         -x
diff(-9*ln(abs(x)) + C, x)           -9/x
diff(ln(abs(x^2 - 1)), x)            2*x/(x^2 - 1)
ln(12*p^8*(1 - p)^5)                 8*ln(p) + 5*ln(1 - p) + ln(3) + 2*ln(2)
ln(x^6/(x + 7)^3)                    6*ln(x) - 3*ln(x + 7)
exp(6*ln(x) - 3*ln(x + 7))           x^6/(x + 7)^3
exp(x + 2*y)                         exp(x)*exp(y)^2
exp(2*x*y)                           exp(x*y)^2
x^(3*x + 1)                          x*x^x*x^(2*x)
x^(2*x*y - 1/2)*x                    sqrt(x)*x^(x*y)/x^(-x*y)
diff(x^(-5*x - 1), x)                -x^(-5*x - 2)*(5*x*ln(x) + 5*x + 1)
diff((x + 1)^(-2*ln(x + 1)), x)      -4*(x + 1)^(-2*ln(x + 1) - 1)*ln(x + 1)
x^(x + 1)                            exp((x + 1)*ln(x))
2^(x + 3)                            8*2^x
at(x^(y + 1), y = 1)                 x^2
sqrt(x + 1)^2                        x + 1
(x + 1)^(3/2)                        (x + 1)*sqrt(x + 1)
1/sqrt(x + 1)                        sqrt(x + 1)/(x + 1)
diff(1/sqrt(3*x + 8), x)             -3/(2*(3*x + 8)^(3/2))
partial(x*sqrt(x^2 + y^2), x)        (2*x^2 + y^2)/sqrt(x^2 + y^2)
diff(sqrt(x + 1), x, x)              -1/(4*(x + 1)*sqrt(x + 1))
1/(sqrt(x + 1) + sqrt(y + 1))        (sqrt(x + 1) - sqrt(y + 1))/(x - y)
1/(1 + sqrt(2) + sqrt(3))            1/2 + sqrt(2)/4 - sqrt(6)/4
sqrt(12)*sqrt(3/4)                   3
5/sqrt(2)                            5*sqrt(2)/2
sin(1 - sqrt(x + 1))                 -sin(sqrt(x + 1) - 1)
exp(ln(1 + sqrt(x + 1)))             1 + sqrt(x + 1)
(1 + sqrt(2))^(-3)                   5*sqrt(2) - 7
diff(exp(sqrt(x + 1)), x)            exp(sqrt(x + 1))/(2*sqrt(x + 1))
sqrt(1 + sqrt(x + 1))                (1 + (x + 1)^(1/2))^(1/2)
ln(2*exp(-3*t)*sqrt(t))              ln(2) - 3*t + ln(t)/2
log(1/8, 2)                          -3
diff(3*ln(x*exp(-x)), x)             3/x - 3
diff(integral(4*sin(t), t, 2, x^2), x)  8*x*sin(x^2)
diff(integral(exp(t), t, x, x^3), x)    3*x^2*exp(x^3) - exp(x)
diff(integral(exp(t), t, 0, x), x, x)   exp(x)
"""

NOT_SAME = """
sqrt(x^2)                            x
sqrt(x^2)                            -x
sqrt((x + 1)^2)                      x + 1
sqrt((x + 1)^2)                      -x - 1
sqrt(x^2 - 1)                        sqrt(x - 1)*sqrt(x + 1)
sqrt(2)*sqrt(3)                      sqrt(5)
(-x)^y                               x^y
(-2)^x                               2^x
(-2)^(x + 1)                         2^(x + 1)
(x^2)^(y + 1)                        x^(2*y + 2)
x^(y + 1)                            abs(x)^(y + 1)
x^(x + 1)                            x^x
x^(2*x)                              x^x
sqrt(x + 1)                          -sqrt(x + 1)
1/(sqrt(x + 1) - (x + 1)^(1/2))      1/(sqrt(x + 1) - (x + 1)^(1/2))
sin(sqrt(x + 1))                     sqrt(x + 1)
sin(2*sqrt(x + 1))                   2*sin(sqrt(x + 1))
ln(x^2)                              2*ln(x) + 1
sin(x)                               x
diff(sin(x), x)                      -cos(x)
diff(exp(2*x), x)                    exp(2*x)
diff(x^3, x, x)                      3*x^2
diff(x*diff(x + y, y), x)            2
diff(f(x), x)                        0
diff(integral(t*x, t, 0, 1), x)      0
partial(x*y, x)                      x
at(x^2, x = 3)                       6
x/(x - x)                            x/(x - x)
oo                                   oo
y = 2*x                              y < 2*x
(1, x)                               (x, 1)
f(x)                                 g(x)
f'(x)                                f(x)
limit(x, x, 2)                       limit(x, x, 3)
limit_above(1/x, x, 0)               limit_below(1/x, x, 0)
limit(x, x, oo)                      limit(x, x, oo)
integral(x, x, 0, 1)                 integral(x, x, 0, 2)
exp(ln(abs(x)))                      x
exp(ln(x^2)/2)                       x
exp(ln(x^2)/2)                       -x
exp(ln(abs(x))*3)                    x^3
ln(abs(x))                           -ln(abs(x))
ln(x + y)                            ln(x) + ln(y)
ln(6)                                ln(2) + ln(4)
exp(x*y)                             exp(x)*exp(y)
exp(2*x)                             exp(x)
diff(integral(t*x, t, 0, x), x)      x^2
diff(integral(sin(t), t, 0, x^2), x)  sin(x^2)
"""


def _pairs(table: str) -> list[tuple[str, str]]:
    rows = (line.split("  ", 1) for line in table.strip().splitlines())
    return [(left.strip(), right.strip()) for left, right in rows]


def _same(left: Node, right: Node) -> bool:
    return Interpretation().same(left, right)


@pytest.mark.parametrize(("left", "right"), _pairs(SAME))
def test_the_same(left: str, right: str) -> None:
    assert _same(read(left), read(right))


@pytest.mark.parametrize(("left", "right"), _pairs(NOT_SAME))
def test_not_the_same(left: str, right: str) -> None:
    assert not _same(read(left), read(right))


def test_what_is_known_by_its_id_is_kept() -> None:
    """A tree that is let go could leave its id, and with it its element, to another one."""
    interpretation = Interpretation()
    for left, right in [*_pairs(SAME), *_pairs(NOT_SAME)]:
        interpretation.same(read(left), read(right))
    interpretations, ids = [interpretation], set[int]()
    for one in interpretations:
        interpretations += [*one.inner.values(), *one.others.values()]
        ids |= {id(node) for tree in one.kept for node in walk(tree)}
    known = {key for one in interpretations for key in one.elements}
    assert len(known) > 100
    assert known <= ids


@pytest.mark.parametrize("apart", get_args(Apart))
def test_small_trees_that_are_the_same_are_nowhere_different(apart: Apart) -> None:
    interpretation, groups = Interpretation(apart=apart), defaultdict(list)
    trees = list(small_trees())  # kept, because parts are known by their ids
    for tree in trees:
        try:
            groups[interpretation.meaning(tree)].append(tree)
        except (NoMeaning, ZeroDivisionError):
            continue
    assert len(groups) > 1000
    pairs = [(group[0], other) for group in groups.values() for other in group[1:]]
    assert len(pairs) > 1000
    wrong = [pair for pair in pairs if compare(*pair, points=3).verdict is Verdict.DIFFERENT]
    assert [tuple(map(write_text, pair)) for pair in wrong] == []


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - WITHOUT_DERIVATIVE))
def test_each_function_has_its_derivative(name: str) -> None:
    function = Call(name, (Sum((Product((TWO, X)), ONE)),))
    derivative = Derivative(function, ("x",))
    wanted = differentiate(function, "x")
    assert compare(derivative, wanted).verdict in {Verdict.EQUAL, Verdict.EQUAL_WHERE_DEFINED}
    # The root of a sum does not know that its third power is the sum, nor |u| that its square is u².
    if name not in {"cbrt", "arcsec", "arccsc"}:
        assert _same(derivative, wanted)
    assert not _same(derivative, Product((TWO, wanted)))
    assert not _same(derivative, Sum((wanted, ONE)))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_is_not_its_argument(name: str) -> None:
    assert not _same(Call(name, (X,)), X)
    assert _same(Call(name, (Sum((X, X)),)), Call(name, (Product((TWO, X)),)))


@settings(max_examples=200, deadline=None)
@given(real_expressions(), real_expressions())
def test_what_is_the_same_is_not_different(one: Node, other: Node) -> None:
    try:
        tidied = tidy(one)
    except Reject:
        return
    for left, right in ((one, tidied), (one, other)):
        if _same(left, right):
            assert compare(left, right).verdict is not Verdict.DIFFERENT


def test_mistakes_are_not_the_same_as_the_answer() -> None:
    looked = 0
    for exercise in list(load_catalog().exercises.values())[::7]:
        problem = make_problem(exercise, 4, 0)
        for mistake in problem.mistakes:
            looked += 1
            assert not _same(problem.answer, mistake.answer), exercise.id
    assert looked > 80
