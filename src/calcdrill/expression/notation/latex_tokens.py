"""The tokens of the LaTeX that calcdrill writes, and what the long ones among them say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NoReturn

from calcdrill.errors import ReadError
from calcdrill.expression.names import Spelling
from calcdrill.expression.tree import Name

_NEST: Final = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_SIGNS: Final = (
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|rho|sigma|tau|upsilon|phi|chi|psi"
    "|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|varepsilon|varphi|ell|nabla|pi|infty"
)
_ACCENTS: Final = "hat|bar|tilde|dot|vec"
_LETTER: Final = rf"[A-Za-z]|\\(?:{_SIGNS})(?![A-Za-z])|\\mathrm{_NEST}"
_NAMED: Final = rf"(?:{_LETTER}|\\(?:{_ACCENTS}){_NEST})(?:_{_NEST})?"

TOKEN: Final = re.compile(
    rf"{_NAMED}"
    r"|\d+(?:(?:\.|\{,\})\d+)?"
    rf"|\\frac\{{(?:d|\\partial)(?:\^\{{\d+\}})?\}}{_NEST}\\left\["
    rf"|\\frac\{{\\partial(?:\^\{{\d+\}})? {_NAMED}\}}{_NEST}"
    r"|\\text\{(?:[^{}\\]|\\[A-Za-z]+\{\}|\\.)*\}|\\(?:begin|end|operatorname)\{(?:[^{}\\]|\\.)*\}"
    r"|\\left(?:[(|.]|\\lfloor|\\langle|\\[{|])|\\right(?:\|_\{|[)|\]]|\\rfloor|\\rangle|\\[}|])"
    r"|\\sqrt\[3\]\{|\\(?:frac|sqrt)\{|\\[A-Za-z]+|,\\quad|\\."
    r"|'+|\^\{\(\d+\)\}|\^\{[+-]\}|[\^_]\{|\S"
)
"""One token; what lies between two tokens is blank space only."""

_NAME: Final = re.compile(
    rf"(?:\\(?P<accent>{_ACCENTS})\{{(?P<under>{_LETTER})\}}|(?P<base>{_LETTER}))(?:_\{{(?P<below>.*)\}})?"
)
_DERIVATIVE: Final = re.compile(
    rf"\\frac\{{(?P<sign>d|\\partial)(?:\^\{{(?P<order>\d+)\}})?(?: (?P<of>{_NAMED}))?\}}"
    r"\{(?P<below>.*)\}(?:\\left\[)?"
)
_RAISED: Final = re.compile(r"(?P<name>.*?)(?:\^\{(?P<times>\d+)\})?")
_ESCAPED: Final = re.compile(r"\\(?:(text[a-z]+)\{\}|(.))")
_ESCAPED_WORDS: Final = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}


@lru_cache(maxsize=4096)
def name_of(token: str) -> Name | None:
    r"""The name that is printed as ``token``: x1 for ``x_{1}``; None if it is no name."""
    match = _NAME.fullmatch(token)
    if match is None:
        return None
    base = match["under"] or match["base"]
    if base in (r"\pi", r"\infty"):
        return Name("pi" if base == r"\pi" else "oo") if match["base"] and not match["below"] else None
    parts = match["below"].split(", ") if match["below"] else []
    return Name(Spelling(_letters(base), match["accent"] or "", tuple(map(_letters, parts))).name)


def _letters(text: str) -> str:
    if text.startswith((r"\mathrm{", r"\text{")):
        return words_of(text)
    return text.removeprefix("\\")


def words_of(token: str) -> str:
    r"""What stands in the braces of ``\text{…}``, ``\mathrm{…}`` or ``\operatorname{…}``."""
    inner = token[token.index("{") + 1 : -1]
    return _ESCAPED.sub(lambda match: match[2] or _ESCAPED_WORDS.get(match[1], match[0]), inner)


@lru_cache(maxsize=1024)
def derivative_of(token: str) -> tuple[tuple[str, ...], bool, Name | None] | None:
    r"""The variables in the order in which they act, whether ∂ is written, and f of ∂f/∂x; None where no d/dx is."""
    match = _DERIVATIVE.fullmatch(token)
    if match is None:
        return None
    sign = match["sign"] if match["sign"] == "d" else r"\partial "
    variables: list[str] = []
    for part in match["below"].split(r"\,"):
        raised = _RAISED.fullmatch(part)
        name = name_of(raised["name"].removeprefix(sign)) if raised and part.startswith(sign) else None
        if raised is None or name is None:
            return None
        variables.extend([name.name] * int(raised["times"] or 1))
    if len(variables) != int(match["order"] or 1):
        return None
    return tuple(reversed(variables)), sign != "d", name_of(match["of"]) if match["of"] else None


class Tokens:
    """The tokens of one formula and the place up to which they are read; "" ends them."""

    __slots__ = ("index", "text", "tokens")

    def __init__(self, text: str, tokens: list[str] | None = None) -> None:
        self.text = text
        self.tokens: list[str] = [*TOKEN.findall(text), ""] if tokens is None else tokens
        self.index = 0

    def fail(self, why: str) -> NoReturn:
        starts = [match.start() for match in TOKEN.finditer(self.text)]
        position = starts[self.index] if self.index < len(starts) else len(self.text)
        raise ReadError(f"{self.tokens[self.index] or 'the end'} {why}", self.text, position)

    def next(self) -> str:
        token = self.tokens[self.index]
        if not token:
            self.fail("comes too early")
        self.index += 1
        return token

    def take(self, token: str) -> bool:
        if self.tokens[self.index] == token:
            self.index += 1
            return True
        return False

    def expect(self, token: str) -> None:
        if self.tokens[self.index] != token:
            self.fail(f"stands where {token} is due")
        self.index += 1
