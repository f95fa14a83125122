"""The catalog as it was read last time, kept in the user's cache folder.

Reading the YAML is most of what a short command does. What was kept is used only while everything that it was
made from is the same: every content file and every module of the package by path, time and size, the version
and the Python. Where some content files have changed, those alone are read again. It is JSON with a digest, in a
folder for this user alone, and only a file of this user's is read. ``CALCDRILL_CACHE=off`` does without it, another
value names the folder.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from calcdrill import __version__
from calcdrill.errors import InputError

if TYPE_CHECKING:
    from calcdrill.catalog.known import Known
    from calcdrill.catalog.values import Catalog

__all__ = ["kept_catalog", "own_secret"]

MOST_KEPT: Final = 4
MOST_BYTES: Final = 256 << 20


def kept_catalog(
    folders: Sequence[Path], cache: Path | None = None, files: Sequence[Path] = (), shipped: bool = True
) -> Catalog:
    """The shipped catalog with ``folders`` and single files beside it; raises CatalogError as ``load_catalog`` does.

    ``cache`` is the folder of kept catalogs (default: what the environment says).
    """
    place = cache or _cache_folder()
    if place is None:
        from calcdrill.catalog import load_catalog

        catalog = load_catalog(*folders, files=files, shipped=shipped)
    else:
        package = _package_state()
        path = place / f"catalog-{_fingerprint(package, folders, files, shipped)}.json"
        catalog = _kept(path) or _read_changed(place, path, package, (folders, files, shipped))
    # It stays to the end: nothing in it is garbage.
    gc.freeze()
    return catalog


def _read_changed(place: Path, path: Path, package: str, asked: tuple[Sequence[Path], Sequence[Path], bool]) -> Catalog:
    """The catalog, of which what an earlier one holds is not read again; it is kept at ``path``."""
    from calcdrill.catalog.read import load_changed

    folders, files, shipped = asked
    catalog, states = load_changed(_known(place, package), *folders, files=files, shipped=shipped)
    _keep(path, catalog, {"package": package, "states": states})
    return catalog


def _known(place: Path, package: str) -> Known:
    """The topics and recipes of the catalog kept last by the same package, by the states of their files."""
    from calcdrill.catalog.known import known_parts

    for path in sorted(place.glob("catalog-*.json"), key=_when, reverse=True):
        head, packed = _whole(path)
        if head.get("package") == package and (catalog := _unpacked(packed)):
            return known_parts(catalog, [tuple(state) for state in head["states"]])
    return {}


def _when(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _cache_folder() -> Path | None:
    named = os.environ.get("CALCDRILL_CACHE", "")
    if named == "off":
        return None
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_cache_path("calcdrill", appauthor=False))


def _fingerprint(package: str, folders: Sequence[Path], files: Sequence[Path], shipped: bool) -> str:
    from calcdrill.catalog.content import shipped_folder

    state = hashlib.sha256(f"{package} {shipped}".encode())
    for folder in (*folders, *([shipped_folder()] if shipped else [])):
        _add(state, folder, [one for name in ("exercises", "decks") for one in _found(folder / name, ".yaml", ".yml")])
    for file in files:
        with suppress(OSError):
            found = file.stat()
            _add(state, file, [(str(file), found.st_mtime_ns, found.st_size)])
    return state.hexdigest()[:32]


def _package_state() -> str:
    """What stands for this version of everything that reads."""
    state = hashlib.sha256(f"{__version__} {sys.version_info[:3]}".encode())
    package = Path(__file__).resolve().parent.parent
    _add(state, package, _found(package, ".py"))
    return state.hexdigest()[:32]


def _add(state: hashlib._Hash, place: Path, found: Iterable[tuple[str, int, int]]) -> None:
    state.update(f"\n\n{place.resolve()}".encode(errors="surrogateescape"))
    for path, when, size in sorted(found):
        state.update(f"\n{path}\t{when}\t{size}".encode(errors="surrogateescape"))


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
    return _unpacked(_whole(path)[1])


def _whole(path: Path) -> tuple[dict[str, Any], bytes]:
    """What is said of a kept catalog, and its bytes, if the digest before them is theirs; else nothing."""
    digest, _, content = _own_content(path).partition(b"\n")
    if digest.decode(errors="replace") != hashlib.sha256(content).hexdigest():
        return {}, b""
    head, _, packed = content.partition(b"\n")
    try:
        found = json.loads(head)
    except ValueError:
        return {}, b""
    return (found, packed) if isinstance(found, dict) else ({}, b"")


def _unpacked(packed: bytes) -> Catalog | None:
    from calcdrill.catalog.packing import unpack_catalog

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


def _keep(path: Path, catalog: Catalog, head: Mapping[str, Any]) -> None:
    """Put the catalog there, after what is said of it, and old ones away; if nothing can be written, so be it."""
    from calcdrill.catalog.packing import pack_catalog
    from calcdrill.files import write_file

    content = json.dumps(head).encode() + b"\n" + pack_catalog(catalog)
    try:
        write_file(path, hashlib.sha256(content).hexdigest().encode() + b"\n" + content, private=True)
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
