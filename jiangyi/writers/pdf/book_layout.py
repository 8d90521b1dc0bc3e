"""Lay a rendered book out in pages and write it: the one place that chooses between a whole and an incremental layout."""

import re
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from jiangyi.core import WHOLE_FILE, Report
from jiangyi.pagination import Pagination, pagination_from_json, pagination_to_json
from jiangyi.render import RenderedBook
from jiangyi.writers.api import PartCache, Written, no_cache
from jiangyi.writers.pdf.document import collect_warnings
from jiangyi.writers.pdf.incremental import IncrementalLayout, can_assemble
from jiangyi.writers.pdf.layout import Layout
from jiangyi.writers.pdf.page_refs import find_page_refs, merge_page_refs, resolve_page_refs
from jiangyi.writers.pdf.whole import WholeLayout

BODY = re.compile(r"(?<=<body>).*(?=</body>)", re.DOTALL)
MAIN_BORDER = re.compile(r"</main>\s*<main>")
"""Where the text of one part ends and that of the next begins."""


def lay_out(rendered: RenderedBook, report: Report, cache: PartCache = no_cache, numbers: Mapping[str, str] | None = None) -> Layout:
    """Lay out a book that was rendered for print, in parts where it has several and the engine's patches fit.

    `numbers` are page numbers of an earlier layout: where all that the markup refers to are among them and still right, the engine
    needs one pass instead of two.
    """
    if len(rendered.documents) > 1:
        if can_assemble():
            return IncrementalLayout.of(rendered, report, cache)
        rendered = join_parts(rendered)
    html = rendered.documents[0].html
    anchors = find_page_refs(html)
    if numbers and anchors <= numbers.keys():
        own = Report()
        guessed = resolve_page_refs(merge_page_refs(html, numbers.get), numbers.get)
        layout = WholeLayout.of(_with_html(rendered, guessed), own)
        if all(layout.numbers.get(name) == numbers[name] for name in anchors):
            report.extend(own)
            return layout
    return WholeLayout.of(rendered, report)


def join_parts(rendered: RenderedBook) -> RenderedBook:
    """The parts of a book as the one document that they are parts of; the first is the frame, with an empty body."""
    frame, *parts = (document.html for document in rendered.documents)
    bodies = (match[0] for html in parts if (match := BODY.search(html)))
    body = MAIN_BORDER.sub("\n", "\n".join(bodies))
    return _with_html(rendered, BODY.sub(lambda _: body, frame))


def _with_html(rendered: RenderedBook, html: str) -> RenderedBook:
    return replace(rendered, documents=(replace(rendered.documents[0], html=html),))


def write_rendered(rendered: RenderedBook, report: Report, cache: PartCache = no_cache) -> Written:
    """The PDF of a rendered book, and where each of its pages begins."""
    own = Report()
    layout = lay_out(rendered, own, cache)
    pagination = _paginate(layout, rendered)
    if rendered.listed_levels:
        report.add("contents-cut", WHOLE_FILE, levels=rendered.listed_levels)
    report.extend(own)
    if len(rendered.documents) > 1:  # another process may wait for the pagination alone
        cache(_pagination_key(rendered), lambda entry_report: _serialize(pagination, own, entry_report), Report())
    with collect_warnings(report):
        return Written(layout.write(report, cache), pagination)


def paginate_rendered(rendered: RenderedBook, report: Report, cache: PartCache = no_cache) -> Pagination:
    """Where each page of the PDF begins, without the PDF."""

    def compute(entry_report: Report) -> bytes:
        own = Report()
        return _serialize(_paginate(lay_out(rendered, own, cache), rendered), own, entry_report)

    data = cache(_pagination_key(rendered), compute, report)
    try:
        return pagination_from_json(data)
    except msgspec.MsgspecError:  # forged, or of an older form
        return pagination_from_json(compute(report))


def _paginate(layout: Layout, rendered: RenderedBook) -> Pagination:
    """The pagination, with the numbers that the companion file refers to."""
    names = rendered.companion_ids
    known = layout.numbers if names else {}
    return replace(layout.pagination, folios={name: known[name] for name in names if name in known})


def _pagination_key(rendered: RenderedBook) -> str:
    return f"pages {rendered.digest}"


def _serialize(pagination: Pagination, own: Report, report: Report) -> bytes:
    """The pagination as it is cached; the diagnostics of the layout go into the report of the cache entry."""
    report.extend(own)
    return pagination_to_json(pagination)
