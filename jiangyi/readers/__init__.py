"""From text to the model: one file a format, chosen by the suffix of the source."""

from collections.abc import Callable

from jiangyi.diagnostics import Report
from jiangyi.model import Manuscript
from jiangyi.readers import markdown, yaml
from jiangyi.source import Source

READERS: dict[str, Callable[[Source, Report], Manuscript | None]] = {
    suffix: reader.read for reader in (yaml, markdown) for suffix in reader.SUFFIXES
}
"""Each reader by the suffixes it takes."""


def read(source: Source, report: Report) -> Manuscript | None:
    """A handout out of its source, or None where the report says why not."""
    return READERS[source.path.suffix.lower()](source, report)
