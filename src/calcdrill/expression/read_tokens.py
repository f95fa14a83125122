"""The tokens of the safe language: numbers, names, words in quotes, raised digits and signs."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from calcdrill.errors import ReadError

__all__ = ["MOST_TOKENS", "Token", "spelled", "tokenise"]

MOST_TOKENS: Final = 400
_MOST_DIGITS: Final = 30

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<name>∞|[A-Za-z_\u0370-\u03ff][A-Za-z_0-9\u0370-\u03ff]*)"
    r"|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|(?P<words>\"[^\"]*\")"
    r"|(?P<sign>\*\*|==|!=|<=|>=|[-+*/^()\[\]{},;:|!'=<>~√∜≤≥≠])|$)"
)
_TYPOGRAPHY = str.maketrans("−–·×⋅÷≈’", "--***/~'")
_SPELLED = {"≤": "<=", "≥": ">=", "≠": "!=", "∞": "oo"}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψω",
        (
            *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
            *("nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
        ),
        strict=True,
    )
)


class Token(NamedTuple):
    type: str
    text: str
    position: int


def spelled(token: Token) -> str:
    """The word with its Greek letters by name."""
    return "".join(_GREEK.get(character, character) for character in token.text)


def tokenise(text: str) -> list[Token]:
    """The tokens, the last one "end". Raises ReadError with the position of what is none."""
    # What stands in quotes is words and stays as it is.
    plain = "".join(
        part if index % 2 else part.translate(_TYPOGRAPHY) for index, part in enumerate(re.split(r'("[^"]*")', text))
    )
    tokens: list[Token] = []
    position = 0
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if match is None:
            start = position + len(plain[position:]) - len(plain[position:].lstrip())
            raise ReadError(f"{text[start]!r} is not part of an expression", text, start)
        type_ = match.lastgroup
        if type_ is None:
            break
        start = match.start(type_)
        word = _SPELLED.get(match[type_], match[type_])
        if type_ == "number":
            _check_number(text, word, start, plain[match.end() : match.end() + 2])
        tokens.append(Token(type_, word, start))
        position = match.end()
        if len(tokens) > MOST_TOKENS:
            raise ReadError(f"the expression has more than {MOST_TOKENS} parts", text, start)
    tokens.append(Token("end", "", len(text)))
    return tokens


def _check_number(text: str, word: str, start: int, after: str) -> None:
    if sum(character.isdigit() for character in word) > _MOST_DIGITS:
        raise ReadError(f"a number has more than {_MOST_DIGITS} digits", text, start)
    if re.match(r"[eE][0-9]|_|\.", after) or (word == "0" and after[:1] in {"x", "b", "o"} and after[1:]):
        raise ReadError("numbers are written in plain digits, such as 1000 or 0.25", text, start)
