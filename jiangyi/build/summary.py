"""What a build has to tell when it is done, as lines of plain text: thousands of rows are told in no time."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from jiangyi.build.result import Artifact
from jiangyi.core import PHASES, Clock, say, timing, width
from jiangyi.writers import known_writers


def format_artifacts(artifacts: Iterable[Artifact]) -> Iterator[str]:
    """What was made: file, pages, size, seconds."""
    rows = [
        (
            display_path(made.path),
            str(made.pages or ""),
            f"{made.size / 1024:,.0f} KB",
            say("up to date", "未变") if made.is_fresh else f"{made.seconds:.2f}",
        )
        for made in artifacts
    ]
    if rows:
        yield from align_columns([(say("file", "文件"), say("pages", "页"), say("size", "大小"), say("seconds", "秒")), *rows])


def format_reasons(artifacts: Iterable[Artifact]) -> Iterator[str]:
    """For each file that was made, why."""
    for made in artifacts:
        if made.reason:
            yield f"{display_path(made.path)}: {made.reason.say()}"


def format_profile(clock: Clock) -> Iterator[str]:
    """Where the time went: the seconds of each phase in all processes together, and the share that is of them."""
    clock.turn()
    timing.switch_off()
    whole = sum(clock.seconds.values())
    labels = {**PHASES, **{name: writer.label for name, writer in known_writers().items()}}
    seconds = {name: clock.seconds.get(name, 0.0) for name in labels}
    rows = [(labels[name].say(), f"{value:.2f}", f"{value / whole:.0%}") for name, value in seconds.items() if value >= 0.005]
    yield from align_columns([(say("time in all processes", "各进程用时合计"), say("seconds", "秒"), ""), *rows])
    yield say("{seconds} s by the clock", "实际经过 {seconds} 秒", seconds=f"{timing.elapsed():.2f}")


def align_columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows set as columns, the first one flush left and the others flush right; Han characters are two columns of a terminal wide."""
    wide = [[width(cell) for cell in column] for column in zip(*rows, strict=True)]
    first, *others = [[widest - cell for cell in column] for column in wide for widest in [max(column)]]
    for number, (name, *cells) in enumerate(rows):
        line = name + " " * first[number]
        yield line + "".join("  " + " " * blank[number] + cell for blank, cell in zip(others, cells, strict=True))


def display_path(path: Path) -> str:
    """A file as seen from here."""
    here = f"{os.getcwd()}{os.sep}"  # noqa: PTH109 - thousands are asked for
    return str(path).removeprefix(here)
