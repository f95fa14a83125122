"""How the longer forms of LaTeX are read: functions, fractions, brackets, calculus, cases, sets of points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from calcdrill.expression import tree as t
from calcdrill.expression.notation.conventions import INVERSES
from calcdrill.expression.notation.latex_tokens import name_of
from calcdrill.expression.notation.normal import fold_quotient

if TYPE_CHECKING:
    from calcdrill.expression.notation.read_latex import Reader

_Form = Callable[["Reader"], t.Node]

_RAISABLE: Final = frozenset(
    {r"\sin", r"\cos", r"\tan", r"\sec", r"\csc", r"\cot", r"\sinh", r"\cosh", r"\tanh", r"\coth"}
    | {r"\operatorname{sech}", r"\operatorname{csch}", r"\operatorname{tg}"}
)
_NOT_RAISABLE: Final = frozenset(
    {r"\ln", r"\log", r"\arcsin", r"\arccos", r"\arctan"}
    | {r"\operatorname{arcsec}", r"\operatorname{arccsc}", r"\operatorname{arccot}"}
)
_ARCS: Final = {name: inverse for inverse, name in INVERSES.items()}
OPEN_FUNCTIONS: Final = _RAISABLE | _NOT_RAISABLE
"""Functions that may stand before a bare argument."""
OPEN_SIGNS: Final = OPEN_FUNCTIONS | {r"\det", r"\mathord"}
"""What may stand before a bare argument: these, det and ∇."""
_TYPES: Final = {
    "minimum": "min",
    "maximum": "max",
    "saddle point": "saddle",
    "neither": "neither",
    "point": "",
}


def number(token: str) -> t.Number:
    """The number of a token of digits, with a decimal point or comma."""
    whole, point, places = token.replace("{,}", ".").partition(".")
    return t.Number(Fraction(int(whole + places), 10 ** len(places)), decimal=True) if point else t.Number(int(whole))


def _fraction(reader: Reader) -> t.Node:
    top = reader.closed("}")
    reader.expect("{")
    return fold_quotient(t.Quotient(top, reader.closed("}")))


def _function(reader: Reader) -> t.Node:
    token = reader.tokens[reader.index - 1]
    name = token[1:].removeprefix("operatorname{").removesuffix("}")
    name = "tan" if name == "tg" else name
    if name == "log":
        if reader.take("_{"):
            base = reader.closed("}")
            return t.Call("log", (_argument(reader), base))
        if reader.conventions.log != "log":
            reader.fail("has no base")
        return t.Call("ln", (_argument(reader),))
    if token not in _RAISABLE or not reader.take("^{"):
        return t.Call(name, (_argument(reader),))
    if reader.conventions.inverse == "sin⁻¹" and name in _ARCS and reader.take("-"):
        reader.expect("1")
        reader.expect("}")
        return t.Call(_ARCS[name], (_argument(reader),))
    exponent = _whole(reader)
    reader.expect("}")
    return t.Power(t.Call(name, (_argument(reader),)), exponent)


def _whole(reader: Reader) -> t.Node:
    if not reader.tokens[reader.index].isdigit():
        reader.fail("is no whole number")
    return reader.number(reader.next())


def _argument(reader: Reader) -> t.Node:
    token = reader.tokens[reader.index]
    if token == r"\left(":
        arguments = reader.arguments()
        if len(arguments) != 1:
            reader.fail("follows more than one argument")
        return arguments[0]
    reader.index += 1
    if token[:1].isdigit():
        return reader.number(token)
    form = _BARE.get(token)
    if form is not None:
        return form(reader)
    name = name_of(token)
    if name is None:
        reader.index -= 1
        reader.fail("needs brackets as an argument")
    return reader.named(name)


def _gradient(reader: Reader) -> t.Node:
    for token in ("{", r"\nabla", "}"):
        reader.expect(token)
    return t.Apply("grad", (_operand(reader),))


def _operand(reader: Reader) -> t.Node:
    """What ∇ or det stands before: brackets, a name, a function of something."""
    token = reader.tokens[reader.index]
    if token != r"\left(" and name_of(token) is None:
        reader.fail("needs brackets here")
    return _argument(reader)


def _integral(reader: Reader) -> t.Node:
    lower = upper = None
    if reader.take("_{"):
        lower = reader.closed("}")
        reader.expect("^{")
        upper = reader.closed("}")
    body = reader.signed_term()
    reader.expect(r"\,")
    reader.expect("d")
    return t.Integral(body, reader.variable(), lower, upper)


def _limit(reader: Reader) -> t.Node:
    reader.expect("_{")
    variable = reader.variable()
    reader.expect(r"\to")
    to = reader.sum()
    side = "+" if reader.take("^{+}") else "-" if reader.take("^{-}") else ""
    reader.expect("}")
    return t.Limit(reader.term(), variable, to, side)


def _group(reader: Reader) -> t.Node:
    if reader.take(r"\,"):
        entry = reader.closed(r"\,")
        reader.expect(r"\right)")
        return t.Vector((entry,))
    items = reader.items(r"\right)")
    return items[0] if len(items) == 1 else t.Vector(items)


def _at(reader: Reader) -> t.Node:
    body = reader.closed(r"\right|_{")
    point = [_setting(reader)]
    while reader.take(reader.separator):
        point.append(_setting(reader))
    reader.expect("}")
    return t.At(body, tuple(point))


def _setting(reader: Reader) -> tuple[str, t.Node]:
    name = reader.variable()
    reader.expect("=")
    return name, reader.sum()


def _rows(reader: Reader, end: str) -> t.Matrix:
    rows = [_row(reader)]
    while reader.take(r"\\"):
        rows.append(_row(reader))
    reader.expect(end)
    return t.Matrix(tuple(rows))


def _row(reader: Reader) -> tuple[t.Node, ...]:
    entries = [reader.relation()]
    while reader.take("&"):
        entries.append(reader.relation())
    return tuple(entries)


def _cases(reader: Reader) -> t.Node:
    branches: list[tuple[t.Node, t.Node]] = []
    otherwise: t.Node | None = None
    while otherwise is None:
        value = reader.closed("&")
        if reader.take(r"\text{otherwise}"):
            otherwise = value
        else:
            reader.take(r"\text{if }")
            branches.append((value, reader.relation()))
        if not reader.take(r"\\"):
            break
    reader.expect(r"\end{cases}")
    return t.Piecewise(tuple(branches), otherwise)


def typed_points(reader: Reader, head: t.Node, value: t.Node) -> t.Node:
    variables = _heads(reader, head)
    items: list[tuple[tuple[t.Node, ...], str]] = []
    while True:
        reader.expect(r"\ ")
        words = reader.next()
        kind = _TYPES.get(words[7:-2]) if words.startswith(r"\text{(") else None
        if kind is None:
            reader.index -= 1
            reader.fail("is no type of point")
        items.append((_values(reader, value, variables), kind))
        if not reader.take(r",\quad"):
            return t.Points(variables, tuple(items))
        if reader.sum() != head:
            reader.fail("follows other variables")
        reader.expect("=")
        value = reader.sum()


def set_of_points(reader: Reader, head: t.Node) -> t.Node:
    reader.index += 1
    variables = _heads(reader, head)
    if reader.take(r"\varnothing"):
        return t.Points((), ())
    reader.expect(r"\left\{")
    items = [_values(reader, reader.sum(), variables)]
    while reader.take(reader.separator):
        reader.expect(r"\ ")
        items.append(_values(reader, reader.sum(), variables))
    reader.expect(r"\right\}")
    return t.Points(variables, tuple((values, "") for values in items))


def _heads(reader: Reader, node: t.Node) -> tuple[str, ...]:
    names = node.entries if isinstance(node, t.Vector) else (node,)
    heads = tuple(name.name for name in names if isinstance(name, t.Name))
    if len(heads) != len(names):
        reader.fail("does not follow variables")
    return heads


def _values(reader: Reader, node: t.Node, variables: tuple[str, ...]) -> tuple[t.Node, ...]:
    if len(variables) == 1:
        return (node,)
    if not isinstance(node, t.Vector) or len(node.entries) != len(variables):
        reader.fail("does not follow a value for each variable")
    return node.entries


def _enclosed(function: str, close: str) -> _Form:
    return lambda reader: t.Call(function, (reader.closed(close),))


def _bracketed(function: str) -> _Form:
    return lambda reader: reader.without_power(t.Call(function, reader.arguments()))


_FENCES: Final = {
    r"\left|": _enclosed("abs", r"\right|"),
    r"\left\lfloor": _enclosed("floor", r"\right\rfloor"),
    r"\left\langle": lambda reader: t.Vector(reader.items(r"\right\rangle")),
    r"\left\|": lambda reader: t.Apply("norm", (reader.closed(r"\right\|"),)),
}
_ROOTS: Final = {
    r"\frac{": _fraction,
    r"\sqrt{": _enclosed("sqrt", "}"),
    r"\sqrt[3]{": _enclosed("cbrt", "}"),
}
_BARE: Final[Mapping[str, _Form]] = MappingProxyType({**_FENCES, **_ROOTS})
FORMS: Final[Mapping[str, _Form]] = MappingProxyType(
    {
        **_ROOTS,
        **dict.fromkeys(OPEN_FUNCTIONS, _function),
        r"\det": lambda reader: t.Apply("det", (_operand(reader),)),
        r"\mathord": _gradient,
        r"\int": _integral,
        r"\lim": _limit,
    }
)
ATOMS: Final[Mapping[str, _Form]] = MappingProxyType(
    {
        **_FENCES,
        r"\left(": _group,
        r"\left.": _at,
        r"\varnothing": lambda reader: reader.without_power(t.Points((), ())),
        r"\begin{pmatrix}": lambda reader: _rows(reader, r"\end{pmatrix}"),
        r"\begin{vmatrix}": lambda reader: t.Apply("det", (_rows(reader, r"\end{vmatrix}"),)),
        r"\begin{cases}": _cases,
        r"\operatorname{ReLU}": _bracketed("relu"),
        **{"\\" + name: _bracketed(name) for name in ("max", "min", "gcd")},
    }
)
