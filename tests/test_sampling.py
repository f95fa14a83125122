"""Draws: each from its own source, under constraints that are named when they refuse."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction

import pytest

from calcdrill.conditions import read_condition
from calcdrill.draws import read_draw
from calcdrill.errors import ReadError, Reject
from calcdrill.expression.exact import exact_value
from calcdrill.expression.notation.text import write_text
from calcdrill.sampling import Parameters


def parameters(require: tuple[str, ...] = (), key: str = "demo/one", **draws: str) -> Parameters:
    names: list[str] = []
    read = []
    for name, text in draws.items():
        read.append((name, read_draw(text, names)))
        names.append(name)
    return Parameters(key, read, [read_condition(text, names) for text in require], require)


def values(drawn: dict[str, object]) -> dict[str, object]:
    return {name: exact_value(node) for name, node in drawn.items()}  # type: ignore[arg-type]


def many(source: Parameters, name: str, count: int = 300) -> set[object]:
    return {values(source.draw(1, index))[name] for index in range(count)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-2..2", {-2, -1, 0, 1, 2}),
        ("nonzero -2..2", {-2, -1, 1, 2}),
        ("one of 2, 3, 5", {2, 3, 5}),
        ("1/2..2 step 1/2", {Fraction(1, 2), 1, Fraction(3, 2), 2}),
        ("fraction 1..3 / 2..3", {Fraction(1, 2), Fraction(3, 2), Fraction(1, 3), Fraction(2, 3)}),
        ("= 2 + 3", {5}),
    ],
)
def test_a_draw_takes_exactly_its_values(text: str, expected: set[object]) -> None:
    assert many(parameters(a=text), "a") == expected


def test_later_draws_may_use_earlier_ones() -> None:
    for index in range(50):
        drawn = values(parameters(a="1..5", b="a + 1..a + 3", c="= a*b").draw(2, index))
        assert drawn["a"] < drawn["b"] <= drawn["a"] + 3  # type: ignore[operator]
        assert drawn["c"] == drawn["a"] * drawn["b"]  # type: ignore[operator]


def test_adding_a_parameter_moves_no_other() -> None:
    before, after = parameters(a="-9..9", c="-9..9"), parameters(a="-9..9", b="1..100", c="-9..9")
    for index in range(30):
        old, new = values(before.draw(3, index)), values(after.draw(3, index))
        assert (old["a"], old["c"]) == (new["a"], new["c"])


def test_neighbouring_seeds_are_strangers() -> None:
    source = parameters(a="1..10000")
    first, second = ([values(source.draw(seed, index))["a"] for index in range(200)] for seed in (1, 2))
    assert len(set(first) & set(second)) < 20
    assert not any(a == b for a, b in zip(first[1:], second, strict=False))


def test_a_refusal_names_its_constraint() -> None:
    source = parameters(("a > 5",), a="1..5")
    with pytest.raises(Reject, match="require: a > 5"):
        source.draw(1, 0)


def test_a_constraint_is_tested_before_what_it_makes_possible() -> None:
    source = parameters(("a != 0", "b > 2"), a="0..1", b="= 2/a")
    reasons = set()
    for index in range(30):
        with pytest.raises(Reject) as refused:
            source.draw(1, index)
        reasons.add(refused.value.reason)
    assert reasons == {"require: a != 0", "require: b > 2"}
    assert list(source.every(10) or [{}]) == []


def test_the_first_constraint_that_fails_is_the_reason() -> None:
    with pytest.raises(Reject, match="require: b > 5"):
        parameters(("b > 5", "a > 5"), a="1..5", b="1..5").draw(1, 0)


def test_a_constraint_of_no_parameter_holds_for_no_draw_or_for_all() -> None:
    assert parameters(("1 < 2",)).draw(1, 0) == {}
    with pytest.raises(Reject, match="require: 2 < 1"):
        parameters(("2 < 1",)).draw(1, 0)
    assert list(parameters(("2 < 1",)).every(10) or [{}]) == []


def test_every_draw_is_enumerated_and_obeys_the_constraints() -> None:
    source = parameters(("gcd(a, b) = 1", "distinct(a, b)"), a="1..4", b="1..4")
    found = source.every(100)
    assert found is not None
    pairs = {tuple(values(drawn).values()) for drawn in found}
    assert pairs == {(1, 2), (1, 3), (1, 4), (2, 1), (2, 3), (3, 1), (3, 2), (3, 4), (4, 1), (4, 3)}
    assert parameters(a="1..100", b="1..100").every(1000) is None


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("integer(a/2)", {2, 4}),
        ("square(a)", {1, 4}),
        ("divides(2, a)", {2, 4}),
        ("either(a = 1, a = 3)", {1, 3}),
        ("both(a > 1, a < 4)", {2, 3}),
        ("not(a = 2)", {1, 3, 4}),
        ("coprime(a, 6)", {1}),
        ("1 < a <= 3", {2, 3}),
    ],
)
def test_constraints(condition: str, holds: set[int]) -> None:
    found = parameters((condition,), a="1..4").every(10)
    assert found is not None
    assert {values(drawn)["a"] for drawn in found} == holds


@pytest.mark.parametrize(
    "text", ["5..1", "a..3", "x", "1..99999999", "nonzero 0..0", "fraction 1..2", "1..2 step 0", "one of", "1..", "= "]
)
def test_a_faulty_draw_is_refused(text: str) -> None:
    with pytest.raises(ReadError):
        read_draw(text)


def test_draws_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "from calcdrill.draws import read_draw\nfrom calcdrill.sampling import Parameters\n"
        "p = Parameters('k', [('a', read_draw('1..1000')), ('b', read_draw('one of 1, 2, 3, 4, 5'))], [])\n"
        "print([str(p.draw(1, i)) for i in range(20)])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(printed) == 1


def test_a_choice_may_be_a_shape_with_earlier_parameters():
    draws = [("a", read_draw("2..4")), ("f", read_draw("one of a*x^2, exp(a*x), 3", ["a"]))]
    shapes = Parameters("shapes", draws, ())
    drawn = [shapes.draw(0, index) for index in range(30)]
    assert {write_text(values["f"]) for values in drawn} == {
        *(f"{a}*x^2" for a in "234"),
        *(f"exp({a}*x)" for a in "234"),
        "3",
    }
    every = shapes.every(100)
    assert every is not None and len(list(every)) == 9


def test_what_is_worked_out_from_decimals_is_a_decimal():
    draws = [("h", read_draw("one of 0.1, 0.25")), ("n", read_draw("= 3*h", ["h"])), ("m", read_draw("= 2 + 1/2"))]
    drawn = [Parameters("decimals", draws, ()).draw(0, index) for index in range(10)]
    assert {(write_text(values["n"]), write_text(values["m"])) for values in drawn} == {("0.3", "5/2"), ("0.75", "5/2")}


def test_what_follows_may_be_a_value_or_a_derivative_of_a_shape() -> None:
    source = parameters(a="2..5", f="one of a*x^2, a*x, a/x", y="= at(f, x = 2)", g="= diff(f, x)", z="= at(g, x = 1)")
    for index in range(30):
        drawn = source.draw(0, index)
        a, slope = exact_value(drawn["a"]), write_text(drawn["g"])
        expected = {f"{2 * a}*x": (4 * a, 2 * a), f"{a}": (2 * a, a), f"-{a}/x^2": (Fraction(a, 2), -a)}
        assert (exact_value(drawn["y"]), exact_value(drawn["z"])) == expected[slope]
    assert len({write_text(source.draw(0, index)["g"]) for index in range(60)}) == 12
