"""Folders of YAML → one ``Catalog``; every mistake of all files is told at once.

A folder holds ``exercises/NN-topic.yaml`` and ``decks/NAME.yaml``, or one of the two. Each file is read on
its own (and kept in memory as long as it does not change); then the files are held against each other: ids
are unique, prerequisites exist and have no cycles, recipes name what there is.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from calcdrill.catalog.content import shipped_folder
from calcdrill.catalog.graph import cycles
from calcdrill.catalog.known import (
    RECIPE,
    TOPIC,
    TOPIC_OF_ANY_NAME,
    Known,
    NotRead,
    State,
    recipe_file,
    state_of,
    topic_file,
)
from calcdrill.catalog.recipes import RecipeFile, read_recipe
from calcdrill.catalog.select import select_recipe
from calcdrill.catalog.topics import FILE_NAME, Claim, TopicFile, read_topic
from calcdrill.catalog.values import Catalog, Recipe, Topic
from calcdrill.catalog.yaml_source import Route, YamlSource, read_source
from calcdrill.errors import CatalogError, Fault, InputError, near
from calcdrill.kinds import kind_names

MOST_KEPT: Final = 512

_File = TypeVar("_File", TopicFile, RecipeFile)
_kept: dict[object, TopicFile | RecipeFile] = {}


def load_catalog(*folders: Path | str, files: Iterable[Path | str] = (), shipped: bool = True) -> Catalog:
    """The shipped content, then that of each folder, then single files; topics in the order of their numbers.

    Raises CatalogError with all faults of all files, InputError for a folder that holds no content.
    """
    return load_changed({}, *folders, files=files, shipped=shipped)[0]


def load_changed(
    known: Known, *folders: Path | str, files: Iterable[Path | str] = (), shipped: bool = True
) -> tuple[Catalog, tuple[State, ...]]:
    """As ``load_catalog``, with what is ``known`` instead of the files whose state is the same.

    With the catalog come the states of its files: of the topics, then of the recipes.
    """
    places = [*([shipped_folder()] if shipped else []), *map(Path, folders)]
    singles = [Path(file) for file in files]
    with _without_collection():
        try:
            return _Reading(known).all_of(places, singles)
        except NotRead:
            return _Reading({}).all_of(places, singles)


@contextmanager
def _without_collection() -> Iterator[None]:
    """All that is read stays in use: looking for garbage meanwhile finds none and takes a third more time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass
class _Reading:
    """The files that were read so far, in order; what is known of them is not read."""

    known: Known
    topics: list[TopicFile] = field(default_factory=list)
    recipes: list[RecipeFile] = field(default_factory=list)
    broken: list[Fault] = field(default_factory=list)
    seen: set[Path] = field(default_factory=set)
    states: dict[bool, list[State]] = field(default_factory=lambda: {True: [], False: []})

    def all_of(self, folders: Iterable[Path], files: Iterable[Path]) -> tuple[Catalog, tuple[State, ...]]:
        """The catalog of folders and single files, with the states of the files of its topics and recipes."""
        for folder in folders:
            self.folder(folder)
        for file in files:
            self.file(file)
        return self.catalog(), (*self.states[True], *self.states[False])

    def folder(self, folder: Path) -> None:
        inside = [folder / name for name in ("exercises", "decks") if (folder / name).is_dir()]
        if not inside:
            reason = "contains neither exercises/ nor decks/" if folder.is_dir() else "is not a folder"
            raise InputError(f"{folder} {reason}")
        for place in inside:
            for path in sorted(place.iterdir(), key=_rank):
                if path.suffix == ".yml":
                    self.broken.append(Fault(str(path), 1, 1, "content files end in .yaml, not .yml"))
                elif path.suffix == ".yaml" and not path.name.startswith("."):
                    self.read(path, place.name == "exercises", True)

    def file(self, path: Path) -> None:
        """One file from anywhere: a topic if it says so, else a recipe."""
        if path.resolve() not in self.seen:
            for how in (TOPIC_OF_ANY_NAME, RECIPE):
                if state_of(path, how) in self.known:
                    self.read(path, how != RECIPE, False)
                    return
            try:
                data = read_source(path).data
            except CatalogError as error:
                self.broken += error.faults
                return
            self.read(path, not isinstance(data, dict) or "include" not in data, False)

    def read(self, path: Path, is_topic: bool, named: bool) -> None:
        resolved = path.resolve()
        if resolved in self.seen:
            return
        self.seen.add(resolved)
        how = (TOPIC if named else TOPIC_OF_ANY_NAME) if is_topic else RECIPE
        state = state_of(path, how)  # before it is read: what is written meanwhile is a later state
        found = self.known.get(state)
        try:
            if isinstance(found, Topic):
                self.topics.append(topic_file(path, found))
            elif isinstance(found, Recipe):
                self.recipes.append(recipe_file(path, found))
            elif is_topic:
                self.topics.append(_kept_or_read(path, lambda source: read_topic(source, path, named), how))
            else:
                self.recipes.append(_kept_or_read(path, lambda source: read_recipe(source, path), how))
        except CatalogError as error:
            self.broken += error.faults
        else:
            self.states[is_topic].append(state)

    def catalog(self) -> Catalog:
        faults = list(self.broken)
        for file in self.topics:
            faults += file.faults
        for recipe in self.recipes:
            faults += recipe.faults
        faults += _across(self.topics, self.recipes, complete=not self.broken)
        if not faults:
            topics = tuple(file.topic for file in self.topics if file.topic)
            catalog = Catalog(topics, tuple(file.recipe for file in self.recipes if file.recipe))
            faults += _empty_recipes(catalog, self.recipes)
        if faults:
            raise CatalogError(_in_order(faults))
        return catalog


