"""The cache on disk: what writers produce, by a digest of all inputs; a damaged entry is computed again.

Only what writers produce is cached, by a digest of everything that goes in. Reading, checking and rendering a whole workspace
costs less than laying out one page, and a graph of dependencies would be the most intricate part of the program. An entry keeps
its diagnostics, so a build from the cache still warns.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jiangyi.core import Diagnostic, Message, Report, Span, count_lookup, phase
from jiangyi.project import write_atomically

PREFIX = 2
"""The first characters of a key name the folder of its entry."""
LIMIT = 512 * 1024 * 1024
"""Bytes; the least recently used entries are evicted first."""


@dataclass(frozen=True)
class CacheEntry:
    """The bytes of a file, with facts about it. Its diagnostics are stored too, so that a build from the cache still warns."""

    data: bytes
    facts: Mapping[str, Any]
    """JSON data."""
    is_cached: bool = False


def get_or_create(folder: Path, key: str, produce: Callable[[Report], CacheEntry], report: Report, *, force: bool = False) -> CacheEntry:
    """The entry of a key, computed and stored if there is none. Several builds may share the folder."""
    path = folder / key[:PREFIX] / key
    with phase("cache"):
        found = None if force else _load(path)
    count_lookup("file", hit=found is not None)
    if found:
        entry, diagnostics = found
        report.extend(diagnostics)
        return entry
    own = Report()
    entry = produce(own)
    report.extend(own.diagnostics)
    if not own.has_errors:  # a failed computation may succeed next time
        with phase("cache"):
            _store(path, entry, own)
    return entry


def _store(path: Path, entry: CacheEntry, report: Report) -> None:
    """Write an entry with a header: its digest, facts and diagnostics."""
    header = {
        "sha256": hashlib.sha256(entry.data).hexdigest(),
        "facts": dict(entry.facts),
        "diagnostics": [diagnostic_to_json(diagnostic) for diagnostic in report.diagnostics],
    }
    write_atomically(path, json.dumps(header, ensure_ascii=False).encode() + b"\n" + entry.data)


def _load(path: Path) -> tuple[CacheEntry, list[Diagnostic]] | None:
    """A stored entry; None where it is absent or damaged in any way."""
    try:
        head, _, data = path.read_bytes().partition(b"\n")
        header = json.loads(head)
        if header["sha256"] != hashlib.sha256(data).hexdigest():
            return None
        path.touch()
        diagnostics = [diagnostic_from_json(plain) for plain in header["diagnostics"]]
        return CacheEntry(data, header["facts"], is_cached=True), diagnostics
    except (OSError, ValueError, KeyError, TypeError):
        return None


def diagnostic_to_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as JSON data, in both languages."""
    values = {k: [v.en, v.zh] if isinstance(v, Message) else v for k, v in diagnostic.values.items()}
    return {"code": diagnostic.code, "span": asdict(diagnostic.span), "values": values}


def diagnostic_from_json(plain: Mapping[str, Any]) -> Diagnostic:
    """A diagnostic from JSON data. Raises KeyError or TypeError."""
    values = {k: Message(*v) if isinstance(v, list) else v for k, v in plain["values"].items()}
    return Diagnostic(plain["code"], Span(**plain["span"]), values)


def prune(folder: Path, limit: int = LIMIT) -> None:
    """Evict entries until the folder is smaller than `limit` bytes."""
    files = list(_entries(folder))
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if total <= limit:
            return
        Path(path).unlink(missing_ok=True)
        total -= size


def _entries(folder: Path) -> Iterator[tuple[float, int, str]]:
    """The time of last use, size in bytes and path of each entry."""
    with contextlib.suppress(FileNotFoundError):  # another build may evict too
        for part in os.scandir(folder):
            if len(part.name) == PREFIX and part.is_dir():
                for entry in os.scandir(part.path):
                    found = entry.stat()
                    yield found.st_mtime, found.st_size, entry.path
