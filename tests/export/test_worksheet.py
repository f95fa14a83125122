"""Worksheets as files: every format, keys, versions, strangers' text, accessibility, page breaks, golden texts."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from calcdrill.errors import InputError
from calcdrill.export.formats import format_names
from calcdrill.export.pdf import TypesettingError, compile_pdf, query
from calcdrill.export.sheet import read_sheet
from calcdrill.export.typst import write_sheet_typst
from calcdrill.export.view import lay_out
from calcdrill.export.worksheet import make_worksheet
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.typst import write_typst
from calcdrill.problem import ProblemSet
from export.sample import chain, make_problem, sample_set
from golden_files import Golden

STRANGE = 'Quiz #1: $5 & <b>"50%"</b> \\today *x* _y_ `z` @ref {{ 7*7 }} << 7*7 >> <% x %> ~ ^ [a](b)'
SOURCES = ("typst", "html", "latex", "markdown")


def make(format: str = "typst", problems: ProblemSet | None = None, **options: Any) -> dict[str, str]:
    files = make_worksheet({"A": problems or sample_set()}, read_sheet(options), format)
    return {ending: content.decode() for ending, content in files.items()}


def small_set() -> ProblemSet:
    """Few problems, of which golden files stay readable."""
    return replace(sample_set(), problems=(*sample_set().problems[:2], *sample_set().problems[9:]))


# -- files


def test_names_of_the_files() -> None:
    assert set(make("typst")) == {".typ", "-key.typ"}
    assert set(make("markdown", key="append")) == {".md"}
    assert set(make("latex", key="none")) == {".tex"}
    sets = {version: sample_set(seed) for seed, version in enumerate("ABC")}
    files = make_worksheet(sets, read_sheet({"versions": ["A", "B", "C"]}), "html")
    assert set(files) == {f"-{v}{part}.html" for v in "ABC" for part in ("", "-key")}
    assert len(set(files.values())) == 6


def test_pdf_stands_beside_its_source() -> None:
    files = make_worksheet({"A": sample_set()}, read_sheet({"key": "append"}), "pdf")
    assert list(files) == [".pdf", ".typ"]
    assert files[".pdf"].startswith(b"%PDF-1.7")


def test_unknown_format_is_refused() -> None:
    with pytest.raises(InputError, match=f"there are {', '.join(format_names())}"):
        make("docx")


@pytest.mark.parametrize("format", SOURCES)
def test_every_format_has_all_problems_and_the_whole_key(format: str) -> None:
    sheet, key = make(format, solutions=True).values()
    write = {"typst": write_typst, "html": lambda node: "", "latex": write_latex, "markdown": write_latex}[format]
    for problem in sample_set().problems:
        assert write(problem.statement.given[0]) in sheet
        if problem.task.kind != "critical_points":
            assert write(problem.answer) in key
    assert "chain rule" in key and "Worked solutions" not in sheet
    if format == "html":
        assert sheet.count("<h3") == key.count("<h3") == 13
        assert key.count("<dt>chain rule</dt>") == 6


@pytest.mark.parametrize("format", ["typst", "html", "markdown"])
def test_a_sheet_without_its_key_does_not_hold_answers(format: str) -> None:
    (sheet,) = make(format, key="none").values()
    assert "Answer" not in sheet.split("#row(")[-1]
    assert "simplify" not in sheet


def test_short_keys_have_no_steps() -> None:
    assert "chain rule" not in make("typst")["-key.typ"].split("#row-of-answers(")[-1]


@pytest.mark.parametrize("format", SOURCES)
@pytest.mark.parametrize("part", ["small.sheet", "small.key"])
def test_golden(format: str, part: str, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calcdrill.export.view.__version__", "0.0.0")
    files = make(format, small_set(), solutions=True, choices=4, recipe="golden", show={"points": True}, order="given")
    content = list(files.values())[part.endswith("key")]
    golden.check(f"worksheet/{part}.{next(iter(files)).rpartition('.')[2]}", content)


# -- strangers' text


def strange_set() -> ProblemSet:
    problem = make_problem("Differentiate.", "`f(x) = x`.", "1", (("rule #1 $x$ <i>", "diff(x, x)", "1", ""),))
    statement = replace(problem.statement, context=(STRANGE,), instruction=(STRANGE,))
    return ProblemSet(STRANGE, (replace(problem, statement=statement, hints=((STRANGE,),)),), 1)


def strange_options() -> dict[str, Any]:
    return {"header": STRANGE, "footer": STRANGE, "fields": [STRANGE], "solutions": True, "show": {"hints": True}}


def test_strange_text_is_text_in_pdf() -> None:
    pypdf = pytest.importorskip("pypdf")
    for content in (
        make_worksheet({STRANGE: strange_set(), "B": strange_set()}, read_sheet(strange_options()), "pdf")
    ).values():
        if content.startswith(b"%PDF"):
            text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
            flat = re.sub(r"\s", "", text)
            assert flat.count(re.sub(r"\s", "", STRANGE)) >= 3, text


def test_strange_text_is_text_in_html() -> None:
    for content in make("html", strange_set(), **strange_options()).values():
        assert "<b>" not in content.replace("<b>1.</b>", "").replace("<b>A</b>", "")
        assert html.escape(STRANGE, quote=True) in content
        assert "49" not in content


def test_strange_text_is_text_in_latex() -> None:
    comment, content = make("latex", strange_set(), **strange_options())[".tex"].split("\n", 1)
    assert comment == f"% {STRANGE}"
    assert r"\textbackslash{}today" in content and r"\today" not in content.replace(r"\textbackslash{}today", "")
    assert r"Quiz \#1: \$5 \&" in content


def test_strange_text_is_text_in_markdown() -> None:
    pypandoc = pytest.importorskip("pypandoc", reason="pip install pypandoc_binary")
    content = make("markdown", strange_set(), **strange_options())[".md"]
    plain = pypandoc.convert_text(content, "plain", format="markdown", extra_args=["--wrap=none"])
    assert plain.count(STRANGE) >= 2, plain


@pytest.mark.parametrize(
    "text", ["1. first", "- item", "# head", "+ item", "1) x", "    code", "a\nb", "===", "| a | b |"]
)
def test_markdown_words_are_words(text: str) -> None:
    pypandoc = pytest.importorskip("pypandoc", reason="pip install pypandoc_binary")
    from calcdrill.export.markdown import escape

    made = json.loads(
        pypandoc.convert_text(escape(text.strip()), "json", format="markdown", extra_args=["--wrap=none"])
    )
    assert [block["t"] for block in made["blocks"]] == ["Para"], made


# -- PDF


ALL_LOOKS: list[dict[str, Any]] = [
    {"solutions": True},
    {"preset": "large-print", "solutions": True, "show": {"points": True, "level": True, "table": True}},
    {"preset": "compact", "key": "append", "choices": 4, "show": {"figures": True}},
    {"paper": "letter", "workspace": {"kind": "lines"}, "columns": 3, "order": "mixed", "intro": "Mind `x^2`."},
    {"workspace": {"kind": "grid"}, "columns": 1, "fields": [], "show": {"seed": False}},
    {"theme": "exam"},
    {"theme": "quiet"},
]


@pytest.mark.parametrize("options", ALL_LOOKS)
def test_every_look_compiles_under_ua1_without_a_warning(options: dict[str, Any]) -> None:
    for content in make("typst", **options).values():
        assert compile_pdf(content, strict=True)


def structure(content: bytes) -> list[Any]:
    """All elements of a PDF's tag tree."""
    pypdf = pytest.importorskip("pypdf")
    found: list[Any] = []

    def visit(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                visit(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                visit(node["/K"])

    visit(pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.mark.parametrize("part", ["sheet", "key"])
def test_every_formula_and_figure_has_its_words(part: str) -> None:
    source = write_sheet_typst(lay_out(sample_set(), read_sheet({"solutions": True, "show": {"figures": True}})), part)
    elements = structure(compile_pdf(source))
    formulas = [element for element in elements if element["/S"] == "/Formula"]
    printed = len(re.findall(r"[#(][md]\(\"", source))
    assert len(formulas) == printed > 10
    assert all(str(formula.get("/Alt", "")).strip() for formula in formulas)
    figures = [element for element in elements if element["/S"] == "/Figure"]
    assert len(figures) == 1 and "tangent line" in str(figures[0]["/Alt"])


def test_a_reader_can_jump_by_headings() -> None:
    pypdf = pytest.importorskip("pypdf")
    source = write_sheet_typst(lay_out(sample_set(), read_sheet({"order": "blocked"})), "sheet")
    outline = pypdf.PdfReader(io.BytesIO(compile_pdf(source))).outline

    def titles(items: Any) -> list[str]:
        return [t for item in items for t in (titles(item) if isinstance(item, list) else [item.title])]

    found = titles(outline)
    assert found[0] == "Chain rule and gradients"
    assert [title for title in found if title.startswith("Problem ")] == [f"Problem {n}" for n in range(1, 14)]
    assert found[1].startswith("Problems 1–6. Differentiate with respect to")


@pytest.mark.parametrize("options", ALL_LOOKS)
def test_no_problem_is_split_over_pages(options: dict[str, Any]) -> None:
    many = ProblemSet("Many", tuple(p for k in range(3) for p in sample_set(k).problems), 1)
    source = write_sheet_typst(lay_out(many, read_sheet(options)), "sheet")
    where = "(it.value.problem, it.value.at, it.location().page())"
    source += f"\n#context [#metadata(query(<problem>).map(it => {where}))<places>]"
    places = json.loads(query(source, "<places>", field="value", one=True))
    pages: dict[int, set[int]] = {}
    for number, _, where in places:
        pages.setdefault(number, set()).add(where)
    assert len(places) == 2 * len(many.problems) == 2 * len(pages)
    assert all(len(where) == 1 for where in pages.values())


def test_letter_and_a4_are_what_they_are_called() -> None:
    pypdf = pytest.importorskip("pypdf")
    for paper, size in (("a4", (595, 842)), ("letter", (612, 792))):
        content = compile_pdf(make("typst", paper=paper)[".typ"])
        box = pypdf.PdfReader(io.BytesIO(content)).pages[0].mediabox
        assert (round(float(box.width)), round(float(box.height))) == size


def test_pages_are_numbered_and_signed() -> None:
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(io.BytesIO(compile_pdf(make("typst", recipe="quiz")[".typ"])))
    for number, page in enumerate(reader.pages, start=1):
        text = re.sub(r"\s+", " ", page.extract_text())
        assert f"Page {number} of {len(reader.pages)}" in text
        assert "quiz · seed 7 · calcdrill" in text


def test_faults_of_a_source_are_shown_with_their_place() -> None:
    with pytest.raises(TypesettingError, match=r"(?s)unknown variable.*:3:1.*nonsense"):
        compile_pdf('#set document(title: "t")\n\n#nonsense\n')


def test_a_formula_without_words_is_refused_by_the_compiler() -> None:
    with pytest.raises(TypesettingError, match="alt"):
        compile_pdf('#set document(title: "t")\n= Title\n$x$\n')


def test_sources_cannot_read_files(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(TypesettingError):
        compile_pdf(f'#set document(title: "t")\n#read("{tmp_path}/secret.txt")')


# -- themes


def test_a_theme_overrides_one_template_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "mine" / "typst").mkdir(parents=True)
    (tmp_path / "mine" / "theme.yaml").write_text("columns: 1\n")
    (tmp_path / "mine" / "typst" / "sheet.typ.j2").write_text(
        "= << page.title|content_text >>\n<% for item in page.items %>\n== << item.number >>\n<% endfor %>\n"
    )
    sheet = read_sheet({"theme": "mine"}, themes=[tmp_path])
    files = make_worksheet({"A": sample_set()}, sheet, "typst")
    assert "#row(" not in files[".typ"].decode() and "== 13" in files[".typ"].decode()
    assert b"#row-of-answers(" in files["-key.typ"]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("<< page.titel >>", "titel"),
        ("<% for %>", "sheet.typ.j2:1"),
        ("<< ''.__class__.__mro__ >>", "unsafe|__class__"),
        ("<< page.__init__.__globals__ >>", "unsafe|__init__|__globals__"),
        ("<< page.items.append(1) >>", "unsafe|append"),
        ("<% include '../../secret' %>", "secret"),
    ],
)
def test_a_theme_runs_no_code(tmp_path: Path, template: str, message: str) -> None:
    (tmp_path / "typst").mkdir()
    (tmp_path / "typst" / "sheet.typ.j2").write_text(template)
    with pytest.raises(InputError, match=message):
        make_worksheet({"A": sample_set()}, read_sheet(), "typst", templates=tmp_path)


# -- outside programs


def test_html_in_a_browser(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("no Chromium")
    (tmp_path / "sheet.html").write_text(make("html", key="append", solutions=True)[".html"])
    arguments = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"]
    page = f"file://{tmp_path}/sheet.html"
    dumped = subprocess.run([*arguments, "--dump-dom", page], capture_output=True, text=True, timeout=120, check=True)
    assert dumped.stdout.count("<math") > 50 and "<mfrac>" in dumped.stdout
    assert "://" not in re.sub(r'xmlns="[^"]*"', "", dumped.stdout)
    subprocess.run(
        [*arguments, f"--print-to-pdf={tmp_path}/sheet.pdf", page], capture_output=True, timeout=120, check=True
    )
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "options", [{"solutions": True, "show": {"points": True, "table": True}}, {"choices": 4, "key": "append"}]
)
def test_latex_compiles(tmp_path: Path, options: dict[str, Any]) -> None:
    if shutil.which("pdflatex") is None or shutil.which("kpsewhich") is None:
        pytest.skip("no pdflatex")
    if not subprocess.run(["kpsewhich", "exam.cls"], capture_output=True, check=False).stdout:
        pytest.skip("no exam class")
    for ending, content in make("latex", **options).items():
        path = tmp_path / f"sheet{ending}"
        path.write_text(content)
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name],
            cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:]


