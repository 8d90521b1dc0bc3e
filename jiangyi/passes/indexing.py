"""Numbers, contents, cross-references and footnotes of a finished selection: read from a book, never written into it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from jiangyi.core import MEMO_SIZE, ById, Memo, timed
from jiangyi.model import (
    EMPTY_TEXT,
    NO_NUMBER,
    Answers,
    Block,
    Book,
    Footnote,
    Handout,
    Node,
    Section,
    format_label,
    get_labels,
    get_numbering_styles,
    inline,
    iter_children,
    iter_texts,
    prefix_label,
    walk_blocks,
)
from jiangyi.passes.editions import KEY_ID, REPEAT_SUFFIX, list_blanks, without_unseen
from jiangyi.passes.listings import Listing, build_listings


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the contents; `level` is 1 for what stands highest in this document."""

    id: str
    label: str
    title: inline.Text
    level: int
    children: tuple["ContentsEntry", ...] = ()

    @property
    def prefix(self) -> str:
        """Its label and what parts it from the title."""
        return prefix_label(self.label, "")

    @property
    def name(self) -> str:
        """Its label and title as plain words."""
        return prefix_label(self.label, str(self.title))


@dataclass(frozen=True)
class CompanionFile:
    """What is known of the other file of a book whose key is a booklet; nothing in one file can lead into the other."""

    labels: Mapping[str, str] = field(default_factory=dict)
    """The numbers of exercises and blanks there, by id."""
    references: Mapping[str, str] = field(default_factory=dict)
    """What a reference to a block that stands there says."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """The printed page there, by the id of the exercise or blank: of the question, or of its answer."""


@dataclass
class Index:
    """Side tables by block id; filled once by `index`, then only read."""

    labels: dict[str, str] = field(default_factory=dict)
    """Each numbered block's label as it is printed: （1）, 一、, 图 1."""
    levels: dict[str, int] = field(default_factory=dict)
    """The heading level of each titled block and each handout; 1 is the title of the document."""
    depths: dict[str, int] = field(default_factory=dict)
    """How deep a section or a point stands among its kind, from 0."""
    references: dict[str, str] = field(default_factory=dict)
    """What a cross-reference to a block says."""
    notes: dict[str, str] = field(default_factory=dict)
    """Each footnote's number, by the footnote's id."""
    contents: tuple[ContentsEntry, ...] = ()
    """The tree of contents."""
    listings: tuple[Listing, ...] = ()
    """The indexes that are printed behind the text."""
    blanks: dict[str, str] = field(default_factory=dict)
    """The number of each word that some edition with the same pages has blank, by its id."""
    solutions: dict[str, str] = field(default_factory=dict)
    """The id of the solution in the key, by the id of the exercise or the blank."""
    companion: CompanionFile = field(default_factory=CompanionFile)
    """The other file, where the key is a booklet."""


PER_HANDOUT_TABLES = ("labels", "levels", "depths", "references", "notes", "blanks", "solutions")
"""What an index tells by the ids of a handout's own."""
HANDOUT_INDEXES = Memo[Index]("handout indexes", 4 * MEMO_SIZE)
"""The index of each handout alone, which a book of it does not change."""


@timed("rendering")
def build_index(book: Book, printed: Index | None = None, companion: CompanionFile | None = None) -> Index:
    """Everything that can be looked up in a book. Numbers are those of its printed copy, which may count what keeps its room unseen."""
    out = Index(companion=_with_printed_references(printed, companion or CompanionFile()))
    for handout in book.handouts:
        if printed or handout.id == KEY_ID:  # these are told by what stands elsewhere too
            _add_handout(handout, book, out, printed or out)
        else:
            known = HANDOUT_INDEXES.get_or_compute(
                (id(handout), book.collected, book.edition.paged), ById(handout), partial(_index_handout, handout, book)
            )
            for name in PER_HANDOUT_TABLES:
                getattr(out, name).update(getattr(known, name))
            out.contents += known.contents
    out.listings = build_listings(without_unseen(book), out.labels)
    contents = (*_contents(book, out), *_listing_entries(book, out))
    out.contents = () if all(entry.id.endswith(f".{KEY_ID}") for entry in contents) else contents  # of the key alone there is no need
    return out


