"""Scripts for pages and cards, as package data: plain classic scripts that need no other file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["grader_source"]


@cache
def grader_source() -> str:
    """``grader.js`` without its comments and indents: ``calcdrillGrader.grade(record, text)``, as a classic script.

    It holds neither ``{{`` nor ``}}`` nor ``</script``, so that it can stand inside a template or a page.
    """
    text = files(__name__).joinpath("grader.js").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*", "*"))) + "\n"
