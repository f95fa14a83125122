"""One term of the normal form as a tree, its factors in the order of a textbook.

A minus stands in front of the whole term. ``4/3*x^3`` but ``x^2/2``; whatever has a negative exponent goes
below the fraction bar, except an exponential: ``exp(-x)`` stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from calcdrill.expression.arithmetic import rational
from calcdrill.expression.tidy.calls import EVEN
from calcdrill.expression.tidy.order import in_order
from calcdrill.expression.tidy.sums import add
from calcdrill.expression.tidy.terms import UNIT, Atom, Rational, Term, Value
from calcdrill.expression.tree import ZERO, Call, Name, Negative, Node, Number, Power, Product, Quotient, Sum, times

if TYPE_CHECKING:
    from calcdrill.expression.tidy.textbook import Writer

_CONSTANT, _NAME, _SUM, _ROOT, _POWER, _LOGARITHM, _EXPONENTIAL, _CALL, _LATE_SUM, _OTHER = range(10)
_FUNCTION_ORDER: Final = {
    name: place for place, name in enumerate(("abs", "sign", "ln", "log", "sin", "cos", "sec", "tan", "csc", "cot"))
} | {"sinh": 10, "cosh": 11, "tanh": 12}
_KIND_ORDER: Final = {"constant": " ", "power": "e", "call": "~"}
_KIND_RANK: Final = {"name": _NAME, "sum": _SUM, "call": _CALL}
_HALF: Final = Fraction(1, 2)
_BELOW_ONE: Final = frozenset({"sigmoid", "tanh"})


class _Piece(NamedTuple):
    rank: int
    node: Node
    number: int
    """The atom's."""
    order: tuple[Any, ...] = ()
    """The place among pieces of the same rank, where the atom does not say it."""


class _Term:
    """One term while it is written: pieces above and below the bar, and the sign."""

    def __init__(self, writer: Writer, term: Term) -> None:
        self.writer, self.atoms = writer, writer.space.atoms
        self.negative = term.coefficient < 0
        self.top, self.bottom = abs(term.coefficient.numerator), term.coefficient.denominator
        self.above: list[_Piece] = []
        self.below: list[_Piece] = []
        factors = term.factors
        if not writer.space.special.isdisjoint(factors):
            factors = left = dict(factors)
            self._surds(left)
            self._symbolic_powers(left)
        sums = {n: e for n, e in factors.items() if type(e) is int and self.atoms[n].kind == "sum"}
        turned = self._turned(sums) if sums else ()
        for number, exponent in factors.items():
            self._place(number, exponent, -1 if number in turned else 1)

    def node(self) -> Node:
        """The finished tree."""
        node = self._magnitude(self._in_order(self.above))
        return Negative(node) if self.negative and node != ZERO else node

    def _in_order(self, pieces: list[_Piece]) -> list[Node]:
        if len(pieces) == 1:
            return [pieces[0].node]
        ranks = {piece.rank for piece in pieces}
        if len(ranks) == len(pieces):
            return [piece.node for piece in sorted(pieces, key=_rank_of)]
        return [piece.node for piece in sorted(pieces, key=self._place_of)]

    def _magnitude(self, above: list[Node]) -> Node:
        if self.below:
            below = self._in_order(self.below)
            if self.bottom != 1:
                below.insert(0, Number(self.bottom))
            return Quotient(self._with_number(above), times(*below))
        if self.bottom == 1:
            return self._with_number(above)
        ranks = {piece.rank for piece in self.above}
        if self.top == 1 or ranks & {_SUM, _LATE_SUM} or ranks <= {_CONSTANT}:
            return Quotient(self._with_number(above), Number(self.bottom))
        return Product((Quotient(Number(self.top), Number(self.bottom)), *above))

    def _with_number(self, above: Sequence[Node]) -> Node:
        return times(*above) if self.top == 1 and above else times(Number(self.top), *above)

    # -- pieces

    def _surds(self, factors: dict[int, Rational]) -> None:
        """sqrt(2)·sqrt(3) as sqrt(6)."""
        surds: dict[int, int] = {}
        for number in [n for n in factors if self.atoms[n].kind == "integer"]:
            exponent = factors.pop(number)
            prime = int(self.atoms[number].inner.coefficient)
            surds[exponent.denominator] = surds.get(exponent.denominator, 1) * prime**exponent.numerator
        for index, value in sorted(surds.items()):
            root = {2: "sqrt", 3: "cbrt"}.get(index)
            inside = Number(value)
            node = Call(root, (inside,)) if root else Power(inside, rational(Fraction(1, index)))
            self.above.append(_Piece(_CONSTANT, node, -1, ("", index)))

    def _symbolic_powers(self, factors: dict[int, Rational]) -> None:
        """x^n · x^(−1) as x^(n − 1)."""
        space = self.writer.space
        for number in [n for n in factors if self.atoms[n].kind == "power"]:
            atom = self.atoms[number]
            if atom.base is None or not atom.base.factors:
                continue
            exponent = atom.arguments[0]
            if atom.base.coefficient == 1 and list(atom.base.factors.values()) == [1]:
                more = factors.pop(next(iter(atom.base.factors)), 0)
                parts = (*(exponent.parts or (exponent.term,)), Term(more, {}))
                exponent = add(space, parts) if more else exponent
            del factors[number]
            node = Power(self.writer.write(Value(atom.base)), self.writer.write(exponent))
            self.above.append(_Piece(_POWER, node, number, ("", number)))

    def _turned(self, sums: Mapping[int, int]) -> Collection[int]:
        """The brackets that are turned round, since they would begin with a minus; it goes to the front."""
        turned = {n for n in sums if begins_negative(self.writer.written_sum(n))}
        for number in turned:
            self.negative = self.negative != bool(sums[number] % 2)
        for number, exponent in sums.items():
            is_turnable = exponent == 1 and number not in turned and not self._is_rest_to_one(number)
            if self.negative and is_turnable and self._leads_negative(number):
                turned.add(number)
                self.negative = False
        return turned

    def _is_rest_to_one(self, number: int) -> bool:
        """Whether the sum is 1 - sigmoid(x), 1 - tanh(x)^2 or the like, which nobody turns round."""
        terms = self.atoms[number].terms
        varying = [term for term in terms if term.factors]
        if len(terms) != 2 or len(varying) != 1 or len(varying[0].factors) != 1:
            return False
        return self.atoms[next(iter(varying[0].factors))].function in _BELOW_ONE

    def _leads_negative(self, number: int) -> bool:
        return in_order(self.writer.space, self.atoms[number].terms).terms[0].coefficient < 0

    def _place(self, number: int, exponent: Rational, sign: int) -> None:
        atom = self.atoms[number]
        side, size = (self.above, exponent) if exponent.numerator > 0 else (self.below, -exponent)
        rank = _rank(atom, size)
        if atom.node is not None:
            node = atom.node
        elif atom.kind != "sum" or type(exponent) is not int:
            node = self._base(number)
        else:
            node = self.writer.written_sum(number, sign)
        if rank == _SUM and not all(map(self.writer.space.is_polynomial, atom.terms)):
            rank = _LATE_SUM
        side.append(_Piece(rank, _to_the(node, size), number))

    def _place_of(self, piece: _Piece) -> tuple[int, tuple[Any, ...]]:
        return piece.rank, piece.order or self._order(piece.number)

    def _order(self, number: int) -> tuple[Any, ...]:
        """The place among pieces of the same rank: by name, or short ones first."""
        atom = self.atoms[number]
        if atom.kind == "name":
            return atom.order
        kind = _KIND_ORDER.get(atom.kind, "f")
        place = _FUNCTION_ORDER.get(atom.function, 99)
        return kind, self.writer.atom_cost(number), place, self.writer.letters(number), number

    def _base(self, number: int) -> Node:
        kept = self.writer.nodes.get(number)
        if kept is None:
            kept = self.writer.nodes[number] = _atom_node(self.writer, number)
        return kept


