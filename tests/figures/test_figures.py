"""Figures: well-formed, the same bytes, in the text's colour, true to their data."""

from __future__ import annotations

import math
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from calcdrill.errors import Unwritable
from calcdrill.expression.balls.ball import evaluate
from calcdrill.expression.read import read
from calcdrill.expression.tree import Node
from calcdrill.figures import describe, draw
from calcdrill.figures.canvas import Canvas, Window, nice_ticks
from calcdrill.figures.contours import CONTOURS, level_lines
from calcdrill.figures.curves import CURVES
from calcdrill.figures.diagrams import DIAGRAMS
from calcdrill.figures.floats import constant, function_of
from calcdrill.problem import Figure
from strategies import real_expressions


def trees(**data: Any) -> dict[str, Any]:
    """Texts read as expressions, also inside tuples; ``variable`` and ``variables`` stay names."""

    def read_all(value: Any) -> Any:
        return tuple(read_all(item) for item in value) if isinstance(value, tuple) else read(value)

    return {name: value if name.startswith("variable") else read_all(value) for name, value in data.items()}


FIGURES = {
    "graph": trees(function="tan(x)", variable="x"),
    "tangent": trees(function="x^3/3 - x", variable="x", at="2", line="3*x - 16/3"),
    "secant": trees(function="exp(t/2)", variable="t", points=("-1", "2")),
    "area": trees(function="exp(-x)", variable="x", lower="0", upper="oo"),
    "taylor": trees(function="cos(x)", variable="x", at="0", polynomials=("1 - x^2/2", "1 - x^2/2 + x^4/24")),
    "descent": trees(function="x^2 + 1", variables=("x",), path=(("2",), ("-1",), ("1/2",))),
    "tangents": trees(function="x^2 - 2", variables=("x",), path=(("2",), ("3/2",))),
    "constrained": trees(function="x*y", constraint="x + y - 4", variables=("x", "y"), points=(("2", "2"),)),
    "curve": trees(curve="x^2 + y^2 - 25", variables=("x", "y"), at=("3", "4"), slope="-3/4"),
    "contour": trees(function="x^2 + x*y + 2*y^2", variables=("x", "y"), at=("1", "1")),
    "descent 2": trees(
        function="x^2 + 4*y^2", variables=("x", "y"), path=(("2", "1"), ("1.2", "-0.6"), ("0.7", "0.4"))
    ),
    "saddle": trees(function="x^2 - y^2", variables=("x", "y"), at=("0", "0")),
    "computation": trees(
        nodes=(("x", "2", "-3"), ("y", "-3", "2"), ("p", "-6", "1"), ("z", "z"), ("f", "1/2")),
        edges=(("x", "p"), ("y", "p"), ("p", "f"), ("z", "f"), ("x", "f")),
    ),
}


def figure(name: str) -> Figure:
    return Figure(name.split()[0], FIGURES[name], ("A picture of ", read("x < 1"), ' & "more"'))


def test_every_drawing_is_tried() -> None:
    assert {name.split()[0] for name in FIGURES} == set(CURVES) | set(CONTOURS) | set(DIAGRAMS)


@pytest.mark.parametrize("name", FIGURES)
def test_a_drawing_is_sound_svg_with_its_words(name: str) -> None:
    svg = draw(figure(name))
    root = ElementTree.fromstring(svg)
    words = 'A picture of x is less than 1 & "more"'
    assert root.get("aria-label") == words == describe(figure(name))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == words
    assert root.get("role") == "img"
    assert draw(figure(name)) == svg
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg)) <= {"currentColor", "none"}
    assert "nan" not in svg and "inf" not in svg
    numbers = [float(number) for d in re.findall(r' d="([^"]*)"', svg) for number in re.findall(r"-?\d+\.?\d*", d)]
    assert min(numbers) > -20 and max(numbers) < 320


def computation(nodes: tuple[tuple[str, ...], ...], edges: tuple[tuple[str, str], ...]) -> Figure:
    return Figure("computation", trees(nodes=nodes, edges=edges), ("A graph.",))


def test_a_computation_has_an_arrow_for_each_edge_and_its_values_and_adjoints_as_words() -> None:
    svg = draw(figure("computation"))
    words = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert sorted(words) == sorted(["x", "y", "p", "z", "f", "2", "−3", "−6", "1/2", "(−3)", "(2)", "(1)"])
    assert svg.count('Z"') == 5


