"""Regular expressions that are compiled when they are first used: those for rare cases, and large ones, which take milliseconds."""

import re
from typing import Any, cast


class _LatePattern:
    """A pattern whose attributes are those of the compiled one; each is looked up there once, so that it costs no more afterwards."""

    def __init__(self, pattern: str, flags: re.RegexFlag) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = self.__dict__[name] = getattr(re.compile(*self._source), name)
        return value


def compile_late(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A pattern like that of `re.compile`, compiled when one of its methods is first called. An error is raised only then."""
    return cast("re.Pattern[str]", _LatePattern(pattern, flags))
