"""Edits of a text as data, and a text that is edited several times and keeps track of each original character.

The rules are independent of handouts: they turn a text into edits. `check` reports the edits and `fix` applies them to the file,
so both always agree.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters from `start` to before `end` by `text`; `rule` is the code of the diagnostic."""

    start: int
    end: int
    text: str
    rule: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits to a text. They must not overlap; their order does not matter."""
    out, at = [], 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])


NEW = -1


@dataclass(slots=True)
class EditedText:
    """A text that is edited several times, with the origin of each of its characters."""

    original: str
    text: str = ""
    origins: "array[int]" = field(init=False)
    """The offset of each character in the original, or NEW."""
    rules: list[str] = field(default_factory=list)
    """For each new character the rule that inserted it."""
    removed: dict[int, str] = field(default_factory=dict)
    """The offsets removed from the original, each with the rule that removed it."""

    def __post_init__(self) -> None:
        """Start with the original text."""
        self.text, self.origins, self.rules = self.original, array("q", range(len(self.original))), [""] * len(self.original)

    def apply(self, edits: Iterable[Edit]) -> None:
        """Apply edits to the current text, in one pass over it."""
        ordered = sorted(edits, key=lambda e: (e.start, e.end))
        origins, rules, at = array("q"), list[str](), 0
        for edit in ordered:
            origins += self.origins[at : edit.start] + array("q", [NEW]) * len(edit.text)
            rules += self.rules[at : edit.start] + [edit.rule] * len(edit.text)
            self.removed |= {place: edit.rule for place in self.origins[edit.start : edit.end] if place != NEW}
            at = edit.end
        self.text, self.origins, self.rules = apply_edits(self.text, ordered), origins + self.origins[at:], rules + self.rules[at:]

    def merge_edits(self) -> Iterator[Edit]:
        """The minimal edits from the original to the current text, in order."""
        at, made = 0, 0
        for place, origin in enumerate([*self.origins, len(self.original)]):
            if origin != NEW:
                if (at, made) != (origin, place):
                    yield from self._between(at, origin, made, place)
                at, made = origin + 1, place + 1

    def _between(self, start: int, end: int, made: int, until: int) -> Iterator[Edit]:
        """The edits between two characters that stayed: one a character where equally many were inserted and removed."""
        text, rules = self.text[made:until], self.rules[made:until]
        if len(text) == end - start:
            for offset, character in enumerate(text):
                if character != self.original[start + offset]:
                    yield Edit(start + offset, start + offset + 1, character, rules[offset])
        elif text != self.original[start:end]:
            yield Edit(start, end, text, rules[0] if rules else self.removed[start])
