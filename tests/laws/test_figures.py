"""Laws of figures: what is drawn can be seen, whole and legible, in every instance of every exercise."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Exercise
from calcdrill.errors import Unwritable
from calcdrill.figures import canvas_of, describe, draw
from calcdrill.figures.canvas import Canvas
from calcdrill.instances import make_problem
from calcdrill.problem import Figure

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


def overlapping(canvas: Canvas) -> list[tuple[int, int]]:
    pairs = combinations(enumerate(canvas.words), 2)
    return [(i, j) for (i, a), (j, b) in pairs if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_a_figure_is_whole_and_legible(exercise: Exercise) -> None:
    for figure in figures(exercise):
        canvas = canvas_of(figure)
        svg = draw(figure)
        assert not re.search(r"nan|inf", "".join(canvas.parts))
        for left, top, right, bottom in canvas.words:
            assert left >= -0.01 and top >= -0.01, "words begin outside the picture"
            assert right <= canvas.width + 0.01 and bottom <= canvas.height + 0.01, "words end outside the picture"
        assert not overlapping(canvas), "words stand on each other"
        for circle in ElementTree.fromstring(svg).iter(f"{SVG}circle"):
            assert 0 <= float(circle.get("cx", "")) <= canvas.width, "a marked point is outside the picture"
            assert 0 <= float(circle.get("cy", "")) <= canvas.height, "a marked point is outside the picture"
        assert len(describe(figure).split()) > 6, "the words for the figure say too little"


def test_many_problems_have_a_figure() -> None:
    drawn = [bool(figures(exercise)) for exercise in exercises()]
    assert sum(drawn) >= 150
