"""The file of the math font that printed formulas are drawn with, found without loading the library that brings it."""

import importlib.util
from pathlib import Path

from jiangyi.core import memoize


@memoize()
def find_math_font_file() -> Path:
    """STIX Two Math, whose licence (SIL OFL 1.1) allows to embed a subset."""
    spec = importlib.util.find_spec("ziamath")
    folders = (spec.submodule_search_locations if spec else None) or ()
    return next(path for folder in folders for path in sorted(Path(folder, "fonts").glob("STIX*Math*.ttf")))
