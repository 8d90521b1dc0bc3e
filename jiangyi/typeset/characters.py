"""The class and the blank of each character by the conventions of a region: what the gaps beside it depend on.

Sources: W3C CLREQ, GB/T 15834-2011, W3C JLREQ for Japanese.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

OBJECT_CHARACTER = "\ufffc"


class CharClass(IntEnum):
    """The class of a character, which determines the gaps beside it (JLREQ §3.9 has such classes for Japanese)."""

    HAN = 0
    """Characters of Han, kana, Hangul and all other scripts that put no spaces between words."""
    SYMBOL = 1
    """Any other character that is as wide as Han, such as ① and the ideographic space: like Han, but with no gap beside Latin."""
    OPEN = 2
    CLOSE = 3
    STOP = 4
    """A mark in the middle of its em: the stops of Taiwan and Hong Kong, the middle dot, ： and ； in Japanese."""
    DASH = 5
    DOTS = 6
    SMALL = 7
    """A character that may not begin a line, but otherwise behaves like Han: 々 ー, small kana."""
    WAVE = 8
    """A mark that connects, ～ or –: no line begins with it, and lines are opened neither before nor behind it."""
    LETTER = 9
    DIGIT = 10
    NARROW_OPEN = 11
    NARROW_CLOSE = 12
    UNIT = 13
    """A sign that belongs to the number before it, such as %, with the gap of a digit behind it."""
    HYPHEN = 14
    """After it a word may continue on the next line."""
    SLASH = 15
    """It stands neither at the start nor at the end of a line (GB/T 15834-2011 §5.1.9, CLREQ §3.1.4)."""
    JOIN = 16
    """Any other mark of Latin text, and the no-break space: no line ends beside it."""
    MATH = 17
    """A sign of mathematics, such as ≥, ∶ and △: part of the numbers and letters beside it."""
    SPACE = 18
    NOTE = 19
    """A footnote call."""
    OBJECT = 20
    """An atomic inline box, such as a character with ruby."""
    FORMULA = 21
    LEADER = 22
    """A leader, or a label before a text: nothing follows it but what is already in its width."""
    SCRIPT = 23
    """A sub- or superscript, which belongs to the character before it."""


@dataclass(frozen=True, slots=True)
class CharacterTraits:
    """The class of a character, and of a full-width mark the blank before and after the ink, in em."""

    kind: CharClass
    before: float = 0.0
    after: float = 0.0
    width: float = 0.0
    """Em that its ink has whatever the font, where it is not beside Latin on both sides; 0 where the font decides."""


def _marks(*groups: tuple[str, CharacterTraits]) -> dict[str, CharacterTraits]:
    return {character: mark for characters, mark in groups for character in characters}


OPENING, CLOSING = CharacterTraits(CharClass.OPEN, before=0.5), CharacterTraits(CharClass.CLOSE, after=0.5)
HALF_DOT = CharacterTraits(CharClass.STOP, width=0.5)  # half an em in all: GB/T 15834-2011 §5.1.7
WHOLE_DOT = CharacterTraits(CharClass.STOP, before=0.25, after=0.25, width=1.0)
CENTRED, WHOLE = CharacterTraits(CharClass.STOP, before=0.25, after=0.25), CharacterTraits(CharClass.STOP)
COMMON = _marks(
    ("（《〈「『【〔〖［｛“‘〝", OPENING),
    ("）》〉」』】〕〗］｝”’〞", CLOSING),
    ("·‧・", CENTRED),
    ("—―⸺", CharacterTraits(CharClass.DASH)),
    ("…⋯", CharacterTraits(CharClass.DOTS)),
    ("々〻ゝゞヽヾー％℃", CharacterTraits(CharClass.SMALL)),
    ("～〜－–", CharacterTraits(CharClass.WAVE)),
    ("-‐", CharacterTraits(CharClass.HYPHEN)),
    ("/", CharacterTraits(CharClass.SLASH, width=0.5)),
    ("([{$¥£€#", CharacterTraits(CharClass.NARROW_OPEN)),
    (")]},.;:!?", CharacterTraits(CharClass.NARROW_CLOSE)),
    ("%‰°′″", CharacterTraits(CharClass.UNIT)),
    ("△▱⊙⊿", CharacterTraits(CharClass.MATH)),
    ("＄￥￡", CharacterTraits(CharClass.OPEN)),
    (" ", CharacterTraits(CharClass.SPACE)),
    ("\u00a0\u202f\u2060_@&*+=<>|\\^~'\"`＿", CharacterTraits(CharClass.JOIN)),
    ("¹²³" + "".join(map(chr, range(0x2070, 0x20A0))), CharacterTraits(CharClass.SCRIPT)),
)
MARKS_BY_REGION = {
    "zh-Hans": COMMON | _marks(("，。、；：！？．", CLOSING), ("·‧・", HALF_DOT)),
    # Taiwan and Hong Kong set stops in the middle of their em (CLREQ §3.1.2), and never squeeze ！ and ？ (§3.1.6.1)
    "zh-Hant": COMMON | _marks(("，。、；：．", CENTRED), ("！？", WHOLE), ("·‧・", WHOLE_DOT)),
    "ja": COMMON
    | _marks(("，。、．", CLOSING), ("：；", CENTRED), ("！？", WHOLE))
    | _marks(("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ", CharacterTraits(CharClass.SMALL))),
}
"""The punctuation marks by region: conventions differ."""

BLANK_MARKS = frozenset(c for marks in MARKS_BY_REGION.values() for c, mark in marks.items() if mark.before or mark.after)
"""Every mark that has a blank in some region; fonts are measured for these."""


TRAITS_BY_CLASS = {kind: CharacterTraits(kind) for kind in CharClass}
"""Of characters without blanks."""
FIRST_HAN, LAST_HAN = "一", "\u9fff"
"""The block CJK Unified Ideographs, in which there is no mark."""
FIRST_WIDE = 0x2E80
"""The code from which on letters are those of scripts without spaces."""
ARROWS = ("←", "\u21ff")
UNIT_SYMBOLS = ("㍱", "㏟")
"""Units in one character, such as ㎡."""
SEGMENT = re.compile(rf"[{FIRST_HAN}-{LAST_HAN}]+|[A-Za-z]+|[0-9]+|.", re.DOTALL)
"""Characters that have the same class, none of them a mark; or a single character."""


def select_region(lang: str) -> str:
    """The region of `MARKS_BY_REGION` whose punctuation a BCP 47 language tag follows."""
    tag = lang.lower()
    if tag.startswith("ja"):
        return "ja"
    return "zh-Hant" if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")) else "zh-Hans"


def classify(character: str, region: str) -> CharacterTraits:
    """The class and the blanks of a character by the conventions of a region."""
    mark = MARKS_BY_REGION[region].get(character)
    return mark or TRAITS_BY_CLASS[letter_class(character)]


def letter_class(character: str) -> CharClass:
    """The class of a character that is no punctuation mark."""
    if FIRST_HAN <= character <= LAST_HAN:  # most characters, so they are looked up first
        return CharClass.HAN
    code, category = ord(character), unicodedata.category(character)
    if category == "Nd" and code < 0x0660:
        return CharClass.DIGIT
    # scripts that separate words by spaces: Latin, Greek, Cyrillic and the blocks between; all others behave like Han
    if code < 0x1100 or 0x1E00 <= code < 0x2000:
        return CharClass.LETTER if category[0] in "LNM" else CharClass.JOIN
    if category == "Sm" or ARROWS[0] <= character <= ARROWS[1]:
        return CharClass.MATH
    if UNIT_SYMBOLS[0] <= character <= UNIT_SYMBOLS[1]:
        return CharClass.SMALL
    if code < FIRST_WIDE and category[0] == "L":
        return CharClass.LETTER
    return CharClass.HAN if category[0] in "LM" or character == "〇" else CharClass.SYMBOL
