"""Build the structure tree of a PDF, which a screen reader reads, from the laid-out boxes of all pages.

WeasyPrint 70 builds one page by page. It passes PDF/UA-1 but reads badly: a paragraph over two pages becomes two, a table head is read
again on each page, running heads are content without a parent, footnotes and contents have generic types, a decorative image is an
error, and the language of a part is lost. Here each element of the markup becomes one structure element, however many pages it is on.

The tree replaces that of one function of WeasyPrint, because an element that is split over pages cannot be joined again
afterwards.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from unicodedata import east_asian_width

import pydyf
from weasyprint.formatting_structure import boxes

from jiangyi.engine import find_sign

TYPES: Mapping[str, tuple[str, ...]] = {
    "main": ("Part",),
    "article": ("Art",),
    "section": ("Sect",),
    "nav": ("Sect",),
    "header": ("Div",),
    "aside": ("Div",),
    "div": ("Div",),
    "figure": ("Div",),  # screen readers that read a Figure's alternative text skip its other content, so the caption is its sibling
    "blockquote": ("BlockQuote",),
    **{f"h{level}": (f"H{level}",) for level in range(1, 7)},
    "p": ("P",),
    "pre": ("Div",),
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
    "sub": ("Span",),
    "sup": ("Span",),
    "s": ("Span",),
    "u": ("Span",),
    "ruby": ("Ruby", "RB"),
    "rt": ("RT",),
    "img": ("Figure",),
    "img.math": ("Formula",),
    "span.footnote": ("Note", "P"),
    "span.box": ("Lbl",),
    "span.letter": ("Lbl",),
    "div.grid": ("Div",),
    "div.grid-row": (),
    "span.label": ("Span",),
    "span.chapter-label": ("Span",),
    "span.tag": ("Span",),
    "span.kind": ("Span",),
    "span.part": ("Span",),
}
"""The structure types of markup elements, outermost first (ISO 32000-1 §14.8.4); content of any other belongs to its parent."""
TYPES_OF_ROLES: Mapping[str, tuple[str, ...]] = {"group": ("Div",), "paragraph": ("P",), "img": ("Span",)}
"""The structure types of elements by their ARIA role: a line of several pieces, one of the pieces, and a sign that is spoken as a word."""
LABELS = frozenset({"label", "chapter-label", "tag", "kind", "part"})
"""Classes of labels: what follows is set off by a gap, a frame or a colour, for which the voice has a pause."""
ROLES = {"Em": "Span", "Strong": "Span"}
"""Types that ISO 32000-1 does not define, each with the standard type it is mapped to."""
BLOCK_CONTAINERS = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote"})
"""Types that hold no text directly (ISO 32000-1 §14.8.4.2); it goes into a paragraph."""
INLINE_TYPES = frozenset({"Span", "Em", "Strong", "Code", "Link", "Reference", "Ruby", "Formula"})
"""Inline types."""
REQUIRED_PARENTS: Mapping[str, frozenset[str]] = {
    "Lbl": frozenset({"LI", "Note"}),
    "RT": frozenset({"Ruby"}),
}
"""Types that must be children of certain others, however deep their box is nested."""
FOLLOWING: Mapping[str, frozenset[str]] = {"THead": frozenset({"TBody", "TR", "TFoot"})}
"""Types that elements of a type stand before."""
NOTE_PARENTS = BLOCK_CONTAINERS | {"LBody", "TD", "TH", "Caption", "Note"}
"""Types that may contain a footnote, right after the paragraph, heading or line that refers to it."""
MARKED: Mapping[str, tuple[str, Any]] = {
    "sub": ("BaselineShift", -2),
    "sup": ("BaselineShift", 4),
    "s": ("TextDecorationType", "/LineThrough"),
    "u": ("TextDecorationType", "/Underline"),
}
"""The layout attribute (ISO 32000-1 §14.8.5.4) that says how an element differs from the text around it; a shift is in points."""
BLOCK_TAGS = frozenset({"p", "ul", "ol", "dl", "table", "pre", "blockquote", "figure"})
"""Tags of blocks, which a footnote may have."""
KEPT_EMPTY = frozenset({"TH", "TD"})
"""Types that are kept if they are empty: a row keeps all its cells (PDF/UA-1 §7.5)."""
TAGGED_PSEUDO_ELEMENTS = ("::marker", "::footnote-marker", "::footnote-call")
"""Pseudo-elements that become structure elements; the content of others belongs to their element."""
SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}
NUMBERINGS = {
    "none": "None",
    "disc": "Disc",
    "●": "Disc",
    "circle": "Circle",
    "○": "Circle",
    "square": "Square",
    "■": "Square",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
}
"""List styles of CSS, or the bullets of the stylesheets, and their names in ISO 32000-1 §14.8.5.5; any other is Decimal."""
POINTS_PER_PIXEL = 0.75
LAYOUT = {"Type": "/Layout"}
PAGINATION = {"Type": "/Pagination"}


class MarkedContent(NamedTuple):
    """A marked-content sequence: the index of its page, and its number in the content stream of that page."""

    page: int
    mcid: int


class LinkAnnotation(NamedTuple):
    """A link annotation on a page."""

    page: int
    object: pydyf.Dictionary


@dataclass(eq=False, slots=True)
class StructureElement:
    """A structure element under construction."""

    type: str
    parent: "StructureElement | None" = None
    page: int = 0
    """The page it begins on."""
    lang: str = ""
    implied: bool = False
    """True for a paragraph that is not in the markup."""
    entries: dict[str, Any] = field(default_factory=dict)
    kids: "list[StructureElement | MarkedContent | LinkAnnotation]" = field(default_factory=list)
    reference: bytes = b""
    """Its reference in the PDF, once it is written."""

    def ancestors(self) -> "Iterator[StructureElement]":
        """The element itself and all that contain it, innermost first."""
        element: StructureElement | None = self
        while element:
            yield element
            element = element.parent


@dataclass(eq=False)
class StructureTree:
    """The structure elements of a document, added page by page."""

    root: StructureElement
    elements: dict[Any, StructureElement] = field(default_factory=dict)
    """The innermost structure element of each markup element; keyed with the pseudo-element where that is tagged itself."""
    notes: list[tuple[StructureElement, StructureElement]] = field(default_factory=list)
    """Each footnote with the paragraph, heading or cell that refers to it."""
    dropped_annotations: list[LinkAnnotation] = field(default_factory=list)
    """Annotations of further boxes of a link, which are removed."""

    def add_page(self, number: int, page: Any, marks: dict[Any, Any]) -> "PageVisit":
        """Add the content of a page; returns the traversal, which knows its artifacts and the order of its marked content."""
        visit = PageVisit(self, number, page.height, {box: mark["mcid"] for box, mark in marks.items()})
        visit.walk(page._page_box, self.root, None)
        if visit.unvisited:
            raise RuntimeError(f"drawn on page {number + 1} outside of any box: {visit.unvisited}")
        return visit

    def finish(self) -> "StructureTree":
        """The tree itself, with each footnote behind what refers to it, and without empty elements."""
        placed = set()
        for note, line in self.notes:
            kids = note.parent.kids if note.parent else []
            after = len(kids) if line is note.parent else kids.index(line) + 1
            while after < len(kids) and kids[after] in placed:
                after += 1
            kids.insert(after, note)
            placed.add(note)
        prune_empty(self.root)
        return self


@dataclass(eq=False)
class PageVisit:
    """The traversal of the boxes of one page."""

    tree: StructureTree
    page: int
    height: float
    """Of the page, in CSS pixels."""
    unvisited: dict[Any, int]
    """The marked content of boxes that were not visited yet."""
    artifacts: dict[int, dict[str, str]] = field(default_factory=dict)
    hosts: dict[int, StructureElement | None] = field(default_factory=dict)
    """The structure element of each marked content in the order of the boxes; None for artifacts."""

    def walk(self, box: Any, parent: StructureElement, link: Any) -> None:
        """Add a box and its descendants below an element; `link` is the markup of the link around it."""
        box = getattr(box, "_box", box)  # boxes out of flow are wrapped in placeholders
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
        if mcid is None:
            mcid = self.unvisited.pop(find_sign(box), None)
        if mcid is not None:
            if is_space_between(box, element):
                self.artifacts[mcid] = LAYOUT
                self.hosts[mcid] = None
            else:
                host = self.hosts[mcid] = find_host(element, self.page)
                host.kids.append(MarkedContent(self.page, mcid))
        if isinstance(box, boxes.LineBox) and box.element.tag == "pre":
            self.begin_code_line(box, element)
        for child in getattr(box, "children", ()):
            self.walk(child, element, link)

    def artifact_kind(self, box: Any) -> dict[str, str] | None:
        """The properties of a box that is an artifact (ISO 32000-1 §14.8.2.2); None if it is content."""
        if isinstance(box, boxes.MarginBox):
            return PAGINATION | {"Subtype": "/Header" if box.at_keyword.startswith("@top") else "/Footer"}
        if box.is_leader or box.style["visibility"] != "visible":
            return LAYOUT
        if box.element_tag in ("thead", "tfoot"):  # repeated on each page of the table
            known = self.tree.elements.get(box.element)
            return PAGINATION if known and known.page != self.page else None
        if box.element is not None and box.element.get("aria-hidden"):
            return LAYOUT
        return LAYOUT if box.element_tag == "img" and not box.element.get("alt") else None

    def mark_as_artifact(self, box: Any, kind: dict[str, str]) -> None:
        """Mark a box and its descendants as artifacts."""
        box = getattr(box, "_box", box)
        mcid = self.unvisited.pop(box, None)
        if mcid is not None:
            self.artifacts[mcid] = kind
            self.hosts[mcid] = None
        if box.link_annotation:
            self.tree.dropped_annotations.append(LinkAnnotation(self.page, box.link_annotation))
        for child in getattr(box, "children", ()):
            self.mark_as_artifact(child, kind)

    def element(self, box: Any, parent: StructureElement) -> StructureElement:
        """The structure element that the content of a box belongs to."""
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
        """Create nested structure elements; returns the innermost."""
        place = find_parent(types[0], parent, self.page)
        lang = box.element.get("lang") or place.lang
        first = element = StructureElement(types[0], place, self.page, lang)
        place.kids.insert(find_place(element), element)
        for kind in types[1:]:
            inner = StructureElement(kind, element, self.page, lang)
            element.kids.append(inner)
            element = inner
        first.implied = types == ("P",) and box.element.tag == "div"  # a row of squared paper, in whose paragraph the next ones go on
        if key is box.element:
            first.entries = self.entries(first, box) | ({"Lang": pydyf.String(lang)} if lang != place.lang else {})
            element.entries |= find_spoken_entries(box.element, element)
        self.tree.elements[key] = element
        return element

    def begin_note(self, node: Any, parent: StructureElement) -> None:
        """Create a footnote at its reference; its content follows at the bottom of the page."""
        chain = list(find_host(parent, self.page).ancestors())
        place = next(element for element in chain if element.type in NOTE_PARENTS)
        line = chain[max(chain.index(place) - 1, 0)]
        note = StructureElement("Note", place, self.page, node.get("lang") or place.lang)
        has_blocks = any(inner.tag in BLOCK_TAGS for inner in node.iter())
        body = StructureElement("Div" if has_blocks else "P", note, self.page, note.lang)
        note.kids.append(body)
        self.tree.notes.append((note, line))
        note.entries["ID"] = pydyf.String(f"note-{len(self.tree.notes):06}")
        self.tree.elements[node] = body

    def begin_code_line(self, line: Any, parent: StructureElement) -> None:
        """Create a paragraph for a line of code, which would be read on into the next one otherwise."""
        parent.kids.append(StructureElement("P", parent, self.page, parent.lang, implied=True))
        for node in line.element.iter():
            if node is not line.element:
                self.tree.elements.pop(node, None)

    def entries(self, element: StructureElement, box: Any) -> dict[str, Any]:
        """The entries of an element besides its parent and language: alternative text, bounding box, table attributes."""
        found: dict[str, Any] = {}
        if element.type in ("Figure", "Formula"):
            found["Alt"] = pydyf.String(box.element.get("alt"))
            found["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": self.bounds(box)})
        if element.type in ("TH", "TD"):
            found["A"] = cell_attributes(element, box)
        if element.type == "Span" and box.element_tag in MARKED:
            name, value = MARKED[box.element_tag]
            found["A"] = pydyf.Dictionary({"O": "/Layout", name: value})
        return found

    def bounds(self, box: Any) -> pydyf.Array:
        """The bounding box of an image: left, bottom, right, top in points from the page's lower left corner."""
        left, top = box.content_box_x(), box.content_box_y()
        edges = (left, self.height - top - box.height, left + box.width, self.height - top)
        return pydyf.Array(edge * POINTS_PER_PIXEL for edge in edges)

    def annotate(self, box: Any, element: StructureElement) -> None:
        """Add a link's annotation to its element, described by its title, its label or its text (PDF/UA-1 §7.18.5)."""
        words = box.element.get("title") or box.element.get("aria-label") or link_text(box.element)
        box.link_annotation["Contents"] = pydyf.String(words)
        link = next(above for above in element.ancestors() if above.type == "Link")
        link.kids.append(LinkAnnotation(self.page, box.link_annotation))


