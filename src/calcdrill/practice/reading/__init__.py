"""What a learner types → trees: the standard reading first, then other common ones of the same text.

text ─► signs, words, LaTeX, markup ─► numbers ─► by the shape of the answer ─► the one reader of formulas
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, islice
from typing import Final

from calcdrill.errors import ReadError
from calcdrill.expression import tree as t
from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.read_latex import read_latex
from calcdrill.expression.read_typed import Habit, TypedReader
from calcdrill.grading.names import constant_letters, known_names, needs_constant, point_of, variables_of
from calcdrill.kinds import find
from calcdrill.practice.reading import shapes
from calcdrill.practice.reading.choices import read_choice
from calcdrill.practice.reading.latex import last_boxed, last_formula, plain_latex
from calcdrill.practice.reading.markup import MOST_MARKUP, plain_mathml, plain_sympy
from calcdrill.practice.reading.numbers import number_readings
from calcdrill.practice.reading.points import read_points
from calcdrill.practice.reading.shapes import Said, inner_nodes
from calcdrill.practice.reading.signs import in_keys, in_signs
from calcdrill.practice.reading.words import folded, said, unwrapped
from calcdrill.problem import Problem

__all__ = [
    "Reading",
    "constant_letters",
    "extracted",
    "known_names",
    "needs_constant",
    "point_of",
    "read_answer",
    "readings",
    "variables_of",
]

MOST_TYPED: Final = 1000
MOST_READINGS: Final = 12

_RARE: Final = frozenset({Habit.TOWER, Habit.GREEDY, Habit.RAISED, Habit.SHORT, Habit.LONG, Habit.LONG_EXPONENT})
"""Habits of which a text is no more than suspected: asked about only where they make it right."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text: the tree, and the sides that are said to equal it.

    ``fits`` says whether it has the form that is asked for, ``is_usual`` whether many people would read it so.
    """

    node: t.Node
    sides: tuple[t.Node, ...] = ()
    is_labelled: bool = False
    fits: bool = True
    is_usual: bool = True


Parse = Callable[[frozenset[Habit]], tuple[Said, frozenset[Habit]]]
"""A tree under the habits, and at which other habits the text forks. Raises ReadError."""


def read_answer(problem: Problem, text: str, conventions: Conventions = DEFAULT) -> t.Node:
    """The tree of a typed answer to the problem, by the standard reading; raises ReadError.

    ``f'(x) = 2x`` is read as ``2x``, ``(x, y) = (1, 2)`` and ``x = 1, y = 2`` as ``(1, 2)``. A choice is read
    as what stands behind the letter. Critical points are read with their types in any usual wording.
    """
    return next(readings(problem, text, conventions)).node


def extracted(text: str) -> str:
    r"""The answer in a free text: the last ``\boxed{…}``, else the last formula, else the text."""
    return last_boxed(text) or last_formula(text) or text


def readings(problem: Problem, text: str, conventions: Conventions = DEFAULT) -> Iterator[Reading]:
    """The standard reading, then the others that differ from it; raises ReadError where there is none."""
    plain = _plain(problem, text)
    parses = list(_parses(problem, text, plain, conventions))
    standard, chosen, forks = _standard(problem, text, parses)
    yield standard
    seen = {standard.node}
    for parse in parses:
        if parse is chosen:
            for reading in _by_habits(problem, parse, forks):
                if reading.node not in seen:
                    seen.add(reading.node)
                    yield reading
            continue
        try:
            other, _ = parse(frozenset())
        except ReadError:
            continue
        if other.node not in seen and _fits(problem.answer, other.node):
            seen.add(other.node)
            yield Reading(other.node, other.sides, other.is_labelled)


def _standard(problem: Problem, text: str, parses: list[Parse]) -> tuple[Reading, Parse, frozenset[Habit]]:
    """The first reading that has the form of the answer; without one, the first that there is."""
    first: tuple[Reading, Parse, frozenset[Habit]] | None = None
    fault: ReadError | None = None
    for parse in parses:
        try:
            said, forks = parse(frozenset())
        except ReadError as error:
            fault = fault or error
            continue
        if _fits(problem.answer, said.node):
            return Reading(said.node, said.sides, said.is_labelled), parse, forks
        if first is None:
            first = Reading(said.node, said.sides, said.is_labelled, fits=False), parse, forks
    if first is None:
        raise fault or ReadError("there is no answer", text, 0)
    return first


def _by_habits(problem: Problem, parse: Parse, forks: frozenset[Habit]) -> Iterator[Reading]:
    single = sorted(forks, key=lambda habit: (habit in _RARE, habit.name))
    sets = [frozenset({habit}) for habit in single]
    sets += [frozenset(pair) for pair in combinations(single, 2)]
    for habits in sets[:MOST_READINGS]:
        try:
            said, _ = parse(habits)
        except ReadError:
            continue
        if _fits(problem.answer, said.node):
            yield Reading(said.node, said.sides, said.is_labelled, is_usual=not habits & _RARE)


# -- the text as plain signs


def _plain(problem: Problem, text: str) -> str:
    most = MOST_MARKUP if "<math" in text else MOST_TYPED
    if len(text) > most:
        raise ReadError(f"the answer is longer than {most} characters", text, most)
    text = _formula(text)
    boxed = last_boxed(text) if "\\" in text else None
    plain = unwrapped(in_signs(boxed or text))
    if not plain.strip():
        raise ReadError("there is no answer", text, 0)
    return plain


def _formula(text: str) -> str:
    """MathML in plain writing; other text as it is."""
    start, end = text.find("<math"), text.rfind("</math>")
    return plain_mathml(text[start : end + len("</math>")]) if 0 <= start < end else text


def _without_latex(plain: str) -> str:
    plain = plain_latex(plain) if "\\" in plain else plain.replace("$", " ")
    return plain_sympy(plain) if set(plain) & set("({[") else plain


# -- by the shape of the answer


def _parses(problem: Problem, text: str, plain: str, conventions: Conventions) -> Iterator[Parse]:
    answer = problem.answer
    if problem.statement.choices:
        for form in dict.fromkeys((text, plain_latex(_formula(text).replace("$", " ")), plain)):
            yield partial(_choice, problem, form, conventions)
        return
    words = _in_words(problem, plain)
    if words is not None:
        yield lambda habits: (Said(words), frozenset())
        return
    keyed = in_keys(_without_latex(plain))
    if isinstance(answer, t.Text):
        keyed = keyed.strip()
    keyed = re.sub(r"[-=]+>", "→", keyed) if not isinstance(answer, t.Relation) else keyed
    if needs_constant(problem):
        keyed = re.sub(r"\bconst(?:ant)?\b\.?", "C", keyed, flags=re.IGNORECASE)
    if find(problem.task.kind).is_truncated:
        keyed = re.sub(r"\s*[+]\s*(?:\.\.\.+|[oOR](?:_\d+)?\s*\(.*\))?\s*$", "", keyed)
    is_list = isinstance(answer, t.Vector | t.Matrix | t.Points)
    decimal_comma = conventions.decimal == ","
    forms = number_readings(keyed.rstrip(". "), is_list, decimal_comma)
    if isinstance(answer, t.Points) and len(answer.variables) > 1:
        forms = islice(forms, 1)  # commas stand between coordinates
    for form in forms:
        for shape in _shapes(problem, form.strip()):
            yield partial(_parsed, problem, text, shape)
    if "\\" in plain:
        yield lambda habits: (_strict_latex(problem, plain, conventions), frozenset())


Shape = Callable[[shapes.Read], Said]


def _parsed(problem: Problem, text: str, shape: Shape, habits: frozenset[Habit]) -> tuple[Said, frozenset[Habit]]:
    """The text by one shape; each formula in it is read with the habits, and its forks are gathered."""
    forks: set[Habit] = set()
    known = known_names(problem)

    def read(part: str) -> t.Node:
        names = known | set(shapes.UNITS) if getattr(shape, "keywords", {}).get("count") else known
        reader = TypedReader(part, names, habits)
        node = reader.read()
        forks.update(reader.forks)
        return node

    try:
        shaped = shape(read)
    except ReadError as error:
        at = text.find(error.text.strip()) if error.text else -1
        position = max(0, at + error.position) if at >= 0 else min(error.position, len(text))
        raise ReadError(error.message, text, position) from None
    except RecursionError:
        raise ReadError("the expression is nested too deeply", text, 0) from None
    if any(isinstance(inner, t.Relation | t.Points) for inner in inner_nodes(shaped.node)):
        raise ReadError("an = or < stands where a value should be", text, 0)
    return shaped, frozenset(forks)


def _shapes(problem: Problem, text: str) -> Iterator[Shape]:
    answer = problem.answer
    variables = variables_of(problem)
    match answer:
        case t.Points():
            yield lambda read: Said(read_points(answer.variables or variables, text, read))
        case t.Relation():
            yield partial(shapes.relation, text, known_names(problem), answer)
        case t.Matrix():
            yield partial(shapes.matrix, text)
        case t.Vector(entries=entries):
            yield partial(shapes.vector, text, variables)
            if shapes.rows_of(text) is not None:
                yield lambda read: _as_vector(shapes.matrix(text, read))
            if re.search(r"[ijk]\b", text) and not known_names(problem) & set(shapes.UNITS):
                yield partial(shapes.units, text, count=min(len(entries), 3))
            if text[:1] in {"[", "(", "⟨", "<", "{"}:
                yield partial(shapes.spaced, text)
        case _:
            yield partial(shapes.scalar, text)


def _as_vector(found: Said) -> Said:
    """A matrix of one row or column as a vector."""
    match found.node:
        case t.Matrix(rows=(row,)):
            return Said(t.Vector(row))
        case t.Matrix(rows=rows) if all(len(row) == 1 for row in rows):
            return Said(t.Vector(tuple(row[0] for row in rows)))
    return found


def _strict_latex(problem: Problem, plain: str, conventions: Conventions) -> Said:
    """The LaTeX as our own writer would have written it."""
    node = read_latex(plain, conventions)
    if isinstance(node, t.Relation) and not isinstance(problem.answer, t.Relation):
        node = node.sides[-1]
    if isinstance(node, t.Points) and isinstance(problem.answer, t.Points) and not node.variables:
        node = replace(node, variables=problem.answer.variables)
    return Said(node)


def _fits(answer: t.Node, node: t.Node) -> bool:
    """Whether a tree has the form that is asked for."""
    match answer:
        case t.Vector(entries=entries):
            return isinstance(node, t.Vector) and len(node.entries) == len(entries)
        case t.Matrix(rows=rows):
            return isinstance(node, t.Matrix) and (len(node.rows), len(node.rows[0])) == (len(rows), len(rows[0]))
        case t.Points() | t.Relation() | t.Text():
            return isinstance(node, type(answer))
    return not any(
        isinstance(inner, t.Vector | t.Matrix | t.Relation | t.Points) for inner in (node, *inner_nodes(node))
    )


# -- words and choices


def _in_words(problem: Problem, text: str) -> t.Node | None:
    """The answer or the mistake that consists of these words, or what they say about divergence or existence."""
    plain = folded(text)
    for answer in (problem.answer, *_mistaken(problem, text)):
        if isinstance(answer, t.Text) and folded(answer.text) == plain:
            return answer
    if isinstance(problem.answer, t.Points | t.Relation):
        return None
    meaning = said(text)
    if meaning in {"oo", "-oo"}:
        return t.Name("oo") if meaning == "oo" else t.Negative(t.Name("oo"))
    return None if meaning is None else t.Text(meaning)


def _mistaken(problem: Problem, text: str) -> Iterator[t.Node]:
    """The answers of the problem's mistakes, looked at only for texts that hold a word."""
    if re.search(r"[A-Za-z]{4}", text):
        yield from (mistake.answer for mistake in problem.mistakes)


def _choice(
    problem: Problem, plain: str, conventions: Conventions, habits: frozenset[Habit]
) -> tuple[Said, frozenset[Habit]]:
    known = known_names(problem)

    def read(part: str) -> t.Node:
        return TypedReader(part, known, habits).read()

    keyed = in_keys(_without_latex(plain))
    if conventions.decimal == ",":
        keyed = next(number_readings(keyed, False, True))
    return Said(read_choice(problem.statement.choices, plain, keyed, read, conventions)), frozenset()
