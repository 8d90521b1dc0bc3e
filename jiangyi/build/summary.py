"""The report of a finished build as lines of plain text; a table of thousands of rows takes no time."""

import os
import string
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import jiangyi
from jiangyi.build.result import Artifact
from jiangyi.core import PHASES, Diagnostic, Message, PhaseClock, align_columns, localize, timing
from jiangyi.writers import available_writers

LOOKUPS: Mapping[str, Message] = MappingProxyType(
    {
        "handout": Message("facts about handouts", "讲义的信息"),
        "file": Message("files", "文件"),
        "part": Message("parts of files", "文件的部分"),
        "print markup": Message("chapters for print", "印刷用的章节标记"),
        "EPUB markup": Message("chapters for EPUB", "EPUB 的章节标记"),
        "page marks": Message("page numbers in chapters", "章节中的页码标记"),
        "font stacks": Message("lists of fonts", "字体列表"),
        "font roles": Message("font roles", "字体用途"),
        "properties of stylesheets": Message("properties of stylesheets", "样式表的属性"),
        "stylesheets without variables": Message("resolved stylesheets", "展开的样式表"),
        "pinyin": Message("pinyin", "拼音"),
        "image": Message("images", "图片"),
        "comparison": Message("comparisons of handouts", "讲义之间的比较"),
        "formulas": Message("formulas", "公式"),
        "font coverage": Message("characters of fonts", "字体所含的字符"),
        "handout indexes": Message("labels and references", "标签与引用"),
        "indexes of handouts": Message("entries of indexes and lists", "索引与目录的条目"),
        "editions of handouts": Message("editions of handouts", "讲义的各个版本"),
        "fitted images": Message("fitted images", "调整大小的图片"),
    }
)
"""The names of what caches hold, by the kind that their lookups are counted under."""
LETTERS = string.ascii_lowercase
"""One for each phase, in the timeline of `--profile`."""
COLUMNS = 80
"""Of the timeline."""
LEAST_SECONDS = 0.005
"""Phases that take less are not listed."""


def format_artifacts(artifacts: Iterable[Artifact]) -> Iterator[str]:
    """A table of the files: name, pages, size, seconds."""
    fresh, here = localize("up to date", "已是最新"), f"{os.getcwd()}{os.sep}"  # noqa: PTH109
    rows = [
        (
            str(artifact.path).removeprefix(here),
            str(artifact.pages or ""),
            f"{artifact.size / 1024:,.0f} KB",
            fresh if artifact.is_fresh else f"{artifact.seconds:.2f}",
        )
        for artifact in artifacts
    ]
    if rows:
        yield from align_columns(
            [(localize("file", "文件"), localize("pages", "页"), localize("size", "大小"), localize("seconds", "秒")), *rows]
        )


def format_left_out(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """A line for each collected book that was not made, or without some handouts."""
    yield from (str(diagnostic.message) for diagnostic in diagnostics if diagnostic.code in ("book-not-made", "book-incomplete"))


def format_reasons(artifacts: Iterable[Artifact]) -> Iterator[str]:
    """A line for each file that was made, with the reason."""
    for artifact in artifacts:
        if artifact.reason:
            yield f"{display_path(artifact.path)}: {artifact.reason.localize()}"


def format_profile(clock: PhaseClock) -> Iterator[str]:
    """The seconds and share of each phase in all processes together, the lookups of caches, what each process did when, the time."""
    clock.update()
    whole, elapsed = clock.sum_seconds(), timing.seconds_since_start()
    timing.stop_clock()
    labels = {**PHASES, **{name: writer.label for name, writer in available_writers().items()}}
    seconds = {name: whole.get(name, 0.0) for name in labels if whole.get(name, 0.0) >= LEAST_SECONDS}
    total, letters = sum(whole.values()), dict(zip(seconds, LETTERS, strict=False))
    rows = [(f"{letters[name]} {labels[name].localize()}", f"{value:.2f}", f"{value / total:.0%}") for name, value in seconds.items()]
    yield from align_columns([(localize("phase (all processes)", "阶段（各进程合计）"), localize("seconds", "秒"), ""), *rows])
    found = [
        (LOOKUPS[kind].localize() if kind in LOOKUPS else kind, str(hits), str(misses))
        for kind, (hits, misses) in sorted(clock.sum_lookups().items())
    ]
    if found:
        yield from align_columns([(localize("cache", "缓存"), localize("hits", "命中"), localize("misses", "未命中")), *found])
    yield from align_columns(list(_draw_timeline(clock, letters, elapsed)), left=True)
    yield localize("{seconds} s elapsed", "实际用时 {seconds} 秒", seconds=f"{elapsed:.2f}")


def _draw_timeline(clock: PhaseClock, letters: Mapping[str, str], elapsed: float) -> Iterator[tuple[str, str]]:
    """A row for each process: of each slice of the elapsed time, the letter of the phase that took most of it."""
    processes: dict[int, list[timing.Interval]] = {}
    for one in sorted([clock.measurement(), *clock.others.values()], key=lambda one: one.intervals[0].begin):
        processes.setdefault(one.process, []).extend(one.intervals)
    slice_length = elapsed / COLUMNS
    for number, intervals in enumerate(processes.values(), 1):
        slices = [dict.fromkeys(letters, 0.0) for _ in range(COLUMNS)]
        for name, begin, end in intervals:
            first, last = (min(max((moment - jiangyi.BEGAN) / slice_length, 0), COLUMNS - 1) for moment in (begin, end))
            for place in range(int(first), int(last) + 1):
                covered = min(end - jiangyi.BEGAN, (place + 1) * slice_length) - max(begin - jiangyi.BEGAN, place * slice_length)
                slices[place][name] = slices[place].get(name, 0.0) + max(covered, 0.0)
        cells = (max(one, key=one.__getitem__) if sum(one.values()) > slice_length / 2 else "" for one in slices)
        yield localize("process {number}", "进程 {number}", number=number), "".join(letters.get(name, "·") for name in cells)


def display_path(path: Path) -> str:
    """A path relative to the current folder where it is in it."""
    here = f"{os.getcwd()}{os.sep}"  # noqa: PTH109 - called for thousands of files
    return str(path).removeprefix(here)
