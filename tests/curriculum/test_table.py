"""The curriculum as a whole: no skill is empty, the table in the docs is current."""

from __future__ import annotations

import json
from pathlib import Path

from calcdrill import load_catalog
from calcdrill.catalog.schema import json_schema
from calcdrill.roadmap import in_order, levels, table_lines, tree_svg

ROOT = Path(__file__).resolve().parents[2]
CATALOG = load_catalog()


def test_there_are_14_topics_with_175_skills_or_more() -> None:
    assert len(CATALOG.topics) == 14
    assert len(CATALOG.concepts) >= 175
    assert len(CATALOG.exercises) >= 900


def test_no_skill_is_empty_and_most_have_two_families() -> None:
    families = [len(concept.exercises) for concept in CATALOG.concepts.values()]
    assert min(families) >= 1
    assert sum(count >= 2 for count in families) > 0.9 * len(families)


def test_each_topic_has_cards_and_each_concept_a_reason() -> None:
    for topic in CATALOG.topics:
        assert sum(len(concept.cards) for concept in topic.concepts) >= 6, topic.id
    assert all(concept.summary and concept.why for concept in CATALOG.concepts.values())


def test_the_table_in_the_docs_is_current() -> None:
    written = (ROOT / "docs" / "curriculum.md").read_text(encoding="utf-8")
    assert written == "\n".join(table_lines(CATALOG)) + "\n", "run: calcdrill list --table > docs/curriculum.md"


def test_the_schema_in_the_docs_is_current() -> None:
    written = json.loads((ROOT / "docs" / "schema.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(json_schema())), "run: calcdrill schema -o docs/schema.json"


def test_what_a_skill_builds_on_comes_before_it() -> None:
    order = [concept.id for concept in in_order(list(CATALOG.concepts.values()))]
    assert len(order) == len(CATALOG.concepts)
    depth = levels(list(CATALOG.concepts.values()))
    for concept in CATALOG.concepts.values():
        assert all(order.index(name) < order.index(concept.id) for name in concept.requires)
        assert all(depth[name] < depth[concept.id] for name in concept.requires)


def test_the_roadmap_shows_every_skill_the_same_way_twice() -> None:
    picture = tree_svg(CATALOG)
    assert picture == tree_svg(CATALOG)
    assert all(f">{name} · " in picture for name in CATALOG.concepts)
