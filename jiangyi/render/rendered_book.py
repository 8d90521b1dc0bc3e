"""The result of rendering, which writers receive: the markup of a book for one target, with its stylesheet, images and metadata."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from jiangyi.model import ImageFile
from jiangyi.render.metadata import Metadata

FRAME_FILE, FRONT_FILE, BACK_FILE, OUTSIDE_FILE = "frame.html", "front.html", "behind.html", "outside.html"
"""Parts of a printed book that are not handouts: the frame without any content, front matter, back matter and back cover."""

COVER_MARKUP = "cover.html"
"""What the cover image of an EPUB is drawn from; it is not packaged."""
COVER_FILE, CONTENTS_FILE, NAVIGATION_FILE, NCX_FILE = "cover.xhtml", "toc.xhtml", "nav.xhtml", "toc.ncx"
"""The documents of an EPUB that have no text of a handout."""

PAGE_FILE = "page.html"
"""The HTML edition."""


@dataclass(frozen=True)
class MarkupFile:
    """One file of markup."""

    name: str
    html: str
    properties: tuple[str, ...] = ()
    """Of its item in the manifest of an EPUB (EPUB 3.3 §5.5.2)."""
    is_parsed: bool = False
    """True if it was parsed as XML after it was rendered, so that it is well-formed."""


@dataclass(frozen=True)
class RenderedBook:
    """The markup of a book for one target, and everything else that a writer needs for it."""

    documents: tuple[MarkupFile, ...]
    css: str
    images: tuple[ImageFile, ...]
    metadata: Metadata
    differing_blocks: tuple[str, ...] = ()
    """The ids of blocks whose text differs between print and EPUB, so that no page mark can be placed in them."""
    image_size: int = 0
    """For e-readers, the longest side of an image in px; 0 leaves images as they are."""
    font_stacks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The font families of each role, where the fonts are to be embedded in the EPUB."""
    companion_ids: tuple[str, ...] = ()
    """The ids whose printed page is referred to from the companion file."""
    listed_levels: int = 0
    """The levels of the printed table of contents, where there are more than it lists; else 0."""
    formula_css: str = ""
    """The stylesheet of the documents of an EPUB that have MathML."""
    cover_css: str = ""
    """The stylesheet of the page that the cover image of an EPUB is drawn from."""
    cover_images: tuple[ImageFile, ...] = ()
    """The images on that page, which are not packaged."""

    @cached_property
    def digest(self) -> str:
        """A digest of everything that is written into the file."""
        names = [image.name for image in (*self.images, *self.cover_images)]
        others = (self.metadata, names, self.differing_blocks, self.image_size, self.font_stacks, self.companion_ids)
        pieces = chain(
            (repr(others), self.css, self.formula_css, self.cover_css), chain.from_iterable((one.name, one.html) for one in self.documents)
        )
        whole = hashlib.sha256()
        for piece in pieces:
            data = piece.encode(errors="surrogatepass")
            whole.update(b"%d\n%s" % (len(data), data))
        return whole.hexdigest()
