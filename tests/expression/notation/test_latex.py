"""LaTeX as a textbook sets it: exact strings, and trees that the safe language cannot write."""

from __future__ import annotations

from fractions import Fraction

import pytest

from calcdrill.errors import Unwritable
from calcdrill.expression.notation.latex import LATEX, write_latex
from calcdrill.expression.read import read
from calcdrill.expression.tree import (
    Apply,
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
    walk,
)

X = Name("x")

CASES = [
    ("x", "x"),
    ("x1", "x_{1}"),
    ("theta", r"\theta"),
    ("y_hat", r"\hat{y}"),
    ("w_old", r"w_{\text{old}}"),
    ("x_i_j", "x_{i, j}"),
    ("loss", r"\mathrm{loss}"),
    ("pi*oo", r"\pi \infty"),
    ("-3*x^2 + x - 1", "-3x^{2} + x - 1"),
    ("2*x*y", "2x y"),
    ("2*3*x", r"2 \cdot 3x"),
    ("1*x", r"1 \cdot x"),
    ("0*x", r"0 \cdot x"),
    ("x*2", r"x \cdot 2"),
    ("x*3^x", r"x \cdot 3^{x}"),
    ("(1/2)*x", r"\frac{1}{2} x"),
    ("2*(x/3)", r"2 \cdot \frac{x}{3}"),
    ("(x + 1)*(x - 1)", r"\left(x + 1\right) \left(x - 1\right)"),
    ("x*(x + 1)", r"x \left(x + 1\right)"),
    ("f*(x + 1)", r"f \cdot \left(x + 1\right)"),
    ("(-2)*x", r"\left(-2\right) x"),
    ("-2*x", "-2x"),
    ("-(-x)", r"-\left(-x\right)"),
    ("-(x + 1)", r"-\left(x + 1\right)"),
    ("a - (b - c)", r"a - \left(b - c\right)"),
    ("a + (b + c)", r"a + \left(b + c\right)"),
    ("a + (-b)", "a - b"),
    ("(a*b)*c", r"\left(a b\right) c"),
    ("x/y", r"\frac{x}{y}"),
    ("(x + 1)/(2*x)", r"\frac{x + 1}{2x}"),
    ("(-x)/2", r"\frac{-x}{2}"),
    ("-x/2", r"-\frac{x}{2}"),
    ("3/4", r"\frac{3}{4}"),
    ("0.25*x", "0.25x"),
    ("x^2", "x^{2}"),
    ("x^(-1)", "x^{-1}"),
    ("x^(1/2)", r"x^{\frac{1}{2}}"),
    ("(x + 1)^2", r"\left(x + 1\right)^{2}"),
    ("(2*x)^2", r"\left(2x\right)^{2}"),
    ("(-x)^2", r"\left(-x\right)^{2}"),
    ("-x^2", "-x^{2}"),
    ("(x^2)^3", r"\left(x^{2}\right)^{3}"),
    ("2^(x + 1)", "2^{x + 1}"),
    ("(3/4)^2", r"\left(\frac{3}{4}\right)^{2}"),
    ("x1^2", "x_{1}^{2}"),
    ("exp(3*x^2 - x)*(6*x - 1)", r"e^{3x^{2} - x} \left(6x - 1\right)"),
    ("2*exp(x)", "2e^{x}"),
    ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
    ("ln(x)", r"\ln x"),
    ("ln(x)^2", r"\left(\ln x\right)^{2}"),
    ("ln(x^2)", r"\ln\left(x^{2}\right)"),
    ("ln(2*x)", r"\ln\left(2x\right)"),
    ("ln(x/2)", r"\ln \frac{x}{2}"),
    ("ln(abs(x))", r"\ln \left|x\right|"),
    ("ln(x)*x", r"\ln x \cdot x"),
    ("ln(x)*(x + 1)", r"\ln x \cdot \left(x + 1\right)"),
    ("x*ln(x)", r"x \ln x"),
    ("2^x*ln(2)", r"2^{x} \ln 2"),
    ("sin(x)^2", r"\sin^{2} x"),
    ("sin(2*x)^2", r"\sin^{2}\left(2x\right)"),
    ("sin(x)*cos(x)", r"\sin x \cos x"),
    ("sin(x)^(-1)", r"\left(\sin x\right)^{-1}"),
    ("sin(cos(x))", r"\sin\left(\cos x\right)"),
    ("arcsin(x)^2", r"\left(\arcsin x\right)^{2}"),
    ("sqrt(x)", r"\sqrt{x}"),
    ("sqrt(x)^2", r"\left(\sqrt{x}\right)^{2}"),
    ("cbrt(x + 1)", r"\sqrt[3]{x + 1}"),
    ("log(x, 2)", r"\log_{2} x"),
    ("log(x + 1, b)", r"\log_{b}\left(x + 1\right)"),
    ("abs(x)^2", r"\left|x\right|^{2}"),
    ("sign(x)", r"\operatorname{sign}\left(x\right)"),
    ("arsinh(x)", r"\operatorname{arsinh}\left(x\right)"),
    ("relu(x)", r"\operatorname{ReLU}\left(x\right)"),
    ("softplus(x)", r"\operatorname{softplus}\left(x\right)"),
    ("swish(x)", r"\operatorname{swish}\left(x\right)"),
    ("sigmoid(x)*(1 - sigmoid(x))", r"\sigma\left(x\right) \left(1 - \sigma\left(x\right)\right)"),
    ("sigma*(x + 1)", r"\sigma \cdot \left(x + 1\right)"),
    ("max(0, x)", r"\max\left(0, x\right)"),
    ("gcd(6, 4)", r"\gcd\left(6, 4\right)"),
    ("floor(x/2)", r"\left\lfloor \frac{x}{2}\right\rfloor"),
    ("n!", "n!"),
    ("(n + 1)!", r"\left(n + 1\right)!"),
    ("(n!)^2", r"\left(n!\right)^{2}"),
    ("2*3!", r"2 \cdot 3!"),
    ("f(x)", r"f{\left(x\right)}"),
    ("f'(x)", r"f'{\left(x\right)}"),
    ("f'''(x)", r"f'''{\left(x\right)}"),
    ("f''''(x)", r"f^{(4)}{\left(x\right)}"),
    ("f(x)^2", r"f{\left(x\right)}^{2}"),
    ("g(x, y)", r"g{\left(x, y\right)}"),
    ("f'*(x + 1)", r"f' \cdot \left(x + 1\right)"),
    ("loss(w)", r"\mathrm{loss}{\left(w\right)}"),
    ("y = 2*x + 1", "y = 2x + 1"),
    ("0 < x <= 1", r"0 < x \le 1"),
    ("x != 0", r"x \ne 0"),
    ("x >= 0", r"x \ge 0"),
    ("pi ~ 3.14", r"\pi \approx 3.14"),
    (
        "piecewise(x, x < 0, x^2, x >= 1)",
        r"\begin{cases} x & \text{if } x < 0 \\ x^{2} & \text{if } x \ge 1 \end{cases}",
    ),
    ("piecewise(x, x < 0, 0)", r"\begin{cases} x & \text{if } x < 0 \\ 0 & \text{otherwise} \end{cases}"),
    ("(1, 2)", r"\left(1, 2\right)"),
    ("[x]", r"\left(\,x\,\right)"),
    ("[[1, 2], [3, 4]]", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
    ("diff(x^2 + 1, x)", r"\frac{d}{dx}\left[x^{2} + 1\right]"),
    ("diff(f(x), x, x)", r"\frac{d^{2}}{dx^{2}}\left[f{\left(x\right)}\right]"),
    ("diff(f(x), x)*2", r"\frac{d}{dx}\left[f{\left(x\right)}\right] \cdot 2"),
    (
        "partial(f(x, y), x, y)",
        r"\frac{\partial^{2}}{\partial y\,\partial x}\left[f{\left(x, y\right)}\right]",
    ),
    (
        "partial(f(x, y), x, x, y)",
        r"\frac{\partial^{3}}{\partial y\,\partial x^{2}}\left[f{\left(x, y\right)}\right]",
    ),
    ("partial(L, w_1)", r"\frac{\partial}{\partial w_{1}}\left[L\right]"),
    ("integral(x^2, x)", r"\int x^{2}\,dx"),
    ("integral(x + 1, x, 0, 1)", r"\int_{0}^{1} \left(x + 1\right)\,dx"),
    ("integral(exp(-x), x, 0, oo)", r"\int_{0}^{\infty} e^{-x}\,dx"),
    ("2*integral(x, x)", r"2 \int x\,dx"),
    ("integral(sin(theta), theta)", r"\int \sin \theta\,d\theta"),
    ("limit(sin(x)/x, x, 0)", r"\lim_{x \to 0} \frac{\sin x}{x}"),
    ("limit_above(ln(x), x, 0)", r"\lim_{x \to 0^{+}} \ln x"),
    ("limit_below(1/(x - a), x, a)", r"\lim_{x \to a^{-}} \frac{1}{x - a}"),
    ("limit(x + 1, x, -1)", r"\lim_{x \to -1} \left(x + 1\right)"),
    ("at(x^2*y, x = 1, y = -2)", r"\left.x^{2} y\right|_{x = 1, y = -2}"),
    ("at(2*x, x = a)", r"\left.2x\right|_{x = a}"),
    ("{x = 0: max; x = 2: min}", r"x = 0\ \text{(maximum)},\quad x = 2\ \text{(minimum)}"),
    ("{(x, y) = (0, 0): saddle}", r"\left(x, y\right) = \left(0, 0\right)\ \text{(saddle point)}"),
    ("{x = 1; x = 2}", r"x \in \left\{1,\ 2\right\}"),
    ('"otherwise"', r'\text{otherwise}'),
    ('"50 % of {a} & b_1"', r'\text{50 \% of \{a\} \& b\_1}'),
    ("alpha*beta*Gamma + epsilon", r"\alpha \beta \Gamma + \epsilon"),
    ("w_t - eta*g_t", r"w_{t} - \eta g_{t}"),
    ("rate*loss", r"\mathrm{rate} \cdot \mathrm{loss}"),
    ("transpose(A)*x", r"\mathrm{transpose}{\left(A\right)} \cdot x"),
]


@pytest.mark.parametrize(("text", "latex"), CASES)
def test_written_as_in_a_textbook(text: str, latex: str) -> None:
    assert write_latex(read(text)) == latex


def test_the_cases_show_every_class_of_nodes() -> None:
    shown = {type(node) for text, _ in CASES for node in walk(read(text))}
    known = {kind.__name__ for kind in Node.__subclasses__() if kind.__module__ == Node.__module__}
    assert shown == set(LATEX.forms)
    assert known == {kind.__name__ for kind in LATEX.forms}


@pytest.mark.parametrize(
    ("node", "latex"),
    [
        (Power(Name("e"), X), "e^{x}"),
        (Number(Fraction(3, 4)), r"\frac{3}{4}"),
        (Quotient(Number(6), Number(4)), r"\frac{6}{4}"),
        (Number(Fraction(1, 3), decimal=True), r"\frac{1}{3}"),
        (Number(Fraction(1, 1000), decimal=True), "0.001"),
        (Number(Fraction(4, 2)), "2"),
        (Number(2, decimal=True), "2.0"),
        (Product((Negative(X), Negative(X))), r"\left(-x\right) \left(-x\right)"),
        (Product((X, Product((X, X)))), r"x \left(x x\right)"),
        (Product((Number(2), Name("loss"))), r"2 \mathrm{loss}"),
        (Product((X, Text("units"))), r"x \cdot \text{units}"),
        (Product((X, Vector((X, X)))), r"x \cdot \left(x, x\right)"),
        (Product((Call("ln", (X,)), Integral(X, "x"), X)), r"\ln x \cdot \left(\int x\,dx\right) x"),
        (Sum((Negative(Sum((X, X))), Negative(Negative(X)))), r"-\left(x + x\right) - \left(-x\right)"),
        (Power(Power(Call("cos", (X,)), Number(2)), Number(3)), r"\left(\cos^{2} x\right)^{3}"),
        (Power(Call("cos", (X,)), Number(1)), r"\left(\cos x\right)^{1}"),
        (Power(Call("cos", (X,)), Number(2, decimal=True)), r"\left(\cos x\right)^{2.0}"),
        (Call("sin", (Vector((X, X)),)), r"\sin\left(\left(x, x\right)\right)"),
        (Call("ln", (Apply("f", (X,)),)), r"\ln f{\left(x\right)}"),
        (Call("det", (Name("A"),)), r"\operatorname{det}\left(A\right)"),
        (Apply("sigma", (X,)), r"\sigma{\left(x\right)}"),
        (Apply("f", ()), r"f{\left(\right)}"),
        (Power(Apply("f", (), 1), Number(2)), r"\left(f'\right)^{2}"),
        (Limit(X, "x", Sum((X, X)), "+"), r"\lim_{x \to \left(x + x\right)^{+}} x"),
        (Limit(X, "x", Negative(Number(2)), "-"), r"\lim_{x \to -2^{-}} x"),
        (Derivative(X, ("x", "y")), r"\frac{d^{2}}{dy\,dx}\left[x\right]"),
        (Piecewise(((X, Text("elsewhere")),)), r"\begin{cases} x & \text{elsewhere} \end{cases}"),
        (Piecewise(((X, Text("otherwise")),)), r"\begin{cases} x & \text{otherwise} \end{cases}"),
        (Relation((Relation((X, X), ("=",)), X), ("<",)), r"\left(x = x\right) < x"),
        (Points(("x",), ()), r"x \in \varnothing"),
        (Points(("x",), (((X,), ""), ((X,), "min"))), r"x = x\ \text{(point)},\quad x = x\ \text{(minimum)}"),
        (Text(r"~ ^ \ $"), r"\text{\textasciitilde{} \textasciicircum{} \textbackslash{} \$}"),
        (Text('the "slope"'), r"\text{the “slope”}"),
    ],
)
def test_ugly_trees_are_written_as_they_are(node: Node, latex: str) -> None:
    assert write_latex(node) == latex


class Unknown(Node):
    """A class that no notation knows."""


@pytest.mark.parametrize(
    "node",
    [
        Unknown(),
        Sum((X,)),
        Product(()),
        Vector(()),
        Matrix(((X,), (X, X))),
        Matrix(()),
        Piecewise(()),
        Relation((X,), ()),
        Relation((X, X), ("is",)),
        Derivative(X, ()),
        Integral(X, "x", X),
        Limit(X, "x", X, "left"),
        Call("log", (X,)),
        Call("sin", ()),
        Points(("x",), (((X, X), ""),)),
        Points(("x",), (((X,), "top"),)),
        Name("x + y"),
        Name("x}"),
        Name(""),
        Apply("f(", (X,)),
        Text("two\nlines"),
    ],
)
def test_what_has_no_form_is_refused(node: Node) -> None:
    with pytest.raises(Unwritable):
        write_latex(node)
