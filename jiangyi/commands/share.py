"""`share`: put everything into a folder that is a web site, a USB stick and a catalogue for e-readers."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiangyi.build import BuildRequest, BuildResult, Manifest, choose_executor, display_path, open_store
from jiangyi.commands.building import PAPER_SIZE, run_build, select_editions, select_formats
from jiangyi.commands.common import (
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
    root_option,
    select_files,
)
from jiangyi.commands.options import add_option
from jiangyi.core import Report, align_columns, has_system_failure, localize
from jiangyi.project import OUTPUT, Workspace, find_address_problem, fonts, load_project
from jiangyi.theme import DEFAULT_PAPER, describe_papers, find_paper

if TYPE_CHECKING:
    from jiangyi.share import Catalogue, ShareRequest

MEGABYTE = 1_000_000
CHAT_LIMIT = 100
"""Megabytes: what chat apps accept as one file."""


@paths_or_all
@add_option("--output", "folder of the share; output/share by default", "分享文件夹，默认 output/share", type=PATH)
@add_option(
    "--url",
    "address at which the folder will be published",
    "发布后的网址，如 https://example.org/notes/；二维码和订阅要用到",
    default="",
)
@add_option(
    "--to", "formats, separated by commas; PDF, EPUB and web pages by default", "格式，用逗号分隔；默认 PDF、EPUB 和网页", default=""
)
@add_option(
    "--edition",
    "editions, separated by commas; only the usual one by default",
    "版本，用逗号分隔，如 学生版、挖空版；默认只有通常的版本",
    default="",
)
@add_option(
    "--paper", "paper sizes, separated by commas; a4 by default", "纸张，用逗号分隔，如 A4,手机；屏幕上的页码以第一种为准", default=""
)
@add_option("--zip", "also pack the folder into archives beside it", "另外打成压缩包，放在分享文件夹旁边")
@add_option(
    "--zip-size",
    f"largest size of an archive in MB; {CHAT_LIMIT} by default, 0 for a single archive",
    f"每个压缩包最多多少 MB，超过就分成几个；默认 {CHAT_LIMIT}，0 表示不分",
    type=click.IntRange(0, 100_000),
    default=CHAT_LIMIT,
)
@add_option("--offline", "let browsers keep the site for reading offline; needs https", "网站可在离线时阅读（只在 https 网址上有效）")
@add_option(
    "--jobs", "number of worker processes; one per CPU core by default", "进程数，默认每个 CPU 核心一个", type=click.IntRange(0), default=0
)
@add_option("--force", "rebuild every file", "重新生成全部文件")
@add_option(
    "--keep-going", "make the collected book without the handouts that have errors", "有错误的讲义不收进合集，其余照编（缺了哪几份会说明）"
)
@root_option
@remote_option
def share(
    paths: Sequence[Path],
    output: Path | None,
    url: str,
    to: str,
    edition: str,
    paper: str,
    zip_size: int,
    jobs: int,
    workspace: Path | None,
    *,
    zip: bool,  # noqa: A002 - the option's name
    offline: bool,
    force: bool,
    keep_going: bool,
    allow_remote: bool,
) -> None:
    """Put everything into a folder that is a web site and a catalogue."""
    from jiangyi.share import SHARE_FOLDER, FolderRefused, describe_site, lock_folder, read_ledger

    place = open_workspace(workspace, paths, allow_remote=allow_remote)
    if output is None:
        exit_if_linked_outside(place, f"{OUTPUT}/{SHARE_FOLDER}")
    open_store(place, is_forced=force)
    fonts.prefetch()
    request = _read_request(place, paths, output, to, edition, paper)
    _require_address(url)
    site = describe_site(request.project, url)
    try:
        ledger = read_ledger(request.folder)
        with lock_folder(request.folder, ledger):
            report = _publish(request, site, request.list_builds(keep_going=keep_going, force=force), jobs, is_offline=offline)
            if zip:
                _pack(request.folder, zip_size * MEGABYTE)
    except FolderRefused as refused:
        exit_wrong_usage(
            localize("{path}: {why}", "{path}：{why}", path=display_path(refused.folder), why=refused.reason),
            localize("nothing was written; name another folder with --output", "没有写入任何文件；请用 --output 另选一个文件夹"),
        )
    exit_if_errors(report)


def _read_request(place: Workspace, paths: Sequence[Path], output: Path | None, to: str, edition: str, paper: str) -> "ShareRequest":
    """What options and book.yaml ask for; the options take precedence."""
    from jiangyi.share import ShareRequest, find_share_folder, list_shared_formats

    project = load_project(place)
    settings = project.settings.share if project.settings else None
    formats = to or ",".join(settings.formats if settings else ())
    editions = edition or ",".join(settings.editions if settings else ())
    words = re.split("[,，、]", paper) if paper else settings.papers if settings else ()
    papers = [find_named(word.strip(), find_paper, describe_papers, place, PAPER_SIZE) for word in words if word.strip()]
    return ShareRequest(
        place,
        project,
        select_files(place, paths),
        select_editions(editions),
        tuple(dict.fromkeys(papers)) or (DEFAULT_PAPER,),
        select_formats(formats) if formats else list_shared_formats(),
        (output or find_share_folder(place)).absolute(),
    )


def _require_address(url: str) -> None:
    """Wrong usage for an address that is none."""
    problem = find_address_problem(url)
    if problem:
        exit_wrong_usage(
            localize("--url {url}: {why}", "--url {url}：{why}", url=url, why=problem.localize()),
            localize("write it in full, as in https://example.org/notes/", "请写完整的网址，如 https://example.org/notes/"),
        )


def _publish(request: "ShareRequest", site: "Catalogue", builds: Sequence[BuildRequest], jobs: int, *, is_offline: bool) -> Report:
    """Build what is out of date, and bring the folder up to date; returns the diagnostics."""
    from jiangyi.share import publish

    def make(build: BuildRequest) -> BuildResult:
        executor_of = partial(choose_executor, "local", jobs, "", request.workspace.cache, None)
        return run_build(Manifest(request.workspace, build), executor_of, shows_fonts=build is builds[0])

    outcome = publish(request, site, builds, make, is_offline=is_offline)
    report = outcome.report
    print_diagnostics(report, style=False)
    if has_system_failure(report):
        exit_if_errors(report)
    print_diagnostics(outcome.listed, style=False)
    report.extend(outcome.listed)
    for message, values in outcome.notes:
        echo(message.localize(**values))
    return report


def _pack(folder: Path, limit: int) -> None:
    """Write the archives, and list them with their sizes."""
    from jiangyi.share import Ledger, read_ledger, write_archives

    paths, _ = write_archives(folder, read_ledger(folder) or Ledger(), limit)
    rows = [(display_path(path), f"{path.stat().st_size / MEGABYTE:.1f} MB") for path in paths]
    for line in align_columns(rows):
        echo(line)
    if limit and any(path.stat().st_size > limit for path in paths):
        echo(
            localize(
                "an archive is larger than --zip-size, because one file is",
                "有的压缩包超过了 --zip-size，因为其中有一个文件本身就更大",
            )
        )
