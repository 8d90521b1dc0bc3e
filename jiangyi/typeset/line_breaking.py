"""Line breaking for a whole paragraph at once, and justification of finished lines.

Total fit is the algorithm of Knuth and Plass, Breaking Paragraphs into Lines (1981), over the ink and gaps of
`spacing.ParagraphMetrics`: of all ways to break the paragraph the one is chosen whose gaps are nearest to their natural widths, so
that no line is much looser or tighter than its neighbours.

A paragraph is measured once. All blank space belongs to gaps and none to a character, so what stands at the edge of a line is
trimmed, and a line is filled by changing gaps alone: punctuation is compressed before characters are spaced out.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from operator import add

from jiangyi.typeset.characters import CharClass
from jiangyi.typeset.spacing import AUTOSPACE, WORD_EASE, WORD_LIMIT, WORD_STRETCH, ParagraphMetrics
from jiangyi.typeset.unbreakable import BAD, NEVER, POOR
from jiangyi.typeset.word_breaks import find_word_ends

LOOSE = 0.02
"""Em by which gaps open in a line of badness 100; a line that needs more is poor."""
BADNESS = 100
"""The badness of a line that is as loose as that, and of one whose gaps shrink as far as they can: marks are squeezed before Han
characters are spread (挤进 before 推出, CLREQ §3.5.2)."""
TIGHT = 0.5
"""The fraction of the possible shrinkage from which a line is too tight to read with ease."""
CRAMPED = 16
"""How fast the badness of a line then rises."""
TORN = 0.5
"""Em per gap; a line that needs more than that is left short instead."""
LEFT_SHORT = 500 * BAD
"""The highest badness of such a line, if it is nearly full: less than that of breaking a word."""
EMPTY = 3
"""How fast it rises with the part of the line that is empty."""
TORN_ADDRESS = 0.12
"""Em per gap; a line that ends at a mark of an address or before one and needs more than that is left short."""
SHORT_ADDRESS = 10 * POOR
"""The highest badness of such a line, if it is nearly full: less than that of breaking a word of the address."""
EMPTY_ADDRESS = 20
"""How fast it rises with the square of the part of the line that is empty: above a half the word is broken instead."""
OPENING_OF_WORDS = (WORD_LIMIT - AUTOSPACE - WORD_EASE) / WORD_STRETCH
"""Em per gap from which a word space may be wider than its limit."""
REACHES = (0.06, 0.3, 1.0)
"""How far below the measure line ends are tried, as fractions of it; the next one is used where the result of one is poor."""
GOOD = 110
"""The mean demerits per line with which no further reach is tried."""
LONE = 50 * BAD
"""The penalty of a last line with a single character (CLREQ §3.4.4, orphans)."""
WORD_CLASSES = (
    CharClass.HAN,
    CharClass.SMALL,
    CharClass.LETTER,
    CharClass.DIGIT,
    CharClass.OBJECT,
    CharClass.FORMULA,
)
EMERGENCY = 1000 * BAD
"""The highest penalty that a line end counts with, so that sums stay comparable where nothing else fits."""
SQUEEZED = 8
"""A line end is tried where the line would fit if it had this many of the paragraph's most shrinkable gaps."""
RAGGED = 3
"""The weight of the empty fraction of the measure where lines are not justified."""
RAGGED_ENTRIES = 2
"""The same in the entries of contents, where it matters more between which words a line ends."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The widths of a paragraph's lines in px, and whether they are justified."""

    first: float
    rest: float
    justified: bool
    balanced: bool = False
    """Whether the last line counts like the others, as in titles and captions, whose lines should be of similar length."""
    by_words: bool = False
    """Whether lines end between words, as in titles and the entries of contents."""


def choose_breaks(material: ParagraphMetrics, measure: Measure, begin: int, end: int) -> list[int]:
    """The piece after the end of each line of the pieces begin to end-1; the last is `end`.

    A line ends at a place that costs NEVER or more only where nothing else fits. A piece that is wider than a line gets a line of
    its own and overflows.
    """
    for reach in REACHES[-1:] if measure.balanced or measure.by_words else REACHES:
        demerits, found = _total_fit(material, measure, begin, end, reach, NEVER)
        if found and (demerits <= GOOD * len(found) or reach == REACHES[-1]):
            return found
    _, found = _total_fit(material, measure, begin, end, REACHES[-1], inf)
    return found or _greedy(material, measure, begin, end)


