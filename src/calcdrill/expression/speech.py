"""Tree → words that say exactly this tree: the alternative text of a formula, for screen readers.

Whatever has more than one part is opened and closed in words ("the fraction 1, over x, end fraction"),
so that two trees never sound alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from calcdrill.errors import Unwritable
from calcdrill.expression.names import spell
from calcdrill.expression.notation import decimal_digits
from calcdrill.expression.speech_words import LANGUAGES, Words
from calcdrill.expression.steps import Prose
from calcdrill.expression.tree import (
    Apply,
    At,
    Call,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Piecewise,
    Points,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Text,
    Vector,
)

__all__ = ["LANGUAGES", "speak_prose", "write_speech"]

_RAISED_ON_NAME: Final = frozenset(["sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh"])
_MANY: Final = frozenset({"max", "min", "gcd"})


def write_speech(node: Node, language: str = "en") -> str:
    """The tree in words; raises Unwritable on a node that has no words."""
    return _speak(node, LANGUAGES[language])


def speak_prose(prose: Prose, language: str = "en") -> str:
    """Words with formulas among them, all in words."""
    return "".join(part if isinstance(part, str) else write_speech(part, language) for part in prose)


def _speak(node: Node, words: Words) -> str:
    speak = _SPEAKERS.get(type(node))
    if speak is None:
        raise Unwritable(f"speech has no words for {type(node).__name__}")
    return speak(node, words)


def _is_lone(node: Node) -> bool:
    """Whether a form is one thing in speech: a number or a name."""
    return isinstance(node, Name) or (isinstance(node, Number) and _digits(node) is not None)


def _digits(node: Number) -> str | None:
    digits = decimal_digits(node.value) if node.decimal else None
    return str(node.value) if digits is None and node.value.denominator == 1 else digits


def _closed(node: Node, words: Words, *also: type[Node]) -> str:
    """The words of ``node``, in brackets unless they are one thing or say their own end."""
    spoken = _speak(node, words)
    if _is_lone(node) or isinstance(node, (*_SELF_CLOSED, *also)) or _says_its_end(node):
        return spoken
    return words["bracket"].format(spoken)


_SELF_CLOSED: Final = (Text, Apply, Piecewise, Vector, Matrix, Derivative, Integral, Limit, At)


def _says_its_end(node: Node) -> bool:
    if isinstance(node, Quotient):
        return not _is_plain_fraction(node)
    if isinstance(node, Call):
        return node.function in _MANY | {"abs", "floor"} or (
            node.function in {"sqrt", "cbrt"} and not _is_lone(node.arguments[0])
        )
    return False


def _number(node: Number, words: Words) -> str:
    digits = _digits(node)
    if digits is not None:
        return digits
    return words["number over number"].format(node.value.numerator, node.value.denominator)


def _name(node: Name, words: Words) -> str:
    return _letters(node.name, words)


def _letters(name: str, words: Words) -> str:
    if name == "oo":
        return words["infinity"]
    parts = spell(name)
    spoken = words["capital"].format(parts.base) if parts.base[0].isupper() else parts.base
    if parts.accent:
        spoken = f"{spoken} {parts.accent}"
    return words["subscript"].format(spoken, " ".join(parts.subscripts)) if parts.subscripts else spoken


def _text(node: Text, words: Words) -> str:
    return node.text


def _is_term(node: Node) -> bool:
    """Whether a term of a sum, or what a minus stands before, needs no brackets."""
    return not isinstance(node, (Sum, Negative, Relation, Points))


def _term(node: Node, words: Words) -> str:
    spoken = _speak(node, words)
    return spoken if _is_term(node) else words["bracket"].format(spoken)


def _negative(node: Negative, words: Words) -> str:
    return words["negative"].format(_term(node.argument, words))


def _sum(node: Sum, words: Words) -> str:
    first = node.terms[0]
    parts = [_negative(first, words) if isinstance(first, Negative) else _term(first, words)]
    for term in node.terms[1:]:
        if isinstance(term, Negative):
            parts.append(words["minus"].format(_term(term.argument, words)))
        else:
            parts.append(words["plus"].format(_term(term, words)))
    return " ".join(parts)


def _product(node: Product, words: Words) -> str:
    parts: list[str] = []
    for index, factor in enumerate(node.factors):
        if index and not _runs_on(node.factors[index - 1], factor):
            parts.append(words["times"])
        parts.append(_factor(factor, words))
    return " ".join(parts)


def _factor(node: Node, words: Words) -> str:
    if isinstance(node, Quotient) or (isinstance(node, Number) and not _is_lone(node)):
        return _speak(node, words)
    return _closed(node, words, Power, Call)


def _runs_on(left: Node, right: Node) -> bool:
    """Whether two factors are said without "times": 3 x, x squared y."""
    if isinstance(right, Power):
        return _runs_on(left, right.base)
    if isinstance(left, Power):
        left = left.base
    return isinstance(right, Name) and _is_lone(left)


def _is_plain_fraction(node: Quotient) -> bool:
    return all(isinstance(side, Number) and _is_lone(side) for side in node.children)


def _quotient(node: Quotient, words: Words) -> str:
    top, bottom = _speak(node.numerator, words), _speak(node.denominator, words)
    return words["number over number" if _is_plain_fraction(node) else "fraction"].format(top, bottom)


def _power(node: Power, words: Words) -> str:
    base, exponent = node.base, node.exponent
    whole = exponent.value if isinstance(exponent, Number) and isinstance(exponent.value, int) else 0
    if isinstance(base, Call) and base.function in _RAISED_ON_NAME and whole >= 2:
        key = {2: "function squared", 3: "function cubed"}.get(whole, "function power")
        head = words[key].format(words[f"function {base.function}"], whole)
        return words["of"].format(head, _argument(base.arguments, words))
    spoken = _closed(base, words)
    if whole in {2, 3}:
        return words["squared" if whole == 2 else "cubed"].format(spoken)
    return _raised(spoken, exponent, words)


def _raised(base: str, exponent: Node, words: Words) -> str:
    inner = exponent.argument if isinstance(exponent, Negative) else exponent
    key = "power" if _is_lone(inner) else "long power"
    return words[key].format(base, _speak(exponent, words))


def _argument(arguments: tuple[Node, ...], words: Words) -> str:
    if len(arguments) == 1 and _is_lone(arguments[0]):
        return _speak(arguments[0], words)
    spoken = _speak(arguments[0], words)
    for argument in arguments[1:]:
        spoken = words["comma"].format(spoken, _speak(argument, words))
    return words["bracket"].format(spoken)


def _call(node: Call, words: Words) -> str:
    function, first = node.function, node.arguments[0]
    if function in _SPECIAL:
        return _SPECIAL[function](node, words)
    head = words.get(f"function {function}")
    if head is None:
        raise Unwritable(f"speech has no words for the function {function!r}")
    if function in _MANY:
        inside = ", ".join(_speak(argument, words) for argument in node.arguments)
        return words["of many"].format(head, inside, words[f"end {function}"])
    return words["of"].format(head, _argument((first,), words))


def _exp(node: Call, words: Words) -> str:
    exponent = node.arguments[0]
    if exponent in {Number(2), Number(3)}:
        return words["power"].format("e", _speak(exponent, words))
    return _raised("e", exponent, words)


def _log(node: Call, words: Words) -> str:
    head = words["logarithm"].format(_closed(node.arguments[1], words))
    return words["of"].format(head, _argument(node.arguments[:1], words))


def _root(key: str) -> Callable[[Call, Words], str]:
    def speak(node: Call, words: Words) -> str:
        inner = node.arguments[0]
        return words[key if _is_lone(inner) else f"long {key}"].format(_speak(inner, words))

    return speak


def _enclosed(key: str) -> Callable[[Call, Words], str]:
    return lambda node, words: words[key].format(_speak(node.arguments[0], words))


_SPECIAL: Final[Mapping[str, Callable[[Call, Words], str]]] = MappingProxyType(
    {
        "exp": _exp,
        "log": _log,
        "sqrt": _root("square root"),
        "cbrt": _root("cube root"),
        "abs": _enclosed("absolute value"),
        "floor": _enclosed("floor"),
        "factorial": lambda node, words: words["factorial"].format(_closed(node.arguments[0], words)),
    }
)


def _apply(node: Apply, words: Words) -> str:
    spoken = _letters(node.function, words)
    if node.primes > 3:
        spoken = words["primes"].format(spoken, node.primes)
    elif node.primes:
        spoken = words[f"prime {node.primes}"].format(spoken)
    return words["of"].format(spoken, _argument(node.arguments, words)) if node.arguments else spoken


def _relation(node: Relation, words: Words) -> str:
    def side(inner: Node) -> str:
        spoken = _speak(inner, words)
        return words["bracket"].format(spoken) if isinstance(inner, (Relation, Points)) else spoken

    spoken = side(node.sides[0])
    for operator, following in zip(node.operators, node.sides[1:], strict=True):
        if operator not in {"=", "!=", "<", "<=", ">", ">=", "~"}:
            raise Unwritable(f"speech has no words for the relation {operator!r}")
        spoken = f"{spoken} {words[operator]} {side(following)}"
    return spoken


def _piecewise(node: Piecewise, words: Words) -> str:
    rows = [words["case"].format(_speak(value, words), _speak(when, words)) for value, when in node.branches]
    if node.otherwise is not None:
        rows.append(words["otherwise"].format(_speak(node.otherwise, words)))
    return words["cases"].format("; ".join(rows))


def _vector(node: Vector, words: Words) -> str:
    return words["vector"].format(", ".join(_speak(entry, words) for entry in node.entries))


def _matrix(node: Matrix, words: Words) -> str:
    rows = [
        words["row"].format(index, ", ".join(_speak(entry, words) for entry in row))
        for index, row in enumerate(node.rows, 1)
    ]
    return words["matrix"].format(len(node.rows), len(node.rows[0]), "; ".join(rows))


def _derivative(node: Derivative, words: Words) -> str:
    by = _letters(node.variables[0], words)
    for variable in node.variables[1:]:
        by = words["variables"].format(by, _letters(variable, words))
    key = "partial derivative" if node.partial else "derivative"
    return words[key].format(_speak(node.body, words), by)


def _integral(node: Integral, words: Words) -> str:
    body, variable = _speak(node.body, words), _letters(node.variable, words)
    if node.lower is None or node.upper is None:
        return words["antiderivative"].format(body, variable)
    return words["integral"].format(body, variable, _speak(node.lower, words), _speak(node.upper, words))


def _limit(node: Limit, words: Words) -> str:
    key = f"limit {node.side}" if node.side else "limit"
    if key not in words:
        raise Unwritable(f"speech has no words for a limit from the side {node.side!r}")
    return words[key].format(_speak(node.body, words), _letters(node.variable, words), _speak(node.to, words))


def _at(node: At, words: Words) -> str:
    names, values = (tuple(part) for part in zip(*node.point, strict=True))
    return words["at"].format(_speak(node.body, words), _place(names, values, words))


def _place(variables: tuple[str, ...], values: tuple[Node, ...], words: Words) -> str:
    pairs = zip(variables, values, strict=True)
    return ", ".join(f"{_letters(name, words)} {words['=']} {_speak(value, words)}" for name, value in pairs)


def _points(node: Points, words: Words) -> str:
    if not node.items:
        return words["no points"]
    return "; ".join(_point(node.variables, values, kind, words) for values, kind in node.items)


def _point(variables: tuple[str, ...], values: tuple[Node, ...], kind: str, words: Words) -> str:
    place = _place(variables, values, words)
    template = words.get(f"point {kind}") if kind else words["point"]
    return template.format(place) if template else f"{place}, {kind}"


_SPEAKERS: Final[Mapping[type[Node], Callable[..., str]]] = MappingProxyType(
    {
        Number: _number,
        Name: _name,
        Text: _text,
        Negative: _negative,
        Sum: _sum,
        Product: _product,
        Quotient: _quotient,
        Power: _power,
        Call: _call,
        Apply: _apply,
        Relation: _relation,
        Piecewise: _piecewise,
        Vector: _vector,
        Matrix: _matrix,
        Derivative: _derivative,
        Integral: _integral,
        Limit: _limit,
        At: _at,
        Points: _points,
    }
)
