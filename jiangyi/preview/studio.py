"""The state of the preview of a workspace, updated in small steps: what is displayed is updated first.

All steps run in one permanent thread, in which the layout engine is loaded. Published state may be read from any thread, because
it is replaced and never changed.

Documents are made one at a time, in small steps of one thread, so a save never waits long. Pages are drawn from the boxes of
the real layout; only the file around them is written more simply.
"""

import hashlib
import io
import queue
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from jiangyi.build import (
    BuildRequest,
    Job,
    LoadedHandout,
    load_collected_book,
    load_handout,
    produce_job,
    without_output_clashes,
)
from jiangyi.checks import check_duplicates_between
from jiangyi.core import Diagnostic, Report, Severity, Span, active_session, gc_tuning
from jiangyi.model import Book, Manuscript, make_global_id, make_single_book, prefix_label
from jiangyi.model import to_anchor as anchored
from jiangyi.pagination import UNKNOWN_PAGINATION, Pagination
from jiangyi.passes import build_index, select_edition
from jiangyi.preview.block_places import BlockPlace, find_block_places
from jiangyi.project import BOOK, Workspace, fonts, invalidates_session, load_project
from jiangyi.readers import available_readers
from jiangyi.render import RenderedBook, list_chapters, render_book
from jiangyi.theme import Target, load_theme
from jiangyi.writers import Layout, WriteContext, lay_out, writer_for

State = Literal["waiting", "building", "fresh", "error"]
KEPT = 12
"""Documents whose pages are kept, the most recently shown ones."""
POINTS_PER_PIXEL = 0.75


@dataclass(frozen=True)
class ChapterLink:
    """A chapter of an e-book: its file and its title."""

    file: str
    title: str
    ids: tuple[str, ...]
    """The blocks that stand in it."""


