"""The gaps of a paragraph: the space between each two characters, how much it may grow or shrink, and whether a line may end there.

The rules are tables. Sources: W3C CLREQ (Requirements for Chinese Text Layout), GB/T 15834-2011 (use of punctuation marks),
W3C JLREQ for Japanese. The text is never changed. Lengths are in px, those of the tables in em.

Blank space belongs to a gap between two characters, never to a character: a full-width comma is half an em of ink and half an em of
space after it. So marks at the edge of a line are trimmed without a rule (CLREQ §3.1.6.3), two adjacent marks are squeezed by one
entry of a table, and a line is justified by changing gaps only.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, repeat, zip_longest
from math import inf
from operator import add

from jiangyi.typeset.address_breaks import URL_STRETCH, find_short_line_ends, find_url_breaks
from jiangyi.typeset.characters import (
    MARKS_BY_REGION,
    OBJECT_CHARACTER,
    SEGMENT,
    TRAITS_BY_CLASS,
    CharacterTraits,
    CharClass,
    letter_class,
    select_region,
)
from jiangyi.typeset.gap_rules import GAP_RULES
from jiangyi.typeset.unbreakable import NEVER, find_answer_brackets, find_brackets_to_fill_in, find_unbreakable

AUTOSPACE = 0.25
"""Em between Chinese and Latin (CLREQ §3.2.2); it shrinks to half of that when a line is too full."""
AUTOSPACE_EASE = 0.05
"""Em by which such a gap grows before the gaps between Han characters open."""
WORD_EASE = 0.1
"""Em by which a word space grows before the gaps between Han characters open (CLREQ §3.5.4)."""
WORD_STRETCH = 1.0
"""The stretch of a word space relative to that of the gap between two characters."""
WORD_LIMIT = 0.5
"""Em that a word space has at most in a line with other gaps (CLREQ §3.5.4)."""
WORD_SHRINK = 1 / 3
MARK_SHRINK = 0.5
"""The most, in em, that the blank of a mark shrinks when a line is too full (CLREQ §3.5.3)."""
BESIDE = 0.22
"""Em between the ink of a mark and the edge of its half em from which on the font draws the ink elsewhere than the standard says."""
FULL = 0.9
"""Em: a mark with this advance or more is full-width and has a blank."""


REMAINING_BLANKS = {
    (CharClass.CLOSE, CharClass.OPEN): 0.5,
    (CharClass.STOP, CharClass.OPEN): 0.5,  # less after a mark with a blank of its own
    (CharClass.CLOSE, CharClass.STOP): 0.25,
    (CharClass.STOP, CharClass.CLOSE): 0.25,
}
"""Em of blank that remains between two adjacent marks; between any others none does (CLREQ §3.1.6.2)."""
MARK_KINDS = (CharClass.OPEN, CharClass.CLOSE, CharClass.STOP)

APOSTROPHE = "’"
BETWEEN_LETTERS = re.compile(r"[A-Za-z].[A-Za-z]")
BETWEEN_LATIN = re.compile("[!-~].[!-~]")
BEARING = 0.04
"""Em between the ink of an apostrophe and the letters beside it: a full-width one would make a hole in the word."""
DOUBLED = re.compile("(?<![？！])[？！]{2}(?![？！])")
"""Two marks that stand in one em together (GB/T 15834-2011 §5.1.2)."""


@dataclass(slots=True)
class InlineRun:
    """Consecutive pieces of one text, which are clusters of glyphs; or an atomic inline box, which is one piece."""

    clusters: Sequence[str]
    """The text of each piece; one that is empty for a box."""
    advances: Sequence[float]
    """Of each piece, in px."""
    size: float
    """The font size in px."""
    kind: CharClass | None = None
    """The class where the text does not determine it."""
    blanks: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    """Px of blank before and after the ink of marks, measured, by piece: a font may draw one elsewhere in its em than the standard says."""
    tied: bool = False
    """Whether no line ends inside it (white-space: nowrap)."""
    tied_before: bool = False
    """Whether no line ends before it."""
    before: float = 0.0
    """Px of margin, border and padding at the start of the inline boxes that begin with it."""
    after: float = 0.0
    """The same at the end of those that end with it."""


@dataclass(slots=True)
class _Segment:
    """Consecutive pieces of a run that have the same class, of which only a single one has blanks or is a space."""

    kind: CharClass
    count: int
    run: InlineRun
    blank_before: float = 0.0
    """Px."""
    blank_after: float = 0.0
    before: float = 0.0
    """Px of the edges of inline boxes at its start."""
    after: float = 0.0
    tied: bool = False
    """Whether no line ends before it."""
    advance: float = 0.0
    """Of a space, in px."""


@dataclass(slots=True)
class ParagraphMetrics:
    """The ink and the gaps of a paragraph, by column; gap k follows piece k. All lengths are in px.

    A line of the pieces i to j-1 reaches from `start[i]` to `start[j-1] + ink[j-1]`.
    """

    kinds: list[CharClass] = field(default_factory=list)
    ink: list[float] = field(default_factory=list)
    lead: list[float] = field(default_factory=list)
    """From the origin of the glyph to the start of the ink."""
    gap: list[float] = field(default_factory=list)
    stretch: list[float] = field(default_factory=list)
    """The relative share of each gap when a line is opened."""
    ease: list[float] = field(default_factory=list)
    """By how much each gap grows before the line is opened."""
    shrink: list[float] = field(default_factory=list)
    """By how much each gap can shrink."""
    cost: list[float] = field(default_factory=list)
    """The penalty of a line end in each gap; infinite where the author forbids it."""
    address_ends: frozenset[int] = frozenset()
    """The gaps behind the marks of addresses and before these, at which a line may be left short."""
    start: list[float] = field(default_factory=list)
    stretch_sum: list[float] = field(default_factory=list)
    """The sum of the stretch of all gaps before gap k; the next two likewise."""
    ease_sum: list[float] = field(default_factory=list)
    shrink_sum: list[float] = field(default_factory=list)
    text: str = ""
    places: Sequence[int] = ()
    """The piece that each character of the text belongs to."""
    plans: dict[Hashable, dict[int, int]] = field(default_factory=dict)
    """Line ends chosen for these metrics, by measure: a memo that lives as long as they do."""

    def __len__(self) -> int:
        """The number of pieces."""
        return len(self.ink)


def measure_paragraph(runs: Sequence[InlineRun], lang: str) -> ParagraphMetrics:
    """Compute the ink and the gaps of a paragraph by the conventions of its language, a BCP 47 tag."""
    out, region = ParagraphMetrics(), select_region(lang)
    _gaps(_ink(runs, region, out), out)
    joined = out.text, out.places = _join(runs, len(out))
    for place, cost in (*find_unbreakable(*joined), *find_answer_brackets(*joined)):
        out.cost[place] = max(cost, out.cost[place])
    for place in find_brackets_to_fill_in(*joined):
        out.cost[place], out.stretch[place] = max(NEVER, out.cost[place]), 0.0
    breaks = list(find_url_breaks(*joined))
    doubled = _find_doubled(*joined) if region == "zh-Hans" else []
    sizes = [run.size for run in runs for _ in run.clusters] if breaks or doubled else []
    out.address_ends = frozenset(find_short_line_ends(*joined, breaks)) if breaks else frozenset()
    for place, cost in breaks:
        out.cost[place] = cost
        out.stretch[place] = URL_STRETCH * sizes[place]
    for place in doubled:
        out.gap[place] = max(out.gap[place] - 0.5 * sizes[place], 0.0)
        out.shrink[place] = min(out.shrink[place], out.gap[place])
    out.start = list(accumulate(map(add, out.ink, out.gap), initial=0.0))
    out.stretch_sum = list(accumulate(out.stretch, initial=0.0))
    out.ease_sum = list(accumulate(out.ease, initial=0.0))
    out.shrink_sum = list(accumulate(out.shrink, initial=0.0))
    return out


def _ink(runs: Sequence[InlineRun], region: str, out: ParagraphMetrics) -> list[_Segment]:
    """Fill in classes, and widths of ink with the edges of inline boxes; the result is the same pieces in segments."""
    kinds, ink, lead = out.kinds, out.ink, out.lead
    segments: list[_Segment] = []
    for run, before, after in zip(runs, _last_characters(runs), reversed([*_last_characters(runs, -1)]), strict=True):
        begin, count = len(ink), len(segments)
        ink += run.advances
        lead += repeat(0.0, len(run.clusters))
        if run.kind is None:
            segments += _classified_segments(run, (before, after), region, begin, out)
        elif run.kind is CharClass.SPACE:
            segments += [_Segment(run.kind, 1, run, advance=advance, tied=run.tied) for advance in run.advances]
            ink[begin:] = repeat(0.0, len(run.clusters))
        elif run.clusters:
            segments.append(_Segment(run.kind, len(run.clusters), run))
        if len(segments) == count:
            continue
        segments[count].tied = run.tied_before
        kinds += chain.from_iterable(repeat(segment.kind, segment.count) for segment in segments[count:])
        if run.before or run.after:
            segments[count].before, segments[-1].after = run.before, run.after
            ink[begin] += run.before
            lead[begin] -= run.before
            ink[-1] += run.after
    return segments


def _last_characters(runs: Sequence[InlineRun], step: int = 1) -> Iterator[str]:
    """The character before each run, or with a step of -1 the one after it, from the last run on; empty where that is no text."""
    last = ""
    for run in runs[::step]:
        yield last
        if run.clusters:
            last = run.clusters[::step][-1][::step][-1] if run.kind is None else ""


def _classified_segments(run: InlineRun, neighbours: tuple[str, str], region: str, begin: int, out: ParagraphMetrics) -> Iterator[_Segment]:
    """The segments of a run of text between two characters, whose first piece is `begin`."""
    text = run.clusters if isinstance(run.clusters, str) else "".join(cluster[0] for cluster in run.clusters)
    before, after = neighbours
    whole, shift = f"{before}{text}{after}", len(before) - 1
    marks, size, tied = MARKS_BY_REGION[region], run.size, run.tied
    for match in SEGMENT.finditer(text):
        place, end = match.span()
        mark = marks.get(text[place]) or TRAITS_BY_CLASS[letter_class(text[place])]
        segment = _Segment(mark.kind, end - place, run, tied=tied)
        advance = run.advances[place]
        if (mark.before or mark.after) and advance >= FULL * size:
            lead, trail = _edges(advance, size, run.blanks.get(place), mark)
            out.ink[begin + place] = advance - (lead + trail)
            out.lead[begin + place] = lead
            segment.blank_before, segment.blank_after = mark.before * size, mark.after * size
            if text[place] == APOSTROPHE and BETWEEN_LETTERS.match(whole, place + shift):
                lead, trail = (max(blank - BEARING * size, 0.0) for blank in run.blanks.get(place, (lead, trail)))
                out.ink[begin + place], out.lead[begin + place] = advance - (lead + trail), lead
                segment = _Segment(CharClass.JOIN, 1, run, tied=tied)
        elif mark.kind is CharClass.SPACE:
            out.ink[begin + place], segment.advance = 0.0, advance
        elif mark.width and not BETWEEN_LATIN.match(whole, place + shift):
            out.ink[begin + place] = mark.width * size
            out.lead[begin + place] = (advance - mark.width * size) / 2
        yield segment


def _edges(advance: float, size: float, blanks: tuple[float, float] | None, mark: CharacterTraits) -> tuple[float, float]:
    """Px between the origin of a full-width mark and the part of its em that the standard gives to its ink, and from there to its end.

    Where the font draws the mark elsewhere in its em, that part moves with the ink.
    """
    lead, trail = mark.before * size, mark.after * size
    if blanks is None or mark.before == mark.after:
        return lead, trail
    beside = BESIDE * size
    box = advance - lead - trail
    if mark.before and blanks[1] > beside:
        trail = blanks[1] - beside / 2
        lead = advance - trail - box
    elif mark.after and blanks[0] > beside:
        lead = blanks[0] - beside / 2
        trail = advance - lead - box
    return lead, trail


def _gaps(segments: Sequence[_Segment], out: ParagraphMetrics) -> None:
    """Fill in the space between each piece and the next, how much it may grow and shrink, and the penalty of a line end."""
    gaps, stretches, eases, shrinks, costs = out.gap, out.stretch, out.ease, out.shrink, out.cost
    previous: _Segment | None = None  # the segment before the left one
    base = CharClass.SCRIPT  # of the character that a sub- or superscript belongs to
    for left, right in zip_longest(segments, segments[1:]):
        kind, size = left.kind, left.run.size
        inside, rule = left.count - 1, GAP_RULES[kind][kind]
        if inside:
            gaps += repeat(0.0, inside)
            stretches += repeat(size if rule.opens else 0.0, inside)
            eases += repeat(0.0, inside)
            shrinks += repeat(0.0, inside)
            costs += repeat(inf if left.run.tied else rule.cost, inside)
        if right is None:
            break
        following = right.run.size
        if kind is CharClass.SCRIPT:
            kind, size = base, max(size, following)
        base = kind
        rule = GAP_RULES[kind][right.kind]
        gap = left.blank_after + right.blank_before
        shrink = ease = 0.0
        if gap:
            if kind is CharClass.LEADER:  # behind a label as at the start of a line
                gap = 0.0
            elif kind in MARK_KINDS and right.kind in MARK_KINDS:
                gap = min(gap, _remaining_blank(left, right) * min(size, following))
            shrink = min(gap, MARK_SHRINK * size)
        stretch = size if rule.opens else 0.0
        if rule.autospace:
            gap = _autospace(min(size, following), left.after + right.before)
            ease, shrink = AUTOSPACE_EASE * size, gap / 2
        elif rule.word:
            mixed = previous and (previous.kind in LATIN) != (right.kind in LATIN)
            space = _autospace(size, previous.after + right.before) if previous and mixed else left.advance
            gap, stretch, ease, shrink = gap + space, WORD_STRETCH * size, WORD_EASE * size, space * WORD_SHRINK
        gaps.append(gap)
        stretches.append(stretch)
        eases.append(ease)
        shrinks.append(shrink)
        costs.append(inf if right.tied else rule.cost)
        previous = left
    for column in (gaps, stretches, eases, shrinks):
        column.append(0.0)
    costs.append(NEVER)


def _remaining_blank(left: _Segment, right: _Segment) -> float:
    """Em of blank that remains between two marks: a centred one before a bracket keeps its own, so that both take 1.5 em."""
    if left.kind is CharClass.STOP and right.kind is CharClass.OPEN and left.blank_after:
        return left.blank_after / left.run.size
    return REMAINING_BLANKS.get((left.kind, right.kind), 0.0)


LATIN = (CharClass.LETTER, CharClass.DIGIT, CharClass.FORMULA, CharClass.SCRIPT)


def _autospace(size: float, padding: float) -> float:
    """The gap between Chinese and Latin in px, whether typed as a space or not; the padding of a box around either is part of it."""
    return max(AUTOSPACE * size - padding, 0.0)


def _find_doubled(text: str, places: Sequence[int]) -> list[int]:
    """The second piece of each pair of marks that stand in one em."""
    return [places[match.end() - 1] for match in DOUBLED.finditer(text)]


def _join(runs: Sequence[InlineRun], count: int) -> tuple[str, Sequence[int]]:
    """The text of all pieces, of which there are `count`, and the piece that each character belongs to."""
    is_text = (None, CharClass.SPACE)
    text = "".join("".join(run.clusters) if run.kind in is_text else OBJECT_CHARACTER * len(run.clusters) for run in runs)
    if len(text) == count:
        return text, range(count)
    texts = chain.from_iterable(run.clusters if run.kind in is_text else repeat(OBJECT_CHARACTER, len(run.clusters)) for run in runs)
    return text, [k for k, part in enumerate(texts) for _ in part]
