"""A requirement of the scorecard: its section of CLREQ, its example, how it is measured, and what is right."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tools.scorecard.glyphs import Page
from tools.scorecard.setting import TALL


class Engine(StrEnum):
    """A program that is measured."""

    JIANGYI = "jiangyi"
    EPUB = "its EPUB"
    """The EPUB of jiangyi in an e-reader with the engine of Chromium."""
    TYPST = "Typst"
    CHROMIUM = "Chromium"


WIDE = 42
"""Em of the measure of A4 handouts."""
FILL = (
    "治理工作要从实际出发把群众关心的事情一件一件办好社区里的老人孩子都"
    "能得到照顾大家一起商量遇到难题就开会讨论定下来的办法写在墙上人人看得见"
)
"""Han characters without marks, with which lines are filled."""
LONG_NUMBER = "123456789"


@dataclass(frozen=True)
class Sample:
    """An example in the mark-up of each program; where one cannot express it, None."""

    markdown: str
    typst: str | None
    html: str | None
    measure: float = WIDE
    lang: str = "zh-Hans"
    lines: int = TALL
    """Of a page."""


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
    right: float | tuple[float, float] = 0.0
    """A value, or the least and the greatest."""
    unit: str = ""
    """What is counted; empty for lengths in em."""
    tolerance: float = 0.02
    on_paper: bool = False
    """Whether it is about pages of paper, so that an EPUB is not measured."""

    def distance(self, value: float) -> float:
        """How far a value is from what is right; 0 within the tolerance."""
        least, most = self.right if isinstance(self.right, tuple) else (self.right, self.right)
        away = max(least - value, value - most, 0.0)
        return 0.0 if away <= self.tolerance else away

    def format_right(self) -> str:
        """What is right."""
        if isinstance(self.right, tuple):
            return "–".join(map(format_number, self.right))
        return self.format(self.right)

    def format(self, value: float) -> str:
        """A value in as many digits as matter."""
        return " ".join(filter(None, (format_number(value), self.unit)))


def format_number(value: float) -> str:
    """A number in at most two decimal places."""
    return f"{round(value, 2) + 0.0:g}"


Values = dict[str, dict[Engine, float | None]]
"""By name of the requirement and program; None where a program cannot express the sample."""


def plain(text: str, measure: float = WIDE, lang: str = "zh-Hans") -> Sample:
    """Text without mark-up, its paragraphs on lines of their own."""
    paragraphs = text.split("\n")
    markdown, typst = ("\n\n".join(map(escape, paragraphs)) for escape in (escape_markdown, escape_typst))
    return Sample(markdown, typst, "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in paragraphs), measure, lang)


def escape_markdown(text: str) -> str:
    """The text as Markdown."""
    return "".join("\\" + c if c in "\\*_`[]{}<>#|~^$" else c for c in text)


def escape_typst(text: str) -> str:
    """The text as Typst's mark-up."""
    return "".join("\\" + c if c in "\\#$*_`<>@[]/~'\"-=+" else c for c in text)


def sweep(text: str, first: int = 31, last: int = 43, tail: int = 24, lang: str = "zh-Hans") -> Sample:
    """A paragraph for each number of characters before the text, so that it stands at every place about the end of a line."""
    return plain("\n".join(FILL[:count] + text + FILL[30 : 30 + tail] for count in range(first, last)), lang=lang)


def stretched(text: str, counts: range = range(2, 26, 3), lang: str = "zh-Hans") -> Sample:
    """Paragraphs whose first line has the text somewhere and is stretched by several em, since it is followed by a long number."""
    return plain("\n".join(FILL[:n] + text + FILL[n + len(text) : 36] + LONG_NUMBER + FILL for n in counts), lang=lang)


def marked(pattern: str, markdown: str, typst: str | None, html_text: str | None, counts: range = range(1)) -> Sample:
    """A pattern with a place `{}` for the mark-up of each program; a paragraph for each number of characters before it."""

    def fill(inner: str, paragraph: str, escape: Callable[[str], str]) -> str:
        before, _, after = pattern.partition("{}")
        return "".join(paragraph.format(escape(FILL[:count] + before) + inner + escape(after)) for count in counts)

    return Sample(
        fill(markdown, "{}\n\n", escape_markdown),
        None if typst is None else fill(typst, "{}\n\n", escape_typst),
        None if html_text is None else fill(html_text, "<p>{}</p>", html.escape),
    )
