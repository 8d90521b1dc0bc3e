"""The search index of the share's web pages: the headings, and for each text a small filter of the pairs of characters in it.

The index is one script of at most a megabyte, because a page that was opened from a disk may load scripts, but no data. A filter is a
Bloom filter with one hash (B. H. Bloom, 1970): it never misses a text that has the words, but lets some through that have not. The page
then loads the text of those that are shown, one script for each, and looks for the words themselves. So every hit is found and true,
and a thousand handouts need no more than a few texts.
"""

import base64
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from jiangyi.writers import LONGEST_FILTER, get_pair_filter

if TYPE_CHECKING:
    from jiangyi.share.catalogue import Publication

LARGEST_INDEX = 1_000_000
"""Bytes of the index."""
SHARE_OF_TEXT = 6
"""The filters are at most such a part of the texts: where these are short, it is quicker to look at them."""
LEAST_FILTER = 32
"""Bytes of a filter that is worth having."""


def write_search_index(publications: Iterable["Publication"]) -> bytes:
    """The script with the index: `jiangyiIndex = [[slug, headings, filter, 1 if it has a text], …]`; an empty filter lets all through."""
    listed = [*publications]
    rows: list[list[str | int]] = [[one.slug, "\n".join(one.headings), "", int(bool(one.text))] for one in listed]
    bare = len(_write_rows(rows))
    length = choose_filter_length([len(one.text.encode(errors="replace")) for one in listed], LARGEST_INDEX - bare)
    if length:
        for row, one in zip(rows, listed, strict=True):
            row[2] = base64.b64encode(make_filter(one.text, length)).decode() if one.text else ""
    return _write_rows(rows)


def _write_rows(rows: list[list[str | int]]) -> bytes:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return f"jiangyiIndex=[\n{lines}\n]\n".encode(errors="replace")


def choose_filter_length(sizes: list[int], room: int) -> int:
    """Bytes of each filter, so that all in base64 fit into the room and are a small part of the texts; 0 for none."""
    texts = [size for size in sizes if size]
    if not texts:
        return 0
    most = min(room, sum(texts) // SHARE_OF_TEXT) // len(texts) // 4 * 3
    return max((length for length in range(LEAST_FILTER, LONGEST_FILTER + 1) if LONGEST_FILTER % length == 0 and length <= most), default=0)


def make_filter(text: str, length: int) -> bytes:
    """The filter of a text: bit `hash % (8 × length)`, counted from the lowest of the first byte, is set for each pair of characters.

    The longest one is stored, and folded to each length that divides its own.
    """
    flags, bits, folded = int.from_bytes(get_pair_filter(text), "little"), 8 * length, 0
    mask = (1 << bits) - 1
    for start in range(0, 8 * LONGEST_FILTER, bits):
        folded |= flags >> start & mask
    return folded.to_bytes(length, "little")


def write_text_script(publication: "Publication") -> bytes:
    """The script with the text of a publication, which the page loads when it looks for words in it."""
    values = (json.dumps(value, ensure_ascii=False) for value in (publication.slug, publication.text))
    return f"jiangyiText({','.join(values)})\n".encode(errors="replace")
