"""LaTeX formulas as text, without the libraries that set them."""

import re

SPACE_NAMES = r"(?:q?quad|enspace|thinspace|medspace|thickspace|enskip)(?![A-Za-z])"
SPACE_BEFORE = re.compile(rf"(?:\s|~|\\[ ,;:!>]|\\{SPACE_NAMES})+")
SPACE_AFTER = re.compile(rf"(?:~|(?<!\\)\\(?:[,;:!>]|{SPACE_NAMES})?)\Z")
"""Commands for space, which at an end have no effect but to move a formula from the middle; a lone backslash is left of one."""
LONGEST_SPACE = 12


def trim_formula(tex: str) -> str:
    """A formula without spaces, and commands for space, at its ends."""
    before = SPACE_BEFORE.match(tex)
    tex = tex[before.end() if before else 0 :].rstrip()
    while match := SPACE_AFTER.search(tex, max(0, len(tex) - LONGEST_SPACE)):
        tex = tex[: match.start()].rstrip()
    return tex
