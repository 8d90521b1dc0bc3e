"""The grammar of a line of a typed paper: its number, its options, and the labels of answers and explanations in it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jiangyi.model import CHOSEN_LETTERS, EMPTY_BLANK, EMPTY_BRACKET, SIGNS, VERDICT, to_hanzi

HAN = "一二三四五六七八九十百零〇两"
HAN_NUMBERS = {to_hanzi(n): n for n in range(1, 200)}
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
QUESTION_RANK, PART_RANK = 3, 4
"""The ranks of 1. and of （1）; that of 一、 is 1."""


BOX_LABELS = ("答案：", "解析：")
"""The labels that the lines of a box begin with, for its title."""


@dataclass(frozen=True, slots=True, eq=False)
class PaperLine:
    """A line of a paper as inline Markdown, or a finished block; `origin` is for the caller."""

    number: int
    text: str = ""
    block: Any = None
    level: int = 0
    """1 to 6 for a heading marked as such."""
    above: int = 0
    """The blank lines above it."""
    origin: Any = None
    closed: bool = False
    """True in a box with an answer: the answer ends where the lines of its origin end."""
    chosen: str = ""
    """What the user says that it is: "question", or "other" for what is no part of one."""

    @property
    def is_label(self) -> bool:
        """Whether it only says that a box has an answer or an explanation."""
        return self.closed and self.text in BOX_LABELS

    def ends_before(self, following: "PaperLine") -> bool:
        """Whether a box ends between this line and the next one."""
        return self.closed and following.origin is not self.origin


@dataclass(frozen=True, slots=True)
class QuestionNumber:
    """The number that opens a line."""

    typed: str
    number: int
    rank: int
    is_weak: bool = False
    """True for a number without a mark after it."""


@dataclass(frozen=True, slots=True)
class PaperSegment:
    """A part of a line: number (with its text), option, answer, explanation, remark, key, section, material, end, text or block."""

    kind: str
    text: str
    line: PaperLine
    number: QuestionNumber | None = None
    letter: str = ""
    typed: str = ""
    """Its text with number, letter or label."""
    starts: bool = True
    """Whether its line begins with it."""
    weak: bool = False
    """True for labels that mean something else before options or an answer, and for letters without a mark."""
    name: str = ""
    """The kind of the questions below a section's title, or "" where it names none."""


# Numbers ------------------------------------------------------------------------------------------------------

D = r"(?P<n>[0-9０-９]{1,5})"
NUMBER_FORMS = tuple(
    (rank, re.compile(pattern), weak)
    for rank, pattern, weak in (
        (1, rf"(?P<n>[{HAN}]+)[、．.](?![0-9])[ \u3000]*", False),
        (2, rf"[（(〔][ ]?(?P<n>[{HAN}]+)[ ]?[）)〕][、．.]?[ \u3000]*", False),
        (3, rf"第[ ]?(?:{D}|(?P<h>[{HAN}]+))[ ]?[小大]?[题问](?:[、．.：:，]|(?=\W)|(?<=题))[ \u3000]*", False),
        (3, rf"【[ ]?{D}[ ]?】[、．.：:]?[ \u3000]*", False),
        (
            3,
            rf"(?:题目?|问题|试题|例题?|练习|[Qq]uestion|QUESTION|Q|No)[.]?[ ]?{D}[ ]?(?:[.．、：:)）]|(?=[ \u3000（(【]))[ \u3000]*",
            False,
        ),
        (3, rf"{D}[ ]?\\?[.．、：:](?:(?![0-9０-９])|(?=(?:19|20)\d\d年))[ \u3000\t]*", False),
        (3, rf"{D}[ ]?。(?=[^0-9０-９\s])", False),
        (4, rf"[（(〔［\[][ ]?{D}[ ]?[）)〕］\]](?![(:])[、．.]?[ \u3000]*", False),
        (5, rf"{D}[ ]?[)）][ \u3000]*", False),
        (6, rf"(?P<c>[{CIRCLED}])[、．.]?[ \u3000]*", False),
        (3, rf"{D}(?:[ \u3000\t]+(?=[^\d\s+*/=<>~—–-])|(?=[（(]))", True),
    )
)
BEFORE_NUMBER = re.compile(
    rf"(?:\*\*)?(?P<bracket>[（(][\s\u3000]*(?:{VERDICT}|{CHOSEN_LETTERS})?[\s\u3000]*[）)])[\s\u3000]*(?=[0-9０-９])"
)
"""The bracket of a statement that stands before its number."""


