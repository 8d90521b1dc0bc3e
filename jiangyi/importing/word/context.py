"""What the readers of a Word file share: its parts, what has been found so far, and where the reader is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.parse import PictureStore
from jiangyi.importing.word.container import WordContainer
from jiangyi.importing.word.numbering import WordNumbering
from jiangyi.importing.word.spans import HeldTexts
from jiangyi.importing.word.styles import StyleSheet

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NoteCall:
    """A reference to a note: the paragraph it stands in, the first words of that, and the mark of the held text."""

    line: int
    first_words: str
    held: str


@dataclass
class WordContext:
    """A Word file that is being read."""

    container: WordContainer
    styles: StyleSheet
    numbering: WordNumbering
    pictures: PictureStore
    log: DecisionLog
    chinese: bool = True
    held: HeldTexts = field(default_factory=HeldTexts)
    part: str = ""
    """The part being read, whose relationships apply."""
    line: int = 0
    """The number of the paragraph or table in the body that is being read, from 1; empty ones do not count."""
    first_words: str = ""
    """The first words of that paragraph, for the report."""
    tab_width: float = 4.0
    """The distance between default tab stops, in em."""
    text_width: float = 8306.0
    """The width of the text, in twentieths of a point."""
    section_types: list[str] = field(default_factory=list)
    """How each section begins, of those that follow the one being read."""
    subtitle: str = ""
    """The subtitle below the title of the file."""
    counters: dict[str, int] = field(default_factory=dict)
    """The last number of each sequence of captions."""
    comments: dict[str, str] = field(default_factory=dict)
    """The comments not yet reported, by id."""
    used_notes: dict[tuple[str, str], list[NoteCall]] = field(default_factory=dict)
    """The references to each note, by its kind and id."""
    note_prefix: str = ""
    """What precedes the labels of its notes, where it is embedded in another file."""
    embedded_notes: dict[str, Any] = field(default_factory=dict)
    """The notes of the files embedded in it, by label."""
    has_background: bool = False
    """Whether its pages have a colour, on which white text is seen."""
    depth: int = 0
    """How many files this one is embedded in."""
    read_embedded: Callable[[bytes, str, "WordContext"], list[Data] | None] | None = None
    """Reads a file that is part of the text (altChunk); None where its format is not understood."""

    def report(self, kind: str, seen: str, made: str = "") -> None:
        """Add a decision on the paragraph being read."""
        self.log.add(self.line, kind, " ".join(seen.split()), made)

    def report_with_place(self, kind: str, seen: str) -> None:
        """Add a decision that names the paragraph by its first words."""
        self.report(kind, seen, shorten(self.first_words, 20))

    def begin_section(self) -> str:
        """Go on to the next section and return how it begins."""
        return self.section_types.pop(0) if self.section_types else "continuous"

    def find_target(self, identifier: str | None) -> tuple[str, bool]:
        """The part or address that a relationship of the part being read leads to, and whether it is outside the file."""
        found = self.container.relationships(self.part).get(identifier or "")
        return (found.target, found.external) if found else ("", False)
