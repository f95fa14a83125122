r"""Tree → LaTeX, set as a good textbook sets it; ``read_latex`` reads exactly this and gets the same tree.

No mathematics changes on the way: ``1 \cdot x`` stays, and two different trees never print alike (but for the
pairs that ``read_latex.normal_form`` names). Side by side means product; a dot stands where that could be
misread. ``f{\left(x\right)}`` is f of x, ``\sigma\left(x\right)`` the sigmoid. ``&`` and ``<`` are TeX's own.
"""

from __future__ import annotations

from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.notation.latex_signs import (
    CLOSED_FUNCTIONS,
    NAMED_FUNCTIONS,
    WRITERS,
    inside,
    latex_name,
    latex_text,
    listed,
)
from calcdrill.expression.notation.latex_structures import STRUCTURES
from calcdrill.expression.notation.layout import (
    IN_NEGATIVE,
    IN_SUM,
    Joint,
    is_bare_argument,
    is_bare_base,
    is_bare_factorial,
    is_bracketed_factor,
    is_raised,
    joint,
)
from calcdrill.expression.notation.normal import canonical_name
from calcdrill.expression.notation.tables import Writer, decimal_digits

__all__ = ["latex_name", "latex_text", "write_latex"]

_DOT: Final = Joint.DOT
_TIGHT: Final = Joint.TIGHT


def write_latex(node: t.Node) -> str:
    """The LaTeX of a tree, for maths mode. Raises Unwritable on a node that has no form."""
    return WRITERS[type(node)](node)


def _number(node: t.Number) -> str:
    value = node.value
    if node.decimal:
        digits = decimal_digits(value)
        if digits is not None:
            return digits
    if value.denominator == 1:
        return str(value)
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}"


def _name(node: t.Name) -> str:
    return latex_name(node.name)


def _text(node: t.Text) -> str:
    return rf"\text{{{latex_text(node.text)}}}"


def _negative(node: t.Negative) -> str:
    return "-" + inside(node.argument, IN_NEGATIVE)


def _sum(node: t.Sum) -> str:
    first, *rest = node.terms
    if not rest:
        raise Unwritable("a sum has two or more terms")
    parts = [inside(first, IN_SUM)]
    for term in rest:
        if type(term) is t.Negative:
            parts.append(" - " + inside(term.argument, IN_NEGATIVE))
        else:
            parts.append(" + " + inside(term, IN_SUM))
    return "".join(parts)


def _product(node: t.Product) -> str:
    factors = node.factors
    if len(factors) < 2:
        raise Unwritable("a product has two or more factors")
    last = len(factors) - 1
    left, parts = None, []
    for index, factor in enumerate(factors):
        text = WRITERS[type(factor)](factor)
        bracketed = is_bracketed_factor(factor, index == last)
        if bracketed:
            text = rf"\left({text}\right)"
        if left is not None:
            between = joint(left, factor, bracketed)
            # 2x, but 2 \alpha: TeX sets both alike, and people read the second more easily
            if between is not _TIGHT or not text[0].isalpha():
                parts.append(r" \cdot " if between is _DOT else " ")
        parts.append(text)
        left = factor
    return "".join(parts)


def _quotient(node: t.Quotient) -> str:
    top, bottom = node.numerator, node.denominator
    return rf"\frac{{{WRITERS[type(top)](top)}}}{{{WRITERS[type(bottom)](bottom)}}}"


def _power(node: t.Power) -> str:
    base, exponent = node.base, node.exponent
    if type(base) is t.Call and is_raised(node):
        return _open_call(base, f"^{{{write_latex(exponent)}}}")
    text = WRITERS[type(base)](base)
    if not is_bare_base(base):
        text = rf"\left({text}\right)"
    return f"{text}^{{{WRITERS[type(exponent)](exponent)}}}"


def _call(node: t.Call) -> str:
    function = node.function
    if function in _CALLS:
        if len(node.arguments) != (2 if function == "log" else 1):
            raise Unwritable(f"{function} cannot take {len(node.arguments)} arguments")
        return _CALLS[function](node)
    head = CLOSED_FUNCTIONS.get(function) or rf"\operatorname{{{latex_text(canonical_name(function))}}}"
    return rf"{head}\left({listed(node.arguments)}\right)"


def _open_call(node: t.Call, raised: str = "") -> str:
    return _headed(NAMED_FUNCTIONS[node.function] + raised, node.arguments[0])


def _headed(head: str, argument: t.Node) -> str:
    text = WRITERS[type(argument)](argument)
    if is_bare_argument(argument):
        return f"{head} {text}"
    return rf"{head}\left({text}\right)"


def _wrapped(opening: str, closing: str) -> Writer:
    def write(node: t.Call) -> str:
        return f"{opening}{write_latex(node.arguments[0])}{closing}"

    return write


def _log(node: t.Call) -> str:
    return _headed(rf"\log_{{{write_latex(node.arguments[1])}}}", node.arguments[0])


def _factorial(node: t.Call) -> str:
    argument = node.arguments[0]
    text = write_latex(argument)
    return f"{text}!" if is_bare_factorial(argument) else rf"\left({text}\right)!"


_CALLS: Final[dict[str, Writer]] = {
    **dict.fromkeys(NAMED_FUNCTIONS, _open_call),
    "exp": _wrapped("e^{", "}"),
    "sqrt": _wrapped(r"\sqrt{", "}"),
    "cbrt": _wrapped(r"\sqrt[3]{", "}"),
    "abs": _wrapped(r"\left|", r"\right|"),
    "floor": _wrapped(r"\left\lfloor ", r"\right\rfloor"),
    "log": _log,
    "factorial": _factorial,
}

WRITERS.update(
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
