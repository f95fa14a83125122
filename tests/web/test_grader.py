"""The browser's grader says what Python's says: never right here and wrong there, and seldom undecided alone."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from tests.web.texts import typed_texts

import calcdrill.web
from calcdrill import generate_problem, load_catalog, solve
from calcdrill.columns import in_columns
from calcdrill.expression.functions import FUNCTIONS, Function
from calcdrill.expression.notation.latex import write_latex
from calcdrill.expression.notation.profiles import read_notation
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.notation.unicode import write_unicode
from calcdrill.expression.read import read
from calcdrill.grading import grading_record
from calcdrill.grading.enclosures import cells
from calcdrill.practice.grade import grade
from calcdrill.problem import Problem
from calcdrill.web import grader_source

CASES = Path(__file__).parents[1] / "practice" / "typed_answers.jsonl"
RUNNER = Path(__file__).with_name("verdicts.js")

PRINTED = (write_text, write_unicode, write_latex)

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")

Typed = Sequence[tuple[Problem, Sequence[str]]]


def verdicts(typed: Typed, folder: Path) -> list[list[dict[str, Any]]]:
    """The browser's verdicts on the texts typed to each problem."""
    return judged([(grading_record(problem), texts) for problem, texts in typed], folder)


def judged(asked: Iterable[tuple[dict[str, Any], Sequence[str]]], folder: Path) -> list[list[dict[str, Any]]]:
    """The verdicts on the texts typed to each record, from one node process."""
    script = folder / "grader.js"
    script.write_text(grader_source(), encoding="utf-8")
    lines = (json.dumps({"record": record, "texts": texts}) + "\n" for record, texts in asked)
    command = ["node", str(RUNNER), str(script)]
    found = subprocess.run(command, input="".join(lines), capture_output=True, text=True, check=True, encoding="utf-8")
    return [json.loads(line) for line in found.stdout.splitlines()]


