"""Make the copies of files that were built, each with the mark of a recipient."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from jiangyi.copies.epub_copy import EpubBase
from jiangyi.copies.html_copy import HtmlBase
from jiangyi.copies.ledger import CopyRow
from jiangyi.copies.mark import CopyMark
from jiangyi.copies.pdf_base import PdfBase
from jiangyi.copies.pdf_slots import add_slots
from jiangyi.copies.recipients import Recipient
from jiangyi.core import Report
from jiangyi.prepress import ImpositionOptions, prepare_for_print
from jiangyi.writers import list_offered_writers


class Base(Protocol):
    """A file without a recipient."""

    def list_missing(self, mark: CopyMark) -> tuple[str, ...]:
        """The characters of a mark that cannot be shown."""
        ...

    @property
    def shared(self) -> bytes:
        """The bytes that every copy begins with."""
        ...

    def complete(self, mark: CopyMark) -> bytes:
        """What the copy of a recipient has behind them; the same mark always gives the same bytes."""
        ...


@dataclass(frozen=True)
class BaseOptions:
    """How the files without a recipient are prepared."""

    css: str
    """The stylesheet for print, which has the fonts and the size of marks."""
    imposition: ImpositionOptions = field(default_factory=ImpositionOptions)


def _prepare_pdf(data: bytes, options: BaseOptions) -> PdfBase:
    """A PDF with slots, imposed behind them: so sheets have the marks of their pages."""
    slotted = add_slots(data, options.css)
    return PdfBase(prepare_for_print(slotted, options.imposition) if options.imposition.imposes else slotted)


BASES: Mapping[str, Callable[[bytes, BaseOptions], Base]] = {
    "application/pdf": _prepare_pdf,
    "application/epub+zip": lambda data, _: EpubBase(data),
    "text/html": lambda data, _: HtmlBase(data),
}
"""What prepares a file for copies, by its media type."""


@dataclass(frozen=True)
class PersonalFile:
    """A file of a recipient."""

    row: CopyRow
    pieces: tuple[bytes, ...]
    """Its bytes, without joining those that many files have in common."""


def list_formats() -> tuple[str, ...]:
    """The formats that copies can have, the usual one first."""
    return tuple(writer.name for writer in list_offered_writers().values() if writer.media_type in BASES)


def prepare_base(name: str, data: bytes, options: BaseOptions) -> Base:
    """What makes the copies of a file, by its name."""
    writer = next(one for one in list_offered_writers().values() if name.endswith(one.suffix) and one.media_type in BASES)
    return BASES[writer.media_type](data, options)


def check_characters(base: Base, recipients: Sequence[Recipient], report: Report) -> None:
    """Report each character that no copy of a recipient can show."""
    for recipient in recipients:
        for character in base.list_missing(CopyMark.of(recipient)):
            report.add("names-glyph", recipient.place, name=character)


def make_copies(base: Base, recipients: Sequence[Recipient], names: Sequence[str]) -> Iterator[PersonalFile]:
    """A copy of a file for each recipient, one after the other, with the names of the copies."""
    digest = hashlib.sha256(base.shared)
    for recipient, name in zip(recipients, names, strict=True):
        own, made = digest.copy(), base.complete(CopyMark.of(recipient))
        own.update(made)
        yield PersonalFile(CopyRow(recipient.number, recipient.name, recipient.note, name, own.hexdigest()), (base.shared, made))
