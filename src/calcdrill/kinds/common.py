"""Words and small results that many kinds share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calcdrill.errors import Undecided, Wrong
from calcdrill.expression.equality import Comparison, Verdict
from calcdrill.expression.steps import Prose
from calcdrill.expression.tidy import tidy
from calcdrill.expression.tree import Apply, Name, Node, Relation, Vector, substitute
from calcdrill.kinds import Evidence
from calcdrill.kinds.fields import as_point
from calcdrill.problem import Task


def definition(variables: Sequence[str], body: Node, name: str = "f") -> Node:
    """f(x, y) = body."""
    return Relation((Apply(name, tuple(Name(variable) for variable in variables)), body), ("=",))


def point_relation(point: Mapping[str, Node]) -> Node:
    """x = 1, or (x, y) = (1, 2)."""
    variables, values = tuple(Name(name) for name in point), tuple(point.values())
    if len(variables) == 1:
        return Relation((variables[0], values[0]), ("=",))
    return Relation((Vector(variables), Vector(values)), ("=",))


def given(definition_: Node, point: Mapping[str, Node] | None = None, domain: Sequence[Node] = ()) -> Prose:
    """``f(x) = … at x = 1, for x > 0.``"""
    found: list[str | Node] = [definition_]
    if point:
        found += [" at ", point_relation(point)]
    for count, condition in enumerate(domain):
        found += [", for " if count == 0 else " and ", condition]
    return (*found, ".")


def optional_point(task: Task) -> dict[str, Node] | None:
    """The task's ``at`` as a mapping, None where there is none."""
    return None if task["at"] is None else as_point(task["at"], task["variables"])


def value_at(node: Node, point: Mapping[str, Node]) -> Node:
    """The node's textbook form with the point's numbers put in."""
    return tidy(substitute(node, point))


def evidence(route: str, *comparisons: Comparison) -> Evidence:
    """What the comparisons show together; raises Wrong or Undecided if one of them does not hold."""
    for comparison in comparisons:
        if comparison.verdict is Verdict.DIFFERENT:
            raise Wrong(f"{route} gives another value at {comparison.witness}")
        if comparison.verdict is Verdict.UNDECIDED:
            raise Undecided(f"{route} decided too few points")
    return Evidence(
        route, min(comparison.points for comparison in comparisons), max(comparison.bound for comparison in comparisons)
    )
