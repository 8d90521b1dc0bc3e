"""The markup of the HTML edition: one page with all chapters, in which the same page marks stand as in the EPUB."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from jiangyi.model import Book, Handout, get_labels
from jiangyi.pagination import MarkedFiles, PageMark, Pagination, PrintedPages, ScannedFile, insert_page_marks, scan_file
from jiangyi.passes import Index
from jiangyi.project import find_shipped_folder
from jiangyi.render.epub_markup import EpubChapter, build_navigation, foreign_languages, list_handout_chapters
from jiangyi.render.markup_cache import EPUB_CHAPTERS, ChapterFile, MarkupKeys, render_stored
from jiangyi.render.metadata import Metadata
from jiangyi.render.reader_words import get_reader_words
from jiangyi.render.rendered_book import PAGE_FILE, MarkupFile
from jiangyi.render.template_context import TemplateContext
from jiangyi.render.web_assets import shorten_script, write_head
from jiangyi.render.web_html import (
    HtmlSerializer,
    join_pieces,
    link_handouts,
    list_ids,
    list_references,
    parse_body,
    prepare_body,
    write_styles,
)
from jiangyi.render.web_styles import (
    PROPERTY,
    list_classes,
    list_frame_names,
    list_language_names,
    list_rules,
    list_words,
    write_rules,
)
from jiangyi.theme import Target, Theme, read_template_file

PAGE_TEMPLATE, CONTROLS_TEMPLATE, SCRIPT = "web/page.html.j2", "web/controls.html.j2", "web/reader.js"
FRAME_ID = re.compile(r'(?<=\sid=)"?([^\s">]+)')
"""An id in the page around the text."""
PAGE, UNFIT = "p", re.compile(r"\s+")
"""What the ids of page marks begin with, and what no id contains."""
CONTENTS_PLACE, TEXT_PLACE = "\ue000contents\ue000", "\ue000text\ue000"
"""What stands in the frame for the contents and the text, which were checked as they were rendered, and have buttons by now."""
FRONT, BACK = "front.html", "back.html"
LOCALES = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "zh": "zh_CN", "en": "en_US", "ja": "ja_JP"}
"""The territory that the Open Graph protocol has to have for a language; there is none for others."""


def render_web(book: Book, index: Index, theme: Theme, pagination: Pagination, metadata: Metadata) -> tuple[MarkupFile, MarkedFiles]:
    """The page, and the chapters with their page marks."""

    def href(name: str) -> str:
        return f"#{name}"

    def render_chapter(chapter: EpubChapter) -> ChapterFile:
        context = TemplateContext(book, index, theme, Target.WEB, href, chapter.handout, without_effect=chapter.last_breaks)
        name = _name_file(chapter)
        return ChapterFile(name, chapter.ids, scan_file(name, str(context.fill("web/chapter.xhtml.j2", chapter=chapter))))

    def render_handout(handout: Handout) -> tuple[ChapterFile, ...]:
        return tuple(map(render_chapter, list_handout_chapters(handout, index, book.blank)))

    keys, groups = MarkupKeys(book, index, theme, Target.WEB), list[Mapping[str, ScannedFile]]()
    files, languages = dict[str, str](), dict[str, str]()
    for handout in book.handouts:
        found = render_stored(EPUB_CHAPTERS, keys.of(handout), partial(render_handout, handout))
        files |= {name: file.name for file in found for name in file.anchors}
        languages |= dict.fromkeys((file.name for file in found), handout.lang)
        groups.append({file.name: file.scanned for file in found})
    marked = insert_page_marks(groups, pagination, stores=book.collected)
    printed = PrintedPages(marked)
    whole = TemplateContext(book, index, theme, Target.WEB, href, page_of=lambda name: printed.find(files.get(name, BACK), name))
    listed = whole.fill("web/contents.xhtml.j2", entries=build_navigation(book, index), languages=foreign_languages(book))
    front = [whole.fill("web/front.xhtml.j2")] * book.collected
    pieces = [listed, *front, *marked.files.values(), whole.fill("web/back.xhtml.j2")]
    bodies = [parse_body(str(piece)) for piece in pieces]
    if book.collected:
        link_handouts(bodies)
    languages = {name: lang for name, lang in languages.items() if lang != book.head.lang}
    for name, body in zip(marked.files, bodies[1 + len(front) :], strict=False):
        prepare_body(body, get_labels(languages.get(name, book.head.lang)))
    return MarkupFile(PAGE_FILE, _write_page(whole, metadata, bodies, marked, languages)), marked


def _write_page(whole: TemplateContext, metadata: Metadata, bodies: list[Any], marked: MarkedFiles, languages: Mapping[str, str]) -> str:
    """The page of the contents, the front of a collected book, the chapters, and what is behind them."""
    controls = _fill_controls(whole, metadata)
    values = {"metadata": metadata, "locale": LOCALES.get(whole.book.head.lang, "")}
    frame = str(whole.fill(PAGE_TEMPLATE, **values, contents_list=CONTENTS_PLACE, content=TEXT_PLACE))
    script = shorten_script(read_template_file((find_shipped_folder("templates"),), SCRIPT))
    css = whole.theme.web_css
    serializer = _create_serializer(bodies, marked.marks, controls + frame, list_classes(css, script))
    contents, *parts = map(serializer.write, bodies)
    names = [FRONT] * (len(parts) - len(marked.files) - 1) + [*marked.files, BACK]
    content = join_pieces(_mark_languages(parts, names, languages))
    known = {*serializer.written, *list_words(script), *list_frame_names(controls + frame)}
    known.update(list_language_names((whole.book.head.lang, *languages.values())))
    style = write_rules(list_rules(css), known, frozenset(PROPERTY.findall(script)))
    head = write_head(style + write_styles(serializer.styles), script)
    above, _, behind = frame.rpartition(TEXT_PLACE)
    start, _, between = above.rpartition(CONTENTS_PLACE)
    start = start.replace("<head>", f"<head>\n{head}", 1).replace("<body>", f"<body>\n{controls}", 1)
    return "".join((start, contents, between, content, behind))


def _fill_controls(whole: TemplateContext, metadata: Metadata) -> str:
    """The program's own controls, which its script needs: content and templates of others must not write any."""
    own = replace(whole, theme=replace(whole.theme, templates=(find_shipped_folder("templates"),)))
    lines = map(str.strip, str(own.fill(CONTROLS_TEMPLATE, title=metadata.title, reader=get_reader_words(metadata.lang))).splitlines())
    return "\n".join(filter(None, lines))


