from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcdrill.expression.exact import exact_value
from calcdrill.expression.instantiate import Plan, instantiate
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from calcdrill.expression.tree import Name, Negative, Node, Number, Quotient, Sum, number, substitute

CASES = [
    # template, parameters, what is printed
    ("a*x^2 + b*x", {"a": 1, "b": -3}, "x^2 - 3*x"),
    ("a*x^2 + b*x", {"a": 0, "b": -3}, "-3*x"),
    ("piecewise(sin(x), s = 1, a*x, s = 2, cos(x))", {"s": 1, "a": 1}, "sin(x)"),
    ("piecewise(sin(x), s = 1, a*x, s = 2, cos(x))", {"s": 2, "a": 1}, "x"),
    ("3*piecewise(sin(x), s = 1, a*x, s = 2, cos(x))^2", {"s": 3, "a": 1}, "3*cos(x)^2"),
    ("piecewise(a, x < s, b)", {"s": 3, "a": 1, "b": 2}, "piecewise(1, x < 3, 2)"),
    ("a*x^2 + b*x", {"a": 0, "b": 0}, "0"),
    ("x^2 + a", {"a": -4}, "x^2 - 4"),
    ("(a*x)^2", {"a": 2}, "(2*x)^2"),
    ("x^(n - 1)", {"n": 3}, "x^2"),
    ("x^(n - 1)", {"n": 2}, "x"),
    ("x^(-a)", {"a": 2}, "x^(-2)"),
    ("x^a", {"a": 1}, "x"),
    ("x^a", {"a": 0}, "1"),
    ("a^x", {"a": 2}, "2^x"),
    ("a^b", {"a": 2, "b": 3}, "8"),
    ("a*b*x", {"a": 2, "b": 3}, "6*x"),
    ("x*a", {"a": 3}, "3*x"),
    ("x*a", {"a": -1}, "-x"),
    ("a*x*y", {"a": -2}, "-2*x*y"),
    ("3*a*x", {"a": -2}, "-6*x"),
    ("x*(-y)*a", {"a": -2}, "-2*x*(-y)"),
    ("2*x*a", {"a": 3}, "6*x"),
    ("a*x*x", {"a": 0}, "0"),
    ("-a*x", {"a": -2}, "2*x"),
    ("x - b", {"b": -3}, "x + 3"),
    ("a + x + b", {"a": 2, "b": 3}, "5 + x"),
    ("x/a", {"a": 1}, "x"),
    ("x/a", {"a": -1}, "-x"),
    ("3/(a*x)", {"a": 3}, "1/x"),
    ("a/6", {"a": 4}, "2/3"),
    ("a*x/b", {"a": 4, "b": 6}, "2*x/3"),
    ("a*x/b", {"a": -4, "b": 2}, "-2*x"),
    ("(x - a)^2/b", {"a": 0, "b": 1}, "x^2"),
    ("a*(x + b)", {"a": -2, "b": 1}, "-2*(x + 1)"),
    ("exp(a*x + b)", {"a": 1, "b": 0}, "exp(x)"),
    ("exp(a*x^2 - x)", {"a": -1}, "exp(-x^2 - x)"),
    ("sqrt(a)*x", {"a": 4}, "2*x"),
    ("sqrt(a)*x", {"a": 5}, "sqrt(5)*x"),
    ("a*sin(b*x)", {"a": -1, "b": -1}, "-sin(-x)"),
    ("a*x = b", {"a": 1, "b": 2}, "x = 2"),
    ("[a*x, b + 1]", {"a": 1, "b": 2}, "(x, 3)"),
]


@pytest.mark.parametrize(("template", "values", "printed"), CASES)
def test_cleaned_where_a_parameter_was(template: str, values: dict[str, int], printed: str) -> None:
    found = instantiate(read(template), {name: number(value) for name, value in values.items()})
    assert write_text(found) == printed


@pytest.mark.parametrize("template", ["x/x", "x^1", "1*x + 0", "2*3*x", "-(-x)", "x^0", "(2*x)^2", "exp(ln(x))"])
def test_what_no_parameter_touches_stays_the_same_object(template: str) -> None:
    node = read(f"{template} + a")
    assert isinstance(node, Sum)
    found = instantiate(node, {"a": Number(1)})
    assert isinstance(found, Sum)
    assert all(new is old for new, old in zip(found.terms[:-1], node.terms, strict=False))
    assert instantiate(node, {"b": Number(1)}) is node


