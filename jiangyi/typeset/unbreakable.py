"""What lines do not break: numbers with units, counters and labels, dates, ranges, and brackets to fill in."""

import re
from collections.abc import Iterable, Sequence

from jiangyi.typeset.characters import OBJECT_CHARACTER

FREE, HYPHENATED, POOR, BAD, NEVER = 0, 60, 400, 4000, 10_000_000
"""The penalty of a line end; one of NEVER or more is used only where nothing else fits the line."""
STRANDED = 100 * BAD
"""The penalty of a line that begins with the bracket for the answer."""

UNITS = (  # noqa: SIM905 - a list to read
    "平方公里 平方米 立方米 公里 公斤 公顷 公分 千米 千克 千瓦时 千瓦 毫米 厘米 分米 毫克 毫升 摄氏度 个百分点 百分点 "
    "人次 户次 年代 年级 年度 小时 分钟 秒钟 点钟 个月 周岁 美元 欧元 港元 日元 "
    "年 月 日 号 时 点 分 秒 元 角 岁 度 倍 个 只 次 名 位 人 件 项 家 户 亩 斤 吨 米 里 克 升 瓦 层 级 届 期 章 节 条 款 页 题 集 版 批 "
    "座 所 台 辆 张 本 册 字 句 段 天 周"
).split()
LATIN_UNITS = "%|‰|℃|°C?|[kcmμ]?m[²³]?|[kmμ]?g|[kKMGT]?i?B|[mμn]?s|h|min|[kM]?Hz|[kM]?W|kWh|V|A|[mM]?L|ml|ha|pt|px|em|kcal"
NUMBER = r"\d[\d.,:]*+"
NUMBERS = re.compile(NUMBER)
UNBREAKABLE = (
    (re.compile(rf"(?: ?[多余来])?(?: ?[百千万亿]{{1,2}})?(?: ?(?:{'|'.join(UNITS)}))?"), NEVER),
    (re.compile(rf" ?(?:{LATIN_UNITS})(?![A-Za-z])"), NEVER),
    (re.compile(rf"[年月](?:{NUMBER}[月日号])*"), BAD),
    (re.compile(rf"[%％℃]?(?: ?[百千万亿]{{1,2}})?(?:{'|'.join(UNITS)})? ?[～~—–－-]+ ?{NUMBER}"), BAD),
)
"""What follows a number that lines do not break: units and counters; dates and ranges unless there is no other way (GB/T 15835)."""
LABELS = "[第图表式例]|材料|资料|附件|附录|[例习]题"
"""What stands before a number, perhaps with a space, and is never on another line: ordinals, names of tables and figures."""
LABELLED = re.compile(rf"(?:{LABELS}) ?(?=\d)|式（(?=\d[\d-]*）)")
DIGIT = re.compile(r"\d")
BLANK = r" \u3000\u00a0_＿"
TO_FILL_IN = re.compile(rf"[（(〔［\[【][{BLANK}]+[)）〕］\]】]|[_＿]{{2,}}")
"""A bracket for an answer, or a line to write on."""
ANSWER_BRACKET = re.compile(rf"(?<=[\w。？！.?!”])[（(](?:[{BLANK}]+|{OBJECT_CHARACTER})[）)](?!\w)")
"""A bracket behind the words of a question, empty or with its answer."""


def find_unbreakable(text: str, places: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The gaps inside numbers, units and dates with the penalty of a line end; `places` are the pieces of the characters."""
    if not DIGIT.search(text):
        return
    found: dict[int, int] = {}
    numbers = [match.span() for match in NUMBERS.finditer(text)]  # each is looked at once, however long it is
    for tail, cost in UNBREAKABLE:
        done = 0
        for begin, end in numbers:
            match = tail.match(text, end) if begin >= done else None
            if match:
                done = match.end()
                for at in range(begin + 1, done):
                    found[places[at] - 1] = max(cost, found.get(places[at] - 1, 0))
    for match in LABELLED.finditer(text):
        found |= {places[at] - 1: NEVER for at in range(match.start() + 1, match.end() + 1)}
    yield from found.items()


def find_answer_brackets(text: str, places: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The gaps before brackets behind a question, with the penalty of a line end: no bracket begins a line if there is another way."""
    for match in ANSWER_BRACKET.finditer(text):
        yield places[match.start()] - 1, STRANDED


def find_brackets_to_fill_in(text: str, places: Sequence[int]) -> Iterable[int]:
    """The gaps inside brackets for an answer, such as （　　）, which no line end divides and no justification widens."""
    for match in TO_FILL_IN.finditer(text):
        for at in range(match.start() + 1, match.end()):
            yield places[at] - 1
