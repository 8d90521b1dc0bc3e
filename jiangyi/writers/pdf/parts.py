"""A part of a book in a form that can be cached: the drawing operators, links and structure elements of its pages.

They are extracted from the engine's boxes once; the boxes are then dropped. Of the pages before it a part depends only on the side that
it begins on, so it stays valid when another part changes.

A cached part is read by an unpickler that knows the few classes of a part and runs nothing else.
"""

import io
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.draw import draw_background
from weasyprint.draw.border import draw_border
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import ffi, pango

from jiangyi.engine import compute_folio, find_page_places, patched_drawing
from jiangyi.pagination import Folio, PagePlaces
from jiangyi.writers.pdf.font_subsets import SubsetFont
from jiangyi.writers.pdf.structure_tree import LinkAnnotation, MarkedContent, StructureElement, StructureTree, mark_artifacts

POINTS_PER_PIXEL = 0.75
"""Points in a CSS pixel."""
RESOURCE_KINDS = ("ExtGState", "XObject", "Pattern", "Shading")
"""Kinds of named resources of content streams (ISO 32000-1 §7.8.3), without fonts."""


@dataclass(frozen=True)
class FontUse:
    """A font and the glyphs that a part uses of it."""

    description: str
    """Its Pango description, by which it is loaded again."""
    ascent: int
    descent: int
    """Thousandths of an em."""
    widths: Mapping[int, int]
    to_unicode: Mapping[int, str]
    missing_glyphs: Mapping[int, int]


@dataclass(frozen=True)
class PageLink:
    """A link on a page; its annotation is also referred to by the structure tree."""

    type: str
    target: str
    rectangle: tuple[float, ...]
    """CSS pixels from the top left corner of the page."""
    annotation: pydyf.Dictionary


@dataclass(frozen=True)
class PageImage:
    """A drawn page, without its running heads and folio."""

    width: float
    height: float
    bleed: Mapping[str, float]
    """All in CSS pixels."""
    name: str
    """Its page name in the stylesheet (CSS Paged Media 3 §8, `page`)."""
    side: str
    blank: bool
    strings: Mapping[str, str]
    """The values that `string()` has in its running heads, by the name of the string."""
    background: bytes
    """The operators that draw the page background and border; empty where they come from another page."""
    operators: bytes
    """The other operators of its content stream, without the first, which flips the y axis."""
    marked_count: int
    """The number of marked-content sequences in it."""
    folio: Folio | None
    anchors: Mapping[str, tuple[float, ...]]
    links: tuple[PageLink, ...]
    bookmarks: tuple[Any, ...]
    text_area: tuple[float, float]
    """The left edge and width of its content box, in CSS pixels."""


@dataclass(frozen=True)
class LaidOutPart:
    """The pages of a part, and their shared resources."""

    pages: tuple[PageImage, ...]
    resources: Mapping[str, pydyf.Dictionary]
    images: Mapping[str, pydyf.Stream]
    """Image XObjects, by the names in the resources."""
    fonts: tuple[FontUse, ...]
    elements: tuple[StructureElement, ...]
    """The topmost elements of the structure tree."""
    notes: tuple[StructureElement, ...]
    dropped_annotations: tuple[LinkAnnotation, ...]
    """Annotations to remove from their pages: every box of a link has one, and one a line is enough."""
    text_places: PagePlaces
    is_mirrorable: bool
    """True if its pages would be the same on the other side, shifted by the difference of the margins."""


NO_PAGES = LaidOutPart((), {}, {}, (), (), (), (), PagePlaces((), {}), is_mirrorable=False)
"""A part that is not laid out yet."""


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


COLOR_SPACES = b"4 0 R"
"""The color spaces, which the engine writes next."""


def extract_part(document: Any, root: Any, number: int, *, is_mirrorable: bool, bare: bool) -> LaidOutPart:
    """The part that a laid-out document is; `number` is unique to it. If it is `bare`, its pages have no background."""
    resources = pydyf.Dictionary({kind: NumberedResources(number) for kind in RESOURCE_KINDS} | {"ColorSpace": COLOR_SPACES})
    images: dict[str, Any] = {}
    tree = StructureTree(StructureElement("Document", lang=document.metadata.lang or ""))
    strings = dict[str, str]()
    with patched_drawing():
        pages = [_draw_page(document, place, resources, images, tree, strings, bare=bare) for place in range(len(document.pages))]
    tree.finish()
    known: dict[int, pydyf.Stream] = {}
    return LaidOutPart(
        tuple(pages),
        {kind: _to_pydyf(resources[kind], known) for kind in RESOURCE_KINDS},
        {name: _to_xobject(one) for name, one in images.items()},
        tuple(_font_use(font) for font in document.fonts.values()),
        tuple(kid for kid in tree.root.kids if isinstance(kid, StructureElement)),
        tuple(note for note, _ in tree.notes),
        tuple(tree.dropped_annotations),
        find_page_places(document, root),
        is_mirrorable,
    )


