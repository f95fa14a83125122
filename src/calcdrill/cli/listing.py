"""``calcdrill list``: topics, concepts, exercises and kinds; the tree of prerequisites."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import click

from calcdrill.catalog.values import Catalog, Concept, Exercise, Topic
from calcdrill.cli.common import NEW_FILE, catalog_of, content_option, write_and_tell
from calcdrill.errors import NotFound


@click.command("list")
@click.argument("what", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One object per concept, one per line.")
@click.option("--kinds", is_flag=True, help="The kinds of problem and their fields.")
@click.option("--recipes", is_flag=True, help="The recipes that build makes.")
@click.option("--options", is_flag=True, help="The options of a worksheet, for recipes, themes and --set.")
@click.option("--tree", is_flag=True, help="Each concept under the ones it builds on.")
@click.option("--table", is_flag=True, help="Skills against exercises as a Markdown table.")
@click.option("--svg", type=NEW_FILE, help="Write the tree as a picture.")
@content_option
def command(
    what: tuple[str, ...],
    as_json: bool,
    kinds: bool,
    recipes: bool,
    options: bool,
    tree: bool,
    table: bool,
    svg: Path | None,
    content: tuple[Path, ...],
) -> None:
    """List what is available: all topics, or the topics, concepts and exercises that WHAT names."""
    if kinds:
        _print_kinds(as_json)
        return
    if options:
        _print_options()
        return
    catalog = catalog_of(content)
    if recipes:
        for recipe in catalog.recipes:
            click.echo(f"{recipe.id:32} {recipe.title}")
        return
    if svg is not None:
        from calcdrill.roadmap import tree_svg

        write_and_tell(svg, tree_svg(catalog))
        return
    concepts = chosen_concepts(catalog, what)
    if table:
        from calcdrill.roadmap import table_lines

        click.echo("\n".join(table_lines(catalog)))
    elif as_json:
        from calcdrill.catalog.select import concept_record

        for concept in concepts:
            click.echo(json.dumps(concept_record(concept, _counted), ensure_ascii=False))
    elif tree:
        from calcdrill.roadmap import tree_lines

        for line in tree_lines(catalog, concepts):
            click.echo(line)
    else:
        _print_topics(catalog, {concept.id for concept in concepts}, detailed=bool(what))


_COUNTED: Final = 200
"""Instances of an exercise that a list counts; of more it says that there are at least so many."""


def _counted(exercise: Exercise) -> dict[str, Any]:
    """What is counted by drawing: different instances (maybe more, if not exact), and skeletons in ten draws."""
    from calcdrill.tasks import count_instances
    from calcdrill.variety import count_skeletons

    distinct, exact = count_instances(exercise, most=_COUNTED)
    return {"distinct": distinct, "exact": exact, "skeletons": count_skeletons(exercise)}


def chosen_concepts(catalog: Catalog, what: tuple[str, ...]) -> list[Concept]:
    """The concepts that the words name; an exercise id names its concept. NotFound for an unknown word."""
    from calcdrill.catalog.select import select

    if not what:
        return list(catalog.concepts.values())
    ids = {exercise.concept for exercise in select(catalog, what)}
    empty = {concept.id for concept in catalog.concepts.values() if concept.id in what or concept.topic in what}
    concepts = [concept for concept in catalog.concepts.values() if concept.id in ids | empty]
    if not concepts:
        raise NotFound(f"nothing is called {', '.join(what)}")
    return concepts


def _print_kinds(as_json: bool) -> None:
    from calcdrill.kinds import find, kind_names

    for name in kind_names():
        kind = find(name)
        if as_json:
            fields = [{"name": field.name, "type": field.type, "help": field.help} for field in kind.fields]
            click.echo(json.dumps({"kind": name, "title": kind.title, "fields": fields}, ensure_ascii=False))
        else:
            click.echo(f"{name}: {kind.title}")
            for field in kind.fields:
                click.echo(f"    {field.name:14} {field.type:12} {field.help}")


def _print_options() -> None:
    from calcdrill.catalog.sheet_models import SheetModel
    from calcdrill.export.sheet import option_paths

    schema = SheetModel.model_json_schema()
    groups = {group: schema["$defs"][f"{group.capitalize()}Model"]["properties"] for group in ("workspace", "show")}
    for path in option_paths():
        group, _, name = path.rpartition(".")
        option = groups[group][name] if group else schema["properties"][path]
        usual = option.get("default")
        usual = f" [{str(usual).lower() if isinstance(usual, bool) else usual}]" if usual not in (None, {}, []) else ""
        click.echo(f"{path:24} {option['description']}{usual}")


def _print_topics(catalog: Catalog, chosen: set[str], detailed: bool) -> None:
    for topic in catalog.topics:
        concepts = [concept for concept in topic.concepts if concept.id in chosen]
        if not concepts:
            continue
        exercises = sum(len(concept.exercises) for concept in concepts)
        click.echo(f"{topic.id}: {topic.title} ({len(concepts)} concepts, {exercises} exercises)")
        for concept in concepts:
            _print_concept(topic, concept, detailed)


def _print_concept(topic: Topic, concept: Concept, detailed: bool) -> None:
    click.echo(f"  {concept.id:28} {concept.title}  [level {concept.difficulty}, {len(concept.exercises)} exercises]")
    if not detailed:
        return
    if concept.requires:
        click.echo(f"      builds on {', '.join(concept.requires)}")
    for exercise in concept.exercises:
        click.echo(f"      {exercise.id:40} {exercise.kind}, level {exercise.difficulty}")
