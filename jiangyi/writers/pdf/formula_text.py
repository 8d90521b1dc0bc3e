"""The linear text of formulas in a PDF, so that they are found, marked and copied: a formula itself is a drawing without characters.

The text has no outlines, and is spread over the drawing and the gap behind it on its baseline, in the size of the text around it, so that
a program that reads the text takes both for one line. It is not made invisible by its rendering mode: MuPDF 1.21 does not read such text.

Han characters in a formula are drawn as text. They would be read a second time, at the places that they have above and below
fraction bars, so they are drawn by their outlines, each of which is in the file once (Form XObjects, ISO 32000-1 §8.10).
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor
from typing import Any

import pydyf
from weasyprint.draw import draw_replacedbox

from jiangyi.core import Memo
from jiangyi.writers.pdf.font_subsets import SubsetFont, subset_font
from jiangyi.writers.pdf.formula_font import ADVANCE, LAST, SELECT, UNITS, is_mark
from jiangyi.writers.pdf.glyph_variants import PLAIN

NARROWEST = 0.3
"""Em: where a character has less room the text is smaller, since poppler drops one that repeats the one before too closely."""
REPLACEMENT = "\ufffd"
TEXT_MATRIX = re.compile(rb"(\S+(?: \S+){5}) Tm")
SELECTED_FONT = re.compile(rb"/(\S+) (\S+) Tf")
OF_TEXT = frozenset((b"m", b"f", b"j", b"J", b"T"))
"""How the operators of text end: Tm, Tf, Tj, TJ, BT, ET; those of paths `m` and `f` end like two of them."""
MARGIN = 10
"""The part of an em between an outline and its box, at which programs cut it off to whole pixels."""
OUTLINES = Memo[tuple[tuple[bytes, ...], tuple[int, ...]]]("outlines of glyphs", 2000)
SHOWN = re.compile(rb"\[?<([0-9a-f]{4})>[^<]*T[Jj]")


def draw_replaced_box(stream: Any, box: Any) -> None:
    """Draw a picture, and the text of one that is a formula. Replaces `draw_replacedbox`."""
    text = box.element.get("data-text", "") if box.element is not None else ""
    if not text:
        draw_replacedbox(stream, box)
        return
    begin, known = len(stream.stream), {key: (*font.to_unicode,) for key, font in stream._fonts.items()}
    draw_replacedbox(stream, box)
    operators = stream.stream[begin:]
    if b"BT" in operators:
        stream.stream[begin:] = _outline_text(operators, stream)
        _forget_glyphs(stream._fonts, known)
    if len(stream.stream) > begin:
        stream.stream += _show(text, box)


def _show(text: str, box: Any) -> list[bytes]:
    """The operators that show a text over a box."""
    baseline = box.position_y + box.margin_height() + _raised(box)
    characters = [character if ord(character) <= LAST else REPLACEMENT for character in text]
    room = (box.width + max(getattr(box, "gap_after", 0.0), -box.width / 2)) / max(sum(not is_mark(one) for one in characters), 1)
    size = min(box.style["font_size"], room / NARROWEST)
    matrix = pydyf._to_bytes
    scale = b" ".join(map(matrix, (room * UNITS / ADVANCE, 0, 0, -size, box.content_box_x(), baseline)))
    codes = "".join(f"{ord(character):04x}" for character in characters).encode()
    return [b"q", b"BT", SELECT, scale + b" Tm", b"<%b> Tj" % codes, b"ET", b"Q"]


def _raised(box: Any) -> float:
    """Px by which the lower edge of a box is above the baseline."""
    raised = box.style["vertical_align"]
    return float(raised) if isinstance(raised, int | float) else 0.0


# Han characters as outlines -----------------------------------------------------------------------------------


def _outline_text(operators: Sequence[Any], stream: Any) -> list[Any]:
    """Operators of a stream with each text, which is one character, as a shape."""
    named = {font.hash.encode(): font for font in stream._fonts.values()}
    out: list[Any] = []
    matrix, font, size = b"", b"", 0.0
    for operator in operators:
        text = operator if isinstance(operator, bytes) else b""
        if text[-1:] not in OF_TEXT:  # nearly all: a formula has a path for each of its other signs
            out.append(operator)
        elif found := TEXT_MATRIX.fullmatch(text):
            matrix = found[1] + b" cm"
        elif found := SELECTED_FONT.fullmatch(text):
            font, size = found[1], float(found[2])
        elif found := SHOWN.fullmatch(text):
            whole = named[font]
            factor = b"%.6f" % (size / whole.upem)
            name = _add_outline(stream, whole, int(found[1], 16))
            out += [b"q", matrix, b"%b 0 0 %b 0 0 cm" % (factor, factor), b"/%b Do" % name, b"Q"]
        elif text not in (b"BT", b"ET"):
            out.append(operator)
    return out


def _add_outline(stream: Any, font: SubsetFont, glyph: int) -> bytes:
    """The name of the shape of a glyph in the resources of a stream."""
    shapes, name = stream._resources["XObject"], f"{font.hash}-{glyph:04x}"
    if name not in shapes:
        path, box = OUTLINES.get_or_compute((font.hash, font.upem, glyph), None, lambda: _read_outline(font, glyph))
        extra = pydyf.Dictionary({"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array(box)})
        shapes[name] = pydyf.Stream([*path, b"f"], extra, compress=stream.compress)
    return name.encode()


def _read_outline(font: SubsetFont, glyph: int) -> tuple[tuple[bytes, ...], tuple[int, ...]]:
    """The path of a glyph, and a box around it with a margin."""
    from fontTools.pens.qu2cuPen import Qu2CuPen  # loads the library for fonts
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.ttLib import TTFont

    made = subset_font(font, {(glyph, PLAIN)}, hinting=False)
    if made is None:
        return (), (0, 0, 0, 0)
    whole = TTFont(io.BytesIO(made[0]), lazy=True)
    glyphs = whole.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[whole.getGlyphOrder()[made[1][glyph, PLAIN]]].draw(Qu2CuPen(pen, 0.5, all_cubic=True))
    across, up = zip(*((x, y) for _, points in pen.value for x, y in points), strict=True) if pen.value else ((0,), (0,))
    margin = font.upem // MARGIN
    box = floor(min(across)) - margin, floor(min(up)) - margin, ceil(max(across)) + margin, ceil(max(up)) + margin
    return tuple(_write_path(pen.value)), box


def _write_path(value: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> Iterator[bytes]:
    """The operators of a path."""
    signs = {"moveTo": "m", "lineTo": "l", "curveTo": "c", "closePath": "h", "endPath": "h"}
    for name, points in value:
        yield " ".join((*(f"{number:g}" for point in points for number in point), signs[name])).encode()


def _forget_glyphs(fonts: dict[Any, Any], known: Mapping[Any, Sequence[int]]) -> None:
    """Leave fonts as they were before glyphs were drawn that are outlines now."""
    for key, font in [*fonts.items()]:
        if key not in known:
            del fonts[key]
            continue
        for glyph in font.to_unicode.keys() - set(known[key]):
            font.forget(glyph)
