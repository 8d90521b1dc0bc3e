"""The opening lines of containers `::: name` in all their spellings: VuePress, Docusaurus, MyST, Quarto and pandoc, and our own."""

import re
from dataclasses import dataclass

from jiangyi.core import fold_word
from jiangyi.model import KIND_BY_WORD, available_containers, find_container_name
from jiangyi.readers.dialect.callout_kinds import QUOTES, find_callout_kind, make_default_title
from jiangyi.readers.dialect.lines import NumberedLine, find_code_lines
from jiangyi.readers.near_words import find_closest

COLONS = re.compile(
    r"^(?P<pad>[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<colons>[:：]{3,})[ \t\u3000]*"
    r"(?P<head>[^\s:：].*?)?(?:(?<![ \t])[ \t]++(?::{3,}[ \t]*+)?|(?<![ \t:]):{3,}[ \t]*+)?$"
)
"""A line of three or more colons, also full-width ones: with a head it opens a container, without one it closes one."""
NAMED = re.compile(r"(?P<name>[\w-]+)(?:\[(?P<bracket>(?:[^\[\]]|\[[^\[\]]*\])*)\])?[ \t\u3000]*[：:]?[ \t\u3000]*(?P<rest>.*)", re.DOTALL)
BRACED = re.compile(r"[{｛](?P<inside>[^{}｛｝]*)[}｝][ \t]*(?P<rest>.*)", re.DOTALL)
CLASS = re.compile(r"(?<![\w\"“=])\.(?P<name>[\w-]+)")
IDENTIFIER = re.compile(r"(?<![\w\"“=])#(?P<id>[\w-]+)")
TITLE = re.compile(r"title=(?:\"(?P<quoted>[^\"]*)\"|“(?P<curly>[^”]*)”|(?P<bare>\S+))")
FOREIGN_ATTRIBUTES = re.compile(r"\s*\{(?![^{}]*[\w]=)[^{}#]*\}\s*$")
FOLDED = ("details", "spoiler", "collapse", "fold", "折叠", "展开", "详情")
"""Containers whose words are the title of what they fold."""
LAYOUT = (
    "columns", "column", "col", "row", "grid", "center", "left", "right", "raw", "v-pre", "code-group", "code-tabs", "tabs", "tab", "steps",
    "cards", "card", "panel-tabset", "slide", "slides", "fullwidth", "full-width", "block", "div", "incremental", "nonincremental",
    "居中", "分栏",
)  # fmt: skip
"""Containers that only place their contents."""


@dataclass(frozen=True)
class ContainerHead:
    """What the opening line of a container says: the box that it means, and the words and the attributes after its name."""

    typed: str
    """The name as typed."""
    name: str
    """The container of handouts, or "" where only the contents are kept."""
    words: str
    attributes: str = ""
    """Attributes in braces, as typed."""
    is_callout: bool = False
    """True where the name or its spelling is that of another program."""
    is_known: bool = True
    heading_is_title: bool = False
    """True where a heading that comes first in the container is its title (Quarto)."""


def _is_misspelt(name: str) -> bool:
    return len(name) > 2 and bool(find_closest(name, sorted(available_containers())))


def find_joined_name(word: str) -> str:
    """The Chinese name of a container that a word begins with where a space is missing after it; "" where the word is a name itself."""
    if word[:1].isascii() or is_container_word(word) or _is_misspelt(word):
        return ""
    return next((word[:end] for end in range(len(word) - 1, 1, -1) if find_container_name(word[:end])), "")


def is_container_word(word: str) -> bool:
    """Whether a word names a container, a kind of box or a layout."""
    return bool(find_container_name(word) or find_callout_kind(word)) or word.lower() in (*QUOTES, *FOLDED, *LAYOUT)


def parse_container_head(head: str) -> ContainerHead:
    """The meaning of the words after the colons."""
    braced = BRACED.match(head)
    if braced and not braced["rest"].strip() and CLASS.search(braced["inside"]):
        return _parse_classes(braced["inside"])
    if braced and re.fullmatch(r"[\w-]+", braced["inside"]):
        head = f"{braced['inside']} {braced['rest']}"
    named = NAMED.match(head)
    if not named:
        return ContainerHead(head, "", head)
    name, words = named["name"], named["rest"].strip()
    return _resolve_name(name, words, named["bracket"])


