"""The request for a build: handouts, formats, editions, paper and imposition."""

from dataclasses import dataclass, field, fields
from pathlib import Path

from jiangyi.prepress import ImpositionOptions
from jiangyi.theme import DEFAULT_PAPER
from jiangyi.writers import default_formats

SELECTORS = ("paths", "editions")
"""Fields that select jobs and do not change the bytes of a file."""


@dataclass(frozen=True)
class BuildRequest:
    """The options of a build. A field that changes no byte of a file is excluded from comparison."""

    paths: tuple[Path, ...] = ()
    """Handouts; all of the workspace when empty."""
    formats: tuple[str, ...] = field(default_factory=default_formats)
    editions: tuple[str, ...] = ("",)
    """By name; `all` means every edition."""
    paper: str = DEFAULT_PAPER
    theme: str = ""
    """By name, for all handouts; when empty, that of each handout."""
    output: Path | None = None
    """The folder of the files; output/ of the workspace when None."""
    force: bool = field(default=False, compare=False)
    keep_going: bool = field(default=False, compare=False)
    """Whether the collected book is made without the handouts that have errors."""
    imposition: ImpositionOptions = field(default_factory=ImpositionOptions)

    @property
    def options(self) -> tuple[str, ...]:
        """All that may change the bytes of a file, without the selection of handouts and editions."""
        return tuple(f"{one.name}={getattr(self, one.name)}" for one in fields(self) if one.compare and one.name not in SELECTORS)
