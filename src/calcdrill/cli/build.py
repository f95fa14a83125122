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
from typing import TYPE_CHECKING, Final

import click

from calcdrill.cli.common import catalog_of, content_option, notation_option, run_watched, theme_folders, watch_option
from calcdrill.cli.written import write_files
from calcdrill.errors import NotFound
from calcdrill.expression.notation.profiles import PROFILES

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog, Recipe
    from calcdrill.decks import Made

SHEET_FORMATS: Final = ("pdf", "html")


@click.command("build")
@click.argument("recipes", nargs=-1)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default="build",
    show_default=True,
    help="The folder to write into.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes side by side. [default: one a processor, up to 8]")
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

    if watch:
        run_watched((*content, *themes), build)
    else:
        build()


def _build(
    recipes: Sequence[str],
    output: Path,
    jobs: int,
    content: Sequence[Path],
    themes: Sequence[Path],
    notation: str | None,
) -> None:
    catalog = catalog_of(content)
    made: Made = {}
    wanted = _wanted(catalog, recipes)
    for recipe in wanted:
        if recipe.deck is not None:
            _build_deck(catalog, recipe, output, jobs, made, notation)
    _build_worksheets(catalog, wanted, output, jobs, themes, notation)
    for recipe in wanted:
        if recipe.site is not None:
            _build_site(catalog, recipe, output, jobs, made, themes, notation)
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
    from difflib import get_close_matches

    known = {recipe.id: recipe for recipe in catalog.recipes}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f" (did you mean {near[0]}?)" if near else f"; there are: {', '.join(known)}"
            raise NotFound(f"there is no recipe {name!r}{hint}")
    return [known[name] for name in names] if names else list(known.values())


def _build_deck(catalog: Catalog, recipe: Recipe, output: Path, jobs: int, made: Made, notation: str | None) -> None:
    from calcdrill.cli.deck import chosen, make, read_old, write_deck

    exercises, options, seed, deck_options = chosen(catalog, (recipe.id,), (1, 5))
    if notation:
        deck_options = replace(deck_options, notation=PROFILES[notation])
    place = output / f"{recipe.id}.lock.json"
    package, after = make(catalog, exercises, seed, options, deck_options, read_old(place), jobs, made)
    write_deck(output / f"{recipe.id}.apkg", package, place, after)


def _build_site(
    catalog: Catalog,
    recipe: Recipe,
    output: Path,
    jobs: int,
    made: Made,
    themes: Sequence[Path],
    notation: str | None,
) -> None:
    from calcdrill.cli.site import write_site
    from calcdrill.site import course_of

    options = recipe.site or {}
    course = course_of(catalog, (recipe.id,), None, options["instances"], notation, themes)
    write_site(course, output / options["folder"], jobs, made)


def _build_worksheets(
    catalog: Catalog, recipes: Sequence[Recipe], output: Path, jobs: int, themes: Sequence[Path], notation: str | None
) -> None:
    """The sheets of all recipes, made by ``jobs`` processes and written in the order of the recipes."""
    from calcdrill.parallel import map_items

    items = [(recipe.id, format_) for recipe in recipes if recipe.worksheet is not None for format_ in SHEET_FORMATS]
    workers = 1 if len(items) <= len(SHEET_FORMATS) else min(jobs, len(items))
    arguments = catalog if workers == 1 else pickle.dumps(catalog), tuple(themes), notation
    made = map_items(_sheet, items, arguments, workers)
    for (name, format_), (files, told) in zip(items, made, strict=True):
        click.echo(told, nl=False, err=True)
        write_files(output / f"{name}.{format_}", format_, files)


def _sheet(
    item: tuple[str, str], catalog: Catalog | bytes, themes: Sequence[Path], notation: str | None
) -> tuple[dict[str, bytes], str]:
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
    found: Catalog = pickle.loads(catalog)
    return found
