"""``calcdrill explain``: the lesson of a skill, or a topic's introduction, at the terminal."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import click

from calcdrill.cli.common import catalog_of, content_option, notation_option, terminal_look
from calcdrill.cli.learner import echo_plain, plain_say
from calcdrill.expression.notation.profiles import PROFILES


@click.command("explain")
@click.argument("skill")
@click.option("--width", type=click.IntRange(20, 400), help="Characters in a line. [default: the terminal's]")
@click.option("--plain", is_flag=True, help="In spoken words, line by line, for screen readers.")
@notation_option
@content_option
def command(skill: str, width: int | None, plain: bool, notation: str | None, content: tuple[Path, ...]) -> None:
    """Read the lesson of a SKILL (a concept's id), or the introduction of a topic.

    The lesson says what it is, shows a worked example and the usual mistake, and where machine learning needs it.
    """
    from calcdrill.errors import NotFound
    from calcdrill.lessons import chapter_of, lesson_of
    from calcdrill.practice.layout import Look
    from calcdrill.practice.lesson_text import chapter_lines, lesson_lines
    from calcdrill.practice.plain_pages import plain_chapter, plain_lesson

    catalog = catalog_of(content)
    look = terminal_look() or Look(min(shutil.get_terminal_size().columns, 100))
    look = replace(look, width=width or look.width, conventions=PROFILES[notation or "us"])
    say = plain_say(plain, look.conventions)
    name = skill.partition("/")[0]
    if name in {topic.id for topic in catalog.topics}:
        chapter = chapter_of(catalog, name)
        lines = plain_chapter(chapter, say) if say else chapter_lines(chapter, look)
        end = f"Read on: calcdrill explain {chapter.topic.concepts[0].id}"
    elif name in catalog.concepts:
        page = lesson_of(catalog, name)
        lines = plain_lesson(page, say) if say else lesson_lines(page, look)
        end = f"Practise it: calcdrill practice {name}"
    else:
        from calcdrill.catalog.select import select

        select(catalog, [name])  # raises, with the nearest name
        raise NotFound(f"{skill!r} is not a skill or a topic")
    if say is not None:
        echo_plain((*lines, end))
        return
    for line in lines:
        click.echo(line)
    click.echo(f"\n{look.dim(end)}")
