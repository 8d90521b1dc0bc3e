"""`check`: only report problems, or list the catalogue of checks; nothing is written."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

import click

from jiangyi.commands.common import (
    echo,
    exit_if_errors,
    find_or_assume_workspace,
    open_workspace,
    paths_or_all,
    print_diagnostics,
    remote_option,
    require_known,
    root_option,
    select_files,
)
from jiangyi.commands.options import add_option
from jiangyi.commands.streams import is_unicode_output
from jiangyi.core import Message, Report, Severity, available_codes, diagnostics_to_json, localize
from jiangyi.project import fonts


@paths_or_all
@add_option("--json", "print JSON to standard output", "以 JSON 格式输出到标准输出")
@add_option("--list", "list all checks; with names, explain those checks", "列出全部检查项；后面写名称，则详细说明该项")
@root_option
@remote_option
def check(paths: Sequence[Path], *, json: bool, list: bool, workspace: Path | None, allow_remote: bool) -> None:  # noqa: A002 - the option's name
    """Report problems and write nothing."""
    if list:
        find_or_assume_workspace(workspace)  # which activates its plug-ins
        _list([str(path) for path in paths])
        return
    fonts.prefetch()
    from jiangyi.build import check_workspace, open_store
    from jiangyi.project import load_project

    place = open_workspace(workspace, paths, allow_remote=allow_remote)
    open_store(place)
    report = Report()
    chosen = select_files(place, paths)
    count = check_workspace(load_project(place), chosen, report)
    if json:
        click.echo(diagnostics_to_json(report, escapes=not is_unicode_output()))
    else:
        print_diagnostics(report)
        echo(
            _counts(report) or localize("handouts checked: {count}; no problems found", "检查了 {count} 份讲义，没有发现问题", count=count)
        )
    exit_if_errors(report)


COUNTED = {
    Severity.ERROR: Message("{count:error|errors}", "{count} 个错误"),
    Severity.WARNING: Message("{count:warning|warnings}", "{count} 个警告"),
    Severity.INFO: Message("{count:remark|remarks}", "{count} 条提示"),
}


def _counts(report: Report) -> str:
    """The number of diagnostics of each severity."""
    counts = {severity: sum(d.severity is severity for d in report) for severity in Severity}
    parts = [COUNTED[severity].localize(count=count) for severity, count in counts.items() if count]
    return localize(", ", "，").join(parts)


def _list(names: Sequence[str]) -> None:
    """Print a line for each check, or the whole catalogue entry of those that are named."""
    if not names:
        width = max(map(len, available_codes()))
        for code in available_codes().values():
            click.echo(f"{code.name:<{width}}  {code.severity.word:<8}{_with_ellipses(code.message)}")
    for name in names:
        require_known(name, available_codes(), Message("check", "检查项"))
        code = available_codes()[name]
        texts = [_with_ellipses(hint) for hint in code.hints]
        click.echo(f"{code.severity.word}[{name}]: {_with_ellipses(code.message)}\n  {code.why.localize()}")
        click.echo("".join(f"  = {hint}\n" for hint in texts), nl=False)
        for heading, example in ((localize("wrong", "错误"), code.bad), (localize("right", "正确"), code.good)):
            click.echo(f"\n{heading}: {example.name}\n" + textwrap.indent(example.text.strip(), "    "))


def _with_ellipses(message: Message) -> str:
    """The text of a message with … for each value."""
    return message.localize(**dict.fromkeys(message.placeholders, "…"))
