"""The author's words in a file, and where each character of them stands: what the rules about marks look at and mend."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from jiangyi.core import YAML_LOADER, DataPath, LocatedData, Source, Span
from jiangyi.model import Manuscript, Node, inline, iter_children
from jiangyi.punctuation import Edit, rules

BETWEEN = "\n\n"
"""What parts the pieces: none of them is one paragraph with the next."""
YAML_SUFFIXES = (".yaml", ".yml")
TEXT_SUFFIXES = (".md", ".markdown", ".txt")
"""Files that are the author's words but for a front matter. Of any other format only located YAML values are known to be words."""
FRONT = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
INDENTED = re.compile(r"^(?: {4}|\t)", re.MULTILINE)
ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\n[ \t]*|.)", re.DOTALL)
HEADER = re.compile(r"(?:[&!]\S*[ \t]+)*")
"""An anchor or a tag before a value."""


@dataclass(frozen=True)
class ProsePiece:
    """A run of the author's words: `value` as it is read, `start` its place in the prose; `raw` its typing, `at` where in the source."""

    start: int
    value: str
    at: int
    raw: str
    style: str = "raw"
    """How YAML wrote it: plain, ', ", |, >; or raw, as it stands in Markdown."""

    @cached_property
    def text(self) -> str:
        """The value, with a line end wherever the typing has one that reads as a space: no rule may eat it."""
        if self.style == "raw" or "\n" not in self.raw:
            return self.value
        places = self.places or []
        ends = {n for n, (start, end) in enumerate(places) if "\n" in self.raw[start:end]}
        return "".join("\n" if n in ends else character for n, character in enumerate(self.value))

    @cached_property
    def places(self) -> list[tuple[int, int]] | None:
        """For each character of the value, where its typing begins and ends in `raw`; None where that cannot be told."""
        if self.style == "raw":
            return [(n, n + 1) for n in range(len(self.value))]
        return _aligned(self.value, list(_typed(self.raw, self.style)))


@dataclass(frozen=True)
class Prose:
    """All pieces of a source as one text."""

    source: Source
    pieces: tuple[ProsePiece, ...]
    keep: tuple[tuple[int, int], ...] = ()
    """Ranges of the text that are code."""
    text: str = field(init=False)

    def __post_init__(self) -> None:
        """Join the pieces."""
        object.__setattr__(self, "text", BETWEEN.join(piece.text for piece in self.pieces))

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """What would put the marks right."""
        return rules.correct(self.text, self.keep)

    def locate(self, start: int, length: int = 1) -> Span:
        """Where characters of the text stand in the file."""
        piece = next(piece for piece in reversed(self.pieces) if piece.start <= start)
        places = piece.places
        offset = piece.at + (places[start - piece.start][0] if places and start - piece.start < len(places) else 0)
        line = self.source.text.count("\n", 0, offset)
        return self.source.span(line, offset - (self.source.text.rfind("\n", 0, offset) + 1), length)

    def rewrite(self, edits: Iterable[Edit]) -> str:
        """The source with edits of the text made in place: every other byte stays as it is, and YAML stays what it says."""
        by_piece: dict[int, list[Edit]] = {}
        for edit in edits:
            number = next(n for n in range(len(self.pieces) - 1, -1, -1) if self.pieces[n].start <= edit.start)
            by_piece.setdefault(number, []).append(edit)
        made = [(self.pieces[n], found) for n, found in by_piece.items()]
        for quoted in (False, True):
            text = rules.apply_edits(self.source.text, [_in_source(piece, found, quoted=quoted) for piece, found in made])
            if self._still_says(text, made):
                return text
        return self.source.text

    def _still_says(self, text: str, made: list[tuple[ProsePiece, list[Edit]]]) -> bool:
        """Whether the YAML of the new text has the same structure, and each value is what it was with its edits."""
        if all(piece.style == "raw" for piece, _ in made):
            return True
        before, after = (list(_events(_yaml_of(self.source.name, whole)[1])) for whole in (self.source.text, text))
        start = _yaml_of(self.source.name, self.source.text)[0]
        wanted = {piece.at: _mended(piece, found) for piece, found in made if piece.style != "raw"}
        said = [(kind, wanted.get(start + at, value) if kind == "ScalarEvent" else value) for kind, value, at in before]
        return said == [(kind, value) for kind, value, _ in after]


