"""The report of a finished build as lines of plain text; a table of thousands of rows takes no time."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from jiangyi.build.result import Artifact
from jiangyi.core import PHASES, PhaseClock, display_width, localize, timing
from jiangyi.writers import available_writers


def format_artifacts(artifacts: Iterable[Artifact]) -> Iterator[str]:
    """A table of the files: name, pages, size, seconds."""
    rows = [
        (
            display_path(artifact.path),
            str(artifact.pages or ""),
            f"{artifact.size / 1024:,.0f} KB",
            localize("up to date", "已是最新") if artifact.is_fresh else f"{artifact.seconds:.2f}",
        )
        for artifact in artifacts
    ]
    if rows:
        yield from align_columns(
            [(localize("file", "文件"), localize("pages", "页"), localize("size", "大小"), localize("seconds", "秒")), *rows]
        )


def format_reasons(artifacts: Iterable[Artifact]) -> Iterator[str]:
    """A line for each file that was made, with the reason."""
    for artifact in artifacts:
        if artifact.reason:
            yield f"{display_path(artifact.path)}: {artifact.reason.localize()}"


def format_profile(clock: PhaseClock) -> Iterator[str]:
    """A table of the seconds of each phase in all processes together, and its share; then the elapsed time."""
    clock.update()
    timing.stop_clock()
    whole = sum(clock.seconds.values())
    labels = {**PHASES, **{name: writer.label for name, writer in available_writers().items()}}
    seconds = {name: clock.seconds.get(name, 0.0) for name in labels}
    rows = [(labels[name].localize(), f"{value:.2f}", f"{value / whole:.0%}") for name, value in seconds.items() if value >= 0.005]
    yield from align_columns([(localize("phase (all processes)", "阶段（各进程合计）"), localize("seconds", "秒"), ""), *rows])
    yield localize("{seconds} s elapsed", "实际用时 {seconds} 秒", seconds=f"{timing.seconds_since_start():.2f}")


def align_columns(rows: Sequence[Sequence[str]], *, left: bool = False) -> Iterator[str]:
    """Lines of rows as columns, the first one flush left and the others flush right unless `left`; Han characters are two cells wide."""
    widths = [[display_width(cell) for cell in column] for column in zip(*rows, strict=True)]
    padding = [[" " * (max(column) - cell) for cell in column] for column in widths]
    for number, (name, *cells) in enumerate(rows):
        blanks = [column[number] for column in padding]
        padded = (cell + blank if left else blank + cell for cell, blank in zip(cells, blanks[1:], strict=True))
        yield "  ".join((name + blanks[0], *padded))


def display_path(path: Path) -> str:
    """A path relative to the current folder where it is in it."""
    here = f"{os.getcwd()}{os.sep}"  # noqa: PTH109 - called for thousands of files
    return str(path).removeprefix(here)
