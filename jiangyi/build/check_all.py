"""Check every handout of a workspace without building anything, in several processes where that is faster."""

import os
import sys
import threading
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from jiangyi.build.load import FontRequest, assign_fonts, check_settings, load_handout
from jiangyi.build.plan import without_output_clashes
from jiangyi.checks import ComparedParagraph, check_duplicates_between
from jiangyi.core import Diagnostic, Report
from jiangyi.project import BOOK, Project, check_plugins, fonts
from jiangyi.theme import DEFAULT_PAPER, check_stylesheets

HANDOUTS_PER_PROCESS = 40
"""From this number of handouts on, a second process saves more time than it takes to start."""
CHUNK = 25
"""Handouts that are sent to a process at once."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The diagnostics of one handout, and the data for checks across handouts."""

    diagnostics: list[Diagnostic]
    paragraphs: tuple[ComparedParagraph, ...] = ()
    font_request: FontRequest | None = None


def check_workspace(project: Project, paths: tuple[Path, ...], report: Report) -> int:
    """Report the errors of these handouts, or of all in the workspace; returns the number of handouts."""
    workspace, chapters = project.workspace, list[Path]()
    check_plugins(project, report)
    if project.has_book(paths):
        check_settings(project, report)
        chapters = project.chapter_files(report)
    handouts = [path for path in paths or workspace.list_handouts() if path.name != BOOK]
    findings = _check_handouts(project, list(dict.fromkeys([*handouts, *chapters])))
    report.extend(chain.from_iterable(finding.diagnostics for finding in findings))
    check_stylesheets(workspace, report)
    check_duplicates_between((finding.paragraphs for finding in findings), report)
    assign_fonts(workspace, DEFAULT_PAPER, [finding.font_request for finding in findings if finding.font_request], report)
    for _ in without_output_clashes(workspace, handouts, report):
        pass
    return len(handouts)


def _check_handouts(project: Project, paths: list[Path]) -> list[Finding]:
    check = partial(_check_handout, replace(project, located=None, diagnostics=()))  # its inputs, which can be pickled
    workers = min(os.cpu_count() or 1, len(paths) // HANDOUTS_PER_PROCESS + 1)
    if workers == 1:
        return [check(path) for path in paths]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from jiangyi.build.worker_session import describe_session, start_worker_session

    fonts.are_known()  # listed once here: forked processes share the session
    with ProcessPoolExecutor(workers, get_context(_start_method()), start_worker_session, (describe_session(),)) as pool:
        return list(pool.map(check, paths, chunksize=CHUNK))


def _start_method() -> str:
    """`fork` costs nothing, but is only safe on Linux and in a process without other threads."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _check_handout(project: Project, path: Path) -> Finding:
    report = Report()
    handout = load_handout(project, path, report)
    return Finding(report.diagnostics, handout.paragraphs, handout.font_request) if handout else Finding(report.diagnostics)
