"""The command line: arguments → build → report → exit status. Nothing else prints."""

import sys
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from jiangyi import __version__, fonts
from jiangyi.codes import CATALOGUE, CODES, Severity
from jiangyi.diagnostics import Diagnostic, Report, as_json, human
from jiangyi.freshness import Ledger
from jiangyi.orders import Artifact, Made, Order
from jiangyi.roles import ROLES, Assignment, assigned, languages
from jiangyi.summary import reasons, short, table
from jiangyi.theme import DEFAULT_PAPER, names, theme
from jiangyi.wording import say
from jiangyi.workspace import BOOK, Workspace, find, write_whole
from jiangyi.writers import WRITERS

if TYPE_CHECKING:
    from rich.text import Text

    from jiangyi import build, intake
    from jiangyi.fix import Fixed

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


class Messages:
    """The console on standard error, loaded when there is something to say that wants colours."""

    def __getattr__(self, name: str) -> Any:
        """Whatever the console has."""
        from rich.console import Console

        self.__dict__["console"] = self.__dict__.get("console") or Console(stderr=True, highlight=False, soft_wrap=True)
        return getattr(self.__dict__["console"], name)


messages = Messages()

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help=say("handouts or folders; all of content/ when none is given", "讲义文件或文件夹，不写则处理 content/ 中的全部讲义")
    ),
]
Files = Annotated[
    list[Path] | None,
    typer.Argument(
        help=say(
            "handouts, Markdown, raw text or folders; all of content/ when none is given",
            "讲义、Markdown、纯文字文件或文件夹，不写则处理 content/ 中的全部文件",
        )
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
    why: Annotated[bool, typer.Option("--why", help=say("say why each file is made", "说明每个文件为何重新生成"))] = False,
    workspace: Root = None,
    allow_remote: Remote = False,
) -> None:
    """Build what is not fresh."""
    place = _workspace(workspace, paths, allow_remote=allow_remote)
    formats = tuple(dict.fromkeys(name.strip() for name in to.split(",") if name.strip()))
    for name in formats:
        _known(name, WRITERS, say("format", "格式"))
    _known(paper, names(place, "papers"), say("paper", "纸型"))
    order = Order(_files(place, paths), formats, edition, paper, output, jobs, force)
    ledger, report = Ledger(place, order), Report()
    artifacts = _standing(ledger.standing(), report) or _built(ledger, report)
    _print(report, style=False)
    typer.echo("".join(f"{line}\n" for line in (*(reasons(artifacts) if why else ()), *table(artifacts))), err=True, nl=False)
    _count_style(report)
    _leave(report)


def _standing(made: Made | None, report: Report) -> list[Artifact]:
    """What stands as it was, with what was said of it."""
    report.extend(made.diagnostics if made else ())
    return list(made.artifacts) if made else []


def _built(ledger: Ledger, report: Report) -> list[Artifact]:
    """What is made, with the progress shown."""
    with messages.status(say("reading …", "读取中……")) as status:
        from jiangyi.build import build

        progress = lambda done, total, name: status.update(f"{done}/{total}  {name}")  # noqa: E731
        return build(ledger, report, progress, _say_fonts)


@app.command("check", help=say("Report problems; write nothing.", "只检查，不生成文件。"))
def check_command(
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
    from jiangyi.examine import examine

    place = _workspace(workspace, paths, allow_remote=allow_remote)
    report = Report()
    chosen = _files(place, paths)
    count = examine(place, chosen, report)
    if json:
        typer.echo(as_json(report))
    else:
        _print(report)
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


def _list(names: list[str]) -> None:
    """Every check in a line; of those that are named all there is to say."""
    if not names:
        width = max(map(len, CODES))
        for code in CATALOGUE:
            typer.echo(f"{code.name:<{width}}  {code.severity.word:<8}{code.says.say(**dict.fromkeys(code.says.blanks, '…'))}")
    for name in names:
        _known(name, CODES, say("check", "检查"))
        code = CODES[name]
        shown = {hint: hint.say(**dict.fromkeys(hint.blanks, "…")) for hint in code.hints}
        typer.echo(f"{code.severity.word}[{name}]: {code.says.say(**dict.fromkeys(code.says.blanks, '…'))}\n  {code.why.say()}")
        typer.echo("".join(f"  = {hint}\n" for hint in shown.values()), nl=False)
        for heading, example in ((say("bad", "错"), code.bad), (say("good", "对"), code.good)):
            typer.echo(f"\n{heading}: {example.name}\n" + textwrap.indent(example.text.strip(), "    "))


@app.command("fix", help=say("Put marks right: full-width marks, quotes, spaces.", "改正标点：半角变全角、引号成对、多余的空格等。"))
def fix_command(
    paths: Files = None,
    yes: Annotated[bool, typer.Option("--yes", help=say("do not ask", "不再询问，直接改"))] = False,
    diff: Annotated[bool, typer.Option("--diff", help=say("print the change for `patch`; write nothing", "只输出 diff，不写文件"))] = False,
    workspace: Root = None,
) -> None:
    """Put marks right, after showing the change."""
    from jiangyi.fix import as_diff

    found = _mendable(workspace, paths)
    report = Report()
    changes = {path: change for path, name in found.items() if (change := _fixed(path, name, report)) and change.edits}
    _print(report)
    if diff:
        typer.echo("".join(map(as_diff, changes.values())), nl=False)
    elif not changes:
        count = len(found)
        messages.print(say("files looked at: {count}; nothing to put right", "看了 {count} 个文件，没有要改的", count=count))
    else:
        _show(list(changes.values()))
        if not yes:
            _ask(len(changes))
        for path, change in changes.items():
            write_whole(path, change.data)
        messages.print(say("files changed: {count}", "已修改 {count} 个文件", count=len(changes)))
    _leave(report)


def _fixed(path: Path, name: str, report: Report) -> "Fixed | None":
    from jiangyi.fix import fixed

    return fixed(name, path.read_bytes(), report, book=path.name == BOOK)


def _mendable(workspace: Path | None, paths: list[Path] | None) -> dict[Path, str]:
    """The files to mend with their names: those named, folders opened, wherever they lie; else all of content/."""
    from jiangyi.fix import SUFFIXES

    place = find((workspace or Path.cwd()).absolute())
    if not paths:
        place = _workspace(workspace, paths, allow_remote=False)
        paths = [place.content]
    files: list[Path] = []
    for path in paths:
        full = path.absolute()
        inside = [p for p in sorted(full.rglob("*")) if p.is_file()] if full.is_dir() else [full] if full.is_file() else []
        inside = [p for p in inside if p.suffix.lower() in SUFFIXES and not p.name.startswith((".", "_"))]
        if not inside:
            known = " ".join(SUFFIXES)
            _usage(say("{path} is no file that can be mended ({known})", "{path} 不是可以改正的文件（{known}）", path=path, known=known))
        files += inside
    return {path: place.name(path) if place else short(path) for path in dict.fromkeys(files)}


PART_STYLES = {"keep": "", "take": "red strike", "put": "bold green"}


def _show(changes: "list[Fixed]") -> None:
    """Each line that changes, with what goes in red and what comes in green; without colours a plain diff."""
    from rich.text import Text

    from jiangyi.fix import as_diff, changed_lines

    for change in changes:
        if messages.no_color or not messages.is_terminal:
            messages.print(Text(as_diff(change)))
            continue
        places = say("{name}: {count} places", "{name}：{count} 处", name=change.name, count=len(change.edits))
        messages.print(Text(places, style="bold"))
        for number, parts in changed_lines(change):
            line = Text(f"{number:>5} │ ", style="dim")
            for kind, text in parts:
                visible = text if kind == "keep" or text.strip() else "␣" * len(text)
                line.append(visible, style=f"not dim {PART_STYLES[kind]}".strip())
            messages.print(line)
        messages.print()


def _ask(count: int) -> None:
    """Go on only if the user says yes; where nobody can be asked it is wrong usage."""
    try:
        agreed = typer.confirm(say("change these files ({count})?", "要改这 {count} 个文件吗？", count=count), err=True)
    except typer.Abort:
        _usage(say("nobody answered; `--yes` changes without asking, `--diff` only shows", "没有得到回答；--yes 直接改，--diff 只看不改"))
    if not agreed:
        messages.print(say("nothing was changed", "没有改动"))
        raise typer.Exit(DONE)


@app.command("import", help=say("Make handouts of raw text, notes, web pages and Word files.", "把文本、笔记、网页、Word 文件变成讲义。"))
def import_command(
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
        _known(to, FORMATS, say("format", "格式"))
    for name in files:
        if name != intake.STANDARD_INPUT and not Path(name).exists():
            _usage(say("there is no {name}", "找不到 {name}", name=name))
    place = find(workspace or Path.cwd()) or Workspace((workspace or Path.cwd()).absolute())
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


VERDICTS = {"understood": "dim", "guessed": "yellow", "left": "cyan", "dropped": "magenta"}
COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def _print(report: Report, *, style: bool = True) -> None:
    for diagnostic in report:
        if style or not diagnostic.is_style:
            messages.print(_coloured(diagnostic))
            messages.print()


def _count_style(report: Report) -> None:
    """What a build has to say of house style: how much there is, and where to read it."""
    count = sum(diagnostic.is_style for diagnostic in report)
    if count and not report.has_errors:
        messages.print(say("remarks on style: {count} (`check` shows them)", "行文建议 {count} 条（用 check 命令查看）", count=count))


def _coloured(diagnostic: Diagnostic) -> "Text":
    from rich.text import Text

    text = Text(human(diagnostic))
    end = text.plain.index("]") + 1
    text.stylize(COLOURS[diagnostic.severity], 0, end)
    return text


def _summary(report: Report) -> str:
    counts = {severity: sum(d.severity is severity for d in report) for severity in Severity}
    return ", ".join(f"{count} {severity.word}" for severity, count in counts.items() if count)


def _say_fonts(roles: "build.Roles") -> None:
    """A line for each language: what its roles got."""
    lines: dict[str, None] = {}
    for (_, lang), got in roles.items():
        parts = [f"{ROLES[one.role].say()} {face.family}" for one in got if (face := one.face or one.stand_in)]
        lines |= {f"{say('fonts', '字体')} {lang}  " + " · ".join(parts): None} if parts else {}
    for line in lines:
        messages.print(line, style="dim")


def _fonts_table(roles: Mapping[str, tuple[Assignment, ...]]) -> None:
    """On standard output: language, role, font, file. A role without a font of its own shows in brackets what stands in."""
    from rich.console import Console
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


def _leave(report: Report) -> None:
    if report.has_errors:
        raise typer.Exit(CONTENT_ERRORS)


def main() -> None:
    """The console script."""
    try:
        app(prog_name="jiangyi")
    except KeyboardInterrupt:
        sys.exit(130)
