"""The structure tree of a PDF: what a screen reader reads, made from the laid-out boxes of all pages.

WeasyPrint 70 makes one of its own, page by page. It passes PDF/UA-1 but reads badly: a paragraph over two pages becomes two, a table's
head is read anew on each page, running heads are words of nobody, footnotes and contents are nameless, a decorative picture is a fault,
and the language of a part is lost. Here each element of the markup becomes one element of the tree, whatever pages it stands on.

The tree replaces that of one function of WeasyPrint, because an element that is split over pages cannot be joined again
afterwards.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pydyf
from weasyprint.formatting_structure import boxes

TYPES: Mapping[str, tuple[str, ...]] = {
    "main": ("Part",),
    "article": ("Art",),
    "section": ("Sect",),
    "nav": ("Sect",),
    "header": ("Div",),
    "aside": ("Div",),
    "div": ("Div",),
    "figure": ("Div",),  # a reader that speaks a Figure's alternative text skips what else is in it, so the caption stands beside it
    "blockquote": ("BlockQuote",),
    **{f"h{level}": (f"H{level}",) for level in range(1, 7)},
    "p": ("P",),
    "pre": ("P",),
    "ul": ("L",),
    "ol": ("L",),
    "dl": ("L",),
    "li": ("LI", "LBody"),
    "dt": ("LI", "Lbl"),
    "dd": ("LBody",),
    "ol.contents-list": ("TOC",),
    "li.contents-entry": ("TOCI",),
    "a.contents-line": ("Reference", "Link"),
    "table": ("Table",),
    "caption": ("Caption", "P"),
    "figcaption": ("Caption", "P"),
    "thead": ("THead",),
    "tbody": ("TBody",),
    "tfoot": ("TFoot",),
    "tr": ("TR",),
    "th": ("TH",),
    "td": ("TD",),
    "a": ("Link",),
    "em": ("Em",),
    "strong": ("Strong",),
    "code": ("Code",),
    "ruby": ("Ruby", "RB"),
    "rt": ("RT",),
    "img": ("Figure",),
    "img.math": ("Formula",),
    "span.footnote": ("Note", "P"),
    "span.box": ("Lbl",),
    "span.letter": ("Lbl",),
    "div.grid": ("P",),
    "div.grid-row": (),
}
"""The types of the elements that markup becomes, outermost first (ISO 32000-1 §14.8.4); what is not here belongs to what it stands in."""
ROLES = {"Em": "Span", "Strong": "Span"}
"""Types that ISO 32000-1 does not know, and the standard type each is a kind of."""
BLOCK_CONTAINERS = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote"})
"""Elements that hold no words of their own (ISO 32000-1 §14.8.4.2): those go into a paragraph."""
INLINE_TYPES = frozenset({"Span", "Em", "Strong", "Code", "Link", "Reference", "Ruby", "Formula"})
"""Elements that stand in a line with words."""
REQUIRED_PARENTS: Mapping[str, frozenset[str]] = {
    "Lbl": frozenset({"LI", "Note"}),
    "RT": frozenset({"Ruby"}),
}
"""Elements that hang directly in one of another type, however deep their box stands."""
NOTE_PARENTS = BLOCK_CONTAINERS | {"LBody", "TD", "TH", "Caption", "Note"}
"""Elements that a footnote may hang in, right after the paragraph, heading or line that calls it."""
KEPT_EMPTY = frozenset({"TH", "TD"})
"""Elements that stay without words: a row keeps all its cells (PDF/UA-1 §7.5)."""
TAGGED_PSEUDO_ELEMENTS = ("::marker", "::footnote-marker", "::footnote-call")
"""Pseudo-elements that are elements of the tree; the words of others are those of what they stand in."""
SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}
NUMBERINGS = {
    "none": "None",
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
}
"""List styles of CSS by their name in ISO 32000-1 §14.8.5.5; every other one counts."""
POINTS_PER_PIXEL = 0.75
LAYOUT = {"Type": "/Layout"}
PAGINATION = {"Type": "/Pagination"}


class MarkedContent(NamedTuple):
    """A piece of marked content: the page by its index, and its number in the stream of that page."""

    page: int
    mcid: int


class LinkAnnotation(NamedTuple):
    """A link annotation on a page."""

    page: int
    object: pydyf.Dictionary


@dataclass(eq=False, slots=True)
class StructureElement:
    """A structure element that is being made."""

    type: str
    parent: "StructureElement | None" = None
    page: int = 0
    """Where it opens."""
    lang: str = ""
    implied: bool = False
    """Whether it is a paragraph that the markup does not have."""
    entries: dict[str, Any] = field(default_factory=dict)
    kids: "list[StructureElement | MarkedContent | LinkAnnotation]" = field(default_factory=list)
    reference: bytes = b""
    """Once it is written."""

    def ancestors(self) -> "Iterator[StructureElement]":
        """It and all it stands in, inside out."""
        element: StructureElement | None = self
        while element:
            yield element
            element = element.parent


@dataclass(eq=False)
class StructureTree:
    """The elements of a document, grown page by page."""

    root: StructureElement
    elements: dict[Any, StructureElement] = field(default_factory=dict)
    """By the element of the markup, with its pseudo-element where that is one of its own: the innermost that it became."""
    notes: list[tuple[StructureElement, StructureElement]] = field(default_factory=list)
    """Each footnote with the paragraph, heading or cell that calls it."""
    dropped_annotations: list[LinkAnnotation] = field(default_factory=list)
    """Annotations of boxes inside a link that has one already."""

    def add_page(self, number: int, page: Any, marks: dict[Any, Any]) -> dict[int, dict[str, str]]:
        """Hang what is drawn on a page into the tree; what is no content is given back, by its number, as what it is."""
        visit = PageVisit(self, number, page.height, {box: mark["mcid"] for box, mark in marks.items()})
        visit.walk(page._page_box, self.root, None)
        if visit.unvisited:
            raise RuntimeError(f"drawn on page {number + 1} but in no box: {visit.unvisited}")
        return visit.artifacts

    def finish(self) -> None:
        """Put each footnote behind what calls it, and take out what holds nothing."""
        placed = set()
        for note, line in self.notes:
            kids = note.parent.kids if note.parent else []
            after = len(kids) if line is note.parent else kids.index(line) + 1
            while after < len(kids) and kids[after] in placed:
                after += 1
            kids.insert(after, note)
            placed.add(note)
        prune_empty(self.root)


@dataclass(eq=False)
class PageVisit:
    """The way through the boxes of one page."""

    tree: StructureTree
    page: int
    height: float
    """Of the page, in CSS pixels."""
    unvisited: dict[Any, int]
    """What is drawn on the page and not yet met, by its box."""
    artifacts: dict[int, dict[str, str]] = field(default_factory=dict)

    def walk(self, box: Any, parent: StructureElement, link: Any) -> None:
        """Hang a box and all in it below an element; `link` is the markup of the link that it stands in."""
        box = getattr(box, "_box", box)  # where a box was taken out of the flow, a placeholder holds it
        kind = self.artifact_kind(box)
        if kind is not None:
            self.mark_as_artifact(box, kind)
            return
        element = self.element(box, parent)
        if box.link_annotation:
            if box.element_tag == "a" and box.element is not link:
                link = box.element
                self.annotate(box, element)
            else:
                self.tree.dropped_annotations.append(LinkAnnotation(self.page, box.link_annotation))
        mcid = self.unvisited.pop(box, None)
        if mcid is not None:
            if is_space_between(box, element):
                self.artifacts[mcid] = LAYOUT
            else:
                find_host(element, self.page).kids.append(MarkedContent(self.page, mcid))
        for child in getattr(box, "children", ()):
            self.walk(child, element, link)

    def artifact_kind(self, box: Any) -> dict[str, str] | None:
        """What a box is that says nothing (ISO 32000-1 §14.8.2.2), or None where it is content."""
        if isinstance(box, boxes.MarginBox):
            return PAGINATION | {"Subtype": "/Header" if box.at_keyword.startswith("@top") else "/Footer"}
        if box.is_leader or box.style["visibility"] != "visible":
            return LAYOUT
        if box.element_tag in ("thead", "tfoot"):  # it opens the table anew on each page
            known = self.tree.elements.get(box.element)
            return PAGINATION if known and known.page != self.page else None
        return LAYOUT if box.element_tag == "img" and not box.element.get("alt") else None

    def mark_as_artifact(self, box: Any, kind: dict[str, str]) -> None:
        """Take a box and all in it out of the content."""
        box = getattr(box, "_box", box)
        mcid = self.unvisited.pop(box, None)
        if mcid is not None:
            self.artifacts[mcid] = kind
        if box.link_annotation:
            self.tree.dropped_annotations.append(LinkAnnotation(self.page, box.link_annotation))
        for child in getattr(box, "children", ()):
            self.mark_as_artifact(child, kind)

    def element(self, box: Any, parent: StructureElement) -> StructureElement:
        """The element that the words of a box belong to."""
        node, tag = box.element, box.element_tag
        if node is None or tag in ("html", "body"):
            return parent
        key = (node, tag) if tag.endswith(TAGGED_PSEUDO_ELEMENTS) else node
        known = self.tree.elements.get(key)
        if known or (tag != node.tag and key is node):
            return known or parent
        types = ("Reference",) if tag.endswith("call") else ("Lbl",) if key is not node else types_of(node, parent)
        if tag.endswith("::marker"):
            set_list_numbering(parent, box.style["list_style_type"])
        elif tag.endswith("::footnote-call"):
            self.begin_note(node, parent)
        elif "Lbl" in types and key is node:
            set_list_numbering(parent, "none")
        return self.begin(types, parent, key, box) if types else parent

    def begin(self, types: tuple[str, ...], parent: StructureElement, key: Any, box: Any) -> StructureElement:
        """New elements inside each other; gives back the innermost."""
        place = find_parent(types[0], parent, self.page)
        lang = box.element.get("lang") or place.lang
        first = element = StructureElement(types[0], place, self.page, lang)
        place.kids.insert(0 if element.type == "Lbl" else len(place.kids), element)
        for kind in types[1:]:
            inner = StructureElement(kind, element, self.page, lang)
            element.kids.append(inner)
            element = inner
        if key is box.element:
            first.entries = self.entries(first, box) | ({"Lang": pydyf.String(lang)} if lang != place.lang else {})
        self.tree.elements[key] = element
        return element

    def begin_note(self, node: Any, parent: StructureElement) -> None:
        """A footnote, at its call; its words are met below the page."""
        chain = list(find_host(parent, self.page).ancestors())
        place = next(element for element in chain if element.type in NOTE_PARENTS)
        line = chain[max(chain.index(place) - 1, 0)]
        note = StructureElement("Note", place, self.page, node.get("lang") or place.lang)
        body = StructureElement("P", note, self.page, note.lang)
        note.kids.append(body)
        self.tree.notes.append((note, line))
        note.entries["ID"] = pydyf.String(f"note-{len(self.tree.notes):06}")
        self.tree.elements[node] = body

    def entries(self, element: StructureElement, box: Any) -> dict[str, Any]:
        """What the dictionary of an element holds beside its place and language."""
        found: dict[str, Any] = {}
        words = box.element.get("alt") or box.element.get("aria-label")
        if words:
            found["Alt"] = pydyf.String(words)
        if element.type in ("Figure", "Formula"):
            found["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": self.bounds(box)})
        if element.type in ("TH", "TD"):
            found["A"] = cell_attributes(element, box)
        return found

    def bounds(self, box: Any) -> pydyf.Array:
        """Where a picture stands: left, bottom, right, top in points from the page's lower left corner."""
        left, top = box.content_box_x(), box.content_box_y()
        edges = (left, self.height - top - box.height, left + box.width, self.height - top)
        return pydyf.Array(edge * POINTS_PER_PIXEL for edge in edges)

    def annotate(self, box: Any, element: StructureElement) -> None:
        """A link's annotation hangs in its element and says the link's words (PDF/UA-1 §7.18.5), or its label where it shows a number."""
        box.link_annotation["Contents"] = pydyf.String(box.element.get("aria-label") or link_text(box.element))
        element.kids.append(LinkAnnotation(self.page, box.link_annotation))


