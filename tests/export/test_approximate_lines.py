"""A line that holds up to an order only has the sign ≈ in every format."""

from __future__ import annotations

import pytest

from calcdrill.export import html, latex, markdown, typst
from calcdrill.export.anki import markup
from calcdrill.export.jsonl import step_to_dict
from calcdrill.export.text import write_steps
from calcdrill.export.view import worked_lines
from calcdrill.expression.notation.conventions import DEFAULT
from calcdrill.expression.read import read
from calcdrill.expression.steps import Expansion, Step
from calcdrill.expression.tree import ZERO
from calcdrill.practice import report, terminal
from calcdrill.practice.events import StepShown, event_to_dict

UP_TO = Step("known series", read("exp(x)"), read("1 + x"), check="series", expansion=Expansion("x", ZERO, 1))
EQUAL = Step("add", read("x + x"), read("2*x"))
(WHOLE,) = worked_lines([UP_TO], "full")
_, GOES_ON = worked_lines([Step("write", read("x"), UP_TO.before), UP_TO], "full")


def test_worksheets() -> None:
    assert (WHOLE.sign, GOES_ON.sign, GOES_ON.left) == ("~", "~", None)
    assert latex.equation(WHOLE) == r"\fit{$\displaystyle e^{x} \approx 1 + x$}"
    assert latex.equation(GOES_ON) == r"\fit{$\displaystyle  \approx 1 + x$}"
    assert markdown.equation(WHOLE) == r"$e^{x} \approx 1 + x$"
    assert "<mo>≈</mo>" in html.equation(WHOLE) and 'alttext="is approximately 1 plus x"' in html.equation(GOES_ON)
    assert "approx" in typst.joined(WHOLE) and "is approximately" in typst.joined(WHOLE)
    assert '#d("is approximately 1 plus x", $approx 1 + x$)' in typst.sides(GOES_ON)


def test_cards() -> None:
    assert r"e^{x} \approx 1 + x" in markup.steps([UP_TO])


def test_text_and_json() -> None:
    assert list(write_steps([UP_TO], "")) == ["known series: exp(x) ~ 1 + x"]
    assert step_to_dict(UP_TO)["sign"] == "~"
    assert "sign" not in step_to_dict(EQUAL)


def test_practice() -> None:
    assert "≈" in terminal.render(StepShown(1, 1, UP_TO), terminal.Look())
    assert "≈" in report._line(UP_TO, DEFAULT)
    assert event_to_dict(StepShown(1, 1, UP_TO))["sign"] == "~"
    assert "sign" not in event_to_dict(StepShown(1, 1, EQUAL))


@pytest.mark.parametrize("write", [latex.equation, markdown.equation, html.equation, typst.joined])
def test_equations_keep_their_sign(write) -> None:  # type: ignore[no-untyped-def]
    (line,) = worked_lines([EQUAL], "full")
    assert "=" in write(line) and "≈" not in write(line) and "approx" not in write(line)
