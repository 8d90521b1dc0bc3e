"""Lines of YAML as they are typed with a Chinese input method, and as they should be."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from jiangyi.core.late_pattern import compile_late


class Remark(NamedTuple):
    """What is said about a line: the code, the column, and the values of the message."""

    code: str
    column: int
    found: str = ""
    made: str = ""


CERTAIN = frozenset(("indent", "nested", "type", "flow"))
"""The rules that change only what cannot be meant otherwise."""
INDENT = compile_late(r"[ \t\u00a0\u3000]*")
TAB_WIDTH = 2
KEY = r"(?P<key>[A-Za-z_][\w-]{0,30}|[\u4e00-\u9fff]{1,6})"
DASHES = compile_late(r"(?P<dash>[-－—])(?P<gap>[ \t\u3000]*)(?=(?P<next>\S))")
FIELD = compile_late(rf"{KEY}(?P<mark>[ \t\u3000]*[:：=＝][ \t\u3000]*)(?P<value>.*)$")
PARENT = compile_late(r"[ -]*(?P<key>[\w-]+)[:：][ \t]*$")
"""A key whose value is on the lines below."""
TYPE_WORDS = ("type", "类型")
"""The names of the key that gives the type of a block."""
HoldsMapping = Callable[[str], bool]
"""Whether the value of a key is always a mapping, so that the line below the key is no text."""
QUOTED_NAME = compile_late(r"[“‘「](?P<name>[\w-]+)[”’」][ \t]*")
FLOW = compile_late(r"[{｛][ \u3000]*type[ ]*[:：]")
LIST_VALUE = compile_late(r"［(?P<items>[^［］\[\]{}]*)］[ \t]*$")
FLOW_MARKS = str.maketrans("｛｝［］", "{}[]")
FLOW_FIELD = compile_late(r"(?P<before>[{,，;；][ \u3000]*)(?P<key>[A-Za-z_]\w{0,30})[ \u3000]*[:：][ \u3000]*")
QUOTES = {"“": "”", "‘": "’", '"': '"', "'": "'", "＂": "＂"}
SHOWN = 24
"""The most characters of a line in a message."""


def abridge_line(text: str) -> str:
    """A text as it is shown in a message."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def rewrite_line(line: str, previous: str, rules: frozenset[str], holds_mapping: HoldsMapping) -> tuple[str, list[Remark]]:
    """A line with the chosen rules applied, and what to say; `previous` is the rewritten line above."""
    remarks: list[Remark] = []
    indent = INDENT.match(line)
    typed = indent.group() if indent else ""
    blanks = re.sub("[\t\u00a0\u3000]", " " * TAB_WIDTH, typed)
    if blanks != typed:
        remarks.append(Remark("yaml-tab", next(n for n, character in enumerate(typed) if character != " ")))
    head, rest, at = blanks, line[len(typed) :], len(typed)
    while dash := DASHES.match(rest):
        if dash["dash"] == "-" and dash["gap"] and not dash["gap"].strip(" \t"):
            made = dash.group()
        elif "dash" in rules and (dash["gap"] or dash["dash"] == "-") and dash["next"] not in "-－—":
            made = "- "
            remarks.append(Remark("read-as", at, abridge_line(rest), abridge_line("- " + rest[dash.end() :])))
        else:
            break
        head, rest, at = head + made, rest[dash.end() :], at + dash.end()
    field, parent = FIELD.match(rest), PARENT.match(previous)
    is_inside = parent is not None and holds_mapping(parent["key"])
    made_field = _rewrite_field(field, rules, is_item=head.endswith("- "), is_inside=is_inside) if field else None
    if field and made_field:
        made, code = made_field
        texts = (abridge_line(rest), abridge_line(made)) if code == "read-as" else (field["key"], "")
        remarks.append(Remark(code, at + field.start("mark"), *texts))
        rest = made
    flow = _rewrite_flow(rest)
    if flow != rest:
        remarks.append(Remark("read-as", at, abridge_line(rest), abridge_line(flow)))
    return head + flow, remarks


