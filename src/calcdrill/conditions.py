"""Constraints on what is drawn: read from a line of ``require:``, and tested on values."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.errors import ReadError
from calcdrill.expression.exact import Exact, exact_value, holds
from calcdrill.expression.read import read
from calcdrill.expression.tree import Apply, Node, Relation


def read_condition(text: str, names: Collection[str]) -> Node:
    """A ``require:`` line: a relation, or one of integer, square, distinct, divides, coprime, either, both, not."""
    node = read(text, frozenset(names), prose=True)
    _check_condition(node, text)
    return node


def _check_condition(node: Node, text: str) -> None:
    match node:
        case Relation():
            return
        case Apply(function=function, arguments=arguments) if function in _TESTS and arguments:
            return
        case Apply(function="either" | "both" | "not", arguments=arguments) if arguments:
            for argument in arguments:
                _check_condition(argument, text)
            return
    raise ReadError(
        f"a constraint is a relation such as a != b, or one of {', '.join(sorted(_TESTS))}, either, both, not", text, 0
    )


def satisfied(condition: Node, values: Mapping[str, Exact]) -> bool:
    """Whether the constraint holds; one that has no rational value does not."""
    match condition:
        case Relation():
            return holds(condition, values) is True
        case Apply(function="either", arguments=arguments):
            return any(satisfied(argument, values) for argument in arguments)
        case Apply(function="both", arguments=arguments):
            return all(satisfied(argument, values) for argument in arguments)
        case Apply(function="not", arguments=arguments):
            return not any(satisfied(argument, values) for argument in arguments)
        case Apply(function=function, arguments=arguments):
            numbers = [exact_value(argument, values) for argument in arguments]
            known = [value for value in numbers if value is not None]
            return len(known) == len(numbers) and _TESTS[function](known)
    return False


def _is_square(value: Exact) -> bool:
    return exact_value(read("sqrt(a)", {"a"}), {"a": value}) is not None


_TESTS: Final[Mapping[str, Callable[[list[Exact]], bool]]] = MappingProxyType(
    {
        "integer": lambda values: all(value == int(value) for value in values),
        "square": lambda values: all(value >= 0 and _is_square(value) for value in values),
        "distinct": lambda values: len(set(values)) == len(values),
        "divides": lambda values: values[0] != 0 and all(value % values[0] == 0 for value in values[1:]),
        "coprime": lambda values: math.gcd(*(int(value) for value in values)) == 1,
    }
)
