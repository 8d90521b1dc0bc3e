"""Find paragraphs that occur twice, word for word or nearly so, within a handout or in two handouts.

Paragraphs are compared by hashes of their clauses. Two of them that share enough have a clause in common among the few longest of each
(the prefix filter for similarity joins), so only these are looked up: to compare a thousand handouts takes milliseconds.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from msgspec import MsgspecError, Raw, Struct, msgpack
from msgspec.structs import replace as replace_fields

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
    """A hash of each clause, in their order."""
    lengths: tuple[int, ...]
    """The number of characters in each clause."""
    is_silent: bool = False
    """True if the diagnostic is suppressed for it."""


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
        return tuple(one for one in found if one.clauses and len(one.clauses) == len(one.lengths) and min(one.lengths) > 0)


@dataclass(slots=True, eq=False)
class MeasuredParagraph:
    """A paragraph with what is compared."""

    name: str
    """Of its file."""
    paragraph: ComparedParagraph
    sizes: dict[int, int]
    """The number of characters of each distinct clause, by its hash."""
    size: int
    """Of all of them."""
    keys: list[int]
    """The longest clauses: one that is nearly the same lacks too little to have none of them."""
    clauses: frozenset[int]
    """All of them."""
    number: int = 0
    """Its place in an index."""

    def measure_shared(self, other: "MeasuredParagraph") -> float:
        """The shared part of the longer of two paragraphs; 0 where it is certainly too little."""
        size = max(self.size, other.size)
        if min(self.size, other.size) < size * MIN_SHARED:
            return 0.0
        return sum(map(self.sizes.__getitem__, self.clauses & other.clauses)) / size


def weigh_clauses(name: str, paragraph: ComparedParagraph) -> MeasuredParagraph:
    """A paragraph of a file with what is compared."""
    sizes = dict(zip(paragraph.clauses, paragraph.lengths, strict=True))
    size = sum(sizes.values())
    spare, keys = size * (1 - MIN_SHARED), list[int]()
    for length, clause in sorted(zip(paragraph.lengths, paragraph.clauses, strict=True), reverse=True):
        if clause not in keys:
            keys.append(clause)
            spare -= length
        if spare < 0:
            break
    return MeasuredParagraph(name, paragraph, sizes, size, keys, frozenset(sizes))


@dataclass(slots=True)
class ParagraphIndex:
    """The paragraphs compared so far, by their keys."""

    owners: dict[int, list[MeasuredParagraph]] = field(default_factory=dict)
    """The first few paragraphs with each key."""
    count: int = 0

    def find_nearest(self, paragraph: MeasuredParagraph) -> tuple[MeasuredParagraph, float] | None:
        """The earlier paragraph that shares most with this one, the first of several, with the share; None where that is not enough."""
        near = set[MeasuredParagraph]().union(*(self.owners.get(key, ()) for key in paragraph.keys))
        shares = [(share, -other.number, other) for other in near if (share := paragraph.measure_shared(other)) >= MIN_SHARED]
        share, _, nearest = max(shares, default=(0.0, 0, None))
        return (nearest, share) if nearest else None

    def add(self, paragraph: MeasuredParagraph) -> None:
        """Index a paragraph."""
        self.count += 1
        paragraph.number = self.count
        for key in paragraph.keys:
            owners = self.owners.setdefault(key, [])
            if len(owners) < MAX_OWNERS:
                owners.append(paragraph)


def check_duplicates(manuscript: "Manuscript", report: Report) -> None:
    """Report paragraphs that occur twice in a handout."""
    index = ParagraphIndex()
    for paragraph in _measure_paragraphs(manuscript):
        found = index.find_nearest(paragraph)
        if found:
            _report(paragraph, manuscript.source.lines[paragraph.paragraph.line - 1], *found, 1, report)
        index.add(paragraph)


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
        paragraphs = [weigh_clauses(name, one) for one in handout.list_paragraphs() if not one.is_silent]
        met: dict[str, list[tuple[MeasuredParagraph, MeasuredParagraph, float]]] = {}
        for paragraph in paragraphs:
            found = index.find_nearest(paragraph)
            if found:
                met.setdefault(found[0].name, []).append((paragraph, *found))
        for pairs in met.values():
            paragraph, other, share = pairs[0]
            _report(paragraph, read_line(name, paragraph.paragraph.line), other, share, len(pairs), report)
        for paragraph in paragraphs:
            index.add(paragraph)


def _report(paragraph: MeasuredParagraph, excerpt: str, other: MeasuredParagraph, share: float, count: int, report: Report) -> None:
    more = Message(f" ({count} paragraphs in all)", f"（共 {count} 段）") if count > 1 else Message("", "")
    place = replace(_span(paragraph), excerpt=excerpt)
    report.add(DUPLICATE_PARAGRAPH, place, how=EXACT if share == 1 else ALIKE, place=str(_span(other)), more=more)


def _span(paragraph: MeasuredParagraph) -> Span:
    place = paragraph.paragraph
    return Span(paragraph.name, place.line, place.column, place.end_column)


MEASURED = Memo[tuple[MeasuredParagraph, ...]]("measured paragraphs")


def list_compared(manuscript: "Manuscript", silence: "Suppressions") -> ComparedHandout:
    """The paragraphs of a handout to compare with those of other handouts."""
    silent = [silence.is_suppressed(DUPLICATE_PARAGRAPH, one.paragraph.line) for one in _measure_paragraphs(manuscript)]
    rows = list(zip(_measure_paragraphs(manuscript), silent, strict=True))
    keys = array("Q", dict.fromkeys(key for one, is_silent in rows if not is_silent for key in one.keys))
    paragraphs = [replace_fields(one.paragraph, is_silent=is_silent) for one, is_silent in rows]
    return ComparedHandout(keys.tobytes(), Raw(msgpack.encode(paragraphs)))


def _measure_paragraphs(manuscript: "Manuscript") -> tuple[MeasuredParagraph, ...]:
    name = manuscript.source.name
    return MEASURED.get_or_compute(
        id(manuscript), ById(manuscript), lambda: tuple(weigh_clauses(name, one) for one in _find_compared(manuscript))
    )


def _find_compared(manuscript: "Manuscript") -> Iterator[ComparedParagraph]:
    """The paragraphs that are long enough to compare."""
    for block, text in manuscript.texts:
        words = str(text)
        if len(words) >= MIN_PARAGRAPH and block is not None:
            clauses: Sequence[str] = CLAUSE.findall(words)
            if sum(map(len, set(clauses))) >= MIN_PARAGRAPH * MIN_CLAUSE_SHARE:
                place = manuscript.locate(block, clauses[0])
                hashes = tuple(int.from_bytes(blake2b(clause.encode(), digest_size=HASH_SIZE).digest()) for clause in clauses)
                yield ComparedParagraph(place.line, place.column, place.end_column, hashes, tuple(map(len, clauses)))