def read_number(text: str) -> tuple[QuestionNumber, str] | None:
    """The number that opens a line, and the text after it; a bracket before the number goes to the end of the text."""
    before = BEFORE_NUMBER.match(text)
    if before and (found := read_number(text[before.end() :])):
        return found[0], f"{found[1].rstrip()}{before['bracket']}"
    bold = "**" if text.startswith("**") else ""
    body = text[len(bold) :]
    for rank, form, weak in NUMBER_FORMS:
        match = form.match(body)
        number = _number_of(match) if match else 0
        if match and number:
            rest = body[match.end() :]
            if bold and rest.startswith("**"):
                rest, bold = rest[2:].lstrip(), ""
            return QuestionNumber(match.group().strip(), number, rank, weak), bold + rest
    return None


def _number_of(match: re.Match[str]) -> int:
    found = match.groupdict()
    if found.get("c"):
        return CIRCLED.index(found["c"]) + 1
    typed = unicodedata.normalize("NFKC", found.get("n") or found.get("h") or "")
    return int(typed) if typed.isdecimal() else HAN_NUMBERS.get(typed.replace("〇", "零"), 0)


# Options ------------------------------------------------------------------------------------------------------

STRONG_OPTION = re.compile(
    r"(?<![A-Za-z0-9Ａ-Ｊ])(?:^(?:\\?[-*+•·○●□■]|[☐☒☑✅✔√✓]\ufe0f?|\\?\[[ xX√✓]?\\?\])[ \t]*)?"
    r"(?:\*\*)?(?:[（(［\[【][ ]?(?P<inner>[A-JＡ-Ｊ])[ ]?[）)］\]】](?!\()[.．、：:]?"
    r"|(?P<letter>[A-JＡ-Ｊ])[ \u3000]?\\?[.．、)）：:。]|(?P<circled>[Ⓐ-Ⓙ])[.．、]?)(?:\*\*)?[ \t\u3000]*"
)
WEAK_OPTION = re.compile(r"(?:^|(?<=[ \t\u3000；;]))(?P<letter>[A-JＡ-Ｊ])(?:[ \t\u3000]+(?=\S)|(?=[\u4e00-\u9fff“（])|[,，](?=\S))")
LOWER_OPTION = re.compile(r"(?:^|(?<=[ \t\u3000]))(?:[（(]?(?P<letter>[a-j])[.．、)）])[ \t\u3000]*")
CHOSEN_OPTION = re.compile(r"^(?:[☑✅✔√✓☒■]\ufe0f?|\\?\[[xX√✓]\\?\])[ \t]*")
"""The sign of a chosen option before its letter."""
OPTION_FORMS = (STRONG_OPTION, WEAK_OPTION, LOWER_OPTION)


def _letter_of(match: re.Match[str]) -> str:
    found = match.groupdict()
    return unicodedata.normalize("NFKC", found.get("inner") or found.get("circled") or found["letter"]).upper()


def split_options(text: str, first: str = "") -> tuple[str, list[tuple[str, str, str]]]:
    """The text before the options of a line, and each option with letter, text and all that was typed.

    With `first` the line has to begin with that letter. Several options in a line have consecutive letters; after a question
    they begin with A.
    """
    for form in OPTION_FORMS:
        run: list[re.Match[str]] = []
        for match in form.finditer(text):
            expected = chr(ord(_letter_of(run[-1])) + 1) if run else first
            if not run and first and match.start():
                break
            if _letter_of(match) == expected or (not run and not first and (_letter_of(match) == "A" or not match.start())):
                run.append(match)
        if not run:
            continue
        stem = text[: run[0].start()].strip()
        ends = [match.start() for match in run[1:]] + [len(text)]
        found = [(_letter_of(m), _clean_option(text[m.end() : e]), text[m.start() : e].strip()) for m, e in zip(run, ends, strict=True)]
        while len(found) > 1 and not found[-1][1]:
            found.pop()
        if stem and not _may_follow(stem, found, form):
            continue
        if len(found) > 1 and not stem and any(not words for _, words, _ in found):
            continue  # A、B 两地
        if stem or form is STRONG_OPTION or len(found) > 2 or len(found) == 1:
            return stem, found
    return text, []


def _clean_option(text: str) -> str:
    return re.sub(r"[；;]$", "", text.strip()).strip()


