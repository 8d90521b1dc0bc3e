"""The words after the opening fence of a code block, as VitePress, Docusaurus, MkDocs, Quarto and others write them."""

import re
from typing import NamedTuple

LANGUAGE = re.compile(r"\{?\.?(?P<language>[A-Za-z][\w+#.-]*)")
TITLE = re.compile(
    r"(?:title|filename|caption|name|lst-cap)\s*[=:]\s*"
    r"(?:\"(?P<quoted>[^\"]*)\"|“(?P<curly>[^”]*)”|'(?P<single>[^']*)'|(?P<bare>[^\s,}]+))"
)
BRACKETED = re.compile(r"\[(?P<words>[^\[\]]+)\]")
SETTING = re.compile(
    r"\{[^{}]*\}?|:?(?:no-)?line-?numbers(?:=\w+)?|showLineNumbers|hl_lines=(?:\"[^\"]*\"|\S+)|linenums=(?:\"[^\"]*\"|\S+)"
    r"|\b\w+=(?:TRUE|FALSE|true|false|T|F)\b,?|twoslash|noplayground|editable|no_run|ignore"
)
"""What programs are told about the display of code."""


class FenceInfo(NamedTuple):
    """The language and the caption of a code block, and the settings that a page of paper has no use for."""

    language: str
    caption: str
    settings: str


def parse_fence_info(words: str) -> FenceInfo:
    """Parse what stands after an opening fence."""
    found = LANGUAGE.match(words)
    language = found["language"] if found else ""
    rest = words[found.end() :] if found else words
    title = TITLE.search(rest)
    caption = next((value for value in title.groups() if value), "") if title else ""
    rest = rest[: title.start()] + rest[title.end() :] if title else rest
    bracketed = BRACKETED.search(rest)
    if bracketed and not caption:
        caption = bracketed["words"]
        rest = rest[: bracketed.start()] + rest[bracketed.end() :]
    settings = " ".join(match.group() for match in SETTING.finditer(rest))
    rest = SETTING.sub("", rest).strip(" ,}")
    return FenceInfo(language, caption or rest, settings)
