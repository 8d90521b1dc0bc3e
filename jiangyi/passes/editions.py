"""Editions: which blocks of a book are shown, where the answers are, and which words are left blank.

The student, teacher and cloze editions have equal pages, because in print they are laid out from the same markup.

What an edition hides is typeset all the same and never drawn (`visibility`), so it takes its space but is in no stream, font or
structure tree of the file; the tests look for it there. An answer is a float of no width over its answer space, so the space is
as high without it. Nothing has to be measured or laid out twice.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

from jiangyi.core import ById, Memo, Report
from jiangyi.model import (
    BRIEF_LENGTH,
    EDITIONS,
    EMPTY_TEXT,
    Answers,
    BlankSolution,
    Block,
    Book,
    Break,
    Cloze,
    ClozeTarget,
    DeferredHandout,
    Edition,
    Emph,
    Exercise,
    Footnote,
    Handout,
    Head,
    IndexTerm,
    Node,
    Paragraph,
    Point,
    Ref,
    Section,
    Solution,
    Str,
    Strong,
    Text,
    all_blocks,
    complete_stem,
    defer_handout,
    fill_bracket,
    get_labels,
    inline,
    iter_children,
    iter_texts,
    map_children,
    take_numbers,
    walk_blocks,
)
from jiangyi.passes.blanks import clear_blanks
from jiangyi.passes.question_groups import GroupedHandout, group_questions
from jiangyi.store import StoredMemo, plain_memo

ALL_EDITIONS = "all"
"""Requests every edition."""
ANSWERED = "answers"
"""In `only`: every edition that prints answers, not just the booklet of that name."""
KEY_ID = "answers"
"""The last part of the id of an answer key."""
BOOKLET = "booklet"
"""The place of answers that are in a file of their own."""
ANSWER_SUFFIX = "-answer"
"""Appended to the id of an exercise: its answer."""
CHOSEN_SUFFIX = "-chosen"
"""Appended to the id of an exercise: the answer in the bracket of its question."""
REPEAT_SUFFIX = ".again"
"""Appended to the id of the second copy of a block; ids of authors have no dot."""
NO_SOLUTION: Mapping[str, Any] = {"answer": (), "explanation": (), "scoring": ()}
"""The fields of an exercise without its solution."""
LEAD_SUFFIX = "-lead"
"""Appended to the id of a point: its lead."""


def select_edition(book: Book, name: str = "", edition: Edition | None = None, *, keeps_space: bool = False) -> Book:
    """The book as an edition shows it; with `keeps_space` hidden content keeps its space, as in print."""
    edition = edition or EDITIONS.get(name, EDITIONS[""])
    keeps_space = keeps_space and edition.paged
    digests = _extend_digests(book, f"{name} {edition!r} {keeps_space}")
    copies = [_edition_of(handout, name, edition, digests, keeps_space=keeps_space) for handout in book.handouts]
    apart = [(copy.handout, key) for copy in copies if copy.facts.key_place == "apart" and (key := copy.key)]
    return replace(
        book,
        handouts=_append_keys(book, [copy.shown for copy in copies], apart),
        pictures={**book.pictures, **{name + REPEAT_SUFFIX: picture for name, picture in book.pictures.items()}},
        edition=edition,
        edition_name=name,
        unseen=frozenset().union(*(copy.facts.unseen for copy in copies)),
        blank=frozenset().union(*(copy.facts.blank for copy in copies)),
        digests=digests,
    )


def name_edition(book: Book) -> str:
    """What an edition is called on its cover and in its running heads; "" for the usual one and for answer booklets."""
    if not book.edition_name or book.edition.key_only:
        return ""
    return book.edition.label or get_labels(book.head.lang).get(f"edition_{book.edition_name}") or book.edition_name


def build_booklet(book: Book, name: str = "", edition: Edition | None = None) -> Book | None:
    """The key of an edition as a book of its own, of the handouts whose answers are in a booklet; None where there is no answer."""
    edition = edition or EDITIONS.get(name, EDITIONS[""])
    digests = _extend_digests(book, f"{name} {edition!r} {False}")
    copies = [_edition_of(handout, name, edition, digests, keeps_space=False) for handout in book.handouts]
    keys = [(copy.source, key) for copy in copies if copy.facts.key_place == BOOKLET and (key := copy.key)]
    if not keys:
        return None
    only_key = {"subtitle": EMPTY_TEXT, "summary": EMPTY_TEXT, "title_page": False, "indexes": (), "group": ""}
    title = {"title": _name_key(book.head)}
    own = {} if book.collected else title
    handouts = tuple(one.model_copy(update={**only_key, **own, "blocks": (key,), "sections": (), "source": None}) for one, key in keys)
    head = book.head.model_copy(update=only_key | title) if book.collected else handouts[0]
    shown = edition.model_copy(update={"paged": False, "blanks": False})
    return replace(
        book,
        head=head,
        handouts=handouts,
        edition=shown,
        edition_name=".".join(part for part in (name, KEY_ID) if part),
        digests=_extend_digests(book, f"{BOOKLET} {name} {edition!r}"),
    )


def _extend_digests(book: Book, edition: str) -> Mapping[str, str]:
    """The digests of the handouts in an edition."""
    return {name: f"{digest} {edition}" for name, digest in book.digests.items()}


def without_hidden(book: Book, handout: Handout) -> Handout:
    """A handout without the blocks, answers and words that only take their space; in editions with equal pages without any answer."""
    unseen, blank = book.unseen, book.blank
    if book.edition.paged:
        exercises = [block for block in all_blocks(handout) if isinstance(block, Exercise)]
        unseen |= {exercise.id + ANSWER_SUFFIX for exercise in exercises}
        blank |= {item.id for exercise in exercises for item in exercise.blanks}
    if not (unseen or blank):
        return handout

    def visit(node: Any) -> Any:
        if isinstance(node, Text):
            return clear_blanks(node, blank)
        if isinstance(node, Exercise) and node.id + ANSWER_SUFFIX in unseen:
            return map_children(node, visit, **NO_SOLUTION)
        return map_children(node, visit) if isinstance(node, Node) else node

    def leaves(block: Block) -> bool:
        return block.id in unseen or (book.edition.paged and isinstance(block, Answers))

    return map_children(_without_blocks(handout, leaves), visit)


def list_blanks(handout: Handout, blanks: ClozeTarget | None) -> tuple[BlankSolution, ...]:
    """What a cloze edition leaves blank, in reading order: what the handout says, else the marked words, else the leads of points."""
    found = tuple(_list_blanks(handout))
    usual = "leads" if all(word.of.endswith(LEAD_SUFFIX) for word in found) else "words"
    mode = blanks or usual
    return tuple(word for word in found if mode == "both" or (mode == "leads") == word.of.endswith(LEAD_SUFFIX))


def _without_footnotes(inlines: inline.Inlines) -> inline.Inlines:
    """Inline content without its footnotes, which are printed where the words are, not in the key too."""
    kept = (item for item in inlines if not isinstance(item, Footnote))
    return tuple(replace(item, content=_without_footnotes(item.content)) if getattr(item, "content", ()) else item for item in kept)  # type: ignore[union-attr, arg-type]


def _list_blanks(node: Node) -> Iterator[BlankSolution]:
    """Everything that can be left blank: the leads of points, and the marked words outside exercises."""
    if isinstance(node, Exercise):
        return
    if isinstance(node, Point):
        yield BlankSolution(of=node.id + LEAD_SUFFIX, text=Text(_without_footnotes(node.lead.inlines)))
    for _, child in iter_children(node):
        if isinstance(child, Text):
            yield from (
                BlankSolution(of=item.id, text=Text(_without_footnotes(item.content)))
                for item in inline.walk_inlines(child.inlines)
                if isinstance(item, Cloze)
            )
        else:
            yield from _list_blanks(child)


@dataclass(frozen=True)
class EditionFacts:
    """What a book needs of a handout in an edition, without the handout itself."""

    unseen: tuple[str, ...]
    """The ids of content that takes up its space and is not drawn."""
    blank: tuple[str, ...]
    """The ids of everything that is left blank."""
    key_place: str
    """Where its answer key is: inside, apart or booklet; empty where it has none."""


EDITION_FACTS: StoredMemo[EditionFacts] = plain_memo("editions of handouts", EditionFacts)


@dataclass(frozen=True)
class HandoutEdition:
    """One handout as one edition shows it."""

    source: Handout
    name: str
    edition: Edition
    keeps_space: bool
    digest: str = ""
    """Of the handout in this edition; empty where nothing of it is stored."""

    @cached_property
    def facts(self) -> EditionFacts:
        """Its facts; a handout that is not needed for anything else is not read where they are stored."""
        if not self.digest or not isinstance(self.source, DeferredHandout):
            return self._find_facts()
        return EDITION_FACTS.get_or_compute(f"{self.source.id} {self.digest}", lambda _: self._find_facts(), Report())

    def _find_facts(self) -> EditionFacts:
        place = "" if self.key is None else "inside" if self.is_key_inside else BOOKLET if self.answers_place == BOOKLET else "apart"
        return EditionFacts(tuple(sorted(self.unseen_ids)), tuple(sorted(self.blank_ids)), place)

    @cached_property
    def shown(self) -> Handout:
        """The handout as it is rendered; one that is not read yet stays so until it is needed."""
        source = self.source
        return defer_handout(source.id, source.lang, lambda: self.result) if isinstance(source, DeferredHandout) else self.result

    @cached_property
    def grouped(self) -> GroupedHandout:
        """The handout with only the blocks that the edition shows or reserves space for, and with headings of its groups of questions."""
        return group_questions(_without_blocks(self.source, lambda block: not (self.shows(block) or self.reserves(block))))

    @property
    def handout(self) -> Handout:
        """The same, without what belongs to the headings."""
        return self.grouped.handout

    def shows(self, block: Block) -> bool:
        """True if the edition shows a block."""
        return not block.only or self.name in block.only or (ANSWERED in block.only and self.answers_place != "none")

    def reserves(self, block: Block) -> bool:
        """True if a block is shown by an edition with equal pages, so that its space is reserved here."""
        return self.keeps_space and any(name in EDITIONS and EDITIONS[name].paged for name in block.only)

    @property
    def answers_place(self) -> str:
        """Where the answers are: none, beside, end, book or booklet."""
        if self.edition.answers == "none" or self.edition.key_only:
            return self.edition.answers or BOOKLET
        if self.edition.blanks:
            return BOOKLET if self.edition.answers == BOOKLET else "end"
        return self.source.answers or self.edition.answers or "end"

    @property
    def is_beside(self) -> bool:
        """True if answers, or the space that they take in another edition, are beside their questions."""
        return self.answers_place == "beside" or (self.keeps_space and self.is_beside_elsewhere)

    @property
    def is_beside_elsewhere(self) -> bool:
        """True if answers are beside their questions in an edition with equal pages."""
        return self.edition.paged and (self.source.answers or "beside") == "beside"

    @property
    def is_key_inside(self) -> bool:
        """True if the key is part of the handout; not in editions with equal pages, since only some of them have a key."""
        return self.answers_place == "end" and not self.edition.paged

    @cached_property
    def unseen_ids(self) -> set[str]:
        """The ids of content that takes up its space and is not drawn."""
        hidden = {block.id for block in all_blocks(self.handout) if not self.shows(block)}
        answers = {exercise.id + ANSWER_SUFFIX for exercise in self.exercises} if self.answers_place != "beside" else set()
        return hidden | answers

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises of the handout."""
        return tuple(block for block in all_blocks(self.handout) if isinstance(block, Exercise))

    @cached_property
    def blank_words(self) -> tuple[BlankSolution, ...]:
        """The words that are left blank."""
        return list_blanks(self.handout, self.source.blanks) if self.edition.blanks else ()

    @cached_property
    def blank_ids(self) -> set[str]:
        """The ids of everything that is left blank."""
        if self.answers_place == "beside":
            return {word.of for word in self.blank_words}
        in_exercises = {name for one in self.exercises for name in (one.id + CHOSEN_SUFFIX, *(blank.id for blank in one.blanks))}
        return in_exercises | {word.of for word in self.blank_words}

    @cached_property
    def key(self) -> Answers | None:
        """The answer key; None where it would be empty."""
        seen = _without_blocks(self.handout, lambda block: not self.shows(block))
        answered = (block for block in all_blocks(seen) if isinstance(block, Exercise) and block.has_solution)
        shown = answered if self.answers_place in ("end", "book", BOOKLET) else ()
        twice = self.is_beside_elsewhere and self.answers_place != BOOKLET
        solutions = tuple(map(_solution, shown))
        if twice:
            names = frozenset(block.id for solution in solutions for block in walk_blocks(solution))
            solutions = tuple(_with_repeat_suffix(solution, names) for solution in solutions)
        words = self.blank_words if self.answers_place != "none" else ()
        return Answers.model_construct(id=f"{self.source.id}.{KEY_ID}-1", solutions=solutions, words=words) if solutions or words else None

    @cached_property
    def result(self) -> Handout:
        """The handout as it is rendered: exercises have their kind and space, and answers and the key are in one place."""
        key = self.key if self.is_key_inside else None
        placed = next((block.id for block in all_blocks(self.handout) if isinstance(block, Answers)), None) if key else None
        without = _without_blocks(self.handout, lambda block: isinstance(block, Answers) and block.id != placed)
        cleared, headed = {} if self.is_beside else NO_SOLUTION, self.grouped.headed
        inner = {question.id for exercise in self.exercises for question in exercise.questions}
        numbered = take_numbers(exercise for exercise in self.exercises if exercise.id not in inner)

        def visit(node: Any) -> Any:
            if isinstance(node, Exercise):
                node = numbered.get(node.id, node)
                asked = node.model_copy(update={"stem": complete_stem(node, self.source.lang, is_named=node.id in headed)})
                stem = fill_bracket(asked, node.id + CHOSEN_SUFFIX) if self.is_beside else asked.stem
                kind = node.kind or ("single" if node.options else node.effective_kind)  # not inferred from the number of answers
                return map_children(node.model_copy(update={"stem": stem}), visit, kind=kind, space=node.answer_space, **cleared)
            if isinstance(node, Answers) and key:
                return node.model_copy(update={"solutions": key.solutions, "words": key.words})
            return map_children(node, visit) if isinstance(node, Node) else node

        handout = map_children(without, visit) if self.exercises or placed else without
        return _append_section(handout, _key_section(handout, key)) if key and not placed else handout


