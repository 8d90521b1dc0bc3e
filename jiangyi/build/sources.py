"""Where the book of a job comes from: the files that it is read from, in the process that makes it.

A job is planned by facts and sent to a worker without its text. A file that has changed since is read and checked as it is now, and the
digests that are recorded are those of what was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from jiangyi.build.handout_facts import HandoutFacts
from jiangyi.build.left_out import add_note
from jiangyi.build.load import LoadedHandout, load_cover_pictures, load_handout, parse_handout
from jiangyi.core import Report, Span
from jiangyi.model import Book, Handout, ImageFile, Manuscript, collect_book, defer_handout, make_global_id, make_single_book, to_anchor
from jiangyi.project import Project, load_images, reload_images
from jiangyi.store import read_file


@dataclass(frozen=True)
class LoadedBook:
    """A book, and the digest of each file that was read for it, by name."""

    book: Book
    files: Mapping[str, str] = field(default_factory=dict)


class Chapter(NamedTuple):
    """A handout of a collected book."""

    handout: Handout
    pictures: Mapping[str, ImageFile]
    """By block id."""
    files: Mapping[str, str]
    """The digest of every file that was read for it, by name."""
    digest: str
    """Of the name and the bytes of its file."""


class BookSource(Protocol):
    """Where a book comes from. It can be sent to a worker."""

    def load(self, report: Report) -> LoadedBook | None:
        """The book; None with diagnostics where a file has changed since the job was planned, and has errors now."""

    def locate(self, name: str) -> Span | None:
        """The place of the block with this id in the book; None where it is not known."""


@dataclass(frozen=True)
class GivenBook:
    """A book that was loaded before."""

    book: Book

    def load(self, report: Report) -> LoadedBook | None:
        """The book itself."""
        del report
        return LoadedBook(self.book)

    def locate(self, name: str) -> None:
        """Nothing is known of the files that it was read from."""
        del name


@dataclass(frozen=True)
class HandoutSource:
    """A handout that was checked before."""

    project: Project
    path: Path
    digest: str
    """Of its file when it was checked."""
    id: str
    lang: str
    figures: Mapping[str, str]
    """The name of the image file of each figure, by block id."""
    pictures: Mapping[str, str]
    """The digest of each image file, by its name."""

    @classmethod
    def of(cls, project: Project, path: Path, facts: HandoutFacts) -> "HandoutSource":
        """The source of a handout that has these facts."""
        return cls(project, path, facts.digest, facts.id, facts.lang, facts.figures, facts.pictures)

    def load(self, report: Report) -> LoadedBook | None:
        """The handout as a book of its own."""
        chapter = self.load_handout(report)
        return LoadedBook(make_single_book(chapter.manuscript.handout, chapter.pictures), chapter.files) if chapter else None

    def locate(self, name: str) -> Span | None:
        """The place of the block with this id in the file as it is now."""
        owner = to_anchor(self.id)
        if name != owner and not name.startswith(f"{owner}."):
            return None
        try:
            data, _ = read_file(self.path)
        except OSError:  # it has vanished during the build
            return None
        manuscript, _ = parse_handout(self.path, self.project.workspace.name(self.path), data)
        return block_spans(manuscript).get(name) if manuscript else None

    def load_chapter(self, report: Report) -> Chapter | None:
        """The handout as a part of a collected book, parsed when it is needed."""
        workspace = self.project.workspace
        name, (data, digest) = workspace.name(self.path), read_file(self.path)
        pictures = reload_images(self.figures, self.pictures, workspace) if digest == self.digest else None
        if pictures is not None:
            handout = defer_handout(self.id, self.lang, partial(self._parse, name, data))
            return Chapter(handout, pictures, {name: digest, **self.pictures}, f"{name} {digest}")
        found = self.load_handout(report)
        return Chapter(found.manuscript.handout, found.pictures, found.files, f"{name} {found.digest}") if found else None

    def _parse(self, name: str, data: bytes) -> Handout:
        """The handout in a file that had no error when it was checked."""
        manuscript, _ = parse_handout(self.path, name, data)
        if manuscript is None:
            raise ValueError(name)
        return manuscript.handout

    def load_handout(self, report: Report) -> LoadedHandout | None:
        """The handout with its images."""
        workspace, own = self.project.workspace, Report()
        name, (data, digest) = workspace.name(self.path), read_file(self.path)
        if digest == self.digest:
            manuscript, _ = parse_handout(self.path, name, data)
            pictures = load_images(manuscript, workspace, own) if manuscript else {}
            if manuscript and not own.has_errors:
                return LoadedHandout(manuscript, pictures, {name: digest, **{one.file: one.digest for one in pictures.values()}})
        return load_handout(self.project, self.path, report)


@dataclass(frozen=True)
class CollectedSource:
    """The collected book of book.yaml."""

    project: Project
    chapters: tuple[HandoutSource, ...]
    left_out: tuple[str, ...] = ()
    """The handouts of book.yaml that are not in it because they have errors."""

    def load(self, report: Report) -> LoadedBook | None:
        """The handouts as one book."""
        chapters = [one for source in self.chapters if (one := source.load_chapter(report))]
        if len(chapters) < len(self.chapters) or self.project.settings is None:
            return None
        files = {name: digest for one in chapters for name, digest in one.files.items()}
        parts = [(one.handout, one.pictures) for one in chapters]
        settings = add_note(self.project.settings, self.left_out) if self.left_out else self.project.settings
        book = collect_book(settings, parts, (one.digest for one in chapters))
        covers = load_cover_pictures(self.project, report)
        files |= {one.file: one.digest for one in covers.values()}
        return LoadedBook(replace(book, pictures={**book.pictures, **covers}), {self.project.span.file: self.project.digest, **files})

    def locate(self, name: str) -> Span | None:
        """The place of the block with this id in the handout that it belongs to."""
        return next((span for chapter in self.chapters if (span := chapter.locate(name))), None)


def block_spans(manuscript: Manuscript) -> dict[str, Span]:
    """The place of each block of a handout in its source file, by its id in a book; the id of the handout leads to its title."""
    handout = manuscript.handout
    blocks = {make_global_id(handout, name): span for name, span in manuscript.spans.items()}
    return {to_anchor(handout.id): manuscript.located.value_span(("title",))} | blocks


def without_places(project: Project) -> Project:
    """A project as far as jobs need it, quick to send: without the places of the values of book.yaml."""
    return replace(project, located=None, diagnostics=())
