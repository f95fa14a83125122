"""How many formulas of a deck are wider than a screen, on Anki's own reviewer page, and the widest of them.

python tests/export/anki/overflow.py DECK.apkg [WIDTH ...]
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from anki_browser import SHOW_ALL, browser, chromium, desktop_page
from anki_collection import collection, import_package

WIDE = r"""() => {
  const kind = (one) => one.closest(".cd-steps") ? "step"
    : one.matches(".cd-choice") ? "choice"
    : one.matches(".cd-fig") ? "figure"
    : one.matches(".cd-ans") ? "answer"
    : one.closest(".cd-q") && one.closest(".cd").querySelector(".cloze") ? "cloze"
    : one.matches(".cd-f") ? "formula" : "prose";
  return [...document.querySelectorAll(".cd .cd-f, .cd p, .cd-choice, .cd-fig")]
    .filter((one) => one.clientWidth > 0)
    .map((one) => [
      kind(one),
      one.scrollWidth > one.clientWidth + 1 ? one.scrollWidth - one.clientWidth : 0,
      one.querySelector("mjx-mtable") !== null,
      one.getAttribute("aria-label") || one.textContent.slice(0, 60),
    ]);
}"""
"""For each block its kind, by how many dots it is too wide, whether it holds a table, and what it says."""


def measured(page: Any, sides: Mapping[str, str]) -> list[tuple[str, str, int, bool, str]]:
    """Every block of these sides, all instances and all steps shown: the card's key and what ``WIDE`` finds."""
    found = []
    for key, side in sides.items():
        plain = SHOW_ALL + re.sub(r"<script>.*?</script>", "", side, flags=re.S).replace("<details", "<details open")
        page.question(plain)
        found += [(key, *block) for block in page.page.evaluate(WIDE)]
    return found


def main(deck: Path, widths: list[int]) -> None:
    """Show every answer of the deck, its question above it, at each width."""
    with tempfile.TemporaryDirectory() as place, collection(Path(place)) as col:
        import_package(col, deck.read_bytes(), Path(place))
        cards = [col.get_card(number) for number in col.find_cards("")]
        sides = {card.note()["Key"]: card.answer() for card in cards}
    with chromium() as started:
        for width in widths:
            with browser(started, width) as page:
                page.open(desktop_page())
                report(width, measured(page, sides))


def report(width: int, found: list[tuple[str, str, int, bool, str]]) -> None:
    """Counts for each kind of block, then what is too wide, the widest first."""
    blocks, wide = Counter(kind for _, kind, *_ in found), Counter(kind for _, kind, over, *_ in found if over)
    tables = Counter(kind for _, kind, over, table, _ in found if over and table)
    for kind, count in sorted(blocks.items()):
        print(f"{width} px: {kind}: {wide[kind]} of {count} too wide, {tables[kind]} of them tables")
    for key, kind, over, table, said in sorted(found, key=lambda block: -block[2]):
        if over:
            print(f"  {over:4} {kind:8} {'table' if table else '':5} {key}  {said}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(width) for width in sys.argv[2:]] or [360])
