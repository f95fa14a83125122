"""What teachers choose: each choice changes its own sign in every printed notation, and nothing else."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import get_args, get_type_hints

import pytest

from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.mathml import write_mathml
from calcdrill.expression.notation.typst import write_typst
from calcdrill.expression.notation.unicode import write_unicode, write_unicode_block
from calcdrill.expression.read import read

FORMS = {
    ("log", "log"): ("ln(x)*log(x, 2)", r"\log x \log_{2} x", "log x log_(2) x", "log(x)·log₂(x)"),
    ("tangent", "tg"): ("tan(x)^2", r"\operatorname{tg}^{2} x", 'op("tg")^(2) x', "tg²(x)"),
    ("inverse", "sin⁻¹"): ("arcsin(2*x)", r"\sin^{-1}\left(2x\right)", "sin^(-1)(2 x)", "sin⁻¹(2x)"),
    ("derivative", "d/dx"): ("f''(x)", r"\frac{d^{2}}{dx^{2}}\left[f{\left(x\right)}\right]", None, "d²/dx² f(x)"),
    ("derivative", "ẏ"): ("y' + x", r"\dot{y} + x", "dot(y) + x", "ẏ + x"),
    ("partial", "fₓ"): ("partial(f(x, y), x)", r"f_{x}{\left(x, y\right)}", "f_(x) (x, y)", "fₓ(x, y)"),
    ("decimal", ","): ("(0.5, x)", r"\left(0{,}5; x\right)", '(0","5; x)', "(0,5; x)"),
    ("times", "×"): ("2*3", r"2 \times 3", "2 times 3", "2×3"),
    ("vector", "⟨a, b⟩"): ("(x, y)", r"\left\langle x, y\right\rangle", "⟨x, y⟩", "⟨x, y⟩"),
}
"""By choice: a formula, its LaTeX, its Typst and its Unicode."""


@pytest.mark.parametrize("choice", FORMS, ids="=".join)
def test_a_choice_is_taken_up_by_every_printed_notation(choice: tuple[str, str]) -> None:
    source, latex, typst, unicode = FORMS[choice]
    tree, chosen = read(source), replace(DEFAULT, **{choice[0]: choice[1]})
    assert write_latex(tree, chosen) == latex
    assert typst is None or write_typst(tree, chosen) == typst
    assert write_unicode(tree, chosen) == unicode
    for write in (write_latex, write_typst, write_unicode, write_unicode_block):
        assert write(tree, chosen) != write(tree) == write(tree, Conventions())
    assert write_mathml(tree, conventions=chosen) != write_mathml(tree) == write_mathml(tree, conventions=Conventions())


def test_every_choice_has_a_form() -> None:
    hints = get_type_hints(Conventions)
    choices = {(field.name, value) for field in fields(Conventions) for value in get_args(hints[field.name])}
    of_problems = {("gradient", "column")}  # the tree is changed, where a problem asks for a gradient
    assert FORMS.keys() == choices - {(field.name, field.default) for field in fields(Conventions)} - of_problems


def test_typst_compiles_every_choice() -> None:
    typst = pytest.importorskip("typst")
    for (name, value), (source, *_) in FORMS.items():
        body = write_typst(read(source), replace(DEFAULT, **{name: value}))
        typst.compile(f"#set page(width: 500pt, height: auto)\n${body}$".encode(), format="svg")
