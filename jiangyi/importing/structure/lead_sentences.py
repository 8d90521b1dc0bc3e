"""Split off the lead sentence of a point, and find run-in points inside a paragraph: 一是…… 二是……."""

import re
from dataclasses import dataclass

from jiangyi.importing.emit import split_inline, strip_markup
from jiangyi.readers import CIRCLED_NUMBERS, COUNTING_WORDS

SENTENCE = re.compile(r"[。！？!?]+[”’」』）)]*")
HAN, LETTER = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[^\W\d_]")
CLAUSE = re.compile(r"[，,：:；;]")
BOLD = re.compile(r"^\*\*(?P<lead>(?:[^*]|\\\*)+)\*\*\s*(?P<rest>.*)$", re.DOTALL)
SHORTEST_LEAD, LONGEST_LEAD = 4, 32
"""The length of a lead in characters; 43 % of the paragraphs of real essays open with such a sentence."""
LONGEST_WHOLE_LEAD = 45
"""The maximum length, in characters, of a point that is a lead as a whole."""
WORD_BOUNDARY = r"(?:^|(?<=[。；;：:！？!?”]))[ \u3000]*"
"""The context in which a counting word may occur in running text."""


@dataclass(frozen=True, slots=True)
class LeadSplit:
    """A lead and the text after it; `guessed` if it was split at a comma or colon."""

    lead: str
    body: str = ""
    guessed: bool = False


def split_at_sentence(text: str) -> LeadSplit | None:
    """Split after a bold opening, or after the first sentence if it has 4 to 32 characters and text follows."""
    bold = BOLD.match(text)
    if bold and 1 < len(strip_markup(bold["lead"])) <= 60:
        marked = bold["rest"][:1] in tuple("。！？!?：:，,；;")
        return LeadSplit(bold["lead"].strip() + bold["rest"][:marked], bold["rest"][marked:].strip())
    end = SENTENCE.search(text)
    if not end or end.end() >= len(text.rstrip()):
        return None
    parts = split_inline(text, end.end())
    return LeadSplit(*parts) if parts and SHORTEST_LEAD <= len(strip_markup(parts[0])) <= LONGEST_LEAD and parts[1] else None


def split_lead_sentence(text: str) -> tuple[str, str]:
    """The lead of a text that is a point, and what follows it."""
    found = split_at_sentence(text) or split_at_colon(text) or LeadSplit(text)
    return found.lead, found.body


def split_at_clause(text: str, longest: int = 20) -> LeadSplit | None:
    """Split after the first comma or colon, for a point without a lead sentence."""
    end = CLAUSE.search(text)
    parts = split_inline(text, end.end()) if end else None
    words = strip_markup(parts[0]) if parts else ""
    if not parts or not SHORTEST_LEAD < len(words) <= longest + 1 or len(parts[1]) < SHORTEST_LEAD:
        return None
    # a clause behind the end of a sentence, or of a line mostly in another script, sums nothing up
    is_clause = not SENTENCE.search(words) and 2 * len(HAN.findall(text)) > len(LETTER.findall(text))
    return LeadSplit(*parts, guessed=True) if is_clause else None


def split_at_colon(text: str) -> LeadSplit | None:
    """Split after a term and its colon, as in 定义：."""
    match = re.match(r"[^，,。；;！？：:]{2,16}[：:](?!\S*//)", text)
    parts = split_inline(text, match.end()) if match else None
    return LeadSplit(*parts, guessed=True) if parts and len(parts[1]) >= 10 else None


@dataclass(frozen=True, slots=True)
class RunInPoints:
    """The text before the first counting word, and the points: counting word and split text."""

    before: str
    items: tuple[tuple[str, LeadSplit], ...]


def find_run_in_points(text: str) -> RunInPoints | None:
    """The run-in points of a paragraph with at least two counting words of one family in order.

    Each point needs a lead, by the first rule that suits all: its first sentence; all of it if short; its first clause.
    """
    for words in (*COUNTING_WORDS.values(), tuple(CIRCLED_NUMBERS), tuple(rf"[（(]{n}[）)]" for n in range(1, 20))):
        places = _find_counting_words(text, words)
        if len(places) < 2:
            continue
        pieces = _split_at_words(text, places)
        leads = pieces and _split_all([words for _, words in pieces[1]])
        if pieces and leads:
            return RunInPoints(pieces[0], tuple((mark, led) for (mark, _), led in zip(pieces[1], leads, strict=True)))
    return None


def _find_counting_words(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """The spans of the counting words of a family in order; a missing one after the second is skipped."""
    found: list[tuple[int, int]] = []
    for number, word in enumerate(words):
        match = re.compile(WORD_BOUNDARY + rf"({word})").search(text, found[-1][1] if found else 0)
        if match:
            found.append(match.span(1))
        elif number < 2:
            break
    return found


def _split_at_words(text: str, places: list[tuple[int, int]]) -> tuple[str, list[tuple[str, str]]] | None:
    ends = [start for start, _ in places[1:]] + [len(text)]
    if any(split_inline(text, at) is None for place in places for at in place):
        return None
    before = text[: places[0][0]].rstrip()
    items = [(text[start:end].strip(), text[end:stop].strip()) for (start, end), stop in zip(places, ends, strict=True)]
    return (before, items) if all(words for _, words in items) else None


def _split_all(texts: list[str]) -> list[LeadSplit] | None:
    for way in (split_at_sentence, _split_short_or_sentence, _split_short_or_clause):
        leads = [way(text) for text in texts]
        if all(leads):
            return [led for led in leads if led]
    return None


def _split_short_or_sentence(text: str) -> LeadSplit | None:
    return split_at_sentence(text) or (LeadSplit(text) if len(strip_markup(text)) <= LONGEST_LEAD else None)


def _split_short_or_clause(text: str) -> LeadSplit | None:
    return _split_short_or_sentence(text) or split_at_clause(text)