@pytest.mark.parametrize(
    ("nodes", "edges", "said"),
    [
        ((("x", "1"), ("f", "2")), (("x", "g"),), "g, which is no node"),
        ((("x", "1"), ("f", "2")), (("x", "f"), ("f", "x")), "no circle"),
        ((("x", "123456789/1000"), ("f", "2")), (("x", "f"),), "too long"),
        (tuple((name, "1") for name in "abcdef"), tuple((name, "f") for name in "abcde"), "too large"),
        ((("x", "1"), ("2", "2")), (("x", "2"),), "named by a letter"),
    ],
)
def test_a_computation_that_cannot_be_drawn_is_refused(
    nodes: tuple[tuple[str, ...], ...], edges: tuple[tuple[str, str], ...], said: str
) -> None:
    with pytest.raises(Unwritable, match=said):
        draw(computation(nodes, edges))


def test_lines_are_told_apart_by_dashes() -> None:
    dashes = re.findall(r'stroke-dasharray="([^"]*)"', draw(figure("taylor")))
    assert len(set(dashes)) == 2


@pytest.mark.parametrize("name", [name for name in FIGURES if name.split()[0] in CURVES])
def test_fractions_on_an_axis_have_the_sign_that_is_asked_for(name: str) -> None:
    svg = draw(figure(name), decimal=",")
    numbers = re.findall(r">[−-]?\d[\d.,]*<", svg)
    assert numbers and not any("." in number for number in numbers)


def test_strange_figures_are_refused() -> None:
    with pytest.raises(Unwritable, match="no drawing 'pie'"):
        draw(Figure("pie", {}, ()))
    with pytest.raises(Unwritable, match="no value"):
        draw(Figure("graph", trees(function="ln(x)", variable="x", lower="-3", upper="-1"), ()))
    with pytest.raises(Unwritable, match="z"):
        draw(Figure("graph", trees(function="x*z", variable="x"), ()))


@settings(max_examples=150, deadline=None)
@given(real_expressions())
def test_floats_agree_with_balls(node: Node) -> None:
    from flint import arb

    function = function_of(node, ("x",))
    for x in (-1.5, 0.75, 2.0):
        ball = evaluate(node, {"x": arb(x)})
        value, near = function(x), function(x * (1 + 2**-50))
        middle = float(ball.mid()) if isinstance(ball, arb) else None
        # sin(exp(27 x)) has no digit left in floats: what changes so much beside x is not compared.
        is_steady = math.isfinite(value) and math.isclose(value, near, rel_tol=1e-6, abs_tol=1e-6)
        if middle is not None and is_steady and math.isfinite(middle) and abs(middle) < 1e12:
            assert math.isclose(value, middle, rel_tol=1e-5, abs_tol=1e-5)


def test_what_is_not_defined_is_a_gap() -> None:
    assert math.isnan(function_of(read("1/x"), ("x",))(0.0))
    assert math.isnan(function_of(read("ln(x)"), ("x",))(-1.0))
    assert function_of(read("x^(1/3)"), ("x",))(-8.0) == pytest.approx(-2)
    assert function_of(read("piecewise(1, x < 0, 2)"), ("x",))(1.0) == 2
    assert constant(read("pi/2")) == pytest.approx(math.pi / 2)


def test_level_lines_lie_on_the_level() -> None:
    curve = function_of(read("x^2 + 2*y^2"), ("x", "y"))
    window = Window(-2, 2, -2, 2)
    values = [[curve(-2 + 4 * i / 40, -2 + 4 * j / 40) for i in range(41)] for j in range(41)]
    (line,) = level_lines(values, window, 1.5)
    assert line[0] == line[-1] and len(line) > 40
    assert all(curve(x, y) == pytest.approx(1.5, abs=0.02) for x, y in line)


def test_ticks_are_round_numbers() -> None:
    assert nice_ticks(-3, 3, 7) == [-3, -2, -1, 0, 1, 2, 3]
    assert nice_ticks(0, 0.9, 5) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert len(nice_ticks(-1234, 999, 7)) <= 8


def test_lines_are_cut_at_the_window() -> None:
    canvas = Canvas(Window(0, 1, 0, 1), width=128, height=128)
    canvas.line([(-1, -1), (2, 2), (5, 5)])
    assert canvas.parts == [part for part in canvas.parts if "M14 114 L114 14" in part] and canvas.parts
