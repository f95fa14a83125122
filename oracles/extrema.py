"""``python -m oracles.extrema``: extrema against a judge that only looks: mpmath on a fine grid over the whole range.

The judge knows no derivative and no theory. It reads the task with a reader of its own (Python's grammar, walked),
takes values on a grid of the whole interval, line, plane or curve, refines around the best, and compares.
"""

from __future__ import annotations

import argparse
import ast
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from mpmath import mp, mpf

from calcdrill.bounded import solve_bounded
from calcdrill.errors import CalcdrillError
from oracles.extrema_tasks import KINDS, random_tasks
from oracles.kept import judgements

Function = Callable[..., Any]
_GRID = 4000
_FINE = 40


# -- a reader of its own


def _real_power(base: Any, exponent: Any, source: ast.expr) -> Any:
    """School's powers: a root of odd degree is real for negative numbers too."""
    if base < 0 and exponent != int(exponent):
        p, q = _ratio(source)
        if q % 2 == 0:
            raise ValueError("an even root of a negative number")
        return abs(base) ** exponent * (-1 if p % 2 else 1)
    if base == 0 and exponent < 0:
        raise ZeroDivisionError
    return base**exponent


def _ratio(source: ast.expr) -> tuple[int, int]:
    match source:
        case ast.BinOp(left=ast.Constant(value=p), op=ast.Div(), right=ast.Constant(value=q)):
            shared = math.gcd(int(p), int(q))
            return int(p) // shared, int(q) // shared
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            p, q = _ratio(inner)
            return -p, q
    raise ValueError("a power that is no fraction")


def _cbrt(u: Any) -> Any:
    return mp.cbrt(u) if u >= 0 else -mp.cbrt(-u)


def _sqrt(u: Any) -> Any:
    if u < 0:
        raise ValueError("the root of a negative number")
    return mp.sqrt(u)


def _ln(u: Any) -> Any:
    if u <= 0:
        raise ValueError("the logarithm of a number that is not positive")
    return mp.log(u)


def _arc(name: str) -> Function:
    def inner(u: Any) -> Any:
        if abs(u) > 1:
            raise ValueError(name)
        return getattr(mp, name)(u)

    return inner


_FUNCTIONS: dict[str, Function] = {
    **{name: getattr(mp, name) for name in ("exp", "sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh")},
    "sqrt": _sqrt,
    "cbrt": _cbrt,
    "ln": _ln,
    "log": lambda u, b: _ln(u) / _ln(b),
    "abs": abs,
    "sign": mp.sign,
    "floor": mp.floor,
    "relu": lambda u: max(u, mpf(0)),
    "max": max,
    "min": min,
    "arctan": mp.atan,
    "arcsin": _arc("asin"),
    "arccos": _arc("acos"),
    "arsinh": mp.asinh,
    "arcosh": mp.acosh,
    "artanh": mp.atanh,
}


def compiled(text: str) -> Callable[[Mapping[str, Any]], Any]:
    """The value of a formula, by walking Python's tree of it; ValueError or ZeroDivisionError where there is none."""
    body = ast.parse(text.replace("^", "**").replace(" = ", " == "), mode="eval").body
    return lambda values: _walk(body, values)


def _walk(node: ast.expr, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=number):
            return mpf(number)
        case ast.Name(id="pi"):
            return mp.pi
        case ast.Name(id="e"):
            return mp.e
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_walk(inner, values)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _real_power(_walk(left, values), _walk(right, values), right)
        case ast.BinOp(left=left, op=operator, right=right):
            a, b = _walk(left, values), _walk(right, values)
            match operator:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
        case ast.Call(func=ast.Name(id="piecewise"), args=arguments):
            for value, condition in zip(arguments[::2], arguments[1::2], strict=False):
                if _holds(condition, values):
                    return _walk(value, values)
            return _walk(arguments[-1], values)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name](*(_walk(argument, values) for argument in arguments))
    raise ValueError(f"the judge does not read {ast.dump(node)}")


def _holds(node: ast.expr, values: Mapping[str, Any]) -> bool:
    assert isinstance(node, ast.Compare)
    left, right = _walk(node.left, values), _walk(node.comparators[0], values)
    return bool(
        {"Lt": left < right, "LtE": left <= right, "Gt": left > right, "GtE": left >= right}[type(node.ops[0]).__name__]
    )


def _at(function: Callable[[Mapping[str, Any]], Any], **values: Any) -> Any:
    try:
        found = function(values)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return found if mp.isfinite(found) else None


