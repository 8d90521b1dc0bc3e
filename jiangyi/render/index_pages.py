"""The links of an index line in an e-book."""

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter

from jiangyi.model import get_labels
from jiangyi.passes import IndexEntry


def list_index_pages(line: IndexEntry, page_of: Callable[[str], str], lang: str) -> list[tuple[str, str]]:
    """The places of an index line with what their links are called: the printed page, each once.

    Where pages are not known, the second place and further ones are counted, in words that cannot be taken for pages.
    """
    pages = [(name, page_of(name)) for name in (line.id, *line.others)]
    if all(page for _, page in pages):
        return [next(group) for _, group in groupby(pages, itemgetter(1))]
    words = get_labels(lang)["further_place"]
    return [(name, words.format(number)) for number, name in enumerate(line.others, 2)]
