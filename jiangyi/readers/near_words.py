"""Suggestions for misspelt names."""

from collections.abc import Sequence


def find_closest(word: str, known: Sequence[str]) -> str:
    """The known word that is most similar to a word; empty where none is similar."""
    import difflib

    return next(iter(difflib.get_close_matches(word.lower(), known, 1, 0.6)), "")
