"""Parameters drawn from a seeded source under constraints, and how many distinct draws there are.

Each parameter has a source of its own, keyed by (exercise, seed, index, parameter, attempt), so that a new hint, a new
parameter or a new exercise does not move the others, and neighbouring seeds share nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final

from calcdrill.conditions import satisfied
from calcdrill.draws import Draw, depends_on_others, values_of
from calcdrill.errors import Reject
from calcdrill.expression.decimals import as_decimals, has_decimals
from calcdrill.expression.exact import Exact, exact_value
from calcdrill.expression.tree import At, Derivative, Node, Number, contains, names, number, substitute

_FORMAT = "1"
_LARGEST: Final = 1 << 64

Constraints = Sequence[tuple[Node, str]]
"""Conditions, each with the words in which it is told."""

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
        self._fixed = {name: tuple(map(_valued, values_of(draw, {}))) for name, draw in fixed}
        self._turns = self._in_turn()
        self._steps = [
            (name, draw, self._fixed.get(name, ()), constraints)
            for (name, draw), constraints in zip(self.draws, self._turns[1:], strict=True)
        ]
        self._sizes = tuple(self._size(name, draw) for name, draw in self.draws)
        self._sources = [(f"\x1f{name}\x1f".encode(), size) for (name, _), size in zip(draws, self._sizes, strict=True)]
        self.in_decimals = any(draw.decimal or has_decimals((draw.low, draw.high, draw.values)) for _, draw in draws)
        """Whether a decimal may be drawn."""

    def _size(self, name: str, draw: Draw) -> int:
        """How many values the parameter has; 0 where that depends on another one."""
        return len(self._fixed.get(name, ())) or len(draw.values) or (0 if draw.is_drawn else 1)

    def _in_turn(self) -> list[Constraints]:
        """The constraints that can be tested before anything is drawn, those after the first parameter, and so on.

        One waits for those above it, so that the first that fails is the reason of a refusal.
        """
        places = {name: place for place, (name, _) in enumerate(self.draws, 1)}
        turns: list[list[tuple[Node, str]]] = [[] for _ in range(len(places) + 1)]
        last = 0
        for condition, words in self.require:
            last = max([last, *(places[name] for name in names(condition) & places.keys())])
            turns[last].append((condition, words))
        return [tuple(turn) for turn in turns]

    def draw(self, seed: int, index: int, attempt: int = 0) -> dict[str, Node]:
        """The values of one attempt by name; raises Reject with the constraint that refuses them."""
        return self.at(self.picks(seed, index, attempt))

    def picks(self, seed: int, index: int, attempt: int = 0) -> tuple[int, ...]:
        """Where in its values each parameter stands in one attempt; a large number where their count is not fixed."""
        source = blake2b(f"{_FORMAT}\x1f{self.key}\x1f{seed}\x1f{index}".encode(), digest_size=8)
        last = str(attempt).encode()
        return tuple(
            [0 if size == 1 else _continued(source, name + last) % (size or _LARGEST) for name, size in self._sources]
        )

    def at(self, picks: Sequence[int]) -> dict[str, Node]:
        """The values at these places by name; raises Reject with the constraint that refuses them."""
        drawn: dict[str, Node] = {}
        exact: dict[str, Exact] = {}
        _test(self._turns[0], exact)
        for (name, draw, fixed, constraints), pick in zip(self._steps, picks, strict=True):
            if fixed:
                value, number_ = fixed[pick % len(fixed)]
            elif draw.is_drawn:
                choices = self._choices(name, draw, exact)
                value, number_ = self._shown(choices[pick % len(choices)], drawn)
            else:
                value, number_ = self._worked_out(draw, drawn, exact)
            drawn[name] = value
            if number_ is not None:
                exact[name] = number_
            if constraints:
                _test(constraints, exact)
        return drawn

    def every(self, most: int) -> Iterator[dict[str, Node]] | None:
        """All draws that the constraints allow, in order; None if there are more than ``most`` to try."""
        return None if self.most_draws(most) > most else self._every(0, {}, {})

    def most_draws(self, most: int) -> int:
        """About how many draws there are, refused ones too; counted no further than beyond ``most``."""
        count = 1
        for size in self._sizes:
            count *= size or 30
            if count > most:
                break
        return count

    @property
    def is_counted(self) -> bool:
        """Whether ``most_draws`` can be too large, but not too small: no draw's range depends on another draw."""
        return all(self._sizes)

    def _every(self, position: int, drawn: dict[str, Node], exact: dict[str, Exact]) -> Iterator[dict[str, Node]]:
        try:
            _test(self._turns[position], exact)
            if position == len(self.draws):
                yield dict(drawn)
                return
            name, draw = self.draws[position]
            choices: Sequence[Valued] = self._fixed.get(name, ())
            if not choices and draw.is_drawn:
                choices = [self._shown(value, drawn) for value in self._choices(name, draw, exact)]
            elif not choices:
                choices = (self._worked_out(draw, drawn, exact),)
        except Reject:
            return
        for value, number_ in choices:
            exact.pop(name, None)
            drawn[name] = value
            if number_ is not None:
                exact[name] = number_
            yield from self._every(position + 1, drawn, exact)

    def _choices(self, name: str, draw: Draw, exact: Mapping[str, Exact]) -> Sequence[Node]:
        choices = values_of(draw, exact)
        if not choices:
            raise Reject(f"nothing to draw for {name} in {draw.text}")
        return choices

    def _shown(self, value: Node, drawn: Mapping[str, Node]) -> Valued:
        """A value with the earlier parameters put in."""
        if type(value) is not Number:
            from calcdrill.expression.instantiate import instantiate

            value = instantiate(value, drawn)
        return _valued(value)

    def _worked_out(self, draw: Draw, drawn: Mapping[str, Node], exact: Mapping[str, Exact]) -> Valued:
        """What follows from the earlier parameters; what is worked out from decimals is a decimal."""
        assert draw.low is not None
        if draw.form == "open":
            value, number_ = _open_value(draw.low, drawn)
        else:
            number_ = exact_value(draw.low, exact)
            if number_ is None:
                raise Reject(f"{draw.text} has no rational value")
            value = number(number_)
        if self.in_decimals and any(map(has_decimals, drawn.values())):
            used = (drawn[name] for name in names(draw.low) & drawn.keys())
            value = as_decimals(value) if any(map(has_decimals, used)) else value
        return value, number_


