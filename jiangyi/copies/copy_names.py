"""The names of the files of copies, by a pattern with words in braces."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from jiangyi.copies.recipients import Recipient
from jiangyi.core import Message, Report, Span, fold_name, make_safe_stem

DEFAULT_PATTERN = "{book}-{number}-{name}"
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
WORDS: Mapping[str, tuple[str, ...]] = {
    "book": ("book", "handout", "讲义", "书名"),
    "name": ("name", "姓名"),
    "number": ("number", "编号", "学号"),
    "note": ("note", "备注"),
}
"""What stands in braces, with the words for it; the words of the header of a list stand for their columns."""
FALLBACK = "copy"


def check_pattern(pattern: str, columns: Sequence[str], report: Report) -> bool:
    """True if every word in braces is known; else the others are reported."""
    known = {word for words in WORDS.values() for word in words} | set(filter(None, columns))
    unknown = [word for word in PLACEHOLDER.findall(pattern) if word not in known]
    chinese = [next(word for word in words if not word.isascii()) for words in WORDS.values()]
    shown = Message(*(_list_placeholders([*own, *filter(None, columns)], mark) for own, mark in ((WORDS, ", "), (chinese, "、"))))
    for word in unknown:
        report.add("copies-pattern", Span("--name-pattern", 1, 1, 1 + len(pattern), pattern), name=f"{{{word}}}", known=shown)
    return not unknown


def _list_placeholders(words: Iterable[str], separator: str) -> str:
    return separator.join(f"{{{word}}}" for word in dict.fromkeys(words))


def name_copies(pattern: str, book: str, recipients: Sequence[Recipient], taken: set[str] | None = None) -> Iterator[str]:
    """A stem for each recipient, different on every system; where two would be the same, the number follows.

    `taken` has the folded stems of other books, to which these are added.
    """
    taken = set() if taken is None else taken
    for one in recipients:
        values = _list_values(book, one)
        stem = make_safe_stem(PLACEHOLDER.sub(lambda found, values=values: values.get(found[1], ""), pattern), FALLBACK)  # type: ignore[misc]
        if fold_name(stem) in taken:
            stem = make_safe_stem(f"{stem}-{one.number}", FALLBACK)
        base, count = stem, 1
        while fold_name(stem) in taken:
            count += 1
            stem = f"{base}-{count}"
        taken.add(fold_name(stem))
        yield stem


def name_files(pattern: str, books: Iterable[str], recipients: Sequence[Recipient]) -> dict[str, tuple[str, ...]]:
    """The names of the copies of several files, by the name of the file: no two are the same.

    Where a pattern does not name the book and there are several, the book is in front.
    """
    paths = [Path(name) for name in books]
    if len({path.stem for path in paths}) > 1 and not set(PLACEHOLDER.findall(pattern)) & set(WORDS["book"]):
        pattern = f"{{book}}-{pattern}"
    taken: dict[str, set[str]] = {path.suffix: set() for path in paths}
    return {
        path.name: tuple(stem + path.suffix for stem in name_copies(pattern, path.stem, recipients, taken[path.suffix])) for path in paths
    }


def _list_values(book: str, one: Recipient) -> dict[str, str]:
    own = {"book": book, "name": one.name, "number": one.number, "note": one.note}
    return {**{word: own[role] for role, words in WORDS.items() for word in words}, **{k: v for k, v in one.values.items() if k}}
