"""Tree → the text of Typst's mathematics mode.

Every form is safe to put between two ``$``: words stand in string literals, fractions are ``frac(…)`` (never an
infix ``/``), and a bracket is set wherever the printed form could be read as another tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from calcdrill.errors import Unwritable
from calcdrill.expression.glyphs import decimal_text
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
    value_of,
)

__all__ = ["string_literal", "write_typst"]

RELATION, SUM, PRODUCT, CALL, POWER, ATOM = range(6)
"""How tightly a written form holds together; a form is bracketed where a tighter one is needed."""


class Form(NamedTuple):
    """A written form and its level."""

    text: str
    level: int


GREEK: Final = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi "
    "chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
)
_ACCENTS: Final = MappingProxyType({"hat": "hat", "bar": "macron", "tilde": "tilde", "dot": "dot"})
_RELATIONS: Final = MappingProxyType(
    {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "approx"}
)
_POINT_TYPES: Final = MappingProxyType(
    {"min": "minimum", "max": "maximum", "saddle": "saddle point", "neither": "neither"}
)
_SQUARED_ON_NAME: Final = frozenset("sin cos tan sec csc cot sinh cosh tanh".split())
_BARE: Final = _SQUARED_ON_NAME | frozenset("ln arcsin arccos arctan arsinh arcosh artanh".split())
_SUBSCRIPT = re.compile(r"([A-Za-z]+?)_?(\d+)")


def write_typst(node: Node) -> str:
    """The tree in Typst's mathematics mode, without the ``$``; raises Unwritable on a node that has no form."""
    return _form(node).text


def string_literal(text: str) -> str:
    """``text`` as a Typst string literal, in which nothing is markup: ``"a \\"quoted\\" #word"``."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escape_control(character) for character in escaped) + '"'


def _escape_control(character: str) -> str:
    if character.isprintable() or character == " ":
        return character
    if character == "\n":
        return "\\n"
    return f"\\u{{{ord(character):x}}}" if not 0xD800 <= ord(character) < 0xE000 else "\\u{fffd}"


def _form(node: Node) -> Form:
    write = _WRITERS.get(type(node))
    if write is None:
        raise Unwritable(f"Typst has no form for {type(node).__name__}")
    return write(node)


def _at_least(node: Node, level: int) -> str:
    """The form of ``node``, bracketed if it holds together less tightly than ``level``."""
    form = _form(node)
    return form.text if form.level >= level else f"({form.text})"


def _number(node: Number) -> Form:
    if isinstance(node.value, int):
        return Form(str(node.value), ATOM)
    digits = decimal_text(node.value) if node.decimal else None
    if digits is not None:
        return Form(digits, ATOM)
    return Form(f"frac({node.value.numerator}, {node.value.denominator})", POWER)


def _name(node: Name) -> Form:
    return Form(_letters(node.name), ATOM)


def _letters(name: str) -> str:
    """A variable's name: Greek words as letters, ``x1`` and ``x_1`` with a subscript, ``y_hat`` with an accent."""
    if name == "oo":
        return "infinity"
    base, underscore, rest = name.partition("_")
    if underscore and rest in _ACCENTS and base:
        return f"{_ACCENTS[rest]}({_letters(base)})"
    match = _SUBSCRIPT.fullmatch(name)
    if match:
        base, rest = match.groups()
    elif not (underscore and base and rest):
        base, rest = name, ""
    letters = base if len(base) == 1 and base.isalpha() or base in GREEK else f"italic({string_literal(base)})"
    if not rest:
        return letters
    plain = rest.isdigit() or len(rest) == 1 and rest.isalpha() or rest in GREEK
    return f"{letters}_({rest if plain else string_literal(rest)})"


def _text(node: Text) -> Form:
    return Form(string_literal(node.text), ATOM)


def _negative(node: Negative) -> Form:
    return Form(f"-{_at_least(node.argument, PRODUCT)}", SUM)


