"""Read the order of the notes of a folder from its index: a note that is mostly a list of links, or the configuration of a site."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import yaml

INDEX_STEMS = (
    "summary",
    "_sidebar",
    "sidebar",
    "index",
    "readme",
    "_index",
    "目录",
    "总目录",
    "索引",
    "首页",
    "home",
    "moc",
    "toc",
    "contents",
)
"""Stems of notes that may be the index, the more certain ones first; any other note may be one too."""
ORDER_ONLY = ("summary", "_sidebar", "sidebar", "_navbar")
"""Stems of index notes of GitBook and docsify, which hold nothing but the order."""
SITE_FILES = ("mkdocs.yml", "mkdocs.yaml")
WIKI = re.compile(r"(?<!!)\[\[(?P<name>[^\[\]|#]+)(?:#[^\[\]|]*)?(?:\|[^\[\]]*)?\]\]")
LINK = re.compile(
    r"(?<![!\\])\[(?:\\.|[^\[\]\\])*\]\(\s*<?(?P<url>[^()<>\s#]+(?:%20[^()<>\s#]*)*)(?:#[^()\s]*)?>?(?:\s+[\"'][^\"']*[\"'])?\s*\)"
)
MOSTLY = 0.6
"""The share of lines with links from which a note is an index."""
NOTE_SUFFIX = re.compile(r"\.(?:md|markdown|mdx|txt|html?|docx)$", re.IGNORECASE)


def find_order(names: Iterable[str], read: Callable[[str], str | None]) -> tuple[str, list[str]]:
    """The file that holds the order of the others, "" where none does, and these in that order; `read` returns the text of a file."""
    known = list(names)
    paths = {NOTE_SUFFIX.sub("", name).lower(): name for name in reversed(known)}
    stems: dict[str, str] = {}
    for name in known:
        stems.setdefault(PurePosixPath(NOTE_SUFFIX.sub("", name)).name.lower(), name)
    for site in SITE_FILES:
        order = _read_site(read(site) or "", paths)
        if len(order) > 1:
            return site, order
    for name in sorted(known, key=_rank):
        if not name.lower().endswith((".md", ".markdown")) or (_rank(name)[1] == len(INDEX_STEMS) and "/" in name):
            continue
        order = _read_links(read(name) or "", name, paths, stems)
        if len(order) > 1:
            return name, order
    return "", []


def is_order_only(name: str) -> bool:
    """Whether a note holds nothing but the order of others by its name."""
    return PurePosixPath(name).stem.lower() in ORDER_ONLY


def _rank(name: str) -> tuple[int, int, str]:
    stem = PurePosixPath(name).stem.lower()
    return name.count("/"), INDEX_STEMS.index(stem) if stem in INDEX_STEMS else len(INDEX_STEMS), name


def _read_links(text: str, own: str, paths: Mapping[str, str], stems: Mapping[str, str]) -> list[str]:
    """The notes that a note links to in order, if most of its lines do so."""
    body = re.sub(r"\A---[ \t]*\n.*?\n---[ \t]*\n", "", text, flags=re.DOTALL)
    lines = [line for line in body.split("\n") if re.search(r"\w", line) and not line.startswith("#")]
    linked, found = 0, list[str]()
    for line in lines:
        targets = [name for name in (_resolve(target, own, paths, stems) for target in _find_targets(line)) if name and name != own]
        linked += bool(targets)
        found += targets
    is_index = bool(lines) and linked >= MOSTLY * len(lines)
    return list(dict.fromkeys(found)) if is_index else []


def _find_targets(line: str) -> Iterator[str]:
    places = [(match.start(), match["name"]) for match in WIKI.finditer(line)]
    places += [(match.start(), unquote(match["url"])) for match in LINK.finditer(line)]
    yield from (target for _, target in sorted(places))


def _resolve(target: str, own: str, paths: Mapping[str, str], stems: Mapping[str, str]) -> str:
    """The file that a link names: relative to the note, to the folder, or by its name alone."""
    if re.match(r"[a-z][a-z0-9+.-]*:", target, re.IGNORECASE):
        return ""
    plain = NOTE_SUFFIX.sub("", target.strip().removeprefix("./")).strip("/").lower()
    parts: list[str] = []
    for part in (*PurePosixPath(own).parent.parts, *PurePosixPath(plain).parts):
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part.lower())
    beside = "/".join(parts)
    return next((paths[path] for path in (beside, plain, f"{beside}/readme", f"{beside}/index") if path in paths), stems.get(plain, ""))


def _read_site(text: str, paths: Mapping[str, str]) -> list[str]:
    """The notes in the navigation of an MkDocs site, in order."""
    match = re.search(r"^nav:[ \t]*\n(?:(?:[ \t-].*)?\n?)*", text, re.MULTILINE)
    if not match:
        return []
    try:
        data = yaml.load(match.group(), Loader=yaml.BaseLoader)  # noqa: S506 - this loader makes nothing but texts
    except (yaml.YAMLError, RecursionError):
        return []
    found = (paths.get(NOTE_SUFFIX.sub("", f"{prefix}{name}").lower(), "") for name in _iterate_texts(data) for prefix in ("docs/", ""))
    return list(dict.fromkeys(filter(None, found)))


def _iterate_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _iterate_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _iterate_texts(inner)
