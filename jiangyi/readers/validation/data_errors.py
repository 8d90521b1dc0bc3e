"""Validation of plain data against a model, with each error as a diagnostic in the author's terms."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from jiangyi.core import TYPE_WORDS, DataPath, LocatedData, Message, Report, Span, show_name
from jiangyi.model import (
    Block,
    Node,
    attribute_words,
    available_blocks,
    field_aliases,
    list_names,
    list_type_words,
    name_block_type,
    name_field,
    unwrap_note,
)
from jiangyi.readers.near_words import find_closest
from jiangyi.readers.parsed_data import find_value
from jiangyi.readers.validation.field_names import TYPE

M = TypeVar("M", bound=BaseModel)
Links = Mapping[str, Mapping[str, str]]
"""The address and title, `href` and `title`, by the label of each link definition."""
EXPECTED = {
    "text_expected": Message("text", "文字"),
    "string_type": Message("text", "文字"),
    "bool_parsing": Message("true or false", "“是”或“否”"),
    "bool_type": Message("true or false", "“是”或“否”"),
    "int_parsing": Message("a whole number", "整数"),
    "int_type": Message("a whole number", "整数"),
    "tuple_type": Message("a list", "列表"),
    "dict_type": Message("a mapping of keys to values", "若干字段（名称: 值）"),
    "model_type": Message("a mapping of keys to values", "若干字段（名称: 值）"),
    "model_attributes_type": Message("a mapping of keys to values", "若干字段（名称: 值）"),
    "length_malformed": Message(
        "a percentage of the line such as 60%, or a length such as 4cm", "占行宽的百分比（如 60%），或 4cm 这样的长度"
    ),
    "limit_unknown": Message("a word count such as 300, 800-1000, 300左右 or 不少于800", "字数，如 300、800-1000、300左右 或 不少于800"),
    "space_unknown": Message(
        "none, lines 6, box 8, blank 6 or grid",
        " none（不留）、lines 6（6 行横线）、box 8（8 行方框）、blank 6（6 行空白）或 grid（作文格）",
    ),
    "float_parsing": Message("a number", "数字"),
    "too_long": Message("at most {max_length:item|items}", "最多 {max_length} 项"),
    "greater_than": Message("more than {gt}", "大于 {gt} 的数"),
    "greater_than_equal": Message("{ge} or more", "不小于 {ge} 的数"),
    "less_than_equal": Message("at most {le}", "不大于 {le} 的数"),
    "less_than": Message("less than {lt}", "小于 {lt} 的数"),
    "finite_number": Message("a number that is not infinite", "有限的数字"),
    "int_from_float": Message("a whole number", "整数"),
    "int_parsing_size": Message("a whole number of a few digits", "位数不多的整数"),
    "float_type": Message("a number", "数字"),
    "language_unknown": Message("a language tag such as zh-Hans, zh-Hant or en", "语言代码，如 zh-Hans、zh-Hant、en"),
    "style_unknown": Message("a sample number such as 一、 （一） 1. （1） ①, or none", "编号的样例，如 一、 （一） 1. （1） ①，或 none"),
}
"""What a value should be, by pydantic's error type."""


EXAMPLES = {"tuple_type": "[甲, 乙]", "int_parsing": "3", "float_parsing": "2", "bool_parsing": "true", "length_malformed": "60%"}
"""A right value, by pydantic's error type."""


def validate(model: type[M], located: LocatedData, report: Report, links: Links | None = None) -> M | None:
    """Validate data against a model; None with a diagnostic for each error."""
    if not isinstance(located.data, dict):
        report.add("not-a-handout", located.value_span(()))
        return None
    try:
        return model.model_validate(located.data, context=make_context(located.data, links))
    except ValidationError as error:
        problems = [dict(problem) for problem in error.errors(include_url=False)]
        if _read_digits(problems, located, report):
            return validate(model, located, report, links)
        for problem in problems:
            _report_error(model, problem, located, report)
        return None


def _read_digits(problems: list[dict[str, Any]], located: LocatedData, report: Report) -> bool:
    """Read full-width digits in the data as half-width ones, with a remark, where they are the error; whether there were any."""
    found = False
    for problem in problems:
        text = problem["input"]
        if not isinstance(text, str) or (made := unicodedata.normalize("NFKC", text)) == text or not FULL_WIDTH_DIGIT.search(text):
            continue
        path = tuple(problem["loc"])
        for end in range(len(path), 0, -1):
            parent = find_value(located.data, path[: end - 1])
            if isinstance(parent, dict | list) and find_value(located.data, path[:end]) == text:
                parent[path[end - 1]] = made
                report.add("full-width-number", located.value_span(path[:end]), found=text, made=made)
                found = True
                break
    return found


