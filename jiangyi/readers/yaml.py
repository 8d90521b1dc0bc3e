"""The YAML reader."""

from jiangyi.core import Report, Source, parse_yaml
from jiangyi.model import Handout, Manuscript, holds_mapping
from jiangyi.readers.questions.located_blocks import recognize_located
from jiangyi.readers.syntax.full_width import find_full_width_in_yaml, read_half_width
from jiangyi.readers.validation.field_names import translate_names
from jiangyi.readers.validation.manuscript import build_manuscript


def read_yaml(source: Source, report: Report) -> Manuscript | None:
    """Read a YAML file; None with a diagnostic where it is no handout at all."""
    source = read_half_width(source, find_full_width_in_yaml(source.text), report)
    located = parse_yaml(source, report, holds_mapping)
    if located is None:
        return None
    named = translate_names(Handout, located, report)
    return build_manuscript(recognize_located(named, source, report), source, report)
