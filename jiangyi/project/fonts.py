"""Installed fonts: their family names, files and characters, as fontconfig lists them."""

import hashlib
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Annotated, Any

import msgspec

from jiangyi.core import Report, find_bundle, memoize, prepare_bundle
from jiangyi.store import StoredMemo, plain_memo

FIELDS = ("family", "slant", "weight", "file", "fontversion", "charset")
FORMAT = "\t".join(f"%{{{field}}}" for field in FIELDS) + "\n"
LIBRARY_NAMES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1", "fontconfig-1")
"""The names of fontconfig's library."""
LISTING = Path(__file__).with_name("font_listing.py")
REGULAR = 80
"""The weight of a regular face on fontconfig's scale."""
BOLD = 200
INVISIBLE = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
CodePoint = Annotated[int, msgspec.Meta(ge=0, le=sys.maxunicode)]
CodePointRanges = tuple[tuple[CodePoint, CodePoint], ...]
"""The first and the last code point of each range, in order."""
COVERAGE: StoredMemo[CodePointRanges] = plain_memo("font coverage", CodePointRanges, size=0)


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face of a family."""

    family: str
    """The first of its names."""
    file: str


class _FontQuery:
    """A running `fc-list` or the same of ours, whose output is read once, whichever thread asks for it first."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", errors="replace"
        )
        self._lock = Lock()
        self._output: str | None = None

    def wait(self) -> str:
        """The output, once the process has ended."""
        with self._lock:
            if self._output is None:
                self._output = self._process.communicate()[0]
        return self._output


@memoize()
def _start_query() -> _FontQuery | None:
    """A running `fc-list`; None where fontconfig is not installed."""
    command = _find_command()
    return _FontQuery(command) if command else None


def _find_command() -> Sequence[str]:
    """The command that lists fonts: fontconfig's own, or ours where a package carries its library or only that is installed."""
    bundle = find_bundle()
    program = None if bundle else shutil.which("fc-list")
    if program:
        return (program, "--format", FORMAT)
    if bundle:
        prepare_bundle(bundle)
        library = next((str(path) for name in LIBRARY_NAMES if (path := bundle.find(name))), None)
    else:
        from ctypes.util import find_library  # late: it may run a compiler

        library = find_library("fontconfig")
    return (sys.executable, "-I", str(LISTING), library, FORMAT) if library else ()


def prefetch() -> None:
    """Start `fc-list` without waiting for it: it takes 30 ms, in which other work can be done."""
    _start_query()


@memoize()
def _list_faces() -> tuple[tuple[str, ...], ...] | None:
    """Every installed face as a tuple of FIELDS; None where fontconfig is not installed."""
    query = _start_query()
    if query is None:
        return None
    rows = (tuple(line.split("\t")) for line in query.wait().splitlines())
    return tuple(row for row in rows if len(row) == len(FIELDS))


@memoize()
def digest_fonts() -> str:
    """A digest of all installed fonts (files, versions, characters); empty where fontconfig is not installed."""
    faces = _list_faces()
    return "" if faces is None else hashlib.sha256("\n".join(map("\t".join, faces)).encode()).hexdigest()[:32]


@memoize()
def list_folders() -> frozenset[Path]:
    """The folders in which the installed fonts are."""
    return frozenset(Path(row[3]).parent for row in _list_faces() or ())


@memoize()
def font_configuration() -> Any:
    """The font configuration that all documents of a session share: opening the fonts takes longer than to lay out a page."""
    return new_font_configuration()


