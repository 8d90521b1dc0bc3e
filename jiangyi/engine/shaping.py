"""Texts as Pango shapes them: the glyphs, the advance of each cluster of glyphs, and layouts drawn with other advances."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango
from weasyprint.text.fonts import get_pango_font_key

from jiangyi.engine.caches import MAX_TEXTS, LayoutCaches, caches_of_style
from jiangyi.typeset import BLANK_MARKS

SHAPING_PROPERTIES = (
    *("font_family", "font_size", "font_style", "font_stretch", "font_weight", "font_variation_settings", "font_language_override", "lang"),
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric"),
    *("font_variant_alternates", "font_variant_east_asian", "font_feature_settings", "direction", "overflow_wrap"),
)
"""The CSS properties that determine the shape of a text."""
NEUTRAL_VALUES = {"text_decoration_line": ("none",), "word_spacing": (0,), "letter_spacing": ("normal", 0)}
"""Further properties that a Pango layout is made for, with the values that have no effect: a layout is shared only with these."""
NO_ELLIPSIS = 0
COLUMNS = 5
"""Ints in a PangoGlyphInfo: glyph number, advance, offset across, offset up, flags."""

CData = Any
"""An object of Pango's, held by cffi."""


class UnsupportedText(Exception):
    """A text that is left to the engine."""


class FontReference:
    """A font of Pango's that is kept alive."""

    def __init__(self, pango_font: CData) -> None:
        self.pango_font = pango_font

    @cached_property
    def engine_key(self) -> tuple[int, Any, float]:
        """The engine's key for the font in a PDF, its Pango description, and its size in px."""
        key: tuple[int, Any, float] = get_pango_font_key(self.pango_font)
        return key


Glyph = tuple[FontReference, int, int]
"""A glyph that is a cluster by itself and has no offset: its font, its number there, its advance in Pango units."""


@dataclass(frozen=True, slots=True, eq=False)
class ShapedText:
    """The clusters of glyphs of a text, by column.

    Equal texts of one shaper are one object as long as it is cached, so that it may be part of a key by identity.
    """

    clusters: Sequence[str]
    offsets: tuple[int, ...]
    """The byte at which each cluster begins."""
    advances: tuple[float, ...]
    """In px."""
    blanks: Mapping[int, tuple[float, float]]
    """Px of blank before and behind the ink, by cluster; only of punctuation marks that have some."""
    glyphs: tuple[Glyph, ...] | None = None
    """One for each cluster; None where a cluster has several, or one that is missing or has an offset."""


@dataclass(slots=True)
class Shaper:
    """A Pango layout of the engine, used for all texts of the same shaping properties, since making it is most of the work."""

    layout: Any
    texts: dict[str, ShapedText] | None = field(default_factory=dict)
    """The texts that it has shaped; None where it is for one text only."""


def shape_text(text: str, style: Any) -> ShapedText:
    """Shape a text in one line. Raises UnsupportedText for text from right to left."""
    caches = caches_of_style(style)
    shaper = get_shaper(style, caches)
    texts = shaper.texts
    if texts is None:
        return _shape(text, shaper.layout, caches)
    if text not in texts:
        if len(texts) >= MAX_TEXTS:
            texts.clear()
        texts[text] = _shape(text, shaper.layout, caches)
    return texts[text]


def get_shaper(style: Any, caches: LayoutCaches) -> Shaper:
    """The shaper for texts of a style."""
    if any(style[name] not in neutral for name, neutral in NEUTRAL_VALUES.items()):
        return Shaper(line_break.Layout(style), None)
    key = style.__dict__.get("shaping_key")
    if key is None:
        key = "|".join(str(style[name]) for name in SHAPING_PROPERTIES)
        if "caches" in style.__dict__:  # one of ours
            style.shaping_key = key
    shapers: dict[str, Shaper] = caches.shapers
    if key not in shapers:
        if len(shapers) >= MAX_TEXTS:
            shapers.clear()
        shapers[key] = Shaper(line_break.Layout(style))
    shaper = shapers[key]
    layout = shaper.layout
    layout.style = style
    # drawing may have changed these
    pango.pango_layout_set_single_paragraph_mode(layout.layout, False)  # noqa: FBT003
    pango.pango_layout_set_width(layout.layout, -1)
    pango.pango_layout_set_ellipsize(layout.layout, NO_ELLIPSIS)
    return shaper


