"""The metadata of a finished file, for catalogues and libraries, from the head of its book."""

import re
import uuid
from dataclasses import dataclass

from jiangyi.model import Book, Head, Series, get_labels
from jiangyi.passes import KEY_ID, name_edition, name_without_blanks


@dataclass(frozen=True)
class SeriesPosition:
    """The series that a file belongs to (EPUB 3.3 §D.4.3, belongs-to-collection)."""

    name: str
    position: str
    """Its number in the series; empty where the issue has no number."""


@dataclass(frozen=True)
class Metadata:
    """The metadata of one file."""

    identifier: str
    """A URN that stays the same over all rebuilds and versions."""
    title: str
    lang: str
    languages: tuple[str, ...]
    """All languages of its handouts, the main one first."""
    authors: tuple[str, ...]
    subjects: tuple[str, ...]
    description: str
    date: str
    collection: SeriesPosition | None = None
    page_source: str = ""
    """The printed edition that the page marks refer to; empty where there are none."""
    claims: tuple[tuple[str, str], ...] = ()
    """Its accessibility metadata: property and value."""


def build_metadata(book: Book) -> Metadata:
    """The metadata of a book, from its head."""
    head = book.head
    series = (head.series.name, head.series.column) if head.series else ()
    return Metadata(
        build_identifier(book),
        title_edition(book),
        head.lang,
        tuple(dict.fromkeys((head.lang, *(handout.lang for handout in book.handouts)))),
        head.authors,
        tuple(dict.fromkeys(word for word in (*head.tags, head.subject, *series) if word)),
        name_without_blanks(head.summary or head.subtitle, book.blank),
        head.date,
        find_series(head),
    )


def title_edition(book: Book) -> str:
    """The title with the edition, by which files are told apart in a library: 讲义（教师版）."""
    title, edition = name_without_blanks(book.head.title, book.blank), name_edition(book)
    return get_labels(book.head.lang)["titled_edition"].format(title, edition) if edition else title


def build_identifier(book: Book) -> str:
    """A URN made from the id of the handout, or from those of a collection with its title."""
    name = f"{book.head.title}/" * book.collected + "+".join(handout.id for handout in book.handouts if handout.id != KEY_ID)
    name += f"/{book.edition_name}" * bool(book.edition_name)
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'jiangyi:{name}')}"


def find_series(head: Head) -> SeriesPosition | None:
    """The series with its column, and the number of the issue; None where the head has no series."""
    series: Series | None = head.series
    if series is None:
        return None
    number = re.search(r"\d+", series.issue)
    return SeriesPosition(" · ".join(part for part in (series.name, series.column) if part), str(int(number[0])) if number else "")
