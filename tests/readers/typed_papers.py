"""Papers in the styles in which people type them, each twice with other answers: what is the same in both is no answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class PaperQuestion:
    """A question of a paper: its kind, its stem with ■ for the place of the answer, its options and its two possible answers."""

    kind: str
    stem: str
    answers: tuple[str, str]
    options: tuple[str, ...] = ()


QUESTIONS = (
    PaperQuestion("single", "社区办食堂，最先要做的是■。", ("B", "C"), ("租房子", "问需求", "招厨师", "定菜价")),
    PaperQuestion("single", "下列不属于基层治理主体的是■", ("D", "A"), ("党组织", "居委会", "居民", "外国政府")),
    PaperQuestion("multiple", "下列属于“三治”的有■。", ("ABD", "BCD"), ("自治", "法治", "人治", "德治", "专治")),
    PaperQuestion("multiple", "A、B两个村合并，以下说法正确的是■", ("AC", "BD"), ("先商量", "先合并", "后公示", "不公示")),
    PaperQuestion("judge", "居委会是一级政府。■", ("×", "√")),
    PaperQuestion("judge", "居民会议可以罢免居委会成员■。", ("√", "×")),
    PaperQuestion("fill", "“枫桥经验”产生于□年。", ("壬寅", "癸卯")),
    PaperQuestion("fill", "办食堂要坚持□的原则，听取□的意见。", ("需求导向；老年居民", "量力而行；全体住户")),
    PaperQuestion("short", "简述社区食堂持续经营的条件。（10分）", ("要有稳定客源，鹿鸣。", "要有合理定价，鹤唳。")),
    PaperQuestion("short", "什么是协商民主？", ("有事好商量，松涛。", "众人来商量，竹影。")),
    PaperQuestion(
        "essay",
        "阅读材料，概括该社区的做法。（15分）",
        ("一是问需求，荷风。\n二是定菜价，梅雪。", "一是管安全，兰露。\n二是看效益，菊霜。"),
    ),
)
SECTIONS = {
    "single": "单项选择题（每题2分）",
    "multiple": "多项选择题",
    "judge": "判断题",
    "fill": "填空题",
    "short": "简答题",
    "essay": "材料分析题",
}
WRITTEN = ("short", "essay")
CHOICES = ("single", "multiple")
WHY = "理由见教材第{}章。"


@dataclass(frozen=True)
class PaperStyle:
    """How a paper is typed."""

    name: str
    number: str = "{}."
    option: str = "{}."
    arrange: Callable[[list[str]], list[str]] = field(default=lambda options: options)
    answer: str = "答案：{}"
    """The line of an answer; "" where answers stand elsewhere."""
    explanation: str = ""
    place: str = "below"
    """below, bracket, or the form of a joint key: line, range, table, list, sections, first."""
    sections: str = "{}、"
    """The number of a section's title; "" for a paper without titles."""
    right: str = "√"
    wrong: str = "×"
    bracket: str = "（　　）"
    blank: str = "______"
    join: str = ""
    """What joins the letters of an answer."""
    restarts: bool = False


def in_a_line(gap: str) -> Callable[[list[str]], list[str]]:
    return lambda options: [gap.join(options)]


def two_in_a_line(gap: str) -> Callable[[list[str]], list[str]]:
    return lambda options: [gap.join(options[n : n + 2]) for n in range(0, len(options), 2)]


STYLES = (
    PaperStyle("dots"),
    PaperStyle("commas", "{}、", "{}、", answer="【答案】{}", explanation="【解析】"),
    PaperStyle("one line", "{}．", "{}．", in_a_line("　　"), answer="【答案】{}【解析】", explanation="same"),
    PaperStyle("two lines", "（{}）", "（{}）", two_in_a_line("    "), answer="参考答案：{}", explanation="解析："),
    PaperStyle("tabs", "{}.", "{} 、", in_a_line("\t"), answer="正确答案：{}", join=","),
    PaperStyle("brackets", "{}.", "{}.", place="bracket"),
    PaperStyle("words in brackets", "{}、", "({})", two_in_a_line("  "), place="bracket", right=" 正确 ", wrong=" 错误 ", bracket="(　)"),
    PaperStyle("named numbers", "第{}题 ", "{})", answer="答案:{}。解析:", explanation="same", right="对", wrong="错"),
    PaperStyle("boxed numbers", "【{}】", "{}：", answer="[答案]{}", sections="（{}）"),
    PaperStyle("full stops", "{}。", "{}。", two_in_a_line("；"), answer="答：{}", sections=""),
    PaperStyle("in one line with the question", "{})", "{}. ", in_a_line("  "), answer="(答案：{})", place="below"),
    PaperStyle("key in a line", "{}.", "{}.", place="line"),
    PaperStyle("key of ranges", "{}、", "{}、", in_a_line(" "), place="range"),
    PaperStyle("key as a table", "{}.", "{}.", two_in_a_line("\t"), place="table"),
    PaperStyle("key as a list", "{}．", "{}．", place="list", explanation="解析："),
    PaperStyle("key after each section", "{}.", "{}.", place="sections", restarts=True),
    PaperStyle("key first", "{}.", "{}.", place="first"),
    PaperStyle("no titles", "{}.", "{}.", answer="答案：{}", explanation="解析：", sections=""),
    PaperStyle("numbers from 1 in each section", "{}.", "{}．", answer="答案：{}", restarts=True),
    PaperStyle("English", "{}. ", "{}. ", answer="Answer: {}", explanation="Explanation: ", right="T", wrong="F"),
)
HAN = "一二三四五六七八九十"


