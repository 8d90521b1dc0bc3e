"""Make the pages and the e-book of a document's view, each only where its content has changed.

Pages are those of the real layout; only the PDF that they are drawn into is a simpler one.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from jiangyi.build import BuildRequest, format_page_source
from jiangyi.core import Diagnostic, Report
from jiangyi.model import Book, prefix_label
from jiangyi.passes import Index, build_index, title_behind
from jiangyi.project import Workspace, fonts
from jiangyi.render import RenderedBook, list_chapters, render_book
from jiangyi.studio.live.block_places import find_block_places
from jiangyi.studio.live.documents import ChapterLink, DocumentView
from jiangyi.theme import Target, load_theme
from jiangyi.writers import Layout, WriteContext, lay_out, writer_for

POINTS_PER_PIXEL = 0.75


@dataclass(frozen=True)
class CachedPart:
    """A part of a collected book that was laid out, with the diagnostics of its layout."""

    data: bytes
    diagnostics: tuple[Diagnostic, ...]


class PartStore:
    """The parts of the collected book that was laid out last, by a digest of their content: an edit lays out one part anew."""

    def __init__(self) -> None:
        self.parts: Mapping[str, CachedPart] = {}

    def clear(self) -> None:
        """Drop every part, as after a change of a template, stylesheet or font."""
        self.parts = {}

    def lay_out_book(self, rendered: RenderedBook, report: Report, page_numbers: Mapping[str, str]) -> Layout:
        """Lay out a book with the stored parts; afterwards only those that it consists of are stored.

        A book that is not laid out in parts leaves the stored ones alone. `page_numbers` are those of an earlier layout.
        """
        used: dict[str, CachedPart] = {}

        def get_or_compute(key: str, compute: Callable[[Report], bytes], part_report: Report) -> bytes:
            part = self.parts.get(key) or used.get(key) or _compute_part(compute)
            used[key] = part
            part_report.extend(part.diagnostics)
            return part.data

        layout = lay_out(rendered, report, get_or_compute, page_numbers)
        self.parts = used or self.parts
        return layout


def _compute_part(compute: Callable[[Report], bytes]) -> CachedPart:
    report = Report()
    data = compute(report)
    return CachedPart(data, tuple(report))


def update_pages(view: DocumentView, book: Book, workspace: Workspace, parts: PartStore) -> DocumentView:
    """The view of a new version of a document: its pages are laid out unless they would be the same."""
    rendered = render_book(book, build_index(book), load_theme(workspace, book.head.theme), Target.PRINT)
    markup_digest = _digest_markup(rendered)
    if markup_digest == view.print_digest:
        return replace(view, book=book)
    report = Report()
    layout = parts.lay_out_book(rendered, report, view.page_numbers)
    return replace(
        view,
        book=book,
        print_digest=markup_digest,
        layout=layout,
        page_files={},
        page_sizes=tuple((page.width * POINTS_PER_PIXEL, page.height * POINTS_PER_PIXEL) for page in layout.pages),
        block_places=find_block_places(layout),
        page_numbers=layout.numbers,
        pagination=replace(layout.pagination, source=format_page_source(book, BuildRequest().paper)),
        print_diagnostics=tuple(report),
    )


def update_epub(view: DocumentView, workspace: Workspace) -> DocumentView:
    """The view with the e-book of its book, which is written unless it would be the same."""
    book, index = view.book, build_index(view.book)
    rendered = render_book(book, index, load_theme(workspace, book.head.theme), Target.EPUB, view.pagination)
    markup_digest = _digest_markup(rendered)
    if markup_digest == view.epub_markup_digest:
        return view
    report = Report()
    data = writer_for(Target.EPUB).write(WriteContext(book, index, rendered, view.pagination), report).data
    return replace(
        view,
        epub_markup_digest=markup_digest,
        epub=data,
        epub_digest=short_digest(data),
        chapters=tuple(_link_chapters(data, book, index)),
        epub_diagnostics=tuple(report),
    )


def _link_chapters(epub: bytes, book: Book, index: Index) -> Iterator[ChapterLink]:
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        members = {member.rsplit("/", 1)[-1]: member for member in archive.namelist()}
    for chapter in list_chapters(book, index):
        section = chapter.section
        titled = section or chapter.handout
        label = index.labels.get(titled.id, "")
        title = prefix_label(label, str(title_behind(titled.title, label)))
        yield ChapterLink(members[chapter.name], title, chapter.ids)


def _digest_markup(rendered: RenderedBook) -> str:
    """A digest of the markup and of the installed fonts, which may change without it."""
    return short_digest(f"{rendered.digest} {fonts.digest_fonts()}".encode())


def short_digest(data: bytes) -> str:
    """The first 64 bits of SHA-256, in hexadecimal, for addresses."""
    return hashlib.sha256(data).hexdigest()[:16]
