"""Formulas that differ in their numbers alone are filled into one template, and are what the writer writes."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from calcdrill.errors import ReadError
from calcdrill.expression.notation import latex_templates
from calcdrill.expression.notation.flat import flatten
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.latex_templates import forget, print_latex, round_trips
from calcdrill.expression.notation.read_back import reads_back, template_of
from calcdrill.expression.read import read
from calcdrill.expression.tree import (
    At,
    Call,
    Derivative,
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
    Text,
    Vector,
    transform,
    walk,
)
from strategies import CONTEXTS, SAMPLES

SOURCES = ("3*x^2 - 4", "1/2 + x", "0.5*x", "x1 + 2", "exp(2*x)", "(2*x)^3", "cbrt(x) + 3", "int(x^2, x, 2, 3)")


@pytest.fixture(autouse=True)
def no_memory() -> None:
    forget()


def with_sevens(tree: Node) -> Node:
    return transform(tree, lambda node: Number(7) if node in (Number(2), Number(3)) else node)


@pytest.mark.parametrize("source", SOURCES)
def test_formulas_that_differ_in_their_numbers_alone_are_told_apart(source: str) -> None:
    tree = read(source)
    other = with_sevens(tree)
    for one, two in ((tree, tree), (tree, other), (other, tree)):
        template = template_of(flatten(one), write_latex(two))
        assert (template is not None) == reads_back(one, write_latex(two)) == (one == two)


def test_a_template_says_nothing_but_its_form() -> None:
    half = flatten(Number(Fraction(1, 2)))
    assert template_of(half, r"\frac{1}{2}") and not template_of(half, r"\frac{1}{3}") and not template_of(half, "0.5")
    assert not template_of(flatten(read("0.5*x")), r"\frac{1}{2}x")
    assert not template_of(flatten(read("x1 + 2")), "x_{2} + 2")
    assert not template_of(flatten(read("(2*x)^2")), "2x^{2}")
    assert not template_of(flatten(read("x")), "x +")


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_filled_in_is_what_would_be_written(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = read(source)
    other = with_sevens(tree)
    assert round_trips(tree, set())
    written = write_latex(other)
    monkeypatch.setattr(latex_templates, "write_latex", None)
    assert print_latex(other) == written
    assert round_trips(other, set())


NUMBERS = (
    *(Number(value) for value in (2, 0, 1, 13, Fraction(1, 2), Fraction(4, 1), Fraction(1, 1), Fraction(0, 1))),
    *(Number(Fraction(value), decimal=True) for value in ("0.25", "1", "0", "1/3")),
    *(Quotient(Number(1), Number(2)), Name("whole"), Name("fraction")),
)


def test_numbers_that_are_written_otherwise_have_other_templates() -> None:
    assert CONTEXTS
    for outer, inner in product(CONTEXTS, repeat=2):
        forget()
        for number in NUMBERS:
            tree = outer(inner(number))
            assert round_trips(tree, set()), tree
            assert print_latex(tree) == write_latex(tree), tree


X, LINE, ZERO_POINT = Name("x"), read("2*x - 1"), Number(Fraction(0), decimal=True)
FRAMED = (
    Relation((read("f(x)"), LINE), ("=",)),
    Relation((read("f(x)"), Relation((X, LINE), ("<",))), ("=",)),
    Relation((Vector((X, LINE)), Matrix(((X, LINE), (LINE, X))), Vector((LINE,))), ("=", "~")),
    Derivative(Vector((LINE, Call("abs", (LINE,)))), ("x", "y", "y"), True),
    At(Derivative(LINE, ("x",)), (("x", Number(3)), ("y", ZERO_POINT))),
    At(At(Call("abs", (LINE,)), (("x", ZERO_POINT),)), (("y", Negative(Number(Fraction(1, 2)))),)),
    Matrix(((Derivative(LINE, ("x",)),),)),
    Vector(tuple(Sum((X, Number(place))) for place in range(20))),
)


@pytest.mark.parametrize("tree", FRAMED, ids=write_latex)
def test_what_is_enclosed_is_filled_into_its_frame(tree: Node) -> None:
    for one in (tree, with_sevens(tree), transform(tree, lambda node: X if node == LINE else node)):
        assert round_trips(one, set())
        assert print_latex(one) == write_latex(one)
        assert reads_back(one, print_latex(one))


def test_a_formula_is_no_better_than_what_is_enclosed(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = LINE.children[0]
    monkeypatch.setattr(latex_templates, "write_latex", lambda node: write_latex(X if node == twice else node))
    known: set[int] = set()
    for tree in (LINE, Quotient(X, LINE), *FRAMED[:1], *FRAMED[2:5]):
        assert not round_trips(tree, known)
    assert not known & {id(twice), id(LINE), *map(id, FRAMED)}


def test_what_is_known_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known: set[int] = set()
    assert round_trips(FRAMED[0], known)
    monkeypatch.setattr(latex_templates, "_new_template", None)
    assert round_trips(FRAMED[0], known) and round_trips(LINE, known)


PUT_TOGETHER = (
    "3*x^2 - 4*x + 1/2",
    "-x - sin(2*x)/(x + 5)",
    "(-x + 1)/(3*x - 2)",
    "2/3 + 5/(0.5*x)",
    "diff(x^2 + 2*x, x) - diff(3*x, x)",
)


@pytest.mark.parametrize("source", PUT_TOGETHER)
def test_a_sum_or_a_fraction_is_what_its_parts_are(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its terms are known, and sums and fractions of such a frame: nothing is written, and it is what is written."""
    tree = read(source)
    written = write_latex(tree)
    assert reads_back(tree, written)
    assert round_trips(transform(tree, lambda node: Number(5) if type(node) is Number else node), set())
    for part in walk(tree):
        if type(part) not in (Sum, Quotient):
            assert round_trips(part, set())
    monkeypatch.setattr(latex_templates, "write_latex", None)
    assert round_trips(tree, set())
    assert print_latex(tree) == written


