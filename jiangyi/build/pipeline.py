"""The whole compiler on one screen: read, check, then for each job select, index, render, write."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from jiangyi.build.cache import prune
from jiangyi.build.manifest import Manifest
from jiangyi.build.request import BuildRequest, BuildResult
from jiangyi.build.volumes import Job, produce
from jiangyi.checks import Paragraph, Silence, check, comparable, handouts_differ, names_exist
from jiangyi.core import Diagnostic, Located, Memo, Report, Span, decode, read_yaml
from jiangyi.model import Book, BookFile, Edition, Manuscript, Picture, blocks_of, book_of, collect
from jiangyi.passes import ALL_EDITIONS, EDITIONS, KEY_ID, build_booklet
from jiangyi.project import BOOK, Workspace, digest, fonts, images, remove_stale_parts
from jiangyi.readers import nearest, read, validated
from jiangyi.theme import DEFAULT_PAPER, Assignment, check_roles, names, stylesheet_checks, theme
from jiangyi.writers import known_writers

if TYPE_CHECKING:  # what only making a book needs is loaded when one is made
    from jiangyi.build.executors import JobExecutor


@dataclass(frozen=True, slots=True)
class FontRequest:
    """What a handout asks of the fonts."""

    theme: str
    lang: str
    file: str


@dataclass(frozen=True)
class LoadedHandout:
    """A handout that was read and checked, with its pictures."""

    manuscript: Manuscript
    pictures: Mapping[str, Picture]
    digest: str
    """Of its file as it was read."""
    paragraphs: tuple[Paragraph, ...] = ()
    """What is compared with other handouts."""

    @property
    def files(self) -> dict[str, str]:
        """Every file that was read for it, by name, with its digest."""
        return {self.manuscript.source.name: self.digest} | {one.file: one.digest for one in self.pictures.values()}

    @property
    def font_request(self) -> FontRequest:
        """Its theme and language."""
        return FontRequest(self.manuscript.handout.theme, self.manuscript.handout.lang, self.manuscript.source.name)


Progress = Callable[[int, int, str], None]
"""Told how many books of how many are done, and the name of the last."""
Roles = Mapping[tuple[str, str], tuple[Assignment, ...]]
"""What each role of a theme got, by the theme's name and the language."""


LOOKED_AT = Memo[tuple[Manuscript | None, tuple[Diagnostic, ...]]]("looked_at")
"""Handouts that were read and checked, by their files."""
BOUND = Memo[tuple[BookFile | None, Located | None, tuple[Diagnostic, ...]]]("bound", 4)
"""What book.yaml said, by its file."""


def build(ledger: Manifest, crew: "JobExecutor", progress: Progress, start: Callable[[Roles], None] = lambda _: None) -> BuildResult:
    """Make every file that the order asks for and whose handouts are free of errors; `start` is told of the fonts when they are begun."""
    workspace, order, report = ledger.workspace, ledger.request, Report()
    chapters = load_handouts(workspace, order.paths, report)
    later = Report()
    if not stylesheet_checks.examine(workspace, report, (f"papers/{order.paper}.css", "papers/_screen.css")):
        chapters = {}
    jobs = list(plan_jobs(workspace, order, chapters, report))
    made = {job.path: known for job in jobs if (known := ledger.lookup_job(job.path, job.inputs))}
    due = [job for job in jobs if job.path not in made]
    if due:
        ledger.invalidate(job.path for job in due)

    def meanwhile() -> None:
        roles = assign_fonts(workspace, order.paper, (chapter.font_request for chapter in chapters.values()), later)
        if due:
            start(roles)
        handouts_differ((chapter.paragraphs for chapter in chapters.values()), later)
        prune(workspace.cache)

    for done, (job, new) in enumerate(_produced(ledger, due, crew, meanwhile), 1):
        made[job.path] = with_reasons(ledger, job, new)
        progress(done, len(due), job.path.name)
    report.extend(later.diagnostics)
    report.extend(diagnostic for job in jobs for diagnostic in made[job.path].diagnostics)
    artifacts = tuple(artifact for job in jobs for artifact in made[job.path].artifacts)
    whole = BuildResult(artifacts, tuple(report.diagnostics), price(workspace))
    ledger.record({job.path: (job.inputs, made[job.path]) for job in jobs}, whole)
    for folder in {job.path.parent for job in due}:
        remove_stale_parts(folder)
    return whole