def _shape(text: str, layout: Any, caches: LayoutCaches) -> ShapedText:
    layout.set_text(text)
    line, _ = layout.get_first_line()
    places: list[int] = []
    glyphs: list[Glyph] = []
    is_moved, run = False, line.runs
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        if item.analysis.level % 2:
            raise UnsupportedText
        count, offset = string.num_glyphs, item.offset
        font = _reference_font(item.analysis.font, caches)
        numbers, widths, across, up, _ = _glyph_columns(string.glyphs, count)
        places += [offset + cluster for cluster in ffi.unpack(string.log_clusters, count)]
        glyphs += zip(repeat(font), numbers, widths, strict=False)
        is_moved = is_moved or any(across) or any(up) or max(numbers) >= pango.PANGO_GLYPH_EMPTY
        run = run.next
    is_single = len(set(places)) == len(places)
    last_glyphs = dict(zip(places, glyphs, strict=True))
    advances = [width for _, _, width in glyphs] if is_single else list(_sum_advances(places, glyphs))
    offsets = tuple(last_glyphs)
    clusters = _split(text, offsets)
    blanks = {
        number: _measure_blanks(*glyph)
        for number, (glyph, cluster) in enumerate(zip(last_glyphs.values(), clusters, strict=True))
        if cluster in BLANK_MARKS
    }
    drawable = tuple(glyphs) if is_single and not is_moved else None
    return ShapedText(clusters, offsets, tuple(width * FROM_UNITS for width in advances), blanks, drawable)


def _glyph_columns(glyphs: CData, count: int) -> list[Sequence[int]]:
    """An array of PangoGlyphInfo, read at once: numbers, advances, offsets across and up, and flags."""
    memory = memoryview(ffi.buffer(glyphs, count * COLUMNS * ffi.sizeof("int"))).cast("i")
    return [memory[column::COLUMNS].tolist() for column in range(COLUMNS)]


def _sum_advances(places: Sequence[int], glyphs: Sequence[Glyph]) -> Iterable[int]:
    """The advance of each cluster in Pango units."""
    advances: dict[int, int] = {}
    for place, (_, _, width) in zip(places, glyphs, strict=True):
        advances[place] = advances.get(place, 0) + width
    return advances.values()


def _reference_font(pango_font: CData, caches: LayoutCaches) -> FontReference:
    """The reference to a font, which lives as long as the caches."""
    address = int(ffi.cast("uintptr_t", pango_font))
    if address not in caches.fonts:
        caches.fonts[address] = FontReference(ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref))
    found: FontReference = caches.fonts[address]
    return found


def _split(text: str, offsets: tuple[int, ...]) -> Sequence[str]:
    """The parts of a text that begin at these bytes."""
    if len(text) == len(offsets):
        return text
    data = text.encode()
    return [data[a:b].decode() for a, b in zip(offsets, (*offsets[1:], len(data)), strict=True)]


def _measure_blanks(font: FontReference, glyph: int, advance: int) -> tuple[float, float]:
    """Px of blank before and behind the ink of a glyph."""
    ink = ffi.new("PangoRectangle *")
    pango.pango_font_get_glyph_extents(font.pango_font, glyph, ink, ffi.NULL)
    return ink.x * FROM_UNITS, (advance - ink.x - ink.width) * FROM_UNITS


def replace_text(box: Any, text: str) -> bool:
    """Replace the text of a box after layout; False, and nothing changed, where its glyphs would not have the same advances."""
    if not isinstance(box.pango_layout, AdjustedLayout):
        return False
    before, after = shape_text(box.text, box.style), shape_text(text, box.style)
    if (before.offsets, before.advances) != (after.offsets, after.advances):
        return False
    box.text = box.pango_layout.text = text
    box.pango_layout.glyphs = after.glyphs
    return True


