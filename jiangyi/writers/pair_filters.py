"""Filters of the pairs of characters in a text, for search indexes: Bloom filters with one hash (B. H. Bloom, 1970).

The browser computes the same hash, so what is changed here is changed in `templates/share/site.js`.
"""

import unicodedata

from jiangyi.core import Report, compile_late
from jiangyi.store import StoredMemo, digest_bytes

LONGEST_FILTER = 6930
"""Bytes; a number with many divisors, because a filter can be folded to each length that divides its own."""
UNPAIRED = compile_late("[^0-9a-z\u3400-\u4dbf\u4e00-\u9fff]+")
"""Characters that are in no pair. The others are those that browser and program fold alike."""
UNSEEN = ("\u00ad", "\u200b", "\ufeff")
"""Characters that are left out like spaces: soft hyphen, zero-width spaces."""
GAP, ONE = ord("\n"), ord("1")
MULTIPLIER = 0x9E3779B1
"""Of the hash (D. E. Knuth, The Art of Computer Programming, vol. 3, §6.4): the golden ratio as a part of 2³²."""


PAIR_FILTERS: StoredMemo[bytes] = StoredMemo("filters of texts", bytes, bytes, size=0)
"""Those of texts; a build for a share stores them, so that the index of very many is made at once."""


def get_pair_filter(text: str) -> bytes:
    """The longest filter of a text: bit `hash % (8 × LONGEST_FILTER)`, counted from the lowest of the first byte, is set for each pair."""
    data = text.encode(errors="replace")
    return PAIR_FILTERS.get_or_compute(digest_bytes(data), lambda _: _make_longest_filter(text), Report())


def _make_longest_filter(text: str) -> bytes:
    """The filter of the longest kind. Decomposed characters give more pairs than the browser asks for, never fewer."""
    plain = "".join(unicodedata.normalize("NFKD", text).lower().split())
    for unseen in UNSEEN:
        plain = plain.replace(unseen, "")
    units = memoryview(UNPAIRED.sub("\n", f" {plain} ").encode("utf-16-le"))
    pairs = set(units[: len(units) // 4 * 4].cast("I")) | set(units[2 : 2 + (len(units) - 2) // 4 * 4].cast("I"))
    flags = bytearray(b"0" * (8 * LONGEST_FILTER))
    for pair in pairs:
        if pair & 0xFFFF != GAP and pair >> 16 != GAP:
            flags[(pair * MULTIPLIER & 0xFFFFFFFF) % len(flags)] = ONE
    return int(flags[::-1], 2).to_bytes(LONGEST_FILTER, "little")
