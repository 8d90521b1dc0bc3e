"""The names of output files: no two files may have the same one, on any system."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jiangyi.core import Report, Span, find_stored_problem, fold_name, show_name
from jiangyi.project import Project
from jiangyi.writers import available_writers, layout_writer

if TYPE_CHECKING:  # what makes books needs templates
    from jiangyi.build.request import BuildRequest
    from jiangyi.build.volumes import Job


class OutputNames:
    """The names that are taken, each by a file of content; names that are one file on some system are one name."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._owners: dict[str, str] = {}

    def is_free(self, name: str) -> bool:
        """True for a name that an output file can have."""
        return find_stored_problem(name) is None and fold_name(name) not in self._owners

    def claim(self, name: str, suffix: str, place: Span) -> bool:
        """Take a name for the output of the file at a place; False, with a diagnostic there, where it is not free."""
        whole = name + suffix
        problem, other = find_stored_problem(whole), self._owners.get(fold_name(whole))
        if problem:
            self._report.add("file-name", place, name=show_name(whole), problem=problem)
        elif other is not None:
            self._report.add("output-clash", place, name=show_name(name), other=show_name(other))
        else:
            self._owners[fold_name(whole)] = place.file
        return problem is None and other is None


def check_output_names(project: Project, paths: Iterable[Path], report: Report, *, with_book: bool = True) -> None:
    """Report the handouts, and the collected book, of which an earlier one has the name of the output files."""
    names = OutputNames(report)
    for path in paths:
        names.claim(path.stem, "", Span(project.workspace.name(path)))
    if with_book and project.settings and project.located:
        names.claim(project.settings.output, "", project.located.value_span(("output",)))


def without_output_clashes(
    jobs: Iterable[tuple[Span, "Job"]], request: "BuildRequest", has_booklet: Callable[["Job"], bool], report: Report
) -> list["Job"]:
    """The jobs that no earlier one has a file in common with; the others are reported at their places.

    `has_booklet` tells whether a job also makes an answer booklet, for which its handout must be read.
    """
    names, suffixes = OutputNames(report), list_suffixes(request)
    made = [(place, job) for place, job in jobs if all(names.claim(job.path.name, suffix, place) for suffix in suffixes)]
    return [job for place, job in made if _claim_booklet(job, place, names, suffixes, has_booklet)]


def _claim_booklet(job: "Job", place: Span, names: OutputNames, suffixes: Sequence[str], has_booklet: Callable[["Job"], bool]) -> bool:
    """True if the booklet of a job has names of its own, or there is none. Booklets of two jobs cannot have the same."""
    if job.key is None or job.key == job.path:
        return True
    name = job.key.name
    clashing = [suffix for suffix in suffixes if not names.is_free(name + suffix)]
    return not clashing or not has_booklet(job) or names.claim(name, clashing[0], place)


def list_suffixes(request: "BuildRequest") -> list[str]:
    """What is appended to the name of a book's files: the suffix of each format, and that of its sheets."""
    writers = [writer for writer in available_writers().values() if writer.name in request.formats]
    sheets = request.imposition.file_suffix
    return [
        *(writer.suffix for writer in writers),
        *(f".{sheets}{writer.suffix}" for writer in writers if sheets and writer.name == layout_writer().name),
    ]
