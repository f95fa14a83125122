"""Normal form → tree: the form is chosen by a plain cost, then written in the order of a textbook.

The candidates for a sum are: one fraction or product with the common factor in front; the terms as they
stand; the terms multiplied out; terms with the same denominator or the same exponential put together. The
cost counts what a reader reads: numbers by their length, names, functions, exponents, and one and a half
for a pair of brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from calcdrill.expression.tidy.cancel import cancel
from calcdrill.expression.tidy.sums import add, expand
from calcdrill.expression.tidy.terms import Rational, Space, Term, Value, scaled
from calcdrill.expression.tree import ZERO, Node, Sum

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
        if value.parts is None:
            return self._opened(cancel(space, value.term), only_unit=True)
        if all(space.is_polynomial(part) for part in value.parts):
            return value.parts
        parts = tuple(cancel(space, part) for part in value.parts)
        candidates = [parts]
        if len(parts) <= _MOST_PARTS:
            candidates.append(self._opened(cancel(space, value.term), only_unit=False))
            candidates.append(self._grouped(parts))
            expanded = expand(space, parts)
            if expanded is not None:
                plain = tuple(Term(c, dict(m)) for m, c in expanded.items())
                candidates.extend((plain, self._grouped(plain)))
        return min((found for found in candidates if found), key=self._rank, default=())

    def _rank(self, terms: tuple[Term, ...]) -> tuple[float, int]:
        return round(sum(map(self.cost, terms)), 6), len(terms)

    def _opened(self, term: Term, only_unit: bool) -> tuple[Term, ...]:
        """A lone sum as its terms; with a number before it, only where the number may be multiplied in."""
        if len(term.factors) == 1 and (not only_unit or abs(term.coefficient) == 1):
            number, exponent = next(iter(term.factors.items()))
            atom = self.space.atoms[number]
            if exponent == 1 and atom.kind == "sum":
                return scaled(atom.terms, term.coefficient)
        return (term,)

    def _grouped(self, parts: Sequence[Term]) -> tuple[Term, ...]:
        """Terms with the same denominators, roots and exponentials as one term each."""
        atoms = self.space.atoms
        groups: dict[frozenset[int], list[Term]] = {}
        for part in parts:
            heavy = (
                n for n, e in part.factors.items() if e < 0 or e.denominator != 1 or atoms[n].kind == "power"
            )
            groups.setdefault(frozenset(heavy), []).append(part)
        found: list[Term] = []
        for heavy_atoms, group in groups.items():
            if len(group) == 1 or not heavy_atoms:
                found.extend(group)
            else:
                term = cancel(self.space, add(self.space, group).term)
                found.extend(self._opened(term, only_unit=False) if term.coefficient else ())
        return tuple(found)

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

    # -- writing

    def write(self, value: Value) -> Node:
        """The tree of the value."""
        return self.write_terms(self.form(value))

    def write_terms(self, terms: Sequence[Term]) -> Node:
        """The tree of a sum of terms, put in order."""
        written = [self.write_term(term) for term in self.ordered(terms)]
        return Sum(tuple(written)) if len(written) > 1 else written[0] if written else ZERO

    def ordered(self, terms: Sequence[Term], positive_first: bool = True) -> list[Term]:
        """Descending powers, other terms where they first stood, numbers last; a positive term in front."""
        atoms = self.space.atoms
        powers: list[Term] = []
        constants: list[Term] = []
        others: list[Term] = []
        place = -1
        for term in terms:
            if all(atoms[n].constant for n in term.factors):
                constants.append(term)
            elif all(atoms[n].kind in ("name", "constant") for n in term.factors):
                place = len(others) if place < 0 else place
                powers.append(term)
            else:
                others.append(term)
        constants.sort(key=lambda term: not term.factors)
        letters = sorted(
            {n for t in powers for n in t.factors if not atoms[n].constant}, key=lambda n: atoms[n].order
        )
        if powers:
            powers = sorted([*powers, *constants], key=lambda term: _degrees(term, letters))
            result = [*others[:place], *powers, *others[place:]]
        elif constants and constants[0] is terms[0] and all(map(self._is_exponential, others)):
            result = [*constants, *others]
        else:
            result = [*others, *constants]
        if positive_first and result[0].coefficient < 0 and (len(result) == 2 or others or len(letters) > 1):
            first = next((i for i, term in enumerate(result) if term.coefficient > 0), 0)
            result.insert(0, result.pop(first))
        return result

    def _is_exponential(self, term: Term) -> bool:
        return any(self.space.atoms[n].kind == "power" for n in term.factors)

    def write_term(self, term: Term) -> Node:
        """The tree of one term."""
        from calcdrill.expression.tidy.typesetting import write_term

        return write_term(self, term)

    def written_sum(self, number: int, factor: Rational = 1) -> Node:
        """The tree of a sum, times a number that is multiplied in."""
        return self.write_terms(scaled(self.space.atoms[number].terms, factor))

    def write_inner(self, term: Term) -> Node:
        """The tree of what stands under a root: a number is multiplied into a sum."""
        return self.write_terms(self._opened(term, only_unit=False))


def _degrees(term: Term, letters: Sequence[int]) -> tuple[Rational, ...]:
    exponents = [term.factors.get(n, 0) for n in letters]
    return (-sum(exponents), *(-exponent for exponent in exponents))


def _digits(value: int) -> float:
    return 0.75 + 0.25 * len(str(abs(value)))


def _exponent_cost(exponent: Rational) -> float:
    if type(exponent) is int:
        return 1.0 if exponent > 1 or exponent < -1 else 0.0
    return 1.0 if abs(exponent) == _HALF else 2.0
