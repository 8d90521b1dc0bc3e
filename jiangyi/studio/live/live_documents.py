"""Bring the documents of a workspace up to date, one small task at a time.

All tasks run in one thread that lives as long as the preview, so the print engine is loaded once, and a save waits for one task at
most. Other threads may read the public attributes at any time, because their values are replaced and never changed in place.
"""

import queue
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from jiangyi.build import BuildRequest, GivenBook, Job, make_file, report_failure
from jiangyi.core import Diagnostic, Report, Severity, Span, active_session, gc_tuning, place_diagnostics
from jiangyi.model import Book, Manuscript
from jiangyi.project import BOOK, Project, Workspace, invalidates_session
from jiangyi.readers import available_readers
from jiangyi.studio.live.checked_sources import CheckedSources
from jiangyi.studio.live.documents import DocumentEntry, DocumentView, State
from jiangyi.studio.live.view_builder import PartStore, update_epub, update_pages
from jiangyi.studio.live.work_queue import Task, TaskKind, WorkQueue

MAX_VIEWS = 12
"""Views that are kept, the most recent ones."""


class LiveDocuments:
    """The documents of a workspace; each is known by its name, the path of its file relative to content/."""

    def __init__(self, workspace: Workspace, theme: str = "") -> None:
        """Know the documents of a workspace, which are shown in one theme where it is given."""
        self.workspace, self.theme = workspace, theme
        self.entries: Mapping[str, DocumentEntry] = {}
        """Every document, in the order of the list."""
        self.views: Mapping[str, DocumentView] = {}
        """The pages and e-books of the documents that browsers have shown, the most recent one last."""
        self.open_documents: tuple[str, ...] = ()
        """The documents that browsers show; set by the server."""
        self.steps = 0
        """The tasks that were done so far."""
        self.parts = PartStore()
        self._sources = CheckedSources(workspace)
        self._queue = WorkQueue()
        self._failures: dict[str, tuple[Diagnostic, ...]] = {}
        """The documents for which a task has raised an exception and that have not changed since, with the error that it became."""
        self._changes: queue.SimpleQueue[frozenset[Path]] = queue.SimpleQueue()
        self._refresh_all()
        gc_tuning.relax()

    # Called from any thread --------------------------------------------------------------------------------

    def report_changes(self, paths: Iterable[Path]) -> None:
        """Report files that were created, changed, moved or deleted; they are read in a later step."""
        self._changes.put(frozenset(paths))

    def collect_diagnostics(self, name: str) -> list[Diagnostic]:
        """The diagnostics of a document: those of its sources, then those of its pages and its e-book."""
        view = self.views.get(name)
        report = Report()
        made = (*view.print_diagnostics, *view.epub_diagnostics) if view else ()
        placed = place_diagnostics(made, self.workspace.name(self.workspace.content / name))
        report.extend(chain(self._sources.iter_diagnostics(name), placed, self._failures.get(name, ())))
        return list(report)

    def collect_all_diagnostics(self) -> list[Diagnostic]:
        """The diagnostics of the workspace, with those of the pages and e-books that browsers have shown."""
        report = Report(list(self._sources.iter_all_diagnostics()))
        for name in self.entries:
            report.extend(self.collect_diagnostics(name))
        return list(report)

    @property
    def disabled_checks(self) -> frozenset[str]:
        """The checks that book.yaml turns off."""
        return self._sources.disabled_checks

    def count_unchecked(self) -> int:
        """How many handouts are still to be checked; 1 where they are only to be compared."""
        return self._queue.count_due(TaskKind.CHECK) or self._queue.count_due(TaskKind.COMPARE)

    def map_block_spans(self, name: str) -> dict[str, Span]:
        """The place of each block of a document in its source file, by the id of the block in the document."""
        return self._sources.map_block_spans(name)

    def find_manuscript(self, name: str) -> Manuscript | None:
        """A handout as it was last read; None where it has errors, or was not read yet."""
        return self._sources.find_manuscript(name)

    @property
    def project(self) -> Project:
        """The workspace with the settings of its book.yaml, as they were last read."""
        return self._sources.project

    def list_files(self, name: str) -> list[Path]:
        """The handouts that a document consists of."""
        return self._sources.list_files(name)

    # Called from the studio's thread ---------------------------------------------------------------------------

    def step(self) -> bool:
        """Do the most urgent task; False if there is none.

        Layout and e-book take two steps: the first one only changes the state of the document, so that browsers can show it. If a task
        raises an exception, its document gets an error.
        """
        self._apply_changes()
        task = self._queue.find_next(name for name in self.open_documents if name in self.entries)
        if task is None:
            return False
        if task.kind in (TaskKind.LAY_OUT, TaskKind.WRITE_EPUB) and self.entries[task.name].state != "building":
            self._replace_entry(task.name, state="building")
            return True
        self._queue.remove(task)
        self.steps += 1
        try:
            self._run(task)
        except Exception as error:
            if task.name not in self.entries:
                raise
            self._failures[task.name] = self._diagnose_failure(task.name, error)
            self._update_entry(task.name)
        return True

    def _diagnose_failure(self, name: str, error: Exception) -> tuple[Diagnostic, ...]:
        """The error that an exception in a task of a document becomes."""
        report, place = Report(), Span(self.workspace.name(self.workspace.content / name))
        report_failure(error, place, self.map_block_spans(name).get, report)
        return tuple(report)

    def draw_page(self, name: str, digest: str, number: int) -> bytes | None:
        """A page of a document, from 0, as a PDF of its own; None where there is none.

        `digest` is the `print_digest` of the pages that are meant: those of another version may have taken their place.
        """
        view = self.views.get(name)
        if view is None or view.layout is None or view.print_digest != digest or not 0 <= number < len(view.page_sizes):
            return None
        if number not in view.page_files:
            view.page_files[number] = view.layout.draw(number)
        return view.page_files[number]

    def build_file(self, name: str, writer: str) -> bytes | None:
        """The file of a document in an output format, equal to that of `build`; None where the document has errors.

        It is made for a request, so nothing is written to disk.
        """
        self._apply_changes()
        assembled = self._assemble_book(name)
        if assembled is None:
            return None
        stem, book = assembled
        job = Job(GivenBook(book), self.workspace.root / "output" / stem, {})
        try:
            with _reading_only():
                return make_file(self.workspace, BuildRequest(formats=(writer,)), job)
        except Exception as error:
            self._failures[name] = self._diagnose_failure(name, error)
            self._update_entry(name)
            return None

    # Changes of files --------------------------------------------------------------------------------------

    def _apply_changes(self) -> None:
        """Invalidate what depends on the files that were reported since the last call."""
        paths = set[Path]()
        while not self._changes.empty():
            paths |= self._changes.get()
        if not paths:
            return
        if invalidates_session(self.workspace, paths):
            self._drop_memos()
        if all(self._is_handout(path) for path in paths):
            self._refresh_handouts(paths)
        else:
            self._refresh_all()

    def _is_handout(self, path: Path) -> bool:
        return path.suffix.lower() in available_readers() and path.name != BOOK and path.is_relative_to(self.workspace.content)

    def _drop_memos(self) -> None:
        """Drop what was computed with the templates, stylesheets and fonts before the change."""
        session = active_session()
        if session:
            session.clear()
        self.parts.clear()

    def _refresh_all(self) -> None:
        """List the documents and check and lay out all of them again, because any may depend on the changed files."""
        handouts = self._refresh_list()
        self._sources.reload_project()
        if BOOK in self.entries and self._sources.book_title:
            self._replace_entry(BOOK, title=self._sources.book_title)
        self._invalidate(handouts, self.entries)

    def _refresh_handouts(self, changed: Iterable[Path]) -> None:
        """List the documents; check and lay out again the changed handouts and the collected book."""
        handouts = self._refresh_list() & {self._document_name(path) for path in changed}
        self._invalidate(handouts, handouts | ({BOOK} & self.entries.keys()))

    def _refresh_list(self) -> set[str]:
        """List the documents anew and drop what belongs to others. Returns the names of the handouts."""
        paths = self.workspace.list_handouts()
        self._sources.retain(set(paths))
        handouts = {self._document_name(path): path for path in paths}
        book = self.workspace.content / BOOK
        documents = handouts | ({BOOK: book} if book.is_file() else {})
        self.entries = {name: self.entries.get(name, DocumentEntry(name, path.stem)) for name, path in documents.items()}
        self._queue.retain(documents)
        return set(handouts)

    def _invalidate(self, handouts: Iterable[str], documents: Iterable[str]) -> None:
        """Check handouts again and compare all, and lay out documents again."""
        self._queue.add(TaskKind.CHECK, handouts)
        self._queue.add(TaskKind.COMPARE)
        for name in tuple(documents):
            self._queue.add(TaskKind.LAY_OUT, [name])
            self._failures.pop(name, None)
            if self.entries[name].state == "fresh":
                self._replace_entry(name, state="waiting")

    # Tasks -------------------------------------------------------------------------------------------------

    def _run(self, task: Task) -> None:
        """Run a task that was taken out of the queue."""
        if task.kind is TaskKind.LAY_OUT:
            self._lay_out(task.name)
        elif task.kind is TaskKind.WRITE_EPUB:
            self._write_epub(task.name)
        elif task.kind is TaskKind.CHECK:
            self._check(self.workspace.content / task.name)
        else:
            self._compare()

    def _lay_out(self, name: str) -> None:
        """Lay out the pages of a document; one with errors keeps those it has."""
        assembled = self._assemble_book(name)
        if assembled is None:
            self._update_entry(name)
            return
        _, book = assembled
        self._store_view(name, update_pages(self.views.get(name) or DocumentView(book), book, self.workspace, self.parts))
        self._queue.add(TaskKind.WRITE_EPUB, [name])
        self._update_entry(name, title=str(book.head.title))

    def _write_epub(self, name: str) -> None:
        view = self.views.get(name)
        if view:
            self.views = {**self.views, name: update_epub(view, self.workspace)}
        self._update_entry(name)

    def _check(self, path: Path) -> None:
        """Read and check a handout."""
        try:
            loaded = self._sources.check_handout(path)
        except FileNotFoundError:  # just deleted: a change that is still to be reported removes it from the list
            return
        name = self._document_name(path)
        self._update_entry(name, title=str(loaded.manuscript.handout.title) if loaded else self.entries[name].title)

    def _compare(self) -> None:
        """Run the checks that compare handouts with each other."""
        self._sources.compare_handouts()
        for name in self.entries:
            self._update_entry(name)

    def _assemble_book(self, name: str) -> tuple[str, Book] | None:
        """The stem of a document's output files and its book, after its changed handouts are checked; None where it has errors."""
        for path in self._sources.list_files(name):
            handout = self._document_name(path)
            if self._queue.is_due(TaskKind.CHECK, handout):
                self._queue.remove(Task(TaskKind.CHECK, handout))
                self._check(path)
        assembled = self._sources.assemble_book(name)
        if assembled is None or not self.theme:
            return assembled
        stem, book = assembled
        return stem, replace(book, head=book.head.model_copy(update={"theme": self.theme}))

    def _store_view(self, name: str, view: DocumentView) -> None:
        """Store a view as the most recent one. Of more than MAX_VIEWS, old ones that no browser shows are dropped."""
        views = {other: kept for other, kept in self.views.items() if other != name} | {name: view}
        closed = [other for other in views if other not in self.open_documents]
        dropped = closed[: max(0, len(views) - MAX_VIEWS)]
        self.views = {other: kept for other, kept in views.items() if other not in dropped}
        self._queue.add(TaskKind.LAY_OUT, dropped)  # when a browser shows them again

    # Entries of the list -----------------------------------------------------------------------------------

    def _update_entry(self, name: str, **values: Any) -> None:
        """Count the errors and warnings of a document and derive its state."""
        severities = [diagnostic.severity for diagnostic in self.collect_diagnostics(name)]
        errors = severities.count(Severity.ERROR)
        self._replace_entry(name, state=self._derive_state(name, errors), errors=errors, warnings=len(severities) - errors, **values)

    def _derive_state(self, name: str, errors: int) -> State:
        if errors:
            return "error"
        if name not in self.views or self._queue.is_due(TaskKind.LAY_OUT, name):
            return "waiting"
        return "building" if self._queue.is_due(TaskKind.WRITE_EPUB, name) else "fresh"

    def _replace_entry(self, name: str, **values: Any) -> None:
        self.entries = {**self.entries, name: replace(self.entries[name], **values)}

    def _document_name(self, path: Path) -> str:
        """The name of a document; the path itself for a file outside content/, which is none."""
        return (path.relative_to(self.workspace.content) if path.is_relative_to(self.workspace.content) else path).as_posix()


@contextmanager
def _reading_only() -> Iterator[None]:
    """Write nothing to the store in the `with` block."""
    session = active_session()
    store = session.store if session else None
    if session is None or store is None:
        yield
        return
    session.set_store(store.without_writing())
    try:
        yield
    finally:
        session.set_store(store)