def _sum(node: Sum) -> Form:
    parts = []
    for index, term in enumerate(node.terms):
        if isinstance(term, Negative):
            parts.append(("-" if index == 0 else "- ") + _at_least(term.argument, PRODUCT))
        else:
            parts.append(("" if index == 0 else "+ ") + _at_least(term, PRODUCT))
    return Form(" ".join(parts), SUM)


def _product(node: Product) -> Form:
    written = ""
    last = len(node.factors) - 1
    for index, factor in enumerate(node.factors):
        follower = node.factors[index + 1] if index < last else None
        text = _factor(factor, follower)
        if not written:
            written = text
        else:
            sign = " dot " if _needs_dot(node.factors[index - 1], factor) else " "
            written += sign + text
    return Form(written, PRODUCT)


def _factor(factor: Node, follower: Node | None) -> str:
    """A factor of a product; what is open to the right is closed when another factor follows."""
    if follower is not None:
        if isinstance(factor, (Limit, Integral)):
            return f"({_form(factor).text})"
        if not (isinstance(follower, Call) and follower.function in _BARE):
            return _closed(factor)
    if isinstance(factor, (Limit, Integral)):
        return _form(factor).text
    return _at_least(factor, CALL)


def _closed(node: Node) -> str:
    """A form that what follows cannot be drawn into: ``sin(x)`` instead of ``sin x``."""
    if isinstance(node, Call) and node.function in _BARE:
        return f"{_head(node.function)}({_form(node.arguments[0]).text})"
    if isinstance(node, Call) and node.function == "log":
        return f"{_log_head(node)}({_form(node.arguments[0]).text})"
    if _is_squared_call(node):
        return _squared_call(node, closed=True).text
    return _at_least(node, CALL)


def _needs_dot(left: Node, right: Node) -> bool:
    """Whether juxtaposition would be read otherwise: two numbers, a mixed number, a call ``f (x + 1)``."""
    if isinstance(right, Power) and _starts_with_digit(right):
        return True
    if _is_numeric(right) and (isinstance(right, (Number, Quotient)) or _is_numeric(left)):
        return True
    if isinstance(right, Product) and _starts_with_digit(right):
        return False  # it is bracketed
    called = isinstance(left, (Name, Apply)) or isinstance(left, Power) and isinstance(left.base, Name)
    letter = left.name if isinstance(left, Name) else ""
    bracketed = _form(right).level < CALL or isinstance(right, Vector)
    return called and bracketed and (letter in {"f", "g", "h"} or isinstance(right, Vector))


def _is_numeric(node: Node) -> bool:
    return value_of(node) is not None


def _starts_with_digit(node: Node) -> bool:
    while isinstance(node, (Power, Product)):
        node = node.base if isinstance(node, Power) else node.factors[0]
    return isinstance(node, Number)


def _quotient(node: Quotient) -> Form:
    return Form(f"frac({_form(node.numerator).text}, {_form(node.denominator).text})", POWER)


def _power(node: Power) -> Form:
    if _is_squared_call(node):
        return _squared_call(node, closed=False)
    return Form(f"{_at_least(node.base, ATOM)}^({_exponent(node.exponent)})", POWER)


def _exponent(node: Node) -> str:
    """An exponent; a small fraction stands on one line there, ``x^(1 slash 2)``, as it would be too small in two."""
    sign, inner = ("-", node.argument) if isinstance(node, Negative) else ("", node)
    if isinstance(inner, Quotient) and _is_slim(inner.numerator) and isinstance(inner.denominator, (Name, Number)):
        bottom = _form(inner.denominator)
        if bottom.level == ATOM:
            return f"{sign}{_form(inner.numerator).text} slash {bottom.text}"
    return _form(node).text


def _is_slim(node: Node) -> bool:
    """Whether a numerator is a number, a letter, a power of one, or a product of these."""
    if isinstance(node, Product):
        return all(_is_slim(factor) for factor in node.factors)
    if isinstance(node, Power):
        return _is_slim(node.base) and isinstance(node.exponent, (Name, Number))
    return isinstance(node, (Name, Number)) and _form(node).level == ATOM


