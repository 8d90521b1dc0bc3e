"""The targets that markup is rendered for."""

from enum import StrEnum

PAGED_MEDIUM = "print"
"""The CSS media type that stylesheets of a paged target are read with, whatever the paper."""


class Target(StrEnum):
    """A kind of markup, with templates and a stylesheet of its own; several writers may share one."""

    PRINT = "print"
    """One document, or one a part, that is laid out in pages."""
    EPUB = "epub"
    """A document a chapter, that flows on any screen."""
    WEB = "web"
    """One document, that browsers show."""

    @property
    def is_paged(self) -> bool:
        """True if the markup is laid out in pages, which then have numbers to refer to."""
        return self is Target.PRINT
