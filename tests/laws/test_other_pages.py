"""Sheets and keys of every exercise as web pages and in LaTeX: nothing stands outside the page or on something else."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from tests.site.site_browser import browser

from calcdrill import load_catalog
from calcdrill.export.sheet import read_sheet
from calcdrill.export.worksheet import make_worksheet
from calcdrill.generating import make_problem
from calcdrill.problem import ProblemSet

PARTS: Final = 3
LOOKS: Final[list[dict[str, Any]]] = [
    {"solutions": "full", "show": {"table": True, "points": True, "hints": True}},
    {"choices": 5, "columns": 3, "key": "append"},
]
WIDTHS: Final = (1000, 390)
"""A screen, a phone; in CSS pixels."""
ENOUGH: Final = 300
OVERFULL: Final = 1.0
"""How many points a line of LaTeX may reach beyond its column."""

FAULTS: Final = """() => {
  for (const hint of document.querySelectorAll("details")) hint.open = true;
  const wide = document.documentElement.clientWidth;
  const scrolls = (one) => one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  const all = [...document.querySelectorAll("math")].map((one) => [one, one.getBoundingClientRect()]);
  const found = [];
  all.forEach(([one, box], place) => {
    if (box.right > wide + 1 && !scrolls(one)) found.push("outside: " + one.getAttribute("alttext"));
    for (const [other, next] of all.slice(place + 1, place + 15)) {
      const across = Math.min(box.right, next.right) - Math.max(box.left, next.left);
      const down = Math.min(box.bottom, next.bottom) - Math.max(box.top, next.top);
      if (across > 1 && down > 2) found.push("over another: " + one.getAttribute("alttext"));
    }
  });
  if (document.documentElement.scrollWidth > wide) found.push("the page scrolls sideways");
  return [all.length, found];
}"""


@cache
def problem_set(part: int) -> ProblemSet:
    exercises = list(load_catalog().exercises.values())[part::PARTS]
    return ProblemSet("All", tuple(make_problem(exercise, 5, 0) for exercise in exercises), 5)


def files(part: int, format: str) -> Iterator[tuple[str, bytes]]:
    for number, look in enumerate(LOOKS):
        made = make_worksheet({"A": problem_set(part)}, read_sheet(look), format)
        yield from ((f"look{number}{ending}", content) for ending, content in made.items())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found


def faults(chromium: Any, path: Path, width: int) -> tuple[int, list[str]]:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"file://{path}")
    count, found = page.evaluate(FAULTS)
    page.close()
    return count, found


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_leaves_a_web_page_or_lies_on_something(part: int, chromium: Any, tmp_path: Path) -> None:
    for name, content in files(part, "html"):
        (tmp_path / name).write_bytes(content)
        for width in WIDTHS:
            count, found = faults(chromium, tmp_path / name, width)
            assert count > ENOUGH and found == [], (name, width)


def test_what_leaves_a_web_page_is_seen(chromium: Any, tmp_path: Path) -> None:
    name, content = next(files(0, "html"))
    (tmp_path / name).write_bytes(
        content.replace(b"</style>", b".problem p { overflow: visible; } math { font-size: 3em }</style>")
    )
    assert any(fault.startswith("outside") for fault in faults(chromium, tmp_path / name, 390)[1])


@pytest.mark.parametrize("part", range(PARTS))
def test_no_line_of_latex_leaves_its_column(part: int, tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None or not subprocess.run(["kpsewhich", "exam.cls"], capture_output=True).stdout:
        pytest.skip("no pdflatex, or no exam class (apt-get install texlive-latex-extra texlive-pictures lmodern)")
    for name, content in files(part, "latex"):
        (tmp_path / name).write_bytes(content)
        words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=300)
        assert done.returncode == 0, done.stdout[-2000:]
        beyond = [float(wide) for wide in re.findall(r"Overfull \\hbox \((\d+\.?\d*)pt", done.stdout)]
        assert [wide for wide in beyond if wide > OVERFULL] == [], name
