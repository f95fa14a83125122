"""``calcdrill build``: every deck, worksheet and site of the recipes, the main job."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import click

from calcdrill.cli.common import catalog_of, content_option, notation_option, run_watched, theme_folders, watch_option
from calcdrill.cli.written import write_files
from calcdrill.errors import NotFound
from calcdrill.expression.notation.profiles import PROFILES

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog, Recipe
    from calcdrill.decks import Made


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
        if recipe.worksheet is not None:
            _build_worksheet(catalog, recipe, output, themes, notation)
        if recipe.site is not None:
            _build_site(catalog, recipe, output, jobs, made, notation)
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


def _build_site(catalog: Catalog, recipe: Recipe, output: Path, jobs: int, made: Made, notation: str | None) -> None:
    from calcdrill.cli.site import write_site
    from calcdrill.site import course_of

    options = recipe.site or {}
    course = course_of(catalog, (recipe.id,), None, options["instances"], notation)
    write_site(course, output / options["folder"], jobs, made)


def _build_worksheet(
    catalog: Catalog, recipe: Recipe, output: Path, themes: Sequence[Path], notation: str | None
) -> None:
    from calcdrill.cli.worksheet import Asked, Look, make

    extra = {"notation": notation} if notation else {}
    for format_ in ("pdf", "html"):
        files = make(catalog, Asked((recipe.id,)), Look(extra, format=format_, themes=themes))
        write_files(output / f"{recipe.id}.{format_}", format_, files)
