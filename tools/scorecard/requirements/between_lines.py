"""What stands between lines: dots and lines below characters, readings above them (CLREQ 3.1.8 and 3.3)."""

from tools.scorecard.measures.between_lines import (
    beside,
    beside_width,
    column_centre,
    difference_below,
    distance_across,
    dot_offset,
    gap_below,
    glyph_size,
    height_above,
    marks_below,
    overhang_of_readings,
    reading_gap,
    reading_offset,
    reading_size,
    rule_count,
    rule_difference,
    rule_gap,
    split_readings,
)
from tools.scorecard.measures.line_ends import pitch_deviation
from tools.scorecard.requirement import FILL, LONG_NUMBER, Requirement, Sample, marked

STRETCHED = range(20, 21)
STRETCH = FILL[24:36] + LONG_NUMBER + FILL
"""After 24 characters, what makes a line be stretched."""


def dots(text: str, pattern: str = "春夏{}秋冬", counts: range = range(1)) -> Sample:
    """A text with emphasis dots; Typst has none."""
    style = "font-style: normal; text-emphasis: dot; text-emphasis-position: under"
    return marked(pattern, f"{{{text}|.}}", None, f'<em style="{style}">{text}</em>', counts)


def lines(*names: str, wavy: bool = False, counts: range = range(1), pattern: str = "春夏{}秋冬") -> Sample:
    """Adjacent names, each with a line below it."""
    kind, style = ("booktitle", "wavy") if wavy else ("propername", "solid")
    return marked(
        pattern,
        "".join(f"[{name}]{{.{kind}}}" for name in names),
        None if wavy else "".join(f"#underline(evade: false)[{name}]" for name in names),
        "".join(f'<u style="text-decoration-style: {style}">{name}</u>' for name in names),
        counts,
    )


def ruby(*pairs: tuple[str, str], pattern: str = "春夏{}秋冬", counts: range = range(1)) -> Sample:
    """Characters with their readings; Typst has none."""
    html = "".join(f"<ruby>{base}<rt>{reading}</rt></ruby>" for base, reading in pairs)
    return marked(pattern, "".join(f"{{{base}|{reading}}}" for base, reading in pairs), None, html, counts)


BLANKS = Sample(
    "春夏{{甲乙}}{{丙丁}}秋冬",
    None,
    '<p>春夏<span style="border-bottom: 1px solid">甲乙</span><span style="border-bottom: 1px solid">丙丁</span>秋冬</p>',
)
TIGHT = (("装", "zhuāng"), ("窗", "chuāng"), ("双", "shuāng"), ("床", "chuáng"))

