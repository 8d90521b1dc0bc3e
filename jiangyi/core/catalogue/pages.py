"""Diagnostics about what only a layout shows: tables that are too wide, notes that have no room."""

from jiangyi.core.catalogue.entry import WARNING, CatalogueEntry, CatalogueExample
from jiangyi.core.i18n import Message

ANY = CatalogueExample("title: 例")
"""No source alone shows it: it takes a layout."""
PAGES = (
    CatalogueEntry(
        "table-wide",
        WARNING,
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