def test_markdown_becomes_a_word_document(tmp_path: Path) -> None:
    pypandoc = pytest.importorskip("pypandoc", reason="pip install pypandoc_binary")
    import zipfile

    content = make("markdown", key="append", solutions=True)[".md"]
    pypandoc.convert_text(content, "docx", format="markdown", outputfile=str(tmp_path / "sheet.docx"))
    document = zipfile.ZipFile(tmp_path / "sheet.docx").read("word/document.xml").decode()
    assert document.count("<m:oMath>") == content.count("$") // 2


def test_the_json_of_a_sheet_has_its_printed_numbers_and_can_be_entered() -> None:
    options = read_sheet({"order": "ramp"})
    files = make_worksheet({"A": sample_set(), "B": sample_set()}, options, "json")
    assert list(files) == ["-A.jsonl", "-B.jsonl"]
    records = [json.loads(line) for line in files["-A.jsonl"].splitlines()]
    shown = [item.problem for item in lay_out(sample_set(), options).items]
    assert [record["number"] for record in records] == list(range(1, len(shown) + 1))
    assert [record["statement"]["text"] for record in records] == [p.to_dict()["statement"]["text"] for p in shown]


def test_one_problem_is_enough() -> None:
    for format in format_names():
        assert make_worksheet({"A": ProblemSet("One", (chain(2, 0),), 1)}, read_sheet({"solutions": True}), format)


