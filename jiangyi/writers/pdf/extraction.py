"""Extract a part from a laid-out document: the drawing operators, links, resources and structure elements of its pages."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf
from msgspec.structs import replace
from weasyprint.draw import draw_background
from weasyprint.draw.border import draw_border
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import ffi, pango

from jiangyi.core import timed
from jiangyi.engine import compute_folio, find_page_places, patched_drawing
from jiangyi.writers.pdf import formula_font, parts
from jiangyi.writers.pdf.element_templates import ElementWriter
from jiangyi.writers.pdf.font_subsets import SubsetFont
from jiangyi.writers.pdf.parts import (
    COLOR_SPACES,
    FONTS,
    POINTS_PER_PIXEL,
    RESOURCE_KINDS,
    Bookmark,
    FontUse,
    LaidOutPart,
    PageImage,
    PageLink,
    PrintedNumber,
    StreamObject,
    Template,
)
from jiangyi.writers.pdf.segments import compress_segment
from jiangyi.writers.pdf.streams import serialize_parts
from jiangyi.writers.pdf.structure_tree import StructureElement, StructureTree
from jiangyi.writers.pdf.tagging import paint_page
from jiangyi.writers.pdf.xobjects import convert_cmyk, drop_interpolation


class NumberedResources(pydyf.Dictionary):  # type: ignore[misc]
    """Resources that the engine numbers from a number of the part's own, so that those of several parts can be merged."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self.first = first

    def __len__(self) -> int:
        """The number of the next resource."""
        return self.first + len(self.keys())


class DescribedFont(SubsetFont):
    """A font with its full Pango description, including the size."""

    def __init__(self, pango_font: Any, description: Any, size: float) -> None:
        whole = ffi.gc(pango.pango_font_describe_with_absolute_size(pango_font), pango.pango_font_description_free)
        self.full_description = ffi.string(pango.pango_font_description_to_string(whole)).decode()
        super().__init__(pango_font, description, size)


def make_no_margin_boxes(_context: Any, _page: Any, _state: Any) -> tuple[()]:
    """No margin boxes; it replaces WeasyPrint's `make_margin_boxes` for pages whose margins are laid out separately."""
    return ()


@dataclass(frozen=True)
class ColorSpaces:
    """The sRGB profile of every PDF. It is the first object that the engine writes, so all parts can refer to it by the same number."""

    pdf_reference: bytes = b"3 0 R"


@dataclass(frozen=True)
class DrawnPage:
    """A page of the engine with what was drawn."""

    page: Any
    background: bytes
    operators: bytes
    links: list[tuple[PageLink, pydyf.Dictionary]]
    """Each with the annotation that the structure tree refers to."""
    strings: Mapping[str, str]
    marked_count: int


@timed("pdf")
def extract_part(document: Any, root: Any, number: int, *, is_mirrorable: bool, bare: bool) -> LaidOutPart:
    """The part that a laid-out document is; `number` is unique to it. If it is `bare`, its pages have no background."""
    resources = pydyf.Dictionary({kind: NumberedResources(number) for kind in RESOURCE_KINDS} | {"ColorSpace": COLOR_SPACES})
    images: dict[str, Any] = {}
    tree = StructureTree(StructureElement("Document", lang=document.metadata.lang or ""))
    strings = dict[str, str]()
    with patched_drawing():
        drawn = [_draw_page(document, place, resources, images, tree, strings) for place in range(len(document.pages))]
    tree.finish()
    dropped = {id(link.object) for link in tree.dropped_annotations}
    links = [[(link, annotation) for link, annotation in one.links if id(annotation) not in dropped] for one in drawn]
    elements = ElementWriter(tree, [one.page._page_box.page_type.blank for one in drawn], links, [one.marked_count for one in drawn])
    owned = [[replace(link, owner=elements.link_owners.get(id(annotation), -1)) for link, annotation in page] for page in links]
    places, serialized = find_page_places(document, root), ResourceWriter(images)
    return LaidOutPart(
        tuple(_to_image(one, own, owners, bare=bare) for one, own, owners in zip(drawn, owned, elements.owners, strict=True)),
        {kind: {name: serialized.template(thing, name) for name, thing in resources[kind].items()} for kind in RESOURCE_KINDS},
        tuple(serialized.streams),
        (*map(_font_use, document.fonts.values()), *_formula_font_use(drawn)),
        elements.template,
        len(elements.texts),
        tuple(elements.top),
        tuple(elements.main),
        tuple(elements.notes),
        tuple(elements.figures),
        places.places,
        dict(places.checksums),
        is_mirrorable,
    )


def _draw_page(document: Any, place: int, resources: Any, images: Any, tree: StructureTree, strings: dict[str, str]) -> DrawnPage:
    """One page; `strings` are those set up to the page before, and are updated."""
    page, tags = document.pages[place], dict[Any, Any]()
    bleed = page.bleed
    width, height = page.width + bleed["left"] + bleed["right"], page.height + bleed["top"] + bleed["bottom"]
    stream = Stream(
        document.fonts,
        (-bleed["left"], -bleed["top"], width, height),
        resources,
        images,
        tags,
        {"srgb": ColorSpaces()},
        "srgb",
        compress=True,
    )
    links = []
    for kind, target, rectangle, linked in page.links:
        if kind in ("internal", "external"):
            linked.link_annotation = pydyf.Dictionary({"Contents": pydyf.String(target)})  # the structure tree sets the words of the link
            links.append((kind, target, tuple(rectangle), linked.link_annotation))
    stream.transform(d=-1, f=page.height * POINTS_PER_PIXEL)
    start = len(stream.stream)
    _draw_background(stream, page)
    after_background = len(stream.stream)
    paint_page(page, place, tree, stream, POINTS_PER_PIXEL)
    shown = _running_strings(page._page_box, strings)
    return DrawnPage(
        page,
        _join(stream.stream[start:after_background]),
        _join(stream.stream[after_background:]),
        [(PageLink(kind, target, where, annotation["Contents"].string, -1), annotation) for kind, target, where, annotation in links],
        shown,
        len(tags),
    )


