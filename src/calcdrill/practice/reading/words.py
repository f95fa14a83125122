"""Answers in words, and the words that people put around an answer."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["DIVERGES", "NOWHERE", "folded", "said", "unwrapped"]

DIVERGES: Final = "diverges"
NOWHERE: Final = "does not exist"

_MEANT: Final = {
    DIVERGES: (
        "diverges divergent diverge diverging divergence div doesnotconverge doesntconverge notconvergent "
        "nonconvergent notconverge notfinite isnotfinite unbounded isinfinite divergentintegral "
        "noconvergence nolimit nofinitevalue infinitearea itsinfinite donotconverge"
    ),
    NOWHERE: (
        "doesnotexist doesntexist dne undefined notdefined isnotdefined nonexistent isundefined notexist "
        "itdoesnotexist nosuchlimit nolimitexists thereisnolimit nosolution novalue none nothing "
        "thereisnone"
    ),
    "converges": "converges convergent isconvergent finite",
}
"""What is meant, and the words for it, folded."""
_SAID: Final = {word: meaning for meaning, words in _MEANT.items() for word in words.split()}
_FILLERS: Final = re.compile(
    r"^(?:(?:the|this|that|it|its|an?|improper|definite|integral|limit|area|value|answer|series|function|is|so|thus|hence)\s+|"
    r"it's\s+)+",
    re.IGNORECASE,
)
_INFINITE: Final = re.compile(
    r"^(?:diverges?|tends?|goes|grows|divergent|approaches|increases|decreases|it's|is)?\s*(?:to|towards|without\s+bound)?\s*"
    r"(?P<sign>plus|minus|positive|negative|[-+−–])?\s*(?:oo|∞|infinity|infinite|inf)$",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"""^\s*(?:(?:so|thus|hence|therefore|then|and|ok|well)\b[\s,]*)?
    (?:(?:i|we)\s+(?:think|get|got|have|found|obtain)\b\s*(?:that\s+)?)?
    (?:
      (?:it|this|that)(?:'s|\s+is|\s+equals|\s+gives)\s+
      | (?:(?:the|my|final|correct|our)\s+)*
        (?:answer|ans|solution|sol|result|value|derivative|slope|gradient|limit|integral|antiderivative|probability
          |tangent(?:\s+(?:line|plane))?|hessian|jacobian|equation|expectation|variance|area)
        (?:\s+of\s+[^:=]{1,40}?)?\s*(?:\bis\b|\bare\b|\bequals\b|:(?!=)|=)\s*
    )?""",
    re.IGNORECASE | re.VERBOSE,
)
_PAIRS: Final = (
    ("$$", "$$"),
    ("$", "$"),
    (r"\(", r"\)"),
    (r"\[", r"\]"),
    ("```", "```"),
    ("`", "`"),
    ("**", "**"),
    ('"', '"'),
)


def folded(text: str) -> str:
    """A text without spaces, signs of sentences and capitals."""
    return re.sub(r"""[\s`*().,:"'’?!]+""", "", text).casefold()


def said(text: str) -> str | None:
    """What words about divergence or existence say, ``oo`` and ``-oo`` included; None for other words."""
    plain = _FILLERS.sub("", text.strip().rstrip(".!;,"))
    infinite = _INFINITE.match(plain)
    if infinite:
        return "-oo" if (infinite["sign"] or "").lower() in {"-", "−", "–", "minus", "negative"} else "oo"
    return _SAID.get(folded(plain)) or _SAID.get(folded(text))


def unwrapped(text: str) -> str:
    """The formula without what stands around it: dollars, quotes, ``Answer:``, a full stop."""
    before = None
    while before != text:
        before = text
        text = text.strip().rstrip(";,").rstrip()
        text = re.sub(r"^(?:>|#+|[-*•])\s+(?=\S)", "", text) if text[:1] in ">#*•" else text
        text = text.removeprefix(">").lstrip()
        if text.endswith("."):
            text = text.rstrip(".").rstrip()
        if text.endswith("?") or (text.endswith("!") and text[-2:-1].isspace()):
            text = text[:-1]
        for opened, closed in _PAIRS:
            inner = text[len(opened) : len(text) - len(closed)]
            if len(text) > len(opened) + len(closed) and text.startswith(opened) and text.endswith(closed):
                text = inner if closed not in inner or closed in {"$$"} else text
        lead = _LEAD.match(text)
        if lead and lead.end() < len(text):
            text = text[lead.end() :]
    return text
