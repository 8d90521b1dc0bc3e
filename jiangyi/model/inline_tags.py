"""Parse the HTML tags of inline kinds in text, such as `H<sub>2</sub>O`: a tag and its end tag are what they mean; any other is text."""

import re
from collections.abc import Mapping
from html import unescape

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from jiangyi.model.inline_pairs import iter_outside_code
from jiangyi.model.picture_sizes import SIZE_FIELDS, to_length

KINDS: Mapping[str, str] = {
    "sub": "sub",
    "sup": "sup",
    "u": "underline",
    "ins": "underline",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
    "mark": "highlight",
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "a": "link",
    "code": "code",
    "kbd": "code",
    "span": "",
    "font": "",
}
"""The kind of token for each element that contains text; of one that has no meaning of its own only the content is taken."""
TAG_PATTERN = r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<fields>(?:\s[^<>]*)?)/?>"
TAG = re.compile(TAG_PATTERN)
BREAK = re.compile(r"<br(?:\s[^<>]*)?/?>[ \t]*\n?|</br\s*>", re.IGNORECASE)
PICTURE = re.compile(r"<img(?=[\s/])(?P<fields>[^<>]*)>", re.IGNORECASE)
FIELD = re.compile(r"""(?:^|[\s/])(?P<key>[a-z-]+)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""", re.IGNORECASE)
STYLE = re.compile(r"(?:^|[;\s])(?P<key>width|height)\s*:\s*(?P<bare>[^;]+)", re.IGNORECASE)
TagPairs = Mapping[int, tuple[int, int, int]]
"""By the offset of each tag with an end tag: the end of the tag, and the start and end of the end tag."""


def parse_tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """A rule of the inline parser: an element with its content, or `<br>`."""
    if state.src[state.pos] != "<":
        return False
    line = BREAK.match(state.src, state.pos, state.posMax)
    if line:
        if not silent:
            state.push("hardbreak", "br", 0)
        state.pos = line.end()
        return True
    picture = PICTURE.match(state.src, state.pos, state.posMax)
    if picture and (fields := read_fields(picture["fields"])).get("src"):
        if not silent:
            _add_picture(state, fields)
        state.pos = picture.end()
        return True
    found = _pairs(state).get(state.pos)
    if not found or found[2] > state.posMax:
        return False
    if not silent:
        _add_element(state, *found)
    state.pos = found[2]
    return True


def read_fields(text: str) -> dict[str, str]:
    """The attributes of a tag by their names."""
    found = ((match["key"].lower(), next((v for v in match.group("double", "single", "bare") if v), "")) for match in FIELD.finditer(text))
    return {key: unescape(value).strip() for key, value in found}


def _add_picture(state: StateInline, fields: Mapping[str, str]) -> None:
    """Add the token of an `<img>`."""
    token = state.push("image", "img", 0)
    token.attrs = {"src": state.md.normalizeLink(fields["src"]), "title": fields.get("title", "")}
    token.content = fields.get("alt", "")
    styled = {match["key"].lower(): match["bare"] for match in STYLE.finditer(fields.get("style", ""))}
    token.meta |= {name: length for name in SIZE_FIELDS if (length := to_length(styled.get(name) or fields.get(name, "")))}


def _add_element(state: StateInline, start: int, end: int, _after: int) -> None:
    """Add the tokens of an element whose content is between two offsets."""
    tag = TAG.match(state.src, state.pos)
    kind = KINDS[tag["name"].lower()] if tag else ""
    fields = read_fields(tag["fields"]) if tag and kind == "link" else {}
    if kind == "code":
        if state.src[start:end].strip():
            state.push("code_inline", "code", 0).content = unescape(state.src[start:end])
    elif not kind or (kind == "link" and not fields.get("href")):
        state.level += 1  # without tokens of its own it is nested none the less
        _tokenize(state, start, end)
        state.level -= 1
    else:
        token = add_nested(state, kind, start, end)
        if kind == "link":
            token.attrs = {"href": state.md.normalizeLink(fields["href"]), "title": fields.get("title", "")}


def add_nested(state: StateInline, kind: str, start: int, end: int) -> Token:
    """Add an opening token, the tokens of the content between two offsets, and a closing token; the opening one is returned."""
    opening = state.push(f"{kind}_open", kind, 1)
    _tokenize(state, start, end)
    state.push(f"{kind}_close", kind, -1)
    return opening


def _tokenize(state: StateInline, start: int, end: int) -> None:
    after, state.posMax, state.pos = state.posMax, end, start
    state.md.inline.tokenize(state)
    state.posMax = after


def _pairs(state: StateInline) -> TagPairs:
    """The tags of a source with their end tags, found once in one pass."""
    known = state.env.setdefault("tags", {})
    if state.src not in known:
        known[state.src] = _pair_tags(state.src)
    return known[state.src]  # type: ignore[no-any-return]


def _pair_tags(src: str) -> TagPairs:
    """Pair tags by their names, the inner ones first; an end tag leaves those open that began inside its element without an end."""
    pairs: dict[int, tuple[int, int, int]] = {}
    open_tags: list[tuple[str, int, int]] = []
    counts: dict[str, int] = {}
    for match in iter_outside_code(src, TAG_PATTERN):
        name = match["name"].lower()
        if name not in KINDS:
            continue
        if not match["end"]:
            open_tags.append((name, match.start(), match.end()))
            counts[name] = counts.get(name, 0) + 1
        elif counts.get(name):
            while True:
                other, start, end = open_tags.pop()
                counts[other] -= 1
                if other == name:
                    break
            pairs[start] = (end, match.start(), match.end())
    return pairs
