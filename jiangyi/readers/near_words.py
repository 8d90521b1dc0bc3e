"""Suggestions for misspelt names."""

from collections.abc import Sequence


def find_closest(word: str, known: Sequence[str], likeness: float = 0.6) -> str:
    """The known word that is most similar to a word; empty where none is as similar as `likeness`, from 0 to 1."""
    import difflib

    return next(iter(difflib.get_close_matches(word.lower(), known, 1, likeness)), "")
