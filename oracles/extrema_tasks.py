"""Random tasks about extrema, of many families: polynomials, waves, |·|, cusps, fractions, exponentials, nested, with
poles, and curves that go on for ever."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from oracles.families import bent, cusp, fraction, nonzero, polynomial, smooth, wave, wild

__all__ = ["KINDS", "random_tasks"]

Task = dict[str, Any]


def random_tasks(kind: str, count: int, seed: int) -> Iterator[Task]:
    """The same tasks for the same seed, none of them twice."""
    source = random.Random(f"{kind} {seed}")
    seen: set[str] = set()
    while len(seen) < count:
        task = {"kind": kind.partition("_of_two")[0], **KINDS[kind](source)}
        if repr(task) not in seen:
            seen.add(repr(task))
            yield task


# -- one variable

_ON_LINE: Final[list[Callable[[random.Random], str]]] = [polynomial, wave, bent, cusp, fraction, smooth]
_ON_INTERVAL: Final = [*_ON_LINE, wild]


def _interval(r: random.Random) -> Task:
    make = r.choice(_ON_INTERVAL)
    low = r.randint(-4, 2)
    ends = (str(low), str(low + r.randint(1, 6)))
    if make is wave or (make is wild and r.random() < 0.5):
        ends = r.choice([("0", "2*pi"), ("0", "pi"), ("-pi/2", "pi"), ("-1", "4"), ("pi/6", "5*pi/4")])
    return {"function": make(r), "variable": "x", "lower": ends[0], "upper": ends[1], "goal": r.choice(["min", "max"])}


def _critical(r: random.Random) -> Task:
    make = r.choice(_ON_LINE)
    task: Task = {"function": make(r), "variables": ["x"]}
    if make is wave:
        task["domain"] = r.choice(["0 < x < 2*pi", "-pi < x < pi", "-1 < x < 5"])
    return task


# -- two variables


def _critical_of_two(r: random.Random) -> Task:
    a, b, c = nonzero(r, -3, 3), nonzero(r, -4, 4), nonzero(r, -3, 3)
    p, q = r.randint(-3, 3), r.randint(-3, 3)
    function = r.choice(
        [
            f"{a}*x^2 + {b}*x*y + {c}*y^2 + {p}*x + {q}*y",
            f"x^3 + y^3 - {3 * a}*x*y",
            f"x^4 + y^4 - {4 * abs(a)}*x*y",
            f"{a}*x^3 - {3 * a * b * b}*x + {c}*y^2",
            f"x*y*({3 * a} - x - y)",
            f"(x^2 + {abs(a)}*y^2)*exp(-x)",
            f"x*y + {abs(a)}/x + {abs(b)}/y",
            f"exp({-abs(a)}*x^2 - y^2)",
            f"x^2 + y^2 - {2 * abs(a)}*ln(x*y)",
            f"(x - {p})^(2/3) + {c}*(y - {q})^2",
            f"abs(x - {p}) + {c}*y^2 - {2 * c * q}*y",
            f"sqrt((x - {p})^2 + (y - {q})^2)",
            f"{c}*abs(x - {p}) + {a}*abs(y - {q})",
            f"cbrt(x - {p}) + y^3 - 3*y",
            f"x*exp(y) - {abs(a)}*exp(x)",
            f"x^4 + {abs(a)}*y^4 + {p}",
            f"x^2*y - {abs(b)}*y^2 + {c}*x^2",
            f"(x^2 + y^2 - {abs(b)})*x",
            f"x*y*exp(-x^2/{abs(a)} - y^2/{abs(c)})",
            f"(x + {p}*y)/(x^2 + y^2 + {abs(b)})",
            f"{a}*x^2 + {b}*y^2 + x^2*y",
            f"(x^2 - {abs(a)})^2 + (y - {q})^2",
        ]
    )
    return {"function": function, "variables": ["x", "y"]}


def _lagrange(r: random.Random) -> Task:
    a, b, c, k = nonzero(r, -4, 4), nonzero(r, -4, 4), r.randint(1, 4), r.randint(1, 5)
    function = r.choice(
        [
            f"{a}*x + {b}*y",
            f"{a}*x*y",
            f"x^2 + {abs(b)}*y^2",
            "x^2*y",
            f"(x - {a})^2 + (y - {b})^2",
            f"exp({a}*x*y)",
            f"x^3 + {b}*y",
            f"abs(x) + {b}*y",
            "x^2 - y^2",
            "x^4 + y^4",
            "ln(x^2 + y^2)",
            f"abs(x) + {abs(b)}*abs(y)",
            f"x^2 + {a}*x*y + y^2",
            f"x^3 + y^3 + {a}*x*y",
            f"x*y^2 + {a}*y",
            f"sqrt(x^2 + {c}*y^2)",
            f"{a}*x^2 + {b}*y",
        ]
    )
    if "(x -" in function:
        curve = r.choice([f"x + {c}*y = {k}", f"y = {c}*x", f"x^2 + y^2 = {k}", f"(x + {a})^2 + (y - {c})^2 = {k}"])
    else:
        curve = r.choice(
            [
                f"x^2 + y^2 = {k}",
                f"{c * c}*x^2 + {k * k}*y^2 = {c * c * k * k}",
                f"{a}*x + {b}*y = {k}",
                f"x*y = {a}",
                f"x^2 - y^2 = {k}",
                f"y = x^2 - {k}",
                "y = 0",
                f"x^4 + y^4 = {2 * k}",
                f"x^2*y = {k}",
                f"y^2 = x + {k}",
                f"x + y = {k}",
                "y = exp(x)",
                f"abs(x) + abs(y) = {k}",
                f"{c}*abs(x) + y^2 = {k}",
                f"x^2 + x*y + y^2 = {k}",
                f"x^2 + y^2 = {2 * c}*x",
                f"y*(x^2 + {c}) = {k}",
            ]
        )
    return {"function": function, "constraint": curve, "variables": ["x", "y"], "goal": r.choice(["min", "max"])}


KINDS: Final[dict[str, Callable[[random.Random], Task]]] = {
    "interval_extremum": _interval,
    "critical_points": _critical,
    "critical_points_of_two": _critical_of_two,
    "lagrange": _lagrange,
}
