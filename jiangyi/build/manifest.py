"""The manifest: digests of all inputs of each output file, so that a build knows what is up to date and why the rest is not.

Digests decide, never times: the manifest, which is stored in the cache, holds the digest of everything that went into a file.
Where nothing has changed, a build only hashes and compares, and loads no library that reads handouts or lays them out; where
something has, only the books that it goes into are rendered.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from jiangyi.build.environment import program_id
from jiangyi.build.request import BuildRequest
from jiangyi.build.result import Artifact, BuildResult, FileState
from jiangyi.core import SYSTEM_FAILED, Message, active_extensions, timed
from jiangyi.project import BOOK, FileKind, Workspace, fonts, walk_files
from jiangyi.store import (
    DiagnosticRecord,
    are_valid,
    diagnostics_of,
    digest_bytes,
    digest_file,
    find_digest,
    read_table,
    records_of,
    remove_stale_parts,
    save_digests,
    write_table,
)

FILE_NAME = "manifest"
MAX_REQUESTS = 32
"""Requests that are remembered; the least recently used one is evicted first."""
MAX_REASONS = 3
"""Reasons that are given for one file."""

NEW_BOOK = 50
"""Files that a collected book counts for before its chapters are known."""

FORCED = Message("--force was given", "指定了 --force")
NEW = Message("new file", "新文件")
DAMAGED = Message("the output file was missing or modified", "输出文件缺失或被改动")
EVICTED = Message("no longer in the cache", "缓存中已经没有")
OPTIONS = Message("options changed", "选项有改动")
REFUSED = "refused"
"""The digest of a stylesheet that is not read, and reported."""
EDITION = "edition"
"""The name of the one input of a job that is not a file: what its edition shows."""
CHANGED = {
    EDITION: Message("definition of the edition changed", "版本的设置有改动"),
    "fonts": Message("installed fonts changed", "已安装的字体有改动"),
    "program": Message("jiangyi or a library changed", "jiangyi 或所用的库有改动"),
    "plugins": Message("plug-in changed: {name}", "插件有改动：{name}"),
    "content": Message("handout changed: {name}", "讲义有改动：{name}"),
    "templates": Message("template changed: {name}", "模板有改动：{name}"),
    "styles": Message("stylesheet changed: {name}", "样式表有改动：{name}"),
    "picture": Message("image changed: {name}", "图片有改动：{name}"),
}
"""The reason for making a file again, by the kind of the input that changed."""
PASSING = frozenset({SYSTEM_FAILED, "worker-died", "plugin-failed"})
"""Diagnostics of what may succeed next time."""
HANDOUTS = (".yaml", ".yml", ".md", ".markdown")


class JobRow(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The last result of one job."""

    inputs: dict[str, str]
    """The digest of each input that is its own, by name."""
    options: str
    environment: str
    """A digest of what all files share."""
    files: dict[str, tuple[FileState, int]]
    """Each file as it was written and its pages, by name."""
    diagnostics: tuple[DiagnosticRecord, ...]


