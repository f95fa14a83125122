"""Typst source → PDF: tagged (PDF/UA-1, PDF/A-2a), without a date, the same bytes every time.

The only module that imports ``typst``. A source may be a stranger's theme, so Typst runs in a process of its own that
can be stopped, opens no connection, finds no packages, and reads no file but those that are given with the source.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from contextlib import chdir
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final

from calcdrill.errors import InputError, Unsolved
from calcdrill.worker import run_bounded

__all__ = ["TypesettingError", "compile_pdf", "compile_png", "query"]

STANDARDS: Final = ("ua-1", "a-2a")
SECONDS: Final = 30.0
SECONDS_MORE: Final = 90.0
MEGABYTES: Final = 2048
MEGABYTES_MORE: Final = 3072
"""Bounds on setting one source, and how much more of each a megabyte of it may need."""
MOST_SECONDS: Final = 300.0
"""The most for a theme of its own, however long its source is."""

SYSTEM: Final = Path("system")
MORE_FONTS: Final = "give a folder with one in it, --fonts DIR, or --fonts system for those of this computer"
_UNKNOWN_FONT: Final = re.compile(r"unknown font family: ([^\n]+)")
_MISSING: Final = re.compile(r"the text `\"(.+?)\"` could not be displayed")

Files = Sequence[tuple[str, bytes]]


class TypesettingError(InputError):
    """Typst cannot set a source; the message has its line, an excerpt and hints."""


def compile_pdf(source: str, fonts: Path | None = None, strict: bool = False, files: Files | None = None) -> bytes:
    """The PDF of a Typst source.

    ``fonts`` is a folder with more fonts (SYSTEM: those of this computer); ``files`` are what a theme lets its source
    read, by paths from the root (None: it is no theme's). Raises TypesettingError; with ``strict`` also for a warning.
    """
    return _compile(source, fonts, strict, files, format="pdf", pdf_standards=list(STANDARDS), timestamp=0)[0]


def compile_png(source: str, fonts: Path | None = None, dots: float = 144) -> list[bytes]:
    """The pages as pictures."""
    return _compile(source, fonts, False, None, format="png", ppi=dots)


def query(
    source: str,
    selector: str,
    field: str | None = None,
    one: bool = False,
    fonts: Path | None = None,
    files: Files | None = None,
) -> str:
    """What Typst finds in the document, as JSON text; raises TypesettingError."""
    answer, _ = _apart("query", source, fonts, files, selector=selector, field=field, one=one)
    return str(answer)


def _compile(source: str, fonts: Path | None, strict: bool, files: Files | None, **options: Any) -> list[bytes]:
    made, warnings = _apart("compile_with_warnings", source, fonts, files, **options)
    unknown = [match[1] for match in map(_UNKNOWN_FONT.search, warnings) if match]
    if unknown:
        raise InputError(f"there is no font {unknown[0]!r} available: {MORE_FONTS}")
    if strict and warnings:
        raise TypesettingError("\n".join(warnings))
    return list(made) if isinstance(made, list) else [made]


def _apart(function: str, source: str, fonts: Path | None, files: Files | None, **options: Any) -> Any:
    """What Typst makes of the source in the other process, in a folder that holds its files and nothing else."""
    content = source.encode()
    size = len(content) / (1 << 20)
    seconds = SECONDS + SECONDS_MORE * size
    bounds: dict[str, Any] = {
        "seconds": seconds if files is None else min(seconds, MOST_SECONDS),
        "memory_mb": int(MEGABYTES + MEGABYTES_MORE * size),
    }
    with tempfile.TemporaryDirectory(prefix="calcdrill-") as root:
        for name, data in files or ():
            _put(Path(root, "theme"), name, data)
        job = (function, content, fonts if fonts in {None, SYSTEM} else fonts.resolve(), root)
        return _twice(lambda: run_bounded(_here, *job, lasting=True, **bounds, **options))


def _twice(work: Callable[[], Any]) -> Any:
    """What the work gives; what came to nothing is tried once more, in a process without what earlier sources left."""
    for is_last in (False, True):
        try:
            return work()
        except Unsolved as error:
            if is_last or "within" in str(error):
                raise TypesettingError(f"Typst was stopped: {error}") from None
    raise AssertionError


def _put(root: Path, name: str, data: bytes) -> None:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts:
        raise InputError(f"{name}: a theme's files must be in the theme's folder")
    path = root / pure
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _here(function: str, content: bytes, fonts: Path | None, root: str, **options: Any) -> Any:
    """Typst, in this process; (what it makes, warnings)."""
    import typst

    theme, nothing = Path(root, "theme"), str(Path(root, "packages"))
    theme.mkdir(exist_ok=True)
    own = {"root": str(theme), "font_paths": _fonts(fonts), "ignore_system_fonts": fonts != SYSTEM}
    own |= {"package_path": nothing, "package_cache_path": nothing}
    try:
        with chdir(theme):  # Typst names places from here
            if function == "query":
                return str(typst.query(content, **own, **options)), ()
            made, warnings = typst.compile_with_warnings(content, **own, **options)
    except RuntimeError as error:  # TypstError, or a plain one with no more than a message
        message = _message(error).replace(str(theme), "")
        missing = sorted(set(_MISSING.findall(message)))
        if missing:
            raise InputError(f"no available font has {' '.join(missing)}: {MORE_FONTS}") from None
        raise TypesettingError(message) from None
    return made, [_message(warning) for warning in warnings]


def _message(fault: Any) -> str:
    """Typst's own report: the message, ``line:column`` with the line's text, and its hints."""
    return f"Typst: {getattr(fault, 'diagnostic', '') or getattr(fault, 'message', fault)}".rstrip()


@cache
def _fonts(folder: Path | None) -> Any:
    """Those that Typst brings (the serif, formulas), Source Sans Pro for large print, and the folder's own."""
    import font_source_sans_pro
    import typst

    folders = [Path(font_source_sans_pro.font_directory), *([folder] if folder and folder.is_dir() else [])]
    return typst.Fonts(
        include_system_fonts=folder == SYSTEM, include_embedded_fonts=True, font_paths=[str(f) for f in folders]
    )
