"""Links between handouts: their pages have places for these, which are filled where both are shared."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape

from jiangyi.model import to_anchor
from jiangyi.writers import Card

PLACE = re.compile(rb"(?<=<a )data-handout=(?:\"([^\"]*)\"|([^\s>]+))")
"""The attribute (`render.inline_html`) with the name of a handout, and perhaps an id in it."""
ID = re.compile(rb"\sid=(?:\"([^\"]*)\"|([^\s>]+))")


@dataclass
class PageTable:
    """The web pages of a share by the name of the handout's output files and the edition."""

    pages: dict[tuple[str, str], tuple[str, Card, Callable[[], bytes]]] = field(default_factory=dict)
    """The path of each, its card, and what reads it."""
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    """Those of each page that was looked at, by path."""

    def add(self, stem: str, card: Card, path: str, read: Callable[[], bytes]) -> None:
        """Add the page of a volume; the first one of a handout stands in for editions that are not shared."""
        for edition in (card.edition, ANY):
            self.pages.setdefault((stem, edition), (path, card, read))

    def find(self, target: str, edition: str) -> str:
        """The address of the page of a handout from another one, with an id where the page has it; empty where it is not shared."""
        stem, _, place = target.partition("#")
        found = self.pages.get((stem, edition)) or self.pages.get((stem, ANY))
        if found is None:
            return ""
        path, card, read = found
        anchor = f"{card.name}.{to_anchor(place)}" if place else ""
        if anchor and path not in self.ids:
            self.ids[path] = find_ids(read())
        return path.rpartition("/")[2] + (f"#{anchor}" if anchor and anchor in self.ids[path] else "")


ANY = "*"
"""Instead of an edition."""


WEB_PAGE = "text/html"


def find_ids(page: bytes) -> frozenset[str]:
    """The ids in a page."""
    return frozenset(unescape((quoted or bare).decode()) for quoted, bare in ID.findall(page))


def fill_links(page: bytes, find: Callable[[str], str]) -> bytes:
    """A page with a link at each place whose target has an address; the others stay places, which browsers show as plain words."""

    def fill(match: re.Match[bytes]) -> bytes:
        address = find(unescape((match[1] or match[2]).decode()))
        return f'href="{escape(address)}"'.encode() if address else match[0]

    return PLACE.sub(fill, page)
