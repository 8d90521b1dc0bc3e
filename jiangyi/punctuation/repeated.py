"""Remove marks that were typed twice by mistake, where it is certain which one is meant."""

from collections.abc import Iterator

from jiangyi.core import compile_late
from jiangyi.punctuation.edits import Edit

RULE = "mark-repeated"
DOUBLED = compile_late("(?P<mark>[，；：])(?P=mark)+|(?<!。)。。(?!。)|(?P<exclaimed>[！？])(?P=exclaimed){3,}")
LONGEST = 3
"""！ and ？ may be repeated up to three times (GB/T 15834-2011 §4.2, §4.3)."""


def remove_repeated_marks(text: str, mask: bytearray) -> Iterator[Edit]:
    """An edit for each mark that is repeated. 、、 stays, since a word may be missing between the two."""
    for match in DOUBLED.finditer(text):
        if not any(mask[match.start() : match.end()]):
            kept = LONGEST if match["exclaimed"] else 1
            yield Edit(match.start() + kept, match.end(), "", RULE)
