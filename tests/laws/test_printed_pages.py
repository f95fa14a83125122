"""Sheets and keys of every exercise: no formula is set beyond the margin of its page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from calcdrill import load_catalog
from calcdrill.export.pdf import query
from calcdrill.export.sheet import Sheet, read_sheet
from calcdrill.export.typst import write_sheet_typst
from calcdrill.export.view import lay_out
from calcdrill.generating import make_problem
from calcdrill.problem import ProblemSet

LOOKS: list[tuple[str, dict[str, Any]]] = [
    ("sheet", {"choices": 4, "show": {"points": True, "hints": True}}),
    ("sheet", {"preset": "compact", "choices": 5}),
    ("sheet", {"preset": "large-print", "choices": 4, "show": {"table": True}}),
    ("sheet", {"paper": "letter", "columns": 4}),
    ("key", {"solutions": "full"}),
    ("key", {"solutions": "full", "preset": "large-print"}),
    ("key", {"choices": 4, "preset": "compact", "key_columns": 6}),
]
PARTS = 7

MARK = "#show math.equation: it => { it; sym.wj; box[#metadata(it.alt)<edge>] }\n"
WHERE = """
#context [#metadata(query(<edge>).map(it => (it.location().position().x / 1pt, it.location().page(), it.value)))<edges>]
"""
"""The right end of every formula: x in points, page, its words."""


def too_wide(source: str, sheet: Sheet) -> list[Any]:
    """The formulas that end beyond the margin, of how many there are."""
    before, _, after = source.partition("\n#begin(")
    found = json.loads(query(f"{before}\n{MARK}#begin({after}{WHERE}", "<edges>", field="value", one=True))
    assert len(found) > 50
    margin = {"a4": 595.28, "letter": 612.0}[sheet.paper] - sheet.margin * 72 / 2.54
    return [place for place in found if place[0] > margin + 1]


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_set_beyond_the_margin(part: int) -> None:
    exercises = list(load_catalog().exercises.values())[part::PARTS]
    problems = ProblemSet("All", tuple(make_problem(exercise, 5, 0) for exercise in exercises), 5)
    for which, options in (LOOKS[part], LOOKS[(part + 3) % len(LOOKS)]):
        sheet = read_sheet(options)
        assert too_wide(write_sheet_typst(lay_out(problems, sheet), which), sheet) == [], options


def test_a_formula_beyond_the_margin_is_seen() -> None:
    problems = ProblemSet("Few", tuple(make_problem(e, 5, 0) for e in list(load_catalog().exercises.values())[:60]), 5)
    source = write_sheet_typst(lay_out(problems, read_sheet()), "sheet")
    assert too_wide(source.replace("#rule\n", '#place(dx: 16cm, m("x", $x + x + x + x + x$))\n', 1), Sheet())
