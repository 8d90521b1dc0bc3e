"""Write the data of a handout as YAML for further editing: block style, keys in a fixed order, comments on guesses."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from jiangyi.core import YAML_LOADER, Message

COMMENTS_KEY = "_notes"
"""The key under which a mapping holds the comments on its other keys."""
KEY_ORDER = (
    "type", "id", "n", "title", "subtitle", "term", "kind", "series", "subject", "authors", "date", "place", "version", "lang", "tags",
    "summary", "source", "numbering", "notes", "lead", "by", "where", "caption", "src", "alt", "width", "language", "columns", "align",
    "rows", "colspan", "rowspan",
    "stem", "options", "limit", "answer", "explanation",
    "ordered", "style", "start", "text", "tex", "items", "body", "blocks", "sections", "done", "cut_off",
)  # fmt: skip
"""Keys in the order of writing; others follow in their own order."""
FLOW_KEYS = ("series", "source", "tags", "authors", "align", "columns", "gap", "rows")
PLAIN_SCALAR = re.compile(
    r"[\w\u3400-\u9fff“（《①-⑳【「『][\w\u3400-\u9fff，。、；！？“”‘’（）《》【】「」『』—…·％①-⑳ .()/+%-]*", re.ASCII
)
NULL_SCALARS = ("", "~", "null", "Null", "NULL")
DISPUTED = re.compile("[\t?\ufeff]")
"""Characters that libyaml accepts in more places of plain scalars than the parser in Python, whose answer is on the safe side."""
NEEDS_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ufeff\u2028\u2029]")


GUESS_COMMENTS = {
    "title-guessed": Message("the source has no title; this is the file name", "原文没有标题，取自文件名"),
    "heading": Message("guessed: a short line without a number", "推测的小标题"),
    "kind": Message("guessed from the title", "按标题推测"),
    "lead": Message("guessed: split off at the first comma or colon", "推测的要点句：在第一个逗号或冒号处切出"),
    "gap": Message("something is missing here, perhaps an image", "原文此处有空缺，可能缺了一张图"),
    "cut-off": Message("the source is cut off here", "原文到此中断"),
}
"""Comments written beside guesses."""


def add_comment(data: dict[str, Any], key: str, comment: str) -> dict[str, Any]:
    """The data with a comment from GUESS_COMMENTS on one of its keys."""
    return data | {COMMENTS_KEY: data.get(COMMENTS_KEY, {}) | {key: GUESS_COMMENTS[comment]}}


def to_yaml(data: Mapping[str, Any]) -> str:
    """The data as YAML text. Every scalar is written so that it is read as the same string."""
    chinese = str(data.get("lang", "zh")).startswith("zh")
    data = {key: value if key in ("numbering", "notes") else simplify(value) for key, value in data.items()}
    parts = ["\n".join(_format_entry(key, data[key], data, 0, chinese)) for key in _sorted_keys(data)]
    head = [part for part, key in zip(parts, _sorted_keys(data), strict=True) if key not in ("blocks", "sections")]
    rest = [part for part, key in zip(parts, _sorted_keys(data), strict=True) if key in ("blocks", "sections")]
    return "\n\n".join(["\n".join(head), *rest]) + "\n"


def simplify(value: Any) -> Any:
    """The data of blocks in its shortest form: a paragraph is a string, a single one needs no list, defaults are left out."""
    if isinstance(value, list):
        return [simplify(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if value.get("type") == "paragraph" and set(value) == {"type", "text"}:
        return value["text"]
    usual = {"ordered": "false", "start": "1"} if value.get("type") == "list" else {}
    made = {key: simplify(inner) for key, inner in value.items() if usual.get(key) != inner}
    body = made.get("body")
    if isinstance(body, list) and len(body) == 1 and isinstance(body[0], str) and not re.search(r"\n[ \t\u00a0\u3000]*\n", body[0]):
        made["body"] = body[0]
    return made["body"] if set(made) == {"body"} and isinstance(made["body"], str) else made


def _sorted_keys(data: Mapping[str, Any]) -> list[str]:
    """The keys in the order of writing; a section and a handout begin with their title."""
    known = [key for key in data if not key.startswith("_")]
    first = "title" if "type" not in data else ""
    return sorted(known, key=lambda key: -1 if key == first else KEY_ORDER.index(key) if key in KEY_ORDER else len(KEY_ORDER))


def _format_entry(key: str, value: Any, owner: Mapping[str, Any], indent: int, chinese: bool) -> Iterator[str]:  # noqa: FBT001
    note = owner.get(COMMENTS_KEY, {}).get(key)
    comment = f"   # {note.zh if chinese else note.en}" if isinstance(note, Message) else ""
    pad = " " * indent
    name = key if re.fullmatch(r"[A-Za-z_]+", key) else format_scalar(key, flow=True)
    if key == "numbering" and isinstance(value, Mapping):
        yield f"{pad}{name}:{comment}"
        yield from (f"{pad}  {inner}: {_format_samples(value[inner])}" for inner in _sorted_keys(value))
    elif key in FLOW_KEYS and key != "rows" and (flow := _format_flow(value)) and len(flow) < 110:
        yield f"{pad}{name}: {flow}{comment}"
    elif isinstance(value, Mapping):
        yield f"{pad}{name}:{comment}"
        for inner in _sorted_keys(value):
            yield from _format_entry(inner, value[inner], value, indent + 2, chinese)
    elif isinstance(value, list):
        if not value:
            yield f"{pad}{name}: []{comment}"
            return
        yield f"{pad}{name}:{comment}"
        for number, item in enumerate(value):
            if key == "sections" and number:
                yield ""
            yield from _format_item(item, indent, chinese, flow=key == "rows")
    elif "\n" in str(value) and (block := _format_literal(str(value), indent)):
        yield f"{pad}{name}: {block[0]}{comment}"
        yield from block[1:]
    else:
        yield f"{pad}{name}: {format_scalar(str(value))}{comment}"


def _format_item(item: Any, indent: int, chinese: bool, *, flow: bool = False) -> Iterator[str]:  # noqa: FBT001
    pad = " " * indent
    if isinstance(item, Mapping) and item.get("type") in ("gap", "rule", "page_break"):
        note = next(iter(item.get(COMMENTS_KEY, {}).values()), None)
        yield f"{pad}- {_format_flow({k: item[k] for k in _sorted_keys(item)})}" + (
            f"   # {note.zh if chinese else note.en}" if note else ""
        )
    elif isinstance(item, Mapping):
        lines = [line for key in _sorted_keys(item) for line in _format_entry(key, item[key], item, indent + 2, chinese)]
        yield f"{pad}- {lines[0][indent + 2 :]}" if lines else f"{pad}- {{}}"
        yield from lines[1:]
    elif isinstance(item, list):
        if flow and not any(map(_holds_blocks, item)) and (row := _format_flow(item)):
            yield f"{pad}- {row}"
            return
        lines = [line for inner in item for line in _format_item(inner, indent + 2, chinese)]
        yield f"{pad}- {lines[0][indent + 2 :]}" if lines else f"{pad}- []"
        yield from lines[1:]
    elif "\n" in str(item) and (block := _format_literal(str(item), indent)):
        yield f"{pad}- {block[0]}"
        yield from block[1:]
    else:
        yield f"{pad}- {format_scalar(str(item))}"


def _holds_blocks(cell: Any) -> bool:
    """Whether a cell of a table is more than a text with its spans."""
    return not isinstance(cell.get("body", "") if isinstance(cell, Mapping) else cell, str)


def _format_flow(value: Any) -> str:
    """A value in flow style, on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_format_flow(value[key])}" for key in _sorted_keys(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_format_flow(item) for item in value) + "]"
    return format_scalar(str(value), flow=True)


