"""Read laid-out pages: the folio that the margins of each page print, and the texts of its boxes.

WeasyPrint reports on which pages an anchor is, but neither what a page prints in its margins nor where in a block it begins. So its
boxes are read, by their one private name `_page_box`.
"""

import re
from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from jiangyi.pagination import OBJECT, BoxText, Folio, PagePlaces, Pagination, build_pagination, locate_pages

GENERATED = re.compile(r"::(?!first-)")
"""The pseudo-elements of boxes that the stylesheet generates."""
SPACE = re.compile(r"\s+")


def paginate(document: Any, root: Any) -> Pagination:
    """The pagination of a WeasyPrint Document that was laid out from the tree `root`."""
    return build_pagination(compute_labels(document), find_page_places(document, root))


def find_page_places(document: Any, root: Any) -> PagePlaces:
    """Where each page of a WeasyPrint Document begins in the tree `root` that it was laid out from."""
    return locate_pages((_box_texts(page._page_box) for page in document.pages), root)


def compute_labels(document: Any) -> list[str]:
    """The folio of each page of a laid-out document as printed; empty where none is printed."""
    return [folio.label if folio else "" for folio in compute_folios(document)]


def compute_folios(document: Any) -> list[Folio | None]:
    """The folio of each page of a laid-out document; None where none is printed. Pages of an assembled book know theirs."""
    return [page.folio if hasattr(page, "folio") else compute_folio(page._page_box) for page in document.pages]


def compute_folio(page: Any) -> Folio | None:
    """The folio of a page by its box: the page number that a margin box prints, without the words around it."""
    for box in page.children:
        content = box.style["content"] if hasattr(box, "at_keyword") else ()
        styles = [item[1][1] for item in content if _is_page_counter(item)] if isinstance(content, tuple) else []
        if styles:
            printed = SPACE.sub("", "".join(inner.text for inner in box.descendants() if hasattr(inner, "text")))
            if match := re.fullmatch("".join(map(_pattern, content)), printed):
                return Folio(match[1], styles[0])
    return None


def _is_page_counter(item: Any) -> bool:
    return bool(item[0] == "counter()" and item[1][0] == "page")


def _pattern(item: Any) -> str:
    """A regular expression for what an item of a margin's content prints; the page number is a group of it."""
    if _is_page_counter(item):
        return "(.+?)"
    return re.escape(SPACE.sub("", item[1])) if item[0] == "string" else ".*?"


def _box_texts(box: Any) -> Iterator[BoxText]:
    """The texts and replaced elements of a page, without margins, footnotes and generated content."""
    if isinstance(box, boxes.MarginBox | boxes.FootnoteAreaBox) or GENERATED.search(box.element_tag or ""):
        return
    if hasattr(box, "text"):
        yield box.element, box.text
    elif isinstance(box, boxes.ReplacedBox) and box.element is not None:
        yield box.element, OBJECT
    for child in getattr(box, "children", ()):
        yield from _box_texts(child)