def with_reasons(ledger: Manifest, job: Job, made: BuildResult) -> BuildResult:
    """What was made, with the reasons."""
    reasons = (None if one.is_fresh else ledger.explain(job.path, job.inputs, one.path) for one in made.artifacts)
    return replace(made, artifacts=tuple(replace(one, reason=reason) for one, reason in zip(made.artifacts, reasons, strict=True)))


def load_handouts(workspace: Workspace, paths: tuple[Path, ...], report: Report) -> dict[Path, LoadedHandout]:
    """Every handout that could be read and has no error, by its path."""
    off = switched_off(workspace)
    loaded = {path: load_handout(workspace, path, report, off) for path in paths or workspace.handouts() if path.name != BOOK}
    return {path: chapter for path, chapter in loaded.items() if chapter}


def switched_off(workspace: Workspace) -> frozenset[str]:
    """The checks that book.yaml turns off for all handouts; what is wrong with that file is told where it is bound."""
    path = workspace.content / BOOK
    head = bound(workspace, path, Report())[0] if path.is_file() else None
    return frozenset(head.checks.off) if head else frozenset()


def load_handout(workspace: Workspace, path: Path, report: Report, off: frozenset[str] = frozenset()) -> LoadedHandout | None:
    """One handout, read, checked, and its pictures looked at; None where anything is wrong with it. `off` are checks left out."""
    own = Report()
    data = path.read_bytes()
    name = workspace.name(path)
    manuscript, said = LOOKED_AT.get_or_compute(path, (name, data, fonts.digest()), lambda: parse_and_check(name, data))
    own.extend(said)
    found: Mapping[str, Picture] = {}
    paragraphs: tuple[Paragraph, ...] = ()
    if manuscript:
        found = images.load_images(manuscript, workspace, own)
        _check_theme(workspace, manuscript.handout.theme, manuscript.located, own)
        silence = Silence.of(manuscript, off, own)
        own = silence.over(own)
        paragraphs = comparable(manuscript, silence)
    report.extend(own.diagnostics)
    return LoadedHandout(manuscript, found, digest(data), paragraphs) if manuscript and not own.has_errors else None


def parse_and_check(name: str, data: bytes) -> tuple[Manuscript | None, tuple[Diagnostic, ...]]:
    """A handout of these bytes, with what is wrong with it; the fonts of the machine have a say in that."""
    own = Report()
    source = decode(name, data, own)
    manuscript = read(source, own) if source else None
    if manuscript:
        check(manuscript, own)
    return manuscript, tuple(own.diagnostics)


def _check_theme(workspace: Workspace, wanted: str, located: Located, report: Report) -> bool:
    """Whether there is such a theme, and every sheet of the workspace's own that it is used with is sound."""
    known = names(workspace, "themes") if wanted else [""]
    if wanted not in known:
        report.add("theme-unknown", located.value(("theme",)), theme=wanted, near=nearest(wanted, known), known=", ".join(known))
    return stylesheet_checks.examine(workspace, report, stylesheet_checks.used(workspace, wanted)) and wanted in known


def assign_fonts(workspace: Workspace, paper: str, looks: Iterable[FontRequest], report: Report) -> Roles:
    """What each role got, in each theme and language that the handouts ask for; a role without a font is told where one first does."""
    found: dict[tuple[str, str], tuple[Assignment, ...]] = {}
    for look in looks:
        if (look.theme, look.lang) not in found:
            css = theme(workspace, look.theme, paper).print_css
            found[look.theme, look.lang] = check_roles(css, look.lang, Span(look.file), report)
    return found