def test_a_product_is_known_whatever_stands_in_its_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    other = read("7*(cos(x) - x^3)*exp(-x)")
    for tree in (read("2*(x^2 - 3*y)*exp(x*y)"), *(part for part in walk(other) if type(part) is not Product)):
        assert round_trips(tree, set())
    written = write_latex(other)
    monkeypatch.setattr(latex_templates, "write_latex", None)
    assert round_trips(other, set())
    assert print_latex(other) == written


NOT_AS_ALONE = (
    Sum((X, Sum((X, Number(2))))),
    Sum((X, Negative(Negative(X)))),
    Sum((X, Negative(Sum((X, Number(2)))))),
    Sum((Piecewise(((X, Relation((X, ZERO_POINT), (">",))),), X), X)),
    Quotient(Number(3), Number(4)),
)


@pytest.mark.parametrize("tree", NOT_AS_ALONE, ids=write_latex)
def test_what_needs_a_bracket_or_may_be_one_number_is_looked_at_whole(tree: Node) -> None:
    parts: list[Node] = []
    latex_templates._form(tree, parts)
    assert parts == []


def test_trees_that_are_printed_alike_have_templates_too() -> None:
    for tree in (
        Sum((Name("w_1"), Number(2))),
        Product((Number(3), Power(Name("e"), Sum((X, Number(2)))))),
        Piecewise(((LINE, Relation((X, Number(3)), (">",))), (Number(4), Text("otherwise")))),
        Sum((Quotient(Number(3), Number(4)), Number(Fraction(2, 5)), Quotient(Number(6), Number(4)))),
    ):
        assert round_trips(tree, set()) and latex_templates._TEMPLATES
        for one in (tree, with_sevens(tree)):
            assert print_latex(one) == write_latex(one)
        forget()


def test_every_form_in_every_place_is_printed_as_it_is_written() -> None:
    trees = [place(sample) for place in CONTEXTS for sample in SAMPLES]
    assert trees
    assert all(round_trips(tree, set()) for tree in trees)
    for tree in trees:
        assert print_latex(tree) == write_latex(tree)


def test_signs_of_texts_are_kept() -> None:
    tree = Product((Number(2), Text("50 % of {x}")))
    assert print_latex(tree) == write_latex(tree)
    assert round_trips(tree, set()) and print_latex(tree) == write_latex(tree)


def test_a_text_that_says_something_else_is_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latex_templates, "write_latex", lambda node: "x + 2")
    assert not round_trips(read("x + 3"), set())
    assert print_latex(read("x + 3")) == "x + 2"
    monkeypatch.setattr(latex_templates, "write_latex", lambda node: "x +")
    with pytest.raises(ReadError):
        round_trips(read("x + 3"), set())


def test_templates_are_thrown_away_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latex_templates, "_MOST", 3)
    for source in ("x + 2", "x - 2", "y + 2", "y - 2", "x*y"):
        assert round_trips(read(source), set())
    assert 0 < len(latex_templates._TEMPLATES) <= 3
