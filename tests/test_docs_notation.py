"""The tables of docs/notation.md show what is printed; ``--rewrite-golden`` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from calcdrill.expression.notation.conventions import DEFAULT, Conventions
from calcdrill.expression.notation.profiles import CHOICES, PROFILES, read_notation
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.expression.read import read

PAGE = Path(__file__).resolve().parents[1] / "docs" / "notation.md"
EXAMPLES = {
    "log": "ln(x)",
    "tangent": "tan(x)",
    "inverse": "arcsin(x)",
    "derivative": "f'(x)",
    "partial": "partial(f(x, y), x)",
    "decimal": "(0.5, x)",
    "times": "2*3",
    "vector": "(x, y)",
    "gradient": "(x, y)",
}


def _shown(choice: str, signs: Conventions) -> str:
    if choice == "gradient":
        return "(a, b)ᵀ as a column" if signs.gradient == "column" else "in a row"
    return f"`{write_unicode(read(EXAMPLES[choice]), signs)}`"


def _profiles() -> Iterator[str]:
    yield f"| | {' | '.join(PROFILES)} |"
    yield "|---" * (1 + len(PROFILES)) + "|"
    for choice in CHOICES:
        cells = " | ".join(_shown(choice, signs) for signs in PROFILES.values())
        yield f"| {choice} | {cells} |"


def _choices() -> Iterator[str]:
    yield "| choice | words | examples |"
    yield "|---|---|---|"
    for choice, words in CHOICES.items():
        shown = ", ".join(_shown(choice, replace(DEFAULT, **{choice: sign})) for sign in words.values())
        yield f"| `{choice}` | {', '.join(f'`{word}`' for word in words)} | {shown} |"


def _with_tables(text: str) -> str:
    for heading, lines in (("Profiles", _profiles()), ("Choices", _choices())):
        old = re.search(rf"## {heading}\n\n(?:<!--[^\n]*\n\n)?((?:\|[^\n]*\n)+)", text)
        assert old is not None
        text = text.replace(old[1], "".join(f"{line}\n" for line in lines))
    return text


def test_the_tables_show_what_is_printed(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    if request.config.getoption("--rewrite-golden"):
        PAGE.write_text(_with_tables(text), encoding="utf-8")
        return
    assert _with_tables(text) == text


def test_every_choice_has_an_example() -> None:
    assert EXAMPLES.keys() == CHOICES.keys()


@pytest.mark.parametrize("said", re.findall(r"notation: (\{[^}]*\})", PAGE.read_text(encoding="utf-8")))
def test_the_examples_are_notations(said: str) -> None:
    pairs = (pair.split(": ") for pair in said.strip("{}").split(", "))
    assert read_notation(dict(pairs)) not in PROFILES.values()
