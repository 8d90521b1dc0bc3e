"""Draw lines from the glyphs that were measured, where the engine would have Pango shape each text again.

What is drawn is the same. Texts without measured glyphs, fonts with pictures, and lines that are cut off are left to the engine.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from weasyprint import DEFAULT_OPTIONS, draw
from weasyprint.draw import text as engine
from weasyprint.formatting_structure import boxes
from weasyprint.images import RasterImage
from weasyprint.matrix import Matrix
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from jiangyi.core import ById, Memo
from jiangyi.engine.deferred_drawing import put_sign_aside
from jiangyi.engine.lengths import SIDES, facts_of
from jiangyi.engine.patches import edit_function
from jiangyi.engine.shaping import AdjustedLayout, FontReference, Glyphs
from jiangyi.engine.signs import draw_sign, find_sign

SIZES_ARE_RIGHT = 14802
"""The first version of Pango that reports the right size of a font (https://gitlab.gnome.org/GNOME/pango/-/issues/530)."""
SMALLEST = 1e-6
"""Px; the engine draws no smaller font size."""

STATE = ("_current_color", "_current_color_stroke", "_current_alpha", "_current_alpha_stroke", "_current_font")
"""The attributes of a stream that hold what was set last."""
DRAWN = "jiangyi_drawn"
"""The attribute of a page's stream that holds the pictures drawn in it."""
REPEATABLE = frozenset(b"q Q cm m l c v y h re f f* S s B B* b b* n W W* w J j M d gs rg RG g G k K".split())
"""Operators of paths and colours (ISO 32000-1 §8.5): they draw the same wherever they stand in a stream."""
EMOJIS = Memo[Any]("pictures of glyphs", 500)

_engine_draw_border, _engine_draw_outline, _engine_set_mask_border = draw.draw_border, draw.draw_outline, draw.set_mask_border
draw_line_with_spaces = edit_function(engine.draw_first_line, "not textbox.text.strip()", "not textbox.pango_layout.text")
"""The engine's function, which also draws a text of spaces only, and the space that a box has only in its layout (`line_ends`)."""


def is_unbordered(box: Any) -> bool:
    """True if nothing is drawn for the borders, mask and outline of a box, by its style; False where that is not known."""
    facts = facts_of(box.style)
    if facts is None:
        return False
    if facts.is_unbordered is None:
        style = box.style
        facts.is_unbordered = bool(
            not any(style[f"border_{side}_width"] for side in SIDES)
            and style["border_collapse"] != "collapse"  # else a box has borders of its neighbours
            and style["border_image_source"][0] == "none"
            and style["mask_border_source"][0] == "none"
            and style["column_width"] == style["column_count"] == "auto"
            and not style["outline_width"]
        )
    return facts.is_unbordered


def draw_border(stream: Any, box: Any) -> None:
    """Draw the border of a box. Replaces `draw_border`."""
    if is_unbordered(box):
        return
    sign = find_sign(box) if stream._tags is not None else None
    if sign is None or sign in stream._tags:
        _engine_draw_border(stream, box)
    elif not put_sign_aside(stream, box, sign):
        with stream.marked(sign, "Span"):
            draw_sign(stream, box)


def set_mask_border(stream: Any, box: Any) -> None:
    """Mask a box by its border. Replaces `set_mask_border`."""
    if not is_unbordered(box):
        _engine_set_mask_border(stream, box)


def draw_outline(stream: Any, box: Any) -> None:
    """Draw the outlines of a box and its descendants. Replaces `draw_outline`."""
    if not is_unbordered(box):
        _engine_draw_outline(stream, box)
        return
    for child in box.children:
        if isinstance(child, boxes.Box):
            draw_outline(stream, child)


def is_supported() -> bool:
    """True if the installed Pango reports the right sizes of fonts."""
    return bool(pango.pango_version() >= SIZES_ARE_RIGHT)


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
    """Draw the line of a text box, and return its emojis. Replaces `draw_first_line`."""
    layout, size = textbox.pango_layout, textbox.style["font_size"]
    if not isinstance(layout, AdjustedLayout):
        return draw_line_with_spaces(stream, textbox, text_overflow, block_ellipsis, matrix)
    is_cut_off = text_overflow == "ellipsis" or block_ellipsis != "none"
    glyphs = layout.shaped.glyphs
    if is_cut_off or glyphs is None or size < SMALLEST:
        return draw_line_with_spaces(stream, textbox, text_overflow, block_ellipsis, matrix)
    runs = [
        (reference, *_add_font(stream, reference), numbers)
        for reference, numbers in glyphs.runs(layout.clusters.start, layout.clusters.stop)
    ]
    if not runs or any(font.bitmap or font.png or font.svg or font.colr for _, font, *_ in runs):
        return draw_line_with_spaces(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*(matrix @ Matrix(e=layout.lead)).values)
    _show_glyphs(stream, layout, glyphs, runs)
    return []


def _add_font(stream: Any, font: FontReference) -> tuple[Any, float]:
    """The engine's font in the PDF for a font, and its size in px."""
    key, _, size = font.engine_key
    return stream._fonts.get(key) or stream.add_font(font.pango_font)[0], size


def _show_glyphs(stream: Any, layout: AdjustedLayout, glyphs: Glyphs, runs: Iterable[tuple[Any, ...]]) -> None:
    """Write the operators that show the glyphs of a layout; the strings are those that the engine writes.

    The columns of `runs` are a font, the engine's font for it, its size in px, and the range of its glyphs.
    """
    clusters, advances, lead = layout.shaped.clusters, iter(layout.advances), layout.lead
    for reference, font, font_size, numbers in runs:
        stream.set_font_size(font.hash, font_size)
        string = [f"{lead * 1000 / font_size:.0f}<" if lead else "<"]
        lead = 0.0
        for place, glyph, advance in zip(numbers, glyphs.numbers[numbers.start : numbers.stop], advances, strict=False):
            if glyph not in font.to_unicode:
                font.to_unicode[glyph] = clusters[place]
            if glyph not in font.widths:
                pango.pango_font_get_glyph_extents(reference.pango_font, glyph, ffi.NULL, stream.logical_rect)
                font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / font_size)
            kerning = font.widths[glyph] - advance * 1000 * FROM_UNITS / font_size
            string.append(f"{glyph:04x}>{int(kerning)}<" if kerning else f"{glyph:04x}")
        shown_text = "".join(string)
        stream.show_text(shown_text.removesuffix("<") if shown_text.endswith("<") else shown_text + ">")


