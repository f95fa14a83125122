r"""LaTeX as people and language models write it → plain text: ``\frac{1}{2}`` as ``((1)/(2))``, ``\sin`` as ``sin``."""

from __future__ import annotations

import re
from typing import Final

from calcdrill.errors import ReadError

__all__ = ["last_boxed", "last_formula", "plain_latex"]

MOST_DEPTH: Final = 60

_TOKEN: Final = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}&~]|[^\\{}&~]+|\\", re.DOTALL)
_WRITTEN: Final = {
    "*": r"\cdot \times \ast",
    "/": r"\div",
    "±": r"\pm \mp",
    " oo ": r"\infty",
    "<=": r"\le \leq \leqslant",
    ">=": r"\ge \geq \geqslant",
    "<": r"\lt",
    ">": r"\gt",
    "!=": r"\ne \neq",
    "~": r"\approx \simeq \sim",
    "→": r"\to \rightarrow \longrightarrow \implies \Rightarrow",
    " ∇ ": r"\nabla",
    "∂": r"\partial",
    "°": r"\circ \degree",
    "'": r"\prime",
    "%": r"\%",
    "|": r"\lvert \rvert \vert \mid \|",
    "[": r"\lbrack",
    "]": r"\rbrack",
    "floor(": r"\lfloor",
    ")": r"\rfloor",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "{": r"\{",
    "}": r"\}",
    " or ": r"\lor \vee \cup",
    " and ": r"\land \wedge \And \&",
    "...": r"\dots \ldots \cdots",
    " in ": r"\in",
    "∫": r"\int",
    "\n": r"\\",
    "none": r"\varnothing \emptyset",
    ":": r"\colon",
    "i": r"\imath",
    "j": r"\jmath",
    "l": r"\ell",
    " theta ": r"\vartheta",
    " phi ": r"\varphi",
    " epsilon ": r"\varepsilon",
    " rho ": r"\varrho",
}
"""Each sign, and the commands for it."""
_SIGNS: Final = {command: sign for sign, commands in _WRITTEN.items() for command in commands.split()}
_SPACES: Final = frozenset(
    (
        r"\! \( \) \, \/ \: \; \[ \] \Big \Bigg \Bigl \Bigr \Large \bf \big \bigg \biggl \biggr \bigl \bigr "
        r"\displaystyle \enspace \hfill \it \large \left \limits \mathstrut \medspace \middle \newline "
        r"\nolimits \qquad \quad \right \rm \small \strut \tag \textstyle \therefore \thinspace"
    ).split()
) | {r"\ "}
_DRESS: Final = frozenset(
    (
        r"\bar \bm \boldsymbol \boxed \cancel \color \displaylines \emph \ensuremath \fbox \hat \mathbb "
        r"\mathbf \mathcal \mathit \mathnormal \mathop \mathrm \mathsf \mbox \operatorname \operatorname* "
        r"\overline \phantom \text \textbf \textit \textnormal \textrm \textsf \tilde \underbrace \underline "
        r"\vec \widehat"
    ).split()
)
_FRACTIONS: Final = frozenset({r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac"})
_ROWS: Final = frozenset({"matrix", "array", "smallmatrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix"})


def plain_latex(text: str) -> str:
    """The formula in plain writing. Raises ReadError where brackets are nested without end."""
    text = re.sub(r"\\(?:left|right|big|Big|bigg|Bigg)[lr]?\s*\.", " ", text)
    text = re.sub(r"(?<=\d)\{,\}(?=\d)", ",", text)  # a decimal comma
    return _Converter(text).all()


class _Converter:
    """One pass over the tokens of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = _TOKEN.findall(text)
        self.index = 0
        self.depth = 0

    def all(self) -> str:
        parts: list[str] = []
        while self.index < len(self.tokens):
            parts.append(self.next(parts))
        return "".join(parts)

    def until(self, close: str) -> str:
        """What stands before the token ``close``, which is passed over."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise ReadError(f"the formula is nested deeper than {MOST_DEPTH}", self.text, 0)
        parts: list[str] = []
        while self.index < len(self.tokens) and self.tokens[self.index] != close:
            parts.append(self.next(parts))
        self.index += 1
        self.depth -= 1
        return "".join(parts)

    def argument(self) -> str:
        r"""The group in braces, or the next sign: ``2`` in ``\frac2x``."""
        while self.index < len(self.tokens) and not self.tokens[self.index].strip():
            self.index += 1
        if self.index >= len(self.tokens):
            return ""
        token = self.tokens[self.index]
        if token == "{":
            self.index += 1
            return self.until("}")
        if token[0] in "\\&~}":
            return self.next([])
        stripped = token.lstrip()
        self.tokens[self.index] = stripped[1:]
        if not stripped[1:]:
            self.index += 1
        return stripped[:1]

    def optional(self) -> str:
        r"""``3`` in ``\sqrt[3]{x}``."""
        token = self.tokens[self.index] if self.index < len(self.tokens) else ""
        match = re.match(r"\s*\[([^\]]*)\](.*)", token, re.DOTALL)
        if match is None:
            return ""
        self.tokens[self.index] = match[2]
        return match[1]

    def next(self, before: list[str]) -> str:
        token = self.tokens[self.index]
        self.index += 1
        if token[0] != "\\":
            return self._bare(token, before)
        if token in _SIGNS:
            return _SIGNS[token]
        if token in _SPACES:
            return " "
        if token in _FRACTIONS:
            return self._fraction(before)
        if token == r"\sqrt":
            return self._root()
        if token in _DRESS:
            return self._dressed(token)
        if token == r"\begin":
            return self._environment()
        if token == r"\log" and self._subscripted():
            self.tokens[self.index] = self.tokens[self.index].lstrip()[1:]
            return f" log_{self.argument()} "
        return f" {token[1:].rstrip('*')} "

    def _bare(self, token: str, before: list[str]) -> str:
        if token == "{":
            inner = self.until("}")
            return _grouped(inner, "".join(before[-1:]).rstrip()[-1:])
        return {"&": ",", "~": " ", "}": ""}.get(token, token)

    def _subscripted(self) -> bool:
        return self.index < len(self.tokens) and self.tokens[self.index].lstrip().startswith("_")

    def _fraction(self, before: list[str]) -> str:
        top, bottom = self.argument(), self.argument()
        is_mixed = bool(before) and before[-1].rstrip()[-1:].isdigit() and top.isdigit() and bottom.isdigit()
        whole = re.search(r"(?:^|[^\w.^_])(\d+)\s*$", "".join(before)) if is_mixed else None
        return f" {top}/{bottom} " if whole else f"(({top})/({bottom}))"

    def _root(self) -> str:
        index = self.optional().strip()
        radicand = self.argument()
        function = {"": "sqrt", "2": "sqrt", "3": "cbrt"}.get(index)
        return f" {function}({radicand})" if function else f"(({radicand})^(1/({index})))"

    def _dressed(self, token: str) -> str:
        inner = self.argument()
        if token in {r"\color", r"\phantom"}:
            return " "
        if token in {r"\underbrace", r"\boxed", r"\fbox", r"\cancel"}:
            return inner
        return f" {inner} " if len(inner) != 1 else inner

    def _environment(self) -> str:
        name = self.argument().strip().rstrip("*")
        if name == "array":
            self.argument()
        start = self.index
        while self.index < len(self.tokens) and self.tokens[self.index] != r"\end":
            if self.tokens[self.index] == r"\begin":
                raise ReadError("a matrix or cases stand inside another", self.text, 0)
            self.index += 1
        inner = self.tokens[start : self.index]
        self.index += 1
        self.argument()
        cells = [[_Converter("".join(cell)).all().strip() for cell in row] for row in _cells(inner)]
        if name == "cases":
            return _piecewise(cells)
        if name in _ROWS:
            if all(len(row) == 1 for row in cells):
                return f"[{', '.join(row[0] for row in cells)}]"
            return f"[{', '.join('[' + ', '.join(row) + ']' for row in cells)}]"
        return "\n".join(" ".join(row) for row in cells)


def _grouped(inner: str, before: str) -> str:
    r"""Braces that show nothing: brackets after ^ and where they hold a group together, none after _."""
    if before == "_":
        return inner.strip()
    return f"({inner})" if inner.strip() else " "


def _cells(tokens: list[str]) -> list[list[list[str]]]:
    rows: list[list[list[str]]] = [[[]]]
    depth = 0
    for token in tokens:
        depth += (token == "{") - (token == "}")
        if depth == 0 and token == r"\\":
            rows.append([[]])
        elif depth == 0 and token == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(token)
    return [row for row in rows if any("".join(cell).strip() for cell in row)]


def _piecewise(rows: list[list[str]]) -> str:
    parts: list[str] = []
    for row in rows:
        value = row[0].strip().rstrip(",")
        condition = re.sub(r"\b(?:if|for|when|where)\b", " ", row[1] if len(row) > 1 else "").strip()
        is_last = not condition or condition.startswith(("otherwise", "else"))
        parts.extend([value] if is_last else [value, condition])
    return f"piecewise({', '.join(parts)})"


# -- a formula in free text


def last_boxed(text: str) -> str | None:
    r"""What stands in the last ``\boxed{…}``; None where there is none."""
    start = max(text.rfind(r"\boxed"), text.rfind(r"\fbox"))
    if start < 0:
        return None
    opened = text.find("{", start)
    if opened < 0 or text[start:opened].strip() not in {r"\boxed", r"\fbox"}:
        single = re.match(r"\\f?boxe?d?x?\s*(\S)", text[start:])
        return single[1] if single else None
    depth = 0
    for index in range(opened, len(text)):
        depth += (text[index] == "{") - (text[index] == "}")
        if depth == 0:
            return text[opened + 1 : index]
    return text[opened + 1 :]


_MARKED: Final = re.compile(
    r"\$\$(.+?)\$\$|\\\[(.+?)\\\]|\\\((.+?)\\\)|(?<!\\)\$([^$]+?)(?<!\\)\$|(<math.+?</math>)|```\w*\n(.+?)```|`([^`]+)`"
    r"|\*\*([^*\n]+)\*\*",
    re.DOTALL,
)
_SAID: Final = re.compile(
    r"\b(?:final\s+)?(?:answer|result|derivative|solution)\b[^\n:=]{0,40}?(?:\bis\b|:|=)\s*(.+)", re.IGNORECASE
)


def last_formula(text: str) -> str | None:
    r"""The last formula of a free text: between dollars or backticks, behind *answer is*, or the last line."""
    marked = [next(group for group in match.groups() if group) for match in _MARKED.finditer(text)]
    said = _SAID.findall(text)
    if said and not _MARKED.search(text[text.rfind(said[-1]) :]):
        return str(said[-1]).strip()
    if marked:
        return marked[-1].strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else None
