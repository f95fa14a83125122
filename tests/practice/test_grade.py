"""Grading: the table made by hand, whatever a keyboard can produce, and time."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator

import pytest
from handmade import Row, table
from hypothesis import given, settings
from hypothesis import strategies as st

from calcdrill import solve
from calcdrill.practice.grade import Grade, grade
from stopwatch import seconds

ROWS = list(table())
RIGHT = {"right", "right, not in the asked form", "right where both are defined"}


def test_the_table_is_long() -> None:
    assert len(ROWS) >= 300
    assert {row.grade for row in ROWS} == {item.value for item in Grade}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.line}")
def test_table(row: Row) -> None:
    verdict = grade(row.problem, row.text, budget=10)
    assert verdict.grade.value == row.grade, verdict
    if row.mistake:
        assert row.mistake in {verdict.mistake, verdict.also}, verdict
    assert verdict.message
    assert (verdict.correct is None) == (row.grade not in RIGHT | {"wrong"})


def test_time() -> None:
    """In processor time, so that a busy machine does not count."""
    for row in ROWS:
        grade(row.problem, row.text)
    times = sorted(seconds(lambda row=row: grade(row.problem, row.text), enough=0.1) for row in ROWS)
    assert times[len(times) // 2] < 0.002
    assert times[-1] < 0.1


# -- whatever a keyboard can produce

FUZZ = int(os.environ.get("CALCDRILL_FUZZ", "1500"))
"""How many strings the fuzz grades; 100000 for the full trial."""

WORDS = """x y z t e pi C x1 theta sin( cos( tan( exp( ln( log( sqrt( abs( max( min( floor( sigmoid( erf( gcd(
    ( ) [ ] { } | ! ' + - * / ^ ** = == < <= > ~ , ; : . 0 1 2 3 10 0.5 1/2 99999 1e9 ∞ √ ² ⁻¹ π σ ₁
    ∇f = dy/dx min max saddle none and a b c d \\frac{ \\sqrt{ } \\sin $ # é 数 9^9^9 ^200 !!! factorial(
    piecewise("""
PIECES = [*WORDS.split(), '"', " ", "\t", "\n", "\x00", "\ud800"]


def fuzzed(count: int) -> Iterator[tuple[Row, str]]:
    """Rows with texts near to what people type: joined pieces, and rows with some characters changed."""
    source = random.Random("fuzz")
    for _ in range(count):
        row = source.choice(ROWS)
        if source.random() < 0.5:
            yield row, "".join(source.choices(PIECES, k=source.randint(1, 24)))
            continue
        text = list(source.choice(ROWS).text)
        for _ in range(source.randint(1, 6)):
            place = source.randrange(len(text) + 1)
            text[place : place + source.randint(0, 2)] = source.choice(PIECES)
        yield row, "".join(text)


def test_any_text_has_a_verdict_in_time() -> None:
    for row in ROWS:
        grade(row.problem, "17")  # every kind is imported
    slowest, times = (0.0, ""), []
    for row, text in fuzzed(FUZZ):
        times.append(seconds(lambda row=row, text=text: grade(row.problem, text), enough=0.1))
        slowest = max(slowest, (times[-1], text))
        verdict = grade(row.problem, text)
        assert verdict.message
        assert json.dumps(verdict.to_dict())
        assert verdict.shown is not None
    times.sort()
    assert times[len(times) // 2] < 0.002
    assert slowest[0] < 0.1, slowest


@settings(max_examples=200)
@given(st.text(max_size=1200))
def test_any_unicode_has_a_verdict(text: str) -> None:
    for row in ROWS[::80]:
        assert grade(row.problem, text).message


BOMBS = [
    "(" * 2000,
    "9^9^9^9",
    "exp(" * 38 + "x" + ")" * 38,
    "x!" * 100,
    "sin " * 120 + "x",
    "1/" * 200 + "1",
    "-" * 400,
    "e^" * 30 + "x",
    "x^200^0.5",
    "d" * 79 + "=1",
    "50!^50",
    "cos(9^200)",
    "|" * 300,
    "{" * 900,
    "\\frac{" * 150 + "}{" * 150,
]


@pytest.mark.parametrize("text", BOMBS, ids=range(len(BOMBS)))
def test_bombs(text: str) -> None:
    for row in ROWS[::60]:
        assert grade(row.problem, text).message
        assert seconds(lambda row=row: grade(row.problem, text), enough=0.1) < 0.1


def test_a_root_of_a_power_that_no_kink_decides_is_left_undecided() -> None:
    problem = solve({"kind": "derivative", "function": "sin(4*x^2 - 8)"})
    assert grade(problem, "8x*(cos(4x^2 - 8)^3)^(1/3)").correct is not False
