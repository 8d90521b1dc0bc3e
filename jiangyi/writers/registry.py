"""The registry of writers: the built-in ones and those of the active plug-ins."""

from importlib import import_module
from typing import TYPE_CHECKING

from jiangyi.core import Message, Report, Span, active_extensions, phase, report_plugin_errors
from jiangyi.writers.api import LayoutWriter, WriteContext, Writer, Written

if TYPE_CHECKING:
    from jiangyi.pagination import Pagination
    from jiangyi.theme import Target

BUILT_IN = (
    ("pdf.pdf_writer", "PdfWriter"),
    ("epub.epub_writer", "EpubWriter"),
    ("html.html_writer", "HtmlWriter"),
    ("txt", "PlainTextWriter"),
    ("card", "CardWriter"),
    ("epub.cover_writer", "CoverWriter"),
)
"""The module of each writer in this package and its class, in the order in which files are listed."""

KIND = Message("writer", "输出格式")


def available_writers() -> dict[str, Writer]:
    """Every writer by its name, those of plug-ins last; a plug-in can't replace a built-in writer."""
    built_in: list[Writer] = [getattr(import_module(f"jiangyi.writers.{module}"), name)() for module, name in BUILT_IN]
    known = {writer.name: writer for writer in built_in}
    return known | {writer.name: writer for writer in active_extensions().writers if writer.name not in known}


def list_offered_writers() -> dict[str, Writer]:
    """The writers that a user can ask for, by name."""
    return {name: writer for name, writer in available_writers().items() if writer.is_offered}


def default_formats() -> tuple[str, ...]:
    """The names of the writers that are used where none is named."""
    return tuple(name for name, writer in available_writers().items() if writer.default)


def layout_writer() -> LayoutWriter:
    """The writer whose page numbers the other formats refer to."""
    return next(writer for writer in available_writers().values() if isinstance(writer, LayoutWriter))


def writer_for(target: "Target") -> Writer:
    """The first writer that is made from the markup of a target."""
    return next(writer for writer in available_writers().values() if writer.target is target)


def write_file(writer: Writer, context: WriteContext, report: Report) -> Written:
    """Run a writer; its time counts for a phase of its own. One of a plug-in that fails is reported, and its file is empty."""
    with phase(writer.name):
        if writer not in active_extensions().writers:
            return writer.write(context, report)
        with report_plugin_errors(KIND, writer.name, Span(""), report):
            return writer.write(context, report)
    return Written(b"")


def paginate_file(writer: LayoutWriter, context: WriteContext, report: Report) -> "Pagination":
    """The pagination of a file that is not written; its time counts for the writer's phase."""
    with phase(writer.name):
        return writer.paginate(context, report)
