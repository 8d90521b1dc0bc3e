"""Write the documentation in docs/ to output/site/: web pages, PDF, EPUB and feeds; options are those of `share`."""

import subprocess
import sys
from pathlib import Path

from tools.page_head import make_head

ROOT = Path(__file__).resolve().parent.parent
WORKSPACE = ROOT / "docs"
FOLDER = ROOT / "output" / "site"
INCLUDED = {"ARCHITECTURE.md": make_head("en", "background", "The program on one page.", "duplicate-paragraph")}
"""What belongs to the documentation and lies above it, with the head that it gets there."""


def main() -> int:
    """Copy what is included, and share the workspace."""
    include_files(WORKSPACE / "content")
    command: list[str | Path] = [sys.executable, "compile.py", "share", "--workspace", WORKSPACE, "--output", FOLDER, *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def include_files(folder: Path) -> None:
    """Write what lies above the workspace to its content, which git ignores there."""
    for name, head in INCLUDED.items():
        (folder / name.lower()).write_text(head + (ROOT / name).read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
