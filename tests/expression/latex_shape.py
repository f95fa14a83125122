"""Two LaTeX formulas compared by what they mean to a typesetter: brackets, braces and spaces of taste are left out."""

from __future__ import annotations

import re

Shape = tuple[object, ...]

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[^\s]")
_DROPPED = {r"\left", r"\right", r"\limits", r"\,", r"\ ", r"\;", r"\!", r"\quad", r"\displaystyle", "&nbsp;"}
_SAME = {
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\rightarrow": r"\to",
    r"\neq": r"\ne",
    r"\leq": r"\le",
    r"\geq": r"\ge",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\overline": r"\bar",
    r"\varnothing": r"\emptyset",
    "′": "'",
    r"\overrightarrow": r"\vec",
    r"\overset{\rightarrow}": r"\vec",
}
_WORDS = {r"\text", r"\mathrm", r"\operatorname", r"\operatorname*"}
_ONE = {"^", "_", r"\sqrt", r"\hat", r"\bar", r"\tilde", r"\dot", r"\vec", r"\begin", r"\end"}
_NAMED = {
    rf"\{name}": name
    for name in "max min gcd det dim deg ker arg inf sup hom Pr sin cos tan sec csc cot sinh cosh tanh ln log exp "
    "arcsin arccos arctan".split()
}


def shape(latex: str) -> Shape:
    """The formula as nested tuples of signs."""
    tokens = _TOKEN.findall(_plain_matrices(latex.replace(r"\left.", " ").replace(r"\right.", " ")))
    words = _words(tokens)
    found, end = _sequence(words, 0)
    assert end == len(words), latex
    return found


def _plain_matrices(latex: str) -> str:
    """A determinant as bars around a matrix; classes of spacing (a binary sign, a letter) are no signs."""
    plain = latex.replace(r"\begin{vmatrix}", r"|\begin{matrix}").replace(r"\end{vmatrix}", r"\end{matrix}|")
    return re.sub(r"\\math(?:bin|ord)\b", " ", plain)


def _words(tokens: list[str]) -> list[str]:
    """Words in one token each, the rest as it is."""
    found: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token in _WORDS and tokens[index + 1 : index + 2] == ["{"]:
            depth, end = 1, index + 2
            while depth:
                depth += {"{": 1, "}": -1}.get(tokens[end], 0)
                end += 1
            inner = [t for t in tokens[index + 2 : end - 1] if t not in {"{", "}"} and t not in _WORDS]
            word = "".join(inner).strip("()")
            found.extend([f"word {word}"] if word else [])
            index = end
            continue
        token = _SAME.get(token, token)
        if token not in _DROPPED:
            found.append(f"word {_NAMED[token]}" if token in _NAMED else token)
        index += 1
    return found


def _sequence(tokens: list[str], index: int) -> tuple[Shape, int]:
    parts: list[object] = []
    while index < len(tokens) and tokens[index] != "}":
        part, index = _part(tokens, index)
        parts.extend(part)
    return _without_brackets_before_bars(parts), index


def _without_brackets_before_bars(parts: list[object]) -> Shape:
    """``(a + b)|_{x = 1}`` and ``a + b|_{x = 1}`` mean the same: brackets that end at an evaluation bar are dropped."""
    index = 0
    while index < len(parts):
        following = parts[index + 1] if index + 1 < len(parts) else None
        while parts[index] == "|" and isinstance(following, tuple) and following[0] == "_" and parts[index - 1] == ")":
            depth, start = 1, index - 2
            while depth:
                depth += {")": 1, "(": -1}.get(str(parts[start]), 0)
                start -= 1
            del parts[index - 1], parts[start + 1]
            index -= 2
        index += 1
    return tuple(parts)


def _part(tokens: list[str], index: int) -> tuple[list[object], int]:
    token = tokens[index]
    if token == "{":
        inner, index = _sequence(tokens, index + 1)
        return list(inner), index + 1
    if token in _ONE or token == r"\frac":
        option: list[object] = []
        index += 1
        if token == r"\sqrt" and tokens[index] == "[":
            end = tokens.index("]", index)
            option, index = [*tokens[index + 1 : end]], end + 1
        arguments: list[object] = []
        for _ in range(2 if token == r"\frac" else 1):
            argument, index = _argument(tokens, index)
            arguments.append(_slim(argument) if token == "^" else argument)
        return [(token, *option, *arguments)], index
    return [token], index + 1


def _argument(tokens: list[str], index: int) -> tuple[Shape, int]:
    if tokens[index] == "{":
        inner, index = _sequence(tokens, index + 1)
        return inner, index + 1
    return (tokens[index],), index + 1


def _slim(exponent: Shape) -> Shape:
    """An exponent that is a small fraction, written with a slash: both ways are the same."""
    sign, rest = (exponent[:1], exponent[1:]) if exponent[:1] == ("-",) else ((), exponent)
    if len(rest) == 1 and isinstance(rest[0], tuple) and rest[0][0] == r"\frac":
        top, bottom = rest[0][1], rest[0][2]
        if _is_slim(top) and _is_slim(bottom):
            return (*sign, *top, "/", *bottom)
    return exponent


def _is_slim(part: object) -> bool:
    assert isinstance(part, tuple)
    return all(
        (isinstance(sign, str) and (sign.isalnum() or sign.startswith("\\") or sign in {".", ","} or " " in sign))
        or (isinstance(sign, tuple) and sign[0] in {"^", "_", r"\hat", r"\bar", r"\tilde", r"\dot", r"\vec"})
        for sign in part
    )
