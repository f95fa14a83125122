"""One hostile text through every exporter, read with the target's own program: it is words there, and nothing else."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest

from calcdrill.characters import HIDDEN
from calcdrill.export.anki import DeckOptions, Position, ProblemNote, make_deck
from calcdrill.export.formats import find_format, format_names
from calcdrill.export.sheet import read_sheet
from calcdrill.export.worksheet import make_worksheet
from calcdrill.problem import Problem, ProblemSet
from export.sample import sample_set

PARTS: Final = (
    r"[latex]\input{/etc/passwd}[/latex]",
    "[$]x[/$]",
    "[$$]x[/$$]",
    "[sound:beep.mp3]",
    "[anki:tts lang=en_GB]t[/anki:tts]",
    "{{c2::hidden}}",
    "{{Key}}",
    r"\(\href{javascript:alert(1)}{x}\)",
    r"\[\def\a{\a\a}\a\]",
    r"\begin{align}y\end{align}",
    "$$z$$",
    "$w$",
    "<script>alert(1)</script>",
    "<img src=//evil.example/x onerror=alert(1)>",
    "&lt;b&gt;",
    "[link](javascript:alert(1))",
    "![picture](//evil.example/y)",
    "**bold**",
    "`code`",
    "~~~",
    "<!-- comment -->",
    '#read("secret.txt")',
    "#import x",
    "@cite",
    "//line",
    "/*block*/",
    r"\write18{id}",
    r"\input{x}",
    "%rest",
    "^^41",
    "http://evil.example/z",
    "<< page >>",
    "{% raw %}",
    "=cmd|' /C calc'!A0",
)
HOSTILE: Final = "Begin " + " ".join(PARTS) + " End"


def hostile_problem() -> Problem:
    """A problem whose author's words are hostile wherever an author may write words."""
    problem = next(one for one in sample_set().problems if one.mistakes and one.solution.steps)
    said = replace(problem.statement, context=(HOSTILE,), instruction=(HOSTILE,))
    steps = tuple(replace(step, note=(HOSTILE,)) for step in problem.solution.steps)
    mistakes = tuple(replace(mistake, feedback=(HOSTILE,)) for mistake in problem.mistakes)
    solution = replace(problem.solution, steps=steps)
    return replace(problem, statement=said, solution=solution, mistakes=mistakes, hints=((HOSTILE,),))


def sheet_in(form: str) -> dict[str, bytes]:
    sheet = read_sheet({"solutions": "full", "key": "append", "show": {"hints": True, "points": True}})
    # Longer than an option may be, so that every part stands everywhere.
    sheet = replace(sheet, title=HOSTILE, header=HOSTILE, footer=HOSTILE, fields=(HOSTILE,), intro=(HOSTILE,))
    problems = ProblemSet(HOSTILE, (hostile_problem(),), 7)
    return make_worksheet({"A": problems}, sheet, form)


def bare(text: str) -> str:
    """The signs that matter, however lines were broken and quotes were set."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text.translate({0x201C: 34, 0x201D: 34, 0x2018: 39, 0x2019: 39}))


def assert_words(shown: str, least: int) -> None:
    found = bare(shown).count(bare(HOSTILE))
    assert found >= least, f"found {found} of {least} times in {shown[:3000]}"


# -- a reader for each target


class Page(HTMLParser):
    """The elements and the words of an HTML page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read_html(content: bytes) -> None:
    page = Page(content.decode())
    assert not {tag for tag, _ in page.elements} & {"script", "img", "a", "iframe", "object", "b64", "link", "base"}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    first = [tag for tag, _ in page.elements].index("meta")
    assert page.elements[first][1].get("http-equiv") == "Content-Security-Policy"
    assert "default-src 'none'" in str(page.elements[first][1]["content"])
    assert_words("".join(page.words), 5)


