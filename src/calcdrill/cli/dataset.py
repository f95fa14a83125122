"""``calcdrill dataset``: flat rows for training and testing, in disjoint splits, with a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import click

from calcdrill.cli.common import (
    FOLDER,
    catalog_of,
    content_option,
    difficulty_option,
    progress_bar,
    seed_option,
)
from calcdrill.cli.running import Run, engine_options, unfinished_run
from calcdrill.errors import InputError
from calcdrill.files import write_file

if TYPE_CHECKING:
    from calcdrill.catalog.values import Exercise
    from calcdrill.export.dataset import Written
    from calcdrill.sets import Found

GROUPS: Final[Mapping[str, Callable[[Exercise], object]]] = MappingProxyType(
    {
        "level": lambda exercise: exercise.difficulty,
        "topic": lambda exercise: exercise.topic,
        "kind": lambda exercise: exercise.kind,
    }
)
"""What ``--balance`` takes, and what of an exercise it looks at."""

FIELD_WORDS: Final = MappingProxyType(
    {
        "id": "exercise, seed and index: unique",
        "key": "equal for problems that are the same but for names and order",
        "prompt": "the problem, its formulas between dollars; choices follow, a line each",
        "answer": "the answer in calcdrill's plain notation, or the words of the right choice",
        "answer_latex": "the answer as LaTeX without dollars",
        "solution": "the worked lines, the answer in the last one",
        "topic": "the chapter",
        "concept": "the skill",
        "kind": "derivative, gradient, integral, choice …",
        "level": "1 (easy) to 5",
        "seed": "with `index` and the exercise it makes the problem again",
        "index": "see `seed`",
        "split": "the split",
        "metadata": "JSON as text: exercise, task, hints, mistakes proved wrong, certificate; it gives the answer away",
    }
)


@click.command("dataset")
@click.argument("what", nargs=-1, required=True)
@click.option("-n", "count", type=click.IntRange(1), default=1000, show_default=True, help="How many rows.")
@click.option("-o", "--output", type=FOLDER, required=True, help="The folder to write into.")
@click.option(
    "--split", "shares", default="train=1", show_default=True, help="Splits and their shares: train=0.9,test=0.1."
)
@click.option(
    "--hold-out", type=click.FloatRange(0, 1), default=0.0, help="Keep this share of the exercises for the split ood."
)
@click.option(
    "--balance", type=click.Choice(sorted(GROUPS)), help="The same number of rows for each level, topic or kind."
)
@click.option(
    "--exclude",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Rows of another data set (a JSONL file or a folder) that must not come again (repeatable).",
)
@click.option(
    "--versions",
    type=click.IntRange(2),
    metavar="K",
    help="Rows in groups: K versions of each problem, with other numbers.",
)
@click.option("--working", is_flag=True, help="Also worked solutions with a known first false line.")
@click.option("--parquet", is_flag=True, help="Write Parquet beside JSONL (extra data).")
@seed_option
@difficulty_option
@engine_options
@click.option("--resume", is_flag=True, help="Continue an interrupted run.")
@content_option
def command(
    what: tuple[str, ...],
    count: int,
    output: Path,
    shares: str,
    hold_out: float,
    balance: str | None,
    exclude: tuple[Path, ...],
    versions: int | None,
    working: bool,
    parquet: bool,
    seed: int,
    difficulty: tuple[int, int],
    jobs: int,
    engine: str,
    scheduler: str | None,
    resume: bool,
    content: tuple[Path, ...],
) -> None:
    """Make N flat rows from WHAT in DIR/data, in splits that share no problem, with a card in DIR/README.md."""
    from calcdrill.catalog.select import select
    from calcdrill.export.dataset import read_keys, require_parquet
    from calcdrill.export.rows import row_bytes, with_place
    from calcdrill.export.splits import Splits, held_out, read_shares
    from calcdrill.export.working_rows import row_bytes_with_working
    from calcdrill.sets import balanced, evenly, in_multiples

    if parquet:
        require_parquet()
    if versions and count < versions:
        raise InputError(f"{count} rows hold no problem in {versions} versions: ask for more rows (-n)")
    exercises = select(catalog_of(content), what, difficulty)
    splits = Splits(read_shares(shares), held_out(exercises, Fraction(str(hold_out))))
    share = balanced(seed, GROUPS[balance]) if balance else evenly(seed)
    run = Run(exercises, count, seed, jobs, engine, scheduler, in_multiples(versions, share) if versions else share)
    place, known = output / "rows.jsonl", read_keys(exclude)
    settings = {"split": shares, "hold-out": hold_out, "balance": balance, "excluded rows": known.digest()}
    settings |= {"working": True} if working else {}
    settings |= {"versions": versions} if versions else {}

    form = row_bytes_with_working if working else row_bytes

    def finish(found: Found[bytes]) -> bytes:
        return with_place(found.made, found.key, splits.split_of(found.exercise.id, found.key))

    with (
        progress_bar("generating", count) as progress,
        unfinished_run(run, place, resume, form, progress, settings, known, finish) as rows,
    ):
        written = _write(rows, output / "data", splits.names, parquet, versions)
        write_file(output / "README.md", _card(what, click.get_current_context().params, written).encode())
    place.unlink()
    if left_out := count - sum(one.rows for one in written.values()):
        click.echo(f"{left_out} rows are left out: they fill no group of {versions} versions", err=True)
    for name, one in written.items():
        click.echo(f"{name}: {one.rows} rows", err=True)
    click.echo(f"wrote {output}/README.md and {output}/data", err=True)


def _write(
    rows: Path, folder: Path, names: Sequence[str], parquet: bool, versions: int | None
) -> Mapping[str, Written]:
    from calcdrill.benchmark_kit import with_versions
    from calcdrill.export.dataset import write_parquet, write_splits

    with rows.open("rb") as lines:
        written = write_splits(with_versions(lines, versions) if versions else lines, folder, names)
    if parquet:
        write_parquet(folder, written)
    return written


_IN_THE_COMMAND: Final = {
    "count": "-n",
    "shares": "--split",
    "hold_out": "--hold-out",
    "balance": "--balance",
    "exclude": "--exclude",
    "versions": "--versions",
    "working": "--working",
    "parquet": "--parquet",
    "seed": "--seed",
    "difficulty": "--difficulty",
    "content": "--content",
}
"""The options on which the rows depend, in the order in which the card's command names them."""


def _card(what: Sequence[str], options: Mapping[str, Any], written: Mapping[str, Written]) -> str:
    from calcdrill.export.dataset_card import write_card
    from calcdrill.shards import edition

    words = ["calcdrill", "dataset", *what]
    for name, option in _IN_THE_COMMAND.items():
        value = options[name]
        for item in value if isinstance(value, tuple) and name != "difficulty" else (value,):
            if item is True:
                words.append(option)
            elif item not in (None, False, 0.0) or name == "seed":
                words += [option, "-".join(map(str, item)) if name == "difficulty" else str(item)]
    title = f"calcdrill: {', '.join(what)}"
    fields = {**FIELD_WORDS}
    if options["versions"]:
        fields["metadata"] += "; `group`, `version` (from 0) and `versions` say which rows are versions of one problem"
    return write_card(title, [*words, "-o", "DIR"], edition(), written, fields)
