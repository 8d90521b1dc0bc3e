"""Phrases that a person might search for: parts of lines, chosen so that each hard kind occurs."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import NamedTuple

from tools.readers.expected import FORMULA, Flow, Line

SHORTEST, LONGEST = 4, 12
HAN = r"[\u3400-\u9fff\u3007]"
MARKS = "，。、；：？！“”‘’（）《》—…·"
UNSEARCHED = re.compile(rf"[{FORMULA}\u3000]|\.\.")
"""What no phrase contains: pictures, wide spaces, and the dots of a leader, of which PDFium finds only the first ones."""
NUMBER = re.compile(rf"{HAN}[0-9A-Za-z.%]|[0-9A-Za-z.%]{HAN}")
MARK_IN_LINE = re.compile(rf"[^{MARKS} ][{MARKS}]+[^{MARKS} ]")


class Phrase(NamedTuple):
    """A phrase, and what makes it hard to find."""

    text: str
    kind: str
    end: int = 0
    """Where the line ends in it; 0 if it is inside one."""

    @property
    def shown(self) -> str:
        """The text with a mark at the line end."""
        return f"{self.text[: self.end]}▁{self.text[self.end :]}" if self.end else self.text


def choose_phrases(pages: Sequence[Sequence[Line]], number: int, seed: int = 0) -> list[Phrase]:
    """Phrases of 4 to 12 characters inside lines, so many of each kind: across numbers, marks, edges, formulas and note calls."""
    random = Random(seed)  # noqa: S311
    lines = [line for page in pages for line in page if line.flow is not Flow.MARGIN]
    of_kind: dict[str, list[str]] = {"number": [], "mark": [], "edge": [], "formula": [], "words": [], "note call": []}
    for line in lines:
        for place, kind in _places(line):
            phrase = _around(line, place, random, across_calls=kind == "note call")
            if phrase:
                of_kind[kind].append(phrase)
    found: dict[str, Phrase] = {}
    for kind, texts in of_kind.items():
        unique = sorted(set(texts) - found.keys())
        for text in random.sample(unique, min(len(unique), number)):
            found[text] = Phrase(text, kind)
    return list(found.values())


def _places(line: Line) -> Iterator[tuple[int, str]]:
    yield from ((match.start() + 1, "number") for match in NUMBER.finditer(line.text))
    yield from ((match.start() + 1, "mark") for match in MARK_IN_LINE.finditer(line.text))
    yield from ((edge, "edge") for edge in line.edges if 0 < edge < len(line.text))
    yield from ((edge, "note call") for edge in line.raised if 0 < edge < len(line.text))
    yield from ((edge, "formula") for edge in line.formulas if 0 < edge < len(line.text))
    yield from ((place, "words") for place in range(6, len(line.text), 11))


def _around(line: Line, place: int, random: Random, *, across_calls: bool) -> str:
    """A phrase around a place of a line; empty if a picture, a visible gap or avoided raised text is near, or a space is at its end."""
    length = random.randint(SHORTEST, LONGEST)
    start = max(0, place - random.randint(1, length - 1))
    end = start + length
    phrase = line.text[start:end]
    avoided = line.apart if across_calls else (*line.apart, *line.raised)
    fits = len(phrase) >= SHORTEST and start < place < end and not any(start < gap < end for gap in avoided)
    return phrase if fits and phrase == phrase.strip() and not UNSEARCHED.search(phrase) else ""


def choose_crossing(pages: Sequence[Sequence[Line]], number: int, seed: int = 0) -> list[Phrase]:
    """Phrases across the end of a line within a paragraph, between Chinese characters or marks: elsewhere a space may have stood there.

    None has a visible gap or raised text, such as an empty blank.
    """
    random = Random(seed)  # noqa: S311
    found = []
    for page in pages:
        for line, following in pairwise(page):
            before, after = random.randint(2, 6), random.randint(2, 6)
            phrase = line.text[-before:] + following.text[:after]
            same = line.block == following.block and line.flow is following.flow
            gaps = {place - len(line.text) for place in (*line.apart, *line.raised)} | {*following.apart, *following.raised}
            whole = gaps.isdisjoint(range(1 - before, after))
            if same and whole and len(phrase) >= SHORTEST and re.fullmatch(rf"(?:{HAN}|[{MARKS}])+", phrase):
                found.append(Phrase(phrase, "line end", len(line.text[-before:])))
    return random.sample(found, min(number, len(found)))
