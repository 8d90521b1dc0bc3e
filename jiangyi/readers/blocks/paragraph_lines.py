"""A paragraph as one block, or as the lists and lines that its author typed into it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jiangyi.core import Span
from jiangyi.model import format_label, is_style
from jiangyi.readers.blocks.joined_lines import find_joined_line
from jiangyi.readers.dialect import LineRun, split_lines, strip_line_end
from jiangyi.readers.parsed_data import ParsedFields

if TYPE_CHECKING:
    from jiangyi.readers.markdown import MarkdownConverter


LETTERS = ("A.", "a.")
"""The styles of runs that are numbered with letters, however these are typed."""


def convert_lines(reader: "MarkdownConverter", text: str, place: Span) -> Iterator[Any]:
    """The blocks of a paragraph; lines that are joined although they look like lines of their own are reported."""
    for part in split_lines(text):
        if isinstance(part, LineRun):
            if part.items[0].mark:
                reader.report.add("lines-as-list", reader.line(place.line + part.items[0].line), first=_shorten(part.items[0].text))
            yield from _convert_run(reader, part, place)
            continue
        joined = find_joined_line(part)
        if joined is not None:
            reader.report.add("lines-joined", reader.line(place.line + joined), first=_shorten(part.split("\n")[joined]))
        yield ParsedFields(place, type="paragraph", text=strip_line_end(part) if part is not text else part)


def _convert_run(reader: "MarkdownConverter", run: LineRun, place: Span) -> Iterator[Any]:
    """A list of the items, or a paragraph for each line that has no mark of its own."""
    is_list = bool(run.items[0].mark) and (not run.is_numbered or is_style(run.style))
    items: list[Any] = []
    for item in run.items:
        at = reader.line(place.line + item.line)
        text = strip_line_end(item.text if is_list or not item.mark else f"{item.mark}{item.text}")
        body: list[Any] = [ParsedFields(at, type="paragraph", text=text)]
        if item.inner:
            body += _convert_run(reader, item.inner, place)
        items.append(ParsedFields(at, body=body) if is_list else body)
    if not is_list:
        yield from (block for body in items for block in body)
        return
    fields = {"ordered": "true", "style": _typed_style(run), "start": str(run.items[0].number)} if run.is_numbered else {"ordered": "false"}
    yield ParsedFields(reader.line(place.line + run.items[0].line), type="list", items=items, **fields)


def _typed_style(run: LineRun) -> str:
    """The style of a run with letters as it is typed, such as a) for (a), a), a.; brackets of other numbers have their usual form."""
    first = run.items[0]
    if run.style not in LETTERS:
        return run.style
    sample = first.mark.replace(format_label(run.style, first.number).rstrip("."), run.style[0], 1)
    return sample if is_style(sample) else run.style


def _shorten(text: str) -> str:
    line = text.split("\n", maxsplit=1)[0].strip()
    return line if len(line) <= 20 else line[:19] + "…"
