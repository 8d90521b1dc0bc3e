"""The options of `build` for the print shop."""

from collections.abc import Callable
from functools import partial, reduce
from typing import Any

from click import FloatRange, IntRange

from jiangyi.commands.options import Decorator, option
from jiangyi.core import Words
from jiangyi.prepress import SHEETS, ImpositionOptions

_option = partial(option, group=Words("For the print shop", "交付印刷"))
KIT = (
    _option("--booklet", "two pages a side, to fold and staple; A5 by default", "拼成骑马订小册子：一面两页，对折装订，默认 A5"),
    _option("--nup", "pages a side: 2 or 4", "一面拼几页：2 或 4", type=IntRange(1, 4), default=ImpositionOptions.nup),
    _option(
        "--sheet",
        f"the sheet that is printed on: {', '.join(SHEETS)}",
        f"拼版所用的大纸：{'、'.join(SHEETS)}",
        default=ImpositionOptions.sheet,
    ),
    _option(
        "--creep",
        "mm that a sheet is thick, in booklets",
        "小册子每张纸的厚度（毫米），用于爬移补偿",
        type=FloatRange(0, 1),
        default=ImpositionOptions.creep,
    ),
    _option("--marks", "crop marks around the page", "四角加裁切线"),
    _option("--bleed", "mm that colour goes beyond the edge", "出血（毫米）", type=FloatRange(0, 6), default=ImpositionOptions.bleed),
    _option("--greyscale", "greys only", "转为灰度"),
    _option(
        "--binding",
        "mm more inner margin, for staples or holes",
        "内侧另留装订边或打孔边（毫米）",
        type=FloatRange(0, 20),
        default=ImpositionOptions.binding,
    ),
    _option("--recto", "chapters begin on right-hand pages", "每章另起于右页，必要时前加空白页"),
)
"""How pages come on paper: the fields of Kit."""
JOB = (
    _option("--copies", "how many copies the sums are for", "按几份计算费用", type=IntRange(1), default=1),
    _option(
        "--price",
        "what a sheet costs; else `price` of book.yaml",
        "每张纸的价钱，默认取 book.yaml 的 price",
        type=FloatRange(0),
        default=0.0,
    ),
)
"""What the sums are for."""


def shop_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command all of these."""
    decorators: tuple[Decorator, ...] = (*KIT, *JOB)
    return reduce(lambda made, decorate: decorate(made), reversed(decorators), command)