def _total_fit(m: ParagraphMetrics, measure: Measure, begin: int, end: int, reach: float, forbidden: float) -> tuple[float, list[int]]:
    """The line ends with the lowest demerits, and those; none where no break fits. Places that cost `forbidden` or more are left out.

    `total[k]` is the lowest sum of demerits with a line end after k pieces, `came_from[k]` where that line begins.
    """
    ends = list(map(add, m.start[begin:end], m.ink[begin:end]))
    squeeze = max(m.shrink[begin:end], default=0.0) * SQUEEZED if measure.justified else 0.0
    total, came_from = [inf] * (len(ends) + 1), [0] * (len(ends) + 1)
    total[0] = 0.0
    costs = m.cost[begin:end]
    penalties = [min(cost, EMERGENCY) for cost in costs]
    if measure.by_words and m.start[begin] + measure.first < m.start[end - 1] + m.ink[end - 1]:
        word_ends = find_word_ends(m.text, m.places)
        penalties = [cost + word_ends.get(place, 0) for place, cost in enumerate(penalties, begin)]
    for here in range(len(ends)):
        before = total[here]
        if before == inf:
            continue
        i = begin + here
        width = measure.rest if here else measure.first
        limit = m.start[i] + width
        if ends[-1] <= limit + squeeze:
            demerits = before + _last_line(m, measure, i, end, width)
            if demerits < total[-1]:
                total[-1], came_from[-1] = demerits, here
        low = bisect_left(ends, limit - width * reach, here)
        high = min(bisect_right(ends, limit + squeeze, low), len(ends) - 1)
        if low >= high:
            continue
        badnesses = _badness(m, measure, i, begin + low, [limit - x for x in ends[low:high]], width)
        for place, penalty, badness in zip(range(low, high), penalties[low:high], badnesses, strict=True):
            if costs[place] >= forbidden:
                continue
            demerits = before + 1 + badness + penalty
            if demerits < total[place + 1]:
                total[place + 1], came_from[place + 1] = demerits, here
    return total[-1], _path(came_from, begin) if total[-1] < inf else []


def _badness(m: ParagraphMetrics, measure: Measure, first: int, last: int, spares: Iterable[float], width: float) -> Iterator[float]:
    """How far the gaps of lines are from their natural widths; infinite where they cannot shrink enough.

    The lines begin with the piece `first` and end with `last` or one of those that follow; `spares` are the px that they leave.
    """
    if not measure.justified:
        weight = RAGGED if measure.balanced or not measure.by_words else RAGGED_ENTRIES
        yield from (BADNESS * (spare / width * weight) ** 2 if spare >= 0 else inf for spare in spares)
        return
    shrinks, eases, stretches = m.shrink_sum, m.ease_sum, m.stretch_sum
    shrink, ease, stretch = shrinks[first], eases[first], stretches[first]
    for place, spare in enumerate(spares, last):
        if spare < 0:
            tightness = -spare / (shrinks[place] - shrink or 1e-9)
            if tightness > 1:
                yield inf
            elif tightness > TIGHT:
                yield BADNESS * (tightness * tightness + CRAMPED * (tightness - TIGHT) ** 2)
            else:
                yield BADNESS * (tightness * tightness)
            continue
        opening = spare - (eases[place] - ease)
        if opening <= 0:
            yield 0.0
            continue
        looseness = opening / (stretches[place] - stretch or 1.0) / LOOSE
        badness = BADNESS * (looseness * looseness + ((looseness - 1) ** 3 if looseness > 1 else 0.0))
        if badness >= SHORT_ADDRESS and place in m.address_ends:
            yield min(badness, SHORT_ADDRESS * (1 + EMPTY_ADDRESS * (spare / width) ** 2))
        else:
            yield badness if badness < LEFT_SHORT else min(badness, LEFT_SHORT * (1 + EMPTY * spare / width))


def _last_line(m: ParagraphMetrics, measure: Measure, i: int, end: int, width: float) -> float:
    """The demerits of a last line from piece i; infinite where it does not fit."""
    spare = m.start[i] + width - m.start[end - 1] - m.ink[end - 1]
    if spare < 0 and (not measure.justified or -spare > m.shrink_sum[end - 1] - m.shrink_sum[i]):
        return inf
    kinds = m.kinds[max(i, end - 8) : end]
    if measure.by_words and CharClass.LEADER in m.kinds[i:end]:  # the page number behind it is no word
        kinds = m.kinds[i : m.kinds.index(CharClass.LEADER, i, end)]
    words = sum(kind in WORD_CLASSES for kind in kinds)
    lone = LONE if words <= 1 and i else 0
    if measure.balanced:
        return lone + 1 + BADNESS * (max(0.0, spare) / width * RAGGED) ** 2
    return lone + 1.0


