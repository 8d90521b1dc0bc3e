"""The headings and blocks that links of a note lead to, and lists of contents that a note has of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from markdown_it.token import Token

from jiangyi.model import ID_PATTERN, TYPED_LABEL, inline
from jiangyi.readers.dialect import ConversionLog, make_slug, normalize_heading
from jiangyi.readers.parsed_data import LISTS, split_blocks
from jiangyi.readers.syntax.attributes import HEADER, Header

BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^(?P<id>[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*|\d{5,})[ \t]*$")
OWN_ID = re.compile(r"\{[^{}\n]*#([\w-]+)|^\$\$[ \t]*\(([\w-]+)\)", re.MULTILINE)
CONTENTS_LINK = re.compile(r"(?:\d+(?:\.\d+)*[.、]?\s*)?\[(?:\\.|[^\[\]\\])+\]\(#(?P<target>[^()\s]+)\)")
CONTENTS_TITLE = re.compile(r"^[\W_]*(?:目\s*录|内容目录|导航|contents|table of contents|toc)[\W_]*$", re.IGNORECASE)
FEWEST = 3


@dataclass
class NoteLinks:
    """Where links may lead; a heading gets an id when the first link to it is found."""

    headings: dict[str, Token] = field(default_factory=dict)
    """The opening token of each heading by its address and by its words."""
    words: dict[int, str] = field(default_factory=dict)
    """The words of each heading by the identity of its token."""
    blocks: dict[str, str] = field(default_factory=dict)
    """The id of each block by the id that other programs know it by."""
    taken: set[str] = field(default_factory=set)

    def find_anchor(self, place: str) -> str:
        """The id of what a link names: a block (^id), else a heading, by its address or its words, the last of a path of headings."""
        if place.startswith("^"):
            return self.blocks.get(place[1:].strip(), "")
        last = place.rpartition("#")[2].strip()
        token = self.headings.get(last.lower()) or self.headings.get(make_slug(last)) or self.headings.get(normalize_heading(last))
        return self._give_id(token) if token else self.blocks.get(place, "")

    def _give_id(self, heading: Token) -> str:
        header: Header = heading.meta.get(HEADER) or Header("")
        typed = Header.parse(self.words[id(heading)]).attributes.get("id")
        found = header.attributes.get("id") or typed
        if found:
            return found
        made = re.sub(r"[^\w-]+", "-", str(inline.parse(self.words[id(heading)]))).strip("-_")
        made = made if ID_PATTERN.match(made) else f"h-{made}"
        while made in self.taken:
            made += "-2"
        self.taken.add(made)
        heading.meta = heading.meta | {HEADER: replace(header, attributes=header.attributes | {"id": made})}
        return made


def collect_links(tokens: list[Token], text: str, *, skips_first: bool) -> tuple[list[Token], NoteLinks]:
    """The tokens without ids of blocks (^id, Obsidian), which become attributes, and what links may lead to."""
    links = NoteLinks(taken={found for pair in OWN_ID.findall(text) for found in pair if found})
    dropped: set[int] = set()
    for at, token in enumerate(tokens):
        if token.type != "inline" or not at:
            continue
        opening = tokens[at - 1]
        found = BLOCK_ID.search(token.content) if "^" in token.content else None
        if found and opening.type in ("paragraph_open", "heading_open"):
            token.content = token.content[: found.start()].rstrip()
            owner: Token | None = opening
            if not token.content:
                owner = _find_block_before(tokens, at - 1)
                dropped |= {at - 1, at, at + 1}
            if owner is not None:
                links.blocks[found["id"]] = _set_id(owner, found["id"])
        if opening.type == "heading_open" and not (skips_first and at == 1):
            links.words[id(opening)] = token.content
            words = str(inline.parse(Header.parse(token.content).words))
            typed = TYPED_LABEL.match(words)
            for name in (words.lower(), make_slug(words), normalize_heading(words), normalize_heading(typed["rest"]) if typed else ""):
                links.headings.setdefault(name, opening)
    links.headings.pop("", None)
    return [token for at, token in enumerate(tokens) if at not in dropped], links


def _find_block_before(tokens: Sequence[Token], at: int) -> Token | None:
    """The first token of the block before one, in the same block."""
    if not at or tokens[at - 1].nesting > 0:
        return None
    end = at - 1
    depth = 0
    while end >= 0:
        depth += tokens[end].nesting
        if depth == 0:
            return tokens[end]
        end -= 1
    return None


def _set_id(token: Token, typed: str) -> str:
    """Give a block an id, unless it has one."""
    header: Header = token.meta.get(HEADER) or Header("")
    made = header.attributes.get("id") or (typed if ID_PATTERN.match(typed) else f"b-{typed}")
    token.meta = token.meta | {HEADER: replace(header, attributes=header.attributes | {"id": made})}
    return made


def drop_contents_lists(tokens: list[Token], links: NoteLinks, log: ConversionLog) -> list[Token]:
    """The tokens without lists of links to headings, which a handout makes itself, and without the heading 目录 above them."""
    if not any(token.type == "inline" and "](#" in token.content for token in tokens):
        return tokens
    groups = list(split_blocks(tokens))
    dropped = {n for n, group in enumerate(groups) if _is_contents_list(group, links)}
    for n in sorted(dropped):
        place = groups[n][0].map
        log.add(place[0] if place else 0, "contents", " ".join(_iter_words(groups[n])))
        above = groups[n - 1] if n else None
        ends = n + 1 == len(groups) or groups[n + 1][0].type in ("heading_open", "hr")
        if above and above[0].type == "heading_open" and ends and CONTENTS_TITLE.match(above[1].content):
            dropped.add(n - 1)
    return [token for n, group in enumerate(groups) if n not in dropped for token in group]


def _is_contents_list(group: list[Token], links: NoteLinks) -> bool:
    """True for a list whose items are nothing but links, most of them to headings."""
    if group[0].type not in LISTS:
        return False
    texts = [token.content.strip() for token in group if token.type == "inline"]
    found = [CONTENTS_LINK.fullmatch(text) for text in texts]
    targets = [unquote(match["target"]).lower() for match in found if match]
    known = sum(target in links.headings or make_slug(target) in links.headings for target in targets)
    return len(texts) >= FEWEST and all(found) and 2 * known >= len(targets)


def _iter_words(group: list[Token]) -> Iterator[str]:
    yield from (str(inline.parse(token.content)) for token in group if token.type == "inline")
