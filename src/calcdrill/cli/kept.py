"""The catalog as it was read last time, kept in the user's cache folder.

Reading the YAML is most of what a short command does. What was kept is used only while everything that it was
made from is the same: every content file and every module of the package by path, time and size, the version
and the Python. ``CALCDRILL_CACHE=off`` does without it, another value names the folder.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from calcdrill import __version__

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog

__all__ = ["kept_catalog"]

MOST_KEPT: Final = 4


def kept_catalog(folders: Sequence[Path], cache: Path | None = None) -> Catalog:
    """The shipped catalog with ``folders`` beside it; raises CatalogError as ``load_catalog`` does.

    ``cache`` is the folder of kept catalogs (default: what the environment says).
    """
    place = cache or _cache_folder()
    if place is None:
        found = _read(folders)
    else:
        path = place / f"catalog-{_fingerprint(folders)}.pickle"
        kept = _kept(path)
        found = _read(folders) if kept is None else kept
        if kept is None:
            _keep(path, found)
    # It stays to the end: nothing in it is garbage.
    gc.freeze()
    return found


def _read(folders: Sequence[Path]) -> Catalog:
    from calcdrill.catalog import load_catalog

    return load_catalog(*folders)


def _cache_folder() -> Path | None:
    named = os.environ.get("CALCDRILL_CACHE", "")
    if named == "off":
        return None
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_cache_path("calcdrill", appauthor=False))


def _fingerprint(folders: Sequence[Path]) -> str:
    state = hashlib.sha256(f"{__version__} {sys.version_info[:3]} {pickle.HIGHEST_PROTOCOL}".encode())
    for folder in (*folders, None):
        state.update(f"\n\n{folder and folder.resolve()}".encode(errors="surrogateescape"))
        for path, when, size in sorted(_files(folder)):
            state.update(f"\n{path}\t{when}\t{size}".encode(errors="surrogateescape"))
    return state.hexdigest()[:32]


def _files(folder: Path | None) -> Iterator[tuple[str, int, int]]:
    """What a catalog depends on: the YAML of a folder; for None the shipped YAML and the package."""
    if folder is None:
        from calcdrill.catalog.content import shipped_folder

        package = Path(__file__).resolve().parent.parent
        yield from _found(package, ".py")
        folder = shipped_folder()
    for name in ("exercises", "decks"):
        yield from _found(folder / name, ".yaml", ".yml")


def _found(folder: Path, *endings: str) -> Iterator[tuple[str, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            yield from _found(Path(entry.path), *endings)
        elif entry.name.endswith(endings):
            state = entry.stat()
            yield entry.path, state.st_mtime_ns, state.st_size


_UNUSABLE: Final = (
    OSError,
    pickle.PickleError,
    EOFError,
    AttributeError,
    ImportError,
    IndexError,
    TypeError,
    ValueError,
)
"""What unpickling a file that is cut off or is none raises."""


def _kept(path: Path) -> Catalog | None:
    from calcdrill.catalog.values import Catalog

    try:
        found = pickle.loads(path.read_bytes())
    except _UNUSABLE:
        return None
    return found if isinstance(found, Catalog) else None


def _keep(path: Path, catalog: Catalog) -> None:
    """Put the catalog there and those of earlier states away; a folder that cannot be written is no fault."""
    from calcdrill.files import write_file

    try:
        write_file(path, pickle.dumps(catalog, pickle.HIGHEST_PROTOCOL))
        kept = sorted(path.parent.glob("catalog-*.pickle"), key=lambda one: one.stat().st_mtime_ns)
        for old in kept[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except (OSError, pickle.PickleError):
        return
