"""A tagged PDF as a screen reader speaks it: one line for each block, in the order of the structure tree.

The rules are those that NVDA and VoiceOver have in common. The role of a heading, list, table, contents, figure, note and quotation is
announced before it, that of a link or formula where it begins. Alternative text (Alt) is spoken instead of what is in an element,
replacement text (ActualText) and expansions (E) as well (ISO 32000-1 §14.9). Emphasis, code and divisions are silent. Ruby is read base
first, then reading. A cell is spoken with its row, its column and the headers that apply to it.
Where the language changes, so does the voice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from tests.spoken.page_text import read_texts

INLINE = {"Span", "Em", "Strong", "Code", "Link", "Reference", "Quote", "Ruby", "RB", "RT", "Formula", "Figure", "Lbl"}
"""Types that are spoken within the line of what contains them."""
ANNOUNCED = {"BlockQuote": "引文", "Note": "脚注", "Caption": "题注", "TOC": "目录"}
"""What is said before a block of a type."""
ENDED = {"BlockQuote", "L", "Table", "TOC"}
"""Types of which a screen reader also says where they end."""
WORDS = {"L": "列表", "Table": "表格", **ANNOUNCED}
REPLACEMENTS = ("/ActualText", "/Alt", "/E")
"""What is spoken instead of the content of an element, best first."""
LABELLED = {"Figure": "图", "Formula": "公式", "Link": "链接"}
"""The word before an inline element."""


def items(value: Any) -> list[Any]:
    """The items of an entry, which may be one object or an array."""
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


def kind_of(element: Any) -> str:
    """The type of a structure element."""
    return str(element.get("/S", "/"))[1:]


def attribute(element: Any, name: str) -> Any:
    """The value of an attribute of an element; none if it has no such attribute."""
    found = (item[name] for item in items(element.get("/A")) if isinstance(item, Dictionary) and name in item)
    return next(found, None)


def is_element(kid: Any) -> bool:
    """True for a structure element, not for content or an annotation."""
    return isinstance(kid, Dictionary) and "/S" in kid


@dataclass
class Speech:
    """Speaks the structure tree of a PDF."""

    pdf: Pdf
    lines: list[str] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        """Read the texts of all pages."""
        self.texts, self.artifacts = read_texts(self.pdf)
        self._pages = {sheet.obj.objgen: number for number, sheet in enumerate(self.pdf.pages)}

    def speak(self) -> list[str]:
        """All lines, title and language first."""
        root = self.pdf.Root
        title = str(self.pdf.docinfo.get("/Title", ""))
        self._say(f"[文档 {root.get('/Lang', '')!s}] {title}")
        for top in items(root.StructTreeRoot.get("/K")):
            self._block(top, None, str(root.get("/Lang", "")))
        return self.lines

    def _say(self, line: str) -> None:
        self.lines.append("  " * self.depth + line)

    def _block(self, element: Any, sheet: Any, lang: str) -> None:
        """Speak an element that begins a line."""
        kind, lang = kind_of(element), str(element.get("/Lang", lang))
        sheet = element.get("/Pg", sheet)
        match kind:
            case "L":
                self._group(element, sheet, lang, f"[列表 {sum(map(is_element, items(element.get('/K'))))} 项]")
            case "TOC":
                self._group(element, sheet, lang, "[目录]")
            case "BlockQuote":
                self._group(element, sheet, lang, "[引文]")
            case "Table":
                self._table(element, sheet, lang)
            case _:
                self._flow(element, sheet, lang, self._role(kind))

    def _role(self, kind: str) -> str:
        if kind[0] == "H" and kind[1:].isdigit():
            return f"[标题{kind[1:]}] "
        return f"[{ANNOUNCED[kind]}] " if kind in ANNOUNCED else ""

    def _group(self, element: Any, sheet: Any, lang: str, announcement: str) -> None:
        """Speak a block with its announcement before and its end after it."""
        self._say(announcement)
        self.depth += 1
        self._flow(element, sheet, lang, "")
        self.depth -= 1
        self._say(f"[{WORDS[kind_of(element)]}完]")

    def _flow(self, element: Any, sheet: Any, lang: str, role: str) -> None:
        """Speak the content of an element: what is inline in one line, each block in its own."""
        replaced = self._replaced(element)
        if replaced is not None:
            self._say(role + replaced)
            return
        line: list[str] = []
        said = len(self.lines)

        def flush() -> None:
            nonlocal role
            text = "".join(line)
            line.clear()
            if text.strip():
                self._say(role + text)
                role = ""

        for kid in items(element.get("/K")):
            if is_element(kid) and kind_of(kid) not in INLINE and not self._is_line(element, kid):
                before, opening = len(self.lines), role + "".join(line)
                if opening.strip() and (role or kind_of(element) in ("LI", "Note")):
                    self._block(kid, sheet, lang)
                    if len(self.lines) > before:
                        self.lines[before] = "  " * self.depth + opening + self.lines[before].strip()
                        line.clear()
                        role = ""
                    continue
                flush()
                self._block(kid, sheet, lang)
            else:
                line.append(self._inline(kid, sheet, lang))
        flush()
        if role and len(self.lines) == said:
            self._say(role.rstrip())

    @staticmethod
    def _is_line(element: Any, kid: Any) -> bool:
        """True for the body of a list item or entry, whose first paragraph continues the line of the label."""
        return kind_of(element) in ("LI", "TOCI", "Note", "LBody", "Caption") and kind_of(kid) in ("LBody", "P") and not _has_blocks(kid)

    def _inline(self, kid: Any, sheet: Any, lang: str) -> str:
        """The words of an inline element or of content."""
        if isinstance(kid, int):
            return self.texts.get((self._pages[sheet.objgen], kid), "")
        if not is_element(kid):
            if kid.get("/Type") == Name.MCR:
                return self.texts.get((self._pages[kid.get("/Pg", sheet).objgen], int(kid["/MCID"])), "")
            return ""
        kind, own, sheet = kind_of(kid), str(kid.get("/Lang", lang)), kid.get("/Pg", sheet)
        words = self._replaced(kid)
        if words is None:
            words = "".join(self._inline(inner, sheet, own) for inner in items(kid.get("/K")))
        elif kind == "Span":
            words = f"‹{words}›"
        if kind == "Lbl":
            words = words.strip() + " "
        elif kind == "RT":
            words = f"（{words}）"
        if kind in LABELLED and words:
            words = f"‹{LABELLED[kind]} {words}›"
        return f"‹{own}: {words}›" if own != lang else words

    @staticmethod
    def _replaced(element: Any) -> str | None:
        return next((str(element[key]) for key in REPLACEMENTS if key in element), None)

    def _table(self, table: Any, sheet: Any, lang: str) -> None:
        """Speak a table row by row; each cell with the headers that it is under or beside."""
        rows = list(_rows(table))
        grid = _place_cells(rows)
        width = max((column + _span(cell, "/ColSpan") for row in grid for column, cell in row), default=0)
        self._say(f"[表格 {len(rows)} 行 {width} 列]")
        self.depth += 1
        for kid in items(table.get("/K")):
            if is_element(kid) and kind_of(kid) == "Caption":
                self._block(kid, sheet, lang)
        headers: dict[int, str] = {}
        for number, row in enumerate(grid, 1):
            beside = ""
            for column, cell in row:
                own = str(cell.get("/Lang", lang))
                text, mark = self._cell_text(cell, own), ""
                if kind_of(cell) == "TH":
                    scope = str(attribute(cell, "/Scope") or "/Column")
                    mark = {"/Column": "列标题 ", "/Row": "行标题 ", "/Both": "标题 "}[scope]
                    if scope != "/Row":
                        headers |= dict.fromkeys(range(column, column + _span(cell, "/ColSpan")), text)
                    else:
                        beside = text
                under = headers.get(column, "") if kind_of(cell) == "TD" else ""
                heads = "，".join(filter(None, (under, beside if kind_of(cell) == "TD" else "")))
                self._say(f"{number}-{column + 1} {mark}{f'({heads}) ' if heads else ''}{text or '空'}")
        self.depth -= 1
        self._say("[表格完]")

    def _cell_text(self, cell: Any, lang: str) -> str:
        """The content of a cell in one line."""
        outer, self.lines, depth, self.depth = self.lines, [], self.depth, 0
        self._flow(cell, cell.get("/Pg"), lang, "")
        found, self.lines, self.depth = self.lines, outer, depth
        return " / ".join(line.strip() for line in found)


def _has_blocks(element: Any) -> bool:
    """True if an element has more than one line."""
    blocks = [kid for kid in items(element.get("/K")) if is_element(kid) and kind_of(kid) not in INLINE]
    return len(blocks) > 1 or any(kind_of(kid) != "P" or _has_blocks(kid) for kid in blocks)


def _rows(table: Any) -> Iterator[Any]:
    for kid in items(table.get("/K")):
        if is_element(kid):
            if kind_of(kid) == "TR":
                yield kid
            elif kind_of(kid) != "Caption":
                yield from _rows(kid)


def _span(cell: Any, name: str) -> int:
    return int(attribute(cell, name) or 1)


def _place_cells(rows: Sequence[Any]) -> list[list[tuple[int, Any]]]:
    """The cells of each row with their columns; cells that span rows push those below them aside."""
    taken: set[tuple[int, int]] = set()
    found: list[list[tuple[int, Any]]] = []
    for number, row in enumerate(rows):
        cells: list[tuple[int, Any]] = []
        column = 0
        for cell in filter(is_element, items(row.get("/K"))):
            while (number, column) in taken:
                column += 1
            cells.append((column, cell))
            across = _span(cell, "/ColSpan")
            taken |= {(number + down, column + right) for down in range(_span(cell, "/RowSpan")) for right in range(across)}
            column += across
        found.append(cells)
    return found


def speak_pdf(path: Path) -> list[str]:
    """What a screen reader says of a PDF, line by line."""
    with pikepdf.open(path) as pdf:
        return Speech(pdf).speak()