def begins_negative(node: Node) -> bool:
    """Whether a sum begins with a minus."""
    return type(node) is Sum and type(node.terms[0]) is Negative


def write_term(writer: Writer, term: Term) -> Node:
    """The tree of one term."""
    return _plain(writer, term) or _Term(writer, term).node()


def _plain(writer: Writer, term: Term) -> Node | None:
    """The short way for what is met most: a number, or a whole number times a power of one name."""
    coefficient, factors = term
    if not factors:
        return rational(coefficient)
    if len(factors) > 1 or type(coefficient) is not int:
        return None
    number, exponent = next(iter(factors.items()))
    base = writer.space.atoms[number].node
    if type(base) is not Name or type(exponent) is not int or exponent < 0:
        return None
    node = base if exponent == 1 else Power(base, Number(exponent))
    size = abs(coefficient)
    written = node if size == 1 else Product((Number(size), node))
    return Negative(written) if coefficient < 0 else written


def _rank_of(piece: _Piece) -> int:
    return piece.rank


def _rank(atom: Atom, exponent: Rational) -> int:
    if atom.constant:
        return _LOGARITHM if atom.function == "ln" else _CONSTANT
    if atom.kind == "radicand" or exponent.denominator != 1:
        return _ROOT
    if atom.kind == "power":
        return _EXPONENTIAL if atom.base is None else _POWER
    if atom.function == "abs":
        return _SUM
    return _KIND_RANK.get(atom.kind, _OTHER)


def _to_the(base: Node, exponent: Rational) -> Node:
    if exponent == 1:
        return base
    if type(exponent) is int:
        return Power(base, Number(exponent))
    return Call("sqrt", (base,)) if exponent == _HALF else Power(base, rational(exponent))


def _atom_node(writer: Writer, number: int) -> Node:
    """The tree of an atom to the power 1."""
    atom = writer.space.atoms[number]
    if atom.node is not None:
        return atom.node
    if atom.kind == "sum":
        return writer.written_sum(number)
    if atom.kind == "radicand":
        return writer.write_inner(atom.inner)
    arguments = tuple(writer.write(value) for value in atom.arguments)
    if atom.kind == "power":
        if atom.base is not None:
            return Power(rational(atom.base.coefficient), arguments[0])
        return Name("e") if atom.arguments[0].term == UNIT else Call("exp", arguments)
    if atom.function in EVEN and type(arguments[0]) is Negative:
        arguments = (arguments[0].argument,)
    return Call(atom.function, arguments)
