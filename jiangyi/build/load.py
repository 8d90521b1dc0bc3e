"""Load the handouts of a build: read, checked, with their images."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jiangyi.checks import ComparedParagraph, Suppressions, check_suppressed_names, comparison_keys, run_checks
from jiangyi.core import Diagnostic, LocatedData, Memo, Report, Span, decode_source
from jiangyi.model import Book, ImageFile, Manuscript, collect_book
from jiangyi.project import BOOK, Project, Workspace, check_plugins, fonts, images
from jiangyi.readers import find_closest, read
from jiangyi.store import digest_bytes
from jiangyi.theme import FontAssignment, check_roles, check_stylesheets, list_applied_sheets, list_themes, load_theme

FontAssignments = Mapping[tuple[str, str], tuple[FontAssignment, ...]]
"""The installed font of each role of a theme, by the theme's name and the language."""

_PARSED: Memo[tuple[Manuscript | None, tuple[Diagnostic, ...]]] = Memo("parsed handouts")


@dataclass(frozen=True, slots=True)
class FontRequest:
    """The theme and language of a handout: they decide which fonts it needs."""

    theme: str
    lang: str
    file: str
    """The name of the handout, for diagnostics."""


@dataclass(frozen=True)
class LoadedHandout:
    """A handout that was read and checked without errors, with its images."""

    manuscript: Manuscript
    pictures: Mapping[str, ImageFile]
    """By block id."""
    digest: str
    """Of the bytes of its file."""
    paragraphs: tuple[ComparedParagraph, ...] = ()
    """Its paragraphs in the form in which they are compared with those of other handouts."""

    @property
    def files(self) -> dict[str, str]:
        """The digest of every file that was read for it, by name."""
        return {self.manuscript.source.name: self.digest} | {one.file: one.digest for one in self.pictures.values()}

    @property
    def font_request(self) -> FontRequest:
        """Its theme and language."""
        return FontRequest(self.manuscript.handout.theme, self.manuscript.handout.lang, self.manuscript.source.name)


def load_handouts(project: Project, paths: tuple[Path, ...], report: Report) -> dict[Path, LoadedHandout]:
    """Every handout of `paths` (all of the workspace, when empty) that can be read and has no error, by its path."""
    check_plugins(project, report)
    paths = tuple(path for path in paths or project.workspace.list_handouts() if path.name != BOOK)
    loaded = {path: load_handout(project, path, report) for path in paths}
    return {path: handout for path, handout in loaded.items() if handout}


def load_handout(project: Project, path: Path, report: Report) -> LoadedHandout | None:
    """Read one handout, check it and load its images; None where it has an error."""
    workspace, own = project.workspace, Report()
    data = path.read_bytes()
    name = workspace.name(path)
    manuscript, diagnostics = _PARSED.get_or_compute(path, (name, data, fonts.digest_fonts()), lambda: parse_and_check(name, data))
    own.extend(diagnostics)
    pictures: Mapping[str, ImageFile] = {}
    paragraphs: tuple[ComparedParagraph, ...] = ()
    if manuscript:
        pictures = images.load_images(manuscript, workspace, own)
        check_theme(workspace, manuscript.handout.theme, manuscript.located, own)
        suppressions = Suppressions.collect(manuscript, project.disabled_checks, own)
        own = suppressions.filter_report(own)
        paragraphs = comparison_keys(manuscript, suppressions)
    report.extend(own.diagnostics)
    return LoadedHandout(manuscript, pictures, digest_bytes(data), paragraphs) if manuscript and not own.has_errors else None


def parse_and_check(name: str, data: bytes) -> tuple[Manuscript | None, tuple[Diagnostic, ...]]:
    """A handout parsed from these bytes, and its diagnostics; the installed fonts are an input too, because glyphs are checked."""
    report = Report()
    source = decode_source(name, data, report)
    manuscript = read(source, report) if source else None
    if manuscript:
        run_checks(manuscript, report)
    return manuscript, tuple(report.diagnostics)


def check_theme(workspace: Workspace, name: str, located: LocatedData, report: Report) -> bool:
    """True if a theme exists and every stylesheet of the workspace that it uses is valid; what is wrong is reported."""
    known = list_themes(workspace) if name else [""]
    if name not in known:
        report.add("theme-unknown", located.value_span(("theme",)), theme=name, near=find_closest(name, known), known=", ".join(known))
    return check_stylesheets(workspace, report, list_applied_sheets(workspace, name)) and name in known


def check_settings(project: Project, report: Report) -> bool:
    """Report what is wrong with book.yaml apart from its handouts; True if the collected book can be made with it."""
    report.extend(project.diagnostics)
    if project.settings is None or project.located is None:
        return False
    check_suppressed_names(project.settings.checks.off, project.located, report)
    return check_theme(project.workspace, project.settings.theme, project.located, report)


def assign_fonts(workspace: Workspace, paper: str, requests: Iterable[FontRequest], report: Report) -> FontAssignments:
    """The fonts of each theme and language that is requested; a role without a font is reported for the first handout that needs it."""
    found: dict[tuple[str, str], tuple[FontAssignment, ...]] = {}
    for request in requests:
        if (request.theme, request.lang) not in found:
            css = load_theme(workspace, request.theme, paper).print_css
            found[request.theme, request.lang] = check_roles(css, request.lang, Span(request.file), report)
    return found


def load_collected_book(
    project: Project, handouts: Mapping[Path, LoadedHandout], report: Report
) -> tuple[str, Book, dict[str, str]] | None:
    """The collected book of book.yaml: its file name, the book, and the digest of each file that goes into it.

    `handouts` are those loaded already. None where book.yaml or a handout that it names has errors; these are reported.
    """
    valid = check_settings(project, report)
    files = project.chapter_files(report)
    if not valid or project.settings is None:
        return None
    loaded = [handouts.get(file) or load_handout(project, file, report) for file in files]
    parts = [(one.manuscript.handout, one.pictures) for one in loaded if one]
    if len(parts) < len(project.settings.handouts):
        return None
    inputs = {name: value for one in loaded if one for name, value in one.files.items()}
    return (
        project.settings.output,
        collect_book(project.settings, parts, (one.digest for one in loaded if one)),
        {project.span.file: project.digest} | inputs,
    )