def types_of(node: Any, parent: StructureElement) -> tuple[str, ...]:
    """The types of the elements that an element of markup becomes; none where it is a part of what it stands in."""
    names = (f"{node.tag}.{name}" for name in node.get("class", "").split())
    types = next((TYPES[name] for name in (*names, node.tag) if name in TYPES), ())
    foreign = node.get("lang", parent.lang) != parent.lang
    return types or (("Span",) if foreign else ())


def find_parent(kind: str, parent: StructureElement, page: int) -> StructureElement:
    """The element that one of a type hangs in, for a box that stands in `parent`."""
    if kind in REQUIRED_PARENTS:
        return next((element for element in parent.ancestors() if element.type in REQUIRED_PARENTS[kind]), parent)
    if kind == "LBody" and parent.type == "L":  # a definition joins the term before it
        items = [kid for kid in parent.kids if isinstance(kid, StructureElement)]
        if items and not any(isinstance(kid, StructureElement) and kid.type == "LBody" for kid in items[-1].kids):
            return items[-1]
        item = StructureElement("LI", parent, page, parent.lang)
        parent.kids.append(item)
        return item
    return find_host(parent, page) if kind in INLINE_TYPES else parent


def is_space_between(box: Any, element: StructureElement) -> bool:
    """Whether a box is nothing but the white space of the markup between two blocks."""
    return isinstance(box, boxes.TextBox) and not box.text.strip() and element.type in BLOCK_CONTAINERS


