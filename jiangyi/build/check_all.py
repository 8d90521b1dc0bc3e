"""Every handout of a workspace looked at and nothing made, by as many processes as pay."""

import os
import sys
import threading
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from jiangyi.build import pipeline
from jiangyi.checks import Paragraph, handouts_differ
from jiangyi.core import Diagnostic, Report, active_extensions, ensure_session
from jiangyi.project import BOOK, Workspace, fonts
from jiangyi.theme import DEFAULT_PAPER, stylesheet_checks

WORTH = 40
"""From how many handouts on a second process saves more than its start costs."""
BATCH = 25


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one handout, what is compared with others, and what it asks of the fonts."""

    diagnostics: list[Diagnostic]
    paragraphs: tuple[Paragraph, ...] = ()
    look: pipeline.FontRequest | None = None


def check_workspace(workspace: Workspace, paths: tuple[Path, ...], report: Report) -> int:
    """Report all that is wrong with the handouts named, or with all of them; how many there were."""
    bound = pipeline.is_bound(workspace, paths)
    named = pipeline.bound(workspace, workspace.content / BOOK, report)[1] if bound else []
    handouts = [path for path in paths or workspace.handouts() if path.name != BOOK]
    findings = _findings(workspace, list(dict.fromkeys([*handouts, *named])))
    report.extend(chain.from_iterable(finding.diagnostics for finding in findings))
    stylesheet_checks.examine(workspace, report)
    handouts_differ((finding.paragraphs for finding in findings), report)
    pipeline.assign_fonts(workspace, DEFAULT_PAPER, [finding.look for finding in findings if finding.look], report)
    for _ in pipeline.without_output_clashes(workspace, handouts, report):
        pass
    return len(handouts)


def _findings(workspace: Workspace, paths: list[Path]) -> list[Finding]:
    look = partial(_look, workspace, pipeline.switched_off(workspace))
    workers = min(os.cpu_count() or 1, len(paths) // WORTH + 1)
    if workers == 1:
        return [look(path) for path in paths]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    fonts.are_known()  # asked once for all
    context, extensions = get_context(_start()), active_extensions()
    with ProcessPoolExecutor(workers, mp_context=context, initializer=ensure_session, initargs=(extensions,)) as pool:
        return list(pool.map(look, paths, chunksize=BATCH))


def _start() -> str:
    """How processes begin: a copy of this one is free, but safe only on Linux and where nothing else runs in it."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _look(workspace: Workspace, off: frozenset[str], path: Path) -> Finding:
    report = Report()
    chapter = pipeline.load_handout(workspace, path, report, off)
    return Finding(report.diagnostics, chapter.paragraphs, chapter.font_request) if chapter else Finding(report.diagnostics)
