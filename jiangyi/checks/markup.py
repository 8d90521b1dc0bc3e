"""Nothing that is no text of ours stands in the text."""

import re

from jiangyi.blocks.raw import Raw
from jiangyi.checks.inlines import inlines
from jiangyi.diagnostics import Report
from jiangyi.inline import Picture, Str
from jiangyi.model import Manuscript

HTML = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--")


def no_html(manuscript: Manuscript, report: Report) -> None:
    """HTML tags in a text are printed as they stand."""
    for block, item in inlines(manuscript):
        match = HTML.search(item.text) if isinstance(item, Str) else None
        if match:
            report.add("html-as-text", manuscript.place(block, match.group()))


def pictures_are_blocks(manuscript: Manuscript, report: Report) -> None:
    """A picture has a line of its own."""
    for block, item in inlines(manuscript):
        if isinstance(item, Picture):
            report.add("picture-inline", manuscript.place(block, f"![{item.alt}]"))


def nothing_raw(manuscript: Manuscript, report: Report) -> None:
    """What no reader understood is printed as it stands."""
    for block in manuscript.blocks:
        if isinstance(block, Raw):
            report.add("raw-printed", manuscript.place(block))
