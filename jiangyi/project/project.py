"""A workspace with the settings of its book.yaml, loaded once for each command."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jiangyi.core import READ, Diagnostic, LocatedData, Memo, Report, Span, decode_source, explain_system_errors
from jiangyi.project.addresses import find_address_problem
from jiangyi.project.workspace import BOOK, FileKind, FileRefused, Workspace
from jiangyi.readers import find_closest
from jiangyi.store import digest_bytes as digest_of

if TYPE_CHECKING:  # a workspace without book.yaml does not wait for the model
    from jiangyi.model import BookFile, Edition

_SETTINGS: "Memo[tuple[BookFile | None, LocatedData | None, tuple[Diagnostic, ...]]]" = Memo("book.yaml", 4)
REFUSED = "refused"
"""The digest of a book.yaml that is not read."""


@dataclass(frozen=True)
class Project:
    """A workspace, what its book.yaml says, and what is wrong with that file."""

    workspace: Workspace
    settings: "BookFile | None" = None
    """None where there is no book.yaml, or it has errors."""
    located: LocatedData | None = field(default=None, compare=False)
    """The values of book.yaml with their places."""
    diagnostics: tuple[Diagnostic, ...] = ()
    digest: str = ""
    """Of the bytes of book.yaml; empty where there is none."""

    @property
    def path(self) -> Path:
        """The path of book.yaml, whether it exists or not."""
        return self.workspace.content / BOOK

    @property
    def span(self) -> Span:
        """book.yaml as the place of a diagnostic."""
        return Span(self.workspace.name(self.path))

    @property
    def editions(self) -> "Mapping[str, Edition]":
        """The editions that book.yaml defines, by name."""
        return self.settings.editions if self.settings else {}

    @property
    def disabled_checks(self) -> frozenset[str]:
        """The checks that book.yaml turns off for all handouts."""
        return frozenset(self.settings.checks.off) if self.settings else frozenset()

    @property
    def is_strict(self) -> bool:
        """Whether book.yaml makes characters without a glyph errors in all handouts."""
        return self.settings is not None and self.settings.strict

    @property
    def sheet_price(self) -> float:
        """The price of a printed sheet; 0 where book.yaml has none."""
        return self.settings.price if self.settings else 0.0

    @property
    def currency(self) -> str:
        """The currency of the price; empty where book.yaml names none."""
        return self.settings.currency if self.settings else ""

    def has_book(self, paths: tuple[Path, ...] = ()) -> bool:
        """True if there is a collected book and a request for these paths (all, when empty) includes it."""
        return bool(self.digest) and (not paths or self.path in paths)

    def chapter_files(self, report: Report) -> list[Path]:
        """The handouts of the collected book that can be read, in order; the others, and those that are listed again, are reported."""
        return list(self.locate_chapters(report))

    def locate_chapters(self, report: Report) -> dict[Path, Span]:
        """The handouts of the collected book that can be read, with the places where book.yaml names them; the others are reported."""
        return self._locate_handouts(self.settings.handouts if self.settings else (), ("handouts",), report)

    def order_shared(self, report: Report) -> list[Path]:
        """The handouts that go first in a share, in order; those that it names itself and cannot be read are reported."""
        named = self.settings.share.handouts if self.settings else ()
        return [*dict.fromkeys((*self._locate_handouts(named, ("share", "handouts"), report), *self.locate_chapters(Report())))]

    def _locate_handouts(self, names: Iterable[str], key: tuple[str, ...], report: Report) -> dict[Path, Span]:
        """The handouts that a key of book.yaml names, with the places where it does."""
        if self.located is None:
            return {}
        from jiangyi.readers import available_readers

        found, known = dict[Path, Span](), list[str]()
        for number, name in enumerate(names):
            place = self.located.value_span((*key, number))
            try:
                file = self.workspace.find_file(name, FileKind.HANDOUT)
            except FileRefused as refused:
                if refused.is_missing:
                    known = known or [self.workspace.name(path).removeprefix("content/") for path in self.workspace.list_handouts()]
                    report.add("handout-missing", place, name=name, near=find_closest(name, known))
                else:
                    refused.report(report, place)
                continue
            if file.suffix.lower() not in available_readers():
                report.add("handout-format", place, name=name, known=" ".join(available_readers()))
            elif file in found:
                report.add("handout-repeated", place, name=name, other=f"{found[file]}")
            else:
                found[file] = place
        return found


def load_project(workspace: Workspace) -> Project:
    """Read the settings of a workspace. What is wrong with book.yaml is in `diagnostics`; its caller decides whether to report that."""
    path = workspace.content / BOOK
    report = Report()
    if not os.path.lexists(path):
        return Project(workspace)
    if not [*workspace.keep_own([path], FileKind.SETTINGS, report)]:
        return Project(workspace, diagnostics=tuple(report.diagnostics), digest=REFUSED)
    with explain_system_errors(READ, path):
        name, data = workspace.name(path), path.read_bytes()
    settings, located, diagnostics = _SETTINGS.get_or_compute(path, (name, data), lambda: parse_settings(name, data))
    return Project(workspace, settings, located, diagnostics, digest_of(data))


def parse_settings(name: str, data: bytes) -> "tuple[BookFile | None, LocatedData | None, tuple[Diagnostic, ...]]":
    """Parse and validate the bytes of a book.yaml; `name` is used in diagnostics."""
    from jiangyi.core import parse_yaml
    from jiangyi.model import BookFile, holds_mapping, is_printable_address
    from jiangyi.readers import translate_names, validate

    report = Report()
    source = decode_source(name, data, report)
    parsed = parse_yaml(source, report, holds_mapping) if source else None
    located = translate_names(BookFile, parsed, report) if parsed else None
    settings = validate(BookFile, located, report) if located else None
    problem = find_address_problem(settings.share.url) if settings else None
    if settings and located and problem:
        report.add("share-address", located.value_span(("share", "url")), url=settings.share.url, problem=problem)
    if settings and located and not is_printable_address(settings.group):
        report.add("link-nowhere", located.value_span(("group",)), href=settings.group)
    return settings, located, tuple(report.diagnostics)
