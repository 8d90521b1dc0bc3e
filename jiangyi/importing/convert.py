"""Convert one file to a handout: its bytes become YAML or Markdown, with a log of every decision."""

from dataclasses import dataclass, field
from typing import Any

from jiangyi.core import Message, Source, limits
from jiangyi.importing.decisions import Decision, DecisionLog
from jiangyi.importing.decode import clean_text, decode_text
from jiangyi.importing.emit import strip_markup, to_markdown, to_yaml
from jiangyi.importing.mark_restoration import restore_marks
from jiangyi.importing.parse import (
    NoteFinder,
    PictureFinder,
    PictureStore,
    RawTextOptions,
    convert_note,
    find_no_note,
    find_nothing,
    is_markdown,
    parse_page,
    parse_raw_text,
    split_html_pieces,
)
from jiangyi.importing.structure import report_questions, structure_handout
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
NO_TEXT = Message("not a text file", "不是文本")
TOO_DEEP = Message("the file is nested too deeply; make it simpler", "文件的嵌套太深，请改得简单些")
EMPTY = Message("the file contains no text", "文件里没有文字")


class ImportFailure(ValueError):
    """A file cannot be converted to a handout; the first argument is the reason as a `Message`."""


@dataclass(frozen=True)
class ImportResult:
    """A converted file: the text of the handout, its suffix, the decisions by line, its title, and its pictures by relative path."""

    text: str
    suffix: str
    decisions: tuple[Decision, ...]
    title: str
    pictures: dict[str, bytes] = field(default_factory=dict)


def convert_file(
    data: bytes,
    name: str,
    suffix: str,
    *,
    to: str = "",
    options: RawTextOptions | None = None,
    find: PictureFinder = find_nothing,
    find_note: NoteFinder = find_no_note,
) -> ImportResult:
    """Convert a file to a handout; equal input gives equal text, pictures and decisions.

    `name` becomes the title where the file has none; `to` is one of HANDOUT_FORMATS, or "" for Markdown where the input is
    Markdown and YAML otherwise; `find` looks up the pictures that the file refers to, `find_note` the notes that it embeds. Raises
    ImportFailure.
    """
    try:
        return _convert(data, name, suffix, to, options or RawTextOptions(), PictureStore(find), find_note)
    except RecursionError as error:
        raise ImportFailure(TOO_DEEP) from error


def _convert(
    data: bytes, name: str, suffix: str, to: str, options: RawTextOptions, pictures: PictureStore, find_note: NoteFinder
) -> ImportResult:
    log = DecisionLog()
    handout: dict[str, Any] = {}
    markdown = None
    if suffix in WORD_SUFFIXES:
        handout = _convert_word(data, name, pictures, log)
    else:
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
        if suffix in NOTE_SUFFIXES or (suffix in TEXT_SUFFIXES and is_markdown(text)):
            markdown = convert_note(text, name, pictures, log, mdx=suffix == ".mdx", find_note=find_note).text
            report_questions(markdown, log)
        elif suffix in HTML_SUFFIXES:
            handout = _convert_html(text, name, pictures, log)
        else:
            handout = structure_handout(parse_raw_text(text, options, log), name, log)
    output_format = to or ("yaml" if markdown is None else "markdown")
    serialized = _serialize(handout, markdown, output_format, log)
    source = Source("import" + FORMAT_SUFFIXES[output_format], serialized)
    verified, manuscript = verify_readable(source, log)
    if not options.keep_marks:
        verified = restore_marks(manuscript, verified, log)
    title = str(manuscript.handout.title) if manuscript else name
    return ImportResult(verified, FORMAT_SUFFIXES[output_format], tuple(log), title, dict(sorted(pictures.files.items())))


def _serialize(handout: dict[str, Any], markdown: str | None, output_format: str, log: DecisionLog) -> str:
    """The text in the requested format; a note is converted to YAML by the Markdown reader."""
    if markdown is None:
        return escape_signs(to_yaml(handout), yaml=True) if output_format == "yaml" else escape_signs(to_markdown(handout))
    if output_format == "markdown":
        return markdown
    verified, manuscript = verify_readable(Source("import.md", markdown), log)
    return (
        escape_signs(to_yaml(manuscript.located.data), yaml=True)
        if manuscript
        else to_yaml({"title": "?", "blocks": [{"type": "raw", "text": verified}]})
    )


def _convert_html(text: str, name: str, pictures: PictureStore, log: DecisionLog) -> dict[str, Any]:
    blocks, footnotes, title = parse_page(text, log)
    data = _structure_blocks(blocks, footnotes, title or name, pictures, log, ())
    if title and title != strip_markup(str(data["title"])):
        log.add(1, "html-dropped", f"<title> {title}")
    return data


def _convert_word(data: bytes, name: str, pictures: PictureStore, log: DecisionLog) -> dict[str, Any]:
    try:
        document = read_word_file(data, pictures, log)
    except WordFileError as error:
        raise ImportFailure(error.args[0]) from error
    found = _structure_blocks(document.blocks, document.notes, name, pictures, log, document.held)
    return found | ({"subtitle": document.subtitle} if document.subtitle else {})


def _structure_blocks(
    blocks: list[dict[str, Any]],
    footnotes: dict[str, Any],
    name: str,
    pictures: PictureStore,
    log: DecisionLog,
    held: tuple[str, ...],
) -> dict[str, Any]:
    """The data of a handout out of the blocks of a web page or Word file."""
    pieces = split_html_pieces(blocks, pictures, footnotes, log, held)
    if not pieces:
        raise ImportFailure(EMPTY)
    data = structure_handout(pieces, name, log)
    used = {label: text for label, text in footnotes.items() if text}
    return data | ({"notes": used} if used else {})
