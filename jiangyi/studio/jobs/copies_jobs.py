"""Carry out an order for copies with names, as the command `copies` does; no name is stored, but in the copies and their register."""

from collections.abc import Callable

from jiangyi.build import BuildRequest
from jiangyi.copies import (
    ARCHIVE,
    DEFAULT_PATTERN,
    REGISTER,
    BaseOptions,
    check_files,
    check_folder,
    prepare_bases,
    read_recipients,
    write_copies,
)
from jiangyi.core import Message, Report
from jiangyi.prepress import ImpositionOptions
from jiangyi.project import Workspace
from jiangyi.store import records_of
from jiangyi.studio.jobs.builds import list_paths, run_request
from jiangyi.studio.jobs.orders import CopiesOrder, Finished, MadeFile, Progress, Told, fill_message
from jiangyi.theme import DEFAULT_PAPER, load_theme

FOLDER = "copies"
"""The folder of copies in output/, and of the files without a recipient in the cache."""
MADE = Message(
    "{people:copy|copies}, {files:file|files}; {register} lists them: keep it apart from the copies",
    "{people} 份，共 {files} 个文件；{register} 是登记表，请另行保管",
)


def make_named_copies(place: Workspace, order: CopiesOrder, tell: Callable[[Told], None]) -> Finished:
    """Make a copy of each file for each recipient, in output/copies."""
    folder, report, paper = place.output / FOLDER, Report(), order.paper or DEFAULT_PAPER
    check_folder(folder, report)
    recipients = read_recipients(order.list_name, order.list_data, report)
    if report.has_errors or not recipients:
        return Finished(str(folder), diagnostics=records_of(report))
    request = BuildRequest(list_paths(place, order.names), order.formats, order.editions, paper, order.theme, place.cache / FOLDER)
    result = run_request(place, request, tell)
    report.extend(result.diagnostics)
    options = BaseOptions(load_theme(place, order.theme, paper).print_css, ImpositionOptions())
    wrong = Report()
    bases = prepare_bases(result, recipients, options, wrong)
    names = check_files(bases, recipients, DEFAULT_PATTERN, folder, wrong, is_archive=order.is_packed)
    report.extend(wrong)
    if wrong.has_errors:
        return Finished(str(folder), diagnostics=records_of(report))
    rows = write_copies(bases, recipients, names, folder, lambda done, total: tell(Progress(done, total)), is_archive=order.is_packed)
    archive = folder / ARCHIVE
    files = [MadeFile(str(archive), archive.stat().st_size)] if rows and order.is_packed else []
    notes = [fill_message(MADE, {"people": len(recipients), "files": len(rows), "register": REGISTER})] if rows else []
    return Finished(str(folder), files, records_of(report), notes=notes)
