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
    if isinstance(value, t.Node):
        return _key(value, renamed)
    if isinstance(value, str):
        return renamed.get(value, value)
    if value is None or isinstance(value, int):
        return repr(value)
    if isinstance(value, tuple):
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


def _vector(node: t.Vector, renamed: Renaming) -> str:
    labels = "" if node.entries else _labels(node, renamed)
    return f"Vector{labels}({_parts(node.entries, renamed)})"


def _labelled(node: t.Node, renamed: Renaming) -> str:
    return f"{type(node).__name__}{_labels(node, renamed)}({_parts(node.children, renamed)})"


_WRITERS: Final[Mapping[type[t.Node], Writer]] = {
    **dict.fromkeys(t.Node.__subclasses__(), _labelled),
    t.Number: lambda node, renamed: str(node.value),
    t.Name: lambda node, renamed: renamed.get(node.name, node.name),
    t.Negative: lambda node, renamed: f"Negative({_key(node.argument, renamed)})",
    t.Sum: lambda node, renamed: f"Sum({_sorted_parts(node.terms, renamed)})",
    t.Product: lambda node, renamed: f"Product({_sorted_parts(node.factors, renamed)})",
    t.Quotient: lambda node, renamed: f"Quotient({_key(node.numerator, renamed)},{_key(node.denominator, renamed)})",
    t.Power: lambda node, renamed: f"Power({_key(node.base, renamed)},{_key(node.exponent, renamed)})",
    t.Call: _call,
    t.Vector: _vector,
    t.Relation: lambda node, renamed: f"Relation[{node.operators}]0({_parts(node.sides, renamed)})",
}


def _labels(node: t.Node, renamed: Renaming) -> str:
    """What a node holds besides its children: primes, the shape of a matrix, types of points."""
    if isinstance(node, t.Derivative):
        return str(sorted(renamed.get(name, name) for name in node.variables))
    if isinstance(node, t.Integral | t.Limit):
        return renamed.get(node.variable, node.variable)
    if isinstance(node, t.Text):
        return node.text
    kept = (getattr(node, name) for name in ("function", "primes", "side") if hasattr(node, name))
    shape = len(node.rows) if hasattr(node, "rows") else 0
    return f"{list(kept)}{shape}"
