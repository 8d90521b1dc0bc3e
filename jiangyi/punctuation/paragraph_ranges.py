"""Split raw text into paragraphs; paired marks are matched within one paragraph."""

from collections.abc import Iterator

from jiangyi.core import compile_late

BREAK = compile_late(
    r"\n(?=[ \t\u3000\u00a0>]*(?:\n|\Z|[-*+|#:][ \t|:-]|\||#|\d{1,3}[.)、．）]|[(（][\w\u4e00-\u9fff]{1,3}[)）]|[①-⑳]"
    r"|[一二三四五六七八九十百]{1,4}、|第[一二三四五六七八九十百\d]+[编章节条讲]|[A-H][.、．)]))"
)
"""A line end before a blank line, list item, heading, table row or label."""


def find_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The range of each paragraph that is not blank, start and end, in order."""
    at = 0
    for match in BREAK.finditer(text):
        if text[at : match.start()].strip():
            yield at, match.start()
        at = match.end()
    if text[at:].strip():
        yield at, len(text)
