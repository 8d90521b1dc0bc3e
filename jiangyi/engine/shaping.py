"""Texts as Pango shapes them: the glyphs, the advance of each cluster of glyphs, and layouts drawn with other advances."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango
from weasyprint.text.fonts import get_pango_font_key

from jiangyi.engine.caches import MAX_TEXTS, LayoutCaches, StyleFacts, caches_of_style
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

        self._ink: dict[int, tuple[int, int]] = {}

    def measure_blanks(self, glyph: int, advance: int) -> tuple[float, float]:
        """Px of blank before and behind the ink of a glyph."""
        if glyph not in self._ink:
            ink = ffi.new("PangoRectangle *")
            pango.pango_font_get_glyph_extents(self.pango_font, glyph, ink, ffi.NULL)
            self._ink[glyph] = ink.x, ink.width
        x, width = self._ink[glyph]
        return x * FROM_UNITS, (advance - x - width) * FROM_UNITS

    @cached_property
    def engine_key(self) -> tuple[int, Any, float]:
        """The engine's key for the font in a PDF, its Pango description, and its size in px."""
        key: tuple[int, Any, float] = get_pango_font_key(self.pango_font)
        return key


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Glyphs that are a cluster each and have no offset, by column."""

    numbers: Sequence[int]
    """In their fonts."""
    advances: Sequence[int]
    """In Pango units."""
    fonts: tuple[tuple[int, FontReference], ...]
    """The fonts in use, each with the first glyph that is set in it."""

    def runs(self, first: int, last: int) -> Iterator[tuple[FontReference, range]]:
        """The glyphs from `first` to before `last`, by font."""
        ends = (*(begin for begin, _ in self.fonts[1:]), len(self.numbers))
        for (begin, font), end in zip(self.fonts, ends, strict=True):
            if begin < last and end > first:
                yield font, range(max(begin, first), min(end, last))


@dataclass(frozen=True, slots=True, eq=False)
class ShapedText:
    """The clusters of glyphs of a text, by column.

    Equal texts of one shaper are one object as long as it is cached, so that it may be part of a key by identity.
    """

    clusters: Sequence[str]
    offsets: Sequence[int]
    """The byte at which each cluster begins."""
    advances: Sequence[float]
    """In px."""
    blanks: Mapping[int, tuple[float, float]]
    """Px of blank before and behind the ink, by cluster; only of punctuation marks that have some."""
    glyphs: Glyphs | None = None
    """One for each cluster; None where a cluster has several, or one that is missing or has an offset."""

    def text(self, first: int | None = None, last: int | None = None) -> str:
        """The text of the clusters from `first` to before `last`."""
        return "".join(self.clusters[first:last])


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """A shaped text with the size of its line, in px."""

    text: ShapedText
    width: float
    height: float
    baseline: float


@dataclass(slots=True)
class Shaper:
    """A Pango layout of the engine, used for all texts of the same shaping properties, since making it is most of the work."""

    layout: Any
    texts: dict[str, ShapedText] | None = field(default_factory=dict)
    """The texts that it has shaped; None where it is for one text only."""
    lines: dict[str, ShapedLine] = field(default_factory=dict)
    """The lines of listings that it has shaped."""

    def prepare(self, style: Any) -> Any:
        """The layout for a text of a style; drawing may have changed its settings."""
        layout = self.layout
        layout.style = style
        pango.pango_layout_set_single_paragraph_mode(layout.layout, False)  # noqa: FBT003
        pango.pango_layout_set_width(layout.layout, -1)
        pango.pango_layout_set_ellipsize(layout.layout, NO_ELLIPSIS)
        return layout


def shape_text(text: str, style: Any) -> ShapedText:
    """Shape a text in one line. Raises UnsupportedText for text from right to left."""
    caches = caches_of_style(style)
    shaper = get_shaper(style, caches)
    texts = shaper.texts
    if texts is None:
        return _shape(text, shaper.prepare(style), caches)
    if text not in texts:
        if len(texts) >= MAX_TEXTS:
            texts.clear()
        texts[text] = _shape(text, shaper.prepare(style), caches)
    return texts[text]


def shape_line(text: str, style: Any) -> ShapedLine:
    """Shape a text, and measure its line as the engine does. Raises UnsupportedText where its advances are not the font's."""
    caches = caches_of_style(style)
    shaper = get_shaper(style, caches)
    if shaper.texts is None:
        raise UnsupportedText
    if text not in shaper.lines:
        if len(shaper.lines) >= MAX_TEXTS:
            shaper.lines.clear()
        layout = shaper.prepare(style)
        shaped = _shape(text, layout, caches)
        width, height = line_break.line_size(layout.get_first_line()[0], style)
        baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        shaper.lines[text] = ShapedLine(shaped, width, height, baseline)
    return shaper.lines[text]


