"""Markdown containers `::: name` as the data of blocks: by the declaration of the block class, or by a converter of its own syntax."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from markdown_it.token import Token

from jiangyi.core import Message, Span, fold_word
from jiangyi.model import (
    KIND_BY_WORD,
    TYPED_LABEL,
    Block,
    Container,
    ContainerItems,
    available_containers,
    list_names,
    name_container,
)
from jiangyi.readers.blocks import exercise_text
from jiangyi.readers.blocks.exercise_builder import ExerciseBuilder, find_lines
from jiangyi.readers.blocks.exercise_series import convert_series, is_series
from jiangyi.readers.blocks.lazy_lines import split_lazy_lines
from jiangyi.readers.blocks.tables import convert_list_table
from jiangyi.readers.html.blocks import unfold_answer
from jiangyi.readers.near_words import find_closest
from jiangyi.readers.parsed_data import LISTS, ParsedFields, split_blocks
from jiangyi.readers.syntax.attributes import HEADER, Header

if TYPE_CHECKING:
    from jiangyi.readers.markdown import MarkdownConverter

LEAD = re.compile(r"^\*\*(?P<lead>.+?)\*\*[ \t]*\n?(?P<rest>.*)$", re.DOTALL)
RUN_IN = re.compile(
    r"^(?P<mark>[一二三四五六七八九十]+[是要]，?|(?:第|其)[一二三四五六七八九十]+，|一方面，|另一方面，|首先，|其次，|再次，|最后，)(?P<rest>.+)$",
    re.DOTALL,
)
"""The words that count sub-points in running text."""
LONE_WORD = re.compile(r"[\u4e00-\u9fff]{2,6}")
"""A word after the name of an exercise that is no question."""
COLON = re.compile(r"(?:(?<!\s)\s++)?(?:：|:(?=\s))\s*")
"""What parts the fields of an item of a list."""


@dataclass(frozen=True)
class ContainerTokens:
    """A container of the source: its name, its header, where it begins, and the tokens in it."""

    name: str
    header: Header
    place: Span
    tokens: list[Token]


def convert_container(reader: "MarkdownConverter", box: ContainerTokens) -> Iterator[Any]:
    """The blocks that a container stands for. Of an unknown one, or one with the wrong contents, the contents with a diagnostic."""
    known = available_containers()
    block = known.get(box.name)
    if block is None or block.container is None:
        names = [name_container(name) for name in known]
        near = find_closest(box.name, [word for name in names for word in (name.en, name.zh)])
        reader.report.add("container-unknown", box.place, kind=box.name, near=near, known="" if near else list_names(names))
        yield from reader.blocks(box.tokens)
    elif block.container.converter:
        yield from CONVERTERS[block.container.converter](reader, box)
    else:
        yield from _convert_declared(reader, box, block, block.container)


def _convert_declared(reader: "MarkdownConverter", box: ContainerTokens, block: type[Block], container: Container) -> Iterator[Any]:
    """A block by the declaration of its class."""
    fields: dict[str, Any] = {container.name: box.name} if container.name else {}
    typed = TYPED_LABEL.match(box.header.words) if container.label else None
    label, words = (typed["label"], typed["rest"]) if typed else (None, box.header.words)
    if container.words:
        fields[container.words] = words or None
    elif words:
        yield keep_words(reader, box)
    if container.label:
        fields[container.label] = label
    if container.body:
        fields[container.body] = reader.blocks(box.tokens)
    elif container.items:
        items = _convert_items(reader, box, container.items)
        if items is None:
            yield from reader.blocks(box.tokens)
            return
        fields[container.items.field] = items
    elif box.tokens:
        yield from keep_others(reader, box, list(split_blocks(box.tokens)))
    attributes = dict(box.header.attributes)
    for attribute, path in container.attributes:
        field, _, part = path.partition(".")
        value = attributes.pop(attribute, None)
        if value:
            fields[field] = (fields.get(field) or {}) | {part: value} if part else value
    yield reader.merge(ParsedFields(box.place, type=block.type, **fields), Header("", attributes))


def keep_words(reader: "MarkdownConverter", box: ContainerTokens) -> ParsedFields:
    """The words after a container's name, where no field gets them, as a paragraph above its block."""
    reader.report.add("container-words", box.place, kind=box.name, words=box.header.words)
    return ParsedFields(box.place, type="paragraph", text=box.header.words)


