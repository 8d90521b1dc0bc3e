"""Carry out an order for files, as the command `build` does."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from jiangyi.build import BuildRequest, BuildResult, Manifest, choose_executor, make_files
from jiangyi.project import Workspace
from jiangyi.store import records_of
from jiangyi.studio.jobs.orders import BuildOrder, Finished, MadeFile, Progress, Told
from jiangyi.theme import DEFAULT_PAPER

BOOKLET_PAPER = "a5"
"""The paper of a booklet that names none: two of its pages are a sheet of A4."""


def make_build(place: Workspace, order: BuildOrder, tell: Callable[[Told], None]) -> Finished:
    """Make the files that are out of date, in output/."""
    request = BuildRequest(
        list_paths(place, order.names),
        order.formats,
        order.editions,
        order.paper or (BOOKLET_PAPER if order.imposition.booklet else DEFAULT_PAPER),
        order.theme,
        keep_going=True,
        imposition=order.imposition.as_options(),
    )
    return finish_build(place.output, run_request(place, request, tell), order.price)


def list_paths(place: Workspace, names: tuple[str, ...]) -> tuple[Path, ...]:
    """The files of documents."""
    return tuple(place.content / name for name in names)


def run_request(place: Workspace, request: BuildRequest, tell: Callable[[Told], None]) -> BuildResult:
    """The result of a request, of which everything that is out of date is made. Raises ExecutorUnavailable."""
    manifest = Manifest(place, request)
    result = manifest.lookup_request()
    if result is None:
        executor_of = partial(choose_executor, "local", 0, "", place.cache, None)
        result = make_files(manifest, executor_of, lambda done, total, name: tell(Progress(done, total, name)))
    manifest.remove_leftovers()
    return result


def finish_build(folder: Path, result: BuildResult, price: float) -> Finished:
    """What a build has made, as plain data."""
    files = [MadeFile(str(one.path), one.size, one.pages, one.is_fresh) for one in result.artifacts]
    return Finished(str(folder), files, records_of(result.diagnostics), price or result.sheet_price, result.currency)