def types_of(node: Any, parent: StructureElement) -> tuple[str, ...]:
    """The structure types of a markup element; none if its content belongs to its parent."""
    names = (f"{node.tag}.{name}" for name in node.get("class", "").split())
    role = TYPES_OF_ROLES.get(node.get("role", ""), ())
    types = next((TYPES[name] for name in names if name in TYPES), TYPES.get(node.tag, ()))
    types = role if role and types in ((), TYPES.get(node.tag, ())) else types
    if types == ("Link",) and node.get("aria-label"):
        return ("Link", "Span")
    foreign = node.get("lang", parent.lang) != parent.lang
    return types or (("Span",) if foreign else ())


def find_parent(kind: str, parent: StructureElement, page: int) -> StructureElement:
    """The parent for a new element of a type whose box is inside `parent`."""
    if kind in REQUIRED_PARENTS:
        return next((element for element in parent.ancestors() if element.type in REQUIRED_PARENTS[kind]), parent)
    if kind == "LBody" and parent.type == "L":  # a definition belongs to the item of its term
        items = [kid for kid in parent.kids if isinstance(kid, StructureElement)]
        if items and not any(isinstance(kid, StructureElement) and kid.type == "LBody" for kid in items[-1].kids):
            return items[-1]
        item = StructureElement("LI", parent, page, parent.lang)
        parent.kids.append(item)
        return item
    return find_host(parent, page) if kind in INLINE_TYPES else parent


