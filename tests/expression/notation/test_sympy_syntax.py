"""SymPy syntax: exact strings, and SymPy itself reads the value that the tree has."""

from __future__ import annotations

import builtins
import keyword
import re
from types import ModuleType

import pytest
import sympy
from hypothesis import assume, given

from calcdrill.errors import Unwritable
from calcdrill.expression.notation.sympy_syntax import sympy_value, write_sympy
from calcdrill.expression.notation.sympy_words import LONGEST, TAKEN
from calcdrill.expression.read import read
from calcdrill.expression.tree import (
    Apply,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Text,
    Vector,
)
from strategies import real_expressions

X = Name("x")

CASES = [
    ("x1 + y_hat", "x1 + y_hat"),
    ("-3*x^2+x-1", "-3*x**2 + x - 1"),
    ("2*(x+1)", "2*(x + 1)"),
    ("(2*x)^2", "(2*x)**2"),
    ("x/x", "x/x"),
    ("exp(ln(x))", "exp(log(x))"),
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
    ("x**2", "x**2"),
    ("x^-1", "x**(-1)"),
    ("x^(1/2)", "x**(1/2)"),
    ("x^2^3", "x**(2**3)"),
    ("(x^2)^3", "(x**2)**3"),
    ("(x+1)^2", "(x + 1)**2"),
    ("-x^2", "-x**2"),
    ("(-x)^2", "(-x)**2"),
    ("2^(x+1)", "2**(x + 1)"),
    ("2^(-x)", "2**(-x)"),
    ("x^(y*z)", "x**(y*z)"),
    ("x^sin(x)", "x**sin(x)"),
    ("(a/b)^2", "(a/b)**2"),
    ("(3/4)^2", "(3/4)**2"),
    ("(n!)^2", "factorial(n)**2"),
    ("n!^k", "factorial(n)**k"),
    ("(n+1)!", "factorial(n + 1)"),
    ("3!!", "factorial(factorial(3))"),
    ("0.25*x + 2.0", "(1/4)*x + 2"),
    ("log(x)", "log(x)"),
    ("log(x,2)", "log(x, 2)"),
    ("root(x,3)", "real_root(x, 3)"),
    ("sin(x)^2", "sin(x)**2"),
    ("abs(x)*sign(x)", "Abs(x)*sign(x)"),
    ("sigma(x)", "(1/(1 + exp(-x)))"),
    ("max(x,0,y)", "Max(x, 0, y)"),
    ("f(x) + f''(x)", "Function('f')(x) + Derivative(Function('f')(x), (x, 2))"),
    ("f()", "Function('f')()"),
    ("y = 2*x + 1", "Eq(y, 2*x + 1)"),
    ("0 < x <= 1", "And(Lt(0, x), Le(x, 1))"),
    ("a != b", "Ne(a, b)"),
    ("(a = b) = c", "Eq(Eq(a, b), c)"),
    ("n! = 6", "Eq(factorial(n), 6)"),
    ("piecewise(x, x<0, x^2)", "Piecewise((x, Lt(x, 0)), (x**2, True))"),
    ("piecewise(x, x<0, 1, x>=2)", "Piecewise((x, Lt(x, 0)), (1, Ge(x, 2)))"),
    ("(1,2)", "[1, 2]"),
    ("[x]", "[x]"),
    ("[[1,2],[3,4]]", "[[1, 2], [3, 4]]"),
    ("((1,2),(3,4))", "[Matrix([1, 2]), Matrix([3, 4])]"),
    ("diff(x^2,x,x)", "Derivative(x**2, (x, 2))"),
    ("partial(f(x,y), x, y)", "Derivative(Function('f')(x, y), x, y)"),
    ("integral(x,x)", "Integral(x, x)"),
    ("integral(x,x,0,oo)", "Integral(x, (x, 0, oo))"),
    ("limit(x,x,0)", "Limit(x, x, 0, '+-')"),
    ("limit_above(1/x,x,0)", "Limit(1/x, x, 0, '+')"),
    ("limit_below(1/x,x,0)", "Limit(1/x, x, 0, '-')"),
    ("at(x*y, x=1, y=-2)", "Subs(x*y, (x, y), (1, -2))"),
    ("e*pi - oo", "E*pi - oo"),
    ("ln(x)*arctan(x)*arcosh(x)", "log(x)*atan(x)*acosh(x)"),
    ("arcsin(x)*arccos(x)*arsinh(x)*artanh(x)", "asin(x)*acos(x)*asinh(x)*atanh(x)"),
    ("sec(x)*csc(x)*cot(x)*erf(x)", "sec(x)*csc(x)*cot(x)*erf(x)"),
    ("floor(x)*gcd(6, 4)*min(x, 1)", "floor(x)*gcd(6, 4)*Min(x, 1)"),
    ("relu(x) + softplus(x) + swish(x)", "Max(0, x) + log(1 + exp(x)) + (x/(1 + exp(-x)))"),
    ("beta*S*lambda*learning_rate", "Symbol('beta')*Symbol('S')*Symbol('lambda')*Symbol('learning_rate')"),
    ("y' = x", 'Eq(Symbol("y\'"), x)'),
    ("f'(2)", "Subs(Derivative(Function('f')(_t), (_t, 1)), _t, 2)"),
]


