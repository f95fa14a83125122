r"""``python -m oracles.second_reader``: the printed LaTeX, read by a program that knows nothing of calcdrill.

    python -m oracles.second_reader [--instances 2] [--every 1] [--seed 1] [--json]

Every formula of a sample of problems is read by ``latex2sympy2_extended`` into SymPy and compared by value with the
tree that it was printed from, at points where both have one. What that reader cannot read is counted, by reason; a
name such as \sigma(x) that it takes for something else counts as a word that it does not know.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import fmpq

from calcdrill import load_catalog
from calcdrill.errors import CalcdrillError
from calcdrill.expression.balls.ball import PRECISION, Evaluator, as_ball, columns_at, working
from calcdrill.expression.notation.latex import latex_name, write_latex
from calcdrill.expression.tree import (
    Apply,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Name,
    Node,
    Points,
    Product,
    Relation,
    Text,
    Vector,
    names,
    walk,
)
from calcdrill.instances import make_problem
from calcdrill.verify import formulas

PLACES = (Fraction(3, 7), Fraction(9, 5), Fraction(26, 9), Fraction(1, 11))
"""Positive, so that roots and logarithms have real values in both programs."""
ENOUGH = 2
_OPEN_BEFORE_DOT = re.compile(
    r"(\\(?:arc)?(?:sin|cos|tan|sec|csc|cot|ln|log_\{\w+\})h?(?:\^\{\w+\})? (?:\\[a-z]+|\w)(?:_\{\w+\})?)(?= \\cdot )"
)
"""sin x · y, which that reader takes for sin(x · y): it is given (sin x) · y."""
CONSTANTS = {"e", "pi", "oo"}
AGREED, OTHER = "agreed", "other value"


@dataclass
class Reading:
    """Verdicts, and the formulas that have another value."""

    verdicts: Counter[str] = field(default_factory=Counter)
    different: list[str] = field(default_factory=list)


def read_all(trees: Iterable[Node]) -> Reading:
    """Every tree's LaTeX by the second reader."""
    found = Reading()
    for tree in trees:
        latex = write_latex(tree)
        verdict = judge(tree, latex)
        found.verdicts[verdict] += 1
        if verdict == OTHER:
            found.different.append(latex)
    return found


def judge(tree: Node, latex: str) -> str:
    """What the second reader makes of the LaTeX of the tree: agreed, other value, or why it cannot be said."""
    if any(isinstance(node, Points | Text) for node in walk(tree)):
        return "not asked: words or sets of points"
    tree, latex = _without_definition(tree, latex)
    if any(isinstance(node, Apply) for node in walk(tree)):
        return "not asked: a function that is only named"
    if any(isinstance(node, Product) and _derivative_before(node) for node in walk(tree)):
        return "not asked: a factor after the brackets of a derivative, which it takes in"
    if any(isinstance(inner, Integral | Limit) for node in walk(tree) for inner in _under_operator(node)):
        return "not asked: an integral or a limit inside"
    try:
        read = _read(_OPEN_BEFORE_DOT.sub(r"\\left(\1\\right)", latex))
    except Exception:
        return "refused: cannot be read"
    pairs = list(_pairs(tree, read))
    if not pairs:
        return "refused: read as another shape"
    verdicts = {_compared(part, other) for part, other in pairs}
    return OTHER if OTHER in verdicts else max(verdicts - {AGREED}, default=AGREED)


def _derivative_before(product: Product) -> bool:
    return any(isinstance(factor, Derivative) for factor in product.factors[:-1])


def _under_operator(node: Node) -> Iterator[Node]:
    return walk(node.body) if isinstance(node, Integral | Limit) else iter(())


def _without_definition(tree: Node, latex: str) -> tuple[Node, str]:
    """The body of f(x) = …: the reader takes f(x) for a product."""
    match tree:
        case Relation(sides=(Apply() as left, body), operators=("=",)):
            return body, latex.removeprefix(write_latex(left) + " = ")
    return tree, latex


def _read(latex: str) -> Any:
    from latex2sympy2_extended import latex2sympy
    from latex2sympy2_extended.latex2sympy2 import ConversionConfig

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return latex2sympy(latex, conversion_config=ConversionConfig(lowercase_symbols=False))


