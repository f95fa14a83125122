"""The numbers of the descent laboratory are Python's: every optimiser on every surface, noise included."""

from __future__ import annotations

import functools
import itertools
import json
import math
import shutil
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from calcdrill import solve
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.read import read
from calcdrill.figures.floats import function_of
from calcdrill.site.lab import FOLDER

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")

SURFACES = ("bowl", "valley", "saddle", "two-wells", "rosenbrock", "noisy")
OPTIMISERS = ("descent", "momentum", "nesterov", "adam")
SETTINGS = {"rosenbrock": (0.0005, 0.6), "saddle": (0.05, 0.5), "two-wells": (0.1, 0.8)}
ELSEWHERE = (0.05, 0.9)
SEED = 20240607
STEPS = 100


def in_node(expression: str) -> Any:
    """The value of a JavaScript expression in which ``d`` is the script of the descent laboratory."""
    code = f"const d = require({json.dumps(str(FOLDER / 'descent.js'))}); console.log(JSON.stringify({expression}))"
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


@functools.cache
def surfaces() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = in_node("d.SURFACES")
    assert set(found) == set(SURFACES)
    return found


@functools.cache
def functions(surface: str) -> tuple[Any, Any, Any]:
    """The surface and its two partial derivatives, from calcdrill's own differentiator."""
    tree = read(surfaces()[surface]["expression"])
    trees = (tree, differentiate(tree, "x"), differentiate(tree, "y"))
    value, along_x, along_y = (function_of(one, ("x", "y")) for one in trees)
    return value, along_x, along_y


def noise(seed: int) -> Iterator[float]:
    """Mean 0, variance 1, from Lehmer's generator."""
    while True:
        total = 0
        for _ in range(3):
            seed = seed * 48271 % 2147483647
            total += seed
        yield 2 * (total / 2147483647 - 1.5)


def descend(surface: str, optimiser: str) -> list[tuple[float, float]]:
    """The run in plain Python, written from the exercises' formulas."""
    _, along_x, along_y = functions(surface)
    rate, beta = SETTINGS.get(surface, ELSEWHERE)
    beta = 0.0 if optimiser == "descent" else beta
    strength, drawn = surfaces()[surface]["noise"], noise(SEED)
    w = np.array(surfaces()[surface]["start"], dtype=float)
    v, square, path = np.zeros(2), np.zeros(2), [tuple(w)]
    for n in range(1, STEPS + 1):
        at = w - rate * beta * v if optimiser == "nesterov" else w
        g = np.array([along_x(*at), along_y(*at)])
        if strength:
            g = g + strength * np.array([next(drawn), next(drawn)])
        if optimiser == "adam":
            v, square = beta * v + (1 - beta) * g, 0.999 * square + 0.001 * g**2
            w = w - rate * (v / (1 - beta**n)) / (np.sqrt(square / (1 - 0.999**n)) + 1e-8)
        else:
            v = beta * v + g
            w = w - rate * v
        path.append(tuple(w))
    return path


@functools.cache
def all_runs() -> dict[str, list[list[float]]]:
    wanted = [
        [surface, optimiser, *SETTINGS.get(surface, ELSEWHERE)]
        for surface, optimiser in itertools.product(SURFACES, OPTIMISERS)
    ]
    found: dict[str, list[list[float]]] = in_node(
        f"Object.fromEntries({json.dumps(wanted)}.map(([s, o, rate, momentum]) => [s + '/' + o, "
        f"d.run(d.SURFACES[s], o, {{rate, momentum}}, d.SURFACES[s].start, {STEPS}, {SEED})"
        ".map(({x, y}) => [x, y, d.SURFACES[s].value(x, y)])]))"
    )
    return found


def close(a: float, b: float, scale: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9 * scale)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("surface", SURFACES)
def test_a_hundred_steps_are_pythons(surface: str, optimiser: str) -> None:
    value = functions(surface)[0]
    run, expected = all_runs()[f"{surface}/{optimiser}"], descend(surface, optimiser)
    assert len(run) == STEPS + 1
    for (x, y, loss), point in zip(run, expected, strict=True):
        size = math.hypot(*point)
        assert close(x, point[0], size) and close(y, point[1], size)
        assert close(loss, value(*point), 1e-3)
    assert run[-1] != run[0]