@pytest.mark.parametrize(("text", "written"), CASES)
def test_written_in_sympy_syntax(text: str, written: str) -> None:
    assert write_sympy(read(text)) == written


@pytest.mark.parametrize("written", [written for _, written in CASES if "Matrix" not in written])
def test_sympy_reads_every_case(written: str) -> None:
    sympy.sympify(written, locals={"_t": sympy.Symbol("_t")})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(1, -x/2)", ["1", "-x/2"]),
        ("[[1, x], [0, 2]]", [["1", "x"], ["0", "2"]]),
        ("((1, 2), (3, 4))", [["1", "2"], ["3", "4"]]),
        (
            "{(x, y) = (0, 1/2): saddle; (x, y) = (1, 2): min}",
            [
                {"point": {"x": "0", "y": "1/2"}, "type": "saddle"},
                {"point": {"x": "1", "y": "2"}, "type": "min"},
            ],
        ),
        ("x^2", "x**2"),
        ('"the second"', None),
    ],
)
def test_values_for_json(text: str, value: object) -> None:
    assert sympy_value(read(text)) == value


@pytest.mark.parametrize(
    "node",
    [Text("so"), read("x ~ 1"), read("{x = 1}"), Call("det", (X,)), Apply("f", (X, X), 1), Name("x;y")],
)
def test_what_sympy_cannot_say_is_refused(node: Node) -> None:
    with pytest.raises(Unwritable):
        write_sympy(node)


def test_no_word_of_sympy_is_taken_for_a_variable() -> None:
    # What is no module: another test may have imported one of sympy's parts.
    words = {word for word in dir(sympy) if not isinstance(getattr(sympy, word), ModuleType)}
    words = {word for word in words if re.fullmatch(r"_?[A-Za-z]\w*", word) and len(word) <= LONGEST}
    plain = {word for word in words if write_sympy(Name(word)) == word}
    assert plain <= {"pi", "oo"}
    assert not {word for word in TAKEN if keyword.iskeyword(word) or hasattr(builtins, word)}


@given(real_expressions(variables=("x", "y")))
def test_sympy_reads_the_same_value(node: Node) -> None:
    point = {"x": sympy.Rational(3, 7), "y": sympy.Rational(-5, 3)}
    expected = _value(node, point)
    assume(expected is not None and abs(expected) < 1e6)
    found = sympy.sympify(write_sympy(node), evaluate=False).subs(point)
    assert abs(sympy.N(found, 30) - expected) < 1e-9


def _value(node: Node, point: dict[str, sympy.Expr]) -> sympy.Expr | None:
    """The value by the meaning of each class, worked out number by number; None where there is none."""
    values = [_value(child, point) for child in node.children]
    if any(value is None for value in values):
        return None
    match node:
        case Number(value=value):
            result = sympy.Rational(value)
        case Name(name=name):
            result = point[name]
        case Negative():
            result = -values[0]
        case Sum():
            result = sum(values)
        case Product():
            result = sympy.prod(values)
        case Quotient():
            result = values[0] / values[1] if values[1] else sympy.zoo
        case Power():
            result = values[0] ** values[1]
        case Call(function=function):
            result = _FUNCTIONS[function](values[0])
        case _:
            raise AssertionError(node)
    result = sympy.N(result, 30)
    return result if result.is_finite else None


_FUNCTIONS = {
    **{name: getattr(sympy, name) for name in ("exp", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "ln": sympy.log,
    "arctan": sympy.atan,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "swish": lambda x: x / (1 + sympy.exp(-x)),
}


def test_vectors_inside_an_expression_are_matrices() -> None:
    assert write_sympy(Product((Number(2), Vector((X, X))))) == "2*Matrix([x, x])"