def _rank(path: Path) -> tuple[int, str]:
    match = FILE_NAME.fullmatch(path.stem)
    return (int(match[1]) if match else 0, path.name)


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    """By file in the order of reading, then from top to bottom; nothing twice."""
    unique = list(dict.fromkeys(faults))
    order = {file: k for k, file in enumerate(dict.fromkeys(fault.file for fault in unique))}
    return sorted(unique, key=lambda fault: (order[fault.file], fault.line, fault.column))


def _kept_or_read(path: Path, read: Callable[[YamlSource], _File], how: str) -> _File:
    """What was read from the file, again if the file or the kinds have changed since."""
    try:
        state = path.stat()
    except OSError as error:
        raise CatalogError([Fault(str(path), 1, 1, f"the file cannot be read: {error.strerror}")]) from None
    key = (str(path), path.resolve(), state.st_mtime_ns, state.st_size, state.st_ino, kind_names(), how)
    if key not in _kept:
        file = read(read_source(path))
        while len(_kept) >= MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[key] = file
    return _kept[key]  # type: ignore[return-value]


def recipe_at(catalog: Catalog, path: Path) -> Recipe:
    """The recipe of a file anywhere, about the exercises of the catalog; CatalogError names what is wrong in it."""
    file = _kept_or_read(path, lambda source: read_recipe(source, path), RECIPE)
    words = {"all", *(topic.id for topic in catalog.topics), *catalog.concepts, *catalog.exercises}
    words |= {exercise.story.id for exercise in catalog.exercises.values() if exercise.story}
    faults = [*file.faults, *_unknown_words([file], words)]
    if file.recipe is None or faults or (faults := list(_empty_recipes(catalog, [file]))):
        raise CatalogError(_in_order(faults))
    return file.recipe


# -- between the files


def _across(topics: Sequence[TopicFile], recipes: Sequence[RecipeFile], complete: bool) -> Iterator[Fault]:
    first: dict[tuple[str, str], tuple[TopicFile, Claim]] = {}
    for file in topics:
        for claim in file.claims:
            yield from _claim(first, file, claim)
    concepts = {claim.id for file in topics for claim in file.claims if claim.sort == "concept"}
    words = {claim.id for file in topics for claim in file.claims} | {"all"}
    if complete:
        yield from _dangling(topics, concepts, words)
        yield from _unknown_words(recipes, words)
    yield from _circles(topics)
    names: dict[str, RecipeFile] = {}
    for recipe in recipes:
        if recipe.recipe and names.setdefault(recipe.recipe.id, recipe) is not recipe:
            other = names[recipe.recipe.id].source.file
            yield recipe.source.fault(f"the recipe {recipe.recipe.id!r} already exists: {other}")


def _claim(first: dict[tuple[str, str], tuple[TopicFile, Claim]], file: TopicFile, claim: Claim) -> Iterator[Fault]:
    """A topic and a concept share their names, for either may be asked for."""
    space = "exercise" if claim.sort == "exercise" else "name"
    owner, other = first.setdefault((space, claim.id), (file, claim))
    if owner is not file and claim.sort != "exercise":
        line = owner.source.position(owner.source.index(other.route))[0]
        message = f"the id {claim.id!r} is taken by a {other.sort} in {owner.source.file}, line {line}"
        yield file.source.fault(message, claim.route)


def _dangling(topics: Sequence[TopicFile], concepts: set[str], words: set[str]) -> Iterator[Fault]:
    for file in topics:
        for concept, required, route in file.requires:
            if required not in concepts:
                what = f"{required!r} is not a concept" if required in words else f"there is no concept {required!r}"
                yield file.source.fault(f"{concept} requires it, but {what}{near(required, concepts, 0)}", route)


def _circles(topics: Sequence[TopicFile]) -> Iterator[Fault]:
    requires: dict[str, list[str]] = {}
    places: dict[tuple[str, str], tuple[TopicFile, Route]] = {}
    for file in topics:
        for concept, required, route in file.requires:
            requires.setdefault(concept, []).append(required)
            places.setdefault((concept, required), (file, route))
    for circle in cycles(requires):
        file, route = places[circle[-2], circle[-1]]
        if len(circle) == 2:
            yield file.source.fault(f"{circle[0]} requires itself", route)
        else:
            yield file.source.fault(f"the prerequisites form a circle: {' requires '.join(circle)}", route)


def _unknown_words(recipes: Sequence[RecipeFile], words: set[str]) -> Iterator[Fault]:
    for file in recipes:
        recipe = file.recipe
        for place, listed in (("include", recipe.include), ("exclude", recipe.exclude)) if recipe else ():
            for k, word in enumerate(listed):
                if word not in words:
                    message = f"there is no topic, concept or exercise {word!r}{near(word, words, 0)}"
                    yield file.source.fault(message, (place, k))


def _empty_recipes(catalog: Catalog, files: Sequence[RecipeFile]) -> Iterator[Fault]:
    for file in files:
        recipe = file.recipe
        if recipe and not select_recipe(catalog, recipe):
            yield file.source.fault("no exercise matches: nothing that is included has this difficulty", ("include",))
