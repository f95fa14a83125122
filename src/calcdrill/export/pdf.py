"""Typst source → PDF, in the same process: tagged (PDF/UA-1, PDF/A-2a), without a date, the same bytes every time.

The only module that imports ``typst``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from calcdrill.errors import InputError

__all__ = ["FONTS", "TypesettingError", "compile_pdf", "compile_png", "query"]

STANDARDS: Final = ("ua-1", "a-2a")
FONTS: Final = Path(__file__).parent / "fonts"


class TypesettingError(InputError):
    """Typst cannot set a source; the message has its line, an excerpt and hints."""


def compile_pdf(source: str, fonts: Path | None = None, strict: bool = False) -> bytes:
    """The PDF of a Typst source that needs no other file.

    ``fonts`` is a folder with more fonts. Raises TypesettingError; with ``strict`` also for a warning.
    """
    return _compile(source, fonts, strict, format="pdf", pdf_standards=list(STANDARDS), timestamp=0)[0]


def compile_png(source: str, fonts: Path | None = None, dots: float = 144) -> list[bytes]:
    """The pages as pictures."""
    return _compile(source, fonts, False, format="png", ppi=dots)


def query(source: str, selector: str, field: str | None = None, one: bool = False, fonts: Path | None = None) -> str:
    """What Typst finds in the document, as JSON text; raises TypesettingError."""
    import typst

    try:
        found = typst.query(
            source.encode(), selector, field=field, one=one, font_paths=_fonts(fonts), ignore_system_fonts=True
        )
    except RuntimeError as error:  # TypstError, or a plain one with no more than a message
        raise TypesettingError(_message(error)) from error
    return str(found)


def _compile(source: str, fonts: Path | None, strict: bool, **options: Any) -> list[bytes]:
    import typst

    try:
        made, warnings = typst.compile_with_warnings(
            source.encode(), font_paths=_fonts(fonts), ignore_system_fonts=True, **options
        )
    except typst.TypstError as error:
        raise TypesettingError(_message(error)) from error
    if strict and warnings:
        raise TypesettingError("\n".join(_message(warning) for warning in warnings))
    return list(made) if isinstance(made, list) else [made]


def _message(fault: Any) -> str:
    """Typst's own report: the message, ``line:column`` with the line's text, and its hints."""
    return f"Typst: {getattr(fault, 'diagnostic', '') or getattr(fault, 'message', fault)}".rstrip()


@cache
def _fonts(folder: Path | None) -> Any:
    import typst

    folders = [path for path in (FONTS, folder) if path is not None and path.is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(f) for f in folders])
