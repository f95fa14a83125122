"""The reader: what is written is kept, what is dangerous is refused before any work is done."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcdrill.errors import ReadError
from calcdrill.expression.notation.normal import normal_form
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.read import read, read_prose
from calcdrill.expression.read_typed import Habit, TypedReader, read_typed
from calcdrill.expression.tree import (
    Apply,
    Call,
    Matrix,
    Name,
    Negative,
    Number,
    Points,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Text,
    Vector,
)
from stopwatch import seconds

X, Y = Name("x"), Name("y")
ONE, TWO, THREE = Number(1), Number(2), Number(3)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("(2*x)^2", Power(Product((TWO, X)), TWO)),
        ("2*(x+1)", Product((TWO, Sum((X, ONE))))),
        ("x/x", Quotient(X, X)),
        ("exp(ln(x))", Call("exp", (Call("ln", (X,)),))),
        ("-x^2", Negative(Power(X, TWO))),
        ("2^3^2", Power(TWO, Power(THREE, TWO))),
        ("2^-3", Power(TWO, Negative(THREE))),
        ("x-1-2", Sum((X, Negative(ONE), Negative(TWO)))),
        ("x/2/3", Quotient(Quotient(X, TWO), THREE)),
        ("x*y/2*3", Product((Quotient(Product((X, Y)), TWO), THREE))),
        ("0.25", Number(Fraction(1, 4), decimal=True)),
        ("x**2", Power(X, TWO)),
        ("log(x)", Call("ln", (X,))),
        ("log(x, 2)", Call("log", (X, TWO))),
        ("asin(x)", Call("arcsin", (X,))),
        ("root(x, 3)", Call("cbrt", (X,))),
        ("e^x", Call("exp", (X,))),
        ("|x - 1|", Call("abs", (Sum((X, Negative(ONE))),))),
        ("(1, 2)", Vector((ONE, TWO))),
        ("[[1, 2], [3, x]]", Matrix(((ONE, TWO), (THREE, X)))),
        ("0 <= x < 2", Relation((Number(0), X, TWO), ("<=", "<"))),
        ("x == 1", Relation((X, ONE), ("=",))),
        ("f''(x)", Apply("f", (X,), 2)),
        ("{x = 1: min; x = 2}", Points(("x",), (((ONE,), "min"), ((TWO,), "")))),
        ('"a × b"', Text("a × b")),
        ("2 − x·y", Sum((TWO, Negative(Product((X, Y)))))),
        ("α", Name("alpha")),
    ],
)
def test_what_is_written_is_kept(text: str, tree: object) -> None:
    assert read(text) == tree


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2x", "2*x"),
        ("3sin x cos x", "3*sin(x)*cos(x)"),
        ("sin 2x", "sin(2*x)"),
        ("sin^2 x", "sin(x)^2"),
        ("sin^2(x)y", "sin(x)^2*y"),
        ("sin^-1 x", "arcsin(x)"),
        ("(x+1)(x-2)", "(x+1)*(x-2)"),
        ("x(x+1)", "x*(x+1)"),
        ("1/2x", "(1/2)*x"),
        ("xy", "x*y"),
        ("sinx", "sin(x)"),
        ("2xe^x", "2*x*exp(x)"),
        ("x²y", "x^2*y"),
        ("√x", "sqrt(x)"),
        ("ln|x|", "ln(abs(x))"),
        ("|x||y|", "abs(x)*abs(y)"),
        ("(6x - 1) e^(3x^2 - x)", "(6*x - 1)*exp(3*x^2 - x)"),
        ("-2sin(3x)", "-2*sin(3*x)"),
        ("2πx", "2*pi*x"),
        ("sinx cosx", "sin(x)*cos(x)"),
        ("2sinx cosy", "2*sin(x)*cos(y)"),
        ("cosx e^x", "cos(x)*exp(x)"),
        ("cos x e^x", "cos(x)*exp(x)"),
        ("ln2 2^x", "ln(2)*2^x"),
        ("ln 2 2^x", "ln(2)*2^x"),
        ("sqrt2 x", "sqrt(2)*x"),
        ("sin 2 x", "sin(2*x)"),
        ("e^x[1+x]", "exp(x)*(1 + x)"),
        ("1/[(x+1)^2]", "1/(x + 1)^2"),
        ("sin[x]", "sin(x)"),
        ("1 1/2", "1 + 1/2"),
        ("-1 1/2", "-(1 + 1/2)"),
        ("1e-3", "0.001"),
        ("2e^x", "2*exp(x)"),
        ("90°", "90*(pi/180)"),
        ("25%", "25*(1/100)"),
        ("log_2 x", "log(x, 2)"),
        ("log10(x)", "log(x, 10)"),
        ("log_e(x)", "ln(x)"),
        ("tg x", "tan(x)"),
        ("Sin(X)", "sin(x)"),
        ("1:x", "1/x"),
        ("xsin2xcosy", "x*sin(2*x)*cos(y)"),
        ("x^-1/2", "x^(-1)/2"),
        ("2x^3y", "2*x^3*y"),
    ],
)
def test_typed_answers_may_leave_out_what_people_leave_out(text: str, same: str) -> None:
    assert read_typed(text, {"x", "y"}) == read(same, {"x", "y"})


@pytest.mark.parametrize(
    ("text", "habit", "same"),
    [
        ("e^2x", Habit.EXPONENT, "exp(2*x)"),
        ("e^-2x", Habit.EXPONENT, "exp(-2*x)"),
        ("x^1/2", Habit.EXPONENT, "x^(1/2)"),
        ("e^xy", Habit.LONG_EXPONENT, "exp(x*y)"),
        ("e^-x/2", Habit.LONG_EXPONENT, "exp(-(x/2))"),
        ("1/2x", Habit.DENOMINATOR, "1/(2*x)"),
        ("1/2√x", Habit.DENOMINATOR, "1/(2*sqrt(x))"),
        ("sin 2*x", Habit.ARGUMENT, "sin(2*x)"),
        ("cos x/2", Habit.ARGUMENT, "cos(x/2)"),
        ("sinx^2", Habit.POWER, "sin(x)^2"),
        ("1/cosx^2", Habit.POWER, "1/cos(x)^2"),
        ("√2x", Habit.ROOT, "sqrt(2*x)"),
        ("sin x y", Habit.SHORT, "sin(x)*y"),
        ("sin2 x", Habit.LONG, "sin(2*x)"),
        ("e^x^2", Habit.TOWER, "exp(x)^2"),
        ("1/x+1", Habit.GREEDY, "1/(x + 1)"),
        ("e^x+1", Habit.GREEDY, "exp(x + 1)"),
        ("3x2", Habit.RAISED, "3*x^2"),
        ("2e-1", Habit.LETTER_E, "2*e - 1"),
    ],
)
def test_a_habit_gives_another_reading_where_the_text_forks(text: str, habit: Habit, same: str) -> None:
    standard = TypedReader(text, {"x", "y"})
    tree = standard.read()
    assert habit in standard.forks
    other = read_typed(text, {"x", "y"}, frozenset({habit}))
    assert normal_form(other) == normal_form(read(same, {"x", "y"})) != normal_form(tree)


def test_plain_texts_do_not_fork() -> None:
    for text in ("e^(2x)", "3x^2 - 4x", "(2x+1)/(x+3)", "sin(2x)", "2x e^(x) + 1", "x^2y", "sin x + 1", "x^2/3"):
        reader = TypedReader(text, {"x", "y"})
        reader.read()
        assert reader.forks <= {Habit.SHORT, Habit.LONG_EXPONENT}, text


ATTACKS = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "x.__class__",
    "lambda: 0",
    "exec('1')",
    "eval('1')",
    "open('/etc/passwd').read()",
    "[x for x in (1, 2)]",
    "Symbol('x').__new__.__globals__",
    "'a'*10",
    "x if x else y",
    "f'{x}'",
    "x := 2",
    "@x",
    "x;y",
    "\\frac{1}{2}",
    "x\x00",
]
BOMBS = [
    "9**9**9",
    "9^9^9^9^9",
    "9**(9**9)",
    "(x+y+1)^300",
    "x^(10^10)",
    "2^(3*10^9)",
    "1e999999999",
    "gamma(10**8)",
    "factorial(10**9)",
    "10000000!",
    "((10!)!)!",
    "99999999999999999999999999999999999999",
    "0xff",
    "1_000",
    "3j",
    "(" * 300,
    "-" * 400 + "x",
    "x^" * 200 + "x",
    "sin(" * 60 + "x" + ")" * 60,
    "+".join(["x"] * 450),
    "x" * 501,
    "1" + "/2" * 300,
]


def fastest(text: str, typed: bool) -> float:
    def refused() -> None:
        with pytest.raises(ReadError):
            (read_typed if typed else read)(text, {"x", "y"})

    return seconds(refused)


@pytest.mark.parametrize("text", ATTACKS + BOMBS)
@pytest.mark.parametrize("typed", [False, True])
def test_attacks_and_bombs_are_refused_at_once(text: str, typed: bool) -> None:
    assert fastest(text, typed) < 0.05


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("2*+", 3, "too early"),
        ("2 x", 2, "a * is missing before 'x'"),
        ("(x + 1", 0, "never closed"),
        ("x + 1)", 5, "has no matching opening bracket"),
        ("x + q", 4, "the name 'q' is not known here"),
        ("sine(x)", 0, "did you mean sin?"),
        ("sin(x, y)", 0, "sin takes 1 argument, not 2"),
        ("x $ y", 2, "is not part of an expression"),
        ("", 0, "there is no expression"),
        ("[[1, 2], [3]]", 0, "differ in length"),
        ("x^300", 0, "larger than 200"),
    ],
)
def test_errors_say_where_and_what(text: str, position: int, words: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(text, {"x", "y"})
    assert words in caught.value.message
    assert caught.value.position == position


def test_prose_is_words_and_formulas() -> None:
    assert read_prose("What is `f'(x)` at `x = 2`?") == (
        "What is ",
        Apply("f", (X,), 1),
        " at ",
        Relation((X, TWO), ("=",)),
        "?",
    )


def test_faults_in_prose_are_placed_in_the_whole_text() -> None:
    with pytest.raises(ReadError) as caught:
        read_prose("one `x + ` two")
    assert caught.value.position == 9
    with pytest.raises(ReadError, match="closing ` is missing"):
        read_prose("one `x two")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for typed in (False, True):
        try:
            tree = (read_typed if typed else read)(text, {"x", "y"})
        except ReadError:
            continue
        assert read(write_text(tree)) is not None


@given(st.text(alphabet="xy0123456789+-*/^()., |!sincoexplnqrt", max_size=40))
def test_expression_like_text_is_read_or_refused(text: str) -> None:
    try:
        tree = read_typed(text, {"x", "y"})
    except ReadError:
        return
    assert read(write_text(tree), {"x", "y"}) is not None
