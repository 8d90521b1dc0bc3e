"""The files of one book: its text, and its answer key where that is a file of its own, in every requested format.

A book is laid out first where a format has pages or refers to them. Text and key refer to each other's pages, so they are laid out in
turn until the numbers hold. Then every writer gets its context, and what it returns is put in place.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from operator import is_
from pathlib import Path
from typing import TYPE_CHECKING, cast

from jiangyi.build.manifest import EDITION
from jiangyi.build.request import BuildRequest
from jiangyi.build.result import Artifact, BuildResult, FileState, times_of
from jiangyi.build.sources import BookSource
from jiangyi.build.stored_files import FILES, StoredFile, get_or_compute_part
from jiangyi.core import WRITE, Diagnostic, Report, SystemFailure, explain_system_errors, gc_tuning, place_diagnostics
from jiangyi.model import EDITIONS, Answers, Book, Edition, is_written_on
from jiangyi.passes import KEY_ID, build_booklet, select_edition
from jiangyi.project import Workspace
from jiangyi.store import digest_bytes, write_atomically
from jiangyi.theme import TemplateFault, Theme, load_theme, root_properties
from jiangyi.writers import WriteContext, WriteOptions, Writer, available_writers, layout_writer, paginate_file, write_file

if TYPE_CHECKING:  # loaded when a book is made, so that a build that has nothing to do ends sooner
    from jiangyi.pagination import Pagination
    from jiangyi.passes import CompanionFile, Index
    from jiangyi.render import RenderedBook
    from jiangyi.theme import Target
    from jiangyi.writers import PartLayout

PLACEHOLDER = "00"
"""A page number of the other file before it is known: as wide as most."""
ROUNDS = 5
"""After so many layouts the page numbers are left as they are: two files could push each other's pages back and forth for ever."""


@dataclass(frozen=True)
class Job:
    """One book to make, in every requested format."""

    source: BookSource
    path: Path
    """Of its files, without suffix."""
    files: Mapping[str, str]
    """The digest of every file that goes in, by the file's name."""
    edition: str = ""
    """The name of the edition."""
    shown: Edition = EDITIONS[""]
    """What the edition shows."""
    key: Path | None = None
    """Of its answer key, where that is a file of its own, without suffix; if it equals `path`, only the key is made."""
    formats: tuple[str, ...] = ()
    """The formats to make; empty for all that the request names."""
    blocks: int = 0
    """The size of the book."""
    is_collected: bool = False
    """True for the book of book.yaml."""

    edition_digest: str = ""
    """Of what its edition shows."""

    @property
    def inputs(self) -> dict[str, str]:
        """All inputs that are its own: its files, and what its edition shows."""
        return {**self.files, EDITION: self.edition_digest}


@dataclass(frozen=True)
class Volume:
    """One file of a job, whatever its format: the text or the answer key."""

    path: Path
    """Without suffix."""
    select: Callable[[bool], Book]
    """The part of the job's book that is in it; called with True where hidden words keep their space, as in print."""
    other: "CompanionFile"
    """The labels and pages of the companion file that this one refers to."""


@dataclass(frozen=True)
class LaidOutVolume:
    """A volume whose printed pages are known, unless no requested format needs them."""

    volume: Volume
    book: Book
    """What is printed."""
    index: "Index"
    digest: str
    """Of the rendered book; empty where it was not laid out."""
    entry: StoredFile
    """The file of the layout writer, without bytes where only its pagination was needed."""
    report: Report
    """The diagnostics of the layout."""

    def numbers_of(self, anchors: Mapping[str, str]) -> dict[str, str]:
        """The printed page number of each of the named anchors, by its name; empty where there is none."""
        folios = self.entry.pagination.folios
        return {name: folios.get(anchor, "") for name, anchor in anchors.items()}


