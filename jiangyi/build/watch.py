"""`build --watch`: build, then build again after each change, with one session and one worker pool that stays warm."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from jiangyi.build.executors import ExecutorUnavailable, JobExecutor
from jiangyi.build.manifest import Manifest
from jiangyi.build.request import BuildRequest
from jiangyi.build.result import BuildResult
from jiangyi.build.run import build
from jiangyi.core import Report, Session, Severity, localize
from jiangyi.project import Workspace, activate_plugins, invalidates_session, watch_workspace


@dataclass(frozen=True)
class Rebuild:
    """One build of a watched workspace."""

    result: BuildResult
    seconds: float
    failure: Exception | None = None
    """What prevented it: the disk, a folder that was deleted meanwhile, or a mistake of the program."""


def rebuild_on_change(
    workspace: Workspace, session: Session, make_request: Callable[[], BuildRequest], open_executor: Callable[[], JobExecutor]
) -> Iterator[Rebuild]:
    """Build now and after each change, until the process is interrupted; no failure ends it.

    The active `session` and the executor are kept from build to build. Both are dropped where a template, a stylesheet or a font has
    changed, because their memos, and those of the workers, were computed with the old one. Raises ExecutorUnavailable.
    """
    environment = ""
    with ExitStack() as stack:
        executor: JobExecutor | None = None
        for paths in watch_workspace(workspace):
            start, result, failure = time.perf_counter(), BuildResult(), None
            if invalidates_session(workspace, paths):
                session.clear()
            try:
                activate_plugins(workspace)
                manifest = Manifest(workspace, make_request())
                if manifest.environment_id != environment:  # also where it changed after the last event, before this line
                    environment = manifest.environment_id
                    session.clear()
                    stack.pop_all().close()
                    executor = None
                known = manifest.lookup_request()
                if not known:
                    executor = executor or stack.enter_context(open_executor())
                    known = build(manifest, executor, lambda *_: None)
                result = known
            except ExecutorUnavailable:
                raise
            except Exception as error:  # it is reported, and the next change is waited for
                failure = error
            yield Rebuild(result, time.perf_counter() - start, failure)


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
    return line


def _describe(failure: Exception) -> str:
    """An exception in one line."""
    return " ".join(f"{type(failure).__name__}: {failure}".split())