def get_shaper(style: Any, caches: LayoutCaches) -> Shaper:
    """The shaper for texts of a style."""
    facts: StyleFacts | None = style.__dict__.get("facts")  # of a style of ours
    if facts and facts.shaper:
        found: Shaper = facts.shaper
        return found
    if any(style[name] not in neutral for name, neutral in NEUTRAL_VALUES.items()):
        return Shaper(line_break.Layout(style), None)
    key = "|".join(str(style[name]) for name in SHAPING_PROPERTIES)
    shapers: dict[str, Shaper] = caches.shapers
    if key not in shapers:
        if len(shapers) >= MAX_TEXTS:
            shapers.clear()
        shapers[key] = Shaper(line_break.Layout(style))
    if facts:
        facts.shaper = shapers[key]
    return shapers[key]


def _shape(text: str, layout: Any, caches: LayoutCaches) -> ShapedText:
    layout.set_text(text)
    line, _ = layout.get_first_line()
    places, numbers, widths = array("i"), array("i"), array("i")
    fonts: list[tuple[int, FontReference]] = []
    is_moved, run = False, line.runs
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        if item.analysis.level % 2:
            raise UnsupportedText
        count, offset = string.num_glyphs, item.offset
        font = _reference_font(item.analysis.font, caches)
        if not fonts or fonts[-1][1] is not font:
            fonts.append((len(numbers), font))
        run_numbers, run_widths, across, up, _ = _glyph_columns(string.glyphs, count)
        places.extend(offset + cluster for cluster in ffi.unpack(string.log_clusters, count))
        numbers.extend(run_numbers)
        widths.extend(run_widths)
        is_moved = is_moved or any(across) or any(up) or max(run_numbers) >= pango.PANGO_GLYPH_EMPTY
        run = run.next
    is_single = len(set(places)) == len(places)
    glyphs = Glyphs(numbers, widths, tuple(fonts))
    offsets, lasts, advances = (places, range(len(places)), widths) if is_single else _join_clusters(places, widths)
    clusters = _split(text, offsets)
    pixels = {width: width * FROM_UNITS for width in set(advances)}  # few, so that equal advances share an object
    return ShapedText(
        clusters,
        offsets,
        tuple(map(pixels.__getitem__, advances)),
        {number: _measure_blanks(glyphs, lasts[number]) for number, cluster in enumerate(clusters) if cluster in BLANK_MARKS},
        glyphs if is_single and not is_moved else None,
    )


def _glyph_columns(glyphs: CData, count: int) -> list[Sequence[int]]:
    """An array of PangoGlyphInfo, read at once: numbers, advances, offsets across and up, and flags."""
    memory = memoryview(ffi.buffer(glyphs, count * COLUMNS * ffi.sizeof("int"))).cast("i")
    return [memory[column::COLUMNS].tolist() for column in range(COLUMNS)]


def _join_clusters(places: Sequence[int], widths: Sequence[int]) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """Of each cluster the byte it begins at, its last glyph, and its advance in Pango units."""
    advances: dict[int, int] = {}
    for place, width in zip(places, widths, strict=True):
        advances[place] = advances.get(place, 0) + width
    lasts = {place: number for number, place in enumerate(places)}
    return array("i", lasts), list(lasts.values()), list(advances.values())


def _reference_font(pango_font: CData, caches: LayoutCaches) -> FontReference:
    """The reference to a font, which lives as long as the caches."""
    address = int(ffi.cast("uintptr_t", pango_font))
    if address not in caches.fonts:
        caches.fonts[address] = FontReference(ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref))
    found: FontReference = caches.fonts[address]
    return found


def _split(text: str, offsets: Sequence[int]) -> Sequence[str]:
    """The parts of a text that begin at these bytes."""
    if len(text) == len(offsets):
        return text
    data = text.encode()
    return [data[a:b].decode() for a, b in zip(offsets, (*offsets[1:], len(data)), strict=True)]


def _measure_blanks(glyphs: Glyphs, number: int) -> tuple[float, float]:
    """Px of blank before and behind the ink of a glyph."""
    font = next(font for begin, font in reversed(glyphs.fonts) if begin <= number)
    return font.measure_blanks(glyphs.numbers[number], glyphs.advances[number])


def replace_text(box: Any, text: str) -> bool:
    """Replace the text of a box after layout; False, and nothing changed, where its glyphs would not have the same advances."""
    if not isinstance(box.pango_layout, AdjustedLayout):
        return False
    before, after = shape_text(box.text, box.style), shape_text(text, box.style)
    if (before.offsets, before.advances) != (after.offsets, after.advances):
        return False
    box.text = text
    box.pango_layout.replace(text, after, range(len(after.offsets)))
    return True


def compute_repetition(text: str, count: int, pitch: float, style: Any) -> list[float] | None:
    """The shifts of an `AdjustedLayout` that shows `count` copies of a text, one every `pitch` px; None where the copies form ligatures."""
    try:
        shaped = shape_text(text * count, style)
    except UnsupportedText:
        return None
    size, each = len(text.encode()), len(shaped.offsets) // count
    if not each or list(shaped.offsets[::each]) != list(range(0, size * count, size)):
        return None
    step = style["font_size"] / 1000  # the unit of advances in a PDF
    shifts = [0.0] * len(shaped.offsets)
    for end in range(each, len(shaped.offsets) + 1, each):
        shifts[end - 1] = pitch - sum(round(width / step) for width in shaped.advances[end - each : end]) * step
    return shifts


