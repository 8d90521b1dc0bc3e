"""Rearrange the glyphs of TrueType fonts (OpenType 1.9, `glyf`, `loca` and `hmtx`), some of them with other advances."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from struct import pack, pack_into, unpack_from

from jiangyi.writers.pdf.cff import Glyph

ARGUMENTS_ARE_WORDS, MORE_COMPONENTS, USE_MY_METRICS = 0x0001, 0x0020, 0x0200
ARGUMENTS_ARE_OFFSETS = 0x0002
REPEATED = 16
"""Bytes of a glyph that is made of one other glyph."""
SCALES = {0x0008: 2, 0x0040: 4, 0x0080: 8}
"""Flags of a component, and the bytes of the scale that follows."""
LONG_OFFSETS, METRICS, WIDEST, GLYPHS = 50, 34, 10, 4
"""Offsets of fields of `head`, `hhea` (two) and `maxp`."""
PLAIN = 6
"""Bytes of `maxp` in a font without TrueType outlines."""
AT_LEAST = ((10, 6), (12, 8), (28, None), (30, None))
"""Fields of `maxp` for glyphs that are made of others, each at least as large as another field, or as `DEPTH`."""
DEPTH = 2
"""How deep glyphs are made of others: one that is may be a part once more."""


def find_components(loca: Sequence[int], glyf: bytes, glyphs: Iterable[int]) -> set[int]:
    """The glyphs that these are made of, themselves included."""
    found, left = set[int](), list(glyphs)
    while left:
        glyph = left.pop()
        if glyph not in found:
            found.add(glyph)
            left += [component for _, component in _components(glyf[loca[glyph] : loca[glyph + 1]])]
    return found


def read_offsets(head: bytes, loca: bytes) -> Sequence[int]:
    """The offsets of all glyphs, and the end of the last."""
    if unpack_from(">h", head, LONG_OFFSETS)[0]:
        return unpack_from(f">{len(loca) // 4}I", loca)
    return [2 * offset for offset in unpack_from(f">{len(loca) // 2}H", loca)]


def pick_outlines(tables: Mapping[str, bytes], glyphs: Sequence[Glyph]) -> dict[str, bytes]:
    """The outlines with these glyphs in this order; of components the first one with their number is used."""
    offsets, glyf = read_offsets(tables["head"], tables["loca"]), tables["glyf"]
    numbers: dict[int, int] = {}
    for new, one in enumerate(glyphs):
        if not one.shift:
            numbers.setdefault(one.number, new)
    whole = [_renumber(glyf[offsets[one.number] : offsets[one.number + 1]], numbers) for one in glyphs]
    outlines = [
        _shift(outline, numbers[one.number], round(one.shift)) if one.shift else _repeat(outline, numbers[one.number], new)
        for new, (outline, one) in enumerate(zip(whole, glyphs, strict=True))
    ]
    padded = [outline + bytes(-len(outline) % 4) for outline in outlines]
    head = bytearray(tables["head"])
    pack_into(">h", head, LONG_OFFSETS, 1)
    loca = pack(f">{len(padded) + 1}I", *accumulate(map(len, padded), initial=0))
    return {"glyf": b"".join(padded) or bytes(4), "loca": loca, "head": bytes(head)}


def pick_metrics(tables: Mapping[str, bytes], glyphs: Sequence[Glyph]) -> dict[str, bytes]:
    """The advances of these glyphs, and how many there are."""
    hhea, maxp = bytearray(tables["hhea"]), bytearray(tables["maxp"])
    old, total = unpack_from(">H", hhea, METRICS)[0], unpack_from(">H", maxp, GLYPHS)[0]
    numbers = unpack_from(f">{'Hh' * old}{total - old}h", tables["hmtx"])
    advances = [*numbers[: 2 * old : 2], *[numbers[2 * old - 2]] * (total - old)]
    bearings = [*numbers[1 : 2 * old : 2], *numbers[2 * old :]]
    made = [(advances[one.number] + round(one.more), bearings[one.number] + round(one.shift)) for one in glyphs]
    pack_into(">H", hhea, METRICS, len(made))
    pack_into(">H", hhea, WIDEST, max(advance for advance, _ in made))
    pack_into(">H", maxp, GLYPHS, len(made))
    for place, least in AT_LEAST if len(maxp) > PLAIN else ():
        bound = DEPTH if least is None else unpack_from(">H", maxp, least)[0]
        pack_into(">H", maxp, place, max(unpack_from(">H", maxp, place)[0], bound))
    return {"hmtx": b"".join(pack(">Hh", *one) for one in made), "hhea": bytes(hhea), "maxp": bytes(maxp)}


def _components(outline: bytes) -> Iterator[tuple[int, int]]:
    """The parts of a glyph that is made of others: where the number of each is written, and the number."""
    if not outline or unpack_from(">h", outline)[0] >= 0:
        return
    at, flags = 10, MORE_COMPONENTS
    while flags & MORE_COMPONENTS:
        flags, component = unpack_from(">HH", outline, at)
        yield at + 2, component
        at += 8 if flags & ARGUMENTS_ARE_WORDS else 6
        at += sum(size for flag, size in SCALES.items() if flags & flag)


def _repeat(outline: bytes, first: int, number: int) -> bytes:
    """The outline of a glyph, where another number has it already as a part, unless that is longer."""
    if first == number or len(outline) <= REPEATED or unpack_from(">h", outline)[0] < 0:
        return outline
    return pack(">h", -1) + outline[2:10] + pack(">HHbb", ARGUMENTS_ARE_OFFSETS, first, 0, 0)


def _shift(outline: bytes, first: int, shift: int) -> bytes:
    """The outline of a glyph, which another number has where it is in the font, moved to the right."""
    if not outline:
        return outline
    left, bottom, right, top = unpack_from(">4h", outline, 2)
    box = pack(">5h", -1, left + shift, bottom, right + shift, top)
    return box + pack(">HHhh", ARGUMENTS_ARE_WORDS | ARGUMENTS_ARE_OFFSETS, first, shift, 0)


def _renumber(outline: bytes, numbers: Mapping[int, int]) -> bytes:
    """A glyph whose parts have these numbers."""
    changed = bytearray(outline)
    for at, component in _components(outline):
        flags = unpack_from(">H", outline, at - 2)[0] & ~USE_MY_METRICS  # each has its advance in `hmtx`
        pack_into(">HH", changed, at - 2, flags, numbers[component])
    return bytes(changed)
