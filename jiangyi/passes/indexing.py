"""Build the index of a book: labels, table of contents, cross-references and footnote numbers, in tables beside the book."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain
from typing import TypeVar

from jiangyi.core import MEMO_SIZE, ById, Memo, Report, timed
from jiangyi.model import (
    EMPTY_TEXT,
    NO_NUMBER,
    Answers,
    Block,
    Book,
    DeferredHandout,
    Exercise,
    Footnote,
    Handout,
    InlineImage,
    Node,
    Section,
    all_blocks,
    format_label,
    get_labels,
    inline,
    iter_children,
    iter_texts,
    prefix_label,
    walk_blocks,
)
from jiangyi.passes.blanks import LINE, clear_blanks, name_without_blanks
from jiangyi.passes.chapter_numbering import ChapterNumbering, describe_book, number_chapter, title_behind
from jiangyi.passes.editions import KEY_ID, LEAD_SUFFIX, NO_SOLUTION, REPEAT_SUFFIX, list_blanks, repeat_blocks
from jiangyi.passes.index_records import index_from_bytes, index_to_bytes
from jiangyi.passes.listings import ALL_INDEXES, Listing, build_listings
from jiangyi.store import StoredMemo

E = TypeVar("E", bound=inline.Inline)


@dataclass(frozen=True)
class ContentsEntry:
    """An entry of the table of contents; `level` is 1 for the highest level of the document."""

    id: str
    label: str
    title: inline.Text
    level: int
    children: tuple["ContentsEntry", ...] = ()
    is_folded: bool = False
    """True if printed contents have one line for it and all that is in it."""
    is_beside: bool = False
    """True if printed contents have it beside their title: a line would move what follows, and copies without it have the same pages."""

    @property
    def prefix(self) -> str:
        """Its label with what separates it from the title."""
        return prefix_label(self.label, "")


@dataclass(frozen=True)
class CompanionFile:
    """The labels and pages of the other file of a book with an answer booklet; there are no links between the two files."""

    labels: Mapping[str, str] = field(default_factory=dict)
    """The numbers of exercises and blanks there, by id."""
    references: Mapping[str, str] = field(default_factory=dict)
    """The text of a reference to a block in that file."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """The printed page there, by the id of the exercise or blank: of the question, or of its answer."""


@dataclass
class Index:
    """Tables by block id; filled once by `build_index`, then only read."""

    labels: dict[str, str] = field(default_factory=dict)
    """Each numbered block's label as it is printed: （1）, 一、, 图 1."""
    levels: dict[str, int] = field(default_factory=dict)
    """The heading level of each titled block and each handout; 1 is the title of the document."""
    depths: dict[str, int] = field(default_factory=dict)
    """The nesting depth of a section or point among its kind, from 0."""
    references: dict[str, str] = field(default_factory=dict)
    """The text of a cross-reference to a block."""
    chapters: dict[str, int] = field(default_factory=dict)
    """The number of each numbered handout of a collected book."""
    notes: dict[str, str] = field(default_factory=dict)
    """Each footnote's number, by the footnote's id."""
    contents: tuple[ContentsEntry, ...] = ()
    """The tree of contents."""
    amounts: dict[str, int] = field(default_factory=dict)
    """About how many characters of text each handout fills, by its id."""
    listings: tuple[Listing, ...] = ()
    """The printed indexes in the back matter."""
    full_labels: dict[str, str] = field(default_factory=dict)
    """The label of each question of an exercise after that of the exercise: 1.（2）."""
    blanks: dict[str, str] = field(default_factory=dict)
    """The number of each word that some edition with equal pages leaves blank, by its id."""
    solutions: dict[str, str] = field(default_factory=dict)
    """The id of the solution in the key, by the id of the exercise or the blank."""
    companion: CompanionFile = field(default_factory=CompanionFile)
    """The other file of the book, where the key is a booklet."""
    parts: dict[str, "Index"] = field(default_factory=dict)
    """The index of each handout by itself, by its id; the key of a book has none, because it depends on the other handouts."""

    def name_question(self, name: str) -> str:
        """What the key calls an exercise, a question or a blank by: its label, of a question with that of its exercise; "" without one."""
        return self.full_labels.get(name) or self.labels.get(name) or self.blanks.get(name, "")

    @cached_property
    def digest(self) -> str:
        """A digest of the tables of the index of one handout."""
        return hashlib.sha256(repr([getattr(self, name) for name in PER_HANDOUT_TABLES]).encode(errors="surrogatepass")).hexdigest()


