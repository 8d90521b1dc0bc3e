"""Convert HTML, a page or a fragment inside a note, to blocks: semantics are kept, tags are not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.html
import nh3
from lxml import etree

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.emit import escape_inline
from jiangyi.importing.parse.html_tags import (
    ADDRESS,
    BLOCKS,
    BREAK_MARK,
    CODE,
    COLOURED,
    DROPPED,
    EMPHASIS,
    HEADINGS,
    HIGHLIGHT,
    KNOWN,
    MAX_DEPTH,
    MEDIA,
    PICTURE_MARK,
    PLAIN_COLOUR,
    STRONG,
    TAG,
    convert_script,
    format_code_span,
    limit_depth,
    wrap_words,
)

Data = dict[str, Any]


@dataclass
class _HtmlWalker:
    """Converts elements to blocks; text is escaped, or taken as Markdown where `verbatim` is set."""

    log: DecisionLog
    verbatim: bool
    first_line: int
    output: list[Data] = field(default_factory=list)
    pictures: list[Data] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    def walk_blocks(self, element: Any, depth: int = 0) -> None:
        """Append the blocks of an element's content, in order."""
        run: list[Any] = [element.text or ""]
        line = self.find_line(element)
        for child in element:
            name = _element_name(child)
            if name in BLOCKS or (name not in DROPPED and depth < MAX_DEPTH and _holds_blocks(child)):
                self.add_paragraph(run, line)
                self.walk_block(child, name, depth)
                run, line = [child.tail or ""], self.find_line(child)
            else:
                run += [child, child.tail or ""]
        self.add_paragraph(run, line)

    def walk_block(self, element: Any, name: str, depth: int) -> None:
        line = self.find_line(element)
        if depth > MAX_DEPTH:
            self.add_block(line, {"type": "paragraph", "text": self.convert_text(_text_content(element))})
        elif name in HEADINGS:
            self.add_heading(element, int(name[1]), line)
        elif name in ("ul", "ol"):
            self.add_list(element, name, line, depth)
        elif name == "table":
            self.add_table(element, line, depth)
        elif name == "blockquote":
            inner = self.convert_inside(element, depth)
            if inner:
                self.add_block(line, {"type": "quote", "body": inner})
        elif name == "pre":
            self.add_block(line, {"type": "code", "text": _text_content(element).strip("\n"), "language": _code_language(element)})
        elif name == "hr":
            self.add_block(line, {"type": "rule"})
        elif name in ("dt", "summary"):
            text = self.convert_inline([element])
            self.add_inline_text(text, line)
        else:
            self.walk_blocks(element, depth + 1)

    def convert_inside(self, element: Any, depth: int) -> list[Any]:
        """The blocks inside an element, without line numbers; paragraphs are strings."""
        inner = _HtmlWalker(self.log, self.verbatim, self.first_line, pictures=self.pictures, notes=self.notes)
        inner.walk_blocks(element, depth + 1)
        return [drop_line_number(block) for block in inner.output]

    def add_heading(self, element: Any, level: int, line: int) -> None:
        text = self.convert_inline([element.text or "", *(part for child in element for part in (child, child.tail or ""))])
        words, figures = self.split_figures(text)
        whole = " ".join(words).strip()
        if whole:
            self.add_block(line, {"type": "heading", "level": level, "text": whole})
        for figure in figures:
            self.add_block(line, figure)

    def add_list(self, element: Any, name: str, line: int, depth: int) -> None:
        items: list[Any] = []
        for child in element:
            if _element_name(child) == "li":
                note = re.fullmatch(r"(?:foot|end)note-(\w+)", child.get("id", ""))
                body = self.convert_inside(child, depth)
                if note:
                    self.notes[note[1]] = " ".join(item for item in body if isinstance(item, str))
                    continue
                box = next((box for box in child.iter("input") if box.get("type") == "checkbox"), None)
                done = {} if box is None else {"done": "true" if "checked" in box.attrib else "false"}
                single = len(body) == 1 and isinstance(body[0], str) and not done
                items.append(body[0] if single else {"body": body or [""], **done})
            elif _element_name(child):
                extra = self.convert_elements([child], depth)
                if items and extra:
                    last = items.pop()
                    before = [last] if isinstance(last, str) else list(last["body"])
                    items.append(({} if isinstance(last, str) else last) | {"body": before + extra})
                elif extra:
                    items.append({"body": extra})
        if items:
            ordered = {"ordered": "true"} if name == "ol" else {}
            start = element.get("start", "1")
            self.add_block(
                line,
                {"type": "list", **ordered, **({"start": start} if start.isdigit() and start != "1" and ordered else {}), "items": items},
            )

    def convert_elements(self, elements: list[Any], depth: int) -> list[Any]:
        holder = etree.Element("div")
        inner = _HtmlWalker(self.log, self.verbatim, self.first_line, pictures=self.pictures, notes=self.notes)
        holder.text = ""
        for element in elements:
            inner.walk_block(element, _element_name(element), depth + 1) if _element_name(element) in BLOCKS else inner.walk_blocks(
                element, depth + 1
            )
        return [drop_line_number(block) for block in inner.output]

    def add_table(self, element: Any, line: int, depth: int) -> None:
        """Append a table of simple cells; spans leave empty cells. A table with a single cell is layout: its content is taken alone."""
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        if sum(1 for row in rows for _ in row) <= 1:
            for row in rows:
                for cell in row:
                    self.walk_blocks(cell, depth + 1)
            return
        caption = next((self.convert_caption(c) for c in element if _element_name(c) == "caption"), "")
        grid: list[list[str]] = []
        held: dict[tuple[int, int], str] = {}
        figures: list[Data] = []
        for number, row in enumerate(rows):
            cells: list[str] = []
            for cell in row:
                if _element_name(cell) not in ("td", "th"):
                    continue
                while (number, len(cells)) in held:
                    cells.append(held[number, len(cells)])
                words, found = self.split_figures(self.convert_cell(cell, depth))
                figures += found
                for extra in range(1, min(_parse_span(cell.get("rowspan")), 200)):
                    held[number + extra, len(cells)] = ""
                cells += [" ".join(words), *[""] * (min(_parse_span(cell.get("colspan")), 50) - 1)]
            while (number, len(cells)) in held:
                cells.append(held[number, len(cells)])
            if any(cells):
                grid.append(cells)
        if grid:
            count = max(map(len, grid))
            full = [row + [""] * (count - len(row)) for row in grid]
            self.add_block(line, {"type": "table", **({"caption": caption} if caption else {}), "columns": full[0], "rows": full[1:]})
        for figure in figures:
            self.add_block(line, figure)

    def convert_cell(self, cell: Any, depth: int) -> str:
        return " ".join(text for text in _iterate_texts(self.convert_inside(cell, depth)) if text)

    def convert_caption(self, element: Any) -> str:
        return " ".join(self.split_figures(self.convert_inline([element]))[0])

    def add_paragraph(self, run: list[Any], line: int) -> None:
        self.add_inline_text(self.convert_inline(run), line)

    def add_inline_text(self, text: str, line: int) -> None:
        """Append the paragraphs and pictures of converted inline content."""
        for part in re.split(f"({PICTURE_MARK}\\d+{PICTURE_MARK})", text):
            if re.fullmatch(f"{PICTURE_MARK}\\d+{PICTURE_MARK}", part):
                self.add_block(line, self.pictures[int(part.strip(PICTURE_MARK))])
            elif self.verbatim:
                words = re.sub(f"\\s*{BREAK_MARK}\\s*", "\\\\\n", part.strip(f"{BREAK_MARK} \n\t"))
                if words.strip():
                    self.add_block(line, {"type": "paragraph", "text": words})
            else:
                for words in part.split(BREAK_MARK):
                    if words.strip(" \n\t\r"):
                        self.add_block(line, {"type": "paragraph", "text": words.strip(" \n\t\r")})

    def split_figures(self, text: str) -> tuple[list[str], list[Data]]:
        """The texts and the pictures of converted inline content."""
        figures = [self.pictures[int(n)] for n in re.findall(f"{PICTURE_MARK}(\\d+){PICTURE_MARK}", text)]
        words = re.split(f"{PICTURE_MARK}\\d+{PICTURE_MARK}|{BREAK_MARK}", text)
        return [word.strip() for word in words if word.strip()], figures

    def convert_inline(self, run: list[Any], active: frozenset[str] = frozenset(), depth: int = 0) -> str:
        return "".join(self.convert_text(part) if isinstance(part, str) else self.convert_element(part, active, depth) for part in run)

    def convert_children(self, element: Any, active: frozenset[str], depth: int) -> str:
        if depth > MAX_DEPTH:
            return self.convert_text(_text_content(element))
        parts = [element.text or ""]
        for child in element:
            parts += [child, child.tail or ""]
        return self.convert_inline(parts, active, depth + 1)

    def convert_element(self, element: Any, active: frozenset[str], depth: int) -> str:
        name = _element_name(element)
        if name in ("math", "annotation"):
            return self.convert_formula(element)
        if not name or name in DROPPED:
            self.log_dropped(element, name)
            return ""
        if name == "br":
            return BREAK_MARK
        if name == "img":
            return self.convert_picture(element)
        if name in MEDIA:
            return self.convert_media(element)
        if name in CODE:
            return format_code_span(_text_content(element))
        if name == "ruby":
            return self.convert_ruby(element)
        note = re.fullmatch(r"#(?:foot|end)note-(\w+)", element.get("href", "")) if name == "a" else None
        if note:
            return f"[^{note[1]}]"
        mark = self.find_delimiter(element, name)
        inner = self.convert_children(element, active | {mark}, depth)
        if name == "a":
            href = (element.get("href") or "").strip()
            if re.fullmatch(r"#(?:foot|end)note-ref-\w+", href):
                return ""
            return self.convert_link(inner, href, element)
        if name in ("sup", "sub"):
            return convert_script(inner, name)
        return wrap_words(inner, mark) if mark and mark not in active else inner

    def find_delimiter(self, element: Any, name: str) -> str:
        """The Markdown delimiter for the meaning of an element, or ""."""
        if name in STRONG:
            return "**"
        if name in EMPHASIS:
            return "*"
        if name in HIGHLIGHT:
            return "=="
        colour = element.get("color") if name == "font" else None
        found = COLOURED.search(element.get("style") or "")
        colour = colour or (found["value"] if found else None)
        if colour and not PLAIN_COLOUR.match(colour):
            self.log.add(
                self.find_line(element), "highlight", shorten(_text_content(element)), f"=={shorten(_text_content(element), 20)}=="
            )
            return "=="
        weight = re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", element.get("style") or "", re.IGNORECASE)
        return "**" if weight else ""

    def convert_link(self, words: str, href: str, element: Any) -> str:
        if ADDRESS.match(href) and not re.search(r"[\s<>]", href):
            shown = words.strip() or escape_inline(href)
            return shown if PICTURE_MARK in words or BREAK_MARK in words else f"[{shown}]({href.replace('(', '%28').replace(')', '%29')})"
        if href and not href.startswith(("#", "javascript:")):
            self.log.add(self.find_line(element), "link", f"{_text_content(element)} ({href})", shorten(_text_content(element)))
        return words

    def convert_picture(self, element: Any) -> str:
        src = (element.get("data-src") or element.get("src") or "").strip()
        if not src:
            return ""
        width = re.match(r"(\d{1,3})%$", element.get("width") or "")
        fields = {"alt": (element.get("alt") or "").strip(), "caption": (element.get("title") or "").strip()}
        made: Data = {
            "type": "figure",
            "src": src,
            **{key: escape_inline(value) if key == "caption" else value for key, value in fields.items() if value},
        }
        self.pictures.append(made | ({"width": width.group()} if width and 0 < int(width[1]) <= 100 else {}))
        return f"{PICTURE_MARK}{len(self.pictures) - 1}{PICTURE_MARK}"

    def convert_media(self, element: Any) -> str:
        src = (element.get("src") or "").strip()
        inner = self.convert_children(element, frozenset(), MAX_DEPTH - 1)
        self.log.add(self.find_line(element), "link" if ADDRESS.match(src) else "html-dropped", f"<{_element_name(element)} src={src}>")
        return inner + (f"<{src}>" if ADDRESS.match(src) and not re.search(r"[\s<>]", src) else "")

    def convert_formula(self, element: Any) -> str:
        """The LaTeX annotation of a formula, else its characters."""
        for note in element.iter("annotation"):
            if "tex" in (note.get("encoding") or ""):
                return f"${_text_content(note).strip()}$"
        tex = element.get("alttext")
        if tex:
            return f"${tex.strip()}$"
        self.log.add(self.find_line(element), "formula-left", shorten(_text_content(element)))
        return self.convert_text(" ".join(_text_content(element).split()))

    def convert_ruby(self, element: Any) -> str:
        reading = "".join(_text_content(child) for child in element if _element_name(child) == "rt").strip()
        base = (element.text or "") + "".join(
            (_text_content(c) if _element_name(c) not in ("rt", "rp", "rtc") else "") + (c.tail or "") for c in element
        )
        base = base.strip()
        fits = base and reading and not re.search(r"[{}|\n]", base + reading)
        return f"{{{base}|{reading}}}" if fits else self.convert_text(base + (f"（{reading}）" if reading else ""))

    def log_dropped(self, element: Any, name: str) -> None:
        seen = _text_content(element).strip()
        if name and seen and name not in ("head", "title"):
            self.log.add(self.find_line(element), "html-dropped", f"<{name}> {' '.join(seen.split())}")

    def convert_text(self, text: str) -> str:
        """Text of the page as inline Markdown, white space collapsed."""
        text = re.sub(r"[ \t\r\n]+", " ", text) if not self.verbatim else text
        return text if self.verbatim else _escape_inside(text)

    def add_block(self, line: int, block: Data) -> None:
        self.output.append({"_line": line} | block)

    def find_line(self, element: Any) -> int:
        return self.first_line + (getattr(element, "sourceline", None) or 1) - 1


