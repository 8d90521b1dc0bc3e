"""Correct half-width full stops at the ends of Chinese sentences, anywhere in a paragraph (GB/T 15834-2011 §4.1).

A point between digits, in a Latin word, after a label or an abbreviation, and between the parts of a foreign name stays.
"""

import re
from collections.abc import Iterator

from jiangyi.core import compile_late
from jiangyi.punctuation.characters import HAN_PATTERN, is_chinese

POINT = compile_late(r"(?<!\.)\.(?!\.)")
CLOSERS, OPENERS = frozenset("”’）》】〉」』)\"'*_~=]"), frozenset("“‘（《【〈「『*_=\"'[")
BLANKS = " \t\u00a0\u3000"
AT_END = "".join(CLOSERS) + BLANKS + "\n"
"""What may stand behind the last mark of a paragraph."""
SENTENCE_ENDS = frozenset("。！？!?|")
MIN_SENTENCE, MIN_LONG_SENTENCE = 4, 10
"""Han characters from which a text is a sentence and not a label; and from which it is one without any other mark."""
CLAUSE_MARK = compile_late("[，；：、,;:“”（）！？。!?…]")
NUMERAL = "一二三四五六七八九十百千零〇两"
LABEL = compile_late(
    rf"(?:^|[{BLANKS}，。；：、（,;:(\[>#*|-])[{BLANKS}]*(?:第?[{NUMERAL}甲乙丙丁戊己庚辛\d]{{1,4}}[编章节条讲课篇卷回部集期款项]?|[Nn]o)$"
)
NUMBERED = compile_late(rf"^[\s>#*|-]*[（(]\s?(?:\d{{1,3}}|[{NUMERAL}]{{1,3}}|[A-Za-z])\s?[）)]\Z", re.MULTILINE)
REFERENCE = compile_late("[图表式第章节题款条例号注页]$")
"""A word before a number that names a figure, a table or a chapter."""
SYMBOLS = frozenset("%‰℃℉°′″㎡²³＋+")
WORD = compile_late(r"[A-Za-z][A-Za-z+#-]*$")
ABBREVIATION = compile_late(
    r"(?:^|[^A-Za-z])(?:[A-Z]|Inc|Ltd|Co|Corp|LLC|Jr|Sr|Dr|Mr|Mrs|Ms|Prof|St|Mt|No|Nos|Vol|Fig|Figs|Eq|Ch|Sec|pp?|vs?|etc|et al|cf"
    r"|eds?|al|e\.g|i\.e|approx|dept|est|max|min|op|cit|trans|rev|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m|U\.S|U\.K"
    r"|Ph\.D)$",
)
REFERENCE_ENTRY = compile_late(r"\[(?:[MJDNCSRPGA]|[A-Z]{1,2}/[A-Z]{2})\]")
"""The mark of a kind of document in a list of references, whose parts end in points (GB/T 7714)."""
MARKET = compile_late(r"(?:US|HK|SH|SZ|SS|BJ|N|O|OQ|COM|CN|NET|ORG|TXT|PDF|DOCX?|XLSX?|PPTX?|JPE?G|PNG|MD|EXE|ZIP)(?![A-Za-z])")
"""What follows a point in the code of a share, an address or a file name."""
TRANSLITERATION = frozenset(
    "阿埃艾爱安昂奥巴白班邦保鲍贝本比彼毕别宾波伯勃博布查察楚茨达戴丹当道德登邓迪狄蒂丁东杜顿多恩儿尔法凡范菲费芬冯弗福富盖甘冈高戈格葛根贡古哈海汉豪赫亨洪胡"
    "华惠霍基吉季加贾简杰金久卡凯坎康考科柯可克肯孔库拉莱赖兰朗劳勒雷蕾黎里理丽利莉连列林琳龙隆卢鲁露路吕伦罗洛马玛麦迈曼芒毛梅门蒙米密敏明摩莫默姆慕穆拿纳奈"
    "南内尼涅宁纽努诺欧帕派潘庞佩彭蓬皮平珀普契奇恰钱乔切琼丘屈让热日荣茹儒瑞若撒萨塞赛桑瑟森沙莎山尚绍舍圣施什史士舒司丝斯松苏索塔泰坦汤唐陶特藤提添铁廷童图"
    "吐托瓦万旺威韦维卫魏温文沃翁乌武西希夏香肖谢欣辛兴休雪逊雅亚延扬耶叶伊依因英永尤于约泽曾扎詹张兆珍芝治朱兹祖佐"
)
"""The characters that foreign names are written with."""


MIN_TRANSLITERATED = 3
"""Of the four characters around the point of a name."""
REACH = 500
"""How far a sentence is looked at before a point, and the rest of the paragraph behind it: longer ones are no sentences."""
LABEL_WIDTH = 80
"""The longest label at the start of a line."""


def find_full_stops(text: str, mask: bytearray, start: int, end: int) -> Iterator[int]:
    """The offset of each point in a Chinese paragraph that ends a sentence; `mask` is that of `mask_protected`."""
    ended = start
    if REFERENCE_ENTRY.search(text, start, end):
        return
    for match in POINT.finditer(text, start, end):
        at = match.start()
        if mask[at]:
            continue
        first = max(ended, at - REACH)
        begin = max(first, *(text.rfind(mark, first, at) + 1 for mark in SENTENCE_ENDS))
        if _ends_sentence(text, mask, begin, at, max(start, at - REACH), end):
            ended = at + 1
            yield at