def _index_handout(handout: Handout, book: Book) -> Index:
    """The index of one handout of a book; it tells nothing of any other."""
    own = Index()
    _add_handout(handout, book, own, own)
    return own


def _add_handout(handout: Handout, book: Book, out: Index, known: Index) -> None:
    """Put a handout into the tables; `known` are its numbers where they are given."""
    out.levels[handout.id] = 2 if book.collected else 1
    out.references[handout.id] = _quoted(handout, str(handout.title))
    _number_blocks(handout, _Scope(handout, out, out.levels[handout.id]), out, known.labels)
    for number, note in enumerate(collect_footnotes(handout), 1):
        out.notes[note.id] = known.notes.get(note.id, str(number))
    _add_blanks_and_solutions(book, handout, out)
    out.contents += (
        ContentsEntry(handout.id, "", _contents_title(handout.title, out), 1, tuple(_entries(handout, out, out.levels[handout.id]))),
    )


def reuse_index(printed: Index, companion: CompanionFile) -> Index:
    """The index of a copy that shows the very text of the printed one."""
    return replace(printed, companion=_with_printed_references(printed, companion))


def _with_printed_references(printed: Index | None, other: CompanionFile) -> CompanionFile:
    """What is known of the other file; what is only in the printed copy is referred to in the same words."""
    return replace(other, references={**printed.references, **other.references}) if printed else other


def own_footnotes(node: Node) -> Iterator[Footnote]:
    """The footnotes in the texts of a node itself, not of the blocks in it."""
    for text in iter_texts(node):
        yield from (item for item in inline.walk_inlines(text.inlines) if isinstance(item, Footnote))


def _add_blanks_and_solutions(book: Book, handout: Handout, out: Index) -> None:
    """Number what can be blank, and find what the key says of it and of exercises."""
    if book.edition.paged:
        for number, word in enumerate(list_blanks(handout), 1):
            out.blanks[word.of] = str(number)
    for key in walk_blocks(handout):
        if isinstance(key, Answers):
            out.solutions |= {part.of: key_id(part.of) for part in key.parts}


def key_id(name: str) -> str:
    """The id of what the key says of an exercise or a blank."""
    return f"{name}-key"


def collect_footnotes(node: Node) -> Iterator[Footnote]:
    """The footnotes of a node and of all blocks in it, in reading order."""
    for part in (node, *walk_blocks(node)):
        yield from own_footnotes(part)


@dataclass(frozen=True)
class _Scope:
    """Where numbering stands: in which handout, at which heading level, how deep in sections and points."""

    handout: Handout
    index: Index
    level: int
    sections: int = 0
    points: int = 0

    def inside(self, block: Block) -> "_Scope":
        titled = block.has_heading
        section, point = isinstance(block, Section), block.numbering_key == "point"
        return _Scope(self.handout, self.index, self.level + titled, self.sections + section, self.points + point)


NUMBERED_IF_NAMED = ("figure", "table")
"""Kinds that are numbered only where they have a name."""
NAMED_KINDS = (*NUMBERED_IF_NAMED, "material")
"""Kinds that are numbered through the whole handout, whatever they stand in, and say what they are."""
CONTINUOUS_KINDS = (*NAMED_KINDS, "exercise")
"""Kinds that are numbered through the whole handout."""


