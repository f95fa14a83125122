"""A data set on disk: a file for each split, as JSONL and maybe as Parquet, and a card that says what is in them.

DIR/README.md           the card: front matter, counts, fields, how to make the same files again, hashes
DIR/data/train.jsonl    a row a line, for each split
DIR/data/train.parquet  the same rows, where that is asked for (extra ``data``)
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from calcdrill.errors import InputError
from calcdrill.export.jsonl import write_line
from calcdrill.export.rows import FIELDS
from calcdrill.export.working_rows import WORKING_FIELDS
from calcdrill.files import replacing
from calcdrill.keys import KeySet

__all__ = ["Written", "read_keys", "require_parquet", "write_parquet", "write_splits"]

WORKING: Final = "working"
"""The folder of worked solutions with a known first false line."""

ROWS_TOGETHER: Final = 1000
"""Rows of a group in a Parquet file."""


@dataclass
class Written:
    """What is in the files of one split: rows of problems, rows of workings, and each file's SHA-256 by its path."""

    rows: int = 0
    workings: int = 0
    false_lines: int = 0
    levels: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    files: dict[str, str] = field(default_factory=dict)


def write_splits(rows: Iterable[bytes], folder: Path, names: Iterable[str]) -> dict[str, Written]:
    """The rows into a JSONL file for each split; a split without rows has no file. Nothing is held in memory.

    Rows of workings, where rows have them, go into the folder ``working``.
    """
    written = {name: Written() for name in names}
    for path in (path for name in written for path in (folder / f"{name}.jsonl", folder / WORKING / f"{name}.jsonl")):
        path.unlink(missing_ok=True)
    hashes: defaultdict[str, Any] = defaultdict(sha256)
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {}

        def write(name: str, line: bytes) -> None:
            if name not in files:
                files[name] = stack.enter_context(replacing(folder / name))
            files[name].write(line)
            hashes[name].update(line)

        for line in rows:
            row = json.loads(line)
            workings = row.pop("working", None)
            name = f"{row['split']}.jsonl"
            write(name, line if workings is None else write_line(row).encode())
            for working in workings or ():
                write(f"{WORKING}/{name}", write_line(working).encode())
            _count(written[row["split"]], row, workings or ())
    for file, state in hashes.items():
        written[Path(file).stem].files[file] = state.hexdigest()
    return written


def _count(found: Written, row: Mapping[str, Any], workings: Sequence[Mapping[str, Any]]) -> None:
    found.rows += 1
    found.workings += len(workings)
    found.false_lines += sum(working["label"] >= 0 for working in workings)
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
    """A Parquet file beside each JSONL file, in groups of rows."""
    for one in found.values():
        for name in list(one.files):
            fields = WORKING_FIELDS if name.startswith(WORKING) else FIELDS
            place = (folder / name).with_suffix(".parquet")
            _write_parquet(folder / name, place, fields)
            one.files[str(place.relative_to(folder).as_posix())] = _digest(place)


def _write_parquet(lines: Path, place: Path, fields: Mapping[str, type[Any]]) -> None:
    arrow, parquet = require_parquet()
    types = {str: arrow.string(), int: arrow.int64(), list: arrow.list_(arrow.string())}
    schema = arrow.schema([arrow.field(name, types[type_], nullable=False) for name, type_ in fields.items()])
    with (
        lines.open("rb") as source,
        replacing(place) as file,
        parquet.ParquetWriter(file, schema, compression="zstd") as writer,
    ):
        while rows := [json.loads(line) for line in islice(source, ROWS_TOGETHER)]:
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))


def _digest(path: Path) -> str:
    state = sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            state.update(part)
    return state.hexdigest()


def read_keys(places: Iterable[Path]) -> KeySet:
    """The keys of the rows in JSONL files, or in all JSONL files of folders; raises InputError with file and line."""
    keys = KeySet()
    for place in places:
        files = sorted(place.rglob("*.jsonl")) if place.is_dir() else [place]
        if not files:
            raise InputError(f"{place}: there is no JSONL file in it")
        for file in files:
            with file.open(encoding="utf-8", errors="replace", newline="\n") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        keys.add(_key(line, f"{file}:{number}"))
    return keys


def _key(line: str, place: str) -> bytes:
    try:
        row = json.loads(line)
        key = bytes.fromhex(row["key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        key = b""
    if len(key) != 16:
        raise InputError(f"{place}: this is not a row of a calcdrill data set: it has no key")
    return key