def test_what_stands_twice_is_worked_out_once() -> None:
    plan = Plan(("a", "b"))
    places = [plan.place(read(text)) for text in ("sin(a*x + b)", "c*sin(a*x + b)", "x^2", "sin(a*x + b)", "b")]
    made = plan.worked_out({"a": Number(2), "b": Number(0)})
    assert [None if place is None else write_text(made[place]) for place in places] == [
        "sin(2*x)",
        "c*sin(2*x)",
        None,
        "sin(2*x)",
        "0",
    ]
    assert places[0] == places[3]
    assert len(made) == len({"a", "b", "a*x", "a*x + b", "sin(a*x + b)", "c*sin(a*x + b)"})


def test_numbers_keep_their_notation() -> None:
    tenth, half = Number(Fraction(1, 10), decimal=True), Quotient(Number(1), Number(2))
    assert write_text(instantiate(read("x - a*y"), {"a": tenth})) == "x - 0.1*y"
    assert write_text(instantiate(read("2*a*x"), {"a": tenth})) == "0.2*x"
    assert write_text(instantiate(read("a*x/3"), {"a": tenth})) == "x/30"
    assert write_text(instantiate(read("a*x^2"), {"a": half})) == "x^2/2"
    assert write_text(instantiate(read("a*x^2"), {"a": Negative(half)})) == "-x^2/2"
    assert write_text(instantiate(read("x/a"), {"a": half})) == "2*x"


def test_a_tree_for_a_parameter() -> None:
    values = {"u": read("x + 1")}
    assert write_text(instantiate(read("u^2 + u"), values)) == "(x + 1)^2 + x + 1"
    assert write_text(instantiate(read("3*u"), values)) == "3*(x + 1)"


def test_a_division_by_zero_stays_in_sight() -> None:
    values: dict[str, Node] = {"a": Number(2), "b": Number(2)}
    assert instantiate(read("x/(a - b)"), values) == Quotient(Name("x"), Number(0))
    assert write_text(instantiate(read("(a - b)/(a - b)"), values)) == "0/0"
    assert write_text(instantiate(read("(a - b)^(a - b)"), values)) == "0^0"


_TEMPLATES = [template for template, _, _ in CASES if "=" not in template and "[" not in template] + [
    "(a*x + b)/(c*x + d)",
    "a/(b*x^c)",
    "-(a*x - b)*(c - d*x)",
    "a*x^b*(c + d)^2/6",
    "(-a)^2*x^c/(-b)",
    "x^a/(b - c*x) - d",
    "a - b - c - d*x",
    "a*b/(c*d)*x",
    "-(-(a*x))",
    "abs(a - b)*x + max(c, d)",
]
_SMALL = st.one_of(st.integers(-4, 4), st.fractions(-3, 3, max_denominator=4))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_TEMPLATES), st.fixed_dictionaries(dict.fromkeys("abcdn", _SMALL)))
def test_the_value_is_kept(template: str, values: dict[str, Fraction]) -> None:
    trees = {name: number(value) for name, value in values.items()}
    plain, found = substitute(read(template), trees), instantiate(read(template), trees)
    for point in (Fraction(3, 7), Fraction(-5, 2), Fraction(4)):
        expected = exact_value(plain, {"x": point})
        if expected is not None:
            assert exact_value(found, {"x": point}) == expected


def test_hold_puts_numbers_in_and_works_nothing_out():
    values = {"a": read("-2"), "b": read("0.5"), "c": read("1")}
    for template, wanted in [
        ("hold(1 - b*3)", "1 - 0.5*3"),
        ("hold(c*x + (1 - c)*a)", "1*x + (1 - 1)*(-2)"),
        ("[hold(a*b), a*b]", "((-2)*0.5, -1)"),
        ("2 + hold(6*a/(6*c))", "2 + 6*(-2)/(6*1)"),
        ("hold(x + 1)", "x + 1"),
        ("hold(piecewise(2*b, c = 2, 6*b)*a)", "3*(-2)"),
    ]:
        assert write_text(instantiate(read(template), values)) == wanted
    assert instantiate(read("hold(x/x)"), {}) == read("x/x")
