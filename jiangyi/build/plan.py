"""Plan a build: a job for each book and edition that is requested, with the paths of its files."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from jiangyi.build.load import LoadedHandout, load_collected_book
from jiangyi.build.request import BuildRequest
from jiangyi.build.volumes import Job
from jiangyi.core import Report, Span
from jiangyi.model import Book, Edition, make_single_book
from jiangyi.passes import ALL_EDITIONS, EDITIONS, KEY_ID, build_booklet
from jiangyi.project import Project, Workspace
from jiangyi.readers import find_closest
from jiangyi.theme import DEFAULT_PAPER


def plan_jobs(project: Project, request: BuildRequest, handouts: Mapping[Path, LoadedHandout], report: Report) -> Iterator[Job]:
    """The jobs of a build: each handout, then the collected book, in every edition that is requested."""
    editions = resolve_editions(project, request, handouts.values(), report)
    for path in without_output_clashes(project.workspace, handouts, report):
        handout = handouts[path]
        book = make_single_book(handout.manuscript.handout, handout.pictures)
        yield from _jobs_of(project, request, path.stem, book, handout.files, editions, report)
    if project.has_book(request.paths):
        collected = load_collected_book(project, handouts, report)
        if collected:
            yield from _jobs_of(project, request, *collected, editions, report)


def _jobs_of(
    project: Project,
    request: BuildRequest,
    stem: str,
    book: Book,
    files: Mapping[str, str],
    editions: Mapping[str, Edition],
    report: Report,
) -> Iterator[Job]:
    """A job for each edition of a book. Names of files hold the edition, the paper where it is not the default one, and `press`."""

    def path(*names: str) -> Path:
        suffixes = (*names, request.paper * (request.paper != DEFAULT_PAPER), "press" * bool(request.imposition.css))
        return (request.output or project.workspace.root / "output") / ".".join([stem, *filter(None, suffixes)])

    default = editions.get("", EDITIONS[""])
    for name, edition in editions.items():
        if not edition.key_only:
            yield Job(book, path(name), files, name, edition, path(name, KEY_ID))
        elif name == KEY_ID and build_booklet(book, "", default):  # the default edition already makes a booklet, of the same name
            yield from () if "" in editions else (Job(book, path(name), files, "", default, path(name)),)
        elif build_booklet(book, name, edition):
            yield Job(book, path(name), files, name, edition, path(name))
        elif ALL_EDITIONS not in request.editions:
            report.add("booklet-empty", Span(next(iter(files))), name=name)


def resolve_editions(project: Project, request: BuildRequest, handouts: Iterable[LoadedHandout], report: Report) -> dict[str, Edition]:
    """The requested editions by name: built-in ones, those of book.yaml, and any that a block names in `only`."""
    named = {name for handout in handouts for block in handout.manuscript.blocks for name in block.only}
    known = dict.fromkeys(sorted(named), EDITIONS[""]) | dict(EDITIONS) | dict(project.editions)
    requested = sorted(known) if ALL_EDITIONS in request.editions else request.editions
    for name in requested:
        if name not in known:
            others = sorted(other for other in known if other)
            report.add("edition-unknown", project.span, name=name, near=find_closest(name, others), known=", ".join(others))
    return {name: known[name] for name in requested if name in known}


def without_output_clashes(workspace: Workspace, paths: Iterable[Path], report: Report) -> Iterator[Path]:
    """The handouts whose output files no earlier one has; the others are reported."""
    owners: dict[str, Path] = {}
    for path in paths:
        other = owners.setdefault(path.stem, path)
        if other == path:
            yield path
        else:
            report.add("output-clash", Span(workspace.name(path)), name=path.stem, other=workspace.name(other))
