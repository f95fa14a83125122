"""Tables of mal-rules: two lines for each, its name with what it changes, and the sentence that tells a learner so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from calcdrill.expression.differentiating.matching import Nodes, Parts
from calcdrill.expression.differentiating.rules import RULES, Malrule
from calcdrill.expression.facts import formula
from calcdrill.expression.tree import ONE, Node

__all__ = ["malrules"]


def malrules(table: str, functions: Mapping[str, Callable[..., Node]] = MappingProxyType({})) -> dict[str, Malrule]:
    """The mal-rules of a table; what a rule or a slope becomes is a formula, or the name of one of ``functions``.

    A slope is a formula in the argument u and, for a power, an exponential or a logarithm, its constant v; a rule is
    one in the parts u and v and their derivatives u' and v', or in f(u), f'(u) and u' for a composition.
    """
    rows: dict[str, Malrule] = {}
    lines = table.strip().splitlines()
    for entry, feedback in zip(lines[::2], lines[1::2], strict=True):
        name, cells = entry.split(maxsplit=1)
        changes = dict(cell.split(": ") for cell in cells.split("; "))
        rows[name] = Malrule(
            {key: functions.get(text) or _formula(key, text) for key, text in changes.items()}, feedback.strip()
        )
    return rows


def _formula(key: str, text: str) -> Callable[..., Node]:
    if key not in RULES:
        return partial(formula, text)
    plain = text.replace("f'(u)", "q").replace("f(u)", "v").replace("u'", "p").replace("v'", "q")

    def of_rule(parts: Parts, primes: Nodes) -> Node:
        if key == "chain":
            outer, u, _ = parts
            return formula(plain, u, outer.at(u), primes[0], outer.slope(u))
        # Of a reciprocal, the part below alone is differentiated.
        own = (ONE, *primes) if key == "reciprocal" else primes
        return formula(plain, *(*parts, ONE, ONE)[:2], *own)

    return of_rule
