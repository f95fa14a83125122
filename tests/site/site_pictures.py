"""The pictures of the study site in the README and the docs.

python -m tests.site.site_pictures SITE docs/pictures
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.site.site_browser import browser, visit

from calcdrill.catalog import load_catalog
from calcdrill.expression.notation.text import write_text
from calcdrill.instances import generate_problem
from calcdrill.practice.records import Answer, answer_to_json
from calcdrill.practice.schedule import encompassed

SKILL = "chain-exp"


def history(now: datetime) -> str:
    """Some weeks of a learner who is in the fourth chapter, as an export."""
    source, found = Random(3), list[str]()
    catalog = load_catalog()
    requires = {name: concept.requires for name, concept in catalog.concepts.items()}
    for place, topic in enumerate(catalog.topics[:5]):
        for k, concept in enumerate(topic.concepts):
            if place >= 3 and source.random() < 0.6:
                continue
            for index in range(source.choice([2, 3, 4])):
                at = now - timedelta(days=24 - 4 * place - index * source.choice([1, 2, 5]) + 0.02 * k)
                right = source.random() < 0.8
                shares = encompassed(concept.id, requires) if right else {}
                number, rating = f"{place}-{k}-{index}", 3 if right else 1
                exercise = concept.exercises[0].id
                if at < now:
                    line = (number, at, at.date().isoformat(), exercise, 1, index, concept.id, topic.id)
                    found.append(answer_to_json(Answer(*line, rating=rating, correct=right, shares=shares)))
    return "\n".join(found)


def main(site: Path, folder: Path) -> None:
    """Take the pictures of the course's site."""
    with browser() as chromium, visit(chromium, site.resolve().as_uri(), 1280, device_scale_factor=1.5) as visitor:
        page = visitor.open("progress.html")
        text = history(datetime.now(UTC)).encode()
        page.locator("[data-import]").set_input_files({"name": "h.jsonl", "mimeType": "text/plain", "buffer": text})
        page.locator("[data-moved]", has_text="added").wait_for()
        take(visitor.open("index.html"), folder / "site.png")
        page = visitor.open(f"topics/chain-rule.html#{SKILL}")
        box = page.locator(f"[data-practise='{SKILL}'] .problem")
        exercise, seed, index = box.get_attribute("data-problem").rsplit("/", 2)
        problem = generate_problem(load_catalog(), exercise, int(seed), int(index))
        box.locator("input[data-answer]").fill(write_text(problem.mistakes[0].answer))
        box.locator("[data-check]").click()
        box.locator("[data-hint]").click()
        page.locator(f"#{SKILL} .practise").scroll_into_view_if_needed()
        take(page, folder / "site-problem.png")


def take(page: Any, place: Path) -> None:
    page.wait_for_timeout(500)
    page.screenshot(path=str(place))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
