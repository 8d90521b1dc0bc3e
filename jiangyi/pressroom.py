"""The print shop's options on the command line, and the sums of a print job."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from jiangyi.prepress import SHEETS, Kit
from jiangyi.wording import say

PANEL = say("For the print shop", "交付印刷")


def _option(name: str, english: str, chinese: str, least: float | None = None, most: float | None = None) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(name, help=say(english, chinese), rich_help_panel=PANEL, min=least, max=most)
    return found


Booklet = Annotated[
    bool, _option("--booklet", "two pages a side, to fold and staple; A5 by default", "拼成骑马订小册子：一面两页，对折装订，默认 A5")
]
Nup = Annotated[int, _option("--nup", "pages a side: 2 or 4", "一面拼几页：2 或 4", 1, 4)]
Sheet = Annotated[str, _option("--sheet", f"the sheet that is printed on: {', '.join(SHEETS)}", f"拼版所用的大纸：{'、'.join(SHEETS)}")]
Creep = Annotated[float, _option("--creep", "mm that a sheet is thick, in booklets", "小册子每张纸的厚度（毫米），用于爬移补偿", 0, 1)]
Marks = Annotated[bool, _option("--marks", "crop marks around the page", "四角加裁切线")]
Bleed = Annotated[float, _option("--bleed", "mm that colour goes beyond the edge", "出血（毫米）", 0, 6)]
Greyscale = Annotated[bool, _option("--greyscale", "greys only", "转为灰度")]
Binding = Annotated[float, _option("--binding", "mm more inner margin, for staples or holes", "内侧另留装订边或打孔边（毫米）", 0, 20)]
Recto = Annotated[bool, _option("--recto", "chapters begin on right-hand pages", "每章另起于右页，必要时前加空白页")]
Copies = Annotated[int, _option("--copies", "how many copies the sums are for", "按几份计算费用", 1)]
Price = Annotated[float, _option("--price", "what a sheet costs; else `price` of book.yaml", "每张纸的价钱，默认取 book.yaml 的 price", 0)]


def sums(files: Iterable[tuple[Path, int]], kit: Kit, copies: int, price: float) -> Iterator[str]:
    """A line for each PDF that goes to the shop, of files with their pages: sheets a copy, for all copies, and what they cost."""

    def counted(sheets: int) -> str:
        count = say("{count} sheets", "{count} 张", count=sheets)
        return f"{count} ({sheets * price:.2f})" if price else count

    ending = f".{kit.name}.pdf" if kit.name else ".pdf"
    for path, pages in files:
        if path.name.endswith(ending):
            each = kit.sheets(pages)
            parts = [say("{sheets} a copy", "每份 {sheets}", sheets=counted(each))]
            if copies > 1:
                parts.append(say("{copies} copies: {sheets}", "{copies} 份：{sheets}", copies=copies, sheets=counted(each * copies)))
            parts += [say("both sides, flipped on the short edge", "双面打印，短边翻转")] * kit.booklet
            yield f"{path.name}  " + say("; ", "；").join(parts)
