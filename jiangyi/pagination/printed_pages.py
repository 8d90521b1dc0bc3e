"""The printed page of a place in an EPUB, for indexes."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property
from html import escape

from jiangyi.pagination.page_list import MarkedFiles

UP_TO_WORDS = re.compile(r"[^>]*>(?:\s*<(?!img|math|svg)[^>]*>)*")
"""From the id of an element to its first words or graphic: a page that begins with these is marked before or after the tags."""


class PrintedPages:
    """The printed pages of the places in the files of an EPUB, by their page marks."""

    def __init__(self, marked: MarkedFiles) -> None:
        self.marked = marked

    @cached_property
    def _marks(self) -> Mapping[str, tuple[str, list[int], list[str]]]:
        """Of each file the page that it begins on, and the place and label of each mark in it."""
        own: dict[str, dict[int, str]] = {name: {} for name in self.marked.files}
        for mark in self.marked.marks:
            own[mark.file][self.marked.files[mark.file].index(f'id="{mark.id}"')] = mark.label
        found, page = {}, ""
        for name, labels in own.items():
            found[name] = (page, sorted(labels), [labels[place] for place in sorted(labels)])
            page = found[name][2][-1] if labels else page
        return found

    def find(self, file: str, name: str) -> str:
        """The label of the page on which an element begins; empty where it is not known."""
        html = self.marked.files.get(file, "")
        place = html.find(f' id="{escape(name)}"')
        words = UP_TO_WORDS.match(html, place)
        if not self.marked.marks or place < 0 or not words:
            return ""
        page, places, labels = self._marks[file]
        before = bisect_left(places, words.end())
        return labels[before - 1] if before else page
