"""Load the handouts of a build: their facts where these are known, else read and checked, with their images."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from jiangyi.build.handout_facts import HandoutFacts, KnownHandouts
from jiangyi.checks import DUPLICATE_PARAGRAPH, GLYPH_CODES, ComparedHandout, check_duplicates_between, check_suppressed_names
from jiangyi.core import (
    READ,
    Diagnostic,
    Memo,
    Message,
    Report,
    Severity,
    Span,
    SystemFailure,
    count_lookup,
    decode_source,
    fold_name,
    timed,
)
from jiangyi.project import BOOK, FileKind, Project, Workspace
from jiangyi.readers import find_closest
from jiangyi.store import diagnostics_of, digest_bytes, digest_file, plain_memo, read_file, records_of
from jiangyi.theme import (
    NO_THEME,
    FontAssignment,
    check_roles,
    check_stylesheets,
    describe_themes,
    find_theme,
    list_applied_sheets,
    list_papers,
    list_themes,
    load_theme,
)
from jiangyi.writers import default_formats

if TYPE_CHECKING:  # where no handout has changed, the model and what reads and checks handouts are not loaded
    from jiangyi.model import Book, ImageFile, Manuscript

FontAssignments = Mapping[tuple[str, str], tuple[FontAssignment, ...]]
"""The installed font of each role of a theme, by the theme's name and the language."""

LINK_LEFT = "link-left"

RESERVED_EDITIONS = ("all", "press", NO_THEME)
"""What `--edition` takes for every edition, and what follows the name of files for the print shop."""
TAKEN = Message("a paper, a theme or an option has this name, and names files by it", "有一种纸张、主题或选项也叫这个名称，文件会重名")

FactsReader = Callable[[Workspace, Sequence[Path]], Iterable[tuple[HandoutFacts, bool]]]
"""Reads and checks handouts: the facts of each, and whether they may be kept for later runs."""

_PARSED: "Memo[tuple[Manuscript | None, tuple[Diagnostic, ...]]]" = Memo("parsed handouts")


class HandoutHead(Protocol):
    """What fonts and addresses depend on, of the facts of a handout or of the handout itself."""

    @property
    def id(self) -> str:
        """The id, which may be empty."""

    @property
    def theme(self) -> str:
        """The name of its theme."""

    @property
    def lang(self) -> str:
        """The code of its language."""


@dataclass(frozen=True)
class LoadedHandout:
    """A handout that was read and checked without errors, with its images."""

    manuscript: "Manuscript"
    pictures: "Mapping[str, ImageFile]"
    """By block id."""
    files: Mapping[str, str]
    """The digest of every file that was read for it, by name."""
    compared: ComparedHandout = field(default_factory=ComparedHandout)
    """Its paragraphs in the form in which they are compared with those of other handouts."""

    @property
    def digest(self) -> str:
        """Of the bytes of its file."""
        return self.files[self.manuscript.source.name]


@dataclass(frozen=True)
class ReadHandout:
    """A handout that was read and checked, with or without errors."""

    facts: HandoutFacts
    are_lasting: bool
    """True if its facts depend on nothing but the files that were read, so that they may be kept for later runs."""
    manuscript: "Manuscript | None" = None
    pictures: "Mapping[str, ImageFile]" = field(default_factory=dict)


def read_handout(workspace: Workspace, path: Path) -> ReadHandout:
    """Read a handout, check it and load its images; with an error where the disk or the system prevents it."""
    try:
        return _read_handout(workspace, path)
    except OSError as error:
        failure = SystemFailure.of(error, READ)
    except MemoryError:
        failure = SystemFailure(READ, workspace.name(path), Message("not enough memory", "内存不足"))
    return ReadHandout(HandoutFacts("", diagnostics=records_of([failure.as_diagnostic(workspace.name(path))])), are_lasting=False)


