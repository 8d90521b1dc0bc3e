"""Call the code of plug-ins so that its mistakes become diagnostics."""

from collections.abc import Iterator
from contextlib import contextmanager

from jiangyi.core.diagnostics import Report, Span
from jiangyi.core.i18n import Message


@contextmanager
def report_plugin_errors(kind: Message, name: str, span: Span, report: Report) -> Iterator[None]:
    """Report an exception that is raised in the block; `kind` and `name` say what part of a plug-in was called."""
    try:
        yield
    except Exception as error:
        problem = " ".join(f"{type(error).__name__}: {error}".split())
        report.add("plugin-failed", span, kind=kind, name=name, problem=problem)
