"""A ``Figure`` → SVG: black on white or white on black, told apart by dash and weight, the same bytes every time.

    kind      data
    graph     function, variable, lower, upper, marks, holes, others, is_closed
    tangent   function, variable, at, line
    secant    function, variable, points (two)
    area      function, variable, lower, upper, strips, place
    taylor    function, variable, at, polynomials
    contour   function, variables (two), at, direction
    descent   function, variables (one or two), path (points)
    curve     curve, variables (two), at, slope
    tangents  function, variables (one), path (points)
    constrained  function, constraint, variables (two), points
    saddle    function, variables (two), at
    computation  nodes (name, value, maybe adjoint), edges (from, to)

Functions, points and numbers are trees.
"""

from __future__ import annotations

from calcdrill.errors import Unwritable
from calcdrill.expression.notation.speech import speak_prose
from calcdrill.figures.canvas import Canvas
from calcdrill.figures.contours import CONTOURS
from calcdrill.figures.curves import CURVES
from calcdrill.figures.diagrams import DIAGRAMS
from calcdrill.problem import Figure

__all__ = ["canvas_of", "describe", "draw"]


def draw(figure: Figure, language: str = "en", decimal: str = ".") -> str:
    """The drawing as an SVG element with its alternative text; raises Unwritable for what cannot be drawn.

    ``decimal`` is the decimal sign of the numbers at the axes.
    """
    return canvas_of(figure, decimal).svg(describe(figure, language))


def canvas_of(figure: Figure, decimal: str = ".") -> Canvas:
    """The drawing with the places of its words; raises Unwritable for what cannot be drawn."""
    flat = len(figure.data.get("variables", ())) < 2
    drawings = {**CURVES, **DIAGRAMS} if flat else CONTOURS
    if figure.kind not in drawings:
        raise Unwritable(f"there is no drawing {figure.kind!r} of {'one' if flat else 'two'} variables")
    return drawings[figure.kind]({**figure.data, "decimal": decimal})


def describe(figure: Figure, language: str = "en") -> str:
    """The alternative text in words."""
    return speak_prose(figure.alt, language)
