"""The source map of a file: the author's words as one text, and the source range of each character, for punctuation rules and `fix`."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, overload

import yaml

from jiangyi.core import YAML_LOADER, DataPath, LocatedData, Report, Source, Span, find_repairs
from jiangyi.model import Manuscript, Node, holds_mapping, iter_children
from jiangyi.punctuation import Edit, EditedText, rules
from jiangyi.readers.dialect.hash_lines import rewrite_hash_line
from jiangyi.readers.dialect.lines import find_code_lines
from jiangyi.readers.dialect.typed_lines import rewrite_typed_lines
from jiangyi.readers.prose.outline import Outline, outline_source
from jiangyi.readers.prose.refusal import EditTrials
from jiangyi.readers.registry import available_readers
from jiangyi.readers.syntax.full_width import find_full_width, find_full_width_in_yaml

SEPARATOR = "\n\n"
"""Separates the pieces, none of which continues the paragraph of the one before."""
YAML_SUFFIXES = (".yaml", ".yml")
TEXT_SUFFIXES = (".md", ".markdown", ".txt")
"""Files that are the author's words but for a front matter. Of any other format only located YAML values are known to be words."""
Ranges = tuple[tuple[int, int], ...]
FRONT = re.compile(
    r"\A(?:---[ \t]*\n|\s+^---[ \t]*\n(?=[\w-]+[ \t]*[:：]))(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
INDENTED = re.compile(r"^(?: {4}|\t)", re.MULTILINE)
ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\n[ \t]*|.)", re.DOTALL)
MAX_ROUNDS = 16
"""More than any source needs: a round leaves out what the one before refused."""
REFERENCE = re.compile(r"&#(?:\d{1,7}|[xX][0-9A-Fa-f]{1,6});")
HEADER = re.compile(r"(?:[&!]\S*[ \t]+)*")
"""An anchor or a tag before a value."""


PREFIXES = {"raw": 0, "plain": 0, "'": 1, '"': 1}
"""The number of characters before and after a value where it is typed as it is, by the style of its scalar."""


