"""Displayed formulas."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block


class DisplayMath(Block):
    """A formula on a line of its own."""

    type: ClassVar = "math"
    summary: ClassVar = "A formula on a line of its own, in LaTeX notation | 独立成行的公式，用 LaTeX 写"

    tex: str
    """The formula in LaTeX notation | LaTeX 公式"""
