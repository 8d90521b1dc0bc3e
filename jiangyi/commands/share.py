"""`share`: put everything into a folder that is a web site, a USB stick and a catalogue for e-readers."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiangyi.build import BuildRequest, BuildResult, Manifest, align_columns, choose_executor, display_path, open_store
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
from jiangyi.core import Report, Severity, has_system_failure, is_chinese_locale, localize
from jiangyi.project import BOOK, OUTPUT, Project, Workspace, complete_address, find_address_problem, fonts, load_project
from jiangyi.theme import DEFAULT_PAPER, describe_papers, find_paper
from jiangyi.writers import list_offered_writers

if TYPE_CHECKING:
    from jiangyi.share import BuiltVolume, Catalogue

STAGING = "share"
"""The folder of the built files in the cache."""
MEGABYTE = 1_000_000
CHAT_LIMIT = 100
"""Megabytes: what chat apps accept as one file."""
WEB_PAGE = "text/html"
EXTRA_FORMATS = ("card", "jpg")
"""What the catalogue itself is made from."""


@dataclass(frozen=True)
class ShareRequest:
    """What is to be shared."""

    workspace: Workspace
    project: Project
    paths: tuple[Path, ...]
    editions: tuple[str, ...]
    papers: tuple[str, ...]
    formats: tuple[str, ...]
    folder: Path
    staging: Path
    """The folder of the built files."""

    def list_builds(self, *, keep_going: bool, force: bool) -> list[BuildRequest]:
        """A build for each paper: the first one in every format, the others in those that have pages."""
        writers = list_offered_writers()
        paged = tuple(name for name in self.formats if writers[name].has_pages)
        needed = [(*self.formats, *EXTRA_FORMATS), *((*paged, *EXTRA_FORMATS[:1]) for _ in self.papers[1:] if paged)]
        return [
            BuildRequest(self.paths, formats, self.editions, paper, "", self.staging, force, keep_going)
            for paper, formats in zip(self.papers, needed, strict=False)
        ]


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
    from jiangyi.share import SHARE_FOLDER, FolderRefused, lock_folder, read_ledger

    place = open_workspace(workspace, paths, allow_remote=allow_remote)
    if output is None:
        exit_if_linked_outside(place, f"{OUTPUT}/{SHARE_FOLDER}")
    open_store(place, is_forced=force)
    fonts.prefetch()
    request = _read_request(place, paths, output, to, edition, paper)
    site = _describe_site(request, url)
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


def _read_request(place: Workspace, paths: Sequence[Path], output: Path | None, to: str, edition: str, paper: str) -> ShareRequest:
    """What options and book.yaml ask for; the options take precedence."""
    from jiangyi.share import SHARE_FOLDER

    project = load_project(place)
    settings = project.settings.share if project.settings else None
    usual = tuple(name for name, writer in list_offered_writers().items() if writer.default or writer.media_type == WEB_PAGE)
    formats = to or ",".join(settings.formats if settings else ())
    editions = edition or ",".join(settings.editions if settings else ())
    words = re.split("[,，、]", paper) if paper else settings.papers if settings else ()
    papers = [find_named(word.strip(), find_paper, describe_papers, place, PAPER_SIZE) for word in words if word.strip()]
    folder = (output or place.output / SHARE_FOLDER).absolute()
    mark = hashlib.sha256(place.name(folder).encode(errors="surrogatepass")).hexdigest()[:8]
    return ShareRequest(
        place,
        project,
        select_files(place, paths),
        select_editions(editions),
        tuple(dict.fromkeys(papers)) or (DEFAULT_PAPER,),
        select_formats(formats) if formats else usual,
        folder,
        place.cache / STAGING / mark,
    )


def _describe_site(request: ShareRequest, url: str) -> "Catalogue":
    """The title, address, language and introduction of the site; wrong usage for an address that is none."""
    from jiangyi.share import Catalogue, Translation

    problem = find_address_problem(url)
    if problem:
        exit_wrong_usage(
            localize("--url {url}: {why}", "--url {url}：{why}", url=url, why=problem.localize()),
            localize("write it in full, as in https://example.org/notes/", "请写完整的网址，如 https://example.org/notes/"),
        )
    settings = request.project.settings
    if settings is None:
        lang = "zh-Hans" if is_chinese_locale() else "en"
        return Catalogue(localize("Handouts", "讲义"), complete_address(url), lang)
    own = settings.share
    address = url or ("" if find_address_problem(own.url) else own.url)
    title = own.title or str(settings.title)
    translations = tuple(Translation(lang, said.title or title, said.intro) for lang, said in own.translations.items())
    return Catalogue(title, complete_address(address), settings.lang, intro=own.intro, translations=translations)


def _publish(request: ShareRequest, site: "Catalogue", builds: Sequence[BuildRequest], jobs: int, *, is_offline: bool) -> Report:
    """Build what is out of date, and bring the folder up to date; returns the diagnostics of the builds."""
    from jiangyi.share import Content, Ledger, compose_catalogue, list_site_files, list_volumes, read_ledger, update_folder

    results = [_build(request, build, jobs, is_first=build is builds[0]) for build in builds]
    report = Report()
    for result in results:
        report.extend(result.diagnostics)
    print_diagnostics(report, style=False)
    if has_system_failure(report):
        exit_if_errors(report)
    if request.project.settings is None and request.project.digest:  # title, address, order and collected book are not known
        words = "{name} 有错误，改正以后再分享；分享文件夹保持原样"
        echo(localize("{name} has errors: correct it first; the share was left as it is", words, name=request.project.span.file))
        return report
    volumes = [volume for build, result in zip(builds, results, strict=True) for volume in list_volumes(build, result)]
    ledger = read_ledger(request.folder) or Ledger()
    failed = _list_failed(request, report)
    kept = _find_kept(builds, [stem for stem in failed if stem in ledger.publications])
    volumes = [volume for volume in volumes if volume.stem not in failed] + kept
    _report_left_out(failed, {volume.stem for volume in kept})
    if not volumes:
        echo(localize("nothing to share; the folder was left as it is", "没有可以分享的讲义；分享文件夹保持原样"))
        return report
    listed = Report()
    order = [path.stem for path in request.project.order_shared(listed)]
    print_diagnostics(listed, style=False)
    report.extend(listed)
    assembly = compose_catalogue(site, volumes, order, ledger)
    pages = list_site_files(assembly.catalogue, request.workspace, is_offline=is_offline)
    contents = {**assembly.contents, **{path: Content.of(data) for path, data in pages.items()}}
    done, _ = update_folder(request.folder, contents, ledger, assembly.ledger)
    remove_unused(request.staging, {path for volume in volumes for path in volume.paths})
    shown = display_path(request.folder / "index.html")
    counts = {"total": done.total, "written": done.written, "removed": done.removed, "path": shown}
    words = "{path}：共 {total} 个文件，写入 {written} 个，删除 {removed} 个"
    echo(localize("{path}: {total:file|files}, {written} written, {removed} removed", words, **counts))
    return report


def _build(request: ShareRequest, build: BuildRequest, jobs: int, *, is_first: bool) -> BuildResult:
    manifest = Manifest(request.workspace, build)
    executor_of = partial(choose_executor, "local", jobs, "", request.workspace.cache, None)
    return run_build(manifest, executor_of, shows_fonts=is_first)


def _list_failed(request: ShareRequest, report: Report) -> list[str]:
    """The names of the output files of the books that have errors."""
    wrong = {diagnostic.span.file for diagnostic in report if diagnostic.severity is Severity.ERROR}
    paths = request.paths or tuple(request.workspace.list_handouts())
    failed = [path.stem for path in paths if path.name != BOOK and request.workspace.name(path) in wrong]
    settings = request.project.settings
    return [*failed, settings.output] if settings and request.project.span.file in wrong else failed


def _find_kept(builds: Iterable[BuildRequest], stems: Sequence[str]) -> "list[BuiltVolume]":
    """The earlier versions of books that have errors now and were shared before."""
    from jiangyi.share import find_earlier_volumes

    return [volume for build in builds if build.output for volume in find_earlier_volumes(build, build.output, stems)]


def _report_left_out(failed: Iterable[str], kept: "set[str]") -> None:
    for stem in failed:
        if stem in kept:
            words = "{name}：有错误，分享文件夹里仍是先前的版本"
            echo(localize("{name}: has errors; the earlier version stays in the share", words, name=stem))
        else:
            echo(localize("{name}: has errors; left out of the share", "{name}：有错误，没有放进分享文件夹", name=stem))


def remove_unused(folder: Path, used: "set[Path]") -> None:
    """Remove built files of the cache that belong to no book any more."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path not in used and path.is_file() and not path.name.startswith("."):
            path.unlink(missing_ok=True)


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
