"""Read Word files (.docx, .docm, .dotx): the blocks of the body, the notes, and a report of what is outside the text.

Own reading of the XML, not a converter to HTML: of the features of ECMA-376 that teachers' files use, mammoth 1.13 leaves out readings,
emphasis marks, underlined blanks, fields without a stored result, page breaks, comments, headers, hidden text, charts, SmartArt and
symbols in fonts, keeps one of two notes with the same id, and refuses a main part of another name; each would have to be written into the
XML before it runs.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.decode import clean_text, decode_text
from jiangyi.importing.emit import escape_inline
from jiangyi.importing.parse import PictureStore, parse_page
from jiangyi.importing.word.blocks import BlockReader
from jiangyi.importing.word.container import TOO_DEEP, WordContainer, WordFileError, WordLimitError, check_main_part, open_word_file
from jiangyi.importing.word.context import Data, WordContext
from jiangyi.importing.word.numbering import read_numbering
from jiangyi.importing.word.runs import make_note_label
from jiangyi.importing.word.styles import WHITE, read_styles
from jiangyi.importing.word.xml_names import VML, A, W, child_value, iterate_texts, parse_twips

MAX_EMBEDDED = 3
"""How deep files may be embedded in one another."""
SPECIAL_NOTES = ("separator", "continuationSeparator", "continuationNotice")
HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass
class WordDocument:
    """A Word file as blocks, its notes by label, and the finished Markdown that marks in the texts stand for."""

    blocks: list[Data] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    subtitle: str = ""


def read_word_file(data: bytes, pictures: PictureStore, log: DecisionLog) -> WordDocument:
    """Convert a Word file to blocks. Raises WordFileError."""
    try:
        context = _open_context(open_word_file(data), pictures, log)
        body = context.container.read_xml(context.container.main)
        check_main_part(body, context.container.main)
        return _read_document(body, context)
    except (RecursionError, MemoryError) as error:
        raise WordFileError(TOO_DEEP) from error


def _open_context(container: WordContainer, pictures: PictureStore, log: DecisionLog) -> WordContext:
    def read_kind(kind: str) -> Any:
        part = container.find_related(kind)
        return container.read_xml(part) if part else None

    styles = read_styles(read_kind("styles"))
    context = WordContext(container, styles, read_numbering(read_kind("numbering")), pictures, log, part=container.main)
    settings = read_kind("settings")
    stop = None if settings is None else settings.find(f"{W}defaultTabStop")
    twips = parse_twips(stop.get(f"{W}val")) if stop is not None else 720.0
    context.tab_width = max(1.0, min(twips / 10 / max(styles.base.size, 10), 8.0))
    context.comments = _read_comments(read_kind("comments"))
    context.read_embedded = _read_embedded
    return context


def _read_document(root: Any, context: WordContext) -> WordDocument:
    body = root.find(f"{W}body")
    size = next(root.iter(f"{W}pgSz"), None)
    margins = next(root.iter(f"{W}pgMar"), None)
    if size is not None and margins is not None:
        width = parse_twips(size.get(f"{W}w")) - sum(parse_twips(margins.get(f"{W}{side}")) for side in ("left", "right", "start", "end"))
        context.text_width = width if width > 1000 else context.text_width
    ground = root.find(f"{W}background")
    context.has_background = ground is not None and WHITE.match(ground.get(f"{W}color", "FFFFFF")) is None
    context.section_types = [child_value(section, "type") for section in root.iter(f"{W}sectPr")][1:]
    context.chinese = HAN.search("".join(iterate_texts(root))) is not None
    blocks = [] if body is None else BlockReader(context).read(body)
    notes = _read_notes(context) | context.embedded_notes
    context.line, context.first_words = 0, ""
    _report_surroundings(context)
    return WordDocument(_trim_page_breaks(blocks), notes, tuple(context.held.texts), context.held.insert(context.subtitle))


def _trim_page_breaks(blocks: list[Data]) -> list[Data]:
    """The blocks without page breaks at the start, at the end, and next to one another."""
    out: list[Data] = []
    for block in blocks:
        if block["type"] != "page_break" or (out and out[-1]["type"] != "page_break"):
            out.append(block)
    while out and out[-1]["type"] == "page_break":
        out.pop()
    return out


def _read_notes(context: WordContext) -> dict[str, Any]:
    """The notes that are referenced, by label; those without a reference are reported."""
    found: dict[str, Any] = {}
    for kind in ("footnote", "endnote"):
        part = context.container.find_related(f"{kind}s")
        root = context.container.read_xml(part) if part else None
        if root is None:
            continue
        context.part = part
        for note in root.iterchildren(f"{W}{kind}"):
            number = note.get(f"{W}id", "")
            words = "".join(iterate_texts(note))
            if note.get(f"{W}type") in SPECIAL_NOTES or not words.strip():
                continue
            calls = context.used_notes.get((kind, number))
            if not calls:
                context.line, context.first_words = 0, ""
                context.report("note-unused", words)
                continue
            context.line, context.first_words = calls[0].line, calls[0].first_words
            label = context.note_prefix + make_note_label(kind, number)
            content = BlockReader(context, inside=True).read_note(note)
            found |= {label: content} if content else {}
        context.part = context.container.main
    for (kind, number), calls in context.used_notes.items():
        if context.note_prefix + make_note_label(kind, number) not in found:
            for call in calls:
                context.log.add(call.line, "note-left", f"{kind} {number}", call.first_words)
                context.held.replace(call.held, "")
    return found


def _read_comments(root: Any) -> dict[str, str]:
    """The comments by id, each with its author."""
    if root is None:
        return {}
    found = {}
    for comment in root.iter(f"{W}comment"):
        words = " ".join("".join(iterate_texts(paragraph)) for paragraph in comment.iter(f"{W}p")).strip()
        author = comment.get(f"{W}author", "")
        if words:
            found[comment.get(f"{W}id", "")] = f"{author}：{words}" if author else words
    return found


def _report_surroundings(context: WordContext) -> None:
    """Report the comments without a place, and the texts of headers and footers, each once."""
    for words in context.comments.values():
        context.report("remark", words)
    seen: set[str] = set()
    for related in context.container.relationships(context.container.main).values():
        if related.kind not in ("header", "footer") or related.external:
            continue
        root = context.container.read_xml(related.target)
        for words in [] if root is None else _iterate_header_texts(root):
            if words not in seen:
                seen.add(words)
                context.report("header", words)


def _iterate_header_texts(root: Any) -> Iterator[str]:
    for paragraph in root.iter(f"{W}p"):
        if next(paragraph.iterancestors(f"{W}p"), None) is None:
            words = " ".join("".join(iterate_texts(paragraph)).split())
            yield from (words,) if words else ()
    for path in root.iter(f"{VML}textpath"):
        if path.get("string"):
            yield path.get("string")
    if next(root.iter(f"{A}blip", f"{VML}imagedata"), None) is not None:
        yield "[图片]"


def _read_embedded(data: bytes, name: str, context: WordContext) -> list[Data] | None:
    """The blocks of an embedded file: a web page, a Word file, text; None for other formats."""
    suffix = posixpath.splitext(name)[1].lower()
    if suffix in (".docx", ".docm", ".dotx", ".dotm") or data.startswith(b"PK\x03\x04"):
        return _read_embedded_word(data, context)
    if suffix in (".mht", ".mhtml"):
        data, suffix = _extract_page(data), ".html"
    text = decode_text(data, context.log)
    if text is None or suffix == ".rtf" or text.startswith("{\\rtf"):
        return None
    text = clean_text(text, context.log)
    if suffix in (".html", ".htm", ".xhtml") or re.match(r"\s*<(?:!doctype|html|\?xml)", text, re.IGNORECASE):
        blocks, notes, _ = parse_page(text, context.log)
        for note in notes.values():
            context.report("note-unused", str(note))
        context.container.budget.spend_contents(len(blocks))
        return blocks
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    context.container.budget.spend_contents(len(lines))
    return [{"type": "paragraph", "text": escape_inline(line)} for line in lines]


def _read_embedded_word(data: bytes, context: WordContext) -> list[Data] | None:
    if context.depth >= MAX_EMBEDDED:
        return None
    try:
        inner = _open_context(open_word_file(data, context.container.budget), context.pictures, context.log)
        inner.depth, inner.line, inner.held, inner.first_words = context.depth + 1, context.line, context.held, context.first_words
        root = inner.container.read_xml(inner.container.main)
        check_main_part(root, inner.container.main)
        body = root.find(f"{W}body")
        inner.note_prefix = f"{context.note_prefix}b{len(context.embedded_notes)}"
        blocks = [] if body is None else BlockReader(inner).read(body)
        context.embedded_notes |= _read_notes(inner) | inner.embedded_notes
        _report_surroundings(inner)
    except WordLimitError:
        raise
    except WordFileError:
        return None
    return blocks


def _extract_page(data: bytes) -> bytes:
    """The web page in a MIME archive."""
    import email

    message = email.message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            found = part.get_payload(decode=True)
            return found if isinstance(found, bytes) else b""
    return data
