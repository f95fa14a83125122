"""What authors meet: messages that say the rewrite, their own content found, a preview, a schema beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from calcdrill.audit import audit
from calcdrill.catalog import load_catalog
from calcdrill.catalog.content import own_folders, shipped_folder
from calcdrill.cli import cli
from calcdrill.errors import CatalogError, NotFound

HEAD = """topic: mine
title: Mine
concepts:
  - id: my-concept
    title: My concept
    difficulty: 2
    requires: []
    summary: {summary}
    why: For tests.
    exercises:
      - id: first
        kind: {kind}
        difficulty: 2
"""


def topic(folder: Path, *lines: str, kind: str = "derivative", summary: str = "A demo.") -> Path:
    """A topic file with one exercise of these lines."""
    path = folder / "exercises" / "90-mine.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD.format(summary=summary, kind=kind) + "".join(f"        {line}\n" for line in lines))
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False, standalone_mode=False)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("draw: {b: one of 1/2, 3/4}", "function: b*x"), 'in quotes, {b: "one of 1/2, 3/4"}'),
        (("draw: {a: 2..9}", "function: ax^2"), "did you mean a*x?"),
        (("draw: {a: 2..9, n: 2..9}", "function: anx^2"), "did you mean a*n*x?"),
        (("draw: {a: 2..9}", "function: np.exp(a*x)"), "write exp(a*x)"),
        (("draw: {a: 2..9}", r"function: \frac{a}{x}"), "write a/x"),
        (("draw: {a: 2..9}", r"function: \oops{a}"), "LaTeX is not accepted here"),
        (("draw: {a: 2..9}", "function: a*x", 'hints: ["Look at $a x$."]'), "in backticks: `a x`"),
        (("draw: {a: 2..9}", "function: a*x", "limited: no"), "limited says in words"),
    ],
)
def test_a_message_says_the_rewrite(lines: tuple[str, ...], words: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as caught:
        load_catalog(tmp_path, files=[topic(tmp_path, *lines)])
    assert words in str(caught.value)


def test_money_is_no_formula(tmp_path: Path) -> None:
    topic(tmp_path, "draw: {a: 2..9}", "function: a*x", 'hints: ["It costs $5 and $6."]')
    load_catalog(tmp_path)


def found(path: Path, samples: int = 10) -> list[str]:
    exercise = load_catalog(files=[path]).exercises["my-concept/first"]
    report = audit(exercise, samples)
    return [*report.faults, *report.warnings]


def test_a_wrong_closed_form_is_told_with_both_values(tmp_path: Path) -> None:
    path = topic(tmp_path, "draw: {a: 2..99}", "ask: Square?", "quantity: a^2", "answer: a^2 + 1", kind="quantity")
    (told,) = [words for words in found(path) if "at index" in words]
    first, second = told.partition("the quantity is ")[2].split(", the answer ")
    assert int(second) == int(first) + 1


def test_a_mistake_that_equals_the_answer_is_named(tmp_path: Path) -> None:
    mistakes = "mistakes: {same: {answer: b*a, feedback: No.}, other: {answer: a*b + 1, feedback: No.}}"
    path = topic(tmp_path, "draw: {a: 2..99, b: 2..9}", "ask: Product?", "quantity: a*b", mistakes, kind="quantity")
    (told,) = [words for words in found(path) if "'same'" in words]
    assert told.startswith("no instance has 'same'") and told.endswith("it equals the answer")
    assert not any("'other'" in words for words in found(path))


def test_a_list_of_two_numbers_may_be_meant_as_a_range(tmp_path: Path) -> None:
    path = topic(tmp_path, "draw: {a: [1, 9], b: 1..99, c: [2, 4]}", "function: a*x^2 + b*x + c")
    (told,) = [words for words in found(path) if "draws" in words]
    assert told.startswith("a: [1, 9] draws 1 or 9") and "1..9" in told


def test_a_choice_that_nothing_proves_is_a_fault(tmp_path: Path) -> None:
    options = 'options: [{text: "yes", when: "a > 0"}, {text: "no", when: "a < 0"}]'
    path = topic(tmp_path, "draw: {a: 1..99}", "ask: Is it?", options, kind="choice")
    assert any("proof, or the convention" in words for words in found(path))


# -- own content is found


def test_content_is_found_where_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    topic(tmp_path, "draw: {a: 2..9, n: 2..9}", "function: a*x^n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CALCDRILL_CACHE", "off")
    made = run("generate", "my-concept", "-n", "2")
    assert made.exit_code == 0 and "./exercises; CALCDRILL_CONTENT=off" in made.stderr and "1. " in made.stdout
    monkeypatch.chdir(tmp_path.parent)
    monkeypatch.setenv("CALCDRILL_CONTENT", str(tmp_path))
    assert "(CALCDRILL_CONTENT)" in run("generate", "my-concept", "-n", "2").stderr


def test_check_alone_checks_what_is_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    topic(tmp_path, "draw: {a: 2..9, n: 2..9}", "function: a*x^n")
    monkeypatch.chdir(tmp_path)
    checked = run("check", "--samples", "2").stdout
    assert "1 exercise, 2 instances" in checked and "my-concept/" in checked


def test_a_file_stands_for_its_topic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = topic(tmp_path, "draw: {a: 2..9, n: 2..9}", "function: a*x^n")
    monkeypatch.chdir(tmp_path)
    by_file, by_name = (run("generate", word, "-n", "3").stdout for word in (str(path), "my-concept"))
    assert by_file == by_name != ""
    for word, told in (("other.yaml", "--content"), ("quiz.jsonl", "worksheet --from")):
        with pytest.raises(NotFound, match=told):
            run("generate", word)


def test_what_is_no_content_of_ones_own_is_left_alone(tmp_path: Path) -> None:
    assert own_folders("", tmp_path) == ()
    other = tmp_path / "exercises"
    other.mkdir()
    (other / "workout.yaml").write_text("squats: 20\n")
    assert own_folders("", tmp_path) == ()
    topic(tmp_path, "function: x")
    assert own_folders("", tmp_path) == (tmp_path,) and own_folders("off", tmp_path) == ()
    assert own_folders("", shipped_folder()) == ()
    (tmp_path / "src/calcdrill/catalog").mkdir(parents=True)
    (tmp_path / "src/calcdrill/catalog/content.py").touch()
    assert own_folders("", tmp_path) == (), "a checkout's content is the shipped content"


def test_a_new_exercise_has_its_schema_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("new", "exercise", "momentum")
    run("new", "recipe", "mine")
    for path in (*Path("exercises").iterdir(), *Path("decks").iterdir()):
        first = path.read_text().splitlines()[0]
        schema = path.parent / first.partition("$schema=")[2]
        assert json.loads(schema.read_text())["$schema"].startswith("https://json-schema.org/")


def test_a_preview_shows_instances_refusals_and_notes(tmp_path: Path) -> None:
    path = topic(tmp_path, "draw: {a: 2..9, b: 2..9, c: [1, 9]}", 'require: ["a > b"]', "function: a*x^3 + b*x + c")
    page = tmp_path / "page.html"
    run("preview", str(path), "-n", "5", "-o", str(page))
    text = page.read_text(encoding="utf-8")
    assert text.count("<article") == 5 and "<svg" in text and "Mistakes (" in text
    assert "draws refused: require: a &gt; b" in text and "draws 1 or 9" in text
    assert "<script" not in text and "refresh" not in text
