"""Estimated widths and what they decide: columns, breaks, labels."""

from __future__ import annotations

import json

import pytest

from calcdrill.export.columns import Paper, rows
from calcdrill.export.extent import extent
from calcdrill.export.pdf import query
from calcdrill.export.sheet import read_sheet
from calcdrill.export.view import Line, lay_out
from calcdrill.expression.notation.typst import write_typst
from calcdrill.expression.read import read
from calcdrill.expression.tree import Node
from export.sample import sample_set

FORMULAS = [
    "f(x) = exp(5*x^2 - x)",
    "(10*x - 1)*exp(5*x^2 - x)",
    "diff(exp(4*x^2 - x), x) = exp(4*x^2 - x)*diff(4*x^2 - x, x)",
    "f(x, y) = x^2*y - 4*ln(y)/x",
    "[4 + 4*ln(2), 1 - 4/2]",
    "[[6*x, -3], [-3, 2*x*y]]",
    "integral(x^2 + 1, x, 0, pi)",
    "sqrt(x^2 + 1)/(2*x)",
    "limit(sin(x)/x, x, 0)",
    "sin(x)^2*cos(3*x - 5)",
    "piecewise(x, x > 0, -x)",
    "max(0, 1 - x*y)",
    "at(diff(x^3/3 - x, x), x = 2) = 3",
    "sigmoid(w*x + b)*(1 - sigmoid(w*x + b))",
    "x_1^2 + 3*x_1*x_2 - x_2^2",
    "abs(x - 1)",
    "{(x, y) = (0, 0): saddle; (x, y) = (1, 1): min}",
    "relu(w*x + b)",
    "1/(1 + exp(-x))",
    "f''(x) = 12*x^2 - 6*x + 1234",
]


def widths(nodes: list[Node]) -> list[float]:
    """What Typst says, in em."""
    lines = (f"#context [#metadata(measure($display({write_typst(node)})$).width / 10pt)<w>]" for node in nodes)
    found: list[float] = json.loads(query("#set text(size: 10pt)\n" + "\n".join(lines), "<w>", field="value"))
    return found


def test_estimates_are_near_what_is_set() -> None:
    nodes = [read(text) for text in FORMULAS]
    for text, node, true in zip(FORMULAS, nodes, widths(nodes), strict=True):
        assert 0.85 <= extent(node) / true <= 1.5, text


@pytest.mark.parametrize(
    ("given", "most", "found"),
    [
        ([10, 10, 10, 10], 2, (2, [[1, 1], [1, 1]])),
        ([10, 10, 10], 2, (2, [[1, 1], [2]])),
        ([10] * 7 + [40], 3, (3, [[1, 1, 1], [1, 1, 1], [3], [3]])),
        ([10, 30, 10, 10, 10, 10], 3, (3, [[1, 2], [1, 1, 1], [3]])),
        ([40, 40, 40, 10], 3, (1, [[1], [1], [1], [1]])),
        ([5, 1, 10], 3, (3, [[1, 1, 1]])),
        ([100], 3, (1, [[1]])),
        ([], 3, (3, [])),
    ],
)
def test_rows(given: list[float], most: int, found: tuple[int, list[list[int]]]) -> None:
    assert rows(given, most, 2, 50) == found


def test_every_item_stands_in_one_row() -> None:
    page = lay_out(sample_set(), read_sheet({"order": "mixed", "columns": 3}))
    paper = Paper(page.sheet)
    placed = [cell.item.number for group in page.groups for row in paper.problem_rows(group) for cell in row.cells]
    assert placed == list(range(1, 14))
    assert [cell.item.number for row in paper.answer_rows(page) for cell in row.cells] == placed


def test_long_lines_are_broken() -> None:
    paper = Paper(read_sheet())
    short = Line("chain rule", read("x"), read("y"), (), 0)
    long_ = Line("chain rule", read(" + ".join(["exp(x^2)"] * 9)), read(" + ".join(["exp(x^2)"] * 9)), (), 0)
    assert paper.line_fits(short) and not paper.line_fits(long_)
    assert paper.label_fits(short)
    assert not paper.label_fits(Line("the rule with a very long name", None, read("x"), (), 0))
    assert Paper(read_sheet({"preset": "large-print"})).is_narrow
