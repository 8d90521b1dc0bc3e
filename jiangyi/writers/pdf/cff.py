"""Rearrange the glyphs of fonts in the Compact Font Format (Adobe Technical Note 5176), some of them with other advances."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, count, pairwise
from struct import pack, unpack_from
from typing import NamedTuple

Operator = int | tuple[int, int]
CHARSET, CHAR_STRINGS, PRIVATE, ROS, FD_ARRAY, FD_SELECT = 15, 17, 18, (12, 30), (12, 36), (12, 37)
"""Operators of the top dictionary: offsets, and the mark of a CID-keyed font (§9, §18)."""
DEFAULT_WIDTH, NOMINAL_WIDTH = 20, 21
"""Operators of a private dictionary (§15)."""
REAL = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "E", "E-", "", "-")
"""The nibbles of a real number (§4, table 5)."""
STACK_CLEARING = {1: 0, 3: 0, 18: 0, 23: 0, 19: 0, 20: 0, 21: 2, 4: 1, 22: 1, 14: 0}
"""The first operators of a glyph, and the operands that each has (of those with 0, an even number); one more is the width
(Adobe Technical Note 5177 §3.1)."""
MOVE, MOVE_ACROSS, MOVE_UP = 21, 22, 4
"""The operators that begin an outline (Adobe Technical Note 5177 §4.1)."""


class Glyph(NamedTuple):
    """A glyph that is picked from a font."""

    number: int
    more: float = 0
    """What is added to its advance, in units of the font."""
    shift: float = 0
    """How far its outline moves to the right."""


@dataclass(frozen=True)
class _Widths:
    """The widths of a private dictionary."""

    default: float = 0
    nominal: float = 0


def pick_glyphs(font: bytes, glyphs: Sequence[Glyph]) -> bytes:
    """A font with these glyphs in this order; the CID of each is its index. Subroutines must not be used."""
    parsed = _Font.read(font)
    strings, _ = _objects(font, parsed.places[CHAR_STRINGS])
    chosen = _read_selection(font, parsed.places[FD_SELECT], len(strings)) if parsed.is_keyed else bytes(len(strings))
    widths = [_read_widths(private[: int(size)]) for private, size in zip(parsed.privates, parsed.sizes, strict=True)]
    made = _index([_change(strings[one.number], one, widths[chosen[one.number]]) for one in glyphs])
    if parsed.is_keyed:
        numbers = pack(">BHH", 2, 1, max(len(glyphs) - 2, 0))  # one ascending range (§13)
        return parsed.build({CHARSET: numbers, FD_SELECT: bytes((0, *(chosen[one.number] for one in glyphs))), CHAR_STRINGS: made})
    return parsed.build({CHARSET: _name_glyphs(font, parsed.places.get(CHARSET, 0), len(strings), glyphs), CHAR_STRINGS: made})


@dataclass(frozen=True)
class _Font:
    """The parts of a font that stay the same when its glyphs change."""

    head: bytes
    """What is before the top dictionary."""
    top: bytes
    tail: bytes
    """The strings and global subroutines behind it."""
    places: dict[Operator, int]
    """The offsets in the top dictionary."""
    dictionaries: list[bytes]
    """The font dictionaries (§18): none where the top dictionary has all."""
    privates: list[bytes]
    """The private dictionaries with their subroutines (§15, §16)."""
    sizes: list[float]
    """Those of the private dictionaries without them."""

    @property
    def is_keyed(self) -> bool:
        """True if glyphs are identified by numbers instead of names."""
        return bool(self.dictionaries)

    @classmethod
    def read(cls, font: bytes) -> "_Font":
        _, names_end = _objects(font, font[2])
        (top,), top_end = _objects(font, names_end)
        _, strings_end = _objects(font, top_end)
        _, tail_end = _objects(font, strings_end)
        entries = dict(_entries(top))
        places = {operator: int(entries[operator][-1]) for operator in (CHARSET, FD_SELECT, CHAR_STRINGS, FD_ARRAY) if operator in entries}
        dictionaries = _objects(font, places[FD_ARRAY])[0] if ROS in entries else []
        privates = [dict(_entries(one))[PRIVATE] for one in dictionaries] or [entries[PRIVATE]]
        ends = dict(pairwise(sorted({*places.values(), *(int(at) for _, at in privates), len(font)})))
        return cls(
            font[:names_end],
            top,
            font[top_end:tail_end],
            places,
            dictionaries,
            [font[int(at) : ends[int(at)]] for _, at in privates],
            [size for size, _ in privates],
        )

    def build(self, blocks: Mapping[Operator, bytes]) -> bytes:
        """The font with these blocks for its glyphs."""
        if self.is_keyed:
            blocks = {**blocks, FD_ARRAY: self._build_dictionaries([0] * len(self.privates))}
        start = len(self._build_start([0] * len(blocks), blocks, 0))  # offsets have the same length whatever they are
        offsets = list(accumulate(map(len, (*blocks.values(), *self.privates)), initial=start))
        own, privates = offsets[: len(blocks)], offsets[len(blocks) : -1]
        if self.is_keyed:
            blocks = {**blocks, FD_ARRAY: self._build_dictionaries(privates)}
        return self._build_start(own, blocks, privates[0]) + b"".join((*blocks.values(), *self.privates))

    def _build_start(self, offsets: Sequence[int], blocks: Mapping[Operator, bytes], private: int) -> bytes:
        changed: dict[Operator, Sequence[float]] = {operator: (offset,) for operator, offset in zip(blocks, offsets, strict=True)}
        if not self.is_keyed:
            changed[PRIVATE] = self.sizes[0], private
        return self.head + _index([_dictionary(self.top, changed)]) + self.tail

    def _build_dictionaries(self, privates: Sequence[int]) -> bytes:
        rows = zip(self.dictionaries, self.sizes, privates, strict=True)
        return _index([_dictionary(one, {PRIVATE: (size, at)}) for one, size, at in rows])


def _change(string: bytes, glyph: Glyph, widths: _Widths) -> bytes:
    """The program of a glyph with another width and a shifted outline (Adobe Technical Note 5177 §3.1, §4.1); it has no hints."""
    if not glyph.more and not glyph.shift:
        return string
    operands, ends, at = list[float](), [0], 0
    while at < len(string):
        code = string[at]
        if code < 32 and code != 28:
            break
        number, at = _charstring_number(string, at)
        operands.append(number)
        ends.append(at)
    arguments = STACK_CLEARING[string[at]]
    has_width = len(operands) == arguments + 1 if arguments else len(operands) % 2 == 1
    width = round(glyph.more + (operands[0] + widths.nominal if has_width else widths.default) - widths.nominal)
    begin = _move(string, operands[has_width:], ends[has_width:], round(glyph.shift)) if glyph.shift else string[ends[has_width] :]
    return pack(">Bh", 28, width) + begin


def _move(string: bytes, operands: Sequence[float], ends: Sequence[int], shift: int) -> bytes:
    """A program without its width, whose first movement goes so far to the right; `ends` are the offsets before and behind its operands."""
    place, *_, at = ends
    match string[at]:
        case code if code in (MOVE, MOVE_ACROSS):
            return _pack_number(operands[0] + shift) + string[ends[1] :]
        case code if code == MOVE_UP:
            return _pack_number(shift) + string[place:at] + bytes((MOVE,)) + string[at + 1 :]
    return string[place:]  # nothing is drawn


def _pack_number(number: float) -> bytes:
    """A number as an operand of a glyph's program."""
    return pack(">Bi", 255, round(number * 65536)) if number % 1 else pack(">Bh", 28, int(number))


