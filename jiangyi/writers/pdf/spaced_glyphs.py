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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from itertools import groupby, zip_longest
from math import ceil
from typing import Any, NamedTuple

import pydyf

from jiangyi.typeset import BLANK_MARKS
from jiangyi.writers.pdf.formula_font import ADVANCE, LAST, NAME

STEP = 228
"""Thousandths of an em between two advances of a glyph."""
WIDEST_GAP = 70
"""Thousandths of an em that no program takes for a space; as the steps are no larger, no gap is less than `WIDEST_GAP - STEP`."""
WIDEST_LAST_GAP = 28
"""The same behind a text: where the size changes there, poppler takes 0.03 em for a space, and -0.2 em for the end of a line."""
MOST_STEPS = 12
MOVED = WIDEST_GAP + STEP + 1
"""Thousandths of an em by which the first one of two spaces is moved: the least that gives the glyph before two steps."""
NEAREST = 100
"""Thousandths of an em from one character to the next one of the same text: what is nearer is the same one to MuPDF, printed twice."""
SPACE_THRESHOLDS = (400, 2), (700, 4), (800, 5)
"""PDFium leaves out a text that is only a space, and guesses it from the gap (CPDF_TextPage, NormalizeThreshold): that must be wider than
the glyph before, by the number behind the first width that is larger, else by 6."""
UNSEEN, SEEN = 120, 200
"""Thousandths of an em of which no program sees a space, and of which each does."""
WIDE = re.compile(">-?(?:[7-9][0-9]|[0-9]{3})|>-(?:2[89]|[3-9][0-9])[.0-9]*$")
"""What a text contains that has gaps of which some may be too wide."""
STRING = re.compile(r"<([0-9a-f]+)>((?:[-+.0-9e]|<>)*)")
"""Glyphs, and the adjustments behind them, in what the engine writes."""
DIGITS = 4
"""Hexadecimal digits of a glyph."""
NARROWEST = 20
"""Thousandths of an em that each further character of a ligature has at least, also where a gap takes all of its room."""
FONTS_BY_NAME = "jiangyi_fonts_by_name"
"""The attribute of a stream that holds its fonts by their names, with the number of fonts at that time."""
SEPARATOR = "."
"""Between the name of a font in content streams and the numbers of a variant of its glyphs."""

_has_plain_advances: ContextVar[bool] = ContextVar("glyphs keep the advances of their fonts", default=False)
_engine_show_text = pydyf.Stream.show_text


class Variant(NamedTuple):
    """How a glyph differs from that of the font."""

    steps: int = 0
    """What is added to its advance."""
    shift: int = 0
    """Steps by which its outline moves to the right: a negative number, less than what its beginning moves to the right."""


PLAIN = Variant()


@contextmanager
def plain_advances() -> Iterator[None]:
    """Leave all gaps between glyphs to adjustments inside the `with` block, as for measuring glyphs: places are the same."""
    token = _has_plain_advances.set(True)
    try:
        yield
    finally:
        _has_plain_advances.reset(token)


def make_spaced(font: Any, variant: Variant) -> Any:
    """A font for variants of the glyphs of another one."""
    spaced = copy(font)
    spaced.hash, spaced.variant = format_name(font.hash, variant), variant
    spaced.to_unicode, spaced.widths, spaced.missing = {}, {}, {}
    return spaced


def format_name(plain: str, variant: Variant) -> str:
    """The name of the font for variants of the glyphs of another one."""
    return SEPARATOR.join(map(str, (plain, *(variant if variant.shift else variant[:1]))))


def split_name(name: str) -> tuple[str, Variant]:
    """The name of the font itself, and the variant of its glyphs."""
    plain, *numbers = name.split(SEPARATOR)
    return plain, Variant(*map(int, numbers))


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
    ligatures = {code: one for code, one in _find_ligatures(stream).items() if code in text}
    space = _find_wide_space(stream)
    if space and space * 2 in text:
        text = STRING.sub(lambda match: f"<{_move_spaces(match[1], space)}>{match[2]}", text)
    parts = _split(text, stream, ligatures) if ligatures or not text.startswith("<") or WIDE.search(text) else []
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


