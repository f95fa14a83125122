"""Other spellings of a formula, turned into the one that the reader knows."""

from __future__ import annotations

import re

from calcdrill.expression.notation.glyphs import SUPERSCRIPTS
from calcdrill.practice.splitting import split

__all__ = ["plain_latex", "semicolons", "spelled"]

_SIGNS = {"∛": "cbrt", "⌊": "floor(", "⌋": ")"}
_LEVEL = {raised: plain for plain, raised in SUPERSCRIPTS.items()}
_RAISED = re.compile(f"[{''.join(map(re.escape, _LEVEL))}]+")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def spelled(text: str, known: frozenset[str]) -> str:
    """``x_1`` and ``x₁`` as the task writes it, x1; raised letters and other signs in plain writing."""
    text = re.sub(r"\b(?:infinity|infty|inf)\b", "oo", text)
    text = re.sub(r"[₀-₉]+", lambda match: f"_{match[0].translate(_LOWERED)} ", text)

    text = _RAISED.sub(_lowered_exponent, text)
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)

    def rejoin(match: re.Match[str]) -> str:
        joined = f"{match[1]}{match[2]}"
        return joined if joined in known else match[0]

    return re.sub(r"([A-Za-z]+)_(\d+)", rejoin, text)


def _lowered_exponent(match: re.Match[str]) -> str:
    """``ˣ⁺¹`` as ``^(x+1)``; plain raised digits stay, the reader knows them."""
    plain = "".join(_LEVEL[character] for character in match[0])
    return match[0] if re.fullmatch(r"[-−]?\d+", plain) else f"^({plain})"


def plain_latex(text: str) -> str:
    """LaTeX in plain writing: ``\\frac{1}{2}`` as ``((1)/(2))``, ``\\sin`` as ``sin``."""
    text = re.sub(r"\\(?:left|right|displaystyle|[,;:! ])", " ", text)
    for sign, plain in (("cdot", "*"), ("times", "*"), ("infty", " oo "), ("le", "<="), ("ge", ">=")):
        text = re.sub(rf"\\{sign}(?![A-Za-z])", plain, text)
    # The last one first: there is no other inside its arguments.
    while (start := text.rfind("\\frac")) >= 0:
        top, middle = _group(text, start + 5)
        bottom, end = _group(text, middle)
        text = f"{text[:start]}(({top})/({bottom})){text[end:]}"
    return text.replace("\\", " ")


def _group(text: str, start: int) -> tuple[str, int]:
    """What stands between the braces that begin at ``start``, and where it ends."""
    if text[start : start + 1] != "{":
        return text[start : start + 1], start + 1
    depth = 0
    for index in range(start, len(text)):
        depth += (text[index] == "{") - (text[index] == "}")
        if depth == 0:
            return text[start + 1 : index], index + 1
    return text[start + 1 :], len(text)


def semicolons(text: str) -> str:
    """``[1, 2; 3, 4]`` as ``[[1, 2], [3, 4]]``."""
    stripped = text.strip()
    if ";" not in stripped or not (stripped.startswith("[") and stripped.endswith("]")):
        return text.replace(";", ",")
    rows = [row.strip() for row, _ in split(stripped[1:-1], ";")]
    return f"[{', '.join(f'[{row}]' for row in rows)}]"
