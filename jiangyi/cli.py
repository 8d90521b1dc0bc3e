"""The command line: arguments → build → report → exit status. Nothing else prints."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from jiangyi import __version__, build, fonts
from jiangyi.codes import CODES, Severity
from jiangyi.diagnostics import Diagnostic, Report, as_json, human
from jiangyi.roles import ROLES, Assignment, assigned, languages
from jiangyi.theme import DEFAULT_PAPER, names, theme
from jiangyi.wording import say
from jiangyi.workspace import BOOK, Workspace, find
from jiangyi.writers import WRITERS

UNBOUND = 1000
"""Columns of a table that no terminal shows."""
DONE, CONTENT_ERRORS, WRONG_USAGE = 0, 1, 2
"""Exit statuses."""

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=say(
        "Compile structured notes into handouts: PDF for print, EPUB for e-readers.", "把结构化笔记编成讲义：印刷用 PDF 与电子书 EPUB。"
    ),
)
messages = Console(stderr=True, highlight=False, soft_wrap=True)

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help=say("handouts or folders; all of content/ when none is given", "讲义文件或文件夹，不写则处理 content/ 中的全部讲义")
    ),
]
Root = Annotated[
    Path | None,
    typer.Option("--workspace", help=say("the folder that holds content/", "工作区：含有 content/ 的文件夹")),
]
Remote = Annotated[bool, typer.Option("--allow-remote", help=say("fetch pictures from the network", "允许下载网络图片"))]


@app.callback(invoke_without_command=True)
def default(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=say("print the version and leave", "显示版本"))] = False,
) -> None:
    """Build everything when no command is named."""
    if version:
        libraries = " ".join(dict.fromkeys(word for writer in WRITERS.values() for word in writer.version().split()))
        typer.echo(f"jiangyi {__version__} ({libraries})")
        raise typer.Exit(DONE)
    if context.invoked_subcommand is None:
        context.invoke(build_command)


@app.command("build", help=say("Build what is not fresh.", "编译有改动的讲义。"))
def build_command(
    paths: Paths = None,
    to: Annotated[str, typer.Option(help=say("formats, with commas between", "输出格式，用逗号分隔"))] = ",".join(WRITERS),
    edition: Annotated[str, typer.Option(help=say("the edition to build", "版本"))] = "",
    paper: Annotated[str, typer.Option(help=say("the paper to set on", "纸型"))] = DEFAULT_PAPER,
    output: Annotated[Path | None, typer.Option(help=say("where files go; output/ by default", "输出文件夹，默认 output/"))] = None,
    jobs: Annotated[int, typer.Option(min=0, help=say("processes; one a core by default", "进程数，默认每核一个"))] = 0,
    force: Annotated[bool, typer.Option("--force", help=say("make every file anew", "全部重新生成"))] = False,
    workspace: Root = None,
    allow_remote: Remote = False,
) -> None:
    """Build what is not fresh."""
    place = _workspace(workspace, paths, allow_remote=allow_remote)
    formats = tuple(dict.fromkeys(name.strip() for name in to.split(",") if name.strip()))
    for name in formats:
        _known(name, WRITERS, say("format", "格式"))
    _known(paper, names(place, "papers"), say("paper", "纸型"))
    order = build.Order(_files(place, paths), formats, edition, paper, output, jobs, force)
    report = Report()
    with messages.status(say("reading …", "读取中……")) as status:
        progress = lambda done, total, name: status.update(f"{done}/{total}  {name}")  # noqa: E731
        artifacts = build.build(place, order, report, progress, _say_fonts)
    _print(report)
    _table(artifacts)
    _leave(report)


@app.command("check", help=say("Report problems; write nothing.", "只检查，不生成文件。"))
def check_command(
    paths: Paths = None,
    json: Annotated[bool, typer.Option("--json", help=say("as JSON on standard output", "以 JSON 输出"))] = False,
    workspace: Root = None,
    allow_remote: Remote = False,
) -> None:
    """Report problems and write nothing."""
    place = _workspace(workspace, paths, allow_remote=allow_remote)
    report = Report()
    chosen = _files(place, paths)
    chapters = build.load(place, chosen, report)
    build.fonts_of(place, build.Order(chosen), chapters, report)
    for _ in build.plan(place, build.Order(chosen), chapters, report):
        pass
    if json:
        typer.echo(as_json(report))
    else:
        _print(report)
        count = len(chosen or place.handouts())
        messages.print(_summary(report) or say("handouts checked: {count}; nothing found", "{count} 份讲义，没有发现问题", count=count))
    _leave(report)


@app.command("fonts", help=say("List which font each role gets.", "列出正文、标题等各用哪种字体。"))
def fonts_command(
    lang: Annotated[str, typer.Option(help=say("only this language", "只看这种语言"))] = "",
    theme_name: Annotated[str, typer.Option("--theme", help=say("the theme to look at", "主题"))] = "",
    workspace: Root = None,
) -> None:
    """List for each language which installed font each role gets, and its file."""
    place = find(workspace or Path.cwd()) or Workspace((workspace or Path.cwd()).absolute())
    if theme_name:
        _known(theme_name, names(place, "themes"), say("theme", "主题"))
    if not fonts.known():
        _usage(CODES["fonts-unknown"].hints[0].say())
    css = theme(place, theme_name).print_css
    groups: dict[tuple[Assignment, ...], list[str]] = {}
    for one in [lang] if lang else languages(css):
        groups.setdefault(assigned(css, one), []).append(one)
    _fonts_table({", ".join(langs): got for got, langs in groups.items()})


@app.command("new", help=say("Write a commented starter handout.", "生成一份带说明的讲义样例。"))
def new_command(
    name: Annotated[str, typer.Argument(help=say("its name, with .md for Markdown", "讲义名称；加 .md 则生成 Markdown"))],
    workspace: Root = None,
) -> None:
    """Write a commented starter handout."""
    from jiangyi.starter import starter

    place = find(workspace or Path.cwd()) or Workspace((workspace or Path.cwd()).absolute())
    suffix = Path(name).suffix if Path(name).suffix in (".md", ".yaml", ".yml") else ".yaml"
    path = place.content / (name.removesuffix(suffix) + suffix)
    if path.exists():
        _usage(say("{name} exists already", "{name} 已经存在", name=place.name(path)))
    if not path.resolve().is_relative_to(place.content.resolve()):
        _usage(say("a handout's name stays inside content/", "讲义要放在 content/ 之内"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(starter(path.stem, suffix), "utf-8")
    typer.echo(place.name(path))


def _workspace(root: Path | None, paths: list[Path] | None, *, allow_remote: bool) -> Workspace:
    start = root or (paths[0].absolute().parent if paths else Path.cwd())
    place = find(start)
    if place is None or (root and place.root != root.absolute()):
        _usage(
            say("no workspace here: a workspace is a folder that holds content/", "这里没有工作区：工作区是含有 content/ 的文件夹"),
            say("`new NAME` makes one with a starter handout", "用 new 命令可以新建一个，并附一份讲义样例"),
        )
    return Workspace(place.root, allow_remote)


def _files(place: Workspace, paths: list[Path] | None) -> tuple[Path, ...]:
    """The handouts that were named, folders opened."""
    found: list[Path] = []
    for path in paths or []:
        full = path.absolute()
        inside = [p for p in place.handouts() if p.is_relative_to(full)] if full.is_dir() else [full] if full.is_file() else []
        if full.name != BOOK:
            inside = [p for p in inside if p in place.handouts()]
        if not inside:
            _usage(say("{path} is no handout of {root}", "{path} 不是 {root} 中的讲义", path=path, root=place.content))
        found += inside
    return tuple(dict.fromkeys(found))


def _known(name: str, known: Iterable[str], what: str) -> None:
    if name not in known:
        values = {"what": what, "name": name, "known": ", ".join(known)}
        _usage(say("no {what} is called {name}; there are: {known}", "没有名为 {name} 的{what}，可用：{known}", **values))


def _usage(*lines: str) -> NoReturn:
    for line in lines:
        messages.print(line)
    raise typer.Exit(WRONG_USAGE)


COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def _print(report: Report) -> None:
    for diagnostic in report:
        messages.print(_coloured(diagnostic))
        messages.print()


def _coloured(diagnostic: Diagnostic) -> Text:
    text = Text(human(diagnostic))
    end = text.plain.index("]") + 1
    text.stylize(COLOURS[diagnostic.severity], 0, end)
    return text


def _summary(report: Report) -> str:
    counts = {severity: sum(d.severity is severity for d in report) for severity in Severity}
    return ", ".join(f"{count} {severity.word}" for severity, count in counts.items() if count)


def _table(artifacts: list[build.Artifact]) -> None:
    """What was made: file, pages, size, seconds."""
    from rich.table import Table

    if not artifacts:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(say("file", "文件"))
    for heading in (say("pages", "页"), say("size", "大小"), say("seconds", "秒")):
        table.add_column(heading, justify="right")
    for made in artifacts:
        seconds = say("up to date", "未变") if made.fresh else f"{made.seconds:.2f}"
        table.add_row(_short(made.path), str(made.pages or ""), f"{made.size / 1024:,.0f} KB", seconds)
    messages.print(table)


def _say_fonts(roles: build.Roles) -> None:
    """A line for each language: what its roles got."""
    lines: dict[str, None] = {}
    for (_, lang), got in roles.items():
        parts = [f"{ROLES[one.role].say()} {face.family}" for one in got if (face := one.face or one.stand_in)]
        lines |= {f"{say('fonts', '字体')} {lang}  " + " · ".join(parts): None} if parts else {}
    for line in lines:
        messages.print(line, style="dim")


def _fonts_table(roles: Mapping[str, tuple[Assignment, ...]]) -> None:
    """On standard output: language, role, font, file. A role without a font of its own shows in brackets what stands in."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in (say("language", "语言"), say("role", "用途"), say("font", "字体"), say("file", "文件")):
        table.add_column(heading, overflow="fold")
    for lang, got in roles.items():
        for one in got:
            face = one.face or one.stand_in
            name = "—" if face is None else face.family if one.face else f"({face.family})"
            table.add_row(lang, ROLES[one.role].say(), name, face.file if face else "")
    Console(highlight=False, width=None if sys.stdout.isatty() else UNBOUND).print(table)


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _leave(report: Report) -> None:
    if report.has_errors:
        raise typer.Exit(CONTENT_ERRORS)


def main() -> None:
    """The console script."""
    try:
        app(prog_name="jiangyi")
    except KeyboardInterrupt:
        sys.exit(130)
