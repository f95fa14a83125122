"""``python -m oracles.random_tasks limit|definite_integral -n 2000 --seed 1``: random tasks against numbers.

Counted are: wrong (the judge has another answer), right, refused of those that the judge answers, and no judge (it has
no answer itself).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import mpmath

from calcdrill import worker
from calcdrill.errors import CalcdrillError
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read
from oracles import numbers
from oracles.asking import answered
from oracles.kept import judgements

__all__ = ["MAKERS", "judged", "tasks"]

Draw = random.Random


def _n(draw: Draw, low: int = 1, high: int = 9) -> int:
    return draw.randint(low, high)


def _z(draw: Draw) -> int:
    return draw.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5])


# -- limits

_FAR: Final[tuple[Callable[[Draw], str], ...]] = (
    lambda d: f"({_z(d)}*x^{_n(d, 0, 3)} + {_z(d)}*x + {_z(d)})/({_z(d)}*x^{_n(d, 1, 3)} + {_n(d)})",
    lambda d: f"x^{_n(d, 0, 4)}*exp({_z(d)}*x)",
    lambda d: f"{_n(d, 1, 4)}^x/{_n(d, 2, 5)}^x",
    lambda d: f"({_n(d)}/{_n(d, 2, 9)})^x",
    lambda d: f"ln({_n(d)}*x + {_n(d)})/ln({_n(d)}*x^{_n(d, 1, 3)} + {_n(d)})",
    lambda d: f"ln(x)^{_n(d, 1, 3)}/x^(1/{_n(d, 1, 4)})",
    lambda d: f"sqrt(x^2 + {_z(d)}*x) - x",
    lambda d: f"sqrt({_n(d)}*x + {_n(d)})/sqrt({_n(d)}*x + {_n(d)})",
    lambda d: f"(1 + {_z(d)}/x)^({_z(d)}*x)",
    lambda d: f"sin({_n(d)}*x)/x^{_n(d, 1, 2)}",
    lambda d: f"cos({_n(d)}*x)*exp(-{_n(d)}*x)",
    lambda d: f"sin({_n(d)}*x + {_n(d)})",
    lambda d: f"x*cos({_n(d)}*x)",
    lambda d: f"({_n(d)}*x + sin({_n(d)}*x))/({_n(d)}*x - cos(x))",
    lambda d: f"arctan({_z(d)}*x^{_n(d, 1, 2)})",
    lambda d: f"arctan(exp({_z(d)}*x))",
    lambda d: f"tanh({_z(d)}*x)",
    lambda d: f"sinh({_n(d)}*x)/exp({_n(d)}*x)",
    lambda d: f"x*sin({_n(d)}/x)",
    lambda d: f"x^({_n(d)}/x)",
    lambda d: f"(exp(x) - exp(-x))/(exp(x) + {_n(d)}*exp(-x))",
    lambda d: f"max({_n(d)}*x, x^2)/x^{_n(d, 1, 3)}",
    lambda d: f"abs({_z(d)}*x + {_z(d)})/x",
    lambda d: f"ln(x^2 + {_n(d)}) - 2*ln(x + {_n(d)})",
    lambda d: f"floor(x/{_n(d)})/x",
    lambda d: f"(x + {_n(d)})^(1/3) - x^(1/3)",
)
_NEAR: Final[tuple[Callable[[Draw], tuple[str, str]], ...]] = (
    lambda d: ((a := _z(d)), (f"(x^2 - {a * a})/(x - ({a}))", str(a)))[1],
    lambda d: (f"sin({_z(d)}*x)/({_z(d)}*x)", "0"),
    lambda d: (f"(1 - cos({_n(d)}*x))/x^{_n(d, 1, 3)}", "0"),
    lambda d: (f"(exp({_z(d)}*x) - 1)/({_z(d)}*x)", "0"),
    lambda d: (f"ln(1 + {_n(d)}*x)/sin({_n(d)}*x)", "0"),
    lambda d: ((a := _n(d)), (f"(sqrt(x + {a}) - sqrt({a}))/x", "0"))[1],
    lambda d: ((a := _z(d)), (f"abs(x - ({a}))/(x - ({a}))", str(a)))[1],
    lambda d: ((a := _z(d)), (f"{_z(d)}/(x - ({a}))^{_n(d, 1, 4)}", str(a)))[1],
    lambda d: (f"tan({_n(d)}*x)/sin({_n(d)}*x)", "0"),
    lambda d: ("tan(x)", d.choice(["pi/2", "-pi/2", "3*pi/2", "pi", "pi/4"])),
    lambda d: (f"1/sin({_n(d)}*x)", "0"),
    lambda d: (f"x^({_n(d)}/{d.choice([3, 5])})", "0"),
    lambda d: (f"x^{_n(d)}*ln(x)", "0"),
    lambda d: (f"(1 + {_z(d)}*x)^({_z(d)}/x)", "0"),
    lambda d: (f"sin({_n(d)}/x)", "0"),
    lambda d: (f"x^{_n(d, 1, 3)}*sin({_n(d)}/x)", "0"),
    lambda d: (f"exp({_z(d)}/x)", "0"),
    lambda d: (f"exp(-{_n(d)}/x^2)/x^{_n(d, 0, 4)}", "0"),
    lambda d: (f"({_n(d, 2, 5)}^x - {_n(d, 2, 5)}^x)/x", "0"),
    lambda d: (f"arctan({_z(d)}/x)", "0"),
    lambda d: ((a := _n(d)), (f"(ln(x) - ln({a}))/(x - {a})", str(a)))[1],
    lambda d: ((a := _n(d)), (f"(sin(x) - sin({a}))/(x - {a})", str(a)))[1],
    lambda d: (f"(sin({_n(d)}*x) - {_n(d)}*x)/x^{_n(d, 1, 3)}", "0"),
    lambda d: (f"x/(sqrt({_n(d)} + x^2) - {_n(d)})", "0"),
    lambda d: (f"floor(x + {_n(d)}/{_n(d, 2, 5)})", str(_z(d))),
    lambda d: (f"piecewise({_z(d)}*x + 1, x < 1, x^2 + {_z(d)})", "1"),
    lambda d: (f"cos({_n(d)}*x)/(x^2 + {_n(d)})", str(_z(d))),
    lambda d: (f"arcsin({_n(d)}*x)/x", "0"),
    lambda d: ("1/ln(x)", d.choice(["0", "1"])),
)


def _limit(draw: Draw) -> dict[str, Any]:
    if draw.random() < 0.5:
        function = draw.choice(_FAR)(draw)
        if draw.random() < 0.25:
            function = f"({function}) {draw.choice('+*-')} ({draw.choice(_FAR)(draw)})"
        return {"kind": "limit", "function": function, "variable": "x", "to": draw.choice(["oo", "oo", "-oo"])}
    function, to = draw.choice(_NEAR)(draw)
    if draw.random() < 0.2:
        other, place = draw.choice(_NEAR)(draw)
        if place == to:
            function = f"({function}) {draw.choice('+*-')} ({other})"
    side = draw.choice(["both", "both", "above", "below"])
    return {"kind": "limit", "function": function, "variable": "x", "to": to, "side": side}


# -- definite integrals

_RANGES: Final = ("0;1", "0;2", "-1;1", "1;3", "0;pi", "0;pi/2", "0;2*pi", "-2;2", "1;e", "0;e", "2;5", "-pi;pi", "1;4")
_OPEN: Final = ("1;oo", "0;oo", "2;oo", "-oo;oo", "-oo;0", "-oo;-1")
_PROPER: Final[tuple[Callable[[Draw], str], ...]] = (
    lambda d: f"{_z(d)}*x^{_n(d, 0, 4)} + {_z(d)}*x + {_z(d)}",
    lambda d: f"x^{_n(d, 0, 2)}*exp({_z(d)}*x)",
    lambda d: f"{_n(d)}*sin({_n(d)}*x) + cos({_n(d)}*x)",
    lambda d: f"abs({_z(d)}*x + {_z(d)})",
    lambda d: f"abs(sin({_n(d, 1, 3)}*x))",
    lambda d: f"abs(x^2 - {_n(d, 1, 5)})",
    lambda d: f"1/({_n(d, 3, 9)} + {_z(d) % 3}*cos(x))",
    lambda d: f"{_n(d)}/({_n(d, 4, 9)} - {_n(d, 1, 3)}*sin(x))",
    lambda d: f"1/(x^2 + {_n(d)})",
    lambda d: f"x/(x^2 + {_n(d)})^{_n(d, 1, 3)}",
    lambda d: f"1/(x - {_n(d)}/{_n(d, 2, 5)})",
    lambda d: f"1/(x^2 - {_n(d)})",
    lambda d: f"x^(-{_n(d, 1, 5)}/{_n(d, 2, 6)})",
    lambda d: f"x^({_n(d, 1, 5)}/3)",
    lambda d: f"ln(x)*x^{_n(d, 0, 2)}",
    lambda d: f"ln({_n(d)}*x + {_n(d)})",
    lambda d: f"sqrt({_n(d)} - x^2)",
    lambda d: f"1/sqrt({_n(d)} - x^2)",
    lambda d: f"sqrt({_n(d)}*x + {_n(d)})",
    lambda d: f"x*sqrt(x^2 + {_n(d)})",
    lambda d: "tan(x)",
    lambda d: "sec(x)^2",
    lambda d: f"sin(x)^{_n(d, 2, 4)}*cos(x)^{_n(d, 0, 3)}",
    lambda d: f"piecewise({_z(d)}*x, x < 1, x^2 + {_z(d)})",
    lambda d: f"max(x, {_n(d, 1, 3)} - x)",
    lambda d: "arctan(x)",
    lambda d: "x*arctan(x)",
    lambda d: f"x^2/(x + {_n(d)})",
    lambda d: f"exp(x)/(1 + exp({_n(d, 1, 2)}*x))",
    lambda d: f"sqrt(x)/(x + {_n(d)})",
    lambda d: f"cbrt(x - {_n(d, 0, 2)})",
    lambda d: f"1/cbrt(x - {_n(d, 0, 2)})",
    lambda d: f"1/(x*sqrt({_n(d)} + x^2))",
    lambda d: f"sin({_n(d, 1, 3)}*x)*exp(-{_n(d, 1, 3)}*x)",
)
_FALLING: Final[tuple[Callable[[Draw], str], ...]] = (
    lambda d: f"x^(-{_n(d, 1, 13)}/{_n(d, 4, 10)})",
    lambda d: f"x^{_n(d, 0, 3)}*exp(-{_n(d)}*x)",
    lambda d: f"x*exp(-{_n(d)}*x^2)",
    lambda d: f"1/(x^2 + {_n(d)})",
    lambda d: f"x/(x^2 + {_n(d)})^{_n(d, 1, 3)}",
    lambda d: f"1/(x*ln(x)^{_n(d, 1, 3)})",
    lambda d: f"ln(x)/x^{_n(d, 1, 3)}",
    lambda d: f"exp(-{_n(d)}*x)*sin({_n(d)}*x)",
    lambda d: f"exp(-abs({_n(d)}*x))",
    lambda d: f"1/(x*(x + {_n(d)}))",
    lambda d: f"exp({_n(d)}*x)",
    lambda d: f"1/(exp(x) + {_n(d)})",
    lambda d: "1/(exp(x) + exp(-x))",
    lambda d: "arctan(x)/(1 + x^2)",
    lambda d: f"1/(sqrt(x)*(x + {_n(d)}))",
)


def _integral(draw: Draw) -> dict[str, Any]:
    if draw.random() < 0.65:
        function, ends = draw.choice(_PROPER)(draw), draw.choice(_RANGES)
        if draw.random() < 0.15:
            function = f"({function}) + {draw.choice(_PROPER)(draw)}"
    else:
        function, ends = draw.choice(_FALLING)(draw), draw.choice(_OPEN)
    low, high = ends.split(";")
    return {"kind": "definite_integral", "function": function, "variable": "x", "lower": low, "upper": high}


MAKERS: Final[Mapping[str, Callable[[Draw], dict[str, Any]]]] = {"limit": _limit, "definite_integral": _integral}


def tasks(kind: str, count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Random tasks, the same for the same seed, none of them twice."""
    source, seen = random.Random(f"{kind} {seed}"), set[str]()
    while len(seen) < count:
        task = MAKERS[kind](source)
        if repr(task) not in seen:
            seen.add(repr(task))
            yield task


