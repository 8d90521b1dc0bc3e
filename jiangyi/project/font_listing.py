"""List the installed fonts through fontconfig's library, as its program `fc-list` does, where that program is missing.

It runs in a process of its own, as `fc-list` would: `python font_listing.py LIBRARY FORMAT`. So it imports only the standard library.
"""

import ctypes
import os
import sys
from pathlib import Path


class FontSet(ctypes.Structure):
    """FcFontSet of fontconfig.h."""

    _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("patterns", ctypes.POINTER(ctypes.c_void_p)))


def list_fonts(path: str, form: str) -> str:
    """A line for each installed face, in a format of FcPatternFormat."""
    library = _open(path)
    library.FcInit()
    pattern, fields = library.FcPatternCreate(), library.FcObjectSetCreate()
    for field in ("family", "slant", "weight", "file", "fontversion", "charset", "index"):
        library.FcObjectSetAdd(fields, field.encode())
    found = library.FcFontList(None, pattern, fields).contents
    lines = []
    for number in range(found.count):
        text = library.FcPatternFormat(found.patterns[number], form.encode())
        lines.append((ctypes.string_at(text) if text else b"").decode("utf-8", "replace"))
        library.FcStrFree(text)
    return "".join(sorted(lines))


def _open(path: str) -> ctypes.CDLL:
    """The library with the types of the functions that are called."""
    if sys.platform == "win32":
        os.add_dll_directory(str(Path(path).parent))
    library = ctypes.CDLL(path)
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for name, result, *arguments in (
        ("FcInit", ctypes.c_int),
        ("FcPatternCreate", pointer),
        ("FcObjectSetCreate", pointer),
        ("FcObjectSetAdd", ctypes.c_int, pointer, text),
        ("FcFontList", ctypes.POINTER(FontSet), pointer, pointer, pointer),
        ("FcPatternFormat", pointer, pointer, text),
        ("FcStrFree", None, pointer),
    ):
        function = getattr(library, str(name))
        function.restype, function.argtypes = result, arguments
    return library


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(list_fonts(*sys.argv[1:]))
