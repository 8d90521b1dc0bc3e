"""Punctuation: widths, adjacent marks, and what may stand at the ends of a line (CLREQ 3.1)."""

from tools.scorecard.measures import begins, finishes, splits, width
from tools.scorecard.requirement import Requirement, plain, sweep

REQUIREMENTS = (
    Requirement(
        "comma", "3.1.3", "A comma inside a line is one em wide", "行中逗号占一字",
        "甲，乙", plain("春夏，秋冬"), width("，"), 1.0,
    ),
    Requirement(
        "stop-and-quote", "3.1.6.2", "A stop and the quotation mark after it take 1.5 em", "句号与后引号相邻，共占一字半",
        "。”", plain("他说“春夏。”秋冬"), width("。”"), 1.5,
    ),
    Requirement(
        "no-stop-first", "3.1.4", "No line begins with a stop", "行首不排点号",
        "，", sweep("很好，"), begins("，。、；：！？"), unit="lines",
    ),
    Requirement(
        "no-opening-last", "3.1.4", "No line ends with an opening mark", "行末不排前括号、前引号",
        "《", sweep("《条例》"), finishes("（《〈「『【〔“‘"), unit="lines",
    ),
    Requirement(
        "dash-whole", "3.1.4", "—— is not divided", "破折号不断开",
        "——", sweep("坚持——"), splits("——"), unit="places",
    ),
    Requirement(
        "answer-brackets", "3.1.4", "Brackets for an answer stay together", "答题括号不断开",
        "（　　）", sweep("的有（　　）。"), splits("（）"), unit="places",
    ),
)  # fmt: skip
