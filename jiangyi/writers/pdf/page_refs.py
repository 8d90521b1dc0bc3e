"""Page references in markup: resolved where the numbers are known before the layout, and otherwise guessed and corrected after it.

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
"""What all markup with page references contains; looked for first because it is fast."""
UNRESOLVED_REF = re.compile(r'(?<=class="folio" data-href=")#([^"]+)"(?! data-page)')
"""A page reference without a number."""
LINK = re.compile(r'<a class="folio" data-href="#([^"]+)"')
ADJACENT_REFS = re.compile(rf"(?:{LINK.pattern}[^>]*></a>){{2,}}")
"""Page references side by side, all of them links."""
MIN_RUN = 3
"""From so many consecutive pages on, only the first and the last are listed."""
LAST_REF = 'class="to-key"'
"""What markup contains where a page reference ends a line."""
TAG = re.compile("<[^>]*>")
GUESS = "0"
"""The guess for a page number: any with one digit is as wide."""
GUESSED_PAGES = 9
"""The last page whose number has one digit."""


def resolve_page_refs(html: str, number: Callable[[str], object | None]) -> str:
    """Markup with the page number of every anchor for which `number` returns one."""

    def replace_ref(match: re.Match[str]) -> str:
        known = number(match[1])
        return match[0] if known is None else f'{match[0]} data-page="{known}"'

    return UNRESOLVED_REF.sub(replace_ref, html)


def merge_page_refs(html: str, number: Callable[[str], object | None]) -> str:
    """Markup in which adjacent page references list each page once, and of a run of pages only the first and the last.

    The references that stay are unchanged. If a number is unknown, all of the group stay.
    """

    def replace_ref(match: re.Match[str]) -> str:
        links = [f"{link}</a>" for link in match[0].split("</a>")[:-1]]
        known = [number(anchor) for anchor in LINK.findall(match[0])]
        return match[0] if None in known else "".join(_runs([int(str(page)) for page in known], links))

    return ADJACENT_REFS.sub(replace_ref, html)


def merge_all_page_refs(html: str, numbers: Callable[[], Mapping[str, str]]) -> str:
    """Markup merged by the numbers of the layout, which are only computed if there are adjacent references."""
    return merge_page_refs(html, numbers().get) if ADJACENT_REFS.search(html) else html


def _runs(pages: Iterable[int], links: Iterable[str]) -> Iterator[str]:
    """The links that stay; `links` lead to `pages`."""
    first = dict(reversed([*zip(pages, links, strict=True)]))
    numbered = enumerate(sorted(first))
    for _, found in groupby(numbered, key=lambda one: one[1] - one[0]):
        run = [first[page] for _, page in found]
        yield from run if len(run) < MIN_RUN else (run[0], run[-1].replace("<a ", '<a data-run="" ', 1))


def find_page_refs(html: str) -> set[str]:
    """The anchors of all unresolved page references."""
    return set(UNRESOLVED_REF.findall(html)) if PAGE_REF in html else set()


def collect_page_numbers(pages: Iterable[Any], folios: Iterable[Folio | None]) -> Mapping[str, str]:
    """The number of the page that each anchor is on, by pages and their folios; none where no decimal number is printed."""
    found: dict[str, str] = {}
    for page, folio in zip(pages, folios, strict=True):
        for anchor in page.anchors if folio and folio.style == "decimal" else ():
            found.setdefault(anchor, folio.label if folio else "")
    return found


class PageCapacity:
    """The characters of text on a page of some stylesheet, learnt from the documents that were laid out with it."""

    def __init__(self) -> None:
        self.characters = 450.0
        """As few as any document has had; for the first one as few as there are on small paper."""
        self.is_learnt = False

    def learn(self, html: str, pages: int) -> None:
        """Take a document into account, unless it is so short that its last page says little."""
        if pages > 1:
            found = len(TAG.sub("", html)) / pages
            self.characters = min(self.characters, found) if self.is_learnt else found
            self.is_learnt = True


def guess_page_refs(html: str, css: str, capacity: PageCapacity) -> str | None:
    """Markup with a guess for each unresolved page reference.

    None if all are resolved, the document may have more than nine pages, or its stylesheet does not print resolved numbers (`[data-page]`).

    The engine lays out a page with unresolved references again when it knows the numbers, and a third time to see whether they hold.
    """
    longest = GUESSED_PAGES * capacity.characters
    few = PAGE_NUMBER_SELECTOR in css and find_page_refs(html) and len(TAG.sub("", html)) <= longest
    return resolve_page_refs(html, lambda _: GUESS) if few else None


def correct_page_refs(document: Any, numbers: Mapping[str, str], replace_text: Callable[[Any, str], bool]) -> bool:
    """Replace the guesses in a laid-out document by the right numbers; `replace_text` changes the text of a box if no line changes by it.

    False if a number is unknown or wider than the guess; the document must then not be used.
    """
    for box in _guesses(document):
        number = numbers.get(box.element.get("data-href")[1:])
        if number is None or not replace_text(box, box.text.replace(GUESS, number)):
            return False
    return True


def drop_own_page_refs(document: Any) -> None:
    """Remove references to the page that they stand on, where they are the last on their line: 答案第 5 页 is 答案 on page 5."""
    for page in document.pages:
        anchors, gone = page.anchors, set[int]()
        for parent in page._page_box.descendants():
            last = parent.children[-1] if getattr(parent, "children", ()) else None
            if last is None or last.element is None or last.element_tag != "span" or not last.element.get("data-before"):
                continue
            if last.element.get("class") == "folio" and last.element.get("data-href", "")[1:] in anchors:
                gone.update(map(id, (last, *last.descendants())))
                parent.children = parent.children[:-1]
        if gone:  # each box of a link has an annotation of its own
            page.links = [link for link in page.links if id(link[3]) not in gone]


def _guesses(document: Any) -> Iterator[Any]:
    for page in document.pages:
        for box in page._page_box.descendants():
            is_guess = hasattr(box, "text") and box.element is not None and box.element.get("data-page") == GUESS
            if is_guess and box.element_tag.endswith("::after"):
                yield box
