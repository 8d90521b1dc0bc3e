"""Headings, lists, quotations and captions, and what stands on which page (CLREQ 2.4.2, 3.4 and 4.1)."""

from tools.scorecard.measures.pages import (
    fraction_of_indent,
    hanging_difference,
    least_ratio,
    off_centre,
    pages_ending_with,
    pages_without,
    single_lines_first,
    single_lines_last,
)
from tools.scorecard.measures.widths import width
from tools.scorecard.requirement import FILL, Requirement, Sample, plain

SHORT = 17
"""The lines of a page."""
LONG = FILL * 5


def chapters() -> Sample:
    """Headings with paragraphs of different lengths, on many pages."""
    lengths = [30 + 37 * n % 190 for n in range(40)]
    markdown = "\n\n".join(f"## 小标题\n\n{LONG[:n]}" for n in lengths)
    typst = "\n\n".join(f"== 小标题\n\n{LONG[:n]}" for n in lengths)
    return Sample(markdown, typst, "".join(f"<h2>小标题</h2><p>{LONG[:n]}</p>" for n in lengths), lines=SHORT)


def paragraphs() -> Sample:
    """Paragraphs of different lengths on many pages."""
    text = "\n".join(LONG[: 50 + 61 * n % 210] for n in range(60))
    one = plain(text)
    return Sample(one.markdown, one.typst, one.html, lines=SHORT)


def table() -> Sample:
    """A table of several pages."""
    rows = [(str(n), FILL[n : n + 12]) for n in range(50)]
    markdown = "| 题号 | 内容 |\n|---|---|\n" + "".join(f"| {a} | {b} |\n" for a, b in rows)
    typst = "#table(columns: 2, table.header([题号], [内容]), " + ", ".join(f"[{a}], [{b}]" for a, b in rows) + ")"
    html = "<table><thead><tr><th>题号<th>内容</thead><tbody>" + "".join(f"<tr><td>{a}<td>{b}" for a, b in rows) + "</table>"
    return Sample(markdown, typst, html, lines=SHORT)


LEVELS = Sample(
    "# 大标题\n\n## 中标题\n\n### 小标题\n\n正文在此\n",
    "= 大标题\n\n== 中标题\n\n=== 小标题\n\n正文在此",
    "<h1>大标题</h1><h2>中标题</h2><h3>小标题</h3><p>正文在此</p>",
)
LIST = Sample(f"- 甲{FILL}\n- 乙{FILL}\n", f"- 甲{FILL}\n- 乙{FILL}\n", f"<ul><li>甲{FILL}</li><li>乙{FILL}</li></ul>")
NUMBERED = Sample(f"1. 甲{FILL}\n2. 乙{FILL}\n", f"+ 甲{FILL}\n+ 乙{FILL}\n", f"<ol><li>甲{FILL}</li><li>乙{FILL}</li></ol>")
QUOTE = Sample(f"> 甲{FILL}\n", f"#quote(block: true)[甲{FILL}]", f"<blockquote><p>甲{FILL}</p></blockquote>")
CAPTION = Sample(
    "| 春 | 秋 |\n|---|---|\n| 一 | 二 |\n: 书目一览\n",
    "#figure(table(columns: 2, [春], [秋]), caption: [书目一览], kind: table)",
    '<table style="margin: auto"><caption style="white-space: nowrap">书目一览</caption><tr><td>春<td>秋</table>',
)
REQUIREMENTS = (
    Requirement("table-head", "2.4.2", "Each page of a table has its head", "跨页表格每页重复表头", "| 题号 |", table(), pages_without("题号"), 0, "pages"),
    Requirement("list-hanging", "3.4.1", "The lines of an item begin where its text begins", "列表各行与首行文字对齐", "• 春夏", LIST, hanging_difference("甲"), 0, tolerance=0.05),
    Requirement("numbered-hanging", "3.4.1", "The lines of a numbered item begin where its text begins", "编号列表各行与首行文字对齐", "1. 春夏", NUMBERED, hanging_difference("甲"), 0, tolerance=0.05),
    Requirement("list-indent", "3.4.1", "Items are indented by whole em", "列表缩进为整字", "• 春夏", LIST, fraction_of_indent("甲"), 0),
    Requirement("names", "3.4.1", "A name of two characters with a space is as wide as one of three", "两字人名加空与三字人名同宽", "张　三", plain("春张　三秋"), width("张三"), 3.0),
    Requirement("quote-indent", "3.4.2", "Quotations are indented by whole em", "引文缩进为整字", "> 春夏", QUOTE, fraction_of_indent("甲"), 0),
    Requirement("caption", "3.4.3", "A caption is in the middle of the line", "表题居中", "表 1", CAPTION, off_centre("书目一览"), 0),
    Requirement("widow", "3.4.4", "No page begins with the last line of a paragraph", "孤行不成页", "……好。", paragraphs(), single_lines_first, 0, "pages"),
    Requirement("orphan", "3.4.4", "No page ends with the first line of a paragraph", "页末不留段落首行", "　　春", paragraphs(), single_lines_last, 0, "pages"),
    Requirement("heading-sizes", "4.1.2", "A heading is larger than those below it, and than the text", "标题逐级放大", "## 春", LEVELS, least_ratio("大标题", "中标题", "小标题", "正文"), (1.02, 1.6)),
    Requirement("heading-foot", "4.1.3", "No page ends with a heading", "标题不落在页末", "## 春", chapters(), pages_ending_with("小标题"), 0, "pages"),
)  # fmt: skip
