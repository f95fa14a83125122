"""Tree → the text of Typst's mathematics mode, drawn as the LaTeX writer draws it.

Every form is safe to put between two ``$``: words stand in string literals, fractions are ``frac(a, b)``
(never an infix ``/``), and a bracket is set wherever the printed form could be read as another tree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.names import spell
from calcdrill.expression.notation.layout import (
    IN_NEGATIVE,
    IN_SUM,
    OPEN_FUNCTIONS,
    Joint,
    is_bare_argument,
    is_bare_base,
    is_bare_factorial,
    is_bracketed_factor,
    is_raised,
    joint,
)
from calcdrill.expression.notation.tables import decimal_digits, is_fraction
from calcdrill.expression.notation.typst_parts import WRITERS, inside, listed, string_literal, typst_name
from calcdrill.expression.notation.typst_structures import STRUCTURES

__all__ = ["string_literal", "write_typst"]

_HEADS: Final = {
    name: row.typst or (name if row.is_bare and row.latex is None else f'op("{name}")')
    for name, row in FUNCTIONS.items()
}


def write_typst(node: t.Node) -> str:
    """The tree in Typst's mathematics mode, without ``$``; raises Unwritable on a node that has no form."""
    return WRITERS[type(node)](node)


def _number(node: t.Number) -> str:
    digits = decimal_digits(node.value) if node.decimal else None
    if digits is not None:
        return digits
    if node.value.denominator == 1:
        return str(node.value)
    return f"frac({node.value.numerator}, {node.value.denominator})"


def _negative(node: t.Negative) -> str:
    return "-" + inside(node.argument, IN_NEGATIVE)


def _sum(node: t.Sum) -> str:
    if len(node.terms) < 2:
        raise Unwritable("a sum has two or more terms")
    parts = [inside(node.terms[0], IN_SUM)]
    for term in node.terms[1:]:
        if type(term) is t.Negative:
            parts.append("- " + inside(term.argument, IN_NEGATIVE))
        else:
            parts.append("+ " + inside(term, IN_SUM))
    return " ".join(parts)


def _product(node: t.Product) -> str:
    if len(node.factors) < 2:
        raise Unwritable("a product has two or more factors")
    last = len(node.factors) - 1
    left, parts = None, []
    for index, factor in enumerate(node.factors):
        is_bracketed = is_bracketed_factor(factor, index == last)
        if left is not None:
            parts.append(" dot " if joint(left, factor, is_bracketed) is Joint.DOT else " ")
        parts.append(f"({write_typst(factor)})" if is_bracketed else write_typst(factor))
        left = factor
    return "".join(parts)


def _quotient(node: t.Quotient) -> str:
    return f"frac({write_typst(node.numerator)}, {write_typst(node.denominator)})"


def _power(node: t.Power) -> str:
    base = node.base
    if type(base) is t.Call and is_raised(node):
        return _headed(f"{_HEADS[base.function]}^({write_typst(node.exponent)})", base.arguments[0])
    text = write_typst(base)
    return f"{text if is_bare_base(base) else f'({text})'}^({_exponent(node.exponent)})"


def _exponent(node: t.Node) -> str:
    """An exponent; a small fraction stands on one line there, ``x^(1 slash 2)``, to stay readable."""
    sign, inner = ("-", node.argument) if type(node) is t.Negative else ("", node)
    if type(inner) is t.Quotient and _is_slim(inner.numerator) and _is_slim(inner.denominator, products=False):
        return f"{sign}{write_typst(inner.numerator)} slash {write_typst(inner.denominator)}"
    return write_typst(node)


def _is_slim(node: t.Node, products: bool = True) -> bool:
    """Whether it is a number, a letter, a power of one, or (above the line) a product of these."""
    if type(node) is t.Product:
        return products and all(_is_slim(factor) for factor in node.factors)
    if type(node) is t.Power:
        return _is_slim(node.base, False) and _is_letter_or_number(node.exponent)
    return _is_letter_or_number(node)


def _is_letter_or_number(node: t.Node) -> bool:
    return type(node) is t.Name or (type(node) is t.Number and not is_fraction(node))


def _headed(head: str, argument: t.Node) -> str:
    """``sin x`` before what is one thing to the eye, else ``sin(…)``."""
    text = write_typst(argument)
    return f"{head} {text}" if is_bare_argument(argument) else f"{head}({text})"


def _call(node: t.Call) -> str:
    first, rest = node.arguments[0], node.arguments[1:]
    special = _CALLS.get(node.function)
    if len(rest) != (node.function == "log") and (special or node.function in OPEN_FUNCTIONS):
        raise Unwritable(f"{node.function} cannot take {len(node.arguments)} arguments")
    if special:
        return special(node)
    if node.function in OPEN_FUNCTIONS:
        return _headed(_HEADS[node.function], first)
    head = _HEADS.get(node.function) or f"op({string_literal(spell(node.function).name)})"
    return f"{head}({listed(node.arguments)})"


def _wrapped(opening: str) -> Callable[[t.Call], str]:
    return lambda node: f"{opening}{write_typst(node.arguments[0])})"


def _factorial(node: t.Call) -> str:
    text = write_typst(node.arguments[0])
    return f"{text}!" if is_bare_factorial(node.arguments[0]) else f"({text})!"


_CALLS: Final[dict[str, Callable[[t.Call], str]]] = {
    "exp": lambda node: f"e^({_exponent(node.arguments[0])})",
    "sqrt": _wrapped("sqrt("),
    "cbrt": _wrapped("root(3, "),
    "abs": _wrapped("abs("),
    "floor": _wrapped("floor("),
    "log": lambda node: _headed(f"log_({write_typst(node.arguments[1])})", node.arguments[0]),
    "factorial": _factorial,
}


WRITERS.update(
    {
        t.Number: _number,
        t.Name: lambda node: typst_name(node.name),
        t.Text: lambda node: string_literal(node.text),
        t.Negative: _negative,
        t.Sum: _sum,
        t.Product: _product,
        t.Quotient: _quotient,
        t.Power: _power,
        t.Call: _call,
        **STRUCTURES,
    }
)