def _number_blocks(handout: Handout, scope: _Scope, out: Index, printed: Mapping[str, str]) -> None:
    running: dict[str, int] = {}

    def visit(node: Node, scope: _Scope) -> None:
        counts: dict[str, int] = {}
        for block in _child_blocks(node):
            kind = block.numbering_key
            inner = scope.inside(block)
            if block.has_heading:
                out.levels[block.id] = min(inner.level, 6)
            if kind:
                depth = {"section": scope.sections, "point": scope.points}.get(kind, 0)
                out.depths[block.id] = depth
                _label(block, kind, depth, running if kind in CONTINUOUS_KINDS else counts)
            out.references[block.id] = _reference_text(block, out.labels.get(block.id, ""))
            visit(block, inner)

    def _label(block: Block, kind: str, depth: int, counts: dict[str, int]) -> None:
        first = out.labels.get(block.id.removesuffix(REPEAT_SUFFIX), "") if block.id.endswith(REPEAT_SUFFIX) else ""
        if first:  # it stands here a second time
            out.labels[block.id] = first
            return
        style = _label_style(handout, kind, depth)
        typed = getattr(block, "n", "")
        if typed == NO_NUMBER or (not typed and (style == NO_NUMBER or not _is_numbered(block))):
            return
        if typed and not typed.isdecimal():
            text = typed
        else:
            counts[kind] = int(typed) if typed else counts.get(kind, 0) + 1
            text = format_label(style, counts[kind])
        if text and kind in NAMED_KINDS and (kind in NUMBERED_IF_NAMED or not typed or typed.isdecimal()):
            text = f"{get_labels(handout.lang)[kind]} {text}"
        if text:
            out.labels[block.id] = printed.get(block.id, text)

    visit(handout, scope)


def _child_blocks(node: Node) -> Iterator[Block]:
    """The blocks directly in a node, through parts that are no blocks, in reading order."""
    for _, child in iter_children(node):
        if isinstance(child, Block):
            yield child
        elif isinstance(child, Node):
            yield from _child_blocks(child)


def _is_numbered(block: Block) -> bool:
    """Whether a block is one to number: a figure or table only where a caption or an id of the author's names it."""
    return block.numbering_key not in NUMBERED_IF_NAMED or bool(getattr(block, "caption", EMPTY_TEXT)) or "._" not in block.id


def _label_style(handout: Handout, kind: str, depth: int) -> str:
    given = getattr(handout.numbering, kind)
    styles = (given,) if isinstance(given, str) else given or get_numbering_styles(handout.lang)[kind]
    return styles[depth] if depth < len(styles) else NO_NUMBER if kind == "section" else styles[-1]


def _quoted(handout: Handout, words: str) -> str:
    names = get_labels(handout.lang)
    return f"{names['open_quote']}{words}{names['close_quote']}"


def _reference_text(block: Block, label: str) -> str:
    """What a reference to a block says: 图 1; “一、问题分析” as it stands; for a point its label and lead."""
    if block.numbering_key in NAMED_KINDS and label:
        return label
    words: inline.Text = getattr(block, "title", None) or getattr(block, "lead", None) or getattr(block, "caption", None) or EMPTY_TEXT
    name = prefix_label(label, str(words).rstrip("。.")) if words else label
    return f"“{name}”" if name else "↑"


def _contents(book: Book, out: Index) -> Iterator[ContentsEntry]:
    for entry in out.contents:
        if not book.collected:
            # a key would make the contents of one edition longer than those of another with the same pages
            yield from (inner for inner in entry.children if not (book.edition.paged and inner.id.endswith(f".{KEY_ID}")))
        elif entry.id != KEY_ID or not book.edition.paged:
            yield entry


def _listing_entries(book: Book, out: Index) -> Iterator[ContentsEntry]:
    names = get_labels(book.head.lang)
    for listing in out.listings:
        yield ContentsEntry(listing.id, "", inline.Text((inline.Str(names[f"index_{listing.kind}"]),)), 1)


def _entries(node: Node, out: Index, level: int) -> Iterator[ContentsEntry]:
    for block in _child_blocks(node):
        if block.has_heading:
            title: inline.Text = block.title  # type: ignore[attr-defined]
            yield ContentsEntry(
                block.id, out.labels.get(block.id, ""), _contents_title(title, out), level, tuple(_entries(block, out, level + 1))
            )
        else:
            yield from _entries(block, out, level)


def _contents_title(title: inline.Text, out: Index) -> inline.Text:
    """A title as the contents show it: its notes stay with the heading, and what it links to is only named."""

    def named_only(item: inline.Inline) -> inline.Inline:
        match item:
            case Footnote():
                return inline.Str("")
            case inline.Link(_, content) | inline.IndexTerm(content):
                return inline.Str(inline.to_plain_text(content))
            case inline.Ref(target, content):
                return inline.Str(inline.to_plain_text(content) or out.references.get(target, ""))
            case _:
                return item

    return inline.Text(inline.map_inlines(named_only, title.inlines))
