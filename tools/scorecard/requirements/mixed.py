"""Chinese beside Latin letters, digits and signs (CLREQ 3.2)."""

from tools.scorecard.measures.justification import uneven_word
from tools.scorecard.measures.line_ends import start_offset
from tools.scorecard.measures.widths import gap, gap_difference, largest_gap, width
from tools.scorecard.requirement import FILL, Requirement, plain, stretched

QUARTER = (0.1, 0.25)
"""Em: up to a quarter, and enough to be seen."""

REQUIREMENTS = (
    Requirement("han-latin", "3.2.2", "Between Han and Latin letters there is up to a quarter em", "中西文间距不多于四分之一字", "用Python写", plain("用Python写"), gap("用P", "n写"), QUARTER),
    Requirement("han-digit", "3.2.2", "Between Han and digits there is up to a quarter em", "汉字与数字间距", "在2026年", plain("在2026年"), gap("在2", "6年"), QUARTER),
    Requirement("typed-space", "3.2.2", "A typed space between Han and Latin does not add to that", "键入空格不加倍", "用 Python 写", plain("用 Python 写"), gap("用P", "n写"), QUARTER),
    Requirement("han-greek", "3.2.2", "Between Han and Greek letters there is up to a quarter em", "汉字与希腊字母间距", "取α值", plain("取α值"), gap("取α", "α值"), QUARTER),
    Requirement("latin-first", "3.2.4", "There is no space before Latin that begins a line", "行首西文前不加空", "API", plain("\n".join(FILL[:n] + "API" + FILL[20:44] for n in range(36, 42))), start_offset("A"), 0),
    Requirement("latin-comma", "3.2.4", "There is no space between Latin and a Chinese mark", "西文与中文标点间不加空", "API，", plain("用API，写"), gap("I，"), 0),
    Requirement("latin-brackets", "3.2.4", "There is no space between Latin and a bracket around it", "括号内侧不加空", "（API）", plain("春（API）秋"), largest_gap("I）"), 0),
    Requirement("number-inside", "3.2.4", "There is no space inside a number", "数字内部不加空", "12,345.6", plain("有12,345.6人"), largest_gap("2,", ",3", "5.", ".6"), 0),
    Requirement("percent-sides", "3.2.2", "A percentage has the same space on both sides", "百分数两侧间距相等", "增长5%左右", plain("增长5%左右"), gap_difference("长5", "%左"), 0),
    Requirement("degree-sides", "3.2.2", "A temperature has the same space on both sides", "温度两侧间距相等", "约25℃的", plain("约25°C的"), gap_difference("约2", "C的"), 0),
    Requirement("mathematics-tight", "3.2.2", "There is no space between ∶ and the digits beside it", "比号与数字间不加空", "1∶3", plain("比为1∶3的"), largest_gap("1∶", "∶3"), 0),
    Requirement("relations-tight", "3.2.2", "There is no space between ≥ and its number", "≥ 与数字间不加空", "≥60", plain("得≥60分"), largest_gap("≥6"), 0),
    Requirement("arrow-tight", "3.2.2", "There is no space around an arrow between letters", "箭头与字母间不加空", "A→B", plain("由A→B得"), largest_gap("A→", "→B"), 0),
    Requirement("root-tight", "3.2.2", "There is no space after √ and ∠", "根号、角号后不加空", "√2 ∠A", plain("取√2和∠A值"), largest_gap("√2", "∠A"), 0),
    Requirement("times-tight", "3.2.2", "There is no space around × and ＝ between digits", "乘号、等号与数字间不加空", "3×4＝12", plain("得3×4＝12分"), largest_gap("3×", "×4", "4＝", "＝1"), 0),
    Requirement("address", "3.2.1", "An address keeps its widths", "网址内部不加空", "https://example.org/a", plain("见https://example.org/a吧"), width("//"), (0.5, 0.72)),
    Requirement("apostrophe", "3.2.1", "An apostrophe in a Latin word is narrow", "西文撇号不占全字", "don’t", plain("说don’t的"), width("’"), (0.1, 0.4)),
    Requirement("latin-quotes", "3.2.1", "A Latin word keeps its width in justified lines", "两端对齐时西文单词内部不拉开", "Python", stretched("Python"), uneven_word("Python"), 0),
    Requirement("word-space", "3.5.3", "A space between Latin words is at least a fifth of an em", "西文词距", "machine learning", plain("学machine learning的"), gap("el"), (0.2, 0.5)),
    Requirement("fullwidth-bracket-digit", "3.2.4", "There is no more space between ： and a digit", "冒号与数字间不加空", "时间：8点", plain("时间：8点"), width("："), 1.0),
)  # fmt: skip
