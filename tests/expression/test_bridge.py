from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from calcdrill.errors import TaskError, Unsolved
from calcdrill.expression.bridge import (
    DOES_NOT_EXIST,
    from_sympy,
    sympy_integrate,
    sympy_limit,
    sympy_simplify_forms,
    sympy_solve,
    to_sympy,
)
from calcdrill.expression.comparing.equality import Verdict, compare, compare_antiderivative
from calcdrill.expression.limits import check_bounds
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.tree import (
    Apply,
    Call,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Vector,
    size,
)

x, y = sympy.symbols("x y", real=True)

SENT = [
    ("3*x^2 - x/2", 3 * x**2 - x / 2),
    ("x^(2/3)", x ** sympy.Rational(2, 3)),
    ("0.1*x", x / 10),
    ("exp(-x)*ln(x)", sympy.exp(-x) * sympy.log(x)),
    ("log(x, 2)", sympy.log(x) / sympy.log(2)),
    ("sqrt(x^2)", sympy.Abs(x)),
    ("cbrt(-8)", sympy.Integer(-2)),
    ("(-8)^(2/3)", sympy.Integer(4)),
    ("(-8)^(1/3)*x", -2 * x),
    ("arctan(x) + arcsin(y)", sympy.atan(x) + sympy.asin(y)),
    ("sigmoid(x)", 1 / (1 + sympy.exp(-x))),
    ("relu(x)", sympy.Max(0, x)),
    ("softplus(x)", sympy.log(1 + sympy.exp(x))),
    ("max(x, y, 1)", sympy.Max(x, y, 1)),
    ("gcd(12, 18)*x", 6 * x),
    ("factorial(5) + pi + e", 120 + sympy.pi + sympy.E),
    ("x + 1 = y", sympy.Eq(x + 1, y)),
    ("0 < x <= y", sympy.And(sympy.Lt(0, x, evaluate=False), sympy.Le(x, y))),
    ("[x, y]", sympy.Tuple(x, y)),
    ("[[x, 1], [0, y]]", sympy.Matrix([[x, 1], [0, y]])),
    ("f(x)", sympy.Function("f")(x)),
    ("integral(x^2, x, 0, y)", sympy.Integral(x**2, (x, 0, y))),
    ("at(x^2 + y, x = 3)", 9 + y),
    ("limit_above(1/x, x, 0)", sympy.Limit(1 / x, x, 0, "+")),
    ("diff(x^2, x, x)", sympy.Derivative(x**2, x, x)),
]


@pytest.mark.parametrize(("text", "expected"), SENT)
def test_sent(text: str, expected: object) -> None:
    assert to_sympy(read(text)) == expected


def test_the_domain_gives_signs() -> None:
    domain = [read("x > 0"), read("0 >= y"), read("a < b"), read("z >= 2")]
    assert to_sympy(read("sqrt(x^2)"), domain) == sympy.Symbol("x", real=True, positive=True)
    (symbol,) = to_sympy(read("y"), domain).free_symbols
    assert symbol.is_nonpositive and not symbol.is_positive
    assert to_sympy(read("abs(z)"), domain).is_Symbol
    assert to_sympy(read("a"), domain).is_positive is None


BOMBS = ["9^9^9", "2^(10^10)*x", "factorial(1000)", "10^201", "x^1000", "factorial(factorial(5))"]


@pytest.mark.parametrize("text", BOMBS)
def test_bombs_are_refused_before_they_are_built(text: str) -> None:
    parts = {"9^9^9": Power(Number(9), Power(Number(9), Number(9)))}
    try:
        node = parts.get(text) or read(text)
    except Exception:
        node = _unchecked(text)
    with pytest.raises(TaskError):
        to_sympy(node)


def _unchecked(text: str) -> Node:
    """The tree that the reader itself refuses."""
    bombs: dict[str, Node] = {
        "2^(10^10)*x": Product((Power(Number(2), Power(Number(10), Number(10))), Name("x"))),
        "factorial(1000)": Call("factorial", (Number(1000),)),
        "10^201": Power(Number(10), Number(2001)),
        "x^1000": Power(Name("x"), Number(1000)),
        "factorial(factorial(5))": Call("factorial", (Call("factorial", (Number(5),)),)),
    }
    return bombs[text]


@pytest.mark.parametrize("text", ["f'(x)", "1/0", "0^(-1)", "x ~ 3", "gcd(x, 2)"])
def test_no_counterpart(text: str) -> None:
    with pytest.raises(Unsolved):
        to_sympy(read(text))


def test_names_are_names_and_never_code() -> None:
    name = "__import__('os').getcwd()"
    symbol = to_sympy(Name(name))
    assert isinstance(symbol, sympy.Symbol) and from_sympy(symbol) == Name(name)


