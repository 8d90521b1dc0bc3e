"""The pages of a finished PDF on sheets, with their links, as a new PDF. It is a PDF/A-3b: sheets are for the press, not for reading."""

import io
import re
from collections.abc import Callable, Iterator
from importlib.metadata import version as installed
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from pikepdf import open as read

from jiangyi.prepress.greyscale import grey
from jiangyi.prepress.imposition import Place, Plan, Point, crop_marks, fold_marks, outside, plan, slug
from jiangyi.prepress.options import POINTS_PER_MM, Kit
from jiangyi.prepress.streams import fill, made
from jiangyi.writers import UA_CLAIM

BACK_COVER = "back-cover"
"""The id of a page that stays outermost."""
HAIRLINE = 0.25
"""Points."""


def version() -> str:
    """The libraries whose versions enter the bytes."""
    return " ".join(f"{name}={installed(name)}" for name in ("pikepdf", "pillow"))


def finished(data: bytes, kit: Kit) -> bytes:
    """A finished PDF as the kit wants it. The same bytes always give the same."""
    with read(io.BytesIO(data)) as pdf:
        if kit.greyscale:
            grey(pdf)
        if kit.imposes:
            impose(pdf, kit)
        out = io.BytesIO()
        # nothing is compressed on the way out, where it might come to end in a carriage return
        pdf.save(out, deterministic_id=True, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def impose(pdf: pikepdf.Pdf, kit: Kit) -> None:
    """Put the pages on sheets."""
    pages = list(pdf.pages)
    numbers = {page.obj.objgen: index for index, page in enumerate(pages)}
    dests = named_dests(pdf)
    last = dests.get(BACK_COVER)
    left, low, right, high = (float(value) for value in pages[0].trimbox)
    drawn = plan(len(pages), right - left, high - low, kit, back=last is not None and numbers[last[0].objgen] == len(pages) - 1)
    sheets = [blank(pdf, drawn, kit) for _ in drawn.sides]
    homes = {page: (sheets[side], matrix(pages[page], place, slug(kit)), place) for page, (side, place) in drawn.homes().items()}
    for sheet, side in zip(sheets, drawn.sides, strict=True):
        draw(pdf, sheet, [(pages[place.page], homes[place.page][1], place) for place in side], drawn, kit)
    move = mover(numbers, homes)
    for index, page in enumerate(pages):
        sheet, place, _ = homes[index]
        for link in page.obj.get("/Annots", ()):
            carry(pdf, link, sheet, place, move)
    for dest in dests.values():
        move(dest)
    for entry in outline(pdf.Root.get("/Outlines")):
        if isinstance(entry.get("/Dest"), Array):
            move(entry.Dest)
    for page in pages:
        pdf.pages.remove(page)
    pdf.pages.extend(pikepdf.Page(sheet) for sheet in sheets)
    as_sheets(pdf, drawn)


def named_dests(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Where the names of a PDF lead: each a page, a way of showing it, and a place."""
    names = list(pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array()))
    return {str(name): dest for name, dest in zip(names[::2], names[1::2], strict=True)}


def blank(pdf: pikepdf.Pdf, drawn: Plan, kit: Kit) -> Any:
    """A side of a sheet with nothing on it yet: the medium, and in it what is left after cutting (ISO 32000-1 §14.11.2)."""
    edge, bleed = slug(kit), kit.bleed * POINTS_PER_MM if kit.marks else 0.0
    width, height = drawn.width, drawn.height
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, number(width + 2 * edge), number(height + 2 * edge)]),
            BleedBox=Array([number(v) for v in (edge - bleed, edge - bleed, edge + width + bleed, edge + height + bleed)]),
            TrimBox=Array([number(v) for v in (edge, edge, edge + width, edge + height)]),
            Resources=Dictionary(XObject=Dictionary()),
        )
    )


def matrix(page: pikepdf.Page, place: Place, edge: float) -> tuple[float, float, float]:
    """The scale of a page on its sheet, and how far it is moved right and up."""
    left, low = (float(value) for value in list(page.trimbox)[:2])
    return place.scale, edge + place.x - place.scale * left, edge + place.y - place.scale * low


def draw(pdf: pikepdf.Pdf, sheet: Any, side: list[tuple[pikepdf.Page, tuple[float, float, float], Place]], drawn: Plan, kit: Kit) -> None:
    """Draw pages and marks on a side of a sheet."""
    edge, parts = slug(kit), []
    for count, (page, (scale, right, up), place) in enumerate(side):
        form = page.as_form_xobject()
        fill(form, bytes(form.get_stream_buffer()))
        form.BBox = page.obj.get("/BleedBox", page.trimbox)
        sheet.Resources.XObject[f"/Page{count}"] = pdf.make_indirect(form)
        x0, y0, x1, y1 = place.clip
        clip = f"{text(edge + x0)} {text(edge + y0)} {text(x1 - x0)} {text(y1 - y0)} re W n"
        parts.append(f"q {clip} {text(scale)} 0 0 {text(scale)} {text(right)} {text(up)} cm /Page{count} Do Q")
    parts += [] if not kit.marks else [f"q {HAIRLINE} w 0 G", *marks(drawn, kit), "Q"]
    sheet.Contents = made(pdf, "\n".join(parts).encode())


def marks(drawn: Plan, kit: Kit) -> Iterator[str]:
    """The operators that draw the marks of a side."""

    def line(start: Point, end: Point) -> str:
        edge = slug(kit)
        return f"{text(edge + start[0])} {text(edge + start[1])} m {text(edge + end[0])} {text(edge + end[1])} l S"

    cuts = [cut for box in drawn.marked for cut in crop_marks(box, kit.bleed * POINTS_PER_MM)]
    yield from (line(*cut) for cut in cuts if outside(cut, drawn.marked))
    if drawn.folded:
        yield from ("[2 2] 0 d", *(line(*fold) for fold in fold_marks(drawn)))


Move = Callable[[Any], None]


def mover(numbers: dict[Any, int], homes: dict[int, tuple[Any, tuple[float, float, float], Place]]) -> Move:
    """What changes a destination from a place on a page to the same place on its sheet; one that leads to a sheet already stays."""

    def move(dest: Any) -> None:
        page = numbers.get(dest[0].objgen) if isinstance(dest[0], Dictionary) else None
        if page is None:
            return
        sheet, (scale, right, up), _ = homes[page]
        dest[0] = sheet
        if len(dest) > 3 and dest[1] == Name.XYZ:
            dest[2], dest[3] = number(float(dest[2]) * scale + right), number(float(dest[3]) * scale + up)

    return move


def carry(pdf: pikepdf.Pdf, link: Any, sheet: Any, place: tuple[float, float, float], move: Move) -> None:
    """A link comes with its page."""
    scale, right, up = place
    x0, y0, x1, y1 = (float(value) for value in link.Rect)
    link.Rect = Array([number(v) for v in (x0 * scale + right, y0 * scale + up, x1 * scale + right, y1 * scale + up)])
    if "/StructParent" in link:
        del link["/StructParent"]
    if isinstance(link.get("/Dest"), Array):
        move(link.Dest)
    if "/Annots" not in sheet:
        sheet.Annots = Array()
    sheet.Annots.append(pdf.make_indirect(link) if not link.is_indirect else link)


def outline(entry: Any) -> Iterator[Any]:
    """Every entry of an outline."""
    child = entry.get("/First") if entry is not None else None
    while child is not None:
        yield child
        yield from outline(child)
        child = child.get("/Next")


def as_sheets(pdf: pikepdf.Pdf, drawn: Plan) -> None:
    """Claim no more than holds of sheets, and tell the print dialog how they are printed (ISO 32000-1 §12.2)."""
    for key in ("/StructTreeRoot", "/MarkInfo", "/PageLabels"):
        if key in pdf.Root:
            del pdf.Root[key]
    preferences = {"/DisplayDocTitle": True, "/PrintScaling": Name("/None")}
    if drawn.folded:
        preferences["/Duplex"] = Name.DuplexFlipShortEdge
    pdf.Root.ViewerPreferences = Dictionary(preferences)
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, Stream):
        claims = bytes(metadata.get_stream_buffer()).replace(UA_CLAIM.encode(), b"")
        metadata.write(re.sub(rb'(pdfaid:conformance=")A(")', rb"\1B\2", claims))


def number(value: float) -> Any:
    """A length in points as PDF writes it."""
    return pikepdf.Object.parse(text(value).encode())


def text(value: float) -> str:
    """A number with as many digits as a press can tell."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
