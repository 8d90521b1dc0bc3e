"""Share what is built: bring the folder of a share up to date with the files of builds, and say what was done."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jiangyi.build import BuildRequest, BuildResult, display_path
from jiangyi.core import Message, Report, Severity, has_system_failure, is_chinese_locale, localize
from jiangyi.project import BOOK, Project, Workspace, complete_address, find_address_problem
from jiangyi.share.assembly import Content, compose_catalogue
from jiangyi.share.built_volumes import BuiltVolume, find_earlier_volumes, list_volumes
from jiangyi.share.catalogue import Catalogue, Translation
from jiangyi.share.folder import SHARE_FOLDER, update_folder
from jiangyi.share.ledger import Ledger, read_ledger
from jiangyi.share.publishing import list_site_files
from jiangyi.writers import list_offered_writers

STAGING = "share"
"""The folder of the built files in the cache."""
WEB_PAGE = "text/html"
EXTRA_FORMATS = ("card", "jpg")
"""What the catalogue itself is made from."""
SETTINGS_WRONG = Message(
    "{name} has errors: correct it first; the share was left as it is", "{name} 有错误，改正以后再分享；分享文件夹保持原样"
)
NOTHING = Message("nothing to share; the folder was left as it is", "没有可以分享的讲义；分享文件夹保持原样")
EARLIER_STAYS = Message("{name}: has errors; the earlier version stays in the share", "{name}：有错误，分享文件夹里仍是先前的版本")
LEFT_OUT = Message("{name}: has errors; left out of the share", "{name}：有错误，没有放进分享文件夹")
DONE = Message(
    "{path}: {total:file|files}, {written} written, {removed} removed", "{path}：共 {total} 个文件，写入 {written} 个，删除 {removed} 个"
)

Note = tuple[Message, dict[str, object]]
"""A message with its values."""


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

    @property
    def staging(self) -> Path:
        """The folder of the built files."""
        mark = hashlib.sha256(self.workspace.name(self.folder).encode(errors="surrogatepass")).hexdigest()[:8]
        return self.workspace.cache / STAGING / mark

    def list_builds(self, *, keep_going: bool, force: bool) -> list[BuildRequest]:
        """A build for each paper: the first one in every format, the others in those that have pages."""
        writers = list_offered_writers()
        paged = tuple(name for name in self.formats if writers[name].has_pages)
        needed = [(*self.formats, *EXTRA_FORMATS), *((*paged, *EXTRA_FORMATS[:1]) for _ in self.papers[1:] if paged)]
        return [
            BuildRequest(self.paths, formats, self.editions, paper, "", self.staging, force, keep_going)
            for paper, formats in zip(self.papers, needed, strict=False)
        ]


@dataclass(frozen=True)
class ShareOutcome:
    """What became of a share."""

    report: Report
    """The diagnostics of the builds."""
    listed: Report = field(default_factory=Report)
    """Those of what book.yaml says about the share."""
    notes: tuple[Note, ...] = ()
    """What was done, and what was left out."""


def list_shared_formats() -> tuple[str, ...]:
    """The formats of a share that names none: the usual ones, and web pages."""
    return tuple(name for name, writer in list_offered_writers().items() if writer.default or writer.media_type == WEB_PAGE)


def find_share_folder(workspace: Workspace) -> Path:
    """The folder of a share that names none."""
    return workspace.output / SHARE_FOLDER


def describe_site(project: Project, url: str) -> Catalogue:
    """The title, address, language and introduction of the site; an address that is given replaces that of book.yaml."""
    settings = project.settings
    if settings is None:
        lang = "zh-Hans" if is_chinese_locale() else "en"
        return Catalogue(localize("Handouts", "讲义"), complete_address(url), lang)
    own = settings.share
    address = url or ("" if find_address_problem(own.url) else own.url)
    title = own.title or str(settings.title)
    translations = tuple(Translation(lang, said.title or title, said.intro) for lang, said in own.translations.items())
    return Catalogue(title, complete_address(address), settings.lang, intro=own.intro, translations=translations)


def publish(
    request: ShareRequest, site: Catalogue, builds: Sequence[BuildRequest], make: Callable[[BuildRequest], BuildResult], *, is_offline: bool
) -> ShareOutcome:
    """Build what is out of date, and bring the folder, which is locked, up to date."""
    results = [make(build) for build in builds]
    report = Report()
    for result in results:
        report.extend(result.diagnostics)
    if has_system_failure(report):
        return ShareOutcome(report)
    if request.project.settings is None and request.project.digest:  # title, address, order and collected book are not known
        return ShareOutcome(report, notes=((SETTINGS_WRONG, {"name": request.project.span.file}),))
    volumes = [volume for build, result in zip(builds, results, strict=True) for volume in list_volumes(build, result)]
    ledger = read_ledger(request.folder) or Ledger()
    failed = list_failed(request, report)
    kept = _find_kept(builds, [stem for stem in failed if stem in ledger.publications])
    volumes = [volume for volume in volumes if volume.stem not in failed] + kept
    stems = {volume.stem for volume in kept}
    notes: list[Note] = [(EARLIER_STAYS if stem in stems else LEFT_OUT, {"name": stem}) for stem in failed]
    if not volumes:
        return ShareOutcome(report, notes=(*notes, (NOTHING, {})))
    listed = Report()
    order = [path.stem for path in request.project.order_shared(listed)]
    assembly = compose_catalogue(site, volumes, order, ledger)
    pages = list_site_files(assembly.catalogue, request.workspace, is_offline=is_offline)
    contents = {**assembly.contents, **{path: Content.of(data) for path, data in pages.items()}}
    done, _ = update_folder(request.folder, contents, ledger, assembly.ledger)
    remove_unused(request.staging, {path for volume in volumes for path in volume.paths})
    shown = display_path(request.folder / "index.html")
    notes.append((DONE, {"total": done.total, "written": done.written, "removed": done.removed, "path": shown}))
    return ShareOutcome(report, listed, tuple(notes))


def list_failed(request: ShareRequest, report: Report) -> list[str]:
    """The names of the output files of the books that have errors."""
    wrong = {diagnostic.span.file for diagnostic in report if diagnostic.severity is Severity.ERROR}
    paths = request.paths or tuple(request.workspace.list_handouts())
    failed = [path.stem for path in paths if path.name != BOOK and request.workspace.name(path) in wrong]
    settings = request.project.settings
    return [*failed, settings.output] if settings and request.project.span.file in wrong else failed


def _find_kept(builds: Iterable[BuildRequest], stems: Sequence[str]) -> list[BuiltVolume]:
    """The earlier versions of books that have errors now and were shared before."""
    return [volume for build in builds if build.output for volume in find_earlier_volumes(build, build.output, stems)]


def remove_unused(folder: Path, used: "set[Path]") -> None:
    """Remove built files of the cache that belong to no book any more."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path not in used and path.is_file() and not path.name.startswith("."):
            path.unlink(missing_ok=True)
