"""The laboratories' questions have the right key: each is read from the page and worked out again by calcdrill."""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.site.site_browser import visit

from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.read import read
from calcdrill.figures.floats import function_of
from calcdrill.site.lab import FOLDER, LABS

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


@cache
def expressions() -> dict[str, list[str]]:
    """What each printed title means, in calcdrill's language."""
    code = (
        f"const f = require({json.dumps(str(FOLDER / 'functions.js'))});"
        "console.log(JSON.stringify([f.CURVES, f.FIELDS, f.MAPS, f.SERIES].flatMap((table) => Object.values(table))"
        ".map((one) => [one.title, one.expressions || [one.expression]])))"
    )
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True, timeout=60)
    return dict(json.loads(done.stdout))


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def value(title: str, by: str, *point: str | float, part: int = 0) -> float:
    """A derivative (by no variable: the function itself) at a point."""
    tree = read(expressions()[title][part])
    for name in by:
        tree = differentiate(tree, name)
    places = [one if isinstance(one, float) else number(one) for one in point]
    return function_of(tree, ("x", "y")[: len(places)])(*places)


def secant(title: str, a: str, h: str) -> float:
    return (value(title, "", number(a) + number(h)) - value(title, "", a)) / number(h)


def determinant(title: str, x: str, y: str) -> float:
    (a, b), (c, d) = [[value(title, by, x, y, part=part) for by in "xy"] for part in (0, 1)]
    return a * d - b * c


def taylor(title: str, order: str, x: str) -> float:
    terms = range(int(order) + 1)
    return sum(value(title, "x" * k, 0.0) / math.factorial(k) * number(x) ** k for k in terms)


ANSWERS: list[tuple[str, str, Callable[..., float]]] = [
    ("secant-tangent", r"f\(x\) = (.+), a = (\S+), h = (\S+)\. What is the slope of the secant", secant),
    ("secant-tangent", r"f\(x\) = (.+) at a = (\S+): towards", lambda f, a: value(f, "x", a)),
    ("sensitivity", r"function is (\S+)\. The input moves from (\S+) to (\S+)\. About",
     lambda f, a, b: value(f, "x", a) * (number(b) - number(a))),
    ("gradient-contours", r"f = (.+) at \((\S+), (\S+)\)\. What is the partial derivative ∂f/∂(.)",
     lambda f, x, y, by: value(f, by, x, y)),
    ("gradient-contours", r"f = (.+) at \((\S+), (\S+)\)\. How steep is the steepest",
     lambda f, x, y: math.hypot(value(f, "x", x, y), value(f, "y", x, y))),
    ("jacobian-map", r"The map is (.+)\. By which factor .* at \((\S+), (\S+)\)\?", determinant),
    ("jacobian-map", r"The map is (\(.+\)) at \((\S+), (\S+)\)\. What is the entry in row (.), column (.) ",
     lambda f, x, y, row, column: value(f, "xy"[int(column) - 1], x, y, part=int(row) - 1)),
    ("taylor", r"polynomial of (.+) around 0, of order (\d+)\. What is its value at x = (\S+)\?", taylor),
    ("newton", r"f\(x\) = (.+)\. Newton’s method for a minimum starts at x = (\S+)\. Where",
     lambda f, x: number(x) - value(f, "x", x) / value(f, "xx", x)),
]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The laboratories on bare pages, as an address on the disk."""
    folder: Path = tmp_path_factory.mktemp("labs")
    for file in FOLDER.glob("*.[jc]s*"):
        shutil.copy(file, folder)
    for lab in LABS:
        scripts = "".join(f'<script defer src="{name}"></script>' for name in lab.scripts)
        page = (
            f'<!DOCTYPE html><meta charset="utf-8">{scripts}<div class="lab" data-lab="{lab.name}">{lab.fragment}</div>'
        )
        (folder / f"{lab.name}.html").write_text(page, encoding="utf-8")
    return folder.as_uri()


def test_right_answers_are_right(place: str, chromium: Any) -> None:
    met = {pattern: 0 for _, pattern, _ in ANSWERS}
    with visit(chromium, place, reduced_motion="reduce") as visitor:
        for name in sorted({lab for lab, _, _ in ANSWERS}):
            page = visitor.open(f"{name}.html")
            for _ in range(9):
                asked = page.inner_text("[data-question]")
                for lab, pattern, answer in ANSWERS:
                    found = re.search(pattern, asked) if lab == name else None
                    if found is None:
                        continue
                    met[pattern] += 1
                    page.fill("[data-answer]", f"{answer(*found.groups()):.9f}")
                    page.press("[data-answer]", "Enter")
                    assert page.locator("[data-verdict]").get_attribute("data-verdict") == "right", asked
                page.click("[data-next]")
            page.close()
    assert all(count >= 3 for count in met.values()), met