def parse_page(text: str, log: DecisionLog) -> tuple[list[Data], dict[str, str], str]:
    """The blocks of an HTML page, its footnotes, and its title."""
    text = limit_depth(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "ignore") or b"<p>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return [], {}, ""
    title = " ".join((root.findtext(".//title") or "").split())
    walk = _HtmlWalker(log, verbatim=False, first_line=1)
    body = root.find("body")
    walk.walk_blocks(root if body is None else body)
    return walk.output, walk.notes, title


def parse_fragment(text: str, line: int, log: DecisionLog) -> list[Data]:
    """The blocks of an HTML fragment in Markdown; its text is Markdown. nh3 closes open elements and removes unknown ones."""
    for match in re.finditer(r"<(script|style)\b[^>]*>(?P<inside>.*?)(?:</\1\s*>|$)", text, re.DOTALL | re.IGNORECASE):
        log.add(line, "html-dropped", f"<{match[1]}> {' '.join(match['inside'].split())}")
    # an angle bracket that opens no HTML element is a character
    text = TAG.sub(lambda m: m.group() if m["name"] is None or m["name"].lower() in KNOWN else m.group().replace("<", "&lt;"), text)
    text = re.sub(r"<(?![A-Za-z/!])", "&lt;", text)
    for match in re.finditer(r"<!--(.*?)-->", text, re.DOTALL):
        log.add(line, "comment", " ".join(match[1].split()))
    clean = nh3.clean(
        limit_depth(text),
        tags=set(KNOWN) - {"script", "style", "head", "title", "meta", "link"},
        clean_content_tags={"script", "style"},
        attributes={"*": {"style", "id"}, "a": {"href"}, "font": {"color"}, "img": {"src", "alt", "title", "width", "data-src"},
                    "input": {"type", "checked"}, "td": {"rowspan", "colspan"}, "th": {"rowspan", "colspan"}, "ol": {"start"},
                    "iframe": {"src"}, "video": {"src"}, "audio": {"src"}, "embed": {"src"}, "source": {"src"},
                    "annotation": {"encoding"}, "math": {"alttext"}, "pre": {"class"}, "code": {"class"}},
        url_schemes={"http", "https", "mailto", "tel", "data", "file", "app"},
        link_rel=None,
    )  # fmt: skip
    root = lxml.html.fragment_fromstring(clean, create_parent="div")
    walk = _HtmlWalker(log, verbatim=True, first_line=line)
    walk.walk_blocks(root)
    return walk.output


