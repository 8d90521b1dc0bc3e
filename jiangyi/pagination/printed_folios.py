"""The number that is printed on each page, as its margins show it."""

import re
from dataclasses import dataclass
from typing import Any

TOLD = "[data-page]"
"""What a stylesheet has that prints the page numbers which markup tells it."""
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Folio:
    """A printed page number."""

    label: str
    """As printed, such as 12 or iv."""
    style: str
    """The counter style of CSS that it is printed in, such as decimal or lower-roman."""


def folios(document: Any) -> list[Folio | None]:
    """The folio of each page of a laid-out document; None where none is printed."""
    return [page.folio if hasattr(page, "folio") else folio(page._page_box) for page in document.pages]


def folio(page: Any) -> Folio | None:
    """The folio of a page, by its box: the page's number without the words around it."""
    for box in page.children:
        content = box.style["content"] if hasattr(box, "at_keyword") else ()
        styles = [item[1][1] for item in content if _is_number(item)] if isinstance(content, tuple) else []
        if styles:
            printed = SPACE.sub("", "".join(inner.text for inner in box.descendants() if hasattr(inner, "text")))
            if match := re.fullmatch("".join(map(_pattern, content)), printed):
                return Folio(match[1], styles[0])
    return None


def _is_number(item: Any) -> bool:
    return bool(item[0] == "counter()" and item[1][0] == "page")


def _pattern(item: Any) -> str:
    """What an item of a margin's content looks like in print, as a pattern; the page's number is a group of it."""
    if _is_number(item):
        return "(.+?)"
    return re.escape(SPACE.sub("", item[1])) if item[0] == "string" else ".*?"
