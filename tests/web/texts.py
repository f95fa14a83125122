"""Texts that somebody might type for a problem: right ones in many writings, wrong ones of every kind, and noise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Final

from calcdrill.choices import choice_letter
from calcdrill.errors import CalcdrillError
from calcdrill.expression import tree as t
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.problem import Problem

__all__ = ["typed_texts"]

Writer = Callable[[t.Node], str]

WORDS: Final = (
    "none",
    "DNE",
    "diverges",
    "oo",
    "-oo",
    "x",
    "0",
    "1",
    "1/0",
    "sqrt(-1)",
    "",
    "no idea",
    "3,5",
    "y = 2x",
    "(1, 2)",
)


def typed_texts(problem: Problem, random: Random, count: int) -> list[str]:
    """So many texts for the problem; the same for the same source of chance."""
    if problem.statement.choices:
        return [_choice(problem, random) for _ in range(count)]
    makers: tuple[tuple[int, Callable[[], str]], ...] = (
        (8, lambda: _written(_rearranged(problem.answer, random), random)),
        (3, lambda: _written(_padded(problem.answer, random), random)),
        (3, lambda: _written(_mistake(problem, random), random)),
        (8, lambda: _written(_changed(problem.answer, random), random)),
        (2, lambda: _damaged(_written(problem.answer, random), random)),
        (1, lambda: _rounded(problem.answer, random)),
        (1, lambda: random.choice(WORDS)),
    )
    chosen = random.choices([make for _, make in makers], [weight for weight, _ in makers], k=count)
    return [make() for make in chosen]


# -- writings


def _as_text(node: t.Node) -> str:
    return node.text if isinstance(node, t.Text) else write_text(node)


def _loose(node: t.Node) -> str:
    """Without signs of multiplication, and with e^."""
    text = re.sub(r"\bexp\(", "e^(", _as_text(node))
    return re.sub(r"(?<=[\d)])\*(?=[a-z(])", "", text)


def _spaced(node: t.Node) -> str:
    return _as_text(node).replace("*", " ")


def _glued(node: t.Node) -> str:
    """Brackets about single letters and numbers left out: ``sin 2x``, ``e^2x``, ``lnx``."""
    return re.sub(r"\((-?\d*[a-z]?)\)", r" \1 ", _loose(node))


def _dashed(node: t.Node) -> str:
    return _as_text(node).replace("-", "−").replace("*", "·").replace("^2", "²").replace("sqrt", "√").replace("pi", "π")


def _labelled(node: t.Node) -> str:
    return f"f'(x) = {_loose(node)}"


def _starred(node: t.Node) -> str:
    return _as_text(node).replace("^", "**")


def _dollars(node: t.Node) -> str:
    return f"${write_latex(node)}$"


WRITERS: Final[tuple[Writer, ...]] = (
    *(_as_text, _loose, _loose, _spaced, _glued, _dashed, _labelled, _starred, _dollars),
    *(write_unicode, write_latex),
)


def _written(node: t.Node, random: Random) -> str:
    try:
        return random.choice(WRITERS)(node)
    except CalcdrillError:
        return "?"


# -- trees


def _rearranged(node: t.Node, random: Random) -> t.Node:
    """Terms and factors in another order."""

    def change(inner: t.Node) -> t.Node:
        if isinstance(inner, t.Sum | t.Product) and random.random() < 0.5:
            children = list(inner.children)
            random.shuffle(children)
            return inner.with_children(tuple(children))
        return inner

    return t.transform(node, change)


def _padded(node: t.Node, random: Random) -> t.Node:
    """An equal tree that is not worked out, at one place."""
    number = t.Number(random.randint(2, 9))
    ways: Sequence[Callable[[t.Node], t.Node]] = (
        lambda one: t.total(one, number, t.Negative(number)),
        lambda one: t.Quotient(t.times(number, one), number),
        lambda one: t.Negative(t.Negative(one)),
        lambda one: t.Power(t.Power(one, t.Number(3)), t.Quotient(t.ONE, t.Number(3))),
        lambda one: t.Call("ln", (t.Call("exp", (one,)),)),
        lambda one: t.times(
            one, t.total(t.Power(t.Call("sin", (number,)), t.TWO), t.Power(t.Call("cos", (number,)), t.TWO))
        ),
    )
    return _at_one_place(node, random, random.choice(ways))


def _changed(node: t.Node, random: Random) -> t.Node:
    """A tree with a slip at one place; seldom it is still right."""
    ways: Sequence[Callable[[t.Node], t.Node]] = (
        t.Negative,
        lambda one: t.total(one, t.ONE),
        lambda one: t.times(t.TWO, one),
        lambda one: t.Power(one, t.TWO),
        lambda one: t.number(random.randint(-9, 9)),
        lambda one: t.Quotient(t.ONE, one),
        lambda one: t.Call(random.choice(["sin", "exp", "abs", "sqrt", "ln"]), (one,)),
        lambda one: one.children[0] if one.children else t.ZERO,
    )
    return _at_one_place(node, random, random.choice(ways))


def _at_one_place(node: t.Node, random: Random, change: Callable[[t.Node], t.Node]) -> t.Node:
    places = list(_scalars(node))
    if not places:
        return node
    chosen = random.randrange(len(places))
    return _replaced(node, iter(range(len(places))), chosen, change)


def _is_scalar(node: t.Node) -> bool:
    return not isinstance(node, t.Vector | t.Matrix | t.Points | t.Relation | t.Text)


def _scalars(node: t.Node) -> Iterator[t.Node]:
    if _is_scalar(node):
        yield node
    for child in node.children:
        yield from _scalars(child)


def _replaced(node: t.Node, places: Iterator[int], chosen: int, change: Callable[[t.Node], t.Node]) -> t.Node:
    """The tree with the scalar part of that number changed, counted parents first."""
    is_here = _is_scalar(node) and next(places) == chosen
    if node.children:
        children = tuple(_replaced(child, places, chosen, change) for child in node.children)
        changed = node.with_children(children) if children != node.children else node
    else:
        changed = node
    return change(changed) if is_here else changed


def _mistake(problem: Problem, random: Random) -> t.Node:
    return random.choice(problem.mistakes).answer if problem.mistakes else t.Negative(problem.answer)


# -- texts


def _damaged(text: str, random: Random) -> str:
    """One sign left out, doubled or exchanged."""
    if not text:
        return text
    place = random.randrange(len(text))
    sign = random.choice(["", text[place] * 2, random.choice("()+-*/^x2,=e ")])
    return text[:place] + sign + text[place + 1 :]


def _rounded(node: t.Node, random: Random) -> str:
    from calcdrill.expression.balls.ball import value

    places = random.randint(0, 6)
    if t.names(node) or not _is_scalar(node):
        return re.sub(r"\d+", lambda match: f"{int(match[0]) + 0.5:.{places}f}", _as_text(node), count=1)
    found = float(value(node, {}).mid())
    return f"{found:.{places}f}"


def _choice(problem: Problem, random: Random) -> str:
    place = random.randrange(len(problem.statement.choices))
    letter, words = choice_letter(place), prose_text(problem.statement.choices[place])
    forms = (
        letter,
        letter.upper(),
        f"({letter})",
        f"{letter}) {words}",
        words,
        words.upper(),
        words[:4],
        f"Answer: {letter}",
        "z",
    )
    return random.choice(forms)
