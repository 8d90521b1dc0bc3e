"""What the commands that build share: the formats and editions that options name, the executor, and a build with its progress shown."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jiangyi.build import BuildResult, Manifest, make_files
from jiangyi.commands.common import colorize, echo, exit_wrong_usage, require_known, show_status
from jiangyi.core import Message, fold_word, localize
from jiangyi.writers import default_formats, list_offered_writers

if TYPE_CHECKING:
    from jiangyi.build import FontAssignments, JobExecutor

ALL_WORDS = ("all", "全部", "所有")
"""What `--edition` takes for every edition."""
FORMAT, PAPER_SIZE = Message("format", "格式"), Message("paper size", "纸张")


def select_formats(typed: str) -> tuple[str, ...]:
    """The formats that `--to` names; wrong usage for an unknown one."""
    formats = tuple(dict.fromkeys(name.strip() for name in typed.split(",") if name.strip())) or default_formats()
    for name in formats:
        require_known(name, list_offered_writers(), FORMAT)
    return formats


def select_editions(typed: str) -> tuple[str, ...]:
    """The editions that `--edition` names, as typed, or every one."""
    names = [name.strip() for name in re.split("[,，、]", typed)]
    return tuple(dict.fromkeys(ALL_WORDS[0] if fold_word(name) in ALL_WORDS else name for name in names))


def run_build(manifest: Manifest, open_executor: "Callable[[Manifest], JobExecutor]", *, shows_fonts: bool = True) -> BuildResult:
    """The last result where nothing has changed; else make what is out of date, with progress and fonts shown."""
    result = manifest.lookup_request()
    if result is None:
        with explaining_unavailable(), show_status(localize("reading handouts …", "正在读取讲义……")) as update:
            progress = lambda done, total, name: update(f"{done}/{total}  {name}")  # noqa: E731
            result = make_files(manifest, open_executor, progress, _print_fonts if shows_fonts else lambda _: None)
    manifest.remove_leftovers()
    return result


@contextmanager
def explaining_unavailable() -> Iterator[None]:
    """End the command as wrong usage where its executor can't run jobs."""
    from jiangyi.build import executors

    try:
        yield
    except executors.ExecutorUnavailable as error:
        exit_wrong_usage(*(words.localize() for words in error.messages))


def _print_fonts(assignments: "FontAssignments") -> None:
    """A line for each language: the font of each role."""
    from jiangyi.theme import FONT_ROLES

    lines: dict[str, None] = {}
    for (_, lang), roles in assignments.items():
        parts = [f"{FONT_ROLES[one.role].localize()} {face.family}" for one in roles if (face := one.face or one.fallback)]
        lines |= {f"{localize('fonts', '字体')} {lang}  " + " · ".join(parts): None} if parts else {}
    for line in lines:
        echo(colorize(line, dim=True))
