"""Drawings of Word files: pictures, text boxes, charts as tables, SmartArt as lists; the rest is reported (ECMA-376 parts 1 and 4)."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jiangyi.importing.decisions import shorten
from jiangyi.importing.emit import escape_inline
from jiangyi.importing.word.container import WordFileError, WordLimitError
from jiangyi.importing.word.context import Data, WordContext
from jiangyi.importing.word.xml_names import CHART, DIAGRAM, OFFICE, VML, WP, A, R, W, local_name, parse_integer, parse_twips

EMU_PER_TWIP = 635
SVG_BLIP = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
DESCRIBED_BY_PROGRAM = re.compile(
    r"^(?:(?:Picture|图片|图像|Image|Graphic|图形)\s*\d*|[\w-]+\.(?:png|jpe?g|gif|bmp|emf|wmf|tiff?)"
    r"|.{0,30}(?:自动生成|automatically generated).{0,60})$",
    re.IGNORECASE | re.DOTALL,
)
"""Alternative texts that Word or WPS makes up."""
VECTOR_FORMATS = (".emf", ".wmf", ".emz", ".wmz")
FORMULA_NAME = "公式"
"""The alternative text of the picture of a formula."""
MAX_CELLS = 5000
"""The maximum number of cells of a chart's table."""


@dataclass
class Drawing:
    """What a drawing contains: figures, blocks such as the table of a chart, and the elements of text boxes."""

    figures: list[Data] = field(default_factory=list)
    blocks: list[Data] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)


def read_drawing(element: Any, context: WordContext) -> Drawing:
    """The content of `w:drawing`, `w:pict` or `w:object`."""
    found = Drawing()
    described = next(element.iter(f"{WP}docPr"), None)
    alt = "" if described is None else (described.get("descr") or described.get("title") or "")
    width = _find_width(element, context)
    for item in _iterate_outside_boxes(element, found.boxes):
        name = local_name(item)
        if item.tag == f"{A}blip":
            _add_picture(found, item, alt, width, context)
        elif item.tag == f"{VML}imagedata":
            shape = item.getparent()
            words = shape.get("alt", "") if shape is not None else ""
            words = words or (
                FORMULA_NAME if any("Equation" in item.get("ProgID", "") for item in element.iter(f"{OFFICE}OLEObject")) else ""
            )
            address = item.get(f"{R}id") or item.get(f"{OFFICE}relid") or item.get(f"{R}pict")
            _place_picture(found, address, item.get(f"{R}href"), words or item.get(f"{OFFICE}title", ""), width, context)
        elif item.tag == f"{A}t" and (item.text or "").strip():
            _add_paragraph(found, item.text)
        elif item.tag == f"{VML}textpath" and item.get("string"):
            _add_paragraph(found, item.get("string", ""))
            context.report("text-box", item.get("string", ""))
        elif item.tag == f"{CHART}chart" and item.get(f"{R}id"):
            found.blocks += read_chart(item.get(f"{R}id"), context)
        elif item.tag == f"{DIAGRAM}relIds":
            found.blocks += read_diagram(item.get(f"{R}dm"), context)
        elif item.tag == f"{OFFICE}OLEObject":
            context.report_with_place("object", item.get("ProgID") or "OLE")
        elif item.tag == f"{W}control":
            context.report_with_place("object", item.get(f"{W}name") or "ActiveX")
        elif item.tag == f"{VML}rect" and item.get(f"{OFFICE}hr") in ("t", "true", "1"):
            found.blocks.append({"type": "rule"})
        elif name == "hlinkClick" and item.getparent().tag in (f"{WP}docPr", f"{A}cNvPr"):
            target, external = context.find_target(item.get(f"{R}id"))
            if external and target:
                context.report("link", f"{alt or '图片'} ({target})", shorten(alt))
    return found


