"""Source files and positions in them, and plain data with the position of every key and value."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from jiangyi.core.diagnostics import Report, Span
from jiangyi.core.i18n import Message

DataPath = tuple[str | int, ...]
"""A path into nested data: keys and list indexes."""

BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
"""Byte order marks of encodings other than UTF-8."""
UTF8_MARK = b"\xef\xbb\xbf"
LINE_END = re.compile(rb"\r\n|\r|\n")
LINE_ENDS = (b"\n", b"\r\n", b"\r")
PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
FREQUENT = {
    "GB18030": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]"),
    "Big5": re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]"),
}
"""The byte ranges of the frequent characters of each encoding: level 1 of GB/T 2312, level 1 of Big5."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML does not allow, and DEL."""
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that change the direction of what follows (Unicode Standard Annex 9, table 1)."""
INVISIBLE = (("control-character", CONTROL), ("direction-character", DIRECTION))
"""The codes of diagnostics about invisible characters."""


@dataclass(frozen=True)
class Source:
    """The text of one file; `name` is its path relative to the workspace, with slashes."""

    name: str
    text: str

    @property
    def path(self) -> PurePosixPath:
        """Its name as a path."""
        return PurePosixPath(self.name)

    @cached_property
    def lines(self) -> list[str]:
        """Its lines without line ends."""
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    def span(self, line: int, column: int = 0, length: int = 0) -> Span:
        """The span of `length` characters at a line and column, both counted from 0."""
        line = max(0, min(line, len(self.lines) - 1))
        return Span.in_line(self.name, line + 1, column + 1, column + 1 + length, self.lines[line])

    @cached_property
    def characters(self) -> frozenset[str]:
        """The distinct characters of its text."""
        return frozenset(self.text)

    def offset_of(self, line: int) -> int:
        """The offset of the start of a line, counted from 0; of one behind the last, the length of the text."""
        return min(self._starts[min(line, len(self._starts) - 1)], len(self.text))

    def span_at(self, offset: int, length: int = 0) -> Span:
        """The span of `length` characters at an offset in the text."""
        line = bisect_right(self._starts, offset) - 1
        return self.span(line, offset - self._starts[line], length)

    def file_span(self) -> Span:
        """The span of the file as a whole."""
        return Span(self.name)

    def find(self, snippet: str, place: Span, until: Span | None = None) -> Span:
        """The first occurrence of a snippet at or after a span and before the line of `until`; the span itself where there is none."""
        if not place.line:
            return place
        start = self._starts[place.line - 1] + place.column - 1
        end = self._starts[until.line - 1] if until and until.line > place.line else len(self.text)
        at = self.text.find(snippet, start, end) if snippet else -1
        return self.span_at(at, len(snippet.split("\n", 1)[0])) if at >= 0 else place


def count_line_ends(text: str, offsets: Iterable[int]) -> Iterator[int]:
    """The number of line ends before each of some offsets in ascending order, counted in one pass over the text."""
    at = count = 0
    for offset in offsets:
        count += text.count("\n", at, offset)
        at = offset
        yield count


def decode_source(name: str, data: bytes, report: Report) -> Source | None:
    """Decode a file; None with a diagnostic where it is not UTF-8 or empty.

    Line ends are normalized to LF. Control characters, which neither PDF nor EPUB can hold, are removed and reported.
    """
    whole = Span(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        report.add("file-not-utf8", whole, encoding=_guess_encoding(data))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not CONTROL.sub("", text).strip():
        report.add("file-empty", whole)
        return None
    source = Source(name, text)
    for code, pattern in INVISIBLE:
        for number, line in enumerate(source.lines) if pattern.search(text) else ():
            for character in dict.fromkeys(pattern.findall(line)):  # once on a line: there may be one between all letters
                report.add(code, source.span(number, line.index(character), 1), character=name_character(character))
    return Source(name, CONTROL.sub("", text)) if CONTROL.search(text) else source


def encode_like(text: str, original: bytes) -> bytes:
    """Encode a text with LF line ends as a file is encoded: with its byte order mark, and its line ends.

    Where lines were added or removed, all get the line end that is the most frequent one in the file.
    """
    mark = UTF8_MARK if original.startswith(UTF8_MARK) else b""
    if b"\r" not in original:
        return mark + text.encode()
    ends, lines = LINE_END.findall(original), text.encode().split(b"\n")
    if len(lines) != len(ends) + 1:
        ends = [max(LINE_ENDS, key=ends.count)] * (len(lines) - 1)
    return mark + b"".join(line + end for line, end in zip(lines, [*ends, b""], strict=True))


def name_character(character: str) -> str:
    """The code of a character that cannot be shown."""
    return f"U+{ord(character):04X}"


def clean_escaped(text: str, place: Span, report: Report) -> str:
    """A text without the control characters that escapes have put into it, which are reported as those in a file are."""
    for code, pattern in INVISIBLE:
        for character in dict.fromkeys(pattern.findall(text)):
            report.add(code, place, character=name_character(character))
    return CONTROL.sub("", text)


def _guess_encoding(data: bytes) -> Message:
    """The most likely encoding of bytes, by the share of frequent characters in each candidate."""
    for mark, name in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return Message(name, name)
    if b"\0" in data:
        return Message("binary data", "二进制文件")
    shares = {name: _share(data, frequent) for name, frequent in FREQUENT.items()}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] > 0.8:
        return Message(best, best)
    return Message("a Western encoding", "西文编码") if _is_western(data) else Message("binary data", "二进制文件")


def _share(data: bytes, frequent: re.Pattern[bytes]) -> float:
    """The share of the double bytes, without those of punctuation, that are frequent characters of an encoding."""
    pairs = [pair for pair in PAIR.findall(data) if pair[0] > 0xA3]
    return sum(frequent.fullmatch(pair) is not None for pair in pairs) / len(pairs) if pairs else 0.0


def _is_western(data: bytes) -> bool:
    """True if non-ASCII bytes are rare, as accented letters are in a Western text."""
    return sum(byte > 0x7F for byte in data) < len(data) / 3


class ScalarToken(NamedTuple):
    """A YAML scalar as it is typed: the offsets of its first character and its end in the source, and its style."""

    start: int
    end: int
    style: str
    """plain, \', ", | or >"""


