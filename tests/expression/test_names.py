"""How names are spelled, and which trees are printed alike."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from calcdrill.errors import Unwritable
from calcdrill.expression.names import Spelling, spell
from calcdrill.expression.notation.digits import decimal_digits
from calcdrill.expression.notation.normal import canonical_name, fold_quotes, normal_form
from calcdrill.expression.read import read
from calcdrill.expression.tree import (
    Call,
    Name,
    Node,
    Number,
    Points,
    Power,
    Quotient,
    free_variables,
    has_variables,
)
from strategies import nodes


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("x", Spelling("x")),
        ("x1", Spelling("x", "", ("1",))),
        ("x_1", Spelling("x", "", ("1",))),
        ("x12", Spelling("x", "", ("12",))),
        ("w_old", Spelling("w", "", ("old",))),
        ("y_hat", Spelling("y", "hat")),
        ("y1_hat", Spelling("y", "hat", ("1",))),
        ("y_hat_1", Spelling("y", "hat", ("1",))),
        ("x_i_j", Spelling("x", "", ("i", "j"))),
        ("theta_1", Spelling("theta", "", ("1",))),
        ("hat", Spelling("hat")),
        ("y_hat_bar", Spelling("y", "", ("hat", "bar"))),
        ("Γ", Spelling("Gamma")),
        ("_x", Spelling("_x")),
        ("x_", Spelling("x_")),
        ("x1y", Spelling("x1y")),
    ],
)
def test_spelling(name: str, spelling: Spelling) -> None:
    assert spell(name) == spelling
    assert spell(spelling.name) == spelling


@pytest.mark.parametrize("name", ["", "1x", "x y", "x+y", "x'", "\\x", "x}", "<b>"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(Unwritable, match="is no name"):
        spell(name)


def test_names_spelled_alike_are_one() -> None:
    assert canonical_name("x_1") == canonical_name("x1") == "x1"
    assert canonical_name("w_old") == "w_old"


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        (2, "2.0"),
        (0, "0.0"),
        (Fraction(1, 4), "0.25"),
        (Fraction(1, 40), "0.025"),
        (Fraction(123, 50), "2.46"),
        (Fraction(1, 3), None),
        (Fraction(7, 30), None),
    ],
)
def test_decimals(value: int | Fraction, digits: str | None) -> None:
    assert decimal_digits(value) == digits


@pytest.mark.parametrize(
    ("node", "form"),
    [
        (Quotient(Number(3), Number(4)), Number(Fraction(3, 4))),
        (Quotient(Number(6), Number(4)), Quotient(Number(6), Number(4))),
        (Quotient(Number(3), Number(1)), Quotient(Number(3), Number(1))),
        (Quotient(Number(3, decimal=True), Number(4)), Quotient(Number(3, decimal=True), Number(4))),
        (Power(Name("e"), Name("x")), Call("exp", (Name("x"),))),
        (Number(Fraction(1, 3), decimal=True), Number(Fraction(1, 3))),
        (Number(Fraction(1, 4), decimal=True), Number(Fraction(1, 4), decimal=True)),
        (Name("x_1"), Name("x1")),
        (Points(("x",), ()), Points((), ())),
    ],
)
def test_normal_form(node: Node, form: Node) -> None:
    assert normal_form(node) == form


@given(nodes())
def test_a_normal_form_is_its_own(node: Node) -> None:
    form = normal_form(node)
    assert normal_form(form) == form


def test_a_tree_in_normal_form_is_not_copied() -> None:
    tree = read("exp(3*x^2 - x)*(6*x - 1)")
    assert normal_form(tree) is tree


def test_quotes() -> None:
    assert fold_quotes('the "slope" of "f') == "the “slope” of ”f"


@given(nodes())
def test_a_variable_is_there_if_one_is_free(node: Node) -> None:
    assert has_variables(node) == bool(free_variables(node))
    assert not has_variables(node, free_variables(node) | {"pi", "e", "oo"})
