"""Diagnostics about what the reader understood, guessed, kept and dropped in a note of another program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jiangyi.core import Report, Source, Span, describe_change, limits

CODES: Mapping[str, str] = MappingProxyType(
    {
        "callout-unknown": "callout-unknown",
        "container-left": "container-left",
        "container-open": "container-open",
        "container-stray": "container-stray",
        "heading-tight": "heading-tight",
        "heading-deep": "heading-deep",
        "table-typed": "table-typed",
        "signs": "read-as",
        "tags": "tags-dropped",
        "contents": "contents-dropped",
        "page-break": "page-break-guessed",
        "underline-rule": "underline-rule",
        "underline-heading": "underline-heading",
        "comment": "comment-dropped",
        "html-dropped": "html-dropped",
        "html-unknown": "html-unknown",
        "html-open": "html-open",
        "media-left": "media-left",
        "alt-guessed": "alt-guessed",
        "embed-left": "embed-left",
        "property": "property-dropped",
        "attributes": "attribute-unused",
        "indented-text": "indented-text",
        "link-left": "link-left",
        "citation-left": "citation-left",
    }
)
"""The code of the diagnostic for a kind of decision; any other kind needs none: what was typed is understood."""


@dataclass(frozen=True)
class RemarkLog:
    """The log of the reader: decisions that the author should know of become diagnostics."""

    source: Source
    report: Report
    numbers: Sequence[int] = ()
    """The line of the source, from 0, of each line that decisions are about; empty where these are lines of the source."""

    def add(self, line: int, kind: str, seen: str, made: str = "") -> None:
        """Report a decision about a line, counted from 0."""
        code = CODES.get(kind)
        if code or kind == "container-deep":
            at = self.numbers[min(line, len(self.numbers) - 1)] if self.numbers else line
            if code:
                change = describe_change(seen, made) if code == "read-as" else ""
                self.report.add(
                    code, self.find_line(at), kind=seen, found=seen, made=made, name=seen, change=change, link=seen.replace("@", "#")
                )
            else:
                limits.CONTAINER_DEPTH.report(self.report, self.find_line(at))

    def find_line(self, line: int) -> Span:
        """A line of the source, without its indentation."""
        text = self.source.lines[line] if line < len(self.source.lines) else ""
        return self.source.span(line, len(text) - len(text.lstrip()), len(text.strip()))
