"""A data set on disk: a file for each split, as JSONL and maybe as Parquet, and a card that says what is in them.

DIR/README.md           the card: front matter, counts, fields, how to make the same files again, hashes
DIR/data/train.jsonl    a row a line, for each split
DIR/data/train.parquet  the same rows, where that is asked for (extra ``data``)
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from calcdrill.errors import InputError
from calcdrill.export.rows import FIELDS
from calcdrill.files import replacing
from calcdrill.keys import KeySet

__all__ = ["Written", "read_keys", "require_parquet", "write_parquet", "write_splits"]

ROWS_TOGETHER: Final = 1000
"""Rows of a group in a Parquet file."""


@dataclass
class Written:
    """What is in the file of one split."""

    rows: int = 0
    levels: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    files: dict[str, str] = field(default_factory=dict)
    """File → its SHA-256."""


def write_splits(rows: Iterable[bytes], folder: Path, names: Iterable[str]) -> dict[str, Written]:
    """The rows into a JSONL file for each split; a split without rows has no file. Nothing is held in memory."""
    found = {name: Written() for name in names}
    hashes = {name: sha256() for name in found}
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {}
        for line in rows:
            row = json.loads(line)
            name = row["split"]
            if name not in files:
                files[name] = stack.enter_context(replacing(folder / f"{name}.jsonl"))
            files[name].write(line)
            hashes[name].update(line)
            _count(found[name], row)
    for name, one in found.items():
        if one.rows:
            one.files[f"{name}.jsonl"] = hashes[name].hexdigest()
        else:
            (folder / f"{name}.jsonl").unlink(missing_ok=True)
    return found


def _count(found: Written, row: Mapping[str, Any]) -> None:
    found.rows += 1
    found.levels[row["level"]] += 1
    found.kinds[row["kind"]] += 1
    found.topics[row["topic"]] += 1


def require_parquet() -> Any:
    """The modules that write Parquet; raises InputError where the extra is not installed."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise InputError("--parquet needs the extra data: pip install 'calcdrill[data]'") from None


def write_parquet(folder: Path, found: Mapping[str, Written]) -> None:
    """Each split's JSONL file as a Parquet file beside it, in groups of rows."""
    arrow, parquet = require_parquet()
    types = {str: arrow.string(), int: arrow.int64()}
    schema = arrow.schema([arrow.field(name, types[type_], nullable=False) for name, type_ in FIELDS.items()])
    for name, one in found.items():
        if not one.rows:
            continue
        place = folder / f"{name}.parquet"
        with (
            (folder / f"{name}.jsonl").open("rb") as lines,
            replacing(place) as file,
            parquet.ParquetWriter(file, schema, compression="zstd") as writer,
        ):
            while rows := [json.loads(line) for line in islice(lines, ROWS_TOGETHER)]:
                writer.write_table(arrow.Table.from_pylist(rows, schema=schema))
        one.files[place.name] = _digest(place)


def _digest(path: Path) -> str:
    state = sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            state.update(part)
    return state.hexdigest()


def read_keys(places: Iterable[Path]) -> KeySet:
    """The keys of the rows in JSONL files, or in all JSONL files of folders; raises InputError with file and line."""
    found = KeySet()
    for place in places:
        files = sorted(place.rglob("*.jsonl")) if place.is_dir() else [place]
        if not files:
            raise InputError(f"{place}: there is no JSONL file in it")
        for file in files:
            with file.open(encoding="utf-8", errors="replace", newline="\n") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        found.add(_key(line, f"{file}:{number}"))
    return found


def _key(line: str, place: str) -> bytes:
    try:
        row = json.loads(line)
        key = bytes.fromhex(row["key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        key = b""
    if len(key) != 16:
        raise InputError(f"{place}: this is no row of a data set of calcdrill: it has no key")
    return key
