"""`import`: convert raw text, notes, web pages and Word files to handouts."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiangyi.build import display_path
from jiangyi.commands.common import (
    CONTENT_ERRORS,
    MOST_ALIKE,
    PATH,
    exit_if_linked_outside,
    exit_wrong_usage,
    find_or_assume_workspace,
    open_console,
    require_known,
    root_option,
    show_status,
)
from jiangyi.commands.options import add_argument, add_option
from jiangyi.commands.streams import SYSTEM_PREVENTS
from jiangyi.core import Message, localize, show_name
from jiangyi.project import CONTENT
from jiangyi.store import write_user_file

if TYPE_CHECKING:
    from jiangyi.importing import FileOutcome

LONGEST_NAME = 300
"""Characters of the name of a file that are shown."""
FORMAT = Message("format", "格式")
VERDICTS = {"understood": "dim", "guessed": "yellow", "left": "cyan", "dropped": "magenta"}


@add_argument(
    "files",
    "files, folders, or - for standard input",
    "文件、文件夹，或用 - 表示标准输入",
    word=Message("FILE…", "文件…"),
    nargs=-1,
    required=True,
)
@add_option("--output", "folder for the handouts; content/ by default", "讲义存放的文件夹，默认 content/", type=PATH)
@add_option("--to", "yaml or markdown; by default chosen by the content", "yaml 或 markdown，默认按内容选择", default="")
@add_option(
    "--report", "write every decision to a file (JSON if it ends in .json)", "把每一处判断写入文件（以 .json 结尾则写成 JSON）", type=PATH
)
@add_option("--force", "overwrite existing files", "覆盖已有的文件")
@add_option("--keep-marks", "do not restore full-width punctuation", "不还原被改成半角的标点")
@add_option("--keep-lines", "do not join lines that were broken by a PDF", "不合并从 PDF 带来的硬换行")
@root_option
def import_files(
    files: Sequence[str],
    output: Path | None,
    to: str,
    report: Path | None,
    *,
    force: bool,
    keep_marks: bool,
    keep_lines: bool,
    workspace: Path | None,
) -> None:
    """Convert plain text, Markdown notes, web pages and Word files to handouts."""
    from jiangyi.importing import HANDOUT_FORMATS, STANDARD_INPUT, ImportRequest, RawTextOptions, run_import

    if to:
        require_known(to, HANDOUT_FORMATS, FORMAT)
    for name in files:
        if name != STANDARD_INPUT and not os.path.exists(name):  # noqa: PTH110 - False also where the system refuses the name
            exit_wrong_usage(localize("{name} not found", "找不到 {name}", name=name))
    place = find_or_assume_workspace(workspace)
    if output is None:
        exit_if_linked_outside(place, CONTENT)
    request = ImportRequest(tuple(files), (output or place.content).absolute(), to, force, RawTextOptions(keep_marks, keep_lines))
    results = []
    with show_status(localize("importing …", "导入中……")) as update:
        for result in run_import(request):
            update(result.source)
            results.append(result)
    for result in results:
        _print_outcome(result, full=len(results) == 1)
    if report:
        _write_report(report.absolute(), results)
    elif len(results) > 1:
        open_console().print(localize("`--report FILE` writes every decision, line by line", "用“--report 文件名”可以逐行写出全部判断"))
    unfinished = [result for result in results if result.unresolved]
    for result in unfinished:
        name = display_path(result.target) if result.target else result.source
        open_console().print(
            localize(
                "{name} cannot be built yet: correct the lines named above, then run `check`",
                "{name} 还不能编译：请改正上面列出的各行，再运行“check”",
                name=name,
            )
        )
    if any(result.prevented for result in results):
        raise click.exceptions.Exit(SYSTEM_PREVENTS)
    if unfinished or any(result.problem for result in results):
        raise click.exceptions.Exit(CONTENT_ERRORS)


def _write_report(path: Path, results: Sequence["FileOutcome"]) -> None:
    """Write every decision to a file, as JSON where its name says so."""
    from jiangyi.importing import decisions

    rows = [(result.source, result.decisions) for result in results]
    is_json = path.suffix == ".json"
    text = decisions.format_decisions_as_json(rows) if is_json else "\n".join(decisions.format_decisions(*row) for row in rows)
    write_user_file(path, text.encode(errors="replace"))


def _print_outcome(result: "FileOutcome", *, full: bool) -> None:
    """Print the outcome of one file: `full` with every decision, else their numbers."""
    from rich.markup import escape
    from rich.text import Text

    from jiangyi.importing import decisions

    console = open_console()
    name, target = (
        escape(show_name(result.source, LONGEST_NAME)),
        f" → [bold]{escape(display_path(result.target))}[/bold]" if result.target else "",
    )
    console.print(f"{name}{target}  {decisions.count_verdicts(result.decisions)}")
    if result.problem:
        console.print(f"  [bold red]{escape(result.problem_message)}[/bold red]")
    counts: Counter[str] = Counter()
    for decision in result.decisions if full else result.unresolved:
        counts[decision.kind] += 1
        if counts[decision.kind] <= MOST_ALIKE:
            line = Text(decisions.format_decision(decision))
            line.stylize(VERDICTS[decision.verdict.value])
            console.print(line)
    if more := sum(max(0, count - MOST_ALIKE) for count in counts.values()):
        console.print(
            localize(
                "  {count} more of these kinds; `--report FILE` writes all of them",
                "  这几类另有 {count} 处；用“--report 文件名”可以全部写出",
                count=f"{more:,}",
            )
        )
