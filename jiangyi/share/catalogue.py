"""The catalogue: what a share offers, as plain data. Feeds, sums and web pages are pure functions of it.

Addresses are relative to the folder and ASCII, so that they survive chat apps, USB sticks and web servers of any system. Times are never
those of a clock: see `ledger`.
"""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file of the folder."""

    path: str
    """Relative to the folder, ASCII, with slashes."""
    media_type: str
    size: int
    """In bytes."""
    digest: str
    """SHA-256, in hexadecimal."""
    format: str = ""
    """The name of its writer, such as `pdf`; empty for a cover."""
    edition: str = ""
    """The name of the edition; that of an answer booklet ends in `answers`."""
    edition_label: str = ""
    """The words for the edition in the language of the publication; empty for the usual one."""
    paper: str = ""
    """The name of the paper of a format that has pages of its own."""
    pages: int = 0
    """0 where it has none of its own."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A handout, or the collected book, with all its files."""

    id: str
    """A URN that stays the same over all versions; that of its EPUB in the usual edition."""
    slug: str
    """Its name in addresses: lower-case ASCII letters, digits and hyphens, unique in the catalogue and stable."""
    title: str
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    series: str = ""
    """The series with its column."""
    issue: str = ""
    """The issue in the series as it is typed, such as 第 3 期."""
    subject: str = ""
    tags: tuple[str, ...] = ()
    date: str = ""
    """As it is typed."""
    published: str = ""
    """The same in ISO 8601 as precisely as it is known: 2026-11-03, 2026-11, 2026; empty if unknown."""
    lang: str = "zh-Hans"
    summary: str = ""
    updated: str = ""
    """When a file of it last changed (RFC 3339), by the date of the content and the ledger."""
    cover: SharedFile | None = None
    files: tuple[SharedFile, ...] = ()
    """By format, edition and paper, in the order in which these were asked for."""
    is_book: bool = False
    """True for the collected book."""
    headings: tuple[str, ...] = ()
    """Its headings in reading order, for the search."""
    text: str = ""
    """What the first shared edition says, a paragraph a line, for the search; answers that no shared edition shows are not in it."""

    @property
    def all_files(self) -> tuple[SharedFile, ...]:
        """Its files, and its cover."""
        return (*self.files, self.cover) if self.cover else self.files


@dataclass(frozen=True, slots=True)
class Translation:
    """What the web pages in another language say at the top of the list."""

    lang: str
    title: str
    intro: str = ""


@dataclass(frozen=True)
class Catalogue:
    """Everything that a share offers."""

    title: str
    address: str = ""
    """Where the folder is published, ending in a slash; empty where that is not known."""
    lang: str = "zh-Hans"
    publications: tuple[Publication, ...] = ()
    """The collected book first, then the handouts, as they are ordered in book.yaml and in content/."""
    intro: str = ""
    """What visitors are told at the top, in plain text; a paragraph a line."""
    updated: str = ""
    """When any of it last changed (RFC 3339)."""
    id: str = ""
    """A URN."""
    translations: tuple[Translation, ...] = ()
    """The other languages of the web pages."""

    @cached_property
    def files(self) -> tuple[SharedFile, ...]:
        """The files of all publications."""
        return tuple(file for one in self.publications for file in one.all_files)

    @cached_property
    def latest(self) -> str:
        """The latest date that an author typed, as precisely as it is known; empty where there is none. `updated` is always a time."""
        return max((one.published for one in self.publications), default="")

    def resolve_address(self, path: str) -> str:
        """The whole address of a file where the catalogue's own is known, else the relative one."""
        return f"{self.address}{path}"