class RequestRow(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The last result of a whole request."""

    others: tuple[str, ...]
    """The names of the files that it depends on, besides the requested handouts."""
    inputs: str
    """One digest of all inputs."""
    files: tuple[tuple[str, FileState, int], ...]
    """Of each file its name, how it was written, and its pages."""
    diagnostics: tuple[DiagnosticRecord, ...]
    price: float
    currency: str


class ManifestTable(msgspec.Struct, array_like=True, frozen=True):
    """The file."""

    jobs: dict[str, JobRow] = {}
    requests: dict[str, RequestRow] = {}
    environments: dict[str, dict[str, str]] = {}
    """The digest of each input that all files share, by its name, in each environment that a job refers to."""


@dataclass
class Manifest:
    """The manifest of a workspace at the start of a build, for one request."""

    workspace: Workspace
    request: BuildRequest
    _digests: dict[Path, str] = field(default_factory=dict)
    _invalidated: set[str] = field(default_factory=set)
    _intact: dict[tuple[str, FileState], bool] = field(default_factory=dict)

    @timed("cache")
    def __post_init__(self) -> None:
        """Compute the digests of the handouts before anything is made of them: a change during the build is seen by the next one."""
        self.last = self._read()
        handouts = (path for path in self.request.paths or self.workspace.list_handouts() if path.name != BOOK)
        self.requested = [*handouts, self.workspace.content / BOOK]
        for path in self.requested:
            self.digest_file(path)
        rows = self.last.jobs.values()
        self.damaged = {name for row in rows for name, (state, _) in row.files.items() if not self._is_intact(name, state)}

    @cached_property
    def environment(self) -> dict[str, str]:
        """The digest of each input that all files share, by name: program, plug-ins, templates, styles, fonts."""
        found = {"program": digest_bytes(program_id().encode())}
        found |= {f"plugins/{plugin.name}": f"{plugin.version} {plugin.digest}" for plugin in active_extensions().plugins}
        for kind in ("templates", "styles"):
            for folder in reversed(self.workspace.list_folders(kind)):
                found |= {f"{kind}/{name}": digest_file(path) for name, path in walk_files(folder)}
        for kind, what, suffix in (("styles", FileKind.STYLE, ".css"), ("templates", FileKind.TEMPLATE, ".j2")):
            refused = self.workspace.list_refused(what, self.workspace.root / kind, suffix)
            found |= {f"{kind}/{name}": f"{REFUSED} {one.problem.en}" for name, one in refused}
        return {**found, "fonts": fonts.digest_fonts()}  # last, because it waits for fontconfig

    @cached_property
    def environment_id(self) -> str:
        """One digest of the environment."""
        return _combine(self.environment)

    def digest_file(self, path: Path) -> str:
        """The digest of a file as it was when first requested; empty where there is no such file."""
        digest = self._digests.get(path)
        if digest is None:
            known = find_digest(path)  # without reading it
            digest = self._digests[path] = known or (digest_file(path) if self.workspace.is_own(path) else "")
        return digest

    @timed("cache")
    def lookup_request(self) -> BuildResult | None:
        """The last result of an equal request, if no input and no output file has changed since."""
        last = self.last.requests.get(self._key)
        if last is None or self.request.force or last.inputs != self._digest_inputs(last.others):
            return None
        if not all(self._is_intact(name, state) for name, state, _ in last.files) or not are_valid(last.diagnostics):
            return None
        save_digests()
        artifacts = tuple(self._unchanged(*row) for row in last.files)
        return BuildResult(artifacts, diagnostics_of(last.diagnostics), sheet_price=last.price, currency=last.currency)

    def remove_leftovers(self) -> None:
        """Remove unfinished files of processes that were killed, beside the output files and the handouts."""
        for folder in {self.request.output or self.workspace.root / "output", *(path.parent for path in self.requested)}:
            remove_stale_parts(folder)

    @timed("cache")
    def lookup_job(self, job: Path, inputs: Mapping[str, str]) -> BuildResult | None:
        """The last result of one job, if no input and no output file has changed since."""
        last = self.last.jobs.get(self._name(job))
        if last is None or self.request.force or not self.damaged.isdisjoint(last.files):
            return None
        if (last.options, last.environment, last.inputs) != (self._options, self.environment_id, inputs) or not are_valid(last.diagnostics):
            return None
        artifacts = tuple(self._unchanged(name, *row) for name, row in last.files.items())
        return BuildResult(artifacts, diagnostics_of(last.diagnostics))

    def explain(self, job: Path, inputs: Mapping[str, str], file: Path) -> Message:
        """Why a file of a job is made."""
        last = self.last.jobs.get(self._name(job))
        if self.request.force:
            return FORCED
        if last is None or (self._name(file) not in last.files and last.options == self._options):
            return NEW
        before = self.last.environments.get(last.environment, {})
        names = [*_differing(last.inputs, inputs), *_differing(before, self.environment)]
        reasons = [_reason(name) for name in names]
        reasons += [OPTIONS] if last.options != self._options else []
        reasons += [DAMAGED] if self._name(file) in self.damaged else []
        given = (reasons or [EVICTED])[:MAX_REASONS]
        more = len(reasons) - len(given)
        given += [Message(f"{more} more", f"另有 {more} 项")] if more > 0 else []
        return Message("; ".join(words.en for words in given), "；".join(words.zh for words in given))

    def count_changed_inputs(self, job: Path, inputs: Mapping[str, str]) -> int | None:
        """How many inputs of a job have changed since it was last made; None where all of it must be made again."""
        last = self.last.jobs.get(self._name(job))
        if self.request.force or last is None or (last.environment, last.options) != (self.environment_id, self._options):
            return None
        return len(_differing(last.inputs, inputs))

    @timed("cache")
    def estimate_due(self) -> int:
        """About how many files and chapters of books are to be made, as far as it is known before any handout is read."""
        book = self.workspace.content / BOOK
        requested = [path for path in self.requested if path != book or not self.request.paths or book in self.request.paths]
        now = {self._name(path) for path in requested if self.digest_file(path)}
        known = [row for row in self.last.jobs.values() if (row.options, row.environment) == (self._options, self.environment_id)]
        rows = [row for row in known if not self.request.force and not now.isdisjoint(row.inputs)]
        rows = [row for row in rows if self._name(book) in now or self._name(book) not in row.inputs]
        new = now.difference(*(row.inputs for row in rows))
        read = [(name, digest) for row in rows for name, digest in row.inputs.items() if name != EDITION and "://" not in name]
        changed = sum(self.digest_file(self._path(name)) != digest for name, digest in read)
        damaged = sum(not self.damaged.isdisjoint(row.files) for row in rows)
        return len(new) + NEW_BOOK * (self._name(book) in new) + changed + damaged

    @timed("cache")
    def invalidate(self, jobs: Iterable[Path]) -> None:
        """Remove the records of jobs that are about to be made, so that a build that is killed leaves no wrong record."""
        names = {self._name(job) for job in jobs}
        if not names:
            return
        last = self._read()
        rows = {name: row for name, row in last.jobs.items() if name not in names}
        starts = tuple(f"{name}." for name in names)
        requests = {key: one for key, one in last.requests.items() if not any(name.startswith(starts) for name, _, _ in one.files)}
        if len(rows) < len(last.jobs) or len(requests) < len(last.requests):
            self._write(ManifestTable(rows, requests, last.environments))
        self._invalidated = names

    @timed("cache")
    def record(self, jobs: Mapping[Path, tuple[Mapping[str, str], BuildResult]], whole: BuildResult) -> None:
        """Record the inputs and result of each job and, where there is no error, of the request as a whole.

        Records of other jobs that another build has written meanwhile are kept; a job that both builds made is not recorded, because
        either's file may be the one that is there. Nor is one with an image from the network, which may change unnoticed.
        """
        last = self._read()
        rows, requests = last.jobs, last.requests
        both = self._invalidated & set(rows)
        local = {job: row for job, row in jobs.items() if self._name(job) not in both and _is_lasting(*row)}
        rows = {name: row for name, row in rows.items() if name not in both}
        rows |= {self._name(job): self._row(inputs, result) for job, (inputs, result) in local.items()}
        requests.pop(self._key, None)
        read = {name: value for inputs, _ in local.values() for name, value in inputs.items() if name != EDITION}
        if whole.is_sound and len(local) == len(jobs) and all(self.digest_file(self._path(name)) == value for name, value in read.items()):
            others = sorted(set(read) - {self.workspace.name(path) for path in self.requested})
            files = tuple((self._name(one.path), one.state, one.pages) for _, result in local.values() for one in result.artifacts)
            inputs = self._digest_inputs(others)
            requests[self._key] = RequestRow(tuple(others), inputs, files, records_of(whole.diagnostics), whole.sheet_price, whole.currency)
        requests = dict(list(requests.items())[-MAX_REQUESTS:])
        made = {self._name(job) for job, (_, result) in local.items() if result.artifacts}
        rows = {name: row for name, row in rows.items() if name in made or any(self._path(file).is_file() for file in row.files)}
        used = {row.environment for row in rows.values()}
        environments = {**last.environments, self.environment_id: self.environment}
        environments = {name: one for name, one in environments.items() if name in used}
        self._write(ManifestTable(rows, requests, environments))
        save_digests()

    def _row(self, inputs: Mapping[str, str], result: BuildResult) -> JobRow:
        files = {self._name(one.path): (one.state, one.pages) for one in result.artifacts}
        return JobRow(dict(inputs), self._options, self.environment_id, files, records_of(result.diagnostics))

    @property
    def _table(self) -> Path:
        return self.workspace.cache / FILE_NAME

    def _read(self) -> ManifestTable:
        """The manifest as it is now; an empty one where the file is missing, damaged or of another shape."""
        return read_table(self._table, ManifestTable) or ManifestTable()

    def _write(self, table: ManifestTable) -> None:
        """Write the manifest; without it the next build takes longer, as where the disk is full, or a name is no Unicode."""
        with suppress(OSError, ValueError, OverflowError):
            write_table(self._table, table)

    def _digest_inputs(self, others: Iterable[str]) -> str:
        """One digest of all inputs of the request; `others` are files besides the requested handouts."""
        files = {self.workspace.name(path): self.digest_file(path) for path in (*self.requested, *map(self._path, others))}
        return _combine(files | {"": self.environment_id})

    @cached_property
    def _key(self) -> str:
        return digest_bytes(
            "\n".join((self._options, *self.request.editions, "", *map(self._name, self.request.paths))).encode(errors="surrogatepass")
        )

    @cached_property
    def _options(self) -> str:
        return "\n".join(self.request.options)

    def _name(self, path: Path) -> str:
        return self.workspace.name(path)

    def _path(self, name: str) -> Path:
        return self.workspace.root / name

    def _unchanged(self, name: str, state: FileState, pages: int) -> Artifact:
        """A file that was not made again."""
        return Artifact(self._path(name), state.size, pages, 0, is_fresh=True, state=state)

    def _is_intact(self, name: str, state: FileState) -> bool:
        """True if an output file was the one that was written when this was first asked."""
        key = name, state
        found = self._intact.get(key)
        if found is None:
            found = self._intact[key] = state.describes(os.path.join(self.workspace.root, name))  # noqa: PTH118 - for thousands
        return found


def _is_lasting(inputs: Mapping[str, str], result: BuildResult) -> bool:
    """False for a result that may be another one next time, with the same inputs."""
    return not any("://" in name for name in inputs) and not any(one.code in PASSING for one in result.diagnostics)


def _combine(parts: Mapping[str, str]) -> str:
    return digest_bytes("\n".join(f"{name}\t{value}" for name, value in sorted(parts.items())).encode(errors="surrogatepass"))


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names that were added, removed or changed."""
    return [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]


def _reason(name: str) -> Message:
    """The reason for making a file again after an input of this name changed."""
    words, name = CHANGED[_kind(name)], name.removeprefix("plugins/")
    return Message(words.en.replace("{name}", name), words.zh.replace("{name}", name))


def _kind(name: str) -> str:
    """The key in CHANGED of an input."""
    if name in CHANGED:
        return name
    top = name.split("/", maxsplit=1)[0]
    if top in ("templates", "styles", "plugins"):
        return top
    return "content" if name.lower().endswith(HANDOUTS) else "picture"
