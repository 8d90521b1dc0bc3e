"""Drop the rest of a float that was laid out at the end of a page and then moved to the next one as a whole.

The engine notes what is left of each float that goes on (an answer over its lines, for one). If the block around it is then pushed to the
next page, it does not always forget that note, and prints the rest on top of the text there.
"""

from typing import Any

from weasyprint.layout import page as pages

from jiangyi.engine.page_centring import centre_on_page

_make_page = pages.make_page


def make_page(context: Any, root_box: Any, page_type: Any, resume_at: Any, page_number: Any, page_state: Any) -> tuple[Any, Any, Any]:
    """Fill one page; what goes on behind it are only floats that begin on it. Replaces `make_page`."""
    made: tuple[Any, Any, Any] = _make_page(context, root_box, page_type, resume_at, page_number, page_state)
    broken = context.broken_out_of_flow
    if broken:
        floated = {id(box.element) for box in made[0].descendants() if box.is_floated()}
        for box in [box for box in broken if box.is_floated() and id(box.element) not in floated]:
            del broken[box]
    centre_on_page(made[0])  # here, since the engine notes the places of links and titles next
    return made
