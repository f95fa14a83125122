"""The benchmarks: what is counted for what, what the judge of made tasks says, and that the page holds all results."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from benchmarks import __main__ as command
from benchmarks import commands, page, peer_tasks, peers, rates, stages
from benchmarks.judge import Made, judge, verdict
from benchmarks.plot import Axis, Bar, chart, number

from calcdrill import isolation, load_catalog
from calcdrill.expression.tree import Name
from calcdrill.kinds import kind_names
from calcdrill.verify import check_printed

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


@pytest.fixture(autouse=True)
def no_bound_on_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stages are sampled with the timer that bounds a command's problems, which another test may have turned on."""
    monkeypatch.setattr(isolation._Watch, "is_on", False)


def side(**counts: int) -> dict[str, Any]:
    zero = dict.fromkeys(("judged", "wrong", "unevaluated", "not_judged", "duplicates", "untidy", "other_letter"), 0)
    return {"rate": 400.0, "looked_at": 200, "version": "1", **zero, **counts}


def kind_rate(name: str, speed: float) -> dict[str, Any]:
    return {"name": name, "exercises": 3, "rate": speed, "low": speed - 1, "high": speed + 1}


SPEEDS = {"rate": 100.0, "cold": 80.0, "warm": 100.0}
RUN = {"command": "calcdrill list", "wall": 0.2, "cpu": 0.21, "mebibytes": 33, "written": 5_000_000}
RESULTS: dict[str, Any] = {
    "machine": {"calcdrill": "0", "python": "P 3", "libraries": {"a": "1"}, "processor": "p", "cores": 2, "load": 1.0},
    "rates": {
        "problems": 4520,
        "catalog": kind_rate("the whole catalog", 500.0),
        "core": kind_rate("core", 1000.0),
        "with_mistakes": [kind_rate("core, with named mistakes", 700.0)],
        "kinds": [kind_rate("taylor", 186.0), kind_rate("choice", 1110.0)],
        "json_rate": 2000.0,
        "json_bytes": 3000,
    },
    "stages": [{"stage": "the rest", "share": 0.9}, {"stage": "solve", "share": 0.1}],
    "cold": [RUN],
    "outputs": [RUN],
    "streams": [RUN],
    "grading": {"answers": 548, "median_ms": 0.2, "p99_ms": 3.0, "max_ms": 5.0},
    "peers": [
        {"title": "integrate", "peer": "one", "task": "t", "ours": side(), "theirs": side(wrong=200) | SPEEDS},
        {"title": "take", "peer": "two", "task": "t", "ours": side(), "skipped": "No module\nnamed | two"},
    ],
}


# -- what is counted


def test_rates_are_problems_by_seconds_over_the_right_exercises() -> None:
    catalog = load_catalog()
    power, choice = (
        next(e for e in catalog.exercises.values() if e.kind == kind and e.topic in topics)
        for kind, topics in (("derivative", rates.CORE), ("choice", {t.id for t in catalog.topics} - set(rates.CORE)))
    )
    spent = [rates.Spent(power, 0, 10, 0.5), rates.Spent(choice, 0, 10, 0.1), rates.Spent(power, 1, 10, 0.1)]
    found: Any = rates.rates(spent)
    assert found["catalog"]["rate"] == pytest.approx(30 / 0.7, abs=0.1)
    assert found["catalog"]["exercises"] == 2
    assert (found["core"]["low"], found["core"]["high"]) == (20.0, 100.0)
    assert [row["name"] for row in found["kinds"]] == ["choice", "derivative"]


def test_a_measured_exercise_gives_its_problems() -> None:
    exercise = load_catalog().exercises["power-rule/monomial"]
    (first, second) = rates.measure([exercise], 3, 2, 1)
    assert first.mistakes > 0
    assert [item.seconds for item in rates.with_mistakes([first])] == [first.seconds + first.mistakes]
    assert first.problems == second.problems == 3
    assert first.seconds > 0


def test_every_stage_is_a_function_of_the_program() -> None:
    for places in stages.STAGES.values():
        for module, function in places:
            names = [f"calcdrill.kinds.{kind}" for kind in kind_names()] if module.endswith(".") else [module]
            assert any(function in functions_of(name) for name in names), (module, function)


