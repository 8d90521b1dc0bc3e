"""The border of a job: an exception of the engine or of a library becomes a diagnostic, so that only this handout is not made.

The place is that of the block that was being typeset: the frames of the traceback hold the boxes and elements that the engine was at
work on, from the outermost to the innermost, and the markup of blocks has their ids.
"""

import sysconfig
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from xml.etree import ElementTree

from jiangyi.core import READ, LimitReached, Message, Report, Span, SystemFailure
from jiangyi.theme import TemplateFault

Locator = Callable[[str], Span | None]
"""Called with the id of an element: the place of its block in the source; None for an element that is no block."""

CAUSES: tuple[tuple[type[Exception], Message], ...] = (
    (RecursionError, Message("something is nested too deeply", "嵌套层数太多")),
    (MemoryError, Message("not enough memory", "内存不足")),
    (OverflowError, Message("a number is too large", "有数值过大")),
    (ZeroDivisionError, Message("a length or number is 0", "有长度或数值为 0")),
)
"""What an exception usually means; others are named as they are."""
FOLDERS = (Path(__file__).parent.parent.parent, Path(sysconfig.get_path("purelib")))
"""What paths of code are given relative to."""


def report_failure(error: Exception, place: Span, locate: Locator, report: Report) -> None:
    """Report an exception that a job raised, at the block that it was at work on, else at `place`.

    An error of the operating system is no fault of the handout, and is reported as what it is.
    """
    if isinstance(error, OSError) and error.errno is not None:
        error = SystemFailure.of(error, READ)
    if isinstance(error, TemplateFault):
        report.extend([error.diagnostic])
        return
    if isinstance(error, SystemFailure):
        report.extend([error.as_diagnostic(place.file)])
        return
    found = next((span for name in _element_ids(error) if (span := locate(name))), place)
    if isinstance(error, LimitReached):
        error.limit.report(report, found)
    else:
        report.add("engine-failed", found, problem=_describe(error))


def _describe(error: Exception) -> Message:
    """What an exception means, with its own words and the place in the code, by which it can be found."""
    cause = next((words for kind, words in CAUSES if isinstance(error, kind)), Message("internal error", "内部错误"))
    where = traceback.extract_tb(error.__traceback__)[-1:]
    inside = "".join(f" ({_short_name(frame.filename)}:{frame.lineno})" for frame in where)
    own = " ".join(f"{type(error).__name__}: {error}".split())[:200] + inside
    return Message(f"{cause.en} – {own}", f"{cause.zh}（{own}）")


def _short_name(file: str) -> str:
    path = Path(file)
    return next((path.relative_to(folder).as_posix() for folder in FOLDERS if path.is_relative_to(folder)), path.name)


def _element_ids(error: Exception) -> Iterator[str]:
    """The ids of the elements that the frames of a traceback are at work on, innermost frame first."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    for frame in reversed(frames):
        yield from _frame_ids(frame)


def _frame_ids(frame: FrameType) -> Iterator[str]:
    for value in tuple(frame.f_locals.values()):
        element = _element_of(value)
        name = element.get("id") if element is not None else None
        if name:
            yield name


def _element_of(value: Any) -> "ElementTree.Element | None":
    """The element that a local variable is, or that it is the box of."""
    if not isinstance(value, ElementTree.Element) and type(value).__module__.startswith("weasyprint"):
        value = getattr(value, "element", None)
    return value if isinstance(value, ElementTree.Element) else None
