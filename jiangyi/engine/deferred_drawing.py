"""Draw the texts and pictures of a page in the order in which they are read.

The engine draws by CSS 2.2 appendix E: the lines of blocks first, then what is positioned, such as the markers of lists. Readers
that search, copy or speak by the content stream meet texts in that order. While a page is collected, texts and pictures are put
aside with the state that they are drawn in; everything else, all backgrounds and borders, is drawn at once. What was put aside is
drawn on top of it afterwards, in any order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby, pairwise
from typing import Any

import pydyf
from weasyprint import draw
from weasyprint.draw.border import rounded_box
from weasyprint.formatting_structure import boxes
from weasyprint.stacking import StackingContext

from jiangyi.engine.block_gaps import end_above, find_neighbours, separate_texts
from jiangyi.engine.signs import Sign, draw_sign

_engine_draw_stacking_context = draw.draw_stacking_context
_engine_draw_inline_level, _engine_draw_block_level = draw.draw_inline_level, draw.draw_block_level

COLLECTED = "jiangyi_collected"
"""The attribute of a page's stream that holds its collection."""


@dataclass(frozen=True, eq=False, slots=True)
class Clip:
    """The edge at which a box cuts its content off."""

    box: Any
    coordinates: Any
    """The matrix that was in force."""


@dataclass(frozen=True, eq=False, slots=True)
class Item:
    """A text, a picture or a sign that was put aside."""

    box: Any
    tag: str
    number: int
    coordinates: Any
    clips: tuple[Clip, ...]
    text: tuple[Any, ...]
    """Where a line begins, and how it is cut off; empty for anything else."""

    @property
    def state(self) -> tuple[Any, ...]:
        """What its operators depend on."""
        return self.coordinates.values, self.clips


@dataclass(eq=False, slots=True)
class Collection:
    """What was put aside while a page was drawn."""

    items: list[Item] = field(default_factory=list)
    clips: tuple[Clip, ...] = ()
    """Those around what is drawn."""


def collect_items(page: Any, stream: Any) -> Mapping[int, Item]:
    """Draw the box of a page without its texts and pictures; returns them by the numbers of their marked-content sequences."""
    collection = Collection()
    vars(stream)[COLLECTED] = collection
    try:
        draw.draw_page(page, stream)
    finally:
        del vars(stream)[COLLECTED]
    return {item.number: item for item in collection.items}


def draw_items(stream: Any, blocks: Iterable[Iterable[Item]]) -> None:
    """Draw what was put aside, in the given order: the items of each block."""
    ordered = list(map(list, blocks))
    following = {block[-1]: others[0] for block, others in pairwise(ordered)}
    texts = ((number, item.box) for number, block in enumerate(ordered) for item in block if item.text)
    beside = find_neighbours(texts) if len(ordered) > 1 else {}
    content = list(chain.from_iterable(ordered))
    below = {item: other.box for item, other in pairwise(content)}
    for _, alike in groupby(content, key=lambda item: item.state):
        same = list(alike)
        with stream.stacked():
            for clip in same[0].clips:
                _move_to(stream, clip.coordinates)
                rounded_box(stream, clip.box.rounded_padding_box())
                stream.clip()
                stream.end()
            _move_to(stream, same[0].coordinates)
            for item in same:
                stream.begin_marked_content(item.tag, pydyf.Dictionary({"MCID": item.number}))
                if item.text:
                    _draw_text(stream, item, following.get(item), beside.get(item.box), below.get(item))
                elif isinstance(item.box, boxes.ReplacedBox):
                    draw.draw_replacedbox(stream, item.box)
                else:
                    draw_sign(stream, item.box)
                stream.end_marked_content()


def _draw_text(stream: Any, item: Item, following: Item | None, beside: Any, below: Any) -> None:
    """Draw a text, and the space between it and what follows it in another block, if there is one; it ends before what is beside it."""
    box, space = end_above(item.box, below), None
    if following is not None and following.coordinates.values == item.coordinates.values:
        box, space = separate_texts(box, following.box)
    if box is item.box and beside is not None:
        box, _ = separate_texts(box, beside)
    draw.draw_text(stream, box, *item.text)
    if space is not None:
        draw.draw_text(stream, space, *item.text)