@dataclass(frozen=True)
class DocumentView:
    """What the preview shows of a document."""

    book: Book
    page: str = ""
    """The digest of what was laid out."""
    layout: Layout | None = None
    """The layout; its pages are drawn when they are displayed."""
    drawn: dict[int, bytes] = field(default_factory=dict)
    """Those that were drawn, each as a PDF of its own, from 0."""
    sheets: tuple[tuple[float, float], ...] = ()
    """Width and height of each page in points."""
    places: tuple[BlockPlace, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    """The number of the page that each anchor is on."""
    pagination: Pagination = UNKNOWN_PAGINATION
    print_diagnostics: tuple[Diagnostic, ...] = ()
    epub_page: str = ""
    epub: bytes = b""
    epub_digest: str = ""
    chapters: tuple[ChapterLink, ...] = ()
    epub_diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class CheckedHandout:
    """A handout as it was last read and checked."""

    chapter: LoadedHandout | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class DocumentEntry:
    """An entry of the list: a document by its path in content/, with its state."""

    name: str
    title: str
    state: State = "waiting"
    errors: int = 0
    warnings: int = 0


class Studio:
    """The documents of a workspace, built step by step."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.items: Mapping[str, DocumentEntry] = {}
        self.wanted: tuple[str, ...] = ()
        """The documents that browsers show; set by the server."""
        self.shown: dict[str, DocumentView] = {}
        self._changes: queue.SimpleQueue[frozenset[Path]] = queue.SimpleQueue()
        self._looked: dict[Path, CheckedHandout] = {}
        self._stale: set[Path] = set()
        self._print_due: set[str] = set()
        self._epub_due: set[str] = set()
        self._across_due = True
        self._across: tuple[Diagnostic, ...] = ()
        self._book: tuple[Diagnostic, ...] = ()
        self._project = load_project(workspace)
        self._parts: dict[str, tuple[bytes, tuple[Diagnostic, ...]]] = {}
        """The parts of the book as they were laid out last, with their diagnostics."""
        self._survey()
        gc_tuning.relax()

    # Public methods ---------------------------------------------------------------------------

    def report_changes(self, paths: Iterable[Path]) -> None:
        """Report changed files; may be called from any thread."""
        self._changes.put(frozenset(paths))

    def step(self) -> bool:
        """Do the most urgent piece of work; False if there is none."""
        self._take_changes()
        work = next(self._work(), None)
        if work:
            try:
                work()
            except Exception:
                self.items = {name: replace(item, state="error") if item.state == "building" else item for name, item in self.items.items()}
                raise
        return work is not None

    def diagnostics(self, name: str) -> list[Diagnostic]:
        """The diagnostics of a document."""
        shown = self.shown.get(name)
        made = chain(shown.print_diagnostics, shown.epub_diagnostics) if shown else ()
        report = Report()
        report.extend(chain(self._said(name), made))
        return list(report)

    def sources(self, name: str) -> dict[str, Span]:
        """The place of each block of a document in the source files, by its id in the document."""
        found: dict[str, Span] = {}
        for path in self._files(name):
            looked = self._looked.get(path)
            if looked and looked.chapter:
                found |= block_spans(looked.chapter.manuscript)
        return found

    def sheet(self, name: str, page: str, number: int) -> bytes | None:
        """A page of a document, from 0, as a PDF of its own; None where there is none. Only in the thread of the steps.

        `page` is the digest of the document that is meant: another may have taken its place.
        """
        shown = self.shown.get(name)
        if shown is None or shown.layout is None or shown.page != page or not 0 <= number < len(shown.sheets):
            return None
        if number not in shown.drawn:
            shown.drawn[number] = shown.layout.draw(number)
        return shown.drawn[number]

    def file(self, name: str, kind: str) -> bytes | None:
        """A document as `build` makes it, written into output/; None where it has errors. Only in the thread of the steps."""
        self._take_changes()
        found = self._assembled(name)
        if found is None:
            return None
        stem, book = found
        job = Job(book, self.workspace.root / "output" / stem, {})
        made = produce_job(self.workspace, BuildRequest(formats=(kind,)), job).artifacts
        return made[0].path.read_bytes() if made else None

    # The steps --------------------------------------------------------------------------------------------

    def _work(self) -> Iterator[Callable[[], None]]:
        """The work that is due, most urgent first."""
        wanted = [name for name in self.wanted if name in self.items]
        for due, make in ((self._print_due, self._make_print), (self._epub_due, self._make_epub)):
            for name in wanted:
                if name in due:
                    building = self.items[name].state == "building"
                    yield (lambda name=name, make=make: make(name)) if building else (lambda name=name: self._set(name, state="building"))  # type: ignore[misc]
        for path in sorted(self._stale):
            yield lambda path=path: self._look(path)  # type: ignore[misc]
        if self._across_due:
            yield self._look_across

    def _take_changes(self) -> None:
        paths = set[Path]()
        while not self._changes.empty():
            paths |= self._changes.get()
        if not paths:
            return
        if invalidates_session(self.workspace, paths):
            self._drop_memos()
        content = self.workspace.content
        own = {path for path in paths if path.suffix.lower() in available_readers() and path.name != BOOK and path.is_relative_to(content)}
        self._across_due = True
        self._survey(own if own == paths else None)

    def _drop_memos(self) -> None:
        """Forget what was computed with the templates, stylesheets and fonts of before."""
        session = active_session()
        if session:
            session.clear()
        self._parts = {}

    def _survey(self, changed: set[Path] | None = None) -> None:
        """List the documents again and mark those that changed as stale, or all of them where `changed` is unknown."""
        handouts = self.workspace.list_handouts()
        self._looked = {path: looked for path, looked in self._looked.items() if path in handouts}
        self._stale |= set(handouts) if changed is None else changed
        self._stale &= set(handouts)
        if changed is None:
            self._project = load_project(self.workspace)
        book = [self.workspace.content / BOOK] if (self.workspace.content / BOOK).is_file() else []
        names = {self._name(path): path for path in (*handouts, *book)}
        self.items = {name: self.items.get(name, DocumentEntry(name, path.stem)) for name, path in names.items()}
        stale = set(self.items) if changed is None else {self._name(path) for path in self._stale} | ({BOOK} & set(self.items))
        self._print_due = (self._print_due | stale) & set(self.items)
        self._epub_due &= set(self.items)
        for name in stale & set(self.items):
            if self.items[name].state == "fresh":
                self._set(name, state="waiting")

    def _look(self, path: Path) -> None:
        """Read and check a handout."""
        self._stale.discard(path)
        report = Report()
        try:
            chapter = load_handout(self._project, path, report)
        except FileNotFoundError:  # taken away in this moment: the survey that follows tells
            return
        self._looked[path] = CheckedHandout(chapter, tuple(report))
        name = self._name(path)
        title = str(chapter.manuscript.handout.title) if chapter else self.items[name].title
        self._count(name, title=title)

    def _look_across(self) -> None:
        """Run the checks that compare handouts."""
        report = Report()
        found = {path: looked.chapter for path, looked in self._looked.items() if looked.chapter}
        check_duplicates_between((chapter.paragraphs for chapter in found.values()), report)
        list(without_output_clashes(self.workspace, found, report))
        self._across, self._across_due = tuple(report), False
        for name in self.items:
            self._count(name)

    def _make_print(self, name: str) -> None:
        """Lay out a document where its pages have changed."""
        self._print_due.discard(name)
        found = self._assembled(name)
        if found is None:
            self._count(name)
            return
        book = found[1]
        page = render_book(book, build_index(book), load_theme(self.workspace, book.head.theme), Target.PRINT)
        before = self.shown.pop(name, None) or DocumentView(book)
        current = _layout_digest(page)
        self.shown[name] = replace(before, book=book) if before.page == current else self._printed(before, book, page)
        for old in [old for old in self.shown if old not in self.wanted][: max(0, len(self.shown) - KEPT)]:
            del self.shown[old]
            self._print_due.add(old)
        self._epub_due.add(name)
        self._count(name, title=str(book.head.title))

    def _printed(self, before: DocumentView, book: Book, page: RenderedBook) -> DocumentView:
        """Lay out a document; of a book only the parts that have changed."""
        report, parts = Report(), dict[str, tuple[bytes, tuple[Diagnostic, ...]]]()

        def keep(key: str, make: Callable[[Report], bytes], told: Report) -> bytes:
            own = Report()
            parts[key] = self._parts.get(key) or parts.get(key) or (make(own), tuple(own))
            told.extend(parts[key][1])
            return parts[key][0]

        layout = lay_out(page, report, keep, before.numbers)
        self._parts = parts or self._parts
        return replace(
            before,
            book=book,
            page=_layout_digest(page),
            layout=layout,
            drawn={},
            sheets=tuple((sheet.width * POINTS_PER_PIXEL, sheet.height * POINTS_PER_PIXEL) for sheet in layout.pages),
            places=find_block_places(layout),
            numbers=layout.numbers,
            pagination=replace(layout.pagination, source=" · ".join((str(book.head.title), "A4", "PDF"))),
            print_diagnostics=tuple(report),
        )

    def _make_epub(self, name: str) -> None:
        """Make the e-book of a document that was laid out, where its content has changed."""
        self._epub_due.discard(name)
        shown = self.shown.get(name)
        if shown:
            book = shown.book
            page = render_book(book, build_index(book), load_theme(self.workspace, book.head.theme), Target.EPUB, shown.pagination)
            self.shown[name] = shown if shown.epub_page == _layout_digest(page) else _bound(shown, page)
        self._count(name)

    def _assembled(self, name: str) -> tuple[str, Book] | None:
        """A document as a book, with the stem of its files; None where it has errors."""
        path = self.workspace.content / name
        for file in self._files(name):
            if file in self._stale:
                self._look(file)
        if path.name != BOOK or path.parent != self.workspace.content:
            looked = self._looked.get(path)
            chapter = looked.chapter if looked else None
            return (path.stem, _selected(make_single_book(chapter.manuscript.handout, chapter.pictures))) if chapter else None
        report = Report()
        read = {file: looked.chapter for file, looked in self._looked.items() if looked.chapter}
        collected = load_collected_book(self._project, read, report)
        self._book = tuple(report)
        return (collected[0], _selected(collected[1])) if collected else None

    # State and diagnostics -----------------------------------------------------------------------------------------

    def _files(self, name: str) -> list[Path]:
        """The handouts of a document."""
        path = self.workspace.content / name
        return self._project.chapter_files(Report()) if name == BOOK and path.is_file() else [path]

    def _said(self, name: str) -> Iterator[Diagnostic]:
        """The diagnostics of the sources of a document."""
        files = self._files(name)
        yield from self._book if name == BOOK else ()
        for path in files:
            looked = self._looked.get(path)
            yield from looked.diagnostics if looked else ()
        names = {self.workspace.name(path) for path in files}
        yield from (diagnostic for diagnostic in self._across if diagnostic.span.file in names)

    def _count(self, name: str, **values: Any) -> None:
        """Count the errors and warnings of a document and set its state."""
        said = [diagnostic.severity for diagnostic in self.diagnostics(name)]
        errors = said.count(Severity.ERROR)
        done = name in self.shown and name not in self._print_due
        state: State = "error" if errors else "building" if done and name in self._epub_due else "fresh" if done else "waiting"
        self._set(name, state=state, errors=errors, warnings=len(said) - errors, **values)

    def _set(self, name: str, **values: Any) -> None:
        self.items = {**self.items, name: replace(self.items[name], **values)}

    def _name(self, path: Path) -> str:
        return path.relative_to(self.workspace.content).as_posix()


def block_spans(manuscript: Manuscript) -> dict[str, Span]:
    """The place of each block of a handout in its source, by its id in a book; the id of the handout has the place of its title."""
    handout = manuscript.handout
    blocks = {make_global_id(handout, name): span for name, span in manuscript.spans.items()}
    return {anchored(handout.id): manuscript.located.value_span(("title",))} | blocks


def _selected(book: Book) -> Book:
    return select_edition(book, "")


def _layout_digest(page: RenderedBook) -> str:
    """A digest of a laid-out document: of its markup and of the fonts, which may change without it."""
    return short_digest(f"{page.digest} {fonts.digest_fonts()}".encode())


def _bound(shown: DocumentView, page: RenderedBook) -> DocumentView:
    report = Report()
    found = build_index(shown.book)
    data = writer_for(Target.EPUB).write(WriteContext(shown.book, found, page, shown.pagination), report).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {member.rsplit("/", 1)[-1]: member for member in archive.namelist()}
    links = tuple(
        ChapterLink(
            members[part.name],
            prefix_label(found.labels.get(part.section.id, ""), str(part.section.title)) if part.section else str(part.handout.title),
            tuple(part.ids),
        )
        for part in list_chapters(shown.book, found)
    )
    return replace(
        shown, epub_page=_layout_digest(page), epub=data, epub_digest=short_digest(data), chapters=links, epub_diagnostics=tuple(report)
    )


def short_digest(data: bytes) -> str:
    """A short digest for addresses."""
    return hashlib.sha256(data).hexdigest()[:16]
