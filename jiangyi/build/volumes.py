"""The files of one book: its text, and its key where that is a booklet; each is laid out for print, then written in every format."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import is_
from pathlib import Path
from typing import TYPE_CHECKING, cast

from jiangyi.build.cache import CacheEntry, get_or_create
from jiangyi.build.manifest import EDITION, environment_digest
from jiangyi.build.request import Artifact, BuildRequest, BuildResult
from jiangyi.core import Report
from jiangyi.model import Answers, Book, Edition
from jiangyi.passes import EDITIONS, KEY_ID, build_booklet, select_edition
from jiangyi.project import Workspace, digest, write_atomically
from jiangyi.theme import Theme, theme
from jiangyi.writers import WRITERS, Writer

if TYPE_CHECKING:  # what only making a book needs is loaded when one is made
    from jiangyi.passes import CompanionFile, Index
    from jiangyi.render import Page
    from jiangyi.writers import PartCache

UNKNOWN = "00"
"""What stands for a page of the other file until it is known: as wide as most."""
ROUNDS = 5
"""After so many the page numbers stay as they are: they would change for ever."""


@dataclass(frozen=True)
class Job:
    """One book to make, in every format that is asked for."""

    book: Book
    path: Path
    """Of its files, without ending."""
    files: Mapping[str, str]
    """Every file that goes in, by name, with its digest."""
    edition: str = ""
    """The name of the edition."""
    shown: Edition = EDITIONS[""]
    """What the edition shows."""
    key: Path | None = None
    """Of its key, where that is a booklet, without ending; where it is the same path, nothing but the key is made."""
    formats: tuple[str, ...] = ()
    """What of it is to be made; all that is asked for where nothing is said."""

    @property
    def inputs(self) -> dict[str, str]:
        """All that goes in and is its own: its files, and what its edition shows."""
        return {**self.files, EDITION: digest(repr(self.shown).encode())}


@dataclass(frozen=True)
class Volume:
    """One file of a book."""

    path: Path
    """Without ending."""
    select: Callable[[bool], Book]
    """The book that is in it; told whether what is not shown keeps its room."""
    other: "CompanionFile"
    """What is known of the other file."""


@dataclass(frozen=True)
class LaidOutVolume:
    """A volume that was laid out for print."""

    volume: Volume
    book: Book
    """What of the job's book is in it."""
    index: "Index"
    digest: str
    """Of its page."""
    entry: CacheEntry
    report: Report
    """What was said of it."""

    def pages(self, names: Mapping[str, str]) -> dict[str, str]:
        """The printed page of each place, by what it is called."""
        folios: Mapping[str, str] = self.entry.facts["folios"]
        return {called: folios.get(name, "") for called, name in names.items()}


def produce(workspace: Workspace, order: BuildRequest, job: Job) -> BuildResult:
    """The files of one book, or those of the formats that are asked of it: it is always laid out, since all tell the pages of print."""
    report, artifacts, press = Report(), list[Artifact](), JobRunner(workspace, order, job)
    start = time.perf_counter()
    for printed in press.printed():
        report.extend(printed.report.diagnostics)
        if not report.has_errors:
            artifacts += press.files(printed, report, start)
        start = time.perf_counter()
    return BuildResult(tuple(artifacts), tuple(report.diagnostics))


