"""Laws of the table of functions: each fact of a row is what ball arithmetic finds, and no column is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy
from flint import arb

from calcdrill.expression import facts
from calcdrill.expression.arithmetic import add, multiply, rational
from calcdrill.expression.balls.ball import evaluate, value
from calcdrill.expression.balls.ball_functions import PAIRS, SINGLES
from calcdrill.expression.balls.ball_values import STUCK, UNDEFINED, Hole
from calcdrill.expression.balls.complex_values import complex_function
from calcdrill.expression.bridge.returning import from_sympy
from calcdrill.expression.bridge.sending import to_sympy
from calcdrill.expression.comparing.equality import Verdict, compare
from calcdrill.expression.differentiating.differentiate import differentiate
from calcdrill.expression.facts import Interval, Lattice
from calcdrill.expression.formal.functions import FUNCTIONS as FORMAL
from calcdrill.expression.functions import ALIASES, FUNCTIONS, Function
from calcdrill.expression.functions.row import UNKNOWN
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.mathml import write_mathml
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.read_latex import read_latex
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.sympy_syntax import write_sympy
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.typst import write_typst
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.expression.read import read
from calcdrill.expression.tree import Call, Derivative, Name, Node, Number, Power, Product, number
from calcdrill.figures.floats import function_of

X = Name("x")
NAMES = sorted(FUNCTIONS)
SINGLE = [name for name in NAMES if FUNCTIONS[name].least == 1]
SMOOTH = [name for name in SINGLE if not FUNCTIONS[name].is_discrete]
GRID = [Fraction(k, 8) for k in range(-56, 57)]


def call(name: str, *arguments: Node) -> Node:
    return Call(name, arguments or tuple([X, Number(2)][: FUNCTIONS[name].least]))


def heights(name: str) -> Iterator[tuple[Fraction, arb]]:
    """The function at the points of the grid at which it is defined."""
    for x in GRID:
        found = value(call(name), {"x": x})
        if found.is_finite():
            yield x, found


def lies_in(number: arb, intervals: tuple[Interval, ...]) -> bool:
    """Whether the number may lie in one of the intervals."""

    def holds(part: Interval) -> bool:
        low = None if part.low is None else value(part.low, {})
        high = None if part.high is None else value(part.high, {})
        above = low is None or not (number < low if part.is_low_closed else number <= low)
        return above and (high is None or not (number > high if part.is_high_closed else number >= high))

    return any(map(holds, intervals))


def places(name: str, column: str) -> list[Node]:
    """Some of the points of a column."""
    found: list[Node] = []
    for lattice in facts.points(name, column) or ():
        steps = range(-8, 9) if lattice.period else [0]
        found += [at(lattice, k) for k in steps]
    return found


def at(lattice: Lattice, k: int) -> Node:
    return lattice.start if lattice.period is None else add(lattice.start, multiply(rational(k), lattice.period))


def beside(place: Node, sign: int) -> arb:
    return value(place, {}) + arb(sign) / 10**9


# -- nothing is forgotten


def test_a_primitive_function_names_what_its_row_lacks() -> None:
    with pytest.raises(TypeError, match=r"versine has no definition, so its row must say: .*domain.*zeros.*kinks"):
        Function("versine", slope="sin(u)")


@pytest.mark.parametrize("name", NAMES)
def test_every_function_has_a_value_in_every_arithmetic(name: str) -> None:
    assert name in SINGLES or name in PAIRS
    assert name in FORMAL or FUNCTIONS[name].least > 1
    if not FUNCTIONS[name].is_discrete:
        assert complex_function(call(name), "x", {}) is not None
    draw, sent = function_of(call(name), ("x",)), to_sympy(call(name)) if name != "gcd" else None
    seen = 0
    least = 0 if name == "cbrt" else -9  # SymPy's own root of a negative number is complex
    quarters = [Fraction(k, 4) for k in range(least, 10)]
    for x in map(Fraction, range(5)) if FUNCTIONS[name].is_discrete else quarters:
        found = value(call(name), {"x": x})
        if found.is_finite():
            seen += 1
            assert abs(float(found.mid()) - draw(float(x))) < 1e-9, x
            if sent is not None:
                by_sympy = sent.subs(dict.fromkeys(sent.free_symbols, sympy.Rational(x.numerator, x.denominator)))
                assert abs(float(found.mid()) - float(by_sympy.evalf(20))) < 1e-9, x
    assert seen > 3


@pytest.mark.parametrize("name", NAMES)
def test_every_function_is_written_in_every_notation(name: str) -> None:
    node = call(name)
    for tree in (node, Power(node, Number(2)), Product((Number(3), Power(node, Number(2)), node))):
        assert read_latex(write_latex(tree)) == normal_form(tree)
        assert read(write_text(tree)) == tree
        for write in (write_typst, write_mathml, write_unicode, write_speech, write_sympy):
            assert write(tree)


def test_every_spelling_is_read_and_stands_for_one_function() -> None:
    spellings = [spelling for row in FUNCTIONS.values() for spelling in (row.name, *row.aliases)]
    assert len(spellings) == len(set(spellings)) > 50
    for alias, name in ALIASES.items():
        count = FUNCTIONS[name].least
        assert read(f"{alias}({', '.join('xy'[:count])})") == Call(name, tuple(map(Name, "xy"[:count])))


@pytest.mark.parametrize("name", [name for name in NAMES if FUNCTIONS[name].least == 1 and FUNCTIONS[name].sympy])
def test_sympy_sends_back_the_same_function(name: str) -> None:
    assert from_sympy(to_sympy(call(name))) == call(name)


# -- formulas


@pytest.mark.parametrize("name", [name for name in NAMES if FUNCTIONS[name].definition])
def test_a_definition_is_the_function(name: str) -> None:
    assert equal(call(name), facts.expanded(call(name)))


@pytest.mark.parametrize("name", [name for name in NAMES if FUNCTIONS[name].slope not in (None, "0", UNKNOWN)])
def test_a_slope_is_the_derivative(name: str) -> None:
    assert equal(Derivative(call(name), ("x",)), differentiate(call(name), "x"))


@pytest.mark.parametrize("name", [name for name in NAMES if FUNCTIONS[name].antiderivative])
def test_an_antiderivative_has_the_function_as_its_derivative(name: str) -> None:
    found = facts.antiderivative(name)
    assert found is not None
    assert equal(Derivative(found(X), ("x",)), call(name))


@pytest.mark.parametrize("name", [name for name in SINGLE if facts.inverse(name)])
def test_an_inverse_finds_the_argument_again(name: str) -> None:
    inverses, seen = facts.inverse(name) or (), 0
    for x, height in heights(name):
        if abs(height) < 20 and not height.is_zero():
            back = [value(inverse(Name("y")), {"y": height}) for inverse in inverses]
            assert any(abs(found - arb(str(float(x)))) < 1e-9 for found in back if found.is_finite()), (x, back)
            seen += 1
    assert seen > 3


@pytest.mark.parametrize("name", [name for name in SINGLE if FUNCTIONS[name].sides])
def test_the_formulas_for_both_sides_are_the_function(name: str) -> None:
    below, above = facts.sides(name) or (None, None)
    assert below is not None and above is not None
    for x, height in heights(name):
        if x:
            assert height.overlaps(value((above if x > 0 else below)(X), {"x": x}))


# -- facts


@pytest.mark.parametrize("name", SMOOTH)
def test_domain_and_poles_say_where_it_is_defined(name: str) -> None:
    known, poles = facts.domain(name), places(name, "poles")
    if known is None:
        return
    for x in GRID:
        is_pole = any(value(pole, {}).overlaps(arb(x.numerator) / x.denominator) for pole in poles)
        found = evaluate(call(name), {"x": x})
        assert (found is not UNDEFINED) == (lies_in(arb(x.numerator) / x.denominator, known) and not is_pole), x
    for pole in poles:
        assert all(abs(value(call(name), {"x": beside(pole, sign)})) > 10**6 for sign in (1, -1))


@pytest.mark.parametrize("name", SMOOTH)
def test_jumps_and_kinks_are_all_the_places_where_it_is_not_smooth(name: str) -> None:
    for jump in places(name, "jumps"):
        below, above = (value(call(name), {"x": beside(jump, sign)}) for sign in (-1, 1))
        assert above - below > 0.5
    for kink in places(name, "kinks"):
        assert evaluate(Derivative(call(name), ("x",)), {"x": kink}) is STUCK
        below, above = (value(call(name), {"x": beside(kink, sign)}) for sign in (-1, 1))
        assert abs(above - below) < 0.01
    special = {write_text(place) for column in ("poles", "jumps", "kinks") for place in places(name, column)}
    ends = {end for part in facts.domain(name) or () for end in (part.low, part.high) if end is not None}
    if facts.points(name, "kinks") is not None:
        for x in GRID:
            here = evaluate(call(name), {"x": x})
            if not isinstance(here, Hole) and not special & {str(x)} and number(x) not in ends:
                assert not isinstance(evaluate(Derivative(call(name), ("x", "x", "x")), {"x": x}), Hole), x


@pytest.mark.parametrize("name", SINGLE)
def test_the_range_holds_all_values(name: str) -> None:
    assert all(lies_in(height, facts.value_range(name)) for _, height in heights(name))


@pytest.mark.parametrize("name", [name for name in SINGLE if facts.points(name, "zeros") is not None])
def test_the_zeros_are_all_there_are(name: str) -> None:
    zeros = places(name, "zeros")
    for zero in zeros:
        assert abs(value(call(name), {"x": zero})) < 1e-30
    for x, height in heights(name):
        if height.contains(0):
            assert any(value(zero, {}).overlaps(arb(x.numerator) / x.denominator) for zero in zeros), x


@pytest.mark.parametrize("name", [name for name in SINGLE if FUNCTIONS[name].parity])
def test_parity(name: str) -> None:
    for x, height in heights(name):
        mirrored = value(call(name), {"x": -x})
        assert height.overlaps(-mirrored if FUNCTIONS[name].parity == "odd" else mirrored)


@pytest.mark.parametrize("name", SINGLE)
def test_the_value_at_zero(name: str) -> None:
    known, found = facts.at_zero(name), value(call(name), {"x": 0})
    assert found.overlaps(value(known, {})) if known is not None else not found.is_finite() or name == "floor"


@pytest.mark.parametrize("name", [name for name in SMOOTH if FUNCTIONS[name].ends])
def test_the_ends(name: str) -> None:
    for is_above in (False, True):
        known = facts.end(name, is_above)
        far = [value(call(name), {"x": (1 if is_above else -1) * 4**k}) for k in (6, 9)]
        if known is None:
            assert not far[1].is_finite() or any(lattice.period for lattice in _periodic(name))
        elif facts.level(name, is_above) is None:
            assert abs(far[1]) > abs(far[0]) + 1 and (far[1] > 0) == (known == Name("oo"))
        else:
            assert abs(far[1] - value(known, {})) < 1e-4


@pytest.mark.parametrize("name", [name for name in SINGLE if FUNCTIONS[name].is_monotone])
def test_it_is_monotone_on_either_side_of_zero(name: str) -> None:
    for sign in (1, -1):
        steps = [b - a for a, b in pairwise([height for x, height in heights(name) if x * sign > 0])]
        assert not (any(step > 0 for step in steps) and any(step < 0 for step in steps))


def _periodic(name: str) -> tuple[Lattice, ...]:
    return (*(facts.points(name, "zeros") or ()), *(facts.points(name, "poles") or ()))


def equal(left: Node, right: Node) -> bool:
    return compare(left, right).verdict in {Verdict.EQUAL, Verdict.EQUAL_WHERE_DEFINED}
