"""Renumber the glyph ids of CID-keyed fonts in the Compact Font Format (Adobe Technical Note 5176)."""

from collections.abc import Iterator
from struct import pack_into, unpack_from

CHARSET, ROS = 15, (12, 30)
"""Operators of the top dictionary: the offset of the charset, and the mark of a CID-keyed font (§9, §18)."""


def renumber_cids(font: bytes, glyphs: int) -> bytes:
    """A font of so many glyphs in which the CID of each is its index; unchanged if it is not CID-keyed."""
    top = dict(_top(font))
    if ROS not in top or CHARSET not in top or glyphs < 2:
        return font
    changed, at, more = bytearray(font), top[CHARSET][-1], glyphs - 2
    # a charset of one ascending range is never longer than the one it replaces (§13)
    if not more:
        pack_into(">BH", changed, at, 0, 1)
    else:
        pack_into(">BHB" if more < 256 else ">BHH", changed, at, 1 if more < 256 else 2, 1, more)
    return bytes(changed)


def _top(font: bytes) -> Iterator[tuple[int | tuple[int, int], list[int]]]:
    """The operators of the first font's top dictionary with their operands; real numbers are read as 0 (§4)."""
    _, after_names = _first(font, font[2])
    at, end = _first(font, after_names)
    operands: list[int] = []
    while at < end:
        code, at = font[at], at + 1
        if code == 12:
            yield (code, font[at]), operands
            operands, at = [], at + 1
        elif code <= 21:
            yield code, operands
            operands = []
        else:
            number, at = _number(font, code, at)
            operands.append(number)


def _number(font: bytes, code: int, at: int) -> tuple[int, int]:
    """The operand that begins with a byte, and the offset behind it (§4, table 3)."""
    match code:
        case 28:
            return unpack_from(">h", font, at)[0], at + 2
        case 29:
            return unpack_from(">i", font, at)[0], at + 4
        case 30:
            while font[at] & 15 != 15:
                at += 1
            return 0, at + 1
        case _ if code < 247:
            return code - 139, at
        case _:
            high, sign = (code - 247, 1) if code < 251 else (code - 251, -1)
            return sign * (high * 256 + font[at] + 108), at + 1


def _first(font: bytes, at: int) -> tuple[int, int]:
    """The offset of the first object of an INDEX with one object, and the offset behind both (§5)."""
    count, size = unpack_from(">HB", font, at)
    base = at + 2 + (count + 1) * size
    begin, end = (int.from_bytes(font[at + 3 + n * size : at + 3 + (n + 1) * size], "big") for n in (0, count))
    return base + begin, base + end
