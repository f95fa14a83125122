"""The form in which a textbook prints a result.

``tidy`` keeps the value and may make it defined at more points (x/x becomes 1), never at fewer. It is no
computer algebra system: products stay factored, sums get the shortest of a few forms (``textbook``), and
nothing is proved.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import rational, rebuild
from calcdrill.expression.exact import exact_value
from calcdrill.expression.tidy.normalise import normalise, summands
from calcdrill.expression.tidy.pieces import decided
from calcdrill.expression.tidy.roots import settle
from calcdrill.expression.tidy.sums import collected
from calcdrill.expression.tidy.terms import Space, Untidy
from calcdrill.expression.tidy.textbook import Writer

_ENTRYWISE: Final = frozenset(
    {t.Relation, t.Vector, t.Matrix, t.Points, t.Piecewise, t.Derivative, t.Integral, t.Limit, t.At}
)


def tidy(node: t.Node) -> t.Node:
    """The same value in the form that a textbook prints.

    Vectors, matrices, points and relations are tidied entry by entry, pieces piece by piece; what is still
    to be worked out (a derivative, an integral, a limit) stays and is tidied inside. What has no finite
    value, or would be too long, comes back with only the silly forms gone.
    """
    kind = type(node)
    if kind is t.Name or kind is t.Text:
        return node
    if kind is t.Number:
        return rational(node.value)  # type: ignore[attr-defined]
    return _tidied(node)


@lru_cache(maxsize=4096)
def _tidied(node: t.Node) -> t.Node:
    # A third of what one problem asks for it asks for twice: the values of a Taylor polynomial, small numbers.
    if isinstance(node, t.Piecewise):
        chosen = decided(node)
        if chosen is not node:
            return tidy(chosen)
    if type(node) in _ENTRYWISE:
        return node.with_children(tuple([tidy(child) for child in node.children]))
    exact = None if t.contains(node, t.Name) else exact_value(node)
    if exact is not None:
        return rational(exact)
    try:
        space = Space(settle, tidy)
        if type(node) is t.Sum:
            return Writer(space).write_sum(collected(space, summands(space, node)))
        return Writer(space).write_whole(normalise(space, node))
    except (Untidy, RecursionError):
        plain = rebuild(node)
        return plain if plain == node else tidy(plain)
