"""What was read from files before, by the state of each file, so that only those that changed are read again.

A known file had no fault. Where a fault between the files lies in one of them, its place is not known: NotRead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

from calcdrill.catalog.recipes import RecipeFile
from calcdrill.catalog.topics import Claim, TopicFile
from calcdrill.catalog.values import Catalog, Recipe, Topic
from calcdrill.catalog.yaml_source import Route, YamlSource

State: TypeAlias = tuple[str, str, int, int, str]
"""A file's path as it was given, where it lies, when it changed (ns), its size (bytes), and what it was read as."""

Known: TypeAlias = Mapping[State, Topic | Recipe]

TOPIC: Final = "topic"
TOPIC_OF_ANY_NAME: Final = "topic of any name"
RECIPE: Final = "recipe"


class NotRead(Exception):
    """A place was asked for in a file that was not read this time."""


class _Unread(YamlSource):
    """A file of which only the name is at hand."""

    def index(self, route: Route, key: bool = False, offset: int | None = None) -> NoReturn:
        raise NotRead(self.file)


def state_of(path: Path, how: str) -> State:
    """The state of a file that is read as a topic or a recipe; of one that is not there a state like no other's."""
    try:
        found = path.stat()
    except OSError:
        return (str(path), "", -1, -1, how)
    return (str(path), str(path.resolve()), found.st_mtime_ns, found.st_size, how)


def known_parts(catalog: Catalog, states: Sequence[State]) -> Known:
    """The topics and recipes of a catalog by the states of their files: first all topics, then all recipes."""
    return dict(zip(states, (*catalog.topics, *catalog.recipes), strict=True))


def topic_file(path: Path, topic: Topic) -> TopicFile:
    """A topic without faults as if its file had been read."""
    requires = ((concept.id, name, ()) for concept in topic.concepts for name in concept.requires)
    return TopicFile(_Unread(str(path), "", None, None), topic, (), tuple(_claims(topic)), tuple(requires))


def _claims(topic: Topic) -> Iterator[Claim]:
    yield Claim("topic", topic.id, ())
    for concept in topic.concepts:
        yield Claim("concept", concept.id, ())
        for exercise in concept.exercises:
            yield Claim("exercise", exercise.id, ())


def recipe_file(path: Path, recipe: Recipe) -> RecipeFile:
    """A recipe without faults as if its file had been read."""
    return RecipeFile(_Unread(str(path), "", None, None), recipe, ())
