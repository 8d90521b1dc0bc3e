"""What each file of output/ was made from, kept between runs: bytes alone tell what still stands, and why the rest is made."""

import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jiangyi import __version__
from jiangyi.build.cache import diagnostic_from_json, diagnostic_to_json
from jiangyi.build.request import Artifact, BuildRequest, BuildResult
from jiangyi.core import Words, timed
from jiangyi.project import BOOK, PACKAGE, Workspace, digest, fonts, write_atomically
from jiangyi.writers import known_writers

MANIFEST = "manifest.json"
EMPTY: Mapping[str, Any] = {"jobs": {}, "orders": {}, "surroundings": {}}
ORDERS = 32
"""How many ways of asking are remembered; the one asked longest ago goes first."""
REASONS = 3
"""How many are told of one file."""

FORCED = Words("asked for with --force", "指定了 --force")
NEW = Words("new", "新文件")
LOST = Words("the file was missing or changed", "文件缺失或被改动")
GONE = Words("not in the cache any more", "缓存中已没有")
OPTIONS = Words("options changed", "选项有变")
EDITION = "edition"
"""What goes in beside files: what the edition shows."""
CHANGED = {
    EDITION: Words("the edition changed", "版本设置有变"),
    "fonts": Words("fonts changed", "字体有变"),
    "program": Words("the program changed", "程序有变"),
    "content": Words("handout changed: {name}", "讲义有变：{name}"),
    "templates": Words("template changed: {name}", "模板有变：{name}"),
    "styles": Words("style changed: {name}", "样式有变：{name}"),
    "picture": Words("picture changed: {name}", "图片有变：{name}"),
}
"""By the kind of what goes in."""
HANDOUTS = (".yaml", ".yml", ".md", ".markdown")


@cache
def environment_digest() -> str:
    """What of the program and the machine enters the bytes: a changed program makes every file anew, and so do changed fonts."""
    return f"{program_id()} {fonts.digest()}"


@cache
def program_id() -> str:
    """The program, its libraries and what runs it."""
    code = digest(b"".join(path.read_bytes() for path in sorted(PACKAGE.rglob("*.py"))))
    libraries = " ".join(name for writer in known_writers().values() for name in writer.versions())
    return f"{__version__} {code} {platform.python_version()} {platform.system()} {libraries}"