def _draw_page(
    document: Any, place: int, resources: Any, images: Any, tree: StructureTree, strings: dict[str, str], *, bare: bool
) -> PageImage:
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
    box = page._page_box
    links = []
    for kind, target, rectangle, linked in page.links:
        if kind in ("internal", "external"):
            linked.link_annotation = pydyf.Dictionary({"Type": "/Annot"})  # the engine fills in the rest
            links.append(PageLink(kind, target, tuple(rectangle), linked.link_annotation))
    stream.transform(d=-1, f=page.height * POINTS_PER_PIXEL)
    start = len(stream.stream)
    _draw_background(stream, page)
    after_background = len(stream.stream)
    page.paint(stream, POINTS_PER_PIXEL)
    kind, shown = box.page_type, _running_strings(box, strings)
    mark_artifacts(stream, tree.add_page(place, page, tags))
    return PageImage(
        page.width,
        page.height,
        bleed,
        kind.name or "",
        kind.side,
        kind.blank,
        shown,
        b"" if bare else b"\n".join(map(pydyf._to_bytes, stream.stream[start:after_background])),
        b"\n".join(map(pydyf._to_bytes, stream.stream[after_background:])),
        len(tags),
        compute_folio(box),
        dict(page.anchors),
        tuple(links),
        tuple(page.bookmarks),
        (box.content_box_x(), box.width),
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


def _to_pydyf(thing: Any, known: dict[int, pydyf.Stream]) -> Any:
    """Resources without the engine's own classes; an object that is referred to twice stays one object."""
    if isinstance(thing, pydyf.Stream):
        if id(thing) not in known:
            known[id(thing)] = pydyf.Stream([pydyf._to_bytes(getattr(item, "data", item)) for item in thing.stream], None, thing.compress)
            known[id(thing)].extra = _to_pydyf(thing.extra, known)
        return known[id(thing)]
    if isinstance(thing, dict):
        return pydyf.Dictionary({key: _to_pydyf(value, known) for key, value in thing.items()})
    if isinstance(thing, pydyf.Array):
        return pydyf.Array(_to_pydyf(value, known) for value in thing)
    return thing


def _to_xobject(image: Mapping[str, Any]) -> pydyf.Stream:
    """An image as it is written into the file."""
    return _to_pydyf(image["image"].get_x_object(image["interpolate"], max(image["dpi_ratios"])), {})


def _font_use(font: Any) -> FontUse:
    return FontUse(font.full_description, font.ascent, font.descent, dict(font.widths), dict(font.to_unicode), dict(font.missing))


def renumber_pages(one: LaidOutPart, places: Sequence[int], prefix: str) -> Iterator[StructureElement]:
    """The structure elements of a part, with page indexes of the book and a prefix for the ids of its footnotes."""
    for number, note in enumerate(one.notes, 1):
        note.entries["ID"] = pydyf.String(f"{prefix}{number:06}")
    for element in one.elements:
        _move(element, places)
        yield element


def _move(element: StructureElement, places: Sequence[int]) -> None:
    element.page = places[element.page]
    kids = list[Any]()
    for kid in element.kids:
        match kid:
            case StructureElement():
                _move(kid, places)
                kids.append(kid)
            case MarkedContent():
                kids.append(MarkedContent(places[kid.page], kid.mcid))
            case LinkAnnotation():
                kids.append(LinkAnnotation(places[kid.page], kid.object))
    element.kids = kids


_CLASSES = (LaidOutPart, PageImage, PageLink, FontUse, Folio, PagePlaces, StructureElement, MarkedContent, LinkAnnotation)
SERIALIZABLE = {(cls.__module__, cls.__qualname__): cls for cls in (*_CLASSES, pydyf.Dictionary, pydyf.Array, pydyf.String, pydyf.Stream)}
"""The classes that a serialized part may contain."""


class _Reader(pickle.Unpickler):
    """Deserializes parts and nothing else: a cache folder may be shared and hold any bytes, and none of them must be executed."""

    def find_class(self, module: str, name: str) -> Any:
        """One of the classes of a part. Raises UnpicklingError for any other name."""
        if (module, name) not in SERIALIZABLE:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return SERIALIZABLE[module, name]


def serialize_part(one: LaidOutPart) -> bytes:
    """A part as bytes, for the cache."""
    return pickle.dumps(one, protocol=5)


def deserialize_part(data: bytes) -> LaidOutPart:
    """The part that bytes hold. Raises UnpicklingError if they hold anything else."""
    found = _Reader(io.BytesIO(data)).load()
    if not isinstance(found, LaidOutPart):
        raise pickle.UnpicklingError(type(found).__name__)
    return found