HANDOUT_EDITIONS = Memo[HandoutEdition]("handout editions")


def _edition_of(handout: Handout, name: str, edition: Edition, digests: Mapping[str, str], *, keeps_space: bool) -> HandoutEdition:
    """A handout in an edition, memoized: equal arguments give the identical object. `digests` are those of handouts in the edition."""
    return HANDOUT_EDITIONS.get_or_compute(
        (id(handout), name, keeps_space),
        (ById(handout), edition),
        lambda: HandoutEdition(handout, name, edition, keeps_space, digests.get(handout.id, "")),
    )


def _without_blocks(handout: Handout, leaves: Callable[[Block], bool]) -> Handout:
    """A handout without some of its blocks; the identical object where it has none of them."""
    if not any(map(leaves, all_blocks(handout))):
        return handout

    def within(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(within(item) for item in value if not (isinstance(item, Block) and leaves(item)))
        if isinstance(value, Mapping):
            return {key: within(item) for key, item in value.items()}
        return visit(value) if isinstance(value, Node) else value

    def visit(node: Any) -> Any:
        return node.model_copy(update={name: within(getattr(node, name)) for name in type(node).model_fields})

    return visit(handout)  # type: ignore[no-any-return]


def _solution(exercise: Exercise) -> Solution:
    """The answer of an exercise as an entry of the key."""
    words = exercise.chosen_letters or exercise.brief_answer
    filled = tuple(chain.from_iterable((Str("；"), *blank.content) for blank in exercise.blanks))[1:]
    words_of_blanks = (Paragraph.model_construct(id=f"{exercise.id}.words", text=Text(filled)),) if filled else ()
    answer = exercise.answer or words_of_blanks
    brief = words if len(words) <= BRIEF_LENGTH and all(map(_is_plain, answer)) else ""
    rest = {"explanation": exercise.explanation, "scoring": exercise.scoring}
    return Solution(of=exercise.id, brief=brief, answer=() if brief else answer, **rest)


def _is_plain(block: Block) -> bool:
    """True if a block consists of characters only: it has no formula, link or note."""
    return all(isinstance(item, Str | Strong | Emph) for text in iter_texts(block) for item in inline.walk_inlines(text.inlines))


def _with_repeat_suffix(node: Any, names: frozenset[str]) -> Any:
    """A part of the model with other ids, because the original still takes up its space elsewhere; `names` are the ids that occur twice."""

    def rename(item: inline.Inline) -> inline.Inline:
        if isinstance(item, Ref) and item.target in names:
            return replace(item, target=item.target + REPEAT_SUFFIX)
        return replace(item, id=item.id + REPEAT_SUFFIX) if isinstance(item, Cloze | IndexTerm | Footnote) else item

    def visit(node: Any) -> Any:
        if isinstance(node, Text):
            return Text(inline.map_inlines(rename, node.inlines))
        if isinstance(node, Block):
            return map_children(node, visit, id=node.id + REPEAT_SUFFIX)
        return map_children(node, visit) if isinstance(node, Node) else node

    return visit(node)


def repeat_blocks(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks with other ids, because the originals still take up their space elsewhere."""
    names = frozenset(inner.id for block in blocks for inner in (block, *walk_blocks(block)))
    return tuple(_with_repeat_suffix(block, names) for block in blocks)


def _name_key(head: Head) -> Text:
    """The title of the answer booklet: in Chinese the title of the book, and on a line of its own what it is."""
    before, after = get_labels(head.lang)["key_of"].split("{}")
    rest = (Break(), Str(after[1:])) if after.startswith("\n") else (Str(after),)
    return Text((Str(before), *head.title.inlines, *rest) if before else (*head.title.inlines, *rest))


def _key_section(handout: Handout, key: Answers, title: str = "") -> Section:
    words = title or get_labels(handout.lang)["key_title"]
    return Section.model_construct(id=f"{handout.id}.{KEY_ID}", n="none", title=Text((Str(words),)), blocks=(key,))


def _append_section(handout: Handout, section: Section) -> Handout:
    return handout.model_copy(update={"sections": (*handout.sections, section)})


def _append_keys(book: Book, handouts: list[Handout], apart: list[tuple[Handout, Answers]]) -> tuple[Handout, ...]:
    """The handouts with their separate keys: a handout of its own in a collection, else a section at the end."""
    if not apart:
        return tuple(handouts)
    if not book.collected:
        return tuple(_append_section(handout, _key_section(handout, key)) for handout, (_, key) in zip(handouts, apart, strict=True))
    title = Text((Str(get_labels(book.head.lang)["key_title"]),))
    sections = tuple(_key_section(handout, key, str(handout.title)) for handout, key in apart)
    notes = {label: note for handout, _ in apart for label, note in handout.notes.items()}
    return (*handouts, Handout.model_construct(id=KEY_ID, title=title, lang=book.head.lang, sections=sections, notes=notes))