def _may_follow(stem: str, found: list[tuple[str, str, str]], form: re.Pattern[str]) -> bool:
    """Whether options may follow a question in its line: all have words, and two alone only after the end of a sentence."""
    if found[0][0] != "A" or any(not words for _, words, _ in found) or len(found) < 2:
        return False
    return stem[-1] in "。？?）)：:】]_" or (len(found) > (2 if form is STRONG_OPTION else 3))


# Labels of parts ----------------------------------------------------------------------------------------------

ANSWER_NAMES = (
    r"(?:参考|正确|标准|本题|试题|题目|最佳|示例)?答案(?:示例|要点)?|参考作答|参考范文|参考译文|答题要点|参考要点|正确选项|正解"
    r"|(?i:correct answer|answers?|ans|key)"
)
START_NAMES = rf"(?:{ANSWER_NAMES})(?:应?[是为])?|答|解|范文|示例"
EXPLANATION_NAMES = r"(?:答案|参考|试题|题目|本题|答案与|答案及)?(?:解析|详解|解释)|(?i:explanation|rationale)"
WEAK_NAMES = r"分析|点评|思路|解题思路|解答|点拨|精析"
REMARK_NAMES = r"考点|知识点|难度|难易度|来源|出处|考查|考查点|题型|章节"
OPENED, CLOSED = r"[【\[［〔]", r"[】\]］〕]"
B = r"(?:\\?\*\\?\*)?"


def _pattern_of_label(names: str, *, plain: str = r"[ ]?[：:]") -> str:
    return rf"(?:{OPENED}[ ]?(?:{names})[ ]?{CLOSED}(?!\()[ ]?[：:]?|(?:{names}){B}{plain})"


AFTER_LABEL = "[：:;；,，、.．。=＝—－-]{0,2}"
"""What may be typed for the colon before a brief answer."""
MIDDLE = r"(?:(?<=[\s\u3000。．.？?！!；;）)】*])|(?<=[√×✓✗]))"
LABELS = (
    ("answer", re.compile(rf"^{B}{_pattern_of_label(START_NAMES)}{B}[ \u3000]*"), False),
    (
        "answer",
        re.compile(
            rf"^{B}(?:{ANSWER_NAMES})[ ]?[是为选]?[：:;；,，、.．。=＝—－-]{{0,2}}[ \u3000]*(?=(?:{CHOSEN_LETTERS}|{VERDICT})[\s。.]*$)"
        ),
        False,
    ),
    ("answer", re.compile(rf"^{B}[（(][ ]?(?:{ANSWER_NAMES})[：:](?![^（(]*[）)])[ \u3000]*"), False),
    ("answer", re.compile(rf"^\*\*(?:{ANSWER_NAMES})\*\*[ \u3000]+(?=\S)"), False),
    ("explanation", re.compile(rf"^{B}(?:{EXPLANATION_NAMES})(?:[;；、][ \u3000]*|[ \u3000]+)(?=\S)"), False),
    ("explanation", re.compile(rf"^\*\*(?:{EXPLANATION_NAMES})\*\*[ \u3000]+(?=\S)"), False),
    ("answer", re.compile(r"^答[ \u3000]+(?!案)(?=\S)"), False),
    ("explanation", re.compile(rf"^{B}{_pattern_of_label(EXPLANATION_NAMES)}{B}[ \u3000]*"), False),
    ("explanation", re.compile(rf"^{B}{OPENED}[ ]?(?:{WEAK_NAMES})[ ]?{CLOSED}[：:]?{B}[ \u3000]*"), False),
    ("explanation", re.compile(rf"^{B}(?:{WEAK_NAMES}){B}[ ]?[：:]{B}[ \u3000]*"), True),
    ("remark", re.compile(rf"^{B}{_pattern_of_label(REMARK_NAMES)}{B}[ \u3000]*"), True),
)
INNER_LABEL = re.compile(
    rf"{OPENED}[ ]?(?:{START_NAMES}|{EXPLANATION_NAMES}|{WEAK_NAMES}|{REMARK_NAMES})[ ]?{CLOSED}(?!\()"
    rf"|{MIDDLE}{B}(?:{ANSWER_NAMES}|{EXPLANATION_NAMES}){B}[ ]?[：:]"
)
ANSWER_IN_BRACKET = re.compile(rf"[（(][ \u3000]*(?:{ANSWER_NAMES})[ ]?[：:]?[ \u3000]*(?P<words>[^（）()]{{1,60}}?)[ \u3000]*[）)]")
"""（答案：B）"""


