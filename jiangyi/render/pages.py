"""A book becomes the pages of one target: its markup, its stylesheet, and the pictures it shows."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, groupby

from jiangyi.core import ById, Memo, timed
from jiangyi.model import Answers, Block, Book, Footnote, Handout, ImageFile, Point, Section, all_blocks, inline, iter_texts, walk_blocks
from jiangyi.pagination import PAGE_NUMBER_SELECTOR, UNKNOWN_PAGINATION, MarkedFiles, PageMark, Pagination, insert_page_marks
from jiangyi.passes import LEAD_SUFFIX, ContentsEntry, Index, collect_footnotes, key_id, own_footnotes
from jiangyi.render.accessibility import claims
from jiangyi.render.font_embedding import font_stacks
from jiangyi.render.markup_cache import RenderInputs, remembered
from jiangyi.render.metadata import Metadata, build_metadata, identifier
from jiangyi.render.template_context import TemplateContext
from jiangyi.theme import Target, Theme

ROMAN = re.compile(r"[ivxlcdm]+")
"""Folios of front matter."""


BACK = "back.xhtml"
"""The file of an EPUB with what stands behind the text."""
FRAME_FILE, FRONT_FILE, BACK_FILE = "frame.html", "front.html", "behind.html"
"""Parts of a printed book that are no handouts."""
FRAME_ALONE = re.compile(r'<html[^>]* class="collected.*<body>\s*</body>', re.DOTALL)
PART_RULES = (".empty-page", "html.verso", PAGE_NUMBER_SELECTOR)
"""What a stylesheet says of parts, if it does."""


@dataclass(frozen=True)
class MarkupFile:
    """One file of markup; `properties` are what the manifest of an EPUB has to say of it (EPUB 3.3 §5.5.2)."""

    name: str
    html: str
    properties: tuple[str, ...] = ()


@dataclass(frozen=True)
class RenderedBook:
    """All that a writer needs, and nothing else."""

    documents: tuple[MarkupFile, ...]
    css: str
    images: tuple[ImageFile, ...]
    metadata: Metadata
    differing_blocks: tuple[str, ...] = ()
    """Blocks that print and EPUB show in different words, so that no page number can be placed in them."""
    image_size: int = 0
    """For e-readers, the longest side of a picture in px; 0 is any."""
    font_stacks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The families of each role, where an EPUB is to carry fonts."""
    companion_ids: tuple[str, ...] = ()
    """The ids whose printed page another file tells."""
    cover_css: str = ""
    """The stylesheet of the page that the cover picture of an EPUB is drawn from."""

    @property
    def digest(self) -> str:
        """A digest of every byte that goes into the file."""
        documents = [(document.name, document.html) for document in self.documents]
        parts = [
            documents,
            self.css,
            [picture.name for picture in self.images],
            repr(self.metadata),
            self.differing_blocks,
            self.image_size,
            self.font_stacks,
            self.companion_ids,
            self.cover_css,
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode(errors="surrogatepass")).hexdigest()


@timed("rendering")
def render_book(book: Book, index: Index, theme: Theme, target: Target, pagination: Pagination = UNKNOWN_PAGINATION) -> RenderedBook:
    """A book, already selected and indexed, as the pages of a target; an EPUB tells the page numbers of the printed book.

    For print it is one document; a collected book is one for each part, where its templates and stylesheets allow for that.
    """
    shown = {block.id for handout in book.handouts for block in all_blocks(handout)} if book.pictures else ()
    pictures = {picture.name: picture for name, picture in book.pictures.items() if name in shown}
    facts = build_metadata(book)
    if target.is_paged:
        documents = tuple(print_documents(book, index, theme))
        wanted = tuple(name for of in index.companion.pages for name in (of, key_id(of)))
        return RenderedBook(documents, theme.css(target), tuple(pictures.values()), facts, companion_ids=wanted)
    documents, marked = epub_documents(book, index, theme, pagination)
    told = tuple(claims(marked.files.values(), facts.lang, pagination.source))
    fonts = tuple(sorted(font_stacks(theme.print_css, facts.lang).items())) if book.head.embed_fonts else ()
    facts = replace(facts, page_source=pagination.source, claims=told)
    bound = tuple(pictures.values())
    return RenderedBook(
        documents, theme.css(target), bound, facts, marked.differing, book.head.picture_size, fonts, cover_css=theme.cover_css
    )