def find_host(element: StructureElement, page: int) -> StructureElement:
    """The element that takes words for another: a paragraph where that holds none of its own."""
    if element.type not in BLOCK_CONTAINERS:
        return element
    last = element.kids[-1] if element.kids else None
    if isinstance(last, StructureElement) and last.implied:
        return last
    paragraph = StructureElement("P", element, page, element.lang, implied=True)
    element.kids.append(paragraph)
    return paragraph


def set_list_numbering(item: StructureElement, style: Any) -> None:
    """Say how the labels of a list count (PDF/UA-1 §7.6); terms and boxes to tick do not."""
    element = next(above for above in item.ancestors() if above.type == "L")
    name = NUMBERINGS.get(style, "Decimal") if isinstance(style, str) else "Disc"
    if name != "None" or "A" not in element.entries:
        element.entries["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{name}"})


def cell_attributes(element: StructureElement, box: Any) -> pydyf.Dictionary:
    """The attributes of a cell: how far it reaches, and for a header what it heads (PDF/UA-1 §7.5)."""
    found = pydyf.Dictionary({"O": "/Table"})
    for name, span in (("ColSpan", box.colspan), ("RowSpan", box.rowspan)):
        if span != 1:
            found[name] = span
    if element.type == "TH":
        usual = "Column" if any(above.type == "THead" for above in element.ancestors()) else "Row"
        found["Scope"] = f"/{SCOPES.get(box.element.get('scope', ''), usual)}"
    return found


