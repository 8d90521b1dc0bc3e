"""What a catalogue says of a volume.

It says nothing that the edition does not show, so that a search index made from it holds no answer of a student's copy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import msgspec

import jiangyi.model as model  # noqa: PLR0402 - its names load pydantic, which waits for a book to write
from jiangyi.core import Report
from jiangyi.writers.api import WriteContext
from jiangyi.writers.romanization import convert_to_ascii

if TYPE_CHECKING:
    from jiangyi.model import Book, Handout
    from jiangyi.passes import ContentsEntry


class Card(msgspec.Struct, frozen=True):
    """What is said of one volume of a book: its text, or its answer booklet."""

    id: str
    """A URN, the same for all editions and versions."""
    name: str
    """The id of the handout as an anchor; for a collected book the name of its files."""
    roman: str
    """The same name before it was made an anchor, in ASCII: Chinese in pinyin. For addresses."""
    title: str
    subtitle: str
    authors: tuple[str, ...]
    series: str
    issue: str
    subject: str
    tags: tuple[str, ...]
    date: str
    """As it is typed."""
    published: str
    """The same in ISO 8601, as precisely as it is known; empty if it is not."""
    lang: str
    summary: str
    edition: str
    """Its name; that of an answer booklet ends in the name of the answers edition."""
    edition_label: str
    """The words for the edition in the language of the book; empty for the usual one."""
    paper: str
    is_book: bool
    has_links: bool
    """True if it has links to other handouts."""
    headings: tuple[str, ...]
    text: str
    """A paragraph a line; empty for a collected book, whose handouts have cards of their own, and for an answer booklet."""


def describe_volume(context: WriteContext, report: Report) -> Card:
    """The card of a volume."""
    from jiangyi.passes import name_edition, name_without_blanks
    from jiangyi.render import build_identifier
    from jiangyi.writers.txt import PlainTextWriter

    book, head = context.book, context.book.head
    name = head.output if isinstance(head, model.BookFile) else head.id if isinstance(head, model.Handout) else ""
    is_key = _is_key(book)
    text = "" if book.collected or is_key else PlainTextWriter().write(context, report).data.decode()
    series = head.series
    return Card(
        id=build_identifier(replace(book, edition_name="")),
        name=head.output if isinstance(head, model.BookFile) else book.handouts[0].id,
        roman=convert_to_ascii(name),
        title=name_without_blanks(head.title, book.blank),
        subtitle=name_without_blanks(head.subtitle, book.blank),
        authors=head.authors,
        series=" · ".join(filter(None, (series.name, series.column))) if series else "",
        issue=series.issue if series else "",
        subject=head.subject,
        tags=head.tags,
        date=head.date,
        published=_to_valid_date(head.date),
        lang=head.lang,
        summary=name_without_blanks(head.summary, book.blank),
        edition=book.edition_name,
        edition_label=model.get_labels(head.lang)["key_title"] if is_key else name_edition(book),
        paper=context.options.paper,
        is_book=book.collected,
        has_links=any(map(_has_links, book.handouts)),
        headings=() if is_key else tuple(_list_headings(book, context.index.contents)),
        text="\n".join(filter(None, text.splitlines())),
    )


def _is_key(book: "Book") -> bool:
    """True for an answer booklet."""
    from jiangyi.passes import KEY_ID

    if book.edition_name.rpartition(".")[2] != KEY_ID:
        return False
    return [block.type for block in book.handouts[0].blocks] == ["answers"]


def _has_links(handout: "Handout") -> bool:
    """True for a handout that has a link to another one."""
    texts = (text for part in (handout, *model.all_blocks(handout)) for text in model.iter_texts(part))
    links = (item for text in texts for item in model.walk_inlines(text.inlines) if isinstance(item, model.Link))
    return any(model.find_handout_link(item.href) for item in links)


def _list_headings(book: "Book", entries: Iterable["ContentsEntry"]) -> Iterator[str]:
    from jiangyi.passes import name_without_blanks

    for entry in entries:
        yield f"{entry.prefix}{name_without_blanks(entry.title, book.blank)}".strip()
        yield from _list_headings(book, entry.children)


def _to_valid_date(typed: str) -> str:
    """A typed date in ISO 8601; empty where there is no such day."""
    found = model.to_iso_date(typed)
    try:
        date.fromisoformat(f"{found}-01-01"[: len("2026-11-03")])
    except ValueError:
        return ""
    return found
