"""What a copy shows of its recipient: a line in the margin of every page, and a sentence in the colophon.

The mark is visible and says so; nothing else of a copy differs, so that no reader carries what he does not know of.
"""

import string
from dataclasses import dataclass

from jiangyi.copies.recipients import Recipient
from jiangyi.core import Message

SEPARATOR = " · "
STATEMENT = Message(
    "This copy was made for {name}, number {number}. The name stands in the margin of every page; there are no hidden marks.",
    "本册为 {name} 制作，编号 {number}。姓名印在每页的页边，此外没有任何隐藏的标记。",
)
"""In the colophon."""


@dataclass(frozen=True)
class CopyMark:
    """What is shown on a copy."""

    name: str
    number: str
    note: str = ""

    @classmethod
    def of(cls, recipient: Recipient) -> "CopyMark":
        """The mark of a recipient."""
        return cls(recipient.name, recipient.number, recipient.note)

    @property
    def line(self) -> str:
        """The line in the margin."""
        return SEPARATOR.join(filter(None, (self.name, self.number, self.note)))

    def state(self, *, chinese: bool) -> str:
        """The sentence in the colophon of a book in Chinese or another language."""
        values = {"name": SEPARATOR.join(filter(None, (self.name, self.note))), "number": self.number}
        return (STATEMENT.zh if chinese else STATEMENT.en).format(**values)


def list_common_words(*, chinese: bool) -> str:
    """The characters that the sentences of all copies have in common, and digits, which the numbers of most have."""
    return CopyMark("", SEPARATOR + string.digits).state(chinese=chinese)
