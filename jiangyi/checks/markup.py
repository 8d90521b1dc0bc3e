"""Check for markup that is not part of the handout format."""

import re

from jiangyi.core import Report
from jiangyi.model import InlineImage, Manuscript, Raw, Str

HTML = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--")


def check_html_tags(manuscript: Manuscript, report: Report) -> None:
    """Report HTML tags, which are printed literally."""
    for block, item in manuscript.find_inlines(Str):
        match = HTML.search(item.text) if "<" in item.text else None
        if match:
            report.add("html-as-text", manuscript.locate(block, match.group()))


def check_inline_pictures(manuscript: Manuscript, report: Report) -> None:
    """Report pictures within a paragraph; a picture needs a paragraph of its own."""
    for block, item in manuscript.find_inlines(InlineImage):
        report.add("picture-inline", manuscript.locate(block, f"![{item.alt}]"))


def check_raw_blocks(manuscript: Manuscript, report: Report) -> None:
    """Report raw blocks, which are printed literally."""
    for block in manuscript.find_blocks(Raw):
        report.add("raw-printed", manuscript.locate(block))
