"""The front matter of notes of other programs as the head of a handout: their keys as ours; what has no place is reported."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from jiangyi.core import DataPath, LocatedData, Report, Span
from jiangyi.model import Handout, find_field, list_names, name_field
from jiangyi.readers.near_words import find_closest

NOTE_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "created": "date", "author": "authors", "tag": "tags", "keywords": "tags", "description": "summary", "language": "lang",
    }
)  # fmt: skip
"""The key of a handout for each key of notes."""


def find_handout_key(word: str) -> str:
    """The key of a handout that a key of a note stands for, its own keys among them, also in Chinese; "" where there is none."""
    return NOTE_KEYS.get(word.strip().lower(), "") or find_field(Handout, word)


_FOREIGN = """
hide home heroImage heroText hero tagline features actions action details footerHtml dateCreated datetime lastUpdated contributors
aliases alias category categories cssclass cssclasses updated modified lastmod mtime ctime created_at updated_at publish published
permalink slug url link draft layout type status image img cover_image thumbnail banner icon order weight sort sidebar
sidebar_position sidebar_label nav navbar toc comments comment math mathjax katex mermaid copyright top sticky star archive
article index feed head abbrlink password encrypt excerpt headerdepth outline prev next editlink footer pageclass search format
editor bibliography csl jupyter execute output params number-sections geometry documentclass fontsize mainfont linkcolor
colorlinks up down related parent cards-deck typora-root-url typora-copy-images-to kanban-plugin excalidraw-plugin collapsed
hide_title id_note uuid rating progress deadline due 分类 类别 别名 状态 创建时间 修改时间 更新时间 来源网址 封面
"""
FOREIGN_KEYS = frozenset(_FOREIGN.lower().split())
"""Keys of Obsidian, Hexo, Hugo, Jekyll, VuePress, Docusaurus, Quarto and R Markdown that mean nothing on paper."""
OPTIONS = {
    word: option
    for option, words in {"--paper": "paper papersize 纸张 纸型 开本", "--edition": "edition", "--copies": "copies 份数"}.items()
    for word in words.split()
}
"""What is no key but an option of `build`."""
MISSPELT = 0.65
"""The likeness from which a key is a misspelling of one of ours."""
LIST_KEYS = ("authors", "tags")
WORD_SEPARATORS = re.compile(r"[,，、;；]\s*|(?<!\s)\s+(?=#)")


def adapt_head(located: LocatedData, report: Report) -> LocatedData:
    """The head with the keys of other programs as ours. Of a note that has such keys, values that fit nowhere are left out too.

    A key that resembles one of ours stays, so that it is reported as a misspelling.
    """
    data: dict[str, Any] = {}
    moved: dict[str, str] = {}
    own = Handout.model_fields
    is_foreign = any(str(key).lower() in FOREIGN_KEYS for key in located.data)
    for key, value in located.data.items():
        name = find_handout_key(str(key))
        if key in LIST_KEYS and isinstance(value, str) and "#" in value:
            data[key] = _convert(key, value)
        elif key in own and (not is_foreign or _fits(key, value)):
            data[key] = value
        elif name and name not in located.data and name not in data and _fits(name, _convert(name, value)):
            data[name], moved[name] = _convert(name, value), key
        elif key in own and is_foreign and _fits(key, _convert(key, value)):
            data[key] = _convert(key, value)
        elif str(key).lower() in FOREIGN_KEYS or name or (key in own and is_foreign) or not find_closest(str(key), sorted(own), MISSPELT):
            option = OPTIONS.get(str(key).lower(), "")
            known = "" if option else list_names(name_field(Handout, name) for name in own)
            report.add("key-left-out", located.key_span((key,)), key=key, known=known, option=option and f"{option} {value}")
        else:
            data[key] = value
    if data == located.data:
        return located
    kept = {key for key in data if data[key] is located.data.get(key)}
    return replace(
        located,
        data=data,
        value_spans=_move(located.value_spans, moved),
        key_spans=_move(located.key_spans, moved),
        scalars={path: token for path, token in located.scalars.items() if path and path[0] in kept},
    )


def _move(spans: Mapping[DataPath, Span], moved: Mapping[str, str]) -> dict[DataPath, Span]:
    back = {old: new for new, old in moved.items()}
    return {(back.get(str(path[0]), path[0]), *path[1:]) if path else path: span for path, span in spans.items()}


def _fits(key: str, value: Any) -> bool:
    """Whether a handout takes a value for a key."""
    try:
        Handout.model_validate({"title": "…", key: value}, context={"notes": {}})
    except ValidationError:
        return False
    return value not in (None, "", [], {})


def _convert(key: str, value: Any) -> Any:
    """A value of another program in the form that the key needs, as far as that can be told."""
    if key in LIST_KEYS:
        words = WORD_SEPARATORS.split(value) if isinstance(value, str) else value if isinstance(value, list) else [value]
        named = [word.get("name", "") if isinstance(word, dict) else word for word in words]
        return list(dict.fromkeys(found for word in named if (found := str(word or "").strip().lstrip("#"))))
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value