def read_part_label(text: str) -> tuple[str, str, bool] | None:
    """The part of a question that a label opens, the text after it, and whether the label is weak."""
    for kind, pattern, weak in LABELS:
        match = pattern.match(text)
        if match:
            torn = "**" * (match.group().replace("\\", "").count("**") % 2)
            return kind, torn + text[match.end() :].strip(), weak
    return None


def opens_answer(text: str) -> bool:
    """Whether a line gives or explains the answer of the question above it."""
    return read_part_label(text.strip()) is not None


def cut_at_labels(text: str) -> list[str]:
    """A text cut before each label of an answer or explanation in it."""
    cuts = [0]
    for match in INNER_LABEL.finditer(text):
        at = match.start()
        if at > cuts[-1] and text[cuts[-1] : at].strip(" *\\"):
            cuts.append(at)
    return [text[start:end].strip() for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


# Titles -------------------------------------------------------------------------------------------------------

WRITTEN_KINDS = (
    r"名词解释|简答|问答|论述|材料分析|案例分析|案例|分析说明|分析|计算|综合应用|综合|辨析|解答|主观|应用|实验|探究|操作|翻译|简述|材料"
)
KIND_WORDS = (
    ("single", r"单项选择|单选"),
    ("multiple", r"多项选择|多选|不定项选择|不定项|不定向选择"),
    ("judge", r"判断正误|判断对错|判断说明|判断|是非|正误"),
    ("fill", r"填空"),
    ("essay", r"申论|写作|作文|大作文"),
    ("short", WRITTEN_KINDS),
    ("choice", r"选择|(?i:multiple choice)"),
    ("judge", r"(?i:true or false|true/false|true-false)"),
    ("fill", r"(?i:fill in the blanks?)"),
    ("short", r"(?i:short answers?|essay questions?)"),
)
SECTION_TITLE = re.compile(
    rf"^{B}(?:#+[ ]*)?(?:(?:[{HAN}]+[、．.]|第[{HAN}]+(?:部分|大题|节|章)[、：:]?|[（(][{HAN}]+[）)]|[IVXⅠ-Ⅻ]+[.、．]?"
    rf"|Part[ ]+\w+[.:：]?)[ \u3000]*)?{B}[【\[]?"
    r"(?P<kind>" + "|".join(f"(?:{words})" for _, words in KIND_WORDS) + r")(?P<noun>题|部分|试题|练习题|练习)?(?:目)?[】\]]?"
    rf"{B}(?P<rest>[ \u3000]*(?:[（(][^（）()]*[）)]|[：:，,。].*|[本每共].*|\d+题.*|[一二三四五六七八九十]+)?){B}$"
)
KEY_TITLE = re.compile(
    rf"^{B}(?:#+[ ]*)?(?:(?:[{HAN}]+[、．.]|附[录件]?[：:]?|第[{HAN}\d]+[章节课讲单元部分]+)[ \u3000]*)?[【\[（(—\-—*=]*[ ]*"
    r"(?:[^\s，。：:；;、？?“”]{0,14}?"
    r"答案(?:与|及|和|、|以及)?(?:答案)?(?:解析|详解|评分标准|解释|提示|速查|一览|部分|表|汇总|页|区|如下)?"
    r"|(?i:answer key|answers?|key(?: to exercises)?))"
    rf"[ ]*[】\]）)—\-—*=]*[ ]*[：:]?{B}$"
)
MATERIAL_TITLE = re.compile(
    rf"^{B}(?:[（(【]?[{HAN}]*[）)】、]?[ ]*)?"
    r"(?:(?:请)?(?:根据|依据|结合|阅读|仔细阅读|认真阅读)[^。？?]{0,20}(?:材料|资料|短文|文章|图表|文字|案例|信息|段落|选文|图)[^？?]{0,24}"
    r"(?:回答|完成|作答|做|答)(?:[^？?，。]{0,6}(?:\d|第[一二三四五六七八九十])|[^？?，。]{0,6}(?:各题|小题|问题|题目?)(?:[。：:\d]|$))"
    r"|[【]?(?:给定)?(?:材料|资料|案例)[ ]?[一二三四五六七八九十\d]*[】]?(?:[：:]|$)|(?i:passage|text)[ ]?[A-D\d]+)"
)
"""A line that introduces what several questions are about."""
BRACKETED_TITLE = re.compile(r"^【[^【】]{1,16}】$")
NOTE_TITLE = re.compile(
    r"^(?:注|备注|注意|小结|总结|说明|温馨提示|知识链接|拓展|延伸|PS|【[^】]*(?:拓展|链接|小结|总结)】)[：:]?|^[-=—_*]{3,}$", re.IGNORECASE
)


def find_section_kind(text: str) -> str | None:
    """The kind of questions that a title names (`choice` for single or multiple); None where it is no such title."""
    match = SECTION_TITLE.match(text.strip())
    if not match or len(text) > 90:
        return None
    has_number = re.match(rf"^(?:\*\*)?(?:[{HAN}]+[、．.]|第[{HAN}]|[（(][{HAN}]|[IVXⅠ-Ⅻ]+[.、．]|Part|#|[【\[])", text.strip()) is not None
    if not match["noun"] and not has_number and match["rest"].strip("：: 　"):
        return None
    if not match["noun"] and match["kind"] in ("材料", "案例", "分析", "综合", "应用", "作文", "写作", "选择", "判断", "解答", "计算"):
        return None
    return next(kind for kind, words in KIND_WORDS if re.fullmatch(words, match["kind"]))


CHAPTER_TITLE = re.compile(
    rf"(?:\*\*)?第[ ]?(?:[0-9０-９]{{1,3}}|[{HAN}]+)[ ]?(?:编|部分|篇|单元|讲|课|章|节|模块|专题)"
    r"(?:[、：:\s\u3000]|\*\*|$)[^。！？!?；;]{0,40}$"
)
"""The title of a chapter, which ends the question above it."""


def is_key_title(text: str) -> bool:
    """Whether a line is nothing but the title of answers, perhaps with its characters set apart: 参 考 答 案."""
    return len(text) < 40 and KEY_TITLE.match(join_characters(text.strip())) is not None


def join_characters(text: str) -> str:
    """A text whose characters are all set apart by spaces, without these."""
    return re.sub(r"[ \u3000]+", "", text) if re.fullmatch(r"[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff])+[：:]?", text) else text


CLOSED_TITLE = re.compile(
    rf"^{B}(?:#+[ ]*)?(?:(?:[{HAN}]+[、．.]|[（(][{HAN}]+[）)]|\d+[.．、 ]|附[录件]?[：:]?|第[{HAN}\d]+[章节课讲单元部分套]+)[ \u3000]*)?"
    r"[【\[（(—\-—*=]*[ ]*(?:[^\s，。：:；;、？?“”及与和含附]{0,10}(?:[题卷章节课讲篇单元套]|练习|检测|测试|测验|考试|作业)[ ]?)?"
    r"(?:(?:参考|标准|正确|试题|详细)*答案(?:[与及和、]|以及)?(?:答案)?(?:解析|详解|评分标准|评分细则|解释|提示|速查|一览|部分|表|汇总|页|区|如下)?"
    r"|评分(?:标准|细则)|参考解析|(?i:answer key|answers?))"
    rf"[ ]*[】\]）)—\-—*=]*[ ]*[：:]?{B}$"
)
"""The title of a section in which nothing but answers stands."""


def is_closed_title(text: str) -> bool:
    """Whether a section with a title has nothing but answers; of 习题及答案 it may have the questions too."""
    return len(text) < 40 and CLOSED_TITLE.match(join_characters(text.strip())) is not None


INNER_BLOCKS = ("table", "figure", "code", "math", "quote", "list", "gap", "paragraph")
"""The blocks that may be part of a question."""


# Lines --------------------------------------------------------------------------------------------------------


def split_segments(line: PaperLine) -> Iterator[PaperSegment]:
    """The segments of a line."""
    if line.block is not None:
        kind = line.block.get("type") if isinstance(line.block, dict) else ""
        yield PaperSegment("block" if kind in INNER_BLOCKS else "end", "", line)
        return
    text = line.text.strip()
    if line.chosen == "other":
        yield PaperSegment("end", "", line)
        return
    if line.chosen == "question":
        yield from _split_text(text, line)
        return
    kind = find_section_kind(text)
    if kind is None and CHAPTER_TITLE.match(text):
        kind = ""
    if kind is not None:
        numbered = read_number(text)
        yield PaperSegment("section", text, line, numbered[0] if numbered else None, typed=text, name=kind)
    elif is_key_title(text) or (line.level and is_closed_title(text)):
        yield PaperSegment("key", "", line, typed=text)
    elif MATERIAL_TITLE.match(text) and not EMPTY_BRACKET.search(text):
        yield PaperSegment("material", text, line, typed=text)
    else:
        for part in split_statements(text):
            yield from _split_text(part, line)


CALLED_RIGHT = re.compile(r"[ \u3000]*[【（(\[](?:正确答案|正确选项|正确项|答案|本题答案)[】）)\]][ \u3000]*$")
"""What says that an option is the right one."""
AFTER_STATEMENT = re.compile(r"(?<=[）)√×✓✗✔✘])[。. \u3000；;]*(?=[0-9]{1,3}[.．、])")
STATEMENT = re.compile(
    rf"[0-9]{{1,3}}[.．、][ \u3000]*\S.*(?:[（(][ \u3000]*(?:{VERDICT}|{CHOSEN_LETTERS})?[ \u3000]*[）)]|{SIGNS})[。.]?$"
)


def split_statements(text: str) -> list[str]:
    """The statements with a verdict each that stand in one line, 1.甲（×）2.乙（√）; the line itself where it is anything else."""
    parts = [part.strip() for part in AFTER_STATEMENT.split(text)]
    if len(parts) < 2 or not all(STATEMENT.fullmatch(part) for part in parts):
        return [text]
    numbers = [int(re.match("[0-9]+", part).group()) for part in parts]  # type: ignore[union-attr] # as STATEMENT says
    return parts if numbers == list(range(numbers[0], numbers[0] + len(numbers))) else [text]


def _split_text(text: str, line: PaperLine) -> Iterator[PaperSegment]:
    numbered = read_number(text)
    number, rest = numbered or (None, text)
    opening = text[: len(text) - len(rest)] if text.endswith(rest) else f"{number.typed} " if number else ""
    starts = True
    if STRONG_OPTION.match(rest):
        rest = CALLED_RIGHT.sub("（√）", rest)
    taken: list[str] = []
    if not read_part_label(rest):
        taken = [match["words"] for match in ANSWER_IN_BRACKET.finditer(rest)]
        rest = ANSWER_IN_BRACKET.sub("", rest)
    for part in cut_at_labels(rest):
        label = read_part_label(part)
        if label and number:
            yield PaperSegment("number", "", line, number, typed=number.typed, starts=True)
            number, starts = None, False
        if label:
            yield PaperSegment(label[0], label[1], line, typed=part, starts=starts, weak=label[2])
            starts = False
            continue
        stem, options = split_options(part)
        if number:
            yield PaperSegment("number", stem, line, number, typed=opening + stem)
            number = None
        elif stem or not options:
            yield PaperSegment("text", stem, line, typed=stem, starts=starts)
        starts = starts and not stem and not options
        weak = bool(options) and not STRONG_OPTION.match(options[0][2])
        for letter, words, typed in options:
            yield PaperSegment("option", words, line, letter=letter, typed=typed, starts=not stem and letter == options[0][0], weak=weak)
            starts = False
    if number:
        yield PaperSegment("number", "", line, number, typed=number.typed)
    for words in taken:
        yield PaperSegment("answer", words, line, typed=f"答案：{words}", starts=False)


QUESTION_SIGNS = re.compile(
    r"[？?]|正确的|错误的|不正确|的是|属于|不属于|包括|下列|以下|请|简述|简析|论述|概括|归纳|谈谈|说明|如何|什么|为什么|判断|写一篇|试分析|计算|解释|求"
)
WRITTEN_SIGNS = re.compile(
    r"[？?]|要求|\d\s*字|[（(]\s*(?:本题|共)?\s*\d+\s*分|请|概括|归纳|简述|简析|分析|论述|谈谈|说明|如何|什么|判断|写一篇"
)


def has_question_sign(text: str) -> bool:
    """Whether a text has a sign of a question: a question mark, an empty bracket or blank, or usual words."""
    return QUESTION_SIGNS.search(text) is not None or leaves_room(text)


def leaves_room(text: str) -> bool:
    """Whether a text has an empty bracket or blank to answer in."""
    return EMPTY_BRACKET.search(text) is not None or EMPTY_BLANK.search(text) is not None


SIGN_AT_END = re.compile(rf"{SIGNS}[\s）)。]*$")