def drop_line_number(block: Data) -> Any:
    """A block without its line number; a paragraph is its text, a heading bold text."""
    data = {key: value for key, value in block.items() if key != "_line"}
    if data["type"] == "heading":
        return f"**{data['text']}**"
    return data["text"] if data["type"] == "paragraph" else data


def _iterate_texts(blocks: list[Any]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, str):
            yield block
        elif isinstance(block, dict):
            for value in block.values():
                yield from _iterate_texts(value if isinstance(value, list) else [value] if isinstance(value, dict) else [])
            if block.get("type") in ("code", "figure"):
                yield escape_inline(str(block.get("text") or block.get("alt") or ""))
        elif isinstance(block, list):
            yield from _iterate_texts(block)


def _element_name(element: Any) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _holds_blocks(element: Any) -> bool:
    return any(_element_name(inner) in BLOCKS for inner in element.iterdescendants()) if len(element) else False


def _text_content(element: Any) -> str:
    return "".join(element.itertext())


def _code_language(element: Any) -> str:
    classes = " ".join(e.get("class") or "" for e in element.iter() if isinstance(e.tag, str))
    match = re.search(r"lang(?:uage)?-([\w+#-]+)", classes)
    return match[1] if match else ""


def _parse_span(value: str | None) -> int:
    return int(value) if value and value.isdigit() and 0 < int(value) < 1000 else 1


def _escape_inside(text: str) -> str:
    words = text.strip()
    if not words:
        return text
    start = text.index(words)
    return text[:start] + escape_inline(words) + text[start + len(words) :]