def _pairs(tree: Node, read: Any) -> Iterator[tuple[Node, Any]]:
    """The parts to be compared by value: sides, entries, and what stands under an integral or a limit."""
    match tree:
        case Relation(sides=sides) if len(getattr(read, "args", ())) == len(sides) == 2 and hasattr(read, "rel_op"):
            names_of = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
            if names_of.get(read.rel_op) == tree.operators[0]:
                yield from zip(sides, read.args, strict=True)
        case Relation():
            return
        case Vector(entries=entries):
            parts = tuple(getattr(read, "args", ()))[: len(entries)]
            if len(parts) == len(entries):
                yield from zip(entries, parts, strict=True)
        case Matrix(rows=rows):
            if getattr(read, "shape", None) == (len(rows), len(rows[0])):
                yield from zip((entry for row in rows for entry in row), read, strict=True)
        case Integral(body=body, lower=lower, upper=upper) if type(read).__name__ == "Integral":
            limits = read.limits[0]
            yield body, read.function
            ends = [end for end in (lower, upper) if end is not None]
            yield from zip(ends, limits[1:], strict=True)
        case Limit(body=body, to=to) if type(read).__name__ == "Limit":
            yield body, read.args[0]
            yield to, read.args[2]
        case _:
            yield tree, read


def _compared(tree: Node, read: Any) -> str:
    import sympy
    from sympy.core.function import AppliedUndef

    if not isinstance(read, sympy.Expr) or read.has(sympy.MatrixBase, sympy.MatrixExpr):
        return "refused: read as another shape"
    if any(isinstance(node, Integral | Limit) for node in walk(tree)):
        return "not asked: an integral or a limit inside"
    letters = {_plain(latex_name(name)): name for name in names(tree) - CONSTANTS}
    symbols = {symbol: letters.get(_plain(str(symbol))) for symbol in read.free_symbols}
    if None in symbols.values() or read.atoms(AppliedUndef):
        return "refused: a word that it does not know"
    if tree == Name("oo"):
        return AGREED if read == sympy.oo else OTHER
    agreed = 0
    for turn in range(len(PLACES)):
        point = {name: PLACES[(turn + k) % len(PLACES)] for k, name in enumerate(sorted(letters.values()))}
        mine = _value(tree, point)
        try:
            other = complex(sympy.N(_put_in(read, symbols, point), 30))
        except Exception:
            continue
        if mine is None or other != other or abs(other.imag) > 1e-12 * (1 + abs(other)):
            continue
        if abs(mine - other.real) > 1e-9 * (1 + abs(mine)):
            return OTHER
        agreed += 1
        if agreed == ENOUGH or not letters:
            return AGREED
    return "no value at the points"


def _put_in(read: Any, symbols: dict[Any, str | None], point: dict[str, Fraction]) -> Any:
    import sympy

    if read.has(sympy.Derivative):
        read = read.doit()
    values = {s: sympy.Rational(point[name].numerator, point[name].denominator) for s, name in symbols.items() if name}
    return read.subs(values)


def _value(tree: Node, point: dict[str, Fraction]) -> float | None:
    places = {name: fmpq(value.numerator, value.denominator) for name, value in point.items()}
    try:
        with working(PRECISION):
            ball = as_ball(Evaluator(columns_at(places), 1).column(tree)[0])
    except CalcdrillError:
        return None
    return float(ball.mid()) if ball.is_finite() and ball.rel_accuracy_bits() > 40 else None


def _plain(text: str) -> str:
    return re.sub(r"\\(?:text|mathrm|operatorname)|[\\{} ]", "", text)


def sample(instances: int, every: int, seed: int) -> Iterator[Node]:
    """Each formula once, of so many instances of every so many-th exercise."""
    seen: set[Node] = set()
    for exercise in list(load_catalog().exercises.values())[::every]:
        for index in range(instances):
            problem = make_problem(exercise, seed, index)
            for tree in (*formulas(problem.statement, problem.solution), *(m.answer for m in problem.mistakes)):
                if tree not in seen:
                    seen.add(tree)
                    yield tree


def main() -> None:
    parser = argparse.ArgumentParser(prog="oracles.second_reader", description=__doc__)
    parser.add_argument("--instances", type=int, default=2)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = read_all(sample(options.instances, options.every, options.seed))
    if options.json:
        print(json.dumps({"verdicts": found.verdicts, "different": found.different}))
    else:
        print(f"{found.verdicts.total()} formulas")
        for verdict, count in found.verdicts.most_common():
            print(f"{count:8} {verdict}")
        for latex in found.different[:20]:
            print(f"         {latex}")
    sys.exit(1 if found.different else 0)


if __name__ == "__main__":
    main()