class SpanMap(Mapping[DataPath, Span]):
    """Spans by path, made when they are asked for, of ranges of a source: offset and length."""

    def __init__(self, source: Source, ranges: dict[DataPath, tuple[int, int]]) -> None:
        self._source, self._ranges = source, ranges

    def __getitem__(self, path: DataPath) -> Span:
        """The span at a path."""
        return self._source.span_at(*self._ranges[path])

    def __contains__(self, path: object) -> bool:
        """True for a path that has a range."""
        return path in self._ranges

    def __iter__(self) -> Iterator[DataPath]:
        """The paths in the order of the source."""
        return iter(self._ranges)

    def __len__(self) -> int:
        """The number of paths."""
        return len(self._ranges)

    def move(self, new_path: Callable[[DataPath], DataPath]) -> "SpanMap":
        """The same spans under other paths."""
        return SpanMap(self._source, {new_path(path): place for path, place in self._ranges.items()})


@dataclass(frozen=True)
class LocatedData:
    """Plain data (dict, list, str) with the span of each key and value by path."""

    data: Any
    value_spans: Mapping[DataPath, Span] = field(default_factory=dict)
    key_spans: Mapping[DataPath, Span] = field(default_factory=dict)
    scalars: dict[DataPath, ScalarToken] = field(default_factory=dict)
    """The token of each YAML scalar."""
    typed_keys: Mapping[DataPath, str] = field(default_factory=dict)
    """The keys as typed that have another name in the data, by path."""
    moved: tuple[tuple[ScalarToken, str], ...] = ()
    """The tokens of scalars whose words are now in several places, with their values."""

    def value_span(self, path: DataPath) -> Span:
        """The span of the value at a path; of a path that the file does not have, that of its nearest ancestor."""
        return self._nearest(self.value_spans, path)

    def key_span(self, path: DataPath) -> Span:
        """The span of the key at a path, else that of its value."""
        return self.key_spans.get(path) or self.value_span(path)

    @staticmethod
    def _nearest(spans: Mapping[DataPath, Span], path: DataPath) -> Span:
        for end in range(len(path), -1, -1):
            if path[:end] in spans:
                return spans[path[:end]]
        return Span("?")
