"""The space that a laid-out page leaves free, and the heights of blocks: what would fit there is found before the next layout."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes

CONTENT = boxes.LineBox | boxes.ReplacedBox | boxes.TableBox


@dataclass(frozen=True)
class PlacedBlock:
    """Where an element begins, from 0, and its height on all its pages, in px."""

    page: int
    height: float


def measure_blocks(document: Any, elements: Iterable[Any]) -> Mapping[Any, PlacedBlock]:
    """The places of some elements of a laid-out document."""
    wanted, found = set(elements), dict[Any, PlacedBlock]()
    for number, page in enumerate(document.pages):
        for box in _outermost(page._page_box, wanted):
            known = found.get(box.element, PlacedBlock(number, 0.0))
            found[box.element] = PlacedBlock(known.page, known.height + box.margin_height())
    return found


def _outermost(box: Any, wanted: set[Any]) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if child.element in wanted and "::" not in (child.element_tag or ""):
            yield child
        else:
            yield from _outermost(child, wanted)


def find_free_height(document: Any, number: int) -> float:
    """The height below the text of a page, in px."""
    page = document.pages[number]._page_box
    notes = sum(child.margin_height() for child in page.children if isinstance(child, boxes.FootnoteAreaBox) and child.children)
    ends = (box.position_y + box.margin_height() for box in _content(page))
    return float(page.content_box_y() + page.height - notes - max(ends, default=page.content_box_y()))


def _content(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox | boxes.FootnoteAreaBox):
            continue
        if isinstance(child, CONTENT):
            yield child
        else:
            yield from _content(child)
