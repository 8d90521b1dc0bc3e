"""The numbers of pages that markup leads to: said in it where they are known before it is laid out, put right where they were guessed.

The engine lays out a document with a table of contents three times, until its page numbers are known. For a short handout the
numbers are guessed instead, and corrected where they stand, since one digit is as wide as any other. Where a correction would
move anything, the engine's own way is used.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from jiangyi.pagination import PAGE_NUMBER_SELECTOR, Folio

PAGE_REF = 'class="folio"'
"""What is in all markup that says a number, and sooner looked for."""
UNRESOLVED_REF = re.compile(r'(?<=class="folio" data-href=")#([^"]+)"(?! data-page)')
"""Where markup says the number of a page, and was not told it yet."""
LINK = re.compile(r'<a class="folio" data-href="#([^"]+)"')
ADJACENT_REFS = re.compile(rf"(?:{LINK.pattern}[^>]*></a>){{2,}}")
"""Numbers that stand side by side, all links."""
MIN_RUN = 3
"""Pages that follow each other, from which on only the first and the last are named."""
TAG = re.compile("<[^>]*>")
GUESS = "0"
"""What stands for a number that has one figure."""
MAX_GUESS_LENGTH = 4000
"""Characters of a document that has hardly more than nine pages, whatever the paper."""


def resolve_page_refs(html: str, number: Callable[[str], object | None]) -> str:
    """Markup that says the number of the page that an anchor is on, for all of which one is given."""

    def said(match: re.Match[str]) -> str:
        known = number(match[1])
        return match[0] if known is None else f'{match[0]} data-page="{known}"'

    return UNRESOLVED_REF.sub(said, html)


def merge_page_refs(html: str, number: Callable[[str], object | None]) -> str:
    """Markup that says each page once where several numbers stand side by side, and of a run of pages the first and the last.

    Each number that stays is the link that it was. Where a number is unknown they all stay.
    """

    def said(match: re.Match[str]) -> str:
        links = [f"{link}</a>" for link in match[0].split("</a>")[:-1]]
        known = [number(anchor) for anchor in LINK.findall(match[0])]
        return match[0] if None in known else "".join(_runs([int(str(page)) for page in known], links))

    return ADJACENT_REFS.sub(said, html)


def merge_all_page_refs(html: str, numbers: Callable[[], Mapping[str, str]]) -> str:
    """Markup merged by the numbers in the document that was laid out from it; they are only asked for where anything can be merged."""
    return merge_page_refs(html, numbers().get) if ADJACENT_REFS.search(html) else html


def _runs(pages: Iterable[int], links: Iterable[str]) -> Iterator[str]:
    """The links that stay, of those to the pages."""
    first = dict(reversed([*zip(pages, links, strict=True)]))
    numbered = enumerate(sorted(first))
    for _, found in groupby(numbered, key=lambda one: one[1] - one[0]):
        run = [first[page] for _, page in found]
        yield from run if len(run) < MIN_RUN else (run[0], run[-1].replace("<a ", '<a data-run="" ', 1))


def find_page_refs(html: str) -> set[str]:
    """The anchors whose numbers markup says."""
    return set(UNRESOLVED_REF.findall(html)) if PAGE_REF in html else set()


def printed_numbers(pages: Iterable[Any], folios: Iterable[Folio | None]) -> Mapping[str, str]:
    """The number of the page that each anchor is on, by pages and their folios; none where no decimal number is printed."""
    found: dict[str, str] = {}
    for page, folio in zip(pages, folios, strict=True):
        for anchor in page.anchors if folio and folio.style == "decimal" else ():
            found.setdefault(anchor, folio.label if folio else "")
    return found


def guess_page_refs(html: str, css: str) -> str | None:
    """Markup that says a guess for each number that it was not told.

    None where it was told all, has too many pages for it, or has a stylesheet that prints no numbers that are told.

    The engine lays a page with numbers that it must find out a second time when it knows them, and a third to see that they stay.
    """
    few = PAGE_NUMBER_SELECTOR in css and find_page_refs(html) and len(TAG.sub("", html)) <= MAX_GUESS_LENGTH
    return resolve_page_refs(html, lambda _: GUESS) if few else None


def correct_page_refs(document: Any, numbers: Mapping[str, str], replace_text: Callable[[Any, str], bool]) -> bool:
    """Say the right numbers in a document that was laid out with guesses; `replace_text` gives a box another text if that changes no line.

    False, and the document of no use, where a number is unknown or takes more room than the guess.
    """
    for box in _guesses(document):
        number = numbers.get(box.element.get("data-href")[1:])
        if number is None or not replace_text(box, box.text.replace(GUESS, number)):
            return False
    return True


def _guesses(document: Any) -> Iterator[Any]:
    for page in document.pages:
        for box in page._page_box.descendants():
            told_so = hasattr(box, "text") and box.element is not None and box.element.get("data-page") == GUESS
            if told_so and box.element_tag.endswith("::after"):
                yield box
