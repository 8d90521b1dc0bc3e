"""The texts of the application in both languages, a table for each screen."""

from collections.abc import Mapping

from jiangyi.core import Message
from jiangyi.studio.words import application, book, check, editor, forms, handout, intake, output, start

TABLES: tuple[Mapping[str, Message], ...] = (
    *(application.WORDS, start.WORDS, handout.WORDS, intake.WORDS),
    *(forms.WORDS, book.WORDS, output.WORDS, check.WORDS, editor.WORDS),
)


def collect_words() -> dict[str, dict[str, str]]:
    """Every text by language and name. The scripts replace placeholders. Raises ValueError where two tables use one name."""
    words: dict[str, Message] = {}
    for table in TABLES:
        if twice := words.keys() & table.keys():
            raise ValueError(f"used twice: {sorted(twice)}")
        words |= table
    return {"en": {name: word.en for name, word in words.items()}, "zh": {name: word.zh for name, word in words.items()}}
