"""The numbers of pages that markup leads to: said in it where they are known before it is laid out, put right where they were guessed."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jiangyi.folios import TOLD, folios

FOLIO = re.compile(r'(?<=class="folio" data-href=")#([^"]+)"(?! data-page)')
"""Where markup says the number of a page, and was not told it yet."""
TAG = re.compile("<[^>]*>")
GUESS = "0"
"""What stands for a number that has one figure."""
FEW = 4000
"""Characters of a document that has hardly more than nine pages, whatever the paper."""


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


def guessed(html: str, css: str) -> str | None:
    """Markup that says a guess for each number that it was not told.

    None where it was told all, has too many pages for it, or has a stylesheet that prints no numbers that are told.

    The engine lays a page with numbers that it must find out a second time when it knows them, and a third to see that they stay.
    """
    few = TOLD in css and asked(html) and len(TAG.sub("", html)) <= FEW
    return told(html, lambda _: GUESS) if few else None


def put_right(document: Any, respell: Callable[[Any, str], bool]) -> bool:
    """Say the right numbers in a document that was laid out with guesses; `respell` gives a box another text if that changes no line.

    False, and the document of no use, where a number is unknown or takes more room than the guess.
    """
    known = numbers(document)
    for box in _guesses(document):
        number = known.get(box.element.get("data-href")[1:])
        if number is None or not respell(box, box.text.replace(GUESS, number)):
            return False
    return True


def _guesses(document: Any) -> Iterator[Any]:
    for page in document.pages:
        for box in page._page_box.descendants():
            told_so = hasattr(box, "text") and box.element is not None and box.element.get("data-page") == GUESS
            if told_so and box.element_tag.endswith("::after"):
                yield box
