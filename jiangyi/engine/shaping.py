"""Texts as Pango shapes them: the glyphs, how wide each cluster of them is, and the advances that were chosen instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango
from weasyprint.text.fonts import get_pango_font_key

from jiangyi.typeset import BLANK_MARKS

if not hasattr(gobject, "g_object_ref"):
    ffi.cdef("void *g_object_ref(void *object);")

LOOK = (
    *("font_family", "font_size", "font_style", "font_stretch", "font_weight", "font_variation_settings", "font_language_override", "lang"),
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric"),
    *("font_variant_alternates", "font_variant_east_asian", "font_feature_settings", "direction", "overflow_wrap"),
)
"""Properties that tell how a text is shaped."""
PLAIN = {"text_decoration_line": ("none",), "word_spacing": (0,), "letter_spacing": ("normal", 0)}
"""What is kept in a layout and may belong to one text alone, with the values that say nothing."""
NO_ELLIPSIS = 0
REMEMBERED = 1000
"""Looks, and texts of a look; when there are more, all are forgotten."""
INK = ffi.new("PangoRectangle *")
COLUMNS = 5
"""Of what Pango says of a glyph, each an int: number, advance, shift across, shift up, flags."""


GObject = Any
"""Something of Pango's, held by cffi."""


class NotOurs(Exception):
    """A text that the engine sets by itself."""


def measure(text: str, style: Any) -> "Shaped":
    """A text as its font sets it, in one line; of a text that was measured before it is remembered."""
    layout = layout_of(style)
    known: dict[str, Shaped] | None = getattr(layout, "known", None)
    if known is None:
        return _measured(text, layout)
    if text not in known:
        if len(known) >= REMEMBERED:
            known.clear()
        known[text] = _measured(text, layout)
    return known[text]


def layout_of(style: Any) -> Any:
    """The engine's layout for texts of a style: one for all of that look, since most of the work is to make it."""
    if any(style[name] not in usual for name, usual in PLAIN.items()):
        return line_break.Layout(style)
    look = style.__dict__.get("look") or "|".join(str(style[name]) for name in LOOK)
    style.look = look
    layouts = style.font_config.__dict__.setdefault("layouts_by_look", {})
    if look not in layouts:
        if len(layouts) >= REMEMBERED:
            layouts.clear()
        layouts[look] = line_break.Layout(style)
        layouts[look].known = {}
    layout = layouts[look]
    layout.style = style
    # drawing may have left these changed
    pango.pango_layout_set_single_paragraph_mode(layout.layout, False)  # noqa: FBT003
    pango.pango_layout_set_width(layout.layout, -1)
    pango.pango_layout_set_ellipsize(layout.layout, NO_ELLIPSIS)
    return layout


def _measured(text: str, layout: Any) -> "Shaped":
    layout.set_text(text)
    line, _ = layout.get_first_line()
    places: list[int] = []
    glyphs: list[Glyph] = []
    moved, run = False, line.runs
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        if item.analysis.level % 2:
            raise NotOurs
        count, offset = string.num_glyphs, item.offset
        font = _kept(item.analysis.font, layout.style.font_config)
        numbers, widths, across, up, _ = _columns(string.glyphs, count)
        places += [offset + cluster for cluster in ffi.unpack(string.log_clusters, count)]
        glyphs += zip(repeat(font), numbers, widths, strict=False)
        moved = moved or any(across) or any(up) or max(numbers) >= pango.PANGO_GLYPH_EMPTY
        run = run.next
    single = len(set(places)) == len(places)
    drawn = dict(zip(places, glyphs, strict=True))
    advances = [width for _, _, width in glyphs] if single else list(_summed(places, glyphs))
    offsets = tuple(drawn)
    clusters = _cut(text, offsets)
    blanks = [_ink(*glyph) if c in BLANK_MARKS else None for glyph, c in zip(drawn.values(), clusters, strict=True)]
    known = tuple(glyphs) if single and not moved else None
    return Shaped(clusters, offsets, tuple(width * FROM_UNITS for width in advances), blanks, known)


def _columns(glyphs: GObject, count: int) -> list[Sequence[int]]:
    """Glyphs read in one go: their numbers, advances, shifts across and up, and flags."""
    memory = memoryview(ffi.buffer(glyphs, count * COLUMNS * ffi.sizeof("int"))).cast("i")
    return [memory[column::COLUMNS].tolist() for column in range(COLUMNS)]


def _summed(places: Sequence[int], glyphs: Sequence["Glyph"]) -> Iterable[int]:
    """The advance of each cluster."""
    advances: dict[int, int] = {}
    for place, (_, _, width) in zip(places, glyphs, strict=True):
        advances[place] = advances.get(place, 0) + width
    return advances.values()


def _kept(pango_font: GObject, configuration: Any) -> "KeptFont":
    """A font, kept as long as the configuration that found it."""
    fonts: dict[int, KeptFont] = configuration.__dict__.setdefault("kept_fonts", {})
    place = int(ffi.cast("uintptr_t", pango_font))
    if place not in fonts:
        fonts[place] = KeptFont(ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref))
    return fonts[place]


