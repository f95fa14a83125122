"""The Unicode writer: one line, blocks, unknown nodes, nothing lost on the way."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from calcdrill.errors import Unwritable
from calcdrill.expression import tree
from calcdrill.expression.notation.boxes import width_of
from calcdrill.expression.notation.unicode import needs_block, write_unicode, write_unicode_block
from calcdrill.expression.read import read
from calcdrill.expression.read_typed import read_typed
from calcdrill.expression.tree import Name, Node, Number, Product, Sum

LINES = {
    "(6*x-1)*exp(3*x^2-x)": "(6x − 1)·e^(3x² − x)",
    "x^2*y + 3*x*y - 1/2*x": "x²y + 3xy − (1/2)·x",
    "-3*x^2 + x - 1": "−3x² + x − 1",
    "1-(1-x)-(2+x)": "1 − (1 − x) − (2 + x)",
    "(x^2+1)/(x-1)^2 + 1": "(x² + 1)/(x − 1)² + 1",
    "sin(x)^2*cos(x)": "sin²(x)·cos(x)",
    "ln(x)^2": "(ln(x))²",
    "(-x)^2": "(−x)²",
    "-x^2": "−x²",
    "(x^2)^3": "(x²)³",
    "2^(x^2)": "2^(x²)",
    "x^(-1)": "x⁻¹",
    "x^(1/2)": "x^(1/2)",
    "2*3*x": "2·3x",
    "x*(x+1)": "x·(x + 1)",
    "x*x + A*A": "x·x + AA",
    "a/(b/c)": "a/(b/c)",
    "a/(b*c)": "a/(bc)",
    "sqrt(x+1) + sqrt(x)": "√(x + 1) + √x",
    "theta_1*w1 + y_hat": "θ₁w₁ + ŷ",
    "f''(x) = 2*x": "f″(x) = 2x",
    "[[1,2],[3,-4]]": "[[1, 2], [3, −4]]",
    "transpose(x)*A*x": "xᵀAx",
    "2*dot(u, v)*x": "2(u · v)·x",
    "norm([3, 4])^2": "‖(3, 4)‖²",
    "lambda*grad(g) + 2*grad(f)": "λ∇g + 2∇f",
    "det(A) + det(A - t*I)": "det A + det(A − tI)",
    "det([[a, b], [c, d]])": "det([[a, b], [c, d]])",
    "KL(p, q)": "D_KL(p ‖ q)",
    "(1, 2*x)": "(1, 2x)",
    "0.25*x": "0.25x",
    "log(x,2)": "log₂(x)",
    "abs(x)^2 + x!": "|x|² + x!",
    "partial(f(x,y),x,x,y)": "∂³/∂x²∂y f(x, y)",
    "integral(x^2, x, 0, oo)": "∫[0 to ∞] x² dx",
    "limit_above(1/x, x, 0)": "lim(x → 0⁺) 1/x",
    "at(x^2, x=3)": "[x²] at x = 3",
    "0 < eta <= 2": "0 < η ≤ 2",
    "piecewise(x, x<0, 1)": "{x if x < 0; 1 otherwise}",
    "{(x,y)=(0,0):saddle;(x,y)=(1,2):min}": "(x, y) = (0, 0) (saddle); (x, y) = (1, 2) (min)",
}

BLOCKS = {
    "(x+1)/(x-1)^2 + 1": [" x + 1", "──────── + 1", "(x − 1)²"],
    "x*exp(x^2-x)": ["   x² − x", "x e"],
    "[[1,x/2],[3,4]]": ["⎡   x⎤", "⎢1  ─⎥", "⎢   2⎥", "⎣3  4⎦"],
    "piecewise(-x, x<0, x^2, x>=0)": ["⎧−x  if x < 0", "⎩x²  if x ≥ 0"],
    "integral(x/3, x, 0, 1)": [" 1 x", "∫  ─ dx", "0  3"],
    "det([[1,2],[3,4]])": ["│1  2│", "│3  4│"],
    "-x/y": [" x", "−─", " y"],
    "2*((-x)/y)": ["  ⎛ x⎞", "2 ⎜−─⎟", "  ⎝ y⎠"],
}


@pytest.mark.parametrize(("text", "wanted"), LINES.items())
def test_one_line(text: str, wanted: str) -> None:
    assert write_unicode(read(text)) == wanted


@pytest.mark.parametrize(("text", "wanted"), BLOCKS.items())
def test_block(text: str, wanted: list[str]) -> None:
    assert needs_block(read(text))
    assert write_unicode_block(read(text)).split("\n") == wanted


def test_a_simple_form_needs_no_block() -> None:
    assert not needs_block(read("3*x^2 - 1/2*x + exp(3*x)"))


def test_every_node_class_has_a_form() -> None:
    from calcdrill.expression.notation.unicode import _writer

    classes = {item for item in vars(tree).values() if isinstance(item, type) and issubclass(item, Node)}
    assert set(_writer(True).forms) == classes - {Node}


def test_an_unknown_node_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Strange(Node):
        pass

    for writer in (write_unicode, write_unicode_block):
        with pytest.raises(Unwritable):
            writer(Sum((Number(1), Strange())))


def test_one_line_reads_back_to_the_same_tree() -> None:
    """What is shown may be typed: brackets are where the reader needs them."""
    for text in ("(6*x-1)*exp(3*x^2-x)", "x^2*y + 3*x*y", "(x^2+1)/(x-1)^2 + 1", "sin(x)^2*cos(x)"):
        node = read(text)
        assert read_typed(write_unicode(node), tree.names(node)) == node


def test_the_lines_of_a_block_keep_their_columns() -> None:
    block = write_unicode_block(Product((Name("y_hat"), read("x/(x+1)"))))
    assert max(width_of(line) for line in block.split("\n")) == 7
