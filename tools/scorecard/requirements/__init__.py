"""The requirements by subject, in the order of CLREQ's sections."""

from tools.scorecard.requirements import between_lines, line_ends, mixed, paragraphs, punctuation

REQUIREMENTS = tuple(
    sorted(
        (*punctuation.REQUIREMENTS, *line_ends.REQUIREMENTS, *mixed.REQUIREMENTS, *between_lines.REQUIREMENTS, *paragraphs.REQUIREMENTS),
        key=lambda one: [int(part) if part.isdigit() else 99 for part in one.section.split(".")],
    )
)
