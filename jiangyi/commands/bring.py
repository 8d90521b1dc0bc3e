"""`import`: handouts out of raw text, notes, web pages and Word files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiangyi.commands.common import CONTENT_ERRORS, Root, known, messages, near, usage
from jiangyi.summary import short
from jiangyi.wording import say
from jiangyi.workspace import write_whole

if TYPE_CHECKING:
    from jiangyi import intake

VERDICTS = {"understood": "dim", "guessed": "yellow", "left": "cyan", "dropped": "magenta"}


def bring(
    files: Annotated[
        list[str], typer.Argument(help=say("files, folders, or - for standard input", "文件、文件夹，或用 - 表示标准输入"), metavar="FILE…")
    ],
    output: Annotated[
        Path | None, typer.Option(help=say("where handouts go; content/ by default", "讲义存放的文件夹，默认 content/"))
    ] = None,
    to: Annotated[str, typer.Option(help=say("yaml or markdown; by default what suits the text", "yaml 或 markdown，默认按内容选择"))] = "",
    report: Annotated[
        Path | None, typer.Option(help=say("write every decision to a file (.json as data)", "把每一处判断写入文件（.json 为数据）"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=say("write over files that exist", "覆盖已有的文件"))] = False,
    keep_marks: Annotated[bool, typer.Option("--keep-marks", help=say("leave folded marks as they are", "不恢复被改成半角的标点"))] = False,
    keep_lines: Annotated[bool, typer.Option("--keep-lines", help=say("leave the line ends of a PDF", "不合并 PDF 的硬换行"))] = False,
    workspace: Root = None,
) -> None:
    """Make handouts of raw text, notes, web pages and Word files."""
    from jiangyi import intake
    from jiangyi.importing import FORMATS, decisions
    from jiangyi.importing.text import Choice

    if to:
        known(to, FORMATS, say("format", "格式"))
    for name in files:
        if name != intake.STANDARD_INPUT and not Path(name).exists():
            usage(say("there is no {name}", "找不到 {name}", name=name))
    place = near(workspace)
    order = intake.Order(tuple(files), (output or place.content).absolute(), to, force, Choice(keep_marks, keep_lines))
    results = []
    with messages.status(say("importing …", "导入中……")) as status:
        for result in intake.bring_in(order):
            status.update(result.source)
            results.append(result)
    for result in results:
        _imported(result, full=len(results) == 1)
    if report:
        reports = [(result.source, result.decisions) for result in results]
        as_written = decisions.as_json(reports) if report.suffix == ".json" else "\n".join(decisions.as_text(*row) for row in reports)
        write_whole(report.absolute(), as_written.encode())
    elif len(results) > 1:
        messages.print(say("`--report FILE` writes every decision, by line", "加 --report 文件名，可写出逐行的全部判断"))
    if any(result.problem for result in results):
        raise typer.Exit(CONTENT_ERRORS)


def _imported(result: "intake.Result", *, full: bool) -> None:
    """What became of one file; all decisions of a single one, of several only how many there were."""
    from rich.markup import escape
    from rich.text import Text

    from jiangyi.importing import decisions

    name, target = escape(result.source), f" → [bold]{escape(short(result.target))}[/bold]" if result.target else ""
    messages.print(f"{name}{target}  {decisions.counts(result.decisions)}")
    if result.problem:
        messages.print(f"  [bold red]{escape(result.said)}[/bold red]")
    for decision in result.decisions if full else ():
        line = Text(decisions.row(decision))
        line.stylize(VERDICTS[decision.verdict.value])
        messages.print(line)
