"""What a job is to make, and what its process tells about it: plain data, which go through a pipe."""

from collections.abc import Mapping, Sequence

import msgspec

from jiangyi.core import Message, escape_placeholders, speak
from jiangyi.prepress import ImpositionOptions
from jiangyi.store import DiagnosticRecord


class Imposition(msgspec.Struct, frozen=True):
    """How pages are printed on sheets: fields of ImpositionOptions."""

    booklet: bool = False
    nup: int = 1
    sheet: str = ImpositionOptions.sheet
    greyscale: bool = False
    marks: bool = False
    binding: float = 0.0
    recto: bool = False
    one_sided: bool = False

    def as_options(self) -> ImpositionOptions:
        """The options of the print shop."""
        return ImpositionOptions(**msgspec.structs.asdict(self))


class BuildOrder(msgspec.Struct, tag="build", frozen=True):
    """Files of handouts, as `build` makes them."""

    formats: tuple[str, ...]
    names: tuple[str, ...] = ()
    """The documents by their path in content/; all where there is none."""
    editions: tuple[str, ...] = ("",)
    paper: str = ""
    theme: str = ""
    imposition: Imposition = Imposition()
    copies: int = 1
    """How many will be printed, for the costs."""
    price: float = 0.0
    """Of a sheet, for the costs; that of book.yaml where it is 0."""


class ShareOrder(msgspec.Struct, tag="share", frozen=True):
    """The site of all handouts, as `share` makes it; formats, editions and papers are those of book.yaml."""

    url: str = ""
    """Where it will be published."""
    is_packed: bool = False
    """Whether there are archives of it, too."""


class CopiesOrder(msgspec.Struct, tag="copies", frozen=True):
    """A copy for each name on a list, as `copies` makes them."""

    list_name: str
    list_data: bytes
    """The file with the names: it goes to the process of the job, and is dropped when that is done."""
    formats: tuple[str, ...]
    names: tuple[str, ...] = ()
    editions: tuple[str, ...] = ("",)
    paper: str = ""
    theme: str = ""
    is_packed: bool = True
    """Whether they are one archive, and not a file each."""


Order = BuildOrder | ShareOrder | CopiesOrder
"""What a job is to make."""


class Assignment(msgspec.Struct, frozen=True):
    """An order for a workspace."""

    root: str
    allows_network: bool
    is_chinese: bool
    """The language of what is written for readers where content does not say it."""
    order: Order


class Progress(msgspec.Struct, tag="progress", frozen=True):
    """How many of the steps are done, and the name of the last one."""

    done: int
    total: int
    name: str = ""


class MadeFile(msgspec.Struct, frozen=True):
    """A file that was made, or was up to date."""

    path: str
    size: int
    pages: int = 0
    is_fresh: bool = False


class Finished(msgspec.Struct, tag="finished", frozen=True):
    """What was made."""

    folder: str
    files: Sequence[MadeFile] = ()
    diagnostics: Sequence[DiagnosticRecord] = ()
    price: float = 0.0
    currency: str = ""
    notes: Sequence[Message] = ()
    """Sentences about it."""


class Stopped(msgspec.Struct, tag="stopped", frozen=True):
    """Why nothing was made: a sentence, and what to do about it."""

    message: Message
    hint: Message | None = None


Told = Progress | Finished | Stopped
"""What the process of a job tells."""


def fill_message(message: Message, values: Mapping[str, object] | None = None) -> Message:
    """A message with its placeholders replaced in both languages; values may be messages."""
    texts = []
    for chinese in (False, True):
        with speak(chinese=chinese):
            words = {name: one.localize() if isinstance(one, Message) else one for name, one in (values or {}).items()}
            texts.append(escape_placeholders(message.localize(**words)))
    return Message(*texts)
