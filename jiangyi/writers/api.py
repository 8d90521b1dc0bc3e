"""The interface of a writer: what it declares, its arguments and its result."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from jiangyi.core import Message, Report, find_version

if TYPE_CHECKING:  # listing the formats must not load the model
    from jiangyi.model import Book
    from jiangyi.pagination import Pagination
    from jiangyi.passes import Index
    from jiangyi.render import RenderedBook
    from jiangyi.theme import Target

ENDING = 64
"""Bytes of the end of a file, by which a complete one is known."""

PartCache = Callable[[str, Callable[[Report], bytes], Report], bytes]
"""Called with a key, a function that computes bytes, and a report: the bytes stored under the key, computed where there are none.

It is for the parts of a file that stay the same when others change; the diagnostics of the computation are stored with the bytes.
"""


PartLayout = Callable[[PartCache], None]
"""Lays out a part of a file and stores it; it can be sent to another process."""


def no_cache(_key: str, compute: Callable[[Report], bytes], report: Report) -> bytes:
    """The part cache that stores nothing."""
    return compute(report)


@dataclass(frozen=True)
class WriteOptions:
    """Options of the user that are not part of the book itself."""

    edition: str = ""
    """The name of the edition; empty for the usual one."""
    paper: str = ""


@dataclass(frozen=True)
class WriteContext:
    """Everything that a writer may use. A writer reads no files and makes no network requests."""

    book: "Book"
    """The book in the edition that is written; it contains nothing that the edition does not show."""
    index: "Index"
    rendered: "RenderedBook | None" = None
    """The markup and images of the book, for a writer with a target."""
    pagination: "Pagination | None" = None
    """Where the printed pages begin, for a writer that needs it."""
    options: WriteOptions = field(default_factory=WriteOptions)
    cache: PartCache = no_cache

    @property
    def markup(self) -> "RenderedBook":
        """The rendered book. Raises ValueError for a writer that has declared no target."""
        if self.rendered is None:
            raise ValueError("the book was not rendered: the writer declares no target")
        return self.rendered


@dataclass(frozen=True)
class Written:
    """A finished file: its bytes, and where its pages begin if it has pages of its own."""

    data: bytes
    pagination: "Pagination | None" = None


class Writer(ABC):
    """An output format. The attributes declare what it needs; importing its module must be quick, so heavy libraries wait for `write`."""

    name: ClassVar[str]
    """Its name for `--to`; lower-case letters and digits."""
    label: ClassVar[Message]
    """The name in `build --profile` of the time spent in `write`."""
    title: ClassVar[Message | None] = None
    """What the format is called where a user chooses it; its name where it is None."""
    target: ClassVar["Target | None"] = None
    """The markup that it is made from; None for a writer that is made from the model."""
    needs_pagination: ClassVar[bool] = False
    """True if it refers to the pages of the printed book, which is laid out first."""
    default: ClassVar[bool] = False
    """True if it is made where `--to` names no format."""
    media_type: ClassVar[str] = "application/octet-stream"
    """The media type of its files, for web servers and catalogues."""
    has_pages: ClassVar[bool] = False
    """True if its files have pages of a paper size."""
    is_offered: ClassVar[bool] = True
    """False where it makes what other parts of the program need, and `--to` does not know it."""
    libraries: ClassVar[tuple[str, ...]] = ()
    """The distributions whose versions enter the bytes."""
    signature: ClassVar[tuple[bytes, bytes]] = (b"", b"")
    """How its files begin, and what is in their last `ENDING` bytes."""

    @property
    def suffix(self) -> str:
        """The ending of its files, with the dot."""
        return f".{self.name}"

    def is_complete(self, data: bytes) -> bool:
        """True if some bytes are a file of this format, as far as the first and last of them tell: those of a store may be damaged."""
        start, end = self.signature
        return data.startswith(start) and end in data[-ENDING:]

    @abstractmethod
    def write(self, context: WriteContext, report: Report) -> Written:
        """The file of a book. The same context always gives the same bytes."""

    def versions(self) -> tuple[str, ...]:
        """Every library whose version enters the bytes, as `name=version`."""
        return tuple(f"{name}={find_version(name)}" for name in self.libraries)


class LayoutWriter(Writer):
    """A writer that lays a book out in pages: the other formats refer to the numbers of these pages."""

    has_pages = True

    def list_due_parts(self, context: WriteContext) -> Sequence[PartLayout]:
        """The parts of the file that are not stored yet and can be laid out beforehand, as far as is known; none by default."""
        del context
        return ()

    @abstractmethod
    def paginate(self, context: WriteContext, report: Report) -> "Pagination":
        """Where the pages of the file begin, without the file."""
