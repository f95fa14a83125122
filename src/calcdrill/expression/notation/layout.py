"""Where a formula that is set in two dimensions needs a bracket, a dot or a gap: for LaTeX and MathML."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.names import GREEK, spell
from calcdrill.expression.notation.digits import is_fraction

RAISED_FUNCTIONS: Final = frozenset(name for name, row in FUNCTIONS.items() if row.is_raised)
"""Functions whose power is written between name and argument: sin² x."""
OPEN_FUNCTIONS: Final = frozenset(name for name, row in FUNCTIONS.items() if row.is_bare)
"""Functions whose simple argument needs no bracket: ln x."""

LOOSE: Final = frozenset({t.Relation, t.Points})
"""Classes that need brackets inside any other expression but a list."""
IN_SUM: Final = LOOSE | {t.Sum, t.Piecewise}
IN_INTEGRAL: Final = IN_SUM
IN_NEGATIVE: Final = IN_SUM | {t.Negative}
IN_LIMIT: Final = IN_NEGATIVE
IN_PRODUCT: Final = IN_NEGATIVE | {t.Product}

_TRAILING: Final = frozenset({t.Integral, t.Limit})
_DOTTED: Final = frozenset({t.Number, t.Quotient, t.Text})
_HEADED: Final = frozenset({t.Power, t.Call, t.Apply})
_BARE_BASES: Final = frozenset({t.Name, t.Vector, t.Matrix})
_BARE_CALLS: Final = frozenset({"abs", "floor", "sigmoid"})
_BARE_ARGUMENTS: Final = frozenset({t.Name, t.Number, t.Quotient})
_FENCED_ARGUMENTS: Final = frozenset({"abs", "floor", "sqrt", "cbrt"})
_CALLED_NAMES: Final = frozenset({"f", "g", "h", "F", "G", "H", "phi", "sigma"})


VECTOR_FORMS: Final = {"dot": 2, "norm": 1, "transpose": 1, "det": 1, "grad": 1, "KL": 2}
"""Functions that are only named and yet have signs of their own, with how many arguments these take."""
_CLOSED_FORMS: Final = frozenset({"norm", "KL"})
_IN_DOT_PRODUCT: Final = IN_PRODUCT | {t.Integral, t.Limit}


class Joint(Enum):
    """What stands between two factors."""

    TIGHT = "nothing, as in 2x"
    GAP = "a gap, as in x y"
    DOT = "a dot, as in 2·3"


def vector_form(node: t.Node) -> str:
    """Which of u·v, ‖v‖, Aᵀ, det A, ∇f and D(p ‖ q) a node is printed as; empty for any other."""
    if type(node) is not t.Apply or node.primes or VECTOR_FORMS.get(node.function) != len(node.arguments):
        return ""
    return node.function


def is_dotted_operand(operand: t.Node) -> bool:
    """Whether ``operand`` needs brackets beside the dot of u·v."""
    return type(operand) in _IN_DOT_PRODUCT or vector_form(operand) == "dot"


def is_bare_vector_argument(argument: t.Node) -> bool:
    """Whether ∇ and det need no bracket before ``argument``: f, f(x, y)."""
    return type(argument) is t.Name or (
        type(argument) is t.Apply and bool(argument.arguments) and not vector_form(argument)
    )


def is_raised(power: t.Power) -> bool:
    """Whether the exponent stands between a function and its argument."""
    base, exponent = power.base, power.exponent
    if type(base) is not t.Call or base.function not in RAISED_FUNCTIONS:
        return False
    if type(exponent) is not t.Number or exponent.decimal:
        return False
    return exponent.value.denominator == 1 and exponent.value >= 2


def is_bare_base(base: t.Node) -> bool:
    """Whether a power of ``base`` needs no bracket."""
    kind = type(base)
    if kind in _BARE_BASES:
        return True
    if kind is t.Number:
        return not is_fraction(base)
    if type(base) is t.Apply:
        form = vector_form(base)
        return form in _CLOSED_FORMS or _is_bars(base) if form else bool(base.arguments)
    return type(base) is t.Call and base.function in _BARE_CALLS


def is_bare_argument(argument: t.Node) -> bool:
    """Whether a function such as ln may stand before ``argument`` without a bracket."""
    if type(argument) is t.Call:
        return argument.function in _FENCED_ARGUMENTS
    if type(argument) is t.Apply:
        form = vector_form(argument)
        return form == "norm" if form else bool(argument.arguments)
    return type(argument) in _BARE_ARGUMENTS


def is_bare_factorial(argument: t.Node) -> bool:
    """Whether ``argument`` takes its ! without a bracket."""
    return type(argument) is t.Name or (type(argument) is t.Number and not is_fraction(argument))


def may_be_raised(node: t.Node) -> bool:
    """Whether the raised + of a one-sided limit may follow: a name, a whole number, either with a minus."""
    inner = node.argument if isinstance(node, t.Negative) else node
    return isinstance(inner, t.Name) or (isinstance(inner, t.Number) and inner.value.denominator == 1)


def is_bracketed_factor(factor: t.Node, is_last: bool) -> bool:
    """Whether a factor of a product needs brackets; ∫ and lim need none at its end."""
    kind = type(factor)
    return kind in IN_PRODUCT or (kind in _TRAILING and not is_last) or vector_form(factor) == "dot"


def joint(left: t.Node, right: t.Node, is_right_bracketed: bool) -> Joint:
    """What stands between two factors of a product, so that side by side is never misread."""
    kind, other = type(left), type(right)
    if other in _DOTTED or kind is t.Text or (other in _HEADED and _begins_with_digit(right)):
        return Joint.DOT
    if type(left) is t.Number:
        if type(left.value) is not int and is_fraction(left):
            return Joint.GAP
        return Joint.DOT if left.value in (0, 1) and not left.decimal else Joint.TIGHT
    if _is_open(left):
        return Joint.GAP if is_named_function(right) else Joint.DOT
    if _is_word(left) or _is_word(right) or is_repeated(left, right):
        return Joint.DOT
    if _looks_called(left, type(right)) and (is_right_bracketed or _begins_with_bracket(right)):
        return Joint.DOT
    return Joint.GAP


def is_repeated(left: t.Node, right: t.Node) -> bool:
    """Whether the same number's name follows itself, as in x·x; capitals are matrices, and AA reads well."""
    one, other = (part.base if type(part) is t.Power else part for part in (left, right))
    return type(one) is t.Name and one == other and not one.name[0].isupper()


