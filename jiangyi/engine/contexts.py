"""The contexts that a document is laid out and drawn in, with all patches of the engine that belong there."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from jiangyi.core import Report, Session, Span, active_session, gc_tuning
from jiangyi.engine.patch_table import DRAWING_PATCHES, LAYOUT_PATCHES, LINE_LAYOUT, TABLES
from jiangyi.engine.patches import apply_patches, is_applicable


@contextmanager
def patched_layout(report: Report | None = None, span: Span | None = None) -> Iterator[bool]:
    """Lay out documents inside the `with` block with our lines and caches; the value is whether lines are ours.

    The caches belong to the active session; without one they last as long as the block. Features whose patches don't match the
    installed libraries are reported as `engine-unknown`.
    """
    session = nullcontext() if active_session() else Session().activate()
    with gc_tuning.paused(), session, apply_patches(*LAYOUT_PATCHES, report=report, span=span) as applied:
        yield LINE_LAYOUT in applied


@contextmanager
def patched_drawing(report: Report | None = None, span: Span | None = None) -> Iterator[None]:
    """Draw or write laid-out documents inside the `with` block, quickly."""
    with gc_tuning.paused(), apply_patches(*DRAWING_PATCHES, report=report, span=span):
        yield


def can_continue_tables() -> bool:
    """True if a line of a table's head can be left out on the page on which the table begins."""
    return is_applicable(TABLES)
