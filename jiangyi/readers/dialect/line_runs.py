"""Lines of a paragraph that are meant as lines of their own: numbered ones, bullets and dialogue."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from jiangyi.model import to_roman
from jiangyi.readers.syntax.line_labels import COUNTING_WORD_RANK, read_label

BULLET = re.compile(r"(?P<mark>[•·○●◦▪▫■□◆◇★☆※▶►➤✓✔√]|[-－—*](?![-－—*\d\s]))[ \t\u3000]*(?P<rest>\S.*)$", re.DOTALL)
"""A bullet of word processors, or one of Markdown that lacks its space."""
SPEAKER = re.compile(r"(?:\*\*)?(?P<name>[\u3400-\u9fffA-Za-z·]{1,8}(?:[（(][^（）()\n]{1,12}[）)])?)(?:\*\*)?[：:](?:\*\*)?\s*\S")
"""The name of who speaks, or of what a line states, before a colon."""
HARD_END = re.compile(r"(?:\\|(?<! )[ ]{2,}|<br\s*/?>[ \t]*)$", re.IGNORECASE)
ROMAN_LABEL = re.compile(
    r"(?P<label>(?P<before>[（(]?)(?P<numeral>[ivx]+|[IVX]+)(?P<after>[.．、)）]))[ \t\u3000]*(?P<rest>\S.*)$", re.DOTALL
)
ROMAN_NUMBERS = {to_roman(number): number for number in range(1, 40)}
LABEL_RANK = 4
"""The highest rank of labels that begin list items; those above (章, 节, 条) number parts of a text."""
SYMBOL = "✅ "
"""The style of lines that begin with a symbol, each perhaps with another one, which is kept."""
FEWEST = 2


@dataclass
class LineItem:
    """A line with its continuation lines: its typed mark, its text, the offset of its first line, and the items below it."""

    mark: str
    text: str
    line: int
    number: int = 0
    inner: "LineRun | None" = None


@dataclass
class LineRun:
    """Items of one style: a sample of their numbering, a bullet, "" for lines that begin with words, as in a dialogue."""

    style: str
    items: list[LineItem] = field(default_factory=list)

    @property
    def is_numbered(self) -> bool:
        """True if its items have numbers."""
        return bool(self.items and self.items[0].number)


@dataclass(frozen=True)
class _Start:
    style: str
    mark: str
    rest: str
    number: int = 0


def split_lines(text: str) -> list[str | LineRun]:
    """A paragraph as the texts and the runs of lines in it; a single text where each line end is only a wrap, or is kept as typed."""
    if "\n" not in text or _is_open(text):
        return [text]
    lines = text.split("\n")
    if all(HARD_END.search(line) for line in lines[:-1]):
        return [text]
    starts = _find_starts([line.strip() for line in lines])
    return list(_group(lines, starts)) if starts else [text]


def _is_open(text: str) -> bool:
    """Whether code or a formula may run over a line end."""
    return text.count("`") % 2 == 1 or "$$" in text


def _find_starts(lines: Sequence[str]) -> dict[int, _Start]:
    """The lines that begin an item: those whose style occurs at least twice, numbered ones if their numbers follow each other."""
    found = {n: start for n, line in enumerate(lines) if (start := _read_start(line))} | _find_romans(lines)
    by_style: dict[str, list[int]] = {}
    for n, start in found.items():
        by_style.setdefault(start.style, []).append(n)
    kept: dict[int, _Start] = {}
    for style, places in by_style.items():
        numbers = [found[n].number for n in places]
        follows = all(b in (a + 1, 1) for a, b in pairwise(numbers))
        fits = len(places) >= FEWEST and (follows if numbers[0] else style or places[0] == 0)
        kept |= {n: found[n] for n in places} if fits else {}
    return kept


def _find_romans(lines: Sequence[str]) -> dict[int, _Start]:
    """The lines that begin with Roman numerals that follow each other, of more than one letter among them."""
    runs: dict[str, list[tuple[int, int, re.Match[str]]]] = {}
    for n, line in enumerate(lines):
        match = ROMAN_LABEL.match(line)
        number = ROMAN_NUMBERS.get(match["numeral"].upper(), 0) if match else 0
        if match and number:
            first = "I" if match["numeral"].isupper() else "i"
            runs.setdefault(f"{match['before']}{first}{match['after']}", []).append((n, number, match))
    return {
        n: _Start(style, match["label"], match["rest"], number)
        for style, run in runs.items()
        if len(run) >= FEWEST and any(len(match["numeral"]) > 1 for *_, match in run)
        if all(b == a + 1 for (_, a, _), (_, b, _) in pairwise(run))
        for n, number, match in run
    }


def _read_start(line: str) -> _Start | None:
    label = read_label(line)
    if label and LABEL_RANK <= label.rank < COUNTING_WORD_RANK:
        return _Start(label.style, label.typed, label.rest, label.number)
    if label:
        return _Start(f"{label.style} ", "", line) if label.is_word or label.rank < LABEL_RANK else None
    bullet = BULLET.match(line)
    if bullet and not (bullet["mark"] == "*" and bullet["rest"].count("*") % 2):
        return _Start(bullet["mark"], bullet["mark"], bullet["rest"])
    if line and unicodedata.category(line[0]) == "So":
        return _Start(SYMBOL, "", line)
    return _Start("", "", line) if SPEAKER.match(line) else None


def _group(lines: list[str], starts: dict[int, _Start]) -> Iterator[str | LineRun]:
    """The texts before and between runs, and the runs; a style that begins inside an item of another one is below it."""
    first = min(starts)
    if first:
        yield "\n".join(lines[:first])
    top: list[LineRun] = []
    stack: list[LineRun] = []
    for n in range(first, len(lines)):
        start = starts.get(n)
        if start:
            _place(LineItem(start.mark, start.rest, n, start.number), start.style, stack, top)
        else:
            stack[-1].items[-1].text += "\n" + lines[n]
    yield from top


def _place(item: LineItem, style: str, stack: list[LineRun], top: list[LineRun]) -> None:
    """Add an item to the open run of its style, or begin a run: below the last item of the innermost one, else at the top."""
    if any(run.style == style for run in stack):
        while stack[-1].style != style:
            stack.pop()
        if item.number != 1:
            stack[-1].items.append(item)
            return
        stack.pop()
    run = LineRun(style, [item])
    above = stack[-1].items[-1] if stack and stack[-1].items[-1].mark else None
    if above and above.inner is None:
        above.inner = run
    else:
        stack.clear()
        top.append(run)
    stack.append(run)


def strip_line_end(text: str) -> str:
    """A text without the mark of a kept line end, where the item ends."""
    return HARD_END.sub("", text.rstrip("\n"))