def test_a_qr_code_is_the_same_every_time() -> None:
    pytest.importorskip("segno", reason="pip install segno")
    from calcdrill.export.qr import qr_svg

    made = qr_svg("K7Q2M")
    assert made == qr_svg("K7Q2M") != qr_svg("K7Q2N")
    assert made.startswith("<svg") and "<path" in made and "<script" not in made


def test_what_follows_a_mistake_stands_in_the_key() -> None:
    options = {"show": {"marks": True}, "solutions": "short"}
    for format in ("typst", "html"):
        sheet, key = make(format, small_set(), **options).values()
        assert "After a mistake" in key and "After a mistake" not in sheet
    assert compile_pdf(make("typst", small_set(), **options)["-key.typ"], strict=True)
    assert "After a mistake" in make("typst", small_set(), show={"marks": True})["-key.typ"]


def test_what_a_font_does_not_have_is_named_with_the_way_out() -> None:
    for options in ({"title": "\u6f22\u5b57"}, {"font": "Nonsense"}):
        with pytest.raises(InputError, match=r"(no available font has|no font 'nonsense').*--fonts DIR"):
            make_worksheet({"A": small_set()}, read_sheet(options), "pdf")


def test_any_title_stays_on_the_paper() -> None:
    """A word that is wider than the paper is broken; other scripts and no title at all are printed too."""
    measured = "\n#context [#metadata(measure(query(heading).first(), width: 17cm).height / 1pt)<height>]"
    heights = []
    for title in ("W" * 200, "день " * 10, " "):
        source = make("typst", small_set(), title=title)[".typ"]
        assert compile_pdf(source)
        heights.append(json.loads(query(source + measured, "<height>", field="value", one=True)))
    assert heights[0] > 60 > heights[1] >= heights[2] > 5


