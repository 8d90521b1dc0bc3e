"""Names of the files that an import writes: every system can store them, whatever the source calls its files and pictures."""

import re
import unicodedata

from jiangyi.core import find_name_problem, has_control

LONGEST_STEM = 210
"""In bytes of UTF-8; what is added to a stem has room in the 255 bytes of a name."""
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def make_safe_stem(name: str, fallback: str) -> str:
    """A name as the stem of a file: with hyphens for characters that no file name has everywhere, and cut where it is too long."""
    visible = "".join("-" if has_control(character) else character for character in unicodedata.normalize("NFC", name))
    stem = FORBIDDEN.sub("-", visible).strip(" .") or fallback
    stem = stem.encode()[:LONGEST_STEM].decode(errors="ignore").rstrip(" .")
    return stem if find_name_problem(stem) is None else stem.replace(".", "-") + "-"  # a device of Windows