PER_HANDOUT_TABLES = ("labels", "levels", "depths", "chapters", "full_labels", "references", "notes", "blanks", "solutions")
"""The tables of an index that are computed for each handout by itself."""
HANDOUT_INDEXES = Memo[Index]("handout indexes", 4 * MEMO_SIZE)
"""The index of each handout by itself, which does not depend on the other handouts of a book."""


@timed("rendering")
def build_index(book: Book, printed: Index | None = None, companion: CompanionFile | None = None) -> Index:
    """The index of a book. Numbers are those of its printed copy, which may also count blocks that only take their space there."""
    out = Index(companion=_with_printed_references(printed, companion or CompanionFile()))
    entries, described = list[ContentsEntry](), describe_book(book)
    for handout in book.handouts:
        if handout.id == KEY_ID:  # it depends on other handouts too
            entries.append(_add_handout(handout, book, out, printed or out, 0))
            continue
        number = len(out.chapters) + 1
        before = printed.parts.get(handout.id) if printed else None
        known = out.parts[handout.id] = HANDOUT_INDEXES.get_or_compute(
            (id(handout), id(before), described, number, book.edition.paged, book.edition.blanks),
            (ById(handout), ById(before)),
            partial(_find_index, handout, book, before, number, described),
        )
        for name in PER_HANDOUT_TABLES:
            getattr(out, name).update(getattr(known, name))
        out.amounts |= known.amounts
        entries += known.contents
    out.listings = build_listings(book, out.labels)
    contents = (*_contents(book, entries), *_listing_entries(book, out))
    out.contents = () if all(entry.id.endswith(f".{KEY_ID}") for entry in contents) else contents  # the key alone needs no contents
    return out


STORED_INDEXES = StoredMemo[Index]("handout indexes", index_to_bytes, index_from_bytes)


def _find_index(handout: Handout, book: Book, printed: Index | None, number: int, described: str) -> Index:
    """The index of one handout of a book; one that is not needed for anything else is not read where its index is stored."""
    digest = book.digests.get(handout.id)
    if digest is None or not isinstance(handout, DeferredHandout):
        return _index_handout(handout, book, printed, number)
    inputs = f"{handout.id} {digest} {described} {number} {printed.digest if printed else ''}"
    return STORED_INDEXES.get_or_compute(inputs, lambda _: _index_handout(handout, book, printed, number), Report())


def _index_handout(handout: Handout, book: Book, printed: Index | None, number: int) -> Index:
    """The index of one handout of a book; numbers are those of its printed copy, where it has one."""
    own = Index()
    own.contents = (_add_handout(handout, book, own, printed or own, number),)
    return own


def _add_handout(handout: Handout, book: Book, out: Index, known: Index, number: int) -> ContentsEntry:
    """Add a handout to the tables; `known` has its numbers where they are given. Returns its entry of the contents.

    `number` is that of the handout in a book, if it is numbered; 0 for an answer key.
    """
    chapter = number_chapter(handout, book, number)
    out.chapters |= {handout.id: chapter.number} if chapter.number else {}
    out.labels |= {handout.id: chapter.label} if chapter.label else {}
    out.levels[handout.id] = 2 if book.collected else 1
    out.references[handout.id] = _quoted(handout, str(handout.title))
    _add_blanks_and_solutions(book, handout, out)
    numbering = _BlockNumbering(chapter, out, known.labels, book.blank.union(out.blanks), get_labels(handout.lang), chapter.number)
    numbering.number(handout, _Scope(handout, out, out.levels[handout.id]))
    numbers = dict[str, int]()
    for note in collect_footnotes(handout):
        number = numbers.setdefault(note_key(handout, note), len(numbers) + 1)
        out.notes[note.id] = known.notes.get(note.id, str(number))
    out.references |= {picture.id: picture.alt for picture in _collect_inlines(handout, InlineImage)}
    out.amounts[handout.id] = _count_characters(handout)
    if handout.id == KEY_ID:
        out.labels |= {section.id: label for section in handout.sections if (label := _label_of_owner(section, out))}
    children = tuple(_entries(handout, out, out.levels[handout.id]))
    return ContentsEntry(handout.id, chapter.label, _contents_title(title_behind(handout.title, chapter.label), out), 1, children)


