"""The order in which the content of a page is drawn, searched and copied: that of the structure tree, but for readings.

The readings of ruby are behind the last character of their paragraph. Between the characters that they belong to, they would break
the line for every program that reads the content stream: none would find a word with readings, or copy a sentence of such words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from jiangyi.writers.pdf.structure_tree import INLINE_TYPES, MarkedContent, PageVisit, StructureElement

LINE_TYPES = INLINE_TYPES | {"Figure", "RB", "RT"}
"""Types whose content stands in a line of an element around them."""


def find_reading_order(visit: PageVisit) -> list[int]:
    """The numbers of all marked content of a page, in the order in which it is read.

    An artifact stays behind the content that it follows among the boxes; running heads and folios are last.
    """
    content = [mark for mark, host in visit.hosts.items() if host is not None]
    following, last = defaultdict[int | None, list[int]](list), None
    running = list[int]()
    for mark, host in visit.hosts.items():
        if host is not None:
            last = mark
        elif "Subtype" in visit.artifacts[mark]:
            running.append(mark)
        else:
            following[last].append(mark)
    found = following[None]
    for mark in _put_readings_last(_PageOrder.of(visit, content).iter_marks(visit.tree.root)):
        found.append(mark)
        found.extend(following[mark])
    return found + running


def divide_into_blocks(visit: PageVisit, marks: Iterable[int]) -> list[list[int]]:
    """Marked content in its order, divided where another paragraph or cell begins; an artifact belongs to what is before it."""
    blocks, last = list[list[int]](), None
    for mark in marks:
        host = visit.hosts[mark]
        block = last if host is None else _paragraph_of(host)
        if not blocks or block is not last:
            blocks.append([])
        blocks[-1].append(mark)
        last = block
    return blocks


def _put_readings_last(marks: Iterable[tuple[int, StructureElement]]) -> Iterator[int]:
    """The numbers of marked content, which is given with its elements, with all readings behind the paragraph that they are in."""
    for _, paragraph in groupby(marks, lambda one: _paragraph_of(one[1])):
        own = list(paragraph)
        for is_reading in (False, True):
            yield from (mark for mark, element in own if (element.type == "RT") == is_reading)


def _paragraph_of(element: StructureElement) -> StructureElement:
    """The innermost element around another, or itself, that is not part of a line."""
    return next(above for above in element.ancestors() if above.type not in LINE_TYPES)


@dataclass(frozen=True, slots=True)
class _PageOrder:
    """The part of a structure tree that is on one page."""

    page: int
    counts: Counter[StructureElement]
    """How many children of each element are on the page."""
    notes: dict[StructureElement, list[StructureElement]]
    """The footnotes on the page that follow an element; only a finished tree has them in their places."""
    late_notes: dict[StructureElement, list[StructureElement]]
    """The footnotes in an element that follow something on a page before."""

    @classmethod
    def of(cls, visit: PageVisit, content: Iterable[int]) -> "_PageOrder":
        """The part for a page that was just visited."""
        counts = Counter[StructureElement]()
        for mark in content:
            element = visit.hosts[mark]
            while element is not None:
                counts[element] += 1
                element = element.parent if counts[element] == 1 else None
        order = cls(visit.page, counts, defaultdict(list), defaultdict(list))
        if any(element.type == "Note" for element in counts):
            for note, line in visit.tree.notes:
                if note in counts and note.parent:
                    counts[note.parent] -= 1
                    (order.notes[line] if line in counts else order.late_notes[note.parent]).append(note)
        return order

    def iter_marks(self, element: StructureElement) -> Iterator[tuple[int, StructureElement]]:
        """The marked content below an element and below the footnotes that follow it: the number and the element of each."""
        kids = list[StructureElement | MarkedContent]()
        wanted = self.counts[element]
        for kid in reversed(element.kids):  # what is on the last page is near the end
            if len(kids) == wanted:
                break
            if kid in self.counts if isinstance(kid, StructureElement) else isinstance(kid, MarkedContent) and kid.page == self.page:
                kids.append(kid)
        for kid in (*self.late_notes.get(element, ()), *reversed(kids), *self.notes.get(element, ())):
            if isinstance(kid, MarkedContent):
                yield kid.mcid, element
            elif isinstance(kid, StructureElement):
                yield from self.iter_marks(kid)