def test_slopes_are_the_derivatives() -> None:
    points = [(a / 4, b / 8) for a, b in itertools.product(range(-12, 13, 3), repeat=2)]
    found = in_node(
        f"Object.fromEntries(Object.entries(d.SURFACES).map(([name, s]) => [name, {json.dumps(points)}"
        ".map(([x, y]) => [s.value(x, y), ...s.slope(x, y)])]))"
    )
    for surface in SURFACES:
        for point, numbers in zip(points, found[surface], strict=True):
            expected = [function(*point) for function in functions(surface)]
            assert numbers == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_curvatures_and_minima_are_as_said() -> None:
    for surface in SURFACES:
        facts, tree = surfaces()[surface], read(surfaces()[surface]["expression"])
        _, along_x, along_y = functions(surface)
        seconds = [[differentiate(differentiate(tree, a), b) for b in "xy"] for a in "xy"]
        bends = [[function_of(one, ("x", "y")) for one in row] for row in seconds]
        for goal in facts["goals"]:
            assert along_x(*goal) == along_y(*goal) == 0
            assert np.linalg.eigvalsh([[one(*goal) for one in row] for row in bends]).min() > 0
        goal = facts["goals"][0] if facts["goals"] else (0, 0)
        largest = np.linalg.eigvalsh([[one(*goal) for one in row] for row in bends]).max()
        assert largest == pytest.approx(facts["sharpest"], rel=1e-12)
        for point in ((0.3, -1.1), (2.0, 0.5)) if facts["curvatures"] else ():
            assert [bends[0][0](*point), bends[1][1](*point)] == facts["curvatures"]
            assert bends[0][1](*point) == 0


def companion(optimiser: str, rate: float, beta: float, curvature: float) -> np.ndarray:
    """One step of an optimiser on a line of this curvature, as a matrix on position and velocity."""
    ahead = 1 - rate * curvature if optimiser == "nesterov" else 1.0
    used = 0.0 if optimiser == "descent" else beta
    return np.array([[1 - rate * curvature, -rate * used * ahead], [curvature, used * ahead]])


def test_the_bound_divides_runs_that_settle_from_runs_that_fly_away() -> None:
    cases = [
        [optimiser, beta, curvature, share]
        for optimiser in OPTIMISERS[:3]
        for beta, curvature in ((0.0, 1.0), (0.5, 20.0), (0.9, 4.0))
        for share in (0.5, 0.999, 1.001, 1.5)
    ]
    found = in_node(
        f"{json.dumps(cases)}.map(([o, beta, curvature, share]) => {{ const rate = share * d.bound(o, beta, curvature);"
        " return [rate, d.factor(o, rate, beta, curvature)]; })"
    )
    for (optimiser, beta, curvature, share), (rate, factor) in zip(cases, found, strict=True):
        radius = max(abs(np.linalg.eigvals(companion(optimiser, rate, beta, curvature))))
        assert factor == pytest.approx(radius, rel=1e-9)
        assert (radius < 1) == (share < 1), (optimiser, beta, share)


def test_the_best_setting_is_polyaks() -> None:
    found = in_node("[d.best(1, 20), d.factor('momentum', d.best(1, 20).rate, d.best(1, 20).momentum, 20)]")
    root = math.sqrt(20)
    assert found[0] == pytest.approx({"rate": (2 / (1 + root)) ** 2, "momentum": ((root - 1) / (root + 1)) ** 2})
    assert found[1] == pytest.approx((root - 1) / (root + 1), rel=1e-6)


@pytest.mark.parametrize("momentum", [Fraction(0), Fraction(1, 2)])
def test_the_exact_exercise_agrees(momentum: Fraction) -> None:
    solution = solve(
        {
            "kind": "gradient_descent",
            "function": surfaces()["two-wells"]["expression"],
            "start": {"x": "-3/2", "y": "1"},
            "learning_rate": "1/10",
            "steps": 4,
            "momentum": str(momentum),
        }
    )
    expected = [function_of(entry, ())() for entry in solution.answer.entries]  # type: ignore[union-attr]
    optimiser = "momentum" if momentum else "descent"
    last = in_node(
        f"d.run(d.SURFACES['two-wells'], '{optimiser}', {{rate: 0.1, momentum: {float(momentum)}}}, [-1.5, 1], 4).pop()"
    )
    assert [last["x"], last["y"]] == pytest.approx(expected, rel=1e-12)
