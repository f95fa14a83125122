"""Tree → words: known sentences, every node class, and no two trees that sound alike."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calcdrill.errors import Unwritable
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.speech import speak_prose, write_speech
from calcdrill.expression.notation.speech_parts import SPEAKERS
from calcdrill.expression.notation.speech_words import ENGLISH
from calcdrill.expression.read import read, read_prose
from calcdrill.expression.tree import Call, Name, Negative, Node, Number, Points, Sum, Text, transform
from expression.small_trees import node_classes, small_trees
from strategies import nodes

SENTENCES = {
    "3*x^3 - x + 1": "3 x cubed minus x plus 1",
    "(-8*x - 5)/(x^2 + 4)": "the fraction negative 8 x minus 5, over x squared plus 4, end fraction",
    "exp(-9*x^2/2)": "e to the power negative the fraction 9 x squared, over 2, end fraction, end power",
    "exp(-9*x)^2/2": "the fraction open bracket e to the power negative 9 x, end power close bracket squared, over 2, "
    "end fraction",
    "(2*x)^2": "open bracket 2 x close bracket squared",
    "2*(x + 1)": "2 times open bracket x plus 1 close bracket",
    "(3/4)*x": "the fraction 3, over 4, end fraction times x",
    "sin(x)^2": "sine squared of x",
    "sin(x^2)": "sine of open bracket x squared close bracket",
    "ln(x)": "the natural logarithm of x",
    "log(x, 2)": "the logarithm to base 2 of x",
    "sqrt(x)": "the square root of x, end root",
    "sqrt(x + 1)": "the square root of x plus 1, end root",
    "abs(x - 1)": "the absolute value of x minus 1, end absolute value",
    "x_1*W": "x sub 1 capital W",
    "y_hat": "y hat",
    "f''(2)": "f double prime of 2",
    "f(x, y)": "f of open bracket x comma y close bracket",
    "x >= 0": "x is greater than or equal to 0",
    "[1, -2]": "the vector 1, negative 2, end vector",
    "[[1, 2], [3, 4]]": "the 2 by 2 matrix, row 1: 1, 2; row 2: 3, 4; end matrix",
    "diff(x^2, x)": "the derivative of x squared with respect to x, end derivative",
    "partial(f(x, y), x, y)": "the partial derivative of f of open bracket x comma y close bracket with respect to x "
    "then y, end derivative",
    "integral(x^2, x, 0, oo)": "the integral from 0 to infinity of x squared with respect to x, end integral",
    "limit_below(1/x, x, 0)": "the limit as x approaches 0 from below of the fraction 1, over x, end fraction, "
    "end limit",
    "at(x^2, x = 2)": "the value of x squared at x equals 2, end value",
    "piecewise(x, x > 0, 0)": "the cases x if x is greater than 0; 0 otherwise; end cases",
    "{(x, y) = (0, 0): saddle}": "x equals 0, y equals 0, a saddle point",
    "transpose(A*B)": "open bracket capital A capital B close bracket transposed",
    "dot(grad(f), u)": "the dot product of the gradient of f, end gradient and u, end product",
    "norm(v)": "the norm of v, end norm",
    "KL(p, q)": "the KL divergence of p from q, end divergence",
    "0.25": "0.25",
    "exp(-x) + C": "e to the power negative x, end power plus capital C",
    "15*z/4": "the fraction 15 z, over 4, end fraction",
    "(15/4)*z": "the fraction 15, over 4, end fraction times z",
    "sqrt(x) - 9*x": "the square root of x, end root minus 9 x",
    "diff(w^4, w, w)": "the second derivative of w to the power 4 with respect to w, end derivative",
    "partial(w^4, w, w, w)": "the third partial derivative of w to the power 4 with respect to w, end derivative",
}


@pytest.mark.parametrize("text", SENTENCES)
def test_known_sentences(text: str) -> None:
    assert write_speech(read(text)) == SENTENCES[text]


def test_every_class_and_function_has_words() -> None:
    assert set(SPEAKERS) == set(node_classes())
    for name, function in FUNCTIONS.items():
        assert write_speech(Call(name, tuple(Name(letter) for letter in "xyz"[: max(function.least, 1)])))


def test_every_word_of_the_table_is_used_as_a_template() -> None:
    for template in ENGLISH.values():
        assert template.format("a", "b", "c", "d")


@dataclass(frozen=True, slots=True)
class Strange(Node):
    pass


def test_an_unknown_node_is_refused_also_deep_inside() -> None:
    with pytest.raises(Unwritable, match="Strange"):
        write_speech(Sum((Number(1), Negative(Strange()))))


def test_no_two_small_trees_sound_alike() -> None:
    seen: dict[str, Node] = {}
    for node in small_trees():
        normal = normal_form(node)
        assert seen.setdefault(write_speech(node), normal) == normal, write_speech(node)
    assert len(seen) > 5_000


def without_words(node: Node) -> Node:
    """Words of a text may say anything, also what a formula sounds like; typeless points are a set of vectors."""
    return transform(node, lambda inner: Name("u") if isinstance(inner, (Text, Points)) else inner)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(nodes(max_leaves=5), min_size=40, max_size=80))
def test_no_two_random_trees_sound_alike(found: list[Node]) -> None:
    seen: dict[str, Node] = {}
    for node in map(without_words, found):
        spoken, normal = write_speech(node), normal_form(node)
        assert seen.setdefault(spoken, normal) == normal, spoken


def test_prose_is_spoken_with_its_formulas() -> None:
    assert speak_prose(read_prose("Differentiate `x^2` by `x`.")) == "Differentiate x squared by x."
