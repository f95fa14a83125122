"""Mal-rules: the rules of differentiation with a named bug, as learners apply them.

A mal-rule is the tables of ``rules`` with one or two entries exchanged. It makes the wrong answer that a
learner with this misconception gives. ``wrong_derivatives`` yields those that a function invites,
``MALRULES`` says what went wrong. To add one, add an entry to ``malrule_formulas`` or ``malrule_slopes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from types import MappingProxyType
from typing import Final

from calcdrill.errors import NotFound
from calcdrill.expression.arithmetic import add, multiply, rebuild
from calcdrill.expression.differentiating.borders import BORDERED
from calcdrill.expression.differentiating.malrule_formulas import FORMULA_MALRULES
from calcdrill.expression.differentiating.malrule_slips import SLIPS
from calcdrill.expression.differentiating.malrule_slopes import SLOPE_MALRULES
from calcdrill.expression.differentiating.matching import Nodes, Outer, Parts, depends, match
from calcdrill.expression.differentiating.rules import RIGHT, RULES, Malrule, Method, derive
from calcdrill.expression.read import read_prose
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import ONE, ZERO, Node, Quotient, Sum, substitute, walk

__all__ = ["MALRULES", "derivatives_wrong_once", "method", "wrong_derivatives"]

_ONE_VARIABLE: Final[Mapping[str, Malrule]] = MappingProxyType({**FORMULA_MALRULES, **SLOPE_MALRULES})

Guess = Callable[[Node, str, Sequence[str]], Node]
"""(function, variable, the other variables) -> the partial derivative that a learner finds."""


def _others_at(value: Node) -> Guess:
    def guess(node: Node, variable: str, others: Sequence[str]) -> Node:
        return rebuild(substitute(derive(node, variable, RIGHT), dict.fromkeys(others, value)))

    return guess


def _others_derivative_one(node: Node, variable: str, others: Sequence[str]) -> Node:
    def of_others(part: Node) -> Node:
        return add(*(derive(part, name, RIGHT) for name in others))

    def multiple(parts: Parts, primes: Nodes) -> Node:
        before, after = parts
        return add(multiply(*before, primes[0], *after), of_others(multiply(*before, *after)))

    changes = {"multiple": multiple, "constant": lambda parts, primes: of_others(parts[0])}
    return derive(node, variable, Method({**RIGHT.formulas, **changes}, RIGHT.slopes))


def _terms_with_others_dropped(node: Node, variable: str, others: Sequence[str]) -> Node:
    terms = node.terms if isinstance(node, Sum) else (node,)
    kept = (term for term in terms if not any(depends(term, name) for name in others))
    return derive(add(*kept), variable, RIGHT)


_PARTIAL: Final[Mapping[str, tuple[Guess, str]]] = MappingProxyType(
    {
        "differentiates-all-variables": (
            lambda node, variable, others: add(*(derive(node, name, RIGHT) for name in (variable, *others))),
            "A partial derivative lets one variable move and holds the others fixed.",
        ),
        "wrong-variable": (
            lambda node, variable, others: derive(node, others[0], RIGHT),
            "This is the derivative with respect to another variable.",
        ),
        "others-set-to-one": (
            _others_at(ONE),
            "The other variables are constants, and constant factors stay; they do not turn into `1`.",
        ),
        "others-set-to-zero": (
            _others_at(ZERO),
            "The other variables are constants, but not `0`: as factors they stay.",
        ),
        "others-derivative-one": (
            _others_derivative_one,
            "With respect to one variable the derivative of another one is `0`, not `1`: it is held fixed.",
        ),
        "terms-with-others-dropped": (
            _terms_with_others_dropped,
            "A term goes away only if the variable is not in it; other variables are constant factors.",
        ),
    }
)


class _Feedback(Mapping[str, Prose]):
    """The sentence for each mal-rule, read when it is first asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._read = cache(lambda bug: read_prose(texts[bug]))

    def __getitem__(self, bug: str) -> Prose:
        return self._read(bug)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


MALRULES: Final[Mapping[str, Prose]] = _Feedback(
    {bug: malrule.feedback for bug, malrule in _ONE_VARIABLE.items()}
    | {bug: malrule.feedback for bug, malrule in SLIPS.items()}
    | {bug: feedback for bug, (_, feedback) in _PARTIAL.items()}
)
"""The id of each mal-rule, with the sentence that tells a learner what went wrong."""


@cache
def method(bug: str) -> Method:
    """The method of a learner with the misconception ``bug``; raises NotFound for an unknown one."""
    if bug not in _ONE_VARIABLE:
        raise NotFound(f"there is no mal-rule {bug!r} for a derivative in one variable")
    changes = _ONE_VARIABLE[bug].changes
    formulas = {key: changes.get(key, formula) for key, formula in RIGHT.formulas.items()}
    return Method(formulas, {key: changes.get(key, slope) for key, slope in RIGHT.slopes.items()})


