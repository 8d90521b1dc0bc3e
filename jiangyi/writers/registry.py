"""From pages to files: one file a format, loaded when it is first needed, so that what only asks for their names stays quick."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from jiangyi.core import Report, phase

if TYPE_CHECKING:
    from jiangyi.pagination import Pagination
    from jiangyi.render import Page
    from jiangyi.theme import Target
    from jiangyi.writers.api import PartCache, Written


@dataclass(frozen=True)
class Writer:
    """A format that can be written; the file of its name has write(page, report)."""

    name: str
    target: "Target"
    libraries: tuple[str, ...]
    """Those whose versions enter the bytes."""

    @property
    def suffix(self) -> str:
        """The ending of its files."""
        return f".{self.name}"

    def version(self) -> str:
        """What else than the page enters the bytes."""
        from importlib.metadata import version

        return " ".join(f"{name}={version(name)}" for name in self.libraries)

    def write(self, page: "Page", report: Report, keep: "PartCache") -> "Written":
        """The bytes of a file, and where its pages begin if it has pages of its own."""
        with phase("start"):
            module = import_module(f"jiangyi.writers.{self.name}.{self.name}_writer")
        with phase(self.name):
            return cast("Written", module.write(page, report, keep))

    def paginated(self, page: "Page", report: Report, keep: "PartCache") -> "Pagination":
        """Where the pages of a file begin, without the file, of a format that has pages."""
        with phase("start"):
            module = import_module(f"jiangyi.writers.{self.name}.{self.name}_writer")
        with phase(self.name):
            return cast("Pagination", module.paginated(page, report, keep))


WRITERS = {
    writer.name: writer
    for writer in (
        Writer("pdf", "print", ("weasyprint", "pydyf", "fonttools", "tinycss2", "pillow")),
        Writer("epub", "epub", ("ebooklib", "lxml", "weasyprint", "pypdfium2", "pillow", "pypinyin", "fonttools")),
    )
}
"""Every writer by its name; print first, since the others tell its page numbers."""
