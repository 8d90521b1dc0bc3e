"""The readers: those of this package, each loaded when a file of its format is read, and those of active plug-ins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from jiangyi.core import Message, RegistrationError, Report, Span, active_extensions, build_registry, memoize, report_plugin_errors, timed

if TYPE_CHECKING:
    from jiangyi.core import Source
    from jiangyi.model import Manuscript


class Reader(Protocol):
    """Turns the text of one format into the model."""

    @property
    def name(self) -> str:
        """What the format is called."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of its files, in lower case and with their dot."""

    def read(self, source: "Source", report: Report) -> "Manuscript | None":
        """A handout out of its source, or None where the report says why not."""


@dataclass(frozen=True)
class BuiltInReader:
    """A reader of this package, whose module is loaded when a file is read."""

    name: str
    suffixes: tuple[str, ...]

    def read(self, source: "Source", report: Report) -> "Manuscript | None":
        """A handout out of its source, or None where the report says why not."""
        return cast("Manuscript | None", getattr(import_module(f"jiangyi.readers.{self.name}"), f"read_{self.name}")(source, report))


def check_reader(reader: Any) -> None:
    """Raise RegistrationError for an object that lacks a part of a Reader."""
    name, suffixes = getattr(reader, "name", ""), getattr(reader, "suffixes", ())
    if not name or not callable(getattr(reader, "read", None)):
        text = f"the reader {reader!r} needs a name and a method read(source, report)"
        raise RegistrationError(text)
    if not suffixes or isinstance(suffixes, str) or not all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes):
        text = f"the reader {name!r} needs suffixes in lower case with their dot, not {suffixes!r}"
        raise RegistrationError(text)


def join_readers(readers: Iterable[Reader]) -> Mapping[str, Reader]:
    """Readers by suffix. Raises RegistrationError for an incomplete reader, or a suffix that two of them take."""
    found = tuple(readers)
    for reader in found:
        check_reader(reader)
    return build_registry("suffix", ((suffix, reader) for reader in found for suffix in reader.suffixes))


BUILT_IN_READERS = join_readers((BuiltInReader("yaml", (".yaml", ".yml")), BuiltInReader("markdown", (".md", ".markdown"))))
"""The readers of this package by suffix."""


KIND = Message("reader", "读取格式")


def available_readers() -> Mapping[str, Reader]:
    """Every reader by the suffixes that it takes, those of active plug-ins too."""
    added = active_extensions().readers
    return _joined_readers(added) if added else BUILT_IN_READERS


@memoize(4)
def _joined_readers(added: tuple[Reader, ...]) -> Mapping[str, Reader]:
    return join_readers((*dict.fromkeys(BUILT_IN_READERS.values()), *added))


@timed("reading")
def read(source: "Source", report: Report) -> "Manuscript | None":
    """A handout out of its source, or None where the report says why not."""
    reader = available_readers()[source.path.suffix.lower()]
    if isinstance(reader, BuiltInReader):
        return reader.read(source, report)
    with report_plugin_errors(KIND, reader.name, Span(source.name), report):
        return reader.read(source, report)
    return None
