"""The defect report: every count is there, the worst is on top, previews show what a learner may see."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from calcdrill import audit as audits
from calcdrill import load_catalog
from calcdrill.audit import ExerciseReport, audit, coinciding_mistakes, findings, summary
from calcdrill.cli import main
from calcdrill.export.preview import preview_page
from calcdrill.export.report import COLUMNS, markdown, page, preview_name, worst_first, write_report
from calcdrill.expression.read import read
from calcdrill.generating import take
from calcdrill.instances import make_problem

CATALOG = load_catalog()
NAMES = ["chain-exp/exp-of-quadratic", "gradient-vector/log-sum-exp", "closed-interval-extrema/cubic-maximum"]
NAMES += [next(exercise.id for exercise in CATALOG.exercises.values() if exercise.kind == "choice")]
GOOD = ExerciseReport("topic/good", "derivative", 50, "rules", instances=50, acceptance=1.0, distinct=900)
BAD = ExerciseReport(
    "topic/<bad>",
    "derivative",
    50,
    "rules",
    instances=50,
    ugly=2,
    coinciding=1,
    acceptance=0.25,
    distinct=60,
    distinct_exact=True,
    refusals={"require: a < b": 150},
    faults=["1 instances | have <b>faults</b>"],
)
NOTED = replace(GOOD, exercise="topic/noted", topic="taylor", warnings=["a note"])
REPORTS = [GOOD, NOTED, BAD]


def test_the_worst_is_on_top() -> None:
    assert [report.exercise for report in worst_first(REPORTS)] == ["topic/<bad>", "topic/noted", "topic/good"]
    shown = page(REPORTS, summary(REPORTS), 0)
    assert shown.index("&lt;bad&gt;") < shown.index("topic/noted") < shown.index("topic/good")


def test_the_page_has_every_column_and_escapes_what_it_shows() -> None:
    shown = page(REPORTS, summary(REPORTS), 0, ["topic/good"])
    for _, words in COLUMNS:
        assert f"<th>{words}</th>" in shown
    assert "<b>faults</b>" not in shown and "&lt;b&gt;faults" in shown
    assert "150 draws refused: require: a &lt; b" in shown
    assert re.findall('href="(.*?)"', shown) == [preview_name("topic/good")]
    assert "<td>25%</td><td>60</td>" in shown and "<td>900+</td>" in shown
    assert "color-scheme:light dark" in shown and "prefers-color-scheme:dark" in shown
    assert not re.search(r"<link|<script|src=|url\(|@import", shown)


def test_the_short_report_has_totals_topics_and_the_worst() -> None:
    text = markdown(REPORTS, summary(REPORTS), 3)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert "| mistakes coinciding | 1 |" in rows and "| ugly | 2 |" in rows
    assert next(row for row in rows if row.startswith("| rules |")).startswith("| rules | 2 | 100 |")
    worst = [row for row in rows if row.startswith("| `")]
    assert [row.split("`")[1] for row in worst] == ["topic/<bad>", "topic/noted", "topic/good"]
    assert "1 instances \\| have \\<b\\>faults" in worst[0]
    widths = {len(re.findall(r"(?<!\\)\|", row)) for row in worst}
    assert len(widths) == 1


def test_only_the_worst_are_kept_in_the_short_report() -> None:
    many = [replace(GOOD, exercise=f"topic/{number:03d}") for number in range(200)]
    text = markdown([*many, BAD], summary(many), 0)
    assert text.count("| `") == 20 and "topic/<bad>" in text and len(text) < 8000


@pytest.mark.parametrize("name", NAMES)
def test_a_preview_shows_what_a_learner_may_see(name: str) -> None:
    exercise = CATALOG.exercises[name]
    problems = list(take(exercise, 4, 6, set()))
    shown = preview_page(exercise, 6, 4)
    assert sorted(map(int, re.findall(r'<article id="instance-(\d+)"', shown))) == [p.index for p in problems]
    assert shown.count("<math") >= 6 and shown.count("Worked solution") == 6
    for problem in problems:
        assert shown.count(f"bound {problem.certificate.bound}") > 0
        assert all(f"<dt>{mistake.id}</dt>" in shown for mistake in problem.mistakes)
    assert ("<figure>" in shown) == (problems[0].figure is not None)
    assert shown == preview_page(exercise, 6, 4)
    assert not re.search(r"<link|<script|src=|url\(|@import", shown)


def test_instances_with_findings_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = CATALOG.exercises[NAMES[0]]
    first = preview_page(exercise, 6, 4).split('id="instance-')[1].split('"')[0]
    other = next(problem for problem in take(exercise, 4, 6, set()) if str(problem.index) != first)
    monkeypatch.setattr(
        "calcdrill.export.preview.findings", lambda problem: ["<odd>"] if problem.index == other.index else []
    )
    shown = preview_page(exercise, 6, 4)
    assert shown.split('id="instance-')[1].startswith(f'{other.index}"')
    assert shown.count('<p class="found">&lt;odd&gt;</p>') == 1


# -- what is counted


def test_a_mistake_that_is_right_is_found() -> None:
    problem = make_problem(CATALOG.exercises[NAMES[0]], 0, 0)
    assert problem.mistakes and coinciding_mistakes(problem) == [] == findings(problem)
    first = problem.mistakes[0]
    right = replace(problem, mistakes=(replace(first, answer=problem.answer),))
    twice = replace(problem, mistakes=(first, replace(first, id="again")))
    assert coinciding_mistakes(right) == [first.id]
    assert coinciding_mistakes(twice) == ["again"]
    assert findings(right) == [f"the mistake {first.id} may be right"]


def test_two_places_that_agree_are_no_proof() -> None:
    """e^(4x + 2y) and its square agree where 4x + 2y = 0."""
    problem = make_problem(CATALOG.exercises["mixed-partials/mixed-exp"], 0, 0)
    answer, wrong = read("8*exp(4*x + 2*y)"), read("8*exp(8*x + 4*y)")
    changed = replace(
        problem,
        solution=replace(problem.solution, answer=answer),
        mistakes=(replace(problem.mistakes[0], answer=wrong),),
    )
    assert coinciding_mistakes(changed) == []


def test_questions_that_are_printed_twice_are_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = CATALOG.exercises[NAMES[0]]
    assert audit(exercise, 5).repeated == 0
    monkeypatch.setattr(audits, "_question", lambda problem: str((problem.index or 0) // 2))
    report = audit(exercise, 4)
    assert report.repeated == 2
    assert report.faults == ["2 instances print the question of another one"]


def test_the_command_writes_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "report"
    main(["check", "chain-exp", "--samples", "4", "--preview", "3", "--report", str(folder)])
    record = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    names = [row["exercise"] for row in record["exercises"]]
    assert names and record["summary"]["exercises"] == len(names)
    for name in names:
        assert (folder / preview_name(name)).read_text(encoding="utf-8").count("<article") == 3
        assert f'href="{preview_name(name)}"' in (folder / "report.html").read_text(encoding="utf-8")
    assert "| chain-rule |" in (folder / "report.md").read_text(encoding="utf-8")
    assert "report.html" in capsys.readouterr().err


def test_a_report_without_previews_has_no_links(tmp_path: Path) -> None:
    write_report(tmp_path, REPORTS, summary(REPORTS), 0)
    assert "href" not in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.json", "report.md"]
