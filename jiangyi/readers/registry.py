"""From text to the model: one file a format, chosen by the suffix of the source and loaded when one is read."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

from jiangyi.core import Report, timed

if TYPE_CHECKING:
    from jiangyi.core import Source
    from jiangyi.model import Manuscript

READERS = {".yaml": "yaml", ".yml": "yaml", ".md": "markdown", ".markdown": "markdown"}
"""The file of each reader by the suffixes it takes."""


@timed("reading")
def read(source: "Source", report: Report) -> "Manuscript | None":
    """A handout out of its source, or None where the report says why not."""
    reader = import_module(f"jiangyi.readers.{READERS[source.path.suffix.lower()]}")
    return cast("Manuscript | None", reader.read(source, report))
