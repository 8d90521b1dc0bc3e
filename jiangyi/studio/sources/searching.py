"""Find words in source files, and replace those that the user has chosen."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

CONTEXT = 40
"""Characters of the line that are shown on each side of what was found."""
MAX_FOUND = 2_000
"""What is listed of all files together; nobody looks at more."""
ASCII_LETTER = "[A-Za-z0-9_]"


@dataclass(frozen=True)
class Query:
    """Words that are looked for."""

    find: str
    case: bool = False
    """True if A and a differ."""
    word: bool = False
    """True if letters and digits around it make it another word; Chinese has no such marks, so they concern Western words only."""

    def compile(self) -> re.Pattern[str]:
        """The pattern of the words."""
        pattern = re.escape(self.find)
        if self.word and re.match(ASCII_LETTER, self.find[:1]):
            pattern = rf"(?<!{ASCII_LETTER})" + pattern
        if self.word and re.match(ASCII_LETTER, self.find[-1:]):
            pattern += rf"(?!{ASCII_LETTER})"
        return re.compile(pattern, 0 if self.case else re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A place where words were found; line and column count characters from 1."""

    line: int
    column: int
    before: str
    match: str
    after: str


def find_words(text: str, query: Query, most: int = MAX_FOUND) -> Iterator[Found]:
    """The places in a text, in order."""
    line, at = 1, 0
    for number, found in enumerate(query.compile().finditer(text) if query.find else ()):
        if number >= most:
            return
        line += text.count("\n", at, found.start())
        at = found.start()
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        before, after = text[start : found.start()], text[found.end() : end if end >= 0 else len(text)]
        shown = f"…{before[-CONTEXT:]}" if len(before) > CONTEXT else before
        rest = f"{after[:CONTEXT]}…" if len(after) > CONTEXT else after
        yield Found(line, found.start() - start + 1, shown, found[0], rest)


def replace_words(text: str, query: Query, replacement: str, chosen: Collection[int] | None = None) -> tuple[str, int]:
    """A text with words replaced, those of some numbers in the order of `find_words` or all, and how many they are."""
    parts, at, count = list[str](), 0, 0
    for number, found in enumerate(query.compile().finditer(text) if query.find else ()):
        if chosen is None or number in chosen:
            parts += [text[at : found.start()], replacement]
            at, count = found.end(), count + 1
    return "".join([*parts, text[at:]]), count
