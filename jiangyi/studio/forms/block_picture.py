"""The picture of a block before it is in a handout: typeset as in the handout, and cut out of its page."""

import base64
from dataclasses import replace

import msgspec

from jiangyi.core import Report
from jiangyi.model import make_single_book, walk_blocks
from jiangyi.passes import build_index, select_edition
from jiangyi.project import load_images
from jiangyi.render import render_book
from jiangyi.studio.forms.block_source import read_manuscript
from jiangyi.studio.live.block_places import find_block_places
from jiangyi.studio.live.live_documents import LiveDocuments
from jiangyi.studio.live.page_images import render_page_image
from jiangyi.theme import Target, load_theme
from jiangyi.writers import lay_out

WIDTH = 1200
"""The width of the page in px."""
AROUND = 0.012
"""What is shown above and below the block, as a part of the page's height."""
ANSWER_EDITION = "teacher"
"""The edition in which all of a block is seen."""


class BlockPicture(msgspec.Struct):
    """The image of the page with a block, and where the block is on it, from 0 to 1."""

    image: str
    ratio: float
    """Width of the page by its height."""
    left: float
    top: float
    right: float
    bottom: float
    pages: int
    """On how many pages it is."""


def draw_block(documents: LiveDocuments, name: str, text: str, kind: str) -> BlockPicture | None:
    """The picture of a block, whose source text is given, in the theme of a handout; None where it prints nothing."""
    manuscript = read_manuscript(text, kind)
    if manuscript is None:
        return None
    around = documents.find_manuscript(name)
    head = around.handout if around else manuscript.handout
    own = manuscript.handout
    handout = head.model_copy(
        update={
            "blocks": own.blocks,
            "sections": own.sections,
            "notes": own.notes,
            "cover": "none",
            "indexes": (),
            "contents": 0,
            "strip": ("none",),
        }
    )
    placed = replace(manuscript, source=replace(manuscript.source, name=documents.workspace.name(documents.workspace.content / name)))
    pictures = load_images(placed, documents.workspace, Report())
    book = select_edition(make_single_book(handout, pictures), ANSWER_EDITION)
    layout = lay_out(render_book(book, build_index(book), load_theme(documents.workspace, handout.theme), Target.PRINT), Report())
    if not layout.pages:
        return None
    page = layout.pages[0]
    own_ids = {block.id for block in walk_blocks(own)}
    places = [place for place in find_block_places(layout) if not place.page and place.id.removeprefix(f"{handout.id}.") in own_ids]
    if not places:
        return None
    image = render_page_image(layout.draw(0), 0, WIDTH)
    return BlockPicture(
        f"data:image/jpeg;base64,{base64.b64encode(image).decode()}",
        page.width / page.height,
        max(0, min(place.left for place in places) - AROUND),
        max(0, min(place.top for place in places) - AROUND),
        min(1, max(place.right for place in places) + AROUND),
        min(1, max(place.bottom for place in places) + AROUND),
        len(layout.pages),
    )