def plan_jobs(workspace: Workspace, order: BuildRequest, chapters: dict[Path, LoadedHandout], report: Report) -> Iterator[Job]:
    """The books to make: each handout, and the collected book."""
    editions = resolve_editions(workspace, order, chapters, report)
    for path in without_output_clashes(workspace, chapters, report):
        chapter = chapters[path]
        yield from _jobs(
            workspace, order, path.stem, book_of(chapter.manuscript.handout, chapter.pictures), chapter.files, editions, report
        )
    book_path = workspace.content / BOOK
    if is_bound(workspace, order.paths):
        collected = load_collected_book(workspace, book_path, chapters, report)
        if collected:
            yield from _jobs(workspace, order, *collected, editions, report)


def _jobs(
    workspace: Workspace,
    order: BuildRequest,
    stem: str,
    book: Book,
    files: Mapping[str, str],
    editions: Mapping[str, Edition],
    report: Report,
) -> Iterator[Job]:
    """A book in each edition; the names of its files tell the edition, a paper that is not the usual one, and a layout for the press."""

    def path(*names: str) -> Path:
        told = (*names, order.paper * (order.paper != DEFAULT_PAPER), "press" * bool(order.imposition.css))
        return (order.output or workspace.root / "output") / ".".join([stem, *filter(None, told)])

    usual = editions.get("", EDITIONS[""])
    for name, edition in editions.items():
        if not edition.key_only:
            yield Job(book, path(name), files, name, edition, path(name, KEY_ID))
        elif name == KEY_ID and build_booklet(book, "", usual):  # the usual copy has its booklet already: there is one of that name
            yield from () if "" in editions else (Job(book, path(name), files, "", usual, path(name)),)
        elif build_booklet(book, name, edition):
            yield Job(book, path(name), files, name, edition, path(name))
        elif ALL_EDITIONS not in order.editions:
            report.add("booklet-empty", Span(next(iter(files))), name=name)


def resolve_editions(
    workspace: Workspace, order: BuildRequest, chapters: Mapping[Path, LoadedHandout], report: Report
) -> dict[str, Edition]:
    """The editions that are asked for: those of every workspace, those of book.yaml, and any that a block names in `only`."""
    path = workspace.content / BOOK
    head = bound(workspace, path, Report())[0] if path.is_file() else None
    named = {name for chapter in chapters.values() for block in chapter.manuscript.blocks for name in block.only}
    known = dict.fromkeys(sorted(named), EDITIONS[""]) | dict(EDITIONS) | (dict(head.editions) if head else {})
    wanted = sorted(known) if ALL_EDITIONS in order.editions else order.editions
    for name in wanted:
        if name not in known:
            others = sorted(other for other in known if other)
            report.add("edition-unknown", Span(workspace.name(path)), name=name, near=nearest(name, others), known=", ".join(others))
    return {name: known[name] for name in wanted if name in known}


def is_bound(workspace: Workspace, paths: tuple[Path, ...]) -> bool:
    """Whether there is a collected book and it is asked for."""
    book = workspace.content / BOOK
    return book.is_file() and (not paths or book in paths)


def without_output_clashes(workspace: Workspace, paths: Iterable[Path], report: Report) -> Iterator[Path]:
    """The handouts that do not want the output of another; the others are reported."""
    owners: dict[str, Path] = {}
    for path in paths:
        other = owners.setdefault(path.stem, path)
        if other == path:
            yield path
        else:
            report.add("output-clash", Span(workspace.name(path)), name=path.stem, other=workspace.name(other))


def load_collected_book(
    workspace: Workspace, path: Path, chapters: dict[Path, LoadedHandout], report: Report
) -> tuple[str, Book, dict[str, str]] | None:
    """The collected book of book.yaml with its file name and the files that go in; None where it, or a handout it names, has errors."""
    own = digest(path.read_bytes())
    head, files = bound(workspace, path, report)
    if head is None:
        return None
    off = frozenset(head.checks.off)
    read_now = [chapters.get(file) or load_handout(workspace, file, report, off) for file in files]
    parts = [(chapter.manuscript.handout, chapter.pictures) for chapter in read_now if chapter]
    if len(parts) < len(head.handouts):
        return None
    inputs = {name: value for chapter in read_now if chapter for name, value in chapter.files.items()}
    return head.output, collect(head, parts), {workspace.name(path): own} | inputs


