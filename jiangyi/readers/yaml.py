"""Handouts written in YAML."""

from jiangyi.diagnostics import Report
from jiangyi.model import Manuscript
from jiangyi.readers.validate import manuscript
from jiangyi.source import Source, read_yaml


def read(source: Source, report: Report) -> Manuscript | None:
    """A YAML file as a handout."""
    located = read_yaml(source, report)
    return manuscript(located, source, report) if located else None
