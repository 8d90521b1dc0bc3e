"""Check characters: invisible, private-use and full-width ones, mixed script variants, spaces between Han characters."""

import re
import string

from jiangyi.core import Report, compile_late
from jiangyi.model import Break, Inline, InlineCode, Manuscript, Paragraph, Quote, Str, Text, map_inlines, match_language, walk_blocks
from jiangyi.model import walk_inlines as inlines_of
from jiangyi.punctuation import HAN, SIMPLIFIED, TRADITIONAL
from jiangyi.readers import Prose

JOINER = re.compile("[\u200c-\u200f\u2028-\u202e\u2061-\u2069]")
INVISIBLE = compile_late(f"[\u200c-\u200f\u2028-\u202e\u2061-\u2069](?=[{HAN}，。、；：！？]|$)(?<=[{HAN}，。、；：！？].)", re.MULTILINE)
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
FULL_WIDTH = compile_late("[０-９Ａ-Ｚａ-ｚ]+")
NUMBER_FIELD = re.compile(r"[=＝][０-９]+[\s}｝]")
"""A number as the value of an attribute."""
FULL_WIDTH_CHARACTERS = frozenset(chr(ord(character) + 0xFEE0) for character in string.ascii_letters + string.digits)
CODE = "\ufffc"
"""In place of code."""
BLANKS = " \u00a0\u3000\t"
SPACED = compile_late(f"(?<=[{HAN}])[{BLANKS}]+(?=[{HAN}])")
KANA = compile_late("[\u3041-\u30fe]")


def check_invisible(words: Prose, report: Report) -> None:
    """Report joiners and direction marks between Han characters; `check_correctable` reports those that `fix` removes."""
    for match in INVISIBLE.finditer(words.text) if JOINER.search(words.text) else ():
        report.add("zero-width", words.locate(match.start()), characters=f"U+{ord(match.group()):04X}")


def check_private_use(words: Prose, report: Report) -> None:
    """Report private-use characters: another font shows them differently or not at all."""
    for match in PRIVATE.finditer(words.text):
        report.add("private-use", words.locate(match.start()), codepoint=f"U+{ord(match.group()):04X}")


def check_full_width_letters(words: Prose, report: Report) -> None:
    """Report full-width Latin letters and digits."""
    for match in () if words.characters.isdisjoint(FULL_WIDTH_CHARACTERS) else FULL_WIDTH.finditer(words.text):
        if not NUMBER_FIELD.match(words.text, max(0, match.start() - 1), match.end() + 1):  # about which the reader says it
            report.add("full-width-letter", words.locate(match.start(), len(match.group())), found=match.group())


def check_variants(words: Prose, report: Report) -> None:
    """Report traditional and simplified characters in one text: the rarer kind, once a paragraph."""
    present = words.characters
    if present.isdisjoint(TRADITIONAL) or present.isdisjoint(SIMPLIFIED):
        return
    traditional = sum(words.text.count(c) for c in present & TRADITIONAL)
    simplified = sum(words.text.count(c) for c in present & SIMPLIFIED)
    rare = present & (TRADITIONAL if traditional <= simplified else SIMPLIFIED)
    found = re.compile(f"[{''.join(sorted(rare))}]")
    start = 0
    for line in words.text.split("\n"):
        first = found.search(line)
        if first and not KANA.search(line):
            characters = "".join(dict.fromkeys(found.findall(line)))
            report.add("variants-mixed", words.locate(start + first.start()), characters=characters)
        start += len(line) + 1


def check_spaces_between_han(manuscript: Manuscript, report: Report) -> None:
    """Report spaces between Han characters in running text; a headline or a line of verse may have them."""
    if match_language(manuscript.handout.lang) == "en":
        return
    verse = {id(inner) for block in manuscript.find_blocks(Quote) for inner in walk_blocks(block)}
    for block in manuscript.find_blocks(Paragraph):
        words = str(block.text)
        match = SPACED.search(words) if any(blank in words for blank in BLANKS) else None
        if match and any(isinstance(inline, InlineCode) for inline in inlines_of(block.text.inlines)):
            words = str(Text(map_inlines(_hide_code, block.text.inlines)))
            match = SPACED.search(words)
        if match and id(block) not in verse and not any(isinstance(i, Break) for i in inlines_of(block.text.inlines)):
            around = words[max(0, match.start() - 4) : match.end() + 4]
            report.add("space-between-han", manuscript.locate(block, around))


def _hide_code(inline: Inline) -> Inline:
    """Code without its characters: a space in it is the author's."""
    return Str(CODE) if isinstance(inline, InlineCode) else inline