def _charstring_number(string: bytes, at: int) -> tuple[float, int]:
    """The operand of a glyph's program at an offset, and the offset behind it."""
    if string[at] == 255:
        return unpack_from(">i", string, at + 1)[0] / 65536, at + 5
    return _number(string, string[at], at + 1)


def _name_glyphs(font: bytes, at: int, known: int, glyphs: Sequence[Glyph]) -> bytes:
    """The charset of a font with named glyphs: a glyph with another advance gets a standard name that is free (§13, appendix A)."""
    names = list(_read_names(font, at, known))
    free, seen, found = (name for name in count(1) if name not in names), {0}, list[int]()
    for glyph, *_ in glyphs[1:]:
        name = names[glyph] if names[glyph] not in seen else next(free)
        seen.add(name)
        found.append(name)
    return b"\0" + pack(f">{len(found)}H", *found)


def _read_names(font: bytes, at: int, known: int) -> Iterator[int]:
    """The names of glyphs, by their numbers as strings (§13)."""
    if at < 3:  # a predefined charset; that of the ISO encoding counts up
        yield from range(known)
        return
    yield 0
    if font[at] == 0:
        yield from unpack_from(f">{known - 1}H", font, at + 1)
        return
    size, form = (3, ">HB") if font[at] == 1 else (4, ">HH")
    left, at = known - 1, at + 1
    while left > 0:
        first, more = unpack_from(form, font, at)
        yield from range(first, first + min(more + 1, left))
        left, at = left - more - 1, at + size


