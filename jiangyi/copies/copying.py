"""Make the copies of files that were built, each with the mark of a recipient."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from jiangyi.copies.copy_names import name_copies
from jiangyi.copies.epub_copy import EpubBase
from jiangyi.copies.html_copy import HtmlBase
from jiangyi.copies.ledger import CopyRow
from jiangyi.copies.mark import CopyMark
from jiangyi.copies.recipients import Recipient


class Base(Protocol):
    """A file without a recipient."""

    def copy(self, mark: CopyMark) -> bytes:
        """The file of a recipient; the same mark always gives the same bytes."""
        ...


BASES: Mapping[str, Callable[[bytes], Base]] = {".epub": EpubBase, ".html": HtmlBase}
"""What makes the copies of a file, by the ending of its name."""


@dataclass(frozen=True)
class PersonalFile:
    """A file of a recipient."""

    row: CopyRow
    data: bytes


def list_formats() -> tuple[str, ...]:
    """The formats that copies can have."""
    return tuple(suffix[1:] for suffix in BASES)


def make_copies(name: str, data: bytes, recipients: Sequence[Recipient], pattern: str) -> Iterator[PersonalFile]:
    """A copy of a file for each recipient, one after the other; `name` is that of the file without a recipient."""
    path = Path(name)
    base = BASES[path.suffix](data)
    for recipient, stem in zip(recipients, name_copies(pattern, path.stem, recipients), strict=True):
        made = base.copy(CopyMark.of(recipient))
        digest = hashlib.sha256(made).hexdigest()
        yield PersonalFile(CopyRow(recipient.number, recipient.name, recipient.note, stem + path.suffix, digest), made)
