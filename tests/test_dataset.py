"""Data sets: flat rows of constant types, splits that share no problem, the same bytes however they are made."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from calcdrill import Problem, generate, grade, load_catalog, score
from calcdrill.carrying import spoiled
from calcdrill.catalog.select import select
from calcdrill.cli import main
from calcdrill.errors import InputError, Unsatisfiable
from calcdrill.export.rows import FIELDS
from calcdrill.export.splits import Splits, held_out, read_shares
from calcdrill.export.working_rows import WORKING_FIELDS
from calcdrill.expression.comparing.equality import Checker, Verdict
from calcdrill.expression.notation.text import write_text
from calcdrill.expression.tree import Node, Relation, Text
from calcdrill.keys import KeySet
from calcdrill.scoring import problem_of_row
from calcdrill.sets import _levelled
from calcdrill.tasks import require_enough

MANY = ("chain-rule", "gradient", "integrals", "classify-2d")


def made(folder: Path, *options: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of each split of a data set that the command makes."""
    assert main(["dataset", *options, "-o", str(folder)]) == 0
    assert not list(folder.glob("rows*"))
    files = sorted((folder / "data").glob("*.jsonl"))
    return {file.stem: [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] for file in files}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dataset")


@pytest.fixture(scope="module")
def splits(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return made(folder, *MANY, "-n", "120", "--split", "train=0.7,test=0.3", "--hold-out", "0.2", "--seed", "1")


def test_rows_have_the_fields_and_types_that_the_docs_name(splits: dict[str, list[dict[str, Any]]]) -> None:
    rows = [row for part in splits.values() for row in part]
    assert len(rows) == 120
    for row in rows:
        assert list(row) == list(FIELDS)
        assert all(type(row[name]) is type_ for name, type_ in FIELDS.items())
        assert row["prompt"] and row["answer"] and row["solution"].splitlines()[-1].startswith("Answer: ")
        assert json.loads(row["metadata"])["exercise"] in row["id"]
    page = (Path(__file__).parents[1] / "docs" / "datasets.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in FIELDS)


def test_splits_share_no_key_and_ood_shares_no_exercise(splits: dict[str, list[dict[str, Any]]]) -> None:
    keys = Counter(row["key"] for part in splits.values() for row in part)
    assert set(splits) == {"train", "test", "ood"} and max(keys.values()) == 1
    exercises = {name: {json.loads(row["metadata"])["exercise"] for row in part} for name, part in splits.items()}
    assert not exercises["ood"] & (exercises["train"] | exercises["test"])
    assert all(row["split"] == name for name, part in splits.items() for row in part)


def test_another_seed_never_trains_on_what_this_one_tests(tmp_path: Path) -> None:
    options = ("power-rule", "-n", "60", "--split", "train=0.5,test=0.5")
    one, two = (made(tmp_path / seed, *options, "--seed", seed) for seed in ("1", "2"))
    keys = [{name: {row["key"] for row in part} for name, part in made_.items()} for made_ in (one, two)]
    assert keys[0]["train"] & keys[1]["train"], "the two sets have problems in common"
    assert not keys[0]["test"] & keys[1]["train"] and not keys[1]["test"] & keys[0]["train"]


def test_excluded_rows_do_not_come_again(splits: dict[str, list[dict[str, Any]]], folder: Path, tmp_path: Path) -> None:
    other = made(tmp_path, *MANY, "-n", "90", "--seed", "1", "--exclude", str(folder / "data"))
    old = {row["key"] for part in splits.values() for row in part}
    assert len(other["train"]) == 90 and not old & {row["key"] for row in other["train"]}


def test_the_bytes_are_the_same_from_several_processes_and_after_a_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALCDRILL_CACHE", str(tmp_path / "cache"))
    options = ("chain-exp", "gradient", "-n", "60", "--split", "train=0.5,test=0.5", "--balance", "level")
    made(tmp_path / "one", *options)
    made(tmp_path / "two", *options, "--jobs", "2")
    import calcdrill.cli.dataset as module

    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(module, "_write", lambda *arguments: 1 / 0)
        made(tmp_path / "three", *options)
    assert (tmp_path / "three" / "rows.jsonl.part").exists()
    made(tmp_path / "three", *options, "--resume")
    assert not (tmp_path / "one" / "data" / "working").exists()
    names = ["README.md", "data/test.jsonl", "data/train.jsonl"]
    contents = {tuple((tmp_path / place / name).read_bytes() for name in names) for place in ("one", "two", "three")}
    assert len(contents) == 1


def test_balanced_groups_are_alike(tmp_path: Path) -> None:
    rows = made(tmp_path, "chain-rule", "-n", "40", "--balance", "level")["train"]
    counts = Counter(row["level"] for row in rows)
    assert max(counts.values()) - min(counts.values()) <= 1


@pytest.mark.parametrize(
    ("had", "missing", "wanted"),
    [
        ({"a": 0, "b": 0}, 5, {"a": 3, "b": 2}),
        ({"a": 4, "b": 0}, 2, {"b": 2}),
        ({"a": 4, "b": 0, "c": 1}, 5, {"b": 3, "c": 2}),
        ({"a": 4, "b": 0}, 6, {"b": 5, "a": 1}),
    ],
)
def test_groups_come_level(had: dict[str, int], missing: int, wanted: dict[str, int]) -> None:
    found = {name: count for name, count in _levelled(had, missing).items() if count}
    assert found == wanted and sum(found.values()) == missing


def test_shares_follow_the_key() -> None:
    splits = Splits(read_shares("train=0.9,test=0.1"), frozenset({"x/y"}))
    assert splits.split_of("a/b", bytes(16)) == "train"
    assert splits.split_of("a/b", bytes([255]) * 16) == "test"
    assert splits.split_of("a/b", bytes(8) + (2**64 * 9 // 10 + 1).to_bytes(8, "big")) == "test"
    assert splits.split_of("x/y", bytes(16)) == "ood" and splits.names == ("train", "test", "ood")


@pytest.mark.parametrize(
    "text", ["train", "train=0.5", "train=1,train=0", "a/b=1", "ood=1", "=1", "a=2,b=-1", "a=x", ""]
)
def test_shares_that_are_none(text: str) -> None:
    with pytest.raises(InputError, match="--split"):
        read_shares(text)


def test_stories_are_held_out_as_a_whole() -> None:
    exercises = select(load_catalog(), ["all"])
    kept = held_out(exercises, Fraction(1, 5))
    stories = {exercise.story for exercise in exercises if exercise.story}
    assert stories and 0.1 < len(kept) / len(exercises) < 0.3
    assert all(len({part.id in kept for part in story.parts}) == 1 for story in stories)
    with pytest.raises(InputError, match="to train on"):
        held_out(exercises[:1], Fraction(1, 2))


def test_a_number_that_cannot_be_reached_is_refused_before_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    import calcdrill.instances as module

    monkeypatch.setattr(module, "build_problem", lambda *arguments, **options: pytest.fail("a problem was made"))
    exercises = select(load_catalog(), ["chain-exp/exp-of-quadratic"])
    with pytest.raises(Unsatisfiable, match="only"):
        require_enough(exercises, 19_000)
    require_enough(select(load_catalog(), ["all"]), 1_000_000)
    with pytest.raises(Unsatisfiable, match=r"1000000 problems were asked for, but no more than \d{5} .* can exist"):
        require_enough(select(load_catalog(), ["average-rate"]), 1_000_000)


def test_there_are_no_more_tasks_than_draws_are_counted() -> None:
    from calcdrill.tasks import instance_space, parameters_of

    small = 0
    for exercise in list(load_catalog().exercises.values())[::9]:
        parameters = parameters_of(exercise)
        if parameters.is_counted and (draws := parameters.most_draws(300)) <= 300:
            assert len(instance_space(exercise).keys) <= draws, exercise.id
            small += 1
    assert small > 5


@pytest.mark.parametrize("line", ["{}", "nothing", '{"key": "00"}', '{"key": 3}', "[1]"])
def test_what_is_no_row_cannot_be_excluded(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rows.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["dataset", "chain-exp", "-n", "3", "-o", str(tmp_path / "o"), "--exclude", str(tmp_path / "rows.jsonl")])
    said = capsys.readouterr().err
    assert "rows.jsonl:2: this is not a row" in said and said.count("\n") == 1


def test_key_sets_are_told_apart() -> None:
    one, two = KeySet(), KeySet()
    for key in (b"a" * 16, b"b" * 16):
        one.add(key)
    for key in (b"b" * 16, b"a" * 16):
        two.add(key)
    assert one.digest() == two.digest() != KeySet().digest()


# -- workings


def test_workings_have_a_proved_first_false_line(tmp_path: Path) -> None:
    rows = made(tmp_path, "chain-rule", "integrals", "optimisers", "-n", "40", "--working", "--seed", "4")["train"]
    path = tmp_path / "data" / "working" / "train.jsonl"
    workings = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert "working" not in rows[0] and len(workings) > 40
    for one in workings:
        assert list(one) == list(WORKING_FIELDS)
        assert all(type(one[name]) is type_ for name, type_ in WORKING_FIELDS.items())
        label, standings = one["label"], one["standings"]
        assert len(one["steps"]) == len(standings) > 1
        assert standings[:label] == ["holds"] * label if label >= 0 else set(standings) == {"holds"}
        assert label < 0 or (standings[label] == "false" and standings.count("false") == 1)
        assert (label < 0) == (one["mistake"] == "") == one["id"].endswith("/right")
    by_id = {one["id"]: one for one in workings}
    for one in workings:
        if one["label"] >= 0:
            right = by_id[one["id"].removesuffix("wrong") + "right"]
            assert right["steps"][: one["label"]] == one["steps"][: one["label"]]
            assert right["steps"][one["label"]] == one["right_step"] != one["steps"][one["label"]]
    assert "config_name: working" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_each_label_is_true_when_every_line_is_compared_again() -> None:
    """The two sides of every line: equal, but for those of the line that is marked."""
    seen = 0
    for problem in generate(["chain-rule", "gradient", "optimisers", "autodiff"], n=60, seed=11):
        found = spoiled(problem, Random(f"{problem.id}/{problem.seed}/{problem.index}/working"))
        checker = Checker(problem.task.domain, 99)
        for place, line in enumerate(found.lines if found else ()):
            if not isinstance(line.before, Relation | Text) and not isinstance(line.after, Relation | Text):
                verdict = checker.compare(line.before, line.after).verdict
                assert (verdict is Verdict.DIFFERENT) == (place == found.first_false), (problem, place)
                seen += 1
        assert found is None or score_of(problem, found.answer) is False
    assert seen > 80


def score_of(problem: Problem, answer: Node) -> bool | None:
    return grade(problem, write_text(answer)).correct


# -- scoring


def test_a_row_alone_is_enough_to_score(splits: dict[str, list[dict[str, Any]]]) -> None:
    rows = [row for part in splits.values() for row in part][::6]
    for row in rows:
        metadata = json.loads(row["metadata"])
        assert score(row, f"I think … so \\boxed{{{row['answer_latex']}}}.").outcome == "right", row["id"]
        assert float(score(row, row["answer"], extract=False)) == 1.0, row["id"]
        for mistake in metadata["mistakes"][:1]:
            assert score(row, mistake["answer"], extract=False).outcome == "wrong", (row["id"], mistake)
        if "letter" in metadata:
            assert score(row, metadata["letter"]).outcome == "right"


@pytest.mark.parametrize("function", ["exp(2*x)/2", "exp(2)*x^2/2"])
def test_an_ambiguous_text_is_undecided_right_or_not(function: str) -> None:
    told = {"exercise": None, "task": {"kind": "derivative", "function": function}}
    row = {"metadata": json.dumps(told), "seed": None, "index": None}
    assert score(row, "e^2x", extract=False).grade == "asked back"
    assert score(row, "e^(2x)", extract=False).outcome == ("right" if "2*x" in function else "wrong")


def test_the_row_says_nothing_of_its_answer_to_the_scorer(splits: dict[str, list[dict[str, Any]]]) -> None:
    row = next(row for row in splits["train"] if row["kind"] == "derivative")
    lie = {**row, "answer": "0", "answer_latex": "0"}
    assert score(lie, "0").outcome == "wrong" and score(lie, row["answer"], extract=False).outcome == "right"
    assert problem_of_row(row).answer_text == row["answer"]


def test_a_row_whose_task_is_too_long_to_be_typed_is_made_again(
    splits: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is drawn into a formula can make it longer than a stranger's may be."""
    from calcdrill import scoring

    row = next(row for row in splits["train"] if row["kind"] == "derivative")
    problem_of_row(row)  # the catalog is read
    scoring._problem.cache_clear()
    monkeypatch.setattr("calcdrill.expression.read.MOST_CHARACTERS", 3)
    assert problem_of_row(row).answer_text == row["answer"]
    scoring._problem.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I do not know",
        "((((",
        "x" * 300_000,
        "9^9^9^9^9",
        "\\boxed{",
        "\\boxed{" * 5000,
        "exit()",
        "\x00\ud800",
        "∞",
    ],
)
def test_no_text_is_right_by_trickery(text: str, splits: dict[str, list[dict[str, Any]]]) -> None:
    row = next(row for row in splits["train"] if row["kind"] == "derivative")
    found = score(row, text)
    assert found.outcome in {"wrong", "undecided"} and float(found) == 0.0


@pytest.mark.parametrize("row", [{}, {"metadata": "x", "seed": 1, "index": 1}, {"metadata": "{}"}, {"metadata": None}])
def test_what_is_no_row_cannot_be_scored(row: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="not a row"):
        score(row, "1")


# -- other programs


def test_arrow_pandas_polars_and_datasets_load_the_files(folder: Path, splits: dict[str, list[dict[str, Any]]]) -> None:
    arrow = pytest.importorskip("pyarrow.json", reason="needs pyarrow")
    table = arrow.read_json(folder / "data" / "train.jsonl")
    assert table.column_names == list(FIELDS) and table.num_rows == len(splits["train"])
    pandas = pytest.importorskip("pandas", reason="needs pandas")
    assert len(pandas.read_json(folder / "data" / "test.jsonl", lines=True)) == len(splits["test"])
    polars = pytest.importorskip("polars", reason="needs polars")
    assert polars.read_ndjson(folder / "data" / "ood.jsonl").height == len(splits["ood"])


def test_parquet_holds_the_same_rows(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow (extra data)")
    rows = made(tmp_path, "chain-exp", "-n", "12", "--parquet")["train"]
    assert parquet.read_table(tmp_path / "data" / "train.parquet").to_pylist() == rows
    assert "path: data/train.parquet" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_parquet_without_its_extra_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from calcdrill.export.dataset import require_parquet

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"calcdrill\[data\]"):
        require_parquet()


def test_generate_refuses_too() -> None:
    with pytest.raises(Unsatisfiable, match="only"):
        generate("chain-exp/exp-of-quadratic", n=15_000)
