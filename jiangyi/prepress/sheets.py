"""Impose the pages of a finished PDF on sheets, with their links. The result is PDF/A-3b: sheets are for printing, not for reading."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from pikepdf import open as read

from jiangyi.core import find_version
from jiangyi.prepress.greyscale import convert_to_grey
from jiangyi.prepress.imposition import ImpositionPlan, PagePlacement, Point, crop_marks, fold_marks, is_outside, plan_sheets, slug_width
from jiangyi.prepress.options import POINTS_PER_MM, ImpositionOptions
from jiangyi.prepress.streams import new_stream, set_stream_data
from jiangyi.writers import UA_CLAIM

BACK_COVER = "back-cover"
"""The anchor of a page that must be the outermost."""
HAIRLINE = 0.25
"""Points."""


def list_versions() -> str:
    """The libraries whose versions enter the bytes, as `name=version`."""
    return " ".join(f"{name}={find_version(name)}" for name in ("pikepdf", "pillow"))


def prepare_for_print(data: bytes, options: ImpositionOptions) -> bytes:
    """A finished PDF with the options applied. The same input always gives the same bytes."""
    with read(io.BytesIO(data)) as pdf:
        if options.greyscale:
            convert_to_grey(pdf)
        if options.imposes:
            impose(pdf, options)
        out = io.BytesIO()
        # pikepdf must not compress: a stream could then end in a carriage return
        pdf.save(out, deterministic_id=True, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def plan_file(data: bytes, options: ImpositionOptions) -> ImpositionPlan:
    """Where the pages of a finished PDF are on sheets."""
    with read(io.BytesIO(data)) as pdf:
        return _plan_pages(pdf, options, list_destinations(pdf))


def _plan_pages(pdf: pikepdf.Pdf, options: ImpositionOptions, dests: dict[str, Any]) -> ImpositionPlan:
    left, low, right, high = (float(value) for value in pdf.pages[0].trimbox)
    last = dests.get(BACK_COVER)
    back = last is not None and last[0].objgen == pdf.pages[-1].obj.objgen
    return plan_sheets(len(pdf.pages), right - left, high - low, options, back=back)


def impose(pdf: pikepdf.Pdf, options: ImpositionOptions) -> None:
    """Replace the pages of a PDF by sheets."""
    pages = list(pdf.pages)
    numbers = {page.obj.objgen: index for index, page in enumerate(pages)}
    dests = list_destinations(pdf)
    plan = _plan_pages(pdf, options, dests)
    sheets = [blank_sheet(pdf, plan, options) for _ in plan.sides]
    placements = {
        page: (sheets[side], place_on_sheet(pages[page], place, slug_width(options)), place)
        for page, (side, place) in plan.placements().items()
    }
    for sheet, side in zip(sheets, plan.sides, strict=True):
        draw(pdf, sheet, [(pages[place.page], placements[place.page][1], place) for place in side], plan, options)
    move = destination_mover(numbers, placements)
    for index, page in enumerate(pages):
        sheet, place, _ = placements[index]
        for link in page.obj.get("/Annots", ()):
            move_link(pdf, link, sheet, place, move)
    for dest in dests.values():
        move(dest)
    for entry in outline_entries(pdf.Root.get("/Outlines")):
        if isinstance(entry.get("/Dest"), Array):
            move(entry.Dest)
    for page in pages:
        pdf.pages.remove(page)
    pdf.pages.extend(pikepdf.Page(sheet) for sheet in sheets)
    mark_as_sheets(pdf, plan)


def list_destinations(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """The named destinations of a PDF: page, view and position."""
    names = list(pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array()))
    return {str(name): dest for name, dest in zip(names[::2], names[1::2], strict=True)}


def blank_sheet(pdf: pikepdf.Pdf, plan: ImpositionPlan, options: ImpositionOptions) -> Any:
    """An empty side of a sheet with its media, bleed and trim boxes (ISO 32000-1 §14.11.2)."""
    edge, bleed = slug_width(options), options.bleed * POINTS_PER_MM if options.marks else 0.0
    width, height = plan.width, plan.height
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, pdf_number(width + 2 * edge), pdf_number(height + 2 * edge)]),
            BleedBox=Array([pdf_number(v) for v in (edge - bleed, edge - bleed, edge + width + bleed, edge + height + bleed)]),
            TrimBox=Array([pdf_number(v) for v in (edge, edge, edge + width, edge + height)]),
            Resources=Dictionary(XObject=Dictionary()),
        )
    )


def place_on_sheet(page: pikepdf.Page, place: PagePlacement, edge: float) -> tuple[float, float, float]:
    """The scale of a page on its sheet, and its offset right and up in points."""
    left, low = (float(value) for value in list(page.trimbox)[:2])
    return place.scale, edge + place.x - place.scale * left, edge + place.y - place.scale * low


def draw(
    pdf: pikepdf.Pdf,
    sheet: Any,
    side: list[tuple[pikepdf.Page, tuple[float, float, float], PagePlacement]],
    plan: ImpositionPlan,
    options: ImpositionOptions,
) -> None:
    """Draw the pages and marks of a side of a sheet."""
    edge, parts = slug_width(options), []
    for count, (page, (scale, right, up), place) in enumerate(side):
        form = page.as_form_xobject()
        set_stream_data(form, bytes(form.get_stream_buffer()))
        form.BBox = page.obj.get("/BleedBox", page.trimbox)
        sheet.Resources.XObject[f"/Page{count}"] = pdf.make_indirect(form)
        x0, y0, x1, y1 = place.clip_box
        clip = f"{format_number(edge + x0)} {format_number(edge + y0)} {format_number(x1 - x0)} {format_number(y1 - y0)} re W n"
        parts.append(
            f"q {clip} {format_number(scale)} 0 0 {format_number(scale)} {format_number(right)} {format_number(up)} cm /Page{count} Do Q"
        )
    parts += [] if not options.marks else [f"q {HAIRLINE} w 0 G", *draw_marks(plan, options), "Q"]
    sheet.Contents = new_stream(pdf, "\n".join(parts).encode())


def draw_marks(plan: ImpositionPlan, options: ImpositionOptions) -> Iterator[str]:
    """The operators that draw the marks of a side."""
    edge = slug_width(options)

    def line(start: Point, end: Point) -> str:
        x0, y0, x1, y1 = (format_number(edge + value) for value in (*start, *end))
        return f"{x0} {y0} m {x1} {y1} l S"

    cuts = [cut for box in plan.trim_boxes for cut in crop_marks(box, options.bleed * POINTS_PER_MM)]
    yield from (line(*cut) for cut in cuts if is_outside(cut, plan.trim_boxes))
    if plan.folded:
        yield from ("[2 2] 0 d", *(line(*fold) for fold in fold_marks(plan)))


Move = Callable[[Any], None]


def destination_mover(numbers: dict[Any, int], placements: dict[int, tuple[Any, tuple[float, float, float], PagePlacement]]) -> Move:
    """A function that moves a destination from its page to the sheet; a destination on a sheet is left unchanged."""

    def move(dest: Any) -> None:
        page = numbers.get(dest[0].objgen) if isinstance(dest[0], Dictionary) else None
        if page is None:
            return
        sheet, (scale, right, up), _ = placements[page]
        dest[0] = sheet
        if len(dest) > 3 and dest[1] == Name.XYZ:
            dest[2], dest[3] = pdf_number(float(dest[2]) * scale + right), pdf_number(float(dest[3]) * scale + up)

    return move


def move_link(pdf: pikepdf.Pdf, link: Any, sheet: Any, place: tuple[float, float, float], move: Move) -> None:
    """Move the annotation of a link to the sheet of its page."""
    scale, right, up = place
    x0, y0, x1, y1 = (float(value) for value in link.Rect)
    link.Rect = Array([pdf_number(v) for v in (x0 * scale + right, y0 * scale + up, x1 * scale + right, y1 * scale + up)])
    if "/StructParent" in link:
        del link["/StructParent"]
    if isinstance(link.get("/Dest"), Array):
        move(link.Dest)
    if "/Annots" not in sheet:
        sheet.Annots = Array()
    sheet.Annots.append(pdf.make_indirect(link) if not link.is_indirect else link)


def outline_entries(entry: Any) -> Iterator[Any]:
    """Every entry of an outline, in order."""
    child = entry.get("/First") if entry is not None else None
    while child is not None:
        yield child
        yield from outline_entries(child)
        child = child.get("/Next")


def mark_as_sheets(pdf: pikepdf.Pdf, plan: ImpositionPlan) -> None:
    """Remove the claims that do not hold for sheets, and set the viewer preferences for printing (ISO 32000-1 §12.2)."""
    for key in ("/StructTreeRoot", "/MarkInfo", "/PageLabels"):
        if key in pdf.Root:
            del pdf.Root[key]
    preferences = {"/DisplayDocTitle": True, "/PrintScaling": Name("/None")}
    if plan.folded:
        preferences["/Duplex"] = Name.DuplexFlipShortEdge
    pdf.Root.ViewerPreferences = Dictionary(preferences)
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, Stream):
        claims = bytes(metadata.get_stream_buffer()).replace(UA_CLAIM.encode(), b"")
        metadata.write(re.sub(rb'(pdfaid:conformance=")A(")', rb"\1B\2", claims))


def pdf_number(value: float) -> Any:
    """A length in points as PDF writes it."""
    return pikepdf.Object.parse(format_number(value).encode())


def format_number(value: float) -> str:
    """A number with four decimals, trailing zeros removed."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
