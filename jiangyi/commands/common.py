"""Functions that the commands share: messages to the user, the workspace and its handouts, and exit statuses."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from jiangyi.commands.options import add_argument, add_option
from jiangyi.commands.streams import SYSTEM_PREVENTS
from jiangyi.core import SYSTEM_FAILED, Message, Report, Severity, Span, format_diagnostic, has_system_failure, localize
from jiangyi.project import BOOK, OWN_FOLDERS, Workspace, activate_plugins, find_workspace

if TYPE_CHECKING:
    from rich.console import Console

DONE, CONTENT_ERRORS, WRONG_USAGE = 0, 1, 2
"""Exit statuses."""
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}

PATH = click.Path(path_type=Path)
paths_or_all = add_argument(
    "paths",
    "handouts or folders; default: everything in content/",
    "讲义文件或文件夹；不写则处理 content/ 中的全部讲义",
    word=Message("[FILE]…", "[讲义]…"),
    nargs=-1,
    type=PATH,
)
files_or_all = add_argument(
    "paths",
    "handouts, Markdown files, plain text or folders; default: everything in content/",
    "讲义、Markdown、纯文本文件或文件夹；不写则处理 content/ 中的全部文件",
    word=Message("[FILE]…", "[文件]…"),
    nargs=-1,
    type=PATH,
)
root_option = add_option("--workspace", "workspace: the folder that contains content/", "工作区：含有 content/ 的文件夹", type=PATH)
remote_option = add_option("--allow-remote", "allow downloading images from the network", "允许下载网络图片")


def open_console() -> "Console":
    """A console on standard error; its library is only loaded by commands that use it, for colours or a status line."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def show_status(text: str) -> Iterator[Callable[[str], None]]:
    """Show a line while the `with` block runs; its value changes the line. Where no one looks on, nothing is shown and loaded."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with open_console().status(text) as status:
        yield status.update


def open_workspace(root: Path | None, paths: Sequence[Path], *, allow_remote: bool) -> Workspace:
    """The workspace of a command, with its plug-ins active; wrong usage where there is none."""
    start = root or (paths[0].absolute().parent if paths else Path.cwd())
    place = find_workspace(start)
    if place is None or (root and place.root != root.absolute()):
        exit_wrong_usage(
            localize("no workspace found: a workspace is a folder that contains content/", "找不到工作区：工作区是含有 content/ 的文件夹"),
            localize("`new NAME` creates one with a starter handout", "用“new 名称”命令可以新建一个，其中附有一份讲义样例"),
        )
    place = Workspace(place.root, allow_remote)
    for name in OWN_FOLDERS:
        exit_if_linked_outside(place, name)
    activate_plugins(place)
    return place


def exit_if_linked_outside(place: Workspace, name: str) -> None:
    """Exit with the status of content errors where a folder is a link out of the workspace."""
    refused = place.refuse_folder(name)
    if refused:
        report = Report()
        refused.report(report, Span(name))
        print_diagnostics(report)
        exit_if_errors(report)


def find_or_assume_workspace(root: Path | None) -> Workspace:
    """The workspace of a command that needs none: where there is none, the folder itself."""
    start = root or Path.cwd()
    place = find_workspace(start) or Workspace(start.absolute())
    activate_plugins(place)
    return place


def select_files(place: Workspace, paths: Sequence[Path]) -> tuple[Path, ...]:
    """The handouts of these paths: a folder means all in it. Wrong usage where a path has none."""
    found: list[Path] = []
    for path in paths:
        full = path.absolute()
        inside = [p for p in place.list_handouts() if p.is_relative_to(full)] if full.is_dir() else [full] if full.is_file() else []
        if full.name != BOOK:
            inside = [p for p in inside if p in place.list_handouts()]
        if not inside:
            missing = localize(
                "{path} not found; handouts are in {root}", "找不到 {path}；讲义要放在 {root} 里", path=path, root=place.content
            )
            other = localize("{path} is not a handout in {root}", "{path} 不是 {root} 中的讲义", path=path, root=place.content)
            exit_wrong_usage(other if full.exists() else missing)
        found += inside
    return tuple(dict.fromkeys(found))


def require_known(name: str, names: Iterable[str], what: Message) -> None:
    """Exit with wrong usage where a name is unknown; `what` is the kind of thing that it should name."""
    if name not in names:
        _exit_unknown(name, what, ", ".join(names))


def find_named(
    word: str, find: Callable[[Workspace, str], str | None], describe: Callable[[Workspace], Message], place: Workspace, what: Message
) -> str:
    """What a word names in a workspace; exit with wrong usage where it names nothing."""
    found = find(place, word)
    if found is None:
        _exit_unknown(word, what, describe(place).localize())
    return found


def _exit_unknown(name: str, what: Message, known: str) -> NoReturn:
    values = {"what": what.localize(), "name": name, "known": known}
    exit_wrong_usage(localize("unknown {what} {name}; available: {known}", "没有名为 {name} 的{what}；可用的有：{known}", **values))


def exit_wrong_usage(*lines: str) -> NoReturn:
    """Print what is wrong and exit."""
    for line in lines:
        echo(line)
    raise click.exceptions.Exit(WRONG_USAGE)


MOST_ALIKE = 50
"""The most diagnostics of one code, or decisions of one kind, that are printed about a file."""


def print_diagnostics(report: Report, *, style: bool = True) -> None:
    """Print diagnostics; style suggestions only with `style`. What the system prevents is one line: its message names the file.

    Of very many of one code in a file the others are only counted.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for diagnostic in report:
        if diagnostic.code == SYSTEM_FAILED:
            echo(colorize(diagnostic.severity.word, fg=COLOURS[diagnostic.severity], bold=True) + f": {diagnostic.message}\n")
        elif style or not diagnostic.is_style:
            counts[diagnostic.span.file, diagnostic.code] += 1
            if counts[diagnostic.span.file, diagnostic.code] <= MOST_ALIKE:
                head, mark, rest = format_diagnostic(diagnostic).partition("]")
                echo(colorize(head + mark, fg=COLOURS[diagnostic.severity], bold=True) + rest + "\n")
    for (file, code), count in counts.items():
        if count > MOST_ALIKE:
            echo(
                localize(
                    "{file}: {count} more of [{code}]; `check --json` lists all",
                    "{file}：另有 {count} 处 [{code}]；用 check --json 可以全部列出",
                    file=file,
                    count=f"{count - MOST_ALIKE:,}",
                    code=code,
                )
                + "\n"
            )


def echo(text: str) -> None:
    """Print a line on standard error, without loading a console library."""
    click.echo(text, err=True)


def colorize(text: str, **style: Any) -> str:
    """A text with ANSI colours unless NO_COLOR is set; click strips them where the output is no terminal."""
    return text if "NO_COLOR" in os.environ else click.style(text, **style)


def exit_if_errors(report: Report) -> None:
    """Exit with the status of content errors where there are any, or with that of the system where it has prevented something."""
    if has_system_failure(report):
        raise click.exceptions.Exit(SYSTEM_PREVENTS)
    if report.has_errors:
        raise click.exceptions.Exit(CONTENT_ERRORS)
