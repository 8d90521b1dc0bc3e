"""`build`: make what is not fresh."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiangyi.build import BuildRequest, BuildResult, Manifest, environment_digest, format_artifacts, format_profile, format_reasons
from jiangyi.commands.common import (
    PATH,
    colorize,
    echo,
    exit_if_errors,
    exit_wrong_usage,
    messages,
    paths_or_all,
    remote_option,
    require_known,
    root_option,
    select_files,
    show,
    workspace_of,
)
from jiangyi.commands.options import option
from jiangyi.commands.press_options import shop_options
from jiangyi.core import Report, say
from jiangyi.core import timing as measuring
from jiangyi.prepress import SHEETS, ImpositionOptions, cost_lines
from jiangyi.project import fonts
from jiangyi.theme import DEFAULT_PAPER, list_papers
from jiangyi.writers import default_formats, known_writers

if TYPE_CHECKING:
    from jiangyi.build import FontAssignments, JobExecutor

EXECUTORS = ("local", "dask")
"""Who can make the books: processes of this machine, or a cluster."""


@paths_or_all
@option("--to", "formats, with commas between", "输出格式，用逗号分隔", default=",".join(default_formats()))
@option(
    "--edition",
    "student, teacher, cloze, reading, answers or one of your own, with commas between; all for every one",
    "版本：student 学生版、teacher 教师版、cloze 挖空版、reading 阅读版、answers 答案册，或自定的版本；用逗号分隔，all 为全部",
    default="",
)
@option("--paper", "the paper to set on; a4 by default", "纸型，默认 a4", default="")
@option("--output", "where files go; output/ by default", "输出文件夹，默认 output/", type=PATH)
@option("--jobs", "processes; one a core by default", "进程数，默认每核一个", type=click.IntRange(0), default=0)
@option("--executor", "who makes the books: local, or dask for a cluster", "由谁编译：local 本机，dask 集群", default="local")
@option("--scheduler", "the address of Dask's scheduler", "Dask 调度器的地址", default="")
@option("--force", "make every file anew", "全部重新生成")
@option("--why", "say why each file is made", "说明每个文件为何重新生成")
@option("--profile", "say where the time went", "说明时间花在哪里")
@root_option
@remote_option
@shop_options
def build(
    paths: Sequence[Path],
    to: str,
    edition: str,
    paper: str,
    output: Path | None,
    jobs: int,
    executor: str,
    scheduler: str,
    workspace: Path | None,
    copies: int,
    price: float,
    *,
    force: bool,
    why: bool,
    profile: bool,
    allow_remote: bool,
    **kit_options: Any,
) -> None:
    """Build what is not fresh."""
    clock = measuring.switch_on() if profile else None
    fonts.prefetch()
    place = workspace_of(workspace, paths, allow_remote=allow_remote)
    formats = tuple(dict.fromkeys(name.strip() for name in to.split(",") if name.strip()))
    for name in formats:
        require_known(name, known_writers(), say("format", "格式"))
    kit = ImpositionOptions(**kit_options)
    require_known(kit.sheet, SHEETS, say("sheet", "大纸"))
    if kit.nup == 3 or (kit.booklet and kit.nup > 1):
        exit_wrong_usage(say("`--nup` is 2 or 4, and not for a booklet", "--nup 只能是 2 或 4，且不与 --booklet 同用"))
    paper = paper or ("a5" if kit.booklet else DEFAULT_PAPER)
    require_known(paper, list_papers(place), say("paper", "纸型"))
    editions = tuple(dict.fromkeys(name.strip() for name in edition.split(",")))
    request = BuildRequest(select_files(place, paths), formats, editions, paper, output, force, kit)
    manifest = Manifest(place, request)
    result = manifest.lookup_request() or _run(manifest, executor, jobs, scheduler)
    report = Report(list(result.diagnostics))
    show(report, style=False)
    lines = [*(format_profile(clock) if clock else ()), *(format_reasons(result.artifacts) if why else ())]
    lines += format_artifacts(result.artifacts)
    sheet_price = price or result.sheet_price
    if kit.name or copies > 1 or sheet_price:
        lines += cost_lines(((one.path, one.pages) for one in result.artifacts), kit, copies, sheet_price)
    click.echo("".join(f"{line}\n" for line in lines), err=True, nl=False)
    _count_remarks(report)
    exit_if_errors(report)


def _run(manifest: Manifest, executor: str, jobs: int, scheduler: str) -> BuildResult:
    """Build with progress shown; the workers start while this process loads the handouts."""
    from jiangyi.build import executors

    require_known(executor, EXECUTORS, say("executor", "执行方式"))
    try:
        with (
            messages.status(say("reading …", "读取中……")) as status,
            select_executor(executor, jobs, scheduler, manifest.workspace.cache) as chosen,
        ):
            with measuring.phase("start"):
                from jiangyi.build import build

            progress = lambda done, total, name: status.update(f"{done}/{total}  {name}")  # noqa: E731
            return build(manifest, chosen, progress, _print_fonts)
    except executors.ExecutorUnavailable as error:
        exit_wrong_usage(*(words.say() for words in error.messages))


def select_executor(name: str, size: int, scheduler: str, folder: Path) -> "JobExecutor":
    """Worker processes (`size` of them; 0: one per core), this process, or a Dask cluster. Raises ExecutorUnavailable."""
    from jiangyi.build import executors

    if name == "dask":
        from jiangyi.build import DaskExecutor

        return DaskExecutor(scheduler, folder, environment_digest)
    size = size or executors.available_cores()
    return executors.WorkerPool(size) if size > 1 else executors.InProcessExecutor()


def _print_fonts(assignments: "FontAssignments") -> None:
    """A line for each language: the font of each role."""
    from jiangyi.theme import FONT_ROLES

    lines: dict[str, None] = {}
    for (_, lang), roles in assignments.items():
        parts = [f"{FONT_ROLES[one.role].say()} {face.family}" for one in roles if (face := one.face or one.stand_in)]
        lines |= {f"{say('fonts', '字体')} {lang}  " + " · ".join(parts): None} if parts else {}
    for line in lines:
        echo(colorize(line, dim=True))


def _count_remarks(report: Report) -> None:
    """Print the number of remarks on style, which a build does not list."""
    count = sum(diagnostic.is_style for diagnostic in report)
    if count and not report.has_errors:
        echo(say("remarks on style: {count} (`check` shows them)", "行文建议 {count} 条（用 check 命令查看）", count=count))
