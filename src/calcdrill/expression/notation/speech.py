"""Tree → words that say exactly this tree: the alternative text of a formula, for screen readers.

Whatever has more than one part is opened and closed in words ("the fraction 1, over x, end fraction"),
so that two trees never sound alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.notation.layout import RAISED_FUNCTIONS
from calcdrill.expression.notation.speech_parts import (
    MANY,
    SPEAKERS,
    argument,
    closed,
    digits,
    is_lone,
    is_plain_fraction,
    letters,
    speak,
)
from calcdrill.expression.notation.speech_structures import STRUCTURES
from calcdrill.expression.notation.speech_words import LANGUAGES, Words
from calcdrill.expression.steps import Prose

__all__ = ["LANGUAGES", "speak_prose", "write_speech"]


def write_speech(node: t.Node, language: str = "en") -> str:
    """The tree in words; raises Unwritable on a node that has no words."""
    return speak(node, LANGUAGES[language])


def speak_prose(prose: Prose, language: str = "en") -> str:
    """Words with formulas among them, all in words."""
    return "".join(part if isinstance(part, str) else write_speech(part, language) for part in prose)


def _number(node: t.Number, words: Words) -> str:
    written = digits(node)
    if written is not None:
        return written
    return words["number over number"].format(node.value.numerator, node.value.denominator)


def _name(node: t.Name, words: Words) -> str:
    return letters(node.name, words)


def _text(node: t.Text, words: Words) -> str:
    return node.text


def _is_term(node: t.Node) -> bool:
    """Whether a term of a sum, or what a minus stands before, needs no brackets."""
    return not isinstance(node, (t.Sum, t.Negative, t.Relation, t.Points))


def _term(node: t.Node, words: Words) -> str:
    spoken = speak(node, words)
    return spoken if _is_term(node) else words["bracket"].format(spoken)


def _negative(node: t.Negative, words: Words) -> str:
    return words["negative"].format(_term(node.argument, words))


def _sum(node: t.Sum, words: Words) -> str:
    first = node.terms[0]
    parts = [_negative(first, words) if isinstance(first, t.Negative) else _term(first, words)]
    for term in node.terms[1:]:
        if isinstance(term, t.Negative):
            parts.append(words["minus"].format(_term(term.argument, words)))
        else:
            parts.append(words["plus"].format(_term(term, words)))
    return " ".join(parts)


def _product(node: t.Product, words: Words) -> str:
    parts: list[str] = []
    for index, factor in enumerate(node.factors):
        if index and not _runs_on(node.factors[index - 1], factor):
            parts.append(words["times"])
        parts.append(_factor(factor, words))
    return " ".join(parts)


def _factor(node: t.Node, words: Words) -> str:
    if isinstance(node, t.Quotient):
        return words["fraction"].format(speak(node.numerator, words), speak(node.denominator, words))
    if isinstance(node, t.Number) and not is_lone(node):
        return words["fraction"].format(node.value.numerator, node.value.denominator)
    return closed(node, words, t.Power, t.Call)


def _runs_on(left: t.Node, right: t.Node) -> bool:
    """Whether two factors are said without "times": 3 x, x squared y."""
    if isinstance(right, t.Power):
        return _runs_on(left, right.base)
    if isinstance(left, t.Power):
        left = left.base
    return isinstance(right, t.Name) and is_lone(left)


def _quotient(node: t.Quotient, words: Words) -> str:
    top, bottom = speak(node.numerator, words), speak(node.denominator, words)
    return words["number over number" if is_plain_fraction(node) else "fraction"].format(top, bottom)


def _power(node: t.Power, words: Words) -> str:
    base, exponent = node.base, node.exponent
    whole = exponent.value if isinstance(exponent, t.Number) and isinstance(exponent.value, int) else 0
    if isinstance(base, t.Call) and base.function in RAISED_FUNCTIONS and whole >= 2:
        key = {2: "function squared", 3: "function cubed"}.get(whole, "function power")
        head = words[key].format(words[f"function {base.function}"], whole)
        return words["of"].format(head, argument(base.arguments, words))
    spoken = closed(base, words)
    if whole in {2, 3}:
        return words["squared" if whole == 2 else "cubed"].format(spoken)
    return _raised(spoken, exponent, words)


def _raised(base: str, exponent: t.Node, words: Words) -> str:
    key = "power" if is_lone(exponent) else "long power"
    return words[key].format(base, speak(exponent, words))


def _call(node: t.Call, words: Words) -> str:
    function = node.function
    if function in _SPECIAL:
        return _SPECIAL[function](node, words)
    head = words.get(f"function {function}")
    if head is None:
        raise Unwritable(f"speech has no words for the function {function!r}")
    if function in MANY:
        inside = ", ".join(speak(argument, words) for argument in node.arguments)
        return words["of many"].format(head, inside, words[f"end {function}"])
    return words["of"].format(head, argument(node.arguments, words))


def _exp(node: t.Call, words: Words) -> str:
    exponent = node.arguments[0]
    if exponent in {t.Number(2), t.Number(3)}:
        return words["power"].format("e", speak(exponent, words))
    return _raised("e", exponent, words)


def _log(node: t.Call, words: Words) -> str:
    head = words["logarithm"].format(closed(node.arguments[1], words))
    return words["of"].format(head, argument(node.arguments[:1], words))


def _enclosed(key: str) -> Callable[[t.Call, Words], str]:
    return lambda node, words: words[key].format(speak(node.arguments[0], words))


_SPECIAL: Final[Mapping[str, Callable[[t.Call, Words], str]]] = MappingProxyType(
    {
        "exp": _exp,
        "log": _log,
        "sqrt": _enclosed("square root"),
        "cbrt": _enclosed("cube root"),
        "abs": _enclosed("absolute value"),
        "floor": _enclosed("floor"),
        "factorial": lambda node, words: words["factorial"].format(closed(node.arguments[0], words)),
    }
)


SPEAKERS.fill(
    {
        t.Number: _number,
        t.Name: _name,
        t.Text: _text,
        t.Negative: _negative,
        t.Sum: _sum,
        t.Product: _product,
        t.Quotient: _quotient,
        t.Power: _power,
        t.Call: _call,
        **STRUCTURES,
    }
)
