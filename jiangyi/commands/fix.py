"""`fix`: correct punctuation in place, after showing the changes."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiangyi.build import display_path
from jiangyi.commands.common import (
    DONE,
    exit_if_errors,
    exit_wrong_usage,
    files_or_all,
    open_console,
    open_workspace,
    print_diagnostics,
    root_option,
)
from jiangyi.commands.options import add_option
from jiangyi.core import READ, Report, Span, SystemFailure, localize, raise_if_unreadable
from jiangyi.project import BOOK, find_workspace
from jiangyi.store import replace_user_file

if TYPE_CHECKING:
    from jiangyi.checks import FixedFile

PART_STYLES = {"keep": "", "take": "red strike", "put": "bold green"}


@files_or_all
@add_option("--yes", "modify files without asking", "不询问，直接修改")
@add_option("--diff", "print a unified diff; write nothing", "只输出 diff 格式的修改内容，不写文件")
@root_option
def fix(paths: Sequence[Path], *, yes: bool, diff: bool, workspace: Path | None) -> None:
    """Correct punctuation, after showing the changes."""
    from jiangyi.checks import format_diff

    report = Report()
    found = _find_fixable_files(workspace, paths, report)
    changes = {path: change for path, name in found.items() if (change := _fix_file(path, name, report)) and change.edits}
    print_diagnostics(report)
    unwritten = Report()
    if diff:
        click.echo("".join(map(format_diff, changes.values())), nl=False)
    elif not changes:
        count = len(found)
        open_console().print(localize("files checked: {count}; nothing to correct", "检查了 {count} 个文件，没有需要改正的", count=count))
    else:
        _show_changes(list(changes.values()))
        if not yes:
            _confirm(len(changes))
        for path, change in changes.items():
            try:
                replace_user_file(path, change.data)
            except SystemFailure as failure:
                unwritten.extend([failure.as_diagnostic()])
        print_diagnostics(unwritten)
        count = len(changes) - len(unwritten.diagnostics)
        open_console().print(localize("files changed: {count}", "已修改 {count} 个文件", count=count))
    report.extend(unwritten.diagnostics)
    exit_if_errors(report)


def _fix_file(path: Path, name: str, report: Report) -> "FixedFile | None":
    from jiangyi.checks import fix_file

    try:
        data = path.read_bytes()
    except OSError as error:
        report.extend([SystemFailure.of(error, READ, path).as_diagnostic(name)])
        return None
    return fix_file(name, data, report, book=path.name == BOOK)


def _find_fixable_files(workspace: Path | None, paths: Sequence[Path], report: Report) -> dict[Path, str]:
    """The files to correct, with their names in messages: those of the paths, inside a workspace or not; else all of content/.

    A link is followed inside the workspace, or where there is none inside the folder of the link; others are reported.
    """
    from jiangyi.checks import FIXABLE_SUFFIXES

    place = find_workspace((workspace or Path.cwd()).absolute())
    if not paths:
        place = open_workspace(workspace, paths, allow_remote=False)
        paths = [place.content]
    files: list[Path] = []
    for path in paths:
        full = path.absolute()
        inside = _list_files(full) if full.is_dir() else [full] if full.is_file() else []
        inside = [p for p in inside if p.suffix.lower() in FIXABLE_SUFFIXES and not p.name.startswith((".", "_"))]
        if not inside:
            if not full.exists():
                exit_wrong_usage(localize("{path} not found", "找不到 {path}", path=path))
            known = " ".join(FIXABLE_SUFFIXES)
            exit_wrong_usage(
                localize(
                    "{path} cannot be corrected; supported files: {known}", "不能改正 {path}；支持的文件：{known}", path=path, known=known
                )
            )
        files += inside
    targets = dict[Path, str]()
    for path in files:
        name, target = place.name(path) if place else display_path(path), path.resolve()
        root = place.root if place and path.is_relative_to(place.root) else path.parent
        if target != path and path.is_symlink() and not target.is_relative_to(root.resolve()):
            report.add("link-outside", Span(name), name=name)
        else:
            targets.setdefault(target, name)
    return targets


def _list_files(folder: Path) -> list[Path]:
    """Every file in a folder and its folders, sorted. Raises SystemFailure for a folder that cannot be read."""
    found = (Path(inner, name) for inner, _, names in os.walk(folder, onerror=raise_if_unreadable) for name in names)
    return sorted(path for path in found if path.is_file())


def _show_changes(changes: "list[FixedFile]") -> None:
    """Print each line that changes, deletions in red and insertions in green; without colours a unified diff."""
    from rich.text import Text

    from jiangyi.checks import format_diff, list_changed_lines

    console = open_console()
    for change in changes:
        if console.no_color or not console.is_terminal:
            console.print(Text(format_diff(change)))
            continue
        places = localize("{name}: {count:correction|corrections}", "{name}：{count} 处", name=change.name, count=len(change.edits))
        console.print(Text(places, style="bold"))
        for number, parts in list_changed_lines(change):
            line = Text(f"{number:>5} │ ", style="dim")
            for kind, text in parts:
                visible = text if kind == "keep" or text.strip() else "␣" * len(text)
                line.append(visible, style=f"not dim {PART_STYLES[kind]}".strip())
            console.print(line)
        console.print()


def _confirm(count: int) -> None:
    """Return only if the user agrees; where there is no terminal to ask on, it is wrong usage."""
    try:
        agreed = click.confirm(localize("modify these files ({count})?", "要修改这 {count} 个文件吗？", count=count), err=True)
    except click.Abort:
        exit_wrong_usage(
            localize(
                "no answer: use `--yes` to modify without asking, or `--diff` to only show the changes",
                "没有得到回答；加 --yes 直接修改，加 --diff 只显示修改内容",
            )
        )
    if not agreed:
        open_console().print(localize("nothing was changed", "没有改动"))
        raise click.exceptions.Exit(DONE)
