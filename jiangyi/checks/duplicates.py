"""Find paragraphs that occur twice, word for word or nearly so, within a handout or in two handouts.

Paragraphs are compared by hashes of their clauses. Two of them that share enough have a clause in common among the few longest of each
(the prefix filter for similarity joins), so only these are looked up: to compare a thousand handouts takes milliseconds.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from msgspec import MsgspecError, Raw, Struct, msgpack
from msgspec.structs import replace

from jiangyi.core import ById, Memo, Message, Report, Span

if TYPE_CHECKING:  # handouts that have not changed are compared without loading the model
    from jiangyi.checks.suppressions import Suppressions
    from jiangyi.model import Manuscript

CLAUSE = re.compile(r"[^\W_]{4,}")
"""A run without punctuation marks and spaces, long enough to be characteristic."""
MIN_PARAGRAPH = 30
"""Shorter paragraphs, in characters, may repeat by chance."""
MIN_SHARED = 0.8
"""The shared part of a paragraph from which on it counts as nearly the same."""
MIN_CLAUSE_SHARE = 0.6
"""The part of a paragraph that has to consist of clauses for it to be compared."""
MAX_OWNERS = 4
"""Paragraphs that are looked up by one clause, the first ones: a phrase that is common says nothing and would cost time."""
HASH_SIZE = 8
"""Bytes."""
DUPLICATE_PARAGRAPH = "duplicate-paragraph"
EXACT, ALIKE = Message("word for word", "完全相同"), Message("nearly identical", "几乎相同")


class ComparedParagraph(Struct, array_like=True, frozen=True, gc=False):
    """The hashes by which a paragraph is compared with others, and its place."""

    line: int
    column: int
    end_column: int
    clauses: tuple[int, ...]
    """A hash of each distinct clause, the longest first."""
    lengths: tuple[int, ...]
    """The number of characters in each of them."""
    size: int
    """The number of characters in all of them."""
    key_count: int
    """How many of the longest are its keys: one that is nearly the same lacks too little to have none of them."""
    is_silent: bool = False
    """True if the diagnostic is suppressed for it."""

    @property
    def keys(self) -> tuple[int, ...]:
        """The clauses that it is looked up by."""
        return self.clauses[: self.key_count]


class ComparedHandout(Struct, array_like=True, frozen=True, gc=False):
    """The paragraphs of a handout, as plain data that is decoded only where one of its keys occurs in another handout."""

    keys: bytes = b""
    """The keys of all its paragraphs, as an array of hashes."""
    paragraphs: Raw = Raw(msgpack.encode(()))

    def list_keys(self) -> set[int]:
        """The keys of all its paragraphs."""
        return set(memoryview(self.keys[: len(self.keys) // HASH_SIZE * HASH_SIZE]).cast("Q"))

    def list_paragraphs(self) -> tuple[ComparedParagraph, ...]:
        """Its paragraphs in their order; none where the data is damaged."""
        try:
            found = msgpack.decode(self.paragraphs, type=tuple[ComparedParagraph, ...])
        except MsgspecError:
            return ()
        return tuple(one for one in found if one.clauses and len(one.clauses) == len(one.lengths) and one.size > 0)


@dataclass(slots=True, eq=False)
class IndexedParagraph:
    """A paragraph of a file in an index."""

    name: str
    """Of its file."""
    paragraph: ComparedParagraph
    clauses: frozenset[int]
    number: int
    """Its place in the index."""


@dataclass(slots=True)
class ParagraphIndex:
    """The paragraphs compared so far, by their keys."""

    owners: dict[int, list[IndexedParagraph]] = field(default_factory=dict)
    """The first few paragraphs with each key."""
    count: int = 0

    def find_nearest(self, paragraph: ComparedParagraph) -> tuple[IndexedParagraph, float] | None:
        """The earlier paragraph that shares most with this one, the first of several, with the share; None where that is not enough."""
        near = set[IndexedParagraph]().union(*(self.owners.get(key, ()) for key in paragraph.keys))
        best, nearest = (0.0, 0), None
        for other in near:
            size = max(paragraph.size, other.paragraph.size)
            enough = size * MIN_SHARED
            if min(paragraph.size, other.paragraph.size) < enough:
                continue
            common = other.clauses.intersection(paragraph.clauses)
            if len(common) * paragraph.lengths[0] < enough:
                continue
            shared = sum(length for clause, length in zip(paragraph.clauses, paragraph.lengths, strict=True) if clause in common)
            if shared >= enough and (shared / size, -other.number) > best:
                best, nearest = (shared / size, -other.number), other
        return (nearest, best[0]) if nearest else None

    def add(self, name: str, paragraph: ComparedParagraph) -> None:
        """Index a paragraph of a file, unless there are enough with each of its keys."""
        self.count += 1
        free = [owners for key in paragraph.keys if len(owners := self.owners.setdefault(key, [])) < MAX_OWNERS]
        if free:
            indexed = IndexedParagraph(name, paragraph, frozenset(paragraph.clauses), self.count)
            for owners in free:
                owners.append(indexed)


def check_duplicates(manuscript: "Manuscript", report: Report) -> None:
    """Report paragraphs that occur twice in a handout."""
    index, name = ParagraphIndex(), manuscript.source.name
    for paragraph in _find_compared(manuscript):
        found = index.find_nearest(paragraph)
        if found:
            _report(name, paragraph, manuscript.source.lines[paragraph.line - 1], *found, 1, report)
        index.add(name, paragraph)


def check_duplicates_between(handouts: Iterable[tuple[str, ComparedHandout]], read_line: Callable[[str, int], str], report: Report) -> None:
    """Report paragraphs that occur in an earlier handout: one diagnostic a pair of handouts, with the number of paragraphs.

    `read_line` returns a line of a file, counted from 1, for the excerpt of a diagnostic.
    """
    handouts, seen, common = list(handouts), set[int](), set[int]()
    for _, handout in handouts:
        own = handout.list_keys()
        common |= seen & own
        seen |= own
    index = ParagraphIndex()
    for name, handout in handouts:
        if common.isdisjoint(handout.list_keys()):
            continue
        paragraphs = [paragraph for paragraph in handout.list_paragraphs() if not paragraph.is_silent]
        met: dict[str, list[tuple[ComparedParagraph, IndexedParagraph, float]]] = {}
        for paragraph in paragraphs:
            found = index.find_nearest(paragraph)
            if found:
                met.setdefault(found[0].name, []).append((paragraph, *found))
        for pairs in met.values():
            paragraph, other, share = pairs[0]
            _report(name, paragraph, read_line(name, paragraph.line), other, share, len(pairs), report)
        for paragraph in paragraphs:
            index.add(name, paragraph)


def _report(name: str, paragraph: ComparedParagraph, line: str, other: IndexedParagraph, share: float, count: int, report: Report) -> None:
    more = Message(f" ({count} in all)", f"（共 {count} 段）") if count > 1 else Message("", "")
    place = Span.in_line(name, paragraph.line, paragraph.column, paragraph.end_column, line)
    earlier = Span(other.name, other.paragraph.line, other.paragraph.column)
    report.add(DUPLICATE_PARAGRAPH, place, how=EXACT if share == 1 else ALIKE, place=str(earlier), more=more)


COMPARED = Memo[tuple[ComparedParagraph, ...]]("compared paragraphs")


def list_compared(manuscript: "Manuscript", silence: "Suppressions") -> ComparedHandout:
    """The paragraphs of a handout to compare with those of other handouts."""
    paragraphs = [
        replace(one, is_silent=True) if silence.is_suppressed(DUPLICATE_PARAGRAPH, one.line) else one for one in _find_compared(manuscript)
    ]
    keys = array("Q", dict.fromkeys(key for one in paragraphs if not one.is_silent for key in one.keys))
    return ComparedHandout(keys.tobytes(), Raw(msgpack.encode(paragraphs)))


def _find_compared(manuscript: "Manuscript") -> tuple[ComparedParagraph, ...]:
    """The paragraphs that are long enough to compare; memoized."""
    return COMPARED.get_or_compute(id(manuscript), ById(manuscript), lambda: tuple(_compute_compared(manuscript)))


def _compute_compared(manuscript: "Manuscript") -> Iterator[ComparedParagraph]:
    for block, text in manuscript.texts:
        words = str(text)
        if len(words) >= MIN_PARAGRAPH and block is not None:
            clauses: list[str] = CLAUSE.findall(words)
            size = sum(map(len, set(clauses)))
            if size >= MIN_PARAGRAPH * MIN_CLAUSE_SHARE:
                yield _hash_paragraph(manuscript.locate(block, clauses[0]), set(clauses), size)


def _hash_paragraph(place: Span, clauses: set[str], size: int) -> ComparedParagraph:
    rows = sorted(((len(clause), _hash(clause)) for clause in clauses), reverse=True)
    rest, count = size * (1 - MIN_SHARED), 0
    while rest >= 0 and count < len(rows):  # one more than may be missing
        rest -= rows[count][0]
        count += 1
    lengths, hashes = zip(*rows, strict=True)
    return ComparedParagraph(place.line, place.column, place.end_column, hashes, lengths, size, count)


def _hash(clause: str) -> int:
    return int.from_bytes(blake2b(clause.encode(), digest_size=HASH_SIZE).digest())
