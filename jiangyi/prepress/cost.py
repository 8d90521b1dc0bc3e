"""Compute the sheets and the cost of a print job."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from jiangyi.core import localize
from jiangyi.prepress.options import ImpositionOptions
from jiangyi.writers import layout_writer


def cost_lines(files: Iterable[tuple[Path, int]], options: ImpositionOptions, copies: int, price: float) -> Iterator[str]:
    """A line for each PDF to be printed, of files with their page counts: sheets per copy, sheets of all copies, and their price."""

    def counted(sheets: int) -> str:
        count = localize("{count} sheets", "{count} 张", count=sheets)
        return f"{count} ({sheets * price:.2f})" if price else count

    ending = f".{options.file_suffix}" * bool(options.file_suffix) + layout_writer().suffix
    for path, pages in files:
        if path.name.endswith(ending):
            each = options.sheet_count(pages)
            parts = [localize("{sheets} per copy", "每份 {sheets}", sheets=counted(each))]
            if copies > 1:
                parts.append(localize("{copies} copies: {sheets}", "{copies} 份：{sheets}", copies=copies, sheets=counted(each * copies)))
            parts += [localize("print on both sides, flip on short edge", "双面打印，短边翻转")] * options.booklet
            yield f"{path.name}  " + localize("; ", "；").join(parts)
