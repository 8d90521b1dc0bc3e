"""A part of a book, laid out by itself: its pages as they are drawn, in a form that can be kept.

What a page draws, links to and means is taken from the engine's boxes once; the boxes are let go. A part knows nothing of the
pages before it but on which side it begins, so that it stays as it is when another part changes.

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
"""What the streams of pages call by names (ISO 32000-1 §7.8.3), but fonts."""


@dataclass(frozen=True)
class FontUse:
    """A font as a part uses it."""

    description: str
    """What Pango calls it, by which it is found again."""
    ascent: int
    descent: int
    """Thousandths of an em."""
    widths: Mapping[int, int]
    to_unicode: Mapping[int, str]
    missing_glyphs: Mapping[int, int]


@dataclass(frozen=True)
class PageLink:
    """A link on a page. The annotation hangs in the structure tree too."""

    type: str
    target: str
    rectangle: tuple[float, ...]
    """CSS pixels from the top left corner of the page."""
    annotation: pydyf.Dictionary


@dataclass(frozen=True)
class PageImage:
    """A page as it is drawn."""

    width: float
    height: float
    bleed: Mapping[str, float]
    """All in CSS pixels."""
    name: str
    """Of the kind of page, as the stylesheet calls it."""
    side: str
    blank: bool
    strings: Mapping[str, str]
    """What the running heads may say on it, by the name of the string."""
    background: bytes
    """The operators that draw what lies under everything; none where another page brings that."""
    operators: bytes
    """The other operators of its stream, but the first, which turns the page over."""
    marked_count: int
    """How many pieces of marked content are in it."""
    folio: Folio | None
    anchors: Mapping[str, tuple[float, ...]]
    links: tuple[PageLink, ...]
    bookmarks: tuple[Any, ...]
    text_area: tuple[float, float]
    """Where its text begins, and how wide it is, in CSS pixels."""


@dataclass(frozen=True)
class LaidOutPart:
    """The pages of a part, and what they share."""

    pages: tuple[PageImage, ...]
    resources: Mapping[str, pydyf.Dictionary]
    images: Mapping[str, pydyf.Stream]
    """What the resources call pictures."""
    fonts: tuple[FontUse, ...]
    elements: tuple[StructureElement, ...]
    """The structure tree, its topmost elements."""
    notes: tuple[StructureElement, ...]
    dropped_annotations: tuple[LinkAnnotation, ...]
    """Annotations that are not to be."""
    text_places: PagePlaces
    is_mirrorable: bool
    """Whether its pages would be the same on the other side, moved by the difference of the margins."""


class NumberedResources(pydyf.Dictionary):  # type: ignore[misc]
    """Resources that the engine numbers from a number of the part's own on, so that those of several parts go together."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self.first = first

    def __len__(self) -> int:
        """The number of the next one."""
        return self.first + len(self.keys())


class DescribedFont(SubsetFont):
    """A font that knows what Pango calls it, size and all."""

    def __init__(self, pango_font: Any, description: Any, size: float) -> None:
        whole = ffi.gc(pango.pango_font_describe_with_absolute_size(pango_font), pango.pango_font_description_free)
        self.full_description = ffi.string(pango.pango_font_description_to_string(whole)).decode()
        super().__init__(pango_font, description, size)


def make_no_margin_boxes(_context: Any, _page: Any, _state: Any) -> tuple[()]:
    """Nothing; it replaces WeasyPrint's `make_margin_boxes` for pages whose margins another page brings."""
    return ()


@dataclass(frozen=True)
class ColorSpaces:
    """The colours of every PDF here, sRGB. They are the first thing that the engine writes, so that all parts refer to them alike."""

    pdf_reference: bytes = b"3 0 R"


COLOUR_SPACE = b"4 0 R"
"""The colour spaces, which the engine writes next."""


def extract_part(document: Any, root: Any, number: int, *, is_mirrorable: bool, bare: bool) -> LaidOutPart:
    """A laid-out document as a part; `number` is one that no other part has. Where it is bare, its pages have no ground."""
    resources = pydyf.Dictionary({kind: NumberedResources(number) for kind in RESOURCE_KINDS} | {"ColorSpace": COLOUR_SPACE})
    images: dict[str, Any] = {}
    tree = StructureTree(StructureElement("Document", lang=document.metadata.lang or ""))
    strings = dict[str, str]()
    with patched_drawing():
        leaves = [_leaf(document, place, resources, images, tree, strings, bare=bare) for place in range(len(document.pages))]
    tree.finish()
    kept: dict[int, pydyf.Stream] = {}
    return LaidOutPart(
        tuple(leaves),
        {kind: _plain(resources[kind], kept) for kind in RESOURCE_KINDS},
        {name: _picture(one) for name, one in images.items()},
        tuple(_used(font) for font in document.fonts.values()),
        tuple(kid for kid in tree.root.kids if isinstance(kid, StructureElement)),
        tuple(note for note, _ in tree.notes),
        tuple(tree.dropped_annotations),
        find_page_places(document, root),
        is_mirrorable,
    )


