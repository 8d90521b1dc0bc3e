"""Watch the files of a workspace, and decide which changes invalidate what a session holds."""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event

from jiangyi.project import fonts
from jiangyi.project.workspace import Workspace

QUIET = 10
"""Milliseconds without a change after which changes are reported: an editor may write a file in several steps."""
LONGEST = 100
"""Milliseconds after which changes are reported in any case."""
POLL = 200
"""Milliseconds between looks for folders that have appeared."""
RETRY = 0.2
"""Seconds before folders are watched again after one of them has appeared or vanished."""


def list_watched_folders(workspace: Workspace) -> tuple[Path, ...]:
    """The folders whose files enter the output: content/, templates and styles of the workspace and the program, and fonts.

    Of the workspace none is watched that is a link out of it.
    """
    own = {workspace.content, workspace.root / "templates", workspace.root / "styles"}
    folders = (workspace.content, *workspace.list_folders("templates"), *workspace.list_folders("styles"), *font_folders())
    return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir() and (folder not in own or workspace.contains(folder))))


def list_inner_folders(folders: Iterable[Path]) -> tuple[Path, ...]:
    """These folders and all folders in them, without links.

    Each is watched by itself: the watcher would follow links, and a link to / has it watch the whole machine.
    """
    return tuple(dict.fromkeys(Path(inner) for folder in folders for inner, *_ in os.walk(folder)))


def font_folders() -> tuple[Path, ...]:
    """The folders of the user and the system that hold fonts, and those of any other installed font."""
    home = Path.home()
    if sys.platform == "darwin":
        roots = [home / "Library" / "Fonts", Path("/Library/Fonts")]
    elif os.name == "nt":
        roots = [Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"]
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
        roots = [data / "fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]
    outside = sorted({folder for folder in fonts.list_folders() if not any(folder.is_relative_to(root) for root in roots)})
    return (*roots, *(folder for folder in outside if not any(other in folder.parents for other in outside)))


def is_relevant(path: str) -> bool:
    """False for files that editors and this program write beside a file for a moment, and for hidden ones."""
    name = os.path.basename(path)  # noqa: PTH119 - called for each event
    return not (name.startswith((".", "#")) or name.endswith(("~", ".swp", ".part", ".tmp")))


def invalidates_session(workspace: Workspace, paths: Iterable[Path]) -> bool:
    """True if a change of these files may change results that a session holds: any file but those of content/.

    Handouts, images and book.yaml may change freely, because memos compare their bytes. Templates, stylesheets and fonts are read once.
    """
    return any(not path.is_relative_to(workspace.content) for path in paths)


def watch_workspace(workspace: Workspace, stop: Event | None = None) -> Iterator[frozenset[Path]]:
    """Yield the paths that were changed, again and again; first an empty set, as soon as changes are noticed.

    Folders may be deleted and created again; one that appears is yielded itself, for what was saved in it before it was watched.
    Changes that happen while the caller works are yielded afterwards. Ends where `stop` is set; Ctrl-C raises KeyboardInterrupt.
    """
    from watchfiles import watch

    known: frozenset[Path] | None = None
    while not (stop and stop.is_set()):
        outer = list_watched_folders(workspace)
        folders = list_inner_folders(outer)
        if not folders:
            time.sleep(RETRY)
            continue
        unreported: frozenset[Path] | None = _changes_between_watches(workspace, known, folders)
        try:
            for changes in watch(
                *folders,
                watch_filter=lambda _, path: is_relevant(path),
                debounce=LONGEST,
                step=QUIET,
                rust_timeout=POLL,
                yield_on_timeout=True,
                stop_event=stop,
                raise_interrupt=True,
                ignore_permission_denied=True,
                recursive=False,
            ):
                paths = frozenset(Path(path) for _, path in changes)
                if paths or unreported is not None:
                    yield paths | (unreported or frozenset())
                unreported = None
                has_new_folder = any(path.is_dir() and not path.is_symlink() for path in paths)
                if has_new_folder or paths.intersection(folders) or list_watched_folders(workspace) != outer:
                    known = frozenset(folders) - paths
                    time.sleep(RETRY)  # a folder that is created while its watch begins may be watched without its sub-folders
                    break
        except FileNotFoundError:
            time.sleep(RETRY)


def _changes_between_watches(workspace: Workspace, known: frozenset[Path] | None, folders: Iterable[Path]) -> frozenset[Path]:
    """What a new watch reports first: nothing for the very first one, else the folders that have appeared or vanished, and content/.

    Events that happen between two watches are in none of them, so content/ counts as changed.
    """
    return frozenset() if known is None else known.symmetric_difference(folders) | {workspace.content}
