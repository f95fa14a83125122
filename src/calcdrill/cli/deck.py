"""``calcdrill deck``: an Anki package from a recipe or from words, with its ledger beside it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calcdrill import __version__
from calcdrill.cli.common import (
    FILE,
    NEW_FILE,
    catalog_of,
    content_option,
    difficulty_option,
    jobs_option,
    notation_option,
    progress_bar,
)
from calcdrill.errors import InputError
from calcdrill.expression.notation.profiles import PROFILES, read_notation
from calcdrill.files import read_file, read_text, write_file

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog, Exercise
    from calcdrill.export.anki import DeckOptions, Ledger
    from calcdrill.portions import DeckOrder, Portions

MOST_LEDGER = 64 << 20
ALIKE = 0.8
"""Two ledgers with so many keys in common are likely to be of one deck."""


@click.command("deck")
@click.argument("what", nargs=-1, required=True)
@click.option("-o", "--output", type=NEW_FILE, help="The .apkg to write.")
@click.option("--seed", type=int, default=None, help="The same seed, the same problems. [default: the recipe's, or 0]")
@click.option("--variants", type=click.IntRange(1, 30), help="Instances in each note. [default: 12]")
@click.option("--fixed", type=click.IntRange(1, 200), help="This many notes per exercise, one instance each.")
@notation_option
@click.option("--name", help="The root deck's name. [default: Calcdrill]")
@click.option("--ledger", type=NEW_FILE, help="The ledger. [default: FILE.lock.json]")
@click.option(
    "--diff", type=FILE, help="Only say what an update of this older .apkg (with its texts) or ledger would change."
)
@click.option("--farewell", is_flag=True, help="Include retired notes once more, marked as retired.")
@click.option("--revive", is_flag=True, help="Let a retired exercise return under its old key.")
@difficulty_option
@jobs_option
@content_option
def command(
    what: tuple[str, ...],
    output: Path | None,
    seed: int | None,
    variants: int | None,
    fixed: int | None,
    notation: str | None,
    name: str | None,
    ledger: Path | None,
    diff: Path | None,
    farewell: bool,
    revive: bool,
    difficulty: tuple[int, int],
    jobs: int,
    content: tuple[Path, ...],
) -> None:
    """Make an Anki deck from a RECIPE, or from WHAT (topics, concepts, exercises, all).

    The ledger beside the deck remembers what was given out: keep it, and updates preserve everyone's history.
    """
    from calcdrill.engines import workers
    from calcdrill.portions import Portions, deck_order

    if variants and fixed:
        raise InputError("give --variants or --fixed, not both")
    if output is None and diff is None:
        raise InputError("give the deck a file name: -o FILE.apkg")
    if output is not None and not output.suffix:
        output = output.with_suffix(".apkg")
    catalog = catalog_of(content)
    exercises, options, own_seed, given = chosen(catalog, what, difficulty)
    chosen_ = {**options, **{k: v for k, v in (("variants", variants), ("fixed", fixed)) if v}}
    if fixed:
        chosen_.pop("variants", None)
    elif variants:
        chosen_.pop("fixed", None)
    signs = PROFILES[notation] if notation else given.notation
    deck_options = replace(given, title=name or given.title, notation=signs, with_retired=farewell, revive=revive)
    place = ledger or (output.with_suffix(".lock.json") if output else None)
    order = deck_order(exercises, own_seed if seed is None else seed, chosen_, deck_options)
    with workers(jobs) as engine:
        portions = Portions(catalog, [order], [], engine)
        package, after = make(portions, order, deck_options, read_old(place))
    if diff is not None:
        _print_difference(diff, package, after)
        return
    assert output is not None
    is_new = place is not None and not os.path.lexists(place)
    write_deck(output, package, place, after)
    if place is not None and is_new:
        _warn_of_a_twin(place, after)


def chosen(
    catalog: Catalog, what: tuple[str, ...], difficulty: tuple[int, int]
) -> tuple[tuple[Exercise, ...], Mapping[str, Any], int, DeckOptions]:
    """The exercises, the recipe's deck options, its seed, and the options of the whole deck."""
    from calcdrill.catalog.select import select, select_recipe
    from calcdrill.decks import find_recipe
    from calcdrill.export.anki import DeckOptions
    from calcdrill.export.anki.source import SHARED

    recipe = find_recipe(catalog, what[0]) if len(what) == 1 else None
    if recipe is None:
        exercises = select(catalog, what, difficulty)
        if not exercises:
            raise InputError(f"no exercise of {', '.join(what)} has this difficulty")
        return exercises, {}, 0, DeckOptions(version=__version__)
    options = recipe.deck or {}
    description = options.get("description") or recipe.description
    title = options.get("name") or SHARED
    exercises = select_recipe(catalog, recipe)
    signs = read_notation(recipe.notation or "us")
    return exercises, options, recipe.seed, DeckOptions(title, description, __version__, notation=signs)


