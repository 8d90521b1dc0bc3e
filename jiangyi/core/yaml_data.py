"""YAML parsed into plain data with the position of every key and value.

YAML scalars stay strings, and the model gives them types: `12:30`, `on` and `2024-05-01` mean what was typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from jiangyi.core.diagnostics import Report, Span
from jiangyi.core.i18n import Message
from jiangyi.core.limits import YAML_DEPTH, YAML_REPEATED, YAML_VALUES, Limit
from jiangyi.core.sign_changes import describe_change
from jiangyi.core.source import DataPath, LocatedData, ScalarToken, Source, SpanMap, clean_escaped, name_character
from jiangyi.core.yaml_lines import HoldsMapping
from jiangyi.core.yaml_repair import OriginalOffsets, YamlRepairs, find_repairs, is_open, is_suspicious

YAML_TAG = "tag:yaml.org,2002:"
PLAIN_TAGS = {"!"} | {YAML_TAG + kind for kind in ("str", "int", "float", "bool", "null", "seq", "map", "timestamp")}
NO_COLON = re.compile(r"\s*[,}]")
"""What follows a key in braces that has no value."""
COMMENT = re.compile(r"[ \t]+(?P<words>#[^\s#!][^\n]*)")
FINAL = ("limit", "control-character")
"""The codes of what no repair helps against."""
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(
    source: Source, report: Report, holds_mapping: HoldsMapping, first_line: int = 0, text: str | None = None
) -> LocatedData | None:
    """Parse YAML into plain data with positions; None with a diagnostic where it is malformed.

    Every scalar stays a string: the model has the types, so that `12:30`, `on` and `2024-05-01` are not taken for a number of
    seconds, a boolean or a date. An empty value counts as absent. `holds_mapping` knows the keys whose values are mappings.
    `text` is the YAML where it is only a part of the source; `first_line` is then its line in the source, from 0.
    """
    given = source.text if text is None else text
    if not is_suspicious(given):
        own = Report()
        found = _parse(source, own, first_line, given, YamlRepairs())
        if (found and isinstance(found.data, dict)) or any(one.code in FINAL for one in own):
            report.extend(own.diagnostics)
            return found
    repairs = find_repairs(given, YAML_LOADER, holds_mapping)
    for start, remark in repairs.remarks:
        place = source.span_at(source._starts[first_line] + start, 1)
        change = describe_change(remark.found, remark.made) if remark.code == "read-as" else ""
        report.add(remark.code, place, key=remark.found, found=remark.found, made=remark.made, change=change)
    return _parse(source, report, first_line, given, repairs)


def _parse(source: Source, report: Report, first_line: int, given: str, repairs: YamlRepairs) -> LocatedData | None:
    """Parse YAML with its repairs; None with a diagnostic where it is malformed."""
    try:
        return _Composer(source, report, first_line, OriginalOffsets(repairs.edits)).compose(repairs.apply(given))
    except yaml.MarkedYAMLError as error:
        marks = (error.problem_mark, error.context_mark)
        mark = next(filter(None, reversed(marks) if is_open(error) else marks), None)
        place = source.span(mark.line + first_line, mark.column) if mark else source.file_span()
        report.add("yaml-syntax", place, **_explain(error))
    except yaml.reader.ReaderError as error:
        character = chr(error.character) if isinstance(error.character, int) else str(error.character)[:1]
        report.add("control-character", source.find(character, source.span(first_line)), character=name_character(character))
    except _Refused:
        pass
    return None


QUOTE = Message("put the whole value in quotation marks", "请给整个值加上引号，例如 title: '【专题】食堂: 一顿饭'")
ALIGN = Message("align keys of one block, with spaces", "同一块的字段要左对齐，行首用半角空格，不用 Tab 键和全角空格")
PROBLEMS = (
    ("mapping values are not allowed", Message("unexpected colon: no key can start here", "多了一个半角冒号，这里不能开始新的字段"), QUOTE),
    ("mapping keys are not allowed", Message("a key cannot start here", "这里不能开始新的字段"), ALIGN),
    ("cannot start any token", Message("a value cannot start with this character", "值不能以这个符号开头"), QUOTE),
    ("could not find expected ':'", Message("a colon is missing after a key", "字段名后面缺少冒号"),
     Message("write `key: value`", "请写成“字段: 值”，冒号用半角，后面空一格；如果是上一行的文字，请缩进")),
    ("did not find expected key", Message("the indentation does not match the lines above", "缩进与上文不一致"), ALIGN),
    ("did not find expected '-'", Message("the indentation does not match the list above", "缩进与上面的列表不一致"),
     Message("align the hyphens of one list", "同一个列表的“- ”要左对齐")),
    ("unexpected end of stream", Message("a quotation mark is not closed", "引号没有结束"),
     Message("add the other mark at the end of the value, of the same kind", "请在这个值的末尾补上同样的引号")),
    ("did not find expected ',' or", Message("a bracket is not closed", "括号没有结束，或者里面少了逗号"),
     Message("add the closing bracket; between brackets, commas are half-width", "请补上右括号；里面用半角逗号分开，含标点的文字要加引号")),
    ("sequence entries are not allowed", Message("a list cannot start here", "列表不能从这里开始"),
     Message("begin the list in a line of its own below the key", "请在字段的下一行另起列表，每项以“- ”开头")),
    ("undefined alias", Message("this alias refers to an anchor that is not defined above", "星号开头的词是“别名”，前文没有定义"), QUOTE),
    ("alphabetic or numeric character", Message("a value cannot start with this character", "值不能以这个符号开头"), QUOTE),
    ("comment or line break", Message("nothing can follow this sign in its line", "“|”“>”的后面不能接文字"),
     Message("write the text in the lines below, or in quotation marks", "请把文字写到下一行并缩进，或给整个值加上引号")),
    ("escape", Message("an unknown escape after a backslash", "双引号里的反斜杠后面不能接这个字符"),
     Message("use single quotation marks", "请改用单引号，例如 src: '图\\山.png'")),
    ("hexdecimal", Message("an unknown escape after a backslash", "双引号里的反斜杠后面不能接这个字符"),
     Message("use single quotation marks", "请改用单引号，例如 src: '图\\山.png'")),
    ("<document start>", Message("this is no line of a list or a key", "这一行不是“字段: 值”，也不是列表"),
     Message("if the file is Markdown, rename it to end in .md", "如果写的是 Markdown，请把文件名的末尾改成 .md")),
    ("tab character", Message("a tab indents this line", "这里是 Tab 键，不能用来缩进"), Message("type spaces", "请换成半角空格")),
    ("directive", Message("a line cannot start with %", "行首不能是百分号"), QUOTE),
    ("node content", Message("a value is missing", "这里缺少一个值"),
     Message("write a value, or delete the comma", "请补上，或删去多余的逗号")),
    ("tag", Message("a value cannot start with !", "值不能以半角叹号开头"), QUOTE),
)  # fmt: skip
"""The parser's error messages, each by a part of its text: the problem in words that a teacher understands, and what to do."""
OTHER_ADVICE = Message(
    "quote text that contains `: ` or starts with a character such as [ {{ @ *",
    "含有半角冒号加空格（: ），或以 [ {{ @ * 等符号开头的文字，要加引号",
)


