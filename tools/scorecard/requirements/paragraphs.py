"""Paragraphs, and lines made equally long (CLREQ 2.3.5, 3.4 and 3.5)."""

from tools.scorecard.measures.justification import (
    extreme_gap,
    extreme_mark,
    extreme_width,
    largest_opening,
    last_line_opening,
    mean_opening,
    uneven_marks,
    uneven_opening,
    uneven_sides,
)
from tools.scorecard.measures.line_ends import indent, lone_characters, pitch_deviation, raggedness, second_indent
from tools.scorecard.requirement import FILL, WIDE, Requirement, Sample, marked, plain, stretched

PROSE = (
    "近年来，某区探索“社区吹哨、部门报到”，把力量沉到一线，让群众少跑腿、多办事，获得感更足。治理重在落实，要破除“重布置轻落实”“口号多行动少”等问题；"
    "《条例》为此作了规定，并且要一抓到底。居民说：“以前找不到人，现在有人找我们。”这样的变化，来自制度，也来自人心。"
)
MIXED = (
    "全市建成助餐点1,200个，投资3.5亿元，到2027年12月，覆盖率达95.5%，服务时间为10:30开始。用Python写的程序每10分钟抓取1次API，GB/T 15834有规定，"
    "正确率达95%以上；machine learning和deep learning的模型也用到了，open source的工具占80%，成本降到原来的1/3。"
)
NARROW = "\n".join(PROSE[n:] for n in range(0, 24, 3))
MIXED_NARROW = "\n".join(MIXED[n:] for n in range(0, 20, 5))


def prose(measure: float = WIDE) -> Sample:
    """The same prose several times, begun at several places."""
    return plain(NARROW, measure)


