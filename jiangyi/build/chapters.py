"""The handouts of a collected book must be different ones: links, references and files of an e-book go by their ids."""

from collections.abc import Mapping
from pathlib import Path

from jiangyi.core import Report, Span
from jiangyi.model import to_anchor
from jiangyi.project import Project

REPEATED = "handout-repeated"


def find_chapters(project: Project, report: Report) -> Mapping[Path, Span] | None:
    """The handouts of the collected book, with the places where book.yaml names them; None where it names one twice."""
    own = Report()
    found = project.locate_chapters(own)
    report.extend(own.diagnostics)
    return None if any(one.code == REPEATED for one in own.diagnostics) else found


def have_different_ids(ids: Mapping[Path, str], places: Mapping[Path, Span], report: Report) -> bool:
    """True if handouts have different ids; of those that have not, the later ones are reported at their places."""
    owners: dict[str, Path] = {}
    repeated = [(path, other) for path, name in ids.items() if (other := owners.setdefault(to_anchor(name), path)) != path]
    for path, other in repeated:
        report.add(REPEATED, places[path], name=path.name, other=f"{places[other]}")
    return not repeated
