"""The sort keys of titles and names in the metadata of an EPUB, by which e-readers and libraries order them."""

import re
from collections.abc import Sequence

from jiangyi.core import Report
from jiangyi.store import StoredMemo, plain_memo

MARKS = re.compile(r"[^\w\s\x00-\x7f]+")
ARTICLE = re.compile(r"(?:a|an|the)\s+(?=\S)", re.IGNORECASE)


PINYIN: StoredMemo[list[str]] = plain_memo("pinyin", list[str])
"""Of words, one in a line; kept in the store, because the dictionary takes longer to load than most files to write."""


def sort_keys(words: Sequence[str], lang: str) -> list[str]:
    """The sort keys of words in catalogues: pinyin for Chinese, English with its article moved to the end, else the words as they are."""
    if lang.lower().startswith("zh"):
        found = PINYIN.get_or_compute("\n".join(words), lambda _: [_to_pinyin(one) for one in words], Report())
        return found if len(found) == len(words) else [_to_pinyin(one) for one in words]
    return [_move_article(one) for one in words] if lang.lower().startswith("en") else list(words)


def _to_pinyin(words: str) -> str:
    """Pinyin without the marks of Chinese, which catalogues do not sort by; those of ASCII, as in C++, belong to their words."""
    from pypinyin import lazy_pinyin

    return " ".join(" ".join(lazy_pinyin(MARKS.sub(" ", words))).split())


def _move_article(words: str) -> str:
    article = ARTICLE.match(words)
    return f"{words[article.end() :]}, {article[0].strip()}" if article else words
