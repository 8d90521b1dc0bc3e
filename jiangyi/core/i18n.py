"""Messages for users in English and Chinese, chosen by the locale of the machine."""

import locale
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\{(\w+)\}")
TOKEN = re.compile(r"\{\{|\}\}|\{(?P<name>\w+)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A message in both languages; `{name}` is a placeholder for a value, `{{` and `}}` are braces."""

    en: str
    zh: str

    def localize(self, **values: object) -> str:
        """The message in the user's language with its placeholders replaced."""
        return TOKEN.sub(lambda token: _replace(token, values), self.zh if is_chinese_locale() else self.en)

    @property
    def placeholders(self) -> frozenset[str]:
        """The names of its placeholders."""
        return frozenset(PLACEHOLDER.findall(self.en))


def _replace(token: re.Match[str], values: Mapping[str, object]) -> str:
    """The text for a doubled brace or a placeholder; a placeholder without a value stays as it is."""
    if token["name"] is None:
        return token.group()[0]
    return str(values.get(token["name"], token.group()))


def escape_placeholders(words: str) -> str:
    """Words of somebody else as a part of a message: their braces are no placeholders."""
    return words.replace("{", "{{").replace("}", "}}")


def localize(en: str, zh: str, **values: object) -> str:
    """The text of a message in the user's language."""
    return Message(en, zh).localize(**values)


def is_chinese_locale() -> bool:
    """True for a Chinese locale: by the first of LC_ALL, LC_MESSAGES and LANG that is set, else by the system's setting."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    return (named or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))
