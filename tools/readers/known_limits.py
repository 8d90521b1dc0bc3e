"""What readers do to any PDF or e-book, whatever we write: faults that are theirs, each with its explanation."""

import re
from dataclasses import dataclass

from tools.readers.comparison import DIVISION, Fault, Kind

ZHUYIN = "[\u3105-\u312f]"
OPENING = "[“‘（《〈「『【〔]"
MARK = "[“”‘’（）《》〈〉「」『』【】〔〕，。、；：？！…—]"


@dataclass(frozen=True)
class Limit:
    """A habit of readers that shows as faults."""

    readers: tuple[str, ...]
    kinds: tuple[Kind, ...]
    pattern: str
    """A regular expression for the texts of such faults."""
    english: str
    chinese: str
    elements: str = ""
    """One for the elements around texts that are joined."""

    def explains(self, reader: str, fault: Fault) -> bool:
        """True if a fault is of this kind."""
        is_alike = re.search(self.pattern, fault.text) and re.search(self.elements, fault.elements)
        return reader in self.readers and fault.kind in self.kinds and bool(is_alike)


LIMITS = (
    Limit(
        ("poppler", "poppler-layout"),
        (Kind.MISSING_SPACE, Kind.UNFOUND),
        r"^\S(?:[ ▁]\S)+$",
        "In a short line of single characters with spaces between, such as “a - b”, these are taken for letter-spacing.",
        "很短的一行中，单字之间都有空格（如“甲 · 乙”），这些空格被当作字距。",
    ),
    Limit(
        ("calibre-txt", "calibre-azw3", "calibre-docx"),
        (Kind.EXTRA,),
        r"^(\*+$|TableofContents|Contents|目录)",
        "A rule becomes ***, and the converter adds a table of contents of its own.",
        "横线变成 ***，并另加一份转换程序自己的目录。",
    ),
    Limit(
        ("foliate-js", "epub.js", "calibre-txt", "calibre-azw3", "calibre-docx"),
        (Kind.BROKEN,),
        "^第.{1,3}[讲章课]▁",
        "The number of a chapter is a line of its own.",
        "讲次单独成行。",
    ),
    Limit(
        ("calibre-txt", "calibre-azw3"),
        (Kind.JOINED,),
        "",
        "The heads of columns, and a caption and the code below it, are joined without a space.",
        "表头各格之间、代码与其标题之间没有空格。",
        "^(th▁th|figcaption▁p)$",
    ),
    Limit(
        ("calibre-txt", "calibre-azw3", "calibre-docx"),
        (Kind.JOINED,),
        "^[☐☑]▁",
        "The box of a checklist and the words behind it are joined without a space.",
        "清单的方框与后面的文字之间没有空格。",
        "^li▁p$",
    ),
    Limit(
        ("poppler",),
        (Kind.LOST,),
        "^- of .*-$",
        "A hyphen at the end of a line is taken for a division of a word, and left out.",
        "行末的连字符被当作断词符号略去。",
    ),
    Limit(
        ("pdfium",),
        (Kind.EXTRA,),
        f"^{DIVISION}$",
        "A hyphen between letters at the end of a line is taken for a division of a word: it is left out, and the lines are joined.",
        "行末字母之间的连字符被当作断词符号略去，两行相连。",
    ),
    Limit(
        ("poppler", "poppler-layout", "ghostscript"),
        (Kind.BESIDE,),
        "",
        "Texts side by side (columns, cells, a number and its item) and readings are sorted by their places, not by the order of the file.",
        "左右并排的文字（分栏、表格单元格、序号与条目）和注音按位置取字，不按文件内的次序。",
    ),
    Limit(
        ("poppler", "poppler-layout", "ghostscript"),
        (Kind.EXTRA,),
        r"^[^\u3400-\u9fff]+$",
        "The numbers of a chart and formulas may stand among the lines beside them.",
        "图表中的数字和公式可能混入相邻的行。",
    ),
    Limit(
        ("poppler", "poppler-raw", "poppler-layout", "mutool", "pdf.js", "pdfium", "ghostscript"),
        (Kind.RAISED,),
        r"\d[▁|]|[▁|]\d",
        "Text is copied with a space or line end beside some calls of notes, mostly in large type; phrases are found across them.",
        "复制时，个别注码旁会多出空格或换行（多见于大字版）；跨过注码的短语能搜到。",
    ),
    Limit(
        ("pdf.js",),
        (Kind.UNFOUND,),
        f"{MARK}▁{MARK}",
        "A phrase is not found across a line end that is between two marks.",
        "换行处前后都是标点时，跨行的短语搜不到。",
    ),
    Limit(
        ("poppler", "poppler-layout"),
        (Kind.MISSING_SPACE,),
        r"^\S(?: \S)*▁\S(?: \S)*$",
        "A line of single characters with spaces between, such as 第 3 页, is taken for one word that is spaced.",
        "整行都是隔开的单字时（如“第 3 页”），当作加宽字距的一个词，空格读不出来。",
    ),
    Limit(
        ("poppler",),
        (Kind.UNFOUND,),
        r"\S {2,}\S",
        "Two spaces, as in code, are taken for one: a phrase is found when it is typed with one.",
        "代码中的两个空格被当作一个：搜索时只打一个空格才找得到。",
    ),
    Limit(
        ("poppler", "poppler-raw", "poppler-layout", "mupdf", "mutool", "pdf.js", "pdfium"),
        (Kind.BROKEN, Kind.STRAY_SPACE),
        f"{ZHUYIN}▁",
        "The zhuyin beside a character is written downwards: each symbol is taken for a line of its own.",
        "字旁的注音符号竖排，每个符号被当作单独的一行。",
    ),
)


def find_limit(reader: str, fault: Fault) -> Limit | None:
    """The known limit that explains a fault."""
    return next((limit for limit in LIMITS if limit.explains(reader, fault)), None)
