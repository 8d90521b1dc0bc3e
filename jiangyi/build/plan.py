"""Plan a build: a job for each book and edition that is requested, with the paths of its files."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from jiangyi.build.chapters import find_chapters, have_different_ids
from jiangyi.build.handout_facts import HandoutFacts
from jiangyi.build.left_out import list_left_out, report_left_out
from jiangyi.build.load import FactsReader, check_settings, list_requested, load_cover_pictures, load_facts, read_in_turn
from jiangyi.build.output_names import without_output_clashes
from jiangyi.build.request import BuildRequest
from jiangyi.build.sources import BookSource, CollectedSource, HandoutSource, without_places
from jiangyi.build.volumes import Job
from jiangyi.core import Report, Span, memoize
from jiangyi.model import EDITION_WORDS, EDITIONS, Edition, list_names
from jiangyi.passes import ALL_EDITIONS, KEY_ID, build_booklet
from jiangyi.project import Project, check_plugins
from jiangyi.readers import find_closest
from jiangyi.store import digest_bytes
from jiangyi.theme import DEFAULT_PAPER, check_stylesheets, report_unused_files


class PlannedBook(NamedTuple):
    """A handout or the collected book, whatever the edition."""

    source: BookSource
    stem: str
    """The name of its files, without edition and suffix."""
    files: Mapping[str, str]
    """The digest of every file that goes in, by the file's name."""
    blocks: int
    place: Span
    """Its file, and where that names its output."""
    is_collected: bool = False


class BuildPlan(NamedTuple):
    """What a build makes."""

    jobs: list[Job]
    """Each handout, then the collected book, in every edition that is requested."""
    handouts: Mapping[Path, HandoutFacts]
    """The handouts that are requested and have no errors."""


def plan_build(project: Project, request: BuildRequest, report: Report, read_all: FactsReader = read_in_turn) -> BuildPlan:
    """Plan a build; `read_all` reads and checks the handouts that have changed."""
    check_plugins(project, report)
    report_unused_files(project.workspace, report)
    requested = list_requested(project, request.paths)
    has_book = project.has_book(request.paths)
    sound = load_facts(project, [*requested, *(project.chapter_files(Report()) if has_book else ())], report, read_all)
    sheets = [f"papers/{request.paper}.css", "papers/_screen.css", *([f"themes/{request.theme}.css"] if request.theme else [])]
    if not check_stylesheets(project.workspace, report, sheets):
        sound = {}
    handouts = {path: sound[path] for path in requested if path in sound}
    editions = resolve_editions(project, request, handouts.values(), report)
    own = without_places(project)
    books = [_plan_handout(own, path, handouts[path]) for path in handouts]
    collected = _plan_book(project, request, sound, report) if has_book else None
    books += [collected] if collected else []
    jobs = ((book.place, job) for book in books for job in _in_editions(project, request, book, editions, report))
    return BuildPlan(without_output_clashes(jobs, request, _makes_booklet, report), handouts)


def _plan_handout(project: Project, path: Path, facts: HandoutFacts) -> PlannedBook:
    """A handout as a book of its own."""
    name = project.workspace.name(path)
    return PlannedBook(HandoutSource.of(project, path, facts), path.stem, facts.list_files(name), facts.blocks, Span(name))


def _plan_book(project: Project, request: BuildRequest, handouts: Mapping[Path, HandoutFacts], report: Report) -> PlannedBook | None:
    """The collected book; None where it has an error, or one of its handouts that may not be left out, which is reported."""
    chapters, is_valid = find_chapters(project, report), check_settings(project, report)
    if not is_valid or chapters is None or project.settings is None:
        return None
    sound = [path for path in chapters if path in handouts]
    left_out = list_left_out(project, sound, report)
    is_made = not left_out or (request.keep_going and bool(sound))
    if left_out:
        report_left_out(project, left_out, request.formats, report, is_made=is_made)
    if not is_made or not have_different_ids({path: handouts[path].id for path in sound}, chapters, report):
        return None
    own = without_places(project)
    names = tuple(one.name for one in left_out)
    source = CollectedSource(own, tuple(HandoutSource.of(own, path, handouts[path]) for path in sound), names)
    files = {name: digest for path in sound for name, digest in handouts[path].list_files(project.workspace.name(path)).items()}
    files |= {one.file: one.digest for one in load_cover_pictures(project, Report()).values()}
    blocks = sum(handouts[path].blocks for path in sound)
    place = project.located.value_span(("output",)) if project.located else project.span
    return PlannedBook(source, project.settings.output, {project.span.file: project.digest, **files}, blocks, place, is_collected=True)


def _in_editions(
    project: Project, request: BuildRequest, book: PlannedBook, editions: Mapping[str, Edition], report: Report
) -> Iterator[Job]:
    """A job for each edition of a book.

    Names of files hold the edition, the paper where it is not the default one, the theme where it is requested, and `press`.
    """
    folder = request.output or project.workspace.output
    common = (request.paper * (request.paper != DEFAULT_PAPER), request.theme, "press" * request.imposition.changes_pages)

    def path(*names: str) -> Path:
        return folder / ".".join([book.stem, *filter(None, (*names, *common))])

    default = editions.get("", EDITIONS[""])
    for name, edition in editions.items():
        if not edition.key_only:
            yield _make_job(book, path(name), name, edition, path(name, KEY_ID))
        elif name == KEY_ID and _has_booklet(book.source, "", default):  # the default edition already makes a booklet, of the same name
            yield from () if "" in editions else (_make_job(book, path(name), "", default, path(name)),)
        elif _has_booklet(book.source, name, edition):
            yield _make_job(book, path(name), name, edition, path(name))
        elif ALL_EDITIONS not in request.editions:
            report.add("booklet-empty", Span(next(iter(book.files))), name=name)


def _make_job(book: PlannedBook, path: Path, name: str, edition: Edition, key: Path) -> Job:
    """A job for one edition of a book."""
    return Job(
        book.source,
        path,
        book.files,
        name,
        edition,
        key,
        blocks=book.blocks,
        is_collected=book.is_collected,
        edition_digest=_digest_edition(edition),
    )


@memoize()
def _digest_edition(edition: Edition) -> str:
    return digest_bytes(repr(edition).encode())


def _has_booklet(source: BookSource, name: str, edition: Edition) -> bool:
    """True if a book has answers for a booklet, for which it must be read."""
    loaded = source.load(Report())
    return loaded is not None and build_booklet(loaded.book, name, edition) is not None


def _makes_booklet(job: Job) -> bool:
    """True if a job makes an answer booklet beside its text."""
    return _has_booklet(job.source, job.edition, job.shown)


def resolve_editions(project: Project, request: BuildRequest, handouts: Iterable[HandoutFacts], report: Report) -> dict[str, Edition]:
    """The requested editions by name: built-in ones, those of book.yaml, and any that a block names in `only`."""
    named = {name for handout in handouts for name in handout.editions}
    known = dict.fromkeys(sorted(named), EDITIONS[""]) | dict(EDITIONS) | dict(project.editions)
    lower = {name.lower(): name for name in known}
    requested = sorted(known) if ALL_EDITIONS in request.editions else request.editions
    found = [name if name in known else EDITION_WORDS.find(name) or lower.get(name.lower(), name) for name in requested]
    for name in found:
        if name not in known:
            others = [EDITION_WORDS.name(other) for other in sorted(known) if other]
            near = find_closest(name, [word for other in others for word in (other.en, other.zh)])
            report.add("edition-unknown", project.span, name=name, near=near, known=list_names(others))
    return {name: known[name] for name in found if name in known}
