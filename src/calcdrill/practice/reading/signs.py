"""Characters and words that people use for mathematics, turned into the signs of a keyboard."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from calcdrill.expression.notation.glyphs import SUBSCRIPTS, SUPERSCRIPTS

__all__ = ["in_keys", "in_signs"]

_FRACTIONS: Final = {
    character: unicodedata.normalize("NFKC", character).replace("⁄", "/") for character in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
}
_DROPPED: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u2061\u2062\u2063\u2064"))
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑‒﹣➖", "-"),
        **dict.fromkeys("×⋅·∙•✕✖∗✱⁎", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("∣❘｜¦", "|"),
        **dict.fromkeys("′’ʹ‘´ˈ", "'"),
        **dict.fromkeys("″“”„«»", '"'),
        **dict.fromkeys("⟨〈〈‹", "⟨"),
        **dict.fromkeys("⟩〉〉›", "⟩"),
        **dict.fromkeys("→⟶⇒⟹➜", "→"),
        **dict.fromkeys("≈≃≅∝", "~"),
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("ℯⅇ𝑒", "e"),
        **dict.fromkeys("ıî", "i"),
        **dict.fromkeys("\u00a0\u2000\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
        "ϑ": "θ",
        "ϕ": "φ",
        "ϵ": "ε",
        "ϱ": "ρ",
        "ς": "σ",
        "µ": "μ",
        "∆": "Δ",
        "∞": " oo ",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "≔": "=",
        "∓": "±",
        "∛": "cbrt",
        "∜": "∜4√",
        "⌊": "floor(",
        "⌋": ")",
        "…": "...",
        "ĵ": "j",
        "∧": " and ",
        "∈": " in ",
        "∨": " or ",
        "⊤": " ",
        "‖": "|",
        "‰": "%/10",
    }
)
_LEVEL: Final = {raised: plain for plain, raised in SUPERSCRIPTS.items()}
_RAISED: Final = re.compile(f"[{''.join(map(re.escape, _LEVEL))}]+")
_LOWERED: Final = str.maketrans({lowered: plain for plain, lowered in SUBSCRIPTS.items()})
_INDEXED_ROOT: Final = re.compile(r"(?<![^\s(\[{=,;:+*/~<>-])([⁰¹²³⁴⁵⁶⁷⁸⁹]+)√")
"""⁵√: not behind something that it may be the exponent of."""
_SUBSCRIPTS: Final = re.compile(f"[{''.join(map(re.escape, SUBSCRIPTS.values()))}]+")
_MODULES: Final = re.compile(r"\b(?:np|numpy|math|sp|sympy|sym|torch|jnp|cmath|mpmath|Math)\.(?=[A-Za-z])")
_INDEX: Final = re.compile(r"_[{(]\s*(\w+)\s*[})]")
_WORDS: Final = (
    (r"\bplus\s*/?\s*(?:or\s*)?minus\b", "±"),
    (r"\+\s*/\s*-|\+\s*or\s*-|\+-(?=\s*[\d(√a-z])(?<=[=(,\s]\+-)|^\+-(?=\S)", "±"),
    (r"\b(?:the\s+)?(\d+)(?:st|nd|rd|th)\s*root\s+of\b", r"∜\1√ "),
    (r"\b(?:the\s+)?(?:square\s*root|sqrt|root)\s+of\b", "sqrt "),
    (r"\b(?:the\s+)?cube\s*root\s+of\b", "cbrt "),
    (r"\b(?:natural\s+log(?:arithm)?|log(?:arithm)?)\s+of\b", "ln "),
    (
        r"\b(?:sine|cosine|tangent)\b(?:\s+of\b)?",
        lambda match: {"s": "sin ", "c": "cos ", "t": "tan "}[match[0][0].lower()],
    ),
    (r"\bto\s+the\s+(?:power\s+(?:of\s+)?)?", "^"),
    (r"\bsquared\b", "^2"),
    (r"\bcubed\b", "^3"),
    (r"\bdivided\s+by\b|\bover\b", "/"),
    (r"\b(?:multiplied\s+by|times)\b", "*"),
    (r"\b(?:minus|negative)\b", "-"),
    (r"\b(?:plus|positive)\b", "+"),
    (r"\b(?:an?\s+half|one\s+half)\b", "1/2"),
    (r"\b(?:infinity|infinite|infty|inf|unbounded)\b", " oo "),
    (r"\barc\s+(?=sin|cos|tan|cot)", "arc"),
    (r"\bdegrees?\b", "°"),
    (r"\bpercent\b", "%"),
    (r":=", "="),
)
_SPOKEN: Final = tuple((re.compile(pattern, re.IGNORECASE), plain) for pattern, plain in _WORDS)
_WORD: Final = re.compile(r"[a-z]{3}|\+\s*[/o-]|:=", re.IGNORECASE)


def in_signs(text: str) -> str:
    """Letters and signs of other keyboards, phones and word processors as plain ones; ``½`` as ``(1/2)``."""
    if not text.isascii():
        text = text.translate(_DROPPED)
        text = "".join(unicodedata.normalize("NFKC", c) if "！" <= c <= "～" else c for c in text).translate(_SIGNS)
        text = re.sub(r"(\d+\s?)([¼-¾⅐-⅞])", lambda match: f"({match[1]}+{_FRACTIONS[match[2]]})", text)
        text = re.sub(r"[¼-¾⅐-⅞]", lambda match: f"({_FRACTIONS[match[0]]})", text)
        text = _SUBSCRIPTS.sub(lambda match: f"_{match[0].translate(_LOWERED)}", text)
        text = _INDEXED_ROOT.sub(lambda match: f"∜{''.join(_LEVEL[digit] for digit in match[1])}√", text)
        text = _RAISED.sub(_lowered_exponent, text)
    return text


def in_keys(text: str) -> str:
    """Spoken words and names of modules as signs: ``3x^2 minus 4x``, ``np.log(x)``, ``square root of x``."""
    text = _INDEX.sub(r"_\1", _MODULES.sub("", text))
    if _WORD.search(text):
        for pattern, plain in _SPOKEN:
            text = pattern.sub(plain, text)
    return text


def _lowered_exponent(match: re.Match[str]) -> str:
    """``ˣ⁺¹`` as ``^(x+1)``, ``²`` as ``^2``."""
    plain = "".join(_LEVEL[character] for character in match[0])
    if re.fullmatch(r"\d+", plain):
        return f"^{plain}" if len(plain) == 1 else f"^({plain})"
    return f"^({plain})" if plain not in {"⁻", "-"} else match[0]
