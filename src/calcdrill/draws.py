"""How one parameter is drawn: as it is written, and the values that it may take.

A draw is written

    -5..5                       a whole number          nonzero -5..5      … but not 0
    1/2..3 step 1/2             a grid of fractions     0.1..0.5 step 0.1  … of decimals
    fraction 1..9 / 2..6        a reduced fraction that is no whole number (either sign with -9..9)
    one of 2, 3, 5              one of these; they may be expressions: one of sin(x), cos(x)
    = a^2 + b                   not drawn but worked out from earlier ones, also = at(f, x = a) and = diff(f, x)

and the ends of a range may use earlier parameters (``a + 1..a + 5``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from calcdrill.errors import InputError, ReadError, Reject
from calcdrill.expression.exact import Exact, exact_value
from calcdrill.expression.read import read
from calcdrill.expression.tree import Node, Number, number

MOST_VALUES: Final = 10_000


@dataclass(frozen=True)
class Draw:
    """How one parameter is drawn: ``form`` is range, fraction, choice, formula or open (a formula with derivatives
    or points to put in); ``text`` is what was written."""

    form: str
    text: str
    low: Node | None = None
    high: Node | None = None
    step: Exact = 1
    decimal: bool = False
    nonzero: bool = False
    below: tuple[int, int] = (2, 6)
    values: tuple[Node, ...] = ()

    @property
    def is_drawn(self) -> bool:
        """Whether it is drawn, or only follows from earlier parameters."""
        return self.form not in {"formula", "open"}


def read_draw(source: str | int | Sequence[str | int], earlier: Collection[str] = ()) -> Draw:
    """The draw that ``source`` describes (text, or a list of choices); ``earlier`` parameters may be used.

    Raises ReadError with the position in the text.
    """
    if isinstance(source, list | tuple):
        if not source:
            raise ReadError("a choice needs at least one value")
        return Draw("choice", str(list(source)), values=tuple(read(str(item)) for item in source))
    text = str(source).strip()
    if text.startswith("="):
        if _OPEN.search(text):
            return Draw("open", text, low=_part(text, 1, len(text), None))
        return Draw("formula", text, low=_part(text, 1, len(text), earlier))
    for words in ("one of", "choice"):
        if text.startswith(words + " "):
            return Draw("choice", text, values=_choices(text, len(words)))
    if text.startswith("fraction "):
        return _read_fraction(text, earlier)
    return _read_range(text, earlier)


_OPEN: Final = re.compile(r"\b(at|diff)\(")


def _part(text: str, start: int, end: int, earlier: Collection[str] | None) -> Node:
    try:
        return read(text[start:end], None if earlier is None else frozenset(earlier))
    except ReadError as error:
        raise ReadError(error.message, text, start + error.position) from None


def _choices(text: str, start: int) -> tuple[Node, ...]:
    choices: list[Node] = []
    level = 0
    begin = start
    for position in range(start, len(text) + 1):
        character = text[position] if position < len(text) else ","
        level += (character in "([{") - (character in ")]}")
        if character == "," and level == 0:
            try:
                choices.append(read(text[begin:position]))
            except ReadError as error:
                raise ReadError(error.message, text, begin + error.position) from None
            begin = position + 1
    return tuple(choices)


def _read_fraction(text: str, earlier: Collection[str]) -> Draw:
    top, slash, bottom = text.removeprefix("fraction ").partition(" / ")
    ends = bottom.split("..")
    if not slash or len(ends) != 2 or not all(end.strip().isdecimal() for end in ends):
        raise ReadError("a fraction is drawn like: fraction 1..9 / 2..6", text, 0)
    start = len("fraction ")
    low, high = _ends(text, start, start + len(top), earlier)
    below = (int(ends[0]), int(ends[1]))
    if not 1 <= below[0] <= below[1] <= 1000 or below[1] < 2:
        raise ReadError("the denominators of a fraction run from 2 upwards", text, text.rindex(ends[0]))
    return Draw("fraction", text, low, high, below=below)


def _ends(text: str, start: int, end: int, earlier: Collection[str]) -> tuple[Node, Node]:
    dots = text.find("..", start, end)
    if dots < 0:
        raise ReadError(
            "a draw is a range such as -5..5 (or: nonzero -5..5, one of 1, 2, fraction 1..9 / 2..6, = a + b)",
            text,
            start,
        )
    return _part(text, start, dots, earlier), _part(text, dots + 2, end, earlier)


def _read_range(text: str, earlier: Collection[str]) -> Draw:
    start = len("nonzero ") if text.startswith("nonzero ") else 0
    stop = text.find(" step ")
    end = stop if stop >= 0 else len(text)
    low, high = _ends(text, start, end, earlier)
    step: Exact | None = 1
    decimal = False
    if stop >= 0:
        node = _part(text, stop + len(" step "), len(text), ())
        step, decimal = exact_value(node), isinstance(node, Number) and node.decimal
    if step is None or step <= 0:
        raise ReadError("the step is a number above 0", text, stop + 1)
    draw = Draw("range", text, low, high, step, decimal, nonzero=start > 0)
    if not earlier or not (depends_on_others(low) or depends_on_others(high)):
        try:
            values_of(draw, {})
        except InputError as error:
            raise ReadError(str(error), text, start) from None
    return draw


def depends_on_others(node: Node) -> bool:
    return exact_value(node) is None


def values_of(draw: Draw, exact: Mapping[str, Exact]) -> Sequence[Node]:
    """All values that a draw may take, in order; raises InputError if they are too many or their ends no numbers."""
    if draw.form == "choice":
        return draw.values
    assert draw.low is not None
    low = exact_value(draw.low, exact)
    if draw.form == "formula":
        if low is None:
            raise Reject(f"{draw.text} has no rational value")
        return (number(low),)
    assert draw.high is not None
    high = exact_value(draw.high, exact)
    if low is None or high is None:
        raise InputError(f"the ends of {draw.text} are no numbers")
    if high < low:
        raise InputError(f"the range {draw.text} is empty: its end is below its beginning")
    if (high - low) / draw.step > MOST_VALUES:
        raise InputError(f"the range {draw.text} has more than {MOST_VALUES} values")
    if draw.form == "fraction":
        return _fractions(math.ceil(low), math.floor(high), draw.below)
    count = int((high - low) / draw.step)
    steps = (low + draw.step * k for k in range(count + 1))
    kept = (value for value in steps if value or not draw.nonzero)
    values = [number(value, draw.decimal and Fraction(value).denominator > 1) for value in kept]
    if not values:
        raise InputError(f"the range {draw.text} is empty")
    return values


def _fractions(low: int, high: int, below: tuple[int, int]) -> Sequence[Node]:
    tops = [top for top in range(low, high + 1) if top]
    return [
        number(Fraction(top, bottom))
        for bottom in range(max(below[0], 2), below[1] + 1)
        for top in tops
        if math.gcd(top, bottom) == 1
    ]