def nodes(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from nodes(inner)


def pandoc(content: bytes, form: str) -> list[dict[str, Any]]:
    pypandoc = pytest.importorskip("pypandoc", reason="pip install pypandoc_binary")
    return list(nodes(json.loads(pypandoc.convert_text(content.decode(), "json", format=form))))


def words_of(found: list[dict[str, Any]]) -> str:
    spaces = {"Space": " ", "SoftBreak": " ", "LineBreak": " "}
    quotes = {"SingleQuote": "'", "DoubleQuote": '"'}
    shown = []
    for one in found:
        kind = one.get("t", "")
        shown.append(one["c"] if kind == "Str" else spaces.get(kind, quotes.get(kind, "")))
    return "".join(shown)


ACTIVE: Final = {"RawInline", "RawBlock", "Link", "Image", "Code", "CodeBlock", "Cite", "Note", "Table"}


def read_markdown(content: bytes) -> None:
    found = pandoc(content, "markdown")
    assert not [one for one in found if one.get("t") in ACTIVE]
    assert_words(words_of(found), 4)


def read_latex(content: bytes) -> None:
    found = pandoc(content, "latex")
    assert not [one for one in found if one.get("t") in ACTIVE]
    text = bare(words_of(found))
    for part in PARTS:
        if not set(part) & set("'\"`~^-"):  # pandoc makes other signs of these
            assert bare(part) in text, part


def read_pdf(content: bytes) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pip install pypdf")
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = bare("".join(page.extract_text() for page in reader.pages))
    for part in PARTS:
        assert bare(part) in text, part
    assert not [note for page in reader.pages for note in page.get("/Annots") or ()]


def read_typst(content: bytes) -> None:
    from calcdrill.export.pdf import compile_pdf

    read_pdf(compile_pdf(content.decode(), strict=True))


def read_json(content: bytes) -> None:
    for line in content.splitlines():
        record = json.loads(line)
        assert_words(record["statement"]["text"], 1)
        assert_words(" ".join(record["hints"]), 1)


def read_text(content: bytes) -> None:
    assert_words(content.decode(), 2)


def read_table(content: bytes) -> None:
    cells = [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
    assert_words("".join(cells), 4)
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "@"}]


def read_other(content: bytes) -> None:
    """A target without a program here: at least no element was made of the words."""
    assert b"<script>alert" not in content and b"<img src=//evil" not in content


READERS: Final[dict[str, Callable[[bytes], None]]] = {
    "csv": read_table,
    "html": read_html,
    "jsonl": read_json,
    "md": read_markdown,
    "pdf": read_pdf,
    "tex": read_latex,
    "txt": read_text,
    "typ": read_typst,
}


@pytest.mark.parametrize("form", format_names())
def test_words_stay_words(form: str) -> None:
    if find_format(form).refuses(hostile_problem()):
        pytest.skip("this format takes short questions only; tests/laws/test_formats.py has short hostile words")
    files = sheet_in(form)
    assert files
    for name, content in files.items():
        if not name.endswith(".pdf"):
            for document in documents(content):
                assert not HIDDEN.search(document.replace("\r\n", "\n")), name
        READERS.get(name.rpartition(".")[2], read_other)(content)


def documents(content: bytes) -> list[str]:
    """The file itself, or the files in a package."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return [content.decode(errors="replace")]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [package.read(name).decode(errors="replace") for name in package.namelist()]


# -- the real Anki


def deck() -> bytes:
    place = Position("chain-rule", HOSTILE, 3, "chain-exp", HOSTILE)
    note = ProblemNote("chain-exp/hostile", place, (hostile_problem(),))
    chosen = ProblemNote("chain-exp/choose", place, (hostile_problem(),), choose=True)
    return make_deck([note, chosen], DeckOptions(description=HOSTILE), None, 1_795_248_000)[0]


MATHJAX: Final = re.compile(r"\\\(|\\\[|\$\$|\\begin\{")


def runs(text: str) -> list[str]:
    """The text between the tags of a page: what MathJax looks at, piece by piece."""
    found = re.split(r"<[^<>]*>", re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL))
    return [html.unescape(one) for one in found]


def test_words_stay_words_in_anki(tmp_path: Path) -> None:
    helper = pytest.importorskip("export.anki.anki_collection")
    from anki.latex import render_latex_returning_errors

    package = deck()
    with helper.collection(tmp_path) as col:
        helper.import_package(col, package, tmp_path)
        cards = [col.get_card(number) for number in col.find_cards("")]
        assert len(cards) == 2
        for card in cards:
            assert not card.question_av_tags() and not card.answer_av_tags()
            for side in (card.question(), card.answer()):
                extracted = col._backend.extract_latex(text=side, svg=False, expand_clozes=False)
                assert not extracted.latex and extracted.text == side
                assert render_latex_returning_errors(side, card.note_type(), col)[0] == side
                assert "<script>alert" not in side and "<img src" not in side and "javascript:" not in tags(side)
                assert_words("".join(runs(side)), 1)
                for run in runs(side):
                    if "Begin" in run or "evil" in run or "href" in run:
                        assert not MATHJAX.search(run), run
        note = cards[0].note()
        assert col.media.files_in_str(note.mid, "".join(note.fields)) == []


def tags(text: str) -> str:
    return " ".join(re.findall(r"<[^<>]*>", text))