def _leaf(document: Any, place: int, resources: Any, images: Any, tree: StructureTree, strings: dict[str, str], *, bare: bool) -> PageImage:
    """One page; `strings` are those of the page before, and become those of this one for the next."""
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
    _draw_ground(stream, page)
    after_ground = len(stream.stream)
    page.paint(stream, POINTS_PER_PIXEL)
    kind, shown = box.page_type, _strings(box, strings)
    mark_artifacts(stream, tree.add_page(place, page, tags))
    return PageImage(
        page.width,
        page.height,
        bleed,
        kind.name or "",
        kind.side,
        kind.blank,
        shown,
        b"" if bare else b"\n".join(map(pydyf._to_bytes, stream.stream[start:after_ground])),
        b"\n".join(map(pydyf._to_bytes, stream.stream[after_ground:])),
        len(tags),
        compute_folio(box),
        dict(page.anchors),
        tuple(links),
        tuple(page.bookmarks),
        (box.content_box_x(), box.width),
    )


def _draw_ground(stream: Any, page: Any) -> None:
    """Draw what lies under everything on a page, and leave nothing of it to be drawn with the rest."""
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


def _strings(page: Any, before: dict[str, str]) -> dict[str, str]:
    """What `string()` gives on a page: what is first set on it, or was last set before (CSS GCPM 3 §1.1.2)."""
    shown = dict(before)
    first: dict[str, str] = {}
    for box in page.descendants():
        if box.string_set and box.string_set != "none":
            for name, text in box.string_set:
                first.setdefault(name, text)
                before[name] = text
    return shown | first


def _plain(thing: Any, kept: dict[int, pydyf.Stream]) -> Any:
    """Resources without what the engine needs only while it draws; what was one thing stays one thing."""
    if isinstance(thing, pydyf.Stream):
        if id(thing) not in kept:
            kept[id(thing)] = pydyf.Stream([pydyf._to_bytes(getattr(item, "data", item)) for item in thing.stream], None, thing.compress)
            kept[id(thing)].extra = _plain(thing.extra, kept)
        return kept[id(thing)]
    if isinstance(thing, dict):
        return pydyf.Dictionary({key: _plain(value, kept) for key, value in thing.items()})
    if isinstance(thing, pydyf.Array):
        return pydyf.Array(_plain(value, kept) for value in thing)
    return thing


def _picture(image: Mapping[str, Any]) -> pydyf.Stream:
    """A picture as it stands in the file."""
    return _plain(image["image"].get_x_object(image["interpolate"], max(image["dpi_ratios"])), {})


def _used(font: Any) -> FontUse:
    return FontUse(font.found_as, font.ascent, font.descent, dict(font.widths), dict(font.to_unicode), dict(font.missing))


def renumber_pages(one: LaidOutPart, places: Sequence[int], prefix: str) -> Iterator[StructureElement]:
    """The structure of a part with the index in the book of each of its pages; the names of its notes get a prefix."""
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


_MADE_OF = (LaidOutPart, PageImage, PageLink, FontUse, Folio, PagePlaces, StructureElement, MarkedContent, LinkAnnotation)
SERIALIZABLE = {(cls.__module__, cls.__qualname__): cls for cls in (*_MADE_OF, pydyf.Dictionary, pydyf.Array, pydyf.String, pydyf.Stream)}
"""All that a kept part is made of."""


class _Reader(pickle.Unpickler):
    """Reads kept parts and nothing else: a folder that goes from hand to hand may hold any bytes, and none of them is run."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of what a part is made of. Raises UnpicklingError for anything else."""
        if (module, name) not in SERIALIZABLE:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return SERIALIZABLE[module, name]


def serialize_part(one: LaidOutPart) -> bytes:
    """A part as bytes."""
    return pickle.dumps(one, protocol=5)


def deserialize_part(data: bytes) -> LaidOutPart:
    """The part out of its bytes. Raises UnpicklingError where they hold anything else."""
    found = _Reader(io.BytesIO(data)).load()
    if not isinstance(found, LaidOutPart):
        raise pickle.UnpicklingError(type(found).__name__)
    return found