@gc_tuning.paused()
def produce_job(workspace: Workspace, request: BuildRequest, job: Job) -> BuildResult:
    """Make the files of one book in the requested formats."""
    report, artifacts = Report(), list[Artifact]()
    start = time.perf_counter()
    loaded = job.source.load(report)
    if loaded is None:
        return BuildResult((), tuple(report.diagnostics))
    runner = JobRunner(workspace, request, job, loaded.book)
    try:
        for volume in runner.lay_out_volumes():
            report.extend(volume.report.diagnostics)
            if not report.has_errors:
                artifacts += runner.write_volume(volume, report, start)
            start = time.perf_counter()
    except TemplateFault as fault:
        report.extend([fault.diagnostic])
    placed = place_diagnostics(report.diagnostics, next(iter(job.files), job.path.name), job.source.locate)
    return BuildResult(tuple(artifacts), placed, files=loaded.files)


@gc_tuning.paused()
def make_file(workspace: Workspace, request: BuildRequest, job: Job) -> bytes | None:
    """The first file of a job, without writing it; None where it has an error."""
    report = Report()
    loaded = job.source.load(report)
    if loaded is None:
        return None
    runner = JobRunner(workspace, request, job, loaded.book)
    volume = runner.lay_out_volumes()[0]
    report.extend(volume.report.diagnostics)
    files = iter(()) if report.has_errors else runner.make_files(volume, report)
    return next((bytes(file.data) for _, file in files), None)


def list_layouts(workspace: Workspace, request: BuildRequest, job: Job) -> Sequence["PartLayout"]:
    """The parts of the printed text of a book that are not stored yet, as far as is known; where there are none, its pages are counted.

    They can be laid out by several processes before the files are made. The pages are then known to each process that makes a file.
    """
    loaded = job.source.load(Report())
    try:
        return JobRunner(workspace, request, job, loaded.book).list_layouts() if loaded else ()
    except TemplateFault:  # reported when the files are made
        return ()


