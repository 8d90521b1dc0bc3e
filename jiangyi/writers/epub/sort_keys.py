"""The sort keys of titles and names in the metadata of an EPUB, by which e-readers and libraries order them."""

import re

from jiangyi.core import memoize


@memoize(1024)
def sort_key(words: str, lang: str) -> str:
    """The sort key of words in catalogues: pinyin for Chinese, English with its article moved to the end, else the words as they are."""
    if lang.lower().startswith("zh"):
        from pypinyin import lazy_pinyin

        return " ".join(" ".join(lazy_pinyin(words)).split())
    article = re.match(r"(?:a|an|the)\s+(?=\S)", words, re.IGNORECASE) if lang.lower().startswith("en") else None
    return f"{words[article.end() :]}, {article[0].strip()}" if article else words
