"""sympy → tree. What has no place in the language of real expressions raises Unsolved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

import sympy

from calcdrill.errors import Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import divide, multiply, negate
from calcdrill.expression.arithmetic import rational as written
from calcdrill.expression.functions import FUNCTIONS, sympy_name

_MOST_PARTS: Final = 2000


def from_sympy(expr: Any) -> t.Node:
    """The tree of a sympy object: an expression, a relation, a tuple or list, a matrix, an int or a Fraction.

    Raises Unsolved on all that is no finished real answer: an Integral, a Derivative or a Limit that is left,
    nan, complex numbers, floats, functions that are only named, special functions.
    """
    if isinstance(expr, (int, Fraction)):
        return written(expr)
    if isinstance(expr, (tuple, list)):
        expr = sympy.Tuple(*expr)
    if not isinstance(expr, (sympy.Basic, sympy.MatrixBase)):
        raise Unsolved(f"{type(expr).__name__} is no expression")
    if isinstance(expr, sympy.Basic):
        for count, _ in enumerate(sympy.preorder_traversal(expr)):
            if count > _MOST_PARTS:
                raise Unsolved(f"it is too long: more than {_MOST_PARTS} parts")
    return _return(expr)


def _return(expr: Any) -> t.Node:
    if isinstance(expr, sympy.MatrixBase):
        return t.Matrix(tuple(tuple(_return(expr[i, j]) for j in range(expr.cols)) for i in range(expr.rows)))
    for kind, build in _BUILDERS.items():
        if isinstance(expr, kind):
            return build(expr)
    name = _FUNCTIONS.get(type(expr))
    if name is not None:
        return t.Call(name, tuple(_return(argument) for argument in expr.args))
    raise Unsolved(f"it contains {type(expr).__name__}")


def _product(expr: Any) -> t.Node:
    """Numerator over denominator, as it stands: nothing is multiplied out."""
    coefficient, rest = expr.as_coeff_Mul()
    if not coefficient.is_Rational:
        return multiply(_return(coefficient), _return(rest))
    above: list[t.Node] = [t.Number(abs(coefficient.p))] if abs(coefficient.p) != 1 else []
    below: list[t.Node] = [t.Number(coefficient.q)] if coefficient.q != 1 else []
    for factor in rest.as_ordered_factors():
        if factor.is_Pow and factor.exp.is_Rational and factor.exp.is_negative and factor.base is not sympy.E:
            below.append(_power_of(factor.base, -factor.exp))
        else:
            above.append(_return(factor))
    node = divide(multiply(*above), multiply(*below))
    return negate(node) if coefficient.is_negative else node


def _power(expr: Any) -> t.Node:
    base, exponent = expr.base, expr.exp
    if base is sympy.E:
        return t.Call("exp", (_return(exponent),))
    if exponent.is_Rational and exponent.is_negative:
        return divide(t.ONE, _power_of(base, -exponent))
    return _power_of(base, exponent)


def _power_of(base: Any, exponent: Any) -> t.Node:
    if exponent == 1:
        return _return(base)
    if base.is_negative and base.is_number and not exponent.is_Integer:
        raise Unsolved("it is not real")
    if exponent == sympy.S.Half:
        return t.Call("sqrt", (_return(base),))
    if exponent == sympy.Rational(1, 3) and base.is_number:
        return t.Call("cbrt", (_return(base),))
    return t.Power(_return(base), _return(exponent))


def _heaviside(expr: Any) -> t.Node:
    """(1 + sign u)/2: sympy's own value at 0 is 1/2, any other is refused."""
    if len(expr.args) > 1 and expr.args[1] != sympy.S.Half:
        raise Unsolved("a step function with its own value at 0")
    step = t.Sum((t.ONE, t.Call("sign", (_return(expr.args[0]),))))
    return divide(step, t.Number(2))


def _piecewise(expr: Any) -> t.Node:
    branches: list[tuple[t.Node, t.Node]] = []
    for value, condition in expr.args:
        if condition == sympy.true:
            return t.Piecewise(tuple(branches), _return(value)) if branches else _return(value)
        branches.append((_return(value), _return(condition)))
    return t.Piecewise(tuple(branches))


def _interval(expr: Any) -> t.Node:
    """a < x and x < b as the chain a < x < b."""
    if len(expr.args) == 2:
        below, above = sorted((argument.canonical for argument in expr.args), key=lambda a: a.rel_op, reverse=True)
        if below.rel_op in (">", ">=") and above.rel_op in ("<", "<=") and below.lhs == above.lhs:
            sides = (_return(below.rhs), _return(below.lhs), _return(above.rhs))
            return t.Relation(sides, (below.rel_op.replace(">", "<"), above.rel_op))
    raise Unsolved("it has a condition that is not an interval")


def _float(expr: Any) -> t.Node:
    raise Unsolved(f"it contains the rounded number {expr:.6g}: write it exactly, as Rational(1, 2)")


_OPERATORS: Final = MappingProxyType({"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="})

_BUILDERS: Final[Mapping[Any, Callable[[Any], t.Node]]] = MappingProxyType(
    {
        sympy.Symbol: lambda expr: t.Name(expr.name),
        sympy.Rational: lambda expr: written(Fraction(expr.p, expr.q)),
        sympy.Float: _float,
        type(sympy.pi): lambda expr: t.Name("pi"),
        type(sympy.E): lambda expr: t.Name("e"),
        type(sympy.oo): lambda expr: t.Name("oo"),
        type(-sympy.oo): lambda expr: t.Negative(t.Name("oo")),
        sympy.Add: lambda expr: t.Sum(tuple(_return(term) for term in expr.as_ordered_terms())),
        sympy.Mul: _product,
        sympy.exp: lambda expr: t.Call("exp", (_return(expr.args[0]),)),
        sympy.Pow: _power,
        sympy.Heaviside: _heaviside,
        sympy.Piecewise: _piecewise,
        sympy.core.relational.Relational: lambda expr: t.Relation(
            (_return(expr.lhs), _return(expr.rhs)), (_OPERATORS[expr.rel_op],)
        ),
        sympy.And: _interval,
        sympy.Tuple: lambda expr: t.Vector(tuple(_return(entry) for entry in expr)),
    }
)

_FUNCTIONS: Final[Mapping[Any, str]] = MappingProxyType(
    {getattr(sympy, known): name for name, row in FUNCTIONS.items() if name != "log" and (known := sympy_name(row))}
)
