"""The sums of a print job."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from jiangyi.core import localize
from jiangyi.prepress.options import ImpositionOptions
from jiangyi.writers import layout_writer


def cost_lines(files: Iterable[tuple[Path, int]], kit: ImpositionOptions, copies: int, price: float) -> Iterator[str]:
    """A line for each PDF that goes to the shop, of files with their pages: sheets a copy, for all copies, and what they cost."""

    def counted(sheets: int) -> str:
        count = localize("{count} sheets", "{count} 张", count=sheets)
        return f"{count} ({sheets * price:.2f})" if price else count

    ending = f".{kit.file_suffix}" * bool(kit.file_suffix) + layout_writer().suffix
    for path, pages in files:
        if path.name.endswith(ending):
            each = kit.sheet_count(pages)
            parts = [localize("{sheets} per copy", "每份 {sheets}", sheets=counted(each))]
            if copies > 1:
                parts.append(localize("{copies} copies: {sheets}", "{copies} 份：{sheets}", copies=copies, sheets=counted(each * copies)))
            parts += [localize("print on both sides, flip on short edge", "双面打印，短边翻转")] * kit.booklet
            yield f"{path.name}  " + localize("; ", "；").join(parts)
