"""The fonts of this machine: what they are called, where they lie, and which characters they can show."""

import bisect
import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

FIELDS = ("family", "slant", "weight", "file", "fontversion", "charset")
FORMAT = "\t".join(f"%{{{field}}}" for field in FIELDS) + "\n"
REGULAR = 80
"""The weight of a regular face, as fontconfig counts."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a family."""

    family: str
    """The first of its names."""
    file: str


@cache
def _asked() -> "subprocess.Popen[str] | None":
    """The question which faces there are, put to fontconfig; None where it is not there."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    command = [program, "--format", FORMAT]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace")  # noqa: S603


def prefetch() -> None:
    """Put the question, so that the answer is there when it is wanted: it takes 30 ms, in which other things can be done."""
    _asked()


@cache
def _listing() -> tuple[tuple[str, ...], ...] | None:
    """Every installed face with its FIELDS, asked for once a run; None where fontconfig is not there."""
    asked = _asked()
    if asked is None:
        return None
    rows = (tuple(line.split("\t")) for line in asked.communicate()[0].splitlines())
    return tuple(row for row in rows if len(row) == len(FIELDS))


@cache
def digest() -> str:
    """What stands for all fonts of this machine, their files, versions and characters; empty where fontconfig is not there."""
    return hashlib.sha256(repr(_listing()).encode()).hexdigest()[:32] if are_known() else ""


def forget() -> None:
    """Ask the machine again: for a program that runs on while fonts are installed."""
    for answer in (_asked, _listing, _faces, covered, has, find_file, digest, font_configuration):
        answer.cache_clear()


@cache
def font_configuration() -> Any:
    """The fonts as the print engine holds them, opened once for all that is set: that is dearer than to set a page with them."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _faces() -> dict[str, Face]:
    """The upright regular face of each family, or what comes nearest to it, by every name of the family in lower case."""
    best: dict[str, tuple[tuple[int, int, str], Face]] = {}
    for names, slant, weight, file, *_ in _listing() or ():
        rank = (_number(slant), abs(_number(weight) - REGULAR), file)
        face = Face(names.split(",")[0], file)
        for name in names.lower().split(","):
            if name not in best or rank < best[name][0]:
                best[name] = (rank, face)
    return {name: face for name, (_, face) in best.items()}


def _number(value: str) -> int:
    """A number, or the first one of the range that a variable font gives."""
    found = re.search(r"\d+", value)
    return int(found[0]) if found else 0


def are_known() -> bool:
    """Whether this machine tells which fonts it has."""
    return _listing() is not None


def find_first(families: Iterable[str]) -> Face | None:
    """The first family of a list that is installed, as a stylesheet would choose it; case does not matter (CSS Fonts 4 §2.1)."""
    return next((_faces()[name.lower()] for name in families if name.lower() in _faces()), None)


@cache
def covered() -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The code points that any installed font has, as sorted starts and ends of ranges; None where fontconfig is not there.

    Pango falls back from the fonts of a role to any font that has a glyph, so a character is lost only when none has it.
    """
    listing = _listing()
    if listing is None:
        return None
    return _ranges(frozenset(row[-1] for row in listing))


@lru_cache(maxsize=2)
def _ranges(charsets: frozenset[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The code points of several sets, as fontconfig writes them, in one: the starts and ends of its ranges."""
    ranges = sorted(
        (int(start, 16), int(end or start, 16))
        for charset in charsets
        for start, end in re.findall(r"([0-9a-f]+)(?:-([0-9a-f]+))?", charset)
    )
    merged: list[list[int]] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return tuple(start for start, _ in merged), tuple(end for _, end in merged)


@cache
def has(character: str) -> bool:
    """Whether some font shows a character; true where the fonts are not known."""
    ranges = covered()
    if ranges is None:
        return True
    starts, ends = ranges
    at = bisect.bisect_right(starts, ord(character)) - 1
    return at >= 0 and ord(character) <= ends[at]


@cache
def find_file(family: str, weight: int) -> tuple[str, int] | None:
    """The file of a family's upright face of a CSS weight, and the face's place in it; None where the family is not installed."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    wanted = f"{family}:slant=0:weight={200 if weight >= 600 else 80}"
    form = "%{file}\t%{index}\t%{family}"
    found = subprocess.run([program, "-f", form, wanted], capture_output=True, text=True, check=False)  # noqa: S603
    file, index, names = (*found.stdout.split("\t"), "", "", "")[:3]
    return (file, int(index) & 0xFFFF) if family.lower() in names.lower().split(",") else None