def _label_of_owner(section: Section, out: Index) -> str:
    """The label of the handout that a section of the key belongs to, unless its title begins with it."""
    label = out.labels.get(section.id.removesuffix(f".{KEY_ID}"), "")
    return "" if str(section.title).startswith(label) else label


LINE_REST = 20
"""Characters that the last line of a text leaves empty on the average."""
BLOCK_REST = 30
"""Characters that the space around a block takes up."""
ROOM = {"figure": 500, "exercise": 250, "math": 80}
"""Characters that a block of some types takes up in addition: pictures, room for answers."""


def _count_characters(handout: Handout) -> int:
    """About how many characters of text a handout fills."""
    blocks = all_blocks(handout)
    texts = (text for part in (handout, *blocks) for text in iter_texts(part))
    return sum(len(str(text)) + LINE_REST for text in texts) + sum(BLOCK_REST + ROOM.get(block.type, 0) for block in blocks)


def reuse_index(printed: Index, companion: CompanionFile) -> Index:
    """The index of a copy whose text is that of the printed one."""
    return replace(printed, companion=_with_printed_references(printed, companion))


def _with_printed_references(printed: Index | None, other: CompanionFile) -> CompanionFile:
    """The companion file, with the references of the printed copy: references to content that only it has use the same words."""
    return replace(other, references={**printed.references, **other.references}) if printed else other


def note_key(handout: Handout, note: Footnote) -> str:
    """What is equal for all references to one footnote with blocks; other footnotes are printed again for each reference."""
    is_block = isinstance(handout.notes.get(note.label), tuple) and not note.content
    return f"{note.label}{REPEAT_SUFFIX if note.id.endswith(REPEAT_SUFFIX) else ''}" if is_block else note.id


FIRST_REFERENCES = Memo[Mapping[str, str]]("first references to footnotes")


def find_first_reference(handout: Handout, note: Footnote) -> str:
    """The id of the first reference to a footnote, where it is printed."""

    def find() -> Mapping[str, str]:
        found: dict[str, str] = {}
        for one in collect_footnotes(handout):
            found.setdefault(note_key(handout, one), one.id)
        return found

    return FIRST_REFERENCES.get_or_compute(id(handout), ById(handout), find).get(note_key(handout, note), note.id)


def get_note_blocks(handout: Handout | None, note: Footnote) -> tuple[Block, ...]:
    """The blocks of a footnote; none where it is a text."""
    found = handout.notes.get(note.label) if handout and not note.content else None
    if not isinstance(found, tuple):
        return ()
    return repeat_blocks(found) if note.id.endswith(REPEAT_SUFFIX) else found


def own_footnotes(node: Node, blank: frozenset[str] = frozenset()) -> Iterator[Footnote]:
    """The footnotes in the texts of a node itself, not of the blocks in it; without those in words that are left blank."""
    return _own_inlines(node, Footnote, blank)


def _own_inlines(node: Node, kind: type[E], blank: frozenset[str]) -> Iterator[E]:
    for given in iter_texts(node):
        text = clear_blanks(given, blank) if blank else given
        yield from (item for item in inline.walk_inlines(text.inlines) if isinstance(item, kind))


def _add_blanks_and_solutions(book: Book, handout: Handout, out: Index) -> None:
    """Number what can be left blank, and find the solutions of blanks and exercises."""
    if book.edition.paged:
        for number, word in enumerate(list_blanks(handout, handout.blanks), 1):
            out.blanks[word.of] = str(number)
    for key in all_blocks(handout):
        if isinstance(key, Answers):
            out.solutions |= {part.of: key_id(part.of) for part in key.parts}


def key_id(name: str) -> str:
    """The id of the solution of an exercise or a blank in the key."""
    return f"{name}-key"


def collect_footnotes(node: Node, blank: frozenset[str] = frozenset()) -> Iterator[Footnote]:
    """The footnotes of a node and of all blocks in it, in reading order; without those in words that are left blank."""
    return _collect_inlines(node, Footnote, blank)


