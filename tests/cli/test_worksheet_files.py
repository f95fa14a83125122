"""``calcdrill worksheet`` and ``new theme`` on real files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from calcdrill import load_catalog
from calcdrill.cli import cli
from calcdrill.errors import CatalogError, InputError, NotFound
from calcdrill.export.pdf import query
from calcdrill.export.sheet import option_paths, read_sheet
from calcdrill.rosters import read_roster, student_sets
from calcdrill.tasks import has_few_draws


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, list(arguments), catch_exceptions=False, standalone_mode=False)
    assert not result.exception, result.output
    return result.output


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_theme_is_found_and_used(here: Path) -> None:
    run("new", "theme", "mine")
    (here / "themes/mine/theme.yaml").write_text("font_size: 13\nkey: append\n")
    run("worksheet", "chain-exp", "-n", "3", "--set", "theme=mine", "-o", "sheet.typ")
    assert [path.name for path in here.glob("sheet*")] == ["sheet.typ"]
    assert "size: 13.0pt" in (here / "sheet.typ").read_text()


def test_a_fault_of_a_theme_is_named_with_it(here: Path) -> None:
    run("new", "theme", "mine")
    (here / "themes/mine/theme.yaml").write_text("colums: 2\n")
    with pytest.raises(InputError, match="theme mine: there is no option 'colums'"):
        run("worksheet", "chain-exp", "-n", "3", "--set", "theme=mine", "-o", "sheet.typ")


def test_versions_share_no_problem_and_ask_alike(here: Path) -> None:
    run("worksheet", "chain-exp", "-n", "4", "--versions", "A,B", "--seed", "3", "-o", "quiz.md")
    first, second = ((here / f"quiz-{version}.md").read_text() for version in "AB")
    problems = [{line for line in text.splitlines() if "f{" in line} for text in (first, second)]
    assert len(problems[0]) == len(problems[1]) == 4 and not problems[0] & problems[1]
    assert (here / "quiz-A-key.md").is_file() and (here / "quiz-B-key.md").is_file()


# -- which problems


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def places(path: Path) -> list[tuple[str, int, int]]:
    return [(record["id"], record["seed"], record["index"]) for record in records(path)]


def test_one_problem_is_replaced_and_the_rest_stays(here: Path) -> None:
    run("worksheet", "chain-exp", "-n", "6", "--seed", "4", "-o", "quiz.jsonl")
    run("worksheet", "--from", "quiz.jsonl", "--replace", "3,5-6", "-o", "again.jsonl")
    before, after = places(here / "quiz.jsonl"), places(here / "again.jsonl")
    assert [k for k in range(6) if before[k] != after[k]] == [2, 4, 5]
    assert [name for name, _, _ in before] == [name for name, _, _ in after]
    assert len(set(before) | set(after)) == 9
    run("worksheet", "--from", "quiz.jsonl", "--key", "none", "-o", "same.jsonl")
    assert places(here / "same.jsonl") == before


def test_a_resit_asks_anew_for_what_was_wrong(here: Path) -> None:
    run("worksheet", "chain-exp", "-n", "5", "-o", "quiz.jsonl")
    run("worksheet", "--from", "quiz.jsonl", "--resit", "2,4", "-o", "resit.jsonl")
    before, after = places(here / "quiz.jsonl"), places(here / "resit.jsonl")
    assert [name for name, _, _ in after] == [before[1][0], before[3][0]]
    assert not set(before) & set(after)


def test_what_was_entered_as_wrong_comes_again(here: Path) -> None:
    run("worksheet", "chain-exp", "-n", "4", "-o", "quiz.jsonl")
    with pytest.raises(InputError, match="entered as wrong"):
        run("worksheet", "--from", "quiz.jsonl", "--resit", "wrong", "--data", "history", "-o", "resit.jsonl")
    arguments = ["practice", "--sheet", "quiz.jsonl", "--data", "history"]
    entered = CliRunner().invoke(cli, arguments, input="3\ndone\n", standalone_mode=False)
    assert not entered.exception, entered.output
    run("worksheet", "--from", "quiz.jsonl", "--resit", "wrong", "--data", "history", "-o", "resit.jsonl")
    assert [name for name, _, _ in places(here / "resit.jsonl")] == [places(here / "quiz.jsonl")[2][0]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "quiz.jsonl", "--replace", "9"], "the sheet has the problems 1 to 3"),
        (["--from", "quiz.jsonl", "--replace", "x"], "write numbers such as"),
        (["--from", "quiz.jsonl", "--replace", "1", "--resit", "2"], "not both"),
        (["chain-exp", "--replace", "1"], "name its JSON with --from"),
        (["chain-exp", "--from", "quiz.jsonl"], "leave WHAT"),
        (["chain-exp:0"], "such as chain-exp:3"),
        (["chain-exp", "--exclude", "nonsense"], "there is no topic, concept or exercise 'nonsense'"),
    ],
)
def test_words_that_make_no_sheet_are_refused(arguments: list[str], message: str) -> None:
    run("worksheet", "chain-exp", "-n", "3", "-o", "quiz.jsonl")
    with pytest.raises((InputError, NotFound, click.UsageError), match=message):
        run("worksheet", *arguments, "-o", "new.jsonl")


def test_counts_and_exclusions(here: Path) -> None:
    run("worksheet", "chain-exp:3", "gradient", "-n", "7", "--exclude", "gradient-vector", "-o", "quiz.jsonl")
    found = records(here / "quiz.jsonl")
    assert [record["concept"] for record in found].count("chain-exp") == 3
    assert len(found) == 7 and all(record["concept"] != "gradient-vector" for record in found)
    run("worksheet", "chain-exp:2", "-o", "few.jsonl")
    assert len(records(here / "few.jsonl")) == 2


RECIPE = """\
title: A quiz of my own
include: [chain-exp, gradient]
exclude: [gradient-vector]
worksheet:
  counts: {chain-exp: 2}
  count: 5
  school: Springfield High
  instructions: {derivative: "Find `diff(f(x), x)`."}
  workspace: {problems: {2: 9}}
