"""Hand-made problems, cards and places: decks need no generator to be tested."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from calcdrill.catalog.values import Card
from calcdrill.export.anki import ClozeNote, ConceptNote, NoteSource, Position, ProblemNote
from calcdrill.expression.read import read
from calcdrill.problem import Certificate, Mistake, Problem, Solution, Statement, Step, Task

CERTIFICATE = Certificate(("named rules", "arb jets"), 6, "1e-60", 2, True)
CHAIN = Position("chain-rule", "The chain rule", 3, "chain-exp", "The chain rule through the exponential")
GRADIENT = Position(
    "gradient", "Partial derivatives and the gradient", 8, "gradient-at-point", "The gradient at a point"
)
NOW = 1_790_000_000


def exponential(k: int) -> Problem:
    """Differentiate exp(a x² − b x), with steps, a hint and three wrong answers."""
    a, b = k + 2, 2 * k + 1
    function = read(f"exp({a}*x^2 - {b}*x)")
    answer = read(f"({2 * a}*x - {b})*exp({a}*x^2 - {b}*x)")
    line = Step("chain rule", read(f"exp({a}*x^2 - {b}*x)"), read(f"exp({a}*x^2 - {b}*x)*({2 * a}*x - {b})"))
    inner = Step("sum rule", read(f"{a}*x^2 - {b}*x"), read(f"{2 * a}*x - {b}"), weight=1)
    first = Step("chain rule", line.before, line.after, ("the inside is ", read("g"), "; keep it"), (inner,))
    last = Step("reorder the factors", line.after, answer, weight=0)
    wrong = (
        Mistake("forgot-inner", read(f"exp({a}*x^2 - {b}*x)"), ("The inner derivative is missing.",)),
        Mistake("power-rule", read(f"({a}*x^2 - {b}*x)*exp({a}*x^2 - {b}*x - 1)"), ("That is no power.",)),
        Mistake("inside-changed", read(f"exp({2 * a}*x - {b})"), ("The inside stays as it is.",)),
    )
    given = (read(f"f(x) = exp({a}*x^2 - {b}*x)"), ".")
    return Problem(
        task=Task("derivative", MappingProxyType({"function": function, "variable": "x"})),
        statement=Statement(("Differentiate with respect to ", read("x"), "."), given),
        solution=Solution(answer, (first, last)),
        certificate=CERTIFICATE,
        hints=(("What is inside the exponential?",),),
        mistakes=wrong,
        id="chain-exp/exp-of-quadratic",
        concept="chain-exp",
        topic="chain-rule",
        seed=7,
        index=k,
        difficulty=2,
    )


def gradient(k: int) -> Problem:
    """A gradient at a point, with a condition that holds a < sign."""
    answer = read(f"[{2 * k + 2}, {k + 3}]")
    function = read(f"x^2*y + {k + 2}*y + ln(x)")
    given = (
        read(f"f(x, y) = x^2*y + {k + 2}*y + ln(x)"),
        " at ",
        read("[x, y] = [1, 2]"),
        ", for ",
        read("0 < x"),
        ".",
    )
    step = Step("assemble the gradient", function, answer, ("one entry for each variable, with 0 < x & y > 1",))
    return Problem(
        task=Task("gradient", MappingProxyType({"function": function})),
        statement=Statement(("Find the gradient at the given point.",), given, ("A model has two weights.",)),
        solution=Solution(answer, (step,)),
        certificate=CERTIFICATE,
        id="gradient-at-point/polynomial",
        concept="gradient-at-point",
        topic="gradient",
        seed=7,
        index=k,
        difficulty=3,
    )


def sign(k: int) -> Problem:
    """A problem with choices of its own."""
    right, wrong = read("x = 1"), read("x = 2")
    return Problem(
        task=Task("choice", MappingProxyType({})),
        statement=Statement((f"Where is the slope of case {k} zero?",), (), choices=((right,), (wrong,), ("nowhere",))),
        solution=Solution(right, (Step("choose", right, right, ("because it is",), check="none"),)),
        certificate=CERTIFICATE,
        mistakes=(Mistake("took-two", wrong, ("Two is a trap.",)),),
        id="chain-exp/where",
        concept="chain-exp",
        topic="chain-rule",
        seed=1,
        index=k,
        difficulty=1,
    )


def notes(variants: int = 12) -> tuple[NoteSource, ...]:
    """One note of each form."""
    card = Card(
        ("When is ", read("exp(x)"), " its own derivative?"),
        ("Always: ", read("diff(exp(x), x) = exp(x)")),
        "formula",
    )
    formula = read("diff(exp(g(x)), x) = exp(g(x))*g'(x)")
    given = (
        ConceptNote("chain-exp/card/formula", CHAIN, card),
        ClozeNote("chain-exp/cloze/formula", CHAIN, formula, ("Through the exponential:",), ("Softmax needs it.",)),
        ProblemNote("chain-exp/where", CHAIN, tuple(map(sign, range(variants))), choose=True),
        ProblemNote("chain-exp/exp-of-quadratic", CHAIN, tuple(map(exponential, range(variants)))),
        ProblemNote("chain-exp/exp-of-quadratic/choice", CHAIN, tuple(map(exponential, range(variants))), choose=True),
        ProblemNote("gradient-at-point/polynomial", GRADIENT, tuple(map(gradient, range(variants)))),
    )
    return tuple(replace(note, due=due) for due, note in enumerate(given, start=1))