def functions_of(module: str) -> set[str]:
    spec = importlib.util.find_spec(module)
    assert spec is not None and spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_a_sample_belongs_to_the_innermost_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def looked_at(*given: object) -> bool:
        seen.append(stages.stage_of(sys._getframe()))
        return True

    monkeypatch.setattr("calcdrill.verify.round_trips", looked_at)
    check_printed([Name("x")])
    assert seen == ["read the printed formulas back"]
    assert stages.stage_of(sys._getframe()) == stages.REST


@pytest.mark.skipif(not hasattr(stages.signal, "SIGPROF"), reason="there is no timer of CPU time")
def test_shares_add_up() -> None:
    exercise = load_catalog().exercises["chain-exp/exp-of-quadratic"]
    found = stages.shares(lambda: rates.measure([exercise], 60, 12, 3))
    assert sum(row["share"] for row in found) == pytest.approx(1.0, abs=0.01)  # type: ignore[misc]
    assert {row["stage"]: row["share"] for row in found}["check the worked steps"] > 0  # type: ignore[operator]


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system does not say what a process took")
def test_a_command_is_measured_and_a_failing_one_is_told() -> None:
    done = commands.run("--version")
    assert 0 < done.cpu < 60 and done.mebibytes < 60
    with pytest.raises(commands.Failed, match="no-such-thing"):
        commands.run("generate", "no-such-thing")


# -- the judge


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (Made("", "", "3*x**2 + 5", "6*x"), "right"),
        (Made("", "", "3*x**2 + 5", "6*x + 1"), "wrong"),
        (Made("", "", "x**3", "6*x", "x", 2), "right"),
        (Made("", "", "e*i**2", "2*e*i", "i"), "right"),
        (Made("", "", "2*x", "x**2", "x", 1, True), "right"),
        (Made("", "", "1/X", "log(X)", "X", 1, True), "right"),
        (Made("", "", "7*x^6", "(7/6)*x^7", "x", 1, True), "wrong"),
        (Made("", "", "x", "Integral(x, x)", "x", 1, True), "unevaluated"),
        (Made("What is it?", "7"), "unread"),
        (Made("", "", "x +", "1"), "unread"),
    ],
)
def test_the_judge(task: Made, expected: str) -> None:
    assert verdict(task) == expected


def test_what_the_judge_counts() -> None:
    made = [
        Made("Find ∫ 2*X dx", "X**2", "2*X", "X**2", "X", 1, True),
        Made("Find ∫ 2*x dx", "x**2", "2*x", "x**2", "x", 1, True),
        Made("again", "x**2", "2*x", "x**2", "x", 1, True),
        Made("$3x^{1}$", "$3x^{0}$", "3*x", "3"),
        Made("$1x + 2$", "1", "x + 2", "1"),
    ]
    assert judge(made) == {
        "judged": 5,
        "wrong": 0,
        "unevaluated": 0,
        "not_judged": 0,
        "duplicates": 1,
        "untidy": 2,
        "other_letter": 1,
    }
    tidy = "$f(x) = 21x^{10} - \\frac{1}{x} + 1 + 0.1 x, x_{1} y^{2 - 1}$"
    assert judge([Made(tidy, "$10x$")])["untidy"] == 0


def test_our_problems_pass_the_judge() -> None:
    for pair in peers.PAIRS:
        found = peers.ours(load_catalog(), pair.exercises, 30, 5)
        assert found["judged"] == 30 and found["rate"] > 0
        assert all(found[key] == 0 for key in ("wrong", "unevaluated", "not_judged", "duplicates", "untidy"))


def test_questions_of_peers_are_read() -> None:
    assert peer_tasks._plain(r"$\frac{7}{6}x^{7} + 3x^{1} $") == "(7/6)*x^(7) + 3*x^(1) "

    class Problem:
        question, answer = "What is the third derivative of 2*s*u**2 - s wrt s?", "0"

    assert peer_tasks._worded(Problem()) == ("2*s*u**2 - s", "0", "s", 3, False)
    Problem.question = "Let f(x) = x. What is f?"
    with pytest.raises(peer_tasks.Unknown):
        peer_tasks._worded(Problem())


