"""Divide text into what is drawn as a whole: a character, or a word of letters, which change with their neighbours or need one font."""

import re
import unicodedata
from collections.abc import Sequence

PLAIN = re.compile(
    "[ -~\xa0-\u017f\u2010-\u2027\u3000-\u3029\u3030-\u3098\u309b-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef\U00020000-\U0003ffff]*"
)
"""Text that the fonts of Chinese text have, and whose characters are drawn each by itself."""
WORDLESS = frozenset(("Bopo", "Hang", "Hani", "Hira", "Kana", "Seal", "Zinh", "Zyyy", "Zzzz"))
"""Scripts without words of letters (ISO 15924), also those of characters that no script has for its own."""
JOINER, NON_JOINER = "\u200d", "\u200c"
JAMO = "\u1160", "\u11ff"
"""Vowels and final consonants of Korean syllables (The Unicode Standard §3.12)."""
LINKS = " \xa0-‐'’.·"
"""What stands between the words of a name."""


def split_clusters(text: str) -> list[str]:
    """The characters of a text, each with the combining marks, selectors and joined characters behind it."""
    clusters: list[str] = []
    for character in text:
        if clusters and (_is_attached(character) or clusters[-1].endswith(JOINER)):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _is_attached(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me") or character in (JOINER, NON_JOINER) or JAMO[0] <= character <= JAMO[1]


def split_units(text: str) -> list[str]:
    """Clusters, those of a word of letters in one, unless all of the text is plain."""
    if PLAIN.fullmatch(text):
        return [*text]
    from fontTools.unicodedata import script_extension

    units, script = list[str](), ""
    for cluster in split_clusters(text):
        scripts = script_extension(cluster[0])
        if script in scripts:
            units[-1] += cluster
        else:
            units.append(cluster)
            script = next(iter(scripts), "") if len(scripts) == 1 and not scripts & WORDLESS else ""
    return units


def order_visually(units: Sequence[tuple[str, bool]]) -> list[int]:
    """The places of the units of a line from left to right; True says that a unit is read from right to left.

    Such words are reversed with what stands between them. The parts of a line are independent of each other, so that a number behind
    such a name stays behind it (Unicode Standard Annex 9, isolates).
    """
    order, start = list[int](), 0
    while start < len(units):
        last = start
        for place in range(start, len(units) if units[start][1] else start):
            if units[place][1]:
                last = place
            elif units[place][0] not in LINKS:
                break
        order += reversed(range(start, last + 1))
        start = last + 1
    return order
