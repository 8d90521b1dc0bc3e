"""The source text of a block from the data of a form, in Markdown or YAML: it is read back, and must be the same block."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from jiangyi.core import LocatedData, Message, Report, Span, decode_source
from jiangyi.importing import MarkdownEmitter, to_yaml
from jiangyi.model import Block, Handout, Manuscript, Node, Table, assign_ids, available_blocks, map_children, name_field
from jiangyi.readers import read, validate
from jiangyi.studio.forms.field_table import find_kind
from jiangyi.studio.refusals import Refused

Data = Mapping[str, Any]
N = TypeVar("N", bound=Node)
TITLE = "x"
BLANK_LINES = re.compile(r"\n[ \t\u00a0\u3000]*\n\s*")
NAMES = {"markdown": "x.md", "yaml": "x.yaml"}
CANNOT_HOLD = Message("In this file the block cannot be written with: {fields}.", "这种文件里，内容块写不了这些设置：{fields}。")
CHANGE_IT = Message("Leave these out, or use a simpler text.", "请去掉这些设置，或把文字写得简单些。")
NO_TYPE = Message("There is no such block.", "没有这种内容块。")


class InvalidBlockError(Exception):
    """Raised for data that are no block, with what is wrong with each field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(problems)
        self.problems = problems


def build_block(data: Data) -> tuple[Handout, Block]:
    """The block that data mean, in a handout of nothing else. Raises InvalidBlockError, and Refused for an unknown type."""
    kind = str(data.get("type", ""))
    if kind not in available_blocks():
        raise Refused(NO_TYPE, status=404)
    place, whole = _place(data)
    spans: dict[tuple[str | int, ...], Span] = {(): Span("")}
    spans |= {(*place, name): Span(name) for name in (*available_blocks()[kind].model_fields, *data)}
    report = Report()
    handout = validate(Handout, LocatedData(whole, spans), report)
    if handout is None:
        raise InvalidBlockError(dict(_list_problems(report)))
    handout, _ = assign_ids(handout, TITLE)
    return handout, (handout.sections or handout.blocks)[0]


def _place(data: Data) -> tuple[tuple[str, int], dict[str, Any]]:
    """Where a block stands in a handout, and the data of that handout."""
    if data.get("type") == "section":
        return ("sections", 0), {"title": TITLE, "sections": [{key: value for key, value in data.items() if key != "type"}]}
    return ("blocks", 0), {"title": TITLE, "blocks": [dict(data)]}


def _list_problems(report: Report) -> Iterator[tuple[str, str]]:
    return ((one.span.file, one.message) for one in reversed(report.diagnostics))


def write_block(data: Data, kind: str, *, chinese: bool = True) -> str:
    """A block as source text of a format. Raises InvalidBlockError, and Refused where the format cannot hold it."""
    expected, _ = build_block(data)
    for text in _iter_sources(data, kind, chinese=chinese):
        if are_equal(read_back(text, kind), expected):
            return text
    made = read_back(next(_iter_sources(data, kind, chinese=chinese)), kind)
    fields = "、".join(_list_lost(data, expected, made))
    raise Refused(CANNOT_HOLD, CHANGE_IT, status=422, fields=fields)


def are_equal(made: Handout | None, expected: Handout) -> bool:
    """Whether two handouts are the same; columns of a table that are all aligned left are the usual ones."""
    return made is not None and (made == expected or _drop_usual_sides(made) == _drop_usual_sides(expected))


def _drop_usual_sides(node: N) -> N:
    """A copy in which tables with columns at the left say nothing of sides."""
    made = map_children(node, lambda child: _drop_usual_sides(child) if isinstance(child, Node) else child)
    return made.model_copy(update={"align": ()}) if isinstance(made, Table) and set(made.align) <= {"left"} else made


def read_back(text: str, kind: str) -> Handout | None:
    """A handout of nothing but a text; None where it cannot be read."""
    found = read_manuscript(text, kind)
    return found.handout if found else None


