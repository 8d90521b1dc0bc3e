"""Split chapters that are larger than some e-readers can open, at the start of a block, and lead all links to the new files."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from jiangyi.ereaders import CHAPTER_SIZE
from jiangyi.render import MarkupFile

LARGEST_CHARACTER = 4
"""Bytes of a character in UTF-8."""
WHOLE = frozenset({"nav.xhtml", "cover.xhtml"})
"""Documents that are one file (EPUB 3.3 §7.1)."""
WRAPPERS = frozenset({"section", "opening", "point", "answers", "only", "event", "case"})
"""The first classes of elements that may continue in another file: they have neither border nor ground."""
KEPT_ATTRIBUTES = ("class", "lang", "xml:lang")
"""What is written again where such an element continues; its id and its role are those of its first part."""
HEADING = re.compile("h[1-6]")
LEAST_PART = 3
"""A file is cut at a heading rather than at a paragraph if that leaves at least this part of the size."""
NOTES = "notes"
END_TAG, NOTES_FRAME = len("</>"), 200
"""Bytes of what surrounds the name in an end tag, and of the tags around notes with all that a template gives them."""
CALL_SUFFIX = "-ref"
ADDRESS = re.compile(r"\b(?P<name>href|src)=\"(?P<file>[^\"#:]*)#(?P<id>[^\"]+)\"")
MATHML = "mathml"


@dataclass(frozen=True)
class _Cut:
    """A place where a file may end."""

    at: int
    opened: tuple[str, ...]
    """The start tags of the elements around it, as they are written again."""
    tags: tuple[str, ...]


@dataclass
class _Open:
    """An element that is not closed yet."""

    tag: str
    attributes: Mapping[str, str]
    before: str = ""
    """The kind of the child before; empty where there is none."""


@dataclass
class _Scan:
    """The structure of a document as far as it concerns cuts; positions are bytes."""

    body: int = 0
    end: int = 0
    """Where the text ends and notes begin, or the body ends."""
    cuts: list[_Cut] = field(default_factory=list)
    ids: list[tuple[str, int]] = field(default_factory=list)
    notes: list[tuple[str, int]] = field(default_factory=list)
    """The id and the start of each note."""
    notes_end: int = 0
    close: int = 0
    """Where the body ends."""
    notes_tag: str = ""


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
    scan = _scan_document(data)
    note_ends = [start for _, start in scan.notes[1:]] + [scan.notes_end]
    notes = [(key, data[start:end]) for (key, start), end in zip(scan.notes, note_ends, strict=False)]
    calls = _find_calls(scan)
    weights = sorted((calls[key], len(note)) for key, note in notes)
    totals = list(accumulate((size for _, size in weights), initial=0))
    at_notes = [at for at, _ in weights]

    def measure(start: int, end: int) -> int:
        return end - start + totals[bisect_left(at_notes, end)] - totals[bisect_left(at_notes, start)]

    around = max((len("".join((*cut.opened, *cut.tags))) + END_TAG * len(cut.tags) for cut in scan.cuts), default=0)
    frame = scan.body + len(data) - scan.close + around + bool(notes) * NOTES_FRAME
    chosen = list(_choose_cuts(scan, measure, limit - frame))
    if not chosen:
        return []
    head, tail = data[: scan.body], data[scan.close :]
    starts = [_Cut(scan.body, (), ()), *chosen, _Cut(scan.end, (), ())]
    found = []
    for number, (first, last) in enumerate(pairwise(starts), 1):
        own = b"".join(note for key, note in notes if first.at <= calls[key] < last.at)
        section = f"{scan.notes_tag}\n".encode() + own + b"</section>\n" if own else b""
        body = "".join(first.opened).encode() + data[first.at : last.at] + "".join(f"</{tag}>" for tag in reversed(last.tags)).encode()
        html = (head + b"\n" + body + b"\n" + section + tail).decode()
        name = document.name if number == 1 else f"{document.name.removesuffix('.xhtml')}~part{number}.xhtml"
        properties = tuple(one for one in document.properties if one != MATHML or "<math" in html)
        keys = tuple(key for key, at in scan.ids if first.at <= (at if at < scan.end else calls.get(key, scan.body)) < last.at)
        found.append((MarkupFile(name, html, properties, is_parsed=document.is_parsed), keys))
    return found


def _choose_cuts(scan: _Scan, measure: Callable[[int, int], int], limit: int) -> Iterator[_Cut]:
    """The places at which a document is cut: those of the highest headings, as far as the parts are not too small."""
    start, due = scan.body, scan.cuts
    while due and measure(start, scan.end) > limit:
        fitting = [cut for cut in due if measure(start, cut.at) <= limit]
        large = [cut for cut in fitting if measure(start, cut.at) >= limit // LEAST_PART]
        if large:
            level = min(len(cut.tags) for cut in large)
            best = [cut for cut in large if len(cut.tags) == level][-1]
        else:
            best = fitting[-1] if fitting else due[0]
        yield best
        start, due = best.at, [cut for cut in due if cut.at > best.at]


def _find_calls(scan: _Scan) -> dict[str, int]:
    """Where the call of each note is, by the id of the note and of all that is in it; of a note in a note, where that is called."""
    places = dict(scan.ids)
    calls: dict[str, int] = {}
    starts = [start for _, start in scan.notes]
    for key, _ in scan.notes:
        at = places.get(key + CALL_SUFFIX, scan.body)
        outer = bisect_left(starts, at + 1) - 1
        calls[key] = calls.get(scan.notes[outer][0], scan.body) if at >= scan.end and outer >= 0 else at
    for key, at in scan.ids:
        if at >= scan.end and starts:
            calls.setdefault(key, calls[scan.notes[max(0, bisect_left(starts, at + 1) - 1)][0]])
    return calls


def _scan_document(data: bytes) -> _Scan:
    """Look for the places where a document may be cut. Raises expat.ExpatError for markup that is not well-formed."""
    scan, opened = _Scan(), list[_Open]()
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        inner = opened[2:]  # without html and body
        if len(opened) == 2 and not scan.body and opened[1].tag == "body":
            scan.body = at
        words = attributes.get("class", "").split()
        if tag == "section" and words == [NOTES] and len(opened) == 2:
            scan.end, scan.notes_tag = at, _write_tag(tag, attributes)
        elif tag == "aside" and opened and opened[-1].attributes.get("class") == NOTES:
            scan.notes.append((attributes.get("id", ""), at))
        elif len(opened) >= 2 and opened[1].tag == "body" and opened[-1].before == "block" and all(map(_continues, inner)):
            again = tuple(
                _write_tag(one.tag, {key: one.attributes[key] for key in KEPT_ATTRIBUTES if key in one.attributes}) for one in inner
            )
            scan.cuts.append(_Cut(at, again, tuple(one.tag for one in inner)))
        if "id" in attributes:
            scan.ids.append((attributes["id"], at))
        opened.append(_Open(tag, attributes))

    def end(_tag: str) -> None:
        closed, at = opened.pop(), parser.CurrentByteIndex
        if opened:
            bound = HEADING.fullmatch(closed.tag) or closed.attributes.get("epub:type") == "pagebreak"
            opened[-1].before = "bound" if bound else "block"
        if closed.tag == "body":
            scan.close, scan.end = at, scan.end or at
        elif closed.tag == "section" and closed.attributes.get("class") == NOTES:
            scan.notes_end = at

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)  # noqa: FBT003 - it has no name
    return scan


def _continues(one: _Open) -> bool:
    return one.attributes.get("class", "").partition(" ")[0] in WRAPPERS


def _write_tag(tag: str, attributes: Mapping[str, str]) -> str:
    return f"<{tag}{''.join(f' {name}={quoteattr(value)}' for name, value in attributes.items())}>"