FULL_WIDTH_DIGIT = re.compile("[０-９]")


def make_context(data: dict[str, Any], links: Links | None = None) -> dict[str, Any]:
    """The validation context: the footnotes that `[^label]`, and the addresses that `[words][label]` in any text may name."""
    notes = data.get("notes")
    return {"notes": {label: unwrap_note(note) for label, note in notes.items()} if isinstance(notes, dict) else {}, "links": links}


class _Problem(NamedTuple):
    """A validation error: pydantic's type of it, the path of the value, the key as typed, the value, and what else is known."""

    model: type[BaseModel]
    kind: str
    path: DataPath
    key: str
    value: Any
    context: dict[str, Any]
    located: LocatedData

    @property
    def place(self) -> Span:
        return self.located.value_span(self.path)


def _report_error(model: type[BaseModel], error: dict[str, Any], located: LocatedData, report: Report) -> None:
    """Report one validation error in the author's terms."""
    path = tuple(error["loc"])
    at = next((n for n in range(len(path), 0, -1) if isinstance(path[n - 1], str)), 0)
    key = located.typed_keys.get(path[:at], str(path[at - 1])) if at else ""
    problem = _Problem(model, error["type"], path, key, error["input"], error.get("ctx") or {}, located)
    REPORTS.get(problem.kind, _report_wrong_value)(problem, report)


def _report_unknown_key(problem: _Problem, report: Report) -> None:
    path, located = problem.path, problem.located
    node = _find_node(problem.model, path[:-1], located.data)
    key = problem.key if path in located.key_spans else _find_typed(problem.key, problem.place)
    inner = key if len(path) == 1 and any(key in _all_names(block) for block in available_blocks().values()) else ""
    near = find_closest(key, _all_names(node))
    values = {"near": near, "inner": inner, "known": "" if near else list_names(_name_fields(node))}
    report.add("key-unknown", located.key_span(path), key=key, **values)


def _report_missing_key(problem: _Problem, report: Report) -> None:
    parent, located = problem.path[:-1], problem.located
    node, data = _find_node(problem.model, parent, located.data), find_value(located.data, parent)
    report.add("key-missing", located.value_span(parent), key=name_field(node, problem.key), near=_misspelt(node, problem.key, data))


def _report_unknown_block(problem: _Problem, report: Report) -> None:
    name, place = problem.context["type"], problem.located.value_span((*problem.path, TYPE))
    near = find_closest(name, list_type_words())
    report.add("block-unknown", place, type=name, near=near, known="" if near else list_names(_name_types()))


def _report_untyped_block(problem: _Problem, report: Report) -> None:
    report.add("block-untyped", problem.place, known=list_names(_name_types()))


def _report_file_name(problem: _Problem, report: Report) -> None:
    is_key = problem.path[-1] == "[key]"  # of a mapping, as pydantic names it
    place = problem.located.key_span(problem.path[:-1]) if is_key else problem.place
    report.add("file-name", place, name=show_name(problem.context["name"]), problem=problem.context["problem"])


def _report_malformed_id(problem: _Problem, report: Report) -> None:
    report.add("id-malformed", problem.place, id=problem.context["id"])


def _report_different_answers(problem: _Problem, report: Report) -> None:
    """Report an answer that differs from that in the question, or from the one above it."""
    answer = (*problem.path, "answer")
    other = problem.context.get("other")
    paths = (answer, (*answer, other)) if other else ((*problem.path, "stem"), answer)
    first, second = (_find_first(problem.located, path) for path in paths)
    report.add("answers-differ", second, line=first.line, typed=problem.context["typed"], given=problem.context["given"])


def _report_limit(problem: _Problem, report: Report) -> None:
    problem.context["limit"].report(report, problem.place)


def _report_empty_text(problem: _Problem, report: Report) -> None:
    report.add("key-missing", problem.place, key=problem.key, near="")


def _report_wrong_value(problem: _Problem, report: Report) -> None:
    key, value = problem.key, problem.value
    example = _exemplify(problem.kind, key, problem.path, value)
    expected = _expected(problem.kind, problem.context)
    report.add("value-wrong", problem.place, key=key, expected=expected, found=_found(value), example=example)


REPORTS: Mapping[str, Callable[[_Problem, Report], None]] = {
    "extra_forbidden": _report_unknown_key,
    "missing": _report_missing_key,
    "block_unknown": _report_unknown_block,
    "block_untyped": _report_untyped_block,
    "block_expected": _report_untyped_block,
    "file_name": _report_file_name,
    "id_malformed": _report_malformed_id,
    "answers_differ": _report_different_answers,
    "limit_reached": _report_limit,
    "text_empty": _report_empty_text,
}
"""How an error is reported, by pydantic's type of it; all others are wrong values."""


