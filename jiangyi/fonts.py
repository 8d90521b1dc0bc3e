"""Which characters the fonts of this machine can show."""

import bisect
import re
import shutil
import subprocess
from functools import cache


@cache
def covered() -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The code points that any installed font has, as sorted starts and ends of ranges; None where fontconfig is not there.

    Pango falls back to any font that has a glyph, so a character is lost only when none has it.
    """
    program = shutil.which("fc-list")
    if program is None:
        return None
    listing = subprocess.run([program, "--format", "%{charset}\n"], capture_output=True, text=True, check=False)  # noqa: S603
    ranges = sorted(
        (int(start, 16), int(end or start, 16))
        for line in set(listing.stdout.splitlines())
        for start, end in re.findall(r"([0-9a-f]+)(?:-([0-9a-f]+))?", line)
    )
    merged: list[list[int]] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return tuple(start for start, _ in merged), tuple(end for _, end in merged)


def has(character: str) -> bool:
    """Whether some font shows a character; true where the fonts are not known."""
    known = covered()
    if known is None:
        return True
    starts, ends = known
    at = bisect.bisect_right(starts, ord(character)) - 1
    return at >= 0 and ord(character) <= ends[at]
