"""Diagnostics about the blocks of Markdown and their parts: containers, attributes, tables, lists and footnotes."""

from jiangyi.core.catalogue.entry import ERROR, WARNING, CatalogueEntry, md, yaml
from jiangyi.core.i18n import Message

BLOCKS = (
    CatalogueEntry(
        "row-too-long", WARNING,
        Message("row {row} has {cells:cell|cells}, but the head has {columns}; the table was widened", "第 {row} 行有 {cells} 格，而表头只有 {columns} 格；表格已加宽"),
        (
            Message("add a column to the head; write \\| for a bar in a cell of Markdown, and quote a cell with a comma in YAML",
                  "请在表头补上一列；如果多出的一格是误分的：Markdown 单元格里的竖线写成 \\|，YAML 单元格里有半角逗号的要加引号"),
        ),
        Message("The head has no words for the added columns.", "加出来的列没有表头。"),
        yaml("blocks:\n- {type: table, columns: [甲], rows: [[1, 2]]}"), yaml("blocks:\n- {type: table, columns: [甲, 乙], rows: [[1, 2]]}"),
    ),
    CatalogueEntry(
        "table-span", WARNING,
        Message("merged cells in row {row} do not fit; they were cut", "第 {row} 行有合并不下的单元格，已按放得下的合并"),
        (
            Message("a merged cell is a rectangle inside the table: `<` joins the cell on its left, `^` the one above",
                  "合并的单元格要成矩形，不能超出表格；“<”并入左边一格，“^”并入上边一格"),
        ),
        Message("Cells would overlap, or reach beyond the table.", "否则单元格会互相重叠或超出表格。"),
        yaml("blocks:\n- {type: table, rows: [[{body: 甲, rowspan: 3}, 乙], [丙]]}"), yaml("blocks:\n- {type: table, rows: [[{body: 甲, rowspan: 2}, 乙], [丙]]}"),
    ),
    CatalogueEntry(
        "container-open", ERROR,
        Message("the container `{kind}` that starts here is not closed", "从这里开始的容器“{kind}”没有结束"),
        (Message("write a line `{made}` below its last line", "请在它的最后一行下面另起一行，写“{made}”"),),
        Message("Everything below would become part of it.", "后面的内容都会被当作它的一部分。"),
        md("::: tip\n甲"), md("::: tip\n甲\n:::"),
    ),
    CatalogueEntry(
        "container-unknown", ERROR,
        Message("unknown container `{kind}`", "没有名为“{kind}”的容器"),
        (Message("did you mean `{near}`?", "您要写的是不是“{near}”？"), Message("available containers: {known}", "可用的容器：{known}")),
        Message("It is not clear what is meant.", "无法判断这是什么内容。"),
        md("::: tipp\n甲\n:::"), md("::: tip\n甲\n:::"),
    ),
    CatalogueEntry(
        "container-stray", ERROR,
        Message("this line of colons does not close any container", "这行冒号没有可以结束的容器"),
        (Message("a container that holds another one needs more colons: `::::`", "如果容器里还有容器，外层要用更多的冒号：“::::”"),),
        Message("A container above ended earlier than intended.", "上面有一个容器提前结束了。"),
        md("甲\n\n:::"), md("::: tip\n甲\n:::"),
    ),
    CatalogueEntry(
        "container-content", ERROR,
        Message("the container `{kind}` must contain {expected}", "容器“{kind}”里应当是{expected}"),
        (Message("begin each item with `1. ` or `- `, and each row of a table with |", "列表的每一项以“1. ”或“- ”开头，表格的每一行以“|”开头"),),
        Message("It is not clear what is meant.", "无法判断这是什么内容。"),
        md("::: table 表题\n没有表格\n:::"), md("::: table 表题\n| 甲 |\n|---|\n| 1 |\n:::"),
    ),
    CatalogueEntry(
        "container-extra", WARNING,
        Message("this is no part of the container `{kind}`; it was set beside it", "这里的内容不属于容器“{kind}”，已排在它的前后"),
        (Message("move it out of the container", "请把它移到容器外面"),),
        Message("The block has no place for it.", "这种内容块放不下它。"),
        md("::: points\n引言\n\n1. 甲\n2. 乙\n:::"), md("引言\n\n::: points\n1. 甲\n2. 乙\n:::"),
    ),
    CatalogueEntry(
        "container-words", WARNING,
        Message("the container `{kind}` takes no words after its name; “{words}” was set as a paragraph above it",
              "容器“{kind}”的名称后面不写文字；“{words}”已排成它上面的一段"),
        (Message("put the words into the container or above it", "请把这些文字写进容器里，或写在它上面"),),
        Message("No part of the block is made for these words.", "这种内容块没有放这些文字的地方。"),
        md("::: points 两点\n1. 甲\n2. 乙\n:::"), md("两点\n\n::: points\n1. 甲\n2. 乙\n:::"),
    ),
    CatalogueEntry(
        "attribute-unused", WARNING,
        Message("`{name}` has no effect on this block and was left out", "“{name}”对这里的内容不起作用，已略去"),
        (Message("delete it; what a block may have is in the content reference", "请删去；每种内容可以写哪些属性，见《讲义里可以写什么》"),),
        Message("Something in braces was meant for the block, but nothing is known by this name.", "花括号里写的属性，这种内容用不上。"),
        md("甲 {#a .big}"), md("甲 {#a}"),
    ),
    CatalogueEntry(
        "attribute-twice", ERROR,
        Message("`{key}` is given twice: as text and in braces as “{value}”", "“{key}”写了两遍：一处是文字，一处是花括号里的“{value}”"),
        (Message("keep one of them", "请只保留一处"),),
        Message("Only one of the two can be printed; the other would be lost.", "只能印出其中一处，另一处会丢失。"),
        md("::: tip 甲 {title=乙}\n丙\n:::"), md("::: tip 甲\n丙\n:::"),
    ),
    CatalogueEntry(
        "braces-printed", WARNING,
        Message("{braces} is printed as typed; it belongs to no block here", "{braces} 会照原样印出：这里没有它所属的内容块"),
        (
            Message("write {{#id key=value}} at the end of a block's first line, or on a line of its own below the block; to print it, write \\{{",
                  "{{#id 属性=值}} 要写在一块内容第一行的末尾，或紧接着另起一行；确实要印出花括号，请写 \\{{"),
        ),
        Message("It looks like attributes of a block.", "它看起来像是写给内容块的属性。"),
        md("甲 {#a} 乙"), md("甲乙 {#a}"),
    ),
    CatalogueEntry(
        "heading-skipped", WARNING,
        Message("this heading is {found} levels below the previous one; it was set one level below", "这个标题比前一个标题低 {found} 级，已按低一级排"),
        (Message("use one # fewer", "请少用一个 #"),),
        Message("The table of contents and the EPUB navigation cannot skip a level.", "目录和电子书导航的层级不能跳级。"),
        md("# 甲\n\n### 乙"), md("# 甲\n\n## 乙"),
    ),
    CatalogueEntry(
        "note-undefined", ERROR,
        Message("the footnote `{label}` is not defined", "脚注“{label}”只有标记，没有内容"),
        (Message("did you mean `{near}`?", "您要写的是不是“{near}”？"), Message("add [^{label}]: … (Markdown) or notes: {{{label}: …}} (YAML)", "请补上 [^{label}]: ……（Markdown）或 脚注: {{{label}: ……}}（YAML）")),
        Message("The footnote number would point to nothing.", "脚注号会没有对应的脚注。"),
        md("甲[^1]。"), md("甲[^1]。\n\n[^1]: 乙"),
    ),
    CatalogueEntry(
        "note-duplicate", ERROR,
        Message("the footnote `{label}` is defined a second time here", "脚注“{label}”在这里又写了一遍"),
        (Message("give one of them another label", "请给其中一条换一个标签"),),
        Message("A reference to it would be ambiguous.", "引用时无法分清指的是哪一条。"),
        md("甲[^1]。\n\n[^1]: 乙\n\n[^1]: 丙"), md("甲[^1]，乙[^2]。\n\n[^1]: 乙\n\n[^2]: 丙"),
    ),
    CatalogueEntry(
        "note-unused", WARNING,
        Message("the footnote `{label}` is never referenced", "正文没有用到脚注“{label}”"),
        (Message("write [^{label}] where it belongs, or delete the footnote", "请在正文相应的位置写 [^{label}]，或删去这条脚注"),),
        Message("A footnote that is not referenced is not printed.", "没有用到的脚注不会印出来。"),
        md("甲。\n\n[^1]: 乙"), md("甲[^1]。\n\n[^1]: 乙"),
    ),
)  # fmt: skip
