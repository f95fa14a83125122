"""MathML Core: exact strings, sound structure for every form in every place, words escaped."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given

from calcdrill.errors import Unwritable
from calcdrill.expression.notation.mathml import MATHML, write_mathml
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.read import read
from calcdrill.expression.tree import Apply, Call, Limit, Name, Node, Product, Relation, Sum, Text, Vector
from strategies import CONTEXTS, SAMPLES, nodes

X = Name("x")

_SHORT = [
    ("x", "<mi>x</mi>"),
    ("x1", "<msub><mi>x</mi><mn>1</mn></msub>"),
    ("y_hat", '<mover accent="true"><mi>y</mi><mo stretchy="false">^</mo></mover>'),
    ("w_old", "<msub><mi>w</mi><mtext>old</mtext></msub>"),
    ("loss", "<mi>loss</mi>"),
    ("Gamma", '<mi mathvariant="normal">Γ</mi>'),
    ("pi", "<mi>π</mi>"),
    ("3/4", "<mfrac><mn>3</mn><mn>4</mn></mfrac>"),
    ("0.5", "<mn>0.5</mn>"),
    ("2*x", "<mn>2</mn><mo>&#x2062;</mo><mi>x</mi>"),
    ("2*3", "<mn>2</mn><mo>·</mo><mn>3</mn>"),
    ("2*(x + 1)", "<mn>2</mn><mo>&#x2062;</mo><mrow><low>(</mo><mi>x</mi><mo>+</mo><mn>1</mn><low>)</mo></mrow>"),
    (
        "x*ln(x)",
        '<mi>x</mi><mo>&#x2062;</mo><mspace width="0.1667em"/><mrow><mi>ln</mi><mo>&#x2061;</mo>'
        '<mspace width="0.1667em"/><mi>x</mi></mrow>',
    ),
    (
        "ln(x)*x",
        '<mrow><mi>ln</mi><mo>&#x2061;</mo><mspace width="0.1667em"/><mi>x</mi></mrow><mo>·</mo><mi>x</mi>',
    ),
    ("-x^2 + 1", "<mo>−</mo><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow><mo>+</mo><mn>1</mn>"),
    ("(-x)^2", "<msup><mrow><low>(</mo><mrow><mo>−</mo><mi>x</mi></mrow><low>)</mo></mrow><mn>2</mn></msup>"),
    ("x1^2", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>"),
    ("x/(x + 1)", "<mfrac><mi>x</mi><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow></mfrac>"),
    ("exp(-x)", "<msup><mi>e</mi><mrow><mo>−</mo><mi>x</mi></mrow></msup>"),
    ("sin(x)^2", '<msup><mi>sin</mi><mn>2</mn></msup><mo>&#x2061;</mo><mspace width="0.1667em"/><mi>x</mi>'),
    (
        "sin(2*x)",
        "<mi>sin</mi><mo>&#x2061;</mo><mrow><low>(</mo><mn>2</mn><mo>&#x2062;</mo><mi>x</mi><low>)</mo></mrow>",
    ),
    ("log(x, 2)", '<msub><mi>log</mi><mn>2</mn></msub><mo>&#x2061;</mo><mspace width="0.1667em"/><mi>x</mi>'),
    ("sqrt(x + 1)", "<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>"),
    ("cbrt(x)", "<mroot><mi>x</mi><mn>3</mn></mroot>"),
    ("abs(x)", "<mrow><low>|</mo><mi>x</mi><low>|</mo></mrow>"),
    ("floor(x)", "<mrow><low>⌊</mo><mi>x</mi><low>⌋</mo></mrow>"),
    ("transpose(A)", "<msup><mi>A</mi><mo>⊤</mo></msup>"),
    ("dot(u, v)", "<mi>u</mi><mo>·</mo><mi>v</mi>"),
    ("norm(v)", "<mrow><low>‖</mo><mi>v</mi><low>‖</mo></mrow>"),
    ("grad(f)", "<mo>∇</mo><mi>f</mi>"),
    (
        "det([[1, 2]])",
        "<mrow><mo>|</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable><mo>|</mo></mrow>",
    ),
    ("n!", "<mi>n</mi><mo>!</mo>"),
    ("sigmoid(x)", "<mi>σ</mi><mo>&#x2061;</mo><mrow><low>(</mo><mi>x</mi><low>)</mo></mrow>"),
    (
        "max(0, x)",
        "<mi>max</mi><mo>&#x2061;</mo><mrow><low>(</mo><mn>0</mn><mo>,</mo><mi>x</mi><low>)</mo></mrow>",
    ),
    ("f(x)", "<mi>f</mi><mo>&#x2061;</mo><mrow><low>(</mo><mi>x</mi><low>)</mo></mrow>"),
    (
        "f''(x)",
        "<msup><mi>f</mi><mo>′′</mo></msup><mo>&#x2061;</mo><mrow><low>(</mo><mi>x</mi><low>)</mo></mrow>",
    ),
    (
        "f''''(x)",
        "<msup><mi>f</mi><mrow><low>(</mo><mn>4</mn><low>)</mo></mrow></msup><mo>&#x2061;</mo><mrow>"
        "<low>(</mo><mi>x</mi><low>)</mo></mrow>",
    ),
    ("x < 1", "<mrow><mi>x</mi></mrow><mo>&lt;</mo><mrow><mn>1</mn></mrow>"),
    ("a != b", "<mrow><mi>a</mi></mrow><mo>≠</mo><mrow><mi>b</mi></mrow>"),
    (
        "piecewise(x, x < 0, 0)",
        '<mrow><mo>{</mo><mtable><mtr><mtd style="text-align:left"><mi>x</mi></mtd>'
        '<mtd style="text-align:left"><mtext>if </mtext><mrow><mi>x</mi></mrow><mo>&lt;</mo><mrow>'
        '<mn>0</mn></mrow></mtd></mtr><mtr><mtd style="text-align:left"><mn>0</mn></mtd>'
        '<mtd style="text-align:left"><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>',
    ),
    ("(1, x)", "<mrow><low>(</mo><mn>1</mn><mo>,</mo><mi>x</mi><low>)</mo></mrow>"),
    (
        "[[1, 2], [3, 4]]",
        "<mrow><mo>(</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3"
        "</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable><mo>)</mo></mrow>",
    ),
    (
        "diff(x^2, x)",
        "<mfrac><mi>d</mi><mrow><mi>d</mi><mi>x</mi></mrow></mfrac><mrow><low>[</mo><msup><mi>x</mi>"
        "<mn>2</mn></msup><low>]</mo></mrow>",
    ),
    (
        "partial(f, x, x, y)",
        "<mfrac><mrow><msup><mi>∂</mi><mn>3</mn></msup><mi>f</mi></mrow>"
        '<mrow><mi>∂</mi><mi>y</mi><mspace width="0.1667em"/>'
        "<mi>∂</mi><msup><mi>x</mi><mn>2</mn></msup></mrow></mfrac>",
    ),
    (
        "integral(x, x, 0, 1)",
        "<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><mrow><mi>x</mi></mrow>"
        '<mspace width="0.1667em"/><mi>d</mi><mi>x</mi>',
    ),
    (
        "integral(x + 1, x)",
        "<mo>∫</mo><mrow><mrow><low>(</mo><mi>x</mi><mo>+</mo><mn>1</mn><low>)</mo></mrow></mrow>"
        '<mspace width="0.1667em"/><mi>d</mi><mi>x</mi>',
    ),
    (
        "limit_above(x, x, 0)",
        "<munder><mo>lim</mo><mrow><mi>x</mi><mo>→</mo><msup><mn>0</mn><mo>+</mo></msup></mrow>"
        '</munder><mspace width="0.1667em"/><mrow><mi>x</mi></mrow>',
    ),
    (
        "at(x, x = 1)",
        '<mi>x</mi><msub><mo stretchy="true" form="postfix">|</mo><mrow><mi>x</mi><mo>=</mo><mrow>'
        "<mn>1</mn></mrow></mrow></msub>",
    ),
    ("{x = 0: min}", "<mi>x</mi><mo>=</mo><mrow><mn>0</mn></mrow><mtext> (minimum)</mtext>"),
    (
        "{(x, y) = (0, 1)}",
        "<mrow><low>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><low>)</mo></mrow><mo>∈</mo><mrow><low>{</mo>"
        "<mrow><low>(</mo><mrow><mn>0</mn></mrow><mo>,</mo><mrow><mn>1</mn></mrow><low>)</mo></mrow>"
        "<low>}</mo></mrow>",
    ),
    ('"a < b"', "<mtext>a &lt; b</mtext>"),
]

CASES = [(text, mathml.replace("<low>", '<mo stretchy="false">')) for text, mathml in _SHORT]

CHILDREN = {"mfrac": 2, "msup": 2, "msub": 2, "munder": 2, "mover": 2, "mroot": 2, "msubsup": 3}
GROUPS = {"math", "mrow", "msqrt", "mtable", "mtr", "mtd"}
LEAVES = {"mi", "mn", "mo", "mtext", "mspace"}


@pytest.mark.parametrize(("text", "mathml"), CASES)
def test_written_in_mathml_core(text: str, mathml: str) -> None:
    assert write_mathml(read(text)) == f"<math>{mathml}</math>"


@pytest.mark.parametrize("text", ["f(1/x)", "2*(x^(y^2) + 1)", "(sqrt(x), 1)", "2*(integral(x, x) + 1)"])
def test_brackets_grow_with_what_is_tall(text: str) -> None:
    assert "<mo>(</mo>" in write_mathml(read(text))


@pytest.mark.parametrize("text", ["2*(x^2 + 1)", "3*(x1 + e^x)", "2*(f'(x) + 1)", "((x + 1)^2, x_old)"])
def test_other_brackets_do_not_and_leave_no_gap(text: str) -> None:
    assert "<mo>(</mo>" not in write_mathml(read(text))


def test_a_displayed_formula_says_so() -> None:
    assert write_mathml(X, display=True) == '<math display="block"><mi>x</mi></math>'


def _check(mathml: str) -> None:
    for element in ElementTree.fromstring(mathml.replace("&nbsp;", " ")).iter():
        assert element.tag in CHILDREN or element.tag in GROUPS or element.tag in LEAVES
        assert element.tag not in CHILDREN or len(element) == CHILDREN[element.tag], mathml
        assert element.tag not in LEAVES or len(element) == 0
        assert element.tag not in {"mi", "mn", "mo"} or element.text
        assert element.tag in LEAVES or not (element.text or "").strip()
        signs = [child.text for child in element if child.tag == "mo"]
        assert element.tag != "mrow" or "(" not in signs or ")" in signs


def test_every_form_in_every_place_is_sound_and_looks_unlike_all_others() -> None:
    seen: dict[str, Node] = {}
    alike = {Apply("sigma", (X,)), Apply("transpose", (X,))}
    for place in CONTEXTS:
        for sample in SAMPLES:
            node = normal_form(place(sample))
            mathml = write_mathml(node)
            _check(mathml)
            if sample not in alike and not _has_single_vector(node):
                assert seen.setdefault(mathml, node) == node
    assert len(seen) > 4000


def _has_single_vector(node: Node) -> bool:
    """(x) as a vector looks like x in brackets."""
    if isinstance(node, Vector) and len(node.entries) == 1:
        return True
    return any(map(_has_single_vector, node.children))


@given(nodes())
def test_any_tree_is_sound(node: Node) -> None:
    _check(write_mathml(node))


def test_the_table_knows_every_class_of_nodes() -> None:
    known = {kind.__name__ for kind in Node.__subclasses__() if kind.__module__ == Node.__module__}
    assert known == {kind.__name__ for kind in MATHML.forms}


def test_words_are_escaped() -> None:
    words = "a < b & <script>alert(1)</script>"
    mathml = write_mathml(Text(words))
    assert "<script" not in mathml
    assert "".join(ElementTree.fromstring(mathml).itertext()) == words


@pytest.mark.parametrize(
    "node",
    [
        Sum((X,)),
        Product(()),
        Vector(()),
        Name("<mi>"),
        Apply("a&b", (X,)),
        Call("<b>", (X,)),
        Call("log", (X,)),
        Relation((X, X), ("&",)),
        Limit(X, "x", X, "?"),
        Text("bell\x07"),
    ],
)
def test_what_has_no_form_is_refused(node: Node) -> None:
    with pytest.raises(Unwritable):
        write_mathml(node)