# -- LaTeX


def test_the_students_file_holds_no_answers_in_latex() -> None:
    sheet, key = make("latex", small_set(), choices=4, solutions=True).values()
    for word in (r"\CorrectChoice", r"\begin{solution}", r"\fbox", "Answer", r"\printanswers"):
        assert word not in sheet
    assert key.count(r"\step{\textbf{Answer}}") == sum(1 for problem in small_set().problems if problem.solution.steps)


def test_latex_has_columns_room_and_figures() -> None:
    made = make(
        "latex", workspace={"kind": "grid"}, show={"figures": True, "hints": True, "points": True}, order="blocked"
    )
    sheet = made[".tex"]
    assert r"\begin{multicols}{2}" in sheet and r"\fillwithgrid{" in sheet
    assert sheet.count(r"\begin{tikzpicture}") == sum(1 for p in sample_set().problems if p.figure)
    assert "(2 points)" in sheet
    assert r"\fillwithlines{" in make("latex", workspace={"kind": "lines"})[".tex"]


def test_a_line_of_a_solution_that_is_too_wide_is_broken_or_made_smaller_in_latex() -> None:
    long_ = " + ".join(["exp(x^2)"] * 9)
    problem = make_problem(
        "Differentiate.", "`f(x) = x`.", "1", (("sum rule", long_, f"{long_} + 0", ""), ("name it", "x", "1", ""))
    )
    key = make("latex", ProblemSet("Long", (problem,), 1), solutions=True)["-key.tex"]
    first, second = re.findall(r"\\step\{\\emph\{(?:sum rule|name it)\}\}\{(.*)\}", key)
    assert first.count(r"\fit{") == 2 and second.count(r"\fit{") == 1


def test_low_brackets_are_not_stretched_in_html() -> None:
    problem = make_problem("Differentiate.", "`f(x) = g(h(x)) + (x/2 + 1)`.", "1", ())
    made = make("html", ProblemSet("One", (problem,), 1), key="none")[".html"]
    formula = next(text for text in re.findall(r"<math.*?</math>", made) if "<mfrac>" in text)
    assert formula.count('<mo stretchy="false">(</mo>') == 3 and formula.count("<mo>(</mo>") == 1
