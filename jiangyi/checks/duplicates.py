"""Find paragraphs that occur twice, word for word or nearly so, within a handout or in two handouts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from jiangyi.checks.suppressions import Suppressions
from jiangyi.core import ById, Memo, Message, Report, Span
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
EXACT, ALIKE = Message("word for word", "完全相同"), Message("nearly identical", "几乎相同")


@dataclass(frozen=True, slots=True)
class ComparedParagraph:
    """The keys by which a paragraph is compared with others, and its place."""

    span: Span
    clauses: tuple[str, ...]
    size: int
    """The number of characters in its distinct clauses."""
    silent: bool = False
    """True if the diagnostic is suppressed for it."""


@dataclass(slots=True)
class SeenParagraphs:
    """The paragraphs compared so far, indexed as a whole and by their clauses."""

    same: dict[tuple[str, ...], int] = field(default_factory=dict)
    owners: dict[str, list[int]] = field(default_factory=dict)
    """The first few paragraphs with each clause: a phrase that is common says nothing and would cost time."""
    paragraphs: list[ComparedParagraph] = field(default_factory=list)

    def find_nearest(self, paragraph: ComparedParagraph) -> tuple[Span, float]:
        """The span of the earlier paragraph that shares most with this one, and the shared part of the longer of the two."""
        if paragraph.clauses in self.same:
            return self.paragraphs[self.same[paragraph.clauses]].span, 1.0
        shared: dict[int, int] = {}
        for clause in set(paragraph.clauses):
            for owner in self.owners.get(clause, ()):
                shared[owner] = shared.get(owner, 0) + len(clause)
        if not shared:
            return paragraph.span, 0.0
        best = max(shared, key=lambda owner: shared[owner])
        other = self.paragraphs[best]
        return other.span, shared[best] / max(paragraph.size, other.size)

    def add(self, paragraph: ComparedParagraph) -> None:
        """Index a paragraph."""
        number = len(self.paragraphs)
        self.same.setdefault(paragraph.clauses, number)
        for clause in set(paragraph.clauses):
            owners = self.owners.setdefault(clause, [])
            if len(owners) < MAX_OWNERS:
                owners.append(number)
        self.paragraphs.append(paragraph)


def check_duplicates(manuscript: Manuscript, report: Report) -> None:
    """Report paragraphs that occur twice in a handout."""
    seen = SeenParagraphs()
    for paragraph in _find_compared(manuscript):
        other, share = seen.find_nearest(paragraph)
        if share >= MIN_SHARED:
            _report(paragraph, other, share, 1, report)
        seen.add(paragraph)


def check_duplicates_between(handouts: Iterable[Sequence[ComparedParagraph]], report: Report) -> None:
    """Report paragraphs that occur in an earlier handout: one diagnostic a pair of handouts, with the number of paragraphs."""
    seen = SeenParagraphs()
    for paragraphs in handouts:
        met: dict[str, list[tuple[ComparedParagraph, Span, float]]] = {}
        for paragraph in paragraphs:
            other, share = seen.find_nearest(paragraph)
            if share >= MIN_SHARED and not paragraph.silent:
                met.setdefault(other.file, []).append((paragraph, other, share))
        for found in met.values():
            paragraph, other, share = found[0]
            _report(paragraph, other, share, len(found), report)
        for paragraph in paragraphs:
            if not paragraph.silent:
                seen.add(paragraph)


def _report(paragraph: ComparedParagraph, other: Span, share: float, count: int, report: Report) -> None:
    more = Message(f" ({count} paragraphs in all)", f"（共 {count} 段）") if count > 1 else Message("", "")
    report.add("duplicate-paragraph", paragraph.span, how=EXACT if share == 1 else ALIKE, place=str(other), more=more)


COMPARED = Memo[tuple[ComparedParagraph, ...]]("compared")


def comparison_keys(manuscript: Manuscript, silence: Suppressions) -> tuple[ComparedParagraph, ...]:
    """The paragraphs of a handout to compare with those of other handouts."""
    found = COMPARED.get_or_compute(id(manuscript), ById(manuscript), lambda: tuple(_find_compared(manuscript)))
    return tuple(replace(p, silent=True) if silence.is_suppressed("duplicate-paragraph", p.span.line) else p for p in found)


def _find_compared(manuscript: Manuscript) -> Iterator[ComparedParagraph]:
    """The paragraphs that are long enough to compare."""
    for block, text in manuscript.texts:
        words = str(text)
        if len(words) >= MIN_PARAGRAPH and block is not None:
            clauses = tuple(CLAUSE.findall(words))
            size = sum(map(len, set(clauses)))
            if size >= MIN_PARAGRAPH * MIN_CLAUSE_SHARE:
                yield ComparedParagraph(manuscript.locate(block, clauses[0]), clauses, size)
