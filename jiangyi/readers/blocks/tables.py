"""Tables of Markdown as the data of blocks: merged cells, lists and line breaks in cells, and tables written as lists of lists."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markdown_it.token import Token

from jiangyi.readers.parsed_data import ParsedFields, ParsedList, split_blocks
from jiangyi.readers.syntax.attributes import Header
from jiangyi.readers.syntax.table_rule import CELL_PROTECTED

if TYPE_CHECKING:
    from jiangyi.readers.markdown import MarkdownConverter

LINE_BREAK = re.compile(r"[ \t]*<br[ \t]*/?>[ \t]*", re.IGNORECASE)
CELL_ITEM = re.compile(r"(?P<mark>[-*+]|\d{1,9}[.)])[ \t]+\S")
"""The start of an item of a list in a cell."""
LEFT, ABOVE = "<", "^"
"""A cell that is nothing but this belongs to the one on its left or above it."""
NO_HEAD = ("none", "no", "false", "0", "无", "没有")


def convert_table(reader: "MarkdownConverter", group: list[Token], header: Header) -> Iterator[Any]:
    """A table between bars; the header of a container around it gives caption and attributes."""
    rows: list[ParsedList] = []
    align: list[str] = []
    for token in group:
        if token.type == "tr_open":
            rows.append(ParsedList(reader.place(token)))
        elif token.type == "inline":
            rows[-1].append(_convert_cell(reader, token))
        elif token.type == "th_open":
            align.append(str(token.attrs.get("style", "text-align:left")).removeprefix("text-align:"))
    yield _make_table(reader, group[0], rows, align, header)


def convert_list_table(reader: "MarkdownConverter", group: list[Token], header: Header) -> Iterator[Any] | None:
    """A table written as a list of rows, each a list of cells, which may hold any blocks; None for any other list."""
    rows: list[ParsedList] = []
    for item in split_blocks(group[1:-1]):
        inner = list(split_blocks(item[1:-1]))
        if len(inner) != 1 or inner[0][0].type != "bullet_list_open":
            return None
        row = ParsedList(reader.place(item[0]))
        row.extend(_read_item(reader, cell) for cell in split_blocks(inner[0][1:-1]))
        rows.append(row)
    return iter((_make_table(reader, group[0], rows, [], header),)) if rows else None


def _read_item(reader: "MarkdownConverter", item: list[Token]) -> Any:
    """A cell from an item: a text where it is one paragraph, else its blocks."""
    inside = item[1:-1]
    found = reader.blocks(inside)
    only = found[0] if len(found) == 1 else None
    if not found:
        return ""
    return only["text"] if isinstance(only, ParsedFields) and only.keys() == {"type", "text"} else found


def split_align(value: str) -> list[str]:
    """The sides of columns in an attribute."""
    return [part for part in re.split(r"[,，、\s]+", value) if part]


def _make_table(reader: "MarkdownConverter", first: Token, rows: list[ParsedList], align: list[str], header: Header) -> ParsedFields:
    attributes = dict(header.attributes)
    if "align" in attributes:
        align = split_align(attributes.pop("align"))
    has_head = attributes.pop("head", "").lower() not in NO_HEAD if "head" in attributes else True
    place = reader.place(first)
    head = _merge(reader, rows[:1]) if has_head else [ParsedList(place)]
    merged = _merge(reader, rows[1:] if has_head else rows)
    fields = {"caption": header.words or None, "columns": head[0], "rows": merged, "align": align or None}
    return reader.merge(ParsedFields(place, type="table", **fields), replace(header, attributes=attributes))


def _convert_cell(reader: "MarkdownConverter", token: Token) -> Any:
    """A cell: its text, with `<br>` as a line break, or its blocks where the lines are the items of a list."""
    lines = _split_lines(token.content)
    items = [CELL_ITEM.match(line) for line in lines]
    if len(lines) < 2 or sum(item is not None for item in items) < 2:
        return "\\\n".join(lines)
    out = [lines[0]]
    for before, item, line in zip(items, items[1:], lines[1:], strict=False):
        starts = item is not None and before is None
        out.append("\n" * starts + line if item or not before else f"\\\n  {line}")
    return reader.parse_inside("\n".join(out), token)


def _split_lines(text: str) -> list[str]:
    """A cell divided at `<br>`, not at one in code."""
    if "<" not in text:
        return [text]
    kept = [match.span() for match in CELL_PROTECTED.finditer(text)]
    starts = [first for first, _ in kept]
    lines, start = [], 0
    for match in LINE_BREAK.finditer(text):
        before = bisect_right(starts, match.start()) - 1
        if before < 0 or match.start() >= kept[before][1]:
            lines.append(text[start : match.start()])
            start = match.end()
    return [*lines, text[start:]]


Place = tuple[int, int]
"""Row and column."""


def _merge(reader: "MarkdownConverter", rows: list[ParsedList]) -> list[ParsedList]:
    """The rows with the cells that `<` and `^` merge; where those make no rectangle, they are reported and stay as typed."""
    if not any(cell in (LEFT, ABOVE) for row in rows for cell in row):
        return rows
    owners: dict[Place, Place] = {}
    for n, row in enumerate(rows):
        for column, cell in enumerate(row):
            beside = {LEFT: (n, column - 1), ABOVE: (n - 1, column)}.get(cell) if isinstance(cell, str) else None
            owners[n, column] = owners.get(beside, (n, column)) if beside else (n, column)
    areas: dict[Place, list[Place]] = {}
    for place, owner in owners.items():
        areas.setdefault(owner, []).append(place)
    for owner, places in list(areas.items()):
        if (places[-1][0] - owner[0] + 1) * (max(column for _, column in places) - owner[1] + 1) != len(places):
            areas |= {place: [place] for place in places}
            reader.report.add("table-span", rows[places[-1][0]].span, row=places[-1][0] + 1)
    merged = []
    for n, row in enumerate(rows):
        out = ParsedList(row.span)
        for column, cell in enumerate(row):
            if (n, column) not in areas or owners[n, column] not in areas:
                continue
            places = areas[n, column]
            down, across = places[-1][0] - n + 1, max(place for _, place in places) - column + 1
            spans = {name: str(count) for name, count in (("colspan", across), ("rowspan", down)) if count > 1}
            out.append(ParsedFields(row.span, body=cell, **spans) if spans else cell)
            if cell in (LEFT, ABOVE) and len(places) == 1:
                reader.report.add("table-span", row.span, row=n + 1)
        merged.append(out)
    return merged
