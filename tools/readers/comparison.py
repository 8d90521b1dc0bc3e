"""Compare the text that a reader extracts from a page with the lines that were set."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations, zip_longest

from tools.readers.expected import FORMULA, Flow, Line, clean

SHOWN = 40
"""Characters of a text in a fault."""
PART = re.compile(f"[^{FORMULA}]+|{FORMULA}+")
WIDE = "\n\u3000"
"""Spaces of a line where a reader may begin another one."""
DIVISION = "\ufffe"
"""What PDFium shows for a hyphen at the end of a line between a letter and a letter or digit, without the line end."""
DIVIDED = re.compile(r"\w\w-$")
"""The end of a line whose hyphen a reader may take for a division of a word."""
NEXT = 4
"""Letters of the next line that tell whether a text which is joined with them is the right one."""
SPACED_LEADER = re.compile(r"(?:[.…·]\s*){8,}")


class Kind(StrEnum):
    """What may be wrong with an extracted text."""

    LOST = "lost"
    EXTRA = "extra"
    ORDER = "order"
    BESIDE = "order of texts side by side"
    STRAY_SPACE = "stray space"
    MISSING_SPACE = "missing space"
    BROKEN = "broken line"
    JOINED = "joined"
    RAISED = "raised text apart"
    UNFOUND = "not found"


@dataclass(frozen=True)
class Fault:
    """Something wrong on a page, with the text around it."""

    kind: Kind
    text: str
    elements: str = ""
    """Of texts that are joined, the names of the elements around them: `th▁th`."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


@dataclass(frozen=True)
class Piece:
    """A part of a line without formulas, where a reader shows it."""

    text: str
    line: Line
    start: int
    """Where it begins in the line."""
    at: int
    """The place of its first character in the reader's text without spaces; -1 if it is not known."""

    @property
    def letters(self) -> str:
        """The text without spaces."""
        return "".join(self.text.split())


class Formulas:
    """Where a reader may show the text of a formula, or what is written in a picture: behind what stands before it, before what follows."""

    def __init__(self) -> None:
        self.after: set[int] = set()
        self.before: set[int] = set()
        self._passed = False

    def pass_one(self, cursor: int) -> None:
        """Note a formula behind a place."""
        self.after.add(cursor)
        self._passed = True

    def pass_text(self, at: int) -> None:
        """Note the first text behind formulas."""
        if self._passed:
            self.before.add(at)
        self._passed = False


class ReaderText:
    """The text of a page as a reader extracts it, with and without its spaces."""

    def __init__(self, text: str) -> None:
        self.text = SPACED_LEADER.sub(" ", clean(text.replace(DIVISION, "-\n")))
        self.places = [place for place, char in enumerate(self.text) if not char.isspace()]
        self.letters = "".join(self.text[place] for place in self.places)
        self.free = [True] * len(self.letters)

    def claim(self, letters: str, cursor: int, following: str = "") -> int | None:
        """The place of the occurrence that fits best: the one at the cursor if the following letters are behind it; it is claimed then."""
        size = len(letters)
        found = [at for at in self._occurrences(letters) if all(self.free[at : at + size])]
        if cursor in found and (self.gap(cursor + size) or self.letters.startswith(following, cursor + size)):
            at: int | None = cursor
        else:
            at = min(found, key=lambda at: (self._count_flaws(at, at + size), at < cursor, abs(at - cursor)), default=None)
        if at is not None:
            self.free[at : at + size] = [False] * size
        return at

    def has_at(self, place: int, letters: str) -> bool:
        """True if unclaimed letters begin at a place."""
        return self.letters.startswith(letters, place) and all(self.free[place : place + len(letters)])

    def _occurrences(self, letters: str) -> Iterator[int]:
        at = self.letters.find(letters)
        while at >= 0:
            yield at
            at = self.letters.find(letters, at + 1)

    def _count_flaws(self, start: int, end: int) -> tuple[bool, int]:
        """Whether there is a line end between two letters, and how many of them are joined with what is around."""
        return "\n" in self.text[self.places[start] : self.places[end - 1]], (not self.gap(start)) + (not self.gap(end))

    def gap(self, at: int) -> str:
        """What stands between the letter before a place and the one at it."""
        return self.text[self.places[at - 1] + 1 : self.places[at]] if 0 < at < len(self.places) else "\n"

    def unclaimed(self) -> Iterator[tuple[int, int]]:
        """The parts of the text that no line has claimed, from one letter to another."""
        start = None
        for place, free in enumerate([*self.free, False]):
            if free and start is None:
                start = place
            elif not free and start is not None:
                yield start, place
                start = None


