"""Prepare a finished PDF for copies: two slots, whose content is replaced in each copy, and nothing else.

Every page ends with an artifact (ISO 32000-1 §14.8.2.2) that draws one shared form, the mark. The page of the colophon, or that where the
text ends, also draws a tagged paragraph with the statement. Both are placed where the page is blank, so no line moves. The slots outlast
imposition: they are forms, and their dictionaries say what they are for.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from pikepdf import open as read

from jiangyi.copies.page_room import MarkPlace, MarkPlaces, PagePicture, place_marks
from jiangyi.copies.word_fitting import LINE
from jiangyi.theme import resolve_fonts, root_properties
from jiangyi.writers import PdfFile, render_greys

SLOT = "/JySlot"
"""The key of a form that is a slot; its value is one of the two names below."""
MARK, STATEMENT = "/JyCopy", "/JyOwner"
"""The slots, and their names among the resources of pages."""
SIZE, IS_CENTRED, NEEDS_EDGE = "/JySize", "/JyCentred", "/JyEdge"
"""Keys of a slot: the largest size of its letters, whether lines are centred, and whether letters need a white edge."""
FAMILIES = "/JyFamilies"
"""Another one: the families of fonts for its words, one a line, in the order of preference."""
ROLES = {MARK: "head", STATEMENT: "body"}
"""The font roles of the slots: running heads and folios are in that of headings too."""
FONTS = "/JyFont", "/JyOwn"
"""The fonts of the statement, among the resources of its form: of what all copies have in common, and of what one has besides."""
DESTINATIONS = ("colophon", "end-of-text")
"""Behind what the statement stands: the first anchor that a book has."""
STATEMENT_LINES = 3
USUAL_SIZE = 8.5
POINTS = re.compile(r"\s*([0-9.]+)pt\s*")
GROUPS = {"/Document", "/Part", "/Art", "/Sect", "/Div"}
"""Structure types that may contain a paragraph."""
ARTIFACT = b"Q\n/Artifact <</Type/Pagination/Subtype/Watermark>> BDC\nq %b cm %b Do Q\nEMC\n"
PARAGRAPH = b"/P <</MCID %d>> BDC\nq %b cm %b Do Q\nEMC\n"


def find_mark_size(css: str) -> float:
    """The size of running heads and folios in a stylesheet for print, which is that of marks too, in points."""
    found = POINTS.fullmatch(root_properties(css).get("--size-mark", ""))
    return float(found[1]) if found else USUAL_SIZE


def list_families(css: str, lang: str) -> Iterator[tuple[str, ...]]:
    """The font families of each slot in a stylesheet for print and a language."""
    stacks = {one.role: one.stack for one in resolve_fonts(css, lang)}
    return ((*stacks[role].families, *stacks[role].fallbacks) if role in stacks else () for role in ROLES.values())


def add_slots(data: bytes, css: str) -> bytes:
    """A PDF with empty slots, from a finished one of single pages and the stylesheet that it was laid out with.

    The same input always gives the same bytes.
    """
    size = find_mark_size(css)
    with read(io.BytesIO(data)) as pdf:
        pages = [
            PagePicture(picture, _read_box(page.mediabox), _read_box(page.trimbox))
            for page, picture in zip(pdf.pages, render_greys(data), strict=True)
        ]
        places = place_marks(pages, size, LINE)
        mark = _add_slot(pdf, MARK, places.width, places.height, places.size, is_centred=True, needs_edge=places.needs_edge)
        owner, place, statement = _place_statement(pdf, pages, places, size)
        for slot, families in zip((mark, statement), list_families(css, str(pdf.Root.get("/Lang", ""))), strict=True):
            slot[FAMILIES] = String("\n".join(families))
        for index, page in enumerate(pdf.pages):
            ends = b"Q\n"
            if index != owner or not statement[IS_CENTRED]:
                ends = ARTIFACT % (_format_matrix(places.places[index]), MARK.encode())
                _add_resource(page, MARK, mark)
            if index == owner:
                ends += PARAGRAPH % (_add_paragraph(pdf, page), _format_matrix(place), STATEMENT.encode())
                _add_resource(page, STATEMENT, statement)
            contents = page.Contents
            page.Contents = Array(
                [
                    pdf.make_stream(b"q\n"),
                    *(contents if isinstance(contents, Array) else [contents]),
                    pdf.make_stream(ends),
                ]
            )
        return serialize_pdf(pdf)


def serialize_pdf(pdf: pikepdf.Pdf) -> bytes:
    """All objects of a PDF under the numbers they have, with a cross-reference stream at the end."""
    file = PdfFile()
    objects = [(thing.objgen[0], thing) for thing in pdf.objects if thing.is_indirect and not _is_container(thing)]
    file.reserve(max(number for number, _ in objects))
    for number, thing in sorted(objects, key=lambda pair: pair[0]):
        if isinstance(thing, Stream):
            data = thing.read_raw_bytes()
            entries = Dictionary({key: value for key, value in thing.stream_dict.items() if key != "/Length"})
            file.write_stream(number, entries.unparse()[2:-2] + b"/Length %d" % len(data), data)
        else:
            file.write(number, thing.unparse(resolved=True))
    return file.finish(pdf.Root.objgen[0], pdf.trailer.Info.objgen[0])


def _is_container(thing: Any) -> bool:
    """True for what holds other objects or their places in the file that was read."""
    return isinstance(thing, Stream) and thing.get("/Type") in (Name.ObjStm, Name.XRef)


def _place_statement(pdf: pikepdf.Pdf, pages: list[PagePicture], places: MarkPlaces, size: float) -> tuple[int, MarkPlace, Any]:
    """The page of the statement, its place and its slot: below the colophon or the text; in place of the mark where the page is full."""
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    anchors = dict(_list_anchors(pdf))
    anchor = next((anchors[name] for name in DESTINATIONS if name in anchors), None)
    index = numbers.get(anchor[0].objgen, len(pages) - 1) if anchor is not None else len(pages) - 1
    if anchor is not None:
        page, (left, top) = pages[index], (float(anchor[2]), float(anchor[3]))
        height = STATEMENT_LINES * LINE * size
        band = page.find_band(left, top, page.trim[1] + places.low, height + 2 * size)
        if band is not None:
            width = page.width - 2 * (left - page.trim[0])
            return index, MarkPlace(1.0, left, band - size - height), _add_slot(pdf, STATEMENT, width, height, size)
    slot = _add_slot(pdf, STATEMENT, places.width, places.height, places.size, is_centred=True)
    return index, places.places[index], slot


def _list_anchors(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """The named destinations: page, view and position."""
    names = list(pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array()))
    return ((str(name), dest) for name, dest in zip(names[::2], names[1::2], strict=True))


def _add_slot(
    pdf: pikepdf.Pdf, name: str, width: float, height: float, size: float, *, is_centred: bool = False, needs_edge: bool = False
) -> Any:
    """An empty slot."""
    slot = pdf.make_stream(b"")
    slot.Type, slot.Subtype, slot.BBox = Name.XObject, Name.Form, Array([0, 0, round(width, 2), round(height, 2)])
    slot[SLOT], slot[SIZE], slot[IS_CENTRED], slot[NEEDS_EDGE] = Name(name), round(size, 3), is_centred, needs_edge
    slot.Resources = Dictionary(Font=Dictionary({font: _add_font(pdf) for font in FONTS})) if name == STATEMENT else Dictionary()
    return slot


def _add_font(pdf: pikepdf.Pdf) -> Any:
    """A font with an empty glyph only, which is replaced as well."""
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 0, 0]), FontMatrix=Array([1, 0, 0, 1, 0, 0]), FirstChar=1, LastChar=1,
            Widths=Array([0]), Encoding=Dictionary(Type=Name.Encoding, Differences=Array([1, Name("/g1")])),
            CharProcs=Dictionary(g1=pdf.make_stream(b"0 0 d0")), Resources=Dictionary(), ToUnicode=pdf.make_stream(b""),
        )
    )  # fmt: skip


def _add_resource(page: pikepdf.Page, name: str, thing: Any) -> None:
    """Name an object among the resources of a page, which other pages may share."""
    resources = page.Resources
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    resources.XObject[name] = thing


def _add_paragraph(pdf: pikepdf.Pdf, page: pikepdf.Page) -> int:
    """Add a paragraph to the structure tree, behind the last one on a page; returns the number of its marked content on the page."""
    tree = pdf.Root.StructTreeRoot
    numbers = tree.ParentTree.Nums
    owners = {int(key): value for key, value in zip(list(numbers)[::2], list(numbers)[1::2], strict=True)}
    key = page.obj.get("/StructParents")
    if key is None:
        key = tree.ParentTreeNextKey
        page.obj.StructParents, tree.ParentTreeNextKey = key, key + 1
        owners[int(key)] = Array()
        numbers.extend([key, owners[int(key)]])
    marked = owners[int(key)]
    before = next((one for one in reversed(list(marked)) if isinstance(one, Dictionary)), tree.K[0])
    while str(before.S) != "/Document" and str(before.P.S) not in GROUPS:
        before = before.P
    parent = before if str(before.S) == "/Document" else before.P
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=parent, Pg=page.obj, K=Array([len(marked)])))
    kids = list(parent.K)
    places = [at for at, kid in enumerate(kids) if isinstance(kid, Dictionary) and kid.objgen == before.objgen]
    kids.insert(places[0] + 1 if places else len(kids), element)
    parent.K = Array(kids)
    marked.append(element)
    return len(marked) - 1


def _read_box(box: Any) -> tuple[float, float, float, float]:
    left, low, right, high = (float(edge) for edge in box)
    return left, low, right, high


def _format_matrix(place: MarkPlace) -> bytes:
    return b"%.4g 0 0 %.4g %.2f %.2f" % (place.scale, place.scale, place.x, place.y)
