"""Correct punctuation in a file: only marks of the author's words change, and marks of YAML that any program should be able to read.

The edits are those of `jiangyi.punctuation`. They are applied in place through the source map, which leads from each character
of a value to its spelling in YAML or Markdown, so comments and layout are kept. The result is parsed again and compared with
what it should mean before it is written.
"""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import PurePath
from typing import NamedTuple

from jiangyi.core import Report, Source, decode_source, encode_like, parse_yaml
from jiangyi.model import BookFile, holds_mapping
from jiangyi.punctuation import Edit, EditedText, apply_edits
from jiangyi.readers import (
    BUILT_IN_READERS,
    Prose,
    extract_prose,
    extract_source_prose,
    iter_text_paths,
    outline_source,
    read,
    repair_source,
    translate_names,
    validate,
)

RAW_TEXT = ".txt"
FIXABLE_SUFFIXES = (*BUILT_IN_READERS, RAW_TEXT)
"""Suffixes of files that can be corrected: handouts, and raw text to be imported."""
CONTEXT_WIDTH = 8
"""Characters shown before and after a change."""


@dataclass(frozen=True)
class FixedFile:
    """A file before and after correction; `edits` are those of its words, in order."""

    name: str
    before: str
    after: str
    edits: tuple[Edit, ...]
    changes: tuple[Edit, ...]
    """The edits that lead from `before` to `after`, in order."""
    data: bytes
    """The bytes to write, with the original line ends and byte order mark."""


def fix_file(name: str, data: bytes, report: Report, *, book: bool = False) -> FixedFile | None:
    """Correct the punctuation of a file; None, with diagnostics, where it cannot be read."""
    own = Report()
    source = decode_source(name, data, own)
    typed = source.text if source else ""
    source, repairs = repair_source(source) if source else (None, ())
    words = _extract_words(source, own, book=book) if source else None
    if words is None:
        report.extend(own.diagnostics)
        return None
    before = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    edited = EditedText(typed)
    edited.apply(repairs)
    edited.apply(words.find_source_edits(words.edits) or ())
    changes = tuple(_place_edits(edited.merge_edits(), before, typed))
    after = apply_edits(before, changes)
    return FixedFile(name, before, after, (*repairs, *words.edits) if changes else (), changes, encode_like(after, data))


def _place_edits(edits: Iterable[Edit], before: str, read_as: str) -> Iterator[Edit]:
    """Edits of a text as it is read, as edits of the file, which may have control characters besides."""
    if before == read_as:
        yield from edits
        return
    at, places = 0, list[int]()
    for character in read_as:
        at = before.index(character, at) + 1
        places.append(at - 1)
    places.append(len(before))
    for edit in edits:
        end = places[edit.end - 1] + 1 if edit.end > edit.start else places[edit.start]
        yield replace(edit, start=places[edit.start], end=end)


def _extract_words(source: Source, report: Report, *, book: bool) -> Prose | None:
    """The author's words in a file, by its format; Markdown has some even where it makes no handout."""
    suffix = source.path.suffix.lower()
    if suffix == RAW_TEXT:
        return extract_source_prose(source)
    if book:
        parsed = parse_yaml(source, report, holds_mapping)
        located = translate_names(BookFile, parsed, report) if parsed else None
        head = validate(BookFile, located, report) if located else None
        return extract_source_prose(source, iter_text_paths(head, located.data), located) if head and located else None
    manuscript = read(source, report)
    if manuscript:
        return extract_prose(manuscript)
    return None if suffix in (".yaml", ".yml") else extract_source_prose(source)


def format_diff(change: FixedFile) -> str:
    """A change as a unified diff for `patch`, without context."""
    out = [f"--- a/{change.name}\n+++ b/{change.name}\n"] if change.changes else []
    shift = 0
    for hunk in _join_hunks(_find_hunks(change)):
        old, new = (apply_edits(change.before[hunk.start : hunk.end], edits).split("\n") for edits in ((), hunk.edits))
        if old[-1] == new[-1] == "":  # behind the line end
            del old[-1], new[-1]
        out.append(f"@@ -{_format_range(hunk.line, len(old))} +{_format_range(hunk.line + shift, len(new))} @@\n")
        end = "\n" if hunk.end < len(change.before) or change.before.endswith("\n") else "\n\\ No newline at end of file\n"
        for sign, lines in (("-", old), ("+", new)):
            out += [f"{sign}{line}\n" for line in lines[:-1]] + [f"{sign}{lines[-1]}{end}"] * bool(lines)
        shift += len(new) - len(old)
    return "".join(out)


