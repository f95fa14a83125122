"""LaTeX as it is printed: written and read back once for each form, and cast from its mould from then on.

The formulas of one exercise differ in little but their numbers. Which number stands in a place is all the same to
the reader, and to the writer as long as it is 0, 1, more than 1, a decimal or a fraction: a form says which it is.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

from calcdrill.expression.notation.flat import FIELDS, flatten
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.read_back import Mould, mould_of, reads_back
from calcdrill.expression.notation.tables import decimal_digits
from calcdrill.expression.tree import Call, Name, Negative, Node, Number, Power, Product, Sum

__all__ = ["forget", "print_latex", "says_itself"]

_MOST: Final = 32768
"""How many moulds are remembered: the catalog has some 20,000, and going through it again is to find them."""

_MOULDS: Final[dict[Hashable, Mould]] = {}


def print_latex(node: Node) -> str:
    """The LaTeX of a formula, out of a mould where it has been read back. Raises Unwritable."""
    mould = _MOULDS.get(_form(node))
    return write_latex(node) if mould is None else mould.cast([_digits(number) for number in flatten(node).numbers])


def says_itself(node: Node) -> bool:
    """Whether the formula's LaTeX says just the formula. Raises Unwritable, and ReadError where it says nothing."""
    form = _form(node)
    if form in _MOULDS:
        return True
    latex = write_latex(node)
    mould = mould_of(flatten(node), latex)
    if mould is None:
        return reads_back(node, latex)
    if len(_MOULDS) >= _MOST:
        forget()
    _MOULDS[form] = mould
    return True


def forget() -> None:
    """Throw all moulds away."""
    _MOULDS.clear()


def _digits(number: int | Number) -> str | None:
    return str(number) if isinstance(number, int) else decimal_digits(number.value)


# -- forms


def _form(node: Any) -> Hashable:
    """What all trees have in common that are written alike but for their numbers."""
    kind = type(node)
    if kind is Name:
        name: str = node.name
        return name
    if kind is Number:
        value = node.value
        return (value if value < 2 else 2) if type(value) is int and not node.decimal else _size(node)
    if kind is Sum or kind is Product:
        return kind, *map(_form, node.children)
    if kind is Negative:
        return kind, _form(node.argument)
    if kind is Power:
        return kind, _form(node.base), _form(node.exponent)
    if kind is Call:
        return kind, node.function, *map(_form, node.arguments)
    return kind, *map(_part, FIELDS[kind](node))


def _size(number: Number) -> int:
    if number.decimal:
        return _DECIMAL if decimal_digits(number.value) else _ENDLESS
    return _FRACTION if number.value.denominator > 1 else _WHOLE


_WHOLE, _FRACTION, _DECIMAL, _ENDLESS = range(3, 7)


def _part(part: Any) -> Hashable:
    if isinstance(part, Node):
        return _form(part)
    return tuple(map(_part, part)) if type(part) is tuple else part
