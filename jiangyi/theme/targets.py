"""The targets that markup is rendered for."""

from typing import Final, Literal

Target = Literal["print", "epub"]
"""A target has templates, a stylesheet and markup of its own; several writers may share one."""
PRINT: Final = "print"
EPUB: Final = "epub"
