"""Package an EPUB 3.3 with ebooklib; every file is added as it was rendered.

The workarounds for ebooklib 0.20 are commented. Its EpubHtml parses and damages markup, and its EpubNav takes every element with an
epub:type for a page break; neither is used, all items are raw.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from ebooklib import epub

from jiangyi.core import WHOLE_FILE, Report
from jiangyi.model import get_labels, to_iso_date
from jiangyi.render import (
    CONTENTS_FILE,
    COVER_FILE,
    COVER_MARKUP,
    EMBEDDED_FONT_CSS,
    MATHML_FILE,
    NAVIGATION_FILE,
    NCX_FILE,
    MarkupFile,
    RenderedBook,
    accessibility,
    embed_fonts,
    embed_formula_font,
)
from jiangyi.store import describe_entry
from jiangyi.writers.api import PartCache, no_cache
from jiangyi.writers.epub import cover
from jiangyi.writers.epub.chapter_splitting import split_chapters
from jiangyi.writers.epub.formula_pictures import MEDIA_TYPE, draw_formulas
from jiangyi.writers.epub.images import fit_image
from jiangyi.writers.epub.sort_keys import sort_keys

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
IMAGE_SOURCE = re.compile(r'(src="pictures/)([0-9a-f]{16}\.\w+)(")')
"""A reference to an image in a document."""
COMMENT_START = "<!--"
COMMENT = re.compile("<!--.*?-->", re.DOTALL)


def package_book(page: RenderedBook, report: Report, keep: PartCache = no_cache) -> bytes:
    """The EPUB container of a rendered book. Raises ParseError for markup that is not well-formed, which is a bug of a template."""
    for block in page.differing_blocks:
        report.add("page-numbers-lost", WHOLE_FILE, block=block)
    book = epub.EpubBook()
    _describe(book, page)
    for item in _items(page, report, keep):
        book.add_item(item)
    book.spine = [item for item in book.items if item.file_name.endswith(".xhtml") and item.file_name != NAVIGATION_FILE]
    book.guide = list(_guide(book, page.metadata.lang))
    buffer = io.BytesIO()
    _Writer(buffer, book, _modified(page.metadata.date)).save()
    return buffer.getvalue()


def _guide(book: epub.EpubBook, lang: str) -> Iterator[dict[str, str]]:
    """The guide of EPUB 2 (OPF 2.0.1 §2.6), by which calibre and Kindle know the cover, which they would show twice, and the start."""
    labels = get_labels(lang)
    names = [item.file_name for item in book.spine]
    start = next(name for name in names if name not in (COVER_FILE, CONTENTS_FILE))
    for kind, label, name in (("cover", "cover", COVER_FILE), ("toc", "contents", CONTENTS_FILE), ("text", "bodymatter", start)):
        yield {"type": kind, "title": labels[label], "href": name}


def _describe(book: epub.EpubBook, page: RenderedBook) -> None:
    """Set the package metadata (EPUB 3.3 §5.5), each entry once: ebooklib's setters append instead of replacing."""
    meta = page.metadata
    book.metadata.clear()
    book.IDENTIFIER_ID = "identifier"
    book.set_identifier(meta.identifier)
    book.add_metadata("DC", "title", meta.title, {"id": "title"})
    title_key, *author_keys = sort_keys((meta.title, *meta.authors), meta.lang)
    _refine(book, "title", "file-as", title_key)
    book.set_language(meta.lang)
    for lang in meta.languages[1:]:
        book.add_metadata("DC", "language", lang)
    for number, (author, key) in enumerate(zip(meta.authors, author_keys, strict=True), 1):
        book.add_author(author, uid=f"creator{number:02}")  # by default two authors get the same id
        _refine(book, f"creator{number:02}", "file-as", key)  # ebooklib's own file_as has an invalid scheme
    for subject in meta.subjects:
        book.add_metadata("DC", "subject", subject)
    if meta.description:
        book.add_metadata("DC", "description", meta.description)
    if date := to_iso_date(meta.date):
        book.add_metadata("DC", "date", date)
    if meta.collection:
        book.add_metadata(None, "meta", meta.collection.name, {"property": "belongs-to-collection", "id": "series"})
        if meta.collection.position:  # a series without it is shown as the first of that series
            _refine(book, "series", "collection-type", "series")
            _refine(book, "series", "group-position", meta.collection.position)
    for name, value in meta.claims:
        book.add_metadata(None, "meta", value, {"property": name})
    if meta.claims:
        book.add_metadata(None, "meta", accessibility.CONFORMS, {"property": "dcterms:conformsTo", "id": "conformance"})
        _refine(book, "conformance", "a11y:certifiedBy", accessibility.CERTIFIER)
    if meta.page_source:
        book.add_metadata(None, "meta", meta.page_source, {"property": "pageBreakSource"})
    book.add_metadata(None, "meta", "", {"name": "cover", "content": "cover-image"})