def find_faults(lines: Sequence[Line], text: str, *, ordered: bool = True) -> list[Fault]:
    """All faults of a page's text."""
    reader = ReaderText(text)
    faults = [Fault(Kind.EXTRA, DIVISION)] * text.count(DIVISION)
    placed: list[Piece] = []
    lost: list[Piece] = []
    formulas = Formulas()
    cursor = 0
    pieces = list(_list_pieces(lines))
    for expected, following in zip_longest(pieces, pieces[1:]):
        piece = expected
        if FORMULA in piece.text:
            formulas.pass_one(cursor)
            continue
        if DIVIDED.search(piece.text) and not reader.has_at(cursor, piece.letters) and reader.has_at(cursor, piece.letters[:-1]):
            faults.append(Fault(Kind.LOST, f"- of {piece.text[-2 * SHOWN :]}"))
            piece = replace(piece, text=piece.text[:-1])
        at = reader.claim(piece.letters, cursor, following.letters[:NEXT] if following else "")
        if at is None:
            lost.append(piece)
        else:
            placed.append(replace(piece, at=at))
            formulas.pass_text(at)
            cursor = at + len(piece.letters)
    for piece in lost:
        faults += _find_parts(reader, piece, placed)
    if ordered:
        faults += _find_disorder(placed)
    for piece in placed:
        if piece.line.flow is not Flow.MARGIN:
            faults += _find_spaces(reader, piece)
    faults += _find_joined(reader, placed)
    faults += [
        Fault(Kind.EXTRA, reader.letters[start:end][:SHOWN])
        for start, end in reader.unclaimed()
        if start not in formulas.after and end not in formulas.before
    ]
    return faults


def _list_pieces(lines: Sequence[Line]) -> Iterator[Piece]:
    """The parts of the lines, of which each is a formula or has none; running heads come last."""
    for line in sorted(lines, key=lambda line: line.flow is Flow.MARGIN):
        for match in PART.finditer(line.text):
            part = match[0].strip()
            if part:
                yield Piece(part, line, match.start() + match[0].index(part), -1)


def _find_parts(reader: ReaderText, piece: Piece, placed: Sequence[Piece]) -> Iterator[Fault]:
    """The faults of a line that the reader does not show in one piece: what is lost, and where it is cut."""
    letters, length = piece.letters, 0
    cut: list[tuple[int, int]] = []
    lost: list[str] = []
    for start in range(len(letters)):
        if start < length:
            continue
        end, at = next(
            ((end, at) for end in range(len(letters), start, -1) if (at := reader.claim(letters[start:end], 0)) is not None), (0, 0)
        )
        if end:
            cut.append((start, at))
        else:
            lost.append(letters[start])
        length = end or start + 1
    if lost:
        yield Fault(Kind.LOST, f"{''.join(lost)} of {piece.text[-2 * SHOWN :]}")
        return
    ends = [start for start, _ in cut[1:]]
    shown = "|".join(letters[start:end] for start, end in zip([0, *ends], [*ends, len(letters)], strict=True))
    yield Fault(_name_cut(piece, cut, placed), shown[: 2 * SHOWN])


def _name_cut(piece: Piece, cut: Sequence[tuple[int, int]], placed: Sequence[Piece]) -> Kind:
    """What it is that cuts a line, whose parts begin at places of the line and of the reader's text."""
    numbers = [place for place, char in enumerate(piece.line.text) if not char.isspace() and place >= piece.start]
    places = {numbers[start] for start, _ in cut[1:]}
    if places <= {*piece.line.raised}:
        return Kind.RAISED
    first, last = min(at for _, at in cut), max(at for _, at in cut)
    between = [other.line for other in placed if first < other.at < last]
    apart = {*piece.line.raised, *piece.line.apart, *(place for place in places if piece.line.text[place - 1] in WIDE)}
    return Kind.BESIDE if places <= apart or all(map(piece.line.is_beside, between)) else Kind.ORDER


