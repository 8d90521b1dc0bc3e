"""What a process that stands by learns between commands: a workspace read, checked and rendered, so that the next command knows it.

All of that is remembered by what it was made from, to the byte, so it is never taken for anything else. Nothing is set, since the
print engine may be begun only in the process that ends with the command.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from jiangyi import fonts, freshness, setting, stylesheets
from jiangyi.build import load, load_one, plan, switched_off
from jiangyi.diagnostics import Report
from jiangyi.editions import select
from jiangyi.index import index
from jiangyi.memory import HANDOUTS
from jiangyi.orders import Order
from jiangyi.render import render
from jiangyi.theme import theme
from jiangyi.workspace import BOOK, Workspace, find

OPTION = "--workspace"


def lessons(arguments: Sequence[str], folder: str) -> Iterator[None]:
    """The workspace of a command, learnt in small steps; one with more handouts than are remembered is left alone."""
    workspace = workspace_of(arguments, folder)
    handouts = workspace.handouts() if workspace else []
    if workspace is None or len(handouts) > HANDOUTS:
        return
    forget()
    off = switched_off(workspace)
    for path in handouts:
        if path.name != BOOK:
            load_one(workspace, path, Report(), off)
            yield
    yield from _book(workspace)


def _book(workspace: Workspace) -> Iterator[None]:
    """The collected book as it is rendered for print, and for e-readers."""
    from jiangyi.writers.pdf import stylesheet

    order, report = Order(), Report()
    for job in plan(workspace, order, load(workspace, (), report), report):
        if job.book.collected:
            look = theme(workspace, job.book.head.theme, order.paper)
            stylesheet(look.print_css)
            yield
            book = select(job.book, job.edition, job.shown, rooms=True)
            printed = index(book)
            render(book, printed, look, "print", apart=True)
            yield
            book = select(job.book, job.edition, job.shown)
            render(book, index(book, printed), look, "epub")


SEEN: list[tuple[tuple[str, int], ...]] = []
"""What of the machine's fonts was there when this process got ready for a command; nothing in one that only stands by."""


def forget() -> None:
    """Know nothing that is known by less than its bytes; fonts stay where none has changed since this process got ready."""
    if not (SEEN and fonts.is_unchanged(SEEN[-1])):
        fonts.forget()
    for known in (freshness, setting, stylesheets):
        known.forget()


def workspace_of(arguments: Sequence[str], folder: str) -> Workspace | None:
    """The one that a command is about: the one named, or the one of the first file that is named, or of the folder."""
    named = [*arguments[arguments.index(OPTION) + 1 :][:1]] if OPTION in arguments else []
    files = [argument for argument in arguments[1:] if not argument.startswith("-")]
    with suppress(OSError):
        places = [Path(folder) / name for name in (*named, *files)]
        return find(next((place for place in places if place.exists()), Path(folder)))
    return None
