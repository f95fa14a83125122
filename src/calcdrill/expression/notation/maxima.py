"""Tree → text in Maxima's syntax, as STACK's answers are written. Exact: 0.25 is 1/4; what is not known is refused."""

from __future__ import annotations

from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.names import spell
from calcdrill.expression.notation.linear import arithmetic
from calcdrill.expression.notation.refusals import Table

__all__ = ["write_maxima"]

_WRITERS: Final[Table[str]] = Table("Maxima's syntax")
_CONSTANTS: Final = {"pi": "%pi", "e": "%e"}
_FUNCTIONS: Final = {
    **{name: name for name in ("exp", "sqrt", "abs", "sin", "cos", "tan", "sec", "csc", "cot")},
    **{name: name for name in ("sinh", "cosh", "tanh")},
    **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan")},
    **{f"ar{name}": f"a{name}" for name in ("sinh", "cosh", "tanh")},
    "ln": "log",
}
_TAKEN: Final = frozenset(
    "i j lambda inf minf und ind if then else do while for unless thru step next in and or not true false".split()
)
"""Names that mean something else to Maxima or STACK."""


def write_maxima(node: t.Node) -> str:
    """The expression, a vector as a list, a matrix as ``matrix([…], […])``. Raises Unwritable."""
    return _WRITERS[type(node)](node)


def _word(name: str) -> str:
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    spell(name)
    if name in _TAKEN or name == "oo":
        raise Unwritable(f"{name} means something else in Maxima")
    return name


def _listed(nodes: tuple[t.Node, ...]) -> str:
    return ",".join([_WRITERS[type(node)](node) for node in nodes])


def _call(node: t.Call) -> str:
    if node.function not in _FUNCTIONS or len(node.arguments) != 1:
        raise Unwritable(f"Maxima's syntax has no form for {node.function}")
    return f"{_FUNCTIONS[node.function]}({_listed(node.arguments)})"


def _relation(node: t.Relation) -> str:
    if node.operators != ("=",):
        raise Unwritable("only an equation is written in Maxima's syntax")
    return "=".join(_WRITERS[type(side)](side) for side in node.sides)


def _refused(node: t.Node) -> str:
    raise Unwritable(f"Maxima's syntax has no form for {type(node).__name__.lower()}")


_WRITERS.fill(
    {
        **arithmetic(_WRITERS, "^", lambda node: str(node.value), _word),
        t.Call: _call,
        t.Relation: _relation,
        t.Vector: lambda node: f"[{_listed(node.entries)}]",
        t.Matrix: lambda node: f"matrix({','.join([f'[{_listed(row)}]' for row in node.rows])})",
        **dict.fromkeys((t.Text, t.Apply, t.Piecewise, t.Derivative, t.Integral, t.Limit, t.At, t.Points), _refused),
    },
    frozenset({t.Sum, t.Product}),
)
