"""Which files in styles/ are used: by their names, as `load_theme` puts them together."""

SINGLE = frozenset({"tokens.css", "print.css", "front.css", "epub.css", "formulas.epub.css", "cover.css"})
"""Stylesheets of every handout."""
BLOCKS = "blocks/"
"""The folder of which every handout uses all stylesheets."""
OPTIONAL = ("themes/", "papers/")
"""Folders of which a handout uses one stylesheet or none."""
TARGET_SUFFIX = ".epub.css"
"""The suffix of a stylesheet beside a common one, whose rules are for e-books only."""
PREVIEW = "preview/"
"""The folder of the live preview's stylesheets, which have properties of their own."""


def is_always_used(name: str) -> bool:
    """True for a stylesheet that every handout uses, or a folder of them, by its path in styles/; the empty path is styles/ itself."""
    return name in SINGLE or f"{name}/".startswith(BLOCKS) or not name


def is_used(name: str) -> bool:
    """True for a stylesheet that some handout may use."""
    return is_always_used(name) or name.startswith(OPTIONAL)


def is_for_ereaders(name: str) -> bool:
    """True for a stylesheet whose rules are in EPUBs alone."""
    return name == "epub.css" or name.endswith(TARGET_SUFFIX)
