"""Indexes made from the content: what a book has of one type, in the order in which it is looked up."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from jiangyi import inline
from jiangyi.blocks import Block
from jiangyi.blocks.base import EMPTY
from jiangyi.model import Book, texts, walk
from jiangyi.model import Listing as Kind

LONGEST = 24
"""Characters of a quotation that its line shows."""
OTHERS = "#"
"""Where terms stand that begin with no letter."""


@dataclass(frozen=True)
class Listed:
    """A line of an index: a block with its label and its words."""

    id: str
    label: str
    text: inline.Text


@dataclass(frozen=True)
class Group:
    """Lines below a letter or an author; below nothing where the order is that of reading."""

    name: str
    lines: tuple[Listed, ...]


@dataclass(frozen=True)
class Listing:
    """One index."""

    kind: Kind
    groups: tuple[Group, ...]

    @property
    def id(self) -> str:
        """The id of its heading; no handout's begins so, since theirs hold a dot."""
        return f"index-{self.kind}"


@dataclass(frozen=True)
class _Rule:
    """Which blocks an index lists, in what words, and what groups them; it is sorted where anything does."""

    type: str
    words: Callable[[Block], inline.Text]
    group: Callable[[Block, str], str] = lambda _block, _lang: ""


def listings(book: Book, labels: Mapping[str, str]) -> tuple[Listing, ...]:
    """The indexes that the head of a book asks for; those that would be empty are left out."""
    made = (_listing(book, kind, labels) for kind in book.head.indexes)
    return tuple(listing for listing in made if listing.groups)


def _listing(book: Book, kind: Kind, labels: Mapping[str, str]) -> Listing:
    rule, lang = RULES[kind], book.head.lang
    found = [
        (rule.group(block, lang), Listed(block.id, labels.get(block.id, ""), rule.words(block)))
        for handout in book.handouts
        for block in walk(handout)
        if block.type == rule.type and rule.words(block)
    ]
    if kind == "glossary":
        found.sort(key=lambda pair: collation(str(pair[1].text), lang))
    found.sort(key=lambda pair: (pair[0] == OTHERS, collation(pair[0], lang)))
    return Listing(kind, tuple(Group(name, tuple(line for _, line in lines)) for name, lines in groupby(found, key=lambda pair: pair[0])))


def collation(words: str, lang: str) -> tuple[str, ...]:
    """What words are sorted by: of Chinese the pinyin of each character with its tone, then the words themselves."""
    if not lang.lower().startswith("zh"):
        return (words.casefold(), words)
    from pypinyin import Style, lazy_pinyin

    return (*(part.casefold() for part in lazy_pinyin(words, style=Style.TONE3, neutral_tone_with_five=True)), words)


def initial(words: str, lang: str) -> str:
    """The letter that words are looked up under."""
    first = (collation(words, lang)[0][:1] if words else "").upper()
    return first if "A" <= first <= "Z" else OTHERS


def _opening(block: Block) -> inline.Text:
    """The first words of a quotation."""
    words = "".join(str(text) for text in _texts(block.body))  # type: ignore[attr-defined]
    return inline.Text((inline.Str(words if len(words) <= LONGEST else words[: LONGEST - 2] + "……"),)) if words else EMPTY


def _texts(blocks: tuple[Block, ...]) -> Iterator[inline.Text]:
    for block in blocks:
        yield from texts(block)
        for inner in walk(block):
            yield from texts(inner)


RULES: dict[Kind, _Rule] = {
    "glossary": _Rule("definition", lambda block: block.term, lambda block, lang: initial(str(block.term), lang)),  # type: ignore[attr-defined]
    "quotes": _Rule("quote", _opening, lambda block, _: str(block.by)),  # type: ignore[attr-defined]
    "events": _Rule("event", lambda block: block.title),  # type: ignore[attr-defined]
    "cases": _Rule("case", lambda block: block.title),  # type: ignore[attr-defined]
    "figures": _Rule("figure", lambda block: block.caption),  # type: ignore[attr-defined]
    "tables": _Rule("table", lambda block: block.caption),  # type: ignore[attr-defined]
}
