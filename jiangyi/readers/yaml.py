"""Handouts written in YAML."""

from jiangyi.core import Report, Source, parse_yaml
from jiangyi.model import Manuscript
from jiangyi.readers.validation import build_manuscript


def read(source: Source, report: Report) -> Manuscript | None:
    """A YAML file as a handout."""
    located = parse_yaml(source, report)
    return build_manuscript(located, source, report) if located else None