def link_text(node: Any) -> str:
    """What a link says: its words, formulas by their text, without the readings over them."""
    return " ".join("".join(_words(node)).split())


def _words(node: Any) -> Iterator[str]:
    yield node.text or node.get("alt", "")
    for child in node:
        if child.tag != "rt":
            yield from _words(child)
        yield child.tail or ""


def prune_empty(element: StructureElement) -> bool:
    """Take out what holds nothing; whether anything is left of the element."""
    element.kids = [kid for kid in element.kids if not isinstance(kid, StructureElement) or prune_empty(kid)]
    return bool(element.kids) or element.type in KEPT_EMPTY


def build_structure_tree(document: Any, streams: Sequence[Any]) -> StructureTree:
    """The structure tree of a document of the engine, from the boxes of its pages; artifacts are marked in the pages' streams."""
    tree = StructureTree(StructureElement("Document", lang=document.metadata.lang or ""))
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        mark_artifacts(stream, tree.add_page(number, page, stream._tags))
    tree.finish()
    return tree


_tree_builder: ContextVar[Callable[[Sequence[Any]], StructureTree]] = ContextVar("structure tree builder")


@contextmanager
def tree_builder(build: Callable[[Sequence[Any]], StructureTree]) -> Iterator[None]:
    """Let `add_tags` write the tree that a function builds for the content streams of all pages."""
    token = _tree_builder.set(build)
    try:
        yield
    finally:
        _tree_builder.reset(token)


