"""The bytes of a copy."""

from jiangyi.copies.copying import Base
from jiangyi.copies.mark import CopyMark


def copy(base: Base, mark: CopyMark) -> bytes:
    """The file of a recipient."""
    return base.shared + base.complete(mark)
