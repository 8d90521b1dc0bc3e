"""What the store contains, as plain data: its shape is checked when it is decoded, so a forged entry is no entry."""

from collections.abc import Iterable, Sequence
from typing import Annotated

import msgspec

from jiangyi.core import Diagnostic, Message, Span, available_codes

Position = Annotated[int, msgspec.Meta(ge=0, lt=1 << 31)]
"""A line or column."""
PlainValue = str | int | float | bool | None | Message | tuple[str, ...]
"""A value of a diagnostic's placeholder; others are stored as their text, which is all that a message shows of them."""


class DiagnosticRecord(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A diagnostic as plain data."""

    code: str
    file: str
    line: Position
    column: Position
    end_column: Position
    excerpt: str
    excerpt_start: Position
    values: dict[str, PlainValue]


class EntryHead(msgspec.Struct, array_like=True, frozen=True):
    """What an entry holds besides its own bytes."""

    diagnostics: tuple[DiagnosticRecord, ...]


ENCODER = msgspec.msgpack.Encoder(enc_hook=str)
HEAD_DECODER = msgspec.msgpack.Decoder(EntryHead)


def encode_head(diagnostics: Iterable[Diagnostic]) -> bytes:
    """The head of an entry. Raises ValueError or OverflowError for what is no plain data, such as text with half a surrogate pair."""
    return ENCODER.encode(EntryHead(records_of(diagnostics)))


def decode_head(data: bytes | memoryview) -> tuple[Diagnostic, ...]:
    """The diagnostics in the head of an entry. Raises MsgspecError or ValueError where it is damaged."""
    return diagnostics_of(HEAD_DECODER.decode(data).diagnostics)


def records_of(diagnostics: Iterable[Diagnostic]) -> tuple[DiagnosticRecord, ...]:
    """Diagnostics as plain data."""
    return tuple(
        DiagnosticRecord(one.code, span.file, span.line, span.column, span.end_column, span.excerpt, span.excerpt_start, dict(one.values))
        for one in diagnostics
        if (span := one.span)
    )


def are_valid(records: Iterable[DiagnosticRecord]) -> bool:
    """True if there is such a diagnostic for each record, and values for all placeholders."""
    return all(one.code in available_codes() and available_codes()[one.code].message.placeholders <= one.values.keys() for one in records)


def diagnostics_of(records: Sequence[DiagnosticRecord]) -> tuple[Diagnostic, ...]:
    """Diagnostics from plain data. Raises ValueError for a code that does not exist, or has no value for a placeholder."""
    if not are_valid(records):
        raise ValueError(records)
    return tuple(
        Diagnostic(one.code, Span(one.file, one.line, one.column, one.end_column, one.excerpt, one.excerpt_start), one.values)
        for one in records
    )
