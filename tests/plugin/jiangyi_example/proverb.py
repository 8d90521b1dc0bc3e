"""A proverb with its meaning."""

from typing import ClassVar

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, Blocks, TextField
from jiangyi.model.blocks.container import Container


class Proverb(Block):
    """A proverb, and what it means."""

    type: ClassVar = "proverb"
    summary: ClassVar = "A proverb with its meaning | 谚语及其含义"
    container: ClassVar = Container(("proverb",), words="saying", body="meaning")

    saying: TextField = EMPTY_TEXT
    """The proverb itself | 谚语"""
    meaning: Blocks = ()
    """What it means | 含义"""
