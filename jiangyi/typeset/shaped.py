"""Texts as Pango shapes them: how wide each cluster of glyphs is, and drawn with the advances that were chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango

from jiangyi.typeset.text import BLANK_MARKS

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
    look = "|".join(str(style[name]) for name in LOOK)
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
    advances: dict[int, int] = {}
    drawn: dict[int, tuple[Any, int]] = {}
    run = line.runs
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        if item.analysis.level % 2:
            raise NotOurs
        offset, count, font = item.offset, glyphs.num_glyphs, item.analysis.font
        for cluster, glyph in zip(glyphs.log_clusters[0:count], glyphs.glyphs[0:count], strict=True):
            at = offset + cluster
            advances[at] = advances.get(at, 0) + glyph.geometry.width
            drawn[at] = (font, glyph.glyph)
        run = run.next
    offsets = tuple(advances)
    clusters = _cut(text, offsets)
    blanks = [_ink(*drawn[at], advances[at]) if c in BLANK_MARKS else None for at, c in zip(offsets, clusters, strict=True)]
    return Shaped(clusters, offsets, tuple(width * FROM_UNITS for width in advances.values()), blanks)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A text by its clusters of glyphs: the byte each begins at, its advance in px, and of marks the blanks beside the ink."""

    clusters: Sequence[str]
    offsets: tuple[int, ...]
    advances: tuple[float, ...]
    blanks: Sequence[tuple[float, float] | None]


def _cut(text: str, offsets: tuple[int, ...]) -> Sequence[str]:
    """A text in pieces that begin at these bytes."""
    if len(text) == len(offsets):
        return text
    data = text.encode()
    return [data[a:b].decode() for a, b in zip(offsets, (*offsets[1:], len(data)), strict=True)]


def _ink(font: Any, glyph: int, advance: int) -> tuple[float, float]:
    """Px of blank before and behind the ink of a glyph."""
    pango.pango_font_get_glyph_extents(font, glyph, INK, ffi.NULL)
    return INK.x * FROM_UNITS, (advance - INK.x - INK.width) * FROM_UNITS


def respell(box: Any, text: str) -> bool:
    """Put another text in a box that was laid out; False, and nothing changed, where it would not stand in the same places."""
    if not isinstance(box.pango_layout, SetLayout) or measure(text, box.style) != replace(measure(box.text, box.style), clusters=text):
        return False
    box.text = box.pango_layout.text = text
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

    def __init__(self, text: str, shifts: dict[int, float], width: float, style: Any) -> None:
        """Keep what is needed for drawing; `shifts` are px by the byte at which a cluster begins."""
        self.text = text
        self.shifts = shifts
        self.justification_spacing = 0
        self.first_line_direction = 0
        self.max_width = width
        if style["text_decoration_line"] != "none":  # where lines below and above go is asked before the text is drawn
            self.setup(style)
            self.deactivate()

    def reactivate(self, style: Any) -> None:
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
                wanted = shift * TO_UNITS / thousandth + carry
                whole = round(wanted)
                carry = wanted - whole
                geometry = glyphs.glyphs[k].geometry
                # drawing cuts a shift down to whole thousandths of an em, so a little is added to what it is cut from
                natural = round(geometry.width / thousandth)
                geometry.width = round((natural + whole + (0.25 if whole > 0 else -0.25 if whole else 0)) * thousandth)
            run = run.next
