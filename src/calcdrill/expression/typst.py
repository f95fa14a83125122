"""Tree → the text of Typst's mathematics mode, drawn as the LaTeX writer draws it.

Every form is safe to put between two ``$``: words stand in string literals, fractions are ``frac(a, b)``
(never an infix ``/``), and a bracket is set wherever the printed form could be read as another tree.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression.layout import (
    IN_INTEGRAL,
    IN_LIMIT,
    IN_NEGATIVE,
    IN_SUM,
    LOOSE,
    OPEN_FUNCTIONS,
    Joint,
    is_bare_argument,
    is_bare_base,
    is_bare_factorial,
    is_bracketed_factor,
    is_raised,
    joint,
    may_be_raised,
)
from calcdrill.expression.names import GREEK, spell
from calcdrill.expression.notation import Table, decimal_digits, is_fraction
from calcdrill.expression.tree import (
    Apply,
    At,
    Call,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Piecewise,
    Points,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Text,
    Vector,
)

__all__ = ["string_literal", "write_typst"]

_HEADS: Final = {"max": "max", "min": "min", "gcd": "gcd", "sigmoid": "sigma", "relu": 'op("ReLU")'}
_ACCENTS: Final = {"hat": "hat", "bar": "macron", "tilde": "tilde", "dot": "dot", "vec": "arrow"}
_SIGNS: Final = {
    **{name: name for name in GREEK},
    "epsilon": "epsilon.alt",
    "varepsilon": "epsilon",
    "phi": "phi.alt",
    "varphi": "phi",
}
_RELATIONS: Final = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "approx"}
_POINT_TYPES: Final = {"min": "minimum", "max": "maximum", "saddle": "saddle point", "neither": "neither"}


def write_typst(node: Node) -> str:
    """The tree in Typst's mathematics mode, without ``$``; raises Unwritable on a node that has no form."""
    return _WRITERS[type(node)](node)


