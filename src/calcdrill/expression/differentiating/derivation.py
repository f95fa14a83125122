"""Worked steps of a derivative: the rules of ``rules``, one line at a time.

Each line is an equation: what stood there = what stands there now, with ``Derivative`` nodes for what is
still to be differentiated. The stopping rule: trivial rules (constants, sums, constant factors) are done in
passing; the simple terms of a sum come in one line that unfolds; what the reader knows, and what would make
the solution too long, is folded into one line, the lightest first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from calcdrill.expression.differentiating.borders import BORDERED
from calcdrill.expression.differentiating.matching import Parts, match
from calcdrill.expression.differentiating.notes import constants_note, joined, note
from calcdrill.expression.differentiating.rules import RULES
from calcdrill.expression.differentiating.slopes import RULE_NAMES
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tree import Derivative, Name, Node, names

__all__ = ["MOST_DEPTH", "MOST_LINES", "derivation"]

MOST_LINES: Final = 8
"""Visible lines; a kind adds one that tidies."""
MOST_DEPTH: Final = 4

_GATHERING: Final = frozenset({"sum", "cases", "entries", "both sides"})
"""Rules that stand parts side by side: the simple ones among these parts are done in the rule's own line."""


def derivation(
    node: Node,
    variable: str,
    partial: bool = False,
    known: Collection[str] = frozenset(),
    focus: Collection[str] = frozenset(),
    most: int = MOST_LINES,
) -> tuple[Step, ...]:
    """The derivative of ``node`` by ``variable`` in at most ``most`` lines (2 or more) that unfold.

    The first line starts from ``Derivative(node, (variable,), partial)``, each next one from where the one
    before ended, the last ends in ``differentiate(node, variable)``. Rules are named in words ("chain rule"):
    parts that need only rules in ``known`` are folded, rules in ``focus`` are always shown. Nothing is folded
    deeper than MOST_DEPTH. Raises Unsolved where no rule fits.
    """
    letters = names(node) | {variable}
    writer = _Writer(letters, variable, partial, frozenset(focus))
    work = writer.plan(node)
    if known:
        _fold_known(work, frozenset(known))
    steps = writer.steps(work, 1, most)
    held = sorted(letters - {variable}) if partial else []
    if not held:
        return steps
    return (replace(steps[0], note=joined(constants_note(held), steps[0].note)), *steps[1:])


@dataclass(slots=True)
class _Work:
    """A part of the function with the rule for it; ``later`` says which parts inside get lines of their
    own."""

    node: Node
    key: str
    name: str
    parts: Parts
    inner: tuple[_Work, ...]
    result: Node
    trivial: bool
    own: bool
    """Whether the rule has a line of its own."""
    later: tuple[int, ...]
    lines: int
    """How many lines there are, with nothing folded."""
    folded: bool = False
    bundled: bool = False

    @property
    def weight(self) -> int:
        return RULES[self.key].weight

    def first(self) -> _Work:
        """The work whose rule stands in the first line."""
        return self if self.own else self.inner[self.later[0]].first()

    def count(self) -> int:
        """How many lines there are, with this work unfolded."""
        rest = 1 if self.bundled else sum(1 if part.folded else part.count() for part in self.parts_later())
        return self.own + rest

    def parts_later(self) -> Iterator[_Work]:
        return (self.inner[i] for i in self.later)

    def foldable(self) -> Iterator[_Work]:
        """The works inside that could be folded into one line and are not yet."""
        for part in self.parts_later():
            if not part.folded and part.count() > 1:
                yield part
                yield from part.foldable()


_NAMED: Final = "derivative of a named function"


class _Line(NamedTuple):
    rule: str
    after: Node
    note: Prose
    substeps: tuple[Step, ...]
    weight: int


