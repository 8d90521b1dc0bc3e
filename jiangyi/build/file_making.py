"""Make the files of a request by an executor that suits what is due."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from jiangyi.build.environment import environment_digest
from jiangyi.build.manifest import Manifest
from jiangyi.build.result import BuildResult
from jiangyi.core import timing

if TYPE_CHECKING:
    from jiangyi.build.executors import JobExecutor
    from jiangyi.build.load import FontAssignments


def make_files(
    manifest: Manifest,
    open_executor: "Callable[[Manifest], JobExecutor]",
    on_progress: Callable[[int, int, str], None],
    on_fonts: "Callable[[FontAssignments], None]" = lambda _: None,
) -> BuildResult:
    """Make every file that is out of date; `build` says what the callbacks get. Raises ExecutorUnavailable."""
    with open_executor(manifest) as executor:  # first, because workers start while this process loads the handouts
        with timing.phase("start"):
            from jiangyi.build.run import build

        return build(manifest, executor, on_progress, on_fonts)


def choose_executor(name: str, size: int, scheduler: str, folder: Path, start_method: str | None, manifest: Manifest) -> "JobExecutor":
    """Worker processes (`size` of them; 0: one per core), this process, or a Dask cluster. Raises ExecutorUnavailable."""
    with timing.phase("start"):
        from jiangyi.build import executors

    if name == "dask":
        from jiangyi.build.dask_cluster import DaskExecutor

        return DaskExecutor(scheduler, folder, environment_digest)
    size, due = size or executors.available_cores(), manifest.estimate_due()
    if size == 1 or due <= executors.OWN_JOBS:
        return executors.InProcessExecutor()
    if due <= executors.HELPED_JOBS:
        return executors.HelpedExecutor()
    return executors.WorkerPool(size, start_method or executors.START_METHOD)
