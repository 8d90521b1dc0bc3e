"""What is asked of a build, and what came of it."""

from dataclasses import dataclass, field, fields
from pathlib import Path

from jiangyi.core import Diagnostic, Severity, Words
from jiangyi.prepress import ImpositionOptions
from jiangyi.theme import DEFAULT_PAPER
from jiangyi.writers import default_formats

CHOICES = ("paths", "editions")
"""What of an order only chooses which books are made."""


@dataclass(frozen=True)
class BuildRequest:
    """What is asked for. What no file can tell from the bytes is left out of comparisons."""

    paths: tuple[Path, ...] = ()
    """Only these handouts; all of the workspace when empty."""
    formats: tuple[str, ...] = field(default_factory=default_formats)
    editions: tuple[str, ...] = ("",)
    """By name; `all` is every one there is."""
    paper: str = DEFAULT_PAPER
    output: Path | None = None
    force: bool = field(default=False, compare=False)
    imposition: ImpositionOptions = field(default_factory=ImpositionOptions)

    @property
    def options(self) -> tuple[str, ...]:
        """All that may enter the bytes of a file, but which handouts and editions."""
        return tuple(f"{one.name}={getattr(self, one.name)}" for one in fields(self) if one.compare and one.name not in CHOICES)


@dataclass(frozen=True)
class Artifact:
    """One file that stands in output/."""

    path: Path
    size: int
    """Bytes."""
    pages: int
    """Of a PDF; 0 for other formats."""
    seconds: float
    is_fresh: bool
    """Whether it was up to date already."""
    reason: Words | None = None
    """Why it was made, where it was."""


@dataclass(frozen=True)
class BuildResult:
    """What came of one book or of a whole order: files and what is to be said of them."""

    artifacts: tuple[Artifact, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    price: float = 0.0
    """What a printed sheet costs; 0 where nobody says."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)
