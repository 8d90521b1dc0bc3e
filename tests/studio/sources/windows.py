"""A window of the studio for tests: it keeps a text in step with its file as templates/studio/source_store.js does."""

from collections.abc import Callable
from typing import Any

Save = Callable[[str, str], dict[str, Any]]
"""What the server answers for a text and the version that it is based on."""
Read = Callable[[], dict[str, Any]]


class Window:
    """A window; the user keeps both variants in a conflict."""

    def __init__(self, read: Read, save: Save) -> None:
        self.read, self.send = read, save
        shown = read()
        self.text, self.base, self.is_dirty = shown["text"], shown["version"], False

    def type(self, word: str, line: int) -> None:
        """Type a word at the end of a line, or as a line of its own."""
        lines = self.text.split("\n")
        at = line % len(lines)
        lines[at : at + 1] = [word, lines[at]] if line % 3 == 0 else [lines[at] + word]
        self.text, self.is_dirty = "\n".join(lines), True

    def save(self, typed: str = "") -> None:
        """Save, while something more is typed."""
        if not self.is_dirty:
            return
        sent, answer = self.text, self.send(self.text, self.base)
        if typed:
            self.type(typed, 1)
        if answer["state"] == "conflict":
            self.text, self.base = answer["both"] if self.text == sent else f"{answer['both']}\n{typed}", answer["version"]
        elif answer["state"] == "merged" and self.text == sent:
            self.text, self.base, self.is_dirty = answer["text"], answer["version"], False
        else:
            self.base = answer["mine"] if answer["state"] == "merged" else answer["version"]
            self.is_dirty = self.text != sent or answer["state"] == "merged"

    def look(self) -> None:
        """The event stream tells of another version."""
        if not self.is_dirty:
            shown = self.read()
            self.text, self.base = shown["text"], shown["version"]
