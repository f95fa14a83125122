"""Tree → text of the safe language: ``read`` makes the same tree of it. Also the echo of a typed answer."""

from __future__ import annotations

from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.functions import ALIASES, FUNCTIONS
from calcdrill.expression.notation.digits import decimal_digits, is_fraction
from calcdrill.expression.notation.linear import LOOSE, arithmetic, word
from calcdrill.expression.notation.normal import fold_quotes
from calcdrill.expression.notation.refusals import Table

_WRITERS: Final[Table[str]] = Table("plain text")
_OPERATORS: Final = frozenset(
    {"diff", "partial", "integral", "limit", "limit_above", "limit_below", "at", "piecewise", "root"}
)
_TAKEN: Final = _OPERATORS | FUNCTIONS.keys() | ALIASES.keys() | {"log2", "log10", "log_2", "log_10"}
"""Words that mean something of their own before a bracket."""
_LIMITS: Final = {"": "limit", "+": "limit_above", "-": "limit_below"}


def write_text(node: t.Node) -> str:
    """The expression on one line of plain text. Raises Unwritable where the language has no form."""
    return _WRITERS[type(node)](node)


def _listed(nodes: tuple[t.Node, ...]) -> str:
    return ", ".join([_WRITERS[type(node)](node) for node in nodes])


def _inside(node: t.Node) -> str:
    text = _WRITERS[type(node)](node)
    return f"({text})" if type(node) in LOOSE else text


def _number(node: t.Number) -> str:
    value = node.value
    if node.decimal:
        digits = decimal_digits(value)
        if digits is not None:
            return digits
    return str(value)


def _text(node: t.Text) -> str:
    return f'"{fold_quotes(node.text)}"'


def _call(node: t.Call) -> str:
    if node.function == "factorial" and len(node.arguments) == 1:
        argument = node.arguments[0]
        is_bare = type(argument) is t.Name or (type(argument) is t.Number and not is_fraction(argument))
        return f"{_listed(node.arguments)}!" if is_bare else f"({_listed(node.arguments)})!"
    return f"{word(node.function)}({_listed(node.arguments)})"


def _apply(node: t.Apply) -> str:
    head = word(node.function) + "'" * node.primes
    if node.primes and not node.arguments:
        return head
    if not node.primes and node.function in _TAKEN:
        raise Unwritable(f"{node.function} is the name of a function already")
    return f"{head}({_listed(node.arguments)})"


def _relation(node: t.Relation) -> str:
    text = _inside(node.sides[0])
    for operator, side in zip(node.operators, node.sides[1:], strict=True):
        text += f" {operator} {_inside(side)}"
    return text


def _piecewise(node: t.Piecewise) -> str:
    branches, otherwise = node.branches, node.otherwise
    if otherwise is None and len(branches) > 1 and branches[-1][1] == t.Text("otherwise"):
        branches, otherwise = branches[:-1], branches[-1][0]
    if not branches or not all(isinstance(condition, t.Relation) for _, condition in branches):
        raise Unwritable("each branch of a piecewise form has a relation as its condition")
    parts = tuple(part for branch in branches for part in branch)
    return f"piecewise({_listed(parts if otherwise is None else (*parts, otherwise))})"


def _vector(node: t.Vector) -> str:
    if len(node.entries) > 1:
        return f"({_listed(node.entries)})"
    if isinstance(node.entries[0], t.Vector):
        raise Unwritable("a vector has no other vector as its only entry")
    return f"[{_listed(node.entries)}]"


def _matrix(node: t.Matrix) -> str:
    if any(isinstance(entry, t.Vector) for row in node.rows for entry in row):
        raise Unwritable("a matrix has no vectors as its entries")
    return f"[{', '.join([f'[{_listed(row)}]' for row in node.rows])}]"


def _derivative(node: t.Derivative) -> str:
    operator = "partial" if node.partial else "diff"
    return f"{operator}({_listed((node.body, *map(t.Name, node.variables)))})"


def _integral(node: t.Integral) -> str:
    limits = () if node.lower is None or node.upper is None else (node.lower, node.upper)
    return f"integral({_listed((node.body, t.Name(node.variable), *limits))})"


def _limit(node: t.Limit) -> str:
    return f"{_LIMITS[node.side]}({_listed((node.body, t.Name(node.variable), node.to))})"


def _at(node: t.At) -> str:
    settings = [f"{word(name)} = {_inside(value)}" for name, value in node.point]
    return f"at({', '.join([_WRITERS[type(node.body)](node.body), *settings])})"


def _points(node: t.Points) -> str:
    names = ", ".join(map(word, node.variables))
    head = names if len(node.variables) == 1 else f"({names})"
    items = []
    for values, kind in node.items:
        value = _inside(values[0]) if len(values) == 1 else f"({_listed(values)})"
        items.append(f"{head} = {value}" + (f": {kind}" if kind else ""))
    return f"{{{'; '.join(items)}}}"


_WRITERS.fill(
    {
        **arithmetic(_WRITERS, "^", _number),
        t.Text: _text,
        t.Call: _call,
        t.Apply: _apply,
        t.Relation: _relation,
        t.Piecewise: _piecewise,
        t.Vector: _vector,
        t.Matrix: _matrix,
        t.Derivative: _derivative,
        t.Integral: _integral,
        t.Limit: _limit,
        t.At: _at,
        t.Points: _points,
    },
    frozenset({t.Sum, t.Product}),
)