def add_tags(pdf: pydyf.PDF, _document: Any, _version: Any, streams: list[Any]) -> None:
    """Write a structure tree into a PDF; it replaces WeasyPrint's function of the same name and arguments."""
    tree = _tree_builder.get()(streams)
    drop_annotations(pdf, tree.dropped_annotations)
    write_structure_tree(pdf, tree, [len(stream._tags) for stream in streams])


def mark_artifacts(stream: Any, artifacts: Mapping[int, dict[str, str]]) -> None:
    """Say in the stream of a page what of it is no content."""
    operators = stream.stream
    for place, operand in enumerate(operators):
        if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") in artifacts:
            operators[place - 1] = "/Artifact"
            operators[place] = pydyf.Dictionary(artifacts[operand["MCID"]])


def drop_annotations(pdf: pydyf.PDF, annotations: Iterable[LinkAnnotation]) -> None:
    """Take annotations off their pages: every box in a link has one, and a link needs one a line."""
    for annotation in annotations:
        page = pdf.objects[pdf.pages["Kids"][annotation.page * 3]]
        page["Annots"].remove(annotation.object.reference)
        annotation.object.clear()


def write_structure_tree(pdf: pydyf.PDF, tree: StructureTree, marks: list[int]) -> None:
    """Put the tree into the PDF; `marks` counts the marked content of each page (ISO 32000-1 §14.7)."""
    root = pydyf.Dictionary({"Type": "/StructTreeRoot", "RoleMap": pydyf.Dictionary({k: f"/{v}" for k, v in ROLES.items()})})
    pdf.add_object(root)
    owners = [pydyf.Array([b"null"] * count) for count in marks]
    nums = pydyf.Array(item for number, array in enumerate(owners) for item in (number, array))
    root["K"] = pydyf.Array([_written(pdf, tuple(pdf.page_references), tree.root, root.reference, owners, nums)])
    root["ParentTree"] = _added(pdf, {"Nums": nums})
    root["ParentTreeNextKey"] = len(nums) // 2
    if tree.notes:
        names = pydyf.Array(item for note, _ in tree.notes if note.reference for item in (note.entries["ID"], note.reference))
        root["IDTree"] = _added(pdf, {"Names": names})
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def _added(pdf: pydyf.PDF, entries: dict[str, Any]) -> bytes:
    thing = pydyf.Dictionary(entries)
    pdf.add_object(thing)
    return bytes(thing.reference)


class SerializedObject(pydyf.Object):  # type: ignore[misc]
    """An object of a PDF as it stands in the file: a tree has thousands, which are not worth making one by one of what they hold."""

    data = b""


def _written(
    pdf: pydyf.PDF, pages: Sequence[bytes], element: StructureElement, parent: bytes, owners: list[Any], nums: pydyf.Array
) -> bytes:
    """An element and all below it; its marks and annotations are told whose they are."""
    home_page = next((kid.page for kid in element.kids if not isinstance(kid, StructureElement)), element.page)
    own = SerializedObject()
    pdf.add_object(own)
    element.reference = reference = b"%d 0 R" % own.number
    kids = list[bytes]()
    for kid in element.kids:
        match kid:
            case StructureElement():
                kids.append(_written(pdf, pages, kid, reference, owners, nums))
            case MarkedContent(page, mcid):
                owners[page][mcid] = reference
                kids.append(b"%d" % mcid if page == home_page else b"<</Type /MCR/Pg %b/MCID %d>>" % (pages[page], mcid))
            case LinkAnnotation(page, annotation):
                annotation["StructParent"] = len(nums) // 2
                nums.extend((annotation["StructParent"], reference))
                kids.append(b"<</Type /OBJR/Pg %b/Obj %b>>" % (pages[page], annotation.reference))
    more = pydyf.Dictionary(element.entries).data[2:-2] if element.entries else b""
    told = (element.type.encode(), parent, pages[home_page], more, b" ".join(kids))
    own.data = b"<</Type /StructElem/S /%b/P %b/Pg %b%b/K [%b]>>" % told
    return reference