# -- judging


def judged(task: dict[str, Any]) -> tuple[str, str, str]:
    """right, wrong, refused or no judge; with the answer or the reason, and what the judge has."""
    truth = _truth(task)
    try:
        answer = answered(task).answer
    except CalcdrillError as error:
        if truth == "no values":
            return "right", str(error), "no values"
        return ("no judge" if truth is None else "refused"), str(error), _shown(truth)
    words = write_text(answer).strip('"')
    if truth is None:
        return "no judge", words, ""
    if isinstance(truth, str) or words in _WORDS:
        return ("right" if words == truth else "wrong"), words, _shown(truth)
    with mpmath.workdps(30):
        number = numbers.value(answer, "", None)
        near = abs(number - truth) < 1e-5 * max(1, abs(truth))
    return ("right" if near else "wrong"), words, _shown(truth)


def _record(task: Mapping[str, Any]) -> dict[str, Any]:
    return dict(zip(("verdict", "answer", "judge"), judged(dict(task)), strict=True))


_WORDS: Final = {"oo", "-oo", "does not exist", "diverges"}


def _shown(truth: Any) -> str:
    return truth if isinstance(truth, str) else "" if truth is None else mpmath.nstr(truth, 12)


def _truth(task: dict[str, Any]) -> Any:
    node = read(task["function"])
    if task["kind"] == "limit":
        side = {"above": "+", "below": "-"}.get(task.get("side", "both"), "")
        return numbers.limit(node, "x", read(task["to"]), side)
    ends = [_end(task[name]) for name in ("lower", "upper")]
    return numbers.far_integral(node, "x", *ends)


def _end(text: str) -> Any:
    if text in ("oo", "-oo"):
        return mpmath.inf if text == "oo" else -mpmath.inf
    return numbers.value(read(text), "", None)


def main() -> None:
    parser = argparse.ArgumentParser(prog="oracles.random_tasks", description=__doc__)
    parser.add_argument("kind", choices=sorted(MAKERS))
    parser.add_argument("-n", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", type=Path, help="a file of judgements: what stands there is not judged again")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    all_tasks = tasks(options.kind, options.n, options.seed)
    for done, record in enumerate(judgements(all_tasks, _record, options.kept), start=1):
        if done % 100 == 0:
            print(f"{done}: {dict(counts)}", file=sys.stderr, flush=True)
        counts[record["verdict"]] += 1
        if record["verdict"] in {"wrong", "refused"}:
            print(json.dumps(record), flush=True)
    worker.stop()
    asked = counts["right"] + counts["wrong"] + counts["refused"]
    share = 100 * (counts["right"] + counts["wrong"]) / max(asked, 1)
    print(f"{options.kind}: {dict(counts)}; answered {share:.1f} % of {asked} that the judge answers")
    sys.exit(1 if counts["wrong"] else 0)


if __name__ == "__main__":
    main()
