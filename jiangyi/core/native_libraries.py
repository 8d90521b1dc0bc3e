"""Shared libraries outside the folders of the loader: Pango, HarfBuzz, fontconfig and GLib of a Python package, Homebrew or MSYS2."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from jiangyi.core.session import memoize

PACKAGES = (
    # made by `python -m tools.bundle` for Linux
    ("jiangyi_libraries", "lib"),
    # GStreamer's own wheels, for Windows and macOS only
    ("gstreamer_libs", "bin" if os.name == "nt" else "lib"),
)
"""The Python packages that carry these libraries, and the folder in them."""
FOLDERS: Mapping[str, tuple[tuple[str, str, str], ...]] = MappingProxyType(
    {
        # a Python that Homebrew did not install doesn't look there (https://github.com/Kozea/WeasyPrint/issues/1530)
        "darwin": (
            ("Homebrew", "/opt/homebrew/lib", "/opt/homebrew/etc/fonts"),
            ("Homebrew", "/usr/local/lib", "/usr/local/etc/fonts"),
        ),
        # those of WeasyPrint's documentation
        "win32": (
            ("MSYS2", r"C:\msys64\ucrt64\bin", r"C:\msys64\ucrt64\etc\fonts"),
            ("MSYS2", r"C:\msys64\mingw64\bin", r"C:\msys64\mingw64\etc\fonts"),
            ("GTK", r"C:\Program Files\GTK3-Runtime Win64\bin", r"C:\Program Files\GTK3-Runtime Win64\etc\fonts"),
        ),
    }
)
"""The folders of package managers, with those of their configuration of fontconfig, by platform."""
CHOSEN = "WEASYPRINT_DLL_DIRECTORIES"
"""The variable by which a user of Windows names other folders to WeasyPrint."""
PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "pango-1.0-0.dll")
"""The file of Pango on each platform: a folder without one has not these libraries."""
SYSTEM_FONTS = Path("/etc/fonts/fonts.conf")


@dataclass(frozen=True, slots=True)
class LibraryBundle:
    """The libraries of one source. All come from it, because those of two builds don't fit together."""

    source: str
    folder: Path
    fonts: Path
    """The folder with its configuration of fontconfig."""

    def find(self, name: str) -> Path | None:
        """The file of a library by one of its names on some platform, such as pango-1.0-0 or libpango-1.0.so.0."""
        return next((path for path in (self.folder / name, self.folder / f"{name}.dll") if path.is_file()), None)


@memoize(1)
def find_bundle() -> LibraryBundle | None:
    """The first source that is installed; None where the loader finds the libraries itself."""
    return next((bundle for bundle in _list_places() if any((bundle.folder / name).is_file() for name in PANGO)), None)


def _list_places() -> Iterator[LibraryBundle]:
    """Where the libraries may be, in the order of preference."""
    for folder in filter(None, os.environ.get(CHOSEN, "").split(";")) if sys.platform == "win32" else ():
        yield LibraryBundle(CHOSEN, Path(folder), Path(folder).parent / "etc" / "fonts")
    for package, inner in PACKAGES:
        for place in sys.path:
            yield LibraryBundle(package, Path(place or ".", package, inner), Path(place or ".", package, "etc", "fonts"))
    for source, folder, fonts in FOLDERS.get(sys.platform, ()):
        yield LibraryBundle(source, Path(folder), Path(fonts))


def prepare_bundle(bundle: LibraryBundle) -> None:
    """Let the loader and fontconfig find the files of a bundle; fonts that the user has configured stay so."""
    if sys.platform == "win32":
        os.add_dll_directory(str(bundle.folder))
    if not SYSTEM_FONTS.exists() and (bundle.fonts / "fonts.conf").is_file():
        os.environ.setdefault("FONTCONFIG_PATH", str(bundle.fonts))