class _Writer:
    """The steps of one function: what it is differentiated by, and how this is shown."""

    def __init__(self, taken: frozenset[str], variable: str, partial: bool, focus: frozenset[str]) -> None:
        self.variable = variable
        self.variables = (variable,)
        self.partial = partial
        self.focus = focus
        self.letters = _free_letters(taken)

    def plan(self, node: Node) -> _Work:
        """The rules for ``node`` and for all that is inside."""
        key, parts, terms = match(node, self.variable)
        rule = RULES[key]
        name = RULE_NAMES.get(parts[0].key, _NAMED) if key == "table" else rule.name
        shown = name in self.focus
        if not terms:
            trivial = not (rule.weight or shown)
            return _Work(node, key, name, parts, (), BORDERED.formulas[key](parts, ()), trivial, True, (), 1)
        inner = tuple([self.plan(term) for term in terms])
        result = BORDERED.formulas[key](parts, tuple([part.result for part in inner]))
        later = waiting = tuple([i for i, part in enumerate(inner) if not part.trivial])
        if key in _GATHERING and (shown or len(waiting) > 1):
            later = tuple([i for i, part in enumerate(inner) if shown or self._is_hard(part)])
        own = rule.weight > 0 or shown or len(later) != 1 or later != waiting
        lines = own + sum([inner[i].lines for i in later])
        trivial = not (rule.weight or waiting or shown)
        return _Work(node, key, name, parts, inner, result, trivial, own, later, lines)

    def _is_hard(self, work: _Work) -> bool:
        """Whether a part of a sum is no matter of one look into the table."""
        first = work.first()
        return work.lines > 1 or first.weight > 1 or first.name in self.focus

    def steps(self, work: _Work, level: int, most: int = MOST_LINES) -> tuple[Step, ...]:
        """The lines of ``work`` as steps that follow on each other, folded in ``level`` deep."""
        if work.lines > most:
            _shrink(work, most)
        before, lines = self.pending(work), []
        for line in self._lines(work, level):
            if line.after != before:  # beside a factor 0 there is nothing left to do
                lines.append(_step(before, line))
            before = line.after
        return tuple(lines)

    def pending(self, work: _Work) -> Node:
        return Derivative(work.node, self.variables, self.partial)

    def _lines(self, work: _Work, level: int) -> list[_Line]:
        primes = [part.result for part in work.inner]
        for i in work.later:
            primes[i] = self.pending(work.inner[i])
        written = [self._own_line(work, primes, level)] if work.own else []
        if work.bundled:
            return [*written, self._bundle(work, level)]
        formula, last = BORDERED.formulas[work.key], work.later[-1:]
        for i in work.later:
            lines = self._part_lines(work.inner[i], level)
            for line in lines:
                primes[i] = line.after
                done = (i,) == last and line is lines[-1]
                after = work.result if done else formula(work.parts, tuple(primes))
                written.append(_Line(line.rule, after, line.note, line.substeps, line.weight))
        return written

    def _part_lines(self, part: _Work, level: int) -> list[_Line]:
        return [self._folded(part, level)] if part.folded else self._lines(part, level)

    def _own_line(self, work: _Work, primes: list[Node], level: int) -> _Line:
        after = BORDERED.formulas[work.key](work.parts, tuple(primes)) if work.later else work.result
        inner = [(part.node, part.result if part.trivial else None) for part in work.inner]
        text = note(work.key, work.node, work.parts, inner, self.letters)
        if level == MOST_DEPTH:
            return _Line(work.name, after, text, (), work.weight)
        if work.key == "chain":
            return _Line(work.name, after, text, (self._look_up(work),), work.weight)
        done = [i for i, part in enumerate(work.inner) if i not in work.later and not part.trivial]
        if work.key not in _GATHERING or not done:
            return _Line(work.name, after, text, (), work.weight)
        substeps = self._each(work, done, level)
        rule = _common(substeps) if not work.later and not work.weight else None
        return _Line(rule or work.name, after, text, substeps, max(1, work.weight))

    def _look_up(self, work: _Work) -> Step:
        """The derivative of the outer function alone."""
        outer, u = work.parts[0], self.letters[0]
        rule = RULE_NAMES.get(outer.key, _NAMED)
        return Step(rule, Derivative(outer.at(u), (u.name,)), outer.slope(u), weight=1)

    def _each(self, work: _Work, places: Iterable[int], level: int) -> tuple[Step, ...]:
        """These parts of ``work``, which have one line each, on their own."""
        lines = []
        for i in places:
            (line,) = self._part_lines(work.inner[i], level + 1)
            lines.append(_step(self.pending(work.inner[i]), line))
        return tuple(lines)

    def _folded(self, work: _Work, level: int) -> _Line:
        steps = self.steps(work, level + 1)
        shown = steps if level < MOST_DEPTH else ()
        heaviest = max(steps, key=lambda step: step.weight)
        return _Line(heaviest.rule, work.result, steps[0].note, shown, heaviest.weight)

    def _bundle(self, work: _Work, level: int) -> _Line:
        substeps = self._each(work, work.later, level) if level < MOST_DEPTH else ()
        return _Line(_common(substeps) or "each part", work.result, (), substeps, 1)


_LETTERS: Final = (*map(Name, "uvwstpqr"), Name("u_1"), Name("v_1"))


@lru_cache(maxsize=256)
def _free_letters(taken: frozenset[str]) -> tuple[Name, ...]:
    """Letters to stand for parts of a function; two of them even in the odd function that uses them all."""
    free = tuple([letter for letter in _LETTERS if letter.name not in taken])
    return free if len(free) > 1 else _LETTERS


def _step(before: Node, line: _Line) -> Step:
    return Step(line.rule, before, line.after, line.note, line.substeps, line.weight)


def _common(steps: tuple[Step, ...]) -> str | None:
    """The one rule that all steps with any weight share."""
    rules = {step.rule for step in steps if step.weight}
    return rules.pop() if len(rules) == 1 else None


def _fold_known(work: _Work, known: frozenset[str]) -> None:
    for part in work.parts_later():
        if _rules(part) <= known:
            part.folded = part.count() > 1
        else:
            _fold_known(part, known)


def _rules(work: _Work) -> frozenset[str]:
    """The names of all rules with any weight that ``work`` needs."""
    here = {work.name} if work.weight else set()
    return frozenset(here.union(*map(_rules, work.inner)))


def _shrink(work: _Work, most: int) -> None:
    """Fold parts of ``work``, the lightest first, until at most ``most`` lines are left."""
    while work.count() > most and not work.bundled:
        lightest = min(work.foldable(), key=_heft, default=None)
        if lightest is not None:
            lightest.folded = True
        else:
            work.bundled = True


def _heft(work: _Work) -> int:
    return work.weight + sum(map(_heft, work.inner))
