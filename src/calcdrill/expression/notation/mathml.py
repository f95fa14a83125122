"""Tree → MathML Core, for pages that need neither a script nor a style sheet to show mathematics.

The form is that of the LaTeX: the same brackets, dots and gaps. Products carry an invisible times sign and
functions an invisible "of", so that screen readers speak them rightly. ``<`` and ``&`` are escaped.
"""

from __future__ import annotations

from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.notation.layout import (
    IN_NEGATIVE,
    IN_SUM,
    OPEN_FUNCTIONS,
    Joint,
    is_bare_argument,
    is_bare_base,
    is_bare_factorial,
    is_bracketed_factor,
    is_named_function,
    is_raised,
    joint,
)
from calcdrill.expression.notation.mathml_elements import (
    MINUS,
    OF,
    THIN,
    TIMES,
    WRITERS,
    bracketed,
    element,
    fenced,
    inside,
    listed,
    name_element,
    operator,
    row,
    words,
)
from calcdrill.expression.notation.mathml_structures import STRUCTURES
from calcdrill.expression.notation.normal import canonical_name
from calcdrill.expression.notation.tables import Writer, decimal_digits

_DOT: Final = "<mo>·</mo>"
_PLUS: Final = "<mo>+</mo>"
_PRINTED: Final = {name: row.printed for name, row in FUNCTIONS.items() if row.printed}


def write_mathml(node: t.Node, display: bool = False) -> str:
    """The ``<math>`` element of a tree, on its own line where ``display``. Raises Unwritable."""
    mode = ' display="block"' if display else ""
    return f"<math{mode}>{WRITERS[type(node)](node)}</math>"


def _number(node: t.Number) -> str:
    digits = decimal_digits(node.value) if node.decimal else None
    if digits is None and node.value.denominator != 1:
        return f"<mfrac><mn>{node.value.numerator}</mn><mn>{node.value.denominator}</mn></mfrac>"
    return f"<mn>{digits or node.value}</mn>"


def _negative(node: t.Negative) -> str:
    return MINUS + _one(node.argument, IN_NEGATIVE)


def _one(node: t.Node, loose: frozenset[type[t.Node]]) -> str:
    """As ``inside``, in one element, so that each sign between terms is known for what it is."""
    return inside(node, loose) if type(node) in loose else row(node)


def _sum(node: t.Sum) -> str:
    first, *rest = node.terms
    if not rest:
        raise Unwritable("a sum has two or more terms")
    parts = [inside(first, IN_SUM) if isinstance(first, t.Negative) else _one(first, IN_SUM)]
    for term in rest:
        if type(term) is t.Negative:
            parts.append(MINUS + _one(term.argument, IN_NEGATIVE))
        else:
            parts.append(_PLUS + _one(term, IN_SUM))
    return "".join(parts)


def _product(node: t.Product) -> str:
    factors = node.factors
    if len(factors) < 2:
        raise Unwritable("a product has two or more factors")
    last = len(factors) - 1
    left, parts = None, []
    for index, factor in enumerate(factors):
        is_bracketed = is_bracketed_factor(factor, index == last)
        if left is not None:
            is_dot = joint(left, factor, is_bracketed) is Joint.DOT
            parts.append(_DOT if is_dot else TIMES + THIN if _needs_gap(left, factor) else TIMES)
        parts.append(bracketed(WRITERS[type(factor)](factor)) if is_bracketed else row(factor))
        left = factor
    return "".join(parts)


def _needs_gap(left: t.Node, right: t.Node) -> bool:
    return is_named_function(left) or is_named_function(right)


def _quotient(node: t.Quotient) -> str:
    return element("mfrac", row(node.numerator), row(node.denominator))


def _power(node: t.Power) -> str:
    base = node.base
    if type(base) is t.Call and is_raised(node):
        return _headed(element("msup", f"<mi>{base.function}</mi>", row(node.exponent)), base.arguments[0])
    exponent = row(node.exponent)
    text = row(base) if is_bare_base(base) else bracketed(WRITERS[type(base)](base))
    if isinstance(base, t.Name) and text.startswith("<msub>"):
        return element("msubsup", text.removeprefix("<msub>").removesuffix("</msub>"), exponent)
    return element("msup", text, exponent)


def _call(node: t.Call) -> str:
    function, count = node.function, len(node.arguments)
    if function in _FORMS:
        if count != (2 if function == "log" else 1):
            raise Unwritable(f"{function} cannot take {count} arguments")
        return _FORMS[function](node)
    printed = _PRINTED.get(function) or canonical_name(function)
    return f"<mi>{printed}</mi>{OF}{bracketed(listed(node.arguments))}"


def _headed(head: str, argument: t.Node) -> str:
    if is_bare_argument(argument):
        return f"{head}{OF}{THIN}{row(argument)}"
    return f"{head}{OF}{bracketed(WRITERS[type(argument)](argument))}"


def _named(node: t.Call) -> str:
    return _headed(f"<mi>{node.function}</mi>", node.arguments[0])


def _log(node: t.Call) -> str:
    return _headed(element("msub", "<mi>log</mi>", row(node.arguments[1])), node.arguments[0])


def _factorial(node: t.Call) -> str:
    argument = node.arguments[0]
    text = row(argument) if is_bare_factorial(argument) else bracketed(WRITERS[type(argument)](argument))
    return text + operator("!")


def _inner(node: t.Call) -> str:
    argument = node.arguments[0]
    return WRITERS[type(argument)](argument)


_FORMS: Final[dict[str, Writer]] = {
    **dict.fromkeys(OPEN_FUNCTIONS, _named),
    "exp": lambda node: element("msup", "<mi>e</mi>", row(node.arguments[0])),
    "sqrt": lambda node: element("msqrt", _inner(node)),
    "cbrt": lambda node: element("mroot", row(node.arguments[0]), "<mn>3</mn>"),
    "abs": lambda node: fenced("|", row(node.arguments[0]), "|"),
    "floor": lambda node: fenced("⌊", _inner(node), "⌋"),
    "log": _log,
    "factorial": _factorial,
}

WRITERS.update(
    {
        t.Number: _number,
        t.Name: lambda node: name_element(node.name),
        t.Text: lambda node: words(node.text),
        t.Negative: _negative,
        t.Sum: _sum,
        t.Product: _product,
        t.Quotient: _quotient,
        t.Power: _power,
        t.Call: _call,
        **STRUCTURES,
    }
)
