"""A requirement of the scorecard: its section of CLREQ, its example, how it is measured, and what is right."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tools.scorecard.glyphs import Page


class Engine(StrEnum):
    """A program that is measured."""

    JIANGYI = "jiangyi"
    TYPST = "Typst"
    CHROMIUM = "Chromium"


WIDE = 42
"""Em of the measure of A4 handouts."""
FILL = (
    "治理工作要从实际出发把群众关心的事情一件一件办好社区里的老人孩子都"
    "能得到照顾大家一起商量遇到难题就开会讨论定下来的办法写在墙上人人看得见"
)
"""Han characters without marks, with which lines are filled."""


@dataclass(frozen=True)
class Sample:
    """An example in the mark-up of each program; where one cannot express it, None."""

    markdown: str
    typst: str | None = ""
    html: str | None = ""
    measure: float = WIDE
    lang: str = "zh-Hans"


@dataclass(frozen=True)
class Requirement:
    """A requirement, in both languages, with what is shown as its example."""

    name: str
    section: str
    english: str
    chinese: str
    example: str
    sample: Sample
    measure: Callable[[Page], float]
    right: float = 0.0
    tolerance: float = 0.02
    unit: str = "em"

    def distance(self, value: float) -> float:
        """How far a value is from what is right; 0 within the tolerance."""
        away = abs(value - self.right)
        return 0.0 if away <= self.tolerance else away

    def format(self, value: float) -> str:
        """A value in as many digits as matter."""
        text = f"{round(value, 2) + 0.0:g}"
        return text if self.unit == "em" else f"{text} {self.unit}"


Values = dict[str, dict[Engine, float | None]]
"""By name of the requirement and program; None where a program cannot express the sample."""


def plain(text: str, measure: float = WIDE) -> Sample:
    """Text without mark-up, its paragraphs on lines of their own."""
    paragraphs = text.split("\n")
    return Sample("\n\n".join(map(escape_markdown, paragraphs)), "\n\n".join(map(escape_typst, paragraphs)), to_html(paragraphs), measure)


def escape_markdown(text: str) -> str:
    """The text as Markdown."""
    return "".join("\\" + c if c in "\\*_`[]{}<>#|~^$" else c for c in text)


def escape_typst(text: str) -> str:
    """The text as Typst's mark-up."""
    return "".join("\\" + c if c in "\\#$*_`<>@[]/~'\"-=+" else c for c in text)


def to_html(paragraphs: list[str]) -> str:
    """Paragraphs of text as HTML."""
    escaped = (p.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for p in paragraphs)
    return "".join(f"<p>{p}</p>" for p in escaped)


def sweep(text: str, first: int = 28, last: int = 44, tail: int = 24, measure: float = WIDE) -> Sample:
    """A paragraph for each number of characters before the text, so that it stands at every place about the end of a line."""
    return plain("\n".join(FILL[:count] + text + FILL[30 : 30 + tail] for count in range(first, last)), measure)