def _read_handout(workspace: Workspace, path: Path) -> ReadHandout:
    from jiangyi.checks import Suppressions, list_compared, run_checks
    from jiangyi.model import all_blocks
    from jiangyi.project import list_pictures, load_images

    name, (data, digest) = workspace.name(path), read_file(path)
    manuscript, diagnostics = parse_handout(path, name, data)
    own = Report(list(diagnostics))
    if manuscript is None:
        return ReadHandout(HandoutFacts(digest, diagnostics=records_of(diagnostics)), not _has_failed_plugin(own))
    run_checks(manuscript, own)
    pictures = load_images(manuscript, workspace, own)
    suppressions = Suppressions.collect(manuscript, frozenset(), own)
    own = suppressions.filter_report(own)
    handout, blocks = manuscript.handout, all_blocks(manuscript.handout)
    facts = HandoutFacts(
        digest,
        {one.file: one.digest for one in pictures.values()},
        {block: one.file for block, one in pictures.items()},
        handout.id,
        not own.has_errors,
        records_of(own.diagnostics),
        tuple(sorted(suppressions.everywhere)),
        handout.theme,
        manuscript.located.value_span(("theme",)) if handout.theme else None,
        handout.lang,
        len(blocks),
        tuple(sorted({name for block in blocks for name in block.only})),
        list_compared(manuscript, suppressions),
    )
    has_all_pictures = len(pictures) == len(list_pictures(manuscript))
    are_local = not any("://" in name for name in facts.pictures)
    return ReadHandout(facts, has_all_pictures and are_local and not _has_failed_plugin(own), manuscript, pictures)


def _has_failed_plugin(report: Report) -> bool:
    """True if a plug-in has raised an exception, which it may not do next time."""
    return any(diagnostic.code == "plugin-failed" for diagnostic in report.diagnostics)


def parse_handout(path: Path, name: str, data: bytes) -> "tuple[Manuscript | None, tuple[Diagnostic, ...]]":
    """A handout parsed from these bytes, and what is wrong with its form; memoized."""
    from jiangyi.readers import read

    def parse() -> "tuple[Manuscript | None, tuple[Diagnostic, ...]]":
        report = Report()
        source = decode_source(name, data, report)
        return read(source, report) if source else None, tuple(report.diagnostics)

    return _PARSED.get_or_compute(path, (name, data), parse)


