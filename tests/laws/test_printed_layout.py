"""Sheets and keys of every exercise: no two formulas overlap, none is broken that fits, no problem ends alone."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any, Final

import pytest

from calcdrill import load_catalog
from calcdrill.export.columns import Paper
from calcdrill.export.pdf import compile_pdf, query
from calcdrill.export.sheet import read_sheet
from calcdrill.export.typst import write_sheet_typst
from calcdrill.export.view import Page, lay_out
from calcdrill.generating import make_problem
from calcdrill.problem import ProblemSet

PARTS: Final = 8
LOOKS: Final[list[tuple[str, dict[str, Any]]]] = [
    ("sheet", {"choices": 4, "show": {"points": True}}),
    ("sheet", {"columns": 3, "choices": 5, "preset": "compact"}),
    ("sheet", {"preset": "large-print", "choices": 4}),
    ("key", {"solutions": "full"}),
]
TOUCH: Final = 0.5
"""Boxes that share no more than so many points only touch."""

Box = tuple[int, tuple[float, float, float, float], str]
"""Page; left, bottom, right, top in points; words."""


@cache
def problem_set(part: int) -> ProblemSet:
    exercises = list(load_catalog().exercises.values())[part::PARTS]
    assert len(exercises) > 50
    return ProblemSet("All", tuple(make_problem(exercise, 5, 0) for exercise in exercises), 5)


@cache
def laid_out(part: int, look: int) -> tuple[Page, str]:
    which, options = LOOKS[look]
    page = lay_out(problem_set(part), read_sheet(options))
    return page, write_sheet_typst(page, which)


# -- overlaps


def boxes(content: bytes) -> list[Box]:
    """Where every formula of a PDF stands, from its tags."""
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(io.BytesIO(content))
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}

    def page_of(node: Any) -> int:
        while "/Pg" not in node:
            inner = node["/K"]
            node = (inner[0] if isinstance(inner, list) else inner).get_object()
        return pages[node.raw_get("/Pg").idnum]

    def visit(node: Any) -> Iterator[Box]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from visit(child)
        elif isinstance(node, dict) and node.get("/S") == "/Formula":
            layout = node["/A"] if isinstance(node["/A"], list) else [node["/A"]]
            (corners,) = [one.get_object()["/BBox"] for one in layout if "/BBox" in one.get_object()]
            left, bottom, right, top = map(float, corners)
            yield page_of(node), (left, bottom, right, top), str(node["/Alt"])
        elif isinstance(node, dict) and "/K" in node:
            yield from visit(node["/K"])

    return list(visit(reader.trailer["/Root"]["/StructTreeRoot"]))


def overlaps(found: list[Box]) -> list[tuple[str, str]]:
    return [
        (words, other_words)
        for (page, one, words), (other_page, other, other_words) in combinations(found, 2)
        if page == other_page
        and min(one[2], other[2]) - max(one[0], other[0]) > TOUCH
        and min(one[3], other[3]) - max(one[1], other[1]) > TOUCH
    ]


@pytest.mark.parametrize("part", range(PARTS))
def test_no_two_formulas_overlap(part: int) -> None:
    for look in (part % len(LOOKS), (part + 1) % len(LOOKS)):
        found = boxes(compile_pdf(laid_out(part, look)[1]))
        assert len(found) > 200
        assert overlaps(found) == [], LOOKS[look]


def test_an_overlap_is_seen() -> None:
    source = laid_out(0, 0)[1].replace("#rule\n", '#place(dy: 4pt, m("x", $x^2$))\n#m("y", $y + x + z$)\n', 1)
    assert ("x", "y") in overlaps(boxes(compile_pdf(source)))


# -- breaks

ENDS: Final = """#show math.equation: it => {
  box[#metadata((0, it.alt))<edge>]; sym.wj; it; sym.wj
  context box[#metadata((measure(it).width / 1em.to-absolute(), it.alt))<edge>]
}
"""
WHERE: Final = """
#let height(it) = it.location().position().y / 1pt
#context [#metadata(query(selector(<edge>).or(<problem>)).map(it => (it.value, height(it))))<places>]
"""
"""Both ends of every formula, with its width in em, and where problems begin and end."""


def broken(source: str) -> Iterator[tuple[int, float, str]]:
    """The formulas that begin on one line and end on another: the problem's number, the width in em, the words."""
    before, _, after = source.partition("\n#begin(")
    marked = f"{before}\n{ENDS}#begin({after}{WHERE}"
    number, start = 0, 0.0
    for value, height in json.loads(query(marked, "<places>", field="value", one=True)):
        if isinstance(value, dict):
            number = value["problem"]
        elif value[0] == 0:
            start = height
        elif abs(height - start) > 1:
            yield number, value[0], value[1]


@pytest.mark.parametrize("part", range(PARTS))
def test_a_formula_that_fits_a_line_is_not_broken(part: int) -> None:
    for look in (0, 1, 2):
        page, source = laid_out(part, look)
        paper = Paper(page.sheet)
        cells = [cell for group in page.groups for row in paper.problem_rows(group) for cell in row.cells]
        room = {cell.item.number: cell.width - (3.8 if cell.item.choices else 1.8) for cell in cells}
        assert [(number, words) for number, wide, words in broken(source) if wide <= room[number]] == []


def test_a_broken_formula_is_seen() -> None:
    page, source = laid_out(0, 1)
    given = next(item for item in page.items if item.problem.statement.given)
    line = '#block(width: 6em, m("seen", $x + x + x + x + x + x + x + x$))'
    assert given and any(words == "seen" for _, _, words in broken(source.replace("#rule\n", f"{line}\n", 1)))


# -- last pages


@pytest.mark.parametrize(
    "options",
    [{"columns": 1}, {"preset": "large-print", "workspace": {"scale": 0.6}}, {"workspace": {"kind": "lines"}}],
    ids=str,
)
def test_no_problem_stands_alone_on_the_last_page(options: dict[str, Any]) -> None:
    """Two problems always fit a page here."""
    sizes = set()
    for count in range(9, 21):
        some = ProblemSet("Some", problem_set(0).problems[count : 2 * count], 5)
        source = write_sheet_typst(lay_out(some, read_sheet(options)), "sheet")
        source += "\n#context [#metadata(query(<problem>).map(it => it.location().page()))<places>]"
        pages = Counter(json.loads(query(source, "<places>", field="value", one=True)))
        sizes.add(len(pages))
        assert len(pages) == 1 or pages[max(pages)] > 2, count  # a problem has a start and an end
    assert len(sizes) > 1