def _test(constraints: Constraints, exact: Mapping[str, Exact]) -> None:
    for condition, words in constraints:
        if not satisfied(condition, exact):
            raise Reject(f"require: {words}")


def _open_value(formula: Node, drawn: Mapping[str, Node]) -> Valued:
    """What an open formula is for these values: derivatives taken, points put in, tidied."""
    # Imported where it is needed: to read the catalog takes no mathematics.
    from calcdrill.expression.differentiating.differentiate import differentiate
    from calcdrill.expression.instantiate import instantiate
    from calcdrill.expression.tidy import tidy

    def closed(node: Node, form: Callable[[Node], Node]) -> Node:
        match node:
            case Derivative(body=body, variables=variables):
                body = closed(body, form)
                for variable in variables:
                    body = form(differentiate(body, variable))
                return body
            case At(body=body, point=point):
                return substitute(closed(body, form), dict(point))
        children = node.children
        return node.with_children(tuple([closed(child, form) for child in children])) if children else node

    open_value = instantiate(formula, drawn)
    # A number has one form: for it the derivatives need none.
    value = closed(open_value, lambda derivative: derivative) if contains(formula, At) else open_value
    number_ = exact_value(value)
    if number_ is None:
        value = tidy(closed(open_value, tidy))
        number_ = exact_value(value)
    return value if number_ is None else number(number_), number_


def _is_fixed(draw: Draw, earlier: Collection[str]) -> bool:
    """Whether the values do not depend on earlier parameters."""
    if draw.form == "choice":
        return not any(names(value) & set(earlier) for value in draw.values)
    return draw.is_drawn and not any(end is None or depends_on_others(end) for end in (draw.low, draw.high))


def _valued(value: Node) -> Valued:
    return value, exact_value(value)


def _continued(source: blake2b, key: bytes) -> int:
    """The number of the source that goes on with ``key``."""
    longer = source.copy()
    longer.update(key)
    return int.from_bytes(longer.digest(), "big")


def seeded_order(key: str, count: int) -> list[int]:
    """The numbers 0 … count − 1 in an order that only ``key`` decides."""
    source = blake2b(key.encode(), digest_size=8)
    return sorted(range(count), key=lambda position: _continued(source, f"\x1f{position}".encode()))
