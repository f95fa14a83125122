"""When two tasks are the same task: after renaming the variables and reordering sums and products."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from itertools import permutations
from typing import Any, Final

from calcdrill.expression import tree as t
from calcdrill.kinds import find
from calcdrill.problem import Task

_SYMMETRIC = frozenset({"max", "min", "gcd"})
_MOST_RENAMED = 3

Renaming = Mapping[str, str]
Writer = Callable[[Any, Renaming], str]


def canonical_key(task: Task, beside: tuple[str, ...] = ()) -> bytes:
    """Sixteen bytes that are equal for tasks that differ only in the names of variables and the order of terms.

    ``beside`` is what else tells two tasks apart.
    """
    variables = task_variables(task)
    orders = permutations(variables) if 1 < len(variables) <= _MOST_RENAMED else [variables]
    keys = [_task_key(task, {name: f"v{position}" for position, name in enumerate(order)}) for order in orders]
    return blake2b("\n".join((min(keys), *beside)).encode(), digest_size=16).digest()


def task_variables(task: Task) -> tuple[str, ...]:
    """The variables that the task itself names, in its order."""
    names: list[str] = []
    for name in ("variables", "variable"):
        value = task.fields.get(name)
        names.extend([value] if isinstance(value, str) else value or ())
    return tuple(dict.fromkeys(names))


def _task_key(task: Task, renamed: Renaming) -> str:
    parts = [f"{name}={_value_key(task.fields[name], renamed, name)}" for name in find(task.kind).asked]
    domain = sorted([_key(condition, renamed) for condition in task.domain])
    return f"{task.kind};{';'.join(parts)};{domain}"


def _value_key(value: Any, renamed: Renaming, field: str) -> str:
    kind = type(value)
    if kind in _WRITERS:
        return _WRITERS[kind](value, renamed)
    if kind is str:
        return renamed.get(value, value)
    if value is None or kind is int:
        return repr(value)
    if kind is tuple:
        parts = [_value_key(item, renamed, "") for item in value]
        # With the variables renamed, the order in which a task lists them says nothing more.
        return str(sorted(parts)) if field == "variables" else f"[{','.join(parts)}]"
    if isinstance(value, Mapping):
        pairs = sorted((renamed.get(name, name), _value_key(item, renamed, "")) for name, item in value.items())
        return str(pairs)
    return repr(value)


def _key(node: t.Node, renamed: Renaming) -> str:
    return _WRITERS[type(node)](node, renamed)


def _parts(nodes: Iterable[t.Node], renamed: Renaming) -> str:
    return ",".join([_WRITERS[type(node)](node, renamed) for node in nodes])


def _sorted_parts(nodes: Iterable[t.Node], renamed: Renaming) -> str:
    return ",".join(sorted([_WRITERS[type(node)](node, renamed) for node in nodes]))


def _call(node: t.Call, renamed: Renaming) -> str:
    write = _sorted_parts if node.function in _SYMMETRIC else _parts
    return f"{node.function}({write(node.arguments, renamed)})"


def _named(before: str) -> Writer:
    """How a node is written of which only the children matter."""
    return lambda node, renamed: f"{before}({_parts(node.children, renamed)})"


def _derivative(node: t.Derivative, renamed: Renaming) -> str:
    variables = sorted([renamed.get(name, name) for name in node.variables])
    return f"Derivative{variables}({_key(node.body, renamed)})"


def _bound(node: t.Integral | t.Limit, renamed: Renaming) -> str:
    variable = renamed.get(node.variable, node.variable)
    return f"{type(node).__name__}{variable}({_parts(node.children, renamed)})"


_WRITERS: Final[Mapping[type[t.Node], Writer]] = {
    **{kind: _named(f"{kind.__name__}[]0") for kind in t.Node.__subclasses__()},
    t.Number: lambda node, renamed: str(node.value),
    t.Name: lambda node, renamed: renamed.get(node.name, node.name),
    t.Text: lambda node, renamed: f"Text{node.text}()",
    t.Negative: lambda node, renamed: f"Negative({_key(node.argument, renamed)})",
    t.Sum: lambda node, renamed: f"Sum({_sorted_parts(node.terms, renamed)})",
    t.Product: lambda node, renamed: f"Product({_sorted_parts(node.factors, renamed)})",
    t.Quotient: lambda node, renamed: f"Quotient({_key(node.numerator, renamed)},{_key(node.denominator, renamed)})",
    t.Power: lambda node, renamed: f"Power({_key(node.base, renamed)},{_key(node.exponent, renamed)})",
    t.Call: _call,
    t.Apply: lambda node, renamed: f"Apply{[node.function, node.primes]}0({_parts(node.arguments, renamed)})",
    t.Relation: lambda node, renamed: f"Relation[{node.operators}]0({_parts(node.sides, renamed)})",
    t.Vector: lambda node, renamed: f"Vector{'' if node.entries else '[]0'}({_parts(node.entries, renamed)})",
    t.Matrix: lambda node, renamed: f"Matrix[]{len(node.rows)}({_parts(node.children, renamed)})",
    t.Derivative: _derivative,
    t.Integral: _bound,
    t.Limit: _bound,
}
"""How a node is written, with what it holds besides its children: primes, the shape of a matrix, a bound variable."""