def _refine(book: epub.EpubBook, item: str, name: str, value: str) -> None:
    """Refine an entry of the metadata (EPUB 3.3, `refines`)."""
    book.add_metadata(None, "meta", value, {"refines": f"#{item}", "property": name})


def _items(page: RenderedBook, report: Report, keep: PartCache) -> Iterator[epub.EpubItem]:
    chapters = [document.html for document in page.documents if document.name not in (COVER_MARKUP, COVER_FILE)]
    fonts = list(embed_fonts(page.font_stacks, chapters, WHOLE_FILE, report)) if page.font_stacks else []
    own = EMBEDDED_FONT_CSS * bool(fonts)
    formula_font = embed_formula_font(chapters)
    fonts += [formula_font] if formula_font else []
    faces = "".join(font.css for font in fonts)
    yield epub.EpubItem("style", "style.css", "text/css", (faces + own + page.css).encode())
    if formula_font:
        yield epub.EpubItem("style-formulas", MATHML_FILE, "text/css", page.formula_css.encode())
    for font in fonts:
        yield epub.EpubItem(_uid(font.name), font.name, font.media_type, font.data)
    cover_markup = next(document.html for document in page.documents if document.name == COVER_MARKUP)
    data = cover.draw_cover(cover_markup, page, report, keep)
    image = epub.EpubItem("cover-image", "pictures/cover.jpg", "image/jpeg", data)
    image.properties = ["cover-image"]
    yield image
    fitted = {picture.name: fit_image(picture, page.image_size) for picture in page.images}
    for picture in {picture.name: picture for picture in fitted.values()}.values():
        yield epub.EpubItem(_uid(f"pictures/{picture.name}"), f"pictures/{picture.name}", picture.media_type, picture.data)
    documents, drawn = draw_formulas([document for document in page.documents if document.name != COVER_MARKUP], page)
    for drawing in drawn:
        yield epub.EpubItem(_uid(drawing.name), drawing.name, MEDIA_TYPE, drawing.data)
    for document in split_chapters(documents):
        html = IMAGE_SOURCE.sub(lambda match: f"{match[1]}{fitted[match[2]].name}{match[3]}", document.html)
        if COMMENT_START in html:  # Send to Kindle refuses some
            html = COMMENT.sub("", html)
        if not document.is_parsed:
            ElementTree.fromstring(html)  # noqa: S314 - our own markup; readers refuse a document that is not well-formed
        item = epub.EpubItem(_uid(document.name), document.name, _media_type(document), html.encode())
        item.properties = list(document.properties)
        yield item


def _media_type(document: MarkupFile) -> str:
    return "application/x-dtbncx+xml" if document.name.endswith(".ncx") else "application/xhtml+xml"


def _uid(name: str) -> str:
    """A manifest id that is the file name, and so is the same when a chapter is added; different ones for different names."""
    return "ncx" if name == NCX_FILE else re.sub(r"[^A-Za-z0-9._-]", lambda match: f"·{ord(match[0]):x}·", name.replace("/", "-"))


def _modified(typed: str) -> datetime:
    """The date of the content in UTC, for `dcterms:modified`: the time of the build must not enter the bytes."""
    parts = [int(part) for part in to_iso_date(typed).split("-") if part]
    try:
        return datetime(*(parts + [1, 1, 1][len(parts) :]), tzinfo=UTC) if parts else UNDATED  # type: ignore[misc,arg-type]
    except ValueError:
        return UNDATED


class _Zip(zipfile.ZipFile):
    """A zip with the same time for all entries, where ebooklib writes the time of the build."""

    def writestr(self, name: Any, data: Any, compress_type: Any = None, compresslevel: Any = None) -> None:
        super().writestr(describe_entry(str(name)), data, compress_type or zipfile.ZIP_DEFLATED, compresslevel)


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """ebooklib's writer into memory, with the language on the package element and without the time of the build."""

    def __init__(self, buffer: io.BytesIO, book: epub.EpubBook, modified: datetime) -> None:
        super().__init__("", book, {"raise_exceptions": True, "epub3_pages": False, "mtime": modified, "play_order": {"enabled": False}})
        self.buffer = buffer

    def save(self) -> None:
        """Write the whole container."""
        self.process()
        self.out = _Zip(self.buffer, "w", zipfile.ZIP_DEFLATED)
        self.out.writestr("mimetype", "application/epub+zip", compress_type=zipfile.ZIP_STORED)
        self._write_container()
        self._write_opf()
        self._write_items()
        self.out.close()

    def _write_opf_file(self, root: Any) -> None:
        root.set("{http://www.w3.org/XML/1998/namespace}lang", self.book.language)
        root.attrib.pop("prefix", None)  # of a vocabulary that is not used
        super()._write_opf_file(root)