def _format_samples(value: Any) -> str:
    """Label samples of `numbering`, in double quotes."""
    if isinstance(value, list):
        return "[" + ", ".join(map(_format_samples, value)) + "]"
    return str(value) if value == "none" else f'"{value}"'


def format_scalar(text: str, *, flow: bool = False) -> str:
    """A string as a YAML scalar on one line: plain if that reads back as the same string, else in single or double quotes."""
    if PLAIN_SCALAR.fullmatch(text) and text == text.strip() and text not in NULL_SCALARS and not (flow and re.search(r"[,\[\]{}]", text)):
        return text
    if "\n" not in text and not NEEDS_ESCAPE.search(text):
        if _reads_back(text, text, flow=flow):
            return text
        single = "'" + text.replace("'", "''") + "'"
        if _reads_back(single, text, flow=flow):
            return single
    return yaml.safe_dump(text, allow_unicode=not NEEDS_ESCAPE.search(text), default_style='"', width=1_000_000).strip()


def _reads_back(written: str, text: str, *, flow: bool) -> bool:
    """Whether a written scalar is read as that string, in a flow sequence or after a key."""
    around = f"[{written}, x]" if flow else f"k: {written}   # c"
    try:
        events = list(yaml.parse(around, Loader=yaml.SafeLoader if DISPUTED.search(text) else YAML_LOADER))
    except yaml.YAMLError:
        return False
    scalars = [event for event in events if isinstance(event, yaml.ScalarEvent)]
    if len(scalars) != 2:
        return False
    found = scalars[0 if flow else 1]
    return found.value == text and not found.tag and not found.anchor and not (not found.style and text in NULL_SCALARS)


def _format_literal(text: str, indent: int) -> list[str] | None:
    """The lines of a string as a literal block scalar, or None where YAML cannot represent it."""
    if NEEDS_ESCAPE.search(text) or not text.strip("\n "):
        return None
    hint = str(2) if text[0] in " \n\t" else ""
    chomp = "" if text.endswith("\n") and not text.endswith("\n\n") else "+" if text.endswith("\n") else "-"
    pad = " " * (indent + 2)
    body = text.removesuffix("\n") if chomp == "" else text[:-1] if chomp == "+" else text
    return [f"|{hint}{chomp}", *(pad + line if line else "" for line in body.split("\n"))]
