"""Carry out an order for the site of all handouts, as the command `share` does."""

from collections.abc import Callable
from pathlib import Path

from jiangyi.core import Message, Report
from jiangyi.project import Workspace, find_address_problem, load_project
from jiangyi.share import (
    FolderRefused,
    ShareRequest,
    describe_site,
    find_share_folder,
    list_shared_formats,
    lock_folder,
    publish,
    read_ledger,
    write_archives,
)
from jiangyi.store import records_of
from jiangyi.studio.jobs.builds import run_request
from jiangyi.studio.jobs.orders import Finished, MadeFile, ShareOrder, Told, fill_message
from jiangyi.studio.refusals import Refused
from jiangyi.theme import DEFAULT_PAPER, find_paper
from jiangyi.writers import list_offered_writers

ARCHIVE_BYTES = 100_000_000
"""Of an archive: what chat apps accept as one file."""
WRONG_ADDRESS = Message("The address {url}: {why}", "网址 {url}：{why}")
WRITE_IN_FULL = Message("Write it in full, as in https://example.org/notes/", "请写完整的网址，如 https://example.org/notes/")
NOT_WRITTEN = Message("{folder}: {why}; nothing was written.", "{folder}：{why}。没有写入任何文件。")


def make_share(place: Workspace, order: ShareOrder, tell: Callable[[Told], None]) -> Finished:
    """Bring output/share up to date."""
    problem = find_address_problem(order.url)
    if problem:
        raise Refused(WRONG_ADDRESS, WRITE_IN_FULL, url=order.url[:200], why=problem)
    project = load_project(place)
    own = project.settings.share if project.settings else None
    papers = [paper for word in (own.papers if own else ()) if (paper := find_paper(place, word))]
    formats = tuple(name for name in (own.formats if own else ()) if name in list_offered_writers())
    request = ShareRequest(
        place,
        project,
        (),
        tuple(own.editions) if own and own.editions else ("",),
        tuple(dict.fromkeys(papers)) or (DEFAULT_PAPER,),
        formats or list_shared_formats(),
        find_share_folder(place),
    )
    folder, archives = request.folder, list[Path]()
    try:
        with lock_folder(folder, read_ledger(folder)):
            builds = request.list_builds(keep_going=True, force=False)
            outcome = publish(
                request, describe_site(project, order.url), builds, lambda build: run_request(place, build, tell), is_offline=False
            )
            if order.is_packed and (ledger := read_ledger(folder)):
                archives, _ = write_archives(folder, ledger, ARCHIVE_BYTES)
    except FolderRefused as refused:
        raise Refused(NOT_WRITTEN, folder=folder, why=refused.reason) from None
    report = Report([*outcome.report, *outcome.listed])
    files = [MadeFile(str(path), path.stat().st_size) for path in archives]
    return Finished(str(folder), files, records_of(report), notes=[fill_message(*note) for note in outcome.notes])
