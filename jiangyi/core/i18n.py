"""Messages for users in English and Chinese, chosen by the locale of the machine."""

import locale
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

TOKEN = re.compile(r"\{\{|\}\}|\{(?P<name>\w+)(?::(?P<one>[^{}|]+)\|(?P<more>[^{}|]+))?\}")
"""Doubled braces, and placeholders."""
_READER_IS_CHINESE: ContextVar[bool | None] = ContextVar("reader_is_chinese", default=None)


@dataclass(frozen=True, slots=True)
class Message:
    """A message in both languages; `{name}` is a placeholder for a value, `{{` and `}}` are braces.

    `{count:page|pages}` is a number with the form of the word that goes with it: 1 page, 2 pages.
    """

    en: str
    zh: str

    def localize(self, **values: object) -> str:
        """The message in the user's language with its placeholders replaced."""
        return TOKEN.sub(lambda token: _replace(token, values), self.zh if is_chinese_locale() else self.en)

    @property
    def placeholders(self) -> frozenset[str]:
        """The names of its placeholders."""
        return frozenset(token["name"] for token in TOKEN.finditer(self.en) if token["name"])


def _replace(token: re.Match[str], values: Mapping[str, object]) -> str:
    """The text for a doubled brace or a placeholder; a placeholder without a value stays as it is."""
    if token["name"] is None:
        return token.group()[0]
    if token["name"] not in values:
        return token.group()
    value = str(values[token["name"]])
    return f"{value} {token['one'] if value == '1' else token['more']}" if token["one"] else value


def escape_placeholders(words: str) -> str:
    """Words of somebody else as a part of a message: their braces are no placeholders."""
    return words.replace("{", "{{").replace("}", "}}")


def localize(en: str, zh: str, **values: object) -> str:
    """The text of a message in the user's language."""
    return Message(en, zh).localize(**values)


@contextmanager
def speak(*, chinese: bool) -> Iterator[None]:
    """Choose the language of messages in the `with` block, for a reader whose language is known."""
    token = _READER_IS_CHINESE.set(chinese)
    try:
        yield
    finally:
        _READER_IS_CHINESE.reset(token)


def is_chinese_locale() -> bool:
    """True for Chinese: as `speak` says, else by the first of LC_ALL, LC_MESSAGES and LANG that is set, else by the system's setting."""
    chosen = _READER_IS_CHINESE.get()
    if chosen is not None:
        return chosen
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    return (named or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))