def _rewrite_field(found: re.Match[str], rules: frozenset[str], *, is_item: bool, is_inside: bool) -> tuple[str, str] | None:
    """A key and its value as they should be, and the code of the remark; None where they are right, or where no rule applies."""
    key, mark, value = found["key"], found["mark"], found["value"]
    sign = mark.strip(" \t\u3000")
    if sign == ":" and key in TYPE_WORDS and (quoted := QUOTED_NAME.fullmatch(value)):
        return f"{key}: {quoted['name']}", "read-as"
    is_right = sign == ":" and (mark[-1] in " \t" or not value) and not mark[0].isspace()
    if is_right or value.startswith("//") or (sign == ":" and not value):
        return None
    is_certain = (is_item and key in TYPE_WORDS) or (sign == "：" and is_inside)
    rule = {"：": "colon", ":": "space", "=": "equals", "＝": "equals"}[sign]
    if not is_certain and (rule not in rules or ("latin" in rules and not key.isascii())):
        return None
    return f"{key}: {value}" if value else f"{key}:", "full-width-colon" if rule == "colon" else "read-as"


def _rewrite_flow(rest: str) -> str:
    """Brackets, commas and colons of a block `{type: …}` or of a list `［甲，乙］` as YAML needs them."""
    value = LIST_VALUE.search(rest)
    if value and (value.start() == 0 or rest[value.start() - 1] == " "):
        return f"{rest[: value.start()]}[{', '.join(re.split('[，、,;；][ ]*', value['items']))}]"
    if not FLOW.search(rest):
        return rest
    made = rest.translate(FLOW_MARKS)
    return FLOW_FIELD.sub(lambda match: f"{'{' if match['before'][0] == '{' else ', '}{match['key']}: ", made)


VALUE = compile_late(rf"(?P<head>[ ]*(?:-[ ]+)*(?:{KEY}[ \t]*:[ \t]+)?)(?P<value>\S.*?)(?P<tail>[ \t]*)$")


def list_corrections(line: str, above: str, holds_mapping: HoldsMapping) -> Iterator[tuple[str, Remark]]:
    """What a line that cannot be read may be meant as, the most likely first; `above` is the last line with text above it."""
    for rules in (CERTAIN | {"colon", "latin"}, CERTAIN | {"colon", "space", "equals", "dash", "latin"}):
        made, remarks = rewrite_line(line, above, rules, holds_mapping)
        if remarks and made != line:
            yield made, remarks[-1]
    found = VALUE.match(line)
    if found and not line.lstrip().startswith("#"):
        for value in _list_values(found["value"], is_field=bool(found["key"])):
            code = "read-as" if value.startswith(found["value"]) else "yaml-quoted"
            yield f"{found['head']}{value}", Remark(code, found.start("value"), abridge_line(found["value"]), abridge_line(value))
    field = FIELD.match(line.lstrip(" "))
    if field and field["key"].isascii() and above:
        column = len(above) - len(above.lstrip(" -"))
        made = " " * column + line.lstrip(" ")
        if made != line:
            yield made, Remark("yaml-indent", len(line) - len(line.lstrip(" ")), field["key"])


def _list_values(value: str, *, is_field: bool) -> Iterator[str]:
    """A value in quotation marks that make it plain text; a bracket or a quotation mark that is not closed is closed."""
    first, last = value[0], value[-1]
    inside = value[1:-1]
    if first in QUOTES and len(value) > 1 and last in (QUOTES[first], '"', "”", "'", "’", "＂") and first not in inside:
        yield from _quote(inside)
        return
    if first in "\"'" and value.count(first) == 1:
        return
    if first + last in ("[]", "{}"):
        return
    if first in "[{" and not re.search(r"[\]}]", value):
        if len(value) > 1:
            yield value + {"[": "]", "{": "}"}[first]
        return
    if not (first in "{｛" and re.match(r".\s*\w+\s*[:：]", value)) and (is_field or not FIELD.match(value)):
        yield from _quote(value)


def _quote(text: str) -> Iterator[str]:
    """A text as a quoted scalar that has each character as it is."""
    if "'" not in text:
        yield f"'{text}'"
    elif '"' not in text and "\\" not in text:
        yield f'"{text}"'
