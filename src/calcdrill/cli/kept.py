"""The catalog as it was read last time, kept in the user's cache folder.

Reading the YAML is most of what a short command does. What was kept is used only while everything that it was
made from is the same: every content file and every module of the package by path, time and size, the version
and the Python. It is JSON with a digest, in a folder for this user alone, and only a file of this user's is read.
``CALCDRILL_CACHE=off`` does without it, another value names the folder.
"""

from __future__ import annotations

import gc
import hashlib
import os
import secrets
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from calcdrill import __version__
from calcdrill.errors import InputError

if TYPE_CHECKING:
    from calcdrill.catalog.values import Catalog

__all__ = ["kept_catalog", "own_secret"]

MOST_KEPT: Final = 4
MOST_BYTES: Final = 256 << 20


def kept_catalog(folders: Sequence[Path], cache: Path | None = None) -> Catalog:
    """The shipped catalog with ``folders`` beside it; raises CatalogError as ``load_catalog`` does.

    ``cache`` is the folder of kept catalogs (default: what the environment says).
    """
    place = cache or _cache_folder()
    if place is None:
        catalog = _read(folders)
    else:
        path = place / f"catalog-{_fingerprint(folders)}.json"
        kept = _kept(path)
        catalog = _read(folders) if kept is None else kept
        if kept is None:
            _keep(path, catalog)
    # It stays to the end: nothing in it is garbage.
    gc.freeze()
    return catalog


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
    state = hashlib.sha256(f"{__version__} {sys.version_info[:3]}".encode())
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
        with suppress(OSError):  # a link that leads nowhere
            if entry.is_dir(follow_symlinks=False):
                yield from _found(Path(entry.path), *endings)
            elif entry.name.endswith(endings):
                state = entry.stat()
                yield entry.path, state.st_mtime_ns, state.st_size


def _kept(path: Path) -> Catalog | None:
    """What is kept there, if it is whole and this user's own."""
    from calcdrill.catalog.packing import unpack_catalog

    content = _own_content(path)
    digest, _, packed = content.partition(b"\n")
    if digest.decode(errors="replace") != hashlib.sha256(packed).hexdigest():
        return None
    try:
        return unpack_catalog(packed)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _own_content(path: Path) -> bytes:
    """The bytes of a regular file of this user's, in a folder that nobody else writes into; none of another's."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            state = os.fstat(file.fileno())
            if hasattr(os, "geteuid") and {state.st_uid, path.parent.stat().st_uid} != {os.geteuid()}:
                return b""
            return file.read(MOST_BYTES) if stat.S_ISREG(state.st_mode) else b""
    except OSError:
        return b""


def _keep(path: Path, catalog: Catalog) -> None:
    """Put the catalog there and those of earlier states away; a folder that cannot be written is no fault."""
    from calcdrill.catalog.packing import pack_catalog
    from calcdrill.files import write_file

    packed = pack_catalog(catalog)
    try:
        write_file(path, hashlib.sha256(packed).hexdigest().encode() + b"\n" + packed, private=True)
        kept = sorted(path.parent.glob("catalog-*"), key=lambda one: one.stat().st_mtime_ns)
        for old in kept[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except (OSError, InputError):
        return


def own_secret() -> bytes:
    """A key that this user's runs share, and that seals what a later run of theirs goes on with.

    Where nothing is kept it is another one each time.
    """
    from calcdrill.files import write_file

    folder = _cache_folder()
    if folder is None:
        return secrets.token_bytes(32)
    path = folder / "resume.key"
    secret = _own_content(path)
    if len(secret) == 32:
        return secret
    made = secrets.token_bytes(32)
    with suppress(OSError, InputError):
        write_file(path, made, private=True)
    return made