def _move_to(stream: Any, coordinates: Any) -> None:
    """Let a matrix be in force."""
    if coordinates.values != stream.ctm.values:
        stream.transform(*(coordinates @ stream.ctm.invert).values)


def draw_stacking_context(stream: Any, context: Any) -> None:
    """Draw a stacking context. Replaces `draw_stacking_context`."""
    collection, box = vars(stream).get(COLLECTED), context.box
    if collection is None or isinstance(box, boxes.PageBox):
        _engine_draw_stacking_context(stream, context)
    elif is_cut_otherwise(context):
        del vars(stream)[COLLECTED]
        _engine_draw_stacking_context(stream, context)
        vars(stream)[COLLECTED] = collection
    else:
        before = collection.clips
        if box.style["overflow"] != "visible":
            own = box.transformation_matrix
            collection.clips += (Clip(box, own @ stream.ctm if own else stream.ctm),)
        _engine_draw_stacking_context(stream, context)
        collection.clips = before


def is_cut_otherwise(context: Any) -> bool:
    """True if a stacking context is cut off at another edge than that of its box; its texts are drawn at once."""
    box = context.box
    at_page = box.is_for_root_element and context.page.style["overflow"] != "visible"
    return bool(at_page or (box.is_absolutely_positioned() and box.style["clip"]))


def draw_inline_level(
    stream: Any, page: Any, box: Any, offset_x: float = 0, text_overflow: str = "clip", block_ellipsis: Any = "none"
) -> None:
    """Draw a box of a line without its texts and pictures, and put those aside. Replaces `draw_inline_level`."""
    collection = vars(stream).get(COLLECTED)
    if collection is None or not isinstance(box, (boxes.InlineBox, boxes.LineBox, boxes.InlineReplacedBox)):
        _engine_draw_inline_level(stream, page, box, offset_x, text_overflow, block_ellipsis)
        return
    draw.set_mask_border(stream, box)
    draw.draw_background(stream, box.background)
    draw.draw_border(stream, box)
    if isinstance(box, boxes.InlineReplacedBox):
        put_aside(stream, collection, box, "Figure", ())
        return
    if isinstance(box, boxes.LineBox):
        text_overflow, block_ellipsis = box.text_overflow, box.block_ellipsis
    last = len(box.children) - 1
    for place, child in enumerate(box.children):
        ellipsis = block_ellipsis if place == last else "none"
        offset = offset_x if isinstance(child, StackingContext) else offset_x + child.position_x - box.position_x
        if isinstance(child, boxes.TextBox):
            put_aside(stream, collection, child, "Span", (offset, text_overflow, ellipsis))
        else:
            draw_inline_level(stream, page, child, offset, text_overflow, ellipsis)


def draw_block_level(page: Any, stream: Any, blocks_and_cells: Mapping[Any, Any]) -> None:
    """Draw the lines of blocks without their texts and pictures, and put those aside. Replaces `draw_block_level`."""
    collection = vars(stream).get(COLLECTED)
    if collection is None:
        _engine_draw_block_level(page, stream, blocks_and_cells)
        return
    for block, inner in blocks_and_cells.items():
        if isinstance(block, boxes.ReplacedBox):
            put_aside(stream, collection, block, "Figure", ())
        elif block.children and isinstance(block.children[-1], boxes.LineBox):
            for child in block.children:
                draw_inline_level(stream, page, child)
        draw_block_level(page, stream, inner)


def put_sign_aside(stream: Any, box: Any, sign: Sign) -> bool:
    """Put a border that stands for words aside; False where nothing is put aside."""
    collection = vars(stream).get(COLLECTED)
    if collection is not None:
        collection.items.append(Item(box, "Span", len(stream._tags), stream.ctm, collection.clips, ()))
        stream._tags[sign] = {"tag": "Span", "mcid": len(stream._tags)}
    return collection is not None


def put_aside(stream: Any, collection: Collection, box: Any, tag: str, text: tuple[Any, ...]) -> None:
    """Put a text or picture aside if it is visible."""
    if box.style["visibility"] == "visible":
        number = len(stream._tags)
        stream._tags[box] = {"tag": tag, "mcid": number}
        collection.items.append(Item(box, tag, number, stream.ctm, collection.clips, text))
