"""What a code consists of, and the shapes of its examples."""

from dataclasses import dataclass
from enum import Enum

from jiangyi.core.i18n import Words


class Severity(Enum):
    """An error stands in the way of a good file; a warning does not."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def word(self) -> str:
        """The severity in the user's language."""
        return {"error": Words("error", "错误"), "warning": Words("warning", "警告")}[self.value].say()


ERROR, WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Example:
    """A small file: its text, and where it matters its name and encoding. An empty text is a valid bad example."""

    text: str
    name: str = "例.yaml"
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem."""

    name: str
    severity: Severity
    says: Words
    hints: tuple[Words, ...]
    why: Words
    bad: Example
    good: Example
    style: bool = False
    """Whether it is a rule of house style: a warning that `check` tells in full, a build only counts."""


def md(text: str) -> Example:
    """A Markdown example below a title."""
    return Example(f"---\ntitle: 例\n---\n\n{text}\n", "例.md")


def yaml(text: str) -> Example:
    """A YAML example below a title."""
    return Example(f"title: 例\n{text}\n")
