"""The pictures of worksheets in the README and the docs: ``python tests/export/sheet_pictures.py docs/pictures``."""

from __future__ import annotations

import sys
from pathlib import Path

from calcdrill import load_catalog
from calcdrill.cheatsheets import chosen_topics, short_examples
from calcdrill.cli.worksheet import make
from calcdrill.export.cheatsheet import make_cheatsheet
from calcdrill.export.pdf import compile_png

DOTS = 100


def pictures() -> dict[str, bytes]:
    """File names and PNG bytes."""
    catalog = load_catalog()

    def sheet(*settings: str) -> dict[str, bytes]:
        how = ({"solutions": "full", "show": {"points": True}}, settings, "typst")
        return make(catalog, ("chain-rule", "gradient", "taylor"), 14, 1, (2, 4), *how)

    def page(source: bytes, number: int = 0, dots: float = DOTS) -> bytes:
        return compile_png(source.decode(), dots=dots)[number]

    usual = sheet("title=Chain rule, gradients, Taylor", "columns=2", "order=blocked")
    large = sheet("title=Chain rule, gradients, Taylor", "preset=large-print", "order=blocked")
    topics = chosen_topics(catalog, ())
    cheat = make_cheatsheet(topics, short_examples(topics), "Calculus for machine learning", "typst")
    return {
        "sheet.png": page(usual[".typ"]),
        "key.png": page(usual["-key.typ"]),
        "large-print.png": page(large[".typ"]),
        "cheatsheet.png": page(cheat[".typ"], dots=120),
    }


if __name__ == "__main__":
    for name, content in pictures().items():
        (Path(sys.argv[1]) / name).write_bytes(content)