def _format_range(line: int, count: int) -> str:
    return str(line + 1) if count == 1 else f"{line + 1},{count}"


class _Hunk(NamedTuple):
    """Whole lines that are edited: the first one, from 0, their range in the text, and the edits by their offsets in it."""

    line: int
    start: int
    end: int
    edits: tuple[Edit, ...]


def _find_hunks(change: FixedFile) -> Iterator[_Hunk]:
    """The lines that are edited, each by itself unless an edit joins some."""
    starts = list(accumulate((len(line) + 1 for line in change.before.split("\n")), initial=0))
    edits = deque(edit for edit in change.changes if change.before[edit.start : edit.end] != edit.text)
    while edits:
        line = bisect_right(starts, edits[0].start) - 1
        start, own = starts[line], list[Edit]()
        end = starts[line + 1]
        while edits and edits[0].start < end:
            edit = edits.popleft()
            own.append(replace(edit, start=edit.start - start, end=edit.end - start))
            end = max(end, starts[bisect_left(starts, edit.end)])
        yield _Hunk(line, start, min(end, len(change.before)), tuple(own))


def _join_hunks(hunks: Iterable[_Hunk]) -> Iterator[_Hunk]:
    """The hunks with adjacent ones as one."""
    joined: list[_Hunk] = []
    for hunk in hunks:
        if joined and joined[-1].end != hunk.start:
            yield _join(joined)
            joined = []
        joined.append(hunk)
    if joined:
        yield _join(joined)


def _join(hunks: Sequence[_Hunk]) -> _Hunk:
    first = hunks[0].start
    edits = (replace(e, start=e.start + one.start - first, end=e.end + one.start - first) for one in hunks for e in one.edits)
    return _Hunk(hunks[0].line, first, hunks[-1].end, tuple(edits))


def keep_changes(change: FixedFile, kept: Collection[Edit]) -> FixedFile:
    """A correction of which only some changes are made; none where these alone would alter more than marks."""
    changes = tuple(edit for edit in change.changes if edit in kept)
    after = apply_edits(change.before, changes)
    if len(changes) < len(change.changes) and not _says_the_same(change.name, change.before, after):
        changes, after = (), change.before
    return replace(change, after=after, edits=changes, changes=changes, data=encode_like(after, change.data))


def _says_the_same(name: str, before: str, after: str) -> bool:
    if PurePath(name).suffix.lower() not in BUILT_IN_READERS:
        return True
    one, other = (outline_source(Source(name, text)) for text in (before, after))
    return bool(one == other)


DiffPart = tuple[str, str]
"""A part of a line: "keep", "take" (removed) or "put" (added), and its text."""


def list_changed_lines(change: FixedFile) -> Iterator[tuple[int, list[DiffPart]]]:
    """Each changed line by its number, with its parts; long unchanged parts are abridged."""
    for hunk in _find_hunks(change):
        yield hunk.line + 1, list(_list_parts(change.before[hunk.start : hunk.end].removesuffix("\n"), hunk.edits))


def _list_parts(line: str, edits: Sequence[Edit]) -> Iterator[DiffPart]:
    """The parts of a line; what an edit has in common with what it replaces is kept."""
    at = 0
    for edit in edits:
        old, new = line[edit.start : edit.end], edit.text
        before = _count_common(old, new)
        after = _count_common(old[:before:-1], new[:before:-1])
        if kept := line[at : edit.start + before]:
            yield "keep", _abridge(kept, first=at == 0, last=False)
        changed = ("take", old[before : len(old) - after]), ("put", new[before : len(new) - after])
        yield from (part for part in changed if part[1])
        at = edit.end - after
    if kept := line[at:]:
        yield "keep", _abridge(kept, first=at == 0, last=True)


def _count_common(one: str, other: str) -> int:
    """The number of characters that two texts begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _abridge(text: str, *, first: bool, last: bool) -> str:
    if first and last:
        return text
    limit = CONTEXT_WIDTH if first or last else 2 * CONTEXT_WIDTH
    if len(text) <= limit + 1:
        return text
    head, tail = text[: CONTEXT_WIDTH * (not first)], text[len(text) - CONTEXT_WIDTH * (not last) :]
    return f"{head}…{tail}"
