"""`check`: report problems and write nothing; and the catalogue of what is checked."""

import textwrap
from typing import Annotated

import typer

from jiangyi import fonts
from jiangyi.codes import CATALOGUE, CODES, Severity
from jiangyi.commands.common import Paths, Remote, Root, files_of, known, leave, show, tell, workspace_of
from jiangyi.diagnostics import Report, as_json
from jiangyi.wording import say


def check(
    paths: Paths = None,
    json: Annotated[bool, typer.Option("--json", help=say("as JSON on standard output", "以 JSON 输出"))] = False,
    catalogue: Annotated[
        bool, typer.Option("--list", help=say("list every check; with names, explain these", "列出全部检查；后面写名称则详细说明"))
    ] = False,
    workspace: Root = None,
    allow_remote: Remote = False,
) -> None:
    """Report problems and write nothing."""
    if catalogue:
        _list([str(path) for path in paths or ()])
        return
    fonts.ask()
    from jiangyi.examine import examine

    place = workspace_of(workspace, paths, allow_remote=allow_remote)
    report = Report()
    chosen = files_of(place, paths)
    count = examine(place, chosen, report)
    if json:
        typer.echo(as_json(report))
    else:
        show(report)
        tell(_counts(report) or say("handouts checked: {count}; nothing found", "{count} 份讲义，没有发现问题", count=count))
    leave(report)


def _counts(report: Report) -> str:
    """How many there are of each severity."""
    counts = {severity: sum(d.severity is severity for d in report) for severity in Severity}
    return ", ".join(f"{count} {severity.word}" for severity, count in counts.items() if count)


def _list(names: list[str]) -> None:
    """Every check in a line; of those that are named all there is to say."""
    if not names:
        width = max(map(len, CODES))
        for code in CATALOGUE:
            typer.echo(f"{code.name:<{width}}  {code.severity.word:<8}{code.says.say(**dict.fromkeys(code.says.blanks, '…'))}")
    for name in names:
        known(name, CODES, say("check", "检查"))
        code = CODES[name]
        texts = {hint: hint.say(**dict.fromkeys(hint.blanks, "…")) for hint in code.hints}
        typer.echo(f"{code.severity.word}[{name}]: {code.says.say(**dict.fromkeys(code.says.blanks, '…'))}\n  {code.why.say()}")
        typer.echo("".join(f"  = {hint}\n" for hint in texts.values()), nl=False)
        for heading, example in ((say("bad", "错"), code.bad), (say("good", "对"), code.good)):
            typer.echo(f"\n{heading}: {example.name}\n" + textwrap.indent(example.text.strip(), "    "))
