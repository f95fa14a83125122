"""Antiderivatives by named rules, one line at a time: the rules that a student knows, in the order of trying.

    sum, constant factor → table (with a line inside) → substitution → by parts → partial fractions → identities

What no rule fits is Unsolved: this is no decision procedure. With a ``bug`` a rule goes wrong in a known way, which
makes the wrong answers. Nothing here is trusted: the caller differentiates back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Final

from calcdrill.errors import Unsolved
from calcdrill.expression import tree as t
from calcdrill.expression.arithmetic import add, divide, multiply
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.integrating.bugs import Bug
from calcdrill.expression.integrating.fractions_in_parts import in_parts, is_logarithmic, quadratic_line, rational_part
from calcdrill.expression.integrating.integral_table import (
    Entry,
    constant_and_rest,
    slope_of,
    table,
)
from calcdrill.expression.integrating.integral_words import TRIED, parts_note, substitution_note
from calcdrill.expression.integrating.inverse_letters import undone
from calcdrill.expression.integrating.lines import Line, Work, embedded, minus, scaled, terms_of
from calcdrill.expression.integrating.parts import is_plainly_by_parts, splits
from calcdrill.expression.integrating.periods import over_wave, over_waves
from calcdrill.expression.integrating.plain_powers import with_plain_powers
from calcdrill.expression.integrating.put_back import put_back
from calcdrill.expression.integrating.quadratic_roots import beside_root
from calcdrill.expression.integrating.rationalising import rationalised
from calcdrill.expression.integrating.spread import beside_bars, for_one_sign, spread
from calcdrill.expression.integrating.substitutions import candidates, rewritten
from calcdrill.expression.integrating.surds import over_surds
from calcdrill.expression.integrating.trig_identities import identities
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


_Rule = Callable[[t.Node], "tuple[Line, ...] | None"]


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
        for rule in self._rules():
            lines = rule(node)
            if lines is not None:
                return Work(t.Integral(node, self.variable), lines)
        raise Unsolved("no rule fits the integrand")

    def _rules(self) -> tuple[_Rule, ...]:
        return (
            self._constant,
            self._factor,
            self._sum,
            self._table,
            self._over_wave,
            self._beside_bars,
            self._fractions,
            self._parts_at_once,
            lambda node: self._substitution(node, 0),
            self._expanded,
            lambda node: self._substitution(node, 1),
            self._beside_root,
            self._parts,
            self._identity,
            self._waves,
            lambda node: self._substitution(node, 2),
            self._rationalised,
            self._plain_powers,
            self._for_one_sign,
            self._over_waves,
            self._over_surds,
            self._undetermined,
            self._looked_up,
        )

    def deeper(self, node: t.Node, variable: str | None = None) -> Work:
        inner = _Integrator(variable or self.variable, self.bug, self.depth + 1, self.tries, self.is_far, self.trials)
        return inner.work(node)

    # -- what needs no idea

    def _constant(self, node: t.Node) -> tuple[Line, ...] | None:
        if self.variable in t.names(node):
            return None
        return (Line("constant rule", multiply(node, t.Name(self.variable)), weight=1),)

    def _factor(self, node: t.Node) -> tuple[Line, ...] | None:
        constant, rest = constant_and_rest(node, self.variable)
        if constant == t.ONE:
            return None
        work = self.deeper(rest)

        def put(inner: t.Node) -> t.Node:
            return scaled(constant, inner)

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
        entry: Entry | None = table(node, self.variable, self.bug)
        return None if entry is None else (Line(entry.rule, entry.result, entry.note, weight=1),)

    def _expanded(self, node: t.Node) -> tuple[Line, ...] | None:
        """Small products and powers of polynomials, and fractions over one power of x, term by term."""
        opened = spread(node, self.variable)
        if opened is None or opened == node or len(terms_of(opened)) < 2:
            return None
        return self._rewrite("multiply out", opened, ())

    def _rewrite(self, rule: str, new: t.Node, note: Prose) -> tuple[Line, ...] | None:
        try:
            work = self.deeper(new)
        except Unsolved:
            return None
        return (Line(rule, work.pending, note, weight=1), *work.lines)

    # -- what needs an idea

    def _substitution(self, node: t.Node, level: int) -> tuple[Line, ...] | None:
        """``level`` says how far the integrand may be rewritten so that the new letter is all that is left."""
        if self.depth > _MOST_SUBSTITUTIONS:
            return None
        letter = next(name for name in "uvwstzq" if name not in t.names(node) | {self.variable})
        for inner in candidates(node, self.variable):
            new = rewritten(node, inner, self.variable, letter, level)
            if new is None:
                continue
            try:
                work = self.deeper(new, letter)
            except Unsolved:
                continue
            return self._substituted(inner, letter, work)
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

    def _beside_bars(self, node: t.Node) -> tuple[Line, ...] | None:
        antiderivative = beside_bars(node, self.variable)
        note: Prose = ("on each side of the kink the bars are a sign; the two pieces meet there",)
        return None if antiderivative is None else (Line("absolute value", antiderivative, note),)

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
        if plain is None:
            return None
        try:
            work = self.deeper(plain)
        except Unsolved:
            return None
        x = t.Name(self.variable)
        result = tidy(t.Quotient(t.times(t.Call("abs", (x,)), work.result), x))
        is_above = t.Relation((x, t.ZERO), (">",))
        note: Prose = ("for ", is_above, " the bars may be left out; on the other side the sign changes")
        return (Line("absolute value", result, note, work.steps()),)

    def _over_wave(self, node: t.Node) -> tuple[Line, ...] | None:
        antiderivative = over_wave(node, self.variable)
        note: Prose = ("the tangent of half the angle for a new letter; in a form without its jumps",)
        return None if antiderivative is None else (Line("half-angle substitution", antiderivative, note),)

    def _over_waves(self, node: t.Node) -> tuple[Line, ...] | None:
        antiderivative = over_waves(node, self.variable)
        note: Prose = ("the sine and the cosine together are one wave; half its angle for a new letter",)
        return None if antiderivative is None else (Line("half-angle substitution", antiderivative, note),)

    def _beside_root(self, node: t.Node) -> tuple[Line, ...] | None:
        """A rational function times an odd power of the root of a quadratic."""
        worked = beside_root(node, self.variable)
        return None if worked is None else (Line("undetermined coefficients", worked.result, worked.note),)

    def _rationalised(self, node: t.Node) -> tuple[Line, ...] | None:
        """A substitution after which the integrand is a rational function."""
        if self.depth > _MOST_SUBSTITUTIONS:
            return None
        letter = next(name for name in "uvwstzq" if name not in t.names(node) | {self.variable})
        for way in chain(rationalised(node, self.variable, letter), undone(node, self.variable, letter)):
            try:
                work = self.deeper(way.body, letter)
            except Unsolved:
                continue
            return self._substituted(way.inner, letter, work)
        return None

    def _over_surds(self, node: t.Node) -> tuple[Line, ...] | None:
        """A fraction whose bottom has no rational factors that are simple enough."""
        antiderivative = over_surds(node, self.variable)
        note: Prose = ("partial fractions over the real numbers: the bottom has irrational zeros",)
        return None if antiderivative is None else (Line("partial fractions", antiderivative, note),)

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
            return self._over_surds(node) if self.depth > _MOST_SUBSTITUTIONS else None
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
        try:
            work = self.deeper(rest)
        except Unsolved:
            return None

        def put(inner: t.Node) -> t.Node:
            return add(front, inner)

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

    def _waves(self, node: t.Node) -> tuple[Line, ...] | None:
        """exp(ax + b) times a sine or cosine: by parts twice brings the integral back."""
        if not (isinstance(node, t.Product) and len(node.factors) == 2):
            return None
        for power, wave in (node.factors, node.factors[::-1]):
            match power, wave:
                case t.Call(function="exp", arguments=(p,)), t.Call(function="sin" | "cos" as name, arguments=(q,)):
                    a, b = slope_of(p, self.variable), slope_of(q, self.variable)
                    if a is None or b is None:
                        return None
                    other = t.Call("cos" if name == "sin" else "sin", (q,))
                    second = multiply(b, other)
                    top = multiply(power, add(multiply(a, wave), minus(second) if name == "sin" else second))
                    after = divide(top, tidy(t.Sum((t.Power(a, t.TWO), t.Power(b, t.TWO)))))
                    note: Prose = ("by parts twice; the integral comes back, and is solved for",)
                    return (Line("by parts", after, note),)
        return None
