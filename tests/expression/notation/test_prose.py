"""A sentence in several notations."""

from __future__ import annotations

import pytest

from calcdrill.errors import Unwritable
from calcdrill.expression.notation.prose import prose_latex, prose_text, write_prose
from calcdrill.expression.read import read_prose
from calcdrill.expression.tree import Name, Text


def test_a_sentence_in_every_notation() -> None:
    prose = read_prose("Set 50 % & differentiate `x1^2 < 3` by `x1`.")
    assert prose_text(prose) == "Set 50 % & differentiate x1^2 < 3 by x1."
    assert prose_latex(prose) == r"Set 50 \% \& differentiate $x_{1}^{2} < 3$ by $x_{1}$."
    assert write_prose(prose, lambda node: "#", str.upper) == "SET 50 % & DIFFERENTIATE # BY #."


def test_words_of_the_tree_need_no_maths_mode() -> None:
    prose = ("It is ", Text("a_b & c"), ".")
    assert prose_text(prose) == "It is a_b & c."
    assert prose_latex(prose) == r"It is a\_b \& c."


def test_line_breaks_are_spaces_and_control_characters_are_refused() -> None:
    assert prose_latex(("one\ntwo ", Name("x"))) == "one two $x$"
    with pytest.raises(Unwritable):
        prose_latex(("bell\x07",))


def test_nothing_is_nothing() -> None:
    assert prose_text(()) == prose_latex(()) == ""