def print_documents(book: Book, index: Index, theme: Theme) -> Iterator[MarkupFile]:
    """The one document for print; or its parts, each in the same frame: first the frame alone, then what stands before the
    text, a document for each handout, and what stands behind.
    """

    def href(name: str) -> str:
        return f"#{name}"

    def document(name: str, settings: Iterable[TemplateContext], shown: Iterable[str]) -> MarkupFile:
        return MarkupFile(name, str(whole.fill("print.html.j2", settings=list(settings), shown=set(shown), metadata=facts)))

    whole, facts, around = TemplateContext(book, index, theme, Target.PRINT, href), build_metadata(book), RenderInputs(book, index)
    settings = [TemplateContext(book, index, theme, Target.PRINT, href, handout) for handout in book.handouts]
    front = ["front"] * (book.cover == "page")
    end = ["indexes"] * bool(index.listings) + ["end"]
    leaves = ["leaves"] * bool((book.head.colophon and front) or book.head.group)
    frame = document(FRAME_FILE, (), ())
    if not (book.collected and knows_parts(frame.html, theme.print_css)):
        yield document("print.html", settings, (*front, *end, *leaves))
        return
    behind = [*(end if index.listings else ()), *leaves]
    yield frame
    if front:
        yield document(FRONT_FILE, (), front)
    for setting in settings:
        name = f"{setting.handout.id}.html" if setting.handout else ""
        ending = end if setting is settings[-1] and not index.listings else ()
        html = remembered(setting, around, name, (facts, ending), lambda s=setting, n=name, e=ending: document(n, [s], e).html)  # type: ignore[misc]
        yield MarkupFile(name, html)
    if behind:
        yield document(BACK_FILE, (), behind)


def knows_parts(frame: str, css: str) -> bool:
    """Whether parts can be laid out separately: a workspace's own template or stylesheet may know nothing of them."""
    return bool(FRAME_ALONE.search(frame)) and all(rule in css for rule in PART_RULES)


@dataclass(frozen=True)
class EpubChapter:
    """One file of an EPUB: a handout's opening, or one of its sections."""

    name: str
    handout: Handout
    section: Section | None
    level: int
    is_last: bool
    """Whether the handout ends with it."""

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks that stand in this file."""
        return self.handout.blocks if self.section is None else (self.section,)

    @property
    def notes(self) -> tuple[Footnote, ...]:
        """The footnotes of this file, in order."""
        own = own_footnotes(self.handout) if self.section is None else ()
        return (*own, *chain.from_iterable(collect_footnotes(block) for block in self.body))

    @property
    def ids(self) -> Iterator[str]:
        """Every id that is found in this file."""
        if self.section is None:
            yield self.handout.id
        for block in self.body:
            for inner in (block, *walk_blocks(block)):
                yield from (inner.id, *_anchors(inner))
        for note in self.notes:
            yield from (note.id, f"{note.id}-ref")


def _anchors(block: Block) -> Iterator[str]:
    """The ids of the parts of a block that other places lead to: blanks, and what the key says of exercises and blanks."""
    if isinstance(block, Answers):
        yield from (key_id(part.of) for part in block.parts)
    if isinstance(block, Point):
        yield block.id + LEAD_SUFFIX
    for text in iter_texts(block):
        yield from (item.id for item in inline.walk_inlines(text.inlines) if isinstance(item, inline.Cloze | inline.IndexTerm))


def list_chapters(book: Book, index: Index) -> Iterator[EpubChapter]:
    """The files of a book in reading order: one for each handout's opening, one a section."""
    for handout in book.handouts:
        yield EpubChapter(f"{handout.id}.xhtml", handout, None, index.levels[handout.id], not handout.sections)
        for section in handout.sections:
            yield EpubChapter(f"{section.id}.xhtml", handout, section, index.levels[section.id], section is handout.sections[-1])


HOMES = Memo[dict[str, str]]("homes")
"""The file of each id of a handout in an EPUB."""


def _homes(parts: Iterable[EpubChapter]) -> dict[str, str]:
    return {name: part.name for part in parts for name in part.ids}