class _CharacterRanges(Sequence[tuple[int, int]]):
    """The ranges of characters that follow each other."""

    def __init__(self, start: int, count: int) -> None:
        self._starts = range(start, start + count)

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, int]]: ...

    def __getitem__(self, index: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        if isinstance(index, slice):
            return [(start, start + 1) for start in self._starts[index]]
        return self._starts[index], self._starts[index] + 1

    def __len__(self) -> int:
        return len(self._starts)


@dataclass(frozen=True)
class ProsePiece:
    """A run of the author's words: its `value`, which starts at `start` in the prose, and its `raw` form at offset `at` of the source."""

    start: int
    value: str
    at: int
    raw: str
    style: str = "raw"
    """The style of a YAML scalar (plain, ', ", | or >); raw for Markdown."""

    @cached_property
    def text(self) -> str:
        """The value, with a line end wherever the source has one that YAML folds to a space: rules must not remove it."""
        if self.style == "raw" or "\n" not in self.raw:
            return self.value
        places = self.places or []
        ends = {n for n, (start, end) in enumerate(places) if "\n" in self.raw[start:end]}
        return "".join("\n" if n in ends else character for n, character in enumerate(self.value))

    @cached_property
    def places(self) -> Sequence[tuple[int, int]] | None:
        """The range in `raw` of each character of the value; None where they cannot be aligned."""
        at = PREFIXES.get(self.style)
        if at is not None and (self.style == "raw" or "\n" not in self.raw) and self.raw[at : len(self.raw) - at] == self.value:
            return _CharacterRanges(at, len(self.value))  # as typed, without escapes and folded lines
        return _align(self.value, list(_map_scalar(self.raw, self.style)))


@dataclass(frozen=True)
class Prose:
    """The pieces of a source as one text."""

    source: Source
    pieces: tuple[ProsePiece, ...]
    keep: Ranges = ()
    """Ranges of the text that are code."""
    text: str = field(init=False)

    def __post_init__(self) -> None:
        """Join the pieces."""
        object.__setattr__(self, "text", SEPARATOR.join(piece.text for piece in self.pieces))

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that correct its punctuation and leave its outline as it is: those that do not are left out, each alone.

        What is left out may be what another edit depended on, so the rules run again without it. A source beyond a limit has none.
        """
        masked = self.masked
        trials = EditTrials(self._keeps_outline, self.text)
        for _ in range(MAX_ROUNDS):
            edits = rules.correct_masked(masked)
            if edits and self._is_beyond_limit:
                return ()
            if trials.are_exhausted:
                return edits if self._keeps_outline(edits) else ()
            refused = tuple(trials.refuse_edits(edits)) if edits else ()
            if not refused:
                return edits
            masked = rules.MaskedText(self.text, (*masked.keep, *((edit.start, max(edit.end, edit.start + 1)) for edit in refused)))
        return ()

    def _keeps_outline(self, edits: Sequence[Edit]) -> bool:
        text = self.rewrite(edits)
        return text is not None and (not self._has_outline or outline_source(replace(self.source, text=text)) == self._outline)

    @property
    def _is_beyond_limit(self) -> bool:
        """Whether reading stopped at a limit somewhere: each further reading would cost as much as that one."""
        return self._has_outline and any(code == "limit" for code, _ in self._outline[1])

    @cached_property
    def _outline(self) -> Outline:
        return outline_source(self.source)

    @cached_property
    def characters(self) -> frozenset[str]:
        """The characters of its text, and perhaps others of the source."""
        return frozenset(self.text) if "\\" in self.source.text else self.source.characters

    @cached_property
    def masked(self) -> rules.MaskedText:
        """Its text with the mask of what no rule may change; numeric references stay, since `import` protects characters by them."""
        has_markup = "&#" in self.text and self._has_outline
        references = tuple(match.span() for match in REFERENCE.finditer(self.text)) if has_markup else ()
        return rules.MaskedText(self.text, (*self.keep, *references))

    @property
    def _has_outline(self) -> bool:
        """Whether the source has a meaning that corrections must keep: raw text has none before it is imported."""
        return self.source.path.suffix.lower() in available_readers()

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]

    def locate(self, start: int, length: int = 1) -> Span:
        """The source span of characters of the text."""
        piece = self.pieces[bisect_right(self._starts, start) - 1]
        places = piece.places
        offset = piece.at + (places[start - piece.start][0] if places and start - piece.start < len(places) else 0)
        return self.source.span_at(offset, length)

    def rewrite(self, edits: Iterable[Edit]) -> str | None:
        """The source with edits of the text applied in place; None where that would change the structure of YAML or other values."""
        found = self.find_source_edits(edits)
        return None if found is None else rules.apply_edits(self.source.text, found)

    def find_source_edits(self, edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
        """The edits of the source that edits of the text stand for; None where they would change the structure of YAML or other values."""
        by_piece: dict[int, list[Edit]] = {}
        for edit in edits:
            by_piece.setdefault(bisect_right(self._starts, edit.start) - 1, []).append(edit)
        made = [(self.pieces[n], found) for n, found in by_piece.items()]
        for quoted in (False, True):
            changes = tuple(change for piece, found in made for change in _to_source_edits(piece, found, quoted=quoted))
            if self._is_equivalent(changes, made):
                return changes
        return None

    def _is_equivalent(self, changes: tuple[Edit, ...], made: list[tuple[ProsePiece, list[Edit]]]) -> bool:
        """True if the YAML of the source with its changes has the same structure, and the same values but for the edits."""
        if all(piece.style == "raw" for piece, _ in made):
            return True
        text = rules.apply_edits(self.source.text, changes)
        before, after = (list(_events(find_yaml(self.source.name, whole)[1])) for whole in (self.source.text, text))
        start = find_yaml(self.source.name, self.source.text)[0]
        edited = {piece.at: _edit_value(piece, found) for piece, found in made if piece.style != "raw"}
        expected = [(kind, edited.get(start + at, value) if kind == "ScalarEvent" else value) for kind, value, at in before]
        return expected == [(kind, value) for kind, value, _ in after]


def extract_prose(manuscript: Manuscript) -> Prose:
    """The prose of a handout in source order: YAML values that are text, and in Markdown all below the front matter."""
    paths = iter_text_paths(manuscript.handout, manuscript.located.data, manuscript.iter_children)
    return extract_source_prose(manuscript.source, paths, manuscript.located)


def extract_source_prose(source: Source, paths: Iterable[DataPath] = (), located: LocatedData | None = None) -> Prose:
    """The prose of a source whose YAML text values are at these paths."""
    pieces: list[ProsePiece] = []
    words = {typing: _at(located.data, path) for path in paths if located and (typing := located.scalars.get(path))}
    for typing, value in sorted((words | dict(located.moved if located else ())).items()):
        pieces.append(ProsePiece(_next(pieces), value, typing.start, source.text[typing.start : typing.end], typing.style))
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
    return pieces[-1].start + len(pieces[-1].text) + len(SEPARATOR) if pieces else 0


Children = Callable[[Node], Iterable[tuple[DataPath, Any]]]
"""The texts and nodes in a node, with their paths."""


def iter_text_paths(node: Node, data: Any, children: Children = iter_children) -> Iterator[DataPath]:
    """The path of each value that the model takes as text, which is no key, id, address or file name."""
    yield from dict.fromkeys(_text_paths(node, data, (), children))
    notes = data.get("notes") if isinstance(data, dict) else None
    if isinstance(notes, dict):
        yield from (("notes", label) for label, note in notes.items() if isinstance(note, str))


def _text_paths(node: Node, data: Any, above: DataPath, children: Children) -> Iterator[DataPath]:
    """The paths of the texts of a node, whose data is at a path; a string may be the data of several nodes and texts."""
    for path, child in children(node):
        value, found = data, above
        for step in path if not isinstance(data, str) else ():
            if _is_left_out(step, value):
                continue
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                value = None
                break
            found = (*found, step)
            if isinstance(value, str):
                break
        if isinstance(child, Node):
            yield from _text_paths(child, value, found, children) if value is not None else ()
        elif isinstance(value, str):
            yield found


def repair_source(source: Source) -> tuple[Source, tuple[Edit, ...]]:
    """A source that any program can read, and the edits that lead to it; see `find_repairs` and `find_full_width`."""
    if source.path.suffix.lower() not in (*YAML_SUFFIXES, *TEXT_SUFFIXES[:-1]):
        return source, ()
    is_yaml = source.path.suffix.lower() in YAML_SUFFIXES
    edited = EditedText(source.text)
    signs = (find_full_width_in_yaml if is_yaml else find_full_width)(source.text)
    edited.apply([Edit(one.start, one.start + len(one.found), one.made, "read-as") for one in signs])
    start, text = find_yaml(source.name, edited.text)
    repairs = find_repairs(text, YAML_LOADER, holds_mapping)
    edited.apply([Edit(start + one.start, start + one.end, one.text, "yaml") for one in repairs.edits])
    if not is_yaml:
        edited.apply(list(_rewrite_lines(edited.text)))
    edits = tuple(edited.merge_edits())
    return (replace(source, text=edited.text) if edits else source), edits


def _rewrite_lines(text: str) -> Iterator[Edit]:
    """The edits of lines of Markdown whose marks are short of something."""
    body = _body(text)
    lines = list(enumerate(text[body:].split("\n")))
    code = find_code_lines(lines)
    for at, ((_, before), (_, typed)) in enumerate(zip(lines, rewrite_typed_lines(lines), strict=True)):
        after = (at not in code and rewrite_hash_line(lines, at)) or typed
        if before != after:
            yield Edit(body, body + len(before), after, "read-as")
        body += len(before) + 1


def _is_left_out(step: str | int, value: Any) -> bool:
    """True for a step that the data need not have: a list for a mapping with a `body`, a block for a list of blocks."""
    if step == "body":
        return isinstance(value, list) or (isinstance(value, dict) and "type" in value and "body" not in value)
    return isinstance(step, int) and isinstance(value, dict) and "type" in value


def find_yaml(name: str, text: str) -> tuple[int, str]:
    """The offset and the text of the YAML of a file: all of it, or the front matter."""
    if name.lower().endswith(YAML_SUFFIXES):
        return 0, text
    match = FRONT.match(text)
    return (match.start("yaml"), match["yaml"]) if match else (0, "")


def _body(text: str) -> int:
    match = FRONT.match(text)
    return match.end() if match else 0


def _code(source: Source, body: int) -> Iterator[tuple[int, int]]:
    """The ranges of indented code, which only the Markdown parser can distinguish from indented paragraphs and bodies of callouts."""
    if source.path.suffix.lower() == ".txt" or not INDENTED.search(source.text, body):
        return
    from jiangyi.readers.dialect import RemarkLog, translate_lines
    from jiangyi.readers.syntax.parser import MARKDOWN  # late: most sources need no parser

    head = source.text.count("\n", 0, body)
    numbered = translate_lines("\n" * head + source.text[body:], RemarkLog(source, Report()))
    for token in MARKDOWN.parse("\n".join(line for _, line in numbered)):
        if token.type == "code_block" and token.map:
            numbers = [number for number, _ in numbered[slice(*token.map)]]
            yield source.offset_of(min(numbers)), source.offset_of(max(numbers) + 1)


UNSAFE = re.compile(r"\A[-?:,\[\]{}#&*!|>'\"%@`\s]|:\s|:\Z|\s#|[\[\]{}]|,\Z")
"""What a plain scalar of YAML cannot start with or contain."""

YamlEvent = tuple[str, str, int]
"""Class name, value and offset of an event of the YAML parser."""


def _events(text: str) -> Iterator[YamlEvent]:
    """The events of a YAML text, up to the first error."""
    try:
        for event in yaml.parse(text, Loader=YAML_LOADER):
            at = event.start_mark.index if event.start_mark else 0
            yield type(event).__name__, event.value if isinstance(event, yaml.ScalarEvent) else "", at
    except yaml.YAMLError:
        return


MappedCharacter = tuple[str, int, int]
"""A character and the start and end of its source; a folded line end is a newline."""
FOLD = re.compile(r"[ \t]*\n(?:[ \t]*\n)*[ \t]*")


def _map_scalar(raw: str, style: str) -> Iterator[MappedCharacter]:
    """The characters of a YAML scalar with their source ranges, by the rules of its style (YAML 1.2, chapters 7.3 and 8.1)."""
    match = HEADER.match(raw)
    at = match.end() if match else 0
    if style in "|>":
        yield from _map_block_scalar(raw, at)
        return
    end = len(raw)
    if style in "'\"":
        at, end = at + 1, end - 1
    while at < end:
        fold = FOLD.match(raw, at, end)
        escape = ESCAPE.match(raw, at, end) if style == '"' else None
        if escape:
            character = _unescape(escape.group())
            if character:
                yield character, at, escape.end()
            at = escape.end()
        elif fold:
            yield "\n", at, fold.end()
            at = fold.end()
        else:
            length = 2 if style == "'" and raw.startswith("''", at) else 1
            yield raw[at], at, at + length
            at += length


def _map_block_scalar(raw: str, at: int) -> Iterator[MappedCharacter]:
    """The characters of a block scalar, without its header and indentation."""
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


def _unescape(typed: str) -> str:
    if typed[1] == "\n":
        return ""
    value = next((event.value for event in yaml.parse(f'"{typed}"', Loader=YAML_LOADER) if isinstance(event, yaml.ScalarEvent)), "")
    return str(value)


def _align(text: str, typed: list[MappedCharacter]) -> list[tuple[int, int]] | None:
    """The source range of each character of a text; a folded line end may be a space, nothing, or several line ends in the text."""
    places: list[tuple[int, int]] = []
    at = 0
    while len(places) < len(text):
        character = text[len(places)]
        if at >= len(typed):
            return None
        typed_character, start, end = typed[at]
        if typed_character == character:
            places.append((start, end))
        elif typed_character == "\n" and character == " ":
            while at + 1 < len(typed) and typed[at + 1][0] == "\n":
                at += 1
            places.append((start, typed[at][2]))
        elif character == "\n" and places and text[len(places) - 1] == "\n":
            places.append((places[-1][1], places[-1][1]))
            continue
        elif typed_character != "\n":
            return None
        at += 1
    return places


def _edit_value(piece: ProsePiece, edits: list[Edit]) -> str:
    return rules.apply_edits(piece.value, [Edit(e.start - piece.start, e.end - piece.start, e.text, e.rule) for e in edits])


def _to_source_edits(piece: ProsePiece, edits: list[Edit], *, quoted: bool) -> Iterator[Edit]:
    """The edits of the source for the edits of a piece; a plain YAML scalar that could not stay plain is put in quotes."""
    places = piece.places
    edited = _edit_value(piece, edits)
    unsafe = not edited.strip() or (UNSAFE.search(edited) and not UNSAFE.search(piece.value))
    if places is None or (piece.style == "plain" and (quoted or unsafe)):
        header = HEADER.match(piece.raw)
        text = (header.group() if header else "") + _quote(edited) + "\n" * piece.raw.endswith("\n")
        yield Edit(piece.at, piece.at + len(piece.raw), text, edits[0].rule)
        return
    for edit in edits:
        first, last = places[edit.start - piece.start], places[max(edit.start, edit.end - 1) - piece.start]
        yield Edit(piece.at + first[0], piece.at + last[1], _escape(edit.text, piece.style), edit.rule)


def _escape(text: str, style: str) -> str:
    if style == '"':
        return text.replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("'", "''") if style == "'" else text


def _quote(text: str) -> str:
    if "\n" in text:
        return '"' + _escape(text, '"').replace("\n", "\\n") + '"'
    return "'" + _escape(text, "'") + "'"
