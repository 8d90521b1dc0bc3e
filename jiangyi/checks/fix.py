"""Correct punctuation in a file: only marks of the author's words change, and marks of YAML that any program should be able to read.

The edits are those of `jiangyi.punctuation`. They are applied in place through the source map, which leads from each character
of a value to its spelling in YAML or Markdown, so comments and layout are kept. The result is parsed again and compared with
what it should mean before it is written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff

from jiangyi.core import Report, Source, decode_source, parse_yaml
from jiangyi.model import BookFile
from jiangyi.punctuation import Edit
from jiangyi.readers import BUILT_IN_READERS, Prose, extract_prose, extract_source_prose, iter_text_paths, read, repair_source, validate

RAW_TEXT = ".txt"
FIXABLE_SUFFIXES = (*BUILT_IN_READERS, RAW_TEXT)
"""Suffixes of files that can be corrected: handouts, and raw text to be imported."""
BOM = b"\xef\xbb\xbf"
LINE_END = re.compile(rb"\r\n|\r|\n")
CONTEXT_WIDTH = 8
"""Characters shown before and after a change."""


@dataclass(frozen=True)
class FixedFile:
    """A file before and after correction; `edits` are those of its words, in order."""

    name: str
    before: str
    after: str
    edits: tuple[Edit, ...]
    data: bytes
    """The bytes to write, with the original line ends and byte order mark."""


def fix_file(name: str, data: bytes, report: Report, *, book: bool = False) -> FixedFile | None:
    """Correct the punctuation of a file; None, with diagnostics, where it cannot be read."""
    own = Report()
    source = decode_source(name, data, own)
    source, repairs = repair_source(source) if source else (None, ())
    words = _extract_words(source, own, book=book) if source else None
    if words is None:
        report.extend(own.diagnostics)
        return None
    before = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    after = words.rewrite(words.edits) or words.source.text
    return FixedFile(name, before, after, (*repairs, *words.edits) if after != before else (), _encode_like(after, data))


def _extract_words(source: Source, report: Report, *, book: bool) -> Prose | None:
    """The author's words in a file, by its format; Markdown has some even where it makes no handout."""
    suffix = source.path.suffix.lower()
    if suffix == RAW_TEXT:
        return extract_source_prose(source)
    if book:
        located = parse_yaml(source, report)
        head = validate(BookFile, located, report) if located else None
        return extract_source_prose(source, iter_text_paths(head, located.data), located) if head and located else None
    manuscript = read(source, report)
    if manuscript:
        return extract_prose(manuscript)
    return None if suffix in (".yaml", ".yml") else extract_source_prose(source)


def _encode_like(text: str, original: bytes) -> bytes:
    """Encode a text with the line ends and the byte order mark of the original file."""
    ends = LINE_END.findall(original)
    lines = text.encode().split(b"\n")
    body = b"".join(line + end for line, end in zip(lines, [*ends, b""], strict=False)) if len(lines) == len(ends) + 1 else text.encode()
    return (BOM if original.startswith(BOM) else b"") + body


def format_diff(change: FixedFile) -> str:
    """A change as a unified diff for `patch`."""
    lines = unified_diff(
        change.before.splitlines(keepends=True), change.after.splitlines(keepends=True), f"a/{change.name}", f"b/{change.name}", n=0
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


DiffPart = tuple[str, str]
"""A part of a line: "keep", "take" (removed) or "put" (added), and its text."""


def list_changed_lines(change: FixedFile) -> Iterator[tuple[int, list[DiffPart]]]:
    """Each changed line by its number, with its parts; long unchanged parts are abridged."""
    for number, (old, new) in enumerate(zip(change.before.split("\n"), change.after.split("\n"), strict=False), 1):
        if old != new:
            yield number, list(_diff_parts(old, new))


def _diff_parts(old: str, new: str) -> Iterator[DiffPart]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for index, (kind, i, j, k, m) in enumerate(blocks):
        if kind == "equal":
            yield "keep", _abridge(old[i:j], first=index == 0, last=index == len(blocks) - 1)
        else:
            yield "take", old[i:j]
            yield "put", new[k:m]


def _abridge(text: str, *, first: bool, last: bool) -> str:
    if first and last:
        return text
    limit = CONTEXT_WIDTH if first or last else 2 * CONTEXT_WIDTH
    if len(text) <= limit + 1:
        return text
    head, tail = text[: CONTEXT_WIDTH * (not first)], text[len(text) - CONTEXT_WIDTH * (not last) :]
    return f"{head}…{tail}"
