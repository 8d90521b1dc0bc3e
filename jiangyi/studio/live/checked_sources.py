"""The handouts of a workspace as they were last read and checked, and the books that are assembled from them.

They are updated in the studio's thread. Other threads only look up single handouts, whose results are immutable.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from jiangyi.build import (
    LoadedHandout,
    block_spans,
    check_heads,
    check_output_names,
    check_project,
    compare_handouts,
    load_collected_book,
    load_handout,
)
from jiangyi.core import Diagnostic, Report, Span
from jiangyi.model import Book, Manuscript, make_single_book
from jiangyi.passes import select_edition
from jiangyi.project import BOOK, Workspace, load_project


@dataclass(frozen=True)
class CheckedHandout:
    """A handout that was read and checked."""

    loaded: LoadedHandout | None
    """None where it has errors."""
    diagnostics: tuple[Diagnostic, ...]


class CheckedSources:
    """The handouts and the book.yaml of a workspace; documents are named by their path in content/."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.project = load_project(workspace)
        self._handouts: dict[Path, CheckedHandout] = {}
        self._comparison_diagnostics: tuple[Diagnostic, ...] = ()
        self._book_diagnostics: tuple[Diagnostic, ...] = ()
        self._heads: object = None
        """The heads of the handouts that the diagnostics of the project were found with; None where they are out of date."""
        self._project_diagnostics: tuple[Diagnostic, ...] = ()

    # Updates -----------------------------------------------------------------------------------------------

    def reload_project(self) -> None:
        """Read book.yaml again."""
        self.project = load_project(self._workspace)
        self._heads = None

    @property
    def book_title(self) -> str:
        """The title in book.yaml; empty where that cannot be read."""
        return str(self.project.settings.title) if self.project.settings else ""

    @property
    def disabled_checks(self) -> frozenset[str]:
        """The checks that book.yaml turns off."""
        return self.project.disabled_checks

    def retain(self, handouts: Collection[Path]) -> None:
        """Drop the results of all other handouts."""
        self._handouts = {path: checked for path, checked in self._handouts.items() if path in handouts}

    def check_handout(self, path: Path) -> LoadedHandout | None:
        """Read and check a handout; None where it has errors. Raises FileNotFoundError where it was just deleted."""
        report = Report()
        loaded = load_handout(self.project, path, report)
        self._handouts[path] = CheckedHandout(loaded, tuple(report))
        return loaded

    def compare_handouts(self) -> None:
        """Run the checks that compare handouts with each other."""
        report, loaded = Report(), self._loaded_handouts()
        compare_handouts(self.project, loaded, report)
        check_output_names(self.project, loaded, report)
        self._comparison_diagnostics = tuple(report)
        self._check_project(loaded)

    def _check_project(self, loaded: dict[Path, LoadedHandout]) -> None:
        """Check the files beside the handouts, and what the handouts need of them, where either has changed."""
        handouts = {path: one.manuscript.handout for path, one in loaded.items()}
        heads = [(path, one.id, one.theme, one.lang) for path, one in handouts.items()]
        if heads != self._heads:
            report, self._heads = Report(), heads
            check_heads(self._workspace, handouts, check_project(self.project, report), report)
            self._project_diagnostics = tuple(report)

    def assemble_book(self, name: str) -> tuple[str, Book] | None:
        """The stem of a document's output files, and its book in the usual edition; None where it has errors.

        Its handouts must have been checked.
        """
        if name == BOOK:
            return self._assemble_collected_book()
        path = self._workspace.content / name
        checked = self._handouts.get(path)
        if checked is None or checked.loaded is None:
            return None
        return path.stem, select_edition(make_single_book(checked.loaded.manuscript.handout, checked.loaded.pictures), "")

    def _assemble_collected_book(self) -> tuple[str, Book] | None:
        report = Report()
        collected = load_collected_book(self.project, self._loaded_handouts(), report)
        self._book_diagnostics = tuple(report)
        return (collected[0], select_edition(collected[1], "")) if collected else None

    def _loaded_handouts(self) -> dict[Path, LoadedHandout]:
        return {path: checked.loaded for path, checked in self._handouts.items() if checked.loaded}

    # Lookups -----------------------------------------------------------------------------------------------

    def find_manuscript(self, name: str) -> Manuscript | None:
        """A handout as it was last read; None where it has errors, or was not read yet."""
        checked = self._handouts.get(self._workspace.content / name)
        return checked.loaded.manuscript if checked and checked.loaded else None

    def list_files(self, name: str) -> list[Path]:
        """The handouts that a document consists of."""
        path = self._workspace.content / name
        return self.project.chapter_files(Report()) if name == BOOK and path.is_file() else [path]

    def iter_diagnostics(self, name: str) -> Iterator[Diagnostic]:
        """The diagnostics of the source files of a document."""
        files = self.list_files(name)
        yield from self._book_diagnostics if name == BOOK else ()
        for path in files:
            checked = self._handouts.get(path)
            yield from checked.diagnostics if checked else ()
        names = {self._workspace.name(path) for path in files}
        yield from (diagnostic for diagnostic in self._comparison_diagnostics if diagnostic.span.file in names)

    def iter_all_diagnostics(self) -> Iterator[Diagnostic]:
        """The diagnostics of all source files and of the files beside them."""
        yield from self._project_diagnostics
        for checked in list(self._handouts.values()):  # the studio's thread adds some meanwhile
            yield from checked.diagnostics
        yield from self._comparison_diagnostics

    def map_block_spans(self, name: str) -> dict[str, Span]:
        """The place of each block of a document in its source file, by the id of the block in the document."""
        spans: dict[str, Span] = {}
        for path in self.list_files(name):
            checked = self._handouts.get(path)
            if checked and checked.loaded:
                spans |= block_spans(checked.loaded.manuscript)
        return spans
