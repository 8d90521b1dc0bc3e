"""A book becomes the pages of one target: its markup, its stylesheet, and the pictures it shows."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

from jiangyi.blocks import Block
from jiangyi.blocks.section import Section
from jiangyi.html import Target
from jiangyi.index import Entry, Index, notes_of, own_notes
from jiangyi.inline import Note
from jiangyi.model import Book, Handout, Picture, walk
from jiangyi.setting import Setting
from jiangyi.theme import Theme


@dataclass(frozen=True)
class Document:
    """One file of markup; `properties` are what the manifest of an EPUB has to say of it (EPUB 3.3 §5.5.2)."""

    name: str
    html: str
    properties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Metadata:
    """What a finished file says of itself to catalogues."""

    identifier: str
    """A URN that stays the same over all rebuilds and versions."""
    title: str
    lang: str
    authors: tuple[str, ...]
    subjects: tuple[str, ...]
    description: str
    date: str


@dataclass(frozen=True)
class Page:
    """All that a writer needs, and nothing else."""

    documents: tuple[Document, ...]
    css: str
    pictures: tuple[Picture, ...]
    metadata: Metadata

    @property
    def digest(self) -> str:
        """A digest of every byte that goes into the file."""
        documents = [(document.name, document.html) for document in self.documents]
        parts = [documents, self.css, [picture.name for picture in self.pictures], repr(self.metadata)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def render(book: Book, index: Index, theme: Theme, target: Target) -> Page:
    """A book, already selected and indexed, as the pages of a target."""
    shown = {block.id for handout in book.handouts for block in walk(handout)}
    pictures = {picture.name: picture for name, picture in book.pictures.items() if name in shown}
    documents = tuple(FRAMES[target](book, index, theme))
    return Page(documents, theme.css(target), tuple(pictures.values()), metadata(book))


def metadata(book: Book) -> Metadata:
    """What the file says of itself, from the head of the book."""
    head = book.head
    series = (head.series.name, head.series.column) if head.series else ()
    return Metadata(
        identifier(book),
        str(head.title),
        head.lang,
        head.authors,
        tuple(dict.fromkeys(word for word in (*head.tags, head.subject, *series) if word)),
        str(head.summary) or str(head.subtitle),
        head.date,
    )


def identifier(book: Book) -> str:
    """A URN made from the id of the handout, or from those of a collection with its title."""
    name = f"{book.head.title}/" * book.collected + "+".join(handout.id for handout in book.handouts)
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'jiangyi:{name}')}"


def print_frame(book: Book, index: Index, theme: Theme) -> Iterator[Document]:
    """One document for print."""

    def href(name: str) -> str:
        return f"#{name}"

    whole = Setting(book, index, theme, "print", href)
    settings = [Setting(book, index, theme, "print", href, handout) for handout in book.handouts]
    yield Document("print.html", whole.fill("print.html.j2", settings=settings, metadata=metadata(book)))


@dataclass(frozen=True)
class Chapter:
    """One file of an EPUB: a handout's opening, or one of its sections."""

    name: str
    handout: Handout
    section: Section | None
    level: int

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks that stand in this file."""
        return self.handout.blocks if self.section is None else (self.section,)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The footnotes of this file, in order."""
        own = own_notes(self.handout) if self.section is None else ()
        return (*own, *chain.from_iterable(notes_of(block) for block in self.body))

    @property
    def ids(self) -> Iterator[str]:
        """Every id that is found in this file."""
        if self.section is None:
            yield self.handout.id
        for block in self.body:
            yield block.id
            yield from (inner.id for inner in walk(block))
        for note in self.notes:
            yield from (note.id, f"{note.id}-ref")


def chapters(book: Book, index: Index) -> Iterator[Chapter]:
    """The files of a book in reading order: one for each handout's opening, one a section."""
    for handout in book.handouts:
        yield Chapter(f"{handout.id}.xhtml", handout, None, index.levels[handout.id])
        for section in handout.sections:
            yield Chapter(f"{section.id}.xhtml", handout, section, index.levels[section.id])


def epub_frame(book: Book, index: Index, theme: Theme) -> Iterator[Document]:
    """The files of an EPUB: cover, title page of a collection, chapters, contents."""
    parts = list(chapters(book, index))
    files = {name: part.name for part in parts for name in part.ids}

    def address(name: str, here: str = "") -> str:
        file = files[name]
        if file == here:
            return f"#{name}"
        return file if file == f"{name}.xhtml" else f"{file}#{name}"

    whole = Setting(book, index, theme, "epub", address)
    start = "title.xhtml" if book.collected else parts[0].name
    yield Document("cover.html", whole.fill("epub/cover.html.j2", css=theme.cover_css))
    yield Document("cover.xhtml", whole.fill("epub/cover.xhtml.j2"))
    if book.collected:
        yield Document("title.xhtml", whole.fill("epub/title.xhtml.j2"))
    entries = navigation(book, index)
    yield Document("nav.xhtml", whole.fill("epub/nav.xhtml.j2", entries=entries, start=start), ("nav",))
    for part in parts:
        setting = Setting(book, index, theme, "epub", partial(address, here=part.name), part.handout, part.level - 1)
        html = setting.fill("epub/chapter.xhtml.j2", chapter=part)
        yield Document(part.name, html, ("mathml",) if "<math" in html else ())
    order = {entry.id: number for number, entry in enumerate(flat(entries), 1)}
    depth = max((entry.level for entry in flat(entries)), default=1)
    ncx = whole.fill("epub/toc.ncx.j2", entries=entries, order=order, ncx_depth=depth, identifier=identifier(book))
    yield Document("toc.ncx", ncx)


def navigation(book: Book, index: Index) -> tuple[Entry, ...]:
    """The contents of an EPUB: as in print, and for a single handout its opening first."""
    if book.collected:
        return index.contents
    handout = book.handouts[0]
    return (Entry(handout.id, "", handout.title, 1), *index.contents)


def flat(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries with all below them, in reading order."""
    for entry in entries:
        yield entry
        yield from flat(entry.children)


FRAMES: dict[Target, Callable[[Book, Index, Theme], Iterator[Document]]] = {"print": print_frame, "epub": epub_frame}
"""How each target divides a book into documents."""
