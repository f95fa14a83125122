r"""How wide MathJax sets a display formula, in em of its own type, from the TeX that calcdrill writes.

Near enough to tell what a phone has no room for: of the catalog's formulas the width is met within a tenth or so.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["width"]

_TOKEN: Final = re.compile(
    r"\\(?:left|right)(?:\\[A-Za-z]+ ?|\\?.)|\\(?:begin|end)\{\w+\}"
    r"|\\(?:text|operatorname|mathrm)\{(?:[^{}\\]|\\.|\{\})*\}|\\sqrt\[3\]|\\[A-Za-z]+|\\.|\s+|."
)
_NAMED: Final = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "det", "max", "min")
_SIGNS: Final = dict.fromkeys(("=", "<", ">", r"\le", r"\ge", r"\ne", r"\approx", r"\in", r"\to"), 1.34) | {
    **dict.fromkeys(("+", "-", r"\times"), 1.22),
    **{rf"\{name}": 0.45 * (len(name) + 1) for name in _NAMED},
    r"\Rightarrow": 1.56,
    r"\cdot": 0.72,
    ",": 0.45,
    r"\,": 0.17,
    r"\:": 0.22,
    r"\ ": 0.25,
    r"\quad": 1.0,
    r"\sqrt": 0.85,
    r"\sqrt[3]": 0.85,
    r"\int": 1.2,
    r"\lim": 1.4,
    r"\ln": 0.95,
    r"\log": 1.45,
    r"\infty": 1.0,
    r"\nabla": 0.83,
    r"\top": 0.78,
    r"\parallel": 1.06,
    "'": 0.3,
    "|": 0.28,
    "m": 0.88,
    "w": 0.72,
}
_LETTER: Final = 0.57
_WORD: Final = 0.5
_SMALL: Final = 0.71
_FENCE: Final = 0.92
_TALL: Final = 1.6
"""Two brackets around a line, and around fractions."""
_CASES: Final = 1.2


@lru_cache(maxsize=8192)
def width(tex: str) -> float:
    """The width in em."""
    return _run(_TOKEN.findall(tex)[::-1], "")


def _run(left: list[str], end: str) -> float:
    """The width up to a token that begins with ``end``; ``left`` are the tokens still to come, the next one last."""
    total, is_first = 0.0, True
    while left:
        token = left.pop()
        if end and token.startswith(end):
            break
        if token.isspace():
            continue
        total += _SIGNS[","] if is_first and token in "+-" else _one(token, left)
        is_first = token in _SIGNS and _SIGNS[token] > 1.2
    return total


def _one(token: str, left: list[str]) -> float:
    match token:
        case "{":
            return _run(left, "}")
        case "_" | "^":
            return _scripts(token, left)
        case r"\frac":
            return max(_argument(left), _argument(left)) + 0.24
    if token.startswith(r"\left"):
        inside = left[::-1]
        total = _run(left, r"\right")
        is_tall = r"\frac" in inside[: len(inside) - len(left)]
        return total + (_TALL if is_tall else _FENCE) * (0.6 if token[-1] in ".|" else 1)
    if token.startswith(r"\begin"):
        return _table(left, token)
    if token.startswith((r"\text", r"\operatorname", r"\mathrm")):
        return _WORD * (len(token) - token.index("{") - 2)
    if token in _SIGNS:
        return _SIGNS[token]
    return 0.5 if token.isdigit() else _LETTER


def _argument(left: list[str]) -> float:
    return _one(left.pop(), left) if left else 0.0


def _scripts(token: str, left: list[str]) -> float:
    """What is raised and what is lowered stand one above the other."""
    wide = _SMALL * _argument(left)
    if left and left[-1] in "_^" and left[-1] != token:
        left.pop()
        wide = max(wide, _SMALL * _argument(left))
    return wide + 0.05


def _table(left: list[str], begin: str) -> float:
    """Matrices and cases, column by column."""
    rows: list[list[float]] = [[0.0]]
    while left and not left[-1].startswith(r"\end"):
        token = left.pop()
        if token == "\\\\":
            rows.append([0.0])
        elif token == "&":
            rows[-1].append(0.0)
        elif not token.isspace():
            rows[-1][-1] += _one(token, left)
    if left:
        left.pop()
    columns = [max(row[k] for row in rows if k < len(row)) for k in range(max(map(len, rows)))]
    return sum(columns) + len(columns) - 1 + (_CASES if "cases" in begin else 1.6 if "matrix" in begin else 0.0)
