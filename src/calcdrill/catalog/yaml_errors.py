"""What the YAML parser says, in words for the author of the file."""

from __future__ import annotations

from typing import Any

import yaml

_PROBLEMS = (
    (
        "mapping values are not allowed",
        "a ':' is not allowed here: put text that contains ': ' in quotes, or check the indentation",
    ),
    (
        "could not find expected ':'",
        "a ':' is missing after the name in this line, or the indentation is wrong",
    ),
    (
        "did not find expected key",
        "this line does not match anything above it: check its indentation and the quotes before it",
    ),
    (
        "did not find expected '-' indicator",
        "this line does not match anything above it: check its indentation, and whether a '- ' is missing",
    ),
    ("did not find expected ',' or ']'", "a ',' or the ']' of this list is missing"),
    ("did not find expected ',' or '}'", "a ',' or the '}' of this mapping is missing"),
    ("block sequence entries are not allowed", "a list cannot begin here: put it on a line of its own"),
    (
        "found undefined alias",
        "aliases such as *name are not allowed here: put text that begins with * in quotes",
    ),
    ("found duplicate anchor", "anchors such as &name are not allowed here"),
    ("undefined tag handle", "tags such as !name are not allowed here: put text that begins with ! in quotes"),
    (
        "found unknown escape character",
        "this backslash is not a valid escape: use single quotes, where a backslash is an ordinary character",
    ),
    (
        "did not find expected hexdecimal number",
        "this escape is missing digits: use single quotes, where a backslash is an ordinary character",
    ),
    (
        "did not find expected <document start>",
        "the document ended above: a file holds only one, without --- and ...",
    ),
    ("unexpected end of stream", "the file ends too early"),
)
_BEGINNINGS = "`@%&*!|>#{}[],?:-\"'"


def explain(error: yaml.YAMLError, text: str, last: Any) -> tuple[str, int]:
    """One clear line for the author, and the character where to look.

    ``last`` is the last scalar that was read whole: over several lines in quotes, it is the likely cause.
    """
    if not isinstance(error, yaml.MarkedYAMLError):
        index = min(int(getattr(error, "position", 0) or 0), max(len(text) - 1, 0))
        return "a character that is not allowed in text (a control character)", _control_character(text, index)
    mark = error.problem_mark or error.context_mark
    index = mark.index if mark else 0
    problem, context = str(error.problem or ""), str(error.context or "")
    if "quoted scalar" in context and "end of stream" in problem and error.context_mark:
        return "the quote that opens here is never closed", error.context_mark.index
    if last is not None and last.style in {"'", '"'} and "did not find expected" in problem:
        lines = last.end_mark.line - last.start_mark.line
        if lines:
            closing = last.end_mark.line + 1
            return f"the quote that opens here is closed only in line {closing}", last.start_mark.index
        if last.end_mark.index == index:
            return "the quoted text ends before this: inside single quotes a ' is written ''", index
    if "cannot start any token" in problem or "\t" in text[index : index + 1]:
        return _beginning(text, index), index
    begins_earlier = "expected ',' or" in problem or "could not find expected ':'" in problem
    if begins_earlier and error.context_mark:
        index = error.context_mark.index
    for part, message in _PROBLEMS:
        if part in problem:
            return message, index
    return f"this is not YAML: {problem or context}", index


def _beginning(text: str, index: int) -> str:
    character = text[index : index + 1]
    if character == "\t":
        return "a tab is used to indent: use spaces"
    if character and character in _BEGINNINGS:
        return f"text cannot begin with {character}: put it in quotes"
    return f"{character!r} is not allowed here"


def _control_character(text: str, start: int) -> int:
    """The first character that YAML refuses."""
    for index, character in enumerate(text):
        if not character.isprintable() and character not in "\n\t\x85\ufeff\u2028\u2029 " and ord(character) < 0xA0:
            return index
    return start
