"""What a finished file says of itself to catalogues: from the head of its book."""

import re
import uuid
from dataclasses import dataclass
from functools import cache

from jiangyi.model import Book, Head, Series
from jiangyi.passes import KEY_ID


@dataclass(frozen=True)
class Collection:
    """The series that a file belongs to (EPUB 3.3 §D.4.3, belongs-to-collection)."""

    name: str
    position: str
    """Its place in the series as a number; empty where it is not told as one."""


@dataclass(frozen=True)
class Metadata:
    """What a file says of itself."""

    identifier: str
    """A URN that stays the same over all rebuilds and versions."""
    title: str
    title_sort: str
    """What the title is sorted by: of Chinese, its pinyin."""
    lang: str
    languages: tuple[str, ...]
    """All languages of its handouts, the main one first."""
    authors: tuple[tuple[str, str], ...]
    """Each author, and what the name is sorted by."""
    subjects: tuple[str, ...]
    description: str
    date: str
    collection: Collection | None = None
    page_source: str = ""
    """The printed edition whose page numbers stand in the file; empty where there are none."""
    claims: tuple[tuple[str, str], ...] = ()
    """What it says of its accessibility: property and value."""


def build_metadata(book: Book) -> Metadata:
    """What the file says of itself, from the head of the book."""
    head = book.head
    series = (head.series.name, head.series.column) if head.series else ()
    return Metadata(
        identifier(book),
        str(head.title),
        sort_key(str(head.title), head.lang),
        head.lang,
        tuple(dict.fromkeys((head.lang, *(handout.lang for handout in book.handouts)))),
        tuple((author, sort_key(author, head.lang)) for author in head.authors),
        tuple(dict.fromkeys(word for word in (*head.tags, head.subject, *series) if word)),
        str(head.summary) or str(head.subtitle),
        head.date,
        collection(head),
    )


def identifier(book: Book) -> str:
    """A URN made from the id of the handout, or from those of a collection with its title."""
    name = f"{book.head.title}/" * book.collected + "+".join(handout.id for handout in book.handouts if handout.id != KEY_ID)
    name += f"/{book.edition_name}" * bool(book.edition_name)
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'jiangyi:{name}')}"


def collection(head: Head) -> Collection | None:
    """The series with its column, and the issue where it is told in figures."""
    series: Series | None = head.series
    if series is None:
        return None
    number = re.search(r"\d+", series.issue)
    return Collection(" · ".join(part for part in (series.name, series.column) if part), str(int(number[0])) if number else "")


@cache
def sort_key(words: str, lang: str) -> str:
    """What a library sorts by: pinyin for Chinese, words without their article for English, else the words as they are."""
    if lang.lower().startswith("zh"):
        from pypinyin import lazy_pinyin

        return " ".join(" ".join(lazy_pinyin(words)).split())
    article = re.match(r"(?:a|an|the)\s+(?=\S)", words, re.IGNORECASE) if lang.lower().startswith("en") else None
    return f"{words[article.end() :]}, {article[0].strip()}" if article else words
