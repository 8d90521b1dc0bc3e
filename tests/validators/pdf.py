"""Rules for accessible and archivable PDFs, checked independently of the program: one function per rule."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import page
import pikepdf
from outloud import check as outloud
from pikepdf import Array, Dictionary, Name, Stream, String

STANDARD = {
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "P", "H1", "H2", "H3", "H4", "H5", "H6"),
    *("L", "LI", "Lbl", "LBody", "Table", "THead", "TBody", "TFoot", "TR", "TH", "TD"),
    *("Span", "Quote", "Note", "Reference", "Code", "Link", "Ruby", "RB", "RT", "Figure", "Formula"),
}
"""The types of ISO 32000-1 §14.8.4 that a handout may need."""
CHILDREN = {
    "L": {"LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI"},
    "Table": {"THead", "TBody", "TFoot", "TR", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "Ruby": {"RB", "RT"},
}
SHOWS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "EI", "Do"}
"""Operators that put something on the page."""


@dataclass(frozen=True, eq=False)
class Element:
    """A structure element: its type, its children and its ancestors."""

    object: Any
    type: str
    parent: "Element | None"

    def attribute(self, name: str) -> Any:
        found = self.object.get("/A")
        for item in found if isinstance(found, Array) else [found]:
            if isinstance(item, Dictionary) and name in item:
                return item[name]
        return None

    def up(self) -> "Iterator[Element]":
        above = self.parent
        while above:
            yield above
            above = above.parent


@dataclass(frozen=True)
class Opened:
    """A PDF with its structure tree, read for the rules below."""

    pdf: pikepdf.Pdf
    elements: tuple[Element, ...]
    marks: dict[tuple[int, int], Element]
    """The owner of each marked-content sequence, by page and number."""
    annotations: dict[Any, Element]
    """The owner of each annotation."""
    text: dict[tuple[int, int], int]
    """The number of drawing operators in each marked-content sequence."""
    unmarked: Counter[str]
    """Drawing operators outside marked content."""

    def kids(self, element: Element) -> list[Element]:
        return [other for other in self.elements if other.parent is element]

    def of(self, *types: str) -> list[Element]:
        return [element for element in self.elements if element.type in types]


def items(value: Any) -> list[Any]:
    """The items of an entry, which may be one object or an array."""
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


def read_structure(pdf: pikepdf.Pdf) -> Opened:
    """Read the structure tree of a PDF, and all that is drawn on its pages."""
    numbers = {sheet.obj.objgen: number for number, sheet in enumerate(pdf.pages)}
    root = pdf.Root.get("/StructTreeRoot", Dictionary())
    roles = {str(key)[1:]: str(value)[1:] for key, value in dict(root.get("/RoleMap", Dictionary())).items()}
    elements: list[Element] = []
    marks: dict[tuple[int, int], Element] = {}
    annotations: dict[Any, Element] = {}

    def walk(thing: Any, parent: Element | None, sheet: Any) -> None:
        kind = str(thing.get("/S", "/"))[1:]
        element = Element(thing, roles.get(kind, kind), parent)
        elements.append(element)
        sheet = thing.get("/Pg", sheet)
        for kid in items(thing.get("/K")):
            if isinstance(kid, int):
                marks[numbers[sheet.objgen], int(kid)] = element
            elif str(kid.get("/Type")) == "/MCR":
                marks[numbers[kid.Pg.objgen], int(kid.MCID)] = element
            elif str(kid.get("/Type")) == "/OBJR":
                annotations[kid.Obj.objgen] = element
            else:
                walk(kid, element, sheet)

    for top in items(root.get("/K")):
        walk(top, None, None)
    text: Counter[tuple[int, int]] = Counter()
    unmarked: Counter[str] = Counter()
    for number, sheet in enumerate(pdf.pages):
        _draw(sheet.obj, sheet.obj.get("/Resources"), number, None, text, unmarked)
    return Opened(pdf, tuple(elements), marks, annotations, dict(text), unmarked)


def _draw(stream: Any, resources: Any, number: int, inside: Any, text: Counter[Any], unmarked: Counter[str]) -> None:
    """Count the drawing operators of a stream by their marked-content sequence."""
    stack = [inside]
    for operands, operator in pikepdf.parse_content_stream(stream):
        match str(operator):
            case "BMC" | "BDC" as name:
                known = name == "BDC" and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]
                inner = (number, int(operands[1].MCID)) if known else "artifact" if operands[0] == Name.Artifact else stack[-1]
                stack.append(inner)
                if known:
                    text[inner] += 0
            case "EMC":
                stack.pop()
            case name if name in SHOWS:
                form = resources.XObject[operands[0]] if name == "Do" else None
                if form is not None and form.get("/Subtype") == Name.Form:
                    _draw(form, form.get("/Resources", resources), number, stack[-1], text, unmarked)
                elif stack[-1] is None:
                    unmarked[name] += 1
                elif stack[-1] != "artifact":
                    text[stack[-1]] += 1


def claims(opened: Opened) -> Iterator[str]:
    """The metadata claims both standards, in plain bytes."""
    metadata = opened.pdf.Root.get("/Metadata")
    if metadata is None or "/Filter" in metadata:
        yield "the metadata is missing or compressed"
        return
    xmp = metadata.read_bytes().decode()
    for pattern in (r"pdfuaid:part>1<", r'pdfaid:part="3"', r'pdfaid:conformance="A"', r"pdfaSchema:prefix>pdfuaid<"):
        if not re.search(pattern, xmp):
            yield f"the metadata does not say {pattern}"


def document(opened: Opened) -> Iterator[str]:
    """The document has a language and shows its title."""
    root = opened.pdf.Root
    if not str(root.get("/Lang", "")):
        yield "no language"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "the title is not shown"


def marked(opened: Opened) -> Iterator[str]:
    """All that is drawn is either an artifact or in the tree, once, and the tree holds nothing that is not drawn."""
    if opened.unmarked:
        yield f"outside any mark: {dict(opened.unmarked)}"
    if stray := set(opened.text) - set(opened.marks):
        yield f"{len(stray)} pieces hang in no element"
    if ghosts := set(opened.marks) - set(opened.text):
        yield f"{len(ghosts)} pieces of the tree are not drawn"


def order(opened: Opened) -> Iterator[str]:
    """Each page draws its content in the order of the tree, which readers search, copy and speak; readings are behind their paragraph."""
    for number in range(len(opened.pdf.pages)):
        drawn = [mark for mark in opened.text if mark[0] == number and (mark not in opened.marks or opened.marks[mark].type != "RT")]
        read = [mark for mark, element in opened.marks.items() if mark[0] == number and element.type != "RT"]
        misplaced = next((place for place, (one, other) in enumerate(zip(drawn, read, strict=False)) if one != other), None)
        if misplaced is not None:
            yield f"page {number + 1} draws piece {drawn[misplaced][1]} where {read[misplaced][1]} is read"


def parents(opened: Opened) -> Iterator[str]:
    """The parent tree, from content to its element, is right."""
    nums = list(opened.pdf.Root.StructTreeRoot.ParentTree.Nums)
    tree = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))
    sheets = [sheet.obj for sheet in opened.pdf.pages]
    for (number, mcid), element in opened.marks.items():
        owners = dict(enumerate(tree[int(sheets[number].StructParents)]))
        if mcid not in owners or owners[mcid].objgen != element.object.objgen:
            yield f"page {number + 1} piece {mcid} has another parent"
    for sheet in sheets:
        for annotation in items(sheet.get("/Annots")):
            owner = opened.annotations.get(annotation.objgen)
            back = tree.get(int(annotation.get("/StructParent", -1)))
            if owner is None or back is None or back.objgen != owner.object.objgen:
                yield f"annotation {annotation.get('/Contents')} has another parent"


def types(opened: Opened) -> Iterator[str]:
    """Every element has a known type and a permitted parent."""
    for element in opened.elements:
        if element.type not in STANDARD:
            yield f"unknown type {element.type}"
        allowed = CHILDREN.get(element.parent.type) if element.parent else None
        if allowed and element.type not in allowed:
            yield f"{element.type} in {element.parent.type if element.parent else ''}"


def headings(opened: Opened) -> Iterator[str]:
    """Levels follow each other, and the outline has the same."""
    levels = [int(element.type[1]) for element in opened.of("H1", "H2", "H3", "H4", "H5", "H6")]
    if not levels:
        yield "no heading"
    yield from (f"H{low} then H{high}" for low, high in zip([0, *levels], levels, strict=False) if high > low + 1)
    with opened.pdf.open_outline() as outline:
        depths = list(_depths(outline.root))
    if depths != levels:
        yield f"the outline has {depths}, the text {levels}"


def _depths(entries: Any, depth: int = 1) -> Iterator[int]:
    for entry in entries:
        yield depth
        yield from _depths(entry.children, depth + 1)


def links(opened: Opened) -> Iterator[str]:
    """Each link is described by its text, is printed, has a target, and belongs to a Link element."""
    names = list(opened.pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array()))
    targets = {bytes(name) for name in names[::2]}
    for number, sheet in enumerate(opened.pdf.pages, 1):
        for annotation in items(sheet.obj.get("/Annots")):
            says, leads = str(annotation.get("/Contents", "")), annotation.get("/Dest")
            if not says.strip() or (isinstance(leads, String) and says == str(leads)):
                yield f"page {number}: a link says {says!r}"
            if isinstance(leads, String) and bytes(leads) not in targets:
                yield f"page {number}: {says!r} leads nowhere"
            if not int(annotation.get("/F", 0)) & 4:
                yield f"page {number}: {says!r} does not print"
            owner = opened.annotations.get(annotation.objgen)
            if owner is None or owner.type != "Link":
                yield f"page {number}: {says!r} is in no Link"


def contents(opened: Opened) -> Iterator[str]:
    """Each entry of the contents has one link with one annotation."""
    found = Counter(id(entry.object) for owner in opened.annotations.values() for entry in owner.up() if entry.type == "TOCI")
    nested = Counter(id(above.object) for element in opened.of("TOCI") for above in element.up() if above.type == "TOCI")
    yield from (
        f"an entry has {found[id(entry.object)]} annotations"
        for entry in opened.of("TOCI")
        if found[id(entry.object)] != 1 + nested[id(entry.object)]
    )


def pictures(opened: Opened) -> Iterator[str]:
    """Each figure and formula has an alternative text and a bounding box."""
    for element in opened.of("Figure", "Formula"):
        if not str(element.object.get("/Alt", "")).strip():
            yield f"a {element.type} without words"
        box = element.attribute("/BBox")
        if box is None or not (0 <= float(box[0]) < float(box[2]) and 0 <= float(box[1]) < float(box[3])):
            yield f"a {element.type} at {box}"


def tables(opened: Opened) -> Iterator[str]:
    """Each table has headers with scope, one head, and rows of one length."""
    for table in opened.of("Table"):
        inside = [element for element in opened.elements if any(above is table for above in element.up())]
        if not any(element.type == "TH" for element in inside):
            yield "a table without headers"
        if any(element.type == "TH" and element.attribute("/Scope") is None for element in inside):
            yield "a header without scope"
        if sum(element.type == "THead" for element in inside) > 1:
            yield "a head that is read again"
        rows = [row for row in inside if row.type == "TR"]
        cells = [[(int(c.attribute("/ColSpan") or 1), int(c.attribute("/RowSpan") or 1)) for c in opened.kids(row)] for row in rows]
        above = [sum(across for n, row in enumerate(cells[:at]) for across, down in row if n + down > at) for at in range(len(rows))]
        if len({before + sum(across for across, _ in row) for before, row in zip(above, cells, strict=True)}) > 1:
            yield "rows of different length"


def lists(opened: Opened) -> Iterator[str]:
    """Each item of a list has a body, and labels that count say how."""
    for element in opened.of("LI"):
        if not any(kid.type == "LBody" for kid in opened.kids(element)):
            yield "an item without body"
    for element in opened.of("L"):
        if element.attribute("/ListNumbering") is None and any(
            kid.type == "Lbl" for item in opened.kids(element) for kid in opened.kids(item)
        ):
            yield "labels that do not say how they count"


def notes(opened: Opened) -> Iterator[str]:
    """Each footnote has a unique id in the tree's index, a label, and a reference."""
    ids = [str(note.object.get("/ID", "")) for note in opened.of("Note")]
    tree = opened.pdf.Root.StructTreeRoot.get("/IDTree", Dictionary()).get("/Names", Array())
    if "" in ids or len(set(ids)) < len(ids) or sorted(ids) != [str(name) for name in list(tree)[::2]]:
        yield f"notes {ids} are not those of the tree of names"
    if any(not any(kid.type == "Lbl" for kid in opened.kids(note)) for note in opened.of("Note")):
        yield "a note without label"
    calls = [call for call in opened.of("Reference") if not any(kid.type == "Link" for kid in opened.kids(call))]
    if len(calls) != len(ids):
        yield f"{len(ids)} notes, {len(calls)} calls"


