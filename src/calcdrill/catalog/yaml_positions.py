"""Where a character of a scalar's value stands in the YAML that it was written as."""

from __future__ import annotations

_ESCAPED_DIGITS = {"x": 2, "u": 4, "U": 8}


def index_in_scalar(raw: str, value: str, offset: int, style: str | None) -> int:
    """The index in ``raw`` (the scalar with its quotes or block sign) of the value's character ``offset``.

    Folded lines and indentation are white space that the value has less of; so runs of it are matched as one.
    """
    index = 0
    if style in {"'", '"'}:
        index = 1
    elif style in {"|", ">"}:
        index = raw.find("\n") + 1
    for character in value[:offset]:
        index = _skip_breaks(raw, index, style)
        if not character.isspace() or (style == '"' and _escapes_space(raw, index)):
            index += _width(raw, index, style)
    if offset < len(value):
        return index if value[offset].isspace() else _skip_breaks(raw, index, style)
    return min(index, len(raw.rstrip()))


def _skip_space(raw: str, index: int) -> int:
    while index < len(raw) and raw[index].isspace():
        index += 1
    return index


def _skip_breaks(raw: str, index: int, style: str | None) -> int:
    """Past white space, and past the backslash that ends a line inside double quotes."""
    index = _skip_space(raw, index)
    while style == '"' and raw[index : index + 2] == "\\\n":
        index = _skip_space(raw, index + 1)
    return index


def _escapes_space(raw: str, index: int) -> bool:
    return raw[index : index + 1] == "\\" and raw[index + 1 : index + 2] in set(" \ttnrvf_NLP")


def _width(raw: str, index: int, style: str | None) -> int:
    """How many characters of ``raw`` write one character of the value."""
    if style == "'" and raw[index : index + 2] == "''":
        return 2
    if style != '"' or raw[index : index + 1] != "\\":
        return 1
    return 2 + _ESCAPED_DIGITS.get(raw[index + 1 : index + 2], 0)