HOLDING_BLOCKS = ("blocks", "body", "stem", "materials", "answer", "explanation")
"""The fields that hold blocks."""


def _exemplify(kind: str, key: str, path: DataPath, found: Any) -> Message | str:
    """A right value, as it is typed."""
    if kind == "tuple_type" and isinstance(found, dict) and path[-1] in HOLDING_BLOCKS:
        return Message("- type: point", "- 类型: 要点")
    if kind == "model_type" and "sections" in path:
        return Message("- title: 甲", "- 标题: 甲")
    if kind == "bool_parsing":
        return Message(f"{key}: true", f"{key}: 是")
    value = "[[甲, 乙], [丙, 丁]]" if kind == "tuple_type" and "rows" in path else EXAMPLES.get(kind)
    return f"{key}: {value}" if value else ""


def _find_first(located: LocatedData, path: DataPath) -> Span:
    """The place of a field, or of its first block."""
    return located.value_span((*path, 0) if isinstance(find_value(located.data, path), list) else path)


def _expected(kind: str, context: dict[str, Any]) -> Message:
    if kind == "choice_unknown":
        described = context["choices"].described
        return _choose(described.en, described.zh)
    if kind == "literal_error":
        choices = [choice for choice in re.findall(r"'([^']*)'|([\d.]+)", str(context["expected"])) if any(choice)]
        words = [quoted or number for quoted, number in choices]
        *most, last = words
        english = f"{', '.join(most)} or {last}" if most else last
        return _choose(english, "、".join(words))
    known = EXPECTED.get(kind, Message(kind, kind))
    limits = {f"{{{name}}}": str(value) for name, value in context.items()}
    for blank, value in limits.items():
        known = Message(known.en.replace(blank, value), known.zh.replace(blank, value))
    return known


def _choose(english: str, chinese: str) -> Message:
    """The values that are possible."""
    return Message(f"one of {english}", f"下列之一（{chinese}）") if "、" in chinese else Message(english, f"“{chinese}”")


def _found(value: Any) -> Message:
    match value:
        case dict():
            return Message("a mapping of keys to values", "若干字段（名称: 值）")
        case list():
            return Message("a list", "列表")
        case _:
            text = str(value)
            short = text if len(text) <= 20 else text[:20] + "…"
            return Message(f"“{short}”", f"“{short}”")


def _find_typed(key: str, place: Span) -> str:
    """An attribute of Markdown as it is typed in the line of its block."""
    return next((word for word in attribute_words(key) if f"{word}=" in place.excerpt), key)


def _misspelt(node: type[BaseModel], key: str, data: Any) -> str:
    """An unknown key of the data that may be a misspelling of a missing one, in English or Chinese."""
    strange = [typed for typed in data if typed not in node.model_fields and typed != TYPE] if isinstance(data, dict) else []
    names = [key, *(word for word, field in field_aliases(node).items() if field == key)]
    return next((near for name in names if (near := find_closest(name, strange))), "")


def _name_types() -> Iterator[Message]:
    """The names of the types of blocks, but for sections, which are no blocks of a list."""
    known = available_blocks()
    return (name_block_type(kind) for kind in sorted(known, key=lambda kind: known[kind].container is None) if kind != "section")


def _name_fields(node: type[BaseModel]) -> Iterator[Message]:
    """The names of the keys of a mapping; of a block those that all blocks have come last."""
    common = Block.model_fields if issubclass(node, Block) else {}
    if common:
        yield Message(TYPE, TYPE_WORDS[-1])
    yield from (name_field(node, field) for field in sorted(node.model_fields, key=lambda field: field in common))


def _all_names(node: type[BaseModel]) -> list[str]:
    """All names of the keys of a mapping, in English and Chinese."""
    return [*node.model_fields, *field_aliases(node), *(TYPE_WORDS if issubclass(node, Block) else ())]


def _find_node(model: type[BaseModel], path: DataPath, data: Any) -> type[BaseModel]:
    """The class of the mapping at a path, found by walking data and model in parallel."""
    current = model
    for depth, step in enumerate(path):
        value = find_value(data, path[: depth + 1])
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(kind, str) and kind in available_blocks():
            current = available_blocks()[kind]
        elif isinstance(step, str):
            current = _model_of(current, step) or current
    return current


def _model_of(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    """The node class in the type of a field, inside tuples and unions too."""
    field = model.model_fields.get(name)
    found: list[type[BaseModel]] = []

    def visit(annotation: Any) -> None:
        if isinstance(annotation, type) and issubclass(annotation, Node):
            found.append(annotation)
        for part in getattr(annotation, "__args__", ()):
            visit(part)

    if field is not None:
        visit(field.annotation)
    return found[0] if found else None
