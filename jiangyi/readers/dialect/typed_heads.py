"""Opening lines of containers as they are mistyped: attributes without braces, with one brace or with colons."""

import re

from jiangyi.model import find_container_name, is_attribute
from jiangyi.readers.dialect.container_heads import find_joined_name
from jiangyi.readers.dialect.lines import NumberedLine

HEAD = re.compile(r"(?P<pad>[ \t]*)(?P<colons>[:：]{3,})[ \t\u3000]*(?P<head>[^\s:：].*)$")
NAME = re.compile(r"[{｛]?[ ]?\.?(?P<name>[\w-]+)")
OPEN_BRACE = re.compile(r"(?P<words>[^{}｛｝]*)[{｛](?P<inside>[^{}｛｝]*)$")
BRACES = re.compile(r"(?P<words>[^{}｛｝]*)[{｛](?P<inside>[^{}｛｝]*)[}｝][ \t]*$")
BARE = re.compile(r"(?P<words>.*?)(?:[ \t\u3000，,]+|(?P<bracket>[（(]))(?P<inside>[^\W\d][\w-]*[=＝]\S.*)$")
KEY = re.compile(r"(?:^|(?<=[\s,，;；、]))(?P<key>[^\W\d][\w-]*)(?P<sign>[=＝:：])[ ]?(?=\S)")


def rewrite_head(line: str) -> str:
    """An opening line with its attributes in braces; any other line as it is."""
    found = HEAD.match(line)
    if not found:
        return line
    head = found["head"]
    named = NAME.match(head)
    joined = find_joined_name(named["name"]) if named else ""
    if named and joined:
        head = f"{head[: named.start('name')]}{joined} {head[named.start('name') + len(joined) :]}"
    if named and find_container_name(joined or named["name"]):
        head = _complete_attributes(head)
    return line if head == found["head"] else f"{found['pad']}{found['colons'].replace('：', ':')} {head}"


def _complete_attributes(head: str) -> str:
    """The words of an opening line with their attributes as `{key=value}`."""
    found = BRACES.match(head) or OPEN_BRACE.match(head) or (None if "{" in head or "｛" in head else BARE.match(head))
    if not found:
        return head
    keys = list(KEY.finditer(found["inside"]))
    if not keys or keys[0].start() or not all(is_attribute(key["key"]) for key in keys):
        return head
    is_braced = found.re is BRACES
    if is_braced and all(key["sign"] in "=＝" for key in keys):
        return head
    if not is_braced and any(key["sign"] in ":：" for key in keys):
        return head  # {日期：…, which may be words
    inside = found["inside"].strip()
    if found.re is BARE and found["bracket"]:
        inside = inside.removesuffix("）").removesuffix(")")
    return f"{found['words'].strip()} {{{KEY.sub(_set_equals, inside)}}}"


def _set_equals(key: re.Match[str]) -> str:
    return f"{key['key']}="


def find_named_ends(lines: list[NumberedLine], code: frozenset[int]) -> dict[int, str]:
    """The lines `::: name` that close the container of this name, as closing lines, by their indices.

    Such a line repeats the name alone, right below text and above none, and no closing line follows.
    """
    heads = [(at, match) for at, (_, line) in enumerate(lines) if at not in code and (match := _match_colons(line))]
    found: dict[int, str] = {}
    for place in range(1, len(heads)):
        (above, opening), (at, closing) = heads[place - 1], heads[place]
        name = find_container_name(closing["head"] or "")
        first = NAME.match(opening["head"] or "")
        follows = heads[place + 1][1]["head"] if place + 1 < len(heads) else "end"
        stands = lines[at - 1][1].strip() and not "".join(line for _, line in lines[at + 1 : at + 2]).strip()
        if name and first and above not in found and follows and stands and find_container_name(first["name"]) == name:
            found[at] = f"{closing['pad']}{closing['colons']}"
    return found


COLON_LINE = re.compile(r"(?P<pad>[ \t]*)(?P<colons>:{3,})[ \t]*(?P<head>[^\s:].*?)?[ \t]*$")


def _match_colons(line: str) -> re.Match[str] | None:
    return COLON_LINE.match(line) if ":::" in line else None