def _join(operators: Sequence[Any]) -> bytes:
    """Operators on lines of their own."""
    return b"".join([item + b"\n" if isinstance(item, bytes) else pydyf._to_bytes(item) + b"\n" for item in operators])


def _to_image(drawn: DrawnPage, links: Sequence[PageLink], owners: Sequence[int], *, bare: bool) -> PageImage:
    page, box = drawn.page, drawn.page._page_box
    kind, folio = box.page_type, compute_folio(box)
    return PageImage(
        page.width,
        page.height,
        tuple(page.bleed[edge] for edge in ("left", "top", "right", "bottom")),
        kind.name or "",
        kind.side,
        kind.blank,
        dict(drawn.strings),
        compress_segment(b"" if bare else drawn.background),
        (compress_segment(drawn.operators),),
        PrintedNumber(folio.label, folio.style) if folio else None,
        dict(page.anchors),
        tuple(links),
        tuple(Bookmark(level, label, tuple(place), state) for level, label, place, state in page.bookmarks),
        (box.content_box_x(), box.width),
        tuple(owners),
    )


def _draw_background(stream: Any, page: Any) -> None:
    """Draw the background and border of a page, and remove them from its box so that they are not drawn again."""
    box = page._page_box
    marks = box.style["marks"]
    with stream.stacked():
        stream.transform(a=POINTS_PER_PIXEL, d=POINTS_PER_PIXEL)
        if marks or _is_painted(box.background):
            draw_background(stream, box.background, clip_box=False, bleed=page.bleed, marks=marks)
        if _is_painted(box.canvas_background):
            draw_background(stream, box.canvas_background, clip_box=False)
        draw_border(stream, box)
    box.background = box.canvas_background = None
    box.border_top_width = box.border_right_width = box.border_bottom_width = box.border_left_width = 0


def _is_painted(background: Any) -> bool:
    return background is not None and bool(background.color.alpha or any(layer.image for layer in background.layers))


def _running_strings(page: Any, before: dict[str, str]) -> dict[str, str]:
    """The values of `string()` on a page: the first that is set on it, or the last one before it (CSS GCPM 3 §1.1.2)."""
    shown = dict(before)
    first: dict[str, str] = {}
    for box in page.descendants():
        if box.string_set and box.string_set != "none":
            for name, text in box.string_set:
                first.setdefault(name, text)
                before[name] = text
    return shown | first


@dataclass
class ResourceWriter:
    """Serializes the resources of a part."""

    images: Mapping[str, Any]
    """The engine's images by the names of their XObjects."""
    streams: list[StreamObject] = field(default_factory=list)
    _places: dict[int, tuple[int, pydyf.Stream]] = field(default_factory=dict)
    """Of each stream by its id; a stream that is referred to twice stays one."""

    def template(self, thing: Any, name: str) -> Template:
        """An entry of the resource dictionary."""
        numbers: list[int] = []
        return Template(self._value(thing, numbers, name), tuple(numbers))

    def _value(self, thing: Any, numbers: list[int], key: str) -> bytes:
        """A serialized value, which gets a place for each of `numbers`; `key` is the one that it stands behind."""
        if thing is None:  # the engine fills in both when it writes the file
            if key == "Font":
                return FONTS
            thing = self._image(key)
        if isinstance(thing, pydyf.Stream):
            numbers.append(self._place(thing))
            return b"%d 0 R"
        if isinstance(thing, dict):
            return b"<<%b>>" % b"".join(b"/%b %b" % (pydyf._to_bytes(one), self._value(item, numbers, one)) for one, item in thing.items())
        if isinstance(thing, pydyf.Array):
            return b"[%b]" % b" ".join(self._value(item, numbers, "") for item in thing)
        plain: bytes = pydyf._to_bytes(thing)
        return plain.replace(b"%", b"%%")

    def _place(self, stream: pydyf.Stream) -> int:
        if id(stream) not in self._places:
            if stream.extra.get("Subtype") == "/Image":
                drop_interpolation(stream)
                convert_cmyk(stream)
            numbers: list[int] = []
            entries, data = serialize_parts(stream)
            head = Template(self._value(entries, numbers, ""), tuple(numbers))
            self._places[id(stream)] = len(self.streams), stream
            self.streams.append(StreamObject(head, data))
        return self._places[id(stream)][0]

    def _image(self, name: str) -> pydyf.Stream:
        """The XObject of an image; one image may have several names."""
        image = self.images[name]
        if image["x_object"] is None:
            image["x_object"] = image["image"].get_x_object(image["interpolate"], max(image["dpi_ratios"]))
        found: pydyf.Stream = image["x_object"]
        return found


def _formula_font_use(drawn: Iterable[DrawnPage]) -> tuple[FontUse, ...]:
    """The font of the text of formulas where pages show any."""
    is_used = any(formula_font.shows_hidden_text(page.operators) for page in drawn)
    return (FontUse(formula_font.NAME, "", formula_font.ASCENT, formula_font.DESCENT, b"", "", b"", b"", {}),) * is_used


def _font_use(font: Any) -> FontUse:
    return FontUse(
        font.hash,
        font.full_description,
        font.ascent,
        font.descent,
        array(parts.GLYPH, font.to_unicode).tobytes(),
        "\0".join(font.to_unicode.values()),
        array(parts.GLYPH, font.widths).tobytes(),
        array(parts.WIDTH, font.widths.values()).tobytes(),
        dict(font.missing),
    )
