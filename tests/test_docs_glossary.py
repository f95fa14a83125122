"""The field's words on docs/glossary.md are those of the site's glossary; ``--rewrite-golden`` writes them anew."""

from __future__ import annotations

from pathlib import Path

from calcdrill.site.glossary import GLOSSARY
from golden_files import Golden

PAGE = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"
MARK = "--rewrite-golden -->\n\n"


def test_the_page_has_the_terms_of_the_site(golden: Golden) -> None:
    head, _, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    rows = "".join(f"| {term.name} | {term.meaning} |\n" for term in GLOSSARY)
    golden.check(str(PAGE), f"{head}{MARK}| term | meaning |\n|---|---|\n{rows}")
