"""SymPy's objects as fields of a task or as answers, and a problem's answer as a SymPy object.

A SymPy object is walked, node by node, and becomes a formula of the safe language; what has no place there is an
error. No text is evaluated on the way, in either direction.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from calcdrill.errors import InputError, TaskError, Unsolved, Unwritable
from calcdrill.expression.functions import ALIASES, FUNCTIONS
from calcdrill.expression.names import spell
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import free_names, read
from calcdrill.expression.tree import CONSTANTS, Matrix, Name, Node, Points, Text, Vector
from calcdrill.kinds import find
from calcdrill.problem import Problem

__all__ = ["answer_as_sympy", "formula_of", "is_sympy", "plain_field"]


def is_sympy(value: object) -> bool:
    """Whether the value is an object of SymPy's; SymPy is not imported to find out."""
    # A function that is only named, sympy.Function("f"), is a class without a module.
    return any(str(base.__module__).partition(".")[0] == "sympy" for base in type(value).__mro__)


def plain_field(value: Any) -> Any:
    """A field's value with its SymPy objects as text (a matrix as rows of text); other values as they are."""
    if is_sympy(value):
        node = formula_of(value)
        match node:
            case Vector(entries=entries):
                return [write_text(entry) for entry in entries]
            case Matrix(rows=rows):
                return [[write_text(entry) for entry in row] for row in rows]
        return write_text(node)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, dict):
        return {_name_or_itself(name): plain_field(item) for name, item in value.items()}
    return [plain_field(item) for item in value] if isinstance(value, list | tuple) else value


def _name_or_itself(key: Any) -> Any:
    return write_text(formula_of(key)) if is_sympy(key) else key


def formula_of(value: Any) -> Node:
    """The tree of a SymPy expression, equation, tuple or matrix (one row or column is a vector).

    Raises TaskError for what is no finished real expression of calcdrill's language: floats, complex numbers,
    integrals and derivatives that are left, functions that it does not know, symbols with the names of constants.
    """
    from calcdrill.expression.bridge.returning import from_sympy

    try:
        for symbol in sorted(getattr(value, "free_symbols", ()), key=str):
            _require_name(str(symbol.name))
        node = from_sympy(value)
        write_text(node)
    except (Unsolved, Unwritable) as error:
        raise TaskError(f"this SymPy object has no counterpart in calcdrill: {error}") from None
    except RecursionError:
        raise TaskError("this SymPy object is nested too deeply") from None
    return _flat(node)


def _require_name(name: str) -> None:
    """A symbol's name must be read as a name, and as nothing else: no constant, function or formula."""
    try:
        spell(name)
        is_name = isinstance(read(name, free_names(name)), Name) and name not in {*CONSTANTS, *FUNCTIONS, *ALIASES}
    except (InputError, Unwritable):
        is_name = False
    if not is_name:
        raise TaskError(f"the symbol {name!r} cannot be a variable here: give it a name such as x or x_1")


def _flat(node: Node) -> Node:
    if isinstance(node, Matrix):
        if len(node.rows[0]) == 1:
            return Vector(tuple(row[0] for row in node.rows))
        if len(node.rows) == 1:
            return Vector(node.rows[0])
    return node


def answer_as_sympy(problem: Problem) -> Any:
    """The answer as a SymPy object, its letters plain symbols such as ``Symbol("x")``.

    An expression or an equation; for a vector a matrix of one column, for a matrix a matrix, for critical points a list
    of (a dict from symbols to values, the type). None where the answer is words. An antiderivative has no constant.
    Raises Unsolved where SymPy has no counterpart.
    """
    return _as_sympy(find(problem.task.kind).value(problem.task, problem.answer), problem.task.domain)


def _as_sympy(node: Node, domain: tuple[Node, ...]) -> Any:
    import sympy

    from calcdrill.expression.bridge.sending import to_sympy

    def sent(inner: Node) -> Any:
        # The bridge's symbols are real; a user's are plain, and SymPy takes the two for different symbols.
        made = to_sympy(inner, domain)
        return made.xreplace({symbol: sympy.Symbol(symbol.name) for symbol in made.free_symbols})

    match node:
        case Text():
            return None
        case Vector(entries=entries):
            return sympy.ImmutableMatrix([sent(entry) for entry in entries])
        case Matrix():
            return sympy.ImmutableMatrix(sent(node))
        case Points(variables=variables, items=items):
            symbols = [sympy.Symbol(name) for name in variables]
            return [(dict(zip(symbols, map(sent, values), strict=True)), kind) for values, kind in items]
    return sent(node)
