"""The markup of a book for an EPUB: a file per handout opening and per section, with navigation documents."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from xml.sax.saxutils import quoteattr, unescape

from jiangyi.ereaders import CONTENTS_DEPTH
from jiangyi.model import Answers, Block, Book, Footnote, Handout, PageBreak, Point, Section, Table, inline, iter_texts, walk_blocks
from jiangyi.pagination import MarkedFiles, PageMark, Pagination, PrintedPages, ScannedFile, insert_page_marks, scan_file
from jiangyi.passes import (
    ALL_INDEXES,
    KEY_ID,
    LEAD_SUFFIX,
    ContentsEntry,
    Index,
    collect_footnotes,
    find_first_reference,
    get_note_blocks,
    key_id,
    own_footnotes,
)
from jiangyi.render.formula_html import link_mathml_styles
from jiangyi.render.inline_html import HANDOUT_LINK, list_link_targets
from jiangyi.render.markup_cache import EPUB_CHAPTERS, ChapterFile, MarkupKeys, render_stored
from jiangyi.render.metadata import build_identifier
from jiangyi.render.rendered_book import CONTENTS_FILE, COVER_FILE, COVER_MARKUP, NAVIGATION_FILE, NCX_FILE, MarkupFile
from jiangyi.render.template_context import TemplateContext
from jiangyi.theme import Target, Theme

ROMAN = re.compile(r"[ivxlcdm]+")
"""Page labels of front matter."""
HANDOUT_PLACE = re.compile(rf"<a {HANDOUT_LINK}=(?P<target>\"[^\"]*\"|'[^']*')>(?P<words>(?:(?!</?a\b).)*)</a>", re.DOTALL)
BACK_CHAPTER = "back.xhtml"
"""The file of the back matter."""


@dataclass(frozen=True)
class EpubChapter:
    """One file of an EPUB: a handout's opening, or one of its sections."""

    name: str
    handout: Handout
    section: Section | None
    level: int
    is_last: bool
    """True if it is the last file of its handout."""
    blank: frozenset[str] = frozenset()
    """The ids of the words that are left blank."""

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks of this file."""
        return self.handout.blocks if self.section is None else (self.section,)

    @cached_property
    def notes(self) -> tuple[Footnote, ...]:
        """The footnotes of this file, in order."""
        own = own_footnotes(self.handout, self.blank) if self.section is None else ()
        return tuple(self._with_inner((*own, *chain.from_iterable(collect_footnotes(block, self.blank) for block in self.body))))

    def _with_inner(self, notes: Iterable[Footnote]) -> Iterator[Footnote]:
        """The footnotes that are printed here, each followed by those in its blocks."""
        for note in notes:
            body = get_note_blocks(self.handout, note)
            if not body or find_first_reference(self.handout, note) == note.id:
                yield note
                yield from self._with_inner(chain.from_iterable(map(collect_footnotes, body)))

    @cached_property
    def last_breaks(self) -> frozenset[str]:
        """The page breaks with nothing behind them: the next file begins a page by itself, and an empty one would be between."""
        return frozenset(_last_breaks(self.body))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every id in this file."""
        own = (self.handout.id,) if self.section is None else ()
        noted = chain.from_iterable(get_note_blocks(self.handout, note) for note in self.notes)
        blocks = (inner for block in (*self.body, *noted) for inner in (block, *walk_blocks(block)))
        notes = chain.from_iterable((note.id, f"{note.id}-ref") for note in self.notes)
        return (*own, *chain.from_iterable((block.id, *_anchors(block)) for block in blocks), *notes)


