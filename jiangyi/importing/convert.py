"""From what people have to a handout: a file's bytes become YAML or Markdown, with a report of every decision."""

from dataclasses import dataclass, field
from typing import Any

from jiangyi.core import Source, Words
from jiangyi.importing.decisions import Decision, Log, short
from jiangyi.importing.decode.cleaning import clean
from jiangyi.importing.decode.encoding import decode
from jiangyi.importing.emit.markdown_emitter import to_markdown
from jiangyi.importing.emit.yaml_emitter import to_yaml
from jiangyi.importing.parse import html_blocks, html_pieces, notes, paste_artefacts, word_files
from jiangyi.importing.parse.pictures import Find, Pictures, none_found
from jiangyi.importing.parse.raw_text import RawTextOptions, parse_raw_text
from jiangyi.importing.structure.handout import structure_handout
from jiangyi.importing.verification import safe

__all__ = ["FORMATS", "SUFFIXES", "Decision", "Imported", "NotImported", "understand"]

NOTES = (".md", ".markdown", ".mdx")
PAGES = (".html", ".htm", ".xhtml")
TEXTS = (".txt", ".text", "")
WORD = (".docx",)
SUFFIXES = (*NOTES, *PAGES, *TEXTS[:2], *WORD)
"""What can be imported."""
FORMATS = ("yaml", "markdown")
ENDINGS = {"yaml": ".yaml", "markdown": ".md"}
NO_TEXT = Words("this is no text", "不是文本")
EMPTY = Words("there are no words in it", "没有文字")
NO_WORD = Words("this is no Word file, or a broken one", "不是 Word 文件，或文件已损坏")


class NotImported(ValueError):
    """A file that nothing can be made of; the first argument says why, in both languages."""


@dataclass(frozen=True)
class Imported:
    """A handout out of some file: its text, its ending, the pictures beside it, and the decisions by line."""

    text: str
    suffix: str
    decisions: tuple[Decision, ...]
    title: str
    pictures: dict[str, bytes] = field(default_factory=dict)


def understand(
    data: bytes, name: str, suffix: str, *, to: str = "", options: RawTextOptions | None = None, find: Find = none_found
) -> Imported:
    """A file as a handout. `name` is its title where it has none, `to` the format (else what suits it). Raises NotImported.

    The same bytes give the same text, pictures and decisions, whenever and wherever.
    """
    log, pictures, options = Log(), Pictures(find), options or RawTextOptions()
    if suffix in WORD:
        head, markdown = _word(data, name, pictures, log), None
    else:
        found = decode(data, log)
        if found is None:
            raise NotImported(NO_TEXT)
        words = clean(found, log)
        if not words.strip():
            raise NotImported(EMPTY)
        if suffix in NOTES or (suffix in TEXTS and paste_artefacts.is_markdown(words)):
            head, markdown = None, notes.convert(words, name, pictures, log, mdx=suffix == ".mdx").text
        elif suffix in PAGES:
            head, markdown = _page(words, name, pictures, log), None
        else:
            head, markdown = structure_handout(parse_raw_text(words, options, log), name, log), None
    wanted = to or ("markdown" if markdown is not None else "yaml")
    made = _written(head, markdown, wanted, log)
    source = Source("import" + ENDINGS[wanted], made)
    made, manuscript = safe(source, log)
    title = str(manuscript.handout.title) if manuscript else name
    return Imported(made, ENDINGS[wanted], tuple(log), title, dict(sorted(pictures.files.items())))


def _written(head: dict[str, Any] | None, markdown: str | None, wanted: str, log: Log) -> str:
    """The text in the format that is wanted; a note goes through the reader to become YAML."""
    if markdown is None:
        return to_yaml(head or {}) if wanted == "yaml" else to_markdown(head or {})
    if wanted == "markdown":
        return markdown
    made, manuscript = safe(Source("import.md", markdown), log)
    return to_yaml(manuscript.located.data) if manuscript else to_yaml({"title": "?", "blocks": [{"type": "raw", "text": made}]})


def _page(words: str, name: str, pictures: Pictures, log: Log) -> dict[str, Any]:
    blocks, found, title = html_blocks.page(words, log)
    return _structured(blocks, found, title or name, pictures, log, ())


def _word(data: bytes, name: str, pictures: Pictures, log: Log) -> dict[str, Any]:
    try:
        document = word_files.read(data, log)
    except word_files.NotWord as error:
        raise NotImported(NO_WORD) from error
    for message in document.messages:
        log.add(0, "word", short(message, 100))
    words = word_files.FORMULA.join(clean(part, log) for part in document.html.split(word_files.FORMULA))
    blocks, found, _ = html_blocks.page(words, log)
    for number, block in enumerate(blocks, 1):
        block["_line"] = number
    return _structured(blocks, found, name, pictures, log, tuple(document.formulas))


def _structured(
    blocks: list[dict[str, Any]], found: dict[str, str], name: str, pictures: Pictures, log: Log, formulas: tuple[str, ...]
) -> dict[str, Any]:
    pieces = html_pieces.pieces(blocks, pictures, found, log, formulas)
    if not pieces:
        raise NotImported(EMPTY)
    data = structure_handout(pieces, name, log)
    used = {label: words for label, words in found.items() if words}
    return data | ({"notes": used} if used else {})
