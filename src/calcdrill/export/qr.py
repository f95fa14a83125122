"""A short code as a QR code: black on white, without a date or an id, the same bytes every time."""

from __future__ import annotations

import io
from importlib import import_module

from calcdrill.errors import InputError

__all__ = ["qr_svg"]


def qr_svg(code: str) -> str:
    """The QR code as an SVG; raises InputError where the package that makes it is not installed."""
    try:
        segno = import_module("segno")  # it is asked for by few sheets
    except ImportError:
        raise InputError("a QR code needs the package segno: pip install segno") from None
    out = io.BytesIO()
    made = segno.make(code, error="m", micro=False)
    made.save(
        out, kind="svg", xmldecl=False, svgclass=None, lineclass=None, scale=4, border=1, dark="#000", light="#fff"
    )
    return out.getvalue().decode("utf-8").strip()
