"""The printed page of a place in an EPUB, for indexes."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from lxml import etree

from jiangyi.pagination.page_list import MarkedFiles
from jiangyi.pagination.page_starts import GRAPHICS, get_local_name


class PrintedPages:
    """The printed pages of the elements in the files of an EPUB, by their page marks."""

    def __init__(self, marked: MarkedFiles) -> None:
        self.marked = marked
        self._pages: dict[str, Mapping[str, str]] = {}

    def find(self, file: str, name: str) -> str:
        """The label of the page on which an element begins; empty where it is not known."""
        if file not in self._first_pages:
            return ""
        if file not in self._pages:
            self._pages[file] = dict(self._list_pages(file))
        return self._pages[file].get(name, "")

    @cached_property
    def _first_pages(self) -> Mapping[str, str]:
        """The page that each file begins on; nothing where no page is known."""
        last = {mark.file: mark.label for mark in self.marked.marks}
        found, page = {}, ""
        for file in self.marked.files if last else ():
            found[file], page = page, last.get(file, page)
        return found

    def _list_pages(self, file: str) -> Iterator[tuple[str, str]]:
        """The page of each element with an id: that of its first words or graphic, which a mark may stand before within the element."""
        labels = {mark.id: mark.label for mark in self.marked.marks if mark.file == file}
        page, waiting = self._first_pages[file], list[str]()
        tree = etree.fromstring(self.marked.files[file].encode())
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            name = element.get("id") if event == "start" else None
            if name in labels:
                page = labels[name]
            elif name:
                waiting.append(name)
            text = element.text if event == "start" else element.tail
            if get_local_name(element) in GRAPHICS or (text and not text.isspace()):
                yield from ((one, page) for one in waiting)
                waiting.clear()
        yield from ((one, page) for one in waiting)
