"""Arithmetic on one line, with the brackets that ``*``, ``/`` and powers need: plain text and SymPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.names import spell
from calcdrill.expression.notation.refusals import Table, require

LOOSE: Final = frozenset({t.Relation})
_IN_SUM: Final = LOOSE | {t.Sum}
_IN_NEGATIVE: Final = _IN_SUM | {t.Negative}
_IN_TOP: Final = _IN_NEGATIVE | {t.Quotient}
_IN_PRODUCT: Final = _IN_TOP | {t.Product}
_IN_POWER: Final = _IN_PRODUCT | {t.Power}


@lru_cache(maxsize=4096)
def word(name: str) -> str:
    """The name itself, if it is one. Raises Unwritable."""
    spell(name)
    return name


def arithmetic(
    table: Table[str], power_sign: str, number: Callable[[t.Number], str], word: Callable[[str], str] = word
) -> Mapping[type[t.Node], Callable[..., str]]:
    """The writers of numbers, sums, products, quotients and powers, which find the others in ``table``."""

    def inside(node: t.Node, loose: frozenset[type[t.Node]]) -> str:
        kind = type(node)
        text = table[kind](node)
        return f"({text})" if kind in loose else text

    def tight(node: t.Node, loose: frozenset[type[t.Node]]) -> str:
        """As ``inside``; a number that is written as a fraction counts as a quotient."""
        kind = type(node)
        text = table[kind](node)
        return f"({text})" if kind in loose or (kind is t.Number and "/" in text) else text

    def negative(node: t.Negative) -> str:
        return "-" + inside(node.argument, _IN_NEGATIVE)

    def sum_(node: t.Sum) -> str:
        if len(node.terms) < 2:
            require(node)
        first, *rest = node.terms
        parts = [inside(first, _IN_SUM)]
        for term in rest:
            if type(term) is t.Negative:
                parts.append(" - " + inside(term.argument, _IN_NEGATIVE))
            else:
                parts.append(" + " + inside(term, _IN_SUM))
        return "".join(parts)

    def product(node: t.Product) -> str:
        if len(node.factors) < 2:
            require(node)
        return "*".join([tight(factor, _IN_PRODUCT) for factor in node.factors])

    def quotient(node: t.Quotient) -> str:
        return f"{tight(node.numerator, _IN_TOP)}/{tight(node.denominator, _IN_PRODUCT)}"

    def power(node: t.Power) -> str:
        return f"{base(node.base)}{power_sign}{tight(node.exponent, _IN_POWER)}"

    def base(node: t.Node) -> str:
        text = tight(node, _IN_POWER)
        return f"({text})" if isinstance(node, t.Call) and text.endswith("!") else text

    return {
        t.Number: number,
        t.Name: lambda node: word(node.name),
        t.Negative: negative,
        t.Sum: sum_,
        t.Product: product,
        t.Quotient: quotient,
        t.Power: power,
    }
