"""Correct stray characters: HTML entities, compatibility radicals, zero-width characters."""

import html
import unicodedata
from collections.abc import Iterator

from jiangyi.core import compile_late
from jiangyi.punctuation.characters import CHINESE_PATTERN
from jiangyi.punctuation.edits import Edit
from jiangyi.punctuation.protected_ranges import ENTITY as PROTECTED
from jiangyi.punctuation.protected_ranges import ENTITY_PATTERN

ENTITY = compile_late(ENTITY_PATTERN)
DOUBLED = compile_late("&amp;(?=" + ENTITY_PATTERN.removeprefix("&") + ")")
UNSAFE = frozenset("<>&*_`\\[]{}#|$~=!^:\"'\n\r")
"""Characters that would be markup if an entity were replaced by them."""
ZERO_WIDTH = compile_late("[\u200b\u2060\ufeff\u00ad]")
"""Zero-width space, word joiner, byte order mark, soft hyphen; joiners and direction marks stay, as scripts and emoji need them."""
RADICAL = compile_late("[\u2e80-\u2ef3\u2f00-\u2fd5]")
SUPPLEMENT = dict(
    zip(
        "⺁⺄⺆⺇⺈⺊⺌⺎⺏⺒⺓⺔⺕⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺥⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺴⺶⺷⺸⺺⺼⺽⺾⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙冂几刀卜小兀尢巳幺彐彐心手攵旡月歺母民氵氺灬爪犭王疋目示礻竹糸纟罓网罒羊羊羊聿肉臼艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
"""The ordinary character for each radical of U+2E80–2EF3 that PDFs contain (Unicode, EquivalentUnifiedIdeograph)."""


def normalize_radical(character: str) -> str:
    """The ordinary Han character for a radical: its NFKC form for U+2F00–2FD5, a table for the supplement."""
    return SUPPLEMENT.get(character) or unicodedata.normalize("NFKC", character)


def replace_radicals(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each radical in place of a Han character, but not in code, addresses and formulas."""
    for match in RADICAL.finditer(text):
        plain = normalize_radical(match.group())
        if plain != match.group() and not mask[match.start()]:
            yield Edit(match.start(), match.end(), plain, "compat-radical")


def remove_zero_width(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each zero-width character, which is invisible and splits words."""
    for match in ZERO_WIDTH.finditer(text):
        if not mask[match.start()]:
            yield Edit(match.start(), match.end(), "", "zero-width")


def decode_entities(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each HTML entity of a character that has no other meaning in a handout.

    `&lt;` and the like stay, since their characters would be markup.
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
