"""Nothing that is no text of ours stands in the text."""

import re

from jiangyi.checks.inlines import inlines
from jiangyi.core import Report
from jiangyi.model import InlineImage, Manuscript, Raw, Str

HTML = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--")


def no_html(manuscript: Manuscript, report: Report) -> None:
    """HTML tags in a text are printed as they stand."""
    for block, item in inlines(manuscript):
        match = HTML.search(item.text) if isinstance(item, Str) else None
        if match:
            report.add("html-as-text", manuscript.locate(block, match.group()))


def pictures_are_blocks(manuscript: Manuscript, report: Report) -> None:
    """A picture has a line of its own."""
    for block, item in inlines(manuscript):
        if isinstance(item, InlineImage):
            report.add("picture-inline", manuscript.locate(block, f"![{item.alt}]"))


def nothing_raw(manuscript: Manuscript, report: Report) -> None:
    """What no reader understood is printed as it stands."""
    for block in manuscript.blocks:
        if isinstance(block, Raw):
            report.add("raw-printed", manuscript.locate(block))