@dataclass(frozen=True)
class JobRunner:
    """Lays out and writes the volumes of one job."""

    workspace: Workspace
    request: BuildRequest
    job: Job
    book: Book

    @cached_property
    def theme(self) -> Theme:
        """The templates and stylesheets of the book."""
        return load_theme(self.workspace, self.request.theme or self.book.head.theme, self.request.paper, self.request.imposition.css)

    @cached_property
    def writers(self) -> tuple[Writer, ...]:
        """The writers of the requested formats, in the order in which files are listed."""
        names = self.job.formats or self.request.formats
        return tuple(writer for writer in available_writers().values() if writer.name in names)

    @cached_property
    def writes_layout(self) -> bool:
        """True if the file that is laid out is requested itself, and not only its page numbers."""
        return any(writer.name == layout_writer().name for writer in self.writers)

    @cached_property
    def needs_layout(self) -> bool:
        """True if a requested format has the printed pages or refers to them."""
        return self.writes_layout or any(writer.needs_pagination for writer in self.writers)

    @cached_property
    def text(self) -> Volume:
        """The text, which knows no page of the answer key."""
        from jiangyi.passes import CompanionFile

        job, is_written = self.job, is_written_on(root_properties(self.theme.print_css))
        select = lambda keeps_space: select_edition(self.book, job.edition, job.shown, keeps_space=keeps_space and is_written)  # noqa: E731
        return Volume(job.path, select, CompanionFile())

    def list_layouts(self) -> Sequence["PartLayout"]:
        """The parts of the text that are not stored yet; where there are none, its pagination is computed and stored.

        Where text and key refer to each other's pages, some parts will be laid out again with the right numbers.
        """
        from jiangyi.passes import build_index
        from jiangyi.render import render_book

        if not self.needs_layout:
            return ()
        writer, book = layout_writer(), self.text.select(True)  # noqa: FBT003
        found = build_index(book, companion=self.text.other)
        context = self._context(book, found, render_book(book, found, self.theme, cast("Target", writer.target)))
        due = writer.list_due_parts(context)
        if not due:
            paginate_file(writer, context, Report())
        return due

    def lay_out_volumes(self) -> list[LaidOutVolume]:
        """The requested volumes with their pages: the text, and the answer key where that is a file of its own."""
        from jiangyi.passes import CompanionFile, build_index, key_id

        job, text = self.job, self.text
        key_book = build_booklet(self.book, job.edition, job.shown)
        if key_book is None:
            return [self.lay_out(text)]
        known = build_index(text.select(True))  # noqa: FBT003
        keys = (block for handout in key_book.handouts for block in handout.blocks if isinstance(block, Answers))
        questions = {part.of: part.of for key in keys for part in key.parts}
        answers = {name: key_id(name) for name in questions}
        placeholders = dict.fromkeys(questions, PLACEHOLDER)
        path = job.key or job.path.with_name(f"{job.path.name}.{KEY_ID}")
        labels = known.labels | known.full_labels | known.blanks
        key = Volume(path, lambda _: key_book, CompanionFile(labels, known.references, placeholders))
        text = replace(text, other=CompanionFile(pages=placeholders))
        if job.shown.paged:  # its pages must agree with those of copies that have no key, so the text has no numbers of the key
            first = self.lay_out(text)
            second = self.lay_out(_with_numbers(key, first.numbers_of(questions)))
        else:
            first, second = self._lay_out_pair(text, key, questions, answers)
        return [second] if job.key == job.path else [first, second]

    def _lay_out_pair(
        self, text: Volume, key: Volume, questions: Mapping[str, str], answers: Mapping[str, str]
    ) -> tuple[LaidOutVolume, LaidOutVolume]:
        """Text and key, each with the page numbers of the other, laid out until all numbers are right."""
        second, first = self.lay_out(key), None
        for _ in range(ROUNDS):
            first = self.lay_out(_with_numbers(text, second.numbers_of(answers)), first)
            second = self.lay_out(_with_numbers(key, first.numbers_of(questions)), second)
            if first.volume.other.pages == second.numbers_of(answers):
                break
        return cast("LaidOutVolume", first), second

    def lay_out(self, volume: Volume, before: LaidOutVolume | None = None) -> LaidOutVolume:
        """A volume with its pages; `before` is returned where its markup is still the same."""
        from jiangyi.pagination import UNKNOWN_PAGINATION
        from jiangyi.passes import build_index
        from jiangyi.render import render_book

        report, book = Report(), volume.select(True)  # noqa: FBT003
        found = build_index(book, companion=volume.other)
        if not self.needs_layout:
            return LaidOutVolume(volume, book, found, "", StoredFile(b"", UNKNOWN_PAGINATION), report)
        writer = layout_writer()
        rendered = render_book(book, found, self.theme, cast("Target", writer.target))
        if before and before.digest == rendered.digest:
            return replace(before, volume=volume)
        context = self._context(book, found, rendered)
        if self.writes_layout:
            entry = self._write_cached(writer, context, report)
        else:  # other formats refer to the pages, and don't wait for the file
            entry = StoredFile(b"", paginate_file(writer, context, report))
        gc_tuning.collect_layout(entry.pagination.pages)
        return LaidOutVolume(volume, book, found, rendered.digest, entry, report)

    def write_volume(self, laid_out: LaidOutVolume, report: Report, start: float) -> Iterator[Artifact]:
        """A volume in every requested format; the time of the first is counted from `start`, in seconds of `perf_counter`."""
        failures = list[Diagnostic]()
        for ending, file in self.make_files(laid_out, report):
            try:
                yield _put(laid_out.volume.path, ending, file, start)
            except SystemFailure as failure:  # the other files may be on another disk, or smaller
                failures.append(failure.as_diagnostic())
            start = time.perf_counter()
        report.extend(failures)

    def make_files(self, laid_out: LaidOutVolume, report: Report) -> Iterator[tuple[str, StoredFile]]:
        """The files of a volume in every requested format, each with what its name ends in; none after an error."""
        imposition = self.request.imposition
        for writer in self.writers:
            is_layout = writer.name == layout_writer().name
            entry = laid_out.entry if is_layout else self._write_other(writer, laid_out, report)
            if report.has_errors:
                return
            yield writer.suffix, entry
            if is_layout and imposition.file_suffix:
                yield f".{imposition.file_suffix}{writer.suffix}", self._impose_cached(entry, report)

    def _write_other(self, writer: Writer, laid_out: LaidOutVolume, report: Report) -> StoredFile:
        """The file of a writer that lays out no pages of its own."""
        from jiangyi.render import render_book

        book = laid_out.volume.select(False)  # noqa: FBT003
        found = index_for(book, laid_out)
        pagination = None
        if writer.needs_pagination:
            source = format_page_source(book, self.request.paper, self.job.edition)
            pagination = replace(laid_out.entry.pagination, source=source)
        if writer.target is None:
            return self._write(writer, self._context(book, found, pagination=pagination), report)
        rendered = render_book(book, found, self.theme, writer.target, *([pagination] if pagination else []))
        return self._write_cached(writer, self._context(book, found, rendered, pagination), report)

    def _context(
        self, book: Book, found: "Index", rendered: "RenderedBook | None" = None, pagination: "Pagination | None" = None
    ) -> WriteContext:
        options = WriteOptions(self.job.edition, self.request.paper)
        return WriteContext(book, found, rendered, pagination, options, get_or_compute_part)

    def _write(self, writer: Writer, context: WriteContext, report: Report) -> StoredFile:
        """The file of a writer. One that is made from the model is quicker to write than to look up."""
        from jiangyi.pagination import UNKNOWN_PAGINATION

        written = write_file(writer, context, report)
        return StoredFile(written.data, written.pagination or UNKNOWN_PAGINATION)

    def _write_cached(self, writer: Writer, context: WriteContext, report: Report) -> StoredFile:
        """The file that a writer makes from markup, from the cache where nothing that goes into it has changed."""
        write = partial(self._write, writer, context)
        entry = FILES.get_or_compute(f"{context.markup.digest} {writer.name}", write, report)
        return entry if writer.is_complete(entry.data) else write(report)

    def _impose_cached(self, entry: StoredFile, report: Report) -> StoredFile:
        """The finished pages on sheets or in grey, from the cache where they were made before."""
        from jiangyi.pagination import UNKNOWN_PAGINATION
        from jiangyi.prepress import list_versions, prepare_for_print

        options = self.request.imposition
        name = f"{hashlib.sha256(entry.data).hexdigest()} {options} {list_versions()}"
        pagination = replace(UNKNOWN_PAGINATION, pages=entry.pagination.pages)
        prepare: Callable[[Report], StoredFile] = lambda _: StoredFile(prepare_for_print(entry.data, options), pagination)  # noqa: E731
        found = FILES.get_or_compute(name, prepare, report)
        return found if layout_writer().is_complete(found.data) else prepare(report)