def _find_disorder(placed: Sequence[Piece]) -> Iterator[Fault]:
    """The lines that do not stand in the order in which they were set: those outside the longest increasing run of each flow."""
    for flow in (Flow.TEXT, Flow.NOTE):
        pieces = _tell_copies_apart([piece for piece in placed if piece.line.flow is flow])
        for index in set(range(len(pieces))) - set(longest_increasing([piece.at for piece in pieces])):
            one = pieces[index]
            passed = [piece for piece in pieces[:index] if piece.at > one.at] + [piece for piece in pieces[index:] if piece.at < one.at]
            yield Fault(_name_disorder(one, passed), one.text[:SHOWN])
    body = [piece for piece in placed if piece.line.flow is Flow.TEXT]
    for piece in placed:
        if piece.line.flow is Flow.MARGIN:
            before = [other for other in body if other.at < piece.at]
            after = [other for other in body if other.at > piece.at]
            if before and after:
                above, below = max(before, key=lambda other: other.at), min(after, key=lambda other: other.at)
                fewer = before if len(before) < len(after) else after
                kind = Kind.BESIDE if above.line.is_beside(below.line) else _name_disorder(piece, fewer)
                yield Fault(kind, f"running head inside the text: {piece.text[:SHOWN]}")


def _name_disorder(one: Piece, passed: Iterable[Piece]) -> Kind:
    return Kind.BESIDE if all(one.line.is_beside(other.line) for other in passed) else Kind.ORDER


def _tell_copies_apart(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the places of equal texts exchanged where that leaves fewer pairs below each other in the wrong order."""
    places = [piece.at for piece in pieces]
    if places == sorted(places):
        return list(pieces)
    below = [[place for place, other in enumerate(pieces) if not other.line.is_beside(piece.line)] for piece in pieces]

    def count_wrong(*indexes: int) -> int:
        return sum((index < other) != (places[index] < places[other]) for index in indexes for other in below[index] if other != index)

    copies: dict[str, list[int]] = {}
    for index, piece in enumerate(pieces):
        copies.setdefault(piece.text, []).append(index)
    pairs = [pair for same in copies.values() for pair in combinations(same, 2)]
    improves = True
    while improves:
        improves = False
        for one, other in pairs:
            before = count_wrong(one, other)
            places[one], places[other] = places[other], places[one]
            if count_wrong(one, other) < before:
                improves = True
            else:
                places[one], places[other] = places[other], places[one]
    return [replace(piece, at=at) for piece, at in zip(pieces, places, strict=True)]


def longest_increasing(values: Sequence[int]) -> list[int]:
    """The indexes of a longest increasing subsequence (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(ends[at - 1] if at else None)
        tails[at : at + 1] = [value]
        ends[at : at + 1] = [index]
    found: list[int] = []
    index_or_none = ends[-1] if ends else None
    while index_or_none is not None:
        found.append(index_or_none)
        index_or_none = before[index_or_none]
    return found[::-1]


def _find_spaces(reader: ReaderText, piece: Piece) -> Iterator[Fault]:
    """The spaces inside a line that the reader adds or leaves out."""
    at = piece.at
    gap = ""
    seen = ""
    for char in piece.text:
        if char.isspace():
            gap += char
            continue
        if seen:
            shown = reader.gap(at)
            place = len(seen) + len(gap)
            around = f"{seen[-8:]}▁{piece.text[place:][:8]}"
            if piece.start + place in piece.line.apart:
                pass
            elif shown and piece.start + place in piece.line.raised:
                yield Fault(Kind.RAISED, around)
            elif "\n" in shown and not {*gap} & {*WIDE}:
                yield Fault(Kind.BROKEN, around)
            elif shown and not gap:
                yield Fault(Kind.STRAY_SPACE, around)
            elif gap and not shown:
                yield Fault(Kind.MISSING_SPACE, around)
        seen += gap + char
        gap = ""
        at += 1


def _find_joined(reader: ReaderText, placed: Sequence[Piece]) -> Iterator[Fault]:
    """The blocks, such as cells of a table, that the reader shows without a space or line end between."""
    starts = {piece.at: piece for piece in placed}
    for piece in placed:
        end = piece.at + len(piece.letters)
        following = starts.get(end)
        if not following or Flow.FLOAT in (piece.line.flow, following.line.flow):
            continue
        if following.line.block != piece.line.block and not reader.gap(end):
            elements = f"{piece.line.element}▁{following.line.element}"
            yield Fault(Kind.JOINED, f"{piece.text[-8:]}▁{following.text[:8]}", elements)