def _find_ligatures(stream: Any) -> Mapping[str, str]:
    """The glyphs of the current font that stand for several characters each, as they are written, with these characters."""
    found: dict[str, str] = {}
    for font in _list_current_fonts(stream):
        found |= font.find_ligatures()
    return found


def _list_current_fonts(stream: Any) -> list[Any]:
    """The fonts of the current name, one for each size."""
    name, fonts = stream._current_font[0], stream._fonts
    named: dict[str, tuple[int, list[Any]]] = vars(stream).setdefault(FONTS_BY_NAME, {})
    if name not in named or named[name][0] != len(fonts):
        named[name] = len(fonts), [font for font in fonts.values() if font.hash == name]
    return named[name][1]


def _find_wide_space(stream: Any) -> str:
    """The space of the current font, as it is written, if two of them are wide enough to be taken for a gap between columns."""
    fonts = (font for font in _list_current_fonts(stream) if font.space)
    return next((font.space for font in fonts if font.widths.get(int(font.space, 16), 0) >= MOVED + NEAREST), "")


def _move_spaces(glyphs: str, space: str) -> str:
    """Glyphs with adjustments by which the first one of two spaces is so far to the right that the glyph before gets two steps."""
    codes = (glyphs[at : at + DIGITS] for at in range(0, len(glyphs), DIGITS))
    shown = ""
    for is_space, run in groupby(codes, key=space.__eq__):
        same = list(run)
        joint = f">{MOVED}<" if is_space and len(same) == 2 and shown else ""
        shown += (f">-{MOVED}<" if joint else "") + joint.join(same)
    return shown


def _split(text: str, stream: Any, ligatures: Mapping[str, str]) -> list[_Part]:
    """The parts of a text, which are shown in different fonts."""
    before, _, _ = text.partition("<")
    strings = [match.groups() for match in STRING.finditer(text)]
    lead, rest = _divide_lead(float(before or 0))
    parts = [_Part(f"{rest:g}" if rest else "")]
    for (glyphs, adjustments), (following, next_adjustments) in zip_longest(strings, strings[1:], fillvalue=("", "")):
        next_lead, adjustment = 0, _sum_up(adjustments)
        if adjustment > 0 and _is_mark(stream, following[:DIGITS]) and _is_space(stream, glyphs[-DIGITS:]):
            next_lead, adjustment = _divide_lead(adjustment)
        # behind a space of spaced letters the gap is too wide to be overlooked
        beside = "" if adjustment <= -STEP >= _sum_up(next_adjustments) else following[:DIGITS]
        *pieces, last = _divide(glyphs, ligatures, is_led=bool(lead))
        for piece, behind in (*((piece, 0.0) for piece in pieces), (last, adjustment)):
            many = ligatures.get(piece)
            for part in _split_piece(piece, many, behind, beside, stream, lead):
                if part.scale or parts[-1].scale or part.font is not parts[-1].font:
                    parts.append(part)
                else:
                    parts[-1] = _Part(parts[-1].shown + part.shown, part.font)
            lead = 0
        lead = next_lead
    return [part for part in parts if part.shown]


def _divide_lead(adjustment: float) -> tuple[int, float]:
    """The steps of an adjustment backwards that the next glyph gives up at its beginning, and what is left of it."""
    steps = max(round(adjustment / STEP), 0)
    return steps, adjustment - steps * STEP


def _is_space(stream: Any, glyph: str) -> bool:
    """True if the text of a glyph is a space."""
    return _text_of(stream, glyph).isspace()


def _is_mark(stream: Any, glyph: str) -> bool:
    """True if a glyph is a mark that may give up blank."""
    return _text_of(stream, glyph) in BLANK_MARKS