def new_font_configuration() -> Any:
    """A font configuration of WeasyPrint, for markup with fonts of its own."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@memoize()
def _regular_faces() -> dict[str, FontFace]:
    """The upright regular face of each family, or the nearest to it, by every name of the family in lower case."""
    best: dict[str, tuple[tuple[int, int, str], FontFace]] = {}
    for names, slant, weight, file, *_ in _list_faces() or ():
        rank = (_first_number(slant), abs(_first_number(weight) - REGULAR), file)
        face = FontFace(names.split(",")[0], file)
        for name in names.lower().split(","):
            if name not in best or rank < best[name][0]:
                best[name] = (rank, face)
    return {name: face for name, (_, face) in best.items()}


def _first_number(value: str) -> int:
    """A number, or the first one of the range that a variable font has."""
    found = re.search(r"\d+", value)
    return int(found[0]) if found else 0


def are_known() -> bool:
    """True where fontconfig is installed, so that the fonts of this machine can be listed."""
    return _list_faces() is not None


def find_first(families: Iterable[str]) -> FontFace | None:
    """The first installed family of a list, as a stylesheet chooses it; case does not matter (CSS Fonts 4 §2.1)."""
    faces = _regular_faces()
    return next((faces[name.lower()] for name in families if name.lower() in faces), None)


@memoize()
def find_coverage() -> CodePointRanges | None:
    """The code points that any installed font has, as sorted ranges; None where fontconfig is not installed.

    Pango falls back from the fonts of a role to any font that has a glyph, so a character is missing only where no font has it.
    """
    listing = _list_faces()
    if listing is None:
        return None
    # every key of the store contains the digest of all fonts
    return COVERAGE.get_or_compute("", lambda _report: _join_ranges({row[-1] for row in listing}), Report())


def _join_ranges(charsets: Iterable[str]) -> CodePointRanges:
    """The code points of some character sets, as sorted ranges; in a set they are hexadecimal: `20-7e a0 3000-303f`."""
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
    return tuple((start, end) for start, end in merged)


def find_uncovered(characters: Iterable[str]) -> list[str]:
    """The characters that no installed font has, in order of their code points; none where the fonts are not known."""
    covered = _list_covered()
    return sorted(character for character in characters if not covered[ord(character)]) if covered else []


def find_missing(characters: Iterable[str]) -> list[str]:
    """The visible characters that no installed font has, in order of their code points; boxes are printed in their place."""
    return [character for character in find_uncovered(characters) if is_visible(character)]


def is_visible(character: str) -> bool:
    """False for control and format characters, spaces, variation selectors and surrogates."""
    selects = "\ufe00" <= character <= "\ufe0f" or "\U000e0000" <= character <= "\U000e0fff" or character == "\u034f"
    return not selects and unicodedata.category(character) not in INVISIBLE


@memoize()
def _list_covered() -> bytes:
    """For each code point whether some installed font has it; empty where the fonts are not known."""
    ranges = find_coverage()
    if ranges is None:
        return b""
    pieces, at = list[bytes](), 0
    for start, end in ranges:
        pieces += (bytes(max(0, start - at)), b"\1" * (end + 1 - start))
        at = end + 1
    return b"".join(pieces).ljust(sys.maxunicode + 1, b"\0")


@memoize()
def find_file(family: str, weight: int) -> tuple[str, int] | None:
    """The file of a family's upright face of a CSS weight, and the index of the face in it; None where the family is not installed."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    pattern = f"{family}:slant=0:weight={BOLD if weight >= 600 else REGULAR}"
    found = subprocess.run([program, "-f", "%{file}\t%{index}\t%{family}", pattern], capture_output=True, text=True, check=False)  # noqa: S603
    file, index, names = (*found.stdout.split("\t"), "", "", "")[:3]
    return (file, int(index) & 0xFFFF) if family.lower() in names.lower().split(",") else None


@memoize()
def find_files_with(character: str) -> tuple[tuple[str, int], ...]:
    """The files of installed faces that have an outline of a character, with the index of the face in each; upright regular ones first."""
    program = shutil.which("fc-list")
    if program is None:
        return ()
    pattern = f":charset={ord(character):x}:outline=True"
    wanted = "%{slant}\t%{weight}\t%{file}\t%{index}\n"
    found = subprocess.run([program, "--format", wanted, pattern], capture_output=True, text=True, check=False)  # noqa: S603
    rows = (line.split("\t") for line in found.stdout.splitlines())
    faces = sorted((_first_number(slant), abs(_first_number(weight) - REGULAR), file, int(index)) for slant, weight, file, index in rows)
    return tuple((file, index & 0xFFFF) for *_, file, index in faces)
