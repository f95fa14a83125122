"""QTI 2.1 in the hands of others: a converter makes QTI 3 of the items, a player shows them and gives the scores."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from tests.site.site_browser import browser

from export.lms_readers import Asked, unzipped
from laws.test_lms import exported, read_again

ROOT: Final = Path(__file__).resolve().parents[2]
PLAYER: Final = ROOT / ".ci/node_modules/@citolab/qti-components/cdn/index.global.js"
ANSWER: Final = (ROOT / "tests/export/qti_player.js").read_text(encoding="utf-8").split("\n", 2)[2]


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    if not PLAYER.exists():
        pytest.skip("@citolab/qti-components is not installed: npm ci --prefix .ci")
    with browser() as found:
        page = found.new_page()
        page.set_content("<qti-item><item-container></item-container></qti-item>")
        page.add_script_tag(path=str(PLAYER))
        yield page


def texts(asked: Asked) -> list[str]:
    """What is answered: each choice by its identifier, or each number, one within its tolerance, one beside all."""
    if asked.form == "choice":
        return [f"c{place}" for place in range(len(asked.answers))]
    return [*(answer.text for answer in asked.answers), "987654321"]


def expected(asked: Asked, xml: str) -> list[tuple[float, bool]]:
    """Score and feedback by our own reader."""
    if asked.form == "choice":
        places = [xml.index(f'simpleChoice identifier="c{place}"') for place in range(len(asked.answers))]
        order = [sorted(places).index(place) for place in places]
        answers = [asked.answers[place] for place in order]
        return [(asked.points if one.right else 0.0, bool(one.feedback)) for one in answers]
    right = Fraction(asked.right.text)
    return [
        *((asked.points if Fraction(one.text) == right else 0.0, bool(one.feedback)) for one in asked.answers),
        (0.0, False),
    ]


def test_a_player_gives_the_scores_and_the_feedback(page: Any) -> None:
    convert = pytest.importorskip("qti_convert", reason="pip install citolab-qti-convert").upgrade_qti2_to_qti3
    items = {name: text.decode() for name, text in unzipped(exported("qti21")[0]).items() if name.startswith("items/")}
    by_key = {asked.key: asked for asked in read_again("qti21")}
    assert len(items) == len(by_key) > 60
    played = set()
    for xml in list(items.values())[::3]:
        asked = by_key[xml.split(' title="')[1].split('"')[0]]
        found = page.evaluate(ANSWER, [convert(xml), texts(asked)])
        assert [tuple(one) for one in found] == expected(asked, xml), asked.key
        played.add(asked.form)
    assert played == {"choice", "number"}


def test_a_wrong_key_is_noticed(page: Any) -> None:
    convert = pytest.importorskip("qti_convert", reason="pip install citolab-qti-convert").upgrade_qti2_to_qti3
    asked = next(one for one in read_again("qti21") if one.form == "choice")
    items = (text.decode() for name, text in unzipped(exported("qti21")[0]).items() if name.startswith("items/"))
    xml = next(text for text in items if f'title="{asked.key}"' in text)
    right = xml.split("<correctResponse><value>")[1][:2]
    spoilt = xml.replace(f"<value>{right}</value>", f"<value>{'c0' if right != 'c0' else 'c1'}</value>", 1)
    found = page.evaluate(ANSWER, [convert(spoilt), texts(asked)])
    assert [tuple(one) for one in found] != expected(asked, xml)
