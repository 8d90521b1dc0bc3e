"""Where the lines of a paragraph end, chosen for the whole paragraph at once, and how a finished line is filled.

Total fit is Knuth and Plass, Breaking Paragraphs into Lines (1981), over the ink and gaps of `text.Material`: of all ways
to end the lines the one is taken whose gaps are nearest to what they want to be, so that no line is much looser or tighter
than its neighbours.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import inf

from jiangyi.typeset.spacing import BAD, NEVER, CharClass, ParagraphMetrics

LOOSE = 0.02
"""Em by which a gap may open in a good line; a line that needs more is poor."""
BADNESS = 100
"""The price of a line that is as loose as that, and of one that is closed up as far as it goes: marks are closed up before
Han characters are parted (挤进 before 推出, CLREQ §3.1.6.3)."""
TIGHT = 0.5
"""The part of what its gaps can give from which a line is too tight to be read with ease, and how fast its price then rises."""
CRAMPED = 16
TORN = 0.5
"""Em a gap; a line that needs more than that is left short instead of being torn apart."""
REACHES = (0.06, 0.3, 1.0)
"""How far below the measure the ends of a line are looked for, one try after the other, as a part of the measure."""
GOOD = 110
"""A price a line, on the average, with which no further reach is tried."""
LONE = 50 * BAD
"""The price of a last line with a single character (CLREQ §3.1.5, orphans)."""
WORD_CLASSES = (
    CharClass.HAN,
    CharClass.SMALL,
    CharClass.LETTER,
    CharClass.DIGIT,
    CharClass.OBJECT,
    CharClass.FORMULA,
)
EMERGENCY = 100 * BAD
SQUEEZED = 8
"""How many of a paragraph's most yielding gaps a line may count on when it is looked for."""
RAGGED = 3
"""How a part of the measure that stays empty counts where lines are not filled."""


APART = 40
"""What it costs a title to be broken between two Han characters, which may be one word, and not at a mark or space."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The widths of a paragraph's lines in px, and whether they are to be filled."""

    first: float
    rest: float
    justified: bool
    balanced: bool = False
    """Whether the last line counts like the others: titles and captions, where lines of like length look best."""


def choose_breaks(material: ParagraphMetrics, measure: Measure, begin: int, end: int) -> list[int]:
    """The piece behind the end of each line of the pieces begin to end-1; the last is `end`.

    Places that hold together are kept wherever anything else fits; what is wider than a line is then cut, and a piece that
    alone is wider stands in a line of its own and sticks out.
    """
    for reach in REACHES[-1:] if measure.balanced else REACHES:
        price, found = _total_fit(material, measure, begin, end, reach, NEVER)
        if found and (price <= GOOD * len(found) or reach == REACHES[-1]):
            return found
    _, found = _total_fit(material, measure, begin, end, REACHES[-1], inf)
    return found or _greedy(material, measure, begin, end)


def _total_fit(m: ParagraphMetrics, measure: Measure, begin: int, end: int, reach: float, forbidden: float) -> tuple[float, list[int]]:
    """The cheapest line ends and their price, or nothing where none fits; places that cost `forbidden` or more are left out.

    `total[k]` is the price of the best way to end a line after k pieces, `came_from[k]` where that line begins.
    """
    ends = [m.start[k] + m.ink[k] for k in range(begin, end)]
    squeeze = max(m.shrink[begin:end], default=0.0) * SQUEEZED if measure.justified else 0.0
    total, came_from = [inf] * (len(ends) + 1), [0] * (len(ends) + 1)
    total[0] = 0.0
    for here in range(len(ends)):
        if total[here] == inf:
            continue
        i = begin + here
        width = measure.rest if here else measure.first
        limit = m.start[i] + width
        if ends[-1] <= limit + squeeze:
            price = total[here] + _last_line(m, measure, i, end, width)
            if price < total[-1]:
                total[-1], came_from[-1] = price, here
        low = bisect_left(ends, limit - width * reach, here)
        high = bisect_right(ends, limit + squeeze, low)
        for place in range(low, min(high, len(ends) - 1)):
            cost = m.cost[begin + place]
            if cost >= forbidden:
                continue
            badness = _badness(m, measure, i, begin + place, limit - ends[place], width)
            if measure.balanced and m.kinds[begin + place] is m.kinds[begin + place + 1] is CharClass.HAN:
                badness += APART
            price = total[here] + 1 + badness + min(cost, EMERGENCY)
            if price < total[place + 1]:
                total[place + 1], came_from[place + 1] = price, here
    return total[-1], _path(came_from, begin) if total[-1] < inf else []


