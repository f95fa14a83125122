"""Calls as atoms of the normal form, and the absolute value, with what is surely positive or squared taken out."""

from __future__ import annotations

from typing import Final

from calcdrill.expression import facts
from calcdrill.expression.tidy.terms import Atom, Rational, Space, Term, Value, key, scaled

_NONNEGATIVE: Final = facts.named(facts.is_nonnegative)
_SQUARES: Final = frozenset(["sin", "cos", "sinh", "cosh"])


def call_atom(space: Space, function: str, arguments: tuple[Value, ...]) -> Term:
    names = tuple(key(argument.term) for argument in arguments)
    constant = all(space.is_constant(argument.term.factors) for argument in arguments)
    positive = function in _NONNEGATIVE or (function == "ln" and constant and _exceeds_one(arguments[0].term))
    atom = Atom("call", function=function, arguments=arguments, constant=constant, positive=positive)
    number = space.intern((function, names), atom, special=function in ("abs", "sign"))
    if function in _SQUARES:
        space.squares.setdefault(names, {})[function] = number
    return Term(1, {number: 1})


def _exceeds_one(term: Term) -> bool:
    return not term.factors and term.coefficient > 1


def absolute(space: Space, argument: Value) -> Term:
    """|argument|, with what is surely positive or squared taken out."""
    term = argument.term
    outside: dict[int, Rational] = {}
    inside: dict[int, Rational] = {}
    for number, exponent in term.factors.items():
        surely = space.is_positive(Term(1, {number: exponent}))
        (outside if surely else inside)[number] = exponent
    free = Term(max(term.coefficient, -term.coefficient), outside)
    if not inside:
        return free
    if list(inside.values()) == [-1]:
        return space.multiply(free, space.power(absolute(space, Value(Term(1, {next(iter(inside)): 1}))), -1))
    if list(inside.values()) != [1]:
        return space.multiply(free, call_atom(space, "abs", (Value(Term(1, inside)),)))
    parts = None
    if abs(term.coefficient) == 1 and not outside and argument.parts:
        parts = scaled(argument.parts, term.coefficient)
    return space.multiply(free, call_atom(space, "abs", (Value(Term(1, inside), parts),)))
