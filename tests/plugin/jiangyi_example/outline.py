"""A reader of outlines: the first line is the title, a line with two spaces before it a paragraph, any other a heading."""

from dataclasses import replace

from jiangyi.core import Report, Source
from jiangyi.model import Manuscript
from jiangyi.readers import BUILT_IN_READERS


class OutlineReader:
    """Reads `.outline` by converting each line to Markdown, so that positions in diagnostics are right."""

    name = "outline"
    suffixes = (".outline",)

    def read(self, source: Source, report: Report) -> Manuscript | None:
        """A handout out of its source, or None where the report says why not."""
        return BUILT_IN_READERS[".md"].read(
            replace(source, text="\n".join(map(as_markdown, range(len(source.lines)), source.lines))), report
        )


def as_markdown(number: int, line: str) -> str:
    """A line of an outline as Markdown."""
    if not line or line.startswith("  "):
        return line.removeprefix("  ")
    return f"{'##' if number else '#'} {line}"