SOLID = plain(FILL * 3)
REQUIREMENTS = (
    Requirement("solid", "2.3.5", "Characters of a line without marks are set solid", "无标点的行密排", "春夏秋冬", SOLID, largest_opening, 0),
    Requirement("pitch", "2.3.5", "Lines are equally far apart", "行距一致", "春夏秋冬", prose(), pitch_deviation, 0),
    Requirement("pitch-mixed", "2.3.5", "Lines with bold words, code and raised numbers are equally far apart", "粗体、代码、上标不撑大行距", "**春** x²", Sample(f"{FILL}**要紧**`code`x^2^{FILL}", f"{FILL}*要紧*`code`x#super[2]{FILL}", f"<p>{FILL}<b>要紧</b><code>code</code>x<sup>2</sup>{FILL}</p>"), pitch_deviation, 0),
    Requirement("indent", "3.4.1", "The first line is indented by 2 em", "段首缩进两字", "　　春", plain(FILL * 2), indent, 2.0),
    Requirement("indent-bracket", "3.4.1", "An opening mark at the start of a paragraph may lose its half em", "段首前引号可缩减半字", "　　“春", plain(f"“好”{FILL * 2}"), second_indent, (2.5, 3.0)),
    Requirement("paragraph-distance", "3.4.1", "No additional space between paragraphs", "段间不加空", "春夏秋冬", plain(f"{FILL}\n{FILL}\n{FILL}"), pitch_deviation, 0),
    Requirement("lone", "3.4.4", "The last line has more than one character", "孤字不成行", "……好。", plain("\n".join(FILL[:n] + "好。" for n in range(34, 46))), lone_characters, 0, "lines"),
    Requirement("lone-narrow", "3.4.4", "In narrow columns the last line has more than one character", "窄栏也无孤字", "……好。", plain("\n".join((PROSE + FILL)[:n] + "好。" for n in range(30, 60)), 17), lone_characters, 0, "lines"),
    Requirement("flush", "3.5.1", "Lines end at the edge of the text", "两端对齐", "春，夏", prose(), raggedness, 0),
    Requirement("flush-mixed", "3.5.1", "Lines with Latin words and numbers end at the edge of the text", "中西混排两端对齐", "用Python写", plain(MIXED_NARROW), raggedness, 0),
    Requirement("flush-narrow", "3.5.1", "Lines of 17 characters end at the edge of the text", "窄栏两端对齐", "春，夏", prose(17), raggedness, 0),
    Requirement("flush-bold", "3.5.1", "Lines with bold words end at the edge of the text", "含粗体的行两端对齐", "**春**", marked("，{}，《条例》" + FILL[:30], "**“要紧的事”**", "*“要紧的事”*", "<b>“要紧的事”</b>", range(24, 36)), raggedness, 0),
    Requirement("last-line", "3.5.1", "A last line is not stretched", "末行不拉开", "春，夏", prose(), last_line_opening, 0),
    Requirement("even", "3.5.4", "A line is opened equally between all its Han characters", "字距均匀", "春夏", prose(), uneven_opening, 0),
    Requirement("even-mixed", "3.5.4", "A line with Latin words is opened equally between its Han characters", "混排的行字距均匀", "用Python写", plain(MIXED_NARROW), uneven_opening, 0),
    Requirement("even-marks", "3.5.3", "Marks of a line shrink equally", "同行标点均匀挤压", "，、", prose(), uneven_marks("，、；"), 0),
    Requirement("opening", "3.5.2", "Squeezing comes before stretching: prose is opened little", "先挤压后拉伸：字距拉开少", "春，夏", prose(), mean_opening, (0.0, 0.02), tolerance=0.005),
    Requirement("opening-mixed", "3.5.2", "Squeezing comes before stretching in mixed text", "混排时字距拉开少", "用Python写", plain(MIXED_NARROW), mean_opening, (0.0, 0.02), tolerance=0.005),
    Requirement("opening-narrow", "3.5.2", "Squeezing comes before stretching in lines of 24 characters", "二十四字行字距拉开少", "春，夏", prose(24), mean_opening, (0.0, 0.04), tolerance=0.005),
    Requirement("mark-least", "3.5.3", "A comma keeps half an em when it is squeezed", "逗号挤压不小于半字", "，", prose(17), extreme_mark("，、", least=True), (0.5, 1.2)),
    Requirement("gap-least", "3.5.3", "Between Han and Latin an eighth of an em is left", "中西文间距不小于八分之一字", "用Python", plain(MIXED_NARROW, 30), extreme_gap("用P 次A 达9 的1", least=True), (0.125, 0.5)),
    Requirement("gap-most", "3.5.4", "The space between Han and Latin grows to half an em at most", "中西文间距不大于半字", "用Python", plain(MIXED_NARROW, 30), extreme_gap("用P 次A 达9 的1"), (0.125, 0.5)),
    Requirement("word-most", "3.5.4", "A space between Latin words grows to half an em at most", "西文词距不大于半字", "open source", plain("\n".join(FILL[:n] + "open source的machine learning" + FILL[:30] for n in range(14, 34))), extreme_gap("el ns"), (0.2, 0.5)),
    Requirement("dash-stretched", "3.5.4", "—— is not opened inside", "拉伸时破折号内部不拉开", "——", stretched("春——秋"), extreme_width("——"), 2.0),
    Requirement("dash-sides", "3.5.4", "A line opens before —— as much as after it", "破折号两侧拉伸相等", "春——秋", stretched("春——秋"), uneven_sides("——"), 0),
    Requirement("ellipsis-sides", "3.5.4", "A line opens before …… as much as after it", "省略号两侧拉伸相等", "春……秋", stretched("春……秋"), uneven_sides("……"), 0),
    Requirement("tilde-sides", "3.5.4", "A line does not open beside ～", "浪纹线两侧不拉伸", "三～五", stretched("三～五"), extreme_gap("三～ ～五"), 0),
    Requirement("ellipsis-stretched", "3.5.4", "…… is not opened inside", "拉伸时省略号内部不拉开", "……", stretched("春……秋"), extreme_width("……"), 2.0),
    Requirement("digits-stretched", "3.5.4", "A number is not opened inside", "拉伸时数字内部不拉开", "2026", stretched("在2026年"), extreme_gap("20 02 26"), 0),
    Requirement("solidus-sides", "3.5.4", "A line does not open beside a solidus", "分隔号两侧不拉伸", "春/秋", stretched("春/秋"), extreme_gap("春/ /秋"), (0, 0.1)),
    Requirement("exclamation-hant", "3.1.6.1", "In Taiwan ！ and ？ keep 1 em", "港台叹号、问号不挤压", "好！", plain("\n".join(f"{FILL[:n]}，好！{FILL[:8]}「條例」，{FILL[:30]}" for n in range(16, 30)), lang="zh-Hant"), extreme_mark("！", least=True), 1.0),
)  # fmt: skip
