"""Antiderivatives by named rules, one line at a time: the rules that a student knows, in the order of trying.

    sum, constant factor → table (with a line inside) → substitution → by parts → partial fractions → identities

What no rule fits is Unsolved: this is no decision procedure. With a ``bug`` a rule goes wrong in a known way, which
makes the wrong answers. Nothing here is trusted: the caller differentiates back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Final

from calcdrill.errors import Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add, multiply
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.integrating.bugs import Bug
from calcdrill.expression.integrating.fractions_in_parts import in_parts, is_logarithmic, quadratic_line, rational_part
from calcdrill.expression.integrating.integral_table import constant_and_rest, table
from calcdrill.expression.integrating.integral_words import TRIED, parts_note, substitution_note
from calcdrill.expression.integrating.inverse_letters import undone
from calcdrill.expression.integrating.lines import Line, Work, embedded, minus, scaled, terms_of
from calcdrill.expression.integrating.parts import by_parts_twice, is_plainly_by_parts, splits
from calcdrill.expression.integrating.periods import over_wave, over_waves
from calcdrill.expression.integrating.plain_powers import with_plain_powers
from calcdrill.expression.integrating.put_back import put_back
from calcdrill.expression.integrating.quadratic_roots import beside_root
from calcdrill.expression.integrating.rationalising import rationalised
from calcdrill.expression.integrating.spread import beside_bars, for_one_sign, spread
from calcdrill.expression.integrating.substitutions import substitutions
from calcdrill.expression.integrating.surds import over_surds
from calcdrill.expression.integrating.trig_identities import identities
from calcdrill.expression.integrating.turned import Turned
from calcdrill.expression.integrating.undetermined.trial import tried
from calcdrill.expression.polynomial import rational_function
from calcdrill.expression.steps import Prose, Step
from calcdrill.expression.tidy import tidy

__all__ = ["BUGS", "antiderivative", "integration", "wrong_turns"]

BUGS: Final = (
    "power-not-divided",
    "factor-not-divided",
    "multiplied-by-slope",
    "sign-of-trig",
    "logarithm-of-power",
    "product-of-integrals",
    "parts-sign",
)
_MOST_DEPTH: Final = 10
_MOST_TRIES: Final = 120
_MOST_FAR_TRIES: Final = 300
_MOST_SUBSTITUTIONS: Final = 3
_MOST_SIZE: Final = 500
_MOST_TRIALS: Final = 25
_SECONDS: Final = 2.0


def integration(node: t.Node, variable: str) -> tuple[Step, ...]:
    """The worked lines from the integral of ``node`` to an antiderivative without a constant. Raises Unsolved."""
    return _rightly(node, variable)[0].steps()


def antiderivative(node: t.Node, variable: str, bug: str | None = None) -> t.Node:
    """The antiderivative that the rules find, without a constant; with a ``bug``, a wrong one. Raises Unsolved."""
    return _Integrator(variable, Bug(bug)).work(node).result if bug else _rightly(node, variable)[0].result


def wrong_turns(node: t.Node, variable: str) -> Iterator[tuple[str, t.Node]]:
    """Each bug of ``BUGS`` that leads to another antiderivative, with what it leads to. Raises Unsolved.

    A bug that the right way never meets would lead along the same way: it is not tried.
    """
    work, met = _rightly(node, variable)
    for bug in BUGS:
        if bug in met:
            try:
                wrong = antiderivative(node, variable, bug)
            except Unsolved:
                continue
            if wrong != work.result:
                yield bug, wrong


@lru_cache(maxsize=64)
def _rightly(node: t.Node, variable: str) -> tuple[Work, frozenset[str]]:
    """The lines by the rules as they are, and the bugs that could have changed them."""
    none = Bug()
    return _worked(node, variable, none), frozenset(none.met)


def _worked(node: t.Node, variable: str, bug: Bug) -> Work:
    """The lines by the rules of the school; where those fail, unknown numbers are tried at every depth too."""
    try:
        return _Integrator(variable, bug).work(node)
    except Unsolved:
        return _Integrator(variable, bug, is_far=True).work(node)


@dataclass
class _Integrator:
    variable: str
    bug: Bug = field(default_factory=Bug)
    depth: int = 0
    tries: list[t.Node] = field(default_factory=list)
    is_far: bool = False
    trials: dict[tuple[t.Node, str], t.Node | None] = field(default_factory=dict)

    def work(self, node: t.Node) -> Work:
        """The lines for one integrand; every rule either gives them or passes."""
        most = _MOST_FAR_TRIES if self.is_far else _MOST_TRIES
        if self.depth > _MOST_DEPTH or len(self.tries) > most or t.size(node) > _MOST_SIZE:
            raise Unsolved("no rule fits the integrand")
        self.tries.append(node)
        for rule in _RULES:
            lines = rule(self, node)
            if lines is not None:
                return Work(t.Integral(node, self.variable), lines)
        raise Unsolved("no rule fits the integrand")

    def deeper(self, node: t.Node, variable: str | None = None) -> Work:
        inner = _Integrator(variable or self.variable, self.bug, self.depth + 1, self.tries, self.is_far, self.trials)
        return inner.work(node)

    def attempt(self, node: t.Node, variable: str | None = None) -> Work | None:
        """As ``deeper``; None where no rule fits."""
        try:
            return self.deeper(node, variable)
        except Unsolved:
            return None

    # -- what needs no idea

    def _constant(self, node: t.Node) -> tuple[Line, ...] | None:
        if self.variable in t.names(node):
            return None
        return (Line("constant rule", multiply(node, t.Name(self.variable)), weight=1),)

    def _factor(self, node: t.Node) -> tuple[Line, ...] | None:
        constant, rest = constant_and_rest(node, self.variable)
        if constant == t.ONE:
            return None
        work, put = self.deeper(rest), partial(scaled, constant)
        lines = tuple(embedded(line, put) for line in work.lines)
        if len(lines) == 1 and work.lines[0].weight <= 1:
            return lines
        note: Prose = ("a constant factor can be taken out of the integral",)
        return (Line("constant factor", put(work.pending), note, weight=1), *lines)

    def _sum(self, node: t.Node) -> tuple[Line, ...] | None:
        terms = terms_of(node)
        if len(terms) < 2:
            return None
        try:
            works = [self.deeper(term) for term in terms]
        except Unsolved:
            return None
        if all(len(work.lines) == 1 for work in works):
            after = add(*(work.result for work in works))
            rules = {work.lines[0].rule for work in works if work.lines[0].rule != "constant rule"}
            rule = rules.pop() if len(rules) == 1 else "term by term"
            steps = tuple(step for work in works for step in work.steps())
            return (Line(rule, after, ("each term has its own antiderivative",), steps, weight=1),)
        pending = [work.pending for work in works]
        lines = [Line("sum rule", t.total(*pending), ("the integral of a sum is the sum of the integrals",))]
        for place, work in enumerate(works):
            pending[place] = work.result
            one = work.lines[0]
            substeps = work.steps() if len(work.lines) > 1 else one.substeps
            heaviest = max(work.lines, key=lambda line: line.weight)
            lines.append(Line(heaviest.rule, add(*pending), one.note, substeps, heaviest.weight))
        return tuple(lines)

    def _table(self, node: t.Node) -> tuple[Line, ...] | None:
        entry = table(node, self.variable, self.bug)
        return None if entry is None else (Line(entry.rule, entry.result, entry.note, weight=1),)

    def _expanded(self, node: t.Node) -> tuple[Line, ...] | None:
        """Small products and powers of polynomials, and fractions over one power of x, term by term."""
        opened = spread(node, self.variable)
        if opened is None or opened == node or len(terms_of(opened)) < 2:
            return None
        return self._rewrite("multiply out", opened, ())

    def _rewrite(self, rule: str, new: t.Node, note: Prose) -> tuple[Line, ...] | None:
        work = self.attempt(new)
        return None if work is None else (Line(rule, work.pending, note, weight=1), *work.lines)

    # -- what needs an idea

    def _substitution(self, node: t.Node, level: int) -> tuple[Line, ...] | None:
        """``level`` says how far the integrand may be rewritten so that the new letter is all that is left."""
        return self._in_a_letter(lambda letter: substitutions(node, self.variable, letter, level), node)

    def _rationalised(self, node: t.Node) -> tuple[Line, ...] | None:
        """A substitution after which the integrand is a rational function."""

        def ways(letter: str) -> Iterator[Turned]:
            yield from rationalised(node, self.variable, letter)
            yield from undone(node, self.variable, letter)

        return self._in_a_letter(ways, node)

    def _in_a_letter(self, ways: Callable[[str], Iterator[Turned]], node: t.Node) -> tuple[Line, ...] | None:
        if self.depth > _MOST_SUBSTITUTIONS:
            return None
        letter = next(name for name in "uvwstzq" if name not in t.names(node) | {self.variable})
        for way in ways(letter):
            work = self.attempt(way.body, letter)
            if work is not None:
                return self._substituted(way.inner, letter, work)
        return None

    def _substituted(self, inner: t.Node, letter: str, work: Work) -> tuple[Line, ...]:
        place = ((letter, inner),)
        slope = tidy(differentiate(inner, self.variable))
        result = work.result
        if self.bug.turns("factor-not-divided"):
            result = constant_and_rest(result, letter)[1]
        back = put_back(result, letter, inner)
        note = substitution_note(letter, inner, slope, self.variable)
        return (
            Line("substitution", t.At(work.pending, place), note),
            Line("integrate and put back", back, (), work.steps(), 2),
        )

    def _parts_at_once(self, node: t.Node) -> tuple[Line, ...] | None:
        """Where parts is what everybody takes: ln(kx), and a line in brackets beside an exponential or a wave."""
        return self._parts(node) if is_plainly_by_parts(node, self.variable) else None

    def _parts(self, node: t.Node) -> tuple[Line, ...] | None:
        if self._is_fraction(node):
            return None
        for kept, moved in splits(node, self.variable):
            try:
                other = tidy(self.deeper(moved).result)
                slope = tidy(differentiate(kept, self.variable))
                rest = tidy(multiply(slope, other))
                if self.bug.turns("product-of-integrals"):
                    return (Line("by parts", tidy(multiply(self.deeper(kept).result, other))),)
                work = self.deeper(rest)
            except Unsolved:
                continue
            front = tidy(multiply(kept, other))

            def put(inner: t.Node, front: t.Node = front) -> t.Node:
                return add(front, inner if self.bug.turns("parts-sign") else minus(inner))

            note = parts_note(kept, moved, slope, other, self.variable)
            return (
                Line("by parts", put(work.pending), note),
                *(embedded(line, put) for line in work.lines),
            )
        return None

    def _is_fraction(self, node: t.Node) -> bool:
        """Whether the tree is a fraction of polynomials: parts would lead in a circle."""
        ratio = rational_function(node, self.variable, {}) if t.names(node) == {self.variable} else None
        return ratio is not None and ratio[1].degree() > 0

    def _plain_powers(self, node: t.Node) -> tuple[Line, ...] | None:
        new = with_plain_powers(node, self.variable)
        note: Prose = ("a positive factor comes out of a root, and so does a square, in bars",)
        return None if new is None else self._rewrite("powers of products", new, note)

    def _for_one_sign(self, node: t.Node) -> tuple[Line, ...] | None:
        plain = for_one_sign(node, self.variable)
        work = None if plain is None else self.attempt(plain)
        if work is None:
            return None
        x = t.Name(self.variable)
        result = tidy(t.Quotient(t.times(t.Call("abs", (x,)), work.result), x))
        is_above = t.Relation((x, t.ZERO), (">",))
        note: Prose = ("for ", is_above, " the bars may be left out; on the other side the sign changes")
        return (Line("absolute value", result, note, work.steps()),)

    def _beside_root(self, node: t.Node) -> tuple[Line, ...] | None:
        """A rational function times an odd power of the root of a quadratic."""
        worked = beside_root(node, self.variable)
        return None if worked is None else (Line("undetermined coefficients", *worked),)

    def _undetermined(self, node: t.Node) -> tuple[Line, ...] | None:
        key = (node, self.variable)
        if key not in self.trials:
            if len(self.trials) >= _MOST_TRIALS or (self.depth and not self.is_far):
                return None
            self.trials[key] = tried(node, self.variable)
        antiderivative = self.trials[key]
        return None if antiderivative is None else (Line("undetermined coefficients", antiderivative, TRIED),)

    def _fractions(self, node: t.Node) -> tuple[Line, ...] | None:
        if is_logarithmic(node, self.variable):
            # A substitution does it, where one may still be made.
            return _over_surds(self, node) if self.depth > _MOST_SUBSTITUTIONS else None
        line = quadratic_line(node, self.variable)
        if line is not None:
            return (Line("arctangent form", line, ("complete the square",), weight=2),)
        parts = in_parts(node, self.variable)
        if parts is not None:
            return self._rewrite("partial fractions", parts, ())
        return self._rational_part(node)

    def _rational_part(self, node: t.Node) -> tuple[Line, ...] | None:
        parts = rational_part(node, self.variable)
        if parts is None:
            return None
        front, rest = parts
        note: Prose = ("Ostrogradsky's method: the fraction takes up the repeated factors of the bottom",)
        if rest == t.ZERO:
            return (Line("rational part", front, note),)
        work, put = self.attempt(rest), partial(add, front)
        if work is None:
            return None
        return (Line("rational part", put(work.pending), note), *(embedded(line, put) for line in work.lines))

    def _looked_up(self, node: t.Node) -> tuple[Line, ...] | None:
        """A rational function that a substitution led to, and that no rule here takes apart."""
        if self.depth == 0 or t.names(node) != {self.variable} or rational_function(node, self.variable, {}) is None:
            return None
        from calcdrill.expression.bridge import sympy_integrate
        from calcdrill.worker import run_bounded

        antiderivative = run_bounded(sympy_integrate, node, self.variable, seconds=_SECONDS)
        note: Prose = ("found by computer algebra; its derivative is the integrand",)
        return (Line("look it up", tidy(antiderivative), note),)

    def _identity(self, node: t.Node) -> tuple[Line, ...] | None:
        for rule, new in identities(node):
            lines = self._rewrite(rule, new, ())
            if lines is not None:
                return lines
        return None


_Rule = Callable[[_Integrator, t.Node], tuple[Line, ...] | None]


def _at_once(rule: str, find: Callable[[t.Node, str], t.Node | None], note: str) -> _Rule:
    """A rule that gives the antiderivative in one line."""

    def lines(integrator: _Integrator, node: t.Node) -> tuple[Line, ...] | None:
        antiderivative = find(node, integrator.variable)
        return None if antiderivative is None else (Line(rule, antiderivative, (note,)),)

    return lines


_over_surds: Final = _at_once(
    "partial fractions", over_surds, "partial fractions over the real numbers: the bottom has irrational zeros"
)
_RULES: Final[tuple[_Rule, ...]] = (
    _Integrator._constant,
    _Integrator._factor,
    _Integrator._sum,
    _Integrator._table,
    _at_once(
        "half-angle substitution",
        over_wave,
        "the tangent of half the angle for a new letter; in a form without its jumps",
    ),
    _at_once("absolute value", beside_bars, "on each side of the kink the bars are a sign; the two pieces meet there"),
    _Integrator._fractions,
    _Integrator._parts_at_once,
    partial(_Integrator._substitution, level=0),
    _Integrator._expanded,
    partial(_Integrator._substitution, level=1),
    _Integrator._beside_root,
    _Integrator._parts,
    _Integrator._identity,
    _at_once("by parts", by_parts_twice, "by parts twice; the integral comes back, and is solved for"),
    partial(_Integrator._substitution, level=2),
    _Integrator._rationalised,
    _Integrator._plain_powers,
    _Integrator._for_one_sign,
    _at_once(
        "half-angle substitution",
        over_waves,
        "the sine and the cosine together are one wave; half its angle for a new letter",
    ),
    _over_surds,
    _Integrator._undetermined,
    _Integrator._looked_up,
)
"""In the order of trying."""