def epub_documents(book: Book, index: Index, theme: Theme, pagination: Pagination) -> tuple[tuple[MarkupFile, ...], MarkedFiles]:
    """The files of an EPUB: cover, title page of a collection, contents, chapters; and the chapters as they were marked."""
    parts = list(list_chapters(book, index))
    behind = [listing.id for listing in index.listings]
    files: dict[str, str] = {}
    for name, found in groupby(parts, key=lambda part: id(part.handout)):
        own = tuple(found)
        files |= HOMES.get_or_compute(name, ById(own[0].handout), partial(_homes, own))
    files |= dict.fromkeys(behind, BACK)

    def address(name: str, here: str = "") -> str:
        file = files[name]
        if file == here:
            return f"#{name}"
        return file if file == f"{name}.xhtml" else f"{file}#{name}"

    around = RenderInputs(book, index)

    def chapter(part: EpubChapter) -> str:
        setting = TemplateContext(book, index, theme, Target.EPUB, partial(address, here=part.name), part.handout, part.level - 1)
        return remembered(setting, around, part.name, part.is_last, lambda: setting.fill("epub/chapter.xhtml.j2", chapter=part))

    marked = insert_page_marks({part.name: chapter(part) for part in parts}, pagination)
    whole = TemplateContext(book, index, theme, Target.EPUB, address)
    entries = navigation(book, index)
    start = "title.xhtml" if book.collected else parts[0].name
    after = {address(name): len(marked.order) + number for number, name in enumerate(behind, 1)}
    order = play_order([*(address(entry.id) for entry in flat(entries)), *(page.href for page in marked.marks)], {**marked.order, **after})
    ncx = {"order": order, "depth": max((entry.level for entry in flat(entries)), default=1), "identifier": identifier(book)}
    documents = (
        MarkupFile("cover.html", whole.fill("epub/cover.html.j2")),
        MarkupFile("cover.xhtml", whole.fill("epub/cover.xhtml.j2")),
        *([MarkupFile("title.xhtml", whole.fill("epub/title.xhtml.j2"))] if book.collected else []),
        MarkupFile(
            "nav.xhtml",
            whole.fill("epub/nav.xhtml.j2", entries=entries, start=start, pages=marked.marks, languages=foreign(book)),
            ("nav",),
        ),
        *(MarkupFile(name, html, ("mathml",) if "<math" in html else ()) for name, html in marked.files.items()),
        *([MarkupFile(BACK, whole.fill("epub/back.xhtml.j2"))] if behind or book.head.colophon or book.head.group else []),
        MarkupFile("toc.ncx", whole.fill("epub/toc.ncx.j2", entries=entries, pages=[page_target(page) for page in marked.marks], **ncx)),
    )
    return documents, marked


def foreign(book: Book) -> dict[str, str]:
    """The language of each handout that is not in the language of the book, by the handout's id."""
    return {handout.id: handout.lang for handout in book.handouts if handout.lang != book.head.lang}


def play_order(addresses: Iterable[str], order: Mapping[str, int]) -> dict[str, int]:
    """The place of each address of an NCX in reading order, from 1; equal addresses share one (DAISY Z39.86 §8.4.3)."""
    return {address: number for number, address in enumerate(sorted(set(addresses), key=order.__getitem__), 1)}


def page_target(page: PageMark) -> dict[str, str]:
    """What the NCX says of a page beside its address: its type, and its value where it is a number of the main sequence."""
    kind = "normal" if page.label.isdecimal() else "front" if ROMAN.fullmatch(page.label) else "special"
    return {"label": page.label, "href": page.href, "id": page.id, "type": kind, "value": page.label if kind == "normal" else ""}


def navigation(book: Book, index: Index) -> tuple[ContentsEntry, ...]:
    """The contents of an EPUB: as in print, and for a single handout its opening first."""
    if book.collected:
        return index.contents
    handout = book.handouts[0]
    return (ContentsEntry(handout.id, "", handout.title, 1), *index.contents)


def flat(entries: Iterable[ContentsEntry]) -> Iterator[ContentsEntry]:
    """Entries with all below them, in reading order."""
    for entry in entries:
        yield entry
        yield from flat(entry.children)
