"""Arithmetic on one line, with the brackets that ``*``, ``/`` and powers need: plain text and SymPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression.names import spell
from calcdrill.expression.notation.tables import Table, Writer
from calcdrill.expression.tree import (
    Call,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
)

LOOSE: Final = frozenset({Relation})
_IN_SUM: Final = LOOSE | {Sum}
_IN_NEGATIVE: Final = _IN_SUM | {Negative}
_IN_TOP: Final = _IN_NEGATIVE | {Quotient}
_IN_PRODUCT: Final = _IN_TOP | {Product}
_IN_POWER: Final = _IN_PRODUCT | {Power}


@lru_cache(maxsize=4096)
def word(name: str) -> str:
    """The name itself, if it is one. Raises Unwritable."""
    spell(name)
    return name


def arithmetic(
    table: Table, power_sign: str, number: Callable[[Number], str], word: Callable[[str], str] = word
) -> Mapping[type[Node], Writer]:
    """The writers of numbers, sums, products, quotients and powers, which find the others in ``table``."""

    def inside(node: Node, loose: frozenset[type[Node]]) -> str:
        kind = type(node)
        text = table[kind](node)
        return f"({text})" if kind in loose else text

    def tight(node: Node, loose: frozenset[type[Node]]) -> str:
        """As ``inside``; a number that is written as a fraction counts as a quotient."""
        kind = type(node)
        text = table[kind](node)
        return f"({text})" if kind in loose or (kind is Number and "/" in text) else text

    def negative(node: Negative) -> str:
        return "-" + inside(node.argument, _IN_NEGATIVE)

    def sum_(node: Sum) -> str:
        first, *rest = node.terms
        if not rest:
            raise Unwritable("a sum has two or more terms")
        parts = [inside(first, _IN_SUM)]
        for term in rest:
            if type(term) is Negative:
                parts.append(" - " + inside(term.argument, _IN_NEGATIVE))
            else:
                parts.append(" + " + inside(term, _IN_SUM))
        return "".join(parts)

    def product(node: Product) -> str:
        if len(node.factors) < 2:
            raise Unwritable("a product has two or more factors")
        return "*".join([tight(factor, _IN_PRODUCT) for factor in node.factors])

    def quotient(node: Quotient) -> str:
        return f"{tight(node.numerator, _IN_TOP)}/{tight(node.denominator, _IN_PRODUCT)}"

    def power(node: Power) -> str:
        return f"{base(node.base)}{power_sign}{tight(node.exponent, _IN_POWER)}"

    def base(node: Node) -> str:
        text = tight(node, _IN_POWER)
        return f"({text})" if isinstance(node, Call) and text.endswith("!") else text

    return {
        Number: number,
        Name: lambda node: word(node.name),
        Negative: negative,
        Sum: sum_,
        Product: product,
        Quotient: quotient,
        Power: power,
    }
