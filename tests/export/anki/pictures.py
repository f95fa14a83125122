"""Pictures of cards for the documents, from Anki's own reviewer page: by day, by night, on a phone.

python tests/export/anki/pictures.py DECK.apkg docs/pictures
"""

from __future__ import annotations

import html
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from anki_browser import browser, chromium, desktop_page
from anki_collection import card_of, collection, import_package

from calcdrill import generate_problem, load_catalog
from calcdrill.expression.notation.speech import write_speech
from calcdrill.expression.notation.text import write_text

ALWAYS_THE_SAME = "Math.random = () => 0.3;"
PICTURES = {
    # name: (key, width, night, whether a wrong choice is tapped, the mistake that is typed)
    "card-day": ("chain-nested-three/sine-of-exp", 720, False, False, ""),
    "card-night": ("gd-step-2d/sum-of-squares", 720, True, False, ""),
    "card-phone": ("quotient-rule/line-over-line/choice", 360, False, True, ""),
    "card-typed": ("chain-exp/exp-of-quadratic", 360, False, False, "forgot-inner-derivative"),
}


def main(deck: Path, folder: Path) -> None:
    """Import the deck, show the cards, answer them, take their pictures."""
    with tempfile.TemporaryDirectory() as place, collection(Path(place)) as col:
        import_package(col, deck.read_bytes(), Path(place))
        sides, metas = {}, {}
        for key, *_ in PICTURES.values():
            card = card_of(col, key)
            sides[key] = card.question(), card.answer()
            metas[key] = json.loads(html.unescape(card.note()["Meta"]))
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as started:
        for name, (key, width, night, choice, mistake) in PICTURES.items():
            question, answer = sides[key]
            with browser(started, width, 200, ALWAYS_THE_SAME, device_scale_factor=2) as page:
                page.open(desktop_page(night))
                shown = page.question(question, answer, night)
                if choice:
                    page.page.locator("li:not([data-right]) > .cd-choice").first.click()
                if mistake:
                    page.page.fill(".cd-box", typed(metas[key], shown["question"][0], mistake))
                page.answer(answer)
                if not (choice or mistake):
                    page.page.click(".cd-work > summary")
                page.page.mouse.move(0, 0)
                page.page.screenshot(path=folder / f"{name}.png", full_page=True)


def typed(meta: dict[str, Any], question: str, mistake: str) -> str:
    """The mistake of that name in the instance whose question is shown, as somebody would type it."""
    catalog = load_catalog()
    problems = (generate_problem(catalog, meta["exercise"], seed, index) for seed, index in meta["instances"])
    problem = next(one for one in problems if write_speech(one.statement.given[0]) == question)
    text = write_text(next(one.answer for one in problem.mistakes if one.id == mistake))
    return text.replace("exp(", "e^(").replace("*", "")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
