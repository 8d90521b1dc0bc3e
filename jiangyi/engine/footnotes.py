"""Pass footnotes that cannot be on a page on to the next one without laying the others out again.

A page has room for some forty notes of one line. Once one has been passed on, the following ones are too, so that the area of the notes
stays as it is; the engine lays it out twice for each.
"""

from typing import Any

from weasyprint.layout import LayoutContext

_layout_footnote, _report_footnote = LayoutContext.layout_footnote, LayoutContext.report_footnote
PASSED_ON = "jiangyi_passed_on"
"""The attribute of a context that holds the note which is about to be passed on."""


def layout_footnote(context: Any, footnote: Any) -> bool:
    """Add a note to a page; True if it does not fit. Replaces `LayoutContext.layout_footnote`."""
    if not context.reported_footnotes:
        return bool(_layout_footnote(context, footnote))
    context.footnotes.remove(footnote)
    context.current_page_footnotes.append(footnote)
    setattr(context, PASSED_ON, footnote)
    return True


def report_footnote(context: Any, footnote: Any) -> None:
    """Move a note to the next page. Replaces `LayoutContext.report_footnote`."""
    if getattr(context, PASSED_ON, None) is not footnote:
        _report_footnote(context, footnote)
        return
    setattr(context, PASSED_ON, None)
    context.current_page_footnotes.remove(footnote)
    context.reported_footnotes.append(footnote)