def _name_file(chapter: EpubChapter) -> str:
    """The name of a chapter while page marks are set; another one than in the EPUB, by which both are kept."""
    return f"{chapter.name.removesuffix('.xhtml')}.html"


def _mark_languages(parts: Iterable[str], names: Iterable[str], languages: Mapping[str, str]) -> Iterator[str]:
    """The chapters, those in another language than the book's in an element that says so."""
    for name, part in zip(names, parts, strict=True):
        yield f"<div lang={languages[name]}>{part}</div>" if name in languages else part


def name_pages(marks: Iterable[PageMark]) -> dict[str, str]:
    """The id on the page for each page mark: p12, and p12~2 for a second page of this number in a book."""
    found, counts = dict[str, str](), dict[str, int]()
    for mark in marks:
        name = PAGE + UNFIT.sub("-", mark.label)
        counts[name] = counts.get(name, 0) + 1
        found[mark.id] = name if counts[name] == 1 else f"{name}~{counts[name]}"
    return found


def _create_serializer(bodies: Iterable[Any], marks: Iterable[PageMark], frame: str, classes: frozenset[str]) -> HtmlSerializer:
    """The serializer of a page: ids that the frame or a page mark has get a tilde, which no block's id has."""
    bodies, pages = list(bodies), name_pages(marks)
    taken = {*pages.values(), *FRAME_ID.findall(frame)}
    ids = [*chain.from_iterable(map(list_ids, bodies))]
    names = {name: f"{name}~" for name in ids if name in taken and name != "contents"} | pages
    referred = {*chain.from_iterable(map(list_references, bodies))}
    return HtmlSerializer(names, lambda name: name in pages or name in referred or "." not in name, classes)