def _ends_sentence(text: str, mask: bytearray, begin: int, at: int, start: int, end: int) -> bool:
    """Whether the point at an offset ends the sentence that begins at `begin`, in a paragraph from `start` to `end`."""
    sentence, after = text[begin:at], _find_next(text, at, end)
    last = _find_last(text, mask, begin, at)
    count = len(HAN_PATTERN.findall(sentence))
    follows, is_apart = text[after : min(after + 1, end)], after > at + 1 and text[at + 1] in BLANKS
    if last < begin or LABEL.search(sentence) or NUMBERED.search(text, max(0, at - LABEL_WIDTH), at):
        return False
    if follows in ("", "|"):
        return _ends_paragraph(text, mask, last, start, at, count)
    core = text[last]
    if HAN_PATTERN.match(core) or last < at - 1 or mask[last]:
        if not _may_begin_sentence(text, after, is_apart=is_apart) or (not is_apart and _is_name(text, at)):
            return False
        if follows.isdigit() and REFERENCE.search(sentence):
            return False
        is_quoted = text[at + 1] in "”’」』"
        needed = 2 if is_apart or is_quoted or last < at - 1 else MIN_SENTENCE
        return count >= needed and (is_quoted or _is_sentence(text, sentence, count, at, end))
    if not is_chinese(follows):
        return False
    if core in SYMBOLS:
        return count >= 2
    word = WORD.search(sentence)
    return (
        word is not None
        and len(word.group()) > 1
        and not ABBREVIATION.search(sentence)
        and count >= MIN_SENTENCE
        and _is_after_han(sentence, word.start())
        and _is_sentence(text, sentence, count, at, end)
    )


def _ends_paragraph(text: str, mask: bytearray, last: int, start: int, at: int, count: int) -> bool:
    """Whether a point at the end of a paragraph is a full stop: after Han, or after a number or word of a Chinese sentence."""
    whole = len(HAN_PATTERN.findall(text, start, at))
    if HAN_PATTERN.match(text[last]) or last < at - 1:
        return whole >= MIN_SENTENCE
    if mask[last] or text[last] in SYMBOLS:
        return count >= 2 and whole >= MIN_SENTENCE
    sentence = text[start : last + 1]
    word = WORD.search(sentence)
    if word:
        return whole >= MIN_SENTENCE and not ABBREVIATION.search(sentence) and _is_after_han(sentence, word.start())
    number = len(sentence.rstrip("0123456789"))
    return whole > MIN_SENTENCE and number < len(sentence) and HAN_PATTERN.match(sentence[number - 1 : number]) is not None


def _is_after_han(sentence: str, place: int) -> bool:
    """Whether at most one other Latin word stands between Chinese text and the word at an offset."""
    before = sentence[:place].rstrip(BLANKS + "0123456789.")
    other = WORD.search(before)
    before = before[: other.start()].rstrip(BLANKS) if other else before
    return bool(before) and is_chinese(before[-1])


def _is_sentence(text: str, sentence: str, count: int, at: int, end: int) -> bool:
    """Whether a text is a sentence: it has other marks, or is long, or the paragraph ends in a mark."""
    if count >= MIN_LONG_SENTENCE or CLAUSE_MARK.search(sentence.lstrip(BLANKS)):
        return True
    behind, final = (text[first:last].rstrip(AT_END) for first, last in ((at + 1, min(end, at + REACH)), (max(at + 1, end - REACH), end)))
    return final.endswith(("。", "！", "？", "…", ".", "!", "?", "；", ";")) or CLAUSE_MARK.search(behind) is not None


def _may_begin_sentence(text: str, after: int, *, is_apart: bool) -> bool:
    """Whether what follows a point may begin a sentence: Han, a digit, a word in capitals, but no suffix."""
    character = text[after]
    if is_chinese(character) or "①" <= character <= "⑳" or (is_apart and character.isalnum()):
        return True
    return character.isascii() and (character.isdigit() or (character.isupper() and not MARKET.match(text, after)))


def _is_name(text: str, at: int) -> bool:
    """Whether a point stands between the parts of a foreign name, such as 马克.吐温, where · would be right."""
    before, after = text[max(0, at - 2) : at], text[at + 1 : at + 3]
    return len(before) == len(after) == 2 and sum(character in TRANSLITERATION for character in before + after) >= MIN_TRANSLITERATED


def _find_last(text: str, mask: bytearray, begin: int, at: int) -> int:
    """The offset of the last character before a point, looking through closing marks; `begin` - 1 where there is none."""
    last = at - 1
    if text[last] == " ":
        last -= 1  # a stray space, which another rule removes
    while last >= begin and text[last] in CLOSERS and not mask[last]:
        last -= 1
    return last if last >= begin and text[last] not in BLANKS else begin - 1


def _find_next(text: str, at: int, end: int) -> int:
    """The offset of the next character after a point, looking through spaces, quotes and markup."""
    after = at + 1
    while after < end and (text[after] in BLANKS or text[after] == "\n" or text[after] in CLOSERS or text[after] in OPENERS):
        after += 1
    return after
