"""What may stand at the ends of a line, and what is not divided (CLREQ 3.1.4, 3.1.5 and 3.1.7)."""

from tools.scorecard.measures.line_ends import begins_with, begins_with_text, ends_with, overhang, small_first, splits
from tools.scorecard.requirement import FILL, Requirement, Sample, marked, plain, sweep

LINES, PLACES = "lines", "places"
COUNTS = range(31, 43)


def several(*texts: str) -> Sample:
    """Sweeps of several texts."""
    return plain("\n".join(FILL[:count] + text + FILL[30:54] for text in texts for count in COUNTS))


REQUIREMENTS = (
    Requirement("no-stop-first", "3.1.4", "No line begins with a stop", "行首不排点号", "，。、；：！？", several(*"，。、；：！？"), begins_with("，。、；：！？"), 0, LINES),
    Requirement("no-closing-first", "3.1.4", "No line begins with a closing mark", "行首不排后引号、后括号", "”）》】", several("“好”", "（好）", "《好》", "【好】"), begins_with("”）》】"), 0, LINES),
    Requirement("no-opening-last", "3.1.4", "No line ends with an opening mark", "行末不排前引号、前括号", "“（《【", several("“好”", "（好）", "《好》", "【好】"), ends_with("“（《【"), 0, LINES),
    Requirement("no-connector-first", "3.1.4", "No line begins with a connector", "行首不排连接号", "～ –", several("三～五", "甲–乙"), begins_with("～–"), 0, LINES),
    Requirement("no-dot-first", "3.1.4", "No line begins with a middle dot", "行首不排间隔号", "比尔·盖茨", sweep("尔·盖"), begins_with("·"), 0, LINES),
    Requirement("no-solidus-first", "3.1.4", "No line begins with a solidus", "行首不排分隔号", "春/秋", sweep("春/秋"), begins_with("/"), 0, LINES),
    Requirement("no-solidus-last", "3.1.4", "No line ends with a solidus (GB)", "行末不排分隔号（GB 法）", "春/秋", sweep("春/秋"), ends_with("/"), 0, LINES),
    Requirement("no-dash-first", "3.1.4", "No line begins with —— (strict)", "行首不排破折号（严格）", "——", sweep("春——秋"), begins_with("—"), 0, LINES),
    Requirement("no-ellipsis-first", "3.1.4", "No line begins with …… (strict)", "行首不排省略号（严格）", "……", sweep("春……秋"), begins_with("…"), 0, LINES),
    Requirement("three-marks-first", "3.1.4", "No line begins with one of three adjacent marks", "三个连用的标点也不排在行首", "。”）", sweep("（他说“好。”）"), begins_with("。”）"), 0, LINES),
    Requirement("answer-brackets", "3.1.4", "Brackets for an answer stay together", "答题括号不断开", "的有（　　）。", several("的有（　　）。", "的是（　　）。", "（　　　）不是"), splits("（）"), 0, PLACES),
    Requirement("dash-whole", "3.1.5.1", "—— is not divided", "破折号不断开", "——", sweep("坚持——"), splits("——"), 0, PLACES),
    Requirement("ellipsis-whole", "3.1.5.1", "…… is not divided", "省略号不断开", "……", sweep("等等……"), splits("……"), 0, PLACES),
    Requirement("number-whole", "3.1.5.2", "A number is not divided", "数字不断开", "12,345.6", several("有12,345.6人", "有2026年"), splits("12,345.6", "2026"), 0, PLACES),
    Requirement("percent", "3.1.5.2", "A number and its % stay together", "数字与 % 不断开", "95.5%", several("达95.5%以上", "约60％的"), splits("5%", "60％"), 0, PLACES),
    Requirement("currency", "3.1.5.2", "A currency sign and its number stay together", "货币符号与数字不断开", "￥500 $20", several("花￥500买", "花$20买"), splits("￥500", "$20"), 0, PLACES),
    Requirement("degrees", "3.1.5.2", "A number and its unit stay together", "数字与单位不断开", "25℃ 5km", several("约25℃的", "跑5km后", "重3.2kg的"), splits("25℃", "5km", "3.2kg"), 0, PLACES),
    Requirement("unit-space", "3.1.5.2", "A number and a unit behind a space stay together", "数字与空格后的单位不断开", "5 km", several("跑5 km后", "重32 kg的"), splits("5km", "32kg"), 0, PLACES),
    Requirement("range", "3.1.5.2", "A range of numbers does not begin a line with its sign", "数字范围的连接号不排在行首", "10～20 10-20", several("有10～20人", "有10-20人", "有10—20人"), begins_with("～-—"), 0, LINES),
    Requirement("mathematics", "3.1.5.2", "Signs of mathematics stay with their terms", "数学符号与两侧不断开", "1∶3 ≥60 A→B", several("比为1∶3的", "得≥60分", "由A→B得", "若x≤5则", "在△ABC中"), splits("1∶3", "≥60", "A→B", "x≤5", "△ABC"), 0, PLACES),
    Requirement("note-call", "3.1.5.3", "No line begins with the call of a note", "注释号不排在行首", "……好¹", marked("好{}很好。" + FILL[:24], "^[注。]", "#footnote[注。]", "<sup>1</sup>", COUNTS), small_first, 0, LINES),
    Requirement("cross-reference", "3.1.5.2", "A label and its number stay together", "“表”与编号不断开", "表 1", Sample("".join(f"{FILL[:n]}[#t]{FILL[30:54]}\n\n" for n in COUNTS) + "| 春 | 秋 |\n|---|---|\n| 一 | 二 |\n: 书目 {#t}\n", "".join(f"{FILL[:n]}@t[]{FILL[30:54]}\n\n" for n in COUNTS) + "#figure(table(columns: 2, [春], [秋]), caption: [书目], kind: table) <t>\n", None), splits("表1"), 0, PLACES),
    Requirement("hanging", "3.1.7", "Nothing hangs beyond the edge of the text", "标点不悬挂到版心外", "。", several("很好。", "很好，"), overhang, 0),
    Requirement("latin-word", "3.2.4", "A Latin word is not divided", "西文单词不断开", "Python", several("用Python写", "的state是"), splits("Python", "state"), 0, PLACES),
    Requirement("acronym", "3.2.4", "An acronym with a number is not divided", "缩略词不断开", "GB/T 15834", several("按GB15834的", "用HTML5写"), splits("GB15834", "HTML5"), 0, PLACES),
    Requirement("contraction", "3.2.4", "A Latin word with an apostrophe is not divided", "带撇号的单词不断开", "don’t", sweep("说don’t的"), splits("don’t"), 0, PLACES),
    Requirement("bracket-letter", "3.1.4", "A closing bracket after a letter does not begin a line", "字母后的括号不排在行首", "（A）", several("（A）项", "甲(1)式"), begins_with("）)"), 0, LINES),
    Requirement("list-number", "3.1.4", "（1） is not divided", "序号（1）不断开", "（1）", several("有（1）和", "有①和"), begins_with_text("1）"), 0, LINES),
)  # fmt: skip