def extract_prose(manuscript: Manuscript) -> Prose:
    """The words of a handout in the order of the file: in YAML the values that are text, in Markdown all below the front matter too."""
    return extract_source_prose(manuscript.source, iter_text_paths(manuscript.handout, manuscript.located.data), manuscript.located)


def extract_source_prose(source: Source, paths: Iterable[DataPath] = (), located: LocatedData | None = None) -> Prose:
    """The words of a source whose text values stand at these paths."""
    pieces: list[ProsePiece] = []
    typings = {typing: path for path in paths if located and (typing := located.scalars.get(path))}
    for typing, path in sorted(typings.items()):
        raw = source.text[typing.start : typing.end]
        pieces.append(ProsePiece(_next(pieces), _at(located.data if located else None, path), typing.start, raw, typing.style))
    if source.path.suffix.lower() not in TEXT_SUFFIXES:
        return Prose(source, tuple(pieces))
    body = _body(source.text)
    piece = ProsePiece(_next(pieces), source.text[body:], body, source.text[body:])
    keep = tuple((piece.start + start - body, piece.start + end - body) for start, end in _code(source, body))
    return Prose(source, (*pieces, piece), keep)


def _at(data: Any, path: DataPath) -> str:
    for step in path:
        data = data[step]
    return str(data)


def _next(pieces: list[ProsePiece]) -> int:
    return pieces[-1].start + len(pieces[-1].text) + len(BETWEEN) if pieces else 0


def iter_text_paths(node: Node, data: Any) -> Iterator[DataPath]:
    """The way to each value of the data that the model takes as text: never a key, an id, an address or a file."""
    seen: set[DataPath] = set()
    for path in _text_paths(node, ()):
        found: DataPath = ()
        value = data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                break
            found = (*found, step)
            if isinstance(value, str):
                break
        if isinstance(value, str) and found not in seen:
            seen.add(found)
            yield found
    notes = data.get("notes") if isinstance(data, dict) else None
    if isinstance(notes, dict):
        yield from (("notes", label) for label, note in notes.items() if isinstance(note, str))


def _text_paths(node: Node, above: DataPath) -> Iterator[DataPath]:
    for path, child in iter_children(node):
        if isinstance(child, inline.Text):
            yield (*above, *path)
        else:
            yield from _text_paths(child, (*above, *path))


def _yaml_of(name: str, text: str) -> tuple[int, str]:
    """Where the YAML of a file begins, and the YAML: all of it, or the front matter."""
    if name.lower().endswith(YAML_SUFFIXES):
        return 0, text
    match = FRONT.match(text)
    return (match.start("yaml"), match["yaml"]) if match else (0, "")


def _body(text: str) -> int:
    match = FRONT.match(text)
    return match.end() if match else 0


def _code(source: Source, body: int) -> Iterator[tuple[int, int]]:
    """The ranges of indented code, which only the parser can tell from an indented paragraph."""
    if source.path.suffix.lower() == ".txt" or not INDENTED.search(source.text, body):
        return
    from jiangyi.readers.markdown import MARKDOWN

    starts = [match.end() for match in re.finditer(r"\A|\n", source.text[body:])]
    for token in MARKDOWN.parse(source.text[body:]):
        if token.type == "code_block" and token.map:
            first, last = token.map
            yield body + starts[first], body + (starts[last] if last < len(starts) else len(source.text) - body)


UNSAFE = re.compile(r"\A[-?:,\[\]{}#&*!|>'\"%@`\s]|:\s|:\Z|\s#|[\[\]{}]|,\Z")
"""What a plain value of YAML cannot begin with, or hold."""

Event = tuple[str, str, int]
"""Kind, value and beginning of one event of the parser."""


def _events(text: str) -> Iterator[Event]:
    """The events of a YAML text; nothing more where it is broken."""
    try:
        for event in yaml.parse(text, Loader=YAML_LOADER):
            at = event.start_mark.index if event.start_mark else 0
            yield type(event).__name__, event.value if isinstance(event, yaml.ScalarEvent) else "", at
    except yaml.YAMLError:
        return


Typed = tuple[str, int, int]
"""A character and where its typing begins and ends; a line end of the typing is always a newline."""
FOLD = re.compile(r"[ \t]*\n(?:[ \t]*\n)*[ \t]*")


