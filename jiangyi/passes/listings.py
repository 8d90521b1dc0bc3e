"""Build the printed indexes of a book: a glossary, lists of figures or quotations, people and so on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

import msgspec

from jiangyi.core import Report
from jiangyi.model import (
    EMPTY_TEXT,
    Block,
    Book,
    Handout,
    ListingKind,
    all_blocks,
    inline,
    iter_texts,
    text_from_plain,
    text_to_plain,
    walk_blocks,
)
from jiangyi.passes.editions import without_hidden
from jiangyi.store import StoredMemo, plain_memo

ALL_INDEXES = "index-all"
"""The id of the group of all indexes."""
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


class ListedLine(msgspec.Struct, array_like=True, frozen=True):
    """A line of an index as plain data: its group, its block, and its words."""

    group: str
    id: str
    words: list[Any]


class ListedName(msgspec.Struct, array_like=True, frozen=True):
    """A place where a name is marked."""

    name: str
    block: str
    place: str


class ListedHandout(msgspec.Struct, array_like=True, frozen=True):
    """What the indexes of a book list of one handout."""

    lines: dict[str, tuple[ListedLine, ...]]
    """By the kind of the index."""
    names: dict[str, tuple[ListedName, ...]]
    """By the kind of the index."""
    collation: dict[str, tuple[str, ...]]
    """The sort key of everything that is sorted."""

    def covers(self, kinds: Iterable[ListingKind]) -> bool:
        """True if it has what these kinds of indexes need; it has not where an entry of the store is forged."""
        words = {line.group for lines in self.lines.values() for line in lines} | {one.name for one in self.names.get("people", ())}
        words |= {str(text_from_plain(line.words)) for line in self.lines.get("glossary", ())}
        return words <= self.collation.keys() and set(kinds) <= self.lines.keys() | self.names.keys()


LISTED: StoredMemo[ListedHandout] = plain_memo("indexes of handouts", ListedHandout)


def build_listings(book: Book, labels: Mapping[str, str]) -> tuple[Listing, ...]:
    """The indexes that the head of a book requests, without empty ones and without blocks that only take their space."""
    if not book.head.indexes:
        return ()
    listed = [_find_listed(book, handout) for handout in book.handouts]
    keys = {words: key for one in listed for words, key in one.collation.items()}
    made = (Listing(kind, _merge_lines(listed, kind, labels, keys)) for kind in book.head.indexes)
    return tuple(listing for listing in made if listing.groups)


def _find_listed(book: Book, handout: Handout) -> ListedHandout:
    """What is listed of a handout; one that is not needed for anything else is not read where this is stored."""

    def find(_report: Report | None = None) -> ListedHandout:
        return _list_handout(without_hidden(book, handout), book.head.indexes, book.head.lang)

    digest = book.digests.get(handout.id)
    if digest is None or not book.collected:
        return find()
    found = LISTED.get_or_compute(f"{handout.id} {digest} {book.head.lang} {book.head.indexes}", find, Report())
    return found if found.covers(book.head.indexes) else find()


def _list_handout(handout: Handout, kinds: Iterable[ListingKind], lang: str) -> ListedHandout:
    lines: dict[str, tuple[ListedLine, ...]] = {}
    names: dict[str, tuple[ListedName, ...]] = {}
    sorted_words = [""]
    for kind in kinds:
        if kind in ENTRY_KINDS:
            found = (
                ListedName(name, block.id, place)
                for block in all_blocks(handout)
                for name, place in _marked_entries(block, ENTRY_KINDS[kind])
            )
            names[kind] = tuple(found)
            sorted_words += [one.name for one in names[kind] if kind == "people"]
            continue
        rule = LISTING_RULES[kind]
        listed = [block for block in all_blocks(handout) if block.type == rule.type and rule.words(block)]
        words = [_without_entry_marks(rule.words(block)) for block in listed]
        lines[kind] = tuple(
            ListedLine(rule.group(block, lang), block.id, text_to_plain(text)) for block, text in zip(listed, words, strict=True)
        )
        sorted_words += [line.group for line in lines[kind]] + [str(text) for text in words if kind == "glossary"]
    return ListedHandout(lines, names, {words: collation_key(words, lang) for words in sorted_words})


def _merge_lines(
    listed: Iterable[ListedHandout], kind: ListingKind, labels: Mapping[str, str], keys: Mapping[str, tuple[str, ...]]
) -> tuple[IndexGroup, ...]:
    """The groups of an index of a book."""
    if kind in ENTRY_KINDS:
        return _merge_names(listed, kind, keys)
    lines = chain.from_iterable(one.lines[kind] for one in listed)
    found = [(line.group, IndexEntry(line.id, labels.get(line.id, ""), text_from_plain(line.words))) for line in lines]
    if kind == "glossary":
        found.sort(key=lambda pair: keys[str(pair[1].text)])
    found.sort(key=lambda pair: (pair[0] == NO_LETTER, keys[pair[0]]))
    return tuple(IndexGroup(name, tuple(entry for _, entry in group)) for name, group in groupby(found, key=lambda pair: pair[0]))


def _merge_names(listed: Iterable[ListedHandout], kind: ListingKind, keys: Mapping[str, tuple[str, ...]]) -> tuple[IndexGroup, ...]:
    """The marked names of a kind, each once with all its blocks; people are grouped by letter and include authors of quotations."""
    places: dict[str, dict[str, str]] = {}
    for one in chain.from_iterable(found.names[kind] for found in listed):
        places.setdefault(one.name, {}).setdefault(one.block, one.place)
    lines = {name: (*found.values(),) for name, found in places.items()}
    entries = [IndexEntry(found[0], "", inline.Text((inline.Str(name),)), found[1:]) for name, found in lines.items()]
    if kind != "people":
        return (IndexGroup("", tuple(entries)),) if entries else ()

    def letter(line: IndexEntry) -> str:
        return _first_letter(str(line.text), keys[str(line.text)])

    entries.sort(key=lambda line: (letter(line) == NO_LETTER, keys[str(line.text)]))
    return tuple(IndexGroup(name, tuple(group)) for name, group in groupby(entries, key=letter))


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
    if not words:  # without loading the dictionary
        return ("",)
    from pypinyin import Style, lazy_pinyin

    return (*(part.casefold() for part in lazy_pinyin(words, style=Style.TONE3, neutral_tone_with_five=True)), words)


def index_letter(words: str, lang: str) -> str:
    """The letter of the index that words are listed under."""
    return _first_letter(words, collation_key(words, lang))


def _first_letter(words: str, key: tuple[str, ...]) -> str:
    first = (key[0][:1] if words else "").upper()
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
