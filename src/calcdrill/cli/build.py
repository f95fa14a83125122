"""``calcdrill build``: every deck, worksheet and site of the recipes, the main job."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr
from dataclasses import replace
from functools import lru_cache
from io import StringIO
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from calcdrill.cli.common import (
    FOLDER,
    catalog_of,
    content_option,
    notation_option,
    run_watched,
    theme_folders,
    watch_option,
)
from calcdrill.cli.written import write_files
from calcdrill.errors import NotFound, near
from calcdrill.expression.notation.profiles import PROFILES

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog, Recipe
    from calcdrill.engines import Engine, Job
    from calcdrill.export.anki import DeckOptions
    from calcdrill.portions import DeckOrder, Portions
    from calcdrill.site import Course

SHEET_FORMATS: Final = ("pdf", "html")


@click.command("build")
@click.argument("recipes", nargs=-1)
@click.option("-o", "--output", type=FOLDER, default="build", show_default=True, help="The folder to write into.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="How many processes to use. [default: one per processor, up to 8]"
)
@notation_option
@watch_option
@content_option
def command(
    recipes: tuple[str, ...],
    output: Path,
    jobs: int | None,
    notation: str | None,
    watch: bool,
    content: tuple[Path, ...],
) -> None:
    """Make the .apkg, the .pdf with its .typ and its key, the .html and the site of each RECIPE (default: all)."""
    themes = theme_folders(content)

    def build() -> None:
        _build(recipes, output, jobs or min(os.cpu_count() or 1, 8), content, themes, notation)

    run_watched((*content, *themes), build, watch)


def _build(
    recipes: Sequence[str],
    output: Path,
    jobs: int,
    content: Sequence[Path],
    themes: Sequence[Path],
    notation: str | None,
) -> None:
    """All files. Workers make the sheets, the longest first, then what each exercise gives to decks and sites; it is
    put together here: small decks first and sites before the largest, so that little is left when the workers end.
    """
    from calcdrill.cli.site import write_site
    from calcdrill.engines import workers
    from calcdrill.portions import Portions

    catalog = catalog_of(content)
    wanted = _wanted(catalog, recipes)
    decks = [_deck_of(catalog, recipe, notation) for recipe in wanted if recipe.deck is not None]
    decks.sort(key=lambda deck: len(deck.order.exercises))
    sites = [_site_of(catalog, recipe, output, notation, themes) for recipe in wanted if recipe.site is not None]
    with workers(jobs) as engine:
        sheets = _begin_sheets(catalog, wanted, engine, themes, notation)
        portions = Portions(catalog, [deck.order for deck in decks], [course for course, _ in sites], engine)
        for (name, format_), job in sheets.items():
            files, told = job.result()
            click.echo(told, nl=False, err=True)
            write_files(output / f"{name}.{format_}", format_, files)
        for deck in decks[:-1]:
            _write_deck(output, deck, portions)
        for course, folder in sites:
            write_site(course, folder, portions.records(course))
        for deck in decks[-1:]:
            _write_deck(output, deck, portions)
    click.echo("".join(f"{line}\n" for line in _what_next(wanted, output)), nl=False, err=True)


def _what_next(recipes: Sequence[Recipe], output: Path) -> Iterator[str]:
    """What to open, what to import, what to do next."""
    sheet = next((recipe.id for recipe in recipes if recipe.worksheet is not None), None)
    deck = next((recipe.id for recipe in recipes if recipe.deck is not None), None)
    if sheet:
        yield f"Open    {output / sheet}.pdf, a worksheet; its key is {output / sheet}-key.pdf"
    if deck:
        yield f"Import  {output / deck}.apkg into Anki: open it, or File > Import"
    site = next((recipe.site["folder"] for recipe in recipes if recipe.site is not None), None)
    if site:
        yield f"Study   {output / site / 'index.html'}, in a browser"
    command = "calcdrill" if which("calcdrill") else f"{Path(sys.executable).name} -m calcdrill"
    yield f"Next    {command} practice, or a sheet of your own: {command} worksheet gradient -o mine.pdf"


def _wanted(catalog: Catalog, names: Sequence[str]) -> list[Recipe]:
    known = {recipe.id: recipe for recipe in catalog.recipes}
    for name in names:
        if name not in known:
            raise NotFound(f"there is no recipe {name!r}{near(name, known, len(known))}")
    return [known[name] for name in names] if names else list(known.values())


class _Deck(NamedTuple):
    recipe: str
    order: DeckOrder
    options: DeckOptions


def _deck_of(catalog: Catalog, recipe: Recipe, notation: str | None) -> _Deck:
    from calcdrill.cli.deck import chosen
    from calcdrill.portions import deck_order

    exercises, options, seed, deck_options = chosen(catalog, (recipe.id,), (1, 5))
    if notation:
        deck_options = replace(deck_options, notation=PROFILES[notation])
    return _Deck(recipe.id, deck_order(exercises, seed, options, deck_options), deck_options)


def _write_deck(output: Path, deck: _Deck, portions: Portions) -> None:
    from calcdrill.cli.deck import make, read_old, write_deck

    place = output / f"{deck.recipe}.lock.json"
    package, after = make(portions, deck.order, deck.options, read_old(place))
    write_deck(output / f"{deck.recipe}.apkg", package, place, after)


def _site_of(
    catalog: Catalog, recipe: Recipe, output: Path, notation: str | None, themes: Sequence[Path]
) -> tuple[Course, Path]:
    """What is on the recipe's site, and the folder that it goes to."""
    from calcdrill.site import course_of

    options = recipe.site or {}
    course = course_of(catalog, (recipe.id,), None, options["instances"], notation, themes)
    return course, output / options["folder"]


_Sheet = tuple[dict[str, bytes], str]
"""The files of a sheet, and the lines for the user."""


def _begin_sheets(
    catalog: Catalog, recipes: Sequence[Recipe], engine: Engine, themes: Sequence[Path], notation: str | None
) -> dict[tuple[str, str], Job[_Sheet]]:
    """The sheets of all recipes, by recipe and format, as an engine begins to make them."""
    longest = sorted((one for one in recipes if one.worksheet is not None), key=_problems, reverse=True)
    given = catalog if engine.width == 1 else pickle.dumps(catalog)
    items = [(recipe.id, format_) for recipe in longest for format_ in SHEET_FORMATS]
    return {item: engine.submit(_sheet, item, given, tuple(themes), notation) for item in items}


def _problems(recipe: Recipe) -> int:
    """About how many problems a recipe's sheet has."""
    options = recipe.worksheet or {}
    return int(options.get("count") or sum(rung["count"] for rung in options.get("ladder", ())))


def _sheet(item: tuple[str, str], catalog: Catalog | bytes, themes: Sequence[Path], notation: str | None) -> _Sheet:
    """The files of a recipe's sheet in one format, and the lines for the user: the parent alone prints."""
    from calcdrill.cli.worksheet import Asked, Look, make

    name, format_ = item
    whole = _unpacked(catalog) if isinstance(catalog, bytes) else catalog
    extra = {"notation": notation} if notation else {}
    with redirect_stderr(StringIO()) as told:
        files = make(whole, Asked((name,)), Look(extra, format=format_, themes=themes))
    return files, told.getvalue()


@lru_cache(maxsize=1)
def _unpacked(catalog: bytes) -> Catalog:
    """The catalog that a worker was sent: it is read once for all its sheets."""
    unpacked: Catalog = pickle.loads(catalog)
    return unpacked
