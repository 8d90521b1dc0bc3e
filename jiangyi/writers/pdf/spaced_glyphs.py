"""Gaps between glyphs that belong to the advance of the glyph before, so that a program that reads the text sees no space.

Between Chinese and Latin there is a quarter of an em, and a mark gives up half an em to another one. Adjustments of a text (ISO 32000-1
§9.4.3) draw both, but they are no characters, and programs guess the spaces and lines of a text from its gaps: poppler, pdf.js, MuPDF
and PDFium take 0.09 to 0.18 em for a space, and poppler takes 0.2 em backwards for another line. So the subset of a font has some
glyphs a second time, with wider or narrower advances in steps, and an adjustment only makes up the difference. These glyphs are shown by
a further font dictionary for each step, which has the same numbers for its glyphs as that of the font itself.

A mark that gives up its blank left half at the beginning of a line, or behind a space, would lie on what is before it: on the space, or on
the gap to the number of an item or to another cell. Its glyph is narrower at the left: the outline moves with its beginning.

Where the left half of an opening mark or a middle dot, which is not drawn, lies on the space before it, no gap is left to see: there the
glyph before the space is narrower, and the space is drawn further left.

A glyph of several characters, such as the ligature of f and i, is the text of its first one only, and its advance is narrower by steps.
The other characters are shown in a font without outlines (`formula_font`) in the rest of the advance, because a program that gets several
characters for one code may mark all of them where one is searched, or print them wrong (Ghostscript 10.00).

Two spaces, as before a comment in code, are as wide as a gap between columns for poppler, which takes 0.7 em for one (TextOutputDev,
minColSpacing1). So the glyph before reaches over the first one, which lies where that glyph ends.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, zip_longest
from math import ceil
from typing import Any

import pydyf

from jiangyi.writers.pdf.formula_font import ADVANCE, LAST, NAME
from jiangyi.writers.pdf.glyph_variants import DIGITS, STEP, CurrentFonts, Variant

WIDEST_GAP = 70
"""Thousandths of an em that no program takes for a space; as the steps are no larger, no gap is less than `WIDEST_GAP - STEP`."""
WIDEST_LAST_GAP = 28
"""The same behind a text: where the size changes there, poppler takes 0.03 em for a space, and -0.2 em for the end of a line."""
MOVED = WIDEST_GAP + STEP + 1
"""Thousandths of an em by which the first one of two spaces is moved: the least that gives the glyph before two steps."""
NEAREST = 100
"""Thousandths of an em from one character to the next one of the same text: what is nearer is the same one to MuPDF, printed twice."""
SPACE_THRESHOLDS = (400, 2), (700, 4), (800, 5)
"""PDFium leaves out a text that is only a space, and guesses it from the gap (CPDF_TextPage, NormalizeThreshold): that must be wider than
the glyph before, by the number behind the first width that is larger, else by 6."""
WIDE = re.compile(">-?(?:[7-9][0-9]|[0-9]{3})|>-(?:2[89]|[3-9][0-9])[.0-9]*$")
"""What a text contains that has gaps of which some may be too wide."""
STRING = re.compile(r"<([0-9a-f]+)>((?:[-+.0-9e]|<>)*)")
"""Glyphs, and the adjustments behind them, in what the engine writes."""
NARROWEST = 20
"""Thousandths of an em that each further character of a ligature has at least, also where a gap takes all of its room."""

_engine_show_text = pydyf.Stream.show_text


def is_divisible(text: str) -> bool:
    """True if the text of a glyph is several characters, each of which may be read for itself."""
    return len(text) > 1 and all(ord(one) <= LAST and unicodedata.category(one)[0] not in "MC" for one in text[1:])


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a text."""

    shown: str
    """Strings with adjustments between them."""
    font: Any = None
    """The spaced font that it is shown in; None for the font itself."""
    scale: float = 0.0
    """Per cent by which the font without outlines is scaled across; 0 for a part that has outlines."""


