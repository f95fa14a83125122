"""LaTeX as it is printed: written and read back once for each form, and cast from its mould from then on.

The formulas of one exercise differ in little but their numbers. Which number stands in a place is all the same to
the reader, and to the writer as long as it is 0, 1, more than 1, or a decimal: a form has a mould for each of these.
"""

from __future__ import annotations

from typing import Any, Final

from calcdrill.expression.notation.flat import Flat, flatten
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.read_back import Mould, mould_of, reads_back
from calcdrill.expression.notation.tables import decimal_digits
from calcdrill.expression.tree import Node, Number

__all__ = ["forget", "print_latex", "says_itself"]

_MOST: Final = 32768
"""How many moulds are remembered: the catalog has some 20,000, and going through it again is to find them."""

_MOULDS: Final[dict[tuple[object, ...], Mould]] = {}


def print_latex(node: Node) -> str:
    """The LaTeX of a formula, out of a mould where it has been read back. Raises Unwritable."""
    flat = flatten(node)
    mould = _MOULDS.get(_key(flat))
    return write_latex(node) if mould is None else mould.cast(_digits(flat))


def says_itself(node: Node) -> bool:
    """Whether the formula's LaTeX says just the formula. Raises Unwritable, and ReadError where it says nothing."""
    flat = flatten(node)
    key = _key(flat)
    if key in _MOULDS:
        return True
    latex = write_latex(node)
    mould = mould_of(flat, latex)
    if mould is None:
        return reads_back(node, latex)
    if len(_MOULDS) >= _MOST:
        forget()
    _MOULDS[key] = mould
    return True


def forget() -> None:
    """Throw all moulds away."""
    _MOULDS.clear()


def _key(flat: Flat) -> tuple[object, ...]:
    """The form of a tree, with what the writer looks at in its numbers."""
    return (*flat.form, *[(n if n < 2 else 2) if type(n) is int else _kind(n) for n in flat.numbers])


def _kind(decimal: Number) -> str:
    return "decimal" if decimal_digits(decimal.value) else "decimal without end"


def _digits(flat: Flat) -> list[Any]:
    return [n if type(n) is int else decimal_digits(n.value) for n in flat.numbers]