RETURNED = [
    (sympy.Integer(-3), "-3"),
    (sympy.Rational(-3, 4), "-3/4"),
    (x / 2 - 1, "x/2 - 1"),
    (-2 * x / (3 * y**2), "-2*x/(3*y^2)"),
    (1 / sympy.sqrt(x), "1/sqrt(x)"),
    (sympy.cbrt(2) * x, "cbrt(2)*x"),
    (x ** sympy.Rational(2, 3), "x^(2/3)"),
    (sympy.exp(-x) * sympy.log(x), "exp(-x)*ln(x)"),
    (sympy.E + sympy.pi, "e + pi"),
    (-sympy.oo, "-oo"),
    (sympy.Abs(x) * sympy.sign(y), "abs(x)*sign(y)"),
    (sympy.asinh(x) + sympy.acos(x), "arccos(x) + arsinh(x)"),
    (sympy.Heaviside(x), "(1 + sign(x))/2"),
    (sympy.Max(x, 2), "max(2, x)"),
    (sympy.Piecewise((x, x < 0), (x**2, True)), "piecewise(x, x < 0, x^2)"),
    (sympy.And(x >= 0, x < 1), "0 <= x < 1"),
    (sympy.Eq(x, y), "x = y"),
    (sympy.Matrix([[x, 1], [0, y]]), "[[x, 1], [0, y]]"),
    ((x, 2, Fraction(1, 2)), "(x, 2, 1/2)"),
]


@pytest.mark.parametrize(("expr", "printed"), RETURNED)
def test_returned(expr: object, printed: str) -> None:
    assert write_text(from_sympy(expr)) == printed


REFUSED = [
    sympy.nan,
    sympy.zoo,
    sympy.I * x,
    sympy.Float(0.5),
    sympy.Function("f")(x),
    sympy.Integral(sympy.exp(-(x**2)), x),
    sympy.Derivative(sympy.Function("f")(x), x),
    sympy.DiracDelta(x),
    sympy.Heaviside(x, 0),
    sympy.Si(x),
    sympy.gamma(x),
    sympy.sqrt(-2),
    (-1) ** sympy.Rational(1, 3),
    sympy.CRootOf(x**5 - x + 1, 0),
    sympy.Order(x),
    sympy.Or(x < 0, x > 1),
    sympy.S.Reals,
    "x + 1",
    0.5,
    None,
]


@pytest.mark.parametrize("expr", REFUSED, ids=str)
def test_refused(expr: object) -> None:
    with pytest.raises(Unsolved):
        from_sympy(expr)


def test_long_results_are_refused() -> None:
    with pytest.raises(Unsolved, match="too long"):
        from_sympy(sympy.expand((x + y + 1) ** 40))


_FUNCTIONS = ["exp", "ln", "sqrt", "cbrt", "sin", "arctan", "abs", "sign", "tanh", "sigmoid", "relu"]
_LEAVES = st.sampled_from(["x", "x", "y", "2", "3", "1/2", "pi"]).map(read)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.tuples(inner, inner)
    exponents = st.sampled_from(["2", "3", "-1", "1/2", "1/3", "-2/3"]).map(read)
    functions = st.sampled_from(_FUNCTIONS)
    return st.one_of(
        pairs.map(Sum),
        pairs.map(Product),
        inner.map(Negative),
        st.builds(Quotient, inner, inner),
        st.builds(Power, inner, exponents),
        st.builds(lambda name, argument: Call(name, (argument,)), functions, inner),
    )


@settings(max_examples=80, deadline=None)
@given(st.recursive(_LEAVES, _grown, max_leaves=6))
def test_there_and_back_the_value_stays(node: Node) -> None:
    if check_bounds(node) is not None or size(node) > 25:
        return
    try:
        back = from_sympy(to_sympy(node))
    except Unsolved:  # 1/0, a root of a negative number
        return
    assert compare(node, back).verdict is not Verdict.DIFFERENT, (write_text(node), write_text(back))


@pytest.mark.parametrize(
    ("integrand", "printed"),
    [
        ("x^2*exp(x)", "(x^2 - 2*x + 2)*exp(x)"),
        ("1/x", "ln(abs(x))"),
        ("ln(x)/x", "ln(x)^2/2"),
        ("x^n", "x^(n + 1)/(n + 1)"),
        ("sin(x)^2", "x/2 - sin(x)*cos(x)/2"),
        ("tan(x)", "-ln(abs(cos(x)))"),
        ("exp(-x^2)", "sqrt(pi)*erf(x)/2"),
        ("a*x", "a*x^2/2"),
    ],
)
def test_antiderivatives(integrand: str, printed: str) -> None:
    found = sympy_integrate(read(integrand), "x")
    assert write_text(found) == printed
    assert compare_antiderivative(found, sympy_integral(integrand), "x").verdict is not Verdict.DIFFERENT


def sympy_integral(integrand: str) -> Node:
    return read(f"integral({integrand}, x)")


