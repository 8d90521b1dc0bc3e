"""Cross-references lead somewhere."""

from jiangyi.checks.inlines import inlines
from jiangyi.diagnostics import Report
from jiangyi.inline import Ref
from jiangyi.model import Manuscript, walk
from jiangyi.readers.validate import nearest


def targets_exist(manuscript: Manuscript, report: Report) -> None:
    """Every `[#id]` names a block of the handout."""
    ids = [block.id for block in walk(manuscript.handout)]
    authored = [name for name in ids if not name.startswith("_")]
    for block, item in inlines(manuscript):
        if isinstance(item, Ref) and item.target not in ids:
            place = manuscript.place(block, f"#{item.target}")
            near = nearest(item.target, authored)
            report.add("ref-unresolved", place, target=item.target, near=near, known=", ".join(authored[:20]))