def bound(workspace: Workspace, path: Path, report: Report) -> tuple[BookFile | None, list[Path]]:
    """What book.yaml says, and those of the handouts it names that exist."""
    name, data = workspace.name(path), path.read_bytes()
    head, located, said = BOUND.get_or_compute(path, (name, data), lambda: book_file(name, data))
    report.extend(said)
    if head is None or located is None:
        return None, []
    names_exist(head.checks.off, located, report)
    sound = _check_theme(workspace, head.theme, located, report)
    files = []
    for number, name in enumerate(head.handouts):
        file = path.parent / name
        if file.is_file():
            files.append(file)
        else:
            known = [workspace.name(p).removeprefix("content/") for p in workspace.handouts()]
            report.add("handout-missing", located.value(("handouts", number)), name=name, near=nearest(name, known))
    return (head if sound else None), files


def book_file(name: str, data: bytes) -> tuple[BookFile | None, Located | None, tuple[Diagnostic, ...]]:
    """A book.yaml of these bytes, with what is wrong with it."""
    own = Report()
    source = decode(name, data, own)
    located = read_yaml(source, own) if source else None
    return (validated(BookFile, located, own) if located else None), located, tuple(own.diagnostics)


def price(workspace: Workspace) -> float:
    """What book.yaml says a printed sheet costs; 0 where it says nothing."""
    path = workspace.content / BOOK
    head = bound(workspace, path, Report())[0] if path.is_file() else None
    return head.price if head else 0.0


def _produced(
    ledger: Manifest, jobs: Iterable[Job], crew: "JobExecutor", meanwhile: Callable[[], None]
) -> Iterator[tuple[Job, BuildResult]]:
    """Every job with its files, as soon as they are made; the biggest is begun first, so that nothing is waited for in the end but it.

    While others work this process does what can be done `meanwhile`.
    """
    from jiangyi.build.executors import run_jobs

    due = sorted(jobs, key=count_blocks, reverse=True)
    parts = {job.path: split_job(ledger, job, len(due), crew.size) for job in due}
    tasks = [task for row in zip_longest(*parts.values()) for task in row if task]  # the first of each, then what is left
    done: dict[Path, list[BuildResult]] = {}
    for task, made in run_jobs(crew, partial(produce, ledger.workspace, ledger.request), tasks, meanwhile):
        died = BuildResult((), (Diagnostic("worker-died", Span(next(iter(task.files))), {"name": task.path.name}),))
        found = done.setdefault(task.path, [])
        found.append(made or died)
        if len(found) == len(parts[task.path]):
            yield task, merge_results(found) if len(found) > 1 else found[0]


def split_job(ledger: Manifest, job: Job, due: int, workers: int) -> list[Job]:
    """A job; where most of a collected book stands as it is and workers are idle, a job for each format, since all can be bound at once."""
    changed = ledger.count_changed_inputs(job.path, job.inputs)
    if not job.book.collected or due > workers or workers == 1 or changed is None or changed > workers:
        return [job]
    return [replace(job, formats=(name,)) for name in ledger.request.formats]


def merge_results(parts: Sequence[BuildResult]) -> BuildResult:
    """What was made of a job in parts; each of them may say the same of it."""
    said, suffixes = Report(), [writer.suffix for writer in known_writers().values()]
    said.extend(chain.from_iterable(part.diagnostics for part in parts))
    made = chain.from_iterable(part.artifacts for part in parts)
    return BuildResult(tuple(sorted(made, key=lambda one: suffixes.index(one.path.suffix))), tuple(said.diagnostics))


def count_blocks(job: Job) -> int:
    """How much there is in a book, in blocks."""
    return sum(len(blocks_of(handout)) for handout in job.book.handouts)
