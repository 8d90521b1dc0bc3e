"""Render a book, already selected and indexed, as the markup of one target."""

from dataclasses import replace

from jiangyi.core import timed
from jiangyi.model import COVER_PICTURES, Book
from jiangyi.pagination import UNKNOWN_PAGINATION, Pagination
from jiangyi.passes import Index, key_id
from jiangyi.render.accessibility import list_claims
from jiangyi.render.epub_markup import render_epub
from jiangyi.render.font_embedding import font_stacks
from jiangyi.render.metadata import build_metadata
from jiangyi.render.print_markup import render_print
from jiangyi.render.rendered_book import RenderedBook
from jiangyi.render.template_context import TemplateContext
from jiangyi.theme import Target, Theme


@timed("rendering")
def render_book(book: Book, index: Index, theme: Theme, target: Target, pagination: Pagination = UNKNOWN_PAGINATION) -> RenderedBook:
    """The markup of a book for a target; an e-book gets the page marks of the printed book's pagination."""
    # only those of blocks that the edition shows, which all have an entry in this table
    shown = [image for name, image in book.pictures.items() if name in index.references]
    covers = [image for name, image in book.pictures.items() if name.rpartition(".")[2] in COVER_PICTURES.values()]
    if target.is_paged and book.cover == "page":
        shown += covers
    images = tuple({image.name: image for image in shown}.values())
    metadata = build_metadata(book)
    if target.is_paged:
        documents = tuple(render_print(book, index, theme))
        companion_ids = tuple(name for of in index.companion.pages for name in (of, key_id(of)))
        listed = TemplateContext(book, index, theme, target, str).contents
        levels = listed.levels if listed.levels < listed.all_levels and book.head.contents is None else 0
        return RenderedBook(documents, theme.css(target), images, metadata, companion_ids=companion_ids, listed_levels=levels)
    if target is Target.WEB:
        from jiangyi.render.web_markup import render_web  # no other target needs it

        page, marked = render_web(book, index, theme, pagination, metadata)
        return RenderedBook((page,), "", images, metadata, marked.differing, book.head.picture_size)
    documents, marked = render_epub(book, index, theme, pagination)
    claims = tuple(list_claims(marked.files.values(), metadata.lang, pagination.source))
    return RenderedBook(
        documents,
        theme.css(target),
        images,
        replace(metadata, page_source=pagination.source, claims=claims),
        marked.differing,
        book.head.picture_size,
        tuple(sorted(font_stacks(theme.print_css, metadata.lang).items())) if book.head.embed_fonts else (),
        formula_css=theme.formula_css,
        cover_css=theme.cover_css,
        cover_images=tuple(covers),
    )