@dataclass
class Manifest:
    """What is known at the beginning of a build: what was made before and what now goes in."""

    workspace: Workspace
    request: BuildRequest
    _digests: dict[Path, str] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    @timed("cache")
    def __post_init__(self) -> None:
        """Read the files before anything is made of them: what changes while it is read is then seen next time."""
        self.kept = _load(self.workspace.cache / MANIFEST)
        self.asked = [
            *(path for path in self.request.paths or self.workspace.handouts() if path.name != BOOK),
            self.workspace.content / BOOK,
        ]
        for path in self.asked:
            self.digest(path)
        self.lost = {name for job in self.kept["jobs"].values() for name, (size, _) in job["files"].items() if self._size(name) != size}

    @cached_property
    def environment(self) -> dict[str, str]:
        """The digest of all that goes into every file, by name."""
        found = {"program": digest(program_id().encode())}
        for kind in ("templates", "styles"):
            for folder in reversed(self.workspace.folders(kind)):
                for path in folder.rglob("*"):
                    if path.is_file():
                        found[f"{kind}/{path.relative_to(folder).as_posix()}"] = digest(path.read_bytes())
        return {**found, "fonts": fonts.digest()}  # last, since the answer of fontconfig is waited for

    @cached_property
    def environment_id(self) -> str:
        """One digest of all that."""
        return _whole(self.environment)

    def digest(self, path: Path) -> str:
        """Of the bytes of a file as they were when first asked for; empty where there is no such file."""
        if path not in self._digests:
            try:
                self._digests[path] = digest(path.read_bytes())
            except OSError:
                self._digests[path] = ""
        return self._digests[path]

    @timed("cache")
    def lookup_request(self) -> BuildResult | None:
        """What the same order made last time, where nothing at all has changed since."""
        last = self.kept["orders"].get(self._key)
        if last is None or self.request.force or last["inputs"] != self._inputs(last["others"]):
            return None
        if any(self._size(name) != size for name, size, _ in last["files"]):
            return None
        artifacts = (Artifact(self._path(name), size, pages, 0, is_fresh=True) for name, size, pages in last["files"])
        return BuildResult(tuple(artifacts), tuple(map(diagnostic_from_json, last["diagnostics"])), last["price"])

    @timed("cache")
    def lookup_job(self, job: Path, files: Mapping[str, str]) -> BuildResult | None:
        """What was made of one book last time, where nothing that goes into it has changed."""
        last = self.kept["jobs"].get(self._name(job))
        if last is None or self.request.force or self.lost & set(last["files"]):
            return None
        if (last["options"], last["setting"], last["inputs"]) != (self._options, self.environment_id, dict(files)):
            return None
        artifacts = (Artifact(self._path(name), size, pages, 0, is_fresh=True) for name, (size, pages) in last["files"].items())
        return BuildResult(tuple(artifacts), tuple(map(diagnostic_from_json, last["diagnostics"])))

    def explain(self, job: Path, files: Mapping[str, str], made: Path) -> Words:
        """Why a file is made."""
        last = self.kept["jobs"].get(self._name(job))
        if self.request.force:
            return FORCED
        if last is None or (self._name(made) not in last["files"] and last["options"] == self._options):
            return NEW
        before = self.kept["surroundings"].get(last["setting"], {})
        names = [*_differing(last["inputs"], files), *_differing(before, self.environment)]
        reasons = [Words(*(_filled(text, name) for text in (words.en, words.zh))) for name in names for words in [CHANGED[_kind(name)]]]
        reasons += [OPTIONS] if last["options"] != self._options else []
        reasons += [LOST] if self._name(made) in self.lost else []
        told = (reasons or [GONE])[:REASONS]
        more = len(reasons) - len(told)
        told += [Words(f"{more} more", f"另有 {more} 项")] if more > 0 else []
        return Words("; ".join(words.en for words in told), "；".join(words.zh for words in told))

    def count_changed_inputs(self, job: Path, files: Mapping[str, str]) -> int | None:
        """How many of its files are others than when a book was last made; None where all is to be made anew."""
        last = self.kept["jobs"].get(self._name(job))
        if self.request.force or last is None or (last["setting"], last["options"]) != (self.environment_id, self._options):
            return None
        return len(_differing(last["inputs"], files))

    @timed("cache")
    def invalidate(self, jobs: Iterable[Path]) -> None:
        """Forget what is known of books that are made now, so that a build that is killed leaves nothing that is not so."""
        kept, names = _load(self.workspace.cache / MANIFEST), {self._name(job) for job in jobs}
        books = {name: job for name, job in kept["jobs"].items() if name not in names}
        starts = tuple(f"{name}." for name in names)
        orders = {key: one for key, one in kept["orders"].items() if not any(name.startswith(starts) for name, _, _ in one["files"])}
        if (books, orders) != (kept["jobs"], kept["orders"]):
            write_atomically(self.workspace.cache / MANIFEST, _sealed({**kept, "jobs": books, "orders": orders}))
        self._begun = names

    @timed("cache")
    def record(self, jobs: Mapping[Path, tuple[Mapping[str, str], BuildResult]], whole: BuildResult) -> None:
        """Write down what was made of each book, and where all is well what came of the order as a whole.

        What another build has meanwhile written down of other books is kept; of a book that both made nobody knows whose file is there.
        A picture of the network may change unseen, so a book with one is not known.
        """
        kept = _load(self.workspace.cache / MANIFEST)
        books, orders = dict(kept["jobs"]), dict(kept["orders"])
        both = self._begun & set(books)
        local = {job: row for job, row in jobs.items() if self._name(job) not in both and not any("://" in name for name in row[0])}
        books = {name: row for name, row in books.items() if name not in both}
        books |= {self._name(job): self._row(files, made) for job, (files, made) in local.items()}
        orders.pop(self._key, None)
        read = {name: value for files, _ in local.values() for name, value in files.items() if name != EDITION}
        if whole.is_sound and len(local) == len(jobs) and all(self.digest(self._path(name)) == value for name, value in read.items()):
            asked = {self.workspace.name(path) for path in self.asked}
            others = sorted(set(read) - asked)
            orders[self._key] = {
                "others": others,
                "inputs": self._inputs(others),
                "files": [[self._name(one.path), one.size, one.pages] for _, made in local.values() for one in made.artifacts],
                "diagnostics": [diagnostic_to_json(diagnostic) for diagnostic in whole.diagnostics],
                "price": whole.price,
            }
        orders = dict(list(orders.items())[-ORDERS:])
        books = {name: job for name, job in books.items() if any(self._size(file) >= 0 for file in job["files"])}
        around = {**kept["surroundings"], self.environment_id: self.environment}
        settings = {job["setting"] for job in books.values()}
        data = {"jobs": books, "orders": orders, "surroundings": {name: one for name, one in around.items() if name in settings}}
        write_atomically(self.workspace.cache / MANIFEST, _sealed(data))

    def _row(self, files: Mapping[str, str], made: BuildResult) -> dict[str, Any]:
        return {
            "inputs": dict(files),
            "options": self._options,
            "setting": self.environment_id,
            "files": {self._name(one.path): [one.size, one.pages] for one in made.artifacts},
            "diagnostics": [diagnostic_to_json(diagnostic) for diagnostic in made.diagnostics],
        }

    def _inputs(self, others: Iterable[str]) -> str:
        """One digest of everything that the whole order depends on."""
        files = {self.workspace.name(path): self.digest(path) for path in (*self.asked, *map(self._path, others))}
        return _whole(files | {"": self.environment_id})

    @cached_property
    def _key(self) -> str:
        return digest("\n".join((self._options, *self.request.editions, "", *map(self._name, self.request.paths))).encode())

    @cached_property
    def _options(self) -> str:
        return "\n".join(self.request.options)

    def _name(self, path: Path) -> str:
        return self.workspace.name(path)

    def _path(self, name: str) -> Path:
        return self.workspace.root / name

    def _size(self, name: str) -> int:
        """Of a file, in bytes; -1 where there is none."""
        try:
            return os.stat(os.path.join(self.workspace.root, name)).st_size  # noqa: PTH116, PTH118 - twice as fast, for thousands
        except OSError:
            return -1


def _load(path: Path) -> Mapping[str, Any]:
    """What was kept, or nothing where it is absent or damaged in any way: the first line is the digest of the second."""
    try:
        head, _, data = path.read_bytes().partition(b"\n")
        found: Mapping[str, Any] = json.loads(data) if head == digest(data).encode() else EMPTY
    except (OSError, ValueError):
        return EMPTY
    return found


def _sealed(data: Mapping[str, Any]) -> bytes:
    text = json.dumps(data, ensure_ascii=False).encode()
    return digest(text).encode() + b"\n" + text


def _whole(parts: Mapping[str, str]) -> str:
    return digest("\n".join(f"{name}\t{value}" for name, value in sorted(parts.items())).encode())


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What was added, taken away or changed."""
    return [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]


def _kind(name: str) -> str:
    """The key in CHANGED of something that goes in."""
    if name in CHANGED:
        return name
    top = name.split("/", maxsplit=1)[0]
    return top if top in ("templates", "styles") else "content" if name.lower().endswith(HANDOUTS) else "picture"


def _filled(text: str, name: str) -> str:
    return text.replace("{name}", name)