class AdjustedLayout(line_break.Layout):  # type: ignore[misc]
    """The Pango layout of a text whose clusters are drawn with other advances than the font's.

    Drawing from measured glyphs (`drawing.py`) needs no Pango layout. So the text is shaped again only when the engine's own code
    accesses `layout`.
    """

    justification_spacing = 0
    first_line_direction = 0
    lead = 0.0
    """Px of blank that the first cluster gives up at its beginning: what is before it reaches there."""

    def __init__(self, shaped: ShapedText, clusters: range | None, shifts: Sequence[float] | None, width: float, style: Any) -> None:
        """Some clusters of a shaped text, or all. `shifts` are px to add to the advance of each; None for none."""
        shown = clusters or range(len(shaped.offsets))
        self.replace(shaped.text(shown.start, shown.stop), shaped, shown)
        self.shifts = shifts
        self.max_width = width
        if style["text_decoration_line"] != "none":  # the engine reads the positions of decorations before it reactivates the layout
            self.setup(style)
            self.deactivate()

    def give_up_blank(self, width: float) -> bool:
        """Let the first cluster, if it is a mark with so much blank, give it up at its beginning; False where it has less."""
        blank, _ = self.shaped.blanks.get(self.clusters.start, (0.0, 0.0))
        if not 0 < width <= blank:
            return False
        self.lead = width
        return True

    @property
    def last_blank(self) -> float:
        """Px of blank behind the ink of the last cluster if it is a mark, else 0."""
        _, blank = self.shaped.blanks.get(self.clusters.stop - 1, (0.0, 0.0))
        return max(blank, 0.0)

    def narrow_last(self, width: float) -> "AdjustedLayout":
        """The same layout with a narrower last cluster."""
        narrowed = copy(self)
        narrowed.shifts = array("d", self.shifts or bytes(8 * len(self.clusters)))
        narrowed.shifts[-1] -= width
        return narrowed

    def replace(self, text: str, shaped: ShapedText, clusters: range) -> None:
        """Show a text, which is some clusters of a shaped text."""
        self.text, self.shaped, self.clusters = text, shaped, clusters

    @property
    def advances(self) -> Iterable[int]:
        """The advance that each cluster is drawn with, in Pango units; only where each is one glyph."""
        glyphs = self.shaped.glyphs
        natural = glyphs.advances[self.clusters.start : self.clusters.stop] if glyphs else ()
        return natural if self.shifts is None else adjust_advances(natural, self.shifts, self.style["font_size"])

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
        layout = get_shaper(style, caches_of_style(style)).prepare(style)
        self.layout, self.language = layout.layout, layout.language
        self.set_text(self.text)
        if self.shifts is None or not any(self.shifts):
            return
        # the engine sets this mode when it draws, and a change would shape the text once more
        pango.pango_layout_set_single_paragraph_mode(self.layout, True)  # noqa: FBT003
        line, _ = self.get_first_line()
        offsets = self.shaped.offsets
        begin = offsets[self.clusters.start]
        shifts = {offsets[number] - begin: shift for number, shift in zip(self.clusters, self.shifts, strict=True) if shift}
        shifted: list[tuple[Any, float]] = []
        run = line.runs
        while run != ffi.NULL:
            item, glyphs = run.data.item, run.data.glyphs
            offset, count = item.offset, glyphs.num_glyphs
            clusters = glyphs.log_clusters[0:count]
            for k in range(count):
                if k + 1 < count and clusters[k + 1] == clusters[k]:
                    continue
                shift = shifts.get(offset + clusters[k])
                if shift is not None:
                    shifted.append((glyphs.glyphs[k].geometry, shift))
            run = run.next
        advances = [geometry.width for geometry, _ in shifted]
        adjusted = adjust_advances(advances, [shift for _, shift in shifted], style["font_size"])
        for (geometry, _), width in zip(shifted, adjusted, strict=True):
            geometry.width = width


def adjust_advances(advances: Iterable[int], shifts: Iterable[float], size: float) -> Iterator[int]:
    """Advances in Pango units with shifts in px added, for a font size in px; a shift of 0 changes nothing.

    Advances in a PDF are whole thousandths of an em. What rounding leaves of a shift is carried on to the next one.
    """
    thousandth, carry = size * TO_UNITS / 1000, 0.0
    for advance, shift in zip(advances, shifts, strict=True):
        if not shift:
            yield advance
            continue
        exact = shift * TO_UNITS / thousandth + carry
        whole = round(exact)
        carry = exact - whole
        # the engine truncates shifts to whole thousandths of an em, so a little is added before
        yield round((round(advance / thousandth) + whole + (0.25 if whole > 0 else -0.25 if whole else 0)) * thousandth)
