"""A wide formula in pieces: its own signs, nothing lost, every piece narrow where there is a place to break."""

from __future__ import annotations

import re

import pytest

from calcdrill import load_catalog
from calcdrill.export.anki.breaking import ROOM, STACK, is_wide, lines, pieces
from calcdrill.export.anki.width import width
from calcdrill.expression.notation.latex_templates import print_latex
from calcdrill.expression.read import read
from calcdrill.expression.tree import Text
from calcdrill.generating import take

MADE = re.compile(r"^\{\}|\\begin\{aligned\}&| \\\\ &\{\}|\\end\{aligned\}")


def plain(tex: str) -> str:
    """The formula without what a break puts in or leaves out."""
    bare = re.sub(r"\{([+-]|\\cdot|\\times)\}\\:", r"\1", MADE.sub("", tex))
    return re.sub(r"\\quad|\\ |\s", "", bare)


@pytest.fixture(scope="module")
def formulas() -> list[str]:
    """Formulas of the catalog: to recall, and the answers of one instance of every third exercise."""
    catalog = load_catalog()
    trees = [formula.tree for concept in catalog.concepts.values() for formula in concept.formulas]
    chosen = list(catalog.exercises.values())[::3]
    trees += [problem.answer for exercise in chosen for problem in take(exercise, 0, 1, set())]
    return [print_latex(tree) for tree in trees if not isinstance(tree, Text)]


def test_the_pieces_are_the_formula(formulas: list[str]) -> None:
    wide = [tex for tex in formulas if is_wide(tex)]
    assert len(wide) > 50
    for tex in formulas:
        assert "".join(map(plain, pieces(tex))) == plain(tex)
        assert "".join(plain(piece) for line in lines(tex) for piece in line) == plain(tex)
        assert is_wide(tex) or pieces(tex) == (tex,)


def test_what_is_not_a_table_fits_a_phone(formulas: list[str]) -> None:
    found = [piece for tex in formulas for piece in pieces(tex) if "matrix" not in piece and "cases" not in piece]
    assert len(found) > len(formulas)
    assert [piece for piece in found if width(MADE.sub("", piece)) > STACK and not MADE.search(piece)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y = a + b", ("y = a + b",)),
        (
            "f(x) = x^5 + 2*x^4 - 3*x^3 + 4*x^2",
            (r"f{\left(x\right)}", "= x^{5}", r"{+}\:2x^{4}", r"{-}\:3x^{3}", r"{+}\:4x^{2}"),
        ),
        ("-(x + 1)*(x + 2)*(x + 3)*(x + 4)", None),
    ],
)
def test_a_line_is_broken_before_a_sign(text: str, expected: tuple[str, ...] | None) -> None:
    found = pieces(print_latex(read(text)))
    assert expected is None or found == expected
    assert all(not re.search(r"(?:=|[+-]|\\cdot)$", piece) for piece in found), "no sign stands at the end of a line"


def test_a_list_of_points_has_a_line_for_each() -> None:
    tex = r"x = -2\ \text{(minimum)},\quad x = 0\ \text{(maximum)},\quad x = 2\ \text{(minimum)}"
    assert [line[0].partition(r"\ ")[0] for line in lines(tex)] == ["x = -2", "x = 0", "x = 2"]


def test_what_is_wide_inside_brackets_is_stacked_there() -> None:
    tex = print_latex(read("3*(a*x^5 + b*x^4 + c*x^3 + d*x^2 + a*x + b)*y"))
    stacked = "".join(pieces(tex))
    assert r"\left(\begin{aligned}&a x^{5}" in stacked and r"\\ &{} + " in stacked
    assert all(width(row) <= ROOM + 3 for row in re.split(r" \\\\ &\{\}", stacked))