def read_manuscript(text: str, kind: str) -> Manuscript | None:
    """The same with its source."""
    whole = f"---\ntitle: {TITLE}\n---\n\n{text}\n" if kind == "markdown" else f"title: {TITLE}\n{_place_item(text)}"
    report = Report()
    source = decode_source(NAMES[kind], whole.encode(), report)
    found = read(source, report) if source else None
    return found if found and found.is_complete else None


def _place_item(text: str) -> str:
    key = "blocks" if "type:" in text.split("\n", 1)[0] or text.startswith(("- '", '- "', "- |")) else "sections"
    return f"{key}:\n{text}\n"


def _iter_sources(data: Data, kind: str, *, chinese: bool) -> Iterator[str]:
    """The ways to write a block, the usual one first."""
    if kind == "yaml":
        yield _write_item(data)
        return
    emitter = MarkdownEmitter(chinese=chinese)
    plain = split_texts(data)
    if data.get("type") == "section":
        yield "\n\n".join(emitter.emit_section(plain, str(plain.get("n", "")), 1))
        return
    text = "\n\n".join(emitter.emit_blocks([plain]))
    yield text
    single = emitter.emit_block(plain)
    lines = dict.fromkeys(text for text in (text, single))
    for own in lines:
        for names in (list(_list_attributes(data)), ["id", "only", "limit", "cut_off", "n"]):
            extra = _format_line(data, own, names)
            if extra:
                yield f"{own}\n{extra}"
                yield f"{own}\n\n{extra}"


def _write_item(data: Data) -> str:
    """A block as an item of a YAML list."""
    is_section = data.get("type") == "section"
    whole = {key: value for key, value in data.items() if key != "type"} if is_section else dict(data)
    return to_yaml({"sections" if is_section else "blocks": [whole]}).lstrip("\n").split("\n", 1)[1].rstrip("\n")


def split_texts(data: Data) -> dict[str, Any]:
    """The data with each text that stands for several paragraphs as a list of these."""
    block = available_blocks()[str(data["type"])]
    made: dict[str, Any] = dict(data)
    for name, value in data.items():
        info = block.model_fields.get(name)
        if info and find_kind(info) == "blocks" and isinstance(value, str):
            made[name] = [part for part in BLANK_LINES.split(value.strip()) if part]
        elif name == "questions" and isinstance(value, list):
            made[name] = [split_texts({"type": "exercise", **one}) if isinstance(one, dict) else one for one in value]
        elif info and find_kind(info) == "blocks" and isinstance(value, list):
            made[name] = [split_texts(one) if isinstance(one, dict) and one.get("type") in available_blocks() else one for one in value]
    return made


def _list_attributes(data: Data) -> Iterator[str]:
    """The fields of a block that are short enough for an attribute."""
    return (name for name, value in data.items() if name != "type" and isinstance(value, str | int) and "\n" not in str(value))


def _format_line(data: Data, text: str, names: list[str]) -> str:
    """A line of attributes for fields whose values are not in a text yet; "" where there are none."""
    parts = []
    for name in names:
        value = data.get(name)
        if value in (None, "") or (name not in ("only", "cut_off") and isinstance(value, str) and value in text):
            continue
        words = ",".join(value) if isinstance(value, list | tuple) else str(value)
        parts.append(f"#{words}" if name == "id" else f"{name}={words}" if re.fullmatch(r"[^\s\"“”{}]+", words) else f'{name}="{words}"')
    return "{" + " ".join(parts) + "}" if parts else ""


def _list_lost(data: Data, expected: Handout, made: Handout | None) -> list[str]:
    """The fields that a text did not hold, as they are called."""
    block = (expected.sections or expected.blocks)[0]
    found = (made.sections or made.blocks)[:1] if made else ()
    other = found[0] if found and type(found[0]) is type(block) else None
    names = [name for name in data if name != "type" and (other is None or getattr(other, name, None) != getattr(block, name))]
    return [name_field(type(block), name).localize() for name in names]
