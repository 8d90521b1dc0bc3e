"""Nothing that is no text of ours stands in the text."""

import re

from jiangyi.checks.inlines import iterate_inlines
from jiangyi.core import Report
from jiangyi.model import InlineImage, Manuscript, Raw, Str

HTML = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--")


def check_html_tags(manuscript: Manuscript, report: Report) -> None:
    """HTML tags in a text are printed as they stand."""
    for block, item in iterate_inlines(manuscript):
        match = HTML.search(item.text) if isinstance(item, Str) else None
        if match:
            report.add("html-as-text", manuscript.locate(block, match.group()))


def check_inline_pictures(manuscript: Manuscript, report: Report) -> None:
    """A picture has a line of its own."""
    for block, item in iterate_inlines(manuscript):
        if isinstance(item, InlineImage):
            report.add("picture-inline", manuscript.locate(block, f"![{item.alt}]"))


def check_raw_blocks(manuscript: Manuscript, report: Report) -> None:
    """What no reader understood is printed as it stands."""
    for block in manuscript.blocks:
        if isinstance(block, Raw):
            report.add("raw-printed", manuscript.locate(block))
