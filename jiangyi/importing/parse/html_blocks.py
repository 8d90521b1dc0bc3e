"""HTML through an HTML parser: a page, or a piece of one inside a note, as blocks; what has a meaning stays, tags do not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.html
import nh3
from lxml import etree

from jiangyi.importing.decisions import Log, short
from jiangyi.importing.emit.escaping import escaped
from jiangyi.importing.parse.html_tags import (
    ADDRESS,
    BLOCKS,
    BREAK,
    CODE,
    COLOURED,
    DEEPEST,
    EMPHASIS,
    HEADINGS,
    KNOWN,
    LIT,
    MEDIA,
    PICTURE,
    PLAIN_COLOUR,
    SILENT,
    STRONG,
    TAG,
    code_span,
    raised,
    shallow,
    wrapped,
)

Data = dict[str, Any]


@dataclass
class _Walk:
    """Turns elements into blocks; texts are words to be escaped, or Markdown already where `verbatim`."""

    log: Log
    verbatim: bool
    first_line: int
    out: list[Data] = field(default_factory=list)
    pictures: list[Data] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    def blocks(self, element: Any, depth: int = 0) -> None:
        """The blocks of an element's content, in order."""
        run: list[Any] = [element.text or ""]
        line = self.line(element)
        for child in element:
            name = _name(child)
            if name in BLOCKS or (name not in SILENT and depth < DEEPEST and _holds_blocks(child)):
                self.paragraph(run, line)
                self.block(child, name, depth)
                run, line = [child.tail or ""], self.line(child)
            else:
                run += [child, child.tail or ""]
        self.paragraph(run, line)

    def block(self, element: Any, name: str, depth: int) -> None:
        line = self.line(element)
        if depth > DEEPEST:
            self.add(line, {"type": "paragraph", "text": self.words(_text(element))})
        elif name in HEADINGS:
            self.heading(element, int(name[1]), line)
        elif name in ("ul", "ol"):
            self.listing(element, name, line, depth)
        elif name == "table":
            self.table(element, line, depth)
        elif name == "blockquote":
            inner = self.within(element, depth)
            if inner:
                self.add(line, {"type": "quote", "body": inner})
        elif name == "pre":
            self.add(line, {"type": "code", "text": _text(element).strip("\n"), "language": _language(element)})
        elif name == "hr":
            self.add(line, {"type": "rule"})
        elif name in ("dt", "summary"):
            text = self.inline([element])
            self.paragraph_of(text, line)
        else:
            self.blocks(element, depth + 1)

    def within(self, element: Any, depth: int) -> list[Any]:
        """The blocks inside an element as data of their own, bare strings for paragraphs."""
        inner = _Walk(self.log, self.verbatim, self.first_line, pictures=self.pictures, notes=self.notes)
        inner.blocks(element, depth + 1)
        return [bare(block) for block in inner.out]

    def heading(self, element: Any, level: int, line: int) -> None:
        text = self.inline([element.text or "", *(part for child in element for part in (child, child.tail or ""))])
        words, figures = self.split(text)
        whole = " ".join(words).strip()
        if whole:
            self.add(line, {"type": "heading", "level": level, "text": whole})
        for figure in figures:
            self.add(line, figure)

    def listing(self, element: Any, name: str, line: int, depth: int) -> None:
        items: list[Any] = []
        for child in element:
            if _name(child) == "li":
                note = re.fullmatch(r"(?:foot|end)note-(\w+)", child.get("id", ""))
                body = self.within(child, depth)
                if note:
                    self.notes[note[1]] = " ".join(item for item in body if isinstance(item, str))
                    continue
                box = next((box for box in child.iter("input") if box.get("type") == "checkbox"), None)
                done = {} if box is None else {"done": "true" if "checked" in box.attrib else "false"}
                single = len(body) == 1 and isinstance(body[0], str) and not done
                items.append(body[0] if single else {"body": body or [""], **done})
            elif _name(child):
                extra = self.within_all([child], depth)
                if items and extra:
                    last = items.pop()
                    before = [last] if isinstance(last, str) else list(last["body"])
                    items.append(({} if isinstance(last, str) else last) | {"body": before + extra})
                elif extra:
                    items.append({"body": extra})
        if items:
            ordered = {"ordered": "true"} if name == "ol" else {}
            start = element.get("start", "1")
            self.add(
                line,
                {"type": "list", **ordered, **({"start": start} if start.isdigit() and start != "1" and ordered else {}), "items": items},
            )

    def within_all(self, elements: list[Any], depth: int) -> list[Any]:
        holder = etree.Element("div")
        inner = _Walk(self.log, self.verbatim, self.first_line, pictures=self.pictures, notes=self.notes)
        holder.text = ""
        for element in elements:
            inner.block(element, _name(element), depth + 1) if _name(element) in BLOCKS else inner.blocks(element, depth + 1)
        return [bare(block) for block in inner.out]

    def table(self, element: Any, line: int, depth: int) -> None:
        """A table of simple cells; spanned cells leave empty ones. One with a single cell is only a frame."""
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        if sum(1 for row in rows for _ in row) <= 1:
            for row in rows:
                for cell in row:
                    self.blocks(cell, depth + 1)
            return
        caption = next((self.flat(c) for c in element if _name(c) == "caption"), "")
        grid: list[list[str]] = []
        held: dict[tuple[int, int], str] = {}
        figures: list[Data] = []
        for number, row in enumerate(rows):
            cells: list[str] = []
            for cell in row:
                if _name(cell) not in ("td", "th"):
                    continue
                while (number, len(cells)) in held:
                    cells.append(held[number, len(cells)])
                words, found = self.split(self.cell(cell, depth))
                figures += found
                for extra in range(1, min(_number(cell.get("rowspan")), 200)):
                    held[number + extra, len(cells)] = ""
                cells += [" ".join(words), *[""] * (min(_number(cell.get("colspan")), 50) - 1)]
            while (number, len(cells)) in held:
                cells.append(held[number, len(cells)])
            if any(cells):
                grid.append(cells)
        if grid:
            count = max(map(len, grid))
            full = [row + [""] * (count - len(row)) for row in grid]
            self.add(line, {"type": "table", **({"caption": caption} if caption else {}), "columns": full[0], "rows": full[1:]})
        for figure in figures:
            self.add(line, figure)

    def cell(self, cell: Any, depth: int) -> str:
        return " ".join(text for text in _texts(self.within(cell, depth)) if text)

    def flat(self, element: Any) -> str:
        return " ".join(self.split(self.inline([element]))[0])

    def paragraph(self, run: list[Any], line: int) -> None:
        self.paragraph_of(self.inline(run), line)

    def paragraph_of(self, text: str, line: int) -> None:
        """The paragraphs and pictures of a run of inline content."""
        for part in re.split(f"({PICTURE}\\d+{PICTURE})", text):
            if re.fullmatch(f"{PICTURE}\\d+{PICTURE}", part):
                self.add(line, self.pictures[int(part.strip(PICTURE))])
            elif self.verbatim:
                words = re.sub(f"\\s*{BREAK}\\s*", "\\\\\n", part.strip(f"{BREAK} \n\t"))
                if words.strip():
                    self.add(line, {"type": "paragraph", "text": words})
            else:
                for words in part.split(BREAK):
                    if words.strip(" \n\t\r"):
                        self.add(line, {"type": "paragraph", "text": words.strip(" \n\t\r")})

    def split(self, text: str) -> tuple[list[str], list[Data]]:
        """The words and the pictures of inline content."""
        figures = [self.pictures[int(n)] for n in re.findall(f"{PICTURE}(\\d+){PICTURE}", text)]
        words = re.split(f"{PICTURE}\\d+{PICTURE}|{BREAK}", text)
        return [word.strip() for word in words if word.strip()], figures

    def inline(self, run: list[Any], active: frozenset[str] = frozenset(), depth: int = 0) -> str:
        return "".join(self.words(part) if isinstance(part, str) else self.element(part, active, depth) for part in run)

    def inside(self, element: Any, active: frozenset[str], depth: int) -> str:
        if depth > DEEPEST:
            return self.words(_text(element))
        parts = [element.text or ""]
        for child in element:
            parts += [child, child.tail or ""]
        return self.inline(parts, active, depth + 1)

    def element(self, element: Any, active: frozenset[str], depth: int) -> str:
        name = _name(element)
        if name in ("math", "annotation"):
            return self.formula(element)
        if not name or name in SILENT:
            self.drop(element, name)
            return ""
        if name == "br":
            return BREAK
        if name == "img":
            return self.picture(element)
        if name in MEDIA:
            return self.media(element)
        if name in CODE:
            return code_span(_text(element))
        if name == "ruby":
            return self.ruby(element)
        note = re.fullmatch(r"#(?:foot|end)note-(\w+)", element.get("href", "")) if name == "a" else None
        if note:
            return f"[^{note[1]}]"
        mark = self.mark(element, name)
        inner = self.inside(element, active | {mark}, depth)
        if name == "a":
            href = (element.get("href") or "").strip()
            if re.fullmatch(r"#(?:foot|end)note-ref-\w+", href):
                return ""
            return self.link(inner, href, element)
        if name in ("sup", "sub"):
            return raised(inner, name)
        return wrapped(inner, mark) if mark and mark not in active else inner

    def mark(self, element: Any, name: str) -> str:
        """The Markdown that an element's meaning has, or nothing."""
        if name in STRONG:
            return "**"
        if name in EMPHASIS:
            return "*"
        if name in LIT:
            return "=="
        colour = element.get("color") if name == "font" else None
        found = COLOURED.search(element.get("style") or "")
        colour = colour or (found["value"] if found else None)
        if colour and not PLAIN_COLOUR.match(colour):
            self.log.add(self.line(element), "highlight", short(_text(element)), f"=={short(_text(element), 20)}==")
            return "=="
        weight = re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", element.get("style") or "", re.IGNORECASE)
        return "**" if weight else ""

    def link(self, words: str, href: str, element: Any) -> str:
        if ADDRESS.match(href) and not re.search(r"[\s<>]", href):
            shown = words.strip() or escaped(href)
            return shown if PICTURE in words or BREAK in words else f"[{shown}]({href.replace('(', '%28').replace(')', '%29')})"
        if href and not href.startswith(("#", "javascript:")):
            self.log.add(self.line(element), "link", f"{_text(element)} ({href})", short(_text(element)))
        return words

    def picture(self, element: Any) -> str:
        src = (element.get("data-src") or element.get("src") or "").strip()
        if not src:
            return ""
        width = re.match(r"(\d{1,3})%$", element.get("width") or "")
        fields = {"alt": (element.get("alt") or "").strip(), "caption": (element.get("title") or "").strip()}
        made: Data = {
            "type": "figure",
            "src": src,
            **{key: escaped(value) if key == "caption" else value for key, value in fields.items() if value},
        }
        self.pictures.append(made | ({"width": width.group()} if width and 0 < int(width[1]) <= 100 else {}))
        return f"{PICTURE}{len(self.pictures) - 1}{PICTURE}"

    def media(self, element: Any) -> str:
        src = (element.get("src") or "").strip()
        inner = self.inside(element, frozenset(), DEEPEST - 1)
        self.log.add(self.line(element), "link" if ADDRESS.match(src) else "html-dropped", f"<{_name(element)} src={src}>")
        return inner + (f"<{src}>" if ADDRESS.match(src) and not re.search(r"[\s<>]", src) else "")

    def formula(self, element: Any) -> str:
        """The LaTeX that a formula brings with it, else its characters."""
        for note in element.iter("annotation"):
            if "tex" in (note.get("encoding") or ""):
                return f"${_text(note).strip()}$"
        tex = element.get("alttext")
        if tex:
            return f"${tex.strip()}$"
        self.log.add(self.line(element), "formula-left", short(_text(element)))
        return self.words(" ".join(_text(element).split()))

    def ruby(self, element: Any) -> str:
        reading = "".join(_text(child) for child in element if _name(child) == "rt").strip()
        base = (element.text or "") + "".join((_text(c) if _name(c) not in ("rt", "rp", "rtc") else "") + (c.tail or "") for c in element)
        base = base.strip()
        fits = base and reading and not re.search(r"[{}|\n]", base + reading)
        return f"{{{base}|{reading}}}" if fits else self.words(base + (f"（{reading}）" if reading else ""))

    def drop(self, element: Any, name: str) -> None:
        seen = _text(element).strip()
        if name and seen and name not in ("head", "title"):
            self.log.add(self.line(element), "html-dropped", f"<{name}> {' '.join(seen.split())}")

    def words(self, text: str) -> str:
        """Characters of the page as inline Markdown, white space folded."""
        text = re.sub(r"[ \t\r\n]+", " ", text) if not self.verbatim else text
        return text if self.verbatim else _kept_ends(text)

    def add(self, line: int, block: Data) -> None:
        self.out.append({"_line": line} | block)

    def line(self, element: Any) -> int:
        return self.first_line + (getattr(element, "sourceline", None) or 1) - 1


