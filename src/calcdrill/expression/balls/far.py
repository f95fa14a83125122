"""What a tree does for every x from a number R on: e^g · x^p · (ln x)^b · θ(x) with θ between two proven bounds.

Sums keep the term that grows fastest; what the others amount to beside it, from R on, goes into the bounds of θ. A
second variable may stand for t·x with t in a ball, so that a cone of the plane is looked at in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Final

from flint import arb, fmpq

from calcdrill.expression import facts
from calcdrill.expression import tree as t
from calcdrill.expression.balls.ball import value
from calcdrill.expression.balls.far_growths import Growth, added, multiplied, size, whole_power
from calcdrill.expression.exact import exact_value
from calcdrill.expression.put_in import put_in
from calcdrill.expression.rationals import fraction, rational

__all__ = ["Far", "Unbounded", "far_value"]

_PRECISION: Final = 192
_MOST_DEPTH: Final = 12


class Unbounded(Exception):
    """Nothing is proved of the tree; ``empty``: it is proved that it has no value from R on."""

    def __init__(self, empty: bool = False) -> None:
        super().__init__()
        self.empty = empty


def far_value(node: t.Node, from_: fmpq, names: Mapping[str, arb]) -> Growth:
    """The growth of a tree; ``names``: what each variable is a multiple of x by. Raises Unbounded."""
    return Far(from_, names).of(node)


class Far:
    """Growths from one R on, R > e²."""

    def __init__(self, start: fmpq, names: Mapping[str, arb]) -> None:
        self.start = arb(start)
        self.names = names
        self.depth = 0
        self.memo: dict[int, tuple[t.Node, Growth]] = {}

    def of(self, node: t.Node) -> Growth:
        kept = self.memo.get(id(node))
        if kept is None:
            kept = self.memo[id(node)] = (node, self._of(node))
        return kept[1]

    def _of(self, node: t.Node) -> Growth:
        if isinstance(node, t.Name) and node.name in self.names:
            return Growth(self.names[node.name], Fraction(1))
        if not t.names(node):
            return self.constant(node)
        match node:
            case t.Negative(argument=inner):
                growth = self.of(inner)
                return Growth(-growth.ball, growth.power, growth.logs, growth.g, -growth.sign, -growth.side)
            case t.Sum(terms=terms):
                if (rewritten := _without_cancelling(terms)) is not None:
                    return self.of(rewritten)
                return self.total([self.of(term) for term in terms])
            case t.Product(factors=factors):
                return reduce(multiplied, map(self.of, factors))
            case t.Quotient(numerator=top, denominator=bottom):
                return multiplied(self.of(top), self.to_the(self.of(bottom), Fraction(-1)))
            case t.Power(base=base, exponent=exponent):
                exact = exact_value(exponent)
                if exact is not None:
                    return self.to_the(self.of(base), Fraction(exact))
                return self.of(t.Call("exp", (t.Product((exponent, t.Call("ln", (base,)))),)))
            case t.Call(function=name, arguments=arguments):
                return self.call(name, arguments)
            case t.Piecewise():
                return self.case(node)
        raise Unbounded

    def case(self, node: t.Piecewise) -> Growth:
        """The case that holds everywhere far out."""
        for branch, condition in node.branches:
            if isinstance(condition, t.Text) or self.holds(condition):
                return self.of(branch)
        if node.otherwise is None:
            raise Unbounded(empty=True)
        return self.of(node.otherwise)

    def holds(self, condition: t.Node) -> bool:
        """Whether a condition holds from R on (True) or nowhere from R on (False); raises Unbounded else."""
        if not isinstance(condition, t.Relation):
            raise Unbounded
        truths = []
        for left, right, operator in zip(condition.sides, condition.sides[1:], condition.operators, strict=False):
            difference = self.of(t.Sum((left, t.Negative(right)))).ball
            if not (difference > 0 or difference < 0):
                raise Unbounded
            truths.append(operator in ({">", ">=", "!="} if difference > 0 else {"<", "<=", "!="}))
        return all(truths)

    def constant(self, node: t.Node) -> Growth:
        enclosure = value(node, {}, _PRECISION)
        if not enclosure.is_finite():
            raise Unbounded
        return Growth(enclosure)

    # -- arithmetic

    def total(self, terms: list[Growth]) -> Growth:
        """The sum; terms that grow alike are added first, so that what cancels exactly is gone."""
        alike: dict[tuple[t.Node, Fraction, Fraction], list[Growth]] = {}
        for one in terms:
            alike.setdefault((one.g, one.power, one.logs), []).append(one)
        kept = [one for found in alike.values() if not (one := added(found)).ball.is_zero()]
        if not kept:
            return Growth(arb(0))
        whole = reduce(self.add, kept)
        return Growth(whole.ball, whole.power, whole.logs, whole.g, self.sign_of_sum(kept))

    def sign_of_sum(self, terms: list[Growth]) -> int:
        """The sign of all values, or 0: terms that may be 0, but are never of the other sign, are left out."""
        for sign in (1, -1):
            rest = [one for one in terms if one.ball * sign > 0 or not one.is_on_side(sign)]
            if rest and (all(one.ball * sign > 0 for one in rest) or self.has_sign(rest, sign)):
                return sign
        return 0

    def has_sign(self, terms: list[Growth], sign: int) -> bool:
        try:
            return bool(reduce(self.add, terms).ball * sign > 0)
        except Unbounded:
            return False

    def add(self, one: Growth, other: Growth) -> Growth:
        share = self.share(other, one)
        if share is None:
            one, other = other, one
            share = self.share(other, one)
        if share is None:
            raise Unbounded
        return Growth(one.ball + other.ball * share, one.power, one.logs, one.g)

    def share(self, small: Growth, large: Growth) -> arb | None:
        """The scale of one growth over that of another from R on, as a ball, if that is bounded by its value at R."""
        powers, logs = small.power - large.power, small.logs - large.logs
        if small.g != large.g:
            return self.exponential_share(t.Sum((small.g, t.Negative(large.g))), powers, logs)
        if powers == 0 and logs == 0:
            return arb(1)
        log = self.start.log()
        falls = powers < 0 and (-powers) * _fraction(log) > logs
        if falls or (powers == 0 and logs < 0):
            return arb(0).union(self.start ** rational(powers) * log ** rational(logs))
        return None

    def exponential_share(self, difference: t.Node, powers: Fraction, logs: Fraction) -> arb | None:
        """Of e^d · x^powers · (ln x)^logs, where d falls like a power of x."""
        try:
            d = self.of(difference)
        except Unbounded:
            return None
        if d.g != t.ZERO or d.logs != 0 or d.power <= 0 or not d.ball < 0:
            return None
        q, most = rational(d.power), d.ball.upper()
        log = self.start.log()
        if not -most * q * self.start**q > rational(powers) + abs(rational(logs)) / log:
            return None
        size = (most * self.start**q).exp() * self.start ** rational(powers) * log ** rational(logs)
        return arb(0).union(size)

    def to_the(self, base: Growth, exponent: Fraction) -> Growth:
        if exponent == 0:
            return Growth(arb(1))
        ball, p, q = base.ball, exponent.numerator, exponent.denominator
        if exponent > 0 and q == 1:
            powered = whole_power(ball, p)
        elif ball > 0:
            powered = ball ** fmpq(p, q)
        elif ball < 0 and q % 2:
            powered = abs(ball) ** fmpq(p, q) * (-1 if p % 2 else 1)
        else:
            raise Unbounded(empty=bool(ball < 0))
        g = base.g if base.g == t.ZERO else t.times(t.number(exponent), base.g)
        side = 1 if exponent.numerator % 2 == 0 else 0
        return Growth(powered, base.power * exponent, base.logs * exponent, g, side=side)

    # -- functions

    def call(self, name: str, arguments: tuple[t.Node, ...]) -> Growth:
        if name in _BY_EXPONENTIALS:
            return self.of(put_in(_BY_EXPONENTIALS[name], u=arguments[0]))
        if name in {"max", "min"}:
            return self.largest(arguments, 1 if name == "max" else -1)
        inner = self.of(arguments[0])
        match name:
            case "exp":
                return self.exponential(arguments[0], inner)
            case "ln":
                return self.logarithm(inner)
            case "sqrt" | "cbrt":
                return self.to_the(inner, Fraction(1, 2 if name == "sqrt" else 3))
            case "abs":
                return Growth(size(inner.ball), inner.power, inner.logs, inner.g, abs(inner.sign), 1)
            case "sign" if inner.ball > 0 or inner.ball < 0:
                return Growth(arb(1 if inner.ball > 0 else -1))
            case "relu" if inner.ball > 0:
                return inner
            case "relu" if inner.ball < 0:
                return Growth(arb(0))
            case "sin" | "cos":
                low, high = self.range(inner)
                if low.is_finite() and high.is_finite():
                    return Growth(getattr(low.union(high), name)())
                return Growth(arb(0, 1))
            case "arctan" | "tanh" | "erf":
                limits = {"arctan": arb.pi() / 2, "tanh": arb(1), "erf": arb(1)}[name]
                change: Callable[[arb], arb] = {"arctan": arb.atan, "tanh": arb.tanh, "erf": arb.erf}[name]
                low, high = self.range(inner)
                ends = [change(end) if end.is_finite() else (limits if end > 0 else -limits) for end in (low, high)]
                return Growth(ends[0].union(ends[1]))
        composed = facts.definition(name)
        if composed is None or name == "relu":
            raise Unbounded
        return self.of(composed(*arguments))

    def range(self, one: Growth) -> tuple[arb, arb]:
        """Between which numbers, or infinities, a growth stays."""
        low, high = one.ball.lower(), one.ball.upper()
        top = self.share(one, Growth(arb(1)))
        if top is not None:
            whole = one.ball * top
            return whole.lower(), whole.upper()
        bottom = self.share(Growth(arb(1)), one)
        least = arb(0) if bottom is None or not bottom.upper() > 0 else 1 / bottom.upper()
        infinite = arb("inf")
        return (
            low * least if low > 0 else arb(0) if low >= 0 else -infinite,
            high * least if high < 0 else arb(0) if high <= 0 else infinite,
        )

    def exponential(self, argument: t.Node, inner: Growth) -> Growth:
        low, high = self.range(inner)
        if low.is_finite() and high.is_finite():
            return Growth(low.union(high).exp())
        if self.depth > _MOST_DEPTH:
            raise Unbounded
        if inner.g == t.ZERO and inner.power == 0 and inner.logs == 1 and inner.ball.is_exact():
            return Growth(arb(1), fraction(inner.ball.mid().fmpq()))
        return Growth(arb(1), g=argument)

    def logarithm(self, inner: Growth) -> Growth:
        if not inner.ball > 0:
            raise Unbounded(empty=bool(inner.ball < 0))
        log = self.start.log()
        parts = [Growth(inner.ball.log())]
        if inner.power:
            parts.append(Growth(arb(rational(inner.power)), logs=Fraction(1)))
        if inner.logs:
            # ln ln x stays below ln x · (ln ln R / ln R) for R > e^e, and above 0.
            if not log.log() > 1:
                raise Unbounded
            parts.append(Growth(arb(0).union(log.log() / log) * rational(inner.logs), logs=Fraction(1)))
        if inner.g != t.ZERO:
            self.depth += 1
            parts.append(self.of(inner.g))
            self.depth -= 1
        return self.total(parts)

    def largest(self, arguments: tuple[t.Node, ...], turn: int) -> Growth:
        best = arguments[0]
        for other in arguments[1:]:
            difference = self.of(t.Sum((best, t.Negative(other)))).ball * turn
            if difference < 0:
                best = other
            elif not difference > 0:
                raise Unbounded
        return self.of(best)


def _fraction(ball: arb) -> Fraction:
    """A fraction below a positive ball."""
    return Fraction(float(ball.lower())) * Fraction(999, 1000)


_BY_EXPONENTIALS: Final = {
    "sinh": "(exp(u) - exp(-u))/2",
    "cosh": "(exp(u) + exp(-u))/2",
    "arsinh": "ln(u + sqrt(u^2 + 1))",
}


def _without_cancelling(terms: tuple[t.Node, ...]) -> t.Node | None:
    """1 − tanh² and 1 − sigmoid, whose parts cancel far out, as one function."""
    match terms:
        case (t.Number(value=1), t.Negative(t.Power(base=t.Call("tanh", arguments), exponent=t.Number(value=2)))):
            return t.Power(t.Call("sech", arguments), t.TWO)
        case (t.Number(value=1), t.Negative(t.Call("sigmoid", (u,)))):
            return t.Call("sigmoid", (t.Negative(u),))
    return None
