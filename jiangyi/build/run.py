"""The whole compiler on one screen: load, plan, run the jobs that are due, record the results."""

import errno
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from jiangyi.build.executors import JobExecutor
from jiangyi.build.load import FontAssignments, assign_fonts, compare_handouts
from jiangyi.build.manifest import Manifest
from jiangyi.build.plan import plan_build
from jiangyi.build.reading import read_with
from jiangyi.build.result import BuildResult
from jiangyi.build.schedule import run_scheduled
from jiangyi.build.volumes import Job
from jiangyi.core import WRITE, Diagnostic, Report, SystemFailure, active_store, explain_system_errors
from jiangyi.project import load_project

Progress = Callable[[int, int, str], None]
"""Called with the number of finished jobs, the number of all jobs, and the name of the last one."""


def build(
    manifest: Manifest, executor: JobExecutor, on_progress: Progress, on_fonts: Callable[[FontAssignments], None] = lambda _: None
) -> BuildResult:
    """Make every file that is requested, out of date, and whose handouts have no errors; `on_fonts` is called once jobs have started.

    Slow work that no job depends on (fonts, comparing handouts, pruning the cache) is done while workers are busy.
    """
    workspace, request, project = manifest.workspace, manifest.request, load_project(manifest.workspace)
    report, late = Report(), Report()
    jobs, handouts = plan_build(project, request, report, partial(read_with, executor))
    results = {job.path: known for job in jobs if (known := manifest.lookup_job(job.path, job.inputs))}
    due = [job for job in jobs if job.path not in results]
    failures = prepare_folders(job.path.parent for job in due)
    report.extend(failures.values())
    due = [job for job in due if job.path.parent not in failures]
    jobs = [job for job in jobs if job.path.parent not in failures or job.path in results]
    manifest.invalidate(job.path for job in due)

    def meanwhile() -> None:
        fonts = assign_fonts(workspace, request.paper, request.theme, handouts, late)
        if due:
            on_fonts(fonts)
        compare_handouts(project, handouts, late)
        store = active_store()
        if store:
            store.prune()

    if due:
        on_progress(0, len(due), "")
    for done, (job, result) in enumerate(run_scheduled(manifest, due, executor, meanwhile), 1):
        results[job.path] = with_reasons(manifest, job, result)
        on_progress(done, len(due), job.path.name)
    report.extend(late.diagnostics)
    report.extend(diagnostic for job in jobs for diagnostic in results[job.path].diagnostics)
    artifacts = tuple(artifact for job in jobs for artifact in results[job.path].artifacts)
    whole = BuildResult(artifacts, tuple(report.diagnostics), sheet_price=project.sheet_price, currency=project.currency)
    manifest.record({job.path: ({**job.inputs, **results[job.path].files}, results[job.path]) for job in jobs}, whole)
    return whole


def prepare_folders(folders: Iterable[Path]) -> dict[Path, Diagnostic]:
    """Make the folders of output files, and see that files can be written there; what prevents it, by folder."""
    failures = {}
    for folder in dict.fromkeys(folders):
        try:
            with explain_system_errors(WRITE, folder):
                folder.mkdir(parents=True, exist_ok=True)
                if not os.access(folder, os.W_OK):
                    raise PermissionError(errno.EACCES, "")
        except SystemFailure as failure:
            failures[folder] = failure.as_diagnostic()
    return failures


def with_reasons(manifest: Manifest, job: Job, result: BuildResult) -> BuildResult:
    """A result whose artifacts have the reason why they were made."""
    reasons = (None if one.is_fresh else manifest.explain(job.path, job.inputs, one.path) for one in result.artifacts)
    return replace(result, artifacts=tuple(replace(one, reason=why) for one, why in zip(result.artifacts, reasons, strict=True)))
