"""Folders and files → a catalog; what only shows between files."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from calcdrill.catalog import Catalog, load_catalog, yaml_source
from calcdrill.catalog.content import shipped_folder
from calcdrill.catalog.values import Formula
from calcdrill.errors import CatalogError, InputError
from calcdrill.expression.read import read
from calcdrill.expression.tree import Name, Number

GOOD = Path(__file__).parent / "good"
CONCEPT = """\
topic: {topic}
title: T
concepts:
  - id: {id}
    title: C
    requires: [{requires}]
    summary: S.
"""


def write(folder: Path, name: str, **values: str) -> Path:
    path = folder / "exercises" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CONCEPT.format(**{"requires": "", **values}))
    return path


def messages(*folders: Path, **options: object) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        load_catalog(*folders, **options)  # type: ignore[arg-type]
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(GOOD)


def test_shipped_content_comes_first_in_the_order_of_the_numbers() -> None:
    shipped = load_catalog()
    positions = [topic.position for topic in shipped.topics]
    assert positions == sorted(positions)
    assert {"rules", "chain-rule", "gradient", "taylor"} <= {topic.id for topic in shipped.topics}
    assert {"first-steps", "derivatives-and-gradients"} <= {recipe.id for recipe in shipped.recipes}
    both = load_catalog(GOOD)
    assert [topic.id for topic in both.topics] == [*(topic.id for topic in shipped.topics), "good-topic"]


def test_shipped_cards_have_names_of_their_own_and_each_topic_has_six() -> None:
    for topic in load_catalog().topics:
        cards = [card for concept in topic.concepts for card in concept.cards]
        assert len(cards) >= 6, topic.id
        for path in [shipped_folder() / "exercises" / f"{topic.position:02}-{topic.id}.yaml"]:
            assert path.is_file()


def test_no_shipped_hint_was_cut_at_a_comma() -> None:
    for exercise in load_catalog().exercises.values():
        assert exercise.hints, exercise.id
        for hint in exercise.hints:
            first = hint[0]
            assert not isinstance(first, str) or not first[0].islower(), (exercise.id, hint)


def test_the_content_reads_alike_where_yaml_has_no_c_library(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in sorted(shipped_folder().glob("*/*.yaml")):
        text = path.read_text(encoding="utf-8")
        fast = yaml_source.parse_source(text, path.name)
        with monkeypatch.context() as patch:
            patch.setattr(yaml_source, "_LOADER", yaml.SafeLoader)
            slow = yaml_source.parse_source(text, path.name)
        assert slow.data == fast.data
        assert slow.index(("concepts", 0, "title")) == fast.index(("concepts", 0, "title"))


def test_a_good_file(catalog: Catalog) -> None:
    topic = catalog.topics[-1]
    assert (topic.id, topic.title, topic.position) == ("good-topic", "2026", 50)
    assert topic.summary == ("All of the YAML at work: ", read("x^2"), " and more.")
    concept = catalog.concepts["good-concept"]
    assert concept.requires == ("power-rule",)
    assert concept.summary == ("A summary over two lines, with ", read("x^2"), " in it.")
    assert concept.formulas == (
        Formula("square", read("diff(x^2, x) = 2*x")),
        Formula("itself", read("f'(x) = f(x)")),
    )
    assert concept.difficulty == 3
    assert [(card.id, card.type) for card in concept.cards] == [
        ("own-name", "use"),
        ("pitfall", "pitfall"),
        ("which", "pitfall"),
    ]
    assert concept.cards[2].back == ("no",)
    assert catalog.concepts["idea-only"].exercises == ()
    assert catalog.concepts["idea-only"].difficulty == 1


def test_a_good_exercise(catalog: Catalog) -> None:
    exercise = catalog.exercises["good-concept/everything"]
    assert [name for name, _ in exercise.draws] == ["a", "b", "r", "f", "c", "d"]
    assert exercise.fields["function"] == read("a*x^2*f + b*x + r + c + d")
    assert exercise.fields["at"] == Number(10)
    assert exercise.domain == (read("x > 0"), read("x < 9"))
    assert exercise.hints[1] == ("Then ", read("u = a*x"), ", and the rest.")
    assert exercise.wrong_answers == {"own": read("2*a*x")}
    assert list(exercise.mistakes) == ["forgot-inner-derivative", "own"]
    assert exercise.mistakes["own"][1] == Name("f")
    assert exercise.allow == ("the derivative is 0",)
    assert (exercise.limited, exercise.figure, exercise.difficulty) == ("It is a test.", False, 4)
    assert exercise.file == (GOOD / "exercises" / "50-good-topic.yaml").resolve()
    assert exercise.line == 22
    assert exercise.also_choice
    points = catalog.exercises["good-concept/points"]
    assert points.fields["at"] == {"x": Number(1), "y": read("-2")}
    assert points.figure
    assert "sum-of-components" in points.mistakes


def test_a_good_recipe(catalog: Catalog) -> None:
    recipe = catalog.recipes[-1]
    assert recipe.id == "good-recipe"
    assert recipe.include == ("good-topic", "power-rule", "chain-exp/exp-of-quadratic")
    assert (recipe.difficulty, recipe.seed) == ((1, 4), 42)
    assert recipe.deck is not None and recipe.deck["fixed"] == 3 and recipe.deck["variants"] is None
    assert recipe.worksheet is not None
    assert recipe.worksheet["font_size"] == 10.5
    assert recipe.worksheet["workspace"] == {"kind": "grid", "scale": 1.5}
    assert recipe.worksheet["ladder"][0] == {"difficulty": (1, 2), "count": 3}


def test_a_catalog_can_be_sent_to_another_process(catalog: Catalog) -> None:
    again = pickle.loads(pickle.dumps(catalog))
    assert list(again.exercises) == list(catalog.exercises)
    assert again.exercises["good-concept/points"].fields == catalog.exercises["good-concept/points"].fields


# -- between files


def test_ids_are_unique_across_files(tmp_path: Path) -> None:
    write(tmp_path, "60-one.yaml", topic="one", id="same")
    second = write(tmp_path, "61-two.yaml", topic="two", id="same")
    first = tmp_path / "exercises" / "60-one.yaml"
    assert messages(tmp_path) == [f"{second}:4:9: the id 'same' is taken by a concept in {first}, line 4"]


def test_a_folder_may_not_take_a_shipped_id(tmp_path: Path) -> None:
    path = write(tmp_path, "03-chain-rule.yaml", topic="chain-rule", id="new")
    found = messages(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(f"{path}:1:8: the id 'chain-rule' is taken by a topic in ")


def test_two_recipes_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "decks").mkdir()
    shutil.copy(shipped_folder() / "decks" / "first-steps.yaml", tmp_path / "decks")
    assert "the recipe 'first-steps' already exists" in messages(tmp_path)[0]


def test_a_circle_across_files_is_told_once_by_name(tmp_path: Path) -> None:
    write(tmp_path, "60-one.yaml", topic="one", id="aa", requires="cc")
    write(tmp_path, "61-two.yaml", topic="two", id="bb", requires="aa")
    last = write(tmp_path, "62-three.yaml", topic="three", id="cc", requires="bb")
    assert messages(tmp_path)[0].endswith("the prerequisites form a circle: aa requires cc requires bb requires aa")
    assert len(messages(tmp_path)) == 1
    last.write_text(last.read_text().replace("[bb]", "[power-rule]"))
    assert load_catalog(tmp_path).concepts["cc"].requires == ("power-rule",)


def test_what_a_broken_file_would_have_given_is_not_missed_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, "60-one.yaml", topic="one", id="aa", requires="bb")
    broken = write(tmp_path, "61-two.yaml", topic="two", id="bb")
    broken.write_text(broken.read_text().replace("title: T", "title: 'T"))
    assert messages(tmp_path) == [f"{broken}:2:8: the quote that opens here is never closed"]
    broken.write_text(broken.read_text().replace("'T", "[T]"))
    assert messages(tmp_path) == [f"{broken}:2:8: title is text, not a list"]


def test_a_file_is_named_for_its_topic(tmp_path: Path) -> None:
    path = write(tmp_path, "60-one.yaml", topic="other", id="aa")
    assert messages(tmp_path) == [f"{path}:1:8: the file is called 60-one.yaml, so its topic must be 'one'"]
    path.rename(path.with_name("one.yaml"))
    assert "named after its position and its id" in messages(tmp_path)[0]


def test_the_other_ending_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "60-one.yaml", topic="one", id="aa")
    path.rename(path.with_suffix(".yml"))
    assert "end in .yaml" in messages(tmp_path)[0]


def test_folders_without_content(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither exercises/ nor decks/"):
        load_catalog(tmp_path)
    with pytest.raises(InputError, match="is not a folder"):
        load_catalog(tmp_path / "nothing")


def test_single_files(tmp_path: Path) -> None:
    path = write(tmp_path, "any name.yaml", topic="one", id="aa")
    catalog = load_catalog(files=[path])
    assert catalog.topics[-1].id == "one"
    shipped = shipped_folder() / "exercises" / "02-rules.yaml"
    assert load_catalog(files=[shipped]).topics == load_catalog().topics
    missing = messages(files=[tmp_path / "missing.yaml"])
    assert "cannot be read" in missing[0]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, "60-one.yaml", topic="one", id="aa")
    assert "aa" in load_catalog(tmp_path).concepts
    first = load_catalog(tmp_path).topics[-1]
    assert load_catalog(tmp_path).topics[-1] is first
    path.write_text(path.read_text().replace("id: aa", "id: bb"))
    os.utime(path, ns=(1, 1))
    assert "bb" in load_catalog(tmp_path).concepts


def test_the_schema_library_is_imported_only_to_read() -> None:
    heavy = ("pydantic", "sympy", "flint")
    code = f"import sys, calcdrill.catalog; sys.exit(any(name in sys.modules for name in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