def _last_breaks(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in reversed(blocks):
        if isinstance(block, Section):
            yield from _last_breaks((*block.blocks, *block.sections))
        if not isinstance(block, PageBreak):
            return
        yield block.id


def _anchors(block: Block) -> Iterator[str]:
    """The ids of the parts of a block that links lead to: blanks, terms of an index, and the solutions of a key."""
    if isinstance(block, Answers):
        yield from (key_id(part.of) for part in block.parts)
    if isinstance(block, Point):
        yield block.id + LEAD_SUFFIX
    if isinstance(block, Table) and block.caption:
        yield block.id + CAPTION_SUFFIX
    for text in iter_texts(block):
        yield from (item.id for item in inline.walk_inlines(text.inlines) if isinstance(item, inline.Cloze | inline.IndexTerm))


CAPTION_SUFFIX = "-caption"
"""Of the id of a table's caption, to which links lead: Okular keeps neither the id of a table nor that of what holds one with a caption."""


def name_chapter(anchor: str) -> str:
    """The name of the file that begins with an id; names of two files must not differ only in case (EPUB 3.3, file names)."""
    if anchor == anchor.lower():
        return f"{anchor}.xhtml"
    return f"{anchor.lower()}~{hashlib.sha256(anchor.encode()).hexdigest()[:6]}.xhtml"  # no id has a tilde


def list_chapters(book: Book, index: Index) -> Iterator[EpubChapter]:
    """The chapters of a book in reading order: one per handout opening and one per section."""
    return chain.from_iterable(list_handout_chapters(handout, index, book.blank) for handout in book.handouts)


def list_handout_chapters(handout: Handout, index: Index, blank: frozenset[str]) -> Iterator[EpubChapter]:
    """The chapters of a handout."""
    yield EpubChapter(name_chapter(handout.id), handout, None, index.levels[handout.id], not handout.sections, blank)
    for section in handout.sections:
        yield EpubChapter(name_chapter(section.id), handout, section, index.levels[section.id], section is handout.sections[-1], blank)


def _files_of_ids(chapters: Iterable[EpubChapter]) -> dict[str, str]:
    return {name: chapter.name for chapter in chapters for name in chapter.ids}


def render_epub(book: Book, index: Index, theme: Theme, pagination: Pagination) -> tuple[tuple[MarkupFile, ...], MarkedFiles]:
    """The files of an EPUB: cover, title page of a collection, navigation, chapters; and the chapters with their page marks."""
    back = [ALL_INDEXES, *(listing.id for listing in index.listings)] if index.listings else []
    files = dict.fromkeys(back, BACK_CHAPTER)  # of every id
    for key in (handout for handout in book.handouts if handout.id == KEY_ID):  # first, because handouts refer to the key behind them
        files |= _files_of_ids(list_handout_chapters(key, index, book.blank))

    def href(name: str, here: str = "") -> str:
        name = caption if (caption := name + CAPTION_SUFFIX) in files else name
        file = files[name]
        if file == here:
            return f"#{name}"
        return file if file == name_chapter(name) else f"{file}#{name}"

    def render_chapter(chapter: EpubChapter) -> ChapterFile:
        here = partial(href, here=chapter.name)
        context = TemplateContext(
            book, index, theme, Target.EPUB, here, chapter.handout, chapter.level - 1, without_effect=chapter.last_breaks
        )
        html = link_mathml_styles(str(context.fill("epub/chapter.xhtml.j2", chapter=chapter)))
        return ChapterFile(chapter.name, chapter.ids, scan_file(chapter.name, html))

    def render_handout(handout: Handout) -> tuple[ChapterFile, ...]:
        own = tuple(list_handout_chapters(handout, index, book.blank))
        files.update(_files_of_ids(own))
        return tuple(map(render_chapter, own))

    keys, groups = MarkupKeys(book, index, theme, Target.EPUB), list[Mapping[str, ScannedFile]]()
    for handout in book.handouts:
        found = render_stored(EPUB_CHAPTERS, keys.of(handout), partial(render_handout, handout))
        if not found or found[0].name != name_chapter(handout.id):  # a forged entry
            found = render_handout(handout)
        files |= {name: file.name for file in found for name in file.anchors}
        groups.append({file.name: file.scanned for file in found})
    marked = insert_page_marks(groups, pagination, stores=book.collected)
    printed = PrintedPages(marked)
    cover = TemplateContext(book, index, theme, Target.PRINT, href)
    whole = TemplateContext(book, index, theme, Target.EPUB, href, page_of=lambda name: printed.find(files[name], name))
    entries = build_navigation(book, index)
    start = "title.xhtml" if book.collected else next(iter(groups[0]))
    after = {href(name): len(marked.order) + number for number, name in enumerate(back, 1)}
    targets = [*(href(entry.id) for entry in flatten(entries)), *(page.href for page in marked.marks)]
    ncx = {
        "entries": flatten_below(entries, CONTENTS_DEPTH.limit),
        "pages": [ncx_page_target(page) for page in marked.marks],
        "order": compute_play_order(targets, {**marked.order, **after}),
        "depth": min(max((entry.level for entry in flatten(entries)), default=1), CONTENTS_DEPTH.limit),
        "identifier": build_identifier(book),
    }
    listed = {"entries": entries, "languages": foreign_languages(book)}
    nav = whole.fill("epub/nav.xhtml.j2", **listed, start=start, pages=marked.marks)
    documents = (
        MarkupFile(COVER_MARKUP, cover.fill("epub/cover.html.j2")),
        MarkupFile(COVER_FILE, whole.fill("epub/cover.xhtml.j2")),
        *([MarkupFile("title.xhtml", whole.fill("epub/title.xhtml.j2"))] if book.collected else []),
        MarkupFile(NAVIGATION_FILE, nav, ("nav",)),
        MarkupFile(CONTENTS_FILE, whole.fill("epub/toc.xhtml.j2", **listed)),
        *(
            MarkupFile(name, _link_handouts(name, html, files, href), ("mathml",) if "<math" in html else (), is_parsed=True)
            for name, html in marked.files.items()
        ),
        *([MarkupFile(BACK_CHAPTER, whole.fill("epub/back.xhtml.j2"))] if back or book.head.colophon or book.head.group else []),
        MarkupFile(NCX_FILE, whole.fill("epub/toc.ncx.j2", **ncx)),
    )
    return documents, marked


def _link_handouts(name: str, html: str, files: Mapping[str, str], href: Callable[[str, str], str]) -> str:
    """A chapter with its links to other handouts of the book; of those to handouts outside there are only the words."""

    def link(match: re.Match[str]) -> str:
        targets = list_link_targets(unescape(match["target"][1:-1], {"&quot;": '"'}))
        found = next((target for target in targets if target in files), "")
        return f"<a href={quoteattr(href(found, name))}>{match['words']}</a>" if found else match["words"]

    return HANDOUT_PLACE.sub(link, html) if HANDOUT_LINK in html else html


def foreign_languages(book: Book) -> dict[str, str]:
    """The language of each handout that differs from that of the book, by the id of the handout."""
    return {handout.id: handout.lang for handout in book.handouts if handout.lang != book.head.lang}


def compute_play_order(addresses: Iterable[str], order: Mapping[str, int]) -> dict[str, int]:
    """The place of each address of an NCX in reading order, from 1; equal addresses share one (DAISY Z39.86 §8.4.3)."""
    return {address: number for number, address in enumerate(sorted(set(addresses), key=order.__getitem__), 1)}


def ncx_page_target(page: PageMark) -> dict[str, str]:
    """A page of the NCX page list: its label, address, type, and its value where it is a number of the main sequence."""
    kind = "normal" if page.label.isdecimal() else "front" if ROMAN.fullmatch(page.label) else "special"
    return {"label": page.label, "href": page.href, "id": page.id, "type": kind, "value": page.label if kind == "normal" else ""}


def build_navigation(book: Book, index: Index) -> tuple[ContentsEntry, ...]:
    """The table of contents of an EPUB: that of print, and for a single handout its opening first."""
    if book.collected:
        return index.contents
    handout = book.handouts[0]
    return (ContentsEntry(handout.id, "", handout.title, 1), *index.contents)


def flatten_below(entries: Iterable[ContentsEntry], levels: int) -> tuple[ContentsEntry, ...]:
    """Contents of at most so many levels; deeper entries follow the one that they were in."""
    if levels > 1:
        return tuple(replace(entry, children=flatten_below(entry.children, levels - 1)) for entry in entries)
    return tuple(replace(entry, children=()) for entry in flatten(entries))


def flatten(entries: Iterable[ContentsEntry]) -> Iterator[ContentsEntry]:
    """Entries with all their descendants, in reading order."""
    for entry in entries:
        yield entry
        yield from flatten(entry.children)
