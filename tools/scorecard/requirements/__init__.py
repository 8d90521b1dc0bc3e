"""The requirements by subject, in the order of CLREQ's sections."""

from itertools import chain

from tools.scorecard.requirements import between_lines, columns, line_ends, mixed, pages, paragraphs, punctuation

REQUIREMENTS = tuple(
    sorted(
        chain.from_iterable(module.REQUIREMENTS for module in (punctuation, line_ends, mixed, between_lines, paragraphs, pages, columns)),
        key=lambda one: [int(part) if part.isdigit() else 99 for part in one.section.split(".")],
    )
)
