"""Distribute the work of a build over an executor: the parts of a collected book first, then files, the largest first.

A collected book that has no stored pages is laid out by all workers: one process lists the parts that are due, each is a task, and
when all are stored the list is made again, because page numbers are known by then. Once nothing is due, its files are made, one task
for each format: the EPUB needs the pagination of the printed book, not its file. The tasks of a book go before handouts, which keep the
workers busy while its list or its files are made by one of them.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from jiangyi.build.executors import JobExecutor, run_jobs
from jiangyi.build.failures import report_failure
from jiangyi.build.manifest import Manifest
from jiangyi.build.request import BuildRequest
from jiangyi.build.result import BuildResult
from jiangyi.build.stored_files import get_or_compute_part
from jiangyi.build.volumes import Job, list_layouts, produce_job
from jiangyi.core import Diagnostic, LimitReached, Report, Session, Span, SystemFailure, active_session
from jiangyi.project import Workspace
from jiangyi.writers import available_writers

if TYPE_CHECKING:
    from jiangyi.writers import PartLayout

ROUNDS = 3
"""Lists of a book's parts: the first one without page numbers, the last one with those that moved when others were filled in."""


@dataclass(frozen=True)
class PartList:
    """The task to list the parts of a book that are due; its result is their layouts."""

    job: Job
    round: int = 1

    @property
    def path(self) -> Path:
        """Of the files of the book, without suffix."""
        return self.job.path


@dataclass(frozen=True)
class PartOfBook:
    """The task to lay out one part of a book; it has no result."""

    path: Path
    """Of the files of the book, without suffix."""
    layout: "PartLayout"


Task = Job | PartList | PartOfBook
"""What a worker does; the result of a job is a build result."""


def run_task(workspace: Workspace, request: BuildRequest, task: Task) -> "BuildResult | Sequence[PartLayout] | None":
    """The result of a task, with an error where it fails. A part that fails has no result: the job that needs it fails with it."""
    try:
        return _run_again(workspace, request, task)
    except Exception as error:
        report = Report()
        if isinstance(task, Job):
            report_failure(error, Span(next(iter(task.files), task.path.name)), task.source.locate, report)
        return BuildResult((), tuple(report.diagnostics)) if isinstance(task, Job) else None


def _run_again(workspace: Workspace, request: BuildRequest, task: Task) -> "BuildResult | Sequence[PartLayout] | None":
    """The result of a task. Where it fails, it is run again without results of earlier runs: they may be forged, of the right shape."""
    try:
        return _run_task(workspace, request, task)
    except (SystemFailure, LimitReached):
        raise
    except Exception:
        session = active_session()
        if session is None or session.store is None:
            raise
        with Session(session.extensions, session.store.without_older()).activate():
            return _run_task(workspace, request, task)


def _run_task(workspace: Workspace, request: BuildRequest, task: Task) -> "BuildResult | Sequence[PartLayout] | None":
    if isinstance(task, PartList):
        return list_layouts(workspace, request, task.job)
    if isinstance(task, PartOfBook):
        task.layout(get_or_compute_part)
        return None
    return produce_job(workspace, request, task)


def run_scheduled(
    manifest: Manifest, jobs: Iterable[Job], executor: JobExecutor, meanwhile: Callable[[], None]
) -> Iterator[tuple[Job, BuildResult]]:
    """Each job with its result, as soon as it is done; while workers are busy, this process calls `meanwhile`.

    A job whose worker dies gets an error. A part whose worker dies is laid out again when the files of its book are made.
    """
    due = sorted(jobs, key=lambda job: job.blocks, reverse=executor.size > 1)  # one process makes an edited handout before its book
    splits = {job.path: split_job(manifest, job, executor.size) for job in due}
    waiting = deque(task for row in zip_longest(*splits.values()) for task in row if task)  # the first task of each job, then the others
    listed: dict[Path, PartList] = {}
    undone: dict[Path, int] = {}
    done: dict[Path, list[BuildResult]] = {}
    for task, result in run_jobs(executor, partial(run_task, manifest.workspace, manifest.request), waiting, meanwhile):
        if isinstance(task, PartList):
            layouts = () if result is None or isinstance(result, BuildResult) else result
            if layouts and task.round <= ROUNDS:
                listed[task.path], undone[task.path] = task, len(layouts)
                waiting.extendleft(PartOfBook(task.path, layout) for layout in reversed(layouts))
            else:
                splits[task.path] = by_format(manifest, task.job)
                waiting.extendleft(reversed(splits[task.path]))
        elif isinstance(task, PartOfBook):
            undone[task.path] -= 1
            if not undone[task.path]:
                before = listed[task.path]
                waiting.appendleft(replace(before, round=before.round + 1))
        else:
            died = BuildResult((), (Diagnostic("worker-died", Span(next(iter(task.files))), {"name": task.path.name}),))
            results = done.setdefault(task.path, [])
            results.append(result if isinstance(result, BuildResult) else died)
            if len(results) == len(splits[task.path]):
                yield task, merge_results(results) if len(results) > 1 else results[0]


def split_job(manifest: Manifest, job: Job, workers: int) -> Sequence[Task]:
    """The tasks that a job begins with.

    The parts of a collected book are listed where more of them may be due than there are workers. Where most are stored, its files are
    made at the same time.
    """
    if not job.is_collected or workers == 1:
        return [job]
    changed = manifest.count_changed_inputs(job.path, job.inputs)
    return [PartList(job)] if changed is None or changed > workers else by_format(manifest, job)


def by_format(manifest: Manifest, job: Job) -> Sequence[Job]:
    """A job for each format, which can be made at the same time."""
    return [replace(job, formats=(name,)) for name in manifest.request.formats]


def merge_results(parts: Sequence[BuildResult]) -> BuildResult:
    """One result of the parts of a job, which may have the same diagnostics; artifacts are in the order of the writers."""
    report, suffixes = Report(), [writer.suffix for writer in available_writers().values()]
    report.extend(chain.from_iterable(part.diagnostics for part in parts))
    artifacts = sorted(
        chain.from_iterable(part.artifacts for part in parts),
        key=lambda one: next(place for place, suffix in enumerate(suffixes) if one.path.name.endswith(suffix)),
    )
    files: dict[str, str] = {}
    for part in parts:
        files |= {name: digest if files.get(name, digest) == digest else "" for name, digest in part.files.items()}
    return BuildResult(tuple(artifacts), tuple(report.diagnostics), files)
