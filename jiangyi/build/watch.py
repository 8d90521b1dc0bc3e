"""`build --watch`: build, then build again after each change, in one process that remembers what has not changed."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module

from jiangyi.build.executors import PRELOAD, ExecutorUnavailable, InProcessExecutor, JobExecutor
from jiangyi.build.manifest import Manifest
from jiangyi.build.plan import plan_build
from jiangyi.build.request import BuildRequest
from jiangyi.build.result import BuildResult
from jiangyi.build.run import build
from jiangyi.build.summary import format_left_out
from jiangyi.build.volumes import produce_job
from jiangyi.core import WRITE, Report, Session, Severity, SystemFailure, gc_tuning, localize
from jiangyi.project import Workspace, activate_plugins, invalidates_session, load_project, watch_workspace


@dataclass(frozen=True)
class Rebuild:
    """One build of a watched workspace."""

    result: BuildResult
    seconds: float
    failure: Exception | None = None
    """What prevented it: the disk, a folder that was deleted meanwhile, or a mistake of the program."""


def rebuild_on_change(
    workspace: Workspace,
    session: Session,
    make_request: Callable[[], BuildRequest],
    open_executor: Callable[[Manifest], JobExecutor],
    own_jobs: int = 0,
) -> Iterator[Rebuild]:
    """Build now and after each change, until the process is interrupted; no failure ends it.

    Up to `own_jobs` due jobs run in this process, whose memos make an edit a matter of a few chapters; more run in an executor, which is
    closed after them, so that no worker waits and takes memory. The active `session` is kept from build to build. It is cleared where a
    template, a stylesheet or a font has changed, because its memos were computed with the old one. Raises ExecutorUnavailable.
    """
    environment, warmed = "", ""
    for paths in watch_workspace(workspace):
        start, result, failure, manifest = time.perf_counter(), BuildResult(), None, None
        if invalidates_session(workspace, paths):
            session.clear()
        try:
            activate_plugins(workspace)
            manifest = Manifest(workspace, make_request())
            if manifest.environment_id != environment:  # also where it changed after the last event, before this line
                environment = manifest.environment_id
                session.clear()
            known = manifest.lookup_request()
            if not known:
                is_own = manifest.estimate_due() <= own_jobs
                with InProcessExecutor() if is_own else open_executor(manifest) as executor:
                    known = build(manifest, executor, lambda *_: None)
            result = known
        except ExecutorUnavailable:
            raise
        except Exception as error:  # it is reported, and the next change is waited for
            failure = error
        yield Rebuild(result, time.perf_counter() - start, failure)
        if own_jobs and manifest and environment != warmed:
            warmed = environment
            warm_up(manifest)
        gc_tuning.collect_garbage()


def warm_up(manifest: Manifest) -> None:
    """Load what the next build needs in this process: the print engine, and the collected books with the markup of their chapters."""
    import_module(PRELOAD)
    with suppress(Exception):  # the next build reports it
        for job in plan_build(load_project(manifest.workspace), manifest.request, Report()).jobs:
            if job.is_collected and manifest.lookup_job(job.path, job.inputs):
                produce_job(manifest.workspace, manifest.request, job)


def format_rebuild(rebuild: Rebuild) -> str:
    """A line about a build: the time of day, the number of files made and unchanged, or of problems with the first of them."""
    clock = time.strftime("%H:%M:%S")
    if rebuild.failure:
        return localize("{clock}  failed: {problem}", "{clock}  失败：{problem}", clock=clock, problem=_describe(rebuild.failure))
    artifacts, report = rebuild.result.artifacts, Report(list(rebuild.result.diagnostics))
    unchanged = sum(one.is_fresh for one in artifacts)
    line = localize(
        "{clock}  built {made}, unchanged {unchanged}, {seconds} s",
        "{clock}  生成 {made} 个文件，未变 {unchanged} 个，用时 {seconds} 秒",
        clock=clock,
        made=len(artifacts) - unchanged,
        unchanged=unchanged,
        seconds=f"{rebuild.seconds:.2f}",
    )
    problems = [one for one in report if not one.is_style]
    if problems:
        errors = sum(one.severity is Severity.ERROR for one in problems)
        first = min(problems, key=lambda one: one.severity is not Severity.ERROR)
        line += localize(
            "; errors {errors}, warnings {warnings}: {place}: {message}",
            "；错误 {errors}，警告 {warnings}：{place}：{message}",
            errors=errors,
            warnings=len(problems) - errors,
            place=first.span,
            message=first.message,
        )
        line = localize("; ", "；").join([line, *format_left_out(problems)])
    return line


def _describe(failure: Exception) -> str:
    """An exception in one line."""
    if isinstance(failure, OSError) and failure.errno is not None:
        failure = SystemFailure.of(failure, WRITE)
    if isinstance(failure, SystemFailure):
        return failure.as_diagnostic().message
    return " ".join(f"{type(failure).__name__}: {failure}".split())
