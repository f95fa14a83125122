"""Laws of figures: what is drawn can be seen, whole and legible, in every instance of every exercise."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.errors import Unwritable
from calcdrill.figures import canvas_of, describe, draw
from calcdrill.instances import make_problem
from calcdrill.problem import Figure
from laws.teaching import is_inside, overlapping

SVG = "{http://www.w3.org/2000/svg}"
SEEDS = (77, 3)


def exercises() -> list[Exercise]:
    return list(load_catalog().exercises.values())


def figures(exercise: Exercise) -> list[Figure]:
    """The figures that can be drawn; a function without a value in the window has none."""
    drawn = (make_problem(exercise, seed, 0).figure for seed in SEEDS)
    return [figure for figure in drawn if figure is not None and _can_be_drawn(figure)]


def _can_be_drawn(figure: Figure) -> bool:
    try:
        canvas_of(figure)
    except Unwritable:
        return False
    return True


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_a_figure_is_whole_and_legible(exercise: Exercise) -> None:
    for figure in figures(exercise):
        canvas = canvas_of(figure)
        svg = draw(figure)
        assert not re.search(r"nan|inf", "".join(canvas.parts))
        assert all(is_inside(box, canvas) for box in canvas.words), "words are cut off"
        assert not overlapping(canvas), "words stand on each other"
        for circle in ElementTree.fromstring(svg).iter(f"{SVG}circle"):
            assert 0 <= float(circle.get("cx", "")) <= canvas.width, "a marked point is outside the picture"
            assert 0 <= float(circle.get("cy", "")) <= canvas.height, "a marked point is outside the picture"
        assert len(describe(figure).split()) > 6, "the words for the figure say too little"
