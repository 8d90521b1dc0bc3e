"""Words for people, in English and Chinese, chosen by the locale of the machine."""

import locale
import os
import re
from dataclasses import dataclass
from functools import cache

BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """One message in both languages; `{name}` stands for a value that is filled in when it is said."""

    en: str
    zh: str

    def say(self, **values: object) -> str:
        """The message in the user's language with its blanks filled."""
        return (self.zh if speaks_chinese() else self.en).format(**values)

    @property
    def blanks(self) -> frozenset[str]:
        """The names of the values that the message needs."""
        return frozenset(BLANK.findall(self.en))


def say(en: str, zh: str, **values: object) -> str:
    """Say a message of both languages in the user's own."""
    return Words(en, zh).say(**values)


@cache
def speaks_chinese() -> bool:
    """Whether the user reads Chinese: the first of LC_ALL, LC_MESSAGES, LANG that is set, else the system's own setting."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    return (named or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))
