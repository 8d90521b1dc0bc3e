"""What a writer is given beside a page, and what it hands back."""

from collections.abc import Callable
from typing import NamedTuple

from jiangyi.core import Report
from jiangyi.pagination import UNKNOWN, Pagination

PartCache = Callable[[str, Callable[[Report], bytes], Report], bytes]
"""Gives the bytes that were made before under a key, or makes them: for parts of a file that outlive a change of the rest."""


class Written(NamedTuple):
    """The bytes of a file, and where its pages begin if it has pages of its own."""

    data: bytes
    pagination: Pagination = UNKNOWN


def no_cache(_key: str, make: Callable[[Report], bytes], report: Report) -> bytes:
    """Makes the bytes each time."""
    return make(report)
