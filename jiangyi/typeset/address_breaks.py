"""Where lines end in web addresses."""

import re
from collections.abc import Iterable, Sequence

from jiangyi.typeset.characters import CharClass, letter_class
from jiangyi.typeset.unbreakable import HYPHENATED, NEVER, POOR

URL = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+")
URL_SCHEME = re.compile(r"https?://")
ADDRESS_COSTS = {CharClass.LETTER: 80 * POOR, CharClass.DIGIT: 90 * POOR, CharClass.JOIN: HYPHENATED}
"""The penalty of a line end in a URL, by the class of the character before it."""
URL_START = re.compile(rf"( ?)[（(〔［\[【〈《<“‘]*(?:{URL.pattern})")
"""The same with the brackets and the space before it."""
URL_STRETCH = 0.12
"""Em: the gaps of a URL stretch less than those of text, but do, since a line may have no others."""


def find_url_breaks(text: str, places: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The gaps of a URL with the penalty of a line end: lowest after / ? & = and the like, highest in a number."""
    if "http" not in text and "www." not in text:
        return
    for match in URL.finditer(text):
        scheme = URL_SCHEME.match(match[0])
        for at in range(1, len(match[0])):
            held = at <= (scheme.end() if scheme else 4) or not match[0][at].isalnum()
            yield places[match.start() + at] - 1, NEVER if held else ADDRESS_COSTS[letter_class(match[0][at - 1])]


def find_short_line_ends(text: str, places: Sequence[int], breaks: Iterable[tuple[int, int]]) -> Iterable[int]:
    """The gaps at which a line is left short rather than that a word of a URL is broken: behind its marks and before all of it."""
    yield from (place for place, cost in breaks if cost == HYPHENATED)
    for match in URL_START.finditer(text):
        yield from (places[at] - 1 for at in {match.start(), match.end(1)} if at)  # with the space and without it