def _iterate_outside_boxes(element: Any, boxes: list[Any]) -> Iterator[Any]:
    """The elements of a drawing in order; the content of a text box is set aside as a whole."""
    stack = [element]
    while stack:
        item = stack.pop()
        if item.tag == f"{W}txbxContent":
            boxes.append(item)
            continue
        yield item
        stack += [child for child in reversed(item) if isinstance(child.tag, str)]


def _find_width(element: Any, context: WordContext) -> str:
    """The width of a picture as a percentage of the line; "" where it fills the line or is unknown."""
    extent = next(element.iter(f"{WP}extent"), None)
    if extent is not None:
        twips = parse_integer(extent.get("cx")) / EMU_PER_TWIP
    else:
        shape = next((item for item in element.iter() if item.get("style") and "width" in item.get("style")), None)
        match = re.search(r"(?:^|;)\s*width:\s*([\d.]+[a-z]{2})", shape.get("style")) if shape is not None else None
        twips = parse_twips(match[1]) if match else 0
    share = round(twips * 100 / context.text_width) if context.text_width else 0
    return f"{max(share, 3)}%" if 0 < share < 95 else ""


def _add_picture(found: Drawing, blip: Any, alt: str, width: str, context: WordContext) -> None:
    """Add the picture of DrawingML; of a vector graphic beside its raster image, the one that can be shown."""
    vector = next(blip.iter(SVG_BLIP), None)
    target, _ = context.find_target(blip.get(f"{R}embed"))
    bad = not target or posixpath.splitext(target)[1].lower() in VECTOR_FORMATS
    if vector is not None and bad:
        _place_picture(found, vector.get(f"{R}embed"), None, alt, width, context)
    else:
        _place_picture(found, blip.get(f"{R}embed"), blip.get(f"{R}link"), alt, width, context)


def _place_picture(found: Drawing, embedded: str | None, linked: str | None, alt: str, width: str, context: WordContext) -> None:
    target, external = context.find_target(embedded or linked)
    if not target:
        return
    alt = " ".join(alt.split())
    fields: Data = {"type": "figure", "src": target}
    fields |= {} if DESCRIBED_BY_PROGRAM.match(alt) or not alt else {"alt": alt}
    fields |= {"width": width} if width else {}
    if external:
        found.figures.append(context.pictures.place_figure(fields, context.line, context.log, chinese=context.chinese))
        return
    context.container.budget.spend_contents(1)
    try:
        data = context.container.read_part(target)
    except WordLimitError:
        raise
    except WordFileError as error:
        context.report_with_place("picture-bad", f"{target} {error.args[0].localize()}")
        data = None
    name = posixpath.basename(target)
    if data and posixpath.splitext(name)[1].lower() in VECTOR_FORMATS:
        kept = context.pictures.store_picture(name, data)
        context.report_with_place("vector-picture", f"{kept} {alt}".strip())
    placed = context.pictures.place_picture(fields, (name, data) if data else None, context.line, context.log, chinese=context.chinese)
    found.figures.append(placed)


def _add_paragraph(found: Drawing, text: str) -> None:
    found.blocks.append({"type": "paragraph", "text": escape_inline(" ".join(text.split()))})


