"""The table of scorers: what is asked, that a scorer cannot hang it, and that the page has the table of the command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks import scorer_answers, scorers
from benchmarks.page import put

from calcdrill import generate, load_catalog, solve
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.read import read
from calcdrill.kinds import kind_names

PAGE = Path(__file__).parents[1] / "docs" / "datasets.md"
FORMS = {
    "as printed",
    "typed as text: 2*x^3",
    "terms and factors in another order",
    "powers in place of fractions",
    "an earlier line of the working",
    "another constant",
    "a vector as a column",
    scorers.WRONG,
}


@pytest.fixture(scope="module")
def made() -> tuple[list[scorers.Item], list[dict[str, Any]]]:
    return scorers.make_items(30, 4)


def test_the_kinds_are_there() -> None:
    assert set(scorers.KINDS) <= set(kind_names())
    assert {exercise.kind for exercise in load_catalog().exercises.values()} >= set(scorers.KINDS)


def test_every_form_occurs_and_calcdrill_judges_each_right(
    made: tuple[list[scorers.Item], list[dict[str, Any]]],
) -> None:
    items, rows = made
    assert {item.form for item in items} == FORMS and len(rows) == 30
    verdicts = list(zip(items, scorers.own_verdicts(items, rows), strict=True))
    assert [item for item, verdict in verdicts if verdict == ("refuses" if item.is_right else "accepts")] == []
    assert sum(verdict == "no answer" for _, verdict in verdicts) < 0.05 * len(items)


def test_a_form_that_is_not_proved_is_left_out() -> None:
    problem = solve("derivative", "x^3")
    assert not scorers._is_proved(problem, read("3*x^2 + 1"))
    assert scorers._is_proved(problem, read("x^2*3"))
    integral = solve("integral", "x^2")
    assert scorers._is_proved(integral, read("x^3/3 + 7")) and not scorers._is_proved(integral, read("x^3/3 + x"))


def test_the_forms_of_an_answer() -> None:
    forms = {form: write_latex(tree) for form, tree in scorers.right_forms(solve("derivative", "x^2/(1 + x)"))}
    assert (
        forms["powers in place of fractions"].count(r"\frac") == 0 and r"^{-1}" in forms["powers in place of fractions"]
    )
    assert len(set(forms.values())) == len(forms) - 1  # as printed and typed are one tree
    vector = dict(scorers.right_forms(solve("gradient", "x^2*y")))
    assert write_latex(vector["a vector as a column"]).startswith(r"\begin{pmatrix}")


@pytest.mark.skipif(os.name == "nt", reason="needs a timer of CPU time")
def test_a_scorer_is_asked_in_bounded_time() -> None:
    def endless(item: dict[str, str]) -> bool:
        while True:
            try:
                pass
            except Exception:
                return True

    def broken(item: dict[str, str]) -> bool:
        raise RecursionError

    ask = scorer_answers.ask
    assert ask(endless, {}, 0.05) == ask(broken, {}, 5) == ask(lambda item: None, {}, 5) == "no answer"
    assert (ask(lambda item: True, {}, 5), ask(lambda item: False, {}, 5)) == ("accepts", "refuses")


@pytest.mark.skipif(os.name == "nt", reason="needs a timer of CPU time")
@pytest.mark.parametrize("scorer", ["the same text", "SymPy, equals", "SymPy, simplify"])
def test_scorers_that_are_here_answer(scorer: str) -> None:
    problem = next(iter(generate("power-rule", n=1, seed=3)))
    items = list(scorers.items_of(problem, 0))
    version, found = scorers.verdicts(scorer, sys.executable, items, 20)
    assert len(found) == len(items) and bool(version) == scorer.startswith("SymPy")
    by_form = {item.form: verdict for item, verdict in zip(items, found, strict=True)}
    assert by_form["as printed"] == "accepts" and by_form[scorers.WRONG] == "refuses"


def test_a_scorer_that_is_absent_gives_its_reason(tmp_path: Path) -> None:
    (tmp_path / "math_verify.py").write_text("raise ImportError('there is no math-verify here')\n")
    code = "import sys; sys.path.insert(0, sys.argv[1]); sys.argv[1:2] = []; import runpy; "
    code += "runpy.run_path(sys.argv.pop(1), run_name='__main__')"
    command = [sys.executable, "-c", code, str(tmp_path), str(scorers.ANSWERS), "math-verify", "5"]
    done = subprocess.run(command, input="", capture_output=True, text=True)
    assert done.returncode and "there is no math-verify here" in done.stderr
    with pytest.raises((scorers.Absent, OSError)):
        scorers.verdicts("math-verify", str(tmp_path / "nowhere"), [], 5)


RESULTS: dict[str, Any] = {
    "problems": 3,
    "seed": 1,
    "seconds": 5,
    "scorers": {
        "one": {
            "version": "1.2",
            "counts": {
                "as printed": {"accepts": 3},
                "another constant": {"refuses": 1, "no answer": 1},
                scorers.WRONG: {"refuses": 3, "accepts": 1},
            },
        },
        "two": {"skipped": "No module named two"},
    },
}


def test_the_table_counts_what_is_wrong() -> None:
    lines = scorers.lines_of(RESULTS).splitlines()
    assert lines[0].startswith("3 problems with seed 1: 5 right answers and 4 wrong ones")
    assert "| one 1.2 | 1 (20.0%) | 1 (20.0%) | 1 (25.0%) | 0 |" in lines
    assert "| two (skipped: No module named two) | – | – | – | – |" in lines
    assert "| another constant | 2 | 1 (50.0%) |" in lines


def test_the_page_has_the_table_of_the_command() -> None:
    text = PAGE.read_text(encoding="utf-8")
    part = text.partition("<!-- scorers: begin -->\n")[2].partition("\n<!-- scorers: end -->")[0]
    shape = scorers.lines_of(RESULTS).splitlines()
    assert re.fullmatch(
        r"\d+ problems with seed \d+: [\d,]+ right answers and [\d,]+ wrong ones; .*", part.splitlines()[0]
    )
    assert {shape[2], shape[3]} <= set(part.splitlines())
    for name in (*scorer_answers.SCORERS, scorers.OWN):
        assert f"\n| {name}" in part and "skipped" not in part
    assert {line.split(" | ")[0][2:] for line in part.splitlines() if line[2:].startswith(tuple(FORMS))} == FORMS - {
        scorers.WRONG
    }
    assert put(text, "scorers", part) == text
