"""One requirement of e-readers."""

from dataclasses import dataclass
from enum import StrEnum

from jiangyi.core import Message
from jiangyi.ereaders.citation import Citation


class Treatment(StrEnum):
    """What happens to an EPUB that would break a rule."""

    CORRECTED = "corrected"
    """The writer makes the file otherwise."""
    REPORTED = "reported"
    """The author gets a diagnostic, because only the author can change it."""
    KEPT = "kept"
    """Nothing that the program makes can break it; tests look for it."""


@dataclass(frozen=True)
class Requirement:
    """What some e-readers require, by which name it is known, and how the program meets it."""

    name: str
    says: Message
    readers: tuple[str, ...]
    treatment: Treatment
    source: Citation
    limit: int = 0
    """The greatest number that is allowed, where the requirement is about one."""