def find_place(element: StructureElement) -> int:
    """The place of a new element among its siblings: a label is the first, and the head of a table is before its rows.

    The engine leaves a head out on the first page of a table if it finds no room there, so the first rows may be known before it.
    """
    kids = element.parent.kids if element.parent else []
    behind = FOLLOWING.get(element.type, frozenset())
    rows = (place for place, kid in enumerate(kids) if isinstance(kid, StructureElement) and kid.type in behind)
    return 0 if element.type == "Lbl" else next(rows, len(kids))


def is_space_between(box: Any, element: StructureElement) -> bool:
    """True if a box is only white space between two blocks."""
    return isinstance(box, boxes.TextBox) and not box.text.strip() and element.type in BLOCK_CONTAINERS


def find_host(element: StructureElement, page: int) -> StructureElement:
    """The element that takes the text of another: a paragraph if that can't hold text."""
    if element.type not in BLOCK_CONTAINERS:
        return element
    last = element.kids[-1] if element.kids else None
    if isinstance(last, StructureElement) and last.implied:
        return last
    paragraph = StructureElement("P", element, page, element.lang, implied=True)
    element.kids.append(paragraph)
    return paragraph


def set_list_numbering(item: StructureElement, style: Any) -> None:
    """Set the numbering of a list (PDF/UA-1 §7.6); terms and checkboxes have none."""
    element = next(above for above in item.ancestors() if above.type == "L")
    name = NUMBERINGS.get(style if isinstance(style, str) else style[-1][:1], "Decimal")
    if name != "None" or "A" not in element.entries:
        element.entries["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{name}"})


