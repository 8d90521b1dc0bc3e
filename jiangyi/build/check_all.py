"""Check every handout of a workspace without building anything, in several processes where that is faster."""

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jiangyi.build.chapters import have_different_ids
from jiangyi.build.handout_facts import HandoutFacts
from jiangyi.build.load import (
    HandoutHead,
    assign_fonts,
    check_settings,
    compare_handouts,
    list_requested,
    load_facts,
    read_facts,
)
from jiangyi.build.output_names import check_output_names
from jiangyi.core import Report, Span
from jiangyi.project import Project, Workspace, check_plugins
from jiangyi.theme import DEFAULT_PAPER, check_stylesheets, check_templates, report_unused_files

if TYPE_CHECKING:
    from concurrent.futures import Executor

HANDOUTS_PER_PROCESS = 40
"""From this number of handouts on, a second process saves more time than it takes to start."""
CHUNK = 25
"""Handouts that are sent to a process at once."""
ReadFacts = tuple[HandoutFacts, bool]
"""The facts of a handout, and whether they may be kept."""


def check_workspace(project: Project, paths: tuple[Path, ...], report: Report) -> int:
    """Report the errors of these handouts, or of all in the workspace; returns the number of handouts."""
    has_book = project.has_book(paths)
    chapters = check_project(project, report, with_book=has_book)
    handouts = list_requested(project, paths)
    sound = load_facts(project, [*handouts, *chapters], report, _read_handouts)
    compare_handouts(project, sound, report)
    check_heads(project.workspace, sound, chapters, report)
    check_output_names(project, handouts, report, with_book=has_book)
    return len(handouts)


def check_project(project: Project, report: Report, *, with_book: bool = True) -> dict[Path, Span]:
    """Report what is wrong with the files beside the handouts; returns the chapters of book.yaml, if that is concerned."""
    workspace, chapters = project.workspace, dict[Path, Span]()
    check_plugins(project, report)
    if with_book and project.has_book():
        check_settings(project, report)
        chapters = project.locate_chapters(report)
    check_stylesheets(workspace, report)
    check_templates(workspace, report)
    report_unused_files(workspace, report)
    return chapters


def check_heads(workspace: Workspace, handouts: Mapping[Path, HandoutHead], chapters: Mapping[Path, Span], report: Report) -> None:
    """Report the fonts that handouts need and the computer does not have, and chapters with equal ids."""
    assign_fonts(workspace, DEFAULT_PAPER, "", handouts, report)
    have_different_ids({path: handouts[path].id for path in chapters if path in handouts}, chapters, report)


def _read_handouts(workspace: Workspace, paths: Sequence[Path]) -> Iterator[tuple[HandoutFacts, bool]]:
    """The facts of each handout, and whether they may be kept, read by several processes where these are many."""
    read = partial(read_facts, workspace)
    workers = min(os.cpu_count() or 1, len(paths) // HANDOUTS_PER_PROCESS + 1)
    if workers == 1:
        yield from map(read, paths)
        return
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from multiprocessing import get_context

    from jiangyi.build.worker_session import describe_session, start_worker_session

    own = list({path.suffix: path for path in paths}.values())  # one of each kind: forked processes share what is loaded for them
    known = {path: read(path) for path in own}
    others = [path for path in paths if path not in known]

    def open_pool(size: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(size, get_context(_start_method()), start_worker_session, (describe_session(),))

    try:
        with open_pool(workers) as pool:
            for path, facts in zip(others, pool.map(read, others, chunksize=CHUNK), strict=True):
                known[path] = facts  # noqa: PERF403 - what is known before a process dies stays
    except BrokenExecutor:
        known |= _read_apart(workspace, [path for path in others if path not in known], read, lambda: open_pool(1))
    yield from (known[path] for path in paths)


def _read_apart(
    workspace: Workspace, paths: Sequence[Path], read: Callable[[Path], ReadFacts], open_pool: Callable[[], "Executor"]
) -> Iterator[tuple[Path, ReadFacts]]:
    """The facts of handouts of which one or more kill the process that reads them: these have an error."""
    from concurrent.futures import BrokenExecutor

    from jiangyi.build.reading import describe_death

    waiting = deque([paths])
    while waiting:
        some = waiting.popleft()
        try:
            with open_pool() as pool:
                yield from zip(some, [*pool.map(read, some)], strict=True)
        except BrokenExecutor:
            if len(some) == 1:
                yield some[0], (describe_death(workspace, some[0]), False)
            else:
                waiting += (some[: len(some) // 2], some[len(some) // 2 :])


def _start_method() -> str:
    """`fork` costs nothing, but is only safe on Linux and in a process without other threads."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
