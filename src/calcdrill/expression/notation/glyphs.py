"""Characters that print mathematics on a line of text: raised and lowered signs, Greek letters, hats."""

from __future__ import annotations

import unicodedata
from typing import Final

from calcdrill.expression.names import GREEK, spell

SUPERSCRIPTS: Final = dict(
    zip(
        "0123456789+-−()abcdefghijklmnoprstuvwxyzβγδθ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵝᵞᵟᶿ",
        strict=True,
    )
)
SUBSCRIPTS: Final = dict(zip("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_ACCENTS: Final = {
    "hat": "\u0302",
    "bar": "\u0304",
    "tilde": "\u0303",
    "dot": "\u0307",
    "vec": "\u20d7",
    "": "",
}


def write_name(name: str) -> str:
    """A name as it is printed: ``theta_1`` → θ₁, ``y_hat`` → ŷ, ``w_old`` → w_old, ``oo`` → ∞."""
    if name in {"oo", "pi"}:
        return "∞" if name == "oo" else "π"
    spelling = spell(name)
    base = GREEK.get(spelling.base, spelling.base) + _ACCENTS[spelling.accent]
    under = ",".join(spelling.subscripts)
    if all(character in SUBSCRIPTS for character in under):
        under = "".join(SUBSCRIPTS[character] for character in under)
    else:
        under = f"_{under}"
    return unicodedata.normalize("NFC", base) + under


def raise_text(text: str) -> str | None:
    """The text in raised characters, None where one of them does not exist."""
    plain = text.replace(" ", "")
    if not all(character in SUPERSCRIPTS for character in plain):
        return None
    return "".join(SUPERSCRIPTS[character] for character in plain)
