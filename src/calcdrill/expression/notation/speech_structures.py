"""The words of relations, cases, vectors, named functions and of calculus that is still to be worked out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from calcdrill.expression import tree as t
from calcdrill.expression.notation.layout import vector_form
from calcdrill.expression.notation.speech_parts import argument, closed, letters, speak
from calcdrill.expression.notation.speech_words import Words


def _apply(node: t.Apply, words: Words) -> str:
    form = vector_form(node)
    if form == "transpose":
        return words["transposed"].format(closed(node.arguments[0], words))
    if form:
        return words[f"vector {form}"].format(*[speak(inner, words) for inner in node.arguments])
    spoken = letters(node.function, words)
    if node.primes > 3:
        spoken = words["primes"].format(spoken, node.primes)
    elif node.primes:
        spoken = words[f"prime {node.primes}"].format(spoken)
    elif not node.arguments:
        return words["of nothing"].format(spoken)
    return words["of"].format(spoken, argument(node.arguments, words)) if node.arguments else spoken


def _relation(node: t.Relation, words: Words) -> str:
    def side(inner: t.Node) -> str:
        spoken = speak(inner, words)
        return words["bracket"].format(spoken) if isinstance(inner, (t.Relation, t.Points)) else spoken

    spoken = side(node.sides[0])
    for operator, following in zip(node.operators, node.sides[1:], strict=True):
        spoken = f"{spoken} {words[operator]} {side(following)}"
    return spoken


def _piecewise(node: t.Piecewise, words: Words) -> str:
    rows = [words["case"].format(speak(value, words), speak(when, words)) for value, when in node.branches]
    if node.otherwise is not None:
        rows.append(words["otherwise"].format(speak(node.otherwise, words)))
    return words["cases"].format("; ".join(rows))


def _vector(node: t.Vector, words: Words) -> str:
    return words["vector"].format(", ".join(speak(entry, words) for entry in node.entries))


def _matrix(node: t.Matrix, words: Words) -> str:
    rows = [
        words["row"].format(index, ", ".join(speak(entry, words) for entry in row))
        for index, row in enumerate(node.rows, 1)
    ]
    return words["matrix"].format(len(node.rows), len(node.rows[0]), "; ".join(rows))


def _derivative(node: t.Derivative, words: Words) -> str:
    key = "partial derivative" if node.partial else "derivative"
    by, order = letters(node.variables[0], words), len(node.variables)
    if order in {2, 3} and len(set(node.variables)) == 1:
        return words[f"{key} {order}"].format(speak(node.body, words), by)
    for variable in node.variables[1:]:
        by = words["variables"].format(by, letters(variable, words))
    return words[key].format(speak(node.body, words), by)


def _integral(node: t.Integral, words: Words) -> str:
    body, variable = speak(node.body, words), letters(node.variable, words)
    if node.lower is None or node.upper is None:
        return words["antiderivative"].format(body, variable)
    return words["integral"].format(body, variable, speak(node.lower, words), speak(node.upper, words))


def _limit(node: t.Limit, words: Words) -> str:
    key = f"limit {node.side}" if node.side else "limit"
    return words[key].format(speak(node.body, words), letters(node.variable, words), speak(node.to, words))


def _at(node: t.At, words: Words) -> str:
    names, values = (tuple(part) for part in zip(*node.point, strict=True))
    return words["at"].format(speak(node.body, words), _place(names, values, words))


def _place(variables: tuple[str, ...], values: tuple[t.Node, ...], words: Words) -> str:
    pairs = zip(variables, values, strict=True)
    return ", ".join(f"{letters(name, words)} {words['=']} {speak(value, words)}" for name, value in pairs)


def _points(node: t.Points, words: Words) -> str:
    if not node.items:
        return words["no points"]
    return "; ".join(_point(node.variables, values, kind, words) for values, kind in node.items)


def _point(variables: tuple[str, ...], values: tuple[t.Node, ...], kind: str, words: Words) -> str:
    place = _place(variables, values, words)
    return words[f"point {kind}" if kind else "point"].format(place)


STRUCTURES: Final[dict[type[t.Node], Callable[..., str]]] = {
    t.Apply: _apply,
    t.Relation: _relation,
    t.Piecewise: _piecewise,
    t.Vector: _vector,
    t.Matrix: _matrix,
    t.Derivative: _derivative,
    t.Integral: _integral,
    t.Limit: _limit,
    t.At: _at,
    t.Points: _points,
}