# -- what the judge sees


@dataclass
class Tally:
    """Verdicts, and the tasks of which the answer seems wrong."""

    verdicts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def judge_interval(task: Mapping[str, Any], answer: str | None) -> str:
    """Right: no value of the grid is better, and one comes as near. Refused rightly: a gap or pole on the interval."""
    f = compiled(task["function"])
    low, high = (compiled(task[end])({}) for end in ("lower", "upper"))
    turn = 1 if task["goal"] == "max" else -1
    places = [low + (high - low) * k / _GRID for k in range(_GRID + 1)] + _whole(low, high)
    heights = [(_at(f, x=x), x) for x in places]
    values = [(height * turn, x) for height, x in heights if height is not None]
    has_gap = len(values) < len(places) or _jumps(f, places)
    if answer is None:
        return "refused, no continuous function" if has_gap else "refused"
    best = max(values)[0] if values else None
    if best is None:
        return "wrong"
    width = (high - low) / _GRID
    for _, x in sorted(values, reverse=True)[:6]:
        best = max(best, _climb(lambda u: _at(f, x=u), x, width, low, high, turn))
    claimed = compiled(answer)({}) * turn
    if has_gap:
        return "wrong"
    return "right" if abs(claimed - best) < mpf("1e-8") * (1 + abs(best)) else "wrong"


def _whole(low: Any, high: Any) -> list[Any]:
    return [mpf(k) for k in range(math.ceil(low), math.floor(high) + 1)]


def _jumps(f: Callable[[Mapping[str, Any]], Any], places: list[Any]) -> bool:
    """Whether values part however close the places are: a jump, or a pole between two of them."""
    ordered = sorted(places)
    for a, b in pairwise(ordered):
        if b - a < mpf("1e-12"):
            continue
        first, second = _at(f, x=a), _at(f, x=b)
        if first is None or second is None or abs(first - second) < mpf("0.02"):
            continue
        for _ in range(60):
            middle = (a + b) / 2
            third = _at(f, x=middle)
            if third is None:
                return True
            a, b, first, second = (
                (a, middle, first, third) if abs(third - first) > abs(second - third) else (middle, b, third, second)
            )
        if abs(first - second) > mpf("0.01"):
            return True
    return False