def images(opened: Opened) -> Iterator[str]:
    """Images have nothing that PDF/A forbids."""
    for thing in opened.pdf.objects:
        if isinstance(thing, Stream) and thing.get("/Subtype") == Name.Image:
            if thing.get("/Interpolate", False):
                yield "a picture is interpolated"
            if thing.get("/ColorSpace") == Name.DeviceCMYK:
                yield "a picture is in printing inks"


def syntax(opened: Opened) -> Iterator[str]:
    """The errors that qpdf, which is part of pikepdf, finds in the file."""
    yield from opened.pdf.check_pdf_syntax()


def streams(opened: Opened) -> Iterator[str]:
    """No stream ends in a carriage return."""
    for thing in opened.pdf.objects:
        if isinstance(thing, Stream) and thing.read_raw_bytes().endswith(b"\r"):
            yield f"stream {thing.objgen[0]} ends in a carriage return"


RULES: tuple[Callable[[Opened], Iterator[str]], ...] = (
    claims, document, marked, order, parents, types, headings, links, contents, pictures, tables, lists, notes, images, syntax, streams,
)  # fmt: skip


def find_faults(path: Path) -> list[str]:
    """The errors that these rules find in a PDF."""
    with pikepdf.open(path) as pdf:
        opened = read_structure(pdf)
        return [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(opened)]


def validate_pdf(path: Path) -> list[str]:
    """The errors that two independent validators find: PDF/UA-1 and PDF/A-3a."""
    found = [
        f"{profile}: {f.rule_id} {f.message}" for profile in ("ua1", "3a") for f in page.validate_pdf(str(path), profile=profile).failures
    ]
    result = outloud(str(path), layers=["conformance"])
    assert result.error is None, result.error
    return found + [f"outloud: {finding}" for finding in result.findings if finding.severity != "info"]
