"""Copies of a web page: the paragraph that is empty in the page names the recipient."""

import re
from dataclasses import dataclass
from functools import cached_property
from html import escape

from jiangyi.copies.mark import CopyMark

SLOT = b'<p class="copy-owner" hidden></p>'
"""What a page has for it (templates/web/page.html.j2)."""
LANG = re.compile(rb'<html[^>]*? lang="([^"]*)"')


@dataclass(frozen=True)
class HtmlBase:
    """A web page without a recipient."""

    data: bytes

    def list_missing(self, mark: CopyMark) -> tuple[str, ...]:
        """A browser has fonts of its own: nothing is known to be missing."""
        del mark
        return ()

    @property
    def shared(self) -> bytes:
        """What is before the paragraph."""
        return self._pieces[0]

    def complete(self, mark: CopyMark) -> bytes:
        """The paragraph of a recipient and what is behind it."""
        _, behind, is_chinese = self._pieces
        words = f'<p class="copy-owner">{escape(mark.line)}<br>{escape(mark.state(chinese=is_chinese))}</p>'
        return words.encode() + behind

    @cached_property
    def _pieces(self) -> tuple[bytes, bytes, bool]:
        """What is before and behind the paragraph, and whether the page is in Chinese. Raises ValueError where it has none."""
        before, slot, behind = self.data.rpartition(SLOT)
        if not slot:
            raise ValueError(SLOT)
        found = LANG.search(before)
        return before, behind, found is not None and found[1].startswith(b"zh")