def _is_squared_call(node: Node) -> bool:
    """sin² x and the like: a trigonometric function to a whole power of at least 2."""
    return (
        isinstance(node, Power)
        and isinstance(node.base, Call)
        and node.base.function in _SQUARED_ON_NAME
        and isinstance(node.exponent, Number)
        and isinstance(node.exponent.value, int)
        and node.exponent.value >= 2
    )


def _squared_call(node: Node, closed: bool) -> Form:
    assert isinstance(node, Power) and isinstance(node.base, Call)
    head = f"{_head(node.base.function)}^({_form(node.exponent).text})"
    return _headed(head, node.base.arguments[0], closed)


def _headed(head: str, argument: Node, closed: bool = False) -> Form:
    """``sin x`` before a lone letter or number, else ``sin(…)``."""
    form = _form(argument)
    lone = isinstance(argument, Name) or (isinstance(argument, Number) and form.level == ATOM)
    if lone and not closed:
        return Form(f"{head} {form.text}", CALL)
    return Form(f"{head}({form.text})", CALL)


def _head(function: str) -> str:
    return function if function not in _SPELLED_OUT else f"op({string_literal(_SPELLED_OUT[function])})"


_SPELLED_OUT: Final = MappingProxyType(
    {
        "arsinh": "arsinh",
        "arcosh": "arcosh",
        "artanh": "artanh",
        "relu": "ReLU",
        "softplus": "softplus",
        "swish": "swish",
        "erf": "erf",
        "sign": "sgn",
    }
)


def _call(node: Call) -> Form:
    write = _CALLS.get(node.function)
    if write is None:
        raise Unwritable(f"Typst has no form for the function {node.function!r}")
    return write(node)


def _bare_call(node: Call) -> Form:
    return _headed(_head(node.function), node.arguments[0])


def _bracket_call(node: Call) -> Form:
    arguments = ", ".join(_form(argument).text for argument in node.arguments)
    return Form(f"{_head(node.function)}({arguments})", CALL)


def _exp(node: Call) -> Form:
    return Form(f"e^({_exponent(node.arguments[0])})", POWER)


def _log_head(node: Call) -> str:
    return f"log_({_form(node.arguments[1]).text})"


def _log(node: Call) -> Form:
    return _headed(_log_head(node), node.arguments[0])


def _factorial(node: Call) -> Form:
    return Form(f"{_at_least(node.arguments[0], ATOM)}!", POWER)


def _sigmoid(node: Call) -> Form:
    return Form(f"sigma({_form(node.arguments[0]).text})", CALL)


def _wrapped(name: str) -> Callable[[Call], Form]:
    return lambda node: Form(f"{name}({_form(node.arguments[0]).text})", ATOM)


def _extremum(node: Call) -> Form:
    arguments = ", ".join(_form(argument).text for argument in node.arguments)
    return Form(f"{node.function}({arguments})", CALL)


_CALLS: Final[Mapping[str, Callable[[Call], Form]]] = MappingProxyType(
    {
        **dict.fromkeys(_BARE, _bare_call),
        **dict.fromkeys(("relu", "softplus", "swish", "erf", "sign"), _bracket_call),
        **dict.fromkeys(("max", "min", "gcd"), _extremum),
        "exp": _exp,
        "log": _log,
        "sqrt": _wrapped("sqrt"),
        "cbrt": lambda node: Form(f"root(3, {_form(node.arguments[0]).text})", ATOM),
        "abs": _wrapped("abs"),
        "floor": _wrapped("floor"),
        "factorial": _factorial,
        "sigmoid": _sigmoid,
    }
)


def _apply(node: Apply) -> Form:
    letters = _letters(node.function)
    if '"' in letters:
        letters = f"op({letters})"
    primes = "'" * node.primes if node.primes < 4 else f"^(({node.primes}))"
    if not node.arguments:
        return Form(letters + primes, POWER if node.primes else ATOM)
    arguments = ", ".join(_form(argument).text for argument in node.arguments)
    return Form(f"{letters}{primes} ({arguments})", ATOM)


