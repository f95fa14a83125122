"""What must be equal if values solve an equation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calcdrill.expression import tree as t

__all__ = ["solved_sides", "solves"]


def solved_sides(equation: t.Node, solution: t.Node) -> tuple[t.Node, t.Node] | None:
    """Both sides of the equation as vectors, an entry for each solution put in; None where there is none to put in.

    ``solution`` is x = 3, (x, y) = (1, 2), or a set of points.
    """
    values = list(_values(solution))
    if not values or not isinstance(equation, t.Relation) or equation.operators != ("=",):
        return None
    left, right = equation.sides
    lefts = tuple(t.substitute(left, one) for one in values)
    return t.Vector(lefts), t.Vector(tuple(t.substitute(right, one) for one in values))


def solves(equation: t.Node, solution: t.Node) -> bool:
    """Whether the line from ``equation`` to ``solution`` says what unknowns of the equation are."""
    if not isinstance(equation, t.Relation) or equation.operators != ("=",) or equation == solution:
        return False
    unknowns = {name for one in _values(solution) for name in one}
    return bool(unknowns) and unknowns <= t.names(equation)


def _values(solution: t.Node) -> Iterator[Mapping[str, t.Node]]:
    match solution:
        case t.Relation(sides=(t.Name(name=name), value), operators=("=",)) if name not in t.names(value):
            yield {name: value}
        case t.Relation(sides=(t.Vector(entries=names), t.Vector(entries=values)), operators=("=",)):
            if len(names) == len(values) and all(isinstance(name, t.Name) for name in names):
                yield {name.name: value for name, value in zip(names, values, strict=True) if isinstance(name, t.Name)}
        case t.Points(variables=variables, items=items):
            for values, _ in items:
                yield dict(zip(variables, values, strict=True))
