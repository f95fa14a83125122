"""Plain text: exact strings, and every tree read back by ``read`` to what it was."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from calcdrill.errors import Unwritable
from calcdrill.expression.limits import check_bounds
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import MOST_CHARACTERS, read
from calcdrill.expression.tree import (
    Apply,
    Derivative,
    Integral,
    Matrix,
    Name,
    Node,
    Number,
    Piecewise,
    Points,
    Product,
    Relation,
    Sum,
    Text,
    Vector,
)
from strategies import CONTEXTS, SAMPLES, nodes

X = Name("x")

CASES = [
    ("x1 + y_hat", "x1 + y_hat"),
    ("-3*x^2+x-1", "-3*x^2 + x - 1"),
    ("2*(x+1)", "2*(x + 1)"),
    ("(2*x)^2", "(2*x)^2"),
    ("x/x", "x/x"),
    ("exp(ln(x))", "exp(ln(x))"),
    ("e^x", "exp(x)"),
    ("1*x", "1*x"),
    ("3/4", "3/4"),
    ("(3/4)*x", "(3/4)*x"),
    ("3/4*x", "(3/4)*x"),
    ("x*(3/4)", "x*(3/4)"),
    ("3*x/4", "3*x/4"),
    ("x/2", "x/2"),
    ("-x/2", "-x/2"),
    ("(-x)/2", "(-x)/2"),
    ("-(x+1)", "-(x + 1)"),
    ("-(-x)", "-(-x)"),
    ("a-(b-c)", "a - (b - c)"),
    ("a+(b+c)", "a + (b + c)"),
    ("a-(-b)", "a - (-b)"),
    ("(a*b)*c", "(a*b)*c"),
    ("a*b/c", "a*b/c"),
    ("a/b/c", "(a/b)/c"),
    ("a/(b/c)", "a/(b/c)"),
    ("a/(b*c)", "a/(b*c)"),
    ("(a/b)*c", "(a/b)*c"),
    ("a*(b/c)", "a*(b/c)"),
    ("(a+b)/(c-d)", "(a + b)/(c - d)"),
    ("x**2", "x^2"),
    ("x^-1", "x^(-1)"),
    ("x^(1/2)", "x^(1/2)"),
    ("x^2^3", "x^(2^3)"),
    ("(x^2)^3", "(x^2)^3"),
    ("(x+1)^2", "(x + 1)^2"),
    ("-x^2", "-x^2"),
    ("(-x)^2", "(-x)^2"),
    ("2^(x+1)", "2^(x + 1)"),
    ("2^(-x)", "2^(-x)"),
    ("x^(y*z)", "x^(y*z)"),
    ("x^sin(x)", "x^sin(x)"),
    ("(a/b)^2", "(a/b)^2"),
    ("(3/4)^2", "(3/4)^2"),
    ("(n!)^2", "(n!)^2"),
    ("n!^k", "(n!)^k"),
    ("(n+1)!", "(n + 1)!"),
    ("3!!", "(3!)!"),
    ("0.25*x + 2.0", "0.25*x + 2.0"),
    ("log(x)", "ln(x)"),
    ("log(x,2)", "log(x, 2)"),
    ("root(x,3)", "cbrt(x)"),
    ("sin(x)^2", "sin(x)^2"),
    ("abs(x)*sign(x)", "abs(x)*sign(x)"),
    ("sigma(x)", "sigmoid(x)"),
    ("max(x,0,y)", "max(x, 0, y)"),
    ("f(x) + f''(x)", "f(x) + f''(x)"),
    ("f'*g", "f'*g"),
    ("f()", "f()"),
    ("y = 2*x + 1", "y = 2*x + 1"),
    ("0 < x <= 1", "0 < x <= 1"),
    ("a != b", "a != b"),
    ("pi ~ 3.14", "pi ~ 3.14"),
    ("(a = b) = c", "(a = b) = c"),
    ("n! = 6", "n! = 6"),
    ("piecewise(x, x<0, x^2)", "piecewise(x, x < 0, x^2)"),
    ("piecewise(x, x<0, 1, x>=2)", "piecewise(x, x < 0, 1, x >= 2)"),
    ("(1,2)", "(1, 2)"),
    ("[x]", "[x]"),
    ("[[1,2],[3,4]]", "[[1, 2], [3, 4]]"),
    ("((1,2),(3,4))", "((1, 2), (3, 4))"),
    ("diff(x^2,x,x)", "diff(x^2, x, x)"),
    ("partial(f(x,y), x, y)", "partial(f(x, y), x, y)"),
    ("integral(x,x)", "integral(x, x)"),
    ("integral(x,x,0,oo)", "integral(x, x, 0, oo)"),
    ("limit(x,x,0)", "limit(x, x, 0)"),
    ("limit_above(1/x,x,0)", "limit_above(1/x, x, 0)"),
    ("limit_below(1/x,x,0)", "limit_below(1/x, x, 0)"),
    ("at(x*y, x=1, y=-2)", "at(x*y, x = 1, y = -2)"),
    ("{x=0:max;x=2}", "{x = 0: max; x = 2}"),
    ("{(x,y)=(0,0):saddle}", "{(x, y) = (0, 0): saddle}"),
    ("{}", "{}"),
    ('"in words"', '"in words"'),
]


@pytest.mark.parametrize(("given_text", "written"), CASES)
def test_written_with_the_brackets_that_are_needed(given_text: str, written: str) -> None:
    tree = read(given_text)
    assert write_text(tree) == written
    assert normal_form(read(written)) == normal_form(tree)


@given(nodes())
def test_what_is_written_is_read_back(node: Node) -> None:
    assume(check_bounds(node) is None)
    text = write_text(node)
    assume(len(text) <= MOST_CHARACTERS)
    assert normal_form(read(text)) == normal_form(node)


def test_every_form_in_every_place_is_read_back() -> None:
    for place in CONTEXTS:
        for sample in SAMPLES:
            node = place(sample)
            if check_bounds(node) is None:
                assert normal_form(read(write_text(node))) == normal_form(node)


@pytest.mark.parametrize(
    "node",
    [
        Sum((X,)),
        Product((X,)),
        Name("2x"),
        Name("x*y"),
        Apply("sin", (X,)),
        Apply("diff", (X, X)),
        Apply("f g", (X,)),
        Vector(()),
        Vector((Vector((X, X)),)),
        Matrix(((Vector((X, X)), X),)),
        Matrix(((X, X), (X,))),
        Relation((X,), ()),
        Piecewise(((X, Text("whenever")),), Number(1)),
        Piecewise((), X),
        Derivative(X, ()),
        Integral(X, "x y"),
        Points(("x", "y"), (((X,), ""),)),
        Points(("x",), (((X,), "local max"),)),
    ],
)
def test_what_the_language_cannot_say_is_refused(node: Node) -> None:
    with pytest.raises(Unwritable):
        write_text(node)
