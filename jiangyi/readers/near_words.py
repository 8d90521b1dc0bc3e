"""Suggestions for misspelt names."""

from collections.abc import Iterable, Sequence
from itertools import islice

from jiangyi.core import compile_late

LONGEST = 100
"""In characters; a longer word is no misspelt name, and comparing takes the square of the length."""
HAN_WORD = compile_late(r"[\u4e00-\u9fff]{2,3}")
"""A word of so few characters that its likeness says little."""
MOST_KNOWN, MOST_UNKNOWN = 1000, 50
"""How many names are compared: with more, whoever reads the messages is not helped by a suggestion for each."""


def find_closest(word: str, known: Sequence[str], likeness: float = 0.6) -> str:
    """The known word that is most similar to a word; empty where none is as similar as `likeness`, from 0 to 1."""
    import difflib

    if len(word) > LONGEST:
        return ""
    candidates = [name for name in islice(known, MOST_KNOWN) if len(name) <= LONGEST]
    if HAN_WORD.fullmatch(word):
        return _find_han(word, candidates)
    return next(iter(difflib.get_close_matches(word.lower(), candidates, 1, likeness)), "")


def _find_han(word: str, known: Sequence[str]) -> str:
    """The only known word that differs from a short one in one character; "" where there are several, of which any may be meant."""
    near = {name for name in known if len(name) == len(word) and sum(map(str.__ne__, name, word)) == 1}
    return near.pop() if len(near) == 1 else ""


class Suggestions:
    """Suggestions for many unknown names of one kind, of which each is looked up once."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = list(islice(known, MOST_KNOWN))
        self._found: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """The known name that is most similar to an unknown one; empty where there is none, or after many words."""
        if word not in self._found and len(self._found) < MOST_UNKNOWN:
            self._found[word] = find_closest(word, [name for name in self._known if name != word])
        return self._found.get(word, "")
