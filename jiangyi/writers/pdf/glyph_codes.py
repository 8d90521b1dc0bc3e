"""Write the glyphs of a finished document by their numbers in the font subsets, so that a font needs no CMap for them.

Pages are drawn with the numbers of the whole fonts, and in one font more for each variant of glyphs (`glyph_variants`).
When all pages are drawn, the subsets are known: all glyphs of a font file are codes of one font then (`Identity-H`, ISO 32000-1 §9.7.5.2),
text is not divided by changes between its steps, and neither the CMaps nor the further fonts, a twentieth of a handout, are needed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pydyf

from jiangyi.writers.pdf.glyph_variants import DIGITS, Variant, split_name

SELECTS, SHOWS = b" Tf", b"] TJ"
"""How the operators end that select a font, and that show text with adjustments."""
SHOWN = SHOWS, b"> Tj"
GLYPHS = re.compile(rb"<([0-9a-f]+)>")
Numbers = Mapping[tuple[int, Variant], int]
"""The new ids of glyphs, by their ids in the whole font and their variants."""


class _Codes(dict[bytes, bytes]):
    """Strings of glyphs as they are written, by what they were in the whole font as one variant."""

    def __init__(self, numbers: Numbers, variant: Variant) -> None:
        super().__init__()
        self._single = {b"%04x" % glyph: b"%04x" % new for (glyph, own), new in numbers.items() if own == variant}

    def __missing__(self, glyphs: bytes) -> bytes:
        single = self._single
        found = self[glyphs] = b"<%b>" % b"".join([single[glyphs[at : at + DIGITS]] for at in range(0, len(glyphs), DIGITS)])
        return found

    def rewrite(self, operator: bytes) -> bytes:
        """An operator that shows text."""
        return GLYPHS.sub(lambda found: self[found[1]], operator)


class CodeTable:
    """The codes of the fonts of a document."""

    def __init__(self, numbers: Mapping[str, Numbers]) -> None:
        """`numbers` by the names of fonts; the text of any other font stays as it is."""
        self._numbers = {name.encode(): own for name, own in numbers.items()}
        self._codes: dict[bytes, tuple[bytes, _Codes | None]] = {}

    def rewrite(self, streams: Iterable[Any]) -> None:
        """Write the text of content streams by new codes."""
        for stream in streams:
            stream.stream = self._rewrite(stream.stream)

    def _rewrite(self, operators: Iterable[Any]) -> list[Any]:
        """Operators with new codes; a font that is selected already is not selected again, and texts behind each other are one."""
        out: list[Any] = []
        selected = wanted = b""
        codes: _Codes | None = None
        saved = list[tuple[bytes, bytes, _Codes | None]]()
        for operator in operators:
            if not isinstance(operator, bytes):
                out.append(operator)
            elif operator.endswith(SELECTS):
                wanted, codes = self._select(operator)
            elif operator.endswith(SHOWN):
                text = operator if codes is None else codes.rewrite(operator)
                if wanted != selected:
                    out.append(wanted)
                    selected = wanted
                elif text.endswith(SHOWS) and out and isinstance(out[-1], bytes) and out[-1].endswith(SHOWS):
                    text = (out.pop()[: -len(SHOWS)] + text[1:]).replace(b"><", b"")
                out.append(text)
            else:
                if operator == b"q":
                    saved.append((selected, wanted, codes))
                elif operator == b"Q":
                    selected, wanted, codes = saved.pop()
                out.append(operator)
        return out

    def _select(self, operator: bytes) -> tuple[bytes, _Codes | None]:
        """The operator that selects the font of another one, and the codes of its text."""
        known = self._codes.get(operator)
        if known is None:
            name, size = operator[1 : -len(SELECTS)].split(b" ", 1)
            plain, variant = split_name(name.decode())
            numbers = self._numbers.get(plain.encode())
            known = (b"/%b %b%b" % (plain.encode(), size, SELECTS), _Codes(numbers, variant)) if numbers else (operator, None)
            self._codes[operator] = known
        return known


def find_streams(things: Iterable[Any]) -> Iterator[Any]:
    """The content streams among objects and in their resources, each once."""
    left, seen = list(things), set[int]()
    while left:
        thing = left.pop()
        if id(thing) in seen or not isinstance(thing, dict | pydyf.Stream):
            continue
        seen.add(id(thing))
        resources = thing.extra.get("Resources") if isinstance(thing, pydyf.Stream) else thing
        if isinstance(thing, pydyf.Stream) and hasattr(thing, "_fonts"):
            yield thing
        if isinstance(resources, dict):
            left += [one for kind in ("XObject", "Pattern") for one in (resources.get(kind) or {}).values()]
