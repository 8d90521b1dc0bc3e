"""Compute the sheets and the cost of a print job."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from jiangyi.core import localize
from jiangyi.prepress.options import ImpositionOptions
from jiangyi.writers import layout_writer


def cost_lines(
    files: Iterable[tuple[Path, int]], options: ImpositionOptions, copies: int, price: float, currency: str = ""
) -> Iterator[str]:
    """A line for each PDF to be printed, of files with their page counts: sheets per copy and of all copies, their price, and how."""

    def money(amount: float) -> str:
        return f"{amount:.2f} {currency or localize('yuan', '元')}"

    def counted(sheets: int) -> str:
        count = localize("{count:sheet|sheets}", "{count} 张", count=sheets)
        return count + localize(", {cost}", "，{cost}", cost=money(sheets * price)) if price else count

    how = [localize("on one side", "单面打印") if options.one_sided else localize("on both sides", "双面打印")]
    how += [localize("flip on short edge", "短边翻转")] * options.booklet
    how += [localize("{nup} pages a side", "每面 {nup} 页", nup=options.nup)] * (options.nup > 1)
    how += [localize("{price} a sheet", "每张 {price}", price=money(price))] if price else []
    ending = f".{options.file_suffix}" * bool(options.file_suffix) + layout_writer().suffix
    for path, pages in files:
        if path.name.endswith(ending):
            each = options.sheet_count(pages)
            parts = [localize("each copy {sheets}", "每份 {sheets}", sheets=counted(each))]
            if copies > 1:
                sheets = counted(each * copies)
                parts.append(localize("{copies} copies {sheets}", "{copies} 份 {sheets}", copies=copies, sheets=sheets))
            notes = localize(" ({how})", "（{how}）", how=localize(", ", "，").join(how))
            yield f"{path.name}  {localize('; ', '；').join(parts)}{notes}"
