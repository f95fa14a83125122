"""Parameters drawn from a seeded source under constraints, and how many distinct draws there are.

Each parameter has a source of its own, keyed by (exercise, seed, index, parameter, attempt), so that a new hint, a new
parameter or a new exercise does not move the others, and neighbouring seeds share nothing. A draw is written

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
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from types import MappingProxyType
from typing import Final

from calcdrill.errors import InputError, ReadError, Reject
from calcdrill.expression.decimals import as_decimals, has_decimals
from calcdrill.expression.exact import Exact, exact_value, holds
from calcdrill.expression.read import read
from calcdrill.expression.tree import Apply, At, Derivative, Node, Number, Relation, names, number, substitute

MOST_VALUES: Final = 10_000
_FORMAT = "1"


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


# -- reading


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
    if not earlier or not (_free(low) or _free(high)):
        try:
            _values(draw, {})
        except InputError as error:
            raise ReadError(str(error), text, start) from None
    return draw


def _free(node: Node) -> bool:
    return exact_value(node) is None


# -- drawing

_LARGEST: Final = 1 << 64

Valued = tuple[Node, Exact | None]
"""A value that a parameter may take, with the number that it is, if it is one."""


class Parameters:
    """The draws of one exercise with their constraints, and the draws themselves."""

    def __init__(self, key: str, draws: Sequence[tuple[str, Draw]], require: Sequence[Node], words: Sequence[str] = ()):
        self.key = key
        self.draws = tuple(draws)
        self.require = tuple(zip(require, words or [""] * len(require), strict=True))
        earlier = {name: {known for known, _ in draws[:place]} for place, (name, _) in enumerate(draws)}
        fixed = ((name, draw) for name, draw in draws if _is_fixed(draw, earlier[name]))
        self._fixed = {name: tuple(map(_valued, _values(draw, {}))) for name, draw in fixed}
        self._sizes = tuple((name, self._size(name, draw)) for name, draw in self.draws)

    def _size(self, name: str, draw: Draw) -> int:
        """How many values the parameter has; 0 where that depends on another one."""
        return len(self._fixed.get(name, ())) or len(draw.values) or (0 if draw.is_drawn else 1)

    def draw(self, seed: int, index: int, attempt: int = 0) -> dict[str, Node]:
        """The values of one attempt by name; raises Reject with the constraint that refuses them."""
        return self.at(self.picks(seed, index, attempt))

    def picks(self, seed: int, index: int, attempt: int = 0) -> tuple[int, ...]:
        """Where in its values each parameter stands in one attempt; a large number where their count is not fixed."""
        source = f"{_FORMAT}\x1f{self.key}\x1f{seed}\x1f{index}"
        return tuple(
            0 if size == 1 else _source(f"{source}\x1f{name}\x1f{attempt}") % (size or _LARGEST)
            for name, size in self._sizes
        )

    def at(self, picks: Sequence[int]) -> dict[str, Node]:
        """The values at these places by name; raises Reject with the constraint that refuses them."""
        drawn: dict[str, Node] = {}
        exact: dict[str, Exact] = {}
        for (name, draw), pick in zip(self.draws, picks, strict=True):
            fixed = self._fixed.get(name)
            if fixed:
                value = fixed[pick % len(fixed)]
            else:
                choices = self._choices(name, draw, exact, drawn)
                value = _valued(_shown(draw, choices[pick % len(choices)], drawn))
            self._put(name, value, drawn, exact)
        self._test(exact)
        return drawn

    def every(self, most: int) -> Iterator[dict[str, Node]] | None:
        """All draws that the constraints allow, in order; None if there are more than ``most`` to try."""
        return None if self.most_draws(most) > most else self._every(0, {}, {})

    def most_draws(self, most: int) -> int:
        """About how many draws there are, refused ones too; counted no further than beyond ``most``."""
        count = 1
        for _, size in self._sizes:
            count *= size or 30
            if count > most:
                break
        return count

    @property
    def is_counted(self) -> bool:
        """Whether ``most_draws`` can be too large, but not too small: no draw's range depends on another draw."""
        return all(size for _, size in self._sizes)

    def _every(self, position: int, drawn: dict[str, Node], exact: dict[str, Exact]) -> Iterator[dict[str, Node]]:
        if position == len(self.draws):
            try:
                self._test(exact)
            except Reject:
                return
            yield dict(drawn)
            return
        name, draw = self.draws[position]
        try:
            choices = self._fixed.get(name) or [
                _valued(_shown(draw, value, drawn)) for value in self._choices(name, draw, exact, drawn)
            ]
        except Reject:
            return
        for value in choices:
            self._put(name, value, drawn, exact)
            yield from self._every(position + 1, drawn, exact)

    def _choices(self, name: str, draw: Draw, exact: Mapping[str, Exact], drawn: Mapping[str, Node]) -> Sequence[Node]:
        choices = (_worked_out(draw, drawn),) if draw.form == "open" else _values(draw, exact)
        if not choices:
            raise Reject(f"nothing to draw for {name} in {draw.text}")
        return choices

    def _put(self, name: str, value: Valued, drawn: dict[str, Node], exact: dict[str, Exact]) -> None:
        drawn[name], number_ = value
        if number_ is None:
            exact.pop(name, None)
        else:
            exact[name] = number_

    def _test(self, exact: Mapping[str, Exact]) -> None:
        for condition, words in self.require:
            if not satisfied(condition, exact):
                raise Reject(f"require: {words}")


