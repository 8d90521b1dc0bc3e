"""Handouts written in YAML."""

from jiangyi.core import Report, Source, read_yaml
from jiangyi.model import Manuscript
from jiangyi.readers.validation import manuscript


def read(source: Source, report: Report) -> Manuscript | None:
    """A YAML file as a handout."""
    located = read_yaml(source, report)
    return manuscript(located, source, report) if located else None
