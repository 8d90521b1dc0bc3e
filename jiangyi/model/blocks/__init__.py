"""The block types: importing this package registers one class from each of its files."""

import importlib
import pkgutil

from jiangyi.model.blocks.base import BLOCKS, AnyBlock, Block, Blocks, Id, Names, Node, Text, Title, children

for _module in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")

__all__ = ["BLOCKS", "AnyBlock", "Block", "Blocks", "Id", "Names", "Node", "Text", "Title", "children"]