class HandoutReporter:
    """Reports what is wrong with handouts in a project, including its theme, whose stylesheets are checked once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._themes: dict[str, Report] = {}

    def report(self, name: str, facts: HandoutFacts, report: Report) -> bool:
        """Add the diagnostics of a handout; False where it has an error."""
        off = self._project.disabled_checks
        shown = [one for one in diagnostics_of(facts.diagnostics) if not _is_off(one, off) and not self._leads_to_handout(one)]
        is_sound = facts.is_sound
        if self._project.is_strict:
            missing, required = GLYPH_CODES
            is_sound = is_sound and all(one.code != missing for one in shown)
            shown = [replace(one, code=required) if one.code == missing else one for one in shown]
        report.extend(shown)
        place = facts.theme_place or Span(name)
        sheets = self._themes.get(facts.theme)
        if sheets is None:
            sheets = self._themes[facts.theme] = Report()
            check_theme(self._project.workspace, facts.theme, place, sheets)
        if not sheets.diagnostics:
            return is_sound
        own = Report([replace(one, span=place) if one.code == "theme-unknown" else one for one in sheets.diagnostics])
        report.extend(one for one in own.diagnostics if not _is_off(one, off | set(facts.suppressed)))
        return is_sound and not own.has_errors

    def _leads_to_handout(self, diagnostic: Diagnostic) -> bool:
        """True for the remark on a link to a handout of this workspace: in a share it works."""
        if diagnostic.code != LINK_LEFT:
            return False
        from jiangyi.model import find_handout_link

        found = find_handout_link(str(diagnostic.values.get("kind", "")))
        return found is not None and found[0] in self._stems

    @cached_property
    def _stems(self) -> frozenset[str]:
        """The names of the handouts of the workspace."""
        return frozenset(path.stem for path in self._project.workspace.list_handouts())


def _is_off(diagnostic: Diagnostic, off: frozenset[str]) -> bool:
    """True for a warning that is turned off."""
    return diagnostic.code in off and diagnostic.severity is not Severity.ERROR


def read_facts(workspace: Workspace, path: Path) -> tuple[HandoutFacts, bool]:
    """The facts of a handout that is read and checked now, and whether they may be kept for later runs."""
    found = read_handout(workspace, path)
    return found.facts, found.are_lasting


def read_in_turn(workspace: Workspace, paths: Sequence[Path]) -> Iterator[tuple[HandoutFacts, bool]]:
    """The facts of each handout, read by this process."""
    return (read_facts(workspace, path) for path in paths)


@timed("loading")
def load_facts(project: Project, paths: Iterable[Path], report: Report, read_all: FactsReader = read_in_turn) -> dict[Path, HandoutFacts]:
    """The facts of handouts without errors, by path; `read_all` reads and checks those that have changed."""
    known, reporter = KnownHandouts(project.workspace), HandoutReporter(project)
    names = {path: project.workspace.name(path) for path in project.workspace.keep_own(paths, FileKind.HANDOUT, report)}
    found = {path: known.find(name, digest_file(path)) for path, name in names.items()}
    for facts in found.values():
        count_lookup("handout", hit=facts is not None)
    changed = [path for path, facts in found.items() if facts is None]
    for path, (facts, are_lasting) in zip(changed, read_all(project.workspace, changed), strict=True):
        found[path] = facts
        if are_lasting:
            known.add(names[path], facts)
    known.save()
    return {path: facts for path, facts in found.items() if facts and reporter.report(names[path], facts, report)}


def load_handout(project: Project, path: Path, report: Report) -> LoadedHandout | None:
    """Read one handout, check it and load its images; None where it has an error."""
    if not [*project.workspace.keep_own([path], FileKind.HANDOUT, report)]:
        return None
    name, found = project.workspace.name(path), read_handout(project.workspace, path)
    if not HandoutReporter(project).report(name, found.facts, report) or not found.manuscript:
        return None
    return LoadedHandout(found.manuscript, found.pictures, found.facts.list_files(name), found.facts.compared)


def list_requested(project: Project, paths: Iterable[Path]) -> tuple[Path, ...]:
    """The handouts of a request: those of `paths`, or all of the workspace."""
    return tuple(path for path in tuple(paths) or project.workspace.list_handouts() if path.name != BOOK)


def check_theme(workspace: Workspace, name: str, place: Span, report: Report) -> bool:
    """True if a theme exists and every stylesheet of the workspace that it uses is valid; what is wrong is reported."""
    found = find_theme(workspace, name)
    if found is None:
        report.add("theme-unknown", place, theme=name, near=find_closest(name, list_themes(workspace)), known=describe_themes(workspace))
    return check_stylesheets(workspace, report, list_applied_sheets(workspace, found or name)) and found is not None


def load_cover_pictures(project: Project, report: Report) -> "Mapping[str, ImageFile]":
    """The images on the cover of the collected book; what is wrong with them is reported."""
    if project.settings is None or not (project.settings.cover_picture or project.settings.logo):
        return {}
    from jiangyi.project import load_head_images

    return load_head_images(project.settings, project.located, project.span.file, project.workspace, report)


def check_settings(project: Project, report: Report) -> bool:
    """Report what is wrong with book.yaml apart from its handouts; True if the collected book can be made with it."""
    report.extend(project.diagnostics)
    if project.settings is None or project.located is None:
        return False
    check_suppressed_names(project.settings.checks.off, project.located, report)
    taken = (
        {fold_name(name) for name in (*list_papers(project.workspace), *list_themes(project.workspace), *RESERVED_EDITIONS)}
        if project.editions
        else set()
    )
    clashing = [name for name in project.editions if fold_name(name) in taken]
    for name in clashing:
        report.add("file-name", project.located.key_span(("editions", name)), name=name, problem=TAKEN)
    from jiangyi.model import find_date_problem

    problem = find_date_problem(project.settings.date)
    if problem:
        report.add("date-wrong", project.located.value_span(("date",)), date=project.settings.date, problem=problem)
    place = project.located.value_span(("theme",)) if project.settings.theme else project.span
    pictures = Report()
    load_cover_pictures(project, pictures)
    report.extend(pictures.diagnostics)
    return check_theme(project.workspace, project.settings.theme, place, report) and not clashing and not pictures.has_errors


def assign_fonts(workspace: Workspace, paper: str, theme: str, handouts: Mapping[Path, HandoutHead], report: Report) -> FontAssignments:
    """The fonts of each theme and language, or of one theme for all.

    A role without a font is reported for the first handout that needs it.
    """
    found: dict[tuple[str, str], tuple[FontAssignment, ...]] = {}
    for path, facts in handouts.items():
        name = theme or facts.theme
        if (name, facts.lang) not in found:
            css = load_theme(workspace, name, paper).print_css
            found[name, facts.lang] = check_roles(css, facts.lang, Span(workspace.name(path)), report)
    return found


COMPARISONS = plain_memo("comparison", None, 4)
"""Comparisons of handouts, of which only the diagnostics matter."""


def compare_handouts(project: Project, handouts: "Mapping[Path, HandoutFacts | LoadedHandout]", report: Report) -> None:
    """Report paragraphs that occur in two handouts, unless book.yaml turns this off."""
    if DUPLICATE_PARAGRAPH not in project.disabled_checks:
        rows = {project.workspace.name(path): one for path, one in handouts.items()}
        inputs = digest_bytes("\n".join(f"{name}\t{one.digest}" for name, one in rows.items()).encode())
        compared = ((name, one.compared) for name, one in rows.items())
        line_reader = partial(read_line, project.workspace)
        COMPARISONS.get_or_compute(inputs, lambda own: check_duplicates_between(compared, line_reader, own), report)


def read_line(workspace: Workspace, name: str, number: int) -> str:
    """A line of a handout, counted from 1, for the excerpt of a diagnostic; empty where there is none."""
    path = workspace.root / name
    try:
        source = decode_source(name, path.read_bytes(), Report()) if workspace.is_own(path) else None
    except OSError:
        return ""
    return source.lines[number - 1] if source and 0 < number <= len(source.lines) else ""


def load_collected_book(
    project: Project, handouts: Mapping[Path, LoadedHandout], report: Report
) -> "tuple[str, Book, dict[str, str]] | None":
    """The collected book of book.yaml for the preview: its file name, the book, and the digest of each file that goes into it.

    `handouts` are those loaded already. Handouts with errors are left out, and are reported with a warning; None where book.yaml has
    errors, or no handout is left.
    """
    from jiangyi.build.chapters import find_chapters, have_different_ids
    from jiangyi.build.left_out import add_note, list_left_out, report_left_out
    from jiangyi.model import collect_book

    valid = check_settings(project, report)
    files = find_chapters(project, report)
    if not valid or files is None or project.settings is None:
        return None
    loaded = {file: one for file in files if (one := handouts.get(file) or load_handout(project, file, report))}
    left_out = list_left_out(project, loaded, report)
    if left_out:
        report_left_out(project, left_out, default_formats(), report, is_made=bool(loaded))
    if not loaded or not have_different_ids({file: one.manuscript.handout.id for file, one in loaded.items()}, files, report):
        return None
    settings = add_note(project.settings, [one.name for one in left_out]) if left_out else project.settings
    parts = [(one.manuscript.handout, one.pictures) for one in loaded.values()]
    inputs = {name: value for one in loaded.values() for name, value in one.files.items()}
    return (
        project.settings.output,
        collect_book(settings, parts, (one.digest for one in loaded.values())),
        {project.span.file: project.digest} | inputs,
    )
