"""Random tasks about extrema, of many families: polynomials, waves, |·|, cusps, fractions, exponentials, nested, with
poles, and curves that go on for ever."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, Final

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


def _n(r: random.Random, low: int = -5, high: int = 5) -> int:
    return r.choice([k for k in range(low, high + 1) if k])


# -- one variable


def _polynomial(r: random.Random) -> str:
    a, p, q = _n(r, -3, 3), r.randint(-3, 3), r.randint(-3, 3)
    return r.choice(
        [
            f"{2 * a}*x^3 - {3 * a * (p + q)}*x^2 + {6 * a * p * q}*x",
            f"{a}*x^4 - {2 * a * p * p}*x^2 + {q}",
            f"{a}*x^2 + {p}*x + {q}",
            f"(x - {p})^2*(x - {q})",
            f"x^5 - {5 * abs(p) + 5}*x",
        ]
    )


def _wave(r: random.Random) -> str:
    a, b, k = _n(r, -4, 4), _n(r, -4, 4), r.randint(1, 3)
    return r.choice(
        [
            f"{a}*sin(x) + {b}*cos(x)",
            f"{a}*sin({k}*x)",
            f"{2 * a}*sin(x) + {a}*sin(2*x)",
            f"sin(x)^2 + {b}*cos(x)",
            f"x + {2 * b}*sin(x)",
            f"sin(x)*cos(x) + {b}",
            f"cos(x)^{k + 1}",
            f"exp({a}*sin(x))",
            f"abs(sin(x) - 1/{k + 1})",
            f"abs({a}*cos(x))",
            f"sin(x)^{k}*cos(x)",
            f"{a}*cos(2*x) + {b}*sin(x)",
            f"sin(x)/({abs(b) + 1} + cos(x))",
            f"exp(-x)*sin({k}*x)",
        ]
    )


def _bent(r: random.Random) -> str:
    a, b, c = _n(r, -4, 4), r.randint(-4, 4), _n(r, -3, 3)
    return r.choice(
        [
            f"abs({a}*x + {b})",
            f"abs(x^2 - {abs(b)}) + {c}*x",
            f"abs(x - {b}) + abs(x - {c})",
            f"max(x^2, {a}*x + {b})",
            f"min({a}*x, {b} - x^2)",
            f"relu(x - {b}) - x/{abs(c) + 1}",
            f"x*abs(x - {b})",
            f"abs(x)^3 - {abs(a)}*x^2",
            f"sqrt(abs(x - {b})) - {c}*x/4",
            f"abs(abs(x) - {abs(b)})",
            f"piecewise(x^2, x <= 1, {c}*x - {c - 1})",
            f"x*exp(-abs(x - {b}))",
            f"abs(x^3 - {3 * abs(a)}*x)",
            f"abs(x)/(x^2 + {abs(c)})",
            f"max({a}*x, {b} - x, {c})",
        ]
    )


def _cusp(r: random.Random) -> str:
    a, b, c = r.randint(-3, 3), _n(r, -5, 5), _n(r, -3, 3)
    return r.choice(
        [
            f"(x - {a})^(2/3)",
            f"{c}*x^(2/3)*(x - {b})",
            f"cbrt((x - {a})^2) + {c}",
            f"(x^2 - {abs(b)})^(2/3)",
            f"x^(4/5)*(x - {b})^2",
            f"cbrt(x - {a})*{c}",
            f"x^(1/3)*({b} - x)",
            f"x^(5/3) - {5 * abs(c)}*x^(2/3)",
            f"cbrt(x^3 - {3 * abs(c)}*x)",
            f"cbrt(x^2 - {abs(b)})",
            f"cbrt(x^2*(x - {b}))",
        ]
    )


def _fraction(r: random.Random) -> str:
    a, b, c = _n(r, -4, 4), r.randint(1, 5), r.randint(-3, 3)
    return r.choice(
        [
            f"{a}*x/(x^2 + {b * b})",
            f"x + {b * b}/x",
            f"{a}/(x^2 + {b})",
            f"(x^2 + {b})/(x - {c})",
            f"1/(x - {c})^2",
            f"x^2/(x^2 + {b})",
            f"(x^2 + {a}*x)/(x^2 + {b})",
            f"(x - {c})/(x^2 + {b})^2",
        ]
    )


def _smooth(r: random.Random) -> str:
    a, b, c = _n(r, -3, 3), _n(r, -3, 3), r.randint(1, 4)
    return r.choice(
        [
            f"(x + {b})*exp({a}*x)",
            f"x^2*exp({-c}*x)",
            f"exp(x) - {c}*x",
            f"ln(x^2 + {c})",
            f"x - {c}*ln(x + 4)",
            f"exp(-x^2/{c})*{a}",
            f"arctan({a}*x) - {b}*x/8",
            f"sqrt(x^2 + {c}) - {b}*x/4",
            f"x*sqrt({c * c} - x^2)",
            f"sqrt({c * c} - x^2)",
            f"ln(x + {c + 2}) - x/{c}",
            f"tanh(x) - x/{c + 1}",
            f"{a}*cosh(x) + {b}*x",
            f"tanh({a}*x)^2 + {b}*tanh({a}*x)",
            f"{a}*exp(x) + {abs(b)}*exp(-2*x)",
            f"ln(x + 5)^2 - {c}*ln(x + 5)",
            f"ln(x^2 + {c})/(x^2 + {c})",
            f"x^{c}*exp(-x^2/2)",
            f"arctan(x)^2 - {b}*arctan(x)/4",
        ]
    )


def _wild(r: random.Random) -> str:
    c = r.randint(-2, 2)
    return r.choice(
        [
            "tan(x)",
            "cot(x)",
            "sec(x)",
            f"tan(x) - {abs(c) + 2}*x",
            f"x - 3*sign(x - {c})",
            f"floor(x) + {c}*x",
            f"log(x^2, 2) + {c}",
            f"1/x + {c}*x",
            f"ln(abs(x - {c}))",
            f"abs(x)/(x - {c})",
            f"exp(1/(x - {c}))",
        ]
    )


_LINES: Final[list[Callable[[random.Random], str]]] = [_polynomial, _wave, _bent, _cusp, _fraction, _smooth, _wild]


def _interval(r: random.Random) -> Task:
    make = r.choice(_LINES)
    low = r.randint(-4, 2)
    ends = (str(low), str(low + r.randint(1, 6)))
    if make is _wave or (make is _wild and r.random() < 0.5):
        ends = r.choice([("0", "2*pi"), ("0", "pi"), ("-pi/2", "pi"), ("-1", "4"), ("pi/6", "5*pi/4")])
    return {"function": make(r), "variable": "x", "lower": ends[0], "upper": ends[1], "goal": r.choice(["min", "max"])}


def _critical(r: random.Random) -> Task:
    make = r.choice([_polynomial, _wave, _bent, _cusp, _fraction, _smooth])
    task: Task = {"function": make(r), "variables": ["x"]}
    if make is _wave:
        task["domain"] = r.choice(["0 < x < 2*pi", "-pi < x < pi", "-1 < x < 5"])
    return task


# -- two variables


def _critical_of_two(r: random.Random) -> Task:
    a, b, c = _n(r, -3, 3), _n(r, -4, 4), _n(r, -3, 3)
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
    a, b, c, k = _n(r, -4, 4), _n(r, -4, 4), r.randint(1, 4), r.randint(1, 5)
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
