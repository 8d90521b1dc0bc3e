"""What happens where no command is named: a build, or the studio where a person begins."""

import os
import sys
from pathlib import Path

from jiangyi.project import find_workspace

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
"""The variables of which one is set where a system other than Windows and macOS has a screen."""


def is_first_use() -> bool:
    """True for a person in a folder without content who has a screen on which a browser can be opened."""
    has_screen = sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in DISPLAYS)
    looks_on = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))
    return has_screen and looks_on and not os.environ.get("CI") and find_workspace(Path.cwd()) is None