def _badness(m: ParagraphMetrics, measure: Measure, first: int, last: int, spare: float, width: float) -> float:
    """How far a line's gaps are from what they want to be; infinite where it cannot be closed up enough."""
    if not measure.justified:
        return BADNESS * (spare / width * RAGGED) ** 2 if spare >= 0 else inf
    if spare < 0:
        tightness = -spare / (m.shrink_sum[last] - m.shrink_sum[first] or 1e-9)
        return inf if tightness > 1 else BADNESS * (tightness * tightness + CRAMPED * max(0.0, tightness - TIGHT) ** 2)
    spare -= m.ease_sum[last] - m.ease_sum[first]
    if spare <= 0:
        return 0.0
    looseness = spare / (m.stretch_sum[last] - m.stretch_sum[first] or 1.0) / LOOSE
    return BADNESS * (looseness * looseness + (max(0.0, looseness - 1) ** 3))


def _last_line(m: ParagraphMetrics, measure: Measure, i: int, end: int, width: float) -> float:
    """The price of a last line from piece i, infinite where it does not fit."""
    spare = m.start[i] + width - m.start[end - 1] - m.ink[end - 1]
    if spare < 0 and (not measure.justified or -spare > m.shrink_sum[end - 1] - m.shrink_sum[i]):
        return inf
    words = sum(kind in WORD_CLASSES for kind in m.kinds[max(i, end - 8) : end])
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
    """Lines one after the other, each as full as it gets: for text in which some piece is wider than its line."""
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
    """Where the ink of each piece of a line begins, in px from the line's start, with the end of the last one behind them.

    To `fill` a line its gaps are opened alike, or each closed by a part of what it can give. One that would be torn is left
    as it is; one that is too full is closed whether it is to be filled or not.
    """
    origin, last = m.start[begin], end - 1
    ink_end = m.start[last] + m.ink[last] - origin
    spare = width - ink_end
    places = [x - origin for x in m.start[begin:end]]
    if spare < 0:
        room = m.shrink_sum[last] - m.shrink_sum[begin]
        places = _shift(places, m.shrink_sum, begin, max(-1.0, spare / room) if room else 0.0)
    elif fill:
        ease, room = m.ease_sum[last] - m.ease_sum[begin], m.stretch_sum[last] - m.stretch_sum[begin]
        opening = (spare - ease) / room if room else 0.0
        if opening <= TORN:
            places = _shift(places, m.ease_sum, begin, min(1.0, spare / ease) if ease else 0.0)
            places = _shift(places, m.stretch_sum, begin, max(0.0, opening))
    return [*places, places[-1] + m.ink[last]]


def _shift(places: list[float], sums: list[float], begin: int, part: float) -> list[float]:
    """Places after each gap took a part of its share."""
    if not part:
        return places
    base = sums[begin]
    return [x + (share - base) * part for x, share in zip(places, sums[begin:], strict=False)]


def max_content_width(m: ParagraphMetrics, begin: int, end: int) -> float:
    """The width in px of all pieces in one line."""
    return m.start[end - 1] + m.ink[end - 1] - m.start[begin] if end > begin else 0.0


def min_content_width(m: ParagraphMetrics, begin: int, end: int) -> float:
    """The width in px of the widest piece that holds together."""
    found, i = 0.0, begin
    for k in range(begin, end):
        if k == end - 1 or m.cost[k] < NEVER:
            found = max(found, m.start[k] + m.ink[k] - m.start[i])
            i = k + 1
    return found
