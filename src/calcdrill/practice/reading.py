"""What a learner types → a tree: labels cut off, lists and points taken apart, then the one safe reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from calcdrill.choices import choice_label, choice_letter
from calcdrill.errors import InputError, ReadError, Unwritable
from calcdrill.expression.notation.normal import canonical_name
from calcdrill.expression.notation.prose import prose_text
from calcdrill.expression.read import read
from calcdrill.expression.tree import Matrix, Node, Piecewise, Points, Relation, Text, Vector, names
from calcdrill.kinds import find
from calcdrill.practice.reading_points import read_points
from calcdrill.practice.spelling import plain_latex, semicolons, spelled
from calcdrill.practice.splitting import equals, is_label, label_end, split
from calcdrill.problem import Problem

__all__ = [
    "constant_letters",
    "known_names",
    "needs_constant",
    "point_of",
    "read_answer",
    "variables_of",
]

MOST_TYPED: Final = 1000
CONSTANT_LETTERS: Final = frozenset({"C", "c", "K", "k"})

_PLAIN = str.maketrans({"′": "'", "″": "'", "$": " ", "`": " "})
_SAME_WORDS: Final = {
    **dict.fromkeys(("divergent", "divergence", "doesnotconverge", "itdiverges"), "diverges"),
    **dict.fromkeys(("convergent", "itconverges"), "converges"),
    **dict.fromkeys(("dne", "itdoesnotexist", "nolimit"), "doesnotexist"),
}
_BRACES = str.maketrans("{}", "()")


def read_answer(problem: Problem, text: str) -> Node:
    """The tree of a typed answer to the problem; raises ReadError with the position of the fault.

    ``f'(x) = 2x`` is read as ``2x``, ``(x, y) = (1, 2)`` and ``x = 1, y = 2`` as ``(1, 2)``. A choice is read
    as what stands behind the letter. Critical points are read with their types in any usual wording.
    """
    if len(text) > MOST_TYPED:
        raise ReadError(f"the answer is longer than {MOST_TYPED} characters", text, MOST_TYPED)
    plain = text.translate(_PLAIN).rstrip().rstrip(".;,")
    if not plain.strip():
        raise ReadError("there is no answer", text, 0)
    node = _by_shape(problem, text, plain)
    if any(isinstance(inner, Relation | Points) for inner in _inside(node)):
        raise ReadError("an = or < stands where a value should be", text, 0)
    return node


def _inside(node: Node) -> Iterator[Node]:
    """What stands inside the tree, the conditions of a piecewise form apart."""
    for child in node.children:
        if not (isinstance(node, Piecewise) and isinstance(child, Relation)):
            yield child
            yield from _inside(child)


def _by_shape(problem: Problem, text: str, plain: str) -> Node:
    answer = problem.answer
    if problem.statement.choices:
        return _choice(problem, plain)
    if isinstance(answer, Points):
        return read_points(answer.variables or variables_of(problem), plain, partial(_read, problem))
    words = _in_words(problem, plain)
    if words is not None:
        return words
    if "\\" in plain:
        plain = plain_latex(plain)
    plain = plain.translate(_BRACES)
    if isinstance(answer, Relation):
        return _relation(problem, plain)
    return _expression(problem, plain)


def _in_words(problem: Problem, text: str) -> Node | None:
    """The answer or the mistake that consists of these words; other words only where words are asked for."""
    answers = (problem.answer, *(mistake.answer for mistake in problem.mistakes))
    plain = _SAME_WORDS.get(_folded(text), _folded(text))
    for answer in answers:
        if isinstance(answer, Text) and _folded(answer.text) == plain:
            return answer
    return Text(" ".join(text.split())) if isinstance(problem.answer, Text) else None


# -- what may be typed


def known_names(problem: Problem) -> frozenset[str]:
    """The variables and parameters that an answer may hold: those of the task, its words and its answer."""
    found = set(names(problem.answer)) | set(variables_of(problem))
    for prose in (problem.statement.given, problem.statement.instruction, problem.statement.context):
        for part in prose:
            if isinstance(part, Node):
                found |= names(part)
    for value in problem.task.fields.values():
        if isinstance(value, Node):
            found |= names(value)
    if needs_constant(problem):
        found |= constant_letters(problem)
    return frozenset(found)


def variables_of(problem: Problem) -> tuple[str, ...]:
    """The task's variables in their order."""
    fields = problem.task.fields
    many = fields.get("variables")
    if isinstance(many, tuple | list) and many:
        return tuple(name for name in many if isinstance(name, str))
    one = fields.get("variable")
    return (one,) if isinstance(one, str) else ()


def point_of(problem: Problem) -> dict[str, Node] | None:
    """The point at which the task asks for a value; None where it asks for a function."""
    from calcdrill.kinds.fields import as_point

    at = problem.task.fields.get("at")
    if at is None:
        return None
    try:
        return as_point(at, variables_of(problem))
    except InputError:
        return None


def needs_constant(problem: Problem) -> bool:
    """Whether the answer is an antiderivative, right up to a constant."""
    return find(problem.task.kind).up_to_constant