def pairs(typed: Typed, found: Iterable[Sequence[dict[str, Any]]]) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Each text with Python's verdict and the browser's: "right", "wrong" or "neither"."""
    rows = []
    for (problem, texts), verdicts_ in zip(typed, found, strict=True):
        for text, there in zip(texts, verdicts_, strict=True):
            correct = grade(problem, text, budget=0).correct
            here = "neither" if correct is None else "right" if correct else "wrong"
            rows.append(
                (text, here, there["verdict"] if there["verdict"] in {"right", "wrong", "fault"} else "neither", there)
            )
    return rows


def solved_cases() -> list[tuple[Problem, list[str]]]:
    found: dict[str, list[str]] = {}
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        found.setdefault(json.dumps(case["task"]), []).append(case["typed"])
    return [(solve(json.loads(task)), texts) for task, texts in found.items()]


@needs_node
def test_thousands_beside_a_decimal_comma(tmp_path: Path) -> None:
    problem = solve({"kind": "definite_integral", "function": "x", "variable": "x", "lower": 0, "upper": 100})
    record = grading_record(problem, read_notation("fr"))
    (found,) = judged([(record, ["5 000", "5\u202f000", "5.000", "5 000,0", "5 000,1"])], tmp_path)
    assert [verdict["verdict"] for verdict in found] == ["right"] * 4 + ["wrong"]


@needs_node
def test_what_is_printed_with_a_decimal_comma_is_right_when_it_is_typed(tmp_path: Path) -> None:
    german = read_notation("de")
    asked = []
    for exercise in sorted(load_catalog().exercises)[::2]:
        problem = generate_problem(load_catalog(), exercise, 11, 0)
        answer = in_columns(problem, german).answer
        asked.append((grading_record(problem, german), [write(answer, german) for write in PRINTED]))
    found = judged(asked, tmp_path)
    rows = [
        row for (_, texts), verdicts_ in zip(asked, found, strict=True) for row in zip(texts, verdicts_, strict=True)
    ]
    assert len(rows) > 1000 and any(";" in text and "min" in text for text, _ in rows)
    assert [(text, one["note"]) for text, one in rows if one["verdict"] != "right"] == []


@needs_node
def test_points_beside_a_decimal_comma(tmp_path: Path) -> None:
    task = {"kind": "critical_points", "function": "x^2 - x + 2*y^2 + y", "variables": ["x", "y"]}
    texts = [
        "(0,5; -0,25) min",
        "min at (1/2; -1/4)",
        "x = 0,5; y = -0,25: minimum",
        "(0.5, -0.25) min",
        "(0,5; 0,25) min",
    ]
    (found,) = judged([(grading_record(solve(task), read_notation("de")), texts)], tmp_path)
    assert [verdict["verdict"] for verdict in found] == ["right"] * 4 + ["wrong"]


@needs_node
def test_all_cases_get_the_verdict_that_python_gives(tmp_path: Path) -> None:
    typed = solved_cases()
    rows = pairs(typed, verdicts(typed, tmp_path))
    assert len(rows) > 900
    assert_alike(rows)


def assert_alike(rows: list[tuple[str, str, str, dict[str, Any]]]) -> None:
    assert [row for row in rows if "fault" in row[1:3]] == []
    assert [row for row in rows if {row[1], row[2]} == {"right", "wrong"}] == []
    count = Counter(row[1:3] for row in rows)
    for verdict, least in (("right", 0.95), ("wrong", 0.9)):
        total = sum(number for (here, _), number in count.items() if here == verdict)
        assert total > 200
        assert count[verdict, verdict] >= least * total, count


def generated(every: int, count: int, seed: int) -> list[tuple[Problem, list[str]]]:
    """So many texts for a problem of each exercise, or of every n-th one."""
    catalog = load_catalog()
    names = sorted(catalog.exercises)[::every]
    problems = (generate_problem(catalog, name, seed=seed, index=0) for name in names)
    return [(problem, typed_texts(problem, Random(f"{seed}/{problem.id}"), count)) for problem in problems]


@needs_node
def test_generated_texts_get_the_verdict_that_python_gives(tmp_path: Path) -> None:
    """``PYTHONPATH=src python -m tests.web.test_grader`` does it with 20,000."""
    typed = generated(every=7, count=24, seed=1)
    assert_alike(pairs(typed, verdicts(typed, tmp_path)))


def values_of(function: str, row: Function) -> Iterator[tuple[dict[str, Any], str]]:
    """A record whose answer is a value of the function, and the call that says so."""
    arguments = (
        [("12", "18"), ("5", "15")] if function == "gcd" else [("3/10",), ("-2/5",), ("5/2",), ("1",), ("0",), ("4",)]
    )
    for given in arguments:
        full = (*given, "3") if row.least == 2 and len(given) == 1 else given
        text = f"{function}({', '.join(full)})"
        cell = cells(read(text), [{}])[0]
        if cell is not None:
            yield {"v": 1, "form": "value", "cells": [[cell]]}, text


@needs_node
def test_the_script_knows_every_function_and_its_values(tmp_path: Path) -> None:
    asked = [(record, [text]) for function, row in FUNCTIONS.items() for record, text in values_of(function, row)]
    found = judged(asked, tmp_path)
    assert len(asked) > 4 * len(FUNCTIONS) - 20
    assert [(text, one) for (_, [text]), [one] in zip(asked, found, strict=True) if one["verdict"] != "right"] == []


@pytest.mark.skipif(shutil.which("tsc") is None, reason="TypeScript's tsc is not installed")
def test_the_types_of_the_script_are_sound() -> None:
    options = ("--allowJs", "--checkJs", "--noEmit", "--strict", "--target", "es2020", "--lib", "es2020,dom")
    script = Path(calcdrill.web.__file__).with_name("grader.js")
    done = subprocess.run(["tsc", *options, str(script)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


HIDDEN = (
    ({"kind": "derivative", "function": "x^2"}, "2x + sin(x)*1e-20"),
    ({"kind": "derivative", "function": "x^2"}, "2x + e^(-60)"),
    ({"kind": "derivative", "function": "x^2"}, "2sin(x*1e-9)*1e9"),
    ({"kind": "derivative", "function": "x^2"}, "2x*cos(1e-9)"),
    ({"kind": "derivative", "function": "x^2"}, "2x*tanh(40)"),
    ({"kind": "derivative", "function": "x^2"}, "2x + max(0, x - 10^6)"),
    ({"kind": "derivative", "function": "x^2"}, "2x^1.00000000000000000001"),
    ({"kind": "definite_integral", "function": "x", "lower": 0, "upper": "sqrt(2)"}, "1 + e^(-50)"),
    ({"kind": "definite_integral", "function": "1/x", "lower": 1, "upper": 2}, "0.69314718055994530941723212145817657"),
)


@needs_node
def test_what_a_double_cannot_show_is_not_called_right(tmp_path: Path) -> None:
    typed = [(solve(task), [text]) for task, text in HIDDEN]
    found = verdicts(typed, tmp_path)
    assert [
        (text, one["verdict"]) for (_, [text]), [one] in zip(typed, found, strict=True) if one["verdict"] == "right"
    ] == []


def test_the_source_fits_into_templates_and_pages() -> None:
    source = grader_source()
    assert "calcdrillGrader" in source and "//" not in source.split("\n")[0]
    raw = Path(calcdrill.web.__file__).with_name("grader.js").read_text(encoding="utf-8")
    assert "{{" not in raw and "}}" not in raw
    assert [sign for sign in ("{{", "}}", "</script", "eval(", "new Function") if sign in source] == []


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        many = generated(every=1, count=27, seed=2)
        rows = pairs(many, verdicts(many, Path(folder)))
    print(len(rows), "texts; (Python's verdict, the browser's):", dict(Counter(row[1:3] for row in rows)))
    assert_alike(rows)
