"""The shared libraries that WeasyPrint loads, tried by the same names, in the same folders.

The package `engine` can't be asked: it is imported only where it can load all of them.
"""

import ctypes
from contextlib import suppress

from jiangyi.core import find_bundle, prepare_bundle

NAMES = {
    "gobject": ("gobject-2.0-0", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
    "pango": ("pango-1.0-0", "libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "pangoft2": ("pangoft2-1.0-0", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    "harfbuzz": ("harfbuzz", "libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    "harfbuzz_subset": ("harfbuzz-subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
    "fontconfig": ("fontconfig-1", "libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
}
"""The names of each library on the platforms (weasyprint/text/ffi.py)."""
LEAST_PANGO = (1, 44)


def find_library(key: str) -> ctypes.CDLL | None:
    """A loaded library of NAMES; None where it can't be loaded."""
    bundle = find_bundle()
    if bundle:
        prepare_bundle(bundle)
    for name in NAMES[key]:
        file = bundle.find(name) if bundle else name
        with suppress(OSError):
            if file:
                return ctypes.CDLL(str(file))
    return None


def find_libraries(*keys: str) -> bool:
    """True if all of these can be loaded."""
    return all(find_library(key) is not None for key in keys)


def find_pango_version() -> str:
    """The version of Pango; empty where it is missing or too old for WeasyPrint."""
    library = find_library("pango")
    number = library.pango_version() if library is not None and find_libraries("gobject", "pangoft2") else 0
    version = (number // 10000, number // 100 % 100, number % 100)
    return ".".join(map(str, version)) if version >= LEAST_PANGO else ""