def _collect_inlines(node: Node, kind: type[E], blank: frozenset[str] = frozenset()) -> Iterator[E]:
    for part in (node, *(all_blocks(node) if isinstance(node, Handout) else walk_blocks(node))):
        yield from _own_inlines(part, kind, blank)


@dataclass(frozen=True)
class _Scope:
    """The state of numbering: the handout, the heading level, and the depth in sections and points."""

    handout: Handout
    index: Index
    level: int
    sections: int = 0
    points: int = 0
    exercises: tuple[str, ...] = ()
    """The labels of the exercises around it."""

    def inside(self, block: Block) -> "_Scope":
        titled = block.has_heading
        section, point = isinstance(block, Section), block.numbering_key == "point"
        return replace(self, level=self.level + titled, sections=self.sections + section, points=self.points + point)


NUMBERED_IF_NAMED = ("figure", "table", "formula")
"""Kinds that are numbered only where they have a caption or an id."""
NAMED_KINDS = ("figure", "table", "material")
"""Kinds whose labels name the kind, and that are numbered through the whole handout."""
CONTINUOUS_KINDS = (*NAMED_KINDS, "formula", "exercise")
"""Kinds that are numbered through the whole handout."""


@dataclass
class _BlockNumbering:
    """Numbers the blocks of a handout, and enters their labels, levels and references into an index."""

    chapter: ChapterNumbering
    out: Index
    printed: Mapping[str, str]
    """Labels that are known, by block id."""
    blank: frozenset[str]
    """The words that the handout or another copy with equal pages leaves blank."""
    names: Mapping[str, str]
    """The terms of its language."""
    current: int
    """The number of the chapter: of the handout in a book, else of the section of the first level."""
    running: dict[tuple[str, int], int] = field(default_factory=dict)

    def number(self, node: Node, scope: _Scope) -> None:
        """Number the blocks in a node."""
        counts: dict[tuple[str, int], int] = {}
        for block in _child_blocks(node):
            inner = scope.inside(block)
            if block.has_heading:
                self.out.levels[block.id] = min(inner.level, 6)
            if block.numbering_key:
                self._count(block, scope, counts)
            label = self.out.labels.get(block.id, "")
            if block.numbering_key == "exercise":
                inner = replace(inner, exercises=(*scope.exercises, label))
                if scope.exercises:
                    self.out.full_labels[block.id] = "".join(inner.exercises)
            self.out.references[block.id] = _reference_text(block, label, scope, self.blank)
            self.number(block, inner)

    def _count(self, block: Block, scope: _Scope, counts: dict[tuple[str, int], int]) -> None:
        """Number a block among those of its kind: in the whole handout, or in its node, whose `counts` these are."""
        kind = block.numbering_key
        depth = {"section": scope.sections, "point": scope.points, "exercise": len(scope.exercises)}.get(kind, 0)
        self.out.depths[block.id] = depth
        is_question = kind == "exercise" and bool(scope.exercises)
        number = self._label(block, depth, self.running if kind in CONTINUOUS_KINDS and not is_question else counts)
        if kind == "section" and not depth and not self.chapter.is_collected:
            self.current = number

    def _label(self, block: Block, depth: int, counts: dict[tuple[str, int], int]) -> int:
        """Label a block, and return its number; 0 where it has none."""
        kind, labels = block.numbering_key, self.out.labels
        first = labels.get(block.id.removesuffix(REPEAT_SUFFIX), "") if block.id.endswith(REPEAT_SUFFIX) else ""
        if first:  # a second copy has the label of the first
            labels[block.id] = first
            return 0
        style, separator = self.chapter.style_of(kind, depth)
        typed = getattr(block, "n", "")
        if typed == NO_NUMBER or (not typed and (style == NO_NUMBER or not _is_numbered(block))):
            return 0
        counted = kind, self.current if separator else 0
        if typed and not typed.isdecimal():
            text = typed
        else:
            counts[counted] = int(typed) if typed else counts.get(counted, 0) + 1
            text = format_label(style, counts[counted], f"{self.current}{separator}" if separator and self.current else "")
        if text and kind in NAMED_KINDS and (kind in NUMBERED_IF_NAMED or not typed or typed.isdecimal()):
            text = f"{self.names[kind]} {text}"
        if text:
            labels[block.id] = self.printed.get(block.id, text)
        return counts.get(counted, 0)