def _typed(raw: str, style: str) -> Iterator[Typed]:
    """Each character that a scalar of YAML says, in the way its style types it (YAML 1.2, chapters 7.3 and 8.1)."""
    match = HEADER.match(raw)
    at = match.end() if match else 0
    if style in "|>":
        yield from _block(raw, at)
        return
    end = len(raw)
    if style in "'\"":
        at, end = at + 1, end - 1
    while at < end:
        fold = FOLD.match(raw, at, end)
        escape = ESCAPE.match(raw, at, end) if style == '"' else None
        if escape:
            said = _unescaped(escape.group())
            if said:
                yield said, at, escape.end()
            at = escape.end()
        elif fold:
            yield "\n", at, fold.end()
            at = fold.end()
        else:
            length = 2 if style == "'" and raw.startswith("''", at) else 1
            yield raw[at], at, at + length
            at += length


def _block(raw: str, at: int) -> Iterator[Typed]:
    """The lines below the header of a block scalar, without their indentation."""
    header, _, _ = raw[at:].partition("\n")
    at += len(header) + 1
    lines = raw[at:].split("\n")
    given = re.search(r"[1-9]", header.split("#")[0])
    first = next((line for line in lines if line.strip()), "")
    indent = len(first) - len(first.lstrip(" "))
    if given and not lines:
        indent = int(given.group())
    for number, line in enumerate(lines):
        skip = min(indent, len(line) - len(line.lstrip(" "))) if line.strip() else len(line)
        for offset in range(skip, len(line)):
            yield line[offset], at + offset, at + offset + 1
        at += len(line)
        if number < len(lines) - 1:
            yield "\n", at, at + 1
            at += 1


def _unescaped(typed: str) -> str:
    if typed[1] == "\n":
        return ""
    said = next((event.value for event in yaml.parse(f'"{typed}"', Loader=YAML_LOADER) if isinstance(event, yaml.ScalarEvent)), "")
    return str(said)


def _aligned(text: str, typed: list[Typed]) -> list[tuple[int, int]] | None:
    """For each character of a text its typing. Line ends of the typing are a space, nothing or several line ends of the text."""
    places: list[tuple[int, int]] = []
    at = 0
    while len(places) < len(text):
        character = text[len(places)]
        if at >= len(typed):
            return None
        said, start, end = typed[at]
        if said == character:
            places.append((start, end))
        elif said == "\n" and character == " ":
            while at + 1 < len(typed) and typed[at + 1][0] == "\n":
                at += 1
            places.append((start, typed[at][2]))
        elif character == "\n" and places and text[len(places) - 1] == "\n":
            places.append((places[-1][1], places[-1][1]))
            continue
        elif said != "\n":
            return None
        at += 1
    return places


def _mended(piece: ProsePiece, edits: list[Edit]) -> str:
    return rules.apply_edits(piece.value, [Edit(e.start - piece.start, e.end - piece.start, e.text, e.rule) for e in edits])


def _in_source(piece: ProsePiece, edits: list[Edit], *, quoted: bool) -> Edit:
    """The typing of a piece with its edits; a value of YAML is typed anew in quotes where it could not stand otherwise."""
    whole = (piece.at, piece.at + len(piece.raw))
    places = piece.places
    mended = _mended(piece, edits)
    unsafe = not mended.strip() or (UNSAFE.search(mended) and not UNSAFE.search(piece.value))
    if places is None or (piece.style == "plain" and (quoted or unsafe)):
        header = HEADER.match(piece.raw)
        return Edit(*whole, (header.group() if header else "") + _quoted(mended) + "\n" * piece.raw.endswith("\n"), "")
    changes = []
    for edit in edits:
        first, last = places[edit.start - piece.start], places[max(edit.start, edit.end - 1) - piece.start]
        changes.append(Edit(first[0], last[1], _escaped(edit.text, piece.style), edit.rule))
    return Edit(*whole, rules.apply_edits(piece.raw, changes), "")


def _escaped(text: str, style: str) -> str:
    if style == '"':
        return text.replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("'", "''") if style == "'" else text


def _quoted(text: str) -> str:
    if "\n" in text:
        return '"' + _escaped(text, '"').replace("\n", "\\n") + '"'
    return "'" + _escaped(text, "'") + "'"
