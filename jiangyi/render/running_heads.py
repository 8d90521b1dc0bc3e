"""The words of running heads: titles in one line, shortened behind a clause or a word where they are too long."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jiangyi.core import memoize, to_millimetres
from jiangyi.model import Book, measure_em
from jiangyi.passes import name_edition
from jiangyi.typeset import BESIDE_SINGLE, find_word_ends

SHARES: Mapping[str, float] = {"series": 0.4, "handout": 0.56, "section": 0.4}
"""The part of the line that each of the words may take; the title of a handout shares it with the series or with a section."""
BETWEEN = " · "
"""Between the parts of a series; in Chinese without the spaces, which the blanks of the dot would take in."""
ELLIPSIS = "…"
CLAUSE_END = re.compile(r"(?=[：，、；。！？:,;!?]|——|\s[—–-]\s|[\s\u3000]|[（(])")
"""Before a mark that ends a clause or begins an addition."""
LEAST_CLAUSE, LEAST_WORDS = 0.45, 0.6
"""The least part of the room that is filled by whole clauses, and by whole words in quotation marks that are complete."""
PAIRS = (("“", "”"), ("‘", "’"), ("（", "）"), ("(", ")"), ("《", "》"), ("「", "」"), ("『", "』"))
TRAILING = "：，、；。！？—–-·:,;“‘（(《「『 \u3000"
"""What does not stand before an ellipsis."""


@dataclass(frozen=True)
class RunningHeads:
    """The running heads of a book."""

    edition: str
    """What the edition is called; "" for the usual one."""
    is_title_alone: bool
    """True if nothing shares a line with the title."""
    width: float
    """Of the line, in em."""

    @classmethod
    def of(cls, book: Book, properties: Mapping[str, str]) -> "RunningHeads":
        """Those of a book on the pages that custom properties of a stylesheet describe."""
        edition = name_edition(book)
        alone = not (book.collected or edition or book.head.series or book.handouts[0].sections)
        return cls(edition, alone, measure_line(properties))

    def shorten(self, kind: str, words: str, lang: str) -> str:
        """The `series` with the edition, the title of a `handout` or of a `section`, in the part of the line that is for it."""
        room = self.width * (1 if self.is_title_alone else SHARES[kind])
        if kind != "series":
            return shorten_head(words, room, lang)
        between = BETWEEN.strip() if lang.lower().startswith("zh") else BETWEEN
        parts, edition = words.strip().split(BETWEEN), [self.edition] * bool(self.edition)
        while len(parts) > 1 and measure_em(between.join((*parts, *edition))) > room:
            parts.pop()
        series = shorten_head(between.join(parts), room - sum(measure_em(between + one) for one in edition), lang)
        return between.join(filter(None, (series, self.edition)))


def measure_line(properties: Mapping[str, str]) -> float:
    """The width of the text area in em of the running heads, from the custom properties of a stylesheet."""
    names = ("page-width", "inner", "outer", "binding", "size-mark")
    page, inner, outer, binding, size = (to_millimetres(properties[f"--{name}"]) for name in names)
    return (page - inner - outer - binding) / size


@memoize(1024)
def shorten_head(words: str, room: float, lang: str) -> str:
    """Words that fit in so many em, cut behind a clause if most of the room is filled, else behind a word."""
    if measure_em(words) <= room:
        return words
    fitting = words[: next(end for end in range(len(words), -1, -1) if measure_em(words[:end] + ELLIPSIS) <= room or not end)]
    for ends, share in ((_clause_ends(words), LEAST_CLAUSE), (_word_ends(words, lang), LEAST_WORDS)):
        found = [end for end in ends if end <= len(fitting) and measure_em(words[:end]) >= share * room and _is_balanced(words[:end])]
        if found:
            return words[: max(found)].rstrip(TRAILING) + ELLIPSIS
    last = max((end for end in _word_ends(words, lang) if LEAST_CLAUSE * len(fitting) <= end <= len(fitting)), default=len(fitting))
    return words[:last].rstrip(TRAILING) + ELLIPSIS


def _clause_ends(words: str) -> Iterator[int]:
    return (match.start() for match in CLAUSE_END.finditer(words))


def _word_ends(words: str, lang: str) -> Iterator[int]:
    """Where words end: at spaces, and for Chinese as a dictionary says."""
    yield from (match.start() for match in re.finditer(r"\s", words))
    if lang.lower().startswith("zh"):
        yield from (at + 1 for at, cost in find_word_ends(words, range(len(words))).items() if cost <= BESIDE_SINGLE)


def _is_balanced(words: str) -> bool:
    """True if all quotation marks and brackets in a text are complete."""
    return all(words.count(opening) == words.count(closing) for opening, closing in PAIRS)
