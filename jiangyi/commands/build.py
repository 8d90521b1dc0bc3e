"""`build`: make the files that are out of date, once or after each save."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiangyi.build import (
    BuildRequest,
    Manifest,
    choose_executor,
    format_artifacts,
    format_left_out,
    format_profile,
    format_reasons,
    open_store,
)
from jiangyi.commands.building import PAPER_SIZE, explaining_unavailable, run_build, select_editions, select_formats
from jiangyi.commands.common import (
    PATH,
    echo,
    exit_if_errors,
    exit_if_linked_outside,
    exit_wrong_usage,
    find_named,
    open_workspace,
    paths_or_all,
    print_diagnostics,
    remote_option,
    require_known,
    root_option,
    select_files,
)
from jiangyi.commands.options import add_option
from jiangyi.commands.press_options import add_press_options
from jiangyi.commands.theme_option import select_theme, theme_option
from jiangyi.core import Message, Report, Session, active_session, localize
from jiangyi.core import timing as measuring
from jiangyi.prepress import SHEETS, ImpositionOptions, cost_lines
from jiangyi.project import OUTPUT, Workspace, fonts
from jiangyi.theme import DEFAULT_PAPER, describe_papers, find_paper, is_printed
from jiangyi.writers import default_formats

if TYPE_CHECKING:
    from jiangyi.build import JobExecutor

EXECUTORS = ("local", "dask")
"""The values of `--executor`: processes of this machine, or a Dask cluster."""


SHEET_SIZE = Message("sheet size", "印刷纸张")
EXECUTOR = Message("executor", "执行方式")


@paths_or_all
@add_option(
    "--to",
    f"formats, separated by commas; {','.join(default_formats())} by default",
    f"输出格式，用逗号分隔，默认 {','.join(default_formats())}",
    default="",
)
@add_option(
    "--edition",
    "editions, separated by commas: student, teacher, cloze, reading, answers, or your own; all builds every edition",
    "版本，用逗号分隔：学生版、教师版、挖空版、阅读版、答案册，或自定义的版本；“全部”表示每一种",
    default="",
)
@add_option("--paper", "paper size; a4 by default", "纸张，如 A4、A5、16开、大字版、手机、幻灯片；默认 A4", default="")
@theme_option
@add_option("--output", "output folder; output/ by default", "输出文件夹，默认 output/", type=PATH)
@add_option(
    "--jobs", "number of worker processes; one per CPU core by default", "进程数，默认每个 CPU 核心一个", type=click.IntRange(0), default=0
)
@add_option("--executor", "where jobs run: local, or dask for a cluster", "在哪里编译：local 本机，dask 集群", default="local")
@add_option("--scheduler", "address of the Dask scheduler", "Dask 调度器的地址", default="")
@add_option("--start-method", "", "", type=click.Choice(("forkserver", "spawn")), hidden=True)
@add_option("--watch", "rebuild after each save until Ctrl-C is pressed", "每次保存后自动重新编译，按 Ctrl-C 停止")
@add_option("--force", "rebuild every file", "重新生成全部文件")
@add_option(
    "--keep-going", "make the collected book without the handouts that have errors", "有错误的讲义不收进合集，其余照编（缺了哪几份会说明）"
)
@add_option("--why", "explain why each file is rebuilt", "说明每个文件为什么重新生成")
@add_option("--profile", "show the time spent in each phase", "显示各阶段的用时")
@root_option
@remote_option
@add_press_options
def build(
    paths: Sequence[Path],
    to: str,
    edition: str,
    paper: str,
    theme: str,
    output: Path | None,
    jobs: int,
    executor: str,
    scheduler: str,
    start_method: str | None,
    workspace: Path | None,
    copies: int,
    price: float,
    *,
    watch: bool,
    force: bool,
    keep_going: bool,
    why: bool,
    profile: bool,
    allow_remote: bool,
    **imposition_options: Any,
) -> None:
    """Make the files that are out of date."""
    clock = measuring.start_clock() if profile else None
    place = open_workspace(workspace, paths, allow_remote=allow_remote)
    if output is None:
        exit_if_linked_outside(place, OUTPUT)
    open_store(place, is_forced=force)
    fonts.prefetch()
    formats, editions = select_formats(to), select_editions(edition)
    imposition = _check_imposition(ImpositionOptions(**imposition_options))
    paper = find_named(paper or ("a5" if imposition.booklet else DEFAULT_PAPER), find_paper, describe_papers, place, PAPER_SIZE)
    theme = select_theme(place, theme)
    require_known(executor, EXECUTORS, EXECUTOR)

    def make_request() -> BuildRequest:
        return BuildRequest(select_files(place, paths), formats, editions, paper, theme, output, force, keep_going, imposition)

    executor_of = partial(choose_executor, executor, jobs, scheduler, place.cache, start_method)
    if watch:
        if profile or why or force:
            exit_wrong_usage(
                localize(
                    "`--watch` cannot be combined with `--force`, `--why` or `--profile`",
                    "--watch 不能与 --force、--why、--profile 同时使用",
                )
            )
        _watch(place, make_request, executor_of, is_local=executor != "dask")
        return
    manifest = Manifest(place, make_request())
    result = run_build(manifest, executor_of)
    report = Report(list(result.diagnostics))
    print_diagnostics(report, style=False)
    lines = [*(format_profile(clock) if clock else ()), *(format_reasons(result.artifacts) if why else ())]
    lines += [*format_artifacts(result.artifacts), *format_left_out(report)]
    sheet_price = price or result.sheet_price
    if (imposition.file_suffix or copies > 1 or sheet_price) and is_printed(place, paper):
        lines += cost_lines(((one.path, one.pages) for one in result.artifacts), imposition, copies, sheet_price, result.currency)
    click.echo("".join(f"{line}\n" for line in lines), err=True, nl=False)
    _count_remarks(report)
    exit_if_errors(report)


def _check_imposition(options: ImpositionOptions) -> ImpositionOptions:
    """The options of the imposition; wrong usage for a combination that makes no sense."""
    require_known(options.sheet, SHEETS, SHEET_SIZE)
    if options.nup == 3 or (options.booklet and options.nup > 1):
        exit_wrong_usage(
            localize("`--nup` must be 2 or 4, and cannot be combined with `--booklet`", "--nup 只能是 2 或 4，且不能与 --booklet 同时使用")
        )
    return options


def _watch(
    place: Workspace, make_request: Callable[[], BuildRequest], executor_of: "Callable[[Manifest], JobExecutor]", *, is_local: bool
) -> None:
    """Build after each change and print a line for each build, until Ctrl-C ends the program with status 130."""
    from jiangyi.build import executors, format_rebuild, rebuild_on_change

    session = active_session() or Session()
    echo(localize("watching {root} (press Ctrl-C to stop)", "正在监视 {root} 的改动（按 Ctrl-C 停止）", root=place.root))
    with session.activate(), explaining_unavailable():
        for rebuild in rebuild_on_change(place, session, make_request, executor_of, executors.WARM_OWN_JOBS * is_local):
            echo(format_rebuild(rebuild))


def _count_remarks(report: Report) -> None:
    """Print the number of style suggestions, which a build does not list."""
    count = sum(diagnostic.is_style for diagnostic in report)
    if count and not report.has_errors:
        echo(localize("style suggestions: {count} (run `check` to see them)", "行文建议 {count} 条（用 check 命令查看）", count=count))