def _explain(error: yaml.MarkedYAMLError) -> dict[str, Message]:
    """The values of the message about an error of the parser."""
    problem = str(error.problem or error.context or "?")
    other = Message(problem, "写法不合规定"), OTHER_ADVICE
    words, advice = next(((words, advice) for part, words, advice in PROBLEMS if part in problem), other)
    return {"problem": words, "advice": advice}


class _Refused(Exception):
    """Raised for data that is refused, after its diagnostic has been added."""


@dataclass
class _Composer:
    """Builds data from the parser's events within limits, so that no file can exhaust memory or the stack."""

    source: Source
    report: Report
    first_line: int
    originals: OriginalOffsets
    anchors: dict[str, Any] = field(default_factory=dict)
    values: dict[DataPath, tuple[int, int]] = field(default_factory=dict)
    """The ranges of the values."""
    keys: dict[DataPath, tuple[int, int]] = field(default_factory=dict)
    scalars: dict[DataPath, ScalarToken] = field(default_factory=dict)
    count: int = 0
    """The values so far, aliases expanded."""
    size: int = 0
    """The values and the characters of all scalars and keys so far, aliases expanded."""
    repeated: int = 0
    """The part of the size that aliases add."""
    offset: int = field(init=False)
    """The offset of the YAML in the source."""

    def __post_init__(self) -> None:
        self.offset = self.source._starts[self.first_line]

    def compose(self, text: str) -> LocatedData:
        loader = YAML_LOADER(text)
        try:
            return self.compose_events(iter(loader.get_event, None))
        finally:
            loader.dispose()

    def compose_events(self, events: Iterator[yaml.Event]) -> LocatedData:
        data = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                data = self.node(next(events), events, (), 0)
                break
        for event in events:  # parse the rest too, so that an error after the first document is found
            if isinstance(event, yaml.DocumentStartEvent):
                self.report.add("yaml-documents", self.place(event))
                break
        self.values.setdefault((), (self.offset, 0))  # for a file of comments, which has no document
        return LocatedData(data, SpanMap(self.source, self.values), SpanMap(self.source, self.keys), self.scalars)

    def find_range(self, event: yaml.Event) -> tuple[int, int]:
        """The offset of an event in the source, and its length where it does not span lines."""
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:  # never: the parser marks every event
            return self.offset, 0
        at = self.originals[start.index]
        return at + self.offset, self.originals[end.index] - at if end.line == start.line else 0

    def place(self, event: yaml.Event) -> Span:
        return self.source.span_at(*self.find_range(event))

    def refuse(self, code: str, event: yaml.Event, **values: object) -> NoReturn:
        self.report.add(code, self.place(event), **values)
        raise _Refused

    def exceed(self, limit: Limit, event: yaml.Event) -> NoReturn:
        limit.report(self.report, self.place(event))
        raise _Refused

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], path: DataPath, depth: int) -> Any:
        self.count += 1
        self.size += 1
        if depth > YAML_DEPTH.value:
            self.exceed(YAML_DEPTH, event)
        if self.count > YAML_VALUES.value:
            self.exceed(YAML_VALUES, event)
        self.values.setdefault(path, self.find_range(event))
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        before = self.count - 1, self.size - 1
        if isinstance(event, yaml.ScalarEvent):
            data: Any = self.scalar(event)
            self.size += len(event.value)
            if event.start_mark and event.end_mark:
                start, end = (self.originals[mark.index] + self.offset for mark in (event.start_mark, event.end_mark))
                style = event.style or "plain"
                is_typed = style not in ("'", '"') or self.source.text.startswith(style, start)  # else its quotes are a repair
                self.scalars.setdefault(path, ScalarToken(start, end, style if is_typed else "plain"))
                if style == "plain":
                    self.report_comment(end)
        elif isinstance(event, yaml.SequenceStartEvent):
            data = self.sequence(events, path, depth)
        else:
            data = self.mapping(events, path, depth)
        tag, anchor = getattr(event, "tag", None), getattr(event, "anchor", None)
        if tag and tag not in PLAIN_TAGS:
            self.report.add("yaml-tag", self.place(event), tag=tag.replace(YAML_TAG, "!!"))
        if anchor:
            self.anchors[anchor] = data, self.count - before[0], self.size - before[1]
        return data

    def scalar(self, event: yaml.ScalarEvent) -> str | None:
        plain = event.style is None or event.style == ""
        return None if plain and event.value in ("", "~", "null", "Null", "NULL") else self.words(event)

    def words(self, event: yaml.ScalarEvent) -> str:
        """The text of a scalar; only one in double quotes can have escapes."""
        return clean_escaped(event.value, self.place(event), self.report) if event.style == '"' else str(event.value)

    def is_cut(self, key: yaml.Event) -> bool:
        """True if no colon follows a key in braces, as where a comma is part of the value before."""
        return key.end_mark is not None and NO_COLON.match(self.source.text, self.originals[key.end_mark.index] + self.offset) is not None

    def report_comment(self, end: int) -> None:
        """Report what follows a value and is a comment for YAML, but not meant as one: no space follows the #."""
        found = COMMENT.match(self.source.text, end)
        if found:
            self.report.add("yaml-comment", self.source.span_at(found.start("words"), len(found["words"])), words=found["words"])

    def alias(self, event: yaml.AliasEvent) -> Any:
        if event.anchor is None or event.anchor not in self.anchors:
            self.refuse("yaml-syntax", event, **_explain(yaml.MarkedYAMLError(problem="undefined alias")))
        data, count, size = self.anchors[event.anchor]
        self.count += count
        self.size += size
        self.repeated += size
        for limit, found in ((YAML_VALUES, self.count), (YAML_REPEATED, self.repeated)):
            if found > limit.value:
                self.exceed(limit, event)
        return data

    def sequence(self, events: Iterator[yaml.Event], path: DataPath, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self.node(event, events, (*path, len(items)), depth + 1))
        return items

    def mapping(self, events: Iterator[yaml.Event], path: DataPath, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        seen: dict[str, yaml.Event] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.refuse("yaml-syntax", event, problem=Message("a key must be a plain word", "字段名只能是普通的词"), advice=QUOTE)
            key = self.words(event)
            self.size += len(key)
            if key in seen:
                self.report.add("yaml-duplicate-key", self.place(event), key=key, line=self.place(seen[key]).line)
            seen.setdefault(key, event)
            inner = (*path, key)
            self.keys.setdefault(inner, self.find_range(event))
            after = next(events)
            if isinstance(after, yaml.ScalarEvent) and not after.value and self.is_cut(event):
                self.report.add("yaml-comma", self.place(event), key=key)
            value = self.node(after, events, inner, depth + 1)
            if key == "<<" and isinstance(value, dict):
                merged |= value
            elif value is not None:
                data.setdefault(key, value)
        return merged | data
