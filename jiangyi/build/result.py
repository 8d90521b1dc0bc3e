"""The result of a build: the files that were made, and the diagnostics."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from jiangyi.core import Diagnostic, Message, Severity
from jiangyi.store import digest_file


class FileState(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An output file as it was written: where its times differ, its bytes decide whether it was changed since."""

    size: int
    digest: str = ""
    times: tuple[int, int] = (0, 0)
    """Of the last change of its content and of its inode, in nanoseconds."""

    def describes(self, path: str | Path) -> bool:
        """True if the file is still the one that was written."""
        try:
            found = os.stat(path)  # noqa: PTH116 - called for thousands
        except OSError:
            return False
        if found.st_size != self.size or not stat.S_ISREG(found.st_mode):
            return False
        return times_of(found) == self.times or digest_file(path) == self.digest


def times_of(found: os.stat_result) -> tuple[int, int]:
    """The times of a file that tell whether it was changed."""
    return found.st_mtime_ns, found.st_ctime_ns


UNWRITTEN = FileState(-1)


@dataclass(frozen=True)
class Artifact:
    """One output file."""

    path: Path
    size: int
    """In bytes."""
    pages: int
    """Of a PDF; 0 for other formats."""
    seconds: float
    is_fresh: bool
    """True if it was up to date and not made again."""
    reason: Message | None = None
    """Why it was made again."""
    state: FileState = UNWRITTEN
    """As it was put in its place."""


@dataclass(frozen=True)
class BuildResult:
    """The artifacts and diagnostics of one job, or of a whole build."""

    artifacts: tuple[Artifact, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """The digest of each file that was read for a job, by name."""
    sheet_price: float = 0.0
    """The price of a printed sheet; 0 where book.yaml has none."""
    currency: str = ""
    """The currency of the price; empty where book.yaml names none."""

    @property
    def is_sound(self) -> bool:
        """True if there is no error."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)
