"""What a worked line says beside its rule: which parts stand for u and v, how a function was rewritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from calcdrill.expression.differentiating.matching import Parts
from calcdrill.expression.differentiating.slopes import call
from calcdrill.expression.steps import Prose, listed
from calcdrill.expression.tree import ZERO, Apply, Name, Node, Relation

__all__ = ["constants_note", "joined", "note"]

Letters = Sequence[Name]
"""Names that do not occur in the function, to stand for its parts."""

Inner = Sequence[tuple[Node, Node | None]]
"""The parts to differentiate, each with its derivative where that is too simple for a line of its own."""


def note(key: str, node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    """The note on the rule ``key`` applied to ``node``, with the ``parts`` of its ``Match``."""
    writer = _NOTES.get(key)
    return writer(node, parts, inner, letters) if writer is not None else ()


def constants_note(held: Sequence[str]) -> Prose:
    """Which variables a partial derivative holds fixed."""
    return ("treat ", *listed(map(Name, held)), " as a constant" if len(held) == 1 else " as constants")


def joined(left: Prose, right: Prose) -> Prose:
    """Two notes in one."""
    return (*left, "; ", *right) if left and right else left or right


def _named(letter: Name, part: tuple[Node, Node | None]) -> Prose:
    """u = part, and u′ where it is known."""
    node, prime = part
    if prime is None:
        return (Relation((letter, node), ("=",)),)
    return (Relation((letter, node), ("=",)), " with ", Relation((Apply(letter.name, (), 1), prime), ("=",)))


def _sum(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    return ("term by term",)


def _multiple(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    return ("the constant factor stays",)


def _product(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    words: list[str | Node] = ["factors "]
    for letter, factor in zip(letters, inner, strict=False):
        words += [*_named(letter, factor), ", "]
    return tuple(words[:-1])


def _quotient(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    return ("numerator ", *_named(letters[0], inner[0]), ", denominator ", *_named(letters[1], inner[1]))


def _reciprocal(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    return ("denominator ", *_named(letters[0], inner[0]))


def _rewritten(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    return ("write ", node, " as ", inner[0][0])


def _general_power(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    return ("base and exponent vary: write ", node, " as ", call("exp", inner[0][0]))


def _table(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    outer = parts[0]
    if outer.key == "power":
        return ("the exponent ", outer.parameters[0], " comes down as a factor and goes down by one")
    return ("away from ", ZERO) if outer.key == "abs" else ()


def _chain(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    return ("outer ", parts[0].at(letters[0]), ", inner ", *_named(letters[0], inner[0]))


def _relu(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    return ("for positive ", inner[0][0], " the value is the input, for negative it is ", ZERO)


def _step_function(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    return ("constant between its jumps",)


def _fundamental_theorem(node: Node, parts: Parts, inner: Inner, letters: Letters) -> Prose:
    return ("the integrand at the limit, times the derivative of the limit",) if inner else ()


_NOTES: Final[Mapping[str, Callable[[Node, Parts, Inner, Letters], Prose]]] = MappingProxyType(
    {
        "sum": _sum,
        "multiple": _multiple,
        "over constant": _multiple,
        "product": _product,
        "quotient": _quotient,
        "reciprocal": _reciprocal,
        "negative power": _rewritten,
        "rewrite": _rewritten,
        "change of base": _rewritten,
        "definition": _rewritten,
        "general power": _general_power,
        "table": _table,
        "chain": _chain,
        "relu": _relu,
        "step function": _step_function,
        "fundamental theorem": _fundamental_theorem,
    }
)
