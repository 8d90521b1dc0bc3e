"""Convert the front matter of a note to the head of a handout; other keys are kept as comments."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from jiangyi.core import limits
from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.decode import CONTROL
from jiangyi.importing.emit import escape_inline
from jiangyi.readers import find_handout_key

COMMENT = re.compile(r"""^(?:[^"'#]|"[^"]*"|'[^']*')*?(?:^|\s)\#+\s*(?P<words>\S.*)$""")
LIST_KEYS = ("authors", "tags")
TAKEN = ("title", "subtitle", "series", "subject", "authors", "date", "version", "lang", "tags", "summary")
"""The keys of a handout whose values notes have too."""
PLAIN_KEYS = ("date", "subject", "version")


@dataclass
class NoteFrontMatter:
    """Front matter as data and as comment lines; `lines` is the number of lines of the note it occupies."""

    head: dict[str, Any] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    lines: int = 0
    broken: str = ""
    """The text of front matter that is not valid YAML."""


def parse_front_matter(lines: list[str], log: DecisionLog) -> NoteFrontMatter:
    """Parse the front matter between two lines of hyphens at the beginning; the result is empty where there is none."""
    if not lines or lines[0].rstrip() != "---":
        return NoteFrontMatter()
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        return NoteFrontMatter()
    text = "\n".join(lines[1:end]).replace("\t", "  ")
    try:
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - this loader makes nothing but texts
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        log.add(1, "front-matter-broken", shorten(str(getattr(error, "problem", None) or error), 60))
        return NoteFrontMatter(lines=end + 1, broken=text)
    if _measure(data, {}) > len(text) + limits.YAML_REPEATED.value:
        log.add(1, "front-matter-broken", limits.YAML_REPEATED.explain().localize())
        return NoteFrontMatter(lines=end + 1, broken=text)
    data = _clean(data)
    if data in (None, "") and not text.strip():
        return NoteFrontMatter(lines=end + 1)
    if not isinstance(data, dict):
        if re.search(r"[^\W_]", text) and not re.search(r"^\w+:", text, re.MULTILINE):
            return NoteFrontMatter()  # two rules with a paragraph between
        log.add(1, "front-matter-broken", shorten(text, 60))
        return NoteFrontMatter(lines=end + 1, broken=text)
    front = NoteFrontMatter(lines=end + 1)
    for number, line in enumerate(lines[1:end], 2):
        comment = COMMENT.search(line)
        if comment:
            front.comments.append(f"# {comment['words']}")
            log.add(number, "comment", comment["words"])
    for key, value in data.items():
        name = find_handout_key(str(key))
        made = _convert_value(name, value) if name in TAKEN and name not in front.head else None
        if name and made:
            front.head[name] = made
            log.add(1, "front-matter", f"{key}: {shorten(str(value))}", name)
        elif value not in ("", [], None):
            front.comments += _format_comment(str(key), value)
            log.add(1, "front-matter-kept", f"{key}: {value}")
    return front


def _measure(value: Any, known: dict[int, float]) -> float:
    """The number of characters and values with aliases expanded; infinite for a value that contains itself."""
    if isinstance(value, str):
        return len(value) + 1
    if id(value) not in known:
        known[id(value)] = math.inf
        inner = (*value, *value.values()) if isinstance(value, dict) else value or ()
        known[id(value)] = 1 + sum(_measure(one, known) for one in inner)
    return known[id(value)]


def _clean(value: Any) -> Any:
    """A value without the characters that no text can hold, which escapes may stand for."""
    if isinstance(value, str):
        return CONTROL.sub("", value)
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(inner) for key, inner in value.items()}
    return value


def _convert_value(name: str, value: Any) -> Any:
    """A value in the form that the handout needs, or None where it does not fit."""
    if name in LIST_KEYS:
        words = re.split(r"[,，、;；]\s*|\s+(?=#)", value) if isinstance(value, str) else value if isinstance(value, list) else []
        found = [str(word).strip().lstrip("#") for word in words if isinstance(word, str) and word.strip().lstrip("#")]
        return list(dict.fromkeys(found)) or None
    if name == "series":
        return {"name": value.strip()} if isinstance(value, str) and value.strip() else None
    if not isinstance(value, str) or not value.strip():
        return None
    text = " ".join(value.split())
    return text if name in PLAIN_KEYS else escape_inline(text)


def _format_comment(key: str, value: Any) -> list[str]:
    dumped = yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=110)
    return [f"# {line}" for line in dumped.splitlines()]
