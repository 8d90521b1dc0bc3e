"""Translate the lines of a note into the Markdown of handouts, line by line, before blocks are parsed."""

import re

from jiangyi.readers.dialect.callouts import CalloutConverter
from jiangyi.readers.dialect.indented_text import dedent_text
from jiangyi.readers.dialect.line_rules import rewrite_lines
from jiangyi.readers.dialect.lines import ConversionLog, NumberedLine
from jiangyi.readers.dialect.typed_lines import rewrite_typed_lines
from jiangyi.readers.dialect.typed_tables import rewrite_tables

BOXES = re.compile(r"^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:>|!!!|\?\?\?|[:：]{2}|===[!+]? |\{:)", re.MULTILINE)
"""Lines that may begin a callout; most notes have none."""


def translate_lines(text: str, log: ConversionLog) -> list[NumberedLine]:
    """The lines with the numbers, from 0, of the lines that they come from."""
    typed = rewrite_typed_lines(list(enumerate(text.split("\n"))), log)
    lines = rewrite_tables(rewrite_lines(typed, log), log)
    if BOXES.search(text):
        lines = CalloutConverter(lambda words, _: words, log, keeps_misspelt=True).convert_lines(lines)
    return dedent_text(lines, log)
