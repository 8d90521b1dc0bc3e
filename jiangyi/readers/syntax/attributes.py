"""Attributes in braces, `{#id key=value}`, of headings, containers and all other blocks.

They are read as pandoc, kramdown and Quarto write them too: `{: #id}`, `{#id .class}`, `{-}`. What no block can use is left out and
named, so that the reader can report it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from jiangyi.core import compile_late
from jiangyi.model import find_attribute, fold_no_number, read_size

ITEM = re.compile(
    r"[\s,，;；]*(?:#[ ]?(?P<id>[\w-]+)|\.(?P<class>[\w-]+)|(?P<off>-)(?=\s|$)"
    r"""|(?P<key>[^\W\d][\w-]*)(?:(?P<sign>[=＝])|[：:]\s?)(?:"(?P<quoted>[^"“”]*(?:“[^"“”]*”[^"“”]*)*)"|“(?P<curly>[^”"]*)”"""
    r"""|'(?P<single>[^']*)'|["“”＂](?P<mixed>[^"“”＂]*)["“”＂]|(?P<bare>[^\s"“'](?:(?![,，;；、][ ]*[\w-]+[=＝])\S)*))"""
    r"|(?P<other>[^\s,，;；]+))"
)
HAN = re.compile(r"[\u3400-\u9fff]")
UNNUMBERED = ("-", ".unnumbered")
"""What pandoc writes for a heading without a number."""
ATTRIBUTE_LINE = "attribute_line"
"""The token of a line that is nothing but attributes."""
CAPTION = "caption_open"
"""What opens a paragraph that is the caption of the table above it."""
HEADER = "header"
"""The key of the attributes of a block in the `meta` of its first token."""
NO_ATTRIBUTES_AFTER = "]`{|\\"
"""Characters after which braces belong to the inline text: `[荀子]{.person}`, `` `code`{.python} ``."""

PICTURE_SIZE = compile_late(r"\)\{(?P<inside>[^{}]*)\}$")
LONE_PICTURE = compile_late(r"!\[(?:[^\[\]]|\[[^\[\]]*\])*\]\((?:[^()]|\([^()]*\))*\)\{[^{}]*\}", re.DOTALL)


@dataclass
class Header:
    """The text and the attributes of a heading, of a container's opening line, or of any other block."""

    words: str
    attributes: dict[str, str] = field(default_factory=dict)
    classes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What stands in the braces and is neither id, class nor attribute, as typed."""

    @classmethod
    def parse(cls, text: str) -> "Header":
        """Parse `标题 {#id key=value}`; text without valid attributes is all words."""
        return _split(text.strip(), None) or cls(text.strip())

    @property
    def is_empty(self) -> bool:
        """True if there are no attributes, not even unknown ones."""
        return not (self.attributes or self.classes or self.left_out)


def ends_with_attributes(text: str) -> bool:
    """True if braces at the end of a heading or a paragraph would be read as its attributes."""
    return text.endswith("}") and _split(text.strip(), None) is not None


def _split(text: str, known: Collection[str] | None) -> Header | None:
    """The words before the braces that end a text, and what is in them; None where they are no attributes."""
    if text.endswith("｝") and "｛" in text:
        place = text.rfind("｛")
        text = f"{text[:place]}{{{text[place + 1 : -1]}}}"
    if not text.endswith("}"):
        return None
    start = text.rfind("{")
    before = text[:start]
    inside = text[start + 1 : -1]
    if start < 0 or "}" in inside or (before and before[-1] in "{|\\"):
        return None
    found = _read_items(inside)
    tight = before[-1:] in NO_ATTRIBUTES_AFTER if before else False
    if not _is_valid(found, inside, known, tight=tight):
        return None
    found.words = before.strip()
    return found


def _read_items(inside: str) -> Header:
    """What stands between braces."""
    found, open_key = Header(""), ""
    for item in ITEM.finditer(inside.strip().removeprefix(":").strip()):
        if item["id"]:
            found.attributes["id"] = item["id"]
        elif item["class"] or item["off"]:
            name = item["off"] or f".{item['class']}"
            if name in UNNUMBERED:
                found.attributes.setdefault("n", "none")
            else:
                found.classes.append(name)
        elif item["key"]:
            value = next(v for v in item.group("quoted", "curly", "single", "mixed", "bare") if v is not None)
            open_key = find_attribute(item["key"], is_sure=item["sign"] is not None)
            found.attributes[open_key] = fold_no_number(value) if open_key == "n" else value
            open_key = open_key if item["bare"] else ""
            continue
        elif open_key and HAN.search(item["other"]):  # a value with a space that lacks its quotation marks
            found.attributes[open_key] += f" {item['other']}"
            continue
        else:
            found.left_out.append(item["other"])
        open_key = ""
    return found


def _is_valid(found: Header, inside: str, known: Collection[str] | None, *, tight: bool) -> bool:
    """True if what is between braces is meant as attributes: it begins like them, and what is no id has a known name."""
    start = inside.lstrip()
    if not re.match(r"[#.:\w-]", start) or tight:
        return False
    if start.startswith(":"):
        return not found.left_out
    if start[0] in "#.-":
        return bool(found.attributes or found.classes) and len(found.left_out) < 2
    keys = found.attributes.keys() - (set() if re.search("[=＝]", inside) else {"id"})
    if known is None:
        return bool(keys) and ("=" in inside or (not found.left_out and all(map(str.isascii, keys))))
    return not keys.isdisjoint(known)


def attribute_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001, ARG001 - the library's signature
    """A rule of the block parser: a line that is nothing but attributes."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip()
    if not line.startswith("{") or state.is_code_block(start):
        return False
    header = _split(line, state.env.get("attributes", ()))
    if header is None or header.words:
        return False
    if not silent:
        token = state.push(ATTRIBUTE_LINE, "", 0)
        token.map, token.meta, token.content = [start, start + 1], {HEADER: header}, line
        state.line = start + 1
    return True