def _resolve_name(name: str, words: str, bracket: str | None) -> ContainerHead:
    own = find_container_name(name)
    if fold_word(name) in KIND_BY_WORD:  # a question that is named by its kind: 单选题
        words = f"{name} {words}"
    if own and bracket is None:
        return ContainerHead(name, own, words)
    attributes = IDENTIFIER.search(words) if re.search(r"\{[^{}]*\}$", words) else None
    fields = f"{{#{attributes['id']}}}" if attributes else ""
    title = FOREIGN_ATTRIBUTES.sub("", words)
    found = TITLE.search(words)
    title = (bracket if bracket is not None else re.sub(r"\{[^{}]*\}$", "", title) if found else title).strip().strip('"')
    title = title or (next((v for v in found.groups() if v), "") if found else "")
    if own:
        return ContainerHead(name, own, title, fields, is_callout=True)
    kind = "quote" if name.lower() in QUOTES else find_callout_kind(name)
    if kind:
        return ContainerHead(name, kind, title or ("" if kind == "quote" else make_default_title(name)), fields, is_callout=True)
    if name.lower() in FOLDED:
        return ContainerHead(name, "tip", title, fields, is_callout=True)
    if name.lower() in LAYOUT:
        return ContainerHead(name, "", title)
    if _is_misspelt(name):
        return ContainerHead(name, name, words)
    start = find_joined_name(name)
    if start:
        return ContainerHead(start, find_container_name(start), f"{name[len(start) :]} {words}".strip())
    return ContainerHead(name, "tip" if title else "", title, fields, is_callout=True, is_known=False)


def _parse_classes(inside: str) -> ContainerHead:
    """`{.callout-note #id title="…"}`: the first class that is known."""
    classes = [match["name"] for match in CLASS.finditer(inside)]
    found = IDENTIFIER.search(inside)
    fields = f"{{#{found['id']}}}" if found else ""
    titled = TITLE.search(inside)
    title = next((value for value in titled.groups() if value), "") if titled else ""
    for name in classes:
        kind = find_container_name(name) or ("quote" if name.lower() in QUOTES else find_callout_kind(name))
        if kind:
            default = "" if kind in ("quote", name) or not find_callout_kind(name) else make_default_title(name)
            return ContainerHead(name, kind, title or default, fields, is_callout=True, heading_is_title=name.startswith("callout-"))
    return ContainerHead(" ".join(f".{name}" for name in classes), "tip" if title else "", title, fields, is_callout=True, is_known=False)


def match_containers(lines: list[NumberedLine]) -> tuple[dict[int, int], frozenset[int]]:
    """The index of the closing line for that of each opening line, and the indices of opening lines that nothing closes.

    A closing line closes the innermost open container of as many colons, else the innermost of fewer (markdown-it), else the
    innermost one (pandoc). What is open inside of it is not closed.
    """
    pairs: dict[int, int] = {}
    unclosed: set[int] = set()
    stack: list[tuple[int, int]] = []
    by_count: dict[int, list[int]] = {}  # the places in the stack of the containers of so many colons
    if not any(":::" in line or "：：：" in line for _, line in lines):
        return pairs, frozenset()
    code = find_code_lines(lines)
    for at, (_, line) in enumerate(lines):
        found = COLONS.match(line) if at not in code else None
        if not found:
            continue
        count = len(found["colons"])
        if found["head"]:
            by_count.setdefault(count, []).append(len(stack))
            stack.append((at, count))
            continue
        if not stack:
            continue
        fewer = (places[-1] for number, places in by_count.items() if number < count and places)
        place = by_count[count][-1] if by_count.get(count) else max(fewer, default=len(stack) - 1)
        pairs[stack[place][0]] = at
        unclosed |= {inner for inner, _ in stack[place + 1 :]}
        for _, number in stack[place:]:
            by_count[number].pop()
        del stack[place:]
    return pairs, frozenset(unclosed | {at for at, _ in stack})
