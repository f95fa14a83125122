"""Answers that come from programs: MathML and SymPy's syntax → plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree

from calcdrill.errors import ReadError
from calcdrill.practice.reading.splitting import split

__all__ = ["MOST_MARKUP", "plain_mathml", "plain_sympy"]

MOST_MARKUP: Final = 20_000

Element = ElementTree.Element
_ROWS: Final = "\ue010"
_CASES: Final = "\ue011"


# -- MathML


def plain_mathml(text: str) -> str:
    """A formula of presentation MathML in plain writing. Raises ReadError where the markup is broken."""
    if "<!" in text or "&" in re.sub(r"&(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);", "", text):
        raise ReadError("entities and comments are not read in MathML", text, 0)
    try:
        root = ElementTree.fromstring(text.strip())
    except (ElementTree.ParseError, ValueError) as error:
        raise ReadError("the MathML is not well formed", text, 0) from error
    plain = _written(root, 0).replace(f"{{{_CASES}", "").replace(_CASES, "")
    plain = re.sub(rf"([(\[])\s*{_ROWS}", r"\1", plain)
    return f"[{plain.replace(_ROWS, '')}]" if _ROWS in plain else plain


def _written(element: Element, depth: int) -> str:
    if depth > 100:
        raise ReadError("the MathML is nested too deeply", "", 0)
    name = element.tag.rsplit("}", 1)[-1]
    if name in {"annotation", "annotation-xml", "mphantom"}:
        return ""
    if name in {"mi", "mn", "mo", "mtext", "ms"}:
        return _leaf(name, element.text or "")
    parts = [_written(child, depth + 1) for child in element]
    form = _FORMS.get(name)
    return form(parts) if form else "".join(parts)


def _leaf(name: str, text: str) -> str:
    text = text.strip()
    if name in {"mi", "mtext", "ms"} and (len(text) > 1 or name != "mi"):
        return f" {text} "
    if name == "mi":
        return f" {text} "
    return {"\u2061": "", "\u2062": " * ", "": ""}.get(text, text)


def _row(parts: Sequence[str], count: int) -> list[str]:
    return [*parts[:count], *[""] * (count - len(parts))]


def _fraction(parts: Sequence[str]) -> str:
    top, bottom = _row(parts, 2)
    return f"(({top})/({bottom}))"


def _power(parts: Sequence[str]) -> str:
    base, exponent = _row(parts, 2)
    if set(exponent.strip()) <= set("'′″‴"):
        return base + exponent.strip()
    return f"{_held(base)}^({exponent})"


def _held(base: str) -> str:
    """The base of a power as one thing: brackets where there are several."""
    is_single = re.fullmatch(r"\s*(?:[^\W\d_]\w*|\d+(?:\.\d+)?)\s*", base)
    is_bracket = base.strip().startswith("(") and base.strip().endswith(")")
    return base.rstrip() if is_single or is_bracket else f"({base})"


def _subscript(parts: Sequence[str]) -> str:
    base, index = _row(parts, 2)
    return f"{base.rstrip()}_{index.strip()} "


def _both(parts: Sequence[str]) -> str:
    base, index, exponent = _row(parts, 3)
    return _power((_subscript((base, index)), exponent))


def _root(parts: Sequence[str]) -> str:
    radicand, index = _row(parts, 2)
    return f" cbrt({radicand})" if index.strip() == "3" else f"(({radicand})^(1/({index})))"


def _table(rows: Sequence[str]) -> str:
    """Rows of a matrix as ``[a, b], [c, d]``; rows of cases as the arguments of piecewise."""
    if not any(re.search(r"\bif\b|otherwise", row) for row in rows):
        return _ROWS + ", ".join(rows)
    parts: list[str] = []
    for row in rows:
        value, _, condition = row.strip()[1:-1].partition(",")
        condition = condition.replace(" if ", " ").strip()
        parts.extend([value] if condition in {"", "otherwise"} else [value, condition])
    return f"{_CASES}piecewise({', '.join(parts)})"


_FORMS: Final[Mapping[str, Callable[[Sequence[str]], str]]] = MappingProxyType(
    {
        "mfrac": _fraction,
        "msup": _power,
        "msub": _subscript,
        "msubsup": _both,
        "msqrt": lambda parts: f" sqrt({''.join(parts)})",
        "mroot": _root,
        "mfenced": lambda parts: f"({', '.join(parts)})",
        "mtable": _table,
        "mtr": lambda parts: f"[{', '.join(parts)}]",
        "mspace": lambda parts: " ",
    }
)


# -- SymPy


def plain_sympy(text: str) -> str:
    """``Eq(y, 2*x)`` as ``y = 2*x``, ``Symbol('beta')`` as ``beta``, points as ``x = 1: min``, and so on."""
    text = re.sub(r"(?:Symbol|Function)\(\s*(['\"])([^'\"]*)\1[^)]*\)", r"\2", text)
    text = re.sub(r"\b(?:Matrix|ImmutableMatrix|ImmutableDenseMatrix)\(\s*(\[.*\])\s*\)", r"\1", text, flags=re.DOTALL)
    text = re.sub(r"\bRational\(\s*(-?\d+)\s*,\s*(\d+)\s*\)", r"(\1/\2)", text)
    text = re.sub(r"\b(?:Integer|Float|S)\(\s*'?(-?[\d./]+)'?\s*\)", r"(\1)", text)
    if re.search(r"['\"](?:point|type)['\"]\s*:", text):
        return _points(text)
    if text.lstrip().startswith("["):
        text = re.sub(r"(?<=[\[\s,])(['\"])([^'\"]*)\1(?=[\],\s])", r"\2", text)
    for name, sign in (("Eq", "="), ("Lt", "<"), ("Le", "<="), ("Gt", ">"), ("Ge", ">="), ("Ne", "!=")):
        text = _infix(text, name, sign)
    return _piecewise(text) if "Piecewise(" in text else _and(text)


def _points(text: str) -> str:
    points = []
    for item in re.findall(r"\{\s*['\"]point['\"]\s*:\s*\{(.*?)\}\s*,\s*['\"]type['\"]\s*:\s*['\"](\w*)['\"]", text):
        pairs = [pair.partition(":") for pair, _ in split(item[0], ",")]
        values = [value.strip().strip("'\"") for _, _, value in pairs]
        names = [name.strip().strip("'\"") for name, _, _ in pairs]
        head = f"({', '.join(names)}) = ({', '.join(values)})" if len(values) > 1 else f"{names[0]} = {values[0]}"
        points.append(f"{head}: {item[1]}" if item[1] else head)
    return "; ".join(points) or "none"


def _called(text: str, name: str) -> tuple[int, int, list[str]] | None:
    """Where ``name(…)`` stands and its arguments."""
    match = re.search(rf"\b{name}\(", text)
    if match is None:
        return None
    depth = 0
    for index in range(match.end() - 1, len(text)):
        depth += (text[index] in "([{") - (text[index] in ")]}")
        if depth == 0:
            return match.start(), index + 1, [part.strip() for part, _ in split(text[match.end() : index], ",")]
    return None


def _infix(text: str, name: str, sign: str) -> str:
    for _ in range(20):
        call = _called(text, name)
        if call is None or len(call[2]) != 2:
            break
        start, end, (left, right) = call
        text = f"{text[:start]}{left} {sign} {right}{text[end:]}"
    return text


def _and(text: str) -> str:
    """``And(a < x, x < b)`` as ``a < x < b``."""
    call = _called(text, "And")
    if call is None or len(call[2]) != 2:
        return text
    start, end, (first, second) = call
    middle = re.split(r"<=?|>=?|=", first)[-1].strip()
    if not second.startswith(middle):
        return text
    return f"{text[:start]}{first} {second[len(middle) :].strip()}{text[end:]}"


def _piecewise(text: str) -> str:
    call = _called(text, "Piecewise")
    if call is None:
        return text
    start, end, branches = call
    parts: list[str] = []
    for branch in branches:
        value, condition = ([part.strip() for part, _ in split(branch.strip()[1:-1], ",")] + [""])[:2]
        parts.extend([value] if condition in {"True", "true", ""} else [value, condition])
    return f"{text[:start]}piecewise({', '.join(parts)}){text[end:]}"
