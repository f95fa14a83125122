"""YAML text → plain data with a place for every part of it.

A small and safe YAML: mappings with plain names, lists, text, whole numbers, ``true``, ``false``, ``null``.
What looks like another type stays text (``no``, ``010``, ``1e3``, ``190:20:30``, ``0.5``). Anchors, aliases,
tags, names that stand twice in a mapping, deep nesting, huge files and second documents are refused, each at
its place.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from calcdrill.catalog.yaml_errors import explain
from calcdrill.catalog.yaml_positions import index_in_scalar
from calcdrill.characters import HIDDEN, name_of
from calcdrill.errors import CatalogError, Fault, InputError
from calcdrill.files import read_file

MOST_BYTES: Final = 256 * 1024
MOST_DEPTH: Final = 20

Route = tuple[str | int, ...]
"""The way from the root to a part: names in mappings, numbers in lists."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(slots=True)
class _Branch:
    """Where a mapping or a list stands, and its parts; ``keys`` has the places of a mapping's names."""

    event: Any
    children: dict[str | int, Any] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class YamlSource:
    """A file's data, and where each part of it stands. ``faults`` are those that leave the rest readable."""

    file: str
    text: str
    data: Any
    root: Any
    faults: tuple[Fault, ...] = ()

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def index(self, route: Route, key: bool = False, offset: int | None = None) -> int:
        """The character of the text where the part stands.

        ``key``: its name rather than its value. ``offset``: that character of its text. A route that leads
        further than the data goes stops at the last part that exists.
        """
        place, name = self.root, None
        for part in route:
            if not isinstance(place, _Branch) or part not in place.children:
                break
            name = place.keys.get(str(part))
            place = place.children[part]
        if key and name is not None:
            return int(name.start_mark.index)
        event = place.event if isinstance(place, _Branch) else place
        start, end = int(event.start_mark.index), int(event.end_mark.index)
        if offset is None or isinstance(place, _Branch):
            return start
        return start + index_in_scalar(self.text[start:end], event.value, offset, event.style)

    def position(self, index: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character of the text."""
        line = bisect_right(self._lines, index)
        return line, index - self._lines[line - 1] + 1

    def fault(self, message: str, route: Route = (), *, key: bool = False, offset: int | None = None) -> Fault:
        """A fault at the part that the route leads to."""
        return self.fault_at(message, self.index(route, key, offset))

    def fault_at(self, message: str, index: int) -> Fault:
        """A fault at a character of the text."""
        return _fault(self.file, self.text, *self.position(index), message)


def read_source(path: Path, shown: str | None = None) -> YamlSource:
    """The data of a file (``shown``: its name in messages); raises CatalogError if it cannot be read."""
    file = shown or str(path)
    try:
        content = read_file(path, MOST_BYTES)
    except InputError as error:
        raise CatalogError([Fault(file, 1, 1, str(error).replace(f"{path} is", "the file is", 1))]) from None
    except OSError as error:
        raise CatalogError([Fault(file, 1, 1, f"the file cannot be read: {error.strerror}")]) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise CatalogError([Fault(file, line, column, "the file is not in UTF-8")]) from None
    return parse_source(text, file)


def parse_source(text: str, file: str) -> YamlSource:
    """The data of a text; raises CatalogError where the YAML itself is broken."""
    if len(text.encode()) > MOST_BYTES:
        raise CatalogError([Fault(file, 1, 1, f"the file is larger than {MOST_BYTES // 1024} KiB")])
    text = text.replace("\r\n", "\n")
    composer = _Composer(text)
    source = YamlSource(file, text, None, None)
    hidden = HIDDEN.search(text.replace("\r", "\n"))  # a line may end in either
    if hidden:
        raise CatalogError([source.fault_at(_refused(hidden[0]), hidden.start())])
    try:
        data, root = composer.compose()
    except yaml.YAMLError as error:
        message, index = explain(error, text, composer.last)
        composer.found.append((message, index))
        raise CatalogError([source.fault_at(*place) for place in composer.found]) from None
    except _Stop:
        raise CatalogError([source.fault_at(*place) for place in composer.found]) from None
    return YamlSource(file, text, data, root, tuple(source.fault_at(*place) for place in composer.found))


def _refused(character: str) -> str:
    kind = "a control character" if unicodedata.category(character) == "Cc" else "a hidden mark"
    return f"{kind} ({name_of(character)}) is not used here"


def _fault(file: str, text: str, line: int, column: int, message: str) -> Fault:
    return Fault(file, line, column, message, excerpt(text, line, column))


def excerpt(text: str, line: int, column: int, width: int = 100) -> str:
    """The line with a caret below the column; a long line is cut around it."""
    lines = text.split("\n", line)
    shown = lines[line - 1].replace("\t", " ") if line <= len(lines) else ""
    start = max(0, column - 1 - width * 2 // 3) if len(shown) > width else 0
    label = f"{line:>5} | "
    return f"{label}{shown[start : start + width]}\n{' ' * (len(label) - 2)}| {' ' * (column - 1 - start)}^"


class _Stop(Exception):
    """Nothing sensible can follow what was found."""


class _Composer:
    """Events → data and places, in one pass; ``found`` collects (message, character) on the way."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=_LOADER))
        self.found: list[tuple[str, int]] = []
        self.last: Any = None
        self.level = 0

    def compose(self) -> tuple[Any, Any]:
        """The data of the only document, and its root's place."""
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            self.found.append(("the file is empty", 0))
            raise _Stop
        result = self.part(next(self.events))
        next(self.events)
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            self.stop("a second document begins here: a file holds only one, without ---", event)
        return result

    def report(self, message: str, event: Any) -> None:
        self.found.append((message, event.start_mark.index))

    def stop(self, message: str, event: Any) -> None:
        self.report(message, event)
        raise _Stop

    def part(self, event: Any) -> tuple[Any, Any]:
        type_ = type(event)
        if type_ is yaml.ScalarEvent:
            return self.scalar(event), event
        if type_ is yaml.AliasEvent:
            self.report(f"*{event.anchor} is an alias: write the value out", event)
            return None, event
        self.refuse_marks(event)
        self.level += 1
        if self.level > MOST_DEPTH:
            self.stop(f"nested deeper than {MOST_DEPTH} levels", event)
        compose: Callable[[Any], tuple[Any, Any]] = self.mapping if type_ is yaml.MappingStartEvent else self.sequence
        result = compose(event)
        self.level -= 1
        return result

    def refuse_marks(self, event: Any) -> None:
        if event.anchor is not None:
            self.report(f"&{event.anchor} is an anchor: anchors are not allowed here", event)
        if event.tag is not None and event.tag != "!":
            self.report("tags such as !!str are not allowed here", event)

    def scalar(self, event: Any) -> str | int | bool | None:
        self.last = event
        if event.anchor is not None or event.tag is not None:
            self.refuse_marks(event)
        value: str = event.value
        if not event.implicit[0]:
            hidden = None if value.isascii() and value.isprintable() else HIDDEN.search(value)
            if hidden:
                self.report(_refused(hidden[0]), event)
            return value
        if value in _WORDS:
            return _WORDS[value]
        return int(value) if _INTEGER.fullmatch(value) else value

    def sequence(self, start: Any) -> tuple[Any, Any]:
        items: list[Any] = []
        branch = _Branch(start)
        event = next(self.events)
        while type(event) is not yaml.SequenceEndEvent:
            item, branch.children[len(items)] = self.part(event)
            items.append(item)
            event = next(self.events)
        return items, branch

    def mapping(self, start: Any) -> tuple[Any, Any]:
        values: dict[str, Any] = {}
        branch = _Branch(start)
        event = next(self.events)
        while type(event) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                self.stop("a name is plain text, followed by a colon", event)
            self.scalar(event)
            name: str = event.value
            value, place = self.part(next(self.events))
            if name in values:
                first = branch.keys[name].start_mark.line + 1
                self.report(f"{name!r} appears twice in this mapping, first in line {first}", event)
            else:
                values[name], branch.children[name], branch.keys[name] = value, place, event
            event = next(self.events)
        return values, branch