def _text_of(stream: Any, glyph: str) -> str:
    """The text of a glyph of the current font, empty where it is unknown."""
    font = _find_font(stream, glyph) if glyph else None
    return font.to_unicode[int(glyph, 16)] if font is not None else ""


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


def _split_piece(piece: str, many: str | None, adjustment: float, following: str, stream: Any, lead: int) -> Iterator[_Part]:
    """Glyphs or a ligature with an adjustment behind it; a first glyph may give up some steps at its beginning."""
    if many:
        return _split_ligature(piece, many, adjustment, stream, lead)
    steps = ceil((-adjustment - (WIDEST_GAP if following else WIDEST_LAST_GAP)) / STEP)
    font = _find_font(stream, following) if steps > 0 and following else None
    if font is not None and font.to_unicode[int(following, 16)].isspace():
        steps = _limit_steps(_find_font(stream, piece[-DIGITS:]), piece, font.widths[int(following, 16)] - adjustment, steps)
    return _split_string(piece, adjustment, steps, stream, lead)


def _limit_steps(font: Any, glyphs: str, gap: float, steps: int) -> int:
    """The steps that the last of some glyphs may get so that the rest of a gap, which contains a space, is taken for one."""
    width = font.widths[int(glyphs[-DIGITS:], 16)] if font else 0
    return next((few for few in range(steps, 0, -1) if gap - few * STEP > _find_threshold(width + few * STEP)), 0)


def _find_threshold(width: float) -> float:
    """The gap behind a glyph from which PDFium takes it for a space, a tenth wider."""
    return 1.1 * width / next((divisor for limit, divisor in SPACE_THRESHOLDS if width < limit), 6)


def _split_string(glyphs: str, adjustment: float, steps: int, stream: Any, lead: int) -> Iterator[_Part]:
    """Glyphs with an adjustment behind the last one, which gets another advance by some steps."""
    spaced = _find_spaced(stream, glyphs[-DIGITS:], Variant(steps - lead, -lead)) if steps or lead else None
    if spaced is None:
        yield _Part(_go_back(lead) + _show(glyphs, adjustment))
        return
    if len(glyphs) > DIGITS:
        yield _Part(_show(glyphs[:-DIGITS], 0.0))
    yield _Part(_show(glyphs[-DIGITS:], adjustment + (spaced.variant.steps + lead) * STEP), spaced)


def _split_ligature(glyph: str, text: str, adjustment: float, stream: Any, lead: int) -> Iterator[_Part]:
    """A glyph of several characters with an adjustment behind it: the glyph as the first one, and the others without outlines."""
    others = "".join(f"{ord(one):04x}" for one in text[1:])
    width = _find_font(stream, glyph).widths[int(glyph, 16)]
    spaced = _find_spaced(stream, glyph, Variant(-max(round(width * (1 - 1 / len(text)) / STEP), 1)))
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


def _find_font(stream: Any, glyph: str) -> Any:
    """The current font, of those of one name the one that has a glyph; None where there is none."""
    number = int(glyph, 16)
    return next((one for one in _list_current_fonts(stream) if number in one.widths), None)


def _find_spaced(stream: Any, glyph: str, variant: Variant) -> Any:
    """The font with a variant of a glyph, with as many steps as leave it some width; None where there is none."""
    font, number = _find_font(stream, glyph), int(glyph, 16)
    if font is None or _has_plain_advances.get() or not (font.has_only_outlines if variant.shift else font.can_be_spaced):
        return None
    variant = variant._replace(steps=min(max(variant.steps, -((font.widths[number] - 1) // STEP)), MOST_STEPS))
    if variant == PLAIN:
        return None
    key = font.hash, variant
    if key not in stream._fonts:
        stream._fonts[key] = make_spaced(font, variant)
    spaced = stream._fonts[key]
    if number not in spaced.widths:
        spaced.to_unicode[number], spaced.widths[number] = font.to_unicode[number], font.widths[number] + variant.steps * STEP
    return spaced
