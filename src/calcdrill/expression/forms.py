"""Forms that a task may ask for: expanded, factored, logarithms taken apart; each is a look at the tree alone.

An expression that is equal to the answer but has not the form is no answer: neither is the question itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from calcdrill.expression import tree as t

__all__ = ["FORMS", "Form", "factor_count", "has_form"]


@dataclass(frozen=True, slots=True)
class Form:
    """A form: what to tell a learner whose answer is equal but has not reached it, and the look at the tree.

    ``is_reached`` is asked with the learner's tree and the answer's.
    """

    wanted: str
    is_reached: Callable[[t.Node, t.Node], bool]


def has_form(name: str, node: t.Node, answer: t.Node) -> bool:
    """Whether a tree has the form of that name; no name is no wish."""
    return not name or FORMS[name].is_reached(node, answer)


_LOGARITHMS: Final = frozenset({"ln", "log"})
_JOINED: Final = (t.Product, t.Quotient, t.Power)


def _logarithms_apart(node: t.Node, answer: t.Node) -> bool:
    return not any(
        isinstance(argument, _JOINED) or (isinstance(argument, t.Call) and argument.function in {"exp", "sqrt", "cbrt"})
        for inner in t.walk(node)
        if isinstance(inner, t.Call) and inner.function in _LOGARITHMS
        for argument in inner.arguments[:1]
    )


def _without_logarithms(node: t.Node, answer: t.Node) -> bool:
    return t.functions(node).isdisjoint(_LOGARITHMS | {"exp"})


def _expanded(node: t.Node, answer: t.Node) -> bool:
    for inner in t.walk(node):
        match inner:
            case t.Product(factors=factors) if any(isinstance(factor, t.Sum) for factor in factors):
                return False
            case t.Power(base=t.Sum(), exponent=t.Number(value=int() as power)) if power > 0:
                return False
    return True


def _factored(node: t.Node, answer: t.Node) -> bool:
    """At least as many factors as the answer has, and no sum of several."""
    return not isinstance(_unsigned(node), t.Sum) and factor_count(node) >= factor_count(answer)


def factor_count(node: t.Node) -> int:
    """How many factors with a name a product has, powers taken apart."""
    return sum(1 for _ in _factors(_unsigned(node)))


def _factors(node: t.Node) -> Iterator[t.Node]:
    """The factors that hold a name, each as often as its power says."""
    match node:
        case t.Product(factors=factors):
            for factor in factors:
                yield from _factors(_unsigned(factor))
        case t.Quotient(numerator=top):
            yield from _factors(_unsigned(top))
        case t.Power(base=base, exponent=t.Number(value=int() as power)) if 0 < power < 100:
            for _ in range(power):
                yield from _factors(_unsigned(base))
        case _ if t.names(node) - t.CONSTANTS:
            yield node


def _one_fraction(node: t.Node, answer: t.Node) -> bool:
    bare = _unsigned(node)
    return isinstance(bare, t.Quotient) and not any(
        isinstance(inner, t.Quotient) and not isinstance(inner.denominator, t.Number)
        for part in bare.children
        for inner in t.walk(part)
    )


def _unsigned(node: t.Node) -> t.Node:
    return _unsigned(node.argument) if isinstance(node, t.Negative) else node


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "logarithms apart": Form("no logarithm holds a product, a quotient or a power", _logarithms_apart),
        "no logarithms": Form("neither an exponential nor a logarithm is left", _without_logarithms),
        "expanded": Form("all brackets are multiplied out", _expanded),
        "factored": Form("it is a product of factors", _factored),
        "one fraction": Form("it is a single fraction", _one_fraction),
    }
)