def attach_attributes(tokens: list[Token], lines: Sequence[str], known: Collection[str]) -> list[Token]:
    """The tokens with the attributes of each block in the `meta` of its first token.

    A line of attributes belongs to the block before it, or to the block below where only that one touches it. A line that belongs to no
    block is kept.
    """
    owned = set[int]()
    for siblings in _iter_siblings(tokens):
        before: Token | None = None
        for n, token in enumerate(siblings):
            if token.type == ATTRIBUTE_LINE and token.map:
                after = siblings[n + 1] if n + 1 < len(siblings) else None
                touches = token.map[0] > 0 and lines[token.map[0] - 1].strip(" \t>")
                below = after is not None and after.map is not None and after.map[0] == token.map[1]
                owner = after if after is not None and below and not touches else before
                if owner is not None and owner.type != ATTRIBUTE_LINE:
                    _add(owner, token)
                    owned.add(id(token))
            elif token.type == "paragraph_open":
                _take(token, known)
                if n and siblings[n - 1].type == "table_open":
                    _take_caption(token, siblings[n - 1])
            before = before if token.type == ATTRIBUTE_LINE else token
    return [token for token in tokens if id(token) not in owned]


def _take_caption(paragraph: Token, table: Token) -> None:
    """Make a paragraph `: caption {#id}` below a table its caption, as in pandoc and Quarto."""
    text = paragraph.children[0].content if paragraph.children else ""
    if text.startswith((": ", ":\t")) and "\n" not in text:
        own = paragraph.meta.pop(HEADER, None) or Header("")
        _add_header(table, replace(own, attributes={"caption": text[1:].strip()} | own.attributes))
        paragraph.type = CAPTION


def _iter_siblings(tokens: list[Token]) -> Iterator[list[Token]]:
    """The first tokens of the blocks in each block, and of those that are in none; of a paragraph its text is put in its `children`."""
    open_blocks: list[list[Token]] = [[]]
    for token in tokens:
        if token.nesting < 0:
            yield open_blocks.pop()
        elif token.type == "inline" and len(open_blocks) > 1 and (opening := open_blocks[-2][-1]).type == "paragraph_open":
            opening.children = [token]
        else:
            open_blocks[-1].append(token)
        if token.nesting > 0:
            open_blocks.append([])
    yield from open_blocks


def _add(token: Token, line: Token) -> None:
    """Add the attributes of a line to a block."""
    _add_header(token, line.meta[HEADER])


def _add_header(token: Token, header: Header) -> None:
    before = token.meta.get(HEADER)
    if before:
        twice = [f"{key}={value}" for key, value in header.attributes.items() if key in before.attributes]
        header = Header(
            "", header.attributes | before.attributes, before.classes + header.classes, before.left_out + header.left_out + twice
        )
    token.meta = token.meta | {HEADER: header}


def _take(paragraph: Token, known: Collection[str]) -> None:
    """Move the attributes at the end of a paragraph, or of its first line, from its text to its first token."""
    for text in paragraph.children or ():
        first, _, rest = text.content.partition("\n")
        is_picture = first.startswith("![")
        for part, after in ((text.content, ""), (first, rest)):
            words = part.rstrip()
            is_block = words.endswith("}") and not _ends_with_picture_size(words)
            header = _split(words, None if is_picture else known) if is_block else None
            if header and header.words:
                text.content = f"{header.words}\n{after}" if after else header.words
                _add_header(paragraph, replace(header, words=""))
                return


def _ends_with_picture_size(text: str) -> bool:
    """True if the braces at the end of a text are the size of a picture in a line, and not of one that is the whole paragraph."""
    match = PICTURE_SIZE.search(text)
    return match is not None and read_size(match["inside"]) is not None and not LONE_PICTURE.fullmatch(text)


def escape_braces(text: str, brace: str = "\\{") -> str:
    """Escape braces at the end of a line that would be read as attributes of its block."""
    if not ends_with_attributes(text):
        return text
    before, _, after = text.rpartition("{")
    return before + brace + after


def escape_header(words: str) -> str:
    """Escape the title of a container or heading: braces at its end would be read as fields, hash signs as a closing sequence."""
    words = escape_braces(" ".join(words.split("\n")), "&#123;")
    return re.sub(r"#+$", lambda match: "\\" + match.group(), words)