def format_page_source(book: Book, paper: str, edition: str = "") -> str:
    """Name the printed edition that page numbers are those of (EPUB 3.3, `pageBreakSource`)."""
    from jiangyi.passes import name_edition

    return " · ".join(filter(None, (str(book.head.title), name_edition(book) or edition, paper.upper(), layout_writer().name.upper())))


def index_for(book: Book, printed: LaidOutVolume) -> "Index":
    """The index of a volume in a format other than print: the one of print where both have the same blocks."""
    from jiangyi.passes import build_index, reuse_index

    before = printed.book
    same = len(book.handouts) == len(before.handouts) and all(map(is_, book.handouts, before.handouts)) and book.unseen == before.unseen
    if same:
        return reuse_index(printed.index, printed.volume.other)
    return build_index(book, printed.index, printed.volume.other)


def _with_numbers(volume: Volume, numbers: Mapping[str, str]) -> Volume:
    """A volume that knows page numbers of the other."""
    return replace(volume, other=replace(volume.other, pages=numbers))


def _put(path: Path, ending: str, entry: StoredFile, start: float) -> Artifact:
    """Put a file in its place, unless it is there already. Raises SystemFailure."""
    path = path.with_name(path.name + ending)
    with explain_system_errors(WRITE, path):
        fresh = entry.is_cached and path.is_file() and not path.is_symlink() and _holds(path, entry.data)
        if not fresh:
            write_atomically(path, entry.data)
        state = FileState(len(entry.data), digest_bytes(entry.data), times_of(path.stat()))
    return Artifact(path, len(entry.data), entry.pagination.pages, time.perf_counter() - start, fresh, state=state)


def _holds(path: Path, data: bytes) -> bool:
    """True if a file has these bytes; one that cannot be read may be replaced all the same."""
    try:
        return path.read_bytes() == data
    except PermissionError:
        return False
