"""How the blocks of a handout are numbered: by itself, or as a chapter of a collected book."""

from dataclasses import dataclass

from jiangyi.model import (
    NO_NUMBER,
    TYPED_CHAPTER,
    Book,
    Handout,
    Numbering,
    Str,
    Text,
    format_chapter,
    get_numbering_styles,
    split_chapter_sample,
)

BY_CHAPTER = ("figure", "table", "formula")
"""Kinds that are numbered by chapter in a book: 表 2-1."""
SPACE_BEHIND_LABEL = " \u3000：:·、—"
SEPARATOR = "-"
"""Between the number of the chapter and that of a figure, table or formula (GB/T 7713.2: 图1-1、表1-1)."""


@dataclass(frozen=True)
class ChapterNumbering:
    """A handout as it is numbered."""

    number: int
    """Among the numbered handouts of a book; 0 for any other handout."""
    label: str
    """What stands before its title: 第一讲, also where the title begins with it; empty for none."""
    numbering: Numbering
    """Its own styles, and those of the book."""
    is_collected: bool
    by_chapter: bool
    lang: str

    def style_of(self, kind: str, depth: int) -> tuple[str, str]:
        """The sample of a kind of blocks, and what separates the number of the chapter from theirs; "" for numbers without that."""
        given = getattr(self.numbering, kind)
        usual = get_numbering_styles(self.lang)[kind]
        styles = (given,) if isinstance(given, str) else given or usual
        if depth < len(styles):
            sample = styles[depth]
        else:
            sample = {"section": NO_NUMBER, "exercise": get_numbering_styles(self.lang)["exercise"][min(depth, 2)]}.get(kind, styles[-1])
        separator, plain = split_chapter_sample(sample)
        return plain, separator or (SEPARATOR if self.by_chapter and kind in BY_CHAPTER else "")


def describe_book(book: Book) -> str:
    """Everything about a book that the numbers in its handouts depend on."""
    return f"{book.collected} {len(book.handouts) > 1} {book.head.lang} {book.head.numbering!r}" if book.collected else ""


def number_chapter(handout: Handout, book: Book, number: int) -> ChapterNumbering:
    """A handout as it is numbered; `number` is the one that it has in its book, if it is numbered at all; 0 for none."""
    own, usual = handout.numbering, book.head.numbering
    if book.collected:
        given = ((name, getattr(usual, name)) for name in type(usual).model_fields if not getattr(own, name))
        own = own.model_copy(update={name: value for name, value in given if value})
    is_chapter = bool(number) and book.collected and len(book.handouts) > 1 and handout.numbering.chapter != NO_NUMBER
    sample = own.chapter or get_numbering_styles(book.head.lang)["chapter"][0]
    label = format_chapter(sample, number) if is_chapter else ""
    by_chapter = own.by == "chapter" or (not own.by and is_chapter)
    typed = TYPED_CHAPTER.match(str(handout.title))
    if label and typed:
        label = typed[0] if title_behind(handout.title, typed[0]) is not handout.title else ""
    return ChapterNumbering(number if is_chapter else 0, label, own, book.collected, by_chapter, handout.lang)


def title_behind(title: Text, label: str) -> Text:
    """A title without the label that it begins with; the title itself where it begins with another one, or is nothing else."""
    first, *others = title.inlines or (Str(""),)
    if not label or not isinstance(first, Str) or not first.text.startswith(label):
        return title
    rest = first.text.removeprefix(label).lstrip(SPACE_BEHIND_LABEL)
    return Text((*((Str(rest),) if rest else ()), *others)) if rest or others else title
