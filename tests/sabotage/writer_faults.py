"""Faults in the writers of every notation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from calcdrill.expression.notation import sympy_syntax, text, unicode
from calcdrill.expression.notation.conventions import DEFAULT
from calcdrill.expression.notation.latex import LATEX
from calcdrill.expression.notation.mathml import MATHML, write_mathml
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.speech_parts import SPEAKERS
from calcdrill.expression.notation.sympy_syntax import write_sympy
from calcdrill.expression.notation.typst import TYPST, write_typst
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.expression.read import read
from calcdrill.expression.tree import (
    ONE,
    ZERO,
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
from expression.notation import test_mathml, test_speech, test_sympy_syntax, test_text, test_typst, test_unicode
from sabotage import layers as at
from sabotage.fault import Fault, Patch, open_table

# -- writers


def _no_brackets(written: str) -> str:
    written = written.replace(' stretchy="false"', "")
    for sign in (r"\left(", r"\right)", "<mo>(</mo>", "<mo>)</mo>", "open bracket ", " close bracket", "(", ")"):
        written = written.replace(sign, "")
    return written


def _plus(node: Any) -> Node:
    return Sum(tuple(term.argument if isinstance(term, Negative) else term for term in node.terms))


_CHANGES: dict[type[Node], tuple[str, Callable[[Any], Node], Any]] = {
    Number: ("a number is one more", lambda n: Number(n.value + 1), "x^2"),
    Name: ("another letter", lambda n: Name("z"), "x^2"),
    Text: ("another word", lambda n: Text("a maximum"), Text("a minimum")),
    Negative: ("the sign is lost", lambda n: n.argument, "-x^2"),
    Sum: ("minus becomes plus", _plus, "x^2 - x"),
    Product: ("a factor is lost", lambda n: n.factors[0], "x*sin(x)"),
    Quotient: ("upside down", lambda n: Quotient(n.denominator, n.numerator), "x^2/3"),
    Power: ("the exponent is lost", lambda n: n.base, "x^3"),
    Call: ("another function", lambda n: Call("tan", n.arguments), "sin(x)"),
    Apply: ("another letter for the function", lambda n: Apply("g", n.arguments, n.primes), "x^2"),
    Relation: ("= becomes <", lambda n: Relation(n.sides, ("<",) * len(n.operators)), "x^2"),
    Piecewise: (
        "the cases change places",
        lambda n: replace(n, branches=tuple((n.branches[~k][0], c) for k, (_, c) in enumerate(n.branches))),
        "relu(2*x - 1)",
    ),
    Vector: ("in reverse", lambda n: Vector(n.entries[::-1]), {"kind": "gradient", "function": "x^2*y"}),
    Matrix: (
        "transposed",
        lambda n: Matrix(tuple(zip(*n.rows, strict=True))),
        {"kind": "jacobian", "functions": ["x^2*y", "x + y"]},
    ),
    Derivative: ("once too often", lambda n: replace(n, variables=(*n.variables, n.variables[0])), "x^2"),
    Integral: (
        "the limits change places",
        lambda n: replace(n, lower=n.upper, upper=n.lower),
        {"kind": "definite_integral", "function": "x^2", "lower": "0", "upper": "1"},
    ),
    Limit: (
        "towards another number",
        lambda n: replace(n, to=Sum((n.to, ONE))),
        {"kind": "limit", "function": "(x^2 - 9)/(x - 3)", "to": "3"},
    ),
    At: (
        "at another place",
        lambda n: replace(n, point=tuple((name, ZERO) for name, _ in n.point)),
        {"kind": "derivative", "function": "x^3", "at": "2"},
    ),
    Points: (
        "another type",
        lambda n: replace(n, items=tuple((values, "max") for values, _ in n.items)),
        {"kind": "critical_points", "function": "x^2 - 2*x"},
    ),
}


def _writes(table: Mapping[Any, Any], kind: type[Node], change: Callable[[Any], Node]) -> Callable[[Patch], None]:
    def inject(patch: Patch) -> None:
        right = table[kind]

        def wrong(*given: Any) -> Any:
            changed = [change(part) if isinstance(part, Node) else part for part in given]
            now = next(type(part) for part in changed if isinstance(part, Node))
            return (right if now is kind else table[now])(*changed)

        patch.setitem(open_table(table), kind, wrong)

    return inject


def _drops(table: Mapping[Any, Any], kind: type[Node]) -> Callable[[Patch], None]:
    def inject(patch: Patch) -> None:
        right = table[kind]
        patch.setitem(open_table(table), kind, lambda *given: _no_brackets(right(*given)))

    return inject


def latex_faults() -> Iterator[Fault]:
    for kind, (words, change, task) in _CHANGES.items():
        if isinstance(task, Node):
            layer = at.printing(task)
        else:
            layer = at.solving({"kind": "derivative", "function": task} if isinstance(task, str) else task)
        yield Fault("LaTeX writer", f"{kind.__name__}: {words}", _writes(LATEX.forms, kind, change), layer, at.PRINT)
    bracketed = ((Product, "(x + 1)*sin(x)"), (Power, "(x + 1)^3"), (Call, "sin(2*x)"), (Negative, "-(x + 1)"))
    for kind, function in bracketed:
        layer = at.printing(read(function))
        words = f"{kind.__name__}: brackets are dropped"
        yield Fault("LaTeX writer", words, _drops(LATEX.forms, kind), layer, at.PRINT)


def other_writers() -> Iterator[Fault]:
    forms = "law: known forms"
    trees = [read(source) for source, _ in test_text.CASES]
    known = at.known_forms
    rows: list[tuple[str, Mapping[Any, Any], at.Layer, str]] = [
        ("text writer", text._WRITERS, lambda: at.reads_back_text(trees), "law: the text is read back"),
        ("Typst writer", TYPST.forms, known(write_typst, test_typst.FORMS), forms),
        ("MathML writer", MATHML.forms, known(_mathml, dict(test_mathml.CASES)), forms),
        ("spoken words", SPEAKERS, known(write_speech, test_speech.SENTENCES), forms),
        ("Unicode writer", unicode._writer(True, DEFAULT).forms, known(write_unicode, test_unicode.LINES), forms),
        ("SymPy writer", sympy_syntax._WRITERS, known(write_sympy, dict(test_sympy_syntax.CASES)), forms),
    ]
    for name, table, layer, caught in rows:
        for kind in (Negative, Sum, Quotient, Power, Relation, Number, Name):
            words, change, _ = _CHANGES[kind]
            yield Fault(name, f"{kind.__name__}: {words}", _writes(table, kind, change), layer, caught)
        if name != "Unicode writer":
            yield Fault(name, "Product: brackets are dropped", _drops(table, Product), layer, caught)


def _mathml(node: Node) -> str:
    """The MathML without the element that is around every formula."""
    return write_mathml(node).removeprefix("<math>").removesuffix("</math>")