def constant_letters(problem: Problem) -> frozenset[str]:
    """The letters that stand for the constant of integration; those that the integrand uses do not."""
    integrand = problem.task.fields.get("function")
    taken = set(variables_of(problem)) | (names(integrand) if isinstance(integrand, Node) else set())
    return frozenset((CONSTANT_LETTERS | names(problem.answer)) - taken)


# -- expressions, vectors, matrices


def _expression(problem: Problem, text: str) -> Node:
    pieces = list(split(text, ",;" if isinstance(problem.answer, Vector) else ","))
    labelled = [piece for piece, _ in pieces if equals(piece)]
    if len(pieces) > 1 and labelled:
        return _labelled_list(problem, pieces)
    start = label_end(text)
    body = semicolons(text[start:])
    if len(list(split(body, ","))) > 1:
        body = f"({body})"
        start -= 1
    return _shape(_read(problem, body, start), problem.answer)


def _labelled_list(problem: Problem, pieces: Sequence[tuple[str, int]]) -> Node:
    """``x = 1, y = 2``: the values in the order of the task's variables."""
    found: list[tuple[str, Node]] = []
    for piece, position in pieces:
        start = label_end(piece)
        found.append(
            (piece[:start].replace("=", "").strip(), _read(problem, piece[start:], position + start))
        )
    order = {canonical_name(name): index for index, name in enumerate(variables_of(problem))}
    labels = [_canonical(label) for label, _ in found]
    if len(set(labels)) == len(labels) and all(label in order for label in labels):
        found = [pair for _, pair in sorted(zip(labels, found, strict=True), key=lambda item: order[item[0]])]
    return Vector(tuple(node for _, node in found))


def _canonical(label: str) -> str:
    try:
        return canonical_name(label)
    except Unwritable:
        return label


def _shape(node: Node, answer: Node) -> Node:
    """A list of rows as a matrix; one row or column as a vector, one entry as itself where that is asked."""
    if (
        isinstance(node, Vector)
        and len(node.entries) > 1
        and all(isinstance(e, Vector) for e in node.entries)
    ):
        rows = tuple(entry.entries for entry in node.entries if isinstance(entry, Vector))
        if len({len(row) for row in rows}) == 1:
            node = Matrix(rows)
    if isinstance(node, Matrix) and isinstance(answer, Vector):
        if len(node.rows) == 1:
            return Vector(node.rows[0])
        if all(len(row) == 1 for row in node.rows):
            return Vector(tuple(row[0] for row in node.rows))
    if isinstance(node, Vector) and isinstance(answer, Matrix) and len(answer.rows) == 1:
        return Matrix((node.entries,))
    if isinstance(node, Vector) and len(node.entries) == 1 and not isinstance(answer, Vector):
        return node.entries[0]
    return node


def _read(problem: Problem, text: str, shift: int = 0) -> Node:
    """The tree of a piece of the answer that stands ``shift`` characters behind its start."""
    known = known_names(problem)
    try:
        return read(spelled(text, known), known, typed=True)
    except ReadError as error:
        if text != text.lower() and not any(name != name.lower() for name in known):
            try:
                return read(spelled(text.lower(), known), known, typed=True)
            except ReadError:
                pass
        raise ReadError(error.message, text, max(0, error.position + shift)) from None


# -- equations and inequalities


def _relation(problem: Problem, text: str) -> Node:
    known = known_names(problem)
    signs = equals(text)
    if signs:
        label = text[: signs[0]].strip()
        if not label or _is_label(label, known):
            return _read(problem, text[signs[0] + 1 :], signs[0] + 1)
    return _read(problem, text)


def _is_label(label: str, known: frozenset[str]) -> bool:
    """A function's name or a letter that the task does not use, such as ``L(x)``."""
    if not is_label(label):
        return False
    head = re.match(r"[A-Za-z]\w*", label)
    return head is not None and head[0] not in known


# -- choices


def _choice(problem: Problem, text: str) -> Node:
    choices = problem.statement.choices
    letters = [choice_letter(place) for place in range(len(choices))]
    match = re.fullmatch(r"\s*\(?\s*([A-Za-z])\s*[).:]?\s*", text)
    if match and match[1].lower() in letters:
        return choice_label(choices[letters.index(match[1].lower())])
    plain = _folded(text)
    named = [choice for choice in choices if _folded(prose_text(choice)) == plain]
    if not named and len(plain) >= 3:
        named = [choice for choice in choices if _folded(prose_text(choice)).startswith(plain)]
    if len(named) == 1:
        return choice_label(named[0])
    formulas = [choice_label(choice) for choice in choices]
    if any(not isinstance(formula, Text) for formula in formulas):
        try:
            return _read(problem, text)
        except ReadError:
            pass
    raise ReadError(f"type one of the letters {letters[0]} to {letters[-1]}", text, 0)


def _folded(text: str) -> str:
    return re.sub(r"""[\s`*().,:"']+""", "", text).casefold()
