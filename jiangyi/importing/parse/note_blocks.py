"""Rewrite the blocks of a note in place: text, pictures, HTML, code, tables and formulas that the handout reader understands."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it.token import Token

from jiangyi.importing.decisions import shorten
from jiangyi.importing.emit import MarkdownEmitter, escape_block_starts, escape_inline, strip_markup
from jiangyi.importing.parse import html_blocks, html_tags, paste_artefacts
from jiangyi.importing.parse.note_inlines import (
    COMPONENT,
    FIGURE_MARK,
    NoteContext,
    RewrittenParagraph,
    find_opaque_ranges,
    rewrite_paragraph,
)
from jiangyi.importing.parse.pictures import PictureStore
from jiangyi.model import ID_PATTERN
from jiangyi.readers import MARKDOWN, NumberedLine, ends_with_attributes, escape_braces, split_lines

Data = dict[str, Any]
TASK = re.compile(r"^\[[ xX]\][ \t]+")
LANGUAGE = re.compile(r"[\w+#.-]+")
ATTRIBUTES = re.compile(r"(?<!\\)\{:?[ ]*(?:[#.][^{}\n]+|[A-Za-z_-]+=[^{}\n]*)\}[ ]*$")
"""Attributes of a block at its end: {#id .class key=value} (pandoc), {: #id} (kramdown)."""
HEADING_ID = re.compile(r"(?<=\S)[ \t]*\{#[^\W\d_][\w-]*\}\s*$")
FINAL = re.compile(r"[。！？!?；;：:.…][”’」』）)*=\"']*$")


def escape_comment(text: str) -> str:
    """Text that neither ends an HTML comment nor contains blank lines."""
    return re.sub(r"\n\s*\n+", "\n", re.sub(r"-{2,}", "—", text)).replace(">", "＞").strip("-")


def flatten_to_line(found: RewrittenParagraph) -> str:
    """A rewritten paragraph on one line, with the names of its pictures."""
    text = re.sub(
        f"{FIGURE_MARK}(\\d+){FIGURE_MARK}",
        lambda match: escape_inline(_name_picture(found.figures[int(match[1])])),
        found.text,
    )
    return " ".join(text.replace("\\\n", " ").split("\n")).strip()


def _name_picture(figure: Data) -> str:
    """What a picture, or the gap in its place, is called."""
    return str(figure.get("alt") or figure.get("src") or figure.get("was") or "")


@dataclass
class NoteRewriter:
    """Rewrites the lines of a note: every block with text is rewritten in place."""

    lines: list[NumberedLine]
    context: NoteContext
    pictures: PictureStore
    chinese: bool
    out: list[NumberedLine] = field(default_factory=list)
    breaks: int = 0

    def rewrite_lines(self) -> list[NumberedLine]:
        """All lines of the note, rewritten."""
        texts = [line for _, line in self.lines]
        wrapped = paste_artefacts.is_hard_wrapped(texts)
        tokens = MARKDOWN.parse("\n".join(texts))
        labels = frozenset(token.meta["label"] for token in tokens if token.type == "footnote_reference_open")
        self.context = replace(self.context, notes=labels)
        at = 0
        for start, end, new in self.find_changes(tokens, wrapped=wrapped):
            if start < at:
                continue
            number = self.lines[start][0] if start < len(self.lines) else 0
            self.out += self.lines[at:start]
            self.out += [(number, line) for line in new]
            at = end
        self.out += self.lines[at:]
        if self.breaks:
            self.context.log.add(0, "lines", str(self.breaks))
        return self.out

    def find_changes(self, tokens: list[Token], *, wrapped: bool) -> Iterator[tuple[int, int, list[str]]]:
        """The changed blocks: start line, end line (exclusive), new lines."""
        until = note_end = 0
        for at, token in enumerate(tokens):
            if token.map is None or token.map[0] < until:
                continue
            start, end = token.map
            match token.type:
                case "footnote_reference_open":
                    note_end = end
                case "table_open":
                    yield start, end, self.rewrite_table(start, end)
                    until = end
                case "inline":
                    opening = tokens[at - 1]
                    end = opening.map[1] if opening.type == "heading_open" and opening.map else end  # with its underline
                    top = opening.level == 0 and not wrapped
                    new = (
                        self.rewrite_heading(token, start, end)
                        if opening.type == "heading_open"
                        else self.rewrite_text_block(token, start, end, top=top, wrapped=wrapped, in_note=start < note_end)
                    )
                    yield start, end, new
                    until = end
                case "html_block":
                    while end > start and not self.lines[end - 1][1].strip(" \t>"):
                        end -= 1
                    yield start, end, self.rewrite_html(token, start, end)
                    until = end
                case "attribute_line":
                    self.context.log.add(self.lines[start][0], "attributes", token.content.strip() or self.lines[start][1].strip())
                case "fence":
                    yield from self.rewrite_fence(token, start)
                case "math_block" | "math_block_label":
                    yield from self.rewrite_formula(token, start, end)

    def find_prefixes(self, start: int, content: str) -> tuple[str, str]:
        """The prefix of a block's first line (quotation, list marker), and that of its further lines."""
        line = self.lines[start][1]
        first = content.split("\n", maxsplit=1)[0].strip()
        place = line.find(first) if first else len(line)
        if place < 0:
            match = re.match(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*", line)
            place = match.end() if match else 0
        before = line[:place]
        return before, re.sub(r"[^>\s]", " ", before)

    def rewrite_text_block(self, token: Token, start: int, end: int, *, top: bool, wrapped: bool, in_note: bool) -> list[str]:
        """A paragraph as lines; unchanged where it contains no foreign syntax."""
        before, behind = self.find_prefixes(start, token.content)
        task = TASK.match(token.content)
        content = token.content[task.end() :] if task else token.content
        if attributes := ATTRIBUTES.search(content):
            self.context.log.add(self.lines[start][0], "attributes", attributes.group().strip())
        found = rewrite_paragraph(self.mark_line_breaks(content, top=top, wrapped=wrapped), self.lines[start][0], self.context)
        found = self.put_pictures_in_line(found, self.lines[start][0], all_of_them=in_note)
        first = before + (task.group() if task else "")
        if found.text == content and not found.figures and not found.comments and not found.blocks:
            return [line for _, line in self.lines[start:end]]
        parts = [guard_block_starts(part) for part in self.split_parts(found, self.lines[start][0])]
        return self.prefix_parts(parts, first, behind)

    def mark_line_breaks(self, text: str, *, top: bool, wrapped: bool) -> str:
        """Mark line ends as the author sees them: note programs show each, handouts join lines. The end of a sentence ends a paragraph."""
        if wrapped or "\n" not in text:
            return text
        if any(not isinstance(part, str) for part in split_lines(text)):
            return text  # the reader makes a list or a dialogue of these lines
        opaque = find_opaque_ranges(text)
        lines = text.split("\n")
        out, at = lines[0], 0
        for above, line in itertools.pairwise(lines):
            at += len(above) + 1
            if any(start < at <= end for start, end in opaque):
                out += "\n" + line
                continue
            hard = re.search(r"(?:\\|  )$", above) or not re.search(r"[\u3400-\u9fff]", above + line)
            joint = "\n" if hard else "\n\n" if top and FINAL.search(above.strip()) else "\\\n"
            self.breaks += not hard
            out = out.rstrip(" ") + joint + line.strip() if joint != "\n" else out + joint + line
        return out

    def split_parts(self, found: RewrittenParagraph, number: int) -> list[str]:
        """The parts of a rewritten paragraph that are separate blocks: text, pictures, other blocks, comments."""
        emitter = MarkdownEmitter(chinese=self.chinese)
        parts = re.split(f"(?:\\\\?\n)?{FIGURE_MARK}(\\d+){FIGURE_MARK}(?:\\\\?\n)?", found.text)
        out: list[str] = []
        for position, piece in enumerate(parts):
            if position % 2:
                out.append(self.emit_figure(found.figures[int(piece)], number))
            else:
                words = re.sub(r"^(?:\\\n|\s)+|(?:\\\n|\s)+$|\\$", "", piece) if piece.strip("\\\n ") else ""
                out += [words] if re.sub(r"[*=_\s\\]", "", words) else []
        out += emitter.emit_blocks([self.place_pictures(block, number) for block in found.blocks])
        out += [f"<!-- {escape_comment(words)} -->" for words in found.comments]
        return out or ["\\"]

    def put_pictures_in_line(self, found: RewrittenParagraph, number: int, *, all_of_them: bool = True) -> RewrittenParagraph:
        """A paragraph with its pictures in the line: all of a cell or footnote, else those that are part of a sentence.

        What is in place of a picture that cannot be shown stays a block.
        """
        left: list[Data] = []

        def insert(match: re.Match[str]) -> str:
            made = self.pictures.place_figure(found.figures[int(match[1])], number, self.context.log, chinese=self.chinese)
            beside = found.text[: match.start()], found.text[match.end() :]
            if made["type"] == "figure" and (all_of_them or self.pictures.stays_in_line(made, *beside)):
                kept = {key: made[key] for key in ("type", "src", "alt", "width", "height") if key in made}
                title = f"（{made['caption']}）" if made.get("caption") else ""
                return MarkdownEmitter(chinese=self.chinese).emit_block(kept) + title
            if made["type"] == "paragraph" and all_of_them:
                return str(made["text"])
            left.append(made)
            return f"{FIGURE_MARK}{len(left) - 1}{FIGURE_MARK}"

        return replace(found, text=re.sub(f"{FIGURE_MARK}(\\d+){FIGURE_MARK}", insert, found.text), figures=left)

    def emit_figure(self, figure: Data, number: int) -> str:
        """The Markdown of a picture, or of the link or gap in its place."""
        made = self.place_pictures(figure, number)
        return "\n\n".join(MarkdownEmitter(chinese=self.chinese).emit_blocks([made]))

    def place_pictures(self, value: Any, number: int) -> Any:
        """The data of blocks with each picture stored."""
        if isinstance(value, dict) and value.get("type") == "figure":
            return self.pictures.place_figure(value, number, self.context.log, chinese=self.chinese)
        if isinstance(value, dict):
            return {key: self.place_pictures(inner, number) for key, inner in value.items()}
        return [self.place_pictures(inner, number) for inner in value] if isinstance(value, list) else value

    def rewrite_heading(self, token: Token, start: int, end: int) -> list[str]:
        """A heading on one line, pictures below it; a heading without text is dropped."""
        before, behind = self.find_prefixes(start, token.content)
        number = self.lines[start][0]
        found = rewrite_paragraph(" ".join(token.content.split("\n")), number, self.context)
        words = " ".join(re.sub(f"{FIGURE_MARK}\\d+{FIGURE_MARK}", " ", found.text).replace("\\\n", " ").split("\n")).strip()
        if ends_with_attributes(words):
            self.context.log.add(number, "attributes", words)
            words = words if HEADING_ID.search(words) else escape_braces(words, "&#123;")
        parts = [
            part
            for part in self.split_parts(
                RewrittenParagraph(
                    "".join(f"{FIGURE_MARK}{n}{FIGURE_MARK}" for n in range(len(found.figures))),
                    found.figures,
                    found.comments,
                    found.blocks,
                ),
                number,
            )
            if part != "\\"
        ]
        level = re.search(r"#{1,6}\s*$", before)
        if not level:  # a setext heading
            level_marks = "#" if self.lines[end - 1][1].strip(" \t>").startswith("=") else "##"
            before = f"{before}{level_marks} "
        rest = self.prefix_parts(parts, behind.replace("#", " "), behind.replace("#", " ")) if parts else []
        if not strip_markup(words).strip():
            alone = [behind.replace("#", " ") + words] if words else []
            return [*alone, *([""] if alone and rest else []), *rest] or [""]
        return [f"{before}{words}", *(["" if not behind.strip() else behind.rstrip(), *rest] if rest else [])]

    def rewrite_html(self, token: Token, start: int, end: int) -> list[str]:
        """An HTML block as Markdown blocks; a comment alone stays a comment."""
        if re.fullmatch(r"\s*<!--.*?-->\s*", token.content, re.DOTALL) and token.content.count("<!--") == 1:
            self.context.log.add(self.lines[start][0], "comment", " ".join(token.content.strip()[4:-3].split()))
            return [line for _, line in self.lines[start:end]]
        number = self.lines[start][0]
        before, behind = self.find_prefixes(start, token.content)
        content = token.content
        if self.context.components:
            for match in COMPONENT.finditer(content):
                self.context.log.add(number, "jsx", " ".join(match.group().split()))
            content = COMPONENT.sub("", content)
        self.context.log.add(number, "html", html_tags.list_tags(content))
        comments = [" ".join(words.split()) for words in re.findall(r"<!--(.*?)-->", content, re.DOTALL)]
        parts = [f"<!-- {escape_comment(words)} -->" for words in comments if words]
        for block in html_blocks.parse_fragment(content, number, self.context.log):
            parts += self.rewrite_html_block(block, number)
        return self.prefix_parts(parts, before, behind) if parts else [behind.rstrip()]

    def rewrite_html_block(self, block: Data, number: int) -> list[str]:
        """The parts in Markdown of a block converted from HTML."""
        emitter = MarkdownEmitter(chinese=self.chinese)
        if block["type"] in ("paragraph", "heading"):
            text = "\n".join(line.strip() for line in block["text"].split("\n") if line.strip())
            found = rewrite_paragraph(text, number, self.context)
            if block["type"] == "heading":
                words = escape_braces(flatten_to_line(found), "&#123;")
                return ["#" * block["level"] + " " + words] if strip_markup(words).strip() else []
            return [guard_block_starts(part) for part in self.split_parts(found, number) if part != "\\"]
        made = self.place_pictures(
            _map_texts(html_blocks.drop_line_number(block), lambda text: self.rewrite_lines_of(text, number)),
            number,
        )
        return emitter.emit_blocks([made])

    def rewrite_lines_of(self, text: str, number: int) -> str:
        """A text of a block, each of its lines rewritten."""
        return "\\\n".join(flatten_to_line(rewrite_paragraph(part, number, self.context)) for part in text.split("\\\n"))

    def rewrite_fence(self, token: Token, start: int) -> Iterator[tuple[int, int, list[str]]]:
        """Rewrite the opening fence of a code block so that only the language follows it."""
        info = token.info.strip()
        number, line = self.lines[start]
        if info.split(" ")[0].strip("{}").lower() == "mermaid":
            self.context.log.add(number, "mermaid", shorten(token.content))
        language_of = LANGUAGE.match(info.lstrip("{."))
        language = language_of.group() if language_of else ""
        if info and info != language:
            self.context.log.add(number, "attributes", info)
            yield start, start + 1, [line[: line.rindex(info)] + language]

    def rewrite_formula(self, token: Token, start: int, end: int) -> Iterator[tuple[int, int, list[str]]]:
        """Keep a display formula that can be typeset, with its label if valid; any other becomes code."""
        tex = token.content.strip()
        before, behind = self.find_prefixes(start, "$$")
        number = self.lines[start][0]
        if not tex or not self.context.can_typeset(tex):
            behind_it = self.lines[end - 1][1].rpartition("$$")[2].strip()  # a number, or attributes
            self.context.log.add(number, "math", " ".join(f"{tex} {behind_it}".split()))
            parts = [f"```latex\n{tex}\n```"] + ([behind_it] if behind_it[:1] in tuple("(（") else [])
            yield start, end, self.prefix_parts(parts, before, behind) if tex else [behind.rstrip()]
        elif token.info:
            fits = token.info.isdecimal() or ID_PATTERN.match(token.info) is not None
            if not fits:
                self.context.log.add(number, "attributes", token.info)
            yield start, end, self.prefix_parts([f"$$\n{tex}\n$$" + (f" ({token.info})" if fits else "")], before, behind)

    def rewrite_table(self, start: int, end: int) -> list[str]:
        """A table with rewritten cells and pictures below it; a row longer than the head adds columns."""
        number = self.lines[start][0]
        before, behind = self.find_prefixes(start, self.lines[start][1].lstrip(" \t>").removeprefix("- "))
        rows: list[list[str]] = []
        below: list[str] = []
        align: list[str] = []
        for offset in range(start, end):
            line = (
                self.lines[offset][1][len(before) :] if self.lines[offset][1].startswith(before) else self.lines[offset][1].lstrip(" \t>")
            )
            if offset == start + 1:
                align = [_parse_alignment(cell) for cell in _split_cells(line)]
                continue
            rows.append([self.rewrite_cell(cell, self.lines[offset][0], below) for cell in _split_cells(line)])
        count = max(map(len, rows))
        if count > len(rows[0]):
            self.context.log.add(number, "row", shorten(" | ".join(rows[0])), str(count))
        full = [row + [""] * (count - len(row)) for row in rows]
        table = MarkdownEmitter(chinese=self.chinese).emit_blocks(
            [{"type": "table", "columns": full[0], "rows": full[1:], "align": (align + ["left"] * count)[:count]}]
        )
        return self.prefix_parts([*table, *below], before, behind)

    def rewrite_cell(self, cell: str, number: int, below: list[str]) -> str:
        """The text of a cell; pictures, comments and blocks in it are appended to `below`."""
        found = self.put_pictures_in_line(rewrite_paragraph(cell.strip(), number, self.context), number)
        shown = "\\\n".join(flatten_to_line(replace(found, text=part)) for part in found.text.split("\\\n"))
        below.extend(self.emit_figure(figure, number) for figure in found.figures)
        below.extend(f"<!-- {escape_comment(words)} -->" for words in found.comments)
        below.extend(MarkdownEmitter(chinese=self.chinese).emit_blocks([self.place_pictures(block, number) for block in found.blocks]))
        return shown

    def prefix_parts(self, parts: list[str], before: str, behind: str) -> list[str]:
        """Parts as lines with their prefixes, separated by blank lines."""
        out: list[str] = []
        for part in parts:
            if out:
                out.append(behind.rstrip())
            for line in part.split("\n"):
                prefix = behind if out else before
                out.append(prefix + line if line else prefix.rstrip())
        return out


def guard_block_starts(text: str) -> str:
    """Escape block starts in text; comments, pictures, containers and code stay as they are."""
    if text.startswith(("<!--", "![", "\u00a0", ":::", "```")):
        return text
    return "\n".join(map(escape_block_starts, text.split("\n")))  # line by line, since lines of a note that are alike may be a list


def _split_cells(line: str) -> list[str]:
    """The cells of a row; bars in code, in wikilinks and after backslashes do not separate cells."""
    masked = re.sub(r"\[\[[^\[\]]*\]\]|(?<!`)(`+)[^`]+\1(?!`)|\\\|", lambda match: "\x00" * len(match.group()), line.strip())
    text = line.strip()
    places = [at for at, character in enumerate(masked) if character == "|"]
    cells = [text[a + 1 : b] for a, b in zip([-1, *places], [*places, len(text)], strict=True)]
    if cells and not cells[0].strip() and text.startswith("|"):
        cells = cells[1:]
    if cells and not cells[-1].strip() and text.endswith("|"):
        cells = cells[:-1]
    return [cell.replace("\\|", "|") if "[[" in cell else cell for cell in cells]


def _parse_alignment(cell: str) -> str:
    text = cell.strip()
    return "center" if text.startswith(":") and text.endswith(":") and len(text) > 1 else "right" if text.endswith(":") else "left"


def _map_texts(value: Any, change: Any) -> Any:
    """The data of blocks with `change` applied to each text that is inline Markdown."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_map_texts(inner, change) for inner in value]
    if isinstance(value, dict):
        if value.get("type") in ("figure", "code"):
            return value
        kept = ("type", "done", "ordered", "start", "style", "line", "align", "colspan", "rowspan")
        return {key: inner if key in kept else _map_texts(inner, change) for key, inner in value.items()}
    return value