def show_text(stream: Any, text: str) -> None:
    """Show strings with adjustments between them. Replaces `pydyf.Stream.show_text`."""
    fonts = CurrentFonts.of(stream)
    ligatures = {code: one for code, one in fonts.find_ligatures().items() if code in text}
    space = find_wide_space(fonts)
    if space and space * 2 in text:
        text = STRING.sub(lambda match: f"<{_move_spaces(match[1], space)}>{match[2]}", text)
    parts = _split(text, fonts, ligatures) if ligatures or not text.startswith("<") or WIDE.search(text) else []
    if not any(part.font or part.scale for part in parts):
        _engine_show_text(stream, text)
        return
    name, size = stream._current_font
    for part in parts:
        stream.set_font_size(NAME if part.scale else part.font.hash if part.font else name, size)
        if part.scale:
            stream.stream.append(b"%.4g Tz" % part.scale)
        _engine_show_text(stream, part.shown)
        if part.scale:
            stream.stream.append(b"100 Tz")
    stream.set_font_size(name, size)


def find_wide_space(fonts: CurrentFonts) -> str:
    """The space, as it is written, if two of them are wide enough to be taken for a gap between columns."""
    return fonts.find_space(MOVED + NEAREST)


def _move_spaces(glyphs: str, space: str) -> str:
    """Glyphs with adjustments by which the first one of two spaces is so far to the right that the glyph before gets two steps."""
    codes = (glyphs[at : at + DIGITS] for at in range(0, len(glyphs), DIGITS))
    shown = ""
    for is_space, run in groupby(codes, key=space.__eq__):
        same = list(run)
        joint = f">{MOVED}<" if is_space and len(same) == 2 and shown else ""
        shown += (f">-{MOVED}<" if joint else "") + joint.join(same)
    return shown


def _split(text: str, fonts: CurrentFonts, ligatures: Mapping[str, str]) -> list[_Part]:
    """The parts of a text, which are shown in different fonts."""
    before, _, _ = text.partition("<")
    strings = STRING.findall(text)
    lead, rest = _divide_lead(float(before or 0))
    parts = [_Part(f"{rest:g}" if rest else "")]
    known = dict[tuple[Any, ...], tuple[list[_Part], int]]()  # the dots of a contents line are alike
    for (glyphs, adjustments), (following, next_adjustments) in zip_longest(strings, strings[1:], fillvalue=("", "")):
        key = glyphs, adjustments, following[:DIGITS], next_adjustments, lead
        if key not in known:
            known[key] = _split_glyphs(*key, fonts, ligatures)
        own, lead = known[key]
        parts += own
    return list(_join(parts))


def _join(parts: Iterable[_Part]) -> Iterator[_Part]:
    """Parts with those behind each other that are shown in the same font as one, without empty ones."""
    for (_, scale), alike in groupby(parts, key=lambda part: (part.font and part.font.hash, part.scale)):
        same = list(alike)
        if shown := "".join([part.shown for part in same]):
            yield _Part(shown, same[0].font, scale)


def _split_glyphs(
    glyphs: str, adjustments: str, following: str, next_adjustments: str, lead: int, fonts: CurrentFonts, ligatures: Mapping[str, str]
) -> tuple[list[_Part], int]:
    """The parts of the glyphs of a string, and the steps that the next one, with the glyph `following`, gives up at its beginning."""
    next_lead, adjustment = 0, _sum_up(adjustments)
    if adjustment > 0 and fonts.is_mark(following) and fonts.is_space(glyphs[-DIGITS:]):
        next_lead, adjustment = _divide_lead(adjustment)
    # behind a space of spaced letters the gap is too wide to be overlooked
    beside = "" if adjustment <= -STEP >= _sum_up(next_adjustments) else following
    parts = list[_Part]()
    *pieces, last = _divide(glyphs, ligatures, is_led=bool(lead))
    for piece, behind in (*((piece, 0.0) for piece in pieces), (last, adjustment)):
        parts += _split_piece(piece, ligatures.get(piece), behind, beside, fonts, lead)
        lead = 0
    return parts, next_lead


def _divide_lead(adjustment: float) -> tuple[int, float]:
    """The steps of an adjustment backwards that the next glyph gives up at its beginning, and what is left of it."""
    steps = max(round(adjustment / STEP), 0)
    return steps, adjustment - steps * STEP