def test_definite_integrals() -> None:
    assert write_text(sympy_integrate(read("exp(-x^2)"), "x", read("-oo"), read("oo"))) == "sqrt(pi)"
    assert write_text(sympy_integrate(read("x^2"), "x", Number(0), Name("a"))) == "a^3/3"
    assert write_text(sympy_integrate(read("3"), "x", Number(0), Number(2))) == "6"
    assert write_text(sympy_integrate(read("1/x^2"), "x", Number(1), Name("oo"))) == "1"
    positive = [read("s > 0")]
    found = sympy_integrate(read("exp(-x^2/(2*s^2))"), "x", read("-oo"), read("oo"), positive)
    assert compare(found, read("sqrt(2*pi)*s"), tuple(positive)).verdict is Verdict.EQUAL
    for integrand in ("sin(x)/x", "x^x"):
        with pytest.raises(Unsolved):
            sympy_integrate(read(integrand), "x")


SOLVED = [
    (["x^2 - 2"], "x", [("-sqrt(2)",), ("sqrt(2)",)]),
    (["x^3 = 1"], "x", [("1",)]),
    (["x^2 + 1"], "x", []),
    (["x^2 + 1", "y"], "xy", []),
    (["exp(x) = 2"], "x", [("ln(2)",)]),
    (["x*exp(-x^2/2)"], "x", [("0",)]),
    (["x + y = 3", "x*y = 2"], "xy", [("1", "2"), ("2", "1")]),
    (["4*x^3 - 4*y", "4*y^3 - 4*x"], "xy", [("-1", "-1"), ("0", "0"), ("1", "1")]),
    (["exp(-x^2 - y^2)*(1 - 2*x^2)", "x*y"], "xy", [("-sqrt(2)/2", "0"), ("sqrt(2)/2", "0")]),
    (["x = 1", "x = 2"], "x", []),
]


@pytest.mark.parametrize(("equations", "variables", "expected"), SOLVED)
def test_solved(equations: list[str], variables: str, expected: list[tuple[str, ...]]) -> None:
    found = sympy_solve([read(equation) for equation in equations], list(variables))
    assert [tuple(map(write_text, point)) for point in found] == expected


@pytest.mark.parametrize(
    ("equations", "variables"),
    [(["x^5 - x + 1"], "x"), (["sin(x)"], "x"), (["x + y"], "xy"), (["x < 1"], "x"), (["sin(x)", "y"], "xy"),
     (["x^5 - x + 1 - y", "y"], "xy"), (["x = x"], "x"), (["cos(x) = x"], "x")],
)  # fmt: skip
def test_not_solved_is_said_and_never_an_empty_answer(equations: list[str], variables: str) -> None:
    with pytest.raises(Unsolved):
        sympy_solve([read(equation) for equation in equations], list(variables))


@pytest.mark.parametrize(
    ("body", "to", "side", "expected"),
    [
        ("sin(x)/x", "0", "", "1"),
        ("(x^2 - 1)/(x - 1)", "1", "", "2"),
        ("(1 + 1/x)^x", "oo", "", "e"),
        ("x*exp(-x)", "oo", "", "0"),
        ("1/x^2", "0", "", "oo"),
        ("abs(x)/x", "0", "-", "-1"),
        ("(exp(a*x) - 1)/x", "0", "", "a"),
    ],
)
def test_limits(body: str, to: str, side: str, expected: str) -> None:
    assert write_text(sympy_limit(read(body), "x", read(to), side)) == expected


def test_a_parameter_needs_a_domain_to_divide_by_it() -> None:
    equation = read("a*x = 1")
    assert sympy_solve([equation], ["x"], [read("a > 0")]) == ((read("1/a"),),)
    with pytest.raises(Unsolved):
        sympy_solve([equation], ["x"])


NO_LIMIT = [("abs(x)/x", "0"), ("1/x", "0"), ("sin(1/x)", "0"), ("sin(x)", "oo")]


@pytest.mark.parametrize(("body", "to"), NO_LIMIT)
def test_limits_that_do_not_exist(body: str, to: str) -> None:
    assert sympy_limit(read(body), "x", read(to)) == DOES_NOT_EXIST


def test_other_forms_are_equal_and_short_ones_come_first() -> None:
    node = read("sin(x)*cos(x)*2/(1 - sin(x)^2)")
    forms = sympy_simplify_forms(node)
    assert write_text(forms[0]) == "2*tan(x)"
    assert [size(form) for form in forms] == sorted(size(form) for form in forms)
    assert all(compare(node, form).verdict is Verdict.EQUAL for form in forms)


def test_a_form_that_is_defined_elsewhere_is_left_out() -> None:
    node = read("(x^2 - 1)/(x - 1)")
    assert read("x + 1") not in sympy_simplify_forms(node)


def test_branches_and_lists() -> None:
    condition = Relation((Name("x"), Number(0)), ("<",))
    node = Piecewise(((Negative(Name("x")), condition),), Name("x"))
    assert from_sympy(to_sympy(node)) == node
    assert from_sympy(to_sympy(Vector((Name("x"), Number(1))))) == Vector((Name("x"), Number(1)))
    assert from_sympy(to_sympy(Matrix(((Name("x"),),)))) == Matrix(((Name("x"),),))
    assert isinstance(to_sympy(Apply("g", (Name("x"),))), sympy.core.function.AppliedUndef)
