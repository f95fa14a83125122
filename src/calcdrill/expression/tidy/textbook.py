"""Normal form → tree: the form is chosen by a plain cost, then written in the order of a textbook.

The candidates for a sum are: one fraction or product with the common factor in front; the terms as they
stand; the terms multiplied out; terms with the same denominator or the same exponential put together. The
cost counts what a reader reads: numbers by their length, names, functions, exponents, and one and a half
for a pair of brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from calcdrill.expression.tidy.cancel import cancel
from calcdrill.expression.tidy.order import falls, in_order
from calcdrill.expression.tidy.sums import add, as_value, expand, opened, shared_factors
from calcdrill.expression.tidy.terms import Monomial, Rational, Space, Term, Value, as_terms, scaled
from calcdrill.expression.tidy.typesetting import write_term
from calcdrill.expression.tree import ZERO, Negative, Node, Sum

_BRACKET: Final = 1.5
_BAR: Final = 0.5
_MOST_PARTS: Final = 40
_HALF: Final = Fraction(1, 2)


class Writer:
    """Writes the terms of one space; what is written once is kept."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.costs: dict[int, float] = {}
        self.nodes: dict[int, Node] = {}
        self.names: dict[int, tuple[tuple[str, int], ...]] = {}
        self.sums: dict[tuple[int, Rational], Node] = {}
        self.forms: dict[int, tuple[Value, tuple[Term, ...]]] = {}

    # -- choosing a form

    def form(self, value: Value) -> tuple[Term, ...]:
        """The terms that are to be written: one for a product, several for a sum."""
        kept = self.forms.get(id(value))
        if kept is None:
            kept = self.forms[id(value)] = value, self._choose(value)
        return kept[1]

    def _choose(self, value: Value) -> tuple[Term, ...]:
        space = self.space
        parts = value.parts
        if parts is None:
            parts = tuple(opened(space, cancel(space, value.term)))
            if len(parts) < 2:
                return parts
        if self._stay(parts):
            return parts
        parts = as_terms(space.collect([t for part in parts for t in opened(space, cancel(space, part))]))
        candidates = [parts, self._grouped(parts)]
        if len(parts) <= _MOST_PARTS:
            expanded = expand(space, parts)
            others = [self._multiplied_in(cancel(space, value.term)), as_terms(expanded) if expanded else ()]
            for one in others:
                if one not in candidates:
                    candidates.extend((one, self._grouped(one)))
        return self._shortest([one for place, one in enumerate(candidates) if one not in candidates[:place]])

    def _stay(self, parts: Sequence[Term]) -> bool:
        """Whether the terms are to be written as they stand: no other form is wanted, or there is none."""
        if all(map(self.space.is_polynomial, parts)) or self._are_powers(parts):
            return True
        return self._are_closed(parts) and not shared_factors(self.space, parts) and self._are_apart(parts)

    def _are_closed(self, parts: Sequence[Term]) -> bool:
        """Whether there is no bracket to multiply out, and nothing to cancel."""
        atoms = self.space.atoms
        for part in parts:
            for number, exponent in part.factors.items():
                if atoms[number].kind == "sum" and type(exponent) is int and exponent > 0:
                    return False
            if cancel(self.space, part) is not part:
                return False
        return True

    def _are_apart(self, parts: Sequence[Term]) -> bool:
        """Whether no two terms have the same denominators, roots and exponentials."""
        heavy = [atoms for part in parts if (atoms := self._heavy(part))]
        return len(set(heavy)) == len(heavy)

    def _heavy(self, part: Term) -> frozenset[int]:
        """The denominators, roots and exponentials in a term."""
        atoms = self.space.atoms
        return frozenset(
            [n for n, e in part.factors.items() if e < 0 or e.denominator != 1 or atoms[n].kind == "power"]
        )

    def _are_powers(self, parts: Sequence[Term]) -> bool:
        """Whether the terms are numbers times different powers of one name, as 54*x - 7/x^2: they stay apart."""
        atoms = self.space.atoms
        numbers = {number for part in parts for number in part.factors}
        return len(numbers) == 1 and all(atoms[n].kind == "name" and not atoms[n].constant for n in numbers)

    def _shortest(self, candidates: Sequence[tuple[Term, ...]]) -> tuple[Term, ...]:
        """The first of those that cost least; a form of no terms at all is none."""
        written = [terms for terms in candidates if terms]
        return min(written, key=self._rank) if len(written) > 1 else written[0] if written else ()

    def _rank(self, terms: tuple[Term, ...]) -> tuple[float, int]:
        return round(sum(map(self.cost, terms)), 6), len(terms)

    def _multiplied_in(self, term: Term) -> tuple[Term, ...]:
        """A number times a lone sum as the terms of that sum."""
        front = Term(1, term.factors)
        return scaled(opened(self.space, front), term.coefficient)

    def _grouped(self, parts: Sequence[Term]) -> tuple[Term, ...]:
        """Terms with the same denominators, roots and exponentials as one term each."""
        groups: dict[frozenset[int], list[Term]] = {}
        for part in parts:
            groups.setdefault(self._heavy(part), []).append(part)
        grouped: list[Term] = []
        for heavy_atoms, group in groups.items():
            if len(group) == 1 or not heavy_atoms:
                grouped.extend(group)
            else:
                term = cancel(self.space, add(self.space, group).term)
                grouped.extend(self._multiplied_in(term) if term.coefficient else ())
        return tuple(grouped)

    # -- cost

    def cost(self, term: Term) -> float:
        """How much there is to read in the term."""
        top, bottom = abs(term.coefficient.numerator), term.coefficient.denominator
        above = sum(exponent > 0 for exponent in term.factors.values())
        below = len(term.factors) - above
        total = _BAR if below or bottom != 1 else 0.0
        total += _digits(top) if top != 1 or not above else 0.0
        total += _digits(bottom) if bottom != 1 else 0.0
        for number, exponent in term.factors.items():
            total += self.atom_cost(number) + _exponent_cost(exponent)
            if self.space.atoms[number].kind == "sum" and exponent.denominator == 1:
                beside = above + (top != 1) if exponent > 0 else below + (bottom != 1)
                alone = beside == 1 and abs(exponent) == 1 and (below or bottom != 1)
                total += 0.0 if alone else _BRACKET
        return total

    def atom_cost(self, number: int) -> float:
        """How much there is to read in an atom."""
        cost = self.costs.get(number)
        if cost is None:
            cost = self.costs[number] = self._new_cost(number)
        return cost

    def _new_cost(self, number: int) -> float:
        atom = self.space.atoms[number]
        if atom.kind == "sum":
            return sum(map(self.cost, atom.terms))
        if atom.kind in ("radicand", "integer"):
            return self.cost(atom.inner)
        total = 1.0 if atom.base is None else self.cost(atom.base)
        return total + sum(self.cost(term) for value in atom.arguments for term in self.form(value))

    def letters(self, number: int) -> tuple[tuple[str, int], ...]:
        """The names in an atom and the sizes of its numbers, to order atoms that are equally long."""
        kept = self.names.get(number)
        if kept is None:
            kept = self.names[number] = tuple(self._new_letters(number))
        return kept

    def _new_letters(self, number: int) -> Iterator[tuple[str, int]]:
        atom = self.space.atoms[number]
        if atom.kind == "name":
            yield atom.order
        terms = in_order(self.space, atom.terms).terms if atom.terms else ()
        inner = [*terms, atom.inner, *(value.term for value in atom.arguments)]
        for term in (*inner, atom.base) if atom.base else inner:
            yield "", abs(term.coefficient.numerator)
            for other in sorted(term.factors, key=lambda n: self.space.atoms[n].order):
                yield from self.letters(other)

    # -- writing

    def write_whole(self, value: Value) -> Node:
        """The tree of the value, where nothing stands around it."""
        return self.write_terms(self.form(value), is_whole=True)

    def write_sum(self, total: Mapping[Monomial, Rational]) -> Node:
        """The tree of collected terms, where nothing stands around them; one term for all only if it may be written."""
        parts = as_terms(total)
        if len(parts) > 1 and self._stay(parts):
            return self.write_terms(parts, is_whole=True)
        return self.write_whole(as_value(self.space, total, parts))

    def write(self, value: Value) -> Node:
        """The tree of the value."""
        return self.write_terms(self.form(value))

    def write_terms(self, terms: Sequence[Term], is_whole: bool = False) -> Node:
        """The tree of a sum, its terms in order; save for plain polynomials a positive one in front."""
        if len(terms) < 2:
            return self.write_term(terms[0]) if terms else ZERO
        order = in_order(self.space, terms)
        written = [self.write_term(term) for term in order.terms]
        if type(written[0]) is Negative and order.may_turn and not (is_whole and falls(self.space, order)):
            first = next((i for i, node in enumerate(written) if type(node) is not Negative), 0)
            places = range(order.start, order.start + order.powers)
            moved = places if first in places else range(first, first + 1)
            before = [first, *(i for i in moved if i != first)]
            written = [written[i] for i in (*before, *(i for i in range(len(written)) if i not in moved))]
        return Sum(tuple(written))

    def write_term(self, term: Term) -> Node:
        """The tree of one term."""
        return write_term(self, term)

    def written_sum(self, number: int, factor: Rational = 1) -> Node:
        """The tree of a sum, times a number that is multiplied in."""
        kept = self.sums.get((number, factor))
        if kept is None:
            terms = scaled(self.space.atoms[number].terms, factor)
            kept = self.sums[number, factor] = self.write_terms(terms)
        return kept

    def write_inner(self, term: Term) -> Node:
        """The tree of what stands under a root: a number is multiplied into a sum."""
        return self.write_terms(self._multiplied_in(term))


def _digits(value: int) -> float:
    return 0.75 + 0.25 * len(str(abs(value)))


def _exponent_cost(exponent: Rational) -> float:
    if type(exponent) is int:
        return 1.0 if exponent > 1 or exponent < -1 else 0.0
    return 1.0 if abs(exponent) == _HALF else 2.0