def spell(style: PaperStyle, question: PaperQuestion, version: int) -> str:
    """An answer as the style spells it."""
    answer = question.answers[version]
    if question.kind == "judge":
        return style.right if answer == "√" else style.wrong
    return style.join.join(answer) if question.kind in CHOICES else answer


# ruff: noqa: PLR0912
def type_paper(style: PaperStyle, version: int, questions: tuple[PaperQuestion, ...] = QUESTIONS, spaced: int = 0, after: str = "") -> str:
    """A paper with the first or the second answers; `spaced` is 0, 1 for blank lines between questions, 2 for blank lines everywhere."""
    lines: list[str] = []
    keys: list[tuple[str, list[tuple[int, PaperQuestion]]]] = []
    kind, number, title = "", 0, 0
    for question in questions:
        if question.kind != kind:
            if style.place == "sections" and keys:
                lines += list(type_key(style, [keys[-1]], version))
            kind, title = question.kind, title + 1
            number = 0 if style.restarts else number
            keys.append((SECTIONS[kind], []))
            if style.sections:
                lines += ["", style.sections.format(HAN[title - 1]) + SECTIONS[kind]]
        number += 1
        keys[-1][1].append((number, question))
        lines += [""] * (spaced > 0) + list(type_question(style, question, number, version))
        lines += [after] if after and question.kind in ("single", "judge") and style.place == "below" else []
    if style.place == "sections":
        lines += list(type_key(style, keys[-1:], version))
    elif style.place in ("line", "range", "table", "list"):
        lines += ["", "参考答案", *type_key(style, keys, version)]
    elif style.place == "first":
        lines = ["参考答案", *type_key(style, keys, version), *lines]
    return ("\n\n" if spaced == 2 else "\n").join(line for line in lines if line or spaced < 2)


def type_question(style: PaperStyle, question: PaperQuestion, number: int, version: int) -> Iterator[str]:
    """The lines of a question."""
    answer = spell(style, question, version)
    inside = style.place == "bracket" and question.kind not in WRITTEN
    bracket = style.bracket[0] + answer + style.bracket[-1] if inside else style.bracket
    stem = question.stem.replace("■", bracket)
    for words in answer.split("；") if question.kind == "fill" else ():
        stem = stem.replace("□", f"____{words}____" if inside else style.blank, 1)
    yield style.number.format(number) + stem
    yield from (
        style.arrange([style.option.format(letter) + words for letter, words in zip(LETTERS, question.options, strict=False)])
        if question.options
        else ()
    )
    below = style.place == "below" or question.kind in WRITTEN
    if not below:
        return
    first, *rest = (style.answer if style.place == "below" else "参考答案：{}").format(answer).split("\n")
    yield (first + WHY.format(number) if style.explanation == "same" and not rest else first)
    yield from rest
    if style.explanation not in ("", "same"):
        yield style.explanation + WHY.format(number)


def type_key(style: PaperStyle, keys: list[tuple[str, list[tuple[int, PaperQuestion]]]], version: int) -> Iterator[str]:
    """The lines of a joint key."""
    for n, (title, found) in enumerate(keys):
        brief = [(number, question) for number, question in found if question.kind not in WRITTEN]
        if not brief:
            continue
        entries = [(number, spell(style, question, version)) for number, question in brief]
        if style.place in ("line", "first"):
            if brief[0][1].kind == "fill":
                yield from (f"{number}. {answer}" for number, answer in entries)
            else:
                yield "  ".join(f"{number}.{answer}" for number, answer in entries)
        elif style.place == "range":
            first, last = entries[0][0], entries[-1][0]
            if brief[0][1].kind == "fill":
                yield from (f"{number}、{answer}" for number, answer in entries)
            else:
                yield f"{first}-{last} " + " ".join(answer for _, answer in entries)
        elif style.place == "table":
            yield "题号\t" + "\t".join(str(number) for number, _ in entries)
            yield "答案\t" + "\t".join(answer for _, answer in entries)
        elif style.place == "list":
            yield style.sections.format(HAN[n]) + title
            for number, answer in entries:
                yield f"{number}．{answer}"
                yield style.explanation + WHY.format(number)
        elif brief[0][1].kind == "fill":
            yield "答案："
            yield from (f"{number}.{answer}" for number, answer in entries)
        else:
            yield "答案：" + " ".join(f"{number}．{answer}" for number, answer in entries)
