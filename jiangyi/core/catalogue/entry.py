"""The types of a catalogue entry: severity, code and example."""

from dataclasses import dataclass
from enum import Enum

from jiangyi.core.i18n import Message


class Severity(Enum):
    """How serious a diagnostic is: an error prevents the output file, a warning does not; a remark says what was understood."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def word(self) -> str:
        """The name of the severity in the user's language."""
        return WORDS[self.value].localize()


WORDS = {"error": Message("error", "错误"), "warning": Message("warning", "警告"), "info": Message("remark", "提示")}
ERROR, WARNING, INFO = Severity


@dataclass(frozen=True, slots=True)
class CatalogueExample:
    """A small example file: its text, and its name and encoding where they matter. The text may be empty (`file-empty`)."""

    text: str
    name: str = "例.yaml"
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One kind of problem: its code, severity, texts and examples."""

    name: str
    severity: Severity
    message: Message
    hints: tuple[Message, ...]
    why: Message
    bad: CatalogueExample
    good: CatalogueExample
    style: bool = False
    """True for a rule of house style: a warning that `check` prints in full and `build` only counts."""


def md(text: str) -> CatalogueExample:
    """Return a Markdown example with a title in its front matter."""
    return CatalogueExample(f"---\ntitle: 例\n---\n\n{text}\n", "例.md")


def yaml(text: str) -> CatalogueExample:
    """Return a YAML example that starts with a title."""
    return CatalogueExample(f"title: 例\n{text}\n")


def remark(
    name: str, says: Message, hints: tuple[Message, ...], why: Message, bad: CatalogueExample, good: CatalogueExample
) -> CatalogueEntry:
    """Return a code for what was understood although it is not typed as it should be: it can be turned off."""
    return CatalogueEntry(name, INFO, says, hints, why, bad, good, style=True)
