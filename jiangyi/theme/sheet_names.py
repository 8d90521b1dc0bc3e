"""Which files in styles/ are used: by their names, as `load_theme` puts them together."""

SINGLE = frozenset({"tokens.css", "print.css", "front.css", "epub.css", "formulas.epub.css", "cover.css", "web.css"})
"""Stylesheets of every handout."""
BLOCKS, WEB = "blocks/", "web/"
"""The folders of which every handout uses all stylesheets; the second are for pages on the web."""
OPTIONAL = ("themes/", "papers/")
"""Folders of which a handout uses one stylesheet or none."""
EPUB_SUFFIX, WEB_SUFFIX = ".epub.css", ".web.css"
"""The suffixes of stylesheets beside a common one, whose rules are for e-books only, and for pages on the web only."""
APART = ("studio/", "share/")
"""The folders of the stylesheets of the live preview and of a share's web pages, which have properties of their own."""


def is_always_used(name: str) -> bool:
    """True for a stylesheet that every handout uses, or a folder of them, by its path in styles/; the empty path is styles/ itself."""
    return name in SINGLE or f"{name}/".startswith((BLOCKS, WEB)) or not name


def is_used(name: str) -> bool:
    """True for a stylesheet that some handout may use."""
    return is_always_used(name) or name.startswith(OPTIONAL)


def is_for_ereaders(name: str) -> bool:
    """True for a stylesheet whose rules are in EPUBs alone."""
    return name == "epub.css" or name.endswith(EPUB_SUFFIX)
