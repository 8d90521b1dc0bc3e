"""What came along by accident: entities, radicals that only look like Han, characters without width."""

import html
import re
import unicodedata
from collections.abc import Iterator

from jiangyi.punctuation.characters import CHINESE_PATTERN
from jiangyi.punctuation.edits import Edit
from jiangyi.punctuation.protected_ranges import ENTITY as PROTECTED
from jiangyi.punctuation.protected_ranges import ENTITY_PATTERN

ENTITY = re.compile(ENTITY_PATTERN)
DOUBLED = re.compile("&amp;(?=" + ENTITY_PATTERN.removeprefix("&") + ")")
UNSAFE = frozenset("<>&*_`\\[]{}#|$~=!^:\"'\n\r")
"""What would be markup where an entity is none."""
ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff\u00ad]")
"""Zero-width space, word joiner, byte order mark, soft hyphen. Joiners and marks of direction are left: scripts and emoji need them."""
RADICAL = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5]")
SUPPLEMENT = dict(
    zip(
        "⺁⺄⺆⺈⺊⺌⺎⺒⺓⺔⺕⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺥⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺴⺶⺸⺺⺼⺽⺾⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙冂刀卜小兀巳幺彐彐心手攵旡月歺母民氵氺灬爪犭王疋目示礻竹糸纟罓网罒羊羊聿肉臼艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
"""Radicals of U+2E80–2EF3 that come out of PDFs, with the plain character each stands for (Unicode, EquivalentUnifiedIdeograph)."""


def normalize_radical(character: str) -> str:
    """The plain Han character that a radical looks like: Unicode's own equivalent for U+2F00–2FD5, a table for the supplement."""
    return SUPPLEMENT.get(character) or unicodedata.normalize("NFKC", character)


def replace_radicals(text: str, _: bytearray) -> Iterator[Edit]:
    """An edit for each radical that stands for a Han character. In code too they are nothing that anybody typed."""
    for match in RADICAL.finditer(text):
        plain = normalize_radical(match.group())
        if plain != match.group():
            yield Edit(match.start(), match.end(), plain, "compat-radical")


def remove_zero_width(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each character that nobody sees and that parts words which belong together."""
    for match in ZERO_WIDTH.finditer(text):
        if not mask[match.start()]:
            yield Edit(match.start(), match.end(), "", "zero-width")


def decode_entities(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each entity of HTML that stands for a character which means nothing else in a text of ours.

    `&lt;` and its like stay: what they stand for would be markup.
    """
    if "&" not in text:
        return
    for match in ENTITY.finditer(text):
        if mask[match.start()] != PROTECTED:
            continue
        doubled = DOUBLED.match(text, match.start())
        character = html.unescape(match.group())
        if doubled:
            yield Edit(doubled.start(), doubled.end(), "&", "html-entity")
        elif character == match.group() or len(character) != 1 or unicodedata.category(character) in ("Cc", "Cn", "Cs", "Co"):
            continue
        elif character not in UNSAFE or (character in "\"'" and CHINESE_PATTERN.search(text)):
            yield Edit(match.start(), match.end(), " " if character == "\u00a0" else character, "html-entity")
