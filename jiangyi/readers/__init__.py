"""From text to the model: one file a format, chosen by the suffix of the source and loaded when one is read."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

from jiangyi.diagnostics import Report
from jiangyi.profile import timed

if TYPE_CHECKING:
    from jiangyi.model import Manuscript
    from jiangyi.source import Source

READERS = {".yaml": "yaml", ".yml": "yaml", ".md": "markdown", ".markdown": "markdown"}
"""The file of each reader by the suffixes it takes."""


@timed("reading")
def read(source: "Source", report: Report) -> "Manuscript | None":
    """A handout out of its source, or None where the report says why not."""
    reader = import_module(f"{__name__}.{READERS[source.path.suffix.lower()]}")
    return cast("Manuscript | None", reader.read(source, report))