"""


def test_a_recipe_is_taken_from_its_file(here: Path) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "quiz.yaml").write_text(RECIPE)
    run("worksheet", "mine/quiz.yaml", "-o", "quiz.jsonl")
    concepts = [record["concept"] for record in records(here / "quiz.jsonl")]
    assert len(concepts) == 5 and concepts.count("chain-exp") == 2 and "gradient-vector" not in concepts
    run("worksheet", "mine/quiz.yaml", "-o", "quiz.typ")
    source = (here / "quiz.typ").read_text()
    assert "Springfield High" in source and "A quiz of my own" in source and "height: 9.0cm" in source
    (here / "mine" / "quiz.yaml").write_text(RECIPE.replace("[chain-exp,", "[chain-expo,"))
    with pytest.raises(CatalogError, match=r"quiz.yaml:2:11: there is no topic.* 'chain-expo'"):
        run("worksheet", "mine/quiz.yaml", "-o", "quiz.typ")


# -- a class


def test_a_class_has_a_sheet_and_a_code_each(here: Path) -> None:
    (here / "class.csv").write_text("Number,Name\n1,Ada Lovelace\n2,Émilie du Châtelet\n")
    run("worksheet", "chain-exp", "-n", "3", "--roster", "class.csv", "-o", "quiz.html")
    assert {path.name for path in here.glob("quiz*")} == {"quiz.html", "quiz-key.html", "quiz.codes.jsonl"}
    codes = records(here / "quiz.codes.jsonl")
    sheet = (here / "quiz.html").read_text()
    assert [code["name"] for code in codes] == ["Ada Lovelace", "Émilie du Châtelet"]
    assert all(f"Sheet {code['code']}" in sheet and code["name"] in sheet for code in codes)
    problems = [{(p["id"], p["index"]) for p in code["problems"]} for code in codes]
    assert not problems[0] & problems[1]
    found = CliRunner().invoke(cli, ["key", codes[1]["code"].lower(), "--solutions"], standalone_mode=False)
    assert not found.exception and "Émilie du Châtelet" in found.output and " 3. " in found.output


def test_a_key_is_refused_when_the_exercise_is_another_one_now(here: Path) -> None:
    (here / "class.csv").write_text("Ada\n")
    run("worksheet", "chain-exp", "-n", "2", "--roster", "class.csv", "-o", "quiz.html")
    path = here / "quiz.codes.jsonl"
    code = records(path)[0]["code"]
    with pytest.raises(NotFound, match="no sheet has the code 'XXXXX', of 1"):
        run("key", "XXXXX")
    path.write_text(re.sub('"fingerprint": "....', '"fingerprint": "zzzz', path.read_text()))
    with pytest.raises(InputError, match="is not what it was when the sheet was printed"):
        run("key", code)
    path.write_text("{}\n")
    with pytest.raises(InputError, match=r"codes\.jsonl:1: this is no line of codes"):
        run("key", code)


def test_few_problems_are_shared_in_a_class() -> None:
    exercise = load_catalog().exercises["chain-exp/exp-of-quadratic"]
    sheets, shared = student_sets([exercise], {exercise.id: 4}, 1, 3)
    assert shared == () and len({problem.index for sheet in sheets for problem in sheet}) == 12
    small = next(each for each in load_catalog().exercises.values() if has_few_draws(each, 12))
    sheets, shared = student_sets([small], {small.id: 1}, 1, 30)
    assert shared == (small.id,) and all(len(sheet) == 1 for sheet in sheets)


@pytest.mark.parametrize("text", ["", "name\n", "name\n\u202eAda\n", "x\n" * 501, "name,x\n,y\n"])
def test_a_list_of_nobody_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_roster(text)


# -- files


def test_a_number_of_versions_is_so_many_letters(here: Path) -> None:
    run("worksheet", "chain-exp", "-n", "2", "--versions", "3", "-o", "quiz.md")
    assert {f"quiz-{letter}.md" for letter in "ABC"} <= {path.name for path in here.iterdir()}


def test_the_options_of_a_sheet_are_listed(here: Path) -> None:
    listed = [line.split()[0] for line in run("list", "--options").splitlines()]
    assert tuple(listed) == option_paths()


def test_all_versions_in_one_file(here: Path) -> None:
    run("worksheet", "chain-exp", "-n", "2", "--versions", "A,B", "--together", "-o", "quiz.typ")
    assert {path.name for path in here.glob("quiz*")} == {"quiz.typ", "quiz-key.typ"}
    source = (here / "quiz.typ").read_text()
    assert source.count("#begin(") == 2 and '"Version B"' in source
    with pytest.raises(InputError, match="one version per file"):
        run("worksheet", "chain-exp", "-n", "2", "--versions", "A,B", "--together", "-o", "quiz.md")


def test_a_source_that_was_changed_by_hand_stays(here: Path) -> None:
    def make() -> None:
        run("worksheet", "chain-exp", "-n", "2", "-o", "quiz.typ")

    make()
    make()
    assert {path.name for path in here.glob("quiz*")} == {"quiz.typ", "quiz-key.typ"}
    first = (here / "quiz.typ").read_text()
    own = first.replace("Differentiate", "Find the derivative")
    (here / "quiz.typ").write_text(own)
    result = CliRunner().invoke(cli, ["worksheet", "chain-exp", "-n", "2", "-o", "quiz.typ"], standalone_mode=False)
    assert "quiz.typ was changed by hand" in result.output
    assert (here / "quiz.typ").read_text() == own
    assert (here / "quiz-new.typ").read_text() == first
    assert not (here / "quiz-key-new.typ").exists()
    (here / "quiz-new.typ").write_text("my own")
    make()
    assert (here / "quiz-new.typ").read_text() == "my own" and (here / "quiz-new-2.typ").read_text() == first


def test_a_sheet_on_one_page(here: Path) -> None:
    run("worksheet", "chain-exp", "-n", "12", "--key", "none", "-o", "long.typ")
    run("worksheet", "chain-exp", "-n", "12", "--set", "pages=1", "--key", "none", "-o", "short.typ")
    rooms = [
        sum(map(float, re.findall(r"height: ([0-9.]+)cm", (here / name).read_text())))
        for name in ("long.typ", "short.typ")
    ]
    assert 0 <= rooms[1] < rooms[0]
    assert len(json.loads(query((here / "short.typ").read_text(), "<begin>"))) == 1
    with pytest.raises(InputError, match=r"80 problems need \d+ pages even without room to write"):
        run("worksheet", "chain-exp", "-n", "80", "--set", "pages=1", "-o", "long.typ")


def test_a_logo_is_part_of_the_source(here: Path) -> None:
    (here / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
    )
    (here / "no.svg").write_text("no picture")
    run("worksheet", "chain-exp", "-n", "2", "--set", "logo=logo.svg", "--set", "school=St Trinian's", "-o", "quiz.pdf")
    assert "M0 0h9" in (here / "quiz.typ").read_text()
    run("worksheet", "chain-exp", "-n", "2", "--set", "logo=logo.svg", "-o", "quiz.html")
    assert "data:image/svg+xml;base64," in (here / "quiz.html").read_text()
    for logo, message in (("no.svg", "not an SVG, PNG or JPEG"), ("none.svg", "cannot be read")):
        with pytest.raises(InputError, match=message):
            run("worksheet", "chain-exp", "-n", "2", "--set", f"logo={logo}", "-o", "quiz.html")
    with pytest.raises(InputError, match="is not below this folder"):
        read_sheet({"logo": "/etc/passwd"})
