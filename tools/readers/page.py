"""docs/content/readers.md in English and Chinese: the table of readers and their known limits."""

from collections.abc import Mapping, Sequence

from tools.page_head import make_head
from tools.readers.comparison import Kind
from tools.readers.ereader_section import format_ereaders
from tools.readers.known_limits import LIMITS
from tools.readers.matrix import Tally
from tools.readers.samples import ROOT

FIGURE_KINDS = (
    (Kind.LOST, Kind.EXTRA),
    (Kind.ORDER,),
    (Kind.STRAY_SPACE, Kind.MISSING_SPACE),
    (Kind.BROKEN, Kind.JOINED),
)
"""The kinds of faults of the columns."""
TEXTS = {
    "": {
        "title": make_head(
            "en",
            "reference",
            "What 13 readers of PDF and EPUB make of the files, and how a book gets to an e-reader or phone.",
            "duplicate-paragraph",
        )
        + "# Readers",
        "intro": "`make readers` opens the handouts of `content/` ({editions}) and {generated} generated ones in these programs, and"
        " compares what they extract with the lines that were set, letter by letter and space by space. The last two columns"
        " are phrases of 4 to 12 characters that the program's own search finds. What a known limit of a program explains is"
        " counted apart.",
        "columns": "| program | lines | lost or added | order | spaces | line ends | known limits | found | found across lines |",
        "limits": "## Known limits of readers",
    },
    "-zh": {
        "title": make_head(
            "zh-Hans", "查阅", "13 种阅读程序读出了什么；怎样把电子书传到阅读器和手机。", "duplicate-paragraph", "half-width-mark"
        )
        + "# 阅读器",
        "intro": "`make readers` 用下列程序打开 `content/` 的讲义（{editions}）和 {generated} 份随机生成的讲义，"
        "把取出的文字与排好的每一行逐字、逐空格比较。最后两列是用程序自带的搜索找 4 至 12 字的短语，找到几条。程序自身的已知局限单独计数。",
        "columns": "| 程序 | 行数 | 缺字或多字 | 次序 | 空格 | 断行 | 已知局限 | 找到 | 跨行找到 |",
        "limits": "## 阅读器的已知局限",
    },
}


def write_pages(tallies: Mapping[str, Tally], editions: Sequence[str], generated: int) -> None:
    """Write both pages."""
    for suffix, texts in TEXTS.items():
        intro = texts["intro"].format(editions=", ".join(editions), generated=generated)
        text = format_page(tallies, {**texts, "intro": intro}, suffix)
        (ROOT / "docs" / "content" / f"readers{suffix}.md").write_text(text, "utf-8")


def format_page(tallies: Mapping[str, Tally], texts: Mapping[str, str], suffix: str) -> str:
    """The text of a page; what e-readers and shops require follows the table."""
    rows = [texts["columns"], "|" + "---|" * (texts["columns"].count("|") - 1), *(_row(name, tally) for name, tally in tallies.items())]
    limits = [f"- {', '.join(limit.readers)}: {limit.chinese if suffix else limit.english}" for limit in LIMITS]
    more = "\n".join(format_ereaders("zh" if suffix else "en"))
    return "\n\n".join([texts["title"], texts["intro"], "\n".join(rows), texts["limits"], "\n".join(limits), more]) + "\n"


def _row(name: str, tally: Tally) -> str:
    faults = [str(sum(tally.faults[kind] for kind in kinds)) for kinds in FIGURE_KINDS]
    across, missed_across = tally.asked["line end"], tally.unfound["line end"]
    asked = tally.asked.total() - across
    missed = tally.unfound.total() - missed_across
    cells = [name, str(tally.lines), *faults, str(tally.known), _share(asked - missed, asked), _share(across - missed_across, across)]
    return f"| {' | '.join(cells)} |"


def _share(found: int, asked: int) -> str:
    return f"{found}/{asked}" if asked else "–"
