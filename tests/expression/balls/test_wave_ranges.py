"""The values of sin and cos on a ball: none is left out, and little is added."""

from __future__ import annotations

import math
import random

import pytest
from flint import arb

from calcdrill.expression.balls.wave_ranges import wave_range


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_every_value_is_in_and_little_else(name: str) -> None:
    draw = random.Random(5)
    for _ in range(400):
        low = draw.uniform(-10, 10)
        width = 10 ** draw.uniform(-9, 0.4)
        found = wave_range(name, arb(low).union(arb(low + width)))
        values = [getattr(arb(low + width * k / 50), name)() for k in range(51)]
        assert all(found.contains(value.mid()) for value in values)
        true = max(values, key=lambda v: float(v)) - min(values, key=lambda v: float(v))
        assert float(found.upper() - found.lower()) <= float(true) + 1e-7 + width**2


def test_a_crest_is_met_exactly() -> None:
    around = wave_range("cos", arb(2 * math.pi - 1e-3).union(arb(2 * math.pi + 1e-3)))
    assert around.overlaps(arb(1)) and 1 - around > -1e-12
