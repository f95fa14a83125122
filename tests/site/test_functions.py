"""The derivatives that the laboratories draw are those of calcdrill's own differentiator."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from functools import cache
from typing import Any

import pytest

from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.read import read
from calcdrill.figures.floats import function_of
from calcdrill.site.lab import FOLDER

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")

POINTS = [-1.75, -0.6, 0.3, 0.8, 1.4, 2.25]
PAIRS = [(x, y) for x in POINTS for y in (-0.9, 0.4, 1.5)]
CODE = """
const f = require(%s), points = %s, pairs = %s;
const each = (table, row) => Object.fromEntries(Object.entries(table).map(([name, one]) => [name, row(one)]));
const g = require(%s), inputs = [1.5, -0.5, 2, 0.75];
const gap = (c, n) => c.value(0.5) - f.polynomial(c.coefficients(0, n), 0, 0.5);
console.log(JSON.stringify({
  curves: each(f.CURVES, (c) => ({expression: c.expression,
    rows: points.map((x) => [c.value(x), c.slope(x), c.bend(x)])})),
  fields: each(f.FIELDS, (c) => ({expression: c.expression,
    rows: pairs.map(([x, y]) => [c.value(x, y), ...c.slope(x, y)])})),
  maps: each(f.MAPS, (c) => ({expressions: c.expressions,
    rows: pairs.map(([x, y]) => [...c.value(x, y), ...c.jacobian(x, y).flat()])})),
  graphs: Object.fromEntries(Object.entries(g.GRAPHS).map(([name, one]) => {
    const ids = g.inputsOf(name).map((node) => node.id), found = g.evaluate(name, inputs);
    const last = one.nodes[one.nodes.length - 1].id;
    const row = [found.value[last], ...ids.map((id) => found.adjoint[id])];
    return [name, {expression: one.expression, ids, inputs, row}];
  })),
  series: each(f.SERIES, (c) => ({expression: c.expression, rows: [-0.5, 0, 0.5].map((a) => c.coefficients(a, 5)),
    bounds: [1, 2, 5].map((n) => [f.remainder(c, 0, 0.5, n), gap(c, n)])})),
}))
"""


@cache
def found() -> Any:
    scripts = [json.dumps(str(FOLDER / name)) for name in ("functions.js", "graphs.js")]
    code = CODE % (scripts[0], json.dumps(POINTS), json.dumps(PAIRS), scripts[1])
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def same(numbers: list[float | None], expected: list[float]) -> bool:
    return all(
        math.isnan(b) or (a is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12))
        for a, b in zip(numbers, expected, strict=True)
    )


def test_curves() -> None:
    assert len(found()["curves"]) >= 10
    for name, curve in found()["curves"].items():
        tree = read(curve["expression"])
        slope = differentiate(tree, "x")
        trees = [function_of(one, ("x",)) for one in (tree, slope, differentiate(slope, "x"))]
        for x, row in zip(POINTS, curve["rows"], strict=True):
            assert same(row, [one(x) for one in trees]), (name, x)


def test_fields_and_maps() -> None:
    for name, field in found()["fields"].items():
        tree = read(field["expression"])
        trees = [tree, differentiate(tree, "x"), differentiate(tree, "y")]
        for point, row in zip(PAIRS, field["rows"], strict=True):
            assert same(row, [function_of(one, ("x", "y"))(*point) for one in trees]), (name, point)
    for name, one in found()["maps"].items():
        parts = [read(text) for text in one["expressions"]]
        trees = parts + [differentiate(part, variable) for part in parts for variable in "xy"]
        for point, row in zip(PAIRS, one["rows"], strict=True):
            assert same(row, [function_of(tree, ("x", "y"))(*point) for tree in trees]), (name, point)


def test_taylor_coefficients_and_remainders() -> None:
    for name, series in found()["series"].items():
        derivatives = [read(series["expression"])]
        for _ in range(5):
            derivatives.append(differentiate(derivatives[-1], "x"))
        for centre, row in zip((-0.5, 0, 0.5), series["rows"], strict=True):
            expected = [function_of(one, ("x",))(centre) / math.factorial(k) for k, one in enumerate(derivatives)]
            assert same(row, expected), (name, centre)
        for bound, error in series["bounds"]:
            assert bound is None or abs(error) <= bound * (1 + 1e-12), name


def test_adjoints_of_the_graphs() -> None:
    assert len(found()["graphs"]) == 3
    for name, graph in found()["graphs"].items():
        tree, ids = read(graph["expression"]), graph["ids"]
        point = graph["inputs"][: len(ids)]
        expected = [
            function_of(one, ids)(*point) for one in (tree, *(differentiate(tree, variable) for variable in ids))
        ]
        assert same(graph["row"], expected), name