def make(
    portions: Portions, order: DeckOrder, deck_options: DeckOptions, ledger: Ledger | None
) -> tuple[bytes, Ledger]:
    """The package and the ledger that goes with it."""
    from calcdrill.export.anki import pack_deck

    with progress_bar("making cards", len(order.exercises)) as progress:
        fields = portions.fields(order, progress)
    return pack_deck(fields, deck_options, ledger, now())


def now() -> int:
    """Unix time, or SOURCE_DATE_EPOCH where that is set."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return int(time.time())
    if not re.fullmatch(r"[0-9]{1,11}", fixed):
        raise InputError(f"SOURCE_DATE_EPOCH is {fixed[:40]!r}: it must be a number of seconds since 1970")
    return int(fixed)


def read_old(place: Path | None) -> Ledger | None:
    """The ledger that was written last time, if there is one."""
    from calcdrill.export.anki import read_ledger

    if place is None or not os.path.lexists(place):
        return None
    return read_ledger(read_text(place, MOST_LEDGER, own=True))


def write_deck(output: Path, package: bytes, place: Path | None, after: Ledger) -> None:
    """Write the package, then its ledger: a stop between the two gives the same notes out again, changing nothing."""
    from calcdrill.export.anki import write_ledger

    write_file(output, package)
    started = ""
    if place is not None:
        started = "" if os.path.lexists(place) else f"; new ledger {place}: keep it, updates need it"
        write_file(place, write_ledger(after).encode())
    click.echo(f"wrote {output} ({len(package) / 1e6:.2f} MB, {len(after.notes)} notes){started}", err=True)


def _warn_of_a_twin(place: Path, after: Ledger) -> None:
    """Say so where a ledger lies beside the new one that has nearly the same keys: a deck under another name."""
    from calcdrill.errors import CalcdrillError

    for other in sorted(place.parent.glob("*.lock.json")):
        if other == place:
            continue
        try:
            known = read_old(other)
        except (CalcdrillError, OSError):
            continue
        shared = len(after.notes.keys() & known.notes.keys()) if known else 0
        if known and shared >= ALIKE * max(len(after.notes), len(known.notes)):
            click.echo(
                f"{other} has {shared} of these {len(after.notes)} keys. If this is the same deck under another name,"
                f" delete {place} and use --ledger {other}; else everyone with the deck sees every note as changed",
                err=True,
            )


def _print_difference(old: Path, package: bytes, after: Ledger) -> None:
    from calcdrill.export.anki import diff_ledgers, read_ledger
    from calcdrill.export.anki.changes import change_lines
    from calcdrill.export.anki.difference import MOST_BYTES, Package, read_package

    if old.suffix == ".apkg":
        before = read_package(read_file(old, MOST_BYTES))
    else:
        before = Package(read_ledger(read_text(old, MOST_LEDGER)), {})
    for line in change_lines(diff_ledgers(before.ledger, after), before.fields, read_package(package).fields):
        click.echo(line)
