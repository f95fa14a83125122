"""``calcdrill stats``: what practice has shown so far, in the terminal, as a page, a plot or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calcdrill.characters import shown
from calcdrill.cli.common import NEW_FILE, catalog_of, content_option, write_and_tell
from calcdrill.cli.learner import echo_plain, open_profile, plain_say, profile_options
from calcdrill.errors import InputError

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog


@click.command("stats")
@click.option(
    "--most", type=click.IntRange(1, 200), default=5, show_default=True, help="The number of entries in each list."
)
@click.option("--map", "map_", is_flag=True, help="Every skill, topic by topic, and your progress in it.")
@click.option(
    "--fit/--no-fit",
    default=None,
    help="Fit the schedule to your own answers, or return to the usual one, and stop.",
)
@click.option("--plain", is_flag=True, help="In sentences, without bars, for screen readers.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.option("-o", "--output", type=NEW_FILE, help="A page (.html) or a plot (.svg).")
@profile_options
@content_option
def command(
    most: int,
    map_: bool,
    fit: bool | None,
    plain: bool,
    json_: bool,
    output: Path | None,
    profile: str,
    data: Path | None,
    content: tuple[Path, ...],
) -> None:
    """Show what is due, the streak, the retention, the weakest skills and the most frequent mistakes."""
    from datetime import UTC, datetime

    from calcdrill.expression.notation.conventions import DEFAULT
    from calcdrill.practice.plain_pages import plain_stats
    from calcdrill.practice.report import stats_page, stats_svg, stats_text, stats_to_dict
    from calcdrill.practice.stats import stats_of

    now = datetime.now(UTC)
    if fit is not None:
        _fit(data, profile, fit, json_)
        return
    if map_:
        _show_map(data, profile, catalog_of(content), json_, plain)
        return
    with open_profile(data, profile, is_read=True) as history:
        stats = stats_of(history, now, now.astimezone().tzinfo or UTC, most)
    if json_:
        click.echo(json.dumps(stats_to_dict(stats)))
        return
    titles = {concept.id: concept.title for concept in catalog_of(content).concepts.values()}
    if output is None:
        if plain_say(plain, DEFAULT):
            echo_plain(plain_stats(stats, titles))
            return
        for line in stats_text(stats, titles):
            click.echo(shown(line))
        return
    if output.suffix not in {".html", ".svg"}:
        raise InputError(f"{output}: the name must end in .html (a page) or .svg (a plot)")
    text = stats_page(stats, titles) if output.suffix == ".html" else stats_svg(stats)
    write_and_tell(output, text)


def _fit(data: Path | None, profile: str, is_on: bool, json_: bool) -> None:
    """Fit FSRS's parameters to the answers and keep them, or (not ``is_on``) take the usual ones again."""
    from dataclasses import asdict, replace

    from calcdrill.practice.fitting import fit_parameters, fit_text, optimal_parameters

    with open_profile(data, profile, is_read=True) as history:
        if history.belongings is not None:
            raise InputError(f"{history.path} cannot be written: --fit and --no-fit change its settings")
        fitted = fit_parameters(history.answers(), optimal_parameters) if is_on else None
        history.keep_settings(replace(history.settings, parameters=fitted.parameters if fitted else ()))
    if json_:
        click.echo(json.dumps(asdict(fitted) if fitted else {"parameters": []}))
    else:
        click.echo(fit_text(fitted) if fitted else "the usual parameters of the schedule are used again")


def _show_map(data: Path | None, profile: str, catalog: Catalog, json_: bool, plain: bool) -> None:
    from calcdrill.cli.learner import desk_of
    from calcdrill.practice.skill_map import map_lines, map_to_dict, plain_map

    with open_profile(data, profile, is_read=True) as history:
        desk = desk_of(history, catalog)
        memories = history.memories()
        if json_:
            click.echo(json.dumps(map_to_dict(catalog, memories, desk.clock(), desk.calendar)))
            return
        if plain_say(plain, desk.conventions):
            echo_plain(plain_map(catalog, memories))
            return
        for line in map_lines(catalog, memories):
            click.echo(line)
