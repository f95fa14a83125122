"""The laboratories: pages on which a learner predicts, runs and sees.

Each laboratory is a body fragment ``<name>.html`` and its scripts in this folder. The page around it, the addresses and
the links are the site's. Scripts are plain classic scripts that the page loads in order at its end; ``lab.css`` styles
all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["FOLDER", "LABS", "STYLE", "Lab"]

FOLDER: Final = Path(__file__).parent
"""Where the fragments, the scripts and the style are."""
STYLE: Final = "lab.css"
"""The style of all laboratories; colours come from the page's variables, with defaults."""


@dataclass(frozen=True)
class Lab:
    """One laboratory: its page is ``lab/<name>.html``."""

    name: str
    title: str
    summary: str
    """One sentence without markup."""
    topics: tuple[str, ...]
    """Ids of the topics whose chapters link to it, the first being its home."""
    scripts: tuple[str, ...]
    """File names in the order in which the page loads them."""

    @property
    def fragment(self) -> str:
        """The body of the page as HTML: everything but the title, which the page writes."""
        return (FOLDER / f"{self.name}.html").read_text(encoding="utf-8")


def _lab(name: str, title: str, summary: str, topics: str, extra: str = "") -> Lab:
    scripts = (
        "lab.js",
        "controls.js",
        "predict.js",
        "plot.js",
        *(f"{part}.js" for part in extra.split()),
        f"{name}.js",
    )
    return Lab(name, title, summary, tuple(topics.split()), scripts)


LABS: Final[tuple[Lab, ...]] = (
    _lab(
        "secant-tangent",
        "From secant to tangent",
        "Bring two points of a curve together and see the average slope become the derivative.",
        "rate-of-change rules",
        "functions",
    ),
    _lab(
        "sensitivity",
        "Sensitivity",
        "Move an input a little and see how far the output moves: the derivative as a magnification.",
        "rate-of-change chain-rule ml-functions",
        "functions",
    ),
    _lab(
        "dual-numbers",
        "Dual numbers",
        "Carry a value and its slope through a calculation, one step at a time.",
        "autodiff chain-rule",
    ),
    _lab(
        "computational-graph",
        "The computational graph",
        "Send values forward and derivatives backward through a small graph, as every training step does.",
        "backprop autodiff",
        "graphs",
    ),
    _lab(
        "gradient-contours",
        "The gradient on a map",
        "Drag a point over a hilly map and see partial derivatives, gradient and steepest way.",
        "gradient",
        "contour functions",
    ),
    _lab(
        "jacobian-map",
        "The Jacobian as a local map",
        "See a bent grid become a slanted one when you look closely enough.",
        "jacobian",
        "functions",
    ),
    _lab(
        "hessian-curvature",
        "Hessian and curvature",
        "Cut through a surface in any direction and find bowls, hills and saddles by their curvatures.",
        "hessian",
        "contour",
    ),
    _lab(
        "taylor",
        "Taylor polynomials",
        "Raise the order, move the centre and watch the remainder.",
        "taylor",
        "functions",
    ),
    _lab(
        "newton",
        "Newton beside gradient descent",
        "Let a method that knows the curvature race one that knows only the slope.",
        "optimisers optimise-1d",
        "functions",
    ),
    _lab(
        "gradient-descent",
        "Gradient descent",
        "Choose a loss, a start and a learning rate, predict what happens, and watch four optimisers race.",
        "optimisers",
        "contour descent descent-words descent-pictures",
    ),
)
"""In the order in which a list shows them."""
