"""The numbers of pages that markup leads to, said in it where they are known before it is laid out."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from jiangyi.folios import folios

FOLIO = re.compile(r'(?<=class="folio" data-href=")#([^"]+)"')
"""Where markup says the number of a page."""


def told(html: str, number: Callable[[str], object | None]) -> str:
    """Markup that says the number of the page that an anchor is on, for all of which one is given."""

    def said(match: re.Match[str]) -> str:
        known = number(match[1])
        return match[0] if known is None else f'{match[0]} data-page="{known}"'

    return FOLIO.sub(said, html)


def asked(html: str) -> set[str]:
    """The anchors whose numbers markup says."""
    return {match[1] for match in FOLIO.finditer(html)}


def numbers(document: Any) -> Mapping[str, str]:
    """The number of the page that each anchor of a laid-out document is on, as it is printed there; none where none is printed."""
    found: dict[str, str] = {}
    for page, folio in zip(document.pages, folios(document), strict=True):
        for anchor in page.anchors if folio and folio.style == "decimal" else ():
            found.setdefault(anchor, folio.label if folio else "")
    return found
