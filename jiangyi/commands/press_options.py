"""The options of `build` for the print shop."""

from collections.abc import Callable
from functools import partial, reduce
from typing import Any

from click import FloatRange, IntRange

from jiangyi.commands.options import Decorator, add_option
from jiangyi.core import Message
from jiangyi.prepress import SHEETS, ImpositionOptions

_option = partial(add_option, group=Message("Print shop", "交付印刷"))
IMPOSITION = (
    _option(
        "--booklet",
        "saddle-stitched booklet: two pages per side, to fold and staple; A5 by default",
        "骑马订小册子：每面拼两页，对折装订，默认 A5",
    ),
    _option("--nup", "pages per side of a sheet: 2 or 4", "每面拼几页：2 或 4", type=IntRange(1, 4), default=ImpositionOptions.nup),
    _option(
        "--sheet",
        f"sheet size for imposition: {', '.join(SHEETS)}",
        f"拼版用纸：{'、'.join(SHEETS)}",
        default=ImpositionOptions.sheet,
    ),
    _option(
        "--creep",
        "thickness of a sheet in mm, to compensate for creep in booklets",
        "纸张厚度（毫米），用于小册子的爬移补偿",
        type=FloatRange(0, 1),
        default=ImpositionOptions.creep,
    ),
    _option("--marks", "add crop marks", "加裁切标记"),
    _option("--bleed", "bleed in mm", "出血（毫米）", type=FloatRange(0, 6), default=ImpositionOptions.bleed),
    _option("--greyscale", "convert to greyscale, dark text to black", "转为灰度，深色文字用纯黑"),
    _option(
        "--binding",
        "extra inner margin in mm, for binding or punched holes",
        "内侧加宽的页边距（毫米），供装订或打孔",
        type=FloatRange(0, 20),
        default=ImpositionOptions.binding,
    ),
    _option("--recto", "start every chapter on a right-hand page", "每一讲都从右页开始，必要时在前面插入空白页"),
    _option("--one-sided", "print on one side of the paper: no blank pages", "单面打印：不插空白页，页边距左右不交替"),
)
"""How pages are placed on sheets: the fields of ImpositionOptions."""
COST = (
    _option("--copies", "number of copies, for the cost estimate", "份数，用于计算费用", type=IntRange(1), default=1),
    _option(
        "--price",
        "price per sheet; default: `price` in book.yaml",
        "每张纸的价格，默认取 book.yaml 中的 price",
        type=FloatRange(0),
        default=0.0,
    ),
)
"""What the costs are computed from."""


def add_press_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add all of these options to a command."""
    decorators: tuple[Decorator, ...] = (*IMPOSITION, *COST)
    return reduce(lambda made, decorate: decorate(made), reversed(decorators), command)