def _child_blocks(node: Node) -> Iterator[Block]:
    """The blocks directly in a node, through parts that are no blocks, in reading order."""
    for _, child in iter_children(node):
        if isinstance(child, Block):
            yield child
        elif isinstance(child, Node):
            yield from _child_blocks(child)


def _is_numbered(block: Block) -> bool:
    """True if a block is numbered: a figure, table or formula only where it has a caption or an id of the author's."""
    return block.numbering_key not in NUMBERED_IF_NAMED or bool(getattr(block, "caption", EMPTY_TEXT)) or "._" not in block.id


def _quoted(handout: Handout, words: str) -> str:
    names = get_labels(handout.lang)
    return f"{names['open_quote']}{words}{names['close_quote']}"


NAMING_FIELDS = ("title", "lead", "caption")
"""The fields whose text names a block, the first one that has any."""


def _reference_text(block: Block, label: str, scope: "_Scope", blank: frozenset[str]) -> str:
    """The text of a reference to a block: 图 1; the title in quotation marks, “一、问题分析”; for a point its label and lead.

    An exercise is 第 1 题, its second question 第 1 题（2）; a formula is 式（1）.
    """
    if block.numbering_key == "exercise" and label:
        first, *rest = *scope.exercises, label
        return get_labels(scope.handout.lang)["question"].format(first.strip("（）().、． ")) + "".join(rest) if first else "".join(rest)
    if block.numbering_key in NAMED_KINDS and label:
        return label
    if block.numbering_key == "formula" and label:
        return get_labels(scope.handout.lang)["formula"].format(label)
    words = next((words for field in NAMING_FIELDS if field in block.content_fields and (words := getattr(block, field))), EMPTY_TEXT)
    text = LINE if block.id + LEAD_SUFFIX in blank else name_without_blanks(words, blank).rstrip("。.")
    name = prefix_label(label, text) if words else label
    return f"“{name}”" if name else "↑"


def _contents(book: Book, entries: Iterable[ContentsEntry]) -> Iterator[ContentsEntry]:
    for entry in entries if book.collected else chain.from_iterable(entry.children for entry in entries):
        is_key = entry.id == KEY_ID if book.collected else entry.id.endswith(f".{KEY_ID}")
        yield replace(entry, is_beside=True) if is_key and book.edition.paged else entry


def _listing_entries(book: Book, out: Index) -> Iterator[ContentsEntry]:
    """The entries of the indexes; several are a group."""
    names = get_labels(book.head.lang)
    is_group = len(out.listings) > 1

    def entry(name: str, label: str, level: int, children: tuple[ContentsEntry, ...] = ()) -> ContentsEntry:
        return ContentsEntry(name, "", inline.Text((inline.Str(names[label]),)), level, children, is_folded=bool(children))

    found = tuple(entry(listing.id, f"index_{listing.kind}", 1 + is_group) for listing in out.listings)
    yield from (entry(ALL_INDEXES, "indexes", 1, found),) if is_group else found


def _entries(node: Node, out: Index, level: int) -> Iterator[ContentsEntry]:
    """The entries of headings in a node; none of those in solutions, which not every copy shows."""
    for block in _child_blocks(node.model_copy(update=NO_SOLUTION) if isinstance(node, Exercise) else node):
        if isinstance(block, Answers):
            continue
        if block.has_heading and block.in_contents:
            title: inline.Text = block.title  # type: ignore[attr-defined]
            yield ContentsEntry(
                block.id, out.labels.get(block.id, ""), _contents_title(title, out), level, tuple(_entries(block, out, level + 1))
            )
        else:
            yield from _entries(block, out, level)


def _contents_title(title: inline.Text, out: Index) -> inline.Text:
    """A title for the table of contents: without footnotes, and with the text of links and references only."""

    def named_only(item: inline.Inline) -> inline.Inline:
        match item:
            case Footnote():
                return inline.Str("")
            case inline.Link(_, content) | inline.IndexTerm(content):
                return inline.Str(inline.to_plain_text(content))
            case InlineImage(_, words):
                return inline.Str(words)
            case inline.InlineMath(tex):
                return inline.InlineMath(tex)
            case inline.Ref(target, content):
                return inline.Str(inline.to_plain_text(content) or out.references.get(target, ""))
            case _:
                return item

    return inline.Text(inline.map_inlines(named_only, title.inlines))