def _report_contents(reader: "MarkdownConverter", box: ContainerTokens, expected: Message) -> None:
    reader.report.add("container-content", box.place, kind=box.name, expected=expected)


def _convert_items(reader: "MarkdownConverter", box: ContainerTokens, items: ContainerItems) -> list[Any] | None:
    """The entries that the items of unordered lists stand for; None with a diagnostic for anything else."""
    groups = list(split_blocks(box.tokens))
    found = [item for group in groups for item in split_blocks(group[1:-1])]
    is_simple = all(len(item) == 5 and item[1].type == "paragraph_open" for item in found)
    if not found or not is_simple or any(group[0].type != "bullet_list_open" for group in groups):
        _report_contents(reader, box, Message("a list whose items are one paragraph each", "列表，每项一段话"))
        return None
    return [_convert_item(item[2].content, reader.place(item[0]), items.parts) for item in found]


def _convert_item(text: str, place: Span, parts: tuple[str, ...]) -> Any:
    """An entry: the text, or its parts; where there are fewer, the first ones are missing."""
    if not parts:
        return text
    values = COLON.split(text, len(parts) - 1)
    return ParsedFields(place, **dict(zip(parts[-len(values) :], values, strict=True)))


# Syntax of its own --------------------------------------------------------------------------------------------


def _convert_quote(reader: "MarkdownConverter", box: ContainerTokens) -> Iterator[Any]:
    yield reader.quote(box.tokens, box.place, box.header)


def _convert_table(reader: "MarkdownConverter", box: ContainerTokens) -> Iterator[Any]:
    groups = list(split_blocks(box.tokens))
    at = next((n for n, group in enumerate(groups) if group[0].type == "table_open"), None)
    found = reader.table(groups[at], box.header) if at is not None else None
    if [group[0].type for group in groups] == ["bullet_list_open"]:
        at, found = 0, convert_list_table(reader, groups[0], box.header)
    if found is None or at is None:
        _report_contents(
            reader,
            box,
            Message("one table, or a list of rows that are lists of cells", "一个表格，或一个列表：每行一项，项里再列各个单元格"),
        )
        yield from reader.blocks(box.tokens)
        return
    yield from keep_others(reader, box, groups[:at])
    made = list(found)
    if header := groups[at][0].meta.pop(HEADER, None):
        reader.attach(made, header, groups[at][0])
    yield from made
    yield from keep_others(reader, box, groups[at + 1 :])


def keep_others(reader: "MarkdownConverter", box: ContainerTokens, groups: list[list[Token]]) -> Iterator[Any]:
    """The blocks in a container that are no part of its own block, which is set between them."""
    for group in groups:
        made = list(reader.block(group))
        if made:
            reader.report.add("container-extra", reader.place(group[0]), kind=box.name)
        yield from made


def _convert_exercise(reader: "MarkdownConverter", box: ContainerTokens) -> Iterator[Any]:
    """The parts of an exercise begin with words such as 答案：; until then it is the question, with its options and questions."""
    first, _, rest = box.header.words.partition(" ")
    kind = KIND_BY_WORD.get(fold_word(first)) if not rest or not first.isascii() else None  # "short" may begin an English question
    words = rest.strip() if kind else box.header.words
    if LONE_WORD.fullmatch(words) and box.tokens and not kind:
        reader.report.add("exercise-kind-unknown", box.place, word=words, near=find_closest(words, list(KIND_BY_WORD)))
    groups = [part for group in split_blocks(box.tokens) for part in unfold_answer(group, reader.log)]
    stem = [words] if words else []
    attributes = dict(box.header.attributes)
    reads = exercise_text.split_names(attributes.pop("materials", "") + " " + attributes.pop("reads", ""))
    if is_series(groups, asked=bool(stem)):
        given = {"kind": kind, "reads": reads or None, "stem": stem or None}
        own = ParsedFields(box.place, **{name: value for name, value in given.items() if value})
        yield from convert_series(reader, groups, box.place, reader.merge(own, Header("", attributes)))
        return
    groups = list(split_lazy_lines(groups))
    builder = ExerciseBuilder(reader, kind, stem, find_lines(groups, kind, contains=any(map(_is_exercise, groups)), asked=bool(stem)))
    for at, group in enumerate(groups):
        if group[0].type == "paragraph_open":
            builder.add_paragraph(group, at)
        elif _is_exercise(group):
            for block in reader.block(group):
                builder.add_question(block)
        else:
            builder.add_block(group)
    found = ParsedFields(box.place, type="exercise", **({"reads": reads or None} | builder.build()))
    yield reader.merge(found, Header("", attributes))


