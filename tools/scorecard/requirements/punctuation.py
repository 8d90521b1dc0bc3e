"""Widths and places of punctuation marks, alone and beside others (CLREQ 3.1.2, 3.1.3 and 3.1.6)."""

from tools.scorecard.measures.line_ends import width_at_end, width_at_start
from tools.scorecard.measures.widths import gap, ink_centre, ink_height, strokes, width
from tools.scorecard.requirement import FILL, Requirement, plain, sweep

PAIR = (1.0, 1.5)
"""Em: two adjacent marks are reduced to one and a half, and a style may reduce them to one."""

REQUIREMENTS = (
    Requirement("comma", "3.1.2", "A comma takes 1 em", "逗号占一字", "春，秋", plain("春夏，秋冬"), width("，"), 1.0),
    Requirement("comma-ink", "3.1.2", "The ink of a comma is in the left half of its em", "逗号偏左", "春，秋", plain("春夏，秋冬"), ink_centre("，"), (0.0, 0.35)),
    Requirement("comma-ink-hant", "3.1.2", "In Taiwan a comma is in the centre", "港台逗号居中", "春，秋", plain("春夏，秋冬", lang="zh-Hant"), ink_centre("，"), 0.5, tolerance=0.06),
    Requirement("stop-ink-hant", "3.1.2", "In Taiwan a full stop is in the centre", "港台句号居中", "春。秋", plain("春夏。秋冬", lang="zh-Hant"), ink_centre("。"), 0.5, tolerance=0.06),
    Requirement("quotes", "3.1.2", "Quotation marks take 1 em each", "引号各占一字", "春“夏”秋", plain("春“夏”秋"), width("“", "”"), 1.0),
    Requirement("single-quotes", "3.1.2", "Single quotation marks take 1 em each", "单引号各占一字", "春‘夏’秋", plain("春‘夏’秋"), width("‘", "’"), 1.0),
    Requirement("dash-width", "3.1.2", "—— takes 2 em", "破折号占两字", "春——秋", plain("春夏——秋冬"), width("——"), 2.0),
    Requirement("dash-line", "A.2", "—— is one line without a break", "破折号中间不断开", "——", plain("春夏——秋冬"), strokes("——"), 1.0, "pieces"),
    Requirement("dots-width", "3.1.5.1", "…… takes 2 em", "省略号占两字", "春……秋", plain("春夏……秋冬"), width("……"), 2.0),
    Requirement("dots-count", "3.1.5.1", "…… has six dots", "省略号为六点", "……", plain("春夏……秋冬"), strokes("……"), 6.0, "dots"),
    Requirement("dots-height", "3.1.5.1", "…… is half way up the line", "省略号上下居中", "……", plain("春夏……秋冬"), ink_height("…"), 0.0, tolerance=0.06),
    Requirement("connector", "3.1.2", "The connector — takes 1 em", "一字线占一字", "北京—上海", plain("北京—上海"), width("—"), 1.0),
    Requirement("tilde", "3.1.2", "The connector ～ takes 1 em", "浪纹线占一字", "三～五", plain("春三～五夏"), width("～"), 1.0),
    Requirement("middle-dot", "3.1.1.2", "A middle dot takes half an em", "间隔号占半字", "比尔·盖茨", plain("比尔·盖茨"), width("·"), 0.5),
    Requirement("middle-dot-hant", "3.1.1.2", "In Taiwan a middle dot takes 1 em", "港台间隔号占一字", "比爾·蓋茨", plain("比爾·蓋茨", lang="zh-Hant"), width("·"), 1.0),
    Requirement("solidus", "3.1.2", "A solidus takes half an em", "分隔号占半字", "春/秋", plain("春夏/秋冬"), width("/"), 0.5),
    Requirement("question-exclamation", "3.1.3.3", "？！ takes 1 em", "问号叹号连用占一字", "春？！秋", plain("春夏？！秋冬"), width("？！"), 1.0),
    Requirement("two-exclamations", "3.1.3.3", "！！ takes 1 em", "两个叹号占一字", "春！！秋", plain("春夏！！秋冬"), width("！！"), 1.0),
    Requirement("three-exclamations", "3.1.3.3", "！！！ takes 2 em", "三个叹号占两字", "春！！！秋", plain("春夏！！！秋冬"), width("！！！"), 2.0),
    Requirement("stop-quote", "3.1.6.2", "。” is reduced", "。”挤压", "。”", plain("他说“春夏。”秋冬"), width("。”"), PAIR),
    Requirement("quote-comma", "3.1.6.2", "”， is reduced", "”，挤压", "”，", plain("“春夏”，秋冬"), width("”，"), PAIR),
    Requirement("comma-quote", "3.1.6.2", "，“ is reduced", "，“挤压", "，“", plain("春夏，“秋冬”也"), width("，“"), PAIR),
    Requirement("colon-quote", "3.1.6.2", "：“ is reduced", "：“挤压", "：“", plain("春夏：“秋冬”也"), width("：“"), PAIR),
    Requirement("titles", "3.1.6.2", "》《 is reduced", "》《挤压", "》《", plain("读《春》《秋》二书"), width("》《"), PAIR),
    Requirement("bracket-stop", "3.1.6.2", "）。 is reduced", "）。挤压", "）。", plain("春（夏）。秋冬"), width("）。"), PAIR),
    Requirement("openings", "3.1.6.2", "“《 is reduced", "“《挤压", "“《", plain("读“《春》”也"), width("“《"), PAIR),
    Requirement("closings", "3.1.6.2", "》” is reduced", "》”挤压", "》”", plain("读“《春》”也"), width("》”"), PAIR),
    Requirement("three-marks", "3.1.6.2", "Of three marks each pair is reduced", "三个标点连用，逐一挤压", "。”）", plain("（他说“春夏。”）秋冬"), width("。”）"), (1.5, 2.0)),
    Requirement("pair-hant", "3.1.6.2", "，「 is reduced in Taiwan too", "港台，「挤压", "，「", plain("春夏，「秋冬」也", lang="zh-Hant"), width("，「"), PAIR),
    Requirement("bracket-closes", "3.1.6.2", "A bracket is close to its words", "括号紧靠所括文字", "（春）", plain("夏（春）秋"), gap("春）"), 0.0),
    Requirement("line-start", "3.1.6.3", "An opening mark at a line's start takes half an em", "行首前括号占半字", "《", sweep("《条例》"), width_at_start, 0.5),
    Requirement("line-end", "3.1.6.3", "A mark at a line's end takes half an em", "行末标点占半字", "，", sweep("很好，"), width_at_end, 0.5),
    Requirement("pair-at-end", "3.1.6.3", "The second of two marks at a line's end takes half an em at most", "行末第二个标点最多占半字", "。”", plain("\n".join(f"{FILL[:n]}“好。”{FILL[:24]}" for n in range(30, 44))), width_at_end, (0.0, 0.5)),
)  # fmt: skip