def cell_attributes(element: StructureElement, box: Any) -> pydyf.Dictionary:
    """The attributes of a table cell: its spans, and the scope of a header (PDF/UA-1 §7.5)."""
    found = pydyf.Dictionary({"O": "/Table"})
    for name, span in (("ColSpan", box.colspan), ("RowSpan", box.rowspan)):
        if span != 1:
            found[name] = span
    if element.type == "TH":
        usual = "Column" if any(above.type == "THead" for above in element.ancestors()) else "Row"
        found["Scope"] = f"/{SCOPES.get(box.element.get('scope', ''), usual)}"
    return found


def find_spoken_entries(node: Any, element: StructureElement) -> dict[str, Any]:
    """What is spoken instead of the content of an inline element (ISO 32000-1 §14.9): the name of a sign, or a label with its gap.

    A label is copied as it is spoken (ActualText). A blank is not, so it has an alternative text (Alt).
    """
    if element.type in ("Span", "Lbl") and node.get("aria-label"):
        return {"Alt": pydyf.String(node.get("aria-label"))}
    classes = node.get("class", "").split()
    is_label = element.type == "Span" and "wide" not in classes and not LABELS.isdisjoint(classes)  # 一是 has no gap behind it
    if not is_label or node.find(".//a") is not None:
        return {}
    label = link_text(node)
    has_space = east_asian_width(label[-1:] or "、") in "WF" and not label[-1:].isalnum()  # in the mark itself, as in 一、 and （1）
    return {} if has_space else {"ActualText": pydyf.String(f"{label} ")}


def link_text(node: Any) -> str:
    """The text of a link, with the alternative text of formulas and without ruby."""
    return " ".join("".join(_iter_text(node)).split())


def _iter_text(node: Any) -> Iterator[str]:
    yield node.text or node.get("alt", "")
    for child in node:
        if child.tag != "rt":
            yield from _iter_text(child)
        yield child.tail or ""


def prune_empty(element: StructureElement) -> bool:
    """Remove empty elements; True if the element itself is to be kept."""
    element.kids = [kid for kid in element.kids if not isinstance(kid, StructureElement) or prune_empty(kid)]
    return bool(element.kids) or element.type in KEPT_EMPTY or (element.type == "Span" and "Alt" in element.entries)


def mark_artifacts(stream: Any, artifacts: Mapping[int, dict[str, str]]) -> None:
    """Mark artifacts in the content stream of a page."""
    operators = stream.stream
    for place, operand in enumerate(operators):
        if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") in artifacts:
            operators[place - 1] = "/Artifact"
            operators[place] = pydyf.Dictionary(artifacts[operand["MCID"]])
