"""The forms that a formula has in print, said once: a notation is a ``Grammar`` with its signs filled in.

What a sign is made of is a template of Python's ``%``; what needs more is a method. Where brackets, dots and gaps
stand is in ``layout``, what is refused in ``refusals``, what teachers choose in ``conventions``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from typing import ClassVar, Final

from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS, Function
from calcdrill.expression.names import spell
from calcdrill.expression.notation.conventions import INVERSES, Conventions, drawn
from calcdrill.expression.notation.digits import decimal_digits
from calcdrill.expression.notation.layout import (
    IN_INTEGRAL,
    IN_LIMIT,
    IN_NEGATIVE,
    IN_SUM,
    LOOSE,
    OPEN_FUNCTIONS,
    Joint,
    is_bare_argument,
    is_bare_base,
    is_bare_factorial,
    is_bare_vector_argument,
    is_bracketed_factor,
    is_dotted_operand,
    is_raised,
    joint,
    may_be_raised,
    vector_form,
)
from calcdrill.expression.notation.normal import canonical_name
from calcdrill.expression.notation.refusals import MANY, POINT_TYPES, QUICK, Table, require

Classes = frozenset[type[t.Node]]

NONE: Final[Classes] = frozenset()
_SMALL: Final = 100
_OTHERWISE: Final = t.Text("otherwise")


class Grammar:
    """A printed notation under its conventions; ``write`` gives the formula. Raises Unwritable."""

    notation: ClassVar[str]

    numeral: ClassVar = "%s"
    point: ClassVar[Mapping[str, str]]
    """The sign between whole and tenths, by the decimal sign that is chosen."""
    separators: ClassVar[Mapping[str, str]] = {",": ", ", ";": "; "}
    constants: ClassVar[Mapping[str, str]]
    accents: ClassVar[Mapping[str, str]]
    lowered: ClassVar[str]
    raised: ClassVar[str]

    minus_first: ClassVar = "-"
    minus: ClassVar = " - "
    plus: ClassVar = " + "
    dots: ClassVar[Mapping[str, str]]
    fraction: ClassVar[str]
    brackets: ClassVar[Mapping[str, str]]
    of: ClassVar = ""
    of_bare: ClassVar = " "
    roots: ClassVar[Mapping[str, str]]
    factorial: ClassVar = "%s!"
    prime: ClassVar = "'"
    primed: ClassVar = "%s%s"
    order: ClassVar[str]
    applied: ClassVar[str]

    dot_product: ClassVar[str]
    transposed: ClassVar[str]
    gradient: ClassVar[str]
    divergence: ClassVar[str]
    determinant: ClassVar[str]
    """Of a matrix that is written out: its rows between bars."""
    det: ClassVar[str]
    """Of any other."""

    relations: ClassVar[Mapping[str, str]]
    if_: ClassVar[str]
    case: ClassVar = "%s & %s"
    case_break: ClassVar[str]
    cases: ClassVar[str]
    cell_break: ClassVar[str]
    row: ClassVar = "%s"
    row_break: ClassVar[str]
    matrix: ClassVar[str]
    single: ClassVar[str]

    differentials: ClassVar[Mapping[bool, tuple[str, str]]]
    """For d and ∂: the sign above the line, and that before a variable below."""
    thin: ClassVar[str]
    integral: ClassVar[str]
    definite: ClassVar[str]
    limit: ClassVar[str]
    to: ClassVar[str]
    sides: ClassVar[Mapping[str, str]] = {"+": "+", "-": "-"}
    evaluated: ClassVar[str]
    in_evaluated: ClassVar[Classes] = NONE

    empty: ClassVar[str]
    member: ClassVar[str]
    member_gap: ClassVar = " "
    remark: ClassVar[str]
    point_break: ClassVar[str]

    def __init__(self, conventions: Conventions) -> None:
        self.conventions = conventions
        self.point_sign = self.point[conventions.decimal]
        self.separator = self.separators[conventions.separator]
        self.small = tuple([self.numeral % value for value in range(_SMALL)])
        self.dot = self.dots[conventions.times]
        self.name = name = lru_cache(maxsize=4096)(self.spelled)
        self.head = lru_cache(maxsize=1024)(self.function)
        self.operator = lru_cache(maxsize=1024)(self.derived_by)
        self.forms: Final[Table[str]] = Table(self.notation)
        self.forms.fill(
            {
                t.Number: self._number,
                t.Name: lambda node: name(node.name),
                t.Text: lambda node: self.words(node.text),
                t.Negative: self._negative,
                t.Sum: self._sum,
                t.Product: self._product,
                t.Quotient: self._quotient,
                t.Power: self._power,
                t.Call: self._call,
                t.Apply: self._apply,
                t.Relation: self._relation,
                t.Piecewise: self._piecewise,
                t.Vector: self._vector,
                t.Matrix: self._matrix,
                t.Derivative: self._derivative,
                t.Integral: self._integral,
                t.Limit: self._limit,
                t.At: self._at,
                t.Points: self._points,
            },
            QUICK,
        )
        self.vector_forms: Final[Mapping[str, Callable[..., str]]] = {
            "dot": self._dot_product,
            "norm": self._norm,
            "transpose": self._transpose,
            "det": self._determinant,
            "grad": self._gradient,
            "KL": self._divergence,
        }
        self.parts = self.forms
        """What writes a node as one thing."""

    def print(self, node: t.Node) -> str:
        """The formula under the conventions. Raises Unwritable on a node that has no form."""
        return self.write(drawn(node, self.conventions))

    def write(self, node: t.Node) -> str:
        return self.forms[type(node)](node)

    # -- what a style says

    def letters(self, text: str) -> str:
        """The letter or the word that a name begins with."""
        raise NotImplementedError

    def subscript(self, text: str) -> str:
        """One of the parts below a name."""
        raise NotImplementedError

    def upright(self, word: str) -> str:
        """The name, a word, of a function that is not in the table."""
        raise NotImplementedError

    def sign(self, row: Function) -> str:
        """The name of a function of the table."""
        raise NotImplementedError

    def words(self, text: str) -> str:
        """Words among the signs."""
        raise NotImplementedError

    def gap(self, between: Joint, left: t.Node, right: t.Node, text: str) -> str:
        """What stands between two factors without a dot; ``text`` is the right one, written."""
        return " "

    def group(self, text: str) -> str:
        """Signs that belong together."""
        return text

    def inside(self, node: t.Node, loose: Classes = LOOSE) -> str:
        """The node, in brackets if it is of the classes ``loose``."""
        kind = type(node)
        text = self.forms[kind](node)
        return self.bracketed(text) if kind in loose else text

    def part(self, node: t.Node, loose: Classes = NONE) -> str:
        """The node as one thing, in brackets if it is of the classes ``loose``."""
        kind = type(node)
        return self.bracketed(self.forms[kind](node)) if kind in loose else self.parts[kind](node)

    side = inside
    """What stands beside a sign of relation."""
    exponent = part

    def power(self, base: str, exponent: str) -> str:
        return self.raised % (base, exponent)

    def called(self, name: str) -> str:
        """The name of a function that is only named."""
        return self.name(name)

    def fenced(self, kind: str, text: str) -> str:
        """The text between signs that grow with it."""
        return self.brackets[kind] % text

    # -- brackets and lists

    def bracketed(self, text: str) -> str:
        return self.brackets["("] % text

    def listed(self, nodes: Iterable[t.Node]) -> str:
        return self.separator.join([self.parts[type(node)](node) for node in nodes])

    # -- names and numbers

    def spelled(self, name: str) -> str:
        """A name with its accent and its subscripts."""
        if name in self.constants:
            return self.constants[name]
        parts = spell(name)
        text = self.letters(parts.base)
        if parts.accent:
            text = self.accents[parts.accent] % text
        if not parts.subscripts:
            return text
        below = self.separators[","].join(map(self.subscript, parts.subscripts))
        return self.lowered % (text, below if len(parts.subscripts) == 1 else self.group(below))

    def function(self, name: str) -> str:
        """The name of a function that the language knows, or of any other."""
        if name in INVERSES and self.conventions.inverse == "sin⁻¹":
            return self.raised % (self.head(INVERSES[name]), self.group(self.minus_first + self.numeral % 1))
        chosen = self.conventions.function(name)
        row = FUNCTIONS.get(chosen)
        return self.upright(canonical_name(chosen)) if row is None else self.sign(row)

    def _number(self, node: t.Number) -> str:
        value = node.value
        if type(value) is int and value < _SMALL and not node.decimal:
            return self.small[value]
        if node.decimal:
            digits = decimal_digits(value)
            if digits is not None:
                return self.numeral % digits.replace(".", self.point_sign)
        if value.denominator == 1:
            return self.numeral % value
        return self.fraction % (self.numeral % value.numerator, self.numeral % value.denominator)

    # -- arithmetic

    def _negative(self, node: t.Negative) -> str:
        return self.minus_first + self.part(node.argument, IN_NEGATIVE)

    def _sum(self, node: t.Sum) -> str:
        if len(node.terms) < 2:
            require(node)
        first, *rest = node.terms
        parts = [self.write(first) if type(first) is t.Negative else self.part(first, IN_SUM)]
        for term in rest:
            if type(term) is t.Negative:
                parts += self.minus, self.part(term.argument, IN_NEGATIVE)
            else:
                parts += self.plus, self.part(term, IN_SUM)
        return "".join(parts)

    def _product(self, node: t.Product) -> str:
        factors = node.factors
        last = len(factors) - 1
        if last < 1:
            require(node)
        left, parts = None, []
        for index, factor in enumerate(factors):
            is_bracketed = is_bracketed_factor(factor, index == last)
            kind = type(factor)
            text = self.bracketed(self.forms[kind](factor)) if is_bracketed else self.parts[kind](factor)
            if left is not None:
                between = joint(left, factor, is_bracketed)
                parts.append(self.dot if between is Joint.DOT else self.gap(between, left, factor, text))
            parts.append(text)
            left = factor
        return "".join(parts)

    def _quotient(self, node: t.Quotient) -> str:
        above, below = node.numerator, node.denominator
        return self.fraction % (self.parts[type(above)](above), self.parts[type(below)](below))

    def _power(self, node: t.Power) -> str:
        base, exponent = node.base, self.exponent(node.exponent)
        if type(base) is t.Call and is_raised(node):
            return self._headed(self.raised % (self.head(base.function), exponent), base.arguments[0])
        kind = type(base)
        text = self.parts[kind](base) if is_bare_base(base) else self.bracketed(self.forms[kind](base))
        return self.power(text, exponent)

    # -- functions

    def _call(self, node: t.Call) -> str:
        function, arguments = node.function, node.arguments
        if len(arguments) != 1 or function in MANY:
            require(node)
        argument = arguments[0] if arguments else t.ZERO
        if function in OPEN_FUNCTIONS:
            head = self.head(function)
            if function == "log":
                head = self.lowered % (head, self.part(arguments[1]))
            return self._headed(head, argument)
        if function == "exp":
            return self.raised % (self.name("e"), self.exponent(argument))
        if function in ("sqrt", "cbrt"):
            return self.roots[function] % (self.write(argument) if function == "sqrt" else self.part(argument))
        if function in ("abs", "floor"):
            return self.fenced(function, self.part(argument) if function == "abs" else self.write(argument))
        if function == "factorial":
            is_bare = is_bare_factorial(argument)
            return self.factorial % (self.part(argument) if is_bare else self.bracketed(self.write(argument)))
        return self.head(function) + self.of + self.bracketed(self.listed(arguments))

    def _headed(self, head: str, argument: t.Node) -> str:
        """``sin x`` before what is one thing to the eye, else ``sin(…)``."""
        if is_bare_argument(argument):
            return head + self.of_bare + self.parts[type(argument)](argument)
        return head + self.of + self.bracketed(self.write(argument))

    def _apply(self, node: t.Apply) -> str:
        form = vector_form(node)
        if form:
            return self.vector_forms[form](*node.arguments)
        head = self.called(node.function)
        if node.primes:
            is_short = node.primes < 4
            head = self.primed % (head, self.prime * node.primes) if is_short else self.order % (head, node.primes)
            if not node.arguments:
                return head
        return self.applied % (head, self.bracketed(self.listed(node.arguments)))

    # -- functions of vectors that have signs of their own

    def _dot_product(self, left: t.Node, right: t.Node) -> str:
        return self.dot_product % (self._operand(left), self._operand(right))

    def _operand(self, node: t.Node) -> str:
        return self.bracketed(self.write(node)) if is_dotted_operand(node) else self.part(node)

    def _norm(self, vector: t.Node) -> str:
        return self.fenced("norm", self.part(vector))

    def _transpose(self, matrix: t.Node) -> str:
        return self.transposed % (self.part(matrix) if is_bare_base(matrix) else self.bracketed(self.write(matrix)))

    def _determinant(self, matrix: t.Node) -> str:
        if type(matrix) is t.Matrix:
            require(matrix)
            return self.determinant % self._rows(matrix)
        return self._prefixed(self.det, matrix)

    def _gradient(self, function: t.Node) -> str:
        return self._prefixed(self.gradient, function)

    def _prefixed(self, sign: str, node: t.Node) -> str:
        return sign + (self.part(node) if is_bare_vector_argument(node) else self.bracketed(self.write(node)))

    def _divergence(self, first: t.Node, second: t.Node) -> str:
        return self.divergence % (self.part(first), self.part(second))

    # -- relations and collections

    def _relation(self, node: t.Relation) -> str:
        parts = [self.side(node.sides[0])]
        for operator, side in zip(node.operators, node.sides[1:], strict=True):
            parts += self.relations[operator], self.side(side)
        return "".join(parts)

    def _piecewise(self, node: t.Piecewise) -> str:
        branches, otherwise = node.branches, node.otherwise
        if otherwise is None and branches[-1][1] == _OTHERWISE:
            branches, otherwise = branches[:-1], branches[-1][0]
        rows = [self.case % (self.inside(value), self._condition(condition)) for value, condition in branches]
        if otherwise is not None:
            rows.append(self.case % (self.inside(otherwise), self.words("otherwise")))
        return self.cases % self.case_break.join(rows)

    def _condition(self, node: t.Node) -> str:
        is_said = type(node) is t.Text and node.text not in ("if ", "otherwise")
        return self.write(node) if is_said else self.if_ + self.write(node)

    def _vector(self, node: t.Vector) -> str:
        if len(node.entries) == 1:
            return self.single % self.part(node.entries[0], LOOSE)
        return self.fenced(self.conventions.vector[0], self.listed(node.entries))

    def _matrix(self, node: t.Matrix) -> str:
        return self.matrix % self._rows(node)

    def _rows(self, node: t.Matrix) -> str:
        return self.row_break.join([self.row % self.cell_break.join(map(self.write, row)) for row in node.rows])

    # -- calculus that is still to be done

    def derived_by(self, variables: tuple[str, ...], is_partial: bool, name: str = "") -> str:
        """d/dx, or ∂f/∂x of a ``name``; the variable that comes first acts first, so it is written last."""
        above, sign = self.differentials[is_partial]
        gap = sign[len(above) :]
        below = []
        for same, group in groupby(reversed(variables)):
            times, variable = len(list(group)), self.name(same)
            below.append(sign + (self.raised % (variable, self.numeral % times) if times > 1 else variable))
        if len(variables) > 1:
            above = self.raised % (above, self.numeral % len(variables))
        if name:
            above = self.group(above + gap + name)
        return self.fraction % (above, self.group(self.thin.join(below)))

    def _derivative(self, node: t.Derivative) -> str:
        if node.partial and type(node.body) is t.Name:
            return self.derived_by(node.variables, True, self.name(node.body.name))
        return self.operator(node.variables, node.partial) + self.fenced("[", self.write(node.body))

    def _integral(self, node: t.Integral) -> str:
        body, name = self.inside(node.body, IN_INTEGRAL), self.name(node.variable)
        if node.lower is None or node.upper is None:
            return self.integral % (body, name)
        return self.definite % (self.part(node.lower, LOOSE), self.part(node.upper, LOOSE), body, name)

    def _limit(self, node: t.Limit) -> str:
        to = self.part(node.to, LOOSE)
        if node.side:
            to = self.raised % (to if may_be_raised(node.to) else self.bracketed(to), self.sides[node.side])
        return self.limit % (self.name(node.variable) + self.to + to, self.inside(node.body, IN_LIMIT))

    def _at(self, node: t.At) -> str:
        point = [self.name(name) + self.relations["="] + self.side(value) for name, value in node.point]
        return self.evaluated % (self.part(node.body, self.in_evaluated), self.separator.join(point))

    # -- sets of points

    def _points(self, node: t.Points) -> str:
        if not node.items and not node.variables:
            return self.empty
        head = self._tuple(map(self.name, node.variables))
        if not node.items:
            return self.member % (head, self.empty)
        values = [(self._tuple(map(self.side, point)), kind) for point, kind in node.items]
        if not any(kind for _, kind in values):
            between = self.separator.rstrip() + self.member_gap
            return self.member % (head, self.fenced("{", between.join([value for value, _ in values])))
        return self.point_break.join(
            [head + self.relations["="] + value + self.remark % POINT_TYPES[kind] for value, kind in values]
        )

    def _tuple(self, parts: Iterable[str]) -> str:
        first, *rest = parts
        return self.bracketed(self.separator.join((first, *rest))) if rest else first
