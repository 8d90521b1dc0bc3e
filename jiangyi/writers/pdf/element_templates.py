"""Serialize the structure elements of a part, with places for the numbers of the objects that they refer to."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydyf

from jiangyi.writers.pdf.parts import MAIN, MAIN_PLACE, ROOT, FigureBounds, PageLink, Template
from jiangyi.writers.pdf.structure_tree import LinkAnnotation, MarkedContent, StructureElement, StructureTree

MAIN_TYPE = "Part"
"""The type of the element that contains the main text."""


class ElementWriter:
    """Serializes the structure tree of a part; see `LaidOutPart` for how its objects are numbered."""

    def __init__(
        self, tree: StructureTree, blank: Sequence[bool], links: Sequence[Sequence[tuple[PageLink, Any]]], marked_counts: Sequence[int]
    ) -> None:
        """`blank` says which pages are blank, `links` are those of each page with their annotations."""
        self.texts: list[bytes] = []
        self.numbers: list[list[int]] = []
        self.figures: list[FigureBounds] = []
        self.link_owners: dict[int, int] = {}
        """The place of the element of each link, by the id of its annotation."""
        self.owners = [[-1] * count for count in marked_counts]
        printed = [place for place, is_blank in enumerate(blank) if not is_blank]
        self._page_of = {place: number for number, place in enumerate(printed)}
        annotations = (annotation for place in printed for _, annotation in links[place])
        self._annotation_of = {id(annotation): 2 * len(printed) + number for number, annotation in enumerate(annotations)}
        self._first_figure = 2 * len(printed) + len(self._annotation_of)
        self._first_element = self._first_figure + sum(map(_count_figures, tree.root.kids))
        self._places: dict[StructureElement, int] = {}
        self.top: list[int] = []
        self.main: list[int] = []
        for element in tree.root.kids:
            if isinstance(element, StructureElement):
                self._add_top(element)
        self.notes = [self._places[note] for note, _ in tree.notes if note in self._places]

    @property
    def template(self) -> Template:
        """All elements."""
        return Template(b"\0".join(self.texts), tuple(number for numbers in self.numbers for number in numbers))

    def _add_top(self, element: StructureElement) -> None:
        is_main = element.type == MAIN_TYPE and not element.entries and all(isinstance(kid, StructureElement) for kid in element.kids)
        if is_main and MAIN_PLACE not in self.top:
            self.top.append(MAIN_PLACE)
            self.main += [self._add(kid, MAIN) for kid in element.kids if isinstance(kid, StructureElement)]
        else:
            self.top.append(self._add(element, ROOT))

    def _add(self, element: StructureElement, parent: int) -> int:
        """Add an element and its descendants; returns its place. `parent` is the number of its parent."""
        place = self._places[element] = len(self.texts)
        self.texts.append(b"")
        self.numbers.append([])
        own = self._first_element + place
        home = next((kid.page for kid in element.kids if not isinstance(kid, StructureElement)), element.page)
        entry_numbers: list[int] = []
        entries = b"".join(self._entry(name, value, element, own, entry_numbers) for name, value in element.entries.items())
        numbers, kids = [parent, self._page_of.get(home, 0), *entry_numbers], []
        for kid in element.kids:
            match kid:
                case StructureElement():
                    numbers.append(self._first_element + self._add(kid, own))
                    kids.append(b"%d 0 R")
                case MarkedContent(page, mcid):
                    self.owners[page][mcid] = place
                    if page == home:
                        kids.append(b"%d" % mcid)
                    else:
                        numbers.append(self._page_of[page])
                        kids.append(b"<</Type /MCR/Pg %%d 0 R/MCID %d>>" % mcid)
                case LinkAnnotation(page, annotation):
                    self.link_owners[id(annotation)] = place
                    numbers += (self._page_of[page], self._annotation_of[id(annotation)])
                    kids.append(b"<</Type /OBJR/Pg %d 0 R/Obj %d 0 R>>")
        kind = element.type.encode()
        self.texts[place] = b"<</Type /StructElem/S /%b/P %%d 0 R/Pg %%d 0 R%b/K [%b]>>" % (kind, entries, b" ".join(kids))
        self.numbers[place] = numbers
        return place

    def _entry(self, name: str, value: Any, element: StructureElement, own: int, numbers: list[int]) -> bytes:
        """An entry of an element; `own` is the number of the element."""
        if name == "ID":  # unique in the book
            numbers.append(own)
            return b"/ID (note-%d)"
        if name == "A" and isinstance(value, Mapping) and "BBox" in value:  # moved with its page
            numbers.append(self._first_figure + len(self.figures))
            self.figures.append(FigureBounds(self._page_of[element.page], tuple(value["BBox"])))
            return b"/A %d 0 R"
        return b"/%b %b" % (name.encode(), pydyf._to_bytes(value).replace(b"%", b"%%"))


def _count_figures(element: Any) -> int:
    """The number of bounding boxes in an element."""
    if not isinstance(element, StructureElement):
        return 0
    attributes = element.entries.get("A")
    own = isinstance(attributes, Mapping) and "BBox" in attributes
    return own + sum(map(_count_figures, element.kids))
