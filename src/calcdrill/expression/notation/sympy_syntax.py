"""Tree → text in SymPy's syntax, for other programs; nothing in calcdrill reads it.

Numbers are exact: 0.25 is written 1/4. A name that SymPy or Python would take for something else (``beta``,
``lambda``, ``N``) is written ``Symbol('beta')``. SymPy takes a root of a negative number for a complex one, so a root
of odd degree is ``real_root(x, 3)``, but for numbers that are surely positive: ``cbrt(2)``.
"""

from __future__ import annotations

import builtins
import keyword
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.exact import exact_value
from calcdrill.expression.facts import expanded
from calcdrill.expression.functions import FUNCTIONS, sympy_name
from calcdrill.expression.names import spell
from calcdrill.expression.notation.linear import arithmetic
from calcdrill.expression.notation.refusals import Table
from calcdrill.expression.notation.sympy_words import LONGEST, TAKEN

_WRITERS: Final[Table[str]] = Table("SymPy's syntax")
_CONSTANTS: Final = {"pi": "pi", "e": "E", "oo": "oo"}
_RELATIONS: Final = {"=": "Eq", "!=": "Ne", "<": "Lt", "<=": "Le", ">": "Gt", ">=": "Ge"}
_SIDES: Final = {"": "+-", "+": "+", "-": "-"}


def write_sympy(node: t.Node) -> str:
    """The expression in SymPy's syntax, a vector or matrix as lists. Raises Unwritable."""
    text = _WRITERS[type(node)](node)
    return text[len("Matrix(") : -1] if isinstance(node, t.Vector | t.Matrix) else text


def sympy_value(node: t.Node) -> str | list[Any] | None:
    """The expression for JSON: text, a list for a vector, a list of rows for a matrix, a list of points.

    A point is ``{"point": {"x": "1"}, "type": "min"}``. None for what is no mathematics to SymPy: the words of a
    choice, "it diverges", the divisor of two letters.
    """
    match node:
        case t.Vector(entries=entries):
            return [sympy_value(entry) for entry in entries]
        case t.Matrix(rows=rows):
            return [[sympy_value(entry) for entry in row] for row in rows]
        case t.Points(variables=variables, items=items):
            return [
                {"point": dict(zip(variables, map(sympy_value, values), strict=True)), "type": kind}
                for values, kind in items
            ]
        case t.Text():
            return None
    if any(isinstance(part, t.Call) and part.function == "gcd" and t.names(part) for part in t.walk(node)):
        return None
    return write_sympy(node)


@lru_cache(maxsize=4096)
def _symbol(name: str) -> str:
    """A name as SymPy reads it back to a symbol."""
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    spell(name)
    is_taken = len(name) > LONGEST or name in TAKEN or keyword.iskeyword(name) or hasattr(builtins, name)
    return f"Symbol('{name}')" if is_taken else name


def _listed(nodes: tuple[t.Node, ...]) -> str:
    return ", ".join([_WRITERS[type(node)](node) for node in nodes])


def _call(node: t.Call) -> str:
    row = FUNCTIONS.get(node.function)
    if row is None:
        raise Unwritable(f"SymPy's syntax has no form for {node.function}")
    name = sympy_name(row)
    if name == "cbrt" and not _is_positive_number(node.arguments[0]):
        return _root(node.arguments[0], 3)
    if name is not None:
        return f"{name}({_listed(node.arguments)})"
    inner = expanded(node)
    text = _WRITERS[type(inner)](inner)
    return text if isinstance(inner, t.Call) else f"({text})"


def _power(node: t.Power) -> str:
    exact = exact_value(node.exponent)
    if exact is None or exact.denominator % 2 == 0 or exact.denominator == 1 or _is_positive_number(node.base):
        return _ARITHMETIC[t.Power](node)
    root = _root(node.base, exact.denominator)
    top = exact.numerator
    return root if top == 1 else f"{root}**{top}" if top > 0 else f"{root}**({top})"


def _root(radicand: t.Node, degree: int) -> str:
    """The real root of odd degree."""
    return f"real_root({_listed((radicand,))}, {degree})"


def _is_positive_number(node: t.Node) -> bool:
    exact = exact_value(node)
    return exact > 0 if exact is not None else isinstance(node, t.Name) and node.name in _CONSTANTS


def _apply(node: t.Apply) -> str:
    spell(node.function)
    head = f"Function('{node.function}')"
    if node.primes and not node.arguments:
        primes = "'" * node.primes
        return f'Symbol("{node.function}{primes}")'
    if not node.primes:
        return f"{head}({_listed(node.arguments)})"
    if len(node.arguments) != 1:
        raise Unwritable("primes belong to a function of one variable")
    (argument,) = node.arguments
    if isinstance(argument, t.Name) and argument.name not in _CONSTANTS:
        variable = _symbol(argument.name)
        return f"Derivative({head}({variable}), ({variable}, {node.primes}))"
    return f"Subs(Derivative({head}(_t), (_t, {node.primes})), _t, {_listed(node.arguments)})"


def _relation(node: t.Relation) -> str:
    links = []
    for left, operator, right in zip(node.sides, node.operators, node.sides[1:], strict=False):
        if operator not in _RELATIONS:
            raise Unwritable(f"SymPy's syntax has no form for the relation {operator}")
        links.append(f"{_RELATIONS[operator]}({_listed((left, right))})")
    return links[0] if len(links) == 1 else f"And({', '.join(links)})"


def _piecewise(node: t.Piecewise) -> str:
    branches = [f"({_listed(branch)})" for branch in node.branches]
    if node.otherwise is not None:
        branches.append(f"({_listed((node.otherwise,))}, True)")
    return f"Piecewise({', '.join(branches)})"


def _matrix(node: t.Matrix) -> str:
    return f"Matrix([{', '.join([f'[{_listed(row)}]' for row in node.rows])}])"


def _derivative(node: t.Derivative) -> str:
    groups = [(_symbol(name), len(list(group))) for name, group in groupby(node.variables)]
    variables = [name if times == 1 else f"({name}, {times})" for name, times in groups]
    return f"Derivative({', '.join([_listed((node.body,)), *variables])})"


def _integral(node: t.Integral) -> str:
    variable = _symbol(node.variable)
    if node.lower is not None and node.upper is not None:
        variable = f"({variable}, {_listed((node.lower, node.upper))})"
    return f"Integral({_listed((node.body,))}, {variable})"


def _limit(node: t.Limit) -> str:
    return f"Limit({_listed((node.body, t.Name(node.variable), node.to))}, '{_SIDES[node.side]}')"


def _at(node: t.At) -> str:
    names = _tuple([_symbol(name) for name, _ in node.point])
    values = _tuple([_WRITERS[type(value)](value) for _, value in node.point])
    return f"Subs({_listed((node.body,))}, {names}, {values})"


def _tuple(parts: list[str]) -> str:
    return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"


_ARITHMETIC: Final = arithmetic(_WRITERS, "**", lambda node: str(node.value), _symbol)
_WRITERS.fill(
    {
        **_ARITHMETIC,
        t.Power: _power,
        t.Call: _call,
        t.Apply: _apply,
        t.Relation: _relation,
        t.Piecewise: _piecewise,
        t.Vector: lambda node: f"Matrix([{_listed(node.entries)}])",
        t.Matrix: _matrix,
        t.Derivative: _derivative,
        t.Integral: _integral,
        t.Limit: _limit,
        t.At: _at,
    }
)