def _sum_up(adjustments: str) -> float:
    """The adjustments behind a string as one."""
    return sum(float(one) for one in adjustments.split("<>") if one)


def _divide(glyphs: str, ligatures: Mapping[str, str], *, is_led: bool) -> Iterator[str]:
    """The glyphs of a string with each ligature for itself, and so the first glyph where it gives up something at its beginning."""
    begin = DIGITS if is_led else 0
    if begin:
        yield glyphs[:begin]
    for at in range(begin, len(glyphs) if ligatures else begin, DIGITS):
        if glyphs[at : at + DIGITS] in ligatures:
            if begin < at:
                yield glyphs[begin:at]
            yield glyphs[at : at + DIGITS]
            begin = at + DIGITS
    if begin < len(glyphs):
        yield glyphs[begin:]


def _split_piece(piece: str, many: str | None, adjustment: float, following: str, fonts: CurrentFonts, lead: int) -> Iterator[_Part]:
    """Glyphs or a ligature with an adjustment behind it; a first glyph may give up some steps at its beginning."""
    if many:
        return _split_ligature(piece, many, adjustment, fonts, lead)
    steps = ceil((-adjustment - (WIDEST_GAP if following else WIDEST_LAST_GAP)) / STEP)
    if steps > 0 and following and fonts.is_space(following):
        steps = _limit_steps(fonts.width_of(piece[-DIGITS:]), fonts.width_of(following) - adjustment, steps)
    return _split_string(piece, adjustment, steps, fonts, lead)


def _limit_steps(width: float, gap: float, steps: int) -> int:
    """The steps that a glyph may get so that the rest of a gap, which contains a space, is taken for one."""
    return next((few for few in range(steps, 0, -1) if gap - few * STEP > _find_threshold(width + few * STEP)), 0)


def _find_threshold(width: float) -> float:
    """The gap behind a glyph from which PDFium takes it for a space, a tenth wider."""
    return 1.1 * width / next((divisor for limit, divisor in SPACE_THRESHOLDS if width < limit), 6)


def _split_string(glyphs: str, adjustment: float, steps: int, fonts: CurrentFonts, lead: int) -> Iterator[_Part]:
    """Glyphs with an adjustment behind the last one, which gets another advance by some steps."""
    spaced = fonts.find_spaced(glyphs[-DIGITS:], Variant(steps - lead, -lead)) if steps or lead else None
    if spaced is None:
        yield _Part(_go_back(lead) + _show(glyphs, adjustment))
        return
    if len(glyphs) > DIGITS:
        yield _Part(_show(glyphs[:-DIGITS], 0.0))
    yield _Part(_show(glyphs[-DIGITS:], adjustment + (spaced.variant.steps + lead) * STEP), spaced)


def _split_ligature(glyph: str, text: str, adjustment: float, fonts: CurrentFonts, lead: int) -> Iterator[_Part]:
    """A glyph of several characters with an adjustment behind it: the glyph as the first one, and the others without outlines."""
    others = "".join(f"{ord(one):04x}" for one in text[1:])
    width = fonts.width_of(glyph)
    spaced = fonts.find_spaced(glyph, Variant(-max(round(width * (1 - 1 / len(text)) / STEP), 1)))
    yield _Part(_go_back(lead) + _show(glyph, 0.0), spaced)
    room = (-spaced.variant.steps * STEP if spaced else 0) - adjustment
    shown = max(room, NARROWEST * (len(text) - 1))
    yield _Part(_show(others, 0.0), scale=100 * shown / (len(text) - 1) / ADVANCE)
    if shown > room:
        yield _Part(f"{shown - room:g}")


def _go_back(steps: int) -> str:
    """An adjustment backwards by some steps, which may stand behind another one."""
    return f"<>{steps * STEP:g}" if steps else ""


def _show(glyphs: str, adjustment: float) -> str:
    """Glyphs with an adjustment behind them."""
    return f"<{glyphs}>{adjustment:g}" if adjustment else f"<{glyphs}>"
