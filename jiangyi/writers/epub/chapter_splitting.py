"""Split chapters that are larger than some e-readers can open, at the start of a block, and lead all links to the new files."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from jiangyi.ereaders import CHAPTER_SIZE
from jiangyi.render import COVER_FILE, NAVIGATION_FILE, MarkupFile
from jiangyi.writers.epub.document_structure import CALL_SUFFIX, Cut, DocumentStructure, scan_document

LARGEST_CHARACTER = 4
"""Bytes of a character in UTF-8."""
WHOLE = frozenset({NAVIGATION_FILE, COVER_FILE})
"""Documents that are one file (EPUB 3.3 §7.1)."""
LEAST_PART = 3
"""A file is cut at a heading rather than at a paragraph if that leaves at least this part of the size."""
END_TAG, NOTES_FRAME = len("</>"), 200
"""Bytes of what surrounds the name in an end tag, and of the tags around notes with all that a template gives them."""
ADDRESS = re.compile(r"\b(?P<name>href|src)=\"(?P<file>[^\"#:]*)#(?P<id>[^\"]+)\"")
MATHML = "mathml"


class _Note(NamedTuple):
    """A note, and where it is called."""

    call: int
    markup: bytes


class _Sizes:
    """The bytes of parts of a document, with the notes that are called in them."""

    def __init__(self, notes: Iterable[_Note]) -> None:
        ordered = sorted(notes, key=lambda note: note.call)
        self.calls = [note.call for note in ordered]
        self.totals = list(accumulate((len(note.markup) for note in ordered), initial=0))

    def measure(self, start: int, end: int) -> int:
        """The bytes from one place to another one."""
        return end - start + self.totals[bisect_left(self.calls, end)] - self.totals[bisect_left(self.calls, start)]


def split_chapters(documents: Sequence[MarkupFile], limit: int = CHAPTER_SIZE.limit) -> tuple[MarkupFile, ...]:
    """The documents of an EPUB with those over a limit of bytes split; addresses in all of them lead to the new files.

    A document without a block to split it at stays as large as it is. Notes are in the file of their call, where reading systems
    look for them.
    """
    parts = {
        one.name: _split_document(one, limit)
        for one in documents
        if one.name.endswith(".xhtml") and one.name not in WHOLE and _is_large(one.html, limit)
    }
    places = {(name, key): part.name for name, found in parts.items() for part, keys in found for key in keys}
    if not places:
        return tuple(documents)
    found = ((part, one.name) for one in documents for part in ([part for part, _ in parts.get(one.name, ())] or [one]))
    return tuple(replace(part, html=_lead_links(part, name, places)) for part, name in found)


def _is_large(html: str, limit: int) -> bool:
    return len(html) * LARGEST_CHARACTER > limit and len(html.encode()) > limit


def _lead_links(part: MarkupFile, origin: str, places: Mapping[tuple[str, str], str]) -> str:
    """The markup of a file, which was a part of `origin`, with its addresses changed."""

    def lead(match: re.Match[str]) -> str:
        file = places.get((match["file"] or origin, match["id"]), match["file"])
        return f'{match["name"]}="{"" if file == part.name else file}#{match["id"]}"'

    return ADDRESS.sub(lead, part.html)


def _split_document(document: MarkupFile, limit: int) -> list[tuple[MarkupFile, tuple[str, ...]]]:
    """The parts of a document, each with its ids; none where it cannot be split."""
    data = document.html.encode()
    found = scan_document(data)
    calls = _find_calls(found)
    bounds = pairwise((*(note.at for note in found.notes), found.notes_end))
    notes = [_Note(calls[note.id], data[start:end]) for note, (start, end) in zip(found.notes, bounds, strict=True)]
    around = max((len("".join((*cut.opened, *cut.tags))) + END_TAG * len(cut.tags) for cut in found.cuts), default=0)
    frame = found.body + len(data) - found.body_end + around + bool(notes) * NOTES_FRAME
    cuts = list(_choose_cuts(found, _Sizes(notes), limit - frame))
    if not cuts:
        return []
    parts = []
    for number, (first, last) in enumerate(pairwise((Cut(found.body), *cuts, Cut(found.text_end))), 1):
        name = document.name if number == 1 else f"{document.name.removesuffix('.xhtml')}~part{number}.xhtml"
        own = b"".join(note.markup for note in notes if first.at <= note.call < last.at)
        html = _write_part(data, found, first, last, own)
        properties = tuple(one for one in document.properties if one != MATHML or "<math" in html)
        keys = tuple(place.id for place in found.places if first.at <= calls.get(place.id, place.at) < last.at)
        parts.append((MarkupFile(name, html, properties, is_parsed=document.is_parsed), keys))
    return parts


def _write_part(data: bytes, found: DocumentStructure, first: Cut, last: Cut, notes: bytes) -> str:
    """The markup of a file with what stands between two cuts, and with these notes."""
    opened, closed = "".join(first.opened).encode(), "".join(f"</{tag}>" for tag in reversed(last.tags)).encode()
    section = f"{found.notes_tag}\n".encode() + notes + b"</section>\n" if notes else b""
    lines = (data[: found.body], opened + data[first.at : last.at] + closed, section + data[found.body_end :])
    return b"\n".join(lines).decode()


def _choose_cuts(found: DocumentStructure, sizes: _Sizes, limit: int) -> Iterator[Cut]:
    """The places at which a document is cut: those of the highest headings, as far as the parts are not too small."""
    start, due = found.body, found.cuts
    while due and sizes.measure(start, found.text_end) > limit:
        fitting = [cut for cut in due if sizes.measure(start, cut.at) <= limit]
        large = [cut for cut in fitting if sizes.measure(start, cut.at) >= limit // LEAST_PART]
        if large:
            level = min(len(cut.tags) for cut in large)
            best = [cut for cut in large if len(cut.tags) == level][-1]
        else:
            best = fitting[-1] if fitting else due[0]
        yield best
        start, due = best.at, [cut for cut in due if cut.at > best.at]


def _find_calls(found: DocumentStructure) -> dict[str, int]:
    """Where the call of each note is, by the id of the note and of all that is in it; of a note in a note, where that is called."""
    places, starts = dict(found.places), [note.at for note in found.notes]
    calls: dict[str, int] = {}

    def find_call(at: int) -> int:
        """Where the note is called that a place is in."""
        return calls.get(found.notes[max(0, bisect_right(starts, at) - 1)].id, found.body) if starts else found.body

    for note in found.notes:
        at = places.get(note.id + CALL_SUFFIX, found.body)
        calls[note.id] = at if at < max(found.text_end, starts[0]) else find_call(at)
    for key, at in found.places:
        if at >= found.text_end:
            calls.setdefault(key, find_call(at))
    return calls