def string_literal(text: str) -> str:
    """``text`` as a Typst string literal, in which nothing is markup: ``"a \\"quoted\\" #word"``."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if not escaped.isprintable():
        escaped = "".join(map(_escape_control, escaped))
    return f'"{escaped}"'


def _escape_control(character: str) -> str:
    if character.isprintable() or 0xD800 <= ord(character) < 0xE000:
        return character if character.isprintable() else "\ufffd"
    return "\\n" if character == "\n" else f"\\u{{{ord(character):x}}}"


def _inside(node: Node, loose: frozenset[type[Node]] = LOOSE) -> str:
    """The node for a place where the classes ``loose`` need brackets."""
    text = write_typst(node)
    return f"({text})" if type(node) in loose else text


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join([write_typst(node) for node in nodes])


def _number(node: Number) -> str:
    digits = decimal_digits(node.value) if node.decimal else None
    if digits is not None:
        return digits
    if node.value.denominator == 1:
        return str(node.value)
    return f"frac({node.value.numerator}, {node.value.denominator})"


@lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    if name in {"oo", "pi"}:
        return "infinity" if name == "oo" else "pi"
    parts = spell(name)
    text = _word(parts.base, "upright({})")
    if parts.accent:
        text = f"{_ACCENTS[parts.accent]}({text})"
    if not parts.subscripts:
        return text
    return f"{text}_({', '.join(_word(part, '{}') for part in parts.subscripts)})"


def _word(text: str, several: str) -> str:
    if text in _SIGNS:
        return _SIGNS[text]
    if text.isdigit() or (len(text) == 1 and text.isalpha()):
        return text
    return several.format(string_literal(text))


def _negative(node: Negative) -> str:
    return "-" + _inside(node.argument, IN_NEGATIVE)


def _sum(node: Sum) -> str:
    if len(node.terms) < 2:
        raise Unwritable("a sum has two or more terms")
    parts = [_inside(node.terms[0], IN_SUM)]
    for term in node.terms[1:]:
        if type(term) is Negative:
            parts.append("- " + _inside(term.argument, IN_NEGATIVE))
        else:
            parts.append("+ " + _inside(term, IN_SUM))
    return " ".join(parts)


def _product(node: Product) -> str:
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


def _quotient(node: Quotient) -> str:
    return f"frac({write_typst(node.numerator)}, {write_typst(node.denominator)})"


def _power(node: Power) -> str:
    base = node.base
    if type(base) is Call and is_raised(node):
        return _headed(f"{base.function}^({write_typst(node.exponent)})", base.arguments[0])
    text = write_typst(base)
    return f"{text if is_bare_base(base) else f'({text})'}^({_exponent(node.exponent)})"


def _exponent(node: Node) -> str:
    """An exponent; a small fraction stands on one line there, ``x^(1 slash 2)``, to stay readable."""
    sign, inner = ("-", node.argument) if type(node) is Negative else ("", node)
    if type(inner) is Quotient and _is_slim(inner.numerator) and _is_slim(inner.denominator, products=False):
        return f"{sign}{write_typst(inner.numerator)} slash {write_typst(inner.denominator)}"
    return write_typst(node)


def _is_slim(node: Node, products: bool = True) -> bool:
    """Whether it is a number, a letter, a power of one, or (above the line) a product of these."""
    if type(node) is Product:
        return products and all(_is_slim(factor) for factor in node.factors)
    if type(node) is Power:
        return _is_slim(node.base, False) and _is_letter_or_number(node.exponent)
    return _is_letter_or_number(node)


def _is_letter_or_number(node: Node) -> bool:
    return type(node) is Name or (type(node) is Number and not is_fraction(node))


def _headed(head: str, argument: Node) -> str:
    """``sin x`` before what is one thing to the eye, else ``sin(…)``."""
    text = write_typst(argument)
    return f"{head} {text}" if is_bare_argument(argument) else f"{head}({text})"


def _call(node: Call) -> str:
    first, rest = node.arguments[0], node.arguments[1:]
    special = _CALLS.get(node.function)
    if len(rest) != (node.function == "log") and (special or node.function in OPEN_FUNCTIONS):
        raise Unwritable(f"{node.function} cannot take {len(node.arguments)} arguments")
    if special:
        return special(node)
    if node.function in OPEN_FUNCTIONS:
        return _headed(node.function, first)
    head = _HEADS.get(node.function) or f"op({string_literal(spell(node.function).name)})"
    return f"{head}({_listed(node.arguments)})"


def _wrapped(opening: str) -> Callable[[Call], str]:
    return lambda node: f"{opening}{write_typst(node.arguments[0])})"


def _factorial(node: Call) -> str:
    text = write_typst(node.arguments[0])
    return f"{text}!" if is_bare_factorial(node.arguments[0]) else f"({text})!"


_CALLS: Final[dict[str, Callable[[Call], str]]] = {
    "exp": lambda node: f"e^({_exponent(node.arguments[0])})",
    "sqrt": _wrapped("sqrt("),
    "cbrt": _wrapped("root(3, "),
    "abs": _wrapped("abs("),
    "floor": _wrapped("floor("),
    "log": lambda node: _headed(f"log_({write_typst(node.arguments[1])})", node.arguments[0]),
    "factorial": _factorial,
}


def _apply(node: Apply) -> str:
    letters = _letters(node.function)
    if letters.startswith("upright(") and letters.endswith(")"):
        letters = f"op{letters.removeprefix('upright')}"
    head = letters + ("'" * node.primes if node.primes < 4 else f"^(({node.primes}))")
    return f"{head} ({_listed(node.arguments)})" if node.arguments or not node.primes else head


def _relation(node: Relation) -> str:
    parts = [_inside(node.sides[0])]
    for operator, side in zip(node.operators, node.sides[1:], strict=True):
        if operator not in _RELATIONS:
            raise Unwritable(f"there is no relation {operator!r}")
        parts += [_RELATIONS[operator], _inside(side)]
    return " ".join(parts)


def _piecewise(node: Piecewise) -> str:
    rows = [f"{_inside(value)} & {_condition(condition)}" for value, condition in node.branches]
    if node.otherwise is not None:
        rows.append(f'{_inside(node.otherwise)} & "otherwise"')
    return f"cases({', '.join(rows)})"


def _condition(node: Node) -> str:
    return write_typst(node) if type(node) is Text else f'"if" {write_typst(node)}'


def _vector(node: Vector) -> str:
    if len(node.entries) == 1:  # the gaps tell it from a bracket
        return f"(thin {_inside(node.entries[0])} thin)"
    return f"({_listed(node.entries)})"


def _matrix(node: Matrix) -> str:
    return f"mat({'; '.join(_listed(row) for row in node.rows)})"


def _derivative(node: Derivative) -> str:
    """The operator before its body in square brackets; the variable that comes first is written last."""
    sign = "partial" if node.partial else "d"
    below = []
    for name, group in groupby(reversed(node.variables)):
        count = len(list(group))
        below.append(f"{sign} {_letters(name)}" + (f"^({count})" if count > 1 else ""))
    order = f"^({len(node.variables)})" if len(node.variables) > 1 else ""
    return f"frac({sign}{order}, {' thin '.join(below)}) [{write_typst(node.body)}]"


def _integral(node: Integral) -> str:
    limits = ""
    if node.lower is not None and node.upper is not None:
        limits = f"_({_inside(node.lower)})^({_inside(node.upper)})"
    return f"integral{limits} {_inside(node.body, IN_INTEGRAL)} thin d {_letters(node.variable)}"


def _limit(node: Limit) -> str:
    if node.side not in {"", "+", "-"}:
        raise Unwritable(f"a limit has no side {node.side!r}")
    to = write_typst(node.to)
    if node.side:
        to = f"{to if may_be_raised(node.to) else f'({to})'}^({node.side})"
    return f"lim_({_letters(node.variable)} -> {to}) {_inside(node.body, IN_LIMIT)}"


def _at(node: At) -> str:
    point = ", ".join(f"{_letters(name)} = {_inside(value)}" for name, value in node.point)
    return f"lr({_inside(node.body, IN_NEGATIVE)} |)_({point})"


def _points(node: Points) -> str:
    names = [_letters(name) for name in node.variables]
    head = names[0] if len(names) == 1 else f"({', '.join(names)})"
    if not node.items:
        return f"{head} in emptyset"
    return r"\, quad ".join(f"{head} = {_values(values)}{_point_type(kind)}" for values, kind in node.items)


def _values(values: tuple[Node, ...]) -> str:
    return _inside(values[0]) if len(values) == 1 else f"({_listed(values)})"


def _point_type(kind: str) -> str:
    return " " + string_literal(f" ({_POINT_TYPES.get(kind, kind)})") if kind else ""


_WRITERS: Final = Table("Typst")
_WRITERS.update(
    {
        Number: _number,
        Name: lambda node: _letters(node.name),
        Text: lambda node: string_literal(node.text),
        Negative: _negative,
        Sum: _sum,
        Product: _product,
        Quotient: _quotient,
        Power: _power,
        Call: _call,
        Apply: _apply,
        Relation: _relation,
        Piecewise: _piecewise,
        Vector: _vector,
        Matrix: _matrix,
        Derivative: _derivative,
        Integral: _integral,
        Limit: _limit,
        At: _at,
        Points: _points,
    }
)