class KeptFont:
    """A font of Pango's that does not go away."""

    def __init__(self, pango_font: GObject) -> None:
        """Keep it."""
        self.pango_font = pango_font

    @cached_property
    def told(self) -> tuple[int, Any, float]:
        """What the engine calls it in a file, what Pango does, and its size in px."""
        key: tuple[int, Any, float] = get_pango_font_key(self.pango_font)
        return key


Glyph = tuple[KeptFont, int, int]
"""A glyph that is a cluster by itself and stands where it belongs: its font, its number there, its advance in Pango's units."""


@dataclass(frozen=True, slots=True, eq=False)
class Shaped:
    """A text by its clusters of glyphs: the byte each begins at, its advance in px, and of marks the blanks beside the ink.

    Of texts that look the same there is one as long as it is remembered, so it stands for them.
    """

    clusters: Sequence[str]
    offsets: tuple[int, ...]
    advances: tuple[float, ...]
    blanks: Sequence[tuple[float, float] | None]
    glyphs: tuple[Glyph, ...] | None = None
    """One for each cluster; None where a cluster has several, or one that is missing or moved."""


def _cut(text: str, offsets: tuple[int, ...]) -> Sequence[str]:
    """A text in pieces that begin at these bytes."""
    if len(text) == len(offsets):
        return text
    data = text.encode()
    return [data[a:b].decode() for a, b in zip(offsets, (*offsets[1:], len(data)), strict=True)]


def _ink(font: KeptFont, glyph: int, advance: int) -> tuple[float, float]:
    """Px of blank before and behind the ink of a glyph."""
    pango.pango_font_get_glyph_extents(font.pango_font, glyph, INK, ffi.NULL)
    return INK.x * FROM_UNITS, (advance - INK.x - INK.width) * FROM_UNITS


def respell(box: Any, text: str) -> bool:
    """Put another text in a box that was laid out; False, and nothing changed, where it would not stand in the same places."""
    if not isinstance(box.pango_layout, SetLayout):
        return False
    before, after = measure(box.text, box.style), measure(text, box.style)
    if (before.offsets, before.advances) != (after.offsets, after.advances):
        return False
    box.text = box.pango_layout.text = text
    box.pango_layout.glyphs = after.glyphs
    return True


def repeated(text: str, count: int, pitch: float, style: Any) -> dict[int, float] | None:
    """What to add behind each copy of a text so that they follow at a pitch in px, for SetLayout; None where they run into each other."""
    try:
        shaped = measure(text * count, style)
    except NotOurs:
        return None
    size, each = len(text.encode()), len(shaped.offsets) // count
    if not each or list(shaped.offsets[::each]) != list(range(0, size * count, size)):
        return None
    step = style["font_size"] / 1000  # what a PDF counts advances in
    ends = range(each, len(shaped.offsets) + 1, each)
    return {shaped.offsets[end - 1]: pitch - sum(round(width / step) for width in shaped.advances[end - each : end]) * step for end in ends}


class SetLayout(line_break.Layout):  # type: ignore[misc]
    """A text whose glyphs get the advances that were chosen, when it is drawn."""

    by_glyphs = False
    """Whether whoever draws knows to draw the glyphs that were measured."""

    def __init__(
        self, text: str, shifts: dict[int, float], width: float, style: Any, glyphs: tuple[Glyph, ...] | None, offsets: Sequence[int]
    ) -> None:
        """Keep what is needed for drawing; `shifts` are px by the byte at which a cluster begins, as in `offsets`."""
        self.text = text
        self.shifts = shifts
        self.glyphs = glyphs
        self.offsets = offsets
        self.justification_spacing = 0
        self.first_line_direction = 0
        self.max_width = width
        if style["text_decoration_line"] != "none":  # where lines below and above go is asked before the text is drawn
            self.setup(style)
            self.deactivate()

    def reactivate(self, style: Any) -> None:
        """Be ready to be drawn."""
        if self.glyphs is None or not self.by_glyphs:
            self.shape(style)

    def deactivate(self) -> None:
        """Let go of what is needed only to be drawn."""
        if hasattr(self, "layout"):
            super().deactivate()

    def shape(self, style: Any) -> None:
        """Shape the text again and give each cluster its advance."""
        layout = layout_of(style)
        self.layout, self.language, self.style = layout.layout, layout.language, style
        self.set_text(self.text)
        if not self.shifts:
            return
        # the engine asks for a single paragraph when it draws, and a change of that would shape the text once more
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
                geometry.width, carry = widened(geometry.width, shift * TO_UNITS / thousandth + carry, thousandth)
            run = run.next


def widened(width: int, wanted: float, thousandth: float) -> tuple[int, float]:
    """An advance made wider by thousandths of an em, and what is left of them."""
    whole = round(wanted)
    natural = round(width / thousandth)
    # drawing cuts a shift down to whole thousandths of an em, so a little is added to what it is cut from
    return round((natural + whole + (0.25 if whole > 0 else -0.25 if whole else 0)) * thousandth), wanted - whole
