"""Diagnostics about what only a layout shows: tables that are too wide, notes that have no room."""

from jiangyi.core.catalogue.entry import INFO, WARNING, CatalogueEntry, CatalogueExample
from jiangyi.core.i18n import Message

ANY = CatalogueExample("title: 例")
"""No source alone shows it: it takes a layout."""
PAGES = (
    CatalogueEntry(
        "contents-cut",
        INFO,
        Message(
            "the table of contents lists {levels:level|levels}: all would take more than a tenth of the pages",
            "目录只列到第 {levels} 级标题：全部列出要占十分之一以上的篇幅",
        ),
        (
            Message(
                "`contents: 3` in the head lists three levels, `contents: 0` none", "在开头写“目录: 3”可以列出三级，“目录: 0”则不要目录"
            ),
        ),
        Message("A short handout would begin with pages of headings.", "否则一份不长的讲义会以几页标题开头。"),
        ANY,
        ANY,
    ),
    CatalogueEntry(
        "note-late",
        WARNING,
        Message(
            "the footnote “{note}…” has no room on the page of its reference and is printed on the next one",
            "脚注“{note}……”在引用它的那一页排不下，印在下一页",
        ),
        (Message("shorten the note, or put its words into the text", "请缩短这条脚注，或把它写进正文"),),
        Message("A reader looks for a note at the foot of the same page.", "读者会在同一页的页脚找脚注。"),
        ANY,
        ANY,
    ),
    CatalogueEntry(
        "table-wide",
        INFO,
        Message("the table “{table}” is wider than the page: {done}", "表格“{table}”比版心宽：{done}"),
        (Message("shorter words in its cells, or fewer columns, need no such step", "缩短单元格里的文字，或减少列数，就不必这样处理"),),
        Message(
            "A table must not run off the page; the author should know how it was made to fit.",
            "表格不能超出版心；作者应当知道它是怎样排下的。",
        ),
        ANY,
        ANY,
    ),
)
