"""Stories: parts on one draw, each a problem of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from calcdrill import load_catalog
from calcdrill.catalog.values import Catalog
from calcdrill.errors import CatalogError
from calcdrill.export.jsonl import problem_to_dict
from calcdrill.expression.notation.prose import prose_text
from calcdrill.generating import generate_set
from calcdrill.instances import make_problem

CONTENT = """\
topic: stories
title: Stories
concepts:
  - id: tiny-net
    title: A tiny network
    summary: Forward, loss, update.
    stories:
      - id: one-weight
        draw: {w: 1..4, x0: 1..4, y0: 0..9}
        require: [w*x0 != y0]
        context: "The weight is `w`; an example has the input `x0` and the target `y0`."
        parts:
          - {id: a, kind: quantity, difficulty: 1, ask: Find the prediction., quantity: w*x0}
          - {id: b, kind: quantity, difficulty: 2, ask: Find the loss., quantity: (w*x0 - y0)^2}
          - {id: c, kind: quantity, difficulty: 2, ask: Find the root of it minus 5., quantity: sqrt(w*x0 - 5)}
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "50-stories.yaml").write_text(CONTENT, encoding="utf-8")
    return load_catalog(tmp_path, shipped=False)


def test_all_parts_have_the_numbers_of_one_draw(catalog: Catalog) -> None:
    """Also where one part refuses a draw: the root does not exist for each."""
    parts = [catalog.exercises[f"tiny-net/one-weight/{name}"] for name in "abc"]
    for index in range(20):
        contexts = {prose_text(make_problem(part, 3, index).statement.context) for part in parts}
        assert len(contexts) == 1


def test_a_story_is_selected_by_its_id_and_its_parts_are_told(catalog: Catalog) -> None:
    problems = generate_set(catalog, ["tiny-net/one-weight"], n=6, seed=1).problems
    records = [problem_to_dict(problem) for problem in problems]
    assert [(record["story"], record["part"]) for record in records] == [
        ("tiny-net/one-weight", part) for part in "aabbcc"
    ]
    assert "story" not in problem_to_dict(make_problem(load_catalog().exercises["chain-exp/exp-of-quadratic"], 0, 0))


def test_a_fault_in_the_draw_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    path = tmp_path / "exercises" / "50-stories.yaml"
    path.write_text(CONTENT.replace("w: 1..4", "w: 1..x"), encoding="utf-8")
    with pytest.raises(CatalogError) as error:
        load_catalog(tmp_path, shipped=False)
    assert len(str(error.value).splitlines()) == 1 and "50-stories.yaml:9:" in str(error.value)
