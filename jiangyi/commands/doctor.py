"""`doctor`: what the program needs of the system, what of it is missing, and how to get it."""

import json as json_library
import sys
from typing import TYPE_CHECKING

import click

from jiangyi.commands.common import colorize, echo
from jiangyi.commands.options import add_option
from jiangyi.commands.streams import SYSTEM_PREVENTS
from jiangyi.core import Session, align_columns, localize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiangyi.doctor import PartState, Remedy, System

MARKS = (("✗", "red"), ("!", "yellow"), ("·", "cyan"))
"""The mark of what is missing and its colour, by how much depends on it."""
FOUND = "✓"


@add_option("--fix", "install what is missing, without asking", "直接安装缺少的东西，不再询问")
@add_option("--json", "print JSON to standard output", "以 JSON 格式输出到标准输出")
def doctor(*, fix: bool, json: bool) -> None:
    """Report what is missing on this computer and how to get it, and install it where that may be done."""
    from jiangyi.doctor import detect_system, examine, list_remedies

    system = detect_system()
    findings = examine()
    remedies = list_remedies(findings, system)
    if json:
        click.echo(_to_json(findings, remedies))
    else:
        _print_findings(findings)
        if remedies and _install(remedies, system, fix=fix):
            with Session().activate():  # what was found before is kept in this one
                findings = examine()
            _print_findings(findings)
    if any(finding.prevents for finding in findings):
        raise click.exceptions.Exit(SYSTEM_PREVENTS)


def _print_findings(findings: "Sequence[PartState]") -> None:
    """Print a line for each part, and for what is missing what is worse without it."""
    from jiangyi.doctor import describe_machine

    click.echo(describe_machine() + "\n")
    rows, colours = [], []
    for one in findings:
        mark, colour = MARKS[one.part.need] if one.is_missing else (FOUND, "green")
        missing = localize("missing: {purpose}", "缺少。{purpose}", purpose=one.part.purpose.localize())
        rows.append((mark, one.part.name.localize(), missing if one.is_missing else one.found.strip(FOUND)))
        colours.append(colour)
    for line, colour in zip(align_columns(rows, left=True), colours, strict=True):
        click.echo(colorize(line[:1], fg=colour) + line[1:].rstrip())
    click.echo()
    click.echo(_sum_up(findings))


def _sum_up(findings: "Sequence[PartState]") -> str:
    missing = [one for one in findings if one.is_missing]
    if not missing:
        return localize("Nothing is missing.", "什么都不缺，可以使用了。")
    if any(one.prevents for one in missing):
        return localize("Handouts can't be made yet.", "现在还不能做讲义：打 ✗ 的几样必须先装好。")
    return localize("Handouts can be made. What is missing makes them look or work worse.", "可以做讲义了；缺的几样装好以后效果更好。")


def _install(remedies: "Sequence[Remedy]", system: "System", *, fix: bool) -> bool:
    """Print the steps that install what is missing, and run those that may be run if the user agrees; True if one was run."""
    click.echo()
    for number, remedy in enumerate(remedies, 1):
        names = localize(", ", "、").join(part.localize() for part in remedy.parts)
        click.echo(f"{number}. {names or localize('refresh the list of packages', '更新软件包清单')}")
        click.echo(f"   {remedy.format()}")
    if not system.is_tried:
        untried = localize(
            "(These steps were not tried on {system} by those who wrote them. If one fails, see docs/content/install.md.)",
            "（这些步骤没有在 {system} 上实际试过；如果某一步不成功，请看 docs/content/install-zh.md。）",
            system=system.label.localize(),
        )
        click.echo(untried)
    runnable = [remedy for remedy in remedies if remedy.may_run]
    if not runnable or not (fix or _agrees()):
        return False
    for remedy in runnable:
        echo(f"→ {remedy.format()}")
        if not remedy.run():
            echo(localize("this step failed: {step}", "这一步没有成功：{step}", step=remedy.format()))
            break
    click.echo()
    return True


def _agrees() -> bool:
    """Whether the user wants it done now; False where there is no terminal to ask on."""
    return sys.stdin.isatty() and click.confirm(localize("Install this now?", "现在就安装吗？"), err=True)


def _to_json(findings: "Sequence[PartState]", remedies: "Sequence[Remedy]") -> str:
    from jiangyi.doctor import describe_machine

    parts = [
        {
            "name": one.part.name.localize(),
            "found": one.found,
            "need": one.part.need.name.lower(),
            "purpose": one.part.purpose.localize(),
        }
        for one in findings
    ]
    steps = [
        {
            "parts": [part.localize() for part in one.parts],
            "command": list(one.command),
            "text": one.format(),
            "may_run": one.may_run,
        }
        for one in remedies
    ]
    return json_library.dumps({"machine": describe_machine(), "parts": parts, "steps": steps}, ensure_ascii=False, indent=1)
