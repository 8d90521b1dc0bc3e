"""Words for people, in English and Chinese, chosen by the locale of the machine."""

import locale
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

BLANK = re.compile(r"\{(\w+)\}")
PART = re.compile(r"\{\{|\}\}|\{(?P<name>\w+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """One message in both languages; `{name}` stands for a value that is filled in when it is said."""

    en: str
    zh: str

    def say(self, **values: object) -> str:
        """The message in the user's language with its blanks filled."""
        return PART.sub(lambda part: _filled(part, values), self.zh if speaks_chinese() else self.en)

    @property
    def placeholders(self) -> frozenset[str]:
        """The names of the values that the message needs."""
        return frozenset(BLANK.findall(self.en))


def _filled(part: re.Match[str], values: Mapping[str, object]) -> str:
    """A doubled brace is one brace; a blank is its value, and what is no blank of ours stays as it is."""
    if part["name"] is None:
        return part.group()[0]
    return str(values.get(part["name"], part.group()))


def say(en: str, zh: str, **values: object) -> str:
    """Say a message of both languages in the user's own."""
    return Words(en, zh).say(**values)


def speaks_chinese() -> bool:
    """Whether the user reads Chinese: the first of LC_ALL, LC_MESSAGES, LANG that is set, else the system's own setting."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    return (named or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))
