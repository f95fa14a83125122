"""Where the shipped content lies."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from calcdrill.errors import CalcdrillError


@cache
def shipped_folder() -> Path:
    """The folder with the shipped ``exercises/`` and ``decks/``: in the installed package or the checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "content", package.parent.parent):
        if (folder / "exercises").is_dir():
            return folder
    raise CalcdrillError("the shipped exercises are missing: install calcdrill again")


def is_checkout(folder: Path) -> bool:
    """Whether the folder is a checkout of calcdrill, whose content is the shipped content."""
    return (folder / "src" / "calcdrill" / "catalog" / "content.py").is_file()


def own_folders(named: str, here: Path) -> tuple[Path, ...]:
    """The folders of the user's own content: those that ``named`` lists, else ``here`` if it has content.

    ``named`` joins folders as PATH does; "off" stands for none. A folder has content if a YAML file in its
    ``exercises/`` begins a topic. The shipped content is nobody's own.
    """
    if named:
        return () if named == "off" else tuple(Path(part) for part in named.split(os.pathsep) if part)
    if is_checkout(here) or here.resolve() == shipped_folder().resolve():
        return ()
    return (here,) if any(map(_begins_topic, sorted((here / "exercises").glob("*.yaml")))) else ()


def _begins_topic(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return any(line.startswith(b"topic:") for line in file.read(4096).splitlines())
    except OSError:
        return False