REQUIREMENTS = (
    Requirement("emphasis-centred", "3.1.8", "An emphasis dot is centred below its character", "着重号与字居中对齐", "要紧", dots("一定要紧"), dot_offset("一定要紧"), 0, tolerance=0.06),
    Requirement("emphasis-count", "3.1.8", "Each Han character has one dot, marks have none", "标点下不加着重号", "要紧“再要紧”", dots("要紧“再要紧”"), marks_below("要紧“再要紧”"), 5, "dots"),
    Requirement("emphasis-stretched", "3.1.8", "Dots stay centred in a stretched line", "字距拉开后着重号仍居中", "要紧", dots("逐条逐项", "{}" + STRETCH, STRETCHED), dot_offset("逐条逐项"), 0, tolerance=0.06),
    Requirement("emphasis-size", "3.1.8", "Dotted characters have the size of the text", "加着重号的字不变大小", "要紧", dots("龘龘"), glyph_size("龘"), 1.0),
    Requirement("emphasis-pitch", "2.3.5", "Dots leave the distance of lines as it is", "着重号不撑大行距", "要紧", dots("一定要紧", "{}" + FILL + FILL), pitch_deviation, 0),
    Requirement("name-line", "3.1.8", "The line below a name is as long as the name", "专名号与名称等长", "鲁迅", lines("鲁迅"), rule_difference("鲁迅"), (-0.3, 0.0), tolerance=0.05),
    Requirement("names-apart", "3.1.8", "The lines of two adjacent names are apart", "相邻专名号断开", "孔子孟子", lines("孔子", "孟子"), rule_gap("孔子孟子"), (0.08, 0.5)),
    Requirement("titles-apart", "3.1.8", "The wavy lines of two adjacent titles are apart", "相邻书名号断开", "左传史记", lines("左传", "史记", wavy=True), gap_below("左传史记"), (0.08, 0.5)),
    Requirement("title-line", "3.1.8", "The wavy line below a title is as long as the title", "书名号与书名等长", "左传", lines("左传", wavy=True), difference_below("左传"), (-0.3, 0.05), tolerance=0.05),
    Requirement("name-stretched", "3.1.8", "The line below a name has no break in a stretched line", "字距拉开后专名号不断开", "诸葛孔明", lines("诸葛孔明", counts=STRETCHED, pattern="{}" + STRETCH), rule_count("诸葛孔明"), 1, "lines"),
    Requirement("blanks-apart", "3.1.8", "Two adjacent blanks are apart", "相邻填空分开", "____ ____", BLANKS, gap_below("甲乙丙丁"), (0.08, 0.6)),
    Requirement("ruby-centred", "3.3.4.1", "A reading is centred above its character", "拼音与字居中对齐", "{汉|hàn}", ruby(("汉", "hàn")), reading_offset("汉"), 0, tolerance=0.06),
    Requirement("ruby-narrow", "3.3.4.1", "A short reading is centred above its character", "短拼音居中", "{阿|ā}", ruby(("阿", "ā")), reading_offset("阿"), 0, tolerance=0.06),
    Requirement("ruby-wide", "3.3.4.1", "A reading wider than its character is centred above it", "长拼音居中", "{窗|chuāng}", ruby(("窗", "chuāng")), reading_offset("窗"), 0, tolerance=0.06),
    Requirement("ruby-group", "3.3.4.3", "The reading of a word is centred above the word", "分词连写拼音与词居中对齐", "{北京大学|Běijīng Dàxué}", ruby(("北京大学", "Běijīng Dàxué")), reading_offset("北京大学"), 0, tolerance=0.06),
    Requirement("ruby-erhua", "3.3.5.1", "The reading of 儿化音 is centred above both characters", "儿化音居中", "{花儿|huār}", ruby(("花儿", "huār")), reading_offset("花儿"), 0, tolerance=0.06),
    Requirement("ruby-apart", "3.3.4.1", "Between two readings there is a quarter em", "相邻拼音相距四分之一字", "{装|zhuāng}{窗|chuāng}", ruby(*TIGHT), reading_gap("zhuāng", "chuāng", "shuāng", "chuáng"), (0.2, 1.0)),
    Requirement("ruby-size", "3.3.4.1", "A reading is half as large as its character", "拼音为正文字号的一半", "{汉|hàn}", ruby(("汉", "hàn")), reading_size, 0.5),
    Requirement("ruby-pitch", "2.3.5", "Readings leave the distance of lines as it is", "拼音不撑大行距", "{汉|hàn}", ruby(("汉", "hàn"), pattern="{}" + FILL + FILL), pitch_deviation, 0),
    Requirement("ruby-whole", "3.3.4.1", "A reading stays with its character", "拼音与字不分离", "{汉|hàn}", ruby(("汉", "hàn"), ("字", "zì"), pattern="{}" + FILL[:40], counts=range(30, 44)), split_readings("汉", "hàn"), 0, "readings"),
    Requirement("zhuyin-side", "3.3.3.1", "Zhuyin is at the right of its character", "注音排在字的右侧", "{安|ㄢ}", ruby(("安", "ㄢ")), beside("安"), (-0.02, 0.2)),
    Requirement("zhuyin-space", "3.3.3.2", "Zhuyin takes half an em", "注音占半字", "{中|ㄓㄨㄥ}", ruby(("中", "ㄓㄨㄥ")), beside_width("中"), 0.5, tolerance=0.03),
    Requirement("zhuyin-tone-space", "3.3.3.2", "Zhuyin with a tone takes as much as without", "带调号的注音也占半字", "{美|ㄇㄟˇ}", ruby(("美", "ㄇㄟˇ")), beside_width("美"), 0.5, tolerance=0.03),
    Requirement("zhuyin-size", "3.3.3.2", "A symbol of zhuyin is 3/10 as large as its character", "注音符号与字之比为 3:10", "{中|ㄓㄨㄥ}", ruby(("中", "ㄓㄨㄥ")), glyph_size("ㄓ"), 0.3),
    Requirement("zhuyin-middle", "3.3.3.2", "Zhuyin is in the middle of the height of its character", "注音与字上下居中对齐", "{中|ㄓㄨㄥ}", ruby(("中", "ㄓㄨㄥ")), column_centre("中"), 0, tolerance=0.06),
    Requirement("zhuyin-tone", "3.3.3.3", "A tone is half above the last symbol", "调号在末一符号右上，高出半个符号", "{美|ㄇㄟˇ}", ruby(("美", "ㄇㄟˇ")), height_above("ˇ", "ㄟ"), 0, tolerance=0.06),
    Requirement("zhuyin-light", "3.3.3.3", "The light tone is above the first symbol", "轻声号在第一个符号上方", "{的|˙ㄉㄜ}", ruby(("的", "˙ㄉㄜ")), distance_across("˙", "ㄉ"), 0, tolerance=0.05),
    Requirement("ruby-edges", "3.3.4.1", "A reading does not reach beyond the edges of the text", "拼音不超出版心", "{窗|chuāng}", ruby(("窗", "chuāng"), pattern="{}" + FILL[:40], counts=range(34, 44)), overhang_of_readings, 0, tolerance=0.05),
)  # fmt: skip
