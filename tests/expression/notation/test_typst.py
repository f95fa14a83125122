"""Tree → Typst: known forms, every node class, no two trees alike, and an outside reader that sees the same."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from calcdrill.errors import Unwritable
from calcdrill.expression.functions import FUNCTIONS
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.typst import TYPST, string_literal, write_typst
from calcdrill.expression.read import read
from calcdrill.expression.tree import At, Call, Name, Negative, Node, Number, Points, Sum, Text, Vector, transform
from expression.latex_shape import shape
from expression.small_trees import node_classes, small_trees
from strategies import nodes

FORMS = {
    "3*x^2 - x + 1": "3 x^(2) - x + 1",
    "-3*x^2": "-3 x^(2)",
    "(2*x)^2": "(2 x)^(2)",
    "2*(x + 1)": "2 (x + 1)",
    "-(x - 1)": "-(x - 1)",
    "x/x": "frac(x, x)",
    "(3/4)*(a + b)": "frac(3, 4) (a + b)",
    "3*(1/2)": "3 dot frac(1, 2)",
    "x*3": "x dot 3",
    "2*3*4": "2 dot 3 dot 4",
    "2^x*3^x": "2^(x) dot 3^(x)",
    "(-3)*x": "(-3) x",
    "x*(-y)": "x (-y)",
    "f*(x + 1)": "f dot (x + 1)",
    "exp(ln(x))": "e^(ln x)",
    "exp(-x^2/2)": "e^(-x^(2) slash 2)",
    "exp((x + 1)/2)": "e^(frac(x + 1, 2))",
    "x^(1/2)": "x^(1 slash 2)",
    "(x/2)^2": "(frac(x, 2))^(2)",
    "exp(x)^2": "(e^(x))^(2)",
    "sin(x)^2*cos(x)": "sin^(2) x cos x",
    "sin(2*x)^3": "sin^(3)(2 x)",
    "sin(x)*x": "sin x dot x",
    "ln(x)^2": "(ln x)^(2)",
    "sin(x)^(-1)": "(sin x)^(-1)",
    "log(x, 2)": "log_(2) x",
    "sqrt(x^2 + 1)": "sqrt(x^(2) + 1)",
    "cbrt(x)": "root(3, x)",
    "abs(x - 1)^3": "abs(x - 1)^(3)",
    "factorial(n + 1)": "(n + 1)!",
    "sigmoid(w*x + b)": "sigma(w x + b)",
    "relu(x)": 'op("ReLU")(x)',
    "max(0, 1 - y*x)": "max(0, 1 - y x)",
    "arsinh(x)": 'op("arsinh")(x)',
    "x1 + x_2 + x_max": 'x_(1) + x_(2) + x_("max")',
    "y_hat - theta_0": "hat(y) - theta_(0)",
    "rate*x": 'upright("rate") dot x',
    "epsilon": "epsilon.alt",
    "oo": "infinity",
    "0.25": "0.25",
    "[1, -2, x/2]": "(1, -2, frac(x, 2))",
    "[[1, 2], [3, f(x, y)]]": "mat(1, 2; 3, f (x, y))",
    "diff(x^2, x)": "frac(d, d x) [x^(2)]",
    "partial(x*y^2, x, x, y)": "frac(partial^(3), partial y thin partial x^(2)) [x y^(2)]",
    "integral(x^2 + 1, x)": "integral (x^(2) + 1) thin d x",
    "integral(x, x, 0, pi)": "integral_(0)^(pi) x thin d x",
    "limit_above(1/x, x, 0)": "lim_(x -> 0^(+)) frac(1, x)",
    "at(x^2 + 1, x = 2)": "lr((x^(2) + 1) |)_(x = 2)",
    "f'(x) = 2*x": "f' (x) = 2 x",
    "f''''(a)": "f^((4)) (a)",
    "loss(w)": 'op("loss") (w)',
    "piecewise(x, x > 0, -x)": 'cases(x & "if" x > 0, -x & "otherwise")',
    "transpose(x)*A*x": "x^(top) A x",
    "2*dot(u, v)": "2 (u dot v)",
    "norm(A*x - b)^2": "norm(A x - b)^(2)",
    "lambda*grad(g)": "lambda nabla g",
    "det(A)": "det A",
    "det([[a, b], [c, d]])": 'mat(delim: "|", a, b; c, d)',
    "KL(p, q)": 'D_("KL") (p parallel q)',
    "x != 1": "x != 1",
    "x ~ 0.5": "x approx 0.5",
    "{x = 1: min; x = 2}": 'x = 1 " (minimum)"\\, quad x = 2 " (point)"',
    "{x = 1; x = 2}": "x in {1, 2}",
    "{(x, y) = (1, 2); (x, y) = (0, 0)}": "(x, y) in {(1, 2), (0, 0)}",
}


@pytest.mark.parametrize("text", FORMS)
def test_known_forms(text: str) -> None:
    assert write_typst(read(text)) == FORMS[text]


def test_every_class_of_nodes_is_in_the_table() -> None:
    assert set(TYPST.forms) == set(node_classes())


def test_every_function_has_a_form() -> None:
    for name, function in FUNCTIONS.items():
        arguments = tuple(Name(letter) for letter in "xyz"[: max(function.least, 1)])
        assert write_typst(Call(name, arguments))


@dataclass(frozen=True, slots=True)
class Strange(Node):
    pass


def test_an_unknown_node_is_refused_also_deep_inside() -> None:
    with pytest.raises(Unwritable, match="Strange"):
        write_typst(Strange())
    with pytest.raises(Unwritable, match="Strange"):
        write_typst(Sum((Number(1), Negative(Strange()))))


def test_no_two_trees_are_printed_alike() -> None:
    seen: dict[str, Node] = {}
    for node in small_trees():
        normal = normal_form(node)
        assert seen.setdefault(write_typst(node), normal) == normal, write_typst(node)
    assert len(seen) > 5_000


def test_words_are_never_markup() -> None:
    assert string_literal('a "b" \\ #c $d$ *e* @f\n') == '"a \\"b\\" \\\\ #c $d$ *e* @f\\n"'
    assert string_literal("\x00\u202e\ud800") == '"\\u{0}\\u{202e}\ufffd"'
    assert write_typst(Text('#panic("x")')) == '"#panic(\\"x\\")"'


def plain(node: Node) -> Node:
    """What both notations draw with the same signs: no odd words, no sets of points, no sums under a bar."""

    def change(inner: Node) -> Node:
        match inner:
            case Text():
                return Text("word")
            case Points(variables=variables):
                return Vector(tuple(Name(name) for name in variables))
            case At(body=body, point=point) if not isinstance(body, Name):
                return At(Name("u"), point)
        return inner

    return transform(node, change)


@settings(
    max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(st.lists(nodes(), min_size=25, max_size=40))
def test_pandoc_reads_what_latex_says(found: list[Node]) -> None:
    """Pandoc's own reader of Typst, and this project's LaTeX of the same tree."""
    pypandoc = pytest.importorskip("pypandoc", reason="pip install pypandoc_binary")
    trees = [plain(node) for node in found]
    source = "\n\n".join(f"${write_typst(node)}$" for node in trees)
    read_back = pypandoc.convert_text(source, "latex", format="typst", extra_args=["--wrap=none"]).replace("\r", "")
    formulas = read_back.split("\\(")[1:]
    assert len(formulas) == len(trees)
    for node, formula in zip(trees, formulas, strict=True):
        assert shape(formula.rpartition("\\)")[0]) == shape(write_latex(node)), write_typst(node)


@settings(
    max_examples=5, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(st.lists(nodes(), min_size=30, max_size=60))
def test_every_tree_compiles(found: list[Node]) -> None:
    typst = pytest.importorskip("typst")
    body = "\n\n".join(f"${write_typst(node)}$" for node in found)
    typst.compile(f"#set page(width: 5000pt, height: auto)\n{body}".encode(), format="svg")
