r"""Tree → LaTeX, set as a good textbook sets it; ``read_latex`` reads exactly this and gets the same tree.

No mathematics changes on the way: ``1 \cdot x`` stays, and two different trees never print alike (but for the
pairs that ``read_latex.normal_form`` names). Side by side means product; a dot stands where that could be
misread. ``f{\left(x\right)}`` is f of x, ``\sigma\left(x\right)`` the sigmoid. ``&`` and ``<`` are TeX's own.
"""

from __future__ import annotations

from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression.latex_signs import (
    CLOSED_FUNCTIONS,
    LOOSE,
    OPEN_FUNCTIONS,
    RAISED_FUNCTIONS,
    WRITERS,
    inside,
    latex_name,
    latex_text,
    listed,
)
from calcdrill.expression.latex_structures import STRUCTURES
from calcdrill.expression.normal import canonical_name
from calcdrill.expression.notation import Writer, decimal_digits, is_fraction
from calcdrill.expression.tree import (
    Apply,
    Call,
    Integral,
    Limit,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Piecewise,
    Power,
    Product,
    Quotient,
    Sum,
    Text,
    Vector,
)

__all__ = ["latex_name", "latex_text", "write_latex"]

_DOT: Final = r" \cdot "
_OPEN_STARTS: Final = (*OPEN_FUNCTIONS.values(), r"\log_")
_CALLED_NAMES: Final = frozenset(["f", "g", "h", "F", "G", "H", "phi", "sigma"])

_IN_SUM: Final = LOOSE | {Sum, Piecewise}
_IN_NEGATIVE: Final = _IN_SUM | {Negative}
_IN_PRODUCT: Final = _IN_NEGATIVE | {Product}
_DOTTED: Final = frozenset({Number, Quotient, Text})
_TRAILING: Final = frozenset({Integral, Limit})
_BARE_BASES: Final = frozenset({Name, Vector, Matrix, Apply})
_BARE_CALLS: Final = frozenset({"abs", "floor", "sigmoid"})
_BARE_ARGUMENTS: Final = frozenset({Name, Number, Quotient, Apply})
_FENCED_ARGUMENTS: Final = frozenset({"abs", "floor", "sqrt", "cbrt"})


def write_latex(node: Node) -> str:
    """The LaTeX of a tree, for maths mode. Raises Unwritable on a node that has no form."""
    return WRITERS[type(node)](node)


def _number(node: Number) -> str:
    value = node.value
    if node.decimal:
        digits = decimal_digits(value)
        if digits is not None:
            return digits
    if value.denominator == 1:
        return str(value)
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}"


def _name(node: Name) -> str:
    return latex_name(node.name)


def _text(node: Text) -> str:
    return rf"\text{{{latex_text(node.text)}}}"


def _negative(node: Negative) -> str:
    return "-" + inside(node.argument, _IN_NEGATIVE)


def _sum(node: Sum) -> str:
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


def _product(node: Product) -> str:
    factors = node.factors
    if len(factors) < 2:
        raise Unwritable("a product has two or more factors")
    last = len(factors) - 1
    left, before, parts = factors[0], "", []
    for index, factor in enumerate(factors):
        kind = type(factor)
        after = WRITERS[kind](factor)
        if kind in _IN_PRODUCT or (kind in _TRAILING and index < last):
            after = rf"\left({after}\right)"
        if index:
            parts.append(_joint(left, before, factor, after))
        parts.append(after)
        left, before = factor, after
    return "".join(parts)


def _joint(left: Node, before: str, right: Node, after: str) -> str:
    """What stands between two factors: nothing, a space, or a dot where side by side would be misread."""
    kind, next_kind = type(left), type(right)
    if after[0].isdigit() or next_kind in _DOTTED or kind is Text:
        return _DOT
    if kind is Number:
        if before in ("0", "1"):
            return _DOT
        return "" if after[0].isalpha() and before[-1] != "}" else " "
    if before.startswith(_OPEN_STARTS) and not before.endswith(r"\right)"):
        return " " if after.startswith(_OPEN_STARTS) else _DOT
    if before.startswith(r"\mathrm") or after.startswith(r"\mathrm"):
        return _DOT
    if after.startswith(r"\left(") and _looks_called(left, next_kind):
        return _DOT
    return " "


def _looks_called(left: Node, right: type[Node]) -> bool:
    """Whether a bracket after ``left`` would look like its argument: f (x + 1), x (1, 2)."""
    if type(left) is Name:
        return right is Vector or left.name in _CALLED_NAMES
    return type(left) is Apply and not left.arguments


def _quotient(node: Quotient) -> str:
    top, bottom = node.numerator, node.denominator
    return rf"\frac{{{WRITERS[type(top)](top)}}}{{{WRITERS[type(bottom)](bottom)}}}"


def _power(node: Power) -> str:
    base, exponent = node.base, node.exponent
    if type(base) is Call and base.function in RAISED_FUNCTIONS and _is_plural(exponent):
        return _open_call(base, f"^{{{write_latex(exponent)}}}")
    text = WRITERS[type(base)](base)
    if not _is_bare_base(base):
        text = rf"\left({text}\right)"
    return f"{text}^{{{WRITERS[type(exponent)](exponent)}}}"


def _is_plural(exponent: Node) -> bool:
    if type(exponent) is not Number or exponent.decimal:
        return False
    return exponent.value.denominator == 1 and exponent.value >= 2


def _is_bare_base(base: Node) -> bool:
    kind = type(base)
    if kind in _BARE_BASES:
        return kind is not Apply or bool(base.children)
    if kind is Number:
        return not is_fraction(base)
    return type(base) is Call and base.function in _BARE_CALLS


def _call(node: Call) -> str:
    function = node.function
    if function in _CALLS:
        if len(node.arguments) != (2 if function == "log" else 1):
            raise Unwritable(f"{function} cannot take {len(node.arguments)} arguments")
        return _CALLS[function](node)
    head = CLOSED_FUNCTIONS.get(function) or rf"\operatorname{{{latex_text(canonical_name(function))}}}"
    return rf"{head}\left({listed(node.arguments)}\right)"


def _open_call(node: Call, raised: str = "") -> str:
    return _headed(OPEN_FUNCTIONS[node.function] + raised, node.arguments[0])


def _headed(head: str, argument: Node) -> str:
    text = WRITERS[type(argument)](argument)
    if _is_bare_argument(argument):
        return f"{head} {text}"
    return rf"{head}\left({text}\right)"


def _is_bare_argument(argument: Node) -> bool:
    if type(argument) is Call:
        return argument.function in _FENCED_ARGUMENTS
    return type(argument) in _BARE_ARGUMENTS and (type(argument) is not Apply or bool(argument.children))


def _wrapped(opening: str, closing: str) -> Writer:
    def write(node: Call) -> str:
        return f"{opening}{write_latex(node.arguments[0])}{closing}"

    return write


def _log(node: Call) -> str:
    return _headed(rf"\log_{{{write_latex(node.arguments[1])}}}", node.arguments[0])


def _factorial(node: Call) -> str:
    argument = node.arguments[0]
    text = write_latex(argument)
    is_bare = type(argument) is Name or (type(argument) is Number and not is_fraction(argument))
    return f"{text}!" if is_bare else rf"\left({text}\right)!"


_CALLS: Final[dict[str, Writer]] = {
    **dict.fromkeys(OPEN_FUNCTIONS, _open_call),
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
        Number: _number,
        Name: _name,
        Text: _text,
        Negative: _negative,
        Sum: _sum,
        Product: _product,
        Quotient: _quotient,
        Power: _power,
        Call: _call,
        **STRUCTURES,
    }
)
