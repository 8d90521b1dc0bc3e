"""Distribute the jobs of a build over an executor: the largest first, a collected book split by format where workers would be idle.

Where a worker would be idle, a collected book of which little has changed is assembled twice at the same time, once for its PDF and
once for its EPUB: the EPUB needs the pagination of the printed book, not its file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path

from jiangyi.build.executors import JobExecutor, run_jobs
from jiangyi.build.manifest import Manifest
from jiangyi.build.result import BuildResult
from jiangyi.build.volumes import Job, produce_job
from jiangyi.core import Diagnostic, Report, Span
from jiangyi.model import all_blocks
from jiangyi.writers import available_writers


def run_scheduled(
    manifest: Manifest, jobs: Iterable[Job], executor: JobExecutor, meanwhile: Callable[[], None]
) -> Iterator[tuple[Job, BuildResult]]:
    """Each job with its result, as soon as it is done; while workers are busy, this process calls `meanwhile`.

    The largest job is started first, so that it does not run alone at the end. A job whose worker dies gets an error.
    """
    due = sorted(jobs, key=count_blocks, reverse=True)
    parts = {job.path: split_job(manifest, job, len(due), executor.size) for job in due}
    tasks = [task for row in zip_longest(*parts.values()) for task in row if task]  # the first part of each job, then the others
    done: dict[Path, list[BuildResult]] = {}
    for task, result in run_jobs(executor, partial(produce_job, manifest.workspace, manifest.request), tasks, meanwhile):
        died = BuildResult((), (Diagnostic("worker-died", Span(next(iter(task.files))), {"name": task.path.name}),))
        results = done.setdefault(task.path, [])
        results.append(result or died)
        if len(results) == len(parts[task.path]):
            yield task, merge_results(results) if len(results) > 1 else results[0]


def split_job(manifest: Manifest, job: Job, due: int, workers: int) -> list[Job]:
    """A job, or a job for each format where most parts of a collected book are cached and workers are idle: they are assembled in parallel.

    `due` is the number of jobs of the build.
    """
    changed = manifest.count_changed_inputs(job.path, job.inputs)
    if not job.book.collected or due > workers or workers == 1 or changed is None or changed > workers:
        return [job]
    return [replace(job, formats=(name,)) for name in manifest.request.formats]


def merge_results(parts: Sequence[BuildResult]) -> BuildResult:
    """One result of the parts of a job, which may have the same diagnostics; artifacts are in the order of the writers."""
    report, suffixes = Report(), [writer.suffix for writer in available_writers().values()]
    report.extend(chain.from_iterable(part.diagnostics for part in parts))
    artifacts = sorted(
        chain.from_iterable(part.artifacts for part in parts),
        key=lambda one: next(place for place, suffix in enumerate(suffixes) if one.path.name.endswith(suffix)),
    )
    return BuildResult(tuple(artifacts), tuple(report.diagnostics))


def count_blocks(job: Job) -> int:
    """The size of a book, in blocks."""
    return sum(len(all_blocks(handout)) for handout in job.book.handouts)
