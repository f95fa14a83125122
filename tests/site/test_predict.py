"""What the laboratories make of a typed prediction, and the level lines that they draw."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from typing import Any

import pytest

from calcdrill.site.lab import FOLDER

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")

READ = {
    "3/8": 0.375,
    "-0.25": -0.25,
    "−1/2": -0.5,
    "0,5": 0.5,
    "40 %": 0.4,
    "2/(501 + sqrt(250601))": 2 / (501 + math.sqrt(250601)),
    "1e-3": 0.001,
    "2^-1": 0.5,
    "-2^2": -4.0,
    "2√(2)": 2 * math.sqrt(2),
    "2(3 + 1)": 8.0,
    "2π": 2 * math.pi,
    "x": None,
    "": None,
    "2/": None,
    "(1": None,
    "1/0": None,
    "constructor": None,
    "9" * 400: None,
    "(" * 90: None,
}


def in_node(script: str, expression: str) -> Any:
    code = f"const it = require({json.dumps(str(FOLDER / script))}); console.log(JSON.stringify({expression}))"
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_numbers_are_read() -> None:
    found = in_node("predict.js", f"{json.dumps(list(READ))}.map(it.read)")
    for text, number, expected in zip(READ, found, READ.values(), strict=True):
        assert (number is None) == (expected is None), text
        assert expected is None or math.isclose(number, expected, rel_tol=1e-12), text


def test_verdicts_and_named_mistakes() -> None:
    question = {"answer": 0.18, "because": "B", "wrong": [[0.1, "without momentum"], [0.1805, "never said"]]}
    word = {"answer": ["yes", "y"], "choices": [["yes", "y"], ["no", "n"]], "because": "B"}
    typed = ["0.18", "0.1790", "η = 9/50", "0.175", "0.1", "much"]
    found = in_node("predict.js", f"{json.dumps(typed)}.map((text) => it.grade({json.dumps(question)}, text))")
    assert [one["verdict"] for one in found] == ["right", "right", "right", "wrong", "wrong", "unreadable"]
    assert [one["words"] for one in found[3:5]] == ["B", "without momentum"]
    said = in_node("predict.js", f"['Yes', ' n ', 'maybe'].map((text) => it.grade({json.dumps(word)}, text).verdict)")
    assert said == ["right", "wrong", "unreadable"]


def test_level_lines_close_around_what_is_below() -> None:
    rings = in_node("contour.js", "it.loops(it.sample((x, y) => x*x + y*y, [-2, 2, -2, 2], 60, 60), 1)")
    assert len(rings) == 1 and len(rings[0]) > 50
    assert all(abs(math.hypot(x, y) - 1) < 2e-3 for x, y in rings[0])
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(rings[0], rings[0][1:] + rings[0][:1], strict=True)) / 2
    assert area == pytest.approx(math.pi, rel=1e-2), "what is below lies to the left"
    saddle = in_node("contour.js", "it.loops(it.sample((x, y) => x*y, [-2, 2, -2, 2], 61, 61), 0.5)")
    assert len(saddle) == 1
    assert len(in_node("contour.js", "it.loops(it.sample((x, y) => x*y, [-2, 2, -2, 2], 61, 61), -0.5)")) == 2