def _path(came_from: list[int], begin: int) -> list[int]:
    here = len(came_from) - 1
    found: list[int] = []
    while here:
        found.append(begin + here)
        here = came_from[here]
    return found[::-1]


def _greedy(m: ParagraphMetrics, measure: Measure, begin: int, end: int) -> list[int]:
    """Each line as full as possible, one after the other: for text in which some piece is wider than its line."""
    found: list[int] = []
    i = begin
    while i < end:
        width = measure.rest if found else measure.first
        fits = [j for j in range(i + 1, end + 1) if m.start[j - 1] + m.ink[j - 1] - m.start[i] <= width]
        allowed = [j for j in fits if j == end or m.cost[j - 1] < NEVER] or [j for j in fits if m.cost[j - 1] < inf]
        i = allowed[-1] if allowed else next((j for j in range(i + 1, end) if m.cost[j - 1] < inf), end)
        found.append(i)
    return found


def justify(m: ParagraphMetrics, begin: int, end: int, width: float, *, fill: bool) -> list[float]:
    """Justify a line: where the ink of each piece begins, in px from the start of the line, and where that of the last one ends.

    With `fill` the gaps grow to fill the width; a line whose gaps would grow by more than `TORN`, or than `TORN_ADDRESS` where it ends
    at a mark of an address or before one, is left short. A line that is too wide shrinks, each gap in proportion to what it can, whether
    it is to be filled or not.
    """
    origin, last = m.start[begin], end - 1
    ink_end = m.start[last] + m.ink[last] - origin
    spare = width - ink_end
    places = [x - origin for x in m.start[begin:end]]
    if spare < 0:
        capacity = m.shrink_sum[last] - m.shrink_sum[begin]
        places = _shift(places, m.shrink_sum, begin, max(-1.0, spare / capacity) if capacity else 0.0)
    elif fill:
        ease, capacity = m.ease_sum[last] - m.ease_sum[begin], m.stretch_sum[last] - m.stretch_sum[begin]
        opening = (spare - ease) / capacity if capacity else 0.0
        if opening <= (TORN_ADDRESS if last in m.address_ends else TORN):
            places = _shift(places, m.ease_sum, begin, min(1.0, spare / ease) if ease else 0.0)
            limited = _open_limited(m, begin, last, spare - ease) if opening > OPENING_OF_WORDS else None
            places = list(map(add, places, limited)) if limited else _shift(places, m.stretch_sum, begin, max(0.0, opening))
    return [*places, places[-1] + m.ink[last]]


def _open_limited(m: ParagraphMetrics, begin: int, last: int, spare: float) -> list[float] | None:
    """By how much each piece of a loose line moves where its word spaces are no wider than `WORD_LIMIT`; None where they must be."""
    is_space = [m.kinds[k] is CharClass.SPACE for k in range(begin, last)]
    if True not in is_space:
        return None
    room = [
        max(0.0, m.stretch[k] / WORD_STRETCH * WORD_LIMIT - m.gap[k] - m.ease[k]) if space else 0.0
        for k, space in enumerate(is_space, begin)
    ]
    others = sum(m.stretch[k] for k, space in enumerate(is_space, begin) if not space)
    opening = (spare - sum(room)) / others if others else TORN
    if opening >= TORN:
        return None
    growth = (room[k - begin] if space else m.stretch[k] * opening for k, space in enumerate(is_space, begin))
    return list(accumulate(growth, initial=0.0))


def _shift(places: list[float], sums: list[float], begin: int, part: float) -> list[float]:
    """The places after each gap has changed by a fraction of its share."""
    if not part:
        return places
    base = sums[begin]
    return [x + (share - base) * part for x, share in zip(places, sums[begin:], strict=False)]


def max_content_width(m: ParagraphMetrics, begin: int, end: int) -> float:
    """The width in px of all pieces in one line."""
    return m.start[end - 1] + m.ink[end - 1] - m.start[begin] if end > begin else 0.0


def min_content_width(m: ParagraphMetrics, begin: int, end: int) -> float:
    """The width in px of the widest sequence of pieces that is not broken."""
    found, i = 0.0, begin
    for k in range(begin, end):
        if k == end - 1 or m.cost[k] < NEVER:
            found = max(found, m.start[k] + m.ink[k] - m.start[i])
            i = k + 1
    return found