def _relation(node: Relation) -> Form:
    sides = [_at_least(side, SUM) for side in node.sides]
    text = sides[0]
    for operator, side in zip(node.operators, sides[1:], strict=True):
        if operator not in _RELATIONS:
            raise Unwritable(f"Typst has no form for the relation {operator!r}")
        text += f" {_RELATIONS[operator]} {side}"
    return Form(text, RELATION)


def _piecewise(node: Piecewise) -> Form:
    rows = [f'{_form(value).text} & "if" {_form(condition).text}' for value, condition in node.branches]
    if node.otherwise is not None:
        rows.append(f'{_form(node.otherwise).text} & "otherwise"')
    return Form(f"cases({', '.join(rows)})", SUM)


def _vector(node: Vector) -> Form:
    return Form(f"({', '.join(_form(entry).text for entry in node.entries)})", ATOM)


def _matrix(node: Matrix) -> Form:
    rows = "; ".join(", ".join(_form(entry).text for entry in row) for row in node.rows)
    return Form(f"mat({rows})", ATOM)


def _derivative(node: Derivative) -> Form:
    sign = "partial" if node.partial else "dif"
    order = len(node.variables)
    top = sign if order == 1 else f"{sign}^({order})"
    bottom = " ".join(f"{sign} {letters}" for letters in _grouped(node.variables))
    if isinstance(node.body, Name):
        return Form(f"frac({top} {_form(node.body).text}, {bottom})", POWER)
    return Form(f"frac({top}, {bottom}) [{_form(node.body).text}]", CALL)


def _grouped(variables: tuple[str, ...]) -> list[str]:
    """The denominators of a derivative, the variable of the last derivative first: x, x, y → y, x²."""
    runs: list[tuple[str, int]] = []
    for variable in reversed(variables):
        if runs and runs[-1][0] == variable:
            runs[-1] = (variable, runs[-1][1] + 1)
        else:
            runs.append((variable, 1))
    return [_letters(name) + (f"^({count})" if count > 1 else "") for name, count in runs]


def _integral(node: Integral) -> Form:
    limits = ""
    if node.lower is not None and node.upper is not None:
        limits = f"_({_form(node.lower).text})^({_form(node.upper).text})"
    return Form(f"integral{limits} {_at_least(node.body, PRODUCT)} dif {_letters(node.variable)}", PRODUCT)


def _limit(node: Limit) -> Form:
    if node.side not in {"", "+", "-"}:
        raise Unwritable(f"Typst has no form for a limit from the side {node.side!r}")
    to = _at_least(node.to, ATOM) + f"^({node.side})" if node.side else _form(node.to).text
    return Form(f"lim_({_letters(node.variable)} -> {to}) {_at_least(node.body, PRODUCT)}", PRODUCT)


def _at(node: At) -> Form:
    point = ", ".join(f"{_letters(name)} = {_form(value).text}" for name, value in node.point)
    return Form(f"lr({_at_least(node.body, PRODUCT)} |)_({point})", POWER)


def _points(node: Points) -> Form:
    if not node.items:
        return Form('"none"', ATOM)
    names = [_letters(name) for name in node.variables]
    left = names[0] if len(names) == 1 else f"({', '.join(names)})"
    return Form('\\, space '.join(_point(left, values, kind) for values, kind in node.items), RELATION)


def _point(left: str, values: tuple[Node, ...], kind: str) -> str:
    inner = ", ".join(_form(value).text for value in values)
    label = f" {string_literal(f' ({_POINT_TYPES.get(kind, kind)})')}" if kind else ""
    return f"{left} = {inner if len(values) == 1 else f'({inner})'}{label}"


_WRITERS: Final[Mapping[type[Node], Callable[..., Form]]] = MappingProxyType(
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
