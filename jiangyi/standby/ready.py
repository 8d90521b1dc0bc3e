"""What a process does to be ready for the next build: it reads and plans what there is, and its workers set some of it once."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from jiangyi import fonts, hiring
from jiangyi.build import load, plan, size
from jiangyi.diagnostics import Report
from jiangyi.freshness import surroundings
from jiangyi.memory import HANDOUTS
from jiangyi.orders import Order
from jiangyi.standby.learning import SEEN, forget, workspace_of
from jiangyi.volumes import Job, rehearse
from jiangyi.workspace import Workspace


def get_ready(arguments: Sequence[str]) -> None:
    """Have workers at hand that know the workspace of a command. Raises OSError, BrokenBarrierError."""
    SEEN.append(fonts.stamp())
    fonts.forget()
    workspace = workspace_of(arguments, str(Path.cwd()))
    if workspace is None or len(workspace.handouts()) > HANDOUTS:
        return
    order, report = Order(), Report()
    jobs = tuple(plan(workspace, order, load(workspace, (), report), report))
    for job in jobs:
        size(job)
    handouts = {id(handout): handout for job in jobs for handout in job.book.handouts}
    hiring.get_ready(tuple(handouts.values()), partial(_rehearse, workspace, order, jobs), surroundings)


def _rehearse(workspace: Workspace, order: Order, jobs: Sequence[Job]) -> None:
    """The smallest book whole, and the collected ones as far as they are kept."""
    for job in [*sorted((job for job in jobs if not job.book.collected), key=size)[:1], *(job for job in jobs if job.book.collected)]:
        with suppress(LookupError):
            rehearse(workspace, order, job)
    forget()
