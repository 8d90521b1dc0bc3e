"""The lead sentence of a point, and the points that run on inside a paragraph: 一是…… 二是……."""

import re
from dataclasses import dataclass

from jiangyi.importing.emit.escaping import cut, plain
from jiangyi.importing.parse.labels import CIRCLED, FAMILIES

SENTENCE = re.compile(r"[。！？!?]+[”’」』）)]*")
CLAUSE = re.compile(r"[，,：:；;]")
BOLD = re.compile(r"^\*\*(?P<lead>(?:[^*]|\\\*)+)\*\*\s*(?P<rest>.*)$", re.DOTALL)
SHORTEST, LONGEST = 4, 32
"""How many characters a lead has; real essays open with such a sentence in 43 of 100 paragraphs."""
WHOLE = 45
"""Up to how many characters a point is all lead."""
BEFORE = r"(?:^|(?<=[。；;：:！？!?”]))[ \u3000]*"
"""Where a counting word may stand in running text."""


@dataclass(frozen=True, slots=True)
class Led:
    """A lead and what follows; `guessed` where the cut is at a comma or colon."""

    lead: str
    body: str = ""
    guessed: bool = False


def by_sentence(text: str) -> Led | None:
    """A bold opening, or the first sentence if it has 4 to 32 characters and something follows."""
    bold = BOLD.match(text)
    if bold and 1 < len(plain(bold["lead"])) <= 60:
        marked = bold["rest"][:1] in tuple("。！？!?：:，,；;")
        return Led(bold["lead"].strip() + bold["rest"][:marked], bold["rest"][marked:].strip())
    end = SENTENCE.search(text)
    if not end or end.end() >= len(text.rstrip()):
        return None
    parts = cut(text, end.end())
    return Led(*parts) if parts and SHORTEST <= len(plain(parts[0])) <= LONGEST and parts[1] else None


def by_clause(text: str, longest: int = 20) -> Led | None:
    """The words up to the first comma or colon, where a point has no lead sentence of its own."""
    end = CLAUSE.search(text)
    parts = cut(text, end.end()) if end else None
    if parts and SHORTEST < len(plain(parts[0])) <= longest + 1 and len(parts[1]) >= SHORTEST:
        return Led(*parts, guessed=True)
    return None


def by_colon(text: str) -> Led | None:
    """A term before a colon, as in 定义：."""
    match = re.match(r"[^，,。；;！？：:]{2,16}[：:](?!\S*//)", text)
    parts = cut(text, match.end()) if match else None
    return Led(*parts, guessed=True) if parts and len(parts[1]) >= 10 else None


@dataclass(frozen=True, slots=True)
class Run:
    """What stands before the first counting word, and the points: word, words behind it."""

    before: str
    items: tuple[tuple[str, Led], ...]


def run_in(text: str) -> Run | None:
    """The points inside a paragraph, where at least two counting words of one family stand in their order.

    Each needs a lead: its first sentence, or all of it where it is short, or else its first clause, and then all of them.
    """
    for words in (*FAMILIES.values(), tuple(CIRCLED), tuple(rf"[（(]{n}[）)]" for n in range(1, 20))):
        places = _places(text, words)
        if len(places) < 2:
            continue
        pieces = _pieces(text, places)
        leads = pieces and _leads([words for _, words in pieces[1]])
        if pieces and leads:
            return Run(pieces[0], tuple((mark, led) for (mark, _), led in zip(pieces[1], leads, strict=True)))
    return None


def _places(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the words of a family stand, first, second and so on; a word that is missing in the middle is passed over."""
    found: list[tuple[int, int]] = []
    for number, word in enumerate(words):
        match = re.compile(BEFORE + rf"({word})").search(text, found[-1][1] if found else 0)
        if match:
            found.append(match.span(1))
        elif number < 2:
            break
    return found


def _pieces(text: str, places: list[tuple[int, int]]) -> tuple[str, list[tuple[str, str]]] | None:
    ends = [start for start, _ in places[1:]] + [len(text)]
    if any(cut(text, at) is None for place in places for at in place):
        return None
    before = text[: places[0][0]].rstrip()
    items = [(text[start:end].strip(), text[end:stop].strip()) for (start, end), stop in zip(places, ends, strict=True)]
    return (before, items) if all(words for _, words in items) else None


def _leads(texts: list[str]) -> list[Led] | None:
    for way in (by_sentence, _short_or_sentence, _short_or_clause):
        leads = [way(text) for text in texts]
        if all(leads):
            return [led for led in leads if led]
    return None


def _short_or_sentence(text: str) -> Led | None:
    return by_sentence(text) or (Led(text) if len(plain(text)) <= LONGEST else None)


def _short_or_clause(text: str) -> Led | None:
    return _short_or_sentence(text) or by_clause(text)
