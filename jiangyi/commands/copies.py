"""`copies`: a copy with the name of each recipient on a list, and whose copy a file is."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiangyi.build import BuildRequest, BuildResult, Manifest, choose_executor, display_path, format_left_out, open_store
from jiangyi.commands.building import PAPER_SIZE, run_build, select_editions
from jiangyi.commands.common import (
    CONTENT_ERRORS,
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
    show_status,
)
from jiangyi.commands.options import add_argument, add_option
from jiangyi.commands.press_options import IMPOSITION
from jiangyi.commands.theme_option import select_theme, theme_option
from jiangyi.copies import (
    ARCHIVE,
    DEFAULT_PATTERN,
    REGISTER,
    Base,
    BaseOptions,
    CopyRow,
    Recipient,
    check_files,
    check_folder,
    check_pattern,
    list_formats,
    prepare_bases,
    read_recipients,
    read_register,
    remove_old_archive,
    write_copies,
)
from jiangyi.core import READ, Message, Report, Span, explain_system_errors, limits, localize
from jiangyi.prepress import ImpositionOptions
from jiangyi.project import OUTPUT, fonts
from jiangyi.theme import DEFAULT_PAPER, describe_papers, find_paper, load_theme

if TYPE_CHECKING:
    from jiangyi.project import Workspace

FORMAT = Message("format", "格式")
FOLDER = "copies"
"""The folder of copies in output/, and of the files without a recipient in the cache."""
BOOKLET, NUP, SHEET, *_ = IMPOSITION


@add_argument(
    "names",
    "list of names: a CSV file or spreadsheet whose first row names the columns (name, number, note)",
    "名单：CSV 或 .xlsx 文件，第一行写各列的名称（姓名、学号、备注）",
    word=Message("NAMES", "名单"),
    required=False,
    type=PATH,
)
@paths_or_all
@add_option(
    "--to",
    f"formats, separated by commas: {', '.join(list_formats())}",
    f"输出格式，用逗号分隔：{'、'.join(list_formats())}",
    default=list_formats()[0],
)
@add_option("--edition", "editions, separated by commas", "版本，用逗号分隔：学生版、教师版、挖空版等", default="")
@add_option("--paper", "paper size; a4 by default", "纸张，如 A4、A5、16开；默认 A4", default="")
@theme_option
@add_option("--output", "folder of the copies; output/copies/ by default", "存放各份的文件夹，默认 output/copies/", type=PATH)
@add_option("--zip", "one archive instead of a file each", "打包成一个 zip 文件")
@add_option(
    "--name-pattern",
    "names of the files, with words in braces and headings of the list",
    "文件名的写法，如 {讲义}-{编号}-{姓名}；也可以用名单里的其他列名",
    default=DEFAULT_PATTERN,
)
@BOOKLET
@NUP
@SHEET
@add_option("--whose", "tell whose copy a file is", "查一份文件是谁的", type=PATH)
@root_option
@remote_option
def copies(
    names: Path | None,
    paths: Sequence[Path],
    to: str,
    edition: str,
    paper: str,
    theme: str,
    output: Path | None,
    name_pattern: str,
    whose: Path | None,
    workspace: Path | None,
    *,
    allow_remote: bool,
    **options: Any,
) -> None:
    """Make a copy with the name of each recipient on a list."""
    if whose is not None:
        _tell_owner(whose, output or (names.parent if names else None), workspace)
        return
    if names is None:
        exit_wrong_usage(localize("name a list: `copies NAMES.csv`", "请写上名单文件，如：copies 名单.csv"))
    is_archive = options.pop("zip")
    recipients = _read_list(names, name_pattern)
    place = open_workspace(workspace, paths, allow_remote=allow_remote)
    if output is None:
        exit_if_linked_outside(place, f"{OUTPUT}/{FOLDER}")
    folder = output.absolute() if output else place.output / FOLDER
    imposition = ImpositionOptions(**options)
    paper = find_named(paper or ("a5" if imposition.booklet else DEFAULT_PAPER), find_paper, describe_papers, place, PAPER_SIZE)
    request = BuildRequest(
        select_files(place, paths),
        _select_copied_formats(to),
        select_editions(edition),
        paper,
        select_theme(place, theme),
        place.cache / FOLDER,
    )
    report = Report()
    check_folder(folder, report)
    print_diagnostics(report)
    exit_if_errors(report)
    result = _build_files(place, request)
    base_options = BaseOptions(load_theme(place, request.theme, paper).print_css, imposition)
    report = Report()
    bases = prepare_bases(result, recipients, base_options, report)
    print_diagnostics(report)
    exit_if_errors(report)
    rows = _write_copies(bases, recipients, name_pattern, folder, is_archive=is_archive)
    report = Report(list(result.diagnostics))
    print_diagnostics(report, style=False)
    for line in format_left_out(report):
        echo(line.rstrip("\n"))
    _summarize(rows, len(recipients), folder)
    if rows and not is_archive and remove_old_archive(folder, (row.file for row in rows)):
        words = "{name} 是以前做的，里面还有这次没有做的份，没有改动"
        echo(localize("{name} is of an earlier run and has copies that were not made now; it was left as it is", words, name=ARCHIVE))
    exit_if_errors(report)


def _read_list(names: Path, pattern: str) -> tuple[Recipient, ...]:
    """The recipients of a list; exits where it has an error."""
    if not names.is_file():
        exit_wrong_usage(localize("{name} not found", "找不到 {name}", name=names))
    report = Report()
    shown = display_path(names.absolute())
    with explain_system_errors(READ, names):
        is_large = names.stat().st_size > limits.LIST_BYTES.value
        data = b"" if is_large else names.read_bytes()
    if is_large:
        limits.LIST_BYTES.report(report, Span(shown))
    recipients = () if is_large else read_recipients(shown, data, report)
    if recipients:
        check_pattern(pattern, tuple(recipients[0].values), report)
    print_diagnostics(report)
    exit_if_errors(report)
    return recipients


def _select_copied_formats(typed: str) -> tuple[str, ...]:
    formats = tuple(dict.fromkeys(name.strip() for name in typed.replace("，", ",").split(",") if name.strip()))
    for name in formats:
        require_known(name, list_formats(), FORMAT)
    return formats


def _build_files(place: "Workspace", request: BuildRequest) -> BuildResult:
    """The files without a recipient, in the cache."""
    open_store(place, is_forced=False)
    fonts.prefetch()
    manifest = Manifest(place, request)
    return run_build(manifest, partial(choose_executor, "local", 0, "", place.cache, None))


def _write_copies(
    bases: Mapping[str, Base], recipients: Sequence[Recipient], pattern: str, folder: Path, *, is_archive: bool
) -> list[CopyRow]:
    """Write the copies of all files; progress is a number only, since a terminal may be recorded."""
    report = Report()
    names = check_files(bases, recipients, pattern, folder, report, is_archive=is_archive)
    print_diagnostics(report)
    exit_if_errors(report)
    with show_status(localize("making copies …", "正在制作各份……")) as update:
        return write_copies(bases, recipients, names, folder, lambda done, total: update(f"{done}/{total}"), is_archive=is_archive)


def _summarize(rows: Sequence[CopyRow], people: int, folder: Path) -> None:
    """Say what was made; no name is printed."""
    if rows:
        echo(
            localize(
                "{people:copy|copies}, {files:file|files} in {folder}; {register} lists them: keep it apart from the copies",
                "{people} 份，共 {files} 个文件，在 {folder}；{register} 是登记表，请另行保管",
                people=people,
                files=len(rows),
                folder=display_path(folder),
                register=REGISTER,
            )
        )


def _tell_owner(file: Path, folder: Path | None, workspace: Path | None) -> None:
    """Print the number and name of the copy that a file is, by the registers at hand."""
    if not file.is_file():
        exit_wrong_usage(localize("{name} not found", "找不到 {name}", name=file))
    with explain_system_errors(READ, file):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    found = next((row for row in _list_rows(file, folder, workspace) if row.digest == digest), None)
    if found is None:
        echo(
            localize(
                "{name} is in no register here: it is no copy of them, or was changed since",
                "登记表里没有 {name}：它不是其中的一份，或者制作以后被改动过",
                name=file.name,
            )
        )
        echo(localize("`--output` names the folder of the register", "登记表在别处时，用 --output 指定它所在的文件夹"))
        raise click.exceptions.Exit(CONTENT_ERRORS)
    click.echo("  ".join(filter(None, (found.number, found.name, found.note))))


def _list_rows(file: Path, folder: Path | None, workspace: Path | None) -> Iterator[CopyRow]:
    """The rows of the registers beside a file, in a folder that is named, and in output/."""
    own = (workspace or Path.cwd()) / OUTPUT / FOLDER
    for place in dict.fromkeys(path.absolute() for path in (folder, file.parent, own) if path):
        yield from read_register(place) or ()