def _climb(f: Callable[[Any], Any], x: Any, width: Any, low: Any, high: Any, turn: int) -> Any:
    """The best value near a place, by ever finer grids."""
    best = f(x) * turn
    for _ in range(14):
        for k in range(-_FINE // 4, _FINE // 4 + 1):
            at = min(max(x + width * k / (_FINE // 4), low), high)
            height = f(at)
            if height is not None and height * turn > best:
                best, x = height * turn, at
        width /= 5
    return best


def judge_line(task: Mapping[str, Any], answer: list[dict[str, Any]] | None) -> str:
    """Between neighbours of the answer the function must only rise or only fall; at them it must turn as is claimed."""
    if answer is None:
        return "refused"
    f = compiled(task["function"])
    ends = task.get("domain")
    low, high = (mpf(-12), mpf(12)) if ends is None else [compiled(t)({}) for t in ends.split(" < x < ")]
    points = sorted((compiled(item["point"]["x"])({}), item["type"]) for item in answer)
    if any(not low <= x <= high for x, _ in points):
        low, high = min(low, points[0][0] - 2), max(high, points[-1][0] + 2)
    cuts = [low, *(x for x, _ in points), high]
    for a, b in pairwise(cuts):
        if not _is_monotone(f, a, b):
            return "wrong"
    for x, kind in points:
        if _seen_type(f, x) not in (kind, None):
            return "wrong"
    return "right"


def _is_monotone(f: Callable[[Mapping[str, Any]], Any], a: Any, b: Any) -> bool:
    """Up to gaps: a pole or a jump parts the line."""
    if b - a < mpf("1e-9"):
        return True
    steps = [a + (b - a) * mpf(k) / 1500 for k in range(1, 1500)]
    run: list[int] = []
    before = None
    for x in steps:
        height = _at(f, x=x)
        if height is None:
            run, before = [], None
            continue
        if before is not None and abs(height - before) > mpf("1e-25"):
            sign = 1 if height > before else -1
            if run and run[-1] != sign and not _is_gap(f, x - 2 * (b - a) / 1500, x):
                return False
            run.append(sign)
        before = height
    return True


def _is_gap(f: Callable[[Mapping[str, Any]], Any], a: Any, b: Any) -> bool:
    heights = [_at(f, x=a + (b - a) * mpf(k) / 400) for k in range(401)]
    known = [h for h in heights if h is not None]
    return (
        len(known) < len(heights)
        or max(map(abs, known)) > 50 * (1 + min(map(abs, known)))
        or _jumps(f, [a + (b - a) * mpf(k) / 20 for k in range(21)])
    )


def _seen_type(f: Callable[[Mapping[str, Any]], Any], x: Any) -> str | None:
    step = mpf("1e-9")
    here, left, right = _at(f, x=x), _at(f, x=x - step), _at(f, x=x + step)
    moves = [side - here for side in (left, right) if here is not None and side is not None]
    if not moves or any(abs(move) < mpf("1e-42") for move in moves):
        return None
    signs = {move > 0 for move in moves}
    return "neither" if len(signs) == 2 else "min" if signs == {True} else "max"


def judge_plane(task: Mapping[str, Any], answer: list[dict[str, Any]] | None) -> str:
    """Each extremum of a grid must be near a point of the answer; around each point the values must fit its type."""
    if answer is None:
        return "refused"
    f = compiled(task["function"])
    points = [(compiled(i["point"]["x"])({}), compiled(i["point"]["y"])({}), i["type"]) for i in answer]
    for x, y, kind in points:
        if _seen_around(f, x, y) not in (kind, None):
            return "wrong"
    size, count = mpf(6), 48
    rows = [-size + 2 * size * mpf(k) / count + mpf("0.0137") for k in range(count + 1)]
    heights = {(i, j): _at(f, x=rows[i], y=rows[j]) for i in range(count + 1) for j in range(count + 1)}
    for i in range(1, count):
        for j in range(1, count):
            near = [heights[i + a, j + b] for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]
            here = heights[i, j]
            if here is None or any(h is None for h in near):
                continue
            if all(here < h for h in near) or all(here > h for h in near):
                cell = 2 * size / count * 2
                if not any(abs(rows[i] - x) < cell and abs(rows[j] - y) < cell for x, y, _ in points):
                    return "wrong" if _stays(f, rows[i], rows[j], cell, 1 if here > near[0] else -1) else "right"
    return "right"


def _stays(f: Callable[[Mapping[str, Any]], Any], x: Any, y: Any, width: Any, turn: int) -> bool:
    """Whether climbing from a place of the grid ends inside its cell, so that there is an extremum."""
    start = (x, y)
    best = _at(f, x=x, y=y) * turn
    size = width / 2
    for _ in range(30):
        for a in range(-3, 4):
            for b in range(-3, 4):
                height = _at(f, x=x + size * a / 3, y=y + size * b / 3)
                if height is None:
                    return False
                if height * turn > best:
                    best, x, y = height * turn, x + size * a / 3, y + size * b / 3
        size /= 2
    # Beside a pole the climb has no end.
    is_inside = abs(x - start[0]) < 2 * width and abs(y - start[1]) < 2 * width
    return is_inside and abs(best) < 1000 * (1 + abs(_at(f, x=start[0], y=start[1])))


def _seen_around(f: Callable[[Mapping[str, Any]], Any], x: Any, y: Any) -> str | None:
    here = _at(f, x=x, y=y)
    if here is None:
        return None
    signs = set()
    for size in (mpf("1e-4"), mpf("1e-7")):
        for k in range(64):
            turn = 2 * mp.pi * k / 64
            height = _at(f, x=x + size * mp.cos(turn), y=y + size * mp.sin(turn))
            if height is not None and abs(height - here) > mpf("1e-38"):
                signs.add(height > here)
    return None if not signs else "saddle" if len(signs) == 2 else "min" if signs == {True} else "max"


def judge_curve(task: Mapping[str, Any], answer: Any) -> str:
    """Curve points on lines x = c and y = c of all sizes: none is better; for "does not exist" the best are far out."""
    if answer is None:
        return "refused"
    f, (left, _, right) = compiled(task["function"]), task["constraint"].partition(" = ")
    g = compiled(f"({left}) - ({right})")
    turn = 1 if task["goal"] == "max" else -1
    lines = [mpf(k) / 8 for k in range(-80, 81)] + [s * mpf(10) ** k for k in (2, 3, 4, 8, 12) for s in (-1, 1)]
    heights = list(_curve_heights(f, g, turn, lines))
    best = max((height for height, _ in heights), default=None)
    if answer == "does not exist":
        if best is None:
            return "wrong"
        inner = [height for height, far in heights if far <= _FAR_OUT]
        outer = [height for height, far in heights if far > _FAR_OUT]
        return "right" if outer and max(outer) > max(inner, default=mpf("-inf")) - mpf("1e-9") else "wrong"
    claims = []
    for x, y in answer:
        if abs(_at(g, x=x, y=y)) > mpf("1e-12"):
            return "wrong"
        claims.append(_at(f, x=x, y=y) * turn)
    claimed = max(claims)
    is_beaten = best is not None and best > claimed + mpf("1e-9") * (1 + abs(claimed))
    return "wrong" if is_beaten or max(claims) - min(claims) > mpf("1e-12") else "right"


_FAR_OUT = 99


def _curve_heights(f: Any, g: Any, turn: int, lines: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Heights at points of the curve, each with how far out the point lies."""
    for name, other in (("x", "y"), ("y", "x")):
        for at in lines:
            for zero in _zeros(lambda u, at=at, name=name, other=other: _at(g, **{name: at, other: u})):
                height = _at(f, **{name: at, other: zero})
                if height is not None:
                    yield height * turn, max(abs(at), abs(zero))


_NEAR = {sign * mpf(k) / 3 for k in range(40) for sign in (-1, 1)}
_STEPS = sorted(_NEAR | {sign * mpf(2) ** k for k in range(4, 70, 2) for sign in (-1, 1)})


def _zeros(g: Callable[[Any], Any]) -> Iterator[Any]:
    """Zeros between neighbouring steps at which the signs differ."""
    values = [g(u) for u in _STEPS]
    for a, b, first, second in zip(_STEPS, _STEPS[1:], values, values[1:], strict=False):
        if first == 0:
            yield a
        elif first is not None and second is not None and first * second < 0:
            for _ in range(90):
                middle = (a + b) / 2
                third = g(middle)
                if third is None or third == 0:
                    break
                a, b = (middle, b) if (third > 0) == (first > 0) else (a, middle)
            yield (a + b) / 2


# -- asking


def verdict(task: Mapping[str, Any]) -> str:
    """What the judge says of calcdrill's own answer to a task."""
    try:
        record = solve_bounded(task).to_dict()
    except CalcdrillError:
        record = None
    return judged(task, record)


def judged(task: Mapping[str, Any], record: Mapping[str, Any] | None) -> str:
    """What the judge says of an answer, a problem's record; None: it was refused."""
    with mp.workdps(50):
        answer: Any = None if record is None else record["answer"]
        if task["kind"] == "interval_extremum":
            return judge_interval(task, None if answer is None else answer["text"])
        if task["kind"] == "critical_points":
            items = None if answer is None else answer["sympy"]
            if items is not None:
                items = [{"type": i["type"], "point": {n: _plain(v) for n, v in i["point"].items()}} for i in items]
            return (judge_line if len(task["variables"]) == 1 else judge_plane)(task, items)
        if answer is not None:
            answer = answer["text"] if answer["text"] == "does not exist" else _places(answer["sympy"])
        return judge_curve(task, answer)


def _plain(text: str) -> str:
    """SymPy's names in the judge's words."""
    for name, ours in _SYMPY.items():
        text = text.replace(name, ours)
    return text


_SYMPY = {"log(": "ln(", "atan(": "arctan(", "acos(": "arccos(", "asin(": "arcsin(", "Abs(": "abs("}


def _places(points: list[Any]) -> list[tuple[Any, Any]]:
    if points and isinstance(points[0], str):
        points = [{"point": {"x": points[0], "y": points[1]}}]
    return [(compiled(_plain(i["point"]["x"]))({}), compiled(_plain(i["point"]["y"]))({})) for i in points]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m oracles.extrema", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kinds", nargs="*", default=list(KINDS), help=", ".join(KINDS))
    parser.add_argument("-n", type=int, default=100, help="tasks of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", type=Path, help="a file of judgements: what stands there is not judged again")
    options = parser.parse_args()
    wrong = 0
    for kind in options.kinds:
        tally = Tally()
        tasks = random_tasks(kind, options.n, options.seed)
        for record in judgements(tasks, lambda task: {"verdict": verdict(task)}, options.kept):
            found = record["verdict"]
            tally.verdicts[found] += 1
            if found in {"wrong", "refused"}:
                print(json.dumps({"verdict": found, "task": record["task"]}), flush=True)
        wrong += tally.verdicts["wrong"]
        print(kind, dict(tally.verdicts), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
