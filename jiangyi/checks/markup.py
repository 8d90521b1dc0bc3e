"""Check for markup that is not part of the handout format."""

import re

from jiangyi.core import Report
from jiangyi.model import Manuscript, Raw, Str, inline

BRACES = re.compile(r"\{[#.:][ ]*\}|\{#[\w-]+[^{}\n]*$|\{(?:[#.:](?=\s?[\w#.])|[^\W\d][\w-]*\s?[=＝])[^{}\n]*\}|\{[^{}\W]+[：:][^{}\n]*\}")
GAP = "\ufffc"
"""Stands for inline content without text, so that the words around it do not meet."""
HTML = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--")
TYPED = re.compile(rf"(?<!\\)(?:{HTML.pattern})")
"""A tag as typed, not escaped."""


def check_html_tags(manuscript: Manuscript, report: Report) -> None:
    """Report HTML tags, which are printed literally; those of inline kinds with an end tag are none."""
    if "<" not in manuscript.source.text:
        return
    typed = set(TYPED.findall(manuscript.source.text))
    for block, item in manuscript.find_inlines(Str):
        match = next((match for match in HTML.finditer(item.text) if match.group() in typed), None) if "<" in item.text else None
        if match:
            report.add("html-as-text", manuscript.locate(block, match.group()))


def check_braces(manuscript: Manuscript, report: Report) -> None:
    r"""Report braces that look like attributes and are printed literally; `\{` is meant so."""
    typed = manuscript.source.text
    if not BRACES.search(typed):
        return
    escaped = {match.group() for match in BRACES.finditer(typed) if typed[max(0, match.start() - 1)] == "\\"}
    for block, text in manuscript.texts:
        words = "".join(item.text if isinstance(item, Str) else GAP for item in inline.walk_inlines(text.inlines))
        for match in BRACES.finditer(words):
            if match.group() not in escaped:
                report.add("braces-printed", manuscript.locate(block, match.group()), braces=match.group())


def check_raw_blocks(manuscript: Manuscript, report: Report) -> None:
    """Report raw blocks, which are printed literally."""
    for block in manuscript.find_blocks(Raw):
        report.add("raw-printed", manuscript.locate(block))
