"""Files of XML and packages of them, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

__all__ = ["add", "fill", "leaf", "package", "xml_bytes"]

EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a package: the first that the format knows."""


def add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new element in ``parent``; an underscore at the end of an attribute's name is left out (``class_``)."""
    named = {name.removesuffix("_").replace("__", ":"): value for name, value in attributes.items()}
    made = SubElement(parent, tag, named)
    made.text = text
    return made


def fill(parent: Element, **texts: str) -> Element:
    """The element, with a new one in it for each name, which holds its text."""
    for tag, text in texts.items():
        add(parent, tag, text)
    return parent


def leaf(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    """An element that holds one ``text`` element, as Moodle wraps its words."""
    made = add(parent, tag, **attributes)
    add(made, "text", text)
    return made


def xml_bytes(root: Element, space: bool = True) -> bytes:
    """The document in UTF-8; ``space`` sets elements that hold no words on lines of their own."""
    if space:
        indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def package(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files in their order, without dates and owners of its own."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()
