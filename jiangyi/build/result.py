"""The result of a build: the files that were made, and the diagnostics."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jiangyi.core import Diagnostic, Message, Severity


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


@dataclass(frozen=True)
class BuildResult:
    """The artifacts and diagnostics of one job, or of a whole build."""

    artifacts: tuple[Artifact, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """The digest of each file that was read for a job, by name."""
    sheet_price: float = 0.0
    """The price of a printed sheet; 0 where book.yaml has none."""

    @property
    def is_sound(self) -> bool:
        """True if there is no error."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)