@dataclass(frozen=True)
class JobRunner:
    """What makes the files of one job."""

    workspace: Workspace
    order: BuildRequest
    job: Job

    @cached_property
    def look(self) -> Theme:
        """The stylesheets that it is set with."""
        return theme(self.workspace, self.job.book.head.theme, self.order.paper, self.order.imposition.css)

    @property
    def formats(self) -> tuple[str, ...]:
        """What is made."""
        return self.job.formats or self.order.formats

    def printed(self) -> list[LaidOutVolume]:
        """The volumes that are asked for, laid out for print: the text, and the key where it is a booklet."""
        from jiangyi.passes import CompanionFile, build_index, key_id

        job = self.job
        text = Volume(job.path, lambda rooms: select_edition(job.book, job.edition, job.shown, keeps_space=rooms), CompanionFile())
        own = build_booklet(job.book, job.edition, job.shown)
        if own is None:
            return [self.print(text)]
        known = build_index(text.select(True))  # noqa: FBT003
        keys = (block for handout in own.handouts for block in handout.blocks if isinstance(block, Answers))
        questions = {part.of: part.of for key in keys for part in key.parts}
        answers = {name: key_id(name) for name in questions}
        unknown = dict.fromkeys(questions, UNKNOWN)
        path = job.key or job.path.with_name(f"{job.path.name}.{KEY_ID}")
        key = Volume(path, lambda _: own, CompanionFile(known.labels | known.blanks, known.references, unknown))
        text = replace(text, other=CompanionFile(pages=unknown))
        if job.shown.paged:  # where pages are to agree with those of copies that have no key, the text tells nothing of it
            first = self.print(text)
            second = self.print(_knowing(key, first.pages(questions)))
        else:
            first, second = self._agreed(text, key, questions, answers)
        return [second] if job.key == job.path else [first, second]

    def _agreed(
        self, text: Volume, key: Volume, questions: Mapping[str, str], answers: Mapping[str, str]
    ) -> tuple[LaidOutVolume, LaidOutVolume]:
        """Text and key, each with the pages of the other: they are laid out until all of these are right."""
        second, first = self.print(key), None
        for _ in range(ROUNDS):
            first = self.print(_knowing(text, second.pages(answers)), first)
            second = self.print(_knowing(key, first.pages(questions)), second)
            if first.volume.other.pages == second.pages(answers):
                break
        return cast("LaidOutVolume", first), second

    def print(self, volume: Volume, before: LaidOutVolume | None = None) -> LaidOutVolume:
        """A volume laid out; as it was before, where nothing is different."""
        from jiangyi.passes import build_index
        from jiangyi.render import render

        report, book = Report(), volume.select(True)  # noqa: FBT003
        found = build_index(book, companion=volume.other)
        page = render(book, found, self.look, "print", apart=book.collected)
        if before and before.digest == page.digest:
            return replace(before, volume=volume)
        make = _written if "pdf" in self.formats else _paginated
        entry = make(self.workspace, self.order, WRITERS["pdf"], page, report)
        return LaidOutVolume(volume, book, found, page.digest, entry, report)

    def files(self, printed: LaidOutVolume, report: Report, start: float) -> Iterator[Artifact]:
        """A volume in every format that is asked for; the seconds of the first are counted from `start` on."""
        from jiangyi.pagination import restored
        from jiangyi.render import render

        order, volume = self.order, printed.volume
        for writer in WRITERS.values():
            if writer.name in self.formats:
                entry = printed.entry
                if writer.target != "print":
                    book = volume.select(False)  # noqa: FBT003
                    pagination = replace(restored(printed.entry.facts), source=self.source(book))
                    page = render(book, index_of(book, printed), self.look, writer.target, pagination)
                    entry = _written(self.workspace, order, writer, page, report)
                if report.has_errors:
                    return
                yield _put(volume.path, writer.suffix, entry, start)
                start = time.perf_counter()
                if writer.target == "print" and order.imposition.name:
                    yield _put(
                        volume.path, f".{order.imposition.name}{writer.suffix}", _for_press(self.workspace, order, entry, report), start
                    )
                    start = time.perf_counter()

    def source(self, book: Book) -> str:
        """The printed edition whose page numbers an EPUB tells."""
        return " · ".join(part for part in (str(book.head.title), self.job.edition, self.order.paper.upper(), "PDF") if part)


def index_of(book: Book, printed: LaidOutVolume) -> "Index":
    """The index of another format of a printed volume: where both have the same text, that of print."""
    from jiangyi.passes import build_index, reuse_index

    before = printed.book
    same = len(book.handouts) == len(before.handouts) and all(map(is_, book.handouts, before.handouts)) and book.unseen == before.unseen
    if same:
        return reuse_index(printed.index, printed.volume.other)
    return build_index(book, printed.index, printed.volume.other)


def _knowing(volume: Volume, pages: Mapping[str, str]) -> Volume:
    """A volume that tells these pages of the other."""
    return replace(volume, other=replace(volume.other, pages=pages))


def _put(path: Path, ending: str, entry: CacheEntry, start: float) -> Artifact:
    """One file in its place, written only where it is not there already."""
    path = path.with_name(path.name + ending)
    fresh = entry.cached and path.is_file() and path.read_bytes() == entry.data
    if not fresh:
        write_atomically(path, entry.data)
    return Artifact(path, len(entry.data), entry.facts["pages"], time.perf_counter() - start, fresh)


def _for_press(workspace: Workspace, order: BuildRequest, entry: CacheEntry, report: Report) -> CacheEntry:
    """A finished PDF on sheets or in grey, from the cache where it was made before."""
    from jiangyi.prepress import prepare_for_print, version

    key = _key(f"{hashlib.sha256(entry.data).hexdigest()} {order.imposition} {version()}")
    make = lambda _: CacheEntry(prepare_for_print(entry.data, order.imposition), {"pages": entry.facts["pages"]})  # noqa: E731
    return get_or_create(workspace.cache, key, make, report, force=order.force)


def _written(workspace: Workspace, order: BuildRequest, writer: Writer, page: "Page", report: Report) -> CacheEntry:
    """What a writer makes of a page, from the cache where nothing that goes into it has changed."""
    from jiangyi.pagination import plain

    def make(own: Report) -> CacheEntry:
        written = writer.write(page, own, _keep(workspace, order))
        return CacheEntry(written.data, plain(written.pagination))

    return get_or_create(workspace.cache, _key(f"{page.digest} {writer.name}"), make, report, force=order.force)


def _paginated(workspace: Workspace, order: BuildRequest, writer: Writer, page: "Page", report: Report) -> CacheEntry:
    """Where the pages begin that a writer makes of a page: other formats tell that, and need not wait for the file."""
    from jiangyi.pagination import plain

    return CacheEntry(b"", plain(writer.paginated(page, report, _keep(workspace, order))))


def _keep(workspace: Workspace, order: BuildRequest) -> "PartCache":
    """Keeps parts of a file in the cache."""

    def keep(name: str, make: Callable[[Report], bytes], own: Report) -> bytes:
        return get_or_create(workspace.cache, _key(name), lambda part: CacheEntry(make(part), {}), own, force=order.force).data

    return keep


def _key(name: str) -> str:
    """What is made under a name, by this program with these fonts."""
    return hashlib.sha256(f"{name} {environment_digest()}".encode()).hexdigest()
