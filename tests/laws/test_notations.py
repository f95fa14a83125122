"""Every notation prints the same trees and refuses the same trees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from random import Random

import pytest

from calcdrill import load_catalog
from calcdrill.errors import Unwritable
from calcdrill.expression import tree as t
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.latex_templates import forget, print_latex, round_trips
from calcdrill.expression.notation.mathml import write_mathml
from calcdrill.expression.notation.refusals import RULES
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.sympy_syntax import write_sympy
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.typst import write_typst
from calcdrill.expression.notation.unicode import write_unicode, write_unicode_block
from calcdrill.expression.read import read
from calcdrill.generating import take
from calcdrill.verify import formulas
from expression.small_trees import node_classes
from strategies import SAMPLES

X, Y = t.Name("x"), t.Name("y")
PRINTED: Mapping[str, Callable[[t.Node], str]] = {
    "LaTeX": write_latex,
    "Typst": write_typst,
    "MathML": write_mathml,
    "Unicode": write_unicode,
    "Unicode in two dimensions": write_unicode_block,
    "speech": write_speech,
}
LANGUAGES: Mapping[str, Callable[[t.Node], str]] = {"plain text": write_text, "SymPy": write_sympy}
"""What programs read back: a language may lack a form that a page has."""

ILL_FORMED: tuple[t.Node, ...] = (
    t.Text("two\nlines"),
    t.Sum(()),
    t.Sum((X,)),
    t.Product(()),
    t.Product((X,)),
    *(t.Call(name, ()) for name in FUNCTIONS),
    *(t.Call(name, (X, X)) for name, function in FUNCTIONS.items() if function.most == 1),
    *(t.Call(name, (X,)) for name, function in FUNCTIONS.items() if function.least == 2),
    t.Call("log", (X, X, X)),
    t.Relation((X,), ()),
    t.Relation((), ()),
    t.Relation((X, X), ()),
    t.Relation((X, X, X), ("=",)),
    t.Relation((X, X), ("≡",)),
    t.Piecewise(()),
    t.Vector(()),
    t.Matrix(()),
    t.Matrix(((),)),
    t.Matrix(((X,), (X, X))),
    t.Derivative(X, ()),
    t.Derivative(X, (), partial=True),
    t.Integral(X, "x", lower=X),
    t.Integral(X, "x", upper=X),
    t.Limit(X, "x", X, "above"),
    t.At(X, ()),
    t.Points((), (((), "min"),)),
    t.Points(("x",), (((X, X), "min"),)),
    t.Points(("x", "y"), (((X,), ""),)),
    t.Points(("x",), (((X,), "inflection"),)),
)


def test_every_rule_has_a_tree_that_breaks_it() -> None:
    assert {type(node) for node in ILL_FORMED} == set(RULES)
    assert not any(RULES[type(node)][0](node) for node in ILL_FORMED)


@pytest.mark.parametrize("notation", [*PRINTED, *LANGUAGES])
def test_what_has_no_form_has_none_in_any_notation(notation: str) -> None:
    write = {**PRINTED, **LANGUAGES}[notation]
    for node in ILL_FORMED:
        for place in (node, t.Negative(node), t.Vector((X, node)), t.Call("sin", (node,))):
            with pytest.raises(Unwritable):
                pytest.fail(f"{notation} prints {place}: {write(place)}")


@pytest.mark.parametrize("notation", PRINTED)
def test_every_class_of_nodes_is_printed_in_every_notation(notation: str) -> None:
    assert {type(node) for sample in SAMPLES for node in t.walk(sample)} == set(node_classes())
    for sample in SAMPLES:
        assert PRINTED[notation](sample).strip()


@pytest.mark.parametrize("notation", PRINTED)
def test_every_function_is_printed_in_every_notation(notation: str) -> None:
    for name, function in FUNCTIONS.items():
        assert PRINTED[notation](t.Call(name, (X, Y)[: function.least])).strip()


def test_a_set_of_points_has_one_form_in_print() -> None:
    untyped, typed = read("{x = 1; x = 2}"), read("{(x, y) = (1, 2): min}")
    assert write_latex(untyped) == r"x \in \left\{1,\ 2\right\}"
    assert write_typst(untyped) == "x in {1, 2}"
    assert "<mo>∈</mo>" in write_mathml(untyped)
    for write in (write_latex, write_typst, write_mathml):
        assert "minimum" in write(typed)


@cache
def formulas_of_the_catalog() -> tuple[t.Node, ...]:
    found = [
        formula
        for exercise in load_catalog().exercises.values()
        for problem in take(exercise, 3, 2, set())
        for formula in formulas(problem.statement, problem.solution)
    ]
    assert found
    return tuple(found)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_printed_does_not_depend_on_what_was_read_before(seed: int) -> None:
    """Everything is printed in shuffled order, some of it read back before: it is what the writer writes."""
    random = Random(seed)
    shuffled = random.sample(formulas_of_the_catalog(), len(formulas_of_the_catalog()))
    forget()
    for formula in shuffled:
        if random.random() < 0.5:
            assert round_trips(formula, set())
        assert print_latex(formula) == write_latex(formula)


@pytest.mark.parametrize("notation", PRINTED)
def test_a_notation_prints_the_same_in_any_order(notation: str) -> None:
    trees = formulas_of_the_catalog()[::5]
    write = PRINTED[notation]
    first = [write(tree) for tree in trees]
    order = Random(1).sample(range(len(trees)), len(trees))
    assert all(write(trees[place]) == first[place] for place in order)
