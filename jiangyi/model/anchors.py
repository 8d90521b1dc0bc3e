"""The ids of handouts in markup and in e-books."""

import hashlib
import re

ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
"""A name that is an id as it is. A dot separates the id of a handout from that of a block in it."""
RESERVED = re.compile(
    r"cover|title|nav|back|toc|style|con|prn|aux|nul|(?:com|lpt)[0-9]|answers(?:-.*)?|.*-(?:answer|chosen|lead|ref)", re.IGNORECASE
)
"""Names of files that every EPUB has, of devices of Windows, of keys, and those made of the id of a block."""


def to_anchor(name: str) -> str:
    """Convert a name to an id that every reading system accepts: ASCII that starts with a letter; any other name becomes its digest.

    So do names that would be those of parts that the program makes: files of an EPUB, keys, and what belongs to a block.
    """
    return name if ANCHOR.fullmatch(name) and not RESERVED.fullmatch(name) else "x" + hashlib.sha256(name.encode()).hexdigest()[:10]