def read_chart(identifier: str | None, context: WordContext) -> list[Data]:
    """A chart as a table: its title the caption, a column for each series, a row for each category; other texts follow."""
    root = _read_related(identifier, context)
    if root is None:
        context.report_with_place("object", "chart")
        return []
    title = "".join(text.text or "" for text in root.iterfind(f".//{CHART}chart/{CHART}title//{A}t"))
    series = list(root.iter(f"{CHART}ser"))
    names = [_join_texts(one.find(f"{CHART}tx")) for one in series]
    categories: list[str] = []
    columns: list[dict[int, str]] = []
    for one in series:
        known = [found for name in ("cat", "xVal") if (found := one.find(f"{CHART}{name}")) is not None]
        categories = _merge_categories(categories, _read_points(known[0])) if known else categories
        values = [found for name in ("val", "yVal") if (found := one.find(f"{CHART}{name}")) is not None]
        columns.append(_read_points(values[0]) if values else {})
    count = min(max((max(column, default=-1) + 1 for column in columns), default=0), MAX_CELLS // max(1, len(columns)))
    count = max(count, min(len(categories), MAX_CELLS))
    rows = [
        [_cell(categories[at] if at < len(categories) else ""), *(_cell(column.get(at, "")) for column in columns)] for at in range(count)
    ]
    context.container.budget.spend_contents(len(rows) * (len(columns) + 1) + len(names))
    axes = ["".join(text.text or "" for text in axis.iter(f"{A}t")) for axis in root.iterfind(f".//{CHART}plotArea/*/{CHART}title")]
    context.report("chart", title or " ".join(names) or "chart", f"{count} × {len(series)}")
    caption = {"caption": escape_inline(title)} if title else {}
    table: list[Data] = [{"type": "table", **caption, "columns": ["", *map(_cell, names)], "rows": rows}] if rows else []
    loose = [escape_inline(title)] if title and not rows else []
    return table + [{"type": "paragraph", "text": text} for text in [*loose, *map(escape_inline, filter(None, axes))]]


def _cell(text: str) -> str:
    return escape_inline(" ".join(text.split()))


def _join_texts(element: Any) -> str:
    return "" if element is None else " ".join(value.text or "" for value in element.iter(f"{CHART}v")).strip()


def _read_points(element: Any) -> dict[int, str]:
    """The cached values of a series by index; of categories in several levels the levels joined."""
    found: dict[int, str] = {}
    for point in element.iter(f"{CHART}pt"):
        at, value = parse_integer(point.get("idx")), point.findtext(f"{CHART}v") or ""
        if 0 <= at < MAX_CELLS:
            found[at] = f"{value} {found[at]}" if at in found else value
    return found


def _merge_categories(known: list[str], points: dict[int, str]) -> list[str]:
    found = [points.get(at, "") for at in range(max(points, default=-1) + 1)]
    return found if len(found) > len(known) else known


def read_diagram(identifier: str | None, context: WordContext) -> list[Data]:
    """SmartArt as a nested list, in the order of its data model."""
    root = _read_related(identifier, context)
    if root is None:
        context.report_with_place("object", "SmartArt")
        return []
    texts = {
        point.get("modelId", ""): "".join(text.text or "" for text in point.iter(f"{A}t")).strip() for point in root.iter(f"{DIAGRAM}pt")
    }
    tops = [point.get("modelId", "") for point in root.iter(f"{DIAGRAM}pt") if point.get("type") == "doc"]
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{DIAGRAM}cxn"):
        if link.get("type", "parOf") == "parOf":
            below.setdefault(link.get("srcId", ""), []).append((parse_integer(link.get("srcOrd")), link.get("destId", "")))
    seen: set[str] = set()

    def list_items(parent: str, depth: int = 0) -> list[Any]:
        items: list[Any] = []
        for _, child in sorted(below.get(parent, [])):
            if child in seen or depth > 20:
                continue
            seen.add(child)
            inner = list_items(child, depth + 1)
            words = escape_inline(" ".join(texts.get(child, "").split()))
            if words and inner:
                items.append({"body": [words, {"type": "list", "items": inner}]})
            else:
                items += [words] if words else inner
        return items

    items = [item for top in tops for item in list_items(top)]
    items += [escape_inline(text) for model, text in texts.items() if text and model not in seen]
    context.container.budget.spend_contents(len(texts))
    context.report("diagram", " ".join(filter(None, texts.values())), f"{len(items)}")
    return [{"type": "list", "items": items}] if items else []


def _read_related(identifier: str | None, context: WordContext) -> Any:
    target, external = context.find_target(identifier)
    return None if external or not target else context.container.read_xml(target)
