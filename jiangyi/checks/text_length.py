"""Count the length of a text as examiners do."""

import re

COUNTED = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:[.,:'’%/-][A-Za-z0-9\u00c0-\u024f]+)*%?|\S")


def count_characters(text: str) -> int:
    """The length of a text: Han characters and punctuation marks count one each, and so does a Latin word or a number."""
    return len(COUNTED.findall(text))