def draw_vector_picture(picture: Any, stream: Any, width: float, height: float, _style: Any) -> None:
    """Draw an SVG picture; what it raises fails the handout. Replaces `SVGImage.draw`.

    A picture that was drawn on this page in the same size, as the same letter in many formulas, is drawn by the same operators.
    """
    drawn: dict[Hashable, _DrawnPicture] = stream.__dict__.setdefault(DRAWN, {})
    key = (ById(picture), width, height, *_state(stream))
    if known := drawn.get(key):
        stream.stream += known.operators
        vars(stream).update(zip(STATE, known.state, strict=True))
        return
    begin = len(stream.stream)
    picture._svg.draw(stream, width, height, picture._base_url, picture._context)
    operators = stream.stream[begin:]
    if operators and all(isinstance(one, bytes) and one.rsplit(b" ", 1)[-1] in REPEATABLE for one in operators):
        drawn[key] = _DrawnPicture(operators, _state(stream))


@dataclass(frozen=True, slots=True)
class _DrawnPicture:
    """What was written into the stream of a page to draw a picture."""

    operators: list[bytes]
    state: tuple[Any, ...]
    """The state of the stream after it."""


def _state(stream: Any) -> tuple[Any, ...]:
    """What the next operators of a stream depend on, beside its coordinates."""
    return tuple(getattr(stream, name) for name in STATE)


def make_emoji(
    pillow_image: Any,
    image_id: str,
    image_data: bytes,
    filename: Any = None,
    cache: Any = None,
    orientation: Any = "none",
    options: Any = DEFAULT_OPTIONS,
) -> Any:
    """The picture of a glyph, made once. Replaces `RasterImage` where text is drawn."""
    return EMOJIS.get_or_compute(
        (image_id, image_data), None, lambda: RasterImage(pillow_image, image_id, image_data, filename, cache, orientation, options)
    )
