"""The penalties of line ends in titles: at marks first, then between words, inside a word only where nothing else fits.

Words come from a dictionary (rjieba), which knows no new terms: it cuts them into single characters. So a line end beside a single
character costs more, unless the character is one of the function words, which belong to the word behind or before them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from jiangyi.core import Report, memoize
from jiangyi.store import StoredMemo, plain_memo
from jiangyi.typeset.unbreakable import BAD

BETWEEN_WORDS, BESIDE_SINGLE, TORN_OFF, BETWEEN_SINGLES, INSIDE_WORD = 40, 160, 250, 1000, BAD
"""The penalty of a line end between two words, beside a word of one character, before or after a word that belongs to the other
side, between two words of one character, which are a new term more often than not, and inside a word."""
FOLLOWING = frozenset("的地得了着过们之等里中上下内外间时后前者化性型式界观热难论题")
"""Words and endings of one character that belong to what stands before them."""
LEADING = frozenset("从在对向把被让以为与和及同跟到由按用于是将使给比不未没无各每第再更很最也就都又才还只可须要应会能若新老大小非反多微")
"""Words of one character that belong to what follows."""
OPENING, CLOSING = frozenset("“‘（《〈「『【〔"), frozenset("”’）》〉」』】〕")
"""Marks beside which a title is broken like between two words; it is broken first behind all others, which are pauses."""
QUOTED = re.compile("[“‘「『《〈]([^“”‘’「」『』《》〈〉]{2,5})[”’」』》〉]")
"""A short quoted term, which is one word whatever it is made of."""
TERMS = (  # noqa: SIM905 - a list to read
    "新质生产力 非遗 普惠 融媒体 新媒体 自媒体 短视频 吹哨报到 赋能 助力 医共体 新业态 新就业 产教融合 文旅融合 体教融合 "
    "双减 双碳 碳达峰 碳中和 接诉即办 诉源治理 网格员 议事会 大食物观 适老化 嵌入式 急难愁盼 放管服 四个意识 两个维护 三农 "
    "村超 村晚 国潮 网红 长红 国考 省考 行测 申论 副省级 地市级 大作文 小作文 分论点 采分点 易错点 真题 出卷人 答卷人 "
    "阅卷人 真题集 专精特新 东数西算 河湖长制 河长制 林长制 首违不罚 烟火气 最后一公里 最初一公里 一网通办 一网统管 "
    "千行百业 田间地头 大拆大建 久久为功 善作善成 一梯共治 共建共治共享 大市场 大湾区 自贸区 自贸试验区 反食品浪费法 示范区 "
    "试验区 金山银山 生活圈 经济带 书香 助农 冷思考 大飞机 无人机 预制菜"
).split()
"""Terms of public affairs and examinations that the dictionary does not have."""
FREQUENCY = 20_000
"""How often they occur, beside the counts of the dictionary: more often than their parts one after the other."""
WORDS: StoredMemo[list[str]] = plain_memo("words", list[str])
"""Kept in the store, because the dictionary takes longer to load than a page to lay out."""


def split_words(text: str) -> list[str]:
    """The words of a text, in their order; joined they are the text."""
    found: list[str] = WORDS.get_or_compute(text, lambda _: _cut(text), Report())
    return found if "".join(found) == text else _cut(text)


def _cut(text: str) -> list[str]:
    return list(_load_cutter()(text))


@memoize(1)
def _load_cutter() -> Callable[[str], list[str]]:
    """The function that cuts a text into words of the dictionary."""
    import rjieba

    for term in TERMS:
        rjieba.add_word(term, FREQUENCY, "n")
    return partial(rjieba.cut, hmm=False)


def find_word_ends(text: str, places: Sequence[int]) -> Mapping[int, int]:
    """The penalty of a line end in each gap of a title where it is not zero; `places` are the pieces of the characters."""
    return {places[at] - 1: cost for at, cost in _weigh(text)}


def _weigh(text: str) -> Iterator[tuple[int, int]]:
    """The penalty of a line end before each character where it is not zero."""
    quoted = {inside for term in QUOTED.finditer(text) for inside in range(term.start(1) + 1, term.end(1))}
    words = split_words(text)
    at = 0
    for word, following in zip(words, [*words[1:], ""], strict=True):
        for inside in range(at + 1, at + len(word)):
            if is_han(text[inside - 1]) and is_han(text[inside]):
                yield inside, INSIDE_WORD
        at += len(word)
        if following and _is_border(word[-1], following[0]):
            yield at, INSIDE_WORD if at in quoted else _weigh_border(word, following)


def _weigh_border(word: str, following: str) -> int:
    """The penalty of a line end between two words."""
    if following in FOLLOWING or word in LEADING:
        return TORN_OFF
    singles = (_is_single(word) and word not in FOLLOWING) + (_is_single(following) and following not in LEADING)
    return (BETWEEN_WORDS, BESIDE_SINGLE, BETWEEN_SINGLES)[singles]


def _is_border(before: str, behind: str) -> bool:
    """True where a title may be broken, but not as well as at a pause: a Chinese character on one side, on the other one or a bracket."""
    if is_han(behind):
        return is_han(before) or before in CLOSING
    return is_han(before) and behind in OPENING


def _is_single(word: str) -> bool:
    return len(word) == 1 and is_han(word)


def is_han(character: str) -> bool:
    """True for a Chinese character of the basic block and its first extension."""
    return "\u3400" <= character <= "\u9fff"
