"""How long a text is, as examiners count it."""

import re

COUNTED = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:[.,:'’%/-][A-Za-z0-9\u00c0-\u024f]+)*%?|\S")


def count_characters(text: str) -> int:
    """How many characters a text has: each Han character and each mark is one, a word or number of Latin script is one too."""
    return len(COUNTED.findall(text))
