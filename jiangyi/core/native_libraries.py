"""Shared libraries that a Python package carries: Pango, HarfBuzz, fontconfig and GLib where no system package installs them."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from jiangyi.core.session import memoize

CARRIERS = (
    # made by `python -m tools.bundle` for Linux
    ("jiangyi_libraries", "lib"),
    # GStreamer's own wheels, for Windows and macOS only
    ("gstreamer_libs", "bin" if os.name == "nt" else "lib"),
)
"""The packages that carry these libraries, and the folder in them; the first that is installed is used."""
SYSTEM_FONTS = Path("/etc/fonts/fonts.conf")


@dataclass(frozen=True, slots=True)
class LibraryBundle:
    """The libraries of an installed package. All come from it, because those of two builds don't fit together."""

    package: str
    folder: Path
    fonts: Path
    """The folder with its configuration of fontconfig."""

    def find(self, name: str) -> Path | None:
        """The file of a library by one of its names on some platform, such as pango-1.0-0 or libpango-1.0.so.0."""
        return next((path for path in (self.folder / name, self.folder / f"{name}.dll") if path.is_file()), None)


@memoize(1)
def find_bundle() -> LibraryBundle | None:
    """The installed package that carries the libraries; None where they are the system's."""
    for package, inner in CARRIERS:
        for place in sys.path:
            root = Path(place or ".", package)
            if (root / inner).is_dir():
                return LibraryBundle(package, root / inner, root / "etc" / "fonts")
    return None


def prepare_bundle(bundle: LibraryBundle) -> None:
    """Let the loader and fontconfig find the files of a bundle; fonts that the user has configured stay so."""
    if sys.platform == "win32":
        os.add_dll_directory(str(bundle.folder))
    elif not SYSTEM_FONTS.exists() and (bundle.fonts / "fonts.conf").is_file():
        os.environ.setdefault("FONTCONFIG_PATH", str(bundle.fonts))
