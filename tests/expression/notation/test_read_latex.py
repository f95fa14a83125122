"""The strict reader: what was written comes back as the same tree, and what may be misread is refused."""

from __future__ import annotations

import pytest
from hypothesis import given

from calcdrill.errors import ReadError
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.read_back import reads_back
from calcdrill.expression.notation.read_latex import read_latex
from calcdrill.expression.read import read
from calcdrill.expression.tree import Node, Number, transform
from strategies import CONTEXTS, SAMPLES, nodes


@given(nodes())
def test_what_is_written_is_read_back(node: Node) -> None:
    assert read_latex(write_latex(node)) == normal_form(node)


@given(nodes(), nodes())
def test_patterns_see_what_the_full_reading_sees(node: Node, other: Node) -> None:
    assert reads_back(node, write_latex(node))
    raised = transform(node, lambda inner: Number(inner.value + 1) if type(inner) is Number else inner)
    for one, two in ((node, other), (node, raised), (raised, node)):
        assert reads_back(one, write_latex(two)) == (normal_form(one) == normal_form(two))


def test_every_form_in_every_place_is_read_back_and_looks_unlike_all_others() -> None:
    seen: dict[str, Node] = {}
    for place in CONTEXTS:
        for sample in SAMPLES:
            node = place(sample)
            latex = write_latex(node)
            assert read_latex(latex) == normal_form(node)
            assert seen.setdefault(latex, normal_form(node)) == normal_form(node)
    assert len(seen) > 4000


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\sin^{2} x", "sin(x)^2"),
        (r"\sin x \cos x", "sin(x)*cos(x)"),
        (r"\sin\left(x \cos x\right)", "sin(x*cos(x))"),
        (r"\ln \frac{x}{2} \cdot y", "ln(x/2)*y"),
        (r"-x^{2}", "-x^2"),
        (r"\left(-x\right)^{2}", "(-x)^2"),
        (r"-3 x^{2}+x-1", "-3*x^2 + x - 1"),
        (r"e^{x} \left(x+1\right)", "exp(x)*(x + 1)"),
        (r"\sigma\left(x\right)", "sigmoid(x)"),
        (r"\sigma \cdot \left(x\right)", "sigma*x"),
        (r"f{\left(x\right)}", "f(x)"),
        (r"f \left(x\right)", "f*x"),
        (r"\lim_{x \to 0} x y + 1", "limit(x*y, x, 0) + 1"),
        (r"\int x y\,dx + 1", "integral(x*y, x) + 1"),
        (r"x_{\text{old}}", "x_old"),
    ],
)
def test_a_formula_means_what_a_reader_of_the_page_takes_it_for(latex: str, text: str) -> None:
    assert read_latex(latex) == normal_form(read(text))


@pytest.mark.parametrize(
    ("latex", "position"),
    [
        ("", 0),
        ("x +", 3),
        ("x 2", 2),
        (r"2 \frac{1}{2}", 2),
        (r"2 \cdot \cdot 3", 8),
        (r"\sin x^{2}", 6),
        (r"\sin x y", 7),
        (r"\ln x \left(y\right)", 6),
        (r"\ln 2x", 5),
        (r"\ln \sin x", 4),
        (r"\ln^{2} x", 3),
        (r"\sin^{n} x", 6),
        (r"\sin", 4),
        (r"\sin\left(x, y\right)", 21),
        (r"\frac{1}{2}^{3}", 11),
        (r"\sqrt{x}^{2}", 8),
        (r"\frac{d}{dx}\left[x\right]^{2}", 26),
        (r"\operatorname{ReLU}\left(x\right)^{2}", 33),
        ("x^2", 1),
        ("x^{2", 4),
        ("x^{2}^{3}", 5),
        ("x_{1", 1),
        ("--x", 1),
        ("x + -y", 4),
        ("(x)", 0),
        (r"\left(x", 7),
        (r"\left(\right)", 6),
        (r"x\right)", 1),
        (r"\log x", 5),
        (r"\foo", 0),
        (r"\alphabet", 0),
        (r"\hat{\pi}", 0),
        (r"\int x", 6),
        (r"\int x\,d2", 9),
        (r"\int x + 1\,dx", 7),
        (r"\lim_{x \to 0} -x", 15),
        (r"\lim_{2 \to 0} x", 6),
        (r"\frac{d^{2}}{dx}\left[x\right]", 0),
        (r"\frac{d}{\partial x}\left[x\right]", 0),
        (r"\begin{cases} x \end{cases}", 16),
        (r"\begin{pmatrix} 1 & 2", 21),
        (r"x = 0\ \text{(top)}", 7),
        (r"x = 0\ \text{(minimum)},\quad y = 1\ \text{(minimum)}", 32),
        (r"2 = 0\ \text{(minimum)}", 5),
        (r"\left(x, y\right) \in \left\{1\right\}", 30),
        ("=", 0),
        ("x = ", 4),
        ("x ; y", 2),
        ("é", 0),
    ],
)
def test_what_is_not_written_by_calcdrill_is_refused_at_its_place(latex: str, position: int) -> None:
    with pytest.raises(ReadError) as caught:
        read_latex(latex)
    assert caught.value.position == position
    assert caught.value.text == latex


def test_a_printed_formula_that_says_something_else_is_seen() -> None:
    tree = read("(2*x)^2")
    assert reads_back(tree, r"\left(2x\right)^{2}")
    assert not reads_back(tree, "2x^{2}")
    assert not reads_back(tree, "4x^{2}")
    for latex in (r"\left(2x\right)^2", ""):
        with pytest.raises(ReadError):
            reads_back(tree, latex)