def _read_selection(font: bytes, at: int, known: int) -> bytes:
    """The number of the font dictionary of each glyph (§19)."""
    if font[at] == 0:
        return font[at + 1 : at + 1 + known]
    ranges = unpack_from(">H", font, at + 1)[0]
    starts = [unpack_from(">HB", font, at + 3 + 3 * number) for number in range(ranges)]
    ends = [*(first for first, _ in starts[1:]), known]
    return b"".join(bytes([chosen]) * (end - first) for (first, chosen), end in zip(starts, ends, strict=True))


def _read_widths(private: bytes) -> _Widths:
    entries = dict(_entries(private))
    return _Widths(*(entries.get(operator, (0,))[-1] for operator in (DEFAULT_WIDTH, NOMINAL_WIDTH)))


# Dictionaries and indexes -------------------------------------------------------------------------------------


def _entries(data: bytes) -> Iterator[tuple[Operator, tuple[float, ...]]]:
    """The operators of a dictionary with their operands (§4)."""
    for operator, operands, _ in _raw_entries(data):
        yield operator, operands


def _raw_entries(data: bytes) -> Iterator[tuple[Operator, tuple[float, ...], bytes]]:
    """The operators of a dictionary with their operands, and both as bytes."""
    at, start, operands = 0, 0, list[float]()
    while at < len(data):
        code, at = data[at], at + 1
        if code <= 21:
            operator: Operator = code
            if code == 12:
                operator, at = (code, data[at]), at + 1
            yield operator, tuple(operands), data[start:at]
            operands, start = [], at
        else:
            number, at = _number(data, code, at)
            operands.append(number)


def _dictionary(data: bytes, changed: Mapping[Operator, Sequence[float]]) -> bytes:
    """A dictionary with some operands replaced by whole numbers of five bytes each."""
    kept = b"".join(raw for operator, _, raw in _raw_entries(data) if operator not in changed)
    return kept + b"".join(
        b"".join(pack(">Bi", 29, int(number)) for number in numbers) + _operator(operator) for operator, numbers in changed.items()
    )


def _operator(operator: Operator) -> bytes:
    return bytes(operator if isinstance(operator, tuple) else (operator,))


def _number(data: bytes, code: int, at: int) -> tuple[float, int]:
    """The operand that begins with a byte, and the offset behind it (§4, table 3)."""
    match code:
        case 28:
            return unpack_from(">h", data, at)[0], at + 2
        case 29:
            return unpack_from(">i", data, at)[0], at + 4
        case 30:
            nibbles = list(_nibbles(data, at))
            return float("".join(REAL[nibble] for nibble in nibbles)), at + len(nibbles) // 2 + 1
        case _ if code < 247:
            return code - 139, at
        case _:
            high, sign = (code - 247, 1) if code < 251 else (code - 251, -1)
            return sign * (high * 256 + data[at] + 108), at + 1


def _nibbles(data: bytes, at: int) -> Iterator[int]:
    """The nibbles of a real number up to its end."""
    for byte in data[at:]:
        for nibble in (byte >> 4, byte & 15):
            if nibble == 15:
                return
            yield nibble


def _objects(font: bytes, at: int) -> tuple[list[bytes], int]:
    """The objects of an INDEX, and the offset behind it (§5)."""
    (number,) = unpack_from(">H", font, at)
    if not number:
        return [], at + 2
    size = font[at + 2]
    base = at + 2 + (number + 1) * size
    offsets = [base + int.from_bytes(font[place : place + size], "big") for place in range(at + 3, base + 1, size)]
    return [font[begin:end] for begin, end in pairwise(offsets)], offsets[-1]


def _index(objects: Sequence[bytes]) -> bytes:
    """An INDEX of objects."""
    offsets = list(accumulate(map(len, objects), initial=1))
    size = (offsets[-1].bit_length() + 7) // 8
    return pack(">HB", len(objects), size) + b"".join(offset.to_bytes(size, "big") for offset in offsets) + b"".join(objects)
