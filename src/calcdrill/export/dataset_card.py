"""The card of a data set, ``README.md``: front matter for Hugging Face, then what a reader needs to know."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from calcdrill.export.dataset import WORKING, Written

__all__ = ["write_card"]

_SIZES: Final = (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
_NAMED: Final = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B")


def write_card(
    title: str, command: Sequence[str], version: str, found: Mapping[str, Written], fields: Mapping[str, str]
) -> str:
    """The card of a data set made by ``command``; ``fields`` says in a few words what each field holds."""
    return "".join(
        f"{line}\n" for line in (*_front_matter(title, found), *_body(title, command, version, found, fields))
    )


def _front_matter(title: str, found: Mapping[str, Written]) -> Iterator[str]:
    rows = sum(one.rows for one in found.values())
    yield from ("---", "license: cc-by-4.0", "language:", "- en", f"pretty_name: {_quoted(title)}")
    yield from ("task_categories:", "- question-answering", "- text-generation")
    yield from ("tags:", *(f"- {tag}" for tag in ("mathematics", "calculus", "synthetic", "verified", "calcdrill")))
    yield from ("size_categories:", f"- {_NAMED[sum(rows >= size for size in _SIZES)]}")
    yield "configs:"
    for config, is_in in (("default", False), (WORKING, True)):
        files = {
            name: [file for file in one.files if file.startswith(f"{WORKING}/") == is_in] for name, one in found.items()
        }
        if any(files.values()):
            yield from (f"- config_name: {config}", "  data_files:")
        for name, paths in files.items():
            if paths:
                yield f"  - split: {name}"
                yield f"    path: data/{max(paths, key=lambda file: file.endswith('.parquet'))}"
    yield "---"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _body(
    title: str, command: Sequence[str], version: str, found: Mapping[str, Written], fields: Mapping[str, str]
) -> Iterator[str]:
    yield from ("", f"# {title}", "", *_ABOUT, "", "## Made by", "", "```", shlex.join(command), "```", "")
    yield f"calcdrill {version}. The same command with the same version and content writes the same rows."
    yield from ("", "## Splits", "", "| split | rows | levels 1 to 5 |", "|---|---|---|")
    for name, one in found.items():
        levels = ", ".join(str(one.levels[level]) for level in range(1, 6))
        yield f"| {name} | {one.rows:,} | {levels} |"
    yield from ("", *_SPLITS, "")
    if any(one.workings for one in found.values()):
        yield from ("| split | workings | with a false line |", "|---|---|---|")
        yield from (f"| {name} | {one.workings:,} | {one.false_lines:,} |" for name, one in found.items())
        yield from ("", *_WORKING, "")
    yield from _counted("kind", [one.kinds for one in found.values()])
    yield from _counted("topic", [one.topics for one in found.values()])
    yield from ("## Fields", "", "| field | holds |", "|---|---|")
    yield from (f"| `{name}` | {words} |" for name, words in fields.items())
    yield from ("", "## Files", "", "| file | SHA-256 |", "|---|---|")
    yield from (f"| `data/{file}` | `{digest}` |" for one in found.values() for file, digest in one.files.items())
    yield from ("", *_END)


_ABOUT: Final = (
    "Calculus problems with worked solutions. For every row the answer was confirmed by a route of its own (ball",
    "arithmetic with error bounds, or exact algebra), every worked line was checked, and every mistake in",
    "`metadata` is proved to be wrong.",
)
_SPLITS: Final = (
    "No two rows have the same `key`: it is equal for problems that differ only in the names of variables and the",
    "order of terms. A row's split follows from its key alone, so a data set never tests what another one with",
    "the same shares trains on. The split `ood`, where there is one, has all rows of exercises that no other",
    "split has. Rows of one exercise differ in their numbers only, and stand together: shuffle before you train.",
)
_WORKING: Final = (
    "The workings in `data/working` have `steps` and a `label`: the number of the first false step, counted from 0,",
    "or −1. A wrong working has one mistake in one step, carried through the steps after it. The steps before it are",
    "checked, its two sides have different values, and each later step follows from its own left side.",
)
_END: Final = (
    "## Scoring",
    "",
    "`from calcdrill import score; score(row, text)` says whether a text is proved right, proved wrong or",
    "undecided. It needs nothing but the row.",
    "",
    "## Licence",
    "",
    "CC BY 4.0, as the content of calcdrill. Content of your own that you added has your licence.",
)


def _counted(what: str, counts: Iterable[Counter[str]]) -> Iterator[str]:
    total = sum(counts, Counter[str]())
    yield from (f"| {what} | rows |", "|---|---|")
    yield from (f"| {name} | {rows:,} |" for name, rows in sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))
    yield ""
