"""Readings of characters as ruby markup for one target.

The engine does not support ruby, so for print the markup has the widths that the stylesheet reserves.
"""

import re
import unicodedata
from xml.sax.saxutils import escape

from jiangyi.theme import Target

NARROW, WIDE = "fijlrtI1.,'’ ", "mwMW"
LETTER_WIDTHS = ((NARROW, 0.32), (WIDE, 0.87))
LETTER_WIDTH = 0.57
"""Em: the mean width of other letters in the sans-serif fonts of readings."""
READING_SIZE = 0.5
"""The size of a reading relative to its characters (CLREQ §3.3.4.1)."""
LIGHT_TONE_HEIGHT = 0.33
"""Of a symbol: a tenth of the height of the character (CLREQ §3.3.3.3)."""
ZHUYIN = re.compile(r"(?P<light>˙?)(?P<symbols>[\u3105-\u312f\u31a0-\u31bf]{1,4})(?P<tone>[ˊˇˋ˪˫]?)")
"""A syllable in zhuyin, 注音符号: its symbols and its tone; the light tone stands before them."""


def ruby_html(base: str, reading: str, target: Target) -> str:
    """Characters with their reading: one syllable each where the numbers are equal. Zhuyin stands at their right (CLREQ §3.3.3.1)."""
    syllables = reading.split()
    pairs = list(zip(base, syllables, strict=True)) if len(syllables) == len(base) else [(base, reading)]
    zhuyin = [ZHUYIN.fullmatch(syllable) if len(part) == 1 else None for part, syllable in pairs]
    is_zhuyin = all(zhuyin)
    if not target.is_paged:
        kind = ' class="zhuyin"' if is_zhuyin else ""
        return f"<ruby{kind}>" + "".join(f"{escape(part)}<rt>{escape(syllable)}</rt>" for part, syllable in pairs) + "</ruby>"
    if is_zhuyin:
        return "".join(_zhuyin_html(part, match) for (part, _), match in zip(pairs, zhuyin, strict=True) if match)
    return "".join(_reading_html(part, syllable) for part, syllable in pairs)


def _reading_html(base: str, reading: str) -> str:
    """Characters with a reading above them; the stylesheet gets the widths of both in em of the characters."""
    widths = f"--base: {estimate_width(base):g}; --reading: {estimate_width(reading) * READING_SIZE:.3g}"
    return f'<ruby style="{widths}">{escape(base)}<rt>{escape(reading)}</rt></ruby>'


def _zhuyin_html(base: str, match: re.Match[str]) -> str:
    """A character with a column of symbols; the tone is beside the last one, the light tone above the first (CLREQ §3.3.3.3)."""
    symbols = match["symbols"]
    light = f'<span class="light">{match["light"]}</span>' if match["light"] else ""
    height = len(symbols) + (LIGHT_TONE_HEIGHT if light else 0)
    tone = f'<span class="tone">{match["tone"]}</span>' if match["tone"] else ""
    last = f'<span class="last">{symbols[-1]}{tone}</span>'
    return f'<ruby class="zhuyin" style="--symbols: {height:g}">{escape(base)}<rt>{light}{symbols[:-1]}{last}</rt></ruby>'


def estimate_width(text: str) -> float:
    """The width of a text in em, estimated from the widths of letters in common fonts."""
    letters = unicodedata.normalize("NFD", text)
    return sum(_estimate_letter(letter) for letter in letters if not unicodedata.combining(letter))


def _estimate_letter(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return next((width for letters, width in LETTER_WIDTHS if letter in letters), LETTER_WIDTH)
