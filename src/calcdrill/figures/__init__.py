"""A ``Figure`` → SVG: black on white or white on black, told apart by dash and weight, the same bytes every time.

    kind      data
    graph     function, variable, lower, upper
    tangent   function, variable, at, line
    secant    function, variable, points (two)
    area      function, variable, lower, upper
    taylor    function, variable, at, polynomials
    contour   function, variables (two), at
    descent   function, variables (one or two), path (points)
    saddle    function, variables (two), at

Functions, points and numbers are trees.
"""

from __future__ import annotations

from calcdrill.errors import Unwritable
from calcdrill.expression.notation.speech import speak_prose
from calcdrill.figures.contours import CONTOURS
from calcdrill.figures.curves import CURVES
from calcdrill.problem import Figure

__all__ = ["describe", "draw"]


def draw(figure: Figure, language: str = "en") -> str:
    """The drawing as an SVG element with its alternative text; raises Unwritable for what cannot be drawn."""
    flat = len(figure.data.get("variables", ())) < 2
    drawings = CURVES if flat else CONTOURS
    if figure.kind not in drawings:
        raise Unwritable(f"there is no drawing {figure.kind!r} of {'one' if flat else 'two'} variables")
    return drawings[figure.kind](figure.data).svg(describe(figure, language))


def describe(figure: Figure, language: str = "en") -> str:
    """The alternative text in words."""
    return speak_prose(figure.alt, language)