def test_a_peer_is_measured_cold_and_warm_from_the_same_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The maker here learns: what it has made before costs it nothing."""
    known: set[int] = set()

    def maker(seed: int) -> peer_tasks.Maker:
        places = iter(range(seed, seed + 10**7))

        def make() -> tuple[str, str]:
            place = next(places)
            if place not in known:
                known.add(place)
                sum(range(20_000))
            return str(place), "0"

        return make, "pytest", lambda made: (made[0], made[1], "x", 1, False)

    monkeypatch.setattr(peer_tasks, "TASKS", {"learner": maker})
    monkeypatch.setattr(sys, "argv", ["peer_tasks", "learner", "0.2", "5", "3"])
    peer_tasks.main()
    record = json.loads(capsys.readouterr().out)
    assert record["warm"] > 2 * record["cold"] > 0 and len(record["tasks"]) == 5


def test_a_peer_that_is_missing_is_skipped_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "PAIRS", peers.PAIRS[:1])
    for python in ("/no/such/python", sys.executable):
        monkeypatch.setattr(peers, "TASKS", Path("/no/such/file.py"))
        (row,) = peers.peers(load_catalog(), {"mathgenerator": python}, 0.1, 5, 1)
        assert row["skipped"] and "theirs" not in row
        assert row["ours"]["rate"] > 0


# -- the page


def test_the_page_has_room_for_every_section() -> None:
    text = PAGE.read_text(encoding="utf-8")
    filled = page.fill(text, RESULTS)
    assert page.fill(filled, RESULTS) == filled
    assert set(page.sections(RESULTS)) == {*command.SECTIONS, "machine", "defects", "sizing"}
    for words in (
        "| core | 3 | 1,000 |",
        "| integrate | one 1 | 80 | 100 | 400 | 4.0 × |",
        "4.0 ×",
        "100.0%",
        "No module named / two",
    ):
        assert words in filled, words
    for name in page.pictures(RESULTS):
        assert f"{page.PICTURES}/{name}" in text and (PAGE.parent / page.PICTURES / name).is_file()


def test_sizing_is_what_the_rates_say() -> None:
    """10⁷ problems at 500 a second and their lines at 2,000 a second: 6.94 hours."""
    assert "| the whole catalog | 6.9 | 3.5 h | 0.4 h | 0.1 h | 30 |" in page.sections(RESULTS)["sizing"]


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(KeyError, match="machine"):
        page.fill("# Speed", RESULTS)


def test_results_that_were_kept_fill_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    kept, copy = tmp_path / "results.json", tmp_path / "performance.md"
    kept.write_text(json.dumps(RESULTS), encoding="utf-8")
    copy.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--from", str(kept), "--page", str(copy)])
    command.main()
    assert "| `taylor` | 3 | 186 |" in copy.read_text(encoding="utf-8")
    assert "548 typed answers" in capsys.readouterr().out
    assert {path.name for path in (tmp_path / "pictures").iterdir()} == set(page.pictures(RESULTS))


# -- pictures


def test_bars_are_as_long_as_their_values() -> None:
    drawing = chart("Speed & more", "a second", [Bar("a<b", 50), Bar("c", 100, "verified", "theirs")], [(70, "goal")])
    root = ET.fromstring(drawing)
    lengths = [float(node.attrib["width"]) for node in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=0.2)
    assert "a&lt;b: 50; c: 100" in drawing and "prefers-color-scheme:dark" in drawing and ">goal<" in drawing
    assert drawing == chart(
        "Speed & more", "a second", [Bar("a<b", 50), Bar("c", 100, "verified", "theirs")], [(70, "goal")]
    )


def test_a_logarithmic_axis() -> None:
    scale = Axis(10_000, 10)
    assert scale.ticks() == [10, 100, 1000, 10_000]
    assert scale.length(100) == pytest.approx(scale.length(10_000) / 3)


@pytest.mark.parametrize(
    ("value", "words"), [(1234.5, "1,230"), (153_213.5, "153,000"), (307.2, "307"), (23.44, "23.4"), (5.0, "5")]
)
def test_numbers_for_readers(value: float, words: str) -> None:
    assert number(value) == words
