"""Build the printed indexes of a book: a glossary, lists of figures or quotations, people and so on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from jiangyi.model import EMPTY_TEXT, Block, Book, ListingKind, all_blocks, inline, iter_texts, walk_blocks

EXCERPT_LENGTH = 24
"""Characters of a quotation in its entry."""
NO_LETTER = "#"
"""The group of terms that do not begin with a letter."""


@dataclass(frozen=True)
class IndexEntry:
    """An entry of an index: a block with its label and its text."""

    id: str
    label: str
    text: inline.Text
    others: tuple[str, ...] = ()
    """The ids of further places where it occurs."""


@dataclass(frozen=True)
class IndexGroup:
    """The entries of a letter or an author; one group without a name where entries are in reading order."""

    name: str
    lines: tuple[IndexEntry, ...]


@dataclass(frozen=True)
class Listing:
    """One index."""

    kind: ListingKind
    groups: tuple[IndexGroup, ...]

    @property
    def id(self) -> str:
        """The id of its heading; ids of handouts cannot equal it, because they have a dot."""
        return f"index-{self.kind}"


@dataclass(frozen=True)
class _ListingRule:
    """The type of block that an index lists, the text of an entry, and its group; grouped entries are sorted."""

    type: str
    words: Callable[[Block], inline.Text]
    group: Callable[[Block, str], str] = lambda _block, _lang: ""


def build_listings(book: Book, labels: Mapping[str, str]) -> tuple[Listing, ...]:
    """The indexes that the head of a book requests, without empty ones."""
    made = (_listing(book, kind, labels) for kind in book.head.indexes)
    return tuple(listing for listing in made if listing.groups)


def _listing(book: Book, kind: ListingKind, labels: Mapping[str, str]) -> Listing:
    if kind in ENTRY_KINDS:
        return Listing(kind, _entries(book, ENTRY_KINDS[kind]))
    rule, lang = LISTING_RULES[kind], book.head.lang
    found = [
        (rule.group(block, lang), IndexEntry(block.id, labels.get(block.id, ""), _without_entry_marks(rule.words(block))))
        for handout in book.handouts
        for block in all_blocks(handout)
        if block.type == rule.type and rule.words(block)
    ]
    if kind == "glossary":
        found.sort(key=lambda pair: collation_key(str(pair[1].text), lang))
    found.sort(key=lambda pair: (pair[0] == NO_LETTER, collation_key(pair[0], lang)))
    return Listing(
        kind, tuple(IndexGroup(name, tuple(line for _, line in lines)) for name, lines in groupby(found, key=lambda pair: pair[0]))
    )


def _entries(book: Book, kind: str) -> tuple[IndexGroup, ...]:
    """The marked names of a kind, each once with all its blocks; people are grouped by letter and include authors of quotations."""
    places: dict[str, dict[str, str]] = {}
    for handout in book.handouts:
        for block in all_blocks(handout):
            for name, place in _marked_entries(block, kind):
                places.setdefault(name, {}).setdefault(block.id, place)
    lines = {name: (*found.values(),) for name, found in places.items()}
    listed = [IndexEntry(found[0], "", inline.Text((inline.Str(name),)), found[1:]) for name, found in lines.items()]
    if kind != "person":
        return (IndexGroup("", tuple(listed)),) if listed else ()
    lang = book.head.lang

    def letter(line: IndexEntry) -> str:
        return index_letter(str(line.text), lang)

    listed.sort(key=lambda line: (letter(line) == NO_LETTER, collation_key(str(line.text), lang)))
    return tuple(IndexGroup(name, tuple(group)) for name, group in groupby(listed, key=letter))


def _without_entry_marks(text: inline.Text) -> inline.Text:
    """A text without index marks, because their ids belong to its first occurrence."""

    def rule(item: inline.Inline) -> inline.Inline:
        return inline.Str(inline.to_plain_text(item.content)) if isinstance(item, inline.IndexTerm) else item

    return inline.Text(inline.map_inlines(rule, text.inlines))


def _marked_entries(block: Block, kind: str) -> Iterator[tuple[str, str]]:
    """The names of a kind in the texts of a block itself, each with the id of its place."""
    if kind == "person" and block.type == "quote" and block.by:  # type: ignore[attr-defined]
        yield str(block.by), block.id  # type: ignore[attr-defined]
    for text in iter_texts(block):
        for item in inline.walk_inlines(text.inlines):
            if isinstance(item, inline.IndexTerm) and item.kind == kind:
                yield item.name or inline.to_plain_text(item.content), item.id


def collation_key(words: str, lang: str) -> tuple[str, ...]:
    """The sort key of words: for Chinese the pinyin of each character with its tone, then the words themselves."""
    if not lang.lower().startswith("zh"):
        return (words.casefold(), words)
    from pypinyin import Style, lazy_pinyin

    return (*(part.casefold() for part in lazy_pinyin(words, style=Style.TONE3, neutral_tone_with_five=True)), words)


def index_letter(words: str, lang: str) -> str:
    """The letter of the index that words are listed under."""
    first = (collation_key(words, lang)[0][:1] if words else "").upper()
    return first if "A" <= first <= "Z" else NO_LETTER


def _excerpt(block: Block) -> inline.Text:
    """The first words of a quotation."""
    words = "".join(str(text) for text in _texts(block.body))  # type: ignore[attr-defined]
    return (
        inline.Text((inline.Str(words if len(words) <= EXCERPT_LENGTH else words[: EXCERPT_LENGTH - 2] + "……"),)) if words else EMPTY_TEXT
    )


def _texts(blocks: tuple[Block, ...]) -> Iterator[inline.Text]:
    for block in blocks:
        yield from iter_texts(block)
        for inner in walk_blocks(block):
            yield from iter_texts(inner)


ENTRY_KINDS: dict[ListingKind, str] = {"people": "person", "data": "data", "policies": "policy"}
"""The indexes of what authors mark in their texts, with the kind of its marks."""
LISTING_RULES: dict[ListingKind, _ListingRule] = {
    "glossary": _ListingRule("definition", lambda block: block.term, lambda block, lang: index_letter(str(block.term), lang)),  # type: ignore[attr-defined]
    "quotes": _ListingRule("quote", _excerpt, lambda block, _: str(block.by)),  # type: ignore[attr-defined]
    "events": _ListingRule("event", lambda block: block.title),  # type: ignore[attr-defined]
    "cases": _ListingRule("case", lambda block: block.title),  # type: ignore[attr-defined]
    "figures": _ListingRule("figure", lambda block: block.caption),  # type: ignore[attr-defined]
    "tables": _ListingRule("table", lambda block: block.caption),  # type: ignore[attr-defined]
}
