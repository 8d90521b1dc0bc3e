"""CMaps, which map the codes of a font to glyphs or to text (ISO 32000-1 §9.7.5 and §9.10.3)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import pydyf

RANGES_PER_BLOCK = 100
"""The most ranges in one block of a CMap (Adobe Technical Note 5014)."""
FRAME = """\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo 3 dict dup begin
/Registry (Adobe) def
/Ordering ({ordering}) def
/Supplement 0 def
end def
/CMapName /{name} def
/CMapType {kind} def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
GLYPHS, TEXTS = ("cid", "%d"), ("bf", "<%04x>")
"""What codes are mapped to: the name of its operators, and how it is written."""


def format_cmap(name: str, ordering: str, target: tuple[str, str], ranges: Iterable[Sequence[int]]) -> bytes:
    """A CMap of codes of two bytes; a range is its first and last code, and what the first one is mapped to."""
    operator, form = target
    single: list[tuple[int, ...]] = []
    wide: list[tuple[int, ...]] = []
    for first, last, meant in ranges:
        if first == last:  # shorter, and most glyphs of a Chinese subset are
            single.append((first, meant))
        else:
            wide.append((first, last, meant))
    blocks = "\n".join(
        (
            *_format_blocks(f"{operator}char", f"<%04x> {form}", single),
            *_format_blocks(f"{operator}range", f"<%04x> <%04x> {form}", wide),
        )
    )
    return FRAME.format(name=name, ordering=ordering, kind=1 if target is GLYPHS else 2, blocks=blocks).encode("ascii")


def _format_blocks(operator: str, form: str, rows: Iterable[tuple[int, ...]]) -> Iterator[str]:
    left = iter(rows)
    while block := list(islice(left, RANGES_PER_BLOCK)):
        yield f"{len(block)} begin{operator}\n" + "\n".join(form % one for one in block) + f"\nend{operator}"


def build_system_info() -> pydyf.Dictionary:
    """The character collection of fonts whose codes are glyph ids."""
    return pydyf.Dictionary({"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0})