def compute_repetition(text: str, count: int, pitch: float, style: Any) -> dict[int, float] | None:
    """The shifts of an `AdjustedLayout` that shows `count` copies of a text, one every `pitch` px; None where the copies form ligatures."""
    try:
        shaped = shape_text(text * count, style)
    except UnsupportedText:
        return None
    size, each = len(text.encode()), len(shaped.offsets) // count
    if not each or list(shaped.offsets[::each]) != list(range(0, size * count, size)):
        return None
    step = style["font_size"] / 1000  # the unit of advances in a PDF
    ends = range(each, len(shaped.offsets) + 1, each)
    return {shaped.offsets[end - 1]: pitch - sum(round(width / step) for width in shaped.advances[end - each : end]) * step for end in ends}


class AdjustedLayout(line_break.Layout):  # type: ignore[misc]
    """The Pango layout of a text whose clusters are drawn with other advances than the font's.

    Drawing from measured glyphs (`drawing.py`) needs no Pango layout. So the text is shaped again only when the engine's own code
    accesses `layout`.
    """

    def __init__(
        self, text: str, shifts: dict[int, float], width: float, style: Any, glyphs: tuple[Glyph, ...] | None, offsets: Sequence[int]
    ) -> None:
        """`shifts` are px to add to advances, by the byte at which a cluster begins, as in `offsets`."""
        self.text = text
        self.shifts = shifts
        self.glyphs = glyphs
        self.offsets = offsets
        self.justification_spacing = 0
        self.first_line_direction = 0
        self.max_width = width
        if style["text_decoration_line"] != "none":  # the engine reads the positions of decorations before it reactivates the layout
            self.setup(style)
            self.deactivate()

    def __getattr__(self, name: str) -> Any:
        """Shape the text when its Pango layout is first needed after `reactivate`."""
        if name == "layout" and "style" in self.__dict__:
            self._shape_again()
            return self.__dict__["layout"]
        raise AttributeError(name)

    def reactivate(self, style: Any) -> None:
        """Prepare to be drawn."""
        self.style = style

    def deactivate(self) -> None:
        """Release what only drawing needs."""
        for name in ("layout", "language", "style"):
            self.__dict__.pop(name, None)

    def _shape_again(self) -> None:
        """Shape the text and give each cluster its advance."""
        style = self.style
        layout = get_shaper(style, caches_of_style(style)).layout
        self.layout, self.language = layout.layout, layout.language
        self.set_text(self.text)
        if not self.shifts:
            return
        # the engine sets this mode when it draws, and a change would shape the text once more
        pango.pango_layout_set_single_paragraph_mode(self.layout, True)  # noqa: FBT003
        line, _ = self.get_first_line()
        thousandth = style["font_size"] * TO_UNITS / 1000
        carry = 0.0
        run = line.runs
        while run != ffi.NULL:
            item, glyphs = run.data.item, run.data.glyphs
            offset, count = item.offset, glyphs.num_glyphs
            clusters = glyphs.log_clusters[0:count]
            for k in range(count):
                if k + 1 < count and clusters[k + 1] == clusters[k]:
                    continue
                shift = self.shifts.get(offset + clusters[k])
                if shift is None:
                    continue
                geometry = glyphs.glyphs[k].geometry
                geometry.width, carry = adjust_advance(geometry.width, shift * TO_UNITS / thousandth + carry, thousandth)
            run = run.next


def adjust_advance(width: int, shift: float, thousandth: float) -> tuple[int, float]:
    """An advance in Pango units with a shift in thousandths of an em added, and the remainder of that shift, to be carried on.

    Advances in a PDF are whole thousandths of an em.
    """
    whole = round(shift)
    natural = round(width / thousandth)
    # the engine truncates shifts to whole thousandths of an em, so a little is added before
    return round((natural + whole + (0.25 if whole > 0 else -0.25 if whole else 0)) * thousandth), shift - whole