def _worked_out(draw: Draw, drawn: Mapping[str, Node]) -> Node:
    """What an open formula is for these values: derivatives taken, points put in, tidied."""
    # Imported where it is needed: to read the catalog takes no mathematics.
    from calcdrill.expression.instantiate import instantiate
    from calcdrill.expression.tidy import tidy

    assert draw.low is not None
    worked_out = tidy(_closed(instantiate(draw.low, drawn)))
    value = exact_value(worked_out)
    return worked_out if value is None else number(value)


def _closed(node: Node) -> Node:
    from calcdrill.expression.differentiating.differentiate import differentiate
    from calcdrill.expression.tidy import tidy

    children = tuple(_closed(child) for child in node.children)
    match node:
        case Derivative(variables=variables):
            body = children[0]
            for variable in variables:
                body = tidy(differentiate(body, variable))
            return body
        case At(point=point):
            return substitute(_closed(node.body), dict(point))
    return node.with_children(children) if children else node


def _shown(draw: Draw, value: Node, drawn: Mapping[str, Node]) -> Node:
    """The value with earlier parameters put in; what is worked out from decimals is a decimal."""
    if draw.is_drawn:
        if type(value) is Number:
            return value
        from calcdrill.expression.instantiate import instantiate

        return instantiate(value, drawn)
    assert draw.low is not None
    if not any(map(has_decimals, drawn.values())):
        return value
    used = (drawn[name] for name in names(draw.low) & drawn.keys())
    return as_decimals(value) if any(map(has_decimals, used)) else value


def _is_fixed(draw: Draw, earlier: Collection[str]) -> bool:
    """Whether the values do not depend on earlier parameters."""
    if draw.form == "choice":
        return not any(names(value) & set(earlier) for value in draw.values)
    return draw.is_drawn and not any(end is None or _free(end) for end in (draw.low, draw.high))


def _valued(value: Node) -> Valued:
    return value, exact_value(value)


def _values(draw: Draw, exact: Mapping[str, Exact]) -> Sequence[Node]:
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


def _source(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")


def seeded_order(key: str, count: int) -> list[int]:
    """The numbers 0 … count − 1 in an order that only ``key`` decides."""
    return sorted(range(count), key=lambda position: _source(f"{key}\x1f{position}"))


# -- constraints


def read_condition(text: str, names: Collection[str]) -> Node:
    """A ``require:`` line: a relation, or one of integer, square, distinct, divides, coprime, either, both, not."""
    node = read(text, frozenset(names), prose=True)
    _check_condition(node, text)
    return node


def _check_condition(node: Node, text: str) -> None:
    match node:
        case Relation():
            return
        case Apply(function=function, arguments=arguments) if function in _TESTS and arguments:
            return
        case Apply(function="either" | "both" | "not", arguments=arguments) if arguments:
            for argument in arguments:
                _check_condition(argument, text)
            return
    raise ReadError(
        f"a constraint is a relation such as a != b, or one of {', '.join(sorted(_TESTS))}, either, both, not", text, 0
    )


def satisfied(condition: Node, values: Mapping[str, Exact]) -> bool:
    """Whether the constraint holds; one that has no rational value does not."""
    match condition:
        case Relation():
            return holds(condition, values) is True
        case Apply(function="either", arguments=arguments):
            return any(satisfied(argument, values) for argument in arguments)
        case Apply(function="both", arguments=arguments):
            return all(satisfied(argument, values) for argument in arguments)
        case Apply(function="not", arguments=arguments):
            return not any(satisfied(argument, values) for argument in arguments)
        case Apply(function=function, arguments=arguments):
            numbers = [exact_value(argument, values) for argument in arguments]
            known = [value for value in numbers if value is not None]
            return len(known) == len(numbers) and _TESTS[function](known)
    return False


def _is_square(value: Exact) -> bool:
    return exact_value(read("sqrt(a)", {"a"}), {"a": value}) is not None


_TESTS: Final[Mapping[str, Callable[[list[Exact]], bool]]] = MappingProxyType(
    {
        "integer": lambda values: all(value == int(value) for value in values),
        "square": lambda values: all(value >= 0 and _is_square(value) for value in values),
        "distinct": lambda values: len(set(values)) == len(values),
        "divides": lambda values: values[0] != 0 and all(value % values[0] == 0 for value in values[1:]),
        "coprime": lambda values: math.gcd(*(int(value) for value in values)) == 1,
    }
)

__all__ = ["Draw", "Parameters", "read_condition", "read_draw", "satisfied", "seeded_order"]
