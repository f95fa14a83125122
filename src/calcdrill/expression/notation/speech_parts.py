"""What all of speech is made from: names, brackets, arguments, and the table that the speakers fill."""

from __future__ import annotations

from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.names import spell
from calcdrill.expression.notation.digits import decimal_digits
from calcdrill.expression.notation.refusals import Table
from calcdrill.expression.notation.speech_words import Words

SPEAKERS: Final[Table[str]] = Table("speech")
MANY: Final = frozenset(name for name, row in FUNCTIONS.items() if row.end)


def speak(node: t.Node, words: Words) -> str:
    return SPEAKERS[type(node)](node, words)


def is_lone(node: t.Node) -> bool:
    """Whether a form is one thing in speech: a number or a name."""
    return isinstance(node, t.Name) or (isinstance(node, t.Number) and digits(node) is not None)


def digits(node: t.Number) -> str | None:
    digits = decimal_digits(node.value) if node.decimal else None
    return str(node.value) if digits is None and node.value.denominator == 1 else digits


def closed(node: t.Node, words: Words, *also: type[t.Node]) -> str:
    """The words of ``node``, in brackets unless they are one thing or say their own end."""
    spoken = speak(node, words)
    if is_lone(node) or isinstance(node, (*_SELF_CLOSED, *also)) or _says_its_end(node):
        return spoken
    return words["bracket"].format(spoken)


_SELF_CLOSED: Final = (t.Text, t.Apply, t.Piecewise, t.Vector, t.Matrix, t.Derivative, t.Integral, t.Limit, t.At)


def _says_its_end(node: t.Node) -> bool:
    if isinstance(node, t.Quotient):
        return not is_plain_fraction(node)
    if isinstance(node, t.Call):
        return node.function in MANY | {"abs", "floor", "sqrt", "cbrt"}
    return False


def is_plain_fraction(node: t.Quotient) -> bool:
    return all(isinstance(side, t.Number) and is_lone(side) for side in node.children)


def letters(name: str, words: Words) -> str:
    if name == "oo":
        return words["infinity"]
    parts = spell(name)
    spoken = words["capital"].format(parts.base) if parts.base[0].isupper() else parts.base
    if parts.accent:
        spoken = f"{spoken} {parts.accent}"
    return words["subscript"].format(spoken, " ".join(parts.subscripts)) if parts.subscripts else spoken


def argument(arguments: tuple[t.Node, ...], words: Words) -> str:
    if len(arguments) == 1 and is_lone(arguments[0]):
        return speak(arguments[0], words)
    spoken = speak(arguments[0], words)
    for argument in arguments[1:]:
        spoken = words["comma"].format(spoken, speak(argument, words))
    return words["bracket"].format(spoken)