def wrong_derivatives(node: Node, variable: str, others: Sequence[str] = ()) -> Iterator[tuple[str, Node]]:
    """(mal-rule, wrong derivative) for the mal-rules that apply to ``node``, the most telling first.

    ``others`` are the other variables: with them the wrong partial derivatives come first. Each tree differs
    from the right derivative and from those before; whether it differs by value is for the caller to see.
    """
    seen = {derive(node, variable, BORDERED)}
    for bug, wrong in _candidates(node, variable, others):
        if wrong not in seen and not _divides_by_zero(wrong):
            seen.add(wrong)
            yield bug, wrong


MOST_PLACES: Final = 6
_UNLIKELY_ONCE: Final = frozenset({"constant-derivative-one", "constant-kept", "last-term-dropped"})
"""What hardly anybody does at one place deep inside: a slip in arithmetic looks the same."""


def derivatives_wrong_once(node: Node, variable: str) -> Iterator[tuple[str, Node]]:
    """(mal-rule, wrong derivative) where a rule is applied wrongly at one place alone, and rightly at the others.

    Those of ``SLIPS`` come last: no printed mistake is made of them.
    """
    seen = {derive(node, variable, RIGHT)}
    for bug in (*_invited(node, variable, False), *SLIPS):
        if bug in _UNLIKELY_ONCE:
            continue
        malrule = _ONE_VARIABLE.get(bug) or SLIPS[bug]
        for place in range(MOST_PLACES):
            wrong = _wrong_at(node, variable, malrule, place)
            if wrong is None:
                break
            if wrong not in seen and not _divides_by_zero(wrong):
                seen.add(wrong)
                yield bug, wrong


def _wrong_at(node: Node, variable: str, malrule: Malrule, place: int) -> Node | None:
    """The derivative with the mal-rule at the place of that number, None where there are fewer."""
    changes, count = malrule.changes, -1
    slopes = {key: changes.get(key, slope) for key, slope in RIGHT.slopes.items()}

    def derivative(part: Node) -> Node:
        nonlocal count
        key, parts, inner = match(part, variable)
        formula = RIGHT.formulas[key]
        if key in changes or (parts and isinstance(parts[0], Outer) and parts[0].key in changes):
            count += 1
            if count == place:
                key, parts, inner = match(part, variable, slopes)
                formula = changes.get(key, formula)
        return formula(parts, tuple(map(derivative, inner)) if inner else ())

    wrong = derivative(node)
    return wrong if count >= place else None


def _candidates(node: Node, variable: str, others: Sequence[str]) -> Iterator[tuple[str, Node]]:
    """The mal-rules with what they give; those of partial derivatives take turns with those of the rules."""
    present = [name for name in others if name != variable and depends(node, name)]
    partial = tuple(_PARTIAL) if present else ()
    for pair in zip_longest(partial, _invited(node, variable, bool(present))):
        for bug in pair:
            if bug in _PARTIAL:
                yield bug, _PARTIAL[bug][0](node, variable, present)
            elif bug is not None:
                yield bug, derive(node, variable, method(bug))


def _invited(node: Node, variable: str, partial: bool) -> Iterator[str]:
    """The mal-rules of the rules that ``node`` uses: the first one of each rule, then the second ones, …

    Rules that combine come before the table; the trivial ones (constants, single terms) wait for two rounds,
    but not the constants of a partial derivative.
    """
    used = sorted(_rules_used(node, variable), key=lambda key: -_weight(key, partial))
    ranked = [
        (index + (0 if _weight(key, partial) else 2), column, bug)
        for column, key in enumerate(used)
        for index, bug in enumerate(_by_key().get(key, ()))
    ]
    return iter(dict.fromkeys(bug for _, _, bug in sorted(ranked)))


def _rules_used(node: Node, variable: str) -> dict[str, None]:
    """The keys of the rules and slopes that the derivative of ``node`` needs, outermost first."""
    used: dict[str, None] = {}
    waiting = [node]
    while waiting:
        key, parts, inner = match(waiting.pop(), variable)
        used[key] = None
        if parts and isinstance(parts[0], Outer):
            used[parts[0].key] = None
        waiting.extend(reversed(inner))
    return used


def _weight(key: str, partial: bool) -> int:
    if key == "constant" and partial:
        return 2
    return RULES[key].weight if key in RULES else 1


@cache
def _by_key() -> Mapping[str, tuple[str, ...]]:
    """The mal-rules that change each key, in the order of the tables."""
    by_key: dict[str, tuple[str, ...]] = {}
    for bug, malrule in _ONE_VARIABLE.items():
        for key in malrule.changes:
            by_key[key] = (*by_key.get(key, ()), bug)
    return by_key


def _divides_by_zero(node: Node) -> bool:
    return any(isinstance(inner, Quotient) and inner.denominator == ZERO for inner in walk(node))