def _is_exercise(group: list[Token]) -> bool:
    """True for a container of the same kind, which is a question of the exercise around it."""
    name = Header.parse(group[0].info).words.partition(" ")[0]
    block = available_containers().get(name) if group[0].type == "container_block_open" else None
    return bool(block and block.container and block.container.converter == "exercise")


def _convert_point(reader: "MarkdownConverter", box: ContainerTokens) -> Iterator[Any]:
    """`::: point` is one point, `::: points` a list of them, and so is a `::: point` of nothing but lists."""
    groups = list(split_blocks(box.tokens))
    is_list = bool(groups) and all(group[0].type in LISTS for group in groups)
    if box.name != "points" and not (is_list and not box.header.words and not box.header.attributes):
        has_lead = bool(box.header.words or box.header.attributes.get("lead"))
        fields = {"lead": box.header.words, "body": reader.blocks(box.tokens)} if has_lead else _split_lead(reader, box.tokens)
        found: list[Any] = [reader.merge(ParsedFields(box.place, type="point", **fields), box.header)]
        if not has_lead and box.tokens:
            reader.attach(found, _lead_attributes(box.tokens), box.tokens[0])
        yield from found
        return
    if box.header.words:
        yield keep_words(reader, box)
    if not any(group[0].type in LISTS for group in groups):
        _report_contents(reader, box, Message("a list", "列表"))
        yield from reader.blocks(box.tokens)
        return
    points: list[Any] = []
    for group in groups:
        points += _convert_points(reader, group) if group[0].type in LISTS else keep_others(reader, box, [group])
    for key, value in box.header.attributes.items():
        if key in SHARED_BY_POINTS:
            for point in points:
                if point.get("type") == "point":
                    point.setdefault(key, value)
        else:
            reader.report.add("attribute-unused", reader.source.find(value, box.place), name=f"{key}={value}")
    yield from points


SHARED_BY_POINTS = ("only", "answers")
"""The attributes of a list of points that each point of it gets."""


def _convert_points(reader: "MarkdownConverter", group: list[Token]) -> Iterator[Any]:
    """The items of a list as points: numbers as typed, in an unordered list the counting words such as 一是."""
    is_ordered = group[0].type == "ordered_list_open"
    for number, item in zip(reader.number_items(group, reports=False), split_blocks(group[1:-1]), strict=True):
        fields = _split_lead(reader, item[1:-1])
        fields["n"] = str(number) if is_ordered else "none"
        counted = RUN_IN.match(fields["lead"])
        if counted and not is_ordered:
            fields |= {"n": counted["mark"], "lead": counted["rest"]}
        elif typed := TYPED_LABEL.match(fields["lead"]):
            fields |= {"n": typed["label"], "lead": typed["rest"]}
        found: list[Any] = [ParsedFields(reader.place(item[0]), type="point", **fields)]
        reader.attach(found, _lead_attributes(item[1:-1]), item[0])
        yield from found


def _lead_attributes(tokens: list[Token]) -> Header:
    """The attributes at the end of the paragraph that begins a point: they are those of the point."""
    is_paragraph = bool(tokens) and tokens[0].type == "paragraph_open"
    return (tokens[0].meta.pop(HEADER, None) if is_paragraph else None) or Header("")


def _split_lead(reader: "MarkdownConverter", tokens: list[Token]) -> dict[str, Any]:
    """The lead and the body of a point: a leading **bold** is the lead, else the whole first paragraph; lists are sub-points."""
    groups = list(split_blocks(tokens))
    if not groups or groups[0][0].type != "paragraph_open":
        return {"lead": "", "body": reader.blocks(tokens)}
    first = groups[0][1].content
    match = LEAD.match(first)
    lead, rest = (match["lead"], match["rest"].strip()) if match else (first, "")
    body: list[Any] = [ParsedFields(reader.place(groups[0][0]), type="paragraph", text=rest)] if rest else []
    for group in groups[1:]:
        body += _convert_points(reader, group) if group[0].type in LISTS else reader.block(group)
    return {"lead": lead, "body": body}


CONVERTERS: Mapping[str, Callable[["MarkdownConverter", ContainerTokens], Iterator[Any]]] = MappingProxyType(
    {
        "exercise": _convert_exercise,
        "point": _convert_point,
        "quote": _convert_quote,
        "table": _convert_table,
    }
)
"""By the name that `Container.converter` gives."""