def is_named_function(node: t.Node) -> bool:
    """Whether ``node`` begins with a function's name that may stand before a bare argument."""
    if type(node) is t.Power:
        return is_raised(node)
    return type(node) is t.Call and node.function in OPEN_FUNCTIONS


def _is_open(node: t.Node) -> bool:
    """Whether ``node`` ends in a function's bare argument."""
    if type(node) is t.Power and is_raised(node):
        node = node.base
    if vector_form(node) in ("det", "grad"):
        return is_bare_vector_argument(node.children[0])
    return type(node) is t.Call and node.function in OPEN_FUNCTIONS and is_bare_argument(node.arguments[0])


def _is_bars(node: t.Apply) -> bool:
    """Whether it is the determinant of a matrix that is written out, which stands between bars."""
    return node.function == "det" and type(node.arguments[0]) is t.Matrix


def _head(node: t.Node) -> t.Node:
    """What is printed first: the base of a power, what stands before the ! or the sign of the transpose."""
    if type(node) is t.Power:
        return node.base
    if vector_form(node) == "transpose":
        return node.children[0]
    return node.arguments[0] if type(node) is t.Call and node.function == "factorial" else node


def _begins_with_digit(node: t.Node) -> bool:
    head = _head(node)
    return type(head) is t.Number and not is_fraction(head)


def _begins_with_bracket(node: t.Node) -> bool:
    if vector_form(node) == "transpose":
        return type(node.children[0]) is t.Vector or not is_bare_base(node.children[0])
    if type(node) is t.Power:
        return type(node.base) is t.Vector or not (is_raised(node) or is_bare_base(node.base))
    if type(node) is t.Call and node.function == "factorial":
        return not is_bare_factorial(node.arguments[0])
    return type(node) is t.Vector


def _looks_called(left: t.Node, right: type[t.Node]) -> bool:
    """Whether a bracket after ``left`` would look like its argument: f (x + 1), x (1, 2)."""
    if type(left) is t.Name:
        return right is t.Vector or left.name in _CALLED_NAMES
    return type(left) is t.Apply and not left.arguments


def _is_word(node: t.Node) -> bool:
    head = _head(node)
    if type(head) is t.Name:
        return is_word_name(head.name)
    if vector_form(head):
        return False
    return type(head) is t.Apply and (node is head or bool(head.arguments)) and is_word_name(head.function)


@lru_cache(maxsize=4096)
def is_word_name(name: str) -> bool:
    """Whether a name is printed as an upright word, such as loss."""
    parts = spell(name)
    return len(parts.base) > 1 and parts.base not in GREEK and not parts.accent and name not in t.CONSTANTS
