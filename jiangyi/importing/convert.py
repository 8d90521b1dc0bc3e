"""Convert one file to a handout: its bytes become YAML or Markdown, with a log of every decision."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.core import Message, Source, limits
from jiangyi.importing.decisions import Decision, DecisionLog
from jiangyi.importing.decode import clean_text, decode_text
from jiangyi.importing.emit import escape_inline, strip_markup, to_markdown, to_yaml
from jiangyi.importing.mark_restoration import restore_marks
from jiangyi.importing.note_kinds import choose_note_kinds, find_kinds
from jiangyi.importing.parse import (
    NoteFinder,
    PictureFinder,
    PictureStore,
    RawTextOptions,
    TextPiece,
    convert_note,
    draw_line,
    find_no_note,
    find_nothing,
    is_markdown,
    parse_page,
    parse_raw_text,
    split_html_pieces,
)
from jiangyi.importing.structure import report_questions, structure_as_chosen
from jiangyi.importing.verification import verify_readable
from jiangyi.importing.word import WordFileError, read_word_file
from jiangyi.readers import escape_signs

NOTE_SUFFIXES = (".md", ".markdown", ".mdx")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
TEXT_SUFFIXES = (".txt", ".text", "")
WORD_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")
IMPORT_SUFFIXES = (*NOTE_SUFFIXES, *HTML_SUFFIXES, *TEXT_SUFFIXES[:2], *WORD_SUFFIXES)
"""Suffixes of the files that can be imported."""
HANDOUT_FORMATS = ("yaml", "markdown")
FORMAT_SUFFIXES = {"yaml": ".yaml", "markdown": ".md"}
SHOWN_FIELDS = ("caption", "columns", "rows", "items", "body", "text", "alt", "code", "tex", "by")
"""The fields of a finished block whose words are shown beside the result."""
NO_TEXT = Message("not a text file", "不是文本")
TOO_DEEP = Message("the file is nested too deeply; make it simpler", "文件的嵌套太深，请改得简单些")
EMPTY = Message("the file contains no text", "文件里没有文字")


class ImportFailure(ValueError):
    """A file cannot be converted to a handout; the first argument is the reason as a `Message`."""


@dataclass(frozen=True)
class ImportChoices:
    """What the user has chosen: the output format, which corrections are turned off, what single lines are, and the title."""

    to: str = ""
    """One of HANDOUT_FORMATS, or "" for Markdown where the input is Markdown and YAML otherwise."""
    options: RawTextOptions = field(default_factory=RawTextOptions)
    kinds: Mapping[int, str] = field(default_factory=dict)
    """The kinds of lines, one of LINE_KINDS, by their numbers as in decisions."""
    title: str = ""
    """Replaces the title that was found."""
    counts_paragraphs: bool = False
    """Whether lines of a web page are numbered by its paragraphs: its source may be one line."""


@dataclass(frozen=True)
class ImportResult:
    """A converted file: the text of the handout, its suffix, the decisions by line, its title, and its pictures by relative path."""

    text: str
    suffix: str
    decisions: tuple[Decision, ...]
    title: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    lines: tuple[tuple[int, str], ...] = ()
    """The lines of the source with their numbers; of a web page or Word file its paragraphs."""
    kinds: dict[int, str] = field(default_factory=dict)
    """What lines were taken for, by number."""


def convert_file(
    data: bytes,
    name: str,
    suffix: str,
    *,
    to: str = "",
    options: RawTextOptions | None = None,
    kinds: Mapping[int, str] | None = None,
    title: str = "",
    counts_paragraphs: bool = False,
    find: PictureFinder = find_nothing,
    find_note: NoteFinder = find_no_note,
) -> ImportResult:
    """Convert a file to a handout; equal input gives equal text, pictures and decisions.

    `name` becomes the title where the file has none; the other choices are as in ImportChoices; `find` looks up
    the pictures that the file refers to, `find_note` the notes that it embeds. Raises ImportFailure.
    """
    choices = ImportChoices(to, options or RawTextOptions(), kinds or {}, title, counts_paragraphs)
    try:
        return _convert(data, name, suffix, choices, PictureStore(find), find_note)
    except RecursionError as error:
        raise ImportFailure(TOO_DEEP) from error


def _convert(data: bytes, name: str, suffix: str, choices: ImportChoices, pictures: PictureStore, find_note: NoteFinder) -> ImportResult:
    log = DecisionLog()
    made = _read_source(data, name, suffix, choices, pictures, find_note, log)
    output_format = choices.to or ("yaml" if made.markdown is None else "markdown")
    serialized = _serialize(made, output_format, log)
    source = Source("import" + FORMAT_SUFFIXES[output_format], serialized)
    verified, manuscript = verify_readable(source, log)
    if made.note_lines and output_format == "markdown":
        log.kinds |= find_kinds(made.note_lines, manuscript)
    if not choices.options.keep_marks:
        verified = restore_marks(manuscript, verified, log)
    return ImportResult(
        verified,
        FORMAT_SUFFIXES[output_format],
        tuple(log),
        str(manuscript.handout.title) if manuscript else name,
        dict(sorted(pictures.files.items())),
        made.lines,
        dict(log.kinds),
    )


@dataclass(frozen=True)
class _Converted:
    """A file as the data of a handout, or in Markdown, and its lines."""

    handout: dict[str, Any]
    markdown: str | None
    lines: tuple[tuple[int, str], ...]
    note_lines: tuple[tuple[int, str], ...] = ()
    """The lines of the Markdown with their numbers in the source."""


def _read_source(
    data: bytes, name: str, suffix: str, choices: ImportChoices, pictures: PictureStore, find_note: NoteFinder, log: DecisionLog
) -> _Converted:
    if suffix in WORD_SUFFIXES:
        return _convert_word(data, name, choices, pictures, log)
    text = _decode(data, log)
    if suffix in NOTE_SUFFIXES or (suffix in TEXT_SUFFIXES and is_markdown(text)):
        note = convert_note(text, name, pictures, log, mdx=suffix == ".mdx", find_note=find_note)
        note = choose_note_kinds(note, choices.kinds)
        if choices.title:
            note.head["title"] = escape_inline(choices.title)
        report_questions(note.text, log)
        return _Converted({}, note.text, _number_lines(text), tuple(note.lines))
    if suffix in HTML_SUFFIXES:
        return _convert_html(text, name, choices, pictures, log)
    pieces = parse_raw_text(text, choices.options, log)
    return _Converted(_structure(pieces, name, choices, log), None, _number_lines(text))


def _decode(data: bytes, log: DecisionLog) -> str:
    """The clean text of a file. Raises ImportFailure."""
    if len(data) > limits.IMPORT_TEXT_BYTES.value:
        raise ImportFailure(limits.IMPORT_TEXT_BYTES.explain())
    decoded = decode_text(data, log)
    if decoded is None:
        raise ImportFailure(NO_TEXT)
    text = clean_text(decoded, log)
    if not text.strip():
        raise ImportFailure(EMPTY)
    if sum(map(bool, map(str.strip, text.split("\n")))) > limits.IMPORT_LINES.value:
        raise ImportFailure(limits.IMPORT_LINES.explain())
    return text


def _number_lines(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _serialize(made: _Converted, output_format: str, log: DecisionLog) -> str:
    """The text in the requested format; a note is converted to YAML by the Markdown reader."""
    if made.markdown is None:
        handout = made.handout
        return escape_signs(to_yaml(handout), yaml=True) if output_format == "yaml" else escape_signs(to_markdown(handout))
    if output_format == "markdown":
        return made.markdown
    verified, manuscript = verify_readable(Source("import.md", made.markdown), log)
    return (
        escape_signs(to_yaml(manuscript.located.data), yaml=True)
        if manuscript
        else to_yaml({"title": "?", "blocks": [{"type": "raw", "text": verified}]})
    )


def _convert_html(text: str, name: str, choices: ImportChoices, pictures: PictureStore, log: DecisionLog) -> _Converted:
    blocks, footnotes, title = parse_page(text, log)
    if choices.counts_paragraphs:
        _count_paragraphs(blocks, log)
    made = _structure_blocks(blocks, footnotes, title or name, choices, pictures, log, ())
    if title and title != strip_markup(str(made.handout["title"])):
        log.add(1, "html-dropped", f"<title> {title}")
    return made


def _count_paragraphs(blocks: list[dict[str, Any]], log: DecisionLog) -> None:
    """Number the blocks of a page, and what was decided in their lines."""
    lines = sorted(block["_line"] for block in blocks)
    log.decisions = [replace(one, line=bisect_right(lines, one.line) or 1) if one.line else one for one in log.decisions]
    for number, block in enumerate(blocks, 1):
        block["_line"] = number


def _convert_word(data: bytes, name: str, choices: ImportChoices, pictures: PictureStore, log: DecisionLog) -> _Converted:
    try:
        document = read_word_file(data, pictures, log)
    except WordFileError as error:
        raise ImportFailure(error.args[0]) from error
    made = _structure_blocks(document.blocks, document.notes, name, choices, pictures, log, document.held)
    return replace(made, handout=made.handout | ({"subtitle": document.subtitle} if document.subtitle else {}))


def _structure_blocks(
    blocks: list[dict[str, Any]],
    footnotes: dict[str, Any],
    name: str,
    choices: ImportChoices,
    pictures: PictureStore,
    log: DecisionLog,
    held: tuple[str, ...],
) -> _Converted:
    """The data of a handout out of the blocks of a web page or Word file."""
    pieces = split_html_pieces(blocks, pictures, footnotes, log, held)
    if not pieces:
        raise ImportFailure(EMPTY)
    data = _structure(pieces, name, choices, log)
    used = {label: text for label, text in footnotes.items() if text}
    return _Converted(data | ({"notes": used} if used else {}), None, tuple(map(_show_piece, pieces)))


def _show_piece(piece: TextPiece) -> tuple[int, str]:
    """The number and the words of a piece, for the list of what the source has."""
    return piece.line, strip_markup(draw_line(piece.text)) if not piece.block else "\n".join(_iter_words(piece.block))


def _iter_words(value: Any) -> Iterator[str]:
    """The words of a finished block, row by row."""
    if isinstance(value, str):
        yield strip_markup(value)
    elif isinstance(value, list):
        inner = [words for one in value for words in _iter_words(one)]
        yield from [" │ ".join(inner)] if inner and all(isinstance(one, str) for one in value) else inner
    elif isinstance(value, Mapping):
        for key in SHOWN_FIELDS:
            yield from _iter_words(value.get(key))


def _structure(pieces: list[TextPiece], name: str, choices: ImportChoices, log: DecisionLog) -> dict[str, Any]:
    """The data of a handout out of pieces, with the title that the user has chosen."""
    data = structure_as_chosen(pieces, name, choices.kinds, log)
    return data | ({"title": escape_inline(choices.title)} if choices.title else {})
