"""From pages to files: one file a format, each with its name, suffix, target and write(page, report)."""

from collections.abc import Callable
from dataclasses import dataclass

from jiangyi.diagnostics import Report
from jiangyi.html import Target
from jiangyi.render import Page
from jiangyi.writers import epub, pdf
from jiangyi.writers.written import Written


@dataclass(frozen=True)
class Writer:
    """A format that can be written."""

    name: str
    suffix: str
    target: Target
    version: Callable[[], str]
    """What else than the page enters the bytes: the versions of the libraries."""
    write: Callable[[Page, Report], Written]


WRITERS = {module.NAME: Writer(module.NAME, module.SUFFIX, module.TARGET, module.version, module.write) for module in (pdf, epub)}
"""Every writer by its name; print first, since the others tell its page numbers."""