def page(text: str, log: Log) -> tuple[list[Data], dict[str, str], str]:
    """The blocks of an HTML page, its footnotes, and its title."""
    text = shallow(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "ignore") or b"<p>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return [], {}, ""
    title = " ".join((root.findtext(".//title") or "").split())
    walk = _Walk(log, verbatim=False, first_line=1)
    body = root.find("body")
    walk.blocks(root if body is None else body)
    return walk.out, walk.notes, title


def snippet(text: str, line: int, log: Log) -> list[Data]:
    """A piece of HTML inside Markdown as blocks; its texts are Markdown, nh3 closes what is open and drops what is foreign."""
    for match in re.finditer(r"<(script|style)\b[^>]*>(?P<inside>.*?)(?:</\1\s*>|$)", text, re.DOTALL | re.IGNORECASE):
        log.add(line, "html-dropped", f"<{match[1]}> {' '.join(match['inside'].split())}")
    # outside HTML's own tags an angle bracket is a character
    text = TAG.sub(lambda m: m.group() if m["name"] is None or m["name"].lower() in KNOWN else m.group().replace("<", "&lt;"), text)
    text = re.sub(r"<(?![A-Za-z/!])", "&lt;", text)
    for match in re.finditer(r"<!--(.*?)-->", text, re.DOTALL):
        log.add(line, "comment", " ".join(match[1].split()))
    clean = nh3.clean(
        shallow(text),
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
    walk = _Walk(log, verbatim=True, first_line=line)
    walk.blocks(root)
    return walk.out


def bare(block: Data) -> Any:
    """A block without the place it came from; a paragraph is its text."""
    data = {key: value for key, value in block.items() if key != "_line"}
    if data["type"] == "heading":
        return f"**{data['text']}**"
    return data["text"] if data["type"] == "paragraph" else data


def _texts(blocks: list[Any]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, str):
            yield block
        elif isinstance(block, dict):
            for value in block.values():
                yield from _texts(value if isinstance(value, list) else [value] if isinstance(value, dict) else [])
            if block.get("type") in ("code", "figure"):
                yield escaped(str(block.get("text") or block.get("alt") or ""))
        elif isinstance(block, list):
            yield from _texts(block)


def _name(element: Any) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _holds_blocks(element: Any) -> bool:
    return any(_name(inner) in BLOCKS for inner in element.iterdescendants()) if len(element) else False


def _text(element: Any) -> str:
    return "".join(element.itertext())


def _language(element: Any) -> str:
    classes = " ".join(e.get("class") or "" for e in element.iter() if isinstance(e.tag, str))
    match = re.search(r"lang(?:uage)?-([\w+#-]+)", classes)
    return match[1] if match else ""


def _number(value: str | None) -> int:
    return int(value) if value and value.isdigit() and 0 < int(value) < 1000 else 1


def _kept_ends(text: str) -> str:
    words = text.strip()
    if not words:
        return text
    start = text.index(words)
    return text[:start] + escaped(words) + text[start + len(words) :]
