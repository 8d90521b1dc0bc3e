"""What a writer hands back."""

from typing import NamedTuple

from jiangyi.pagination import UNKNOWN, Pagination


class Written(NamedTuple):
    """The bytes of a file, and where its pages begin if it has pages of its own."""

    data: bytes
    pagination: Pagination = UNKNOWN
