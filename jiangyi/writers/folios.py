"""The number that is printed on each page, as its margins show it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes


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
    """The folio of a page, by its box."""
    return next(_printed(page), None)


def _printed(page: Any) -> Iterator[Folio]:
    """What the margins of a page print of the page counter."""
    for box in page.children:
        if isinstance(box, boxes.MarginBox) and isinstance(box.style["content"], tuple):
            text = "".join(inner.text for inner in box.descendants() if isinstance(inner, boxes.TextBox))
            parts = box.style["content"]
            styles = [value[1] for name, value in parts if name == "counter()" and value[0] == "page"]
            found = re.fullmatch("".join(map(_pattern, parts)), text) if styles else None
            if found:
                yield Folio(found[1], styles[0])


def _pattern(part: tuple[str, Any]) -> str:
    """What a part of a margin box's content looks like in its text; the page number is caught."""
    name, value = part
    if name == "string":
        return re.escape(str(value))
    return "(.+?)" if name == "counter()" and value[0] == "page" else ".*?"
