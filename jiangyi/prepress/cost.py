"""Compute the sheets and the cost of a print job."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jiangyi.core import localize
from jiangyi.prepress.options import ImpositionOptions
from jiangyi.writers import layout_writer


@dataclass(frozen=True)
class PrintCost:
    """The paper that a PDF takes, and what it costs."""

    path: Path
    sheets: int
    """Of one copy."""
    copies: int
    price: float
    """Of a sheet."""

    @property
    def all_sheets(self) -> int:
        """The sheets of all copies."""
        return self.sheets * self.copies

    @property
    def cost(self) -> float:
        """Of one copy."""
        return self.sheets * self.price

    @property
    def total(self) -> float:
        """The cost of all copies."""
        return self.all_sheets * self.price


def estimate_costs(files: Iterable[tuple[Path, int]], options: ImpositionOptions, copies: int, price: float) -> Iterator[PrintCost]:
    """The costs of each PDF to be printed, of files with their page counts."""
    ending = f".{options.file_suffix}" * bool(options.file_suffix) + layout_writer().suffix
    for path, pages in files:
        if path.name.endswith(ending):
            yield PrintCost(path, options.sheet_count(pages), copies, price)


def cost_lines(
    files: Iterable[tuple[Path, int]], options: ImpositionOptions, copies: int, price: float, currency: str = ""
) -> Iterator[str]:
    """A line for each PDF to be printed: sheets per copy and of all copies, their price, and how."""

    def money(amount: float) -> str:
        return f"{amount:.2f} {currency or localize('yuan', '元')}"

    def counted(sheets: int, cost: float) -> str:
        count = localize("{count:sheet|sheets}", "{count} 张", count=sheets)
        return count + localize(", {cost}", "，{cost}", cost=money(cost)) if price else count

    how = [localize("on one side", "单面打印") if options.one_sided else localize("on both sides", "双面打印")]
    how += [localize("flip on short edge", "短边翻转")] * options.booklet
    how += [localize("{nup} pages a side", "每面 {nup} 页", nup=options.nup)] * (options.nup > 1)
    how += [localize("{price} a sheet", "每张 {price}", price=money(price))] if price else []
    for one in estimate_costs(files, options, copies, price):
        parts = [localize("each copy {sheets}", "每份 {sheets}", sheets=counted(one.sheets, one.cost))]
        if copies > 1:
            sheets = counted(one.all_sheets, one.total)
            parts.append(localize("{copies} copies {sheets}", "{copies} 份 {sheets}", copies=copies, sheets=sheets))
        notes = localize(" ({how})", "（{how}）", how=localize(", ", "，").join(how))
        yield f"{one.path.name}  {localize('; ', '；').join(parts)}{notes}"
